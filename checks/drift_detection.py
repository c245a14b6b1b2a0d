"""Drift detection: reference data compared with current data, and what the result triggers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.answers_followed import Decided, decided_by
from analyzer.facts.drift.drawn_data import draws_its_data, simulated_beside
from analyzer.facts.drift.drift_monitors import drift_monitors
from analyzer.facts.drift.drift_tools import DETECTORS, Detector, compares, is_about_drift
from analyzer.facts.drift.empty_references import compares_nothing
from analyzer.facts.drift.notebook_drift import drift_in_notebooks
from analyzer.facts.drift.only_logs import does_nothing_but_log
from analyzer.facts.drift.own_drift import (
    DRIFT_WORDS,
    ERRORS,
    NAMED,
    RANGES,
    RETRAINING,
    OwnDrift,
    about_drift,
    own_drift,
)
from analyzer.facts.drift.program_drift import unseen_drift
from analyzer.facts.drift.unfilled_monitors import unfilled_row
from analyzer.facts.flows.flow_starts import started_flows, started_pipelines
from analyzer.facts.flows.spawned_programs import programs_of_steps
from analyzer.facts.purposes.purpose import is_library, makes
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import CAMEL, Condition, Decision, PythonFacts, words_of
from analyzer.references import as_loaded
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import (
    Use,
    conditions,
    import_graph,
    last_part,
    reached_from,
    reaching,
)
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_requests
from analyzer.wiring.runs.execution import scheduled_modules
from analyzer.wiring.runs.known_code import known_code
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.scheduled_notebooks import scheduled_notebooks

# A call whose name begins with one of these or ends in one of the others, or speaks of retraining, is an
# answer to drift.
FOLLOW_UPS = word_set(
    "trigger notify alert send train page rollback dispatch publish email fail post fit escalate"
)
TELLING = word_set(
    "alert alerts notify notification webhook sendmail pagerduty trigger chat_postMessage capture_message "
    "capture_event"
)
# What only says, draws or looks up something.
ONLY_SAYS = word_set("log print format is has get render plot load should build info warning debug error")
RUNS = word_set("run call check_call check_output Popen system run_deployment submit apply_async delay")
TRAINING_TEXT = lazy_regex(r"(?:^|[\s/_.-])(?:re)?train(?:ing)?(?:$|[\s/_.-])", re.IGNORECASE)
# What is fitted to the data that a statistic compares.
FITTED_TO_DATA = lazy_regex(
    r"(?:^|[._(])(?:preprocessing|decomposition|impute|feature_extraction|scipy\.stats|stats|norm"
    r"|\w{0,30}(?:scaler|encoder|imputer|vectori[sz]er|binner|discreti[sz]er|transformer|pca|umap|tsne))\b",
    re.IGNORECASE,
)
# Tasks of a pipeline whose answer says which task follows.
BRANCHING = word_set("branch short_circuit BranchPythonOperator ShortCircuitOperator run_if")
FOUND_WORDS = word_set("detected drifted alert threshold limit exceeded significant")
# Whether there is something that looks for drift says nothing of what it found.
ABOUT_A_SETUP = word_set(
    "available enabled disabled configured deployment deployed installed button scheduled"
)
MOST_ROUNDS_OF_WRAPPERS = 3
EMPTY = "with data that is always empty"
TRIGGERS = "and its result triggers an action"


@check(
    id="drift_detection",
    title="drift detection",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK, FileKind.CONFIGURATION),
    questions=Questions(
        competency=Competency.DATA,
        present="What did {path} last report as drifted, and was the model already worse by then?",
        absent="The inputs shift today and the labels arrive in a month: what do you look at until then?",
        strong=(
            "Distinguishes a change in the data from a change in quality, and knows what was done about it."
        ),
        weak="A library reports drift.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library serves no model whose data could drift",
        Purpose.RESEARCH: "research code serves no model whose data could drift",
    },
    other_languages=OtherLanguages(
        "a program can compare current with earlier data",
        (Role.DATA,),
    ),
    covers=("B3", "B4"),
    near=("drift", "evidently", "psi", "skew", "data_shift", "distribution_shift"),
    named=("drift", "drift_detection", "drift_detector", "drift_monitor", "data_drift"),
)
def drift_detection(repo: Snapshot) -> Iterator[Observation]:
    """Current data is compared with reference data, by a library or by the project's own statistic.

    Present: a drift library is imported, a drift function exists that nothing but tests calls or whose
    program draws its data at random, what is compared is never filled or still to be filled in, or a
    notebook made the comparison once. Substantive: live code compares reference data with current data,
    or says that there is drift, or trains again, where the error of current answers is beyond an earlier
    one, or code or Terraform tells a platform to compare, on a schedule. Wired: that code runs on a
    schedule or as a pipeline stage, or something the repository starts reaches it: it is on the serving
    path, or its result triggers an exception, an exit, a notification, a retraining, there or in a
    program to run by hand. A notebook that a job of a platform runs on a schedule is such code, and its
    statistics count. A metric that counts what lies outside of the quantiles of training data is a
    comparison; fixed limits are none. A library that implements drift detection does not monitor anything
    itself: what it offers is claimed. In other languages only names are searched: where a function or a
    call is named for drift or for a statistic of two samples, what it does with the answer is unseen.
    """
    yield from unseen_drift(repo)
    library = is_library(repo) or makes(repo, DETECTORS.packages)
    if not library:
        yield from drift_monitors(repo)
        yield from drift_in_notebooks(repo)
    wrapped = _wrapped(repo)
    for each, places, returning in (*_by_library(repo, wrapped), *_by_own_code(repo, wrapped)):
        path = each.path or ""
        if is_example_path(path) or library:
            offered = "a library offers it to its users" if library else "in an example"
            yield Evidence(path, each.line, Level.CLAIMED, f"{each.note}: {offered}")
            continue
        why = _wiring(repo, path, each.line, places, returning) if each.level is Level.SUBSTANTIVE else None
        level, note = (each.level, each.note) if why is None else (Level.WIRED, f"{each.note}, {why}")
        simulated = simulated_beside(repo, path) if level > Level.PRESENT else None
        note = note if simulated is None else f"{note}; {simulated}"
        # A function that only is named for a comparison comes after one in which a statistic is called.
        yield as_loaded(repo, Evidence(path, each.line, level, note, size=int(bool(places))))


# -- what its result triggers --------------------------------------------------------------------


@derived
def _started(repo: Snapshot) -> frozenset[str]:
    """What a container, a task, CI or a platform's configuration starts, with what it imports."""
    return reached_from(repo, modules_run(repo))


