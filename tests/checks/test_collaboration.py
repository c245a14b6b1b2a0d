from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.commits import Commit
from analyzer.model import Level, Status
from analyzer.sources import Author
from tests.support.findings import assert_found, told
from tests.support.snapshots import ADA, commit, facts, run, snapshot

BO = Author("Bo Sample", "bo@example.com")
BOT = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
FILES = {"a.py": "x = 1\n"}
WHOLE = "None:None"

SUBJECTS = {
    "Merge pull request #12 from ada/feature": True,
    "Merge pull request #12 in TEAM/repo from feature to main": True,
    "Merge pull request #3 from ada/dependabot/pip/numpy-2": False,
    "Merge pull request #3 from ada/renovate/numpy": False,
    "Merge pull request #3 from dependabot[bot]:numpy": False,
    "Add drift report (#7)": True,
    "Fix #7": False,
    "Revert (#7) for now": False,
    "Merged in feature (pull request #4)": True,
    "Merged PR 123: add a stage": True,
    "Merge branch 'feature' into 'main'": True,
    "Merge branch 'renovate/numpy' into 'main'": False,
    "Merge branch 'feature' into main": False,
    "Merge branch 'main' of github.com:ada/repo": False,
    "Add a report See merge request team/repo!5": True,
    "Merge pull request 'Add a report' (#12) from feature into main": True,
    "Merge pull request 'Bump numpy' (#12) from renovate/numpy into main": False,
    "Merge pull request 'Add' from feature into main": False,
    "Add a report (!12)": True,
    "Add a report (team/repo#12)": True,
    "Pull request #12: Add a report": True,
    "Merge #12": True,
    "Merge #12 #13": True,
    "Merge #12: Add a report": True,
    "Merge 12": False,
    "Try #12:": False,
    "Auto merge of #12 - ada:feature, r=bo": True,
    "Auto merge of #12 - dependabot:numpy, r=bo": False,
    "Rollup merge of #12 - ada:feature, r=bo": True,
    "Auto merge of 12": False,
    'Merge "Add a report"': True,
    'Merge "Add a report" into stable': True,
    'Merge "Revert "Add a report""': False,
    "Merge changes I0123abcd,I4567cdef": True,
    "(#3)": False,
    f"{'x' * 495} (#7)": True,
    f"{'x' * 496} (#7)": False,
}


@pytest.mark.parametrize(("subject", "merged"), SUBJECTS.items())
def test_a_merged_proposal_is_told_by_what_forges_write(subject: str, merged: bool) -> None:
    found = facts("collaboration", snapshot(FILES, [commit("2024-01-01", "a.py", message=subject)]))
    assert found == {"pull_requests": int(merged)}


@given(st.text(max_size=600))
def test_any_subject_is_read(subject: str) -> None:
    commits = [commit("2024-01-01", message=subject)]
    assert facts("collaboration", snapshot(FILES, commits))["pull_requests"] in (0, 1)


def proposals(count: int, *authors: Author) -> list[Commit]:
    return [
        commit("2024-01-01", "a.py", author=authors[number % len(authors)], message=f"Change (#{number})")
        for number in range(1, count + 1)
    ]


TWO, ONE = "in a history of at least 2 people", "in a history of one person"
LEVELS = {
    "ten by two people": (10, (ADA, BO), Level.SUBSTANTIVE, f"10 merged pull requests {TWO}"),
    "nine by two people": (9, (ADA, BO), Level.PRESENT, f"9 merged pull requests {TWO}"),
    "ten by one person": (10, (ADA,), Level.PRESENT, f"10 merged pull requests {ONE}"),
    "ten by one person with two addresses": (
        10, (ADA, Author(ADA.name, "ada@work.example")), Level.PRESENT, ONE),
    "ten by one person with two names": (10, (ADA, Author("A. E.", ADA.email)), Level.PRESENT, ONE),
    "ten by one person in two spellings": (
        10, (ADA, Author(ADA.name.upper() + " ", " " + ADA.email.upper())), Level.PRESENT, ONE),
    "ten by one person with a login made of the name": (
        10, (Author("Bo Sample", "bo@work.example"), Author("bosample", "7+bosample@users.noreply.github.com")),
        Level.PRESENT, ONE),
    "ten by one person whose login is the other name": (
        10, (Author("BoSam", "bosam@mail.example"), Author("Bo Sample", "7+BoSam@users.noreply.github.com")),
        Level.PRESENT, ONE),
    "ten by two people with one surname": (10, (ADA, Author("Bo Example", "bo@example.com")), Level.SUBSTANTIVE, TWO),
    "ten by a person and a tool that signs": (
        10, (ADA, Author("GitButler", "gitbutler@gitbutler.com")), Level.PRESENT, "5 merged pull requests"),
    "twenty, half of them a bot's": (20, (ADA, BOT), Level.PRESENT, f"10 merged pull requests {ONE}"),
    "one": (1, (ADA,), Level.PRESENT, f"1 merged pull request {ONE}"),
}  # fmt: skip


