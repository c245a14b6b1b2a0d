"""Orchestration: the steps from raw rows to a model as a pipeline that a tool runs in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analyzer.engine.registry import check
from analyzer.facts.flow_files import flow_file_evidence, named_files
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python.module import Function, PythonFacts
from analyzer.parsing.shell.script import parse_script
from analyzer.repository.snapshot import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.entrypoints import is_idle_command
from analyzer.wiring.model_uses import model_uses
from analyzer.wiring.modules import Code, code_files, import_graph, module_index, package_of, reached_from
from analyzer.wiring.purpose import not_asked
from analyzer.wiring.roles import is_example_path, is_test


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
# Pipelines that come with a tool as its own demonstration.
DEMONSTRATION = re.compile(
    r"(?:^|[/_-])(?:example|tutorial|hello[_-]?world|sample|demo)(?:[/_.\d-]|$)", re.IGNORECASE
)
# Airflow's spellings of an order, beside handing a task's result on.
AIRFLOW_ORDER = re.compile(r"^[^#\n]*(?:>>|<<|\bset_(?:down|up)stream\(|\bchain\()", re.MULTILINE)
FIRST_PARTY_STEPS = 2
CALLABLE = re.compile(r"\bpython_callable[ \t]*=[ \t]*(\w{1,100})")
COMMAND_KEYWORDS = word_set("bash_command command cmd commands")
PRINTING = word_set("print str len range time.sleep")
SUPPORT = word_set("config configs configuration settings constants util utils helpers logger logging common")


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a module uses one tool: the lines of its flows and of its steps."""

    tool: str
    flows: tuple[int, ...]
    steps: tuple[int, ...]
    imported: int


@check(
    id="orchestration",
    title="pipeline orchestration",
    dimension="data",
    reads=("python", "configuration", "source"),
    ask_present="Which step of {path} fails most often, and what happens to the steps after it?",
    ask_absent="Which steps lie between the raw rows and a served model, and what runs them in that order?",
)
def orchestration(repo: Snapshot) -> Iterator[Observation]:
    """A pipeline tool runs the steps in an order.

    Task queues, schedules, CI workflows and shell scripts are not pipelines of data. Present: a flow
    with at least one step. Substantive: two steps or more with an order between them. Wired: the
    steps run code of this repository: its modules, its scripts or its own SQL models. A tool's own
    demonstration and stages that only print are claimed.
    """
    marks = repo.derived(_marks)
    for (path, tool), found in marks.items():
        yield from _flow_evidence(repo, path, tool, found, marks)
    yield from flow_file_evidence(repo)
    yield from not_asked(repo, "orchestration")


