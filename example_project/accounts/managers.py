"""How people of the host are made: by e-mail, never by username."""

from __future__ import annotations

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        # The role stays "customer", as on the real host: a role says nothing about trust there.
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )
