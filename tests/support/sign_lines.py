"""Lines that people write with a language's packages, in a file by subject and tool, and which signs they meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from analyzer.repository import Snapshot
from analyzer.testing import snapshot
from analyzer.wiring.other_programs.uses import ProgramUse, all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject


class WrittenLine(NamedTuple):
    """A line of the file, what it is about, and the tool."""

    subject: Subject
    tool: str
    text: str


def written_lines(name: str) -> list[WrittenLine]:
    """The lines of a file beside this one: a head `SUBJECT; tool`, and below it one line for each."""
    rows, subject, tool = [], "", ""
    for line in Path(__file__).with_name(name).read_text().splitlines():
        if line.startswith("  "):
            rows.append(WrittenLine(Subject[subject], tool, line.strip()))
        elif not line.startswith("#"):
            subject, _, tool = line.partition("; ")
    return rows


def numbered(lines: Iterable[str], name: str, source: Callable[[str], str] = str) -> Snapshot:
    """A repository with a folder for each line, by its number, and in it the file `name` around the line."""
    return snapshot({f"src/{number}/{name}": source(line) for number, line in enumerate(lines)})


def calls_found(repo: Snapshot) -> list[tuple[int, ProgramUse]]:
    """The calls that a sign is met by, each with the number of its line."""
    return [
        (int(use.path.split("/")[1]), use) for uses in all_uses(repo).values() for use in uses if use.called
    ]


def missed_lines(rows: list[WrittenLine], repo: Snapshot) -> list[WrittenLine]:
    """The lines that no sign of their subject and tool finds."""
    seen = {(number, use.sign.subject, use.tool) for number, use in calls_found(repo)}
    return [row for number, row in enumerate(rows) if (number, row.subject, row.tool) not in seen]


def missed_signs(signs: Iterable[Sign], repo: Snapshot) -> list[tuple[str, str, tuple[str, ...]]]:
    """The signs that no line meets: subject, tool, packages."""
    met = {id(use.sign) for _number, use in calls_found(repo)}
    return [(each.subject.name, each.tool, each.packages) for each in signs if id(each) not in met]


def wrongly_found(rows: list[tuple[Subject, str]], repo: Snapshot) -> list[tuple[str, str]]:
    """The lines that are taken for a use of the subject beside them, each with the tool."""
    return [
        (rows[number][1], use.tool)
        for number, use in calls_found(repo)
        if use.sign.subject is rows[number][0]
    ]
