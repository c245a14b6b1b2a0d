"""Rows that programs in other languages than Python check with a library."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from posixpath import basename

from analyzer.facts.code.program_evidence import notebook_evidence, program_note
from analyzer.facts.flows.program_flows import FLOW_FILES
from analyzer.facts.requests.program_answers import COMMENT_ROW, LONGEST_ROW_READ
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Unseen
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.other_programs.calls import Node, begun_by, reached_by
from analyzer.wiring.other_programs.definitions import parts_of
from analyzer.wiring.other_programs.in_ci import run_by_tasks, run_in_ci
from analyzer.wiring.other_programs.index import import_edges, programs
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.stops import stops
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

# Tools whose checks raise by themselves, and calls that do of tools whose others only report.
RAISING_TOOLS = word_set("assertr checkmate assertthat ensurer validate")
RAISING = lazy_regex(
    r"(?:.*_)?(?:stop_if_not|assert\w{0,40}|verify|insist\w{0,20}|parse|parseAsync|orFail|raise\w{0,20}|throw\w{0,30})!?"
)
CHECKS_ROWS = lazy_regex(r"(?:col|rows?|tbl)_\w{1,40}")
COLLECTING_CALLS = word_set("create_agent interrogate create_informant")
# An agent only collects; a run ends by a level of its own, or by a condition on what it found.
# https://rstudio.github.io/pointblank/reference/action_levels.html
ASKS_AGENT = lazy_regex(
    r"\b(?:stop_at\s?=|stop_on_fail\s?\(|all_passed\s?\(|get_agent_x_list\s?\(|n_failed\b|f_failed\b|test_(?:col|rows?)_)"
)
MISSING_COLUMNS = lazy_regex(
    r"\s{0,40}(?P<name>[A-Za-z.][\w.]{0,60})\s{0,4}(?:<-|=)\s{0,4}(?:base::)?setdiff\([^#\n]{1,120}\b(?:col)?names\("
)
STOPS_THERE = lazy_regex(r"(?:^|[^\w.#])(?:stop|abort|cli_abort|stopifnot)\(")
ROWS_TO_STOP = 6
COMPARES_SAMPLES = lazy_regex(
    r"Kolmogorov|ChiSquare|KullbackLeibler|JensenShannon|Hellinger|Bhattacharyya|Wasserstein"
)

# What any language begins a condition with, or refuses by; where none of it stands, no row is refused.
ANY_CONDITION = lazy_regex(
    r"\b(?:if|ifelse|elif|unless|when|case|switch|match|guard|throw|raise|panic|stop\w{0,10}|filter\w{0,10}|where"
    r"|(?:require|assert|ensure|check|verify|expect|valid)\w{0,40})\b|\?[^.?:\n]{1,80}:|&&|\|\|",
    re.IGNORECASE,
)


def unread_conditions(repo: Snapshot) -> Iterator[Unseen]:
    """Languages of programs that train: own conditions on their rows are not read, so none is absent."""
    trains = {use.path for use in uses(repo, Subject.TRAINING) if use.called}
    languages = Counter(programs(repo)[path].language for path in _that_may_refuse(repo, trains))
    for language, number in sorted(languages.items()):
        yield Unseen(f"{plural(number, 'file')} in {language} that train, whose own conditions are not read")


def _that_may_refuse(repo: Snapshot, paths: Collection[str]) -> frozenset[str]:
    """Of some files those with any condition, in themselves, what they import or what imports them."""
    edges = import_edges(repo)
    near = {path: {path, *edges.get(path, ())} for path in paths}
    for path, imported in edges.items():
        for each in near.keys() & imported:
            near[each].add(path)
    files = {each for found in near.values() for each in found if each in programs(repo)}
    conditional = {each for each in files if _has_condition(repo, each)}
    return frozenset(path for path, found in near.items() if not conditional.isdisjoint(found))


def _has_condition(repo: Snapshot, path: str) -> bool:
    rows = (repo.text(path) or "").split("\n")
    return any(
        ANY_CONDITION.search(row[:LONGEST_ROW_READ])
        for row in rows
        if not COMMENT_ROW.match(row[:LONGEST_ROW_READ])
    )


def data_check_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """One piece for each file and tool: imported, called, or called so that a failure stops what runs."""
    yield from notebook_evidence(repo, Subject.DATA_CHECK)
    if not programs(repo):
        return
    yield from _missing_columns(repo)
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
            note = program_note(repo, calls[0], tasks=True)
            yield Evidence(path, calls[0].line, Level.SUBSTANTIVE, note)


def _missing_columns(repo: Snapshot) -> Iterator[Evidence]:
    """Where a program of R ends because a data set lacks columns that it names."""
    for path, facts in programs(repo).items():
        if facts.language != "R" or is_test_path(path) or is_example_path(path):
            continue
        rows = (repo.text(path) or "").split("\n")
        for number, row in enumerate(rows, 1):
            match = MISSING_COLUMNS.match(row[:LONGEST_ROW_READ]) if "setdiff" in row else None
            below = rows[number : number + ROWS_TO_STOP] if match is not None else []
            asked = next(
                (at for at, each in enumerate(below) if match is not None and match["name"] in each), None
            )
            if asked is None or not any(STOPS_THERE.search(each) for each in below[asked:]):
                continue
            around = [each for each in facts.functions if each.line <= number <= each.end_line]
            function = max(around, key=lambda each: each.line).qualified_name if around else None
            runs = _runs(repo, path, function)
            note = "a data set without its columns " + ("stops the run" if runs else "is refused")
            yield Evidence(path, number, Level.WIRED if runs else Level.SUBSTANTIVE, note)
            break


def _runs(repo: Snapshot, path: str, function: str | None) -> bool:
    """Whether something that is started, CI, a task or a flow runs a function."""
    node = path, function or ""
    return start_of(repo, path, function) is not None or (
        node in run_in_ci(repo) or node in run_by_tasks(repo) or node in _in_flow_files(repo)
    )


def _runs_and_stops(repo: Snapshot, use: ProgramUse) -> bool:
    if not _runs(repo, use.path, use.function):
        return False
    name = (parts_of(use.shown) or [""])[-1]
    raises = use.tool in RAISING_TOOLS or RAISING.fullmatch(name) is not None
    if raises or _raises_on_rows(repo, use, name):
        return True
    return stops(repo, use.path, use.function) and (
        use.tool != "pointblank" or ASKS_AGENT.search(repo.text(use.path) or "") is not None
    )


def _raises_on_rows(repo: Snapshot, use: ProgramUse, name: str) -> bool:
    """Whether a check of pointblank is asked of the rows themselves; an agent only collects what fails.

    Source: https://rstudio.github.io/pointblank/articles/VALID-II.html.
    """
    if use.tool != "pointblank" or CHECKS_ROWS.fullmatch(name) is None:
        return False
    called = (each.target.rpartition(FROM_PACKAGE)[2] for each in programs(repo)[use.path].calls)
    return not any(each in COLLECTING_CALLS for each in called)


@derived
def _in_flow_files(repo: Snapshot) -> frozenset[Node]:
    """What runs in pipelines that a tool runs by the name of their file."""
    files = [each for each in programs(repo) if basename(each) in FLOW_FILES]
    return reached_by(repo, [node for each in files for node in begun_by(repo, each)])
