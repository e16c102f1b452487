"""The Celery app. Tasks live in each package's `tasks.py`; the clock in `config/schedule.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "involvement.config.settings.local")

app = Celery("common_thread")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
