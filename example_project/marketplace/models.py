"""
A little of the marketplace: enough to take the reverse names on User that the real host takes.

`services`, `bookings`, `profile` and `message_set` are used up here, `notifications` in the app of
that name: a foreign key of ours to the user that wants one of them fails Django's checks.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    city = models.CharField(max_length=100, blank=True)

    def __str__(self):
        return f"Profile of {self.user}"


class Service(models.Model):
    provider = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="services")
    title = models.CharField(max_length=200)

    def __str__(self):
        return self.title


class Booking(models.Model):
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookings")
    service = models.ForeignKey(Service, models.CASCADE, related_name="bookings")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.service} for {self.customer}"


class Message(models.Model):
    """A line of chat between a customer and a provider. No related_name: it is `message_set`."""

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="received_messages"
    )
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.sender} to {self.recipient}"
