from django.apps import AppConfig


class MemberConfig(AppConfig):
    name = "tests.projects.member"
    label = "member"
