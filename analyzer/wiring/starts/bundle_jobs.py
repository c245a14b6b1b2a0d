"""Programs that the jobs of a Databricks bundle run, which its platform schedules.

Source: https://docs.databricks.com/dev-tools/bundles/job-task-types.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from posixpath import dirname, join, normpath

from analyzer.parsing.structured import Block, block, line, nodes, text
from analyzer.repository import TEXT_LIMIT, Snapshot
from analyzer.wiring.roles import is_shown

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
        ):
            continue
        for told in islice(_tasks(repo, path), _MOST_TASKS):
            said = text(told).removeprefix("${workspace.file_path}/")
            places = (normpath(join(folder, said)) for folder in (dirname(path), ""))
            program = next((each for each in places if each in repo.modules), None)
            if program is not None:
                yield path, line(told), program


def _tasks(repo: Snapshot, path: str) -> Iterator[object]:
    for document in repo.yaml(path):
        for node in nodes(document.value):
            if isinstance(node, Block) and _TASK in node and (told := block(node[_TASK]).get(_FILE)):
                yield told
