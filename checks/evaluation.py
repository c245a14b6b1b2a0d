"""Evaluation: data sets, suites, baselines and thresholds that a worse model would fail."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.evaluations.decided_elsewhere import decides_elsewhere
from analyzer.facts.evaluations.entries_compared import compared_entries
from analyzer.facts.evaluations.evaluation_modules import (
    evaluation_modules,
    is_named_for_evaluation,
    stages_in_ci,
    unseen_measures,
)
from analyzer.facts.evaluations.evaluation_programs import asked_for_cases, stood_in_programs
from analyzer.facts.evaluations.evaluation_sets import PROMPTFOO_NOTE, evaluation_sets
from analyzer.facts.evaluations.evaluation_tools import (
    EVALUATION_SUITES,
    is_evaluation,
    is_run,
    suite_of_action,
    suite_of_command,
)
from analyzer.facts.evaluations.evaluation_words import PROMOTIONS
from analyzer.facts.evaluations.inline_gates import inline_conditions
from analyzer.facts.evaluations.judged_comparisons import judges
from analyzer.facts.evaluations.made_up_data import is_on_made_up_data
from analyzer.facts.evaluations.measured_values import with_measures
from analyzer.facts.evaluations.pipeline_gates import pipeline_gates
from analyzer.facts.evaluations.program_evaluations import program_evaluation_evidence, programs_evaluate
from analyzer.facts.evaluations.promotion_decisions import (
    decides_promotion,
    holds_against_a_baseline,
    is_asked_where_promoted,
)
from analyzer.facts.evaluations.replaced_measures import replaces_what_measures
from analyzer.facts.evaluations.reported_metrics import reported_metrics
from analyzer.facts.evaluations.scored_things import (
    is_of_no_model,
    is_overlap_of_a_shape,
    is_share_passed,
)
from analyzer.facts.evaluations.tests_over_models import is_over_models
from analyzer.facts.flows.spawned_programs import programs_of_flows
from analyzer.facts.purposes.purpose import not_asked
from analyzer.facts.test_runs.collected_tests import is_collected
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Condition
from analyzer.references import unreached_in_ci
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import active_steps, ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.models.model_uses import model_uses, training_modules
from analyzer.wiring.modules import (
    Code,
    conditions,
    import_graph,
    module_index,
    package_of,
    package_uses,
    reached_from,
)
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.execution import called_in_ci, ci_modules, ci_tests, operated, started_by_run
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.starts.stages import REPRODUCING
from analyzer.wiring.testing.collection import test_functions

# In a test, a call of these tries out the code around it; the model is not what is judged.
TOOLS_FOR_CODE = frozenset({"MLflow evaluate", "Weave"})
BASELINES = word_set("sklearn.dummy.DummyClassifier sklearn.dummy.DummyRegressor")


@check(
    id="evaluation",
    title="model evaluation",
    reads=(
        FileKind.PYTHON,
        FileKind.NOTEBOOK,
        FileKind.SOURCE,
        FileKind.CI,
        FileKind.TARGETS,
        FileKind.CONFIGURATION,
    ),
    questions=Questions(
        competency=Competency.EVALUATION,
        present="How did you choose the threshold or cases in {path}, and when did a model last fail them?",
        premise=Premise(
            note=r"threshold|current model|\bcases\b|golden|suite|evaluation with|tests? ",
            otherwise="What did the numbers from {path} last make you change, and which difference is noise?",
        ),
        absent="Somebody proposes a new version of the model: what must it show before it replaces this one?",
        strong="Says where the threshold and the cases come from, and when a model last failed them.",
        weak="A higher score is better.",
        presumes_model=True,
    ),
    other_languages=OtherLanguages(
        "a model can be evaluated where it is trained or called",
        (Role.EVALUATE,),
    ),
    covers=("E1", "E2", "E6", "E7"),
    near=("evaluat", "eval", "metric", "scor", "benchmark", "accuracy"),
    named=("evaluate", "evaluation", "evaluator", "evals", "evaluate_model", "model_evaluation"),
)
def evaluation(repo: Snapshot) -> Iterator[Observation]:
    """A model is evaluated on fixed cases, or by a threshold or comparison that a worse model would fail.

    Present: a golden set of at least ten cases, an evaluation suite, module or notebook, or a trivial
    baseline. Substantive: live code or a test that a runner collects compares a quality metric with a
    threshold, a baseline or the current model, or asks the model for the cases of a kept set, or live code
    runs an evaluation suite, or CI or a started flow runs the module. Wired: CI runs that test or code and
    may fail by it, or CI compares metrics; or the promotion of a model depends on the comparison. A program
    that CI runs with something in the model's place is substantive, one that asks no model present. The
    score of one case is no metric, and a test on rows or a model that it makes itself, or that replaces what
    measures, judges no model. In other languages suites, sets of cases, tests about metrics and comparisons
    of what a library measured with a number, a named limit or another model count, where it is measured and
    where that is called; so do those of a share of what was expected that ends the program, and of metrics
    in what is named for it (in R and Julia also by formulas).
    """
    suites, sets = list(_suites(repo)), list(evaluation_sets(repo))
    # What promptfoo is given names its models itself.
    asked = any(each.note == PROMPTFOO_NOTE for each in sets)
    models = bool(model_uses(repo)) or programs_evaluate(repo)
    if not models and not suites and not asked and not any(_ci_commands(repo)):
        yield from not_asked(repo, {Purpose.LIBRARY: "no code of this library works with a model"})
        return
    found: list[Observation] = [*suites, *sets, *asked_for_cases(repo), *evaluation_modules(repo)]
    found += (
        *_bounds(repo),
        *compared_entries(repo, unreached_in_ci(repo)),
        *_gates(repo),
        *_ci_commands(repo),
        *program_evaluation_evidence(repo),
    )
    yield from found or unseen_measures(repo)


# -- suites, sets, modules -----------------------------------------------------------------------


def _suites(repo: Snapshot) -> Iterator[Evidence]:
    in_ci, tested = called_in_ci(repo), {path for path, _name in ci_tests(repo)}
    seen: set[tuple[str, str]] = set()
    for use in package_uses(repo, EVALUATION_SUITES.packages | BASELINES):
        path, call = use.code.path, use.call
        suite, baseline = EVALUATION_SUITES.of(use.target), package_of(use.target, BASELINES)
        if call is None or (baseline is not None and is_test(repo, path)):
            continue  # a model of a test stands in for another
        if baseline is not None:
            tool, what = "baseline", f"trivial baseline: {baseline.rpartition('.')[2]}"
        elif (
            suite is not None
            and is_evaluation(suite, use.target)
            and is_run(suite, (each.target for each in use.code.facts.calls))
        ):
            tool = suite.name
            what = f"evaluation with {tool}: {use.target.rpartition('.')[2]}"
        else:
            continue
        if (path, tool) in seen:
            continue
        seen.add((path, tool))
        if use.code.notebook or is_example_path(path) or not _runs(repo, use.code, call.function):
            yield Evidence(path, use.line, Level.PRESENT, f"{what}, in a notebook, an example or unused code")
        elif tool == "baseline" or (tool in TOOLS_FOR_CODE and is_test(repo, path)):
            yield Evidence(path, use.line, Level.PRESENT, what)
        else:
            reached = in_ci.has(path, call.function) and path not in unreached_in_ci(repo)
            wired = path in tested or (reached and not is_test(repo, path))
            level = Level.WIRED if wired else Level.SUBSTANTIVE
            yield Evidence(path, use.line, level, what + (", which CI runs" if wired else ""))


def _runs(repo: Snapshot, code: Code, function: str | None) -> bool:
    """Whether code at this place can run: it is live, or in a test that a runner collects."""
    functions = test_functions(repo).get(code.path, ())
    if any(each.name == function and each.skipped for each in functions):
        return False
    if is_live(repo, code, function):
        return True
    return any(each.name == function for each in functions) and is_collected(repo, code.path, functions)


# -- bounds, gates, comparisons ------------------------------------------------------------------


def _bounds(repo: Snapshot) -> Iterator[Evidence]:
    in_ci, tested = ci_modules(repo), ci_tests(repo)
    called, stages = called_in_ci(repo), stages_in_ci(repo)
    stood_in, unreached = stood_in_programs(repo), unreached_in_ci(repo)
    with_models = {use.code.path for use in model_uses(repo)}
    running = operated(repo) | in_ci | reached_from(repo, training_modules(repo)) | programs_of_flows(repo)
    for path, found in conditions(repo).items():
        code = Code(path, repo.modules[path], notebook=False)
        test = is_test(repo, path)
        best: Evidence | None = None
        for each in (with_measures(repo, path, condition) for condition in found):
            elsewhere = None if test else decides_elsewhere(repo, code, each)
            kind = judges(each) or decides_promotion(code.facts, each) or (elsewhere and elsewhere[0])
            if test and kind is None and is_share_passed(each):
                kind = "the number of all cases"
            if kind is None or is_example_path(path):
                continue
            if test:
                evidence = _in_test(repo, path, each, kind, tested)
            elif each.kind == "assert" and path not in with_models:
                continue
            else:
                runs = called.has(path, each.function) and path not in unreached
                ci = path in stages or (runs and path not in stood_in)
                promotes = elsewhere is not None and elsewhere[1]
                evidence = _in_code(repo, code, each, kind, ci, path in running, promotes)
            if evidence is not None and (best is None or evidence.level > best.level):
                best = evidence
        if best is not None:
            yield best


def _gates(repo: Snapshot) -> Iterator[Evidence]:
    """Conditions of a pipeline about a measure, before the step that registers the model."""
    for code, line, function, measure in pipeline_gates(repo):
        if is_test(repo, code.path) or is_example_path(code.path) or not is_live(repo, code, function):
            continue
        note = f"a pipeline compares {measure} with a threshold before a model is registered"
        running = code.path in operated(repo) | ci_modules(repo) | programs_of_flows(repo)
        level = Level.WIRED if running else Level.SUBSTANTIVE
        yield Evidence(code.path, line, level, note)


def _in_test(
    repo: Snapshot, path: str, condition: Condition, kind: str, tested: frozenset[tuple[str, str]]
) -> Evidence | None:
    functions = test_functions(repo).get(path, ())
    test = next((each for each in functions if each.name == condition.function), None)
    if condition.kind != "assert" or test is None or not is_collected(repo, path, functions):
        return None
    # A library's tests bound its own algorithms; only where a model is trained or loaded is it quality.
    uses = [use for use in model_uses(repo) if use.code.path == path]
    loads = any(use.kind == "loads" for use in uses)
    if not (test.first_party or loads) or not (uses or is_over_models(repo, path, test.name)):
        return None
    if is_on_made_up_data(repo, path, test.name) or is_of_no_model(repo, path, condition):
        return None
    if replaces_what_measures(repo, path, test.name):
        return None
    if test.skipped:
        note = f"test {test.name} compares a metric with {kind}, and is always skipped"
        return Evidence(path, condition.line, Level.PRESENT, note)
    wired = (path, test.name) in tested
    note = f"test {test.name} compares a metric with {kind}" + (", and CI runs it" if wired else "")
    return Evidence(path, condition.line, Level.WIRED if wired else Level.SUBSTANTIVE, note)


def _in_code(
    repo: Snapshot,
    code: Code,
    condition: Condition,
    kind: str,
    in_ci: bool,
    running: bool,
    promotes: bool,
) -> Evidence | None:
    if not is_live(repo, code, condition.function) or is_overlap_of_a_shape(code, condition):
        return None
    if not running:
        # A script that a scheduler or a remote runner may start: by what, is not written here.
        script = condition.function is None or code.path in _reached_by_scripts(repo)
        note = f"a metric is compared with {kind}, in a script that nothing here appears to start"
        return Evidence(code.path, condition.line, Level.PRESENT, note) if script else None
    if not stood_in_programs(repo).get(code.path, True):
        note = f"a metric is compared with {kind}, and what is measured stands in for a model"
        return Evidence(code.path, condition.line, Level.PRESENT, note)
    promotes = promotes or bool(condition.actions & PROMOTIONS) or _promotes(code, condition.function)
    promotes = promotes or is_asked_where_promoted(repo, code, condition)
    wired = promotes or in_ci
    why = ", before a model is promoted" if promotes else ", in CI" if in_ci else ""
    note = f"a metric is compared with {kind}{why}"
    return Evidence(code.path, condition.line, Level.WIRED if wired else Level.SUBSTANTIVE, note)


@derived
def _reached_by_scripts(repo: Snapshot) -> frozenset[str]:
    """Scripts, and what they import: with a main guard, or run from the top and imported by nothing."""
    imported = frozenset[str]().union(*import_graph(repo).values())
    index = module_index(repo)
    found: set[str] = set()
    for path, facts in repo.modules.items():
        top = (call.target for call in facts.calls if call.function is None)
        alone = path not in imported and any(index.is_local(path, each.partition(".")[0]) for each in top)
        if (facts.main_guard is not None or alone) and not is_test(repo, path):
            found.add(path)
    return reached_from(repo, found)


def _promotes(code: Code, function: str | None) -> bool:
    """Whether the same function promotes or registers a model."""
    return function is not None and any(
        call.function == function and call.target.rpartition(".")[2] in PROMOTIONS
        for call in code.facts.calls
    )


# -- CI ------------------------------------------------------------------------------------------

COMPARING = (("dvc", "metrics", "diff"), ("dvc", "exp", "diff"))
COMPARED_BY_STEP = "a program that a CI step holds compares a metric with"
REVIEWED = "CI trains or evaluates and reports the metrics for review"
REPORTING = (("cml", "comment"), ("cml", "send-comment"), ("cml-send-comment",), ("cml", "pr"))


def _ci_commands(repo: Snapshot) -> Iterator[Evidence]:
    trained = _pipelines_with_models(repo)
    for each in active_steps(repo):
        action = None if each.step.uses is None or each.masked else suite_of_action(each.step.uses)
        if action is not None:
            note = f"CI runs an evaluation suite: {action}"
            yield Evidence(each.pipeline.path, each.step.line, Level.WIRED, note)
    gated: set[str] = set()
    for inline in inline_conditions(repo):
        kind, path = judges(inline.condition), inline.step.pipeline.path
        if kind is not None and path not in gated:
            gated.add(path)
            yield Evidence(path, inline.line, Level.WIRED, f"{COMPARED_BY_STEP} {kind}")
    for run in ci_runs(repo):
        words = (basename(run.reached.words[0]), *run.reached.words[1:]) if run.reached.words else ()
        masked = run.reached.failure is Failure.MASKED
        if holds_against_a_baseline(words) and any(map(is_named_for_evaluation, started_by_run(repo, run))):
            level = Level.SUBSTANTIVE if masked else Level.WIRED
            note = "CI compares metrics with those of a baseline, within a tolerance"
            yield Evidence(run.pipeline.path, run.line, level, note)
            continue
        if masked:
            continue
        path, row, tool = run.pipeline.path, run.line, suite_of_command(run.reached.words)
        if tool is not None:
            yield Evidence(path, row, Level.WIRED, f"CI runs an evaluation suite: {tool}")
        elif any(words[: len(key)] == key for key in COMPARING):
            yield Evidence(path, row, Level.WIRED, f"CI compares metrics: {' '.join(words)[:80]}")
        elif any(words[: len(key)] == key for key in REPORTING) and path in trained:
            yield Evidence(path, row, Level.SUBSTANTIVE, REVIEWED)
    for shown in reported_metrics(repo):
        if shown.path in trained:
            yield Evidence(shown.path, shown.line, Level.SUBSTANTIVE, REVIEWED)


def _pipelines_with_models(repo: Snapshot) -> frozenset[str]:
    """CI files that start code that works with a model, or a DVC pipeline."""
    models = {use.code.path for use in model_uses(repo) if not use.code.notebook}
    return frozenset(
        run.pipeline.path
        for run in ci_runs(repo)
        if run.reached.words[:2] in REPRODUCING or reached_from(repo, started_by_run(repo, run)) & models
    )
