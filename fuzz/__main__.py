"""`python -m fuzz`: every target in turn, each in a process of its own, within a budget of CPU time."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from contextlib import nullcontext, redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

try:
    import atheris
except ImportError:
    atheris = None

# Only what is imported in here tells libFuzzer what an input reached.
with (
    redirect_stderr(StringIO()),
    nullcontext() if atheris is None else atheris.instrument_imports(["analyzer", "checks"]),
):
    from fuzz.targets import TARGETS

from fuzz.engine import Run, blind, guided
from fuzz.minimise import minimised
from fuzz.target import Target, examine

FOLDER = Path(".fuzz")
LEAST_SECONDS = 1.0
# The deep formats, and those where one target stands for many readers, get more of the budget.
WEIGHTS = {
    **dict.fromkeys(("python", "python-fallback", "notebook-cells", "shell", "shell-words", "repository"), 4.0),
    **dict.fromkeys(("prose", "claims", "dockerfile", "tasks-make", "ci-jenkins", "github-answers", "yaml"), 2.0),
}  # fmt: skip


def main() -> int:
    """Exit code 0 if nothing was found, 1 if something was."""
    options = _options()
    if options.reproduce is not None:
        return _reproduce(options.targets[0], options.reproduce, minimise=options.minimise)
    names = options.targets or list(TARGETS)
    whole = sum(WEIGHTS.get(name, 1.0) for name in names)
    broken = 0
    for name in names:
        share = options.seconds or options.total * WEIGHTS.get(name, 1.0) / whole
        broken += _run(TARGETS[name], max(share, LEAST_SECONDS), options.folder, guide=atheris is not None)
    return 1 if broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help="names of targets; all if none is given")
    parser.add_argument("--total", type=float, default=300.0, help="CPU seconds for all targets together")
    parser.add_argument("--seconds", type=float, help="CPU seconds for each target instead")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where findings and new inputs are kept")
    parser.add_argument("--reproduce", type=Path, metavar="FILE", help="feed one file to one target")
    parser.add_argument(
        "--minimise", action="store_true", help="write the smallest input that breaks the same"
    )
    options = parser.parse_args()
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if options.reproduce is not None and len(options.targets) != 1:
        parser.error("--reproduce needs the name of one target")
    return options


def _run(target: Target, seconds: float, folder: Path, *, guide: bool) -> int:
    """The number of things that broke in one target, run in a copy of this process."""
    findings, log = folder / "findings" / target.name, folder / "logs" / f"{target.name}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    listen, answer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(listen)
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        run = Run(target, findings, seconds, answer)
        if guide:
            guided(run, folder / "inputs" / target.name)
        blind(run, time.time_ns())
    os.close(answer)
    with os.fdopen(listen, "rb") as stream:
        said = stream.read()
    _pid, status = os.waitpid(child, 0)
    if not said:
        code = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{target.name:32} died with {code}: see {log} and {findings}\n")
        return 1
    return _told(target.name, json.loads(said), findings)


def _told(name: str, said: dict[str, Any], findings: Path) -> int:
    broken: list[str] = said["findings"]
    sys.stdout.write(
        f"{name:32} {said['executions']:>9,} inputs {said['seconds']:>7.1f} s  {len(broken)} broken\n"
    )
    sys.stdout.writelines(f"    {findings / each}\n" for each in broken)
    sys.stdout.flush()
    return len(broken)


def _reproduce(name: str, place: Path, *, minimise: bool) -> int:
    content = place.read_bytes()
    if minimise:
        content = minimised(TARGETS[name], content)
        small = place.with_suffix(".small")
        small.write_bytes(content)
        sys.stdout.write(f"{len(content)} bytes: {small}\n{content!r}\n")
    examine(TARGETS[name], content)
    sys.stdout.write("nothing broke\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
