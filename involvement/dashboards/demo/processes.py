"""Processes that belong to one runner: started together, watched, and stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

PATIENCE = 20.0
"""Seconds that a process may take to finish what it is doing before it is stopped outright."""


class Processes:
    """Children in sessions of their own, so that Ctrl-C reaches only the runner, which stops them in order."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_stop = False

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", *command], env={**os.environ, **(env or {})}, start_new_session=True
        )

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def watch(self) -> str:
        """Wait until somebody asks to stop (answers "") or a process ends by itself (answers its name)."""
        while not self.asked_to_stop:
            for name, process in self.running.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.2)
        return ""

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in self.running.values():
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
