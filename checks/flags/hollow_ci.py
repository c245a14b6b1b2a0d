"""CI that claims to test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.test_runs.ci_test_runs import runs_a_test, runs_of_tests
from analyzer.facts.test_runs.unread_workflows import unread_workflows
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.commands.ci_commands import ContinuousRun, ci_runs
from analyzer.wiring.commands.reach import command_text
from analyzer.wiring.starts.entrypoints import is_idle_command

PRINTS_TEST = lazy_regex(
    r"pytest|unittest|\b(?:run|running|unit|all|integration) tests?\b|\btests? (?:pass|ok|succe)",
    re.IGNORECASE,
)
SAYS_NOT_HERE = lazy_regex(
    r"\b(?:locally|manually|by hand|skip(?:s|ped|ping)?)\b|(?:\bnot|n't) (?:be )?(?:run|executed)\b"
    r"|\bno (?:unit )?tests? (?:yet|here|so far)\b",
    re.IGNORECASE,
)
SAYS_TEST = lazy_regex(r"(?<![a-z])(?:unit[ -]?)?(?:py)?tests?(?![a-z])", re.IGNORECASE)


@flag_check(
    id="hollow_ci",
    title="CI that cannot fail, or that nothing reads",
    reads=(FileKind.CI, FileKind.TARGETS, FileKind.PYTHON, FileKind.CONFIGURATION),
    question=FlagQuestion(
        competency=Competency.EVALUATION,
        ask="As written, some CI here can stop nothing. What should it run, and what should block a merge?",
        strong="Knows which failures should block a merge, and how long the checks may take.",
        weak="Adds tools.",
        covers=("A4",),
    ),
)
def hollow_ci(repo: Snapshot) -> Iterator[FlagResult]:
    """CI claims to test, but no step runs a test that could fail; or its workflows are read by nothing.

    A step only prints, its runner collects nothing, or its failure is masked; one that says that tests do not
    run there claims nothing. A workflow lies outside the
    folder in which its CI system looks, or a file for a shell holds YAML; what is meant for others to copy is
    left out.
    """
    pretenders = () if runs_a_test(repo) else tuple(_pretenders(repo))
    unread = tuple(Evidence(each.path, 1, Level.CLAIMED, each.why) for each in unread_workflows(repo))
    verb = "lies" if len(unread) == 1 else "lie"
    more = f"{plural(len(unread), 'file')} of CI {verb} where nothing reads them" if unread else ""
    if pretenders:
        message = "CI claims to test, but no step runs a test that could fail" + (f"; {more}" if more else "")
        yield Flag("hollow_ci", Severity.SERIOUS, message, (*pretenders[:5], *unread[:5]))
    elif unread:
        yield Flag("hollow_ci", Severity.ASK, more, unread[:10])


def _pretenders(repo: Snapshot) -> list[Evidence]:
    """Steps that claim to test and cannot fail."""
    pretenders: list[Evidence] = []
    by_step: dict[tuple[str, int], list[ContinuousRun]] = {}
    for run in ci_runs(repo):
        by_step.setdefault((run.pipeline.path, run.step.line), []).append(run)
    for runs in by_step.values():
        step, job, pipeline = runs[0].step, runs[0].job, runs[0].pipeline
        said = step.name or job.id
        printed = " ".join(command_text(run.reached) for run in runs)
        claims = SAYS_TEST.search(said) or PRINTS_TEST.search(printed)
        if SAYS_NOT_HERE.search(f"{said} {printed}"):
            continue
        if claims and all(_only_prints(run.reached.words) for run in runs):
            pretenders.append(
                Evidence(
                    pipeline.path, step.line, Level.CLAIMED, f"step '{said[:60]}' only prints: {printed[:80]}"
                )
            )
    for attempt in runs_of_tests(repo):
        run, found = attempt.run, attempt.found
        place = run.reached.trail[0]
        if found.level is Level.ABSENT:
            pretenders.append(
                Evidence(
                    place.path, place.line, Level.CLAIMED, f"`{command_text(run.reached)}`: {found.why_none}"
                )
            )
        else:  # what would stop the job, or might, has been found already
            pretenders.append(
                Evidence(place.path, place.line, Level.CLAIMED, f"`{command_text(run.reached)}` cannot fail")
            )
    return pretenders


def _only_prints(words: tuple[str, ...]) -> bool:
    """Whether a command cannot fail because of the code; a `python -c` that imports or asserts can."""
    script = words[2] if words[:2] == ("python", "-c") and len(words) > 2 else ""
    return is_idle_command(words) and re.search(r"\b(?:import|assert|raise|exit)\b", script) is None
