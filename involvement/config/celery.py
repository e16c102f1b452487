"""The Celery app. Tasks live in each package's `tasks.py`; the clock in `config/schedule.py`."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "involvement.config.settings.local")

app = Celery("common_thread")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect  # type: ignore[untyped-decorator]
def keep_our_logs(**kwargs: object) -> None:
    """Being connected is enough: Celery then leaves logging as Django's settings made it."""