def flow_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that define a flow: what a pipeline tool loads and runs, whoever imports them."""
    return frozenset(
        path
        for (path, _tool), found in repo.derived(_marks).items()
        if path in repo.modules and (found.flows or found.steps) and not is_test(repo, path)
    )


def _marks(repo: Snapshot) -> Mapping[tuple[str, str], Marks]:
    table: dict[tuple[str, str], Marks] = {}
    for code in code_files(repo):
        if is_test(repo, code.path):
            continue
        for tool, line in _imported_tools(repo, code).items():
            flows, steps = _lines(code.facts, tool)
            table[code.path, tool] = Marks(
                tool,
                tuple(code.line(repo, each) for each in flows),
                tuple(code.line(repo, each) for each in steps),
                code.line(repo, line),
            )
    return table


def _imported_tools(repo: Snapshot, code: Code) -> dict[str, int]:
    index = module_index(repo)
    found: dict[str, int] = {}
    for each in code.facts.imports:
        package = package_of(f"{each.module}.{each.name or ''}".rstrip("."), PACKAGE_NAMES)
        if package is not None and not each.type_checking and not index.is_local(code.path, each.module):
            found.setdefault(PACKAGES[package].tool, each.line)
    return found


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
        elif last in orchestrator.steps or last.endswith(orchestrator.operators or ("\0",)):
            steps.add(line)
    return sorted(flows), sorted(steps)


def _flow_evidence(
    repo: Snapshot, path: str, tool: str, found: Marks, marks: Mapping[tuple[str, str], Marks]
) -> Iterator[Evidence]:
    # Luigi has no flow apart from its tasks: they require one another.
    if not found.flows and not (tool == "Luigi" and found.steps):
        return
    line = (found.flows or found.steps)[0]
    if path not in repo.modules:
        yield Evidence(path, line, Level.PRESENT, f"{tool} pipeline in a notebook")
        return
    if is_example_path(path) or DEMONSTRATION.search(path):
        yield Evidence(path, line, Level.CLAIMED, f"{tool} pipeline that only demonstrates the tool")
        return
    reached = reached_from(repo, [path])
    own_steps = len(found.steps)
    steps = sum(len(marks[each, tool].steps) for each in reached if (each, tool) in marks)
    if not steps:
        own_steps = steps = _flow_calls(repo, path, found)
        if steps < FIRST_PARTY_STEPS:
            return
    if steps < FIRST_PARTY_STEPS or not _ordered(repo, path, tool, found):
        yield Evidence(
            path, line, Level.PRESENT, f"{tool} pipeline with {plural(steps, 'step')}, in no order"
        )
        return
    if _only_print(repo, path, found):
        note = f"{tool} pipeline with {plural(steps, 'step')} that only print"
        yield Evidence(path, line, Level.CLAIMED, note)
        return
    what = _first_party(repo, path, reached)
    note = f"{tool} pipeline with {plural(max(own_steps, steps), 'step')}"
    if what is None:
        yield Evidence(path, line, Level.SUBSTANTIVE, f"{note}, none of which runs code of this repository")
    else:
        yield Evidence(path, line, Level.WIRED, f"{note}, running {what}")


def _only_print(repo: Snapshot, path: str, found: Marks) -> bool:
    """Whether every step of a module that says what it does only prints: a shell command or a function."""
    facts = repo.modules[path]
    said: list[bool] = []
    for call in facts.calls:
        if call.line in found.steps:
            commands = [value for name, value in call.keywords if name in COMMAND_KEYWORDS and value]
            said.extend(map(_prints_in_shell, commands))
    handed = CALLABLE.findall(repo.text(path) or "")
    by_name = {each.qualified_name: each for each in facts.functions}
    said.extend(_does_nothing(by_name[each]) for each in handed if each in by_name)
    said.extend(
        _does_nothing(function)
        for function in facts.functions
        if any(decorator.line in found.steps for decorator in function.decorators)
    )
    return len(said) == len(found.steps) > 0 and all(said)


def _prints_in_shell(script: str) -> bool:
    return all(is_idle_command(each.words) for each in parse_script(script))


def _does_nothing(function: Function) -> bool:
    used = set(function.names)
    return function.empty or ("print" in used and used <= PRINTING)


def _flow_calls(repo: Snapshot, path: str, found: Marks) -> int:
    """How many first-party functions the flows of a module call: steps that nobody marked as such."""
    index = module_index(repo)
    facts = repo.modules[path]
    ours = facts.local_definitions | {
        f"{each.module}.{each.name}"
        for each in facts.imports
        if each.name and index.resolve(path, each.module, each.name) is not None
    }
    flows = [each for each in facts.functions if any(line <= each.line <= line + 3 for line in found.flows)]
    return max((len(ours & set(each.names)) for each in flows), default=0)


def _ordered(repo: Snapshot, path: str, tool: str, found: Marks) -> bool:
    """Whether an order is fixed: by data handed on in most tools, in Airflow also by arrows."""
    if tool != "Airflow":
        return True
    if AIRFLOW_ORDER.search(repo.text(path) or ""):
        return True
    facts = repo.modules[path]
    tasks = {
        each.qualified_name
        for each in facts.functions
        if any(decorator.line in found.steps for decorator in each.decorators)
    }
    return len({call.target for call in facts.calls if call.target in tasks}) >= FIRST_PARTY_STEPS


def _first_party(repo: Snapshot, path: str, reached: frozenset[str]) -> str | None:
    """What of this repository the steps of a flow run: a module, a file named in a command, a model."""
    direct = import_graph(repo).get(path, frozenset())
    working = sorted(
        (each for each in reached - {path} if repo.modules[each].functions and not _supports(each)),
        key=lambda each: (each not in direct, each),
    )
    if working:
        return working[0]
    facts = repo.modules[path]
    named = named_files(repo, (text for call in facts.calls for text in _texts(call.strings, call.keywords)))
    if named is not None:
        return named
    if any(use.code.path == path for use in model_uses(repo)) or any(
        each.target.startswith("pandas.") for each in facts.calls
    ):
        return "the functions of its own module"
    return None


def _supports(path: str) -> bool:
    """Whether a module only holds settings or helpers, by its name."""
    return bool(SUPPORT & set(re.split(r"[/_.]", path.casefold())))


def _texts(strings: tuple[str, ...], keywords: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield from strings
    yield from (value for _name, value in keywords if value)