@derived
def _by_hand(repo: Snapshot) -> frozenset[str]:
    """What programs import that somebody may start: by whom is not written in the repository."""
    programs = {path for path, facts in repo.modules.items() if facts.main_guard is not None}
    live = {path for path in programs if not is_test(repo, path) and not is_example_path(path)}
    return reached_from(repo, live)


def _wiring(
    repo: Snapshot,
    path: str,
    line: int | None,
    places: Iterable[tuple[int, str]],
    returning: Iterable[str],
) -> str | None:
    started = _started(repo)
    if path in started and called_by_requests(repo).has(path, _function_at(repo, path, line or 1)):
        return "on the serving path"
    running = scheduled_modules(repo) | programs_of_steps(repo)
    if path in running:
        return "on a schedule or as a pipeline stage"
    if path in reached_from(repo, started_pipelines(repo)):
        return "as a step of a flow that is started"
    started |= running | _by_hand(repo) | reached_from(repo, started_flows(repo))
    for each in decided_by(repo, path, places, returning):
        what = _action(repo.modules[each.path], each) if each.path in started else ""
        if what and not does_nothing_but_log(repo, each.path, what, each.decision.line):
            return f"{TRIGGERS} ({each.path}:{each.decision.line}, {what})"
    graph = import_graph(repo)
    for other, found in conditions(repo).items():
        near = other == path or path in graph.get(other, frozenset())
        if near and not is_test(repo, other) and other in started:
            follows = next((each.line for each in found if _follows_up(repo, other, each)), None)
            if follows is not None:
                return f"{TRIGGERS} ({other}:{follows})"
    return None


