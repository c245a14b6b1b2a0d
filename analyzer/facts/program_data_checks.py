"""Rows that programs in other languages than Python check with a library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from analyzer.facts.program_evidence import notebook_evidence, program_note
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Unseen
from analyzer.repository import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.signs import Subject
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.stops import stops
from analyzer.wiring.other_programs.uses import ProgramUse, uses

# Tools whose checks raise by themselves, and calls that do of tools whose others only report.
RAISING_TOOLS = word_set("assertr checkmate assertthat ensurer validate")
RAISING = lazy_regex(
    r"(?:.*_)?(?:stop_if_not|assert\w{0,40}|verify|insist\w{0,20}|parse|parseAsync|orFail|raise\w{0,20}|throw\w{0,30})!?"
)
COMPARES_SAMPLES = lazy_regex(
    r"Kolmogorov|ChiSquare|KullbackLeibler|JensenShannon|Hellinger|Bhattacharyya|Wasserstein"
)


def unread_conditions(repo: Snapshot) -> Iterator[Unseen]:
    """Languages of programs that train: own conditions on their rows are not read, so none is absent."""
    trained = {use.path for use in uses(repo, Subject.TRAINING) if use.called}
    languages = Counter(programs(repo)[path].language for path in trained)
    for language, number in sorted(languages.items()):
        yield Unseen(f"{plural(number, 'file')} in {language} that train, whose own conditions are not read")


def data_check_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """One piece for each file and tool: imported, called, or called so that a failure stops what runs."""
    yield from notebook_evidence(repo, Subject.DATA_CHECK)
    if not programs(repo):
        return
    groups: dict[tuple[str, str], list[ProgramUse]] = {}
    for use in uses(repo, Subject.DATA_CHECK):
        if COMPARES_SAMPLES.search(use.shown) is not None:
            continue  # Two samples are compared: that finds drift, and checks no row.
        groups.setdefault((use.path, use.tool), []).append(use)
    called = {tool for (_path, tool), group in groups.items() if any(each.called for each in group)}
    for (path, tool), group in groups.items():
        calls = [each for each in group if each.called]
        if not calls:
            if tool not in called:
                yield Evidence(path, group[0].line, Level.PRESENT, program_note(repo, group[0]))
            continue
        wired = next((each for each in calls if _runs_and_stops(repo, each)), None)
        if wired is not None:
            note = f"{tool}: {wired.shown}; a failure stops the run"
            yield Evidence(path, wired.line, Level.WIRED, note)
        else:
            yield Evidence(path, calls[0].line, Level.SUBSTANTIVE, program_note(repo, calls[0]))


def _runs_and_stops(repo: Snapshot, use: ProgramUse) -> bool:
    if start_of(repo, use.path, use.function) is None:
        return False
    name = (parts_of(use.shown) or [""])[-1]
    raises = use.tool in RAISING_TOOLS or RAISING.fullmatch(name) is not None
    return raises or stops(repo, use.path, use.function)
