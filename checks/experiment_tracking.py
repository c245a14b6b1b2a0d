"""Experiment tracking: runs recorded by a tracking client, from the code that trains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.entrypoints import modules_run
from analyzer.wiring.model_uses import training_modules
from analyzer.wiring.modules import Use, package_of, reached_from
from analyzer.wiring.reachability import is_live
from analyzer.wiring.roles import is_test


@dataclass(frozen=True, slots=True)
class Tracker(Tool):
    """A tracking tool: its packages and the calls that log parameters, metrics, or both at once.

    A call is written as the last part of its dotted name; `run` objects are recognised by their package.
    """

    parameters: frozenset[str]
    metrics: frozenset[str]
    both: frozenset[str] = frozenset()


# TensorBoard and hyper-parameter search alone draw curves; they do not keep runs to compare.
TRACKERS = Catalogue(
    Tracker(
        "MLflow",
        ("mlflow",),
        word_set("log_param log_params set_tag set_tags log_input"),
        word_set("log_metric log_metrics log_batch log_figure evaluate"),
        word_set("autolog"),
    ),
    Tracker(
        "Weights & Biases",
        ("wandb",),
        word_set("init config update"),
        word_set("log log_metrics watch log_artifact"),
    ),
    Tracker(
        "Neptune",
        ("neptune",),
        word_set("init_run init create_experiment"),
        word_set("log append log_metric extend upload"),
    ),
    Tracker(
        "Comet",
        ("comet_ml",),
        word_set("log_parameter log_parameters Experiment start"),
        word_set("log_metric log_metrics"),
    ),
    Tracker(
        "ClearML",
        ("clearml", "trains"),
        word_set("init connect set_parameters"),
        word_set("report_scalar report_single_value"),
        word_set("init"),
    ),
    Tracker("Aim", ("aim",), word_set("Run Session set_params"), word_set("track")),
    Tracker(
        "Sacred",
        ("sacred",),
        word_set("config add_config Experiment"),
        word_set("log_scalar capture main automain"),
    ),
    Tracker(
        "DVCLive",
        ("dvclive",),
        word_set("log_param log_params"),
        word_set("Live log_metric log next_step make_summary log_sklearn_plot log_plot log_image"),
    ),
    Tracker("SwanLab", ("swanlab",), word_set("init"), word_set("log")),
    Tracker("Trackio", ("trackio",), word_set("init"), word_set("log")),
    Tracker("Weave", ("weave",), word_set("init attributes"), word_set("op Evaluation evaluate publish")),
    Tracker("Guild", ("guild",), word_set("run"), word_set("run")),
    Tracker(
        "Polyaxon", ("polyaxon.tracking",), word_set("init log_inputs"), word_set("log_metrics log_outputs")
    ),
    Tracker(
        "DagsHub", ("dagshub",), word_set("init log_hyperparams dagshub_logger"), word_set("log_metrics")
    ),
    Tracker(
        "Azure ML",
        ("azureml.core.run", "azureml.core.Run"),
        word_set("get_context tag"),
        word_set("log log_list log_row"),
    ),
    Tracker(
        "SageMaker Experiments",
        ("smexperiments", "sagemaker.experiments"),
        word_set("log_parameters log_parameter"),
        word_set("log_metric"),
    ),
    Tracker(
        "a Lightning logger",
        tuple(
            f"{package}.{logger}"
            for package in ("pytorch_lightning.loggers", "lightning.pytorch.loggers", "lightning.loggers")
            for logger in ("WandbLogger", "MLFlowLogger", "NeptuneLogger", "CometLogger")
        ),
        frozenset(),
        frozenset(),
        word_set("WandbLogger MLFlowLogger NeptuneLogger CometLogger"),
    ),
)
# `from aim import Run`: a name this short is also a module of other things, so its classes must be used.
AMBIGUOUS_TRACKERS = word_set("aim guild sacred trains")


@check(
    id="experiment_tracking",
    title="experiment tracking",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK),
    questions=Questions(
        competency=Competency.EVALUATION,
        present="Show two runs logged by {path}: why was one better?",
        absent="A month later, how did you compare the runs of your last model?",
        strong="Can say why one run was better, and which difference turned out to be noise.",
        weak="Kept the best number.",
    ),
    not_asked={
        Purpose.LIBRARY: "a library's users track their own runs",
    },
    other_languages=OtherLanguages(
        "runs can be tracked where a model is trained",
        (Role.TRACK,),
    ),
    covers=("G1", "G5"),
)
def experiment_tracking(repo: Snapshot) -> Iterator[Observation]:
    """Runs are recorded with a tracking client.

    Present: a tracking client is imported in live code or a code cell (TensorBoard or a hyperparameter
    search alone is not tracking). Substantive: parameters or metrics are logged. Wired: both are logged
    from a training entry point: by live functions, in modules that a script or something the repository
    starts reaches together with the code that trains.
    """
    by_path: dict[tuple[str, str], list[Use]] = {}
    for use, tracker in TRACKERS.uses(repo):
        if not is_test(repo, use.code.path):
            by_path.setdefault((use.code.path, tracker.name), []).append(use)
    wired = _wired_paths(repo, by_path)
    for (path, tool), group in by_path.items():
        evidence = _evidence(repo, tool, group, (path, tool) in wired)
        if evidence is not None:
            yield evidence


def _evidence(repo: Snapshot, tool: str, group: list[Use], wired: bool) -> Evidence | None:
    first = group[0]
    logging = [use for use in group if _logs(use)]
    where = " in a notebook" if first.code.notebook else ""
    if not logging:
        ambiguous = package_of(first.target, AMBIGUOUS_TRACKERS) is not None
        if ambiguous and not any(use.call is not None for use in group):
            return None
        return Evidence(first.code.path, first.line, Level.PRESENT, f"imports {tool}{where}")
    what = sorted({kind for use in logging for kind in _logs(use)})
    live = [use for use in logging if _is_live(repo, use)]
    if not live:
        return Evidence(
            first.code.path,
            logging[0].line,
            Level.PRESENT,
            f"logs {' and '.join(what)} with {tool}, in code that nothing calls",
        )
    level = Level.WIRED if wired and not first.code.notebook else Level.SUBSTANTIVE
    reach = ", reached from the code that trains" if level is Level.WIRED else ""
    return Evidence(
        first.code.path, live[0].line, level, f"logs {' and '.join(what)} with {tool}{where}{reach}"
    )


def _logs(use: Use) -> frozenset[str]:
    """What the call logs: parameters, metrics, both, or nothing."""
    tracker = TRACKERS.of(use.target)
    if use.call is None or tracker is None or ("disable", "True") in use.call.keywords:
        return frozenset()
    method = use.target.rpartition(".")[2]
    found = set()
    if method in tracker.parameters | tracker.both:
        found.add("parameters")
    if method in tracker.metrics | tracker.both:
        found.add("metrics")
    return frozenset(found)


def _wired_paths(repo: Snapshot, groups: dict[tuple[str, str], list[Use]]) -> frozenset[tuple[str, str]]:
    """The (path, tool) pairs that some training entry point reaches, where both kinds are logged."""
    training = training_modules(repo)
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
                kind for pair in pairs for use in groups[pair] if _is_live(repo, use) for kind in _logs(use)
            }
            if kinds >= {"parameters", "metrics"}:
                wired.update(pairs)
    return frozenset(wired)


def _is_live(repo: Snapshot, use: Use) -> bool:
    return use.call is not None and is_live(repo, use.code, use.call.function)
