"""Settings that every way of running shares. Secrets and addresses come from the environment only."""

from pathlib import Path

import environ

from involvement.config.logs import logging_settings
from involvement.config.schedule import SCHEDULE
from involvement.config.settings.signing_in import *  # noqa: F403

# --- Paths and environment -------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parents[3]
VAR = BASE_DIR / "var"
env = environ.Env()

DEBUG = False
PRODUCTION = False
"""True in production settings only; the system checks then refuse what is missing."""
DEMO = env.bool("DEMO", False)
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_ADDRESS = env.str("SITE_ADDRESS", "http://localhost:8000")
"""What links in messages begin with; no slash at the end."""

# --- Apps ------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "pghistory",
    "involvement.shared.accounts",
    "involvement.shared.access",
    "involvement.shared.audit",
    "involvement.shared.links",
    "involvement.shared.once",
    "involvement.shared.notify",
    "involvement.shared.documents",
    "involvement.shared.uploads",
    "involvement.shared.ui",
    "involvement.shared.health",
    "programmes",
    "participants",
    "involvement",
    "involvement.activities.talk",
    "involvement.activities.forum",
    "involvement.activities.selection_panel",
    "involvement.activities.placement_panel",
    "involvement.activities.selection_day",
    "involvement.activities.visioning_workshop",
    "involvement.activities.focus_group",
    "payments",
    "evaluation",
    "involvement.dashboards",
]

MIDDLEWARE = [
    "involvement.config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "involvement.shared.accounts.middleware.SessionAgesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "involvement.shared.access.middleware.ActorMiddleware",
    "involvement.shared.access.middleware.SignInByDefaultMiddleware",
    "involvement.shared.accounts.middleware.SecondFactorMiddleware",
    "involvement.shared.access.middleware.NotStoredMiddleware",
    "involvement.shared.ui.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "involvement.config.urls"
WSGI_APPLICATION = "involvement.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "involvement.shared.ui.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["thread"]
CRISPY_TEMPLATE_PACK = "thread"

# --- Database, cache, files ------------------------------------------------------------------------------------
DATABASES = {
    "default": {
        **env.db("DATABASE_URL", default=f"postgresql://postgres@/postgres?host={VAR / 'pg'}"),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", "")
CACHES = (
    {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    if REDIS_URL
    else {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR / "cache"),
        }
    }
)
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR / "media")))
UPLOAD_SCANNER = env.str("UPLOAD_SCANNER", "")
"""A command that reads a file from its input and answers 0 for clean and 1 for infected; empty for none."""
UPLOAD_SCANNER_TIMEOUT = env.int("UPLOAD_SCANNER_TIMEOUT", 20)
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Sessions --------------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- Queue -----------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", REDIS_URL or "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    _queue = Path(env.str("BROKER_FOLDER", str(VAR / "broker")))
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "queue"),
        "data_folder_out": str(_queue / "queue"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.05,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 30}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")

# --- Logs ------------------------------------------------------------------------------------------------------
LOG_STYLE = env.str("LOG_STYLE", "json")
"""json for machines, plain for people."""
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = logging_settings(style=LOG_STYLE, level=LOG_LEVEL)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Mail and text messages ------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Common Thread <involvement@localhost>")
TEXT_PROVIDER = env.str("TEXT_PROVIDER", "none")
"""none, govuk_notify or twilio."""
TEXT_TIMEOUT = env.int("TEXT_TIMEOUT", 15)
GOVUK_NOTIFY_KEY = env.str("GOVUK_NOTIFY_KEY", "")
GOVUK_NOTIFY_TEMPLATE = env.str("GOVUK_NOTIFY_TEMPLATE", "")
"""A text template of the service whose whole content is the field ((message))."""
GOVUK_NOTIFY_URL = env.str("GOVUK_NOTIFY_URL", "https://api.notifications.service.gov.uk")
TWILIO_ACCOUNT = env.str("TWILIO_ACCOUNT", "")
TWILIO_TOKEN = env.str("TWILIO_TOKEN", "")
TWILIO_FROM = env.str("TWILIO_FROM", "")
TWILIO_URL = env.str("TWILIO_URL", "")
"""Empty for the service's own address."""
MESSAGES_A_DAY = env.int("MESSAGES_A_DAY", 6)
"""How many messages one person gets in a day at most; codes and changes on the day do not count."""
NOTIFY_HELD_AFTER = env.int("NOTIFY_HELD_AFTER", 900)
"""Seconds after which a message that is still being sent is in doubt; more than a worker may live on one task."""

# --- Language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- What pages may load ---------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "involvement.shared.ui.errors.csrf_failure"

# --- Keys for what is stored sealed (crypto) -------------------------------------------------------------------
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[])
"""`id:base64-of-32-bytes`, newest first; older ones stay for reading until rotated."""
