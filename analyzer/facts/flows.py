"""Flows in code: where a module writes down what a pipeline tool runs, and in which steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.parsing.python.module import PythonFacts
from analyzer.repository.derived import derived
from analyzer.repository.snapshot import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files, module_index, package_of
from analyzer.wiring.roles import is_test


@dataclass(frozen=True, slots=True)
class Orchestrator:
    """A tool that runs steps in an order: how code that imports it writes a flow and a step.

    `flows` and `steps` are last parts of dotted names that are called, put over a definition, or
    inherited from; `operators` are endings of class names that are steps when called.
    """

    tool: str
    packages: tuple[str, ...]
    flows: frozenset[str]
    steps: frozenset[str]
    operators: tuple[str, ...] = ()


ORCHESTRATORS = (
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
    Orchestrator(
        "Ploomber", ("ploomber",), word_set("DAG"), word_set("PythonCallable NotebookRunner ScriptRunner")
    ),
)
PACKAGES: Mapping[str, Orchestrator] = {package: each for each in ORCHESTRATORS for package in each.packages}
PACKAGE_NAMES = frozenset(PACKAGES)


@dataclass(frozen=True, slots=True)
class FlowLines:
    """Where a module uses one tool: the lines of its flows and of its steps, either of them empty."""

    flows: tuple[int, ...]
    steps: tuple[int, ...]


@derived
def flow_lines(repo: Snapshot) -> Mapping[tuple[str, str], FlowLines]:
    """For every file and tool that it imports (by name), tests left out, where it uses the tool."""
    table: dict[tuple[str, str], FlowLines] = {}
    for code in code_files(repo):
        if is_test(repo, code.path):
            continue
        for tool in _imported_tools(repo, code):
            flows, steps = _lines(code.facts, tool)
            table[code.path, tool] = FlowLines(
                tuple(code.line(repo, each) for each in flows),
                tuple(code.line(repo, each) for each in steps),
            )
    return table


def flow_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that define a flow: what a pipeline tool loads and runs, whoever imports them."""
    return frozenset(
        path
        for (path, _tool), found in flow_lines(repo).items()
        if path in repo.modules and (found.flows or found.steps)
    )


def _imported_tools(repo: Snapshot, code: Code) -> list[str]:
    """The tools that a file imports, in the order of its imports."""
    index = module_index(repo)
    found: dict[str, None] = {}
    for each in code.facts.imports:
        package = package_of(f"{each.module}.{each.name or ''}".rstrip("."), PACKAGE_NAMES)
        if package is not None and not each.type_checking and not index.is_local(code.path, each.module):
            found[PACKAGES[package].tool] = None
    return list(found)


def _lines(facts: PythonFacts, tool: str) -> tuple[list[int], list[int]]:
    """The lines of the tool's flows and steps; what is put over a definition counts once."""
    flows: set[int] = set()
    steps: set[int] = set()
    bare = [each for function in facts.functions for each in function.decorators]
    bare += [each for definition in facts.classes for each in definition.decorators]
    places = [(call.target, call.line) for call in facts.calls]
    places += [(each.target, each.line) for each in bare]
    places += [(base, each.line) for each in facts.classes for base in each.bases]
    for target, line in places:
        package = package_of(target, PACKAGE_NAMES)
        if package is None or PACKAGES[package].tool != tool:
            continue
        orchestrator = PACKAGES[package]
        last = target.removesuffix("()").rpartition(".")[2]
        if last in orchestrator.flows:
            flows.add(line)
        elif last in orchestrator.steps or last.endswith(orchestrator.operators):
            steps.add(line)
    return sorted(flows), sorted(steps)
