"""Settings of the test run: fast hashes, plain static files, everything else as it runs for people."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from involvement.config.settings.base import REDIS_URL as REDIS_OF_THE_RUN
from involvement.config.settings.local import *  # noqa: F403

DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if REDIS_OF_THE_RUN:  # the second run of the suite; tests that run side by side get a Redis database each
    _parts = urlsplit(REDIS_OF_THE_RUN)
    _number = int(Path(_parts.path).name or 0) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    REDIS_URL = CELERY_BROKER_URL = _parts._replace(path=f"/{_number}").geturl()
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
