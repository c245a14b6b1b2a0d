"""Steps of CI that tell somebody when a program before them ended at a limit: an issue, a message, a mail.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#failure,
https://learn.microsoft.com/azure/devops/pipelines/process/expressions#failed,
https://circleci.com/docs/reference/configuration-reference/#the-when-attribute.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.alerts.notifications import ALARM_WORDS, WEBHOOK
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.ci import Job, Step
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ContinuousRun, ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.commands.regular_workflows import runs_regularly
from analyzer.wiring.modules import conditions, reached_from
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.execution import started_by_run

AFTER_A_FAILURE = lazy_regex(r"(?<![!\w])(?<!! )(?:failure|failed)\(\)|\bon_fail\b")
ACTIONS_THAT_TELL = lazy_regex(
    r"slackapi/|[\w.-]+/(?:action-slack|slack-notify|action-slack-notify|slack-github-action|action-send-mail"
    r"|create-an-issue|create-issue-from-file|telegram-action|discord-webhook|action-discord|notify-microsoft-teams"
    r"|ms-teams-notification|pagerduty-action|jira-create)(?:@|$)"
)
ISSUE_BY_SCRIPT = lazy_regex(r"\bissues\.create(?:Comment)?\(|\bgh[ \t]+issue[ \t]+create\b")
SENDING_COMMANDS = lazy_regex(r"\b(?:curl|wget|sendmail|mailx?|Invoke-RestMethod)\b")
ENDS_AT_A_LIMIT = word_set("exit SystemExit Exit")
# What a limit is held against where it is one on a model, its data or its service.
WATCHED_MEASURES = word_set(
    "drift psi accuracy f1 auc rmse mae mape precision recall latency anomaly anomalies outlier outliers "
    "degraded degradation performance psnr staleness freshness"
)
# What a program calls the sum of the limits that were crossed.
CROSSED = word_set(
    "issues critical alert alerts violations violated breached breaches problems warnings healthy"
)


def pipeline_notices(repo: Snapshot) -> Iterator[Evidence]:
    """The first step of each job that tells of a first-party program which ends the run at a limit.

    Wired where the job runs by a clock or another system: what only a change starts tells of the change.
    """
    seen: set[tuple[str, str]] = set()
    for run in ci_runs(repo):
        job = run.pipeline.path, run.job.id
        telling = None if job in seen or run.reached.failure is Failure.MASKED else _telling(run)
        if telling is None:
            continue
        ending = next(_ends_at_a_limit(repo, started_by_run(repo, run)), None)
        if ending is not None:
            seen.add(job)
            regular = runs_regularly(repo, run.pipeline, run.job)
            level = Level.WIRED if regular else Level.SUBSTANTIVE
            path = telling.source or run.pipeline.path
            yield Evidence(path, telling.line, level, f"CI notifies when {ending} ends the run at a limit")


def _telling(run: ContinuousRun) -> Step | None:
    """The step that tells somebody where the step of a run failed, in its job or in one that waits for it."""
    later = run.job.steps[run.job.steps.index(run.step) + 1 :] if run.step in run.job.steps else ()
    found = next((each for each in later if _runs_after_a_failure(each) and _tells(each)), None)
    if found is not None:
        return found
    for job in run.pipeline.jobs:
        if run.job.id in job.needs and _runs_after_a_failure(job):
            found = next((each for each in job.steps if _tells(each)), None)
            if found is not None:
                return found
    return None


def _runs_after_a_failure(what: Step | Job) -> bool:
    return what.disabled is None and AFTER_A_FAILURE.search(what.condition or "") is not None


def _tells(step: Step) -> bool:
    if step.disabled is not None:
        return False
    if step.uses is not None and ACTIONS_THAT_TELL.match(step.uses):
        return True
    said = "\n".join([step.run or "", *(value for _name, value in step.options)])
    if ISSUE_BY_SCRIPT.search(said):
        return True
    named = any(WEBHOOK.search(each) for pair in step.variables for each in pair) or WEBHOOK.search(said)
    return bool(named and SENDING_COMMANDS.search(said))


def _ends_at_a_limit(repo: Snapshot, started: frozenset[str]) -> Iterator[str]:
    """The files among what a command starts, and what that imports, in which a limit decides how it ends."""
    for path in sorted(reached_from(repo, started)) if started else ():
        if is_test(repo, path):
            continue
        found = conditions(repo).get(path, ())
        held = any(each.comparisons and each.words & WATCHED_MEASURES for each in found)
        if any(
            (each.actions & ENDS_AT_A_LIMIT and each.words & (ALARM_WORDS | CROSSED) and held)
            or ("raise" in each.actions and each.comparisons and each.words & WATCHED_MEASURES)
            for each in found
        ):
            yield path
