"""Orchestration: the steps from raw data to a model as a pipeline that a tool runs in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.flows.airflow_steps import (
    class_of_steps,
    image_of_steps,
    made_by_callers,
    runs_containers,
    texts_of_commands,
)
from analyzer.facts.flows.flow_files import DEMONSTRATION, flow_file_evidence, named_files
from analyzer.facts.flows.flow_starts import flow_is_started
from analyzer.facts.flows.flow_steps import FIRST_PARTY_STEPS, flow_steps, ordered
from analyzer.facts.flows.flows import FlowLines, flow_lines
from analyzer.facts.flows.platform_flows import platform_flow_evidence
from analyzer.facts.flows.program_flows import program_flow_evidence
from analyzer.facts.flows.table_flows import table_flow_evidence
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation, Unseen
from analyzer.parsing.python import Function, code_only
from analyzer.parsing.shell import parse_script
from analyzer.parsing.structured import block
from analyzer.references import broken_load
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import import_graph, reached_from
from analyzer.wiring.orchestrators import ORCHESTRATORS
from analyzer.wiring.roles import is_example_path
from analyzer.wiring.starts.entrypoints import is_idle_command

AIRFLOW = "Airflow"
NOT_STARTED = "; nothing in the repository starts or schedules it"
CALLABLE = lazy_regex(r"\bpython_callable[ \t]*=[ \t]*(\w{1,100})")
NODES_WITHIN = 3
COMMAND_KEYWORDS = word_set("bash_command command cmd commands")
# Steps that call these work with tables themselves.
TABLE_LIBRARIES = (
    "pandas.", "polars.", "pyspark.", "duckdb.", "dask.", "geopandas.", "pyarrow.", "xarray.", "ibis.",
    "cudf.", "awswrangler.", "datasets.", "google.cloud.bigquery.", "snowflake.",
)  # fmt: skip
# Tools whose steps are described in files of their own.
COMPONENT_TOOLS = frozenset({"Azure ML pipelines", "Kubeflow Pipelines"})
PRINTING = word_set("print str len range time.sleep")
SUPPORT = word_set("config configs configuration settings constants util utils helpers logger logging common")


@check(
    id="orchestration",
    title="pipeline orchestration",
    reads=(FileKind.PYTHON, FileKind.CONFIGURATION, FileKind.SOURCE),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Which step in {path} fails most often, and what happens to the steps after it?",
        premise=Premise(
            note=r"^(?!.*; nothing (?:in the repository starts|shows that))",
            otherwise="Which step in {path} would fail first, and what would happen to the steps after it?",
        ),
        absent="Which steps lead from the raw rows to a served model, and what runs them in that order?",
        strong="Knows which step fails most, which are safe to rerun, and what waits for them.",
        weak="Runs the notebooks in order.",
    ),
    not_asked={
        Purpose.LIBRARY: "the users of a library build their own pipelines",
        Purpose.RESEARCH: "an experiment's steps are run manually by whoever repeats it",
    },
    other_languages=OtherLanguages(
        "flow files are read; a program can define a flow",
        (Role.ORCHESTRATE,),
    ),
    covers=("F5", "I1"),
    near=("pipelin", "dag", "flow", "workflow", "orchestrat", "schedul", "airflow", "prefect", "cron"),
    named=("training_pipeline", "inference_pipeline", "batch_pipeline"),
)
def orchestration(repo: Snapshot) -> Iterator[Observation]:
    """A pipeline tool runs steps in a defined order.

    Task queues, schedules, CI workflows and shell scripts are not data pipelines. Present: a flow with at
    least one step. Substantive: two or more steps with an order between them. Wired: the steps run code of
    this repository: its modules, its scripts or its own SQL models. The note says where nothing in the
    repository starts or schedules the flow, which its platform may do. A flow whose file cannot be loaded,
    because it imports a module of the repository that is not there, runs nothing and is present (substantive
    where the module once was there). What the container of a step starts, and the steps that a function is
    handed which opens a flow, leave it open. A tool's own demo and stages that only print are claimed. In
    other languages (targets, Temporal, Spring Batch, Inngest and their like) the steps must lead to code
    that works with a model or checks data, and the flow be handed to its platform.
    """
    for (path, tool), found in flow_lines(repo).items():
        yield from _flow_evidence(repo, path, tool, found)
    programs = list(program_flow_evidence(repo))
    read = {each.path for each in programs}
    yield from flow_file_evidence(repo)
    yield from platform_flow_evidence(repo)
    yield from (each for each in table_flow_evidence(repo) if each.path not in read)
    yield from programs


def _flow_evidence(repo: Snapshot, path: str, tool: str, found: FlowLines) -> Iterator[Observation]:
    if not found.flows and not (found.steps and _needs_no_flow(repo, tool)):
        return
    line = _shown_line(repo, path, tool, found)
    if path not in repo.modules:
        yield Evidence(path, line, Level.PRESENT, f"{_pipeline(tool)} in a notebook")
        return
    if is_example_path(path) or DEMONSTRATION.search(path):
        yield Evidence(path, line, Level.CLAIMED, f"{_pipeline(tool)} that only demonstrates the tool")
        return
    steps = flow_steps(repo, path, tool, found)
    note = f"{_pipeline(tool)} with {plural(steps.number, 'step')}"
    if steps.number < FIRST_PARTY_STEPS and not found.steps:
        yield from _made_elsewhere(repo, path, found) if tool == AIRFLOW else ()
        return
    if steps.number < FIRST_PARTY_STEPS or not ordered(repo, path, tool, steps):
        yield Evidence(path, line, Level.PRESENT, f"{note}, in no defined order")
        return
    if steps.number == steps.own and _only_print(repo, path, found):
        yield Evidence(path, line, Level.CLAIMED, f"{note} that only print")
        return
    broken = broken_load(repo, path)
    if broken is not None:
        where = f"{broken.path}:{broken.line} {broken.words}"
        level = Level.SUBSTANTIVE if broken.existed else Level.PRESENT
        yield Evidence(path, line, level, f"{note}; it cannot be loaded: {where}")
        return
    what = _first_party(repo, path, tool, steps.reached)
    if what is None and tool == AIRFLOW:
        what = image_of_steps(repo, path, found) or class_of_steps(repo, path)
        if what is None and runs_containers(repo, path, found):
            yield Evidence(path, line, Level.SUBSTANTIVE, f"{note}, which run in containers")
            yield Unseen("whether the containers of its steps run code of this repository", path)
            return
    if what is None:
        yield Evidence(path, line, Level.SUBSTANTIVE, f"{note}, none of which runs code of this repository")
        return
    # A platform may start what no file here starts.
    started = flow_is_started(repo, path, tool)
    size = 2 * int(_trains(repo, path, what, steps.reached)) + int(started)
    note = f"{note}, running {what}{'' if started else NOT_STARTED}"
    yield Evidence(path, line, Level.WIRED, note, size=size)


@derived
def modules_that_train(repo: Snapshot) -> frozenset[str]:
    """The modules in which a model is trained."""
    return frozenset(use.code.path for use in model_uses(repo) if use.kind == "trains")


def _trains(repo: Snapshot, path: str, what: str, reached: frozenset[str]) -> bool:
    """Whether a model is trained by what a flow runs: the flow for a model is shown before others."""
    training = modules_that_train(repo)
    if training.isdisjoint(reached | {path, what}):
        return what in repo.modules and not training.isdisjoint(reached_from(repo, [what]))
    return True


def _made_elsewhere(repo: Snapshot, path: str, found: FlowLines) -> Iterator[Observation]:
    """DAGs that a function of this module opens, and to which other modules hand the steps."""
    for place, line, function in made_by_callers(repo, path, found):
        note = f"{_pipeline(AIRFLOW)} made by {function} ({path})"
        yield Evidence(place, line, Level.PRESENT, note)
        yield Unseen(f"the steps that {function} is handed", place)


def _shown_line(repo: Snapshot, path: str, tool: str, found: FlowLines) -> int:
    """The line of a flow: of Kedro's the first that is given nodes there, else the last, which joins them.

    Dagster loads a module by importing it: what is made below its main guard is not in what it loads.
    """
    guard = repo.modules[path].main_guard if tool == "Dagster" and path in repo.modules else None
    if guard is not None and found.steps:
        return next((each for each in (*found.flows, *found.steps) if each < guard), found.steps[0])
    if tool != "Kedro" or len(found.flows) < 2:
        return (found.flows or found.steps)[0]
    near = (flow for flow in found.flows if any(0 <= step - flow <= NODES_WITHIN for step in found.steps))
    return next(near, found.flows[-1])


def _pipeline(tool: str) -> str:
    """A pipeline of a tool in words: `Airflow pipeline`, `SageMaker pipeline`."""
    return tool[:-1] if tool.endswith(("ipelines", "jobs")) else f"{tool} pipeline"


def _needs_no_flow(repo: Snapshot, tool: str) -> bool:
    """Whether steps of a tool make a pipeline by themselves, as Dagster's assets do that nothing collects."""
    if tool == "Dagster":
        return not any(found.flows for (_path, other), found in flow_lines(repo).items() if other == tool)
    return any(each.alone for each in ORCHESTRATORS.tools if each.name == tool)


