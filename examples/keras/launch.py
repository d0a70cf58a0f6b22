"""Runs processes that need each other: all of them, or none."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

# What timeout(1) returns.
TIMED_OUT = 124

# How much of a log is shown when its process has failed.
TAIL = 2000


def launch(commands: Sequence[Sequence[str]], logs: Sequence[Path], limit: float) -> int:
    """Runs every command at once, with what it prints in its log, until all have ended or one has failed.

    Then, and after `limit` seconds, kills those that are left, so that none waits for one that never comes.
    Returns 0, or the exit status of the one that failed, or TIMED_OUT.
    """
    # So that the workers end with this process too, when somebody ends it.
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for command, log in zip(commands, logs, strict=True):
            with log.open("wb") as file:
                processes.append(subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT))
        return wait(processes, logs, time.monotonic() + limit)
    finally:
        for process in processes:
            # Not politely: one that is stuck in a library does not listen.
            process.kill()
            process.wait()
        signal.signal(signal.SIGTERM, before)


def wait(processes: Sequence[subprocess.Popen[bytes]], logs: Sequence[Path], deadline: float) -> int:
    """Waits for all processes, or the first that fails, and tells what the failed ones last said."""
    while True:
        codes = [process.poll() for process in processes]
        failed = [place for place, code in enumerate(codes) if code]
        for place in failed:
            text = logs[place].read_text(errors="replace")[-TAIL:]
            print(f"Worker {place} failed; the end of {logs[place]}:\n{text}", file=sys.stderr)
        if failed:
            code = codes[failed[0]] or 1
            # A signal's number, negated, as shells write it.
            return code if code > 0 else 128 - code
        if all(code == 0 for code in codes):
            return 0
        if time.monotonic() > deadline:
            late = [place for place, code in enumerate(codes) if code is None]
            print(f"Out of time: workers {late} have not ended.", file=sys.stderr)
            return TIMED_OUT
        time.sleep(0.05)
