"""Programs and tests that ask a model for the cases of a set, and whether CI runs them with that model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.facts.evaluations.evaluation_modules import is_named_for_evaluation
from analyzer.facts.evaluations.evaluation_sets import listed_cases, set_read_at
from analyzer.facts.evaluations.image_sets import images_loaded_at
from analyzer.facts.evaluations.replayed_answers import replays
from analyzer.facts.test_runs.collected_tests import is_collected
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import PythonFacts, code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ContinuousRun, ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import import_graph, last_part, reached_from, reaching
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.routes.endpoints import endpoints
from analyzer.wiring.runs.called import called_from
from analyzer.wiring.runs.execution import ci_tests, started_by_run
from analyzer.wiring.runs.stand_ins import is_run_with_stand_in
from analyzer.wiring.testing.collection import test_functions

ENDS_THE_RUN = word_set("sys.exit exit quit os._exit SystemExit typer.Exit click.exceptions.Exit")
ASKS_SERVERS = word_set("get post put request stream")
# `0 <= accuracy <= 1`, `isinstance(accuracy, float)`: a worse model would not fail it.
HOLDS_ANYWAY = lazy_regex(
    r"\s*assert\s+(?:0(?:\.0)?\s*<=\s*[\w.\[\]\"']{1,60}(?:\s*<=\s*1(?:\.0)?)?"
    r"|[\w.\[\]\"']{1,60}\s*(?:>=\s*0(?:\.0)?|<=\s*1(?:\.0)?|is\s+not\s+None)|isinstance\([^()\n]{1,100}\))"
    r"\s*(?:[,#][^\n]{0,200})?"
)
QUOTED_ROUTE = lazy_regex(r"[\"'][^\"'\n]{0,80}?(/[\w/-]{2,60})[\"']")


class EvaluationProgram(Struct, frozen=True):
    """A module that goes through cases, at the line that names them, and the programs that start it.

    `asks`: what is called from there asks a model. `stops`: it may end with a failure. `runs` are the
    commands of CI that start it, `stood_in` those of them that put something in the model's place.
    """

    path: str
    line: int
    cases: str
    asks: bool
    stops: bool
    runs: int
    stood_in: int
    programs: tuple[str, ...]

    @property
    def wired(self) -> bool:
        """Whether CI asks the model itself, and may fail by its answers."""
        return self.asks and self.stops and self.runs > self.stood_in


def asked_for_cases(repo: Snapshot) -> Iterator[Evidence]:
    """One evidence for each such program and test."""
    yield from _tests(repo)
    for each in evaluation_programs(repo):
        note = f"the model is asked for the cases of {each.cases}"
        if each.wired:
            yield Evidence(each.path, each.line, Level.WIRED, f"{note}, in CI")
        elif each.asks:
            instead = "; CI runs it with a stand-in in the model's place" if each.stood_in else ""
            yield Evidence(each.path, each.line, Level.SUBSTANTIVE, note + instead)
        elif each.runs:
            note = f"CI runs a program over the cases of {each.cases}; it was not seen to ask a model"
            yield Evidence(each.path, each.line, Level.PRESENT, note)


@derived
def stood_in_programs(repo: Snapshot) -> Mapping[str, bool]:
    """Modules that CI only runs with something in the model's place, and whether they can ask the model."""
    return {
        path: each.asks
        for each in evaluation_programs(repo)
        if each.runs and each.runs == each.stood_in
        for path in (each.path, *each.programs)
    }


def _tests(repo: Snapshot) -> Iterator[Evidence]:
    tested = {path for path, _name in ci_tests(repo)}
    models = _models(repo)
    for path, facts in repo.modules.items():
        if not is_test(repo, path) or is_example_path(path):
            continue
        if all(each.trivial for each in facts.assertions):
            continue
        place = set_read_at(repo, path) or images_loaded_at(repo, path)
        if place is None or not is_collected(repo, path, test_functions(repo).get(path, ())):
            continue
        if reached_from(repo, [path]) & models and not replays(repo, [path]):
            fails = _may_fail_by_answers(facts, (repo.text(path) or "").split("\n"))
            level = Level.WIRED if path in tested and fails else Level.SUBSTANTIVE
            note = f"the model is asked for the cases of {place[1]}" + (", in CI" if path in tested else "")
            yield Evidence(path, place[0], level, note + ("" if fails else ", and no answer could fail"))


def _may_fail_by_answers(facts: PythonFacts, rows: list[str]) -> bool:
    """Whether an assertion holds for more than what every share and every answer is."""
    lines = (rows[each.line - 1][:300] for each in facts.assertions if not each.trivial)
    return not all(map(HOLDS_ANYWAY.fullmatch, lines))


