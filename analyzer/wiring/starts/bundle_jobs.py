"""Programs that the jobs of a Databricks bundle run, which its platform schedules.

Source: https://docs.databricks.com/dev-tools/bundles/job-task-types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, items, line, nodes, text
from analyzer.repository import TEXT_LIMIT, Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.globs import matches
from analyzer.wiring.roles import is_shown

BUNDLE_FILES = word_set("databricks.yml databricks.yaml bundle.yml bundle.yaml")
# Folders of one's own in front of a path in a workspace, or a variable that holds them.
WORKSPACE_VARIABLE = lazy_regex(r"^(?:\$\{[^}]{1,80}\}|\{[^}]{1,80}\}|\{\{[^}]{1,80}\}\})")
_TASK, _FILE = "spark_python_task", "python_file"
_MOST_TASKS = 500


def bundle_programs(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """Where a task of a bundle names a first-party program: the file, its line, and the program.

    The name is relative to the file that declares the job, or to the root of the bundle.
    """
    for path in repo.paths:
        if (
            not path.endswith((".yaml", ".yml"))
            or is_shown(path)
            or _TASK not in repo.beginning(path, TEXT_LIMIT)
            or left_out_of_bundle(repo, path) is not None
        ):
            continue
        for told in islice(_tasks(repo, path), _MOST_TASKS):
            said = text(told).removeprefix("${workspace.file_path}/")
            places = (normpath(join(folder, said)) for folder in (dirname(path), ""))
            program = next((each for each in places if each in repo.modules), None)
            if program is not None:
                yield path, line(told), program


def in_repository(name: str) -> str:
    """The name of a notebook without the folder of a workspace before it."""
    return WORKSPACE_VARIABLE.sub("", name.strip()).removeprefix("/Workspace") or name


def left_out_of_bundle(repo: Snapshot, path: str) -> str | None:
    """The main file of the bundle in whose folder a file of resources lies, if it does not include it.

    https://docs.databricks.com/dev-tools/bundles/settings (`include`)
    """
    if basename(path) in BUNDLE_FILES:
        return None
    around = [each for each in _bundles(repo) if not dirname(each) or path.startswith(dirname(each) + "/")]
    main = max(around, key=len, default=None)
    return None if main is None or path in _bundles(repo)[main] else main


@derived
def _bundles(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The files that the main file of each bundle includes; every file where that cannot be told."""
    found: dict[str, frozenset[str]] = {}
    for path in repo.paths:
        if basename(path) in BUNDLE_FILES:
            roots = [block(each.value) for each in repo.yaml(path)]
            patterns = [text(each) for root in roots for each in items(root.get("include"))]
            if not roots or any(not each or "$" in each or each.startswith("..") for each in patterns):
                found[path] = frozenset(repo.paths)
                continue
            places = (normpath(join(dirname(path), each)) for each in patterns)
            found[path] = frozenset(file for each in places for file in matches(repo, each))
    return found


def _tasks(repo: Snapshot, path: str) -> Iterator[object]:
    for document in repo.yaml(path):
        for node in nodes(document.value):
            if isinstance(node, Block) and _TASK in node and (told := block(node[_TASK]).get(_FILE)):
                yield told
