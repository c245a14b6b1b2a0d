"""The real command line in a process of its own: a clean environment, pipes or a terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import jsonschema
from msgspec import Struct, field

from tests.support import warm_start

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = json.loads((ROOT / "analyzer" / "report" / "scorecard.schema.json").read_text())
COMMAND = (sys.executable, "-m", "analyzer.cli")
PATIENCE_SECONDS = 30.0
RUN_SECONDS = 120.0
_COLUMNS, _LINES = 160, 40
_CTRL_C = b"\x03"


def variables(**environment: str) -> dict[str, str]:
    """What the command line may see: where programs are, an empty home, our root, and `environment`.

    Without a cache, unless `environment` names the folder of one: what a test sees was found by that run.
    """
    inherited = {key: os.environ[key] for key in ("PATH",) if key in os.environ}
    off = {} if "REPO_EVIDENCE_CACHE_DIR" in environment else {"REPO_EVIDENCE_NO_CACHE": "1"}
    return {**inherited, "HOME": "/nonexistent", "PYTHONPATH": str(ROOT), **off, **environment}


def repo_evidence(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A finished run of the command line; what Python itself is told needs an interpreter of its own."""
    if not any(key.startswith("PYTHON") for key in environment):
        return warm_start.run(arguments, variables(**environment), RUN_SECONDS)
    return subprocess.run(
        [*COMMAND, *arguments],
        env=variables(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )


def in_a_shell(
    script: str, *arguments: str, folder: Path | None = None, cold: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A finished run as a shell starts it: `$@` in `script` is the command line with `arguments`.

    A cold one has an interpreter of its own from the start: where the point is what Python itself, or the
    system, makes of a process, and not what it hands down to one.
    """
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *(COMMAND if cold else warm_start.command()), *arguments],
        env=variables(**environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=RUN_SECONDS,
        check=False,
    )


def document(text: str) -> dict[str, Any]:
    """The scorecard that `scan -f json` wrote, checked against its published schema."""
    scorecard: dict[str, Any] = json.loads(text)
    jsonschema.validate(scorecard, SCHEMA)
    return scorecard


def rows(scorecard: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The repositories of a scorecard by name."""
    return {each["name"]: each for each in scorecard["repositories"]}


def left_out(scorecard: dict[str, Any]) -> dict[str, str]:
    """Why what was left out was, by name."""
    return {each["name"]: each["reason"] for each in scorecard["left_out"]}


class Session(Struct):
    """A running command line that leads a session of its own; `shown` is what it wrote to the terminal."""

    process: subprocess.Popen[bytes] | warm_start.Run
    terminal: int
    shown: bytearray = field(default_factory=bytearray)

    def until(self, words: str) -> str:
        """What was shown so far, as soon as `words` are in it."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while words.encode() not in self.shown:
            assert time.monotonic() < limit and self._read(), self.text
        return self.text

    def finish(self) -> int:
        """The exit code, after everything was read."""
        while self._read():
            pass
        return self.process.wait(PATIENCE_SECONDS)

    def press_ctrl_c(self) -> None:
        """As somebody at the terminal: every process in its foreground is told."""
        os.write(self.terminal, _CTRL_C)

    @property
    def text(self) -> str:
        return self.shown.decode("utf-8", "replace")

    def _read(self) -> bool:
        """Read what there is, waiting for it; False at the end."""
        try:
            if not select.select([self.terminal], [], [], PATIENCE_SECONDS)[0]:
                return False
            piece = os.read(self.terminal, 65536)
        except OSError:  # what Linux says when nobody has the other side open any more
            return False
        self.shown += piece
        return bool(piece)


@contextmanager
def on_a_terminal(
    *arguments: str,
    streams: Sequence[str] = ("stdout", "stderr"),
    cold: bool = False,
    **environment: str,
) -> Iterator[Session]:
    """The command line at a terminal; the streams that are not named there go nowhere.

    A cold one is an interpreter of its own from the start, and so is the server of its workers.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
    try:
        with Path(os.devnull).open("r+b", buffering=0) as nowhere:
            there = [theirs if name in streams else nowhere.fileno() for name in ("stdout", "stderr")]
            heard = variables(**{"TERM": "xterm-256color", **environment})
            process: subprocess.Popen[bytes] | warm_start.Run
            if cold:
                process = _started_cold(arguments, heard, os.ttyname(theirs), *there)
            else:
                descriptors = dict(enumerate([nowhere.fileno(), *there]))
                process = warm_start.Run(arguments, heard, descriptors, terminal=True)
    finally:
        os.close(theirs)
    session = Session(process, ours)
    try:
        yield session
    finally:
        for each in processes_of(session):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        process.wait()
        os.close(ours)


def _started_cold(
    arguments: Sequence[str], environment: dict[str, str], terminal: str, output: int, errors: int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        # The first terminal that the leader of a session opens becomes the one whose Ctrl-C it hears.
        [sys.executable, "-c", _LEAD, terminal, *COMMAND, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
    )


_LEAD = "import os, sys; os.close(os.open(sys.argv[1], os.O_RDWR)); os.execv(sys.argv[2], sys.argv[2:])"


def processes_of(session: Session) -> list[int]:
    """The living processes of the session: the command line, its workers and their gits."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, _parent, _group, leader = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(leader) == session.process.pid and state not in "ZX":
                    found.append(int(entry.name))
    return found
