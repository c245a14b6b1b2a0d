"""Whom a job of a Databricks bundle tells that it failed.

Source: https://docs.databricks.com/dev-tools/bundles/resources#jobs (`email_notifications`,
`webhook_notifications`).
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import Block, Items, Text, block, line, nodes
from analyzer.repository import TEXT_LIMIT, Snapshot
from analyzer.wiring.roles import is_shown
from analyzer.wiring.starts.bundle_jobs import left_out_of_bundle
from analyzer.wiring.starts.scheduled_notebooks import SAYS_WHEN, starts_by_itself

NOTICES_OF_A_JOB = ("email_notifications", "webhook_notifications")
# Who is still to be filled in: `your_email@example.com`.
NOBODY_YET = lazy_regex(r"(?i)\byour\b|\byour[_.-]|@(?:example|domain|company)\.|<[^>]{1,60}>|changeme")


def job_notices(repo: Snapshot) -> Iterator[Evidence]:
    """The first such job of each file, one that starts by itself before one that somebody starts."""
    for path in repo.paths:
        if not path.endswith((".yml", ".yaml")) or is_shown(path):
            continue
        content = repo.beginning(path, TEXT_LIMIT)
        if "_notifications" not in content or "task_key" not in content:
            continue
        if left_out_of_bundle(repo, path) is not None:
            continue
        found = [each for document in repo.yaml(path) for each in _of_jobs(path, document.value)]
        yield from sorted(found, key=lambda each: (-each.level, each.line or 0))[:1]


def _of_jobs(path: str, root: object) -> Iterator[Evidence]:
    for job in nodes(root):
        if not isinstance(job, Block) or not isinstance(job.get("tasks"), Items):
            continue
        by_itself = any(starts_by_itself(job.get(key)) for key in SAYS_WHEN)
        for told in (block(job.get(key)) for key in NOTICES_OF_A_JOB):
            for key, whom in told.items():
                named = [each for each in nodes(whom) if isinstance(each, Text) and each.strip()]
                if key == "on_failure" and any(NOBODY_YET.search(each) is None for each in named):
                    level = Level.SUBSTANTIVE if by_itself else Level.PRESENT
                    when = "on a schedule" if by_itself else "that somebody starts"
                    yield Evidence(path, line(key), level, f"a job {when} tells somebody that it failed")