def _function_at(repo: Snapshot, path: str, line: int) -> str | None:
    """The qualified name of the innermost function around a line."""
    facts = repo.modules.get(path)
    around = [each for each in facts.functions if each.line <= line <= each.end_line] if facts else []
    return max(around, key=lambda each: each.line).qualified_name if around else None


def _action(facts: PythonFacts, decided: Decided) -> str:
    """What a decision does about drift, as a note says it; nothing if it only says something."""
    decision = decided.decision
    if decision.kind in ("raise", "exit", "assert"):
        return decision.kind
    if decision.kind == "return":
        return "which task follows" if _names_a_task(facts, decision.line) else ""
    name = decision.name
    parts = CAMEL.sub("_", name).lower().strip("_").split("_")
    if parts[0] in ONLY_SAYS or (parts[0] == "fit" and _prepares(facts, decision)):
        return ""
    trains = name in RUNS and any(map(TRAINING_TEXT.search, decision.texts))
    tells = parts[0] in FOLLOW_UPS or parts[-1] in TELLING or name in TELLING
    return name if tells or trains or not RETRAINING.isdisjoint(parts) else ""


def _prepares(facts: PythonFacts, decision: Decision) -> bool:
    """Whether what is fitted scales or encodes the data that is compared, or is a distribution: no model."""
    called = [each.target for each in facts.calls if each.line == decision.line]
    fits = [each for each in called if each.rpartition(".")[2].removesuffix("()") == decision.name]
    return "transform" in decision.name or any(FITTED_TO_DATA.search(each) is not None for each in fits)


def _names_a_task(facts: PythonFacts, line: int) -> bool:
    """Whether the function around a line is one whose answer says which task of a pipeline follows."""
    around = [each for each in facts.functions if each.line <= line <= each.end_line]
    decorators = [each.target.rpartition(".")[2] for function in around for each in function.decorators]
    if BRANCHING & set(decorators):
        return True
    names = {each.name for each in around}
    users = {call.target.rpartition(".")[2] for call in facts.calls} & BRANCHING
    return bool(users) and any(call.function not in names for call in facts.calls)


def _follows_up(repo: Snapshot, path: str, condition: Condition) -> bool:
    """Whether a branch on drift does something about it."""
    if not condition.words & DRIFT_WORDS or condition.words & ABOUT_A_SETUP:
        return False
    if "raise" in condition.actions or "exit" in condition.actions:
        return bool(condition.words & FOUND_WORDS) or any(
            pair.bound is not None and (pair.left | pair.right) & DRIFT_WORDS
            for pair in condition.comparisons
        )
    return any(
        (each.lower().partition("_")[0] in FOLLOW_UPS or each in TELLING or words_of(each) & RETRAINING)
        and not does_nothing_but_log(repo, path, each)
        for each in condition.actions
    )


# -- libraries and own statistics ----------------------------------------------------------------

Found = tuple[Evidence, tuple[tuple[int, str], ...], tuple[str, ...]]


