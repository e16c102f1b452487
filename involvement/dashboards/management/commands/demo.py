"""`make demo`: everything on this machine, in the foreground, until Ctrl-C."""

from __future__ import annotations

import http.client
import os
import socket
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from involvement.dashboards.demo.assets import collect_once
from involvement.dashboards.demo.processes import Processes


class Command(BaseCommand):
    help = "Run the demonstration: database, made-up university year, pages, worker and schedule. Ctrl-C stops all."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--examples", default=os.environ.get("EXAMPLES") or "")

    def handle(self, *args: Any, port: int, host: str, examples: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: the DEMO setting is off.")
        _insist_on_a_free_port(host, port)
        began = time.monotonic()
        self._prepare(examples)
        address = f"http://localhost:{port}"
        processes = Processes()
        processes.stop_on_signals()
        env = {"SITE_ADDRESS": address, "DEMO": "1", "BIND": f"{host}:{port}", "LOG_STYLE": "plain"}
        env |= {"WEB_PROCESSES": "1", "WEB_THREADS": "4", "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
        web = ["gunicorn", "involvement.config.wsgi", "--config=python:involvement.config.gunicorn"]
        worker = ["celery", "--app=involvement", "worker", "--beat", "--concurrency=1", "--loglevel=warning"]
        try:
            processes.start("web server", web, env)
            processes.start("worker", [*worker, "--without-gossip", "--without-mingle"], env)
            _wait_for(host, port, processes)
            self.stdout.write(f"\n  Common Thread is ready after {time.monotonic() - began:.0f} seconds.\n")
            self.stdout.write(f"\n    {address}\n\n  Everybody in it is made up. Ctrl-C stops everything.\n")
            self.stdout.flush()
            ended = processes.watch()
        finally:
            processes.stop()
        if ended:
            raise CommandError(f"The {ended} stopped by itself; its last words are above.")
        self.stdout.write("Stopped. `make demo` starts again with everything as you left it.")

    def _prepare(self, examples: str) -> None:
        stamps = settings.VAR
        self._step("Database tables", lambda: call_command("migrate", interactive=False, verbosity=0))
        self._step("Style sheets", lambda: call_command("build_styles", verbosity=0))
        self._step("Static files", lambda: collect_once(stamps / "static.stamp"))
        known = get_commands()
        if "load_published_examples" in known:
            files = [examples] if examples else []
            self._step("Published examples", lambda: call_command("load_published_examples", *files))
        self._step("Rules of the benefit check", lambda: call_command("load_benefit_rules"))
        if "load_demo" in known:
            self._step("A made-up university year", lambda: call_command("load_demo"))

    def _step(self, name: str, work: Any) -> None:
        began = time.monotonic()
        said = work()
        self.stdout.write(f"  {name}: {said or 'done'} ({time.monotonic() - began:.1f} s)")
        self.stdout.flush()


def _insist_on_a_free_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} is in use by another program. Choose another one, for example: PORT={port + 1} make demo"
            ) from problem


def _wait_for(host: str, port: int, processes: Processes) -> None:
    """Until the first page is answered, a process has ended, or Ctrl-C."""
    for _ in range(600):
        if processes.asked_to_stop or any(p.poll() is not None for p in processes.running.values()):
            return
        connection = http.client.HTTPConnection(host, port, timeout=30)
        try:
            connection.request("GET", "/health/", headers={"Host": "localhost"})
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
