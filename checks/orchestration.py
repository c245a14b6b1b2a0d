"""Orchestration: the steps from raw data to a model as a pipeline that a tool runs in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.flow_files import flow_file_evidence, named_files
from analyzer.facts.flow_starts import flow_is_started
from analyzer.facts.flows import FlowLines, flow_lines
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Function
from analyzer.parsing.shell import parse_script
from analyzer.repository import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.entrypoints import is_idle_command
from analyzer.wiring.model_uses import model_uses
from analyzer.wiring.modules import import_graph, module_index, reached_from
from analyzer.wiring.roles import is_example_path

# Pipelines that come with a tool as its own demonstration.
DEMONSTRATION = re.compile(
    r"(?:^|[/_-])(?:example|tutorial|hello[_-]?world|sample|demo)(?:[/_.\d-]|$)", re.IGNORECASE
)
# Airflow's spellings of an order, beside handing a task's result on.
AIRFLOW_ORDER = re.compile(r"^[^#\n]*(?:>>|<<|\bset_(?:down|up)stream\(|\bchain\()", re.MULTILINE)
FIRST_PARTY_STEPS = 2
NOT_STARTED = "; nothing in the repository starts or schedules it"
CALLABLE = re.compile(r"\bpython_callable[ \t]*=[ \t]*(\w{1,100})")
COMMAND_KEYWORDS = word_set("bash_command command cmd commands")
PRINTING = word_set("print str len range time.sleep")
SUPPORT = word_set("config configs configuration settings constants util utils helpers logger logging common")


@check(
    id="orchestration",
    title="pipeline orchestration",
    reads=(FileKind.PYTHON, FileKind.CONFIGURATION, FileKind.SOURCE),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Which step in {path} fails most often, and what happens to the steps after it?",
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
)
def orchestration(repo: Snapshot) -> Iterator[Observation]:
    """A pipeline tool runs steps in a defined order.

    Task queues, schedules, CI workflows and shell scripts are not data pipelines. Present: a flow with at
    least one step. Substantive: two or more steps with an order between them. Wired: the steps run code of
    this repository: its modules, its scripts or its own SQL models. The note says where nothing in the
    repository starts or schedules the flow, which its platform may do. A tool's own demo and stages that
    only print are claimed.
    """
    for (path, tool), found in flow_lines(repo).items():
        yield from _flow_evidence(repo, path, tool, found)
    yield from flow_file_evidence(repo)


def _flow_evidence(repo: Snapshot, path: str, tool: str, found: FlowLines) -> Iterator[Evidence]:
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
    lines = flow_lines(repo)
    steps = sum(len(lines[each, tool].steps) for each in reached if (each, tool) in lines)
    if not steps:
        own_steps = steps = _flow_calls(repo, path, found)
        if steps < FIRST_PARTY_STEPS:
            return
    if steps < FIRST_PARTY_STEPS or not _ordered(repo, path, tool, found):
        yield Evidence(
            path, line, Level.PRESENT, f"{tool} pipeline with {plural(steps, 'step')}, in no defined order"
        )
        return
    if steps == own_steps and _only_print(repo, path, found):
        note = f"{tool} pipeline with {plural(steps, 'step')} that only print"
        yield Evidence(path, line, Level.CLAIMED, note)
        return
    what = _first_party(repo, path, reached)
    note = f"{tool} pipeline with {plural(steps, 'step')}"
    if what is None:
        yield Evidence(path, line, Level.SUBSTANTIVE, f"{note}, none of which runs code of this repository")
        return
    # A platform may start what no file here starts.
    started = "" if flow_is_started(repo, path, tool) else NOT_STARTED
    yield Evidence(path, line, Level.WIRED, f"{note}, running {what}{started}")


def _only_print(repo: Snapshot, path: str, found: FlowLines) -> bool:
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


def _flow_calls(repo: Snapshot, path: str, found: FlowLines) -> int:
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


def _ordered(repo: Snapshot, path: str, tool: str, found: FlowLines) -> bool:
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
