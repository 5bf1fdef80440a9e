"""The host's user: e-mail login, an integer key, a role, and no username."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from .managers import UserManager


class User(AbstractUser):
    class Role(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        PROVIDER = "provider", "Provider"
        ADMIN = "admin", "Admin"

    username = None
    email = models.EmailField(unique=True)
    # Anyone can register with any role, "admin" too: only is_staff is a trust boundary.
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CUSTOMER)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    def __str__(self):
        return self.email

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # The real host's save() runs twice. `objects.create()` asks both for an INSERT and the
        # second fails, so whoever makes users must call create_user().
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
