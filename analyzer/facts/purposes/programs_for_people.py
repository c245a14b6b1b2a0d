"""The programs for people in every language: those of Python, and those of the languages read beside it."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.people import COMMAND_LINE, PAGE_WORDS
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.routes.applications import Application, applications


@derived
def programs_for_people(repo: Snapshot) -> tuple[Application, ...]:
    """The programs for people, windows and bots before pages and command lines."""
    found = [*applications(repo), *_of_programs(repo)]
    return tuple(sorted(found, key=lambda each: (each.page, each.path, each.line)))


def _of_programs(repo: Snapshot) -> Iterator[Application]:
    """The first of each kind in a file of another language."""
    seen: set[tuple[str, str]] = set()
    for use in uses(repo, Subject.APPLICATION):
        if use.called and (use.path, use.tool) not in seen:
            seen.add((use.path, use.tool))
            page = use.tool == COMMAND_LINE or use.tool.startswith(PAGE_WORDS)
            yield Application(use.path, use.line, use.tool, page)
