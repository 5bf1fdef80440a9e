"""Serializers whose names the real host has: drf-yasg refuses a second class of the same name."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import User

from .models import Message


class UserBasicSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "email", "full_name"]


class MessageSerializer(serializers.ModelSerializer):
    sender = UserBasicSerializer(read_only=True)
    recipient = UserBasicSerializer(read_only=True)

    class Meta:
        model = Message
        fields = ["id", "sender", "recipient", "text", "created_at"]


class MessageCreateSerializer(serializers.ModelSerializer):
    class Meta:
        model = Message
        fields = ["recipient", "text"]
