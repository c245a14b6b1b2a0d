"""Runs one target for a number of CPU seconds: guided by coverage where atheris is installed, else blindly.

An input that breaks something is written to a file named after what broke, once for each such thing, and
the run goes on. What the interpreter does not survive ends it, and libFuzzer keeps the input.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NoReturn

from msgspec import Struct, field

from fuzz.mutation import Mutator
from fuzz.target import Target, TooSlow, examine

HARD_SECONDS = 60
"""Seconds after which libFuzzer ends an input that does not even let Python stop it."""
MEMORY_MEGABYTES = 1500
LATEST = 2000
"""How many inputs the run without coverage keeps to change further."""


class Run(Struct):
    """What one run has done so far. `seconds` are of CPU time; `answer` is where the driver listens."""

    target: Target
    findings: Path
    seconds: float
    answer: int
    began: float = field(default_factory=time.process_time)
    executions: int = 0
    found: set[str] = field(default_factory=set)

    def feed(self, content: bytes) -> bool:
        """Whether the input is harmless."""
        self.executions += 1
        try:
            examine(self.target, content)
        except (Exception, TooSlow) as error:
            self._keep(content, error)
            return False
        return True

    def is_over(self) -> bool:
        return time.process_time() >= self.began + self.seconds

    def _keep(self, content: bytes, error: BaseException) -> None:
        name = signature(error)
        if name in self.found:
            return
        self.found.add(name)
        self.findings.mkdir(parents=True, exist_ok=True)
        place = self.findings / name
        if not place.exists():
            place.write_bytes(content)
        report = "".join(traceback.format_exception(error, limit=-6))
        place.with_suffix(".txt").write_text(report, encoding="utf-8", errors="backslashreplace")
        sys.stderr.write(f"{self.target.name}: {name}: {str(error)[:200]!r}\n")


def signature(error: BaseException) -> str:
    """A name for what broke: the error and where, whatever the input."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [each for each in frames if "/analyzer/" in each.filename or "/checks/" in each.filename]
    where = frames[-1] if isinstance(error, AssertionError) or not inside else inside[-1]
    words = "".join(each if each.isalpha() else " " for each in str(error)).split()[:6]
    said = "" if isinstance(error, TooSlow) else "-".join(words)
    digest = hashlib.sha1(f"{where.filename}{where.name}{said}".encode(), usedforsecurity=False).hexdigest()
    return f"{type(error).__name__}-{Path(where.filename).stem}-{where.name.strip('<>')}-{digest[:6]}"


def guided(run: Run, inputs: Path) -> NoReturn:
    """Coverage-guided; new inputs are kept in `inputs`. Ends the process."""
    import atheris

    mutator = _mutator(run.target)
    run.findings.mkdir(parents=True, exist_ok=True)
    inputs.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(run.target.corpus()):
        (inputs / f"seed-{number}").write_bytes(seed)

    def feed(content: bytes) -> None:
        if run.is_over():
            _finish(run)
        run.feed(content)

    def mutate(content: bytes, largest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.2:
            return bytes(atheris.Mutate(content, largest))
        return mutator.mutated(content, random)[:largest]

    options = [
        sys.argv[0],
        f"-max_len={run.target.largest}",
        f"-timeout={HARD_SECONDS}",
        f"-rss_limit_mb={MEMORY_MEGABYTES}",
        f"-artifact_prefix={run.findings}/",
        "-verbosity=0",
        "-print_final_stats=0",
        str(inputs),
    ]
    atheris.Setup(options, feed, custom_mutator=mutate)
    atheris.Fuzz()
    _finish(run)


def blind(run: Run, seed: int) -> NoReturn:
    """Without coverage: the same mutation from a seeded generator. Ends the process."""
    for each in mutations(run.target, seed):
        if run.is_over():
            break
        run.feed(each)
    _finish(run)


def mutations(target: Target, seed: int) -> Iterator[bytes]:
    """An endless stream of changed seeds; the same for the same number."""
    random = Random(seed)
    mutator = _mutator(target)
    pool = target.corpus()
    while True:
        changed = mutator.mutated(random.choice(pool), random)
        if len(pool) < LATEST:
            pool.append(changed)
        else:
            pool[random.randrange(len(pool))] = changed
        yield changed


def _mutator(target: Target) -> Mutator:
    return Mutator(target.corpus(), target.tokens, target.form, target.largest)


def _finish(run: Run) -> NoReturn:
    """Says what was done, in one line of JSON, and leaves: libFuzzer would not let us return."""
    said = {
        "executions": run.executions,
        "seconds": time.process_time() - run.began,
        "findings": sorted(run.found),
    }
    os.write(run.answer, json.dumps(said).encode())
    sys.stderr.flush()
    os._exit(0)
