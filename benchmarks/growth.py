"""How the CPU time of every reader grows: seconds for n, 2n and 4n of every long or nested token.

    python -m benchmarks.growth [FORMAT ...] [--slow]

Prints a row a case: CPU seconds for a text of a quarter, half and all of the size its reader accepts, the
exponent of the growth (1 is linear, 2 quadratic) and the seconds a megabyte at full size. With `--slow`
only rows over `SLOW` seconds a megabyte or `STEEP` growth. Each case runs in a process of its own that
ends after `CASE_SECONDS` of CPU time: its row then says so.
"""

from __future__ import annotations

import math
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from multiprocessing.connection import Connection

from analyzer.parsing.ci.systems import parse_pipeline
from analyzer.parsing.dependencies.files import parse_dependencies
from analyzer.parsing.dockerfile.stages import parse_dockerfile
from analyzer.parsing.documents.prose import parse_prose
from analyzer.parsing.notebook.cells import parse_notebook
from analyzer.parsing.python.module import parse_python
from analyzer.parsing.shell.script import parse_script
from analyzer.parsing.structured.formats import load_ini, load_json, load_toml, load_yaml
from analyzer.parsing.tasks.files import parse_compose, parse_targets
from analyzer.repository.file_kinds import first_party, kinds
from benchmarks.growth_portfolios import portfolios
from benchmarks.growth_texts import builds, ci, code, names, structured
from benchmarks.growth_texts.shape import Shape

PYTHON_SIZE = 512_000
PYTHON_STATEMENTS = 28_000
TEXT_SIZE = 256_000
LOCK_SIZE = 1_000_000
PATH_SIZE = 16_000
STEPS = (4, 2, 1)
SLOW = 2.5
STEEP = 1.3
# Below this a growth is noise.
MEASURABLE = 0.1
CASE_SECONDS = 90
CASE_BYTES = 4 * 1024**3

Case = tuple[str, str, Callable[[int], object], Callable[[object], object], int]


def cases() -> Iterator[Case]:
    """Format, name, maker of the input by size, reader, and the full size."""
    for name, shape in code.PYTHON.items():
        yield _text("python", name, shape, parse_python, _python_size(shape))
        broken = Shape(shape.head, shape.unit, shape.tail + code.BROKEN, shape.closing)
        if shape.closing:
            broken = Shape(code.BROKEN + shape.head, shape.unit, shape.tail, shape.closing)
        yield _text("recovered", name, broken, parse_python, _python_size(shape))
    for name, shape in code.REFUSED.items():
        yield _text("recovered", name, shape, parse_python, _python_size(shape))
        broken = Shape(code.BROKEN + shape.head, shape.unit, shape.tail, shape.closing)
        yield _text("recovered", f"{name}, Python 2", broken, parse_python, _python_size(shape))
    for name, shape in code.SHELL.items():
        yield "shell", name, shape.text, parse_script, TEXT_SIZE  # type: ignore[misc]
    yield from _formats()
    yield from _files()
    for name, (path, shape) in ci.OTHER_CI.items():
        yield _text("other CI", name, shape, partial(parse_pipeline, path), TEXT_SIZE)
    for name, (path, shape) in builds.LOCKS.items():
        yield _text("locks", name, shape, partial(parse_dependencies, path), LOCK_SIZE)
    for name, shape in names.paths():
        yield "names", name, shape.text, _named, PATH_SIZE  # type: ignore[misc]
    yield from portfolios()


def _formats() -> Iterator[Case]:
    plain: tuple[tuple[str, Mapping[str, Shape], Callable[[bytes], object]], ...] = (
        ("yaml", structured.YAML, load_yaml),
        ("json", structured.JSON, load_json),
        ("toml", structured.TOML, load_toml),
        ("ini", structured.INI, load_ini),
        ("dockerfile", builds.DOCKERFILE, parse_dockerfile),
        ("prose", structured.PROSE, parse_prose),
        ("prose (rst)", structured.RST, parse_prose),
        ("notebook", code.NOTEBOOK, parse_notebook),
    )
    for kind, table, read in plain:
        for name, shape in table.items():
            yield _text(kind, name, shape, read, PYTHON_SIZE if kind == "notebook" else TEXT_SIZE)