def _wrapped(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """By file, functions whose comparison is a drift library's call: they have no statistic of their own.

    Directly, or through functions that they call.
    """
    found: dict[str, set[str]] = {}
    for use, detector in DETECTORS.uses(repo):
        if use.call is not None and use.call.function is not None and compares(detector, use.call):
            found.setdefault(use.code.path, set()).add(use.call.function)
    near = {path: reaching(repo, [path]) for path in found}
    for _round in range(MOST_ROUNDS_OF_WRAPPERS):
        before = sum(map(len, found.values()))
        for path in sorted(found):
            names = {each.rpartition(".")[2] for each in found[path]}
            for caller in near.setdefault(path, reaching(repo, [path])):
                for function, called in known_code(repo).calls.get(caller, {}).items():
                    if about_drift(function) and not names.isdisjoint(map(last_part, called)):
                        found.setdefault(caller, set()).add(function)
        if sum(map(len, found.values())) == before:
            break
    return {path: frozenset(names) for path, names in found.items()}


def _by_library(repo: Snapshot, wrapped: Mapping[str, frozenset[str]]) -> Iterator[Found]:
    groups: dict[tuple[str, Detector], list[Use]] = {}
    for use, detector in DETECTORS.uses(repo):
        if not is_test(repo, use.code.path):
            groups.setdefault((use.code.path, detector), []).append(use)
    for (path, detector), group in groups.items():
        if not is_about_drift(detector, tuple(use.target for use in group)):
            continue
        code = group[0].code
        comparing = [use for use in group if use.call is not None and compares(detector, use.call)]
        live = [
            use for use in comparing if use.call and is_live(repo, code, use.call.function, by_tests=False)
        ]
        if live and not code.notebook:
            what = live[0].target.rpartition(".")[2]
            does = "is told to compare" if detector.managed else "compares reference with"
            data = "current data with earlier data" if detector.managed else "current data"
            note = f"{detector.name}: {does} {data} ({what})"
            places = tuple((use.line, use.target.rpartition(".")[2]) for use in live)
            unfilled = unfilled_row(repo, path, live[0].line) if detector.managed else None
            if unfilled is not None:
                note = f"{note}; line {unfilled} is still to be filled in"
                yield Evidence(path, live[0].line, Level.PRESENT, note), (), ()
                continue
            if compares_nothing(repo, path, places):
                yield Evidence(path, live[0].line, Level.PRESENT, f"{note}, {EMPTY}"), (), ()
                continue
            names = (each.rpartition(".")[2] for each in wrapped.get(path, ()) if about_drift(each))
            yield Evidence(path, live[0].line, Level.SUBSTANTIVE, note), places, tuple(sorted(names))
        else:
            where, job = ", but live code compares nothing with it", scheduled_notebooks(repo).get(path)
            if live and job is not None:
                compared = "compares reference with current data"
                note = f"{detector.name}: {compared}, in a notebook that {job} runs on a schedule"
                yield Evidence(path, live[0].line, Level.WIRED, note), (), ()
                continue
            if code.notebook:
                where = " in a notebook"
            elif comparing and not is_test(repo, path):
                where = f" in a function that nothing but tests calls ({last_part(comparing[0].target)})"
            note = f"{detector.name}: used{where}"
            yield Evidence(path, (comparing or group)[0].line, Level.PRESENT, note), (), ()


def _by_own_code(repo: Snapshot, wrapped: Mapping[str, frozenset[str]]) -> Iterator[Found]:
    for path, everything in own_drift(repo):
        calls = wrapped.get(path, frozenset())
        found = [
            each for each in everything if each.places or each.what != NAMED or each.function not in calls
        ]
        if not found:
            continue
        best = found[0]
        note = f"own drift statistic: {_described(best)}"
        if not best.live:
            yield Evidence(path, best.line, Level.PRESENT, f"{note}, which nothing but tests calls"), (), ()
            continue
        if draws_its_data(repo, path):
            yield Evidence(path, best.line, Level.PRESENT, f"{note}, on data drawn at random"), (), ()
            continue
        if all(compares_nothing(repo, path, each.places, _named(each)) for each in found if each.live):
            yield Evidence(path, best.line, Level.PRESENT, f"{note}, {EMPTY}"), (), ()
            continue
        if best.what == NAMED:
            note = f"{note} compares two samples"
        live = [each for each in found if each.live]
        places = tuple(place for each in live for place in each.places)
        names = tuple(
            each.function.rpartition(".")[2] for each in live if each.function and each.what == NAMED
        )
        yield Evidence(path, best.line, Level.SUBSTANTIVE, note), places, names


def _named(own: OwnDrift) -> str | None:
    return own.function if own.what == NAMED else None


def _described(own: OwnDrift) -> str:
    if own.what == NAMED:
        return own.function or ""
    what = own.what if own.what in (ERRORS, RANGES) else f"{own.what} of two samples"
    return what + (f" in {own.function}" if own.function else "")
