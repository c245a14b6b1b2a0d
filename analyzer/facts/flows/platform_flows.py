"""Pipelines that a file declares to a platform: Azure ML, Databricks, Kestra, Mage, Kubeflow, state machines.

Formats: https://learn.microsoft.com/azure/machine-learning/reference-yaml-job-pipeline,
https://docs.databricks.com/dev-tools/bundles/resources, https://kestra.io/docs/workflow-components,
https://docs.mage.ai/design/data-pipeline-management, https://states-language.net.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.deliveries.idle_scripts import module_only_prints, only_talks
from analyzer.facts.flows.flow_files import DEMONSTRATION, SCRIPT, named_files, scalars
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import Block, Value, block, items, line, nodes, text
from analyzer.repository import TEXT_LIMIT, Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.starts.bundle_jobs import left_out_of_bundle


class DeclaredFlow(Struct, frozen=True):
    """A pipeline of a file: where it stands, its steps, whether an order is fixed, and what of ours it runs.

    `idle`: the steps say what they do, and only print.
    """

    tool: str
    line: int
    steps: int
    ordered: bool
    ours: str | None = None
    idle: bool = False


Reader = Callable[[Snapshot, str, Block], Iterator[DeclaredFlow]]

AZURE_OUTPUT = lazy_regex(r"\$\{\{\s{0,4}parent\.jobs\.")
KESTRA_TALK = lazy_regex(
    r"io\.kestra\.(?:plugin\.)?core\.(?:tasks\.)?(?:log|debugs?|flow|output|state|kv)\.\w+"
)
KESTRA_INNER = ("tasks", "then", "else", "defaults")
KESTRA_SOURCES = ("script", "sql", "query", "inputFiles")
DATABRICKS_FILES = word_set("notebook_path python_file path source filename file_path")
DATABRICKS_ENDINGS = ("", ".py", ".ipynb", ".sql", ".scala", ".r", ".R")
WORKSPACE_FOLDERS = lazy_regex(r"(?:/Workspace)?/(?:Users|Repos|Shared)/")
DEEPEST_FOLDER = 20
MAGE_PIPELINE = lazy_regex(r"(?:.*/)?pipelines/[^/]{1,100}/metadata\.ya?ml")
# Longer JSON is data.
LONGEST_JSON = 64 * 1024
MAGE_FOLDERS = {
    "data_loader": "data_loaders",
    "transformer": "transformers",
    "data_exporter": "data_exporters",
    "custom": "custom",
    "sensor": "sensors",
    "dbt": "dbts",
}


def platform_flow_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """The evidence of every pipeline that a file declares to a platform; tests and examples aside."""
    for path in repo.of_kind(FileKind.CONFIGURATION):
        is_json = path.endswith(".json")
        if not is_json and not path.endswith((".yaml", ".yml")):
            continue
        if is_example_path(path) or is_test_path(path) or (is_json and (repo.size(path) or 0) > LONGEST_JSON):
            continue
        # A file of data over the limit must not open the bounds by being asked for whole.
        content = repo.beginning(path, TEXT_LIMIT)
        readers = [read for mark, read in FLOW_READERS if mark in content]
        if not readers:
            continue
        for document in [repo.json(path)] if is_json else repo.yaml(path):
            root = block(document.value) if document is not None else Block()
            for read in readers:
                for found in read(repo, path, root):
                    yield _evidence(path, found)


def _evidence(path: str, found: DeclaredFlow) -> Evidence:
    note = f"{found.tool} with {plural(found.steps, 'step')}"
    if DEMONSTRATION.search(path):
        return Evidence(path, found.line, Level.CLAIMED, f"{note} that only demonstrates the tool")
    if found.steps < 2 or not found.ordered:
        return Evidence(path, found.line, Level.PRESENT, f"{note}, in no defined order")
    if found.ours is not None:
        return Evidence(path, found.line, Level.WIRED, f"{note}, running {found.ours}")
    if found.idle:
        return Evidence(path, found.line, Level.CLAIMED, f"{note} that only print")
    return Evidence(path, found.line, Level.SUBSTANTIVE, note)


def _key_line(parent: Block, key: str) -> int:
    return next((line(each) for each in parent if each == key), 1)


def _in_folder(repo: Snapshot, folder: str, words: list[str]) -> str | None:
    """The first file that commands name, seen from the folder they run in, or as far as a name is unique."""
    for each in words:
        for found in SCRIPT.finditer(each):
            path = normpath(join(folder, found[1]))
            if repo.exists(path):
                return path
    return named_files(repo, words)


def _azure(repo: Snapshot, path: str, root: Block) -> Iterator[DeclaredFlow]:
    jobs = block(root.get("jobs"))
    if text(root.get("type")) != "pipeline" and "pipelineJob" not in text(root.get("$schema")):
        return
    if not jobs:
        return
    folder = dirname(path)
    ours = None
    for each in jobs.values():
        job = block(each)
        ours = ours or _azure_code(repo, folder, job)
        component = job.get("component")
        inner = block(component)
        place = normpath(join(folder, text(component).removeprefix("file:")))
        if not inner and repo.exists(place):
            inner = next((block(each.value) for each in repo.yaml(place)), Block())
            ours = ours or _azure_code(repo, dirname(place), inner) or place
        ours = ours or _azure_code(repo, folder, inner)
    handed = any(AZURE_OUTPUT.search(each) for each in scalars(jobs))
    yield DeclaredFlow("Azure ML pipeline", _key_line(root, "jobs"), len(jobs), handed, ours)


def _azure_code(repo: Snapshot, folder: str, job: Block) -> str | None:
    code = text(job.get("code"))
    where = normpath(join(folder, code)) if "://" not in code and not code.startswith("azureml:") else folder
    words = [text(job.get("command")), text(block(job.get("task")).get("entry_script"))]
    return _in_folder(repo, "" if where == "." else where, words)


def _databricks(repo: Snapshot, path: str, root: Block) -> Iterator[DeclaredFlow]:
    folder = dirname(path)
    for node in nodes(root):
        tasks = [block(each) for each in items(node.get("tasks"))] if isinstance(node, Block) else []
        if not tasks or not any("task_key" in each for each in tasks):
            continue
        code = [_databricks_code(repo, folder, each) for each in tasks]
        idle = all(each is not None and _only_prints(repo, each) for each in code)
        ours = None if idle else next((each for each in code if each is not None), None)
        # What the bundle does not include is a job of nobody's.
        left_out = "resources" in root and left_out_of_bundle(repo, path) is not None
        ours = None if left_out else ours
        ordered = any(items(each.get("depends_on")) for each in tasks)
        where = _key_line(node, "tasks") if isinstance(node, Block) else 1
        yield DeclaredFlow("Databricks job", where, len(tasks), ordered, ours, idle=idle)


def _only_prints(repo: Snapshot, path: str) -> bool:
    """Whether a script, or a notebook written out as one, is there to be filled: it only prints."""
    facts = repo.modules.get(path) or repo.notebook_exports.get(path)
    return facts is not None and module_only_prints(facts, repo.text(path) or "")


def _databricks_code(repo: Snapshot, folder: str, task: Block) -> str | None:
    entry_points = {
        name for declared in repo.dependencies.values() for name, _place, _line in declared.entry_points
    }
    for node in nodes(task):
        for key, value in node.items() if isinstance(node, Block) else ():
            said = text(value)
            if str(key) == "entry_point" and said in entry_points:
                return f"the entry point {said}"
            if str(key) not in DATABRICKS_FILES or not said:
                continue
            for name in _names_in_workspace(said):
                for base in (folder, ""):
                    for ending in DATABRICKS_ENDINGS:
                        place = normpath(join(base, name.lstrip("/") + ending))
                        if repo.exists(place):
                            return place
    return _in_folder(repo, folder, list(scalars(task)))


def _names_in_workspace(said: str) -> Iterator[str]:
    """A path as the repository may have it: a workspace puts somebody's folder and the project before it."""
    yield re.sub(r"^(?:\$\{[\w.]{1,60}\}|/Workspace|/Repos/[^/]{1,80}/[^/]{1,80})", ".", said)
    if WORKSPACE_FOLDERS.match(said):
        parts = said.strip("/").split("/")[:DEEPEST_FOLDER]
        # A name without its folder may be anybody's.
        yield from ("/".join(parts[first:]) for first in range(2, len(parts) - 1))


