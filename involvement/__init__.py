"""Common Thread. Exports the Celery app so that workers find it; nothing else lives here."""

from involvement.config.celery import app as celery_app

__all__ = ["celery_app"]
