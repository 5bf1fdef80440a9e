from django.conf import settings
from django.db import models


class Member(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member"
    )
    name = models.CharField(max_length=100)
    at_the_desk = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