@pytest.mark.parametrize(("count", "authors", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_proposals_and_people(
    count: int, authors: tuple[Author, ...], level: Level, words: str
) -> None:
    finding = run("collaboration", snapshot(FILES, proposals(count, *authors)))
    assert_found(finding, level, WHOLE, words)
    assert finding.ceiling is level


@pytest.mark.parametrize(("helper", "level"), [(BO, Level.SUBSTANTIVE), (BOT, Level.PRESENT)])
def test_a_co_author_who_is_no_bot_takes_part(helper: Author, level: Level) -> None:
    commits = [*proposals(9, ADA), commit("2024-01-02", "a.py", message="A (#10)", co_authors=(helper,))]
    assert run("collaboration", snapshot(FILES, commits)).level is level


@pytest.mark.parametrize(
    ("merger", "subject", "level"),
    [
        (BO, "Merge pull request #10 from ada/x", Level.SUBSTANTIVE),
        (ADA, "Merge pull request #10 from ada/x", Level.PRESENT),
        (BOT, "Merge pull request #10 from ada/x", Level.PRESENT),
        (BO, "Merge branch 'main' into feature", Level.PRESENT),
    ],
)
def test_who_merges_a_proposal_takes_part(merger: Author, subject: str, level: Level) -> None:
    merge = commit("2024-01-02", "a.py", message=subject, author=merger, parents=2)
    assert run("collaboration", snapshot(FILES, [*proposals(10, ADA), merge])).level is level


def test_a_proposal_counts_once_and_bots_do_not() -> None:
    commits = [
        commit("2024-01-01", "a.py", message="Merge pull request #1 from ada/x", parents=2),
        commit("2024-01-02", "a.py", message="Change (#1)"),
        commit("2024-01-03", "a.py", message="Bump numpy (#2)", author=BOT),
    ]
    assert facts("collaboration", snapshot(FILES, commits))["pull_requests"] == 1


def test_merges_without_a_number_are_told_apart_by_their_commits() -> None:
    merge = "Merge branch 'feature' into 'main'"
    commits = [commit(f"2024-01-0{day}", "a.py", message=merge) for day in (1, 2)]
    assert facts("collaboration", snapshot(FILES, commits))["pull_requests"] == 2


def test_work_without_a_proposal_shows_no_collaboration() -> None:
    assert_found(run("collaboration", snapshot(FILES, [commit("2024-01-01", "a.py")])), Level.ABSENT)


REVIEWERS, QUESTIONS = "names the reviewers", "provides a template for proposals"
RULES = {
    ".github/CODEOWNERS": REVIEWERS,
    "CODEOWNERS": REVIEWERS,
    ".github/pull_request_template.md": QUESTIONS,
    ".github/PULL_REQUEST_TEMPLATE/feature.md": QUESTIONS,
    ".gitlab/merge_request_templates/feature.md": QUESTIONS,
}


@pytest.mark.parametrize(("path", "words"), RULES.items())
def test_rules_for_reviews_alone_are_only_claimed(path: str, words: str) -> None:
    repo = snapshot({**FILES, path: "* @ada\n"}, [commit("2024-01-01", "a.py")])
    assert told(run("collaboration", repo)) == [f"CLAIMED {path}:1 a review rule: {words}"]


def test_rules_stand_beside_the_proposals() -> None:
    finding = run("collaboration", snapshot({**FILES, "CODEOWNERS": "* @ada\n"}, proposals(1, ADA)))
    assert [each.level for each in finding.evidence] == [Level.PRESENT, Level.CLAIMED]


def test_without_work_there_is_nobody_to_work_with() -> None:
    assert run("collaboration", snapshot(FILES)).status is Status.NOT_APPLICABLE
    assert facts("collaboration", snapshot(FILES)) == {}
    hidden = run("collaboration", snapshot(FILES, history_problem="shallow"))
    assert (hidden.status, hidden.ceiling) == (Status.UNKNOWN, Level.SUBSTANTIVE)
    assert "could not be read: shallow" in (hidden.reason or "")


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("Merge #12", 1),
        ("Merge pull request #12 from ada/feature", 1),
        ("Merge pull request #12 from ada/renovate/numpy", 0),
        ("Add a report (#12)", 0),
    ],
)
def test_a_merging_service_merges_what_people_proposed_and_proposes_itself_what_it_squashes(
    message: str, count: int
) -> None:
    commits = [commit("2024-01-02", "a.py", author=BOT, message=message), commit("2024-01-01", "a.py")]
    assert facts("collaboration", snapshot(FILES, commits)) == {"pull_requests": count}


def test_a_review_in_the_trailers_is_a_merged_proposal_and_counts_once() -> None:
    reviews = ("I01", "I02", "I02", None)
    commits = [commit("2024-01-01", "a.py", message="Add", review=each) for each in reviews]
    assert facts("collaboration", snapshot(FILES, commits)) == {"pull_requests": 2}


def test_two_spellings_that_a_merge_shows_to_be_one_are_one_person() -> None:
    bo, jo = Author("bosam", "bo@x.org"), Author("Jorinde", "jo@y.org")
    merge = commit(
        "2024-01-02",
        message="Merge pull request #11 from bosam/x",
        author=Author("Jorinde", "9+bosam@users.noreply.github.com"),
        parents=2,
    )
    apart, together = proposals(10, bo, jo), [*proposals(10, bo, jo), merge]
    assert run("collaboration", snapshot(FILES, apart)).level is Level.SUBSTANTIVE
    assert run("collaboration", snapshot(FILES, together)).level is Level.PRESENT
    assert facts("history_depth", snapshot(FILES, together))["authors"] == 1
