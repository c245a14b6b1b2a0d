"""Short documents about failures, scripts of demonstrations, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Level, Status
from tests.checks.test_incident_docs import DEVELOPED, HELP, RUNBOOK, SERVICE, text
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

SHORT = {
    "one word too few": (text(119, "Restart it.", "The alert fires.", "Availability of 99 %."), "short, 119 words"),
    "the fewest words": (text(40, "Restart it.", "The alert fires."), "short, 40 words"),
    "a heading on failures": (text(45, "## Rollback"), "short, 44 words"),
    "commands": (text(20, "Restart it.", "The alert fires.", "```sh\nkubectl get pods\n```"), "short, 15 words"),
    "a demonstration that tells how to go back": (RUNBOOK.replace("# Runbook", "# Demo runbook"), "for a demonstration"),
}  # fmt: skip


@pytest.mark.parametrize(("document", "words"), SHORT.values(), ids=SHORT)
def test_a_short_document_or_a_demonstration_with_failures_is_present(document: str, words: str) -> None:
    assert_found(
        run("incident_docs", snapshot({**SERVICE, "RUNBOOK.md": document})),
        Level.PRESENT,
        "RUNBOOK.md:1",
        words,
    )


@pytest.mark.parametrize(("words", "level"), [(84, Level.PRESENT), (85, Level.SUBSTANTIVE)])
def test_a_document_that_tells_everything_may_be_short(words: int, level: Level) -> None:
    document = text(
        words, "Restart it.", "The alert fires.", "Root cause: a leak.", "```sh\nkubectl get pods\n```"
    )
    assert run("incident_docs", snapshot({**SERVICE, "RUNBOOK.md": document})).level is level


@pytest.mark.parametrize(
    ("title", "level"), [("Hosted demo runbook", Level.PRESENT), ("Demo runbook", Level.CLAIMED)]
)
def test_a_demo_that_is_hosted_runs_somewhere(title: str, level: Level) -> None:
    assert run("incident_docs", snapshot({**SERVICE, "docs/a.md": text(130, title=title)})).level is level


@pytest.mark.parametrize(
    ("title", "more", "level"),
    [
        ("Dependency runbook: the backlog", (), Level.CLAIMED),
        ("Runbook for pull requests", (), Level.CLAIMED),
        ("Dependency runbook", ("## Rollback",), Level.PRESENT),
        ("Deployment runbook", (), Level.PRESENT),
        ("Runbook of an independency", (), Level.PRESENT),
    ],
)
def test_a_runbook_on_the_making_of_the_code_names_a_failure(
    title: str, more: tuple[str, ...], level: Level
) -> None:
    document = text(130, *more, title=title)
    assert run("incident_docs", snapshot({**SERVICE, "docs/runbook.md": document})).level is level


def test_of_two_sections_of_a_document_the_one_about_the_service_is_shown() -> None:
    document = (
        f"{DEVELOPED}\nStart it locally. Seed it.\n{HELP.format(title='It', section='Troubleshooting')}"
    )
    assert_found(
        run("incident_docs", snapshot({**SERVICE, "infra/a.md": document})), Level.PRESENT, "infra/a.md:20"
    )


@given(st.text(max_size=200))
def test_any_document_has_an_answer(text: str) -> None:
    repo = snapshot({**SERVICE, "RUNBOOK.md": f"# Rollback\n\n{text}\n"})
    assert run("incident_docs", repo).status is not Status.ERROR


def test_a_section_in_a_hidden_folder_is_shown_after_one_in_any_other() -> None:
    files = {".github/deployment.md": DEVELOPED, "docs/deployment.md": DEVELOPED}
    found = run("incident_docs", snapshot({**SERVICE, **files})).evidence
    assert [each.path for each in found] == ["docs/deployment.md", ".github/deployment.md"]
