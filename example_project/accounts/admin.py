from django.conf import settings
from django.contrib import admin

from .models import User

if settings.HAS_UNFOLD:
    from unfold.admin import ModelAdmin
else:
    from django.contrib.admin import ModelAdmin


@admin.register(User)
class UserAdmin(ModelAdmin):
    list_display = ["email", "full_name", "role", "is_staff"]
    list_filter = ["role", "is_staff"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    exclude = ["password"]
