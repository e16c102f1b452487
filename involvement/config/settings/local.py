"""The demonstration and development settings: embedded defaults, made-up keys that open nothing real."""

from involvement.config.logs import logging_settings
from involvement.config.settings.base import *  # noqa: F403
from involvement.config.settings.base import env

DEMO = env.bool("DEMO", True)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "demo-only-key-that-protects-nothing-real-and-is-refused-in-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
FIELD_KEYS = env.list("FIELD_KEYS", default=["demo:" + "ZGVtby1vbmx5LWtleS10aGF0LW9wZW5zLW5vdGhpbmc="])
LOGGING = logging_settings(style=env.str("LOG_STYLE", "plain"), level=env.str("LOG_LEVEL", "WARNING"))
