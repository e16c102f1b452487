"""The app as it runs for people, without demo mode and with plain hosts, so that the bench can reach it."""

from involvement.config.settings.local import *  # noqa: F403
from involvement.config.settings.local import MIDDLEWARE as OURS

DEMO = False
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.bench.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MIDDLEWARE = [*OURS]