def _only_print(repo: Snapshot, path: str, found: FlowLines) -> bool:
    """Whether every step of a module that says what it does only prints: a shell command or a function."""
    facts = repo.modules[path]
    said: list[bool] = []
    for call in facts.calls:
        if call.line in found.steps:
            commands = [value for name, value in call.keywords if name in COMMAND_KEYWORDS and value]
            said.extend(map(_prints_in_shell, commands))
    handed = CALLABLE.findall(code_only(repo.text(path) or ""))
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


def _first_party(repo: Snapshot, path: str, tool: str, reached: frozenset[str]) -> str | None:
    """What of this repository the steps of a flow run: a module, a file named in a command, a model."""
    direct, lines = import_graph(repo).get(path, frozenset()), flow_lines(repo)
    # The steps of a file that has some run its code; one that only collects steps has them elsewhere.
    elsewhere = not lines[path, tool].steps
    with_steps = {each for each in reached if elsewhere and (each, tool) in lines and lines[each, tool].steps}
    training = modules_that_train(repo)
    working = sorted(
        (each for each in reached - {path} if repo.modules[each].functions and not _supports(each)),
        key=lambda each: (
            each not in direct,
            each not in with_steps,
            each not in training,
            dirname(each) != dirname(path),
            each,
        ),
    )
    if working:
        return working[0]
    facts = repo.modules[path]
    texts = [text for call in facts.calls for text in _texts(call.strings, call.keywords)]
    if tool == AIRFLOW:
        texts += texts_of_commands(repo, path, lines[path, tool])
    if tool == "Databricks jobs":
        # Its tasks are dictionaries.
        texts.append(code_only(repo.text(path) or ""))
    named = named_files(repo, texts)
    if named is None and tool == "MLflow Projects":
        named = _project_named(repo, texts)
    if named is None and tool in COMPONENT_TOOLS:
        named = next((place for each in texts if (place := _component(repo, path, each)) is not None), None)
    if named is not None:
        return named
    if tool == "Databricks pipelines":
        return "the tables that it defines"
    if any(use.code.path == path for use in model_uses(repo)) or any(
        each.target.startswith(TABLE_LIBRARIES) for each in facts.calls
    ):
        return "the functions of its own module"
    return None


def _component(repo: Snapshot, path: str, text: str) -> str | None:
    """A file of this repository that describes a step: `load_component(source="./prep.yml")`."""
    if not text.endswith((".yml", ".yaml")):
        return None
    places = (normpath(join(dirname(path), text)), normpath(text))
    return next((each for each in places if repo.exists(each)), None)


def _project_named(repo: Snapshot, texts: list[str]) -> str | None:
    """An MLflow project whose folder or entry point is named."""
    words = {each.strip("./").rpartition("/")[2] for each in texts}
    for path in repo.paths:
        folder, _, name = path.rpartition("/")
        if name == "MLproject":
            entries = {
                str(key) for each in repo.yaml(path) for key in block(block(each.value).get("entry_points"))
            }
            if words & {folder.rpartition("/")[2], *entries} - {""}:
                return path
    return None


def _supports(path: str) -> bool:
    """Whether a module only holds settings or helpers, by its name."""
    return bool(SUPPORT & set(re.split(r"[/_.]", path.casefold())))


def _texts(strings: tuple[str, ...], keywords: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield from strings
    yield from (value for _name, value in keywords if value)
