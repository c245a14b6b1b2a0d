"""Tools that keep runs to compare, and what of other frameworks logs to them."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool

# What is logged of a run.
PARAMETERS, METRICS = "parameters", "metrics"
BOTH = frozenset({PARAMETERS, METRICS})


class Tracker(Tool, frozen=True):
    """A tracking tool: its packages and the calls that log parameters, metrics, or both at once.

    A call is written as the last part of its dotted name; `run` objects are recognised by their package.
    What only names a run, tags it, or keeps a file, a text or a picture with it logs neither; `begins` are
    the calls that log parameters where they are given a configuration.
    `items` says what is logged where a run is written to like a mapping (`run["acc"] = 1`), by the words
    before the key or in it; None where it cannot be. `only_logging`: the package has many other uses.
    """

    parameters: frozenset[str]
    metrics: frozenset[str]
    both: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()
    items: bool = False
    only_logging: bool = False


# TensorBoard and hyper-parameter search alone draw curves; they do not keep runs to compare.
TRACKERS = Catalogue(
    Tracker(
        "MLflow",
        ("mlflow",),
        word_set("log_param log_params"),
        word_set("log_metric log_metrics log_batch evaluate"),
        word_set("autolog MlflowCallback"),
    ),
    Tracker(
        "Weights & Biases",
        ("wandb",),
        # The runs of a sweep are given their parameters by it.
        word_set("config update setdefaults sweep agent"),
        word_set(
            "log log_metrics WandbMetricsLogger WandbEvalCallback log_summary "
            "wandb_callback plot_classifier plot_regressor"
        ),
        word_set("WandbCallback add_wandb_callback"),
        word_set("init"),
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
        word_set("log_configs log_hparams"),
        word_set("log append log_metric log_metrics extend"),
        word_set("NeptuneCallback NeptuneLogger"),
        word_set("create_experiment"),
        items=True,
    ),
    Tracker(
        "Comet",
        ("comet_ml",),
        word_set("log_parameter log_parameters Experiment start"),
        word_set("log_metric log_metrics log_confusion_matrix get_callback get_keras_callback"),
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
        word_set("set_params"),
        word_set("track"),
        word_set("AimCallback AimLogger"),
        items=True,
    ),
    Tracker(
        "Sacred",
        ("sacred",),
        word_set("config add_config named_config add_named_config"),
        word_set("log_scalar main automain"),
    ),
    Tracker(
        "DVCLive",
        ("dvclive",),
        word_set("log_param log_params"),
        word_set("log_metric log next_step make_summary log_sklearn_plot log_plot"),
        word_set("DVCLiveCallback DVCLiveLogger"),
        items=True,
    ),
    Tracker(
        "SwanLab",
        ("swanlab",),
        word_set("config update"),
        word_set("log"),
        word_set("SwanLabCallback SwanLabLogger"),
        word_set("init"),
        items=True,
    ),
    Tracker(
        "Trackio",
        ("trackio",),
        word_set("config update"),
        word_set("log"),
        begins=word_set("init"),
        items=True,
    ),
    Tracker("Weave", ("weave",), word_set("attributes"), word_set("op Evaluation evaluate")),
    Tracker("Guild", ("guild",), word_set("run"), word_set("run")),
    Tracker(
        "Polyaxon",
        ("polyaxon.tracking",),
        word_set("log_inputs"),
        word_set("log_metric log_metrics log_outputs"),
    ),
    Tracker("DagsHub", ("dagshub",), word_set("log_hyperparams"), word_set("log_metrics")),
    Tracker(
        "Azure ML",
        ("azureml.core.run", "azureml.core.Run", "azureml.core.experiment", "azureml.core.Experiment"),
        frozenset(),
        word_set("log log_list log_row log_table log_accuracy_table log_confusion_matrix log_predictions"),
    ),
    Tracker(
        "SageMaker Experiments",
        ("smexperiments", "sagemaker.experiments"),
        word_set("log_parameters log_parameter"),
        word_set("log_metric log_precision_recall log_roc_curve log_confusion_matrix"),
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
        "Determined",
        ("determined",),
        frozenset(),
        word_set("report_training_metrics report_validation_metrics report_metrics"),
        only_logging=True,
    ),
    Tracker("ZenML", ("zenml",), frozenset(), word_set("log_metadata log_model_metadata"), only_logging=True),
    Tracker(
        "Verta",
        ("verta",),
        word_set("log_hyperparameter log_hyperparameters"),
        word_set("log_metric log_observation"),
    ),
    Tracker(
        "labml",
        ("labml.experiment", "labml.tracker"),
        word_set("configs"),
        word_set("add save"),
    ),
    Tracker(
        "Simvue",
        ("simvue",),
        word_set("update_metadata"),
        word_set("log_metrics"),
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

# What a call that begins a run takes its parameters by.
CONFIGURING_KEYWORDS = word_set("config params hparams hyperparams hyperparameters **")

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
