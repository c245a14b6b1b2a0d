"""What reading programs costs by language: CPU seconds per megabyte, beside Python's.

    python -m benchmarks.languages GIT_DIRECTORY ... [--files N]

Reads the committed files of some git directories (bare or not) that are programs in a language that can be
read here, at most N (300) of each language and directory, three times, and prints a table of the best times:
language, files, megabytes, seconds per megabyte, and how many times what Python takes. The garbage collector
looks as rarely as in scans. A machine that does other work at the same time makes every figure larger:
compare the ratios of one run, and two versions of the code in turns.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from analyzer.parsing.programs import is_read_program, parse_program
from analyzer.parsing.programs.reader import PROGRAM_LIMIT, grammar_of
from analyzer.parsing.python import parse_python
from analyzer.system.memory import collect_rarely

PYTHON = "Python"
FILES = 300
TIMES = 3
MEGABYTE = 1_000_000

Source = tuple[str, bytes]


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("directories", nargs="+", type=Path, metavar="GIT_DIRECTORY")
    parser.add_argument("--files", type=int, default=FILES)
    options = parser.parse_args(arguments)
    collect_rarely()
    found: dict[str, list[Source]] = defaultdict(list)
    for directory in options.directories:
        for language, sources in programs(directory, options.files).items():
            found[language] += sources
    print("\n".join(table(found)))


def language_of(path: str) -> str | None:
    """The language of a program that can be read, None of other files."""
    if path.endswith(".py"):
        return PYTHON
    grammar = grammar_of(path) if is_read_program(path) else None
    return None if grammar is None else grammar.language


def programs(directory: Path, most: int) -> dict[str, list[Source]]:
    """The committed programs of a git directory, by language."""
    chosen: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in _git(directory, "ls-tree", "-r", "-z", "HEAD").split(b"\0"):
        about, _, name = entry.partition(b"\t")
        path = name.decode("utf-8", "replace")
        language = language_of(path)
        if language is not None and about.split()[1] == b"blob" and len(chosen[language]) < most:
            chosen[language].append((path, about.split()[2].decode()))
    return {language: list(_contents(directory, files)) for language, files in chosen.items()}


def _contents(directory: Path, files: Sequence[tuple[str, str]]) -> Iterator[Source]:
    """What is there of some files: a partial clone lacks some, and fetches none of them here."""
    for path, blob in files:
        with suppress(subprocess.CalledProcessError):
            content = _git(directory, "cat-file", "blob", blob)
            if len(content) <= PROGRAM_LIMIT:
                yield path, content


def _git(directory: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(directory), *arguments]
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    return subprocess.run(command, check=True, capture_output=True, env=environment).stdout


def seconds(read: Callable[[], object]) -> float:
    """The CPU time of the fastest of some runs."""
    took = []
    for _ in range(TIMES):
        gc.collect()
        begin = time.process_time()
        read()
        took.append(time.process_time() - begin)
    return min(took)


def table(found: dict[str, list[Source]]) -> Iterator[str]:
    """A row for each language, Python first."""
    yield f"{'language':<12} {'files':>6} {'MB':>7} {'s/MB':>7} {'of Python':>10}"
    python = 0.0
    for language in sorted(found, key=lambda each: (each != PYTHON, each)):
        size = sum(len(content) for _, content in found[language]) / MEGABYTE
        if not size:
            continue
        rate = seconds(partial(_read, found[language])) / size
        python = rate if language == PYTHON else python
        ratio = f"{rate / python:.2f}" if python else "-"
        yield f"{language:<12} {len(found[language]):>6} {size:>7.2f} {rate:>7.3f} {ratio:>10}"


def _read(sources: Sequence[Source]) -> None:
    for path, content in sources:
        if path.endswith(".py"):
            parse_python(content)
        else:
            parse_program(path, content)


if __name__ == "__main__":
    main()
