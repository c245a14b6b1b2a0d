"""Experiment tracking: runs recorded by a tracking client, from the code that trains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.experiments.configured_logs import configured_logs
from analyzer.facts.experiments.missing_libraries import may_be_missing
from analyzer.facts.experiments.program_tracking import tracking_evidence, tracking_in_notebooks
from analyzer.facts.experiments.run_logs import RunLog, run_logs
from analyzer.facts.experiments.trackers import AMBIGUOUS_TRACKERS, BOTH, METRICS, TRACKERS
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import training_modules
from analyzer.wiring.modules import last_part, package_of, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.runs.run_modules import modules_run

# Calls that only say where the server is, and those that take a model from it or name its versions.
NAMES_A_SERVER = word_set("set_tracking_uri get_tracking_uri set_registry_uri MlflowClient MlflowException")
TRAINS = word_set("train training trainer retrain")
ABOUT_MODELS = NAMES_A_SERVER | word_set(
    "load_model register_model get_model_version get_model_version_by_alias get_latest_versions "
    "search_model_versions search_registered_models get_registered_model set_registered_model_alias "
    "transition_model_version_stage download_artifacts get_model_version_download_uri RestException predict"
)


@check(
    id="experiment_tracking",
    title="experiment tracking",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK),
    questions=Questions(
        competency=Competency.EVALUATION,
        present="Show two runs logged by {path}: why was one better?",
        absent="A month later, how did you compare the runs of your last model?",
        strong="Can say why one run was better, and which difference turned out to be noise.",
        weak="Kept the best number.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library's users track their own runs",
    },
    other_languages=OtherLanguages(
        "runs can be tracked where a model is trained",
        (Role.TRACK,),
    ),
    covers=("G1", "G5"),
    near=("experiment", "track", "mlflow", "wandb", "tensorboard", "sweep"),
    named=("experiment_tracker", "experiment_tracking", "experiment_logger", "run_tracker"),
)
def experiment_tracking(repo: Snapshot) -> Iterator[Observation]:
    """Runs are recorded with a tracking client.

    Present: a tracking client is imported in live code or a code cell (TensorBoard or a hyperparameter
    search alone is not tracking), only begins or tags runs or keeps files with them, logs in a lesson
    or an example, or a configuration names a logger. Substantive: parameters or metrics are logged:
    by a call of the client, by a framework that code or a training's configuration tells to (`report_to`,
    `log_with`, a logger, a callback), or into the run like into a mapping. Wired: both are logged from a
    training entry point: by live functions, in modules that a script or something the repository starts
    reaches together with the code that trains. A client whose import may fail and that no dependency file
    names is a level less. In other languages the same is asked of the tracking clients that they have.
    """
    by_path: dict[tuple[str, str], list[RunLog]] = {}
    for each in run_logs(repo):
        by_path.setdefault((each.code.path, each.tool), []).append(each)
    training = _training(repo, {path for path, _tool in by_path})
    wired = _wired_paths(repo, by_path, training)
    for (path, tool), group in by_path.items():
        evidence = _evidence(repo, tool, group, (path, tool) in wired)
        if evidence is not None:
            # What trains and logs says more than a helper that logs what it is given.
            yield replace(evidence, size=int(path in training))
    yield from configured_logs(repo)
    yield from tracking_evidence(repo)
    yield from tracking_in_notebooks(repo)


def _evidence(repo: Snapshot, tool: str, group: list[RunLog], wired: bool) -> Evidence | None:
    first = group[0]
    logging = [each for each in group if each.kinds]
    where = " in a notebook" if first.code.notebook else ""
    if not logging:
        return None if _has_other_uses(group) else _imported(group, tool, where)
    what = " and ".join(sorted({kind for each in logging for kind in each.kinds}))
    # Where a metric is logged it is said what came out; elsewhere only what was tried.
    measuring = {each.function for each in logging if METRICS in each.kinds}
    logging.sort(key=lambda each: each.function not in measuring)
    live = [each for each in logging if is_live(repo, each.code, each.function)]
    if not live:
        note = f"logs {what} with {tool}, in code that nothing calls"
        return Evidence(first.code.path, logging[0].line, Level.PRESENT, note)
    if is_example_path(first.code.path):
        note = f"logs {what} with {tool}, in a lesson or an example"
        return Evidence(first.code.path, live[0].line, Level.PRESENT, note)
    level = Level.WIRED if wired and not first.code.notebook else Level.SUBSTANTIVE
    reach = ", reached from the code that trains" if level is Level.WIRED else ""
    missing = may_be_missing(repo, first.code, live[0].target)
    if missing is not None:
        level = Level.SUBSTANTIVE if level is Level.WIRED else Level.PRESENT
        reach += f", if the library is there: {missing}"
    return Evidence(first.code.path, live[0].line, level, f"logs {what} with {tool}{where}{reach}")


def _imported(group: list[RunLog], tool: str, where: str) -> Evidence:
    """The first call by which a client is used for something else, or its import where there is none."""
    others = (
        each for each in group if each.is_call and not last_part(each.target).startswith(("log", "auto"))
    )
    shown = next(others, group[0])
    verb = "names" if shown.is_call else "imports"
    return Evidence(shown.code.path, shown.line, Level.PRESENT, f"{verb} {tool}{where}")


def _has_other_uses(group: list[RunLog]) -> bool:
    """Whether a package that logs nothing here may be there for something else."""
    if _only_takes_models([each for each in group if each.target.startswith("mlflow")], len(group)):
        return True
    tracker = TRACKERS.of(group[0].target)
    ambiguous = package_of(group[0].target, AMBIGUOUS_TRACKERS) is not None
    return (tracker is not None and tracker.only_logging) or (
        ambiguous and not any(each.is_call for each in group)
    )


def _only_takes_models(group: list[RunLog], all_of_them: int) -> bool:
    """Whether a file only loads or registers models, or handles what fails then: no run is recorded there."""
    if len(group) < all_of_them:
        return False
    calls = [last_part(each.target) for each in group if each.is_call]
    if calls:
        return set(calls) <= ABOUT_MODELS and not set(calls) <= NAMES_A_SERVER
    return all(each.target.startswith("mlflow.exceptions") for each in group)


def _training(repo: Snapshot, paths: Iterable[str]) -> frozenset[str]:
    """The modules that train, of those that log also what is named for it and fits a model of its own."""
    own = (
        path
        for path in paths
        if path in repo.modules
        and words_of(basename(path).partition(".")[0]) & TRAINS
        and any(call.target.endswith(".fit") for call in repo.modules[path].calls)
    )
    return training_modules(repo) | frozenset(own)


def _wired_paths(
    repo: Snapshot, groups: dict[tuple[str, str], list[RunLog]], training: frozenset[str]
) -> frozenset[tuple[str, str]]:
    """The (path, tool) pairs that some training entry point reaches, where both kinds are logged."""
    scripts = {path for path, facts in repo.modules.items() if facts.main_guard is not None}
    entries = sorted(path for path in scripts | modules_run(repo) | training if not is_test(repo, path))
    wired: set[tuple[str, str]] = set()
    for entry in entries:
        reached = reached_from(repo, [entry])
        if not reached & training:
            continue
        for tool in {tool for _path, tool in groups}:
            pairs = [(path, tool) for path in reached if (path, tool) in groups]
            kinds = {
                kind
                for pair in pairs
                for each in groups[pair]
                if is_live(repo, each.code, each.function)
                for kind in each.kinds
            }
            if kinds >= BOTH:
                wired.update(pairs)
    return frozenset(wired)
