"""Runs a case through the real command line, in a process of its own under limits of the kernel, and judges it."""

from __future__ import annotations

import functools
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from tests.hostile import supervise
from tests.hostile.case import SOUND, Case, Finished, Stage
from tests.hostile.supervise import Bill
from tests.support.repositories import CommitSpec, build_repository

COMMAND = (str(Path(sys.executable).with_name("repo-evidence")),)
# What any hostile repository may cost; a process that needs more is killed, or refused memory, by the kernel.
CPU_SECONDS = 60
ADDRESS_SPACE = 3 * 1024**3 // 2
# Only so that what waits for ever ends some time.
RUN_SECONDS = 600.0
# The table of `repo-evidence --help`; below zero, the signal that nobody can answer.
DOCUMENTED = {0, 2, 3, 4, 5, 74, 130, 143, -signal.SIGKILL}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Order(Struct, frozen=True):
    """What `supervise` is to run and how; see there."""

    command: Sequence[str]
    environment: Mapping[str, str]
    directory: str
    stdout: str
    stderr: str
    closed: Sequence[int]
    limits: Mapping[str, int]
    vanish: bool
    seconds: float
    sample: bool
    announce: str


class Outcome(Struct, frozen=True):
    """How a case went."""

    stage: Stage
    finished: Finished
    bill: Bill


def perform(
    case: Case,
    folder: Path,
    *,
    command: tuple[str, ...] = COMMAND,
    limits: Mapping[str, int] | None = None,
    seconds: float = RUN_SECONDS,
    sample: bool = False,
) -> Outcome:
    """Build the input of `case` in `folder` and run `command` on it."""
    with ExitStack() as servers:
        stage = Stage(folder, servers, command)
        stage.temporary.mkdir()
        if case.neighbour:
            build_repository(stage.portfolio / "innocent", [CommitSpec(SOUND)], bare=True)
        stage.arguments += ["scan", str(stage.portfolio), "-f", "json"]
        case.build(stage)
        return _run(stage, ordinary() if limits is None else limits, seconds, sample=sample)


def ordinary() -> dict[str, int]:
    """The limits of the kernel under which every case must end."""
    return {"RLIMIT_CPU": CPU_SECONDS, "RLIMIT_AS": ADDRESS_SPACE}


def again(stage: Stage) -> Outcome:
    """The command line once more on what is there."""
    return _run(stage, ordinary(), RUN_SECONDS, sample=False)


def _run(stage: Stage, limits: Mapping[str, int], seconds: float, *, sample: bool) -> Outcome:
    stdout, stderr, announce = stage.folder / "stdout", stage.folder / "stderr", stage.folder / "process"
    order = Order(
        command=[*stage.before, *stage.command, *stage.arguments],
        environment={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": "/nonexistent",
            "REPO_EVIDENCE_NO_CACHE": "1",
            "TMPDIR": str(stage.temporary),
            **stage.environment,
        },
        directory=str(stage.directory),
        stdout=stage.stdout or str(stdout),
        stderr=str(stderr),
        closed=stage.closed,
        limits={**limits, **stage.limits},
        vanish=stage.vanish,
        seconds=seconds,
        sample=sample,
        announce=str(announce),
    )
    paper = stage.folder / "order"
    paper.write_text(json.dumps(asdict(order)))
    running = subprocess.Popen(
        [sys.executable, "-P", supervise.__file__, str(paper), str(stage.folder / "bill")]
    )
    try:
        if stage.interruption is not None:
            while not (stage.interruption.ready() and announce.exists() and announce.read_text()):
                assert running.poll() is None, f"it ended too early: {stderr.read_text()}"
                time.sleep(0.02)
            os.kill(int(announce.read_text()), stage.interruption.number)
        assert running.wait() == 0
    finally:
        running.kill()
        running.wait()
    paid = json.loads((stage.folder / "bill").read_text())
    bill = Bill(**{**paid, "left": tuple(paid["left"])})
    written = _text(stdout)
    return Outcome(stage, Finished(bill.code, written, _text(stderr), _report(written)), bill)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.exists() else ""