def _kestra(repo: Snapshot, _path: str, root: Block) -> Iterator[DeclaredFlow]:
    tasks = list(_kestra_tasks(root))
    if "namespace" not in root or not tasks:
        return
    working = [each for each in tasks if not _kestra_talks(each)]
    ours = named_files(repo, (word for each in working for word in scalars(each)))
    held = any(text(each.get(key)) or block(each.get(key)) for each in working for key in KESTRA_SOURCES)
    if ours is None and held:
        ours = "the scripts that it holds"
    where = _key_line(root, "tasks")
    yield DeclaredFlow("Kestra flow", where, len(working) or len(tasks), True, ours, idle=not working)


def _kestra_tasks(root: Block) -> Iterator[Block]:
    """The tasks of a flow that hold no others."""
    pending: list[Value] = list(reversed(items(root.get("tasks"))))
    count = 0
    while pending and count < 1000:
        count += 1
        task = block(pending.pop())
        inner = [each for key in KESTRA_INNER for each in items(task.get(key))]
        inner += [each for case in block(task.get("cases")).values() for each in items(case)]
        if block(task.get("task")):
            inner.append(block(task.get("task")))
        if inner:
            pending.extend(reversed(inner))
        elif text(task.get("type")).startswith("io.kestra."):
            yield task


