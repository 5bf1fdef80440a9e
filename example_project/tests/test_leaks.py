from django.test import TestCase

from accounts.models import User
from django_support_tickets.testing import LeakTests


class SupportLeakTests(LeakTests, TestCase):
    """What the package looks for, in this project: its hook, its table, its pages."""

    def make_customer(self):
        return self.make_user(is_staff=False)

    def make_agent(self):
        return self.make_user(is_staff=True)

    def make_user(self, **fields):
        return User.objects.create_user(f"person{User.objects.count()}@example.com", **fields)

    def more_urls(self, _ticket):
        return ["/api/notifications/"]
