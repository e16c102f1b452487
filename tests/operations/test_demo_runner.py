"""The runner of the demonstration: it says plainly what is in the way, and leaves nothing running."""

import os
import signal
import socket
import threading
import time

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from involvement.config import embedded
from involvement.dashboards.demo.processes import Processes


def test_port_in_use_is_said_in_a_plain_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(
            CommandError, match=f"Port {port} is in use by another program. .*PORT={port + 1} make demo"
        ):
            call_command("demo", port=port)


def test_demo_command_refuses_where_the_demo_setting_is_off(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("demo", port=0)


def test_a_process_that_ends_by_itself_is_named_and_the_others_are_stopped():
    processes = Processes()
    processes.start("sleeper", ["timeit", "-n", "1", "import time; time.sleep(60)"])
    processes.start("short one", ["this"])
    try:
        assert processes.watch() == "short one"
    finally:
        processes.stop()

    assert all(process.poll() is not None for process in processes.running.values())


def test_ctrl_c_ends_the_watch_and_stops_every_process():
    processes = Processes()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    processes.stop_on_signals()
    processes.start("sleeper", ["timeit", "-n", "1", "import time; time.sleep(60)"])
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    try:
        assert processes.watch() == ""
    finally:
        processes.stop()
        for number, handler in before.items():
            signal.signal(number, handler)

    assert time.monotonic() - began < 10
    assert processes.running["sleeper"].poll() == -signal.SIGTERM


def test_starting_over_refuses_while_somebody_still_uses_the_database(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "DATA_FOLDER", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "postmaster.pid").touch()
    (tmp_path / "pg" / ".handle_pids.json").write_text(f"[{os.getpid()}]")

    assert "still running" in embedded.discard()
    assert (tmp_path / "pg" / "postmaster.pid").exists()


def test_starting_over_leaves_a_named_database_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "DATA_FOLDER", tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/real")
    (tmp_path / "media").mkdir()

    assert "Nothing was deleted" in embedded.discard()
    assert (tmp_path / "media").exists()


def test_starting_over_deletes_data_and_keeps_what_was_built(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "DATA_FOLDER", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("pg", "media", "broker/queue", "static"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "celerybeat-schedule.dat").touch()

    assert "is gone" in embedded.discard()
    assert [path.name for path in tmp_path.iterdir()] == ["static"]


def test_holders_that_were_killed_are_forgotten(tmp_path):
    """A server that waits for a dead holder would never stop."""
    (tmp_path / ".handle_pids.json").write_text(f"[{os.getpid()}, 4194999]")

    embedded._forget_the_dead(tmp_path)

    assert (tmp_path / ".handle_pids.json").read_text() == f"[{os.getpid()}]"
