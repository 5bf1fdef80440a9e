from django.contrib import admin

from .models import Notification, UserNotificationSetting

admin.site.register([Notification, UserNotificationSetting])
