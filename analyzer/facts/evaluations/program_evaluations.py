"""How programs in other languages than Python judge their models: suites, sets of cases, metrics in tests."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from analyzer.facts.code.program_evidence import notebook_evidence
from analyzer.facts.evaluations.evaluation_modules import HELD_OUT, is_named_for_evaluation, measured_only
from analyzer.facts.evaluations.evaluation_sets import listed_cases, set_read_at
from analyzer.facts.evaluations.own_metric_programs import is_named_for_evaluating, own_metric_modules
from analyzer.facts.evaluations.program_bounds import MetricBound, metric_bounds
from analyzer.facts.evaluations.program_own_bounds import own_metric_bounds
from analyzer.facts.evaluations.replayed_answers import replays
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Unseen
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of
from analyzer.wiring.other_programs.calls import Node, begun_by, reached_by
from analyzer.wiring.other_programs.in_ci import run_in_ci, run_in_ci_with_models, suites_in_ci, tested_in_ci
from analyzer.wiring.other_programs.index import import_edges, language_at, programs
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.stops import calling, stopping_functions
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

# `fit$pred$obs` of caret are the rows that each resample left out; `test$y`, `y.test`, `df_test`.
LEFT_OUT_IN_R = lazy_regex(
    r"\$pred\$(?:pred|obs)\b|(?<![\w.])(?:test|valid|validation|holdout|testing)(?:_?(?:data|set|df))?\$"
    r"|\b(?:df|data|x|y|labels?|actual)[._](?:test|valid|val|holdout)\b"
)
ROWS_OF_MEASURE = 2
LONGEST_MEASURE_ROW = 200


def programs_evaluate(repo: Snapshot) -> bool:
    """Whether programs in other languages work with a model, or judge one."""
    if notebook_uses(repo, *OF_MODELS, Subject.EVALUATION):
        return True
    if not programs(repo):
        return False
    return any(
        each.called or each.sign.subject is Subject.EVALUATION
        for tests in (False, True)
        for each in uses(repo, *OF_MODELS, Subject.EVALUATION, Subject.MODEL_METRIC, tests=tests)
    )


def program_evaluation_evidence(repo: Snapshot) -> Iterator[Evidence | Unseen]:
    """Suites that are called, tests about metrics, sets that a model is asked for, modules with metrics."""
    yield from notebook_evidence(repo, Subject.EVALUATION, what="evaluation with ")
    if not programs(repo):
        return
    yield from _suites(repo)
    yield from _tests(repo)
    yield from _over_sets(repo)
    bounds = tuple(metric_bounds(repo))
    yield from (_bound(repo, each, run_in_ci(repo)) for each in bounds)
    found = {each.path for each in bounds}
    own = tuple(each for each in own_metric_bounds(repo, _asked(repo)) if each.path not in found)
    yield from (_bound(repo, each, run_in_ci_with_models(repo)) for each in own)
    yield from _modules(repo, bounded=frozenset(each.path for each in bounds))


def _node(use: ProgramUse) -> Node:
    return use.path, use.function or ""


@derived
def _asked(repo: Snapshot) -> frozenset[Node]:
    """The functions that train, load or ask a model, those of tests among them."""
    every = [each for tests in (False, True) for each in uses(repo, *OF_MODELS, tests=tests)]
    return frozenset(_node(each) for each in every if each.called)


def _suites(repo: Snapshot) -> Iterator[Evidence]:
    best: dict[tuple[str, str], tuple[Level, ProgramUse]] = {}
    for tests in (False, True):
        for use in uses(repo, Subject.EVALUATION, tests=tests):
            level = Level.PRESENT
            if use.called:
                in_ci = use.path in suites_in_ci(repo) or (
                    use.path in tested_in_ci(repo) if tests else _node(use) in run_in_ci(repo)
                )
                level = Level.WIRED if in_ci else Level.SUBSTANTIVE
            key = use.path, use.tool
            if key not in best or level > best[key][0]:
                best[key] = level, use
    called = {use.tool for _level, use in best.values() if use.called}
    for level, use in best.values():
        if use.called or use.tool not in called:
            what = use.shown if use.called else "imported, but not called here"
            ci = ", which CI runs" if level is Level.WIRED else ""
            yield Evidence(use.path, use.line, level, f"evaluation with {use.tool}: {what}{ci}")


def _tests(repo: Snapshot) -> Iterator[Evidence]:
    """Tests that assert about a metric of a model that they train, load or ask."""
    seen: set[str] = set()
    asked = _asked(repo)
    for use in uses(repo, Subject.MODEL_METRIC, tests=True):
        if not use.called or use.path in seen:
            continue
        asserting = any(
            each.function == use.function and not each.trivial for each in programs(repo)[use.path].assertions
        )
        if asserting and reached_by(repo, [_node(use)]) & asked:
            seen.add(use.path)
            in_ci = use.path in tested_in_ci(repo)
            level = Level.WIRED if in_ci else Level.SUBSTANTIVE
            note = f"a test asserts about a metric of a model: {use.shown}"
            yield Evidence(use.path, use.line, level, note + (", and CI runs it" if in_ci else ""))


def _over_sets(repo: Snapshot) -> Iterator[Evidence]:
    """Programs and tests that ask a model for the cases of a set that the repository keeps."""
    asked = _asked(repo)
    if not asked:
        return
    for path, facts in programs(repo).items():
        test = is_test_path(path)
        asserting = any(not each.trivial for each in facts.assertions)
        if is_example_path(path) or (test and not asserting):
            continue
        place = set_read_at(repo, path) or _listed(repo, path)
        if place is None:
            continue
        inside = ((path, each.qualified_name) for each in facts.functions)
        reached = reached_by(repo, (*begun_by(repo, path), *inside))
        if not reached & asked:
            continue
        helpers = {file for file, _function in reached if is_test_path(file)}
        if test and replays(repo, (path, *helpers, *_sharing_names(repo, path))):
            continue
        fails = asserting or bool(reached & stopping_functions(repo))
        run = path in tested_in_ci(repo) if test else (path, "") in run_in_ci_with_models(repo)
        level = Level.WIRED if fails and run else Level.SUBSTANTIVE
        note = f"the model is asked for the cases of {place[1]}" + (", in CI" if level is Level.WIRED else "")
        yield Evidence(path, place[0], level, note)


def _listed(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """Where a program lists cases itself, or uses a list that another file of it exports."""
    lists = listed_cases(repo)
    if is_test_path(path) or not (path in lists or is_named_for_evaluation(path)):
        return None
    text = repo.text(path) or ""
    for other in (path, *import_edges(repo).get(path, ())):
        name, line = lists.get(other, ("", 0))
        used = [number for number, row in enumerate(text.split("\n"), 1) if name and name in row]
        if len(used) > 1:
            return (line, f"{name} in its code") if other == path else (used[1], f"{name} in {other}")
    return None


def _sharing_names(repo: Snapshot, path: str) -> Iterator[str]:
    """The tests beside a test that see its names, and it theirs: those of a package of Go."""
    if language_at(repo, path).shares_names:
        beside = (each for each in programs(repo) if dirname(each) == dirname(path))
        yield from (each for each in beside if is_test_path(each))


def _bound(repo: Snapshot, bound: MetricBound, ran: frozenset[Node]) -> Evidence:
    """A bound on a metric; it holds where CI sees the failure, or where it stands before a registration."""
    node = bound.path, bound.function or ""
    registers = any(
        each.called and _node(each) == node and each.line >= bound.line
        for each in uses(repo, Subject.REGISTRY)
    )
    in_ci = bound.stops and node in ran
    note = f"a metric of the model is compared with a bound: {bound.compared}"
    note += ", in CI" if in_ci else ", before the model is registered" if registers else ""
    return Evidence(bound.path, bound.line, Level.WIRED if in_ci or registers else Level.SUBSTANTIVE, note)


def _modules(repo: Snapshot, *, bounded: frozenset[str]) -> Iterator[Evidence | Unseen]:
    """Modules that compute metrics: those named for it count, what others do with the number is unseen."""
    seen: set[str] = set()
    measured = [each for each in uses(repo, Subject.MODEL_METRIC) if each.called]
    for use in measured:
        if use.path not in seen and is_named_for_evaluating(use.path):
            seen.add(use.path)
            in_ci = _node(use) in run_in_ci(repo)
            note = "an evaluation module computes quality metrics" + (", which CI runs" if in_ci else "")
            level = Level.SUBSTANTIVE if in_ci else Level.PRESENT
            yield Evidence(use.path, use.line, level, note)
    yield from (each for each in own_metric_modules(repo) if each.path not in seen)
    unread = (each for each in measured if each.path not in bounded)
    judged = next((each for each in unread if _may_decide(repo, each)), None)
    if judged is not None:
        name = programs(repo)[judged.path].language
        yield Unseen(f"metrics are computed in {name}, where bounds on them are not read", judged.path)
        return
    measured += [each for each in notebook_uses(repo, Subject.MODEL_METRIC) if each.called]
    held_out = next((each for each in measured if each.path not in seen and _of_held_out(repo, each)), None)
    if held_out is not None:
        yield measured_only(held_out.path)


def _of_held_out(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether what is measured are rows that their names say are held out, or what resamples left out."""
    rows = rows_of(repo.text(use.path) or "")[use.line - 1 : use.line + ROWS_OF_MEASURE]
    said = " ".join(each[:LONGEST_MEASURE_ROW] for each in rows)
    return HELD_OUT.search(said) is not None or LEFT_OUT_IN_R.search(said) is not None


def _may_decide(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether something beside a metric, or beside what calls for it, stops or registers a model."""
    near = {use.path, *(path for path, _function in calling(repo, use.path, use.function))}
    if any(path in near for path, _function in stopping_functions(repo)):
        return True
    return any(each.called and each.path in near for each in uses(repo, Subject.REGISTRY))