def _files() -> Iterator[Case]:
    for path, table, by_path in (
        ("Makefile", builds.MAKE, parse_targets),
        ("tox.ini", builds.TOX, parse_targets),
        ("justfile", builds.JUST, parse_targets),
        ("Procfile", builds.PROCFILE, parse_targets),
        ("noxfile.py", builds.NOX, parse_targets),
        ("tasks.py", builds.INVOKE, parse_targets),
        ("Taskfile.yml", builds.TASKFILE, parse_targets),
        ("compose.yaml", builds.COMPOSE, parse_compose),
        ("package.json", builds.PACKAGE_JSON, parse_targets),
        ("pyproject.toml", builds.PYPROJECT, parse_targets),
        ("pyproject.toml", builds.PYPROJECT, parse_dependencies),
        ("package.json", builds.PACKAGE_JSON, parse_dependencies),
        ("setup.cfg", builds.SETUP_CFG, parse_dependencies),
        ("setup.py", builds.SETUP_PY, parse_dependencies),
        ("requirements.txt", builds.REQUIREMENTS, parse_dependencies),
        (".github/workflows/a.yml", ci.GITHUB, parse_pipeline),
        (".gitlab-ci.yml", ci.GITLAB, parse_pipeline),
        (".circleci/config.yml", ci.CIRCLECI, parse_pipeline),
        ("azure-pipelines.yml", ci.AZURE, parse_pipeline),
        (".travis.yml", ci.TRAVIS, parse_pipeline),
        ("Jenkinsfile", ci.JENKINS, parse_pipeline),
    ):
        for name, shape in table.items():
            yield _text(path, name, shape, partial(by_path, path), TEXT_SIZE)


def _text(kind: str, name: str, shape: Shape, read: Callable[[bytes], object], size: int) -> Case:
    return kind, name, lambda length: shape.text(length).encode(), read, size  # type: ignore[return-value]


def _python_size(shape: Shape) -> int:
    """The most that is read: of Python the number of statements is limited too."""
    statements = shape.unit.count("\n") + shape.unit.count(";")
    return min(PYTHON_SIZE, len(shape.unit) * PYTHON_STATEMENTS // statements) if statements else PYTHON_SIZE


def _named(path: str) -> object:
    return kinds(path), first_party([path])


def measure(case: Case) -> list[float]:
    """CPU seconds for each step; shorter if the process ended before."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_child, args=(case, sender))
    process.start()
    sender.close()
    found: list[float] = []
    try:
        while True:
            found.append(receiver.recv())
    except EOFError:
        process.join()
    return found


def _child(case: Case, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CASE_SECONDS, CASE_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (CASE_BYTES, CASE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _kind, _name, make, read, size = case
    read(make(max(1, size // 64)))  # what is loaded lazily is loaded now
    for step in STEPS:
        given = make(size // step)
        before = time.process_time()
        read(given)
        sender.send(time.process_time() - before)


def row(case: Case, seconds: list[float]) -> tuple[str, bool]:
    """A line of the table, and whether it is slow or steep."""
    kind, name, make, _read, size = case
    if len(seconds) < len(STEPS):
        return f"{kind:24} {name:28} ended after {CASE_SECONDS} CPU seconds or out of memory", True
    given = make(size)
    megabytes = len(given) / 1e6 if isinstance(given, (str, bytes)) else 0.0
    growth = math.log2(max(seconds[-1], 1e-6) / max(seconds[0], 1e-6)) / 2
    rate = seconds[-1] / megabytes if megabytes else 0.0
    figures = " ".join(f"{each:8.3f}" for each in seconds)
    flag = seconds[-1] >= MEASURABLE and (growth > STEEP or rate > SLOW)
    return f"{kind:24} {name:28} {figures}  n^{growth:4.2f}  {rate:7.2f} s/MB", flag


def main() -> None:
    """Prints the table for the formats named as arguments, or for all."""
    wanted = [each for each in sys.argv[1:] if not each.startswith("--")]
    only_slow = "--slow" in sys.argv
    for case in cases():
        if wanted and case[0] not in wanted:
            continue
        line, is_slow = row(case, measure(case))
        if is_slow or not only_slow:
            print(line + ("  <--" if is_slow and not only_slow else ""), flush=True)


if __name__ == "__main__":
    main()