def _kestra_talks(task: Block) -> bool:
    if KESTRA_TALK.fullmatch(text(task.get("type"))):
        return True
    script = text(task.get("script")) or "\n".join(text(each) for each in items(task.get("commands")))
    return bool(script) and only_talks(script)


def _mage(repo: Snapshot, path: str, root: Block) -> Iterator[DeclaredFlow]:
    if MAGE_PIPELINE.fullmatch(path) is None:
        return
    blocks = [block(each) for each in items(root.get("blocks"))]
    steps = [each for each in blocks if text(each.get("type")) in MAGE_FOLDERS]
    project = dirname(dirname(dirname(path)))
    files = (
        normpath(join(project, f"{MAGE_FOLDERS[text(each.get('type'))]}/{text(each.get('uuid'))}{ending}"))
        for each in steps
        for ending in (".py", ".sql", ".r")
    )
    ours = next((each for each in files if repo.exists(each)), None)
    ordered = any(items(each.get("upstream_blocks")) for each in steps)
    if steps:
        yield DeclaredFlow("Mage pipeline", _key_line(root, "blocks"), len(steps), ordered, ours)


def _kubeflow(repo: Snapshot, _path: str, root: Block) -> Iterator[DeclaredFlow]:
    """A pipeline as the compiler of Kubeflow Pipelines 2 writes it."""
    tasks = block(block(block(root.get("root")).get("dag")).get("tasks"))
    if not tasks or "deploymentSpec" not in root:
        return
    ordered = any("dependentTasks" in block(each) for each in tasks.values())
    where = _key_line(root, "root")
    yield DeclaredFlow("compiled Kubeflow pipeline", where, len(tasks), ordered)


def _states(_repo: Snapshot, path: str, root: Block) -> Iterator[DeclaredFlow]:
    """State machines, in a file of their own or in a template."""
    if path.endswith(".asl.json"):
        return
    for node in nodes(root):
        states = block(node.get("States")) if isinstance(node, Block) and "StartAt" in node else Block()
        works = [
            each for each in states.values() if text(block(each).get("Type")) in ("Task", "Map", "Parallel")
        ]
        if works and isinstance(node, Block):
            yield DeclaredFlow("state machine", _key_line(node, "StartAt"), len(works), True)
            return


def _data_factory(_repo: Snapshot, _path: str, root: Block) -> Iterator[DeclaredFlow]:
    activities = [block(each) for each in items(block(root.get("properties")).get("activities"))]
    if activities:
        ordered = any(items(each.get("dependsOn")) for each in activities)
        where = _key_line(block(root.get("properties")), "activities")
        yield DeclaredFlow("Data Factory pipeline", where, len(activities), ordered)


# What is in every file that a reader understands, and the reader.
FLOW_READERS: tuple[tuple[str, Reader], ...] = (
    ("pipelineJob.schema", _azure),
    ("parent.jobs.", _azure),
    ("task_key", _databricks),
    ("io.kestra.", _kestra),
    ("upstream_blocks", _mage),
    ("deploymentSpec", _kubeflow),
    ("StartAt", _states),
    ("dependsOn", _data_factory),
)