def _report(text: str) -> dict[str, Any] | None:
    try:
        report: dict[str, Any] = json.loads(text)
    except ValueError:
        return None
    return report


def judge(case: Case, outcome: Outcome) -> None:
    """Raise AssertionError where the outcome is not what the case says, or breaks what holds for every case."""
    finished, bill, stage = outcome.finished, outcome.bill, outcome.stage
    assert not bill.late, f"it had to be stopped: {finished.stderr}"
    assert finished.code == case.code, f"exit code {finished.code}: {finished.stderr}"
    assert finished.code in DOCUMENTED
    assert not stage.marker.exists(), f"something ran: {stage.marker.read_text()}"
    assert bill.left == (), "processes were left behind"
    left = list(stage.temporary.iterdir() if stage.temporary.exists() else ())
    assert left == [] or case.leaves, "temporary files were left behind"
    assert "Traceback" not in finished.stderr, finished.stderr
    for text in (finished.stdout, finished.stderr):
        control = _CONTROLS.search(text)
        assert control is None, f"a raw control character: {control}"
    for sentence in case.said:
        assert re.search(sentence, finished.stderr), finished.stderr
    if case.assessed is not None:
        _judge_row(case, finished.row("hostile"))
        if case.neighbour and case.remote is not None:
            found, expected = finished.row("innocent"), alone(stage.command)
            if case.remote:
                found, expected = _without_persons(found), _without_persons(expected)
            assert found == expected, "the innocent neighbour is scored otherwise"
    if case.also is not None:
        case.also(stage, finished)


def _without_persons(row: dict[str, Any]) -> dict[str, Any]:
    """The signals of a row without whose work they are: an account is somebody, a folder is nobody."""
    whose = {"evidence", "earned", "credited"}
    return {
        name: {key: value for key, value in each.items() if key not in whose}
        | {"count": len(each["evidence"])}
        for name, each in row["signals"].items()
    }


def _judge_row(case: Case, row: dict[str, Any]) -> None:
    assert row["assessed"] is case.assessed, row["problem"]
    if case.problem is None:
        assert row["problem"] is None, row["problem"]
    else:
        assert re.search(case.problem, row["problem"] or ""), row["problem"]
    reasons: dict[str, str] = {}
    for each in row["skipped_files"]:
        reasons[each["path"]] = f"{reasons.get(each['path'], '')} {each['reason']}"
    for path, reason in case.skipped.items():
        # A long path is shown by its beginning.
        said = " ".join(text for shown, text in reasons.items() if shown == path or path[:200] == shown)
        assert re.search(reason, said), f"{path[:50]} was skipped for: {said!r}"
    if case.assessed:
        signals = row["signals"]
        found = {name: signals[name]["level"] for name in case.levels}
        assert found == dict(case.levels), f"found {found}"
        is_open = {name: opened(each) for name, each in signals.items()}
        unopened = [name for name in case.opens if not is_open.get(name, False)]
        assert unopened == [], f"these signals did not open: {unopened}"
        too_open = [name for name in case.decided if is_open.get(name, False)]
        assert too_open == [], f"these signals opened: {too_open}"


def opened(signal: Mapping[str, Any]) -> bool:
    """Whether a signal of a row could be higher than what was found of it."""
    if signal["level"] is None:
        return signal["status"] in ("unknown", "error")
    return bool(signal["ceiling"] != signal["level"])


@functools.cache
def alone(command: tuple[str, ...]) -> dict[str, Any]:
    """The row that `command` gives the innocent repository when nothing hostile is near."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        calm = Case("alone", lambda stage: None)
        unlimited = {"RLIMIT_CPU": resource.RLIM_INFINITY}
        return perform(calm, folder, command=command, limits=unlimited).finished.row("innocent")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
