"""Procfiles: process types, one command a line."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.parsing.tasks.model import TargetFile, file_of, make_target

_PROCESS = lazy_regex(r"([\w-]+):[ \t]*(\S.*)")


def parse_procfile(path: str, text: str) -> TargetFile:
    """The process types of a Procfile; without a name all of them start."""
    found = [
        (match[1], match[2].strip(), number)
        for number, line in enumerate(lines_of(text), 1)
        if (match := _PROCESS.match(line.strip()))
    ]
    return file_of(
        "procfile", path, [make_target(name, number, [(script, number)]) for name, script, number in found]
    )
