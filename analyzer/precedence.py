"""Which of the places that show as much of a signal is shown and asked about first."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence
from analyzer.text import word_set
from analyzer.wiring.roles import (
    EXAMPLE_FOLDERS,
    is_for_agents,
    is_put_away,
    is_test_path,
    is_to_fill_in,
    telling_folders,
)


class FileRole(IntEnum):
    """What a file is for, what tells a reviewer most first."""

    PRODUCT = 0
    SCRIPT = 1
    EXAMPLE = 2
    TEST = 3
    PLAN = 4
    PUT_AWAY = 5


HAND_RUN_FOLDERS = word_set("script scripts tool tools bin hack dev devtools debug utilities misc")
SHOWING_FOLDERS = EXAMPLE_FOLDERS | word_set(
    "experiment experiments experimental notebook notebooks playground sandbox scratch prototype prototypes "
    "poc research benchmark benchmarks legacy old backup backups course courses lesson lessons homework"
)
# `FakeLogService.cs`, `mock_client.py`: what stands in for something, by the first word of two.
STANDING_IN_NAME = lazy_regex(r"(?:Fake|Mock|Stub|Dummy)[A-Z]\w{0,100}|(?:fake|mock|stub|dummy)[_-]\w{1,100}")
STANDING_IN_FOLDERS = word_set(
    "fixture fixtures __fixtures__ testdata test_data test-data mocks __mocks__ e2e"
)
PLAN_FOLDERS = word_set(
    "plan plans .plan .plans planning .planning notes roadmap roadmaps proposals rfcs specs .specs "
    "tasks .tasks todo"
)
PLAN_NAMES = word_set("plan roadmap todo notes changelog history backlog tasks proposal")
# Plans of the making; one for a rollback or for a disaster is a document that is worked by.
PLAN_OF_MAKING = lazy_regex(
    r"(?:.*[-_. ])?(?:implementation|project|dev|development|build|work|feature|mvp|sprint|refactor(?:ing)?"
    r"|coding)[-_. ]?plan(?:[-_. ]?v?\d{1,3})?"
)
# `deployment-draft.yaml`: what is kept beside what is applied.
SET_ASIDE_NAME = lazy_regex(
    r"(?:.{1,100}[-_.])?(?:draft|deprecated|obsolete|historical)(?:[-_.].{1,100})?\.(?:ya?ml|tf|md)"
)
ENDINGS_OF_PROSE = word_set("md mdx rst txt adoc org")
# Documents lie where examples of code do, and are none.
FOLDERS_OF_DOCUMENTS = word_set("doc docs")
# What is looked for here are tests, or what is written and run as one.
SHOWN_BY_TESTS = word_set("tests ci_tests evaluation load_testing")


def precedence(evidence: Evidence, signal: str) -> tuple[object, ...]:
    """What evidence of a signal is sorted by, in every list of it and for the one place that is asked about.

    The level speaks first, then the size, by which a check ranks what only it can tell apart, then what the
    file is for, on how many days people changed it, and at last its place, so that the order never depends on
    how the evidence was found.
    """
    return (
        -evidence.level,
        -evidence.size,
        evidence.path is None,
        role_of(evidence.path or "", tests_show=signal in SHOWN_BY_TESTS),
        -evidence.days,
        evidence.path or "",
        evidence.line or 0,
        evidence.note,
        evidence.commits,
    )


@lru_cache(maxsize=10_000)
def role_of(path: str, *, tests_show: bool = False) -> FileRole:
    """What a file is for, by its path alone; with `tests_show` a test is as good as the product."""
    if is_put_away(path):
        return FileRole.PUT_AWAY
    name = path.rpartition("/")[2].casefold()
    stem, _, ending = name.rpartition(".")
    prose = ending in ENDINGS_OF_PROSE
    folders = {each.casefold() for each in telling_folders(path)}
    planned = stem in PLAN_NAMES or folders & PLAN_FOLDERS or PLAN_OF_MAKING.fullmatch(stem) is not None
    if prose and (planned or is_for_agents(path)):
        return FileRole.PLAN
    if folders & STANDING_IN_FOLDERS or (is_test_path(path) and not tests_show):
        return FileRole.TEST
    showing = SHOWING_FOLDERS - FOLDERS_OF_DOCUMENTS if prose else SHOWING_FOLDERS
    stands_in = STANDING_IN_NAME.match(path.rpartition("/")[2]) is not None
    stands_in = stands_in or SET_ASIDE_NAME.fullmatch(name) is not None
    if stands_in or folders & showing or ending == "ipynb" or is_to_fill_in(path):
        return FileRole.EXAMPLE
    return FileRole.SCRIPT if folders & HAND_RUN_FOLDERS else FileRole.PRODUCT
