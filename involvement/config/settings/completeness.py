"""What production needs from its environment, said in sentences, all at once, before anything starts (R50)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

KEY_LENGTH = 50
TLS_MAIL = ("smtp+tls", "smtp+ssl", "smtps")


def missing(env: Mapping[str, str]) -> list[str]:
    """Sentences about what is missing or wrong; empty when production may start. Repeats no value."""
    return [*_site(env), *_secrets(env), *_servers(env), *_messages(env)]


def _site(env: Mapping[str, str]) -> Iterator[str]:
    hosts = [host for host in env.get("ALLOWED_HOSTS", "").split(",") if host]
    if not hosts or "*" in hosts:
        yield "ALLOWED_HOSTS must name the addresses of this site, with commas between and no *."
    address = urlsplit(env.get("SITE_ADDRESS", ""))
    if address.scheme != "https" or not address.hostname:
        yield "SITE_ADDRESS must be the address that links in messages begin with, starting with https://."
    if not env.get("TRUSTED_PROXIES", "").isdigit():
        yield "TRUSTED_PROXIES must say how many proxies stand in front, 0 or more."
    if env.get("DEMO", "").lower() in {"1", "true", "yes", "on", "y", "t", "ok"}:
        yield "DEMO is on, so anybody could sign in as anybody. Take DEMO away."


def _secrets(env: Mapping[str, str]) -> Iterator[str]:
    key = env.get("SECRET_KEY", "")
    if len(key) < KEY_LENGTH or len(set(key)) < 5 or key.startswith("demo"):
        yield f"SECRET_KEY must be a secret of this site, at least {KEY_LENGTH} random letters."
    keys = [text for text in env.get("FIELD_KEYS", "").split(",") if text]
    if not keys or not all(_is_field_key(text) for text in keys):
        yield "FIELD_KEYS must hold id:key pairs, each key 32 random bytes in base64, and not the demonstration's."


def _is_field_key(text: str) -> bool:
    name, _, key = text.partition(":")
    try:
        return bool(name) and name != "demo" and len(base64.b64decode(key, validate=True)) == 32
    except binascii.Error:
        return False


def _servers(env: Mapping[str, str]) -> Iterator[str]:
    if urlsplit(env.get("DATABASE_URL", "")).scheme not in {"postgres", "postgresql"}:
        yield "DATABASE_URL must name a PostgreSQL database."
    if urlsplit(env.get("REDIS_URL", "")).scheme not in {"redis", "rediss", "unix"}:
        yield "REDIS_URL must name the Redis that queue and cache share."


def _messages(env: Mapping[str, str]) -> Iterator[str]:
    if urlsplit(env.get("EMAIL_URL", "")).scheme not in TLS_MAIL:
        yield f"EMAIL_URL must name a mail server with TLS: one of {', '.join(TLS_MAIL)}."
    if "@" not in env.get("DEFAULT_FROM_EMAIL", ""):
        yield "DEFAULT_FROM_EMAIL must be the address that messages come from."
    needed = {
        "govuk_notify": ("GOVUK_NOTIFY_KEY", "GOVUK_NOTIFY_TEMPLATE"),
        "twilio": ("TWILIO_ACCOUNT", "TWILIO_TOKEN", "TWILIO_FROM"),
    }
    for name in needed.get(env.get("TEXT_PROVIDER", ""), ()):
        if not env.get(name):
            yield f"{name} is missing for the text messages that TEXT_PROVIDER asks for."
