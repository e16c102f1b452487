"""Production refuses to start half-configured, and says everything that is missing at once (R50)."""

import subprocess
import sys

import pytest

from involvement.config.settings.completeness import missing
from tests.operations.site import production_environment


def test_a_whole_environment_misses_nothing():
    assert missing(production_environment()) == []


@pytest.mark.parametrize("name", sorted(set(production_environment()) - {"DJANGO_SETTINGS_MODULE"}))
def test_each_missing_setting_is_named(name):
    env = production_environment()
    del env[name]

    (sentence,) = missing(env)

    assert sentence.startswith(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "*"),
        ("SITE_ADDRESS", "http://threadneedle.test"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "demo-only-key-that-protects-nothing-real-and-is-refused-in-production"),
        ("FIELD_KEYS", "demo:ZGVtby1vbmx5LWtleS10aGF0LW9wZW5zLW5vdGhpbmc="),
        ("FIELD_KEYS", "a:c2hvcnQ="),
        ("FIELD_KEYS", "a:not base64"),
        ("DATABASE_URL", "sqlite:///x"),
        ("REDIS_URL", "memory://"),
        ("EMAIL_URL", "smtp://mail.test:25"),
        ("EMAIL_URL", "consolemail://"),
        ("DEMO", "1"),
        ("TRUSTED_PROXIES", "some"),
    ],
)
def test_a_value_that_would_be_unsafe_is_refused_without_being_repeated(name, value):
    (sentence,) = missing({**production_environment(), name: value})

    assert sentence.startswith(name)
    assert value in {"*", "1", "some"} or value not in sentence


@pytest.mark.parametrize(("provider", "count"), [("govuk_notify", 2), ("twilio", 3), ("none", 0)])
def test_text_messages_need_their_providers_keys(provider, count):
    assert len(missing({**production_environment(), "TEXT_PROVIDER": provider})) == count


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-c", "import involvement.config.wsgi"],
        ["-m", "celery", "--app=involvement", "worker"],
        ["-m", "celery", "--app=involvement", "beat", "--schedule=/dev/null"],
    ],
)
def test_nothing_starts_while_something_is_missing(command):
    env = {**production_environment(), "SECRET_KEY": "", "PATH": "/usr/bin:/bin"}

    done = subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode != 0
    assert "This site is only half configured" in done.stderr + done.stdout
    assert "SECRET_KEY must be a secret" in done.stderr + done.stdout
