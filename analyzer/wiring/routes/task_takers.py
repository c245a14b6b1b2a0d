"""Functions that a worker of a task queue runs for each message, with what other programs hand over.

A task without a parameter is run for nobody's message: it belongs to a schedule. Sources:
https://docs.celeryq.dev/en/stable/userguide/tasks.html, https://dramatiq.io/guide.html,
https://taskiq-python.github.io/guide/getting-started.html, https://huey.readthedocs.io/en/latest/api.html,
https://procrastinate.readthedocs.io, https://arq-docs.helpmanuals.io, https://streaq.readthedocs.io.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.parsing.python import Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, module_index, package_of
from analyzer.wiring.roles import is_example_path, is_test

TASK_QUEUES = word_set(
    "celery dramatiq taskiq taskiq_aio_pika taskiq_redis taskiq_nats taskiq_aio_kafka huey procrastinate "
    "streaq django_rq rq.decorators saq repid kuyruk"
)
TASK_DECORATORS = word_set("task shared_task actor db_task job async_task")
# Parameters that the queue itself fills in.
FILLED_PARAMETERS = word_set("self cls ctx context task")
# The class whose list names the functions of a worker, without a decorator: arq.
WORKER_SETTINGS, LISTING_QUEUE = "WorkerSettings", "arq"
ASKED_BY_NAME = word_set("send_task signature enqueue enqueue_job async_task defer_async apply")


class TaskTaker(Struct, frozen=True):
    """A function that a worker runs for each message: its name among the tasks, and where it is shown."""

    path: str
    line: int
    function: str


@derived
def task_takers(repo: Snapshot) -> tuple[TaskTaker, ...]:
    """The tasks of live modules that are handed something, in the order of the files."""
    if not any(_uses_queue(facts) for facts in repo.modules.values()):
        return ()
    return tuple(
        TaskTaker(path, line, each.qualified_name)
        for path, facts in repo.modules.items()
        if not is_test(repo, path) and not is_example_path(path)
        for each, line in _in_module(repo, path, facts)
        if set(each.parameters) - FILLED_PARAMETERS
    )


def _uses_queue(facts: PythonFacts) -> bool:
    return any(
        package_of(each.module, TASK_QUEUES) or each.module.partition(".")[0] == LISTING_QUEUE
        for each in facts.imports
    ) or any(each.name == WORKER_SETTINGS for each in facts.classes)


def _in_module(repo: Snapshot, path: str, facts: PythonFacts) -> Iterator[tuple[Function, int]]:
    for each in facts.functions:
        for mark in each.decorators:
            target = mark.target.removesuffix("()")
            if last_part(target) in TASK_DECORATORS and _is_of_queue(repo, path, target):
                yield each, mark.line
                break
    listed = {last_part(name) for one in facts.classes if one.name == WORKER_SETTINGS for name in one.names}
    for each in facts.functions if listed else ():
        if each.qualified_name in listed and each.parameters[:1] == ("ctx",):
            yield each, each.line


def _is_of_queue(repo: Snapshot, path: str, target: str) -> bool:
    """Whether a decorator is a queue's, or of an object of one that another module holds."""
    if package_of(target.replace("()", ""), TASK_QUEUES) is not None:
        return True
    module, _dot, name = target.rpartition(".")[0].rpartition(".")
    file = module_index(repo).resolve(path, module) if module.strip(".") else None
    if file is None or file not in repo.modules:
        return False
    held = {each: value for each, value, _line in repo.modules[file].assigned}
    return package_of(held.get(name, "").replace("()", ""), TASK_QUEUES) is not None


@derived
def asked_by_name(repo: Snapshot) -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
    """For each task, the functions that hand it something by its name in a text."""
    tasks: dict[str, list[tuple[str, str]]] = {}
    for each in task_takers(repo):
        tasks.setdefault(last_part(each.function), []).append((each.path, each.function))
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for path, facts in repo.modules.items() if tasks else ():
        for call in facts.calls:
            if call.function and last_part(call.target) in ASKED_BY_NAME:
                for name in call.strings[:1]:
                    for task in tasks.get(last_part(name), ()):
                        found.setdefault(task, set()).add((path, call.function))
    return {task: frozenset(places) for task, places in found.items()}
