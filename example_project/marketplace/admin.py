from django.contrib import admin

from .models import Booking, Message, Service

# Plain ModelAdmins, like ours: they must render under django-unfold.
admin.site.register([Booking, Message, Service])
