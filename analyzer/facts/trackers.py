"""Tools that keep runs to compare, and what of other frameworks logs to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


@dataclass(frozen=True, slots=True)
class Tracker(Tool):
    """A tracking tool: its packages and the calls that log parameters, metrics, or both at once.

    A call is written as the last part of its dotted name; `run` objects are recognised by their package.
    `items` says what is logged where a run is written to like a mapping (`run["acc"] = 1`), by the words
    before the key or in it; None where it cannot be. `only_logging`: the package has many other uses.
    """

    parameters: frozenset[str]
    metrics: frozenset[str]
    both: frozenset[str] = frozenset()
    items: bool = False
    only_logging: bool = False


# TensorBoard and hyper-parameter search alone draw curves; they do not keep runs to compare.
TRACKERS = Catalogue(
    Tracker(
        "MLflow",
        ("mlflow",),
        word_set("log_param log_params set_tag set_tags log_input"),
        word_set("log_metric log_metrics log_batch log_figure evaluate"),
        word_set("autolog MlflowCallback"),
    ),
    Tracker(
        "Weights & Biases",
        ("wandb",),
        word_set("init config update"),
        word_set(
            "log log_metrics watch log_artifact WandbMetricsLogger WandbEvalCallback log_summary "
            "wandb_callback plot_classifier plot_regressor"
        ),
        word_set("WandbCallback add_wandb_callback"),
        items=True,
    ),
    Tracker(
        "Neptune",
        (
            "neptune",
            "neptune_scale",
            "neptune_tensorflow_keras",
            "neptune_xgboost",
            "neptune_lightgbm",
            "neptune_pytorch_lightning",
            "neptune_optuna",
        ),
        word_set("init_run init create_experiment log_configs log_hparams"),
        word_set("log append log_metric log_metrics extend upload"),
        word_set("NeptuneCallback NeptuneLogger"),
        items=True,
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
    Tracker(
        "Aim",
        ("aim",),
        word_set("Run Session set_params"),
        word_set("track"),
        word_set("AimCallback AimLogger"),
        items=True,
    ),
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
        word_set("DVCLiveCallback DVCLiveLogger"),
        items=True,
    ),
    Tracker(
        "SwanLab", ("swanlab",), word_set("init"), word_set("log"), word_set("SwanLabCallback SwanLabLogger")
    ),
    Tracker("Trackio", ("trackio",), word_set("init"), word_set("log"), items=True),
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
        "Vertex AI Experiments",
        ("google.cloud.aiplatform",),
        word_set("log_params"),
        word_set("log_metrics log_time_series_metrics log_classification_metrics"),
        word_set("autolog"),
        only_logging=True,
    ),
    Tracker(
        "Snowflake experiments",
        ("snowflake.ml.experiment",),
        word_set("log_params log_param"),
        word_set("log_metrics log_metric"),
    ),
)
# `from aim import Run`: a name this short is also a module of other things, so its classes must be used.
AMBIGUOUS_TRACKERS = word_set("aim guild sacred trains")

# Training frameworks that log to a tracker themselves, once they are told which one.
LOGGING_FRAMEWORKS = word_set(
    "transformers trl sentence_transformers setfit adapters accelerate pytorch_lightning lightning "
    "lightning_fabric ray optuna optuna_integration fastai skorch ignite catalyst composer flytekitplugins "
    "pycaret tensorflow keras xgboost lightgbm catboost unsloth optimum ultralytics fastxtend "
    "pytorch_forecasting darts"
)
# Their classes and functions that do it are named for the tracker.
INTEGRATION = lazy_regex(
    r"(?:_|setup_?|add_?)?(wandb|weightsandbiases|mlflow|neptune|comet|clearml|aim|swanlab|dvclive|trackio|dagshub)"
    r"_?(?:ml)?_?(?:\w{0,20}(?:logger|callback|loggercallback|tracker|handler)|init|autolog|mixin)?(?:s|v\d)?",
    re.IGNORECASE,
)
SETUP = lazy_regex(
    r"(?:setup|add)_|_(?:init|autolog|mixin)$|(?:logger|callback|tracker|handler)$", re.IGNORECASE
)
# The names that trackers go by in arguments: `report_to="wandb"`, `log_with=["mlflow"]`.
TRACKER_NAMES = {
    "wandb": "Weights & Biases",
    "weightsandbiases": "Weights & Biases",
    "mlflow": "MLflow",
    "azure_ml": "MLflow",
    "neptune": "Neptune",
    "comet": "Comet",
    "comet_ml": "Comet",
    "clearml": "ClearML",
    "aim": "Aim",
    "swanlab": "SwanLab",
    "dvclive": "DVCLive",
    "trackio": "Trackio",
    "dagshub": "DagsHub",
    "flyte": "Flyte",
}
REPORTING_ARGUMENTS = word_set("report_to log_with log_experiment")
