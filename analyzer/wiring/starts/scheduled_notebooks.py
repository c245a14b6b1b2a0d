"""Notebooks that a job of a Databricks bundle runs on a schedule, on new files or without end.

Sources: https://docs.databricks.com/dev-tools/bundles/resources#jobs, https://docs.databricks.com/api/workspace/jobs
(`schedule`, `trigger`, `continuous`, `pause_status`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath, splitext

from analyzer.parsing.structured import Block, block, items, nodes, text
from analyzer.repository import TEXT_LIMIT, Snapshot, derived
from analyzer.wiring.roles import is_shown
from analyzer.wiring.starts.bundle_jobs import in_repository, left_out_of_bundle

SAYS_WHEN = ("schedule", "trigger", "continuous")
MOST_TASKS_OF_A_JOB = 500


@derived
def scheduled_notebooks(repo: Snapshot) -> Mapping[str, str]:
    """By notebook, in whatever form, the file of the job that runs it by itself."""
    known = {splitext(path)[0]: path for path in (*repo.notebooks, *repo.notebook_exports)}
    found: dict[str, str] = {}
    for path in repo.paths if known else ():
        if (
            not path.endswith((".yaml", ".yml"))
            or is_shown(path)
            or "notebook_task" not in repo.beginning(path, TEXT_LIMIT)
            or left_out_of_bundle(repo, path) is not None
        ):
            continue
        for said in _named_by_jobs(repo, path):
            stem = splitext(in_repository(said))[0].lstrip("/")
            for place in (normpath(join(dirname(path), stem)), normpath(stem)):
                if place in known:
                    found.setdefault(known[place], path)
    return found


def _named_by_jobs(repo: Snapshot, path: str) -> Iterator[str]:
    """The notebooks of the tasks of the jobs that start by themselves, as they are written."""
    for document in repo.yaml(path):
        for node in nodes(document.value):
            if isinstance(node, Block) and any(starts_by_itself(node.get(key)) for key in SAYS_WHEN):
                for task in items(node.get("tasks"))[:MOST_TASKS_OF_A_JOB]:
                    yield text(block(block(task).get("notebook_task")).get("notebook_path"))


def starts_by_itself(when: object) -> bool:
    """Whether what a job says of its schedule, trigger or endless run is there and not paused."""
    return isinstance(when, Block) and text(when.get("pause_status")).upper() != "PAUSED"
