"""Steps of Airflow whose code is elsewhere: commands put together, containers, DAGs that a function opens."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.flows.flows import FlowLines
from analyzer.facts.infrastructure.infrastructure_commands import is_built_here
from analyzer.parsing.python import Call, code_only, rounds_of_calls
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.reach import follow
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.other_programs.jvm.flow_classes import classes_of_flows
from analyzer.wiring.roles import is_example_path, is_test

SHELL_KEYWORDS = word_set("bash_command command cmds arguments")
# Steps that run an image: what it starts is in the image.
CONTAINER_OPERATORS = word_set(
    "DockerOperator DockerSwarmOperator KubernetesPodOperator GKEStartPodOperator EksPodOperator "
    "EcsRunTaskOperator ECSOperator BatchOperator AwsBatchOperator CloudRunExecuteJobOperator "
    "AzureContainerInstancesOperator SageMakerTrainingOperator SageMakerProcessingOperator docker kubernetes"
)


def texts_of_commands(repo: Snapshot, path: str, found: FlowLines) -> list[str]:
    """What the commands of steps run through tasks of this repository (`make train`).

    Where a command is put together, only its parts are read: the code of the module.
    """
    given = [
        (call.line, value)
        for call in _steps(repo, path, found)
        for name, value in call.keywords
        if name in SHELL_KEYWORDS
    ]
    texts = [
        " ".join(reached.words)
        for line, value in given
        if value
        for reached in follow(repo, value, path, line)
    ]
    if any(not value for _line, value in given):
        texts.append(code_only(repo.text(path) or ""))
    return texts


def image_of_steps(repo: Snapshot, path: str, found: FlowLines) -> str | None:
    """The first image of a container step that the repository builds itself."""
    for call in _steps(repo, path, found):
        image = dict(call.keywords).get("image", "")
        if image and is_built_here(repo, image):
            return f"its image {image[:80]}"
    return None


def class_of_steps(repo: Snapshot, path: str) -> str | None:
    """The first program of the repository whose class a step names for Spark."""
    return next(
        (f"the class in {file}" for module, _line, file in classes_of_flows(repo) if module == path), None
    )


def runs_containers(repo: Snapshot, path: str, found: FlowLines) -> bool:
    """Whether a step runs an image, of which it cannot be told what it starts."""
    return any(last_part(call.target) in CONTAINER_OPERATORS for call in _steps(repo, path, found))


def made_by_callers(repo: Snapshot, path: str, found: FlowLines) -> Iterator[tuple[str, int, str]]:
    """Where other modules call the function that opens a DAG without steps of its own, once a module."""
    makers = {
        each.name
        for each in repo.modules[path].functions
        if any(each.line <= line <= each.end_line for line in found.flows)
    }
    for other, facts in repo.modules.items() if makers else ():
        if other == path or is_test(repo, other) or is_example_path(other):
            continue
        calls = [each for each in facts.calls if each.function is None and last_part(each.target) in makers]
        if calls and path in reached_from(repo, [other]):
            yield other, calls[0].line, last_part(calls[0].target)


def not_asked_for(repo: Snapshot, path: str, flow: str, found: FlowLines, reached: frozenset[str]) -> int:
    """How many steps less the functions of a module make for a flow than there are in them; below 0 more.

    Every call of a function that makes a step is a step of the flow, and what it never calls makes none.
    Where another module calls them, it is not known which of the steps are whose: 0.
    """
    if path == flow or flow not in repo.modules or path not in repo.modules:
        return 0
    inside = {
        each.name: sum(each.line <= line <= each.end_line for line in found.steps)
        for each in repo.modules[path].functions
        if "." not in each.qualified_name and not each.nested
    }
    inside = {name: number for name, number in inside.items() if number}
    asked = {
        module: [call for call in repo.modules[module].calls if last_part(call.target) in inside]
        for module in (reached if inside else ())
        if module in repo.modules
    }
    here = asked.pop(flow, [])
    if not inside or any(asked.values()):
        return 0
    rounds = rounds_of_calls(repo.text(flow) or "") if here else {}
    called = {last_part(call.target) for call in here}
    made = max(sum(rounds.get(call.line, 1) for call in here), sum(inside[name] for name in called))
    return sum(inside.values()) - made


def _steps(repo: Snapshot, path: str, found: FlowLines) -> Iterator[Call]:
    return (call for call in repo.modules[path].calls if call.line in found.steps)