@derived
def evaluation_programs(repo: Snapshot) -> tuple[EvaluationProgram, ...]:
    """The live modules that go through cases, if somebody or CI can start them."""
    return tuple(
        found
        for path, facts in repo.modules.items()
        if not (is_test(repo, path) or is_example_path(path))
        and (place := _cases_at(repo, path)) is not None
        and (found := _program(repo, path, facts, *place)) is not None
    )


def _cases_at(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """Where a module names its cases: a set that is kept as a file, or one that is written in code."""
    place = set_read_at(repo, path) or images_loaded_at(repo, path)
    if place is not None or not is_named_for_evaluation(path):
        return place
    lists = listed_cases(repo)
    graph = import_graph(repo)
    if path in lists:
        name, line = lists[path]
        by_others = any(
            path in graph.get(each, ()) and is_named_for_evaluation(each) and _lines_using(repo, each, name)
            for each in repo.modules
        )
        own = not by_others and len(_lines_using(repo, path, name)) > 1
        return (line, f"{name} in its code") if own else None
    for other in sorted(graph.get(path, frozenset()) & lists.keys()):
        lines = _lines_using(repo, path, lists[other][0])
        if lines:
            return lines[0], f"{lists[other][0]} in {other}"
    return None


def _lines_using(repo: Snapshot, path: str, name: str) -> list[int]:
    """The lines of a module with a name that are no imports of it."""
    word = re.compile(rf"(?<!\w){name}(?!\w)")
    rows = enumerate(code_only(repo.text(path) or "").split("\n"), 1)
    return [
        number
        for number, row in rows
        if name in row and word.search(row) and not row.lstrip().startswith(("import ", "from "))
    ]


def _program(
    repo: Snapshot, path: str, facts: PythonFacts, line: int, cases: str
) -> EvaluationProgram | None:
    starting = {
        each
        for each in reaching(repo, {path})
        if each in repo.modules and not (is_test(repo, each) or is_example_path(each))
    }
    runs = [(run, begun) for run, begun in _runs(repo) if begun & starting]
    programs = {each for each in starting if _is_program(repo, each)}
    programs = programs.union(*(begun & starting for _run, begun in runs))
    if not programs:
        return None
    called = called_from(repo, programs)
    asks = any(called.has(*place) for place in _asking(repo)) or _asks_own_route(repo, path)
    stops = any(_may_fail(repo.modules[each]) for each in {path, *programs})
    stood_in = sum(is_run_with_stand_in(repo, run, called) for run, _begun in runs)
    return EvaluationProgram(path, line, cases, asks, stops, len(runs), stood_in, tuple(sorted(programs)))


def _is_program(repo: Snapshot, path: str) -> bool:
    return repo.modules[path].main_guard is not None or path.endswith("/__main__.py")


def _may_fail(facts: PythonFacts) -> bool:
    return (
        any(not each.trivial for each in facts.assertions)
        or any(each.stops and each.comparisons for each in facts.conditions)
        or any(call.target in ENDS_THE_RUN for call in facts.calls)
    )


@derived
def _runs(repo: Snapshot) -> tuple[tuple[ContinuousRun, frozenset[str]], ...]:
    """The commands of CI whose failure is seen, with the modules that they start."""
    runs = (
        (run, started_by_run(repo, run)) for run in ci_runs(repo) if run.reached.failure is not Failure.MASKED
    )
    return tuple((run, begun) for run, begun in runs if begun)


@derived
def _models(repo: Snapshot) -> frozenset[str]:
    return frozenset(use.code.path for use in model_uses(repo) if use.kind != "defines")


@derived
def _asking(repo: Snapshot) -> frozenset[tuple[str, str | None]]:
    """Where live code trains, loads, calls or connects to a model."""
    return frozenset(
        (use.code.path, use.function)
        for use in model_uses(repo)
        if use.kind != "defines" and use.code.path in repo.modules
    )


def _asks_own_route(repo: Snapshot, path: str) -> bool:
    """Whether a module sends its cases to a route of the repository, behind which there is a model."""
    if not any(last_part(call.target) in ASKS_SERVERS for call in repo.modules[path].calls):
        return False
    named = set(QUOTED_ROUTE.findall(code_only(repo.text(path) or "")))
    answering = {each.path for each in endpoints(repo) if each.route and each.route in named}
    return bool(reached_from(repo, answering) & _models(repo)) if answering else False
