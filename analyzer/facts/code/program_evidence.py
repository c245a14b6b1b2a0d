"""What programs in other languages than Python show about a subject, as evidence with its level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from analyzer.model import Evidence, Level
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.calls import Node
from analyzer.wiring.other_programs.in_ci import run_by_tasks, run_in_ci
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.started import running
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.starts.platform_starts import Started

Runs = Mapping[Node, Started]
Order = Callable[[Snapshot, ProgramUse], int]


def program_evidence(
    repo: Snapshot,
    *subjects: Subject,
    what: str = "",
    tasks: bool = False,
    runs: Runs | None = None,
    order: Order | None = None,
) -> Iterator[Evidence]:
    """One piece of evidence for each file and tool, at the strongest level that the file shows of it.

    Present: the tool is imported, and called nowhere. Substantive: it is called. Wired: that call runs in
    what something starts, with `tasks` also in what a task, a pipeline's stage or a CI job runs. `what` is
    put before the tool in the note. `runs`: what runs, where that is not everything that is started. `order`:
    how much a use shows beside its level; of a file's uses of one tool the first that shows most is taken.
    """
    best: dict[tuple[str, str], tuple[Level, int, ProgramUse]] = {}
    for use in uses(repo, *subjects):
        level, key = program_level(repo, use, tasks=tasks, runs=runs), (use.path, use.tool)
        size = 0 if order is None else order(repo, use)
        if key not in best or (level, size) > best[key][:2]:
            best[key] = level, size, use
    called = {tool for (_path, tool), (_level, _size, use) in best.items() if use.called}
    for level, size, use in best.values():
        if not use.called and use.tool in called:
            continue
        note = f"{what}{program_note(repo, use, tasks=tasks, runs=runs)}"
        yield Evidence(use.path, use.line, level, note, size=size)


def notebook_evidence(repo: Snapshot, *subjects: Subject, what: str = "") -> Iterator[Evidence]:
    """The first call for each notebook and tool: present, because nothing starts a notebook."""
    seen: set[tuple[str, str]] = set()
    for use in notebook_uses(repo, *subjects):
        if (use.path, use.tool) not in seen:
            seen.add((use.path, use.tool))
            note = f"{what}{use.tool}: {use.shown}, in a notebook"
            yield Evidence(use.path, use.line, Level.PRESENT, note)


def program_level(repo: Snapshot, use: ProgramUse, *, tasks: bool = False, runs: Runs | None = None) -> Level:
    """Present for an import, substantive for a call, wired for a call that runs in what something starts."""
    if not use.called:
        return Level.PRESENT
    is_run = _start_of(repo, use, runs) is not None or (tasks and _is_task(repo, use))
    return Level.WIRED if is_run else Level.SUBSTANTIVE


def _start_of(repo: Snapshot, use: ProgramUse, runs: Runs | None) -> Started | None:
    return (running(repo) if runs is None else runs).get((use.path, use.function or ""))


def _is_task(repo: Snapshot, use: ProgramUse) -> bool:
    node = use.path, use.function or ""
    return node in run_by_tasks(repo) or node in run_in_ci(repo)


def program_note(repo: Snapshot, use: ProgramUse, *, tasks: bool = False, runs: Runs | None = None) -> str:
    """The tool, what is called, and what runs it."""
    if not use.called:
        return f"{use.tool}: imported, but not called here"
    start = _start_of(repo, use, runs)
    where = "nothing here was seen to start it" if start is None else f"runs in {start.module}"
    vain = _start_of(repo, use, None) if start is None else None
    where = where if vain is None else f"{vain.path} is to start it, and cannot"
    if start is None and tasks and _is_task(repo, use):
        where = "a task or a CI job runs it"
    return f"{use.tool}: {use.shown}, {where}"
