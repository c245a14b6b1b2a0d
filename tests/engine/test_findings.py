"""What a check saw, what documents say and what history shows make one finding."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.engine.findings import CheckResult, evidence_commits, evidence_paths, finding_of
from analyzer.model import Evidence, Level, Status, Unseen

WORDS = (
    Evidence("README.md", 3, Level.CLAIMED, "claimed in text: It is so."),
    Evidence("docs/x.md", 1, Level.CLAIMED, "claimed in text: So it is."),
)
WIRED = Evidence("a.py", 1, Level.WIRED, "used")
WHOLE = Evidence(None, None, Level.WIRED, "of the whole repository")
PRESENT = Evidence("b.py", 1, Level.PRESENT, "there")


def checked(
    *evidence: Evidence, status: Status = Status.MEASURED, ceiling: Level | None = None
) -> CheckResult:
    level = max((each.level for each in evidence), default=Level.ABSENT)
    return CheckResult("s", status, level if ceiling is None else ceiling, "said", "why", evidence)


def test_a_finding_is_what_its_check_saw_where_nothing_else_is_said() -> None:
    unseen = (Unseen("too large", "c.py"),)
    result = CheckResult("s", Status.MEASURED, Level.WIRED, "said", "why", (PRESENT,), unseen)
    found = finding_of(result)
    assert (found.signal, found.status, found.level, found.ceiling) == (
        "s", Status.MEASURED, Level.PRESENT, Level.WIRED,
    )  # fmt: skip
    assert (found.message, found.reason, found.evidence, found.unseen) == ("said", "why", (PRESENT,), unseen)


def test_an_absent_signal_that_is_asserted_is_claimed_and_shows_each_sentence_once() -> None:
    found = finding_of(checked(), (*WORDS, WORDS[0]))
    assert (found.level, found.ceiling) == (Level.CLAIMED, Level.CLAIMED)
    assert found.message == "said; claimed in README.md"
    assert found.evidence == WORDS


def test_what_nobody_asserts_stays_absent() -> None:
    found = finding_of(checked())
    assert (found.level, found.message, found.evidence) == (Level.ABSENT, "said", ())


def test_a_claim_lowers_no_ceiling() -> None:
    assert finding_of(checked(ceiling=Level.WIRED), WORDS).ceiling is Level.WIRED


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.ERROR, Status.NOT_APPLICABLE])
def test_words_do_not_settle_what_was_not_assessed(status: Status) -> None:
    assert finding_of(checked(status=status), WORDS) == finding_of(checked(status=status))


@pytest.mark.parametrize("level", [Level.CLAIMED, Level.PRESENT, Level.SUSTAINED])
def test_words_add_nothing_to_what_was_found(level: Level) -> None:
    result = checked(Evidence("a.py", 1, level, ""))
    assert finding_of(result, WORDS) == finding_of(result)


def test_wired_work_that_was_kept_up_is_sustained_and_nothing_else_changes() -> None:
    found = finding_of(checked(WIRED, WHOLE, PRESENT), kept_up={"a.py"})
    assert (found.level, found.ceiling) == (Level.SUSTAINED, Level.SUSTAINED)
    assert [each.level for each in found.evidence] == [Level.SUSTAINED, Level.WIRED, Level.PRESENT]
    assert finding_of(checked(WIRED)).level is Level.WIRED


@pytest.mark.parametrize(("line", "level"), [(WIRED.line, Level.WIRED), (99, Level.SUSTAINED)])
def test_a_place_that_came_too_late_was_not_kept_up(line: int, level: Level) -> None:
    found = finding_of(checked(WIRED), kept_up={"a.py"}, newer={("a.py", line)})
    assert [each.level for each in found.evidence] == [level]


def test_the_paths_that_could_have_been_kept_up_are_those_of_wired_evidence() -> None:
    other = Evidence("c.py", 2, Level.WIRED, "used too")
    sustained = Evidence("d.py", 2, Level.SUSTAINED, "kept up")
    assert checked(WIRED, WHOLE, PRESENT, other, sustained).wired_paths == {"a.py": 0, "c.py": 0}


def test_evidence_names_paths_and_a_whole_repository_has_none() -> None:
    assert evidence_paths([checked(WIRED, WHOLE), finding_of(checked(PRESENT))]) == {"a.py", "b.py"}


def test_the_commits_of_evidence_are_gathered_as_they_stand() -> None:
    shown = Evidence(None, None, Level.SUSTAINED, "released", ("b", "a"))
    findings = [finding_of(checked(WIRED, shown)), finding_of(checked(shown))]
    assert evidence_commits(findings) == {("b", "a")}
    assert finding_of(checked(shown), kept_up={"a.py"}).evidence == (shown,)


def test_the_path_that_was_kept_up_is_shown_first_and_its_note_is_the_message() -> None:
    later = Evidence("c.py", 2, Level.WIRED, "used too")
    result = replace(checked(WIRED, later, PRESENT), message=f"{WIRED.note} (2 more)")
    found = finding_of(result, kept_up={"c.py"})
    assert [(each.path, each.level) for each in found.evidence] == [
        ("c.py", Level.SUSTAINED),
        ("a.py", Level.WIRED),
        ("b.py", Level.PRESENT),
    ]
    assert found.message == "used too (2 more)"


def test_of_places_that_show_as_much_the_one_that_people_changed_on_most_days_is_shown() -> None:
    quiet, busy = (
        Evidence("a.py", 1, Level.PRESENT, "used in a"),
        Evidence("b.py", 2, Level.PRESENT, "used in b"),
    )
    result = CheckResult("s", Status.MEASURED, Level.PRESENT, "used in a (1 more)", evidence=(quiet, busy))
    found = finding_of(result, days={"a.py": 1, "b.py": 2})
    assert [(each.path, each.days) for each in found.evidence] == [("b.py", 2), ("a.py", 1)]
    assert found.message == "used in b (1 more)"
    assert [each.path for each in finding_of(result, days={"a.py": 2, "b.py": 2}).evidence] == [
        "a.py",
        "b.py",
    ]
