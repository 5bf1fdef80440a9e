from django.apps import AppConfig


class CustomUserConfig(AppConfig):
    name = "tests.projects.custom_user"
    label = "custom_user"
