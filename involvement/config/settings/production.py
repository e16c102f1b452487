"""Production: everything from the environment; nothing starts while something is missing."""

import os

from django.core.exceptions import ImproperlyConfigured

from involvement.config.settings.base import *  # noqa: F403
from involvement.config.settings.base import env
from involvement.config.settings.completeness import missing

if _missing := missing(os.environ):
    raise ImproperlyConfigured("\n- ".join(["This site is only half configured:", *_missing]))

PRODUCTION = True
DEBUG = False
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
STAFF_SECOND_FACTOR_REQUIRED = env.bool("STAFF_SECOND_FACTOR_REQUIRED", True)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
"""The container's own health check asks without the proxy that carries TLS."""
