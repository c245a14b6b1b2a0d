"""Tools that run the steps of a pipeline in an order, and how code writes a flow and a step with each."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


@dataclass(frozen=True, slots=True)
class Orchestrator(Tool):
    """A tool that runs steps in an order: how code that imports it writes a flow and a step.

    `flows` and `steps` are last parts of dotted names that are called, used as decorators, or
    inherited from; `operators` are endings of class names that are steps when called.
    """

    flows: frozenset[str]
    steps: frozenset[str]
    operators: tuple[str, ...] = ()


ORCHESTRATORS = Catalogue(
    Orchestrator(
        "Airflow",
        ("airflow",),
        word_set("DAG dag"),
        word_set(
            "task virtualenv external_python docker branch short_circuit sensor setup teardown bash python"
        ),
        ("Operator", "Sensor", "OperatorAsync", "SensorAsync"),
    ),
    Orchestrator("Prefect", ("prefect",), word_set("flow Flow"), word_set("task Task")),
    Orchestrator(
        "Dagster",
        ("dagster",),
        word_set("job graph pipeline Definitions graph_asset define_asset_job"),
        word_set("op asset solid multi_asset graph_asset"),
    ),
    Orchestrator(
        "Kubeflow Pipelines",
        ("kfp",),
        word_set("pipeline"),
        word_set(
            "component container_component ContainerOp func_to_container_op create_component_from_func "
            "load_component_from_file load_component_from_url load_component load_component_from_text "
            "ComponentStore"
        ),
        ("Op",),
    ),
    Orchestrator("Metaflow", ("metaflow",), word_set("FlowSpec"), word_set("step")),
    Orchestrator("ZenML", ("zenml",), word_set("pipeline"), word_set("step BaseStep")),
    Orchestrator("Kedro", ("kedro",), word_set("pipeline Pipeline"), word_set("node Node")),
    Orchestrator("Luigi", ("luigi",), word_set("build run"), word_set("Task ExternalTask WrapperTask")),
    Orchestrator("Flyte", ("flytekit",), word_set("workflow dynamic"), word_set("task map_task")),
    Orchestrator("Flyte", ("union", "flyte"), word_set("workflow"), word_set("task")),
    Orchestrator(
        "TensorFlow Extended",
        ("tfx",),
        word_set("Pipeline"),
        word_set(
            "CsvExampleGen ImportExampleGen BigQueryExampleGen FileBasedExampleGen StatisticsGen SchemaGen "
            "ImportSchemaGen ExampleValidator Transform Trainer Tuner Evaluator InfraValidator Pusher "
            "ResolverNode Resolver BulkInferrer"
        ),
    ),
    Orchestrator(
        "SageMaker Pipelines",
        ("sagemaker.workflow",),
        word_set("Pipeline"),
        word_set(
            "step ProcessingStep TrainingStep TransformStep TuningStep ModelStep RegisterModel "
            "CreateModelStep"
        ),
        ("Step",),
    ),
    Orchestrator(
        "Azure ML pipelines",
        ("azureml.pipeline", "azure.ai.ml"),
        word_set("Pipeline pipeline"),
        word_set("command load_component command_component"),
        ("Step",),
    ),
    Orchestrator("Mage", ("mage_ai",), frozenset(), word_set("data_loader transformer data_exporter sensor")),
    Orchestrator(
        "Ploomber", ("ploomber",), word_set("DAG"), word_set("PythonCallable NotebookRunner ScriptRunner")
    ),
)
