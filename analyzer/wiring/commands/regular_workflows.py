"""Workflows that run again and again without a change of the code, and those that follow them.

Source: https://docs.github.com/en/actions/writing-workflows/choosing-when-your-workflow-runs/events-that-trigger-workflows
(`schedule`, `repository_dispatch`, `workflow_run`).
"""

from __future__ import annotations

from analyzer.parsing.ci import Job, Pipeline
from analyzer.parsing.structured import block, items, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import triggers_of

# A clock, and a system outside that says when there is something to do.
REGULAR_TRIGGERS = frozenset({"schedule", "repository_dispatch"})
AFTER_A_RUN = "workflow_run"
LONGEST_FOLLOWING = 4


def runs_regularly(repo: Snapshot, pipeline: Pipeline, job: Job) -> bool:
    """Whether a clock, another system or a workflow that they start begins a job."""
    triggers = triggers_of(pipeline, job)
    if not REGULAR_TRIGGERS.isdisjoint(triggers):
        return True
    return AFTER_A_RUN in triggers and pipeline.path in _followers(repo)


@derived
def _followers(repo: Snapshot) -> frozenset[str]:
    """The workflows that start after one that runs regularly."""
    waiting = {
        path: _awaited(repo, path)
        for path, pipeline in repo.pipelines.items()
        if AFTER_A_RUN in pipeline.triggers
    }
    regular = {
        path
        for path, pipeline in repo.pipelines.items()
        if not REGULAR_TRIGGERS.isdisjoint(pipeline.triggers)
    }
    found: set[str] = set()
    for _step in range(LONGEST_FOLLOWING if waiting else 0):
        names = {repo.pipelines[path].name or path for path in regular | found}
        more = {path for path, awaited in waiting.items() if awaited & names} - found
        if not more:
            break
        found |= more
    return frozenset(found)


def _awaited(repo: Snapshot, path: str) -> frozenset[str]:
    """The names of the workflows after which a workflow starts."""
    found: set[str] = set()
    for document in repo.yaml(path):
        event = block(block(block(document.value).get("on")).get(AFTER_A_RUN))
        found.update(text(each) for each in items(event.get("workflows")))
    return frozenset(found)
