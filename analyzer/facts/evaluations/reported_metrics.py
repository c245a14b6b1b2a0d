"""Jobs of CI that put the metrics of a training before whoever reviews a change: a comment, a summary.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (job summaries),
https://github.com/actions/github-script, https://cli.github.com/manual/gh_pr_comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Job, Step
from analyzer.repository import Snapshot
from analyzer.wiring.commands.ci_commands import active_steps

# What a file of metrics is called.
MEASURED_FILE = lazy_regex(
    r"[\w./-]{0,80}(?:metrics?|scores?|classification_report|evaluation|eval_results?)[\w./-]{0,40}"
    r"\.(?:md|txt|json|csv)\b",
    re.IGNORECASE,
)
COMMENT_ACTIONS = (
    "marocchino/sticky-pull-request-comment",
    "peter-evans/create-or-update-comment",
    "thollander/actions-comment-pull-request",
    "mshick/add-pr-comment",
)
ACTION_OF_SCRIPTS = "actions/github-script"
SCRIPT_COMMENTS = lazy_regex(r"\b(?:createComment|updateComment|addRaw|core\.summary)\b")
READS_SHOWN_FILE = lazy_regex(r"readFileSync\(\s{0,10}[\"'`](?P<file>[\w./-]{1,120})[\"'`]")
COMMENTS_BY_SHELL = lazy_regex(
    r"\bgh\s+pr\s+comment\b[^\n]{0,200}(?:-F|--body-file)[\s=]+(?P<file>[\w./-]{1,120})"
)
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
LONGEST_REPORT_SCRIPT = 20_000


class ReportedMetrics(Struct, frozen=True):
    """A step that shows the metrics of its job."""

    path: str
    line: int


def reported_metrics(repo: Snapshot) -> Iterator[ReportedMetrics]:
    """The first such step of each pipeline."""
    seen: set[str] = set()
    for each in active_steps(repo):
        if each.pipeline.path not in seen and _shows_metrics(each.job, each.step):
            seen.add(each.pipeline.path)
            yield ReportedMetrics(each.pipeline.path, each.step.line)


def _shows_metrics(job: Job, step: Step) -> bool:
    script = (step.run or "")[:LONGEST_REPORT_SCRIPT]
    if STEP_SUMMARY in script:
        return any(STEP_SUMMARY in row and MEASURED_FILE.search(row) for row in script.split("\n"))
    shown = _file_in_comment(step, script)
    return shown is not None and (
        MEASURED_FILE.fullmatch(shown) is not None or _is_written_from_metrics(job, shown)
    )


def _file_in_comment(step: Step, script: str) -> str | None:
    """The file whose text a step puts into a comment."""
    uses, options = step.uses or "", dict(step.options)
    if uses.startswith(ACTION_OF_SCRIPTS):
        written = options.get("script", "")[:LONGEST_REPORT_SCRIPT]
        match = READS_SHOWN_FILE.search(written) if SCRIPT_COMMENTS.search(written) else None
        return match["file"] if match is not None else None
    if uses.startswith(COMMENT_ACTIONS):
        given = (options.get(each) for each in ("path", "body-path", "file-path", "filePath", "message-path"))
        return next((each for each in given if each), None)
    match = COMMENTS_BY_SHELL.search(script)
    return match["file"] if match is not None else None


def _is_written_from_metrics(job: Job, shown: str) -> bool:
    """Whether a step of the job writes metrics into a file: `cat metrics.json >> report.md`."""
    rows = (row for each in job.steps for row in (each.run or "")[:LONGEST_REPORT_SCRIPT].split("\n"))
    return any(f"> {shown}" in row and MEASURED_FILE.search(row.partition(">")[0]) for row in rows)
