"""The Celery app of a host, as Celery's own documentation writes it."""

from celery import Celery

app = Celery("host")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
