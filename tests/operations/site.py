"""The processes of docker-compose.yml without Docker: same commands, production settings, a database of their own."""

from __future__ import annotations

import base64
import contextlib
import datetime
import http.client
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urljoin

import psycopg2
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.operations.forms import form_with
from tests.shared.mail_server import ScriptedHandler, free_port

HOST = "threadneedle.test"
STATIC_FILES = """
from django.conf import settings
from involvement.dashboards.demo.assets import collect_once
collect_once(settings.VAR / "static.stamp")
"""


@dataclass
class Visitor:
    """A browser without a screen, behind the proxy that carries TLS. Keeps cookies as they come."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Opens the page first for its form key, as a person does, then follows where it leads."""
        _status, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        return self._ask("POST", path, {"csrfmiddlewaretoken": token[1] if token else "", **fields})

    def fill(self, path: str, *has: str, page: str = "", to: str = "", **values: object) -> tuple[int, str]:
        """Fills in the form of the page that has these fields or buttons, changes `values`, and sends it."""
        form = form_with(page or self.get(path)[1], *has, to=to)
        kept = [(name, value) for name, value in form.fields if name not in values]
        for name, value in values.items():
            kept += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        action = form.action.partition("#")[0]
        status, answer = self._ask("POST", urljoin(path, action) if action else path, kept)
        wrong = re.search(r'class="govuk-error-summary".*?</ul>', answer, re.DOTALL)
        said = re.sub("<[^>]+>|[ \n]+", " ", wrong[0]) if wrong else ""
        assert not wrong, f"{path}: {said}"
        return status, answer

    def _ask(self, method: str, path: str, fields: dict[str, str] | list[tuple[str, str]] | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}{path}"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.split(";")[0].partition("=")
                self.cookies[cookie] = content
        body = answer.read().decode(errors="replace")
        if answer.status in {301, 302, 303}:
            return self._ask("GET", answer.getheader("Location", "/").removeprefix(f"https://{HOST}"), None)
        return answer.status, body


@dataclass
class Site:
    port: int
    env: dict[str, str]
    logs: Path
    mail: ScriptedHandler
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str, *command: str) -> None:
        log = (self.logs / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", *command], env=self.env, stdout=log, stderr=log, start_new_session=True
        )

    def stop(self) -> dict[str, int]:
        for process in self.running.values():
            process.terminate()
        return {name: process.wait(timeout=60) for name, process in self.running.items()}

    def visitor(self) -> Visitor:
        return Visitor(self.port)

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text()


@contextlib.contextmanager
def running_site(folder: Path, *, server: str, redis: str, processes: int = 2) -> Iterator[Site]:
    """Web processes, worker and schedule on a database made for them and dropped afterwards."""
    certificate, key = _certificate(folder)
    with _database(server) as database, _mail(certificate, key) as (mail, mail_port):
        port = free_port()
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO_", "DEMO"))},
            **production_environment(),
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "EMAIL_URL": f"smtp+tls://localhost:{mail_port}",
            "SSL_CERT_FILE": str(certificate),
            "MEDIA_ROOT": str(folder / "media"),
            "BIND": f"127.0.0.1:{port}",
            "WEB_PROCESSES": str(processes),
            "STAFF_SECOND_FACTOR_REQUIRED": "0",
        }
        site = Site(port, env, folder, mail)
        site.manage("build_styles", "--verbosity=0")
        site.manage("shell", "-v0", "-c", STATIC_FILES)
        site.manage("migrate", "--verbosity=0")
        site.manage("load_benefit_rules")
        site.start("web", "gunicorn", "involvement.config.wsgi", "--config=python:involvement.config.gunicorn")
        site.start("worker", "celery", "--app=involvement", "worker", "--concurrency=1")
        beat = ("beat", f"--schedule={folder / 'schedule'}", "--pidfile=")
        site.start("schedule", "celery", "--app=involvement", *beat)
        try:
            yield site
        finally:
            for process in site.running.values():
                if process.poll() is None:
                    process.terminate()
            for process in site.running.values():
                process.wait(timeout=60)


def production_environment() -> dict[str, str]:
    """Everything that production asks for, made up."""
    return {
        "DJANGO_SETTINGS_MODULE": "involvement.config.settings.production",
        "ALLOWED_HOSTS": HOST,
        "SITE_ADDRESS": f"https://{HOST}",
        "TRUSTED_PROXIES": "1",
        "SECRET_KEY": "only-for-this-test-run-" + base64.urlsafe_b64encode(bytes(range(48))).decode(),
        "FIELD_KEYS": "test:" + base64.b64encode(bytes(range(32))).decode(),
        "DATABASE_URL": "postgresql://thread@localhost/thread",
        "REDIS_URL": "redis://localhost/0",
        "EMAIL_URL": "smtp+tls://mail.threadneedle.test:587",
        "DEFAULT_FROM_EMAIL": f"involvement@{HOST}",
    }


def until(true: object, what: str, patience: float = 60.0) -> None:
    """Wait until `true()` is so."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        with contextlib.suppress(OSError):
            if true():  # type: ignore[operator]
                return
        time.sleep(0.25)
    raise AssertionError(f"Did not happen within {patience:.0f} seconds: {what}")


@contextlib.contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"site_{os.getpid()}"
    base, _, rest = server.partition("://")
    address = f"{base}://{rest.rpartition('/')[0]}/"
    connection = psycopg2.connect(address + "postgres")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield address + name
    finally:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.close()


@contextlib.contextmanager
def _mail(certificate: Path, key: Path) -> Iterator[tuple[ScriptedHandler, int]]:
    """A mail server that insists on TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    handler, port = ScriptedHandler(), free_port()

    class Encrypted(Controller):
        def factory(self) -> SMTP:
            return SMTP(self.handler, tls_context=context, require_starttls=True)

    controller = Encrypted(handler, hostname="localhost", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that trusts itself, for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "mail.pem", folder / "mail.key"
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file
