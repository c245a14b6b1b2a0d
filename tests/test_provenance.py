"""Whose work is it: who counts as the candidate, for which commits, of which paths, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.assess import assess
from analyzer.bots import BOT_ADDRESSES, is_bot
from analyzer.model import (
    Author,
    Candidate,
    Commit,
    Evidence,
    Finding,
    Level,
    RepositoryResult,
    Share,
    Source,
    Status,
)
from analyzer.provenance import (
    SHARED_LOCAL_PARTS,
    identify,
    is_sustained,
    lift_sustained,
    matched_identities,
    path_provenance,
    provenance_of,
    share_of,
    touches,
)
from analyzer.registry import Registry, load_checks
from tests.support.repositories import CommitSpec, build_repository
from tests.support.snapshots import ADA, commit

BOB = Author("Bob Example", "bob@example.org")
NOREPLY = Author("Jo", "1234+jolovelace@users.noreply.github.com")
BOT = Author("renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com")


def candidate(*identities: str) -> Candidate:
    return Candidate(targets=("x",), identities=identities)


def share(commits: Sequence[Commit], *identities: str) -> Share | None:
    return share_of(identify(candidate(*identities), commits), commits)


def bounds(author: Author, *identities: str, others: Sequence[Author] = ()) -> tuple[float, float]:
    """The candidate's share of one commit by `author`, seen in a history with commits of `others`."""
    history = [commit("2024-01-01", author=each) for each in (author, *others)]
    found = share_of(identify(candidate(*identities), history), history[:1])
    assert found is not None
    return found.low, found.high


SURE, MAYBE, NOT = (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)


@pytest.mark.parametrize(
    ("author", "identity", "expected"),
    [
        (ADA, "ada@example.com", SURE),
        (ADA, "ADA@Example.COM", SURE),
        (ADA, "Ada Example", SURE),
        (ADA, "  ada   EXAMPLE ", SURE),
        (ADA, "Ada", NOT),
        (ADA, "example.com", NOT),
        (BOB, "ada@example.com", NOT),
        (Author("", "x@y.org"), " ", NOT),
        (Author("Jo", "jo.lovelace@home.net"), "jo.lovelace@work.org", MAYBE),
        (Author("Jo", "jo.lovelace+git@home.net"), "jo.lovelace@work.org", MAYBE),
        (Author("Jo", "jo.lovelace@home.net"), "JO.LOVELACE@work.org", MAYBE),
        (NOREPLY, "jolovelace@work.org", MAYBE),
        (Author("Jo", "jolovelace@users.noreply.github.com"), "jolovelace@work.org", MAYBE),
        (NOREPLY, "jolovelace@users.noreply.github.com", MAYBE),
        (NOREPLY, "1234+JoLovelace@users.noreply.github.com", SURE),
        (Author("Jo", "jo@home.net"), "jo@work.org", NOT),
        (Author("Jo", "jo.lovelace"), "jo.lovelace@work.org", MAYBE),
    ],
)
def test_who_is_surely_or_perhaps_the_candidate(
    author: Author, identity: str, expected: tuple[float, float]
) -> None:
    assert bounds(author, identity) == expected


@pytest.mark.parametrize("local_part", sorted(SHARED_LOCAL_PARTS))
def test_a_local_part_that_many_share_says_nothing(local_part: str) -> None:
    assert bounds(Author("Somebody", f"{local_part}@a.org"), f"{local_part}@b.org") == NOT


def test_the_names_that_go_with_a_declared_address_open_the_upper_bound_only() -> None:
    elsewhere = Author("ada example", "ada@another-laptop.local")
    assert bounds(elsewhere, "ada@example.com") == NOT
    assert bounds(elsewhere, "ada@example.com", others=[ADA]) == MAYBE


def test_addresses_that_go_with_a_declared_name_open_the_upper_bound_only() -> None:
    known, similar = Author("Ada Example", "lovelace@a.org"), Author("A.", "lovelace@b.org")
    assert bounds(similar, "Ada Example", others=[known]) == MAYBE
    assert bounds(known, "Ada Example", others=[similar]) == SURE


def test_a_look_alike_of_a_look_alike_is_nobody() -> None:
    similar = Author("A.", "lovelace@b.org")
    third = Author("A.", "other-person@c.org")
    assert bounds(third, "lovelace@a.org", others=[similar]) == NOT


@pytest.mark.parametrize("identities", [("Ada Example",), ("ada@example.com",)])
def test_an_author_without_a_name_looks_like_nobody(identities: tuple[str, ...]) -> None:
    assert bounds(Author("", ""), *identities, others=[ADA, Author("", "ada@example.com")]) == NOT


def test_a_co_author_counts_like_an_author() -> None:
    together = commit("2024-01-01", author=BOB, co_authors=(ADA,))
    assert share([together], "ada@example.com") == Share(1.0, 1.0)
    assert share([together], "bob@example.org") == Share(1.0, 1.0)


def test_nobody_named_has_no_share_and_an_empty_history_says_nothing() -> None:
    assert share([commit("2024-01-01")]) is None
    assert share([], "ada@example.com") == Share(0.0, 1.0)


def test_declared_identities_that_some_commit_carries() -> None:
    commits = [commit("2024-01-01", author=BOB, co_authors=(ADA,)), commit("2024-01-02", author=BOB)]
    declared = candidate("ADA@example.com", "bob EXAMPLE", "carol@example.com", "Carol")
    assert matched_identities(declared, commits) == ("ADA@example.com", "bob EXAMPLE")


people = st.builds(
    Author,
    st.sampled_from(["Ada Example", "ada  example", "Bob", "", "x[bot]"]),
    st.sampled_from(
        ["ada@example.com", "adaexample@a.org", "9+adaexample@users.noreply.github.com", "bob", "@"]
    ),
)
histories = st.lists(
    st.builds(
        lambda author, others, paths, parents, authored: replace(
            commit("2024-01-01", *paths, author=author),
            co_authors=tuple(others),
            parents=parents,
            authored=authored,
        ),
        people,
        st.lists(people, max_size=2),
        st.lists(st.sampled_from(["a.py", "b.py", "c.py"]), max_size=3, unique=True),
        st.sampled_from([0, 1, 2]),
        st.one_of(st.none(), st.integers(0, 253_402_300_799)),
    ),
    max_size=8,
)
declared_identities = st.lists(
    st.sampled_from(["ada@example.com", "Ada Example", "adaexample@b.org", "Bob", "", "@", "a@b@c"]),
    max_size=3,
)


@given(histories, declared_identities, st.booleans())
def test_every_share_lies_between_nothing_and_all(
    commits: list[Commit], identities: list[str], low_is_zero: bool
) -> None:
    identity = identify(candidate(*identities), commits)
    touched = touches(commits, ["a.py", "b.py", "nowhere.py"])
    found = provenance_of(
        [finding(Evidence(path, 1, Level.WIRED, "") for path in ("a.py", "b.py", "nowhere.py", None))],
        identity,
        touched,
        low_is_zero=low_is_zero,
    )
    assert list(found) == ["a.py", "b.py", "nowhere.py"]
    for each in (*(each.share for each in found.values()), share_of(identity, commits)):
        assert (each is None) == (not identities)
        assert each is None or 0 <= each.low <= each.high <= 1
    assert all(each.share is None or not low_is_zero or each.share.low == 0 for each in found.values())
    assert set(matched_identities(candidate(*identities), commits)) <= set(identities)


def finding(evidence: Sequence[Evidence] | object = ()) -> Finding:
    listed = tuple(evidence)  # type: ignore[arg-type,var-annotated]
    level = max((each.level for each in listed), default=Level.ABSENT)
    return Finding("s", Status.MEASURED, level, level, "m", evidence=listed)


def test_merges_and_bots_touch_nothing() -> None:
    mine = commit("2024-01-01", "a.py")
    history = [
        commit("2024-01-04", "a.py", author=BOT),
        commit("2024-01-03", "a.py", author=BOB, parents=2),
        commit("2024-01-02", "b.py", author=BOB),
        mine,
    ]
    assert touches(history, ["a.py"]).of("a.py") == (mine,)
    assert touches(history, ["a.py"]).of("never.py") == ()


def test_a_path_is_followed_through_exact_renames() -> None:
    moved = commit("2024-01-03", "src/a.py", "a.py", author=BOB, renames=(("a.py", "src/a.py"),))
    earlier = commit("2024-01-02", "a.py", "old.py", renames=(("old.py", "a.py"),))
    first = commit("2024-01-01", "old.py")
    unrelated = commit("2023-12-31", "src/a.py", author=BOB)
    found = touches([moved, earlier, first, unrelated], ["src/a.py"])
    assert found.of("src/a.py") == (moved, earlier, first)


def test_a_bot_may_move_a_file_without_earning_it() -> None:
    first = commit("2024-01-01", "a.py")
    moved = commit("2024-01-02", "a.py", "b.py", author=BOT, renames=(("a.py", "b.py"),))
    assert touches([moved, first], ["b.py"]).of("b.py") == (first,)


def test_copies_of_one_moved_file_share_its_history() -> None:
    moved = commit("2024-01-02", "a.py", "x/a.py", renames=(("a.py", "x/a.py"), ("a.py", "y/a.py")))
    first = commit("2024-01-01", "a.py")
    found = touches([moved, first], ["x/a.py", "y/a.py"])
    assert found.of("x/a.py")[-1] == found.of("y/a.py")[-1] == first


def test_a_path_names_its_newest_commit_and_its_day_in_utc() -> None:
    newest, oldest = commit("2024-02-01T23:59:59", "a.py", author=BOB), commit("2024-01-01", "a.py")
    identity = identify(candidate("ada@example.com"), [newest, oldest])
    found = path_provenance(identity, (newest, oldest), low_is_zero=False)
    assert (found.share, found.commit, found.date) == (Share(0.5, 0.5), newest.sha, "2024-02-01")
    assert path_provenance(identity, (newest, oldest), low_is_zero=True).share == Share(0.0, 0.5)
    assert path_provenance(None, (newest,), low_is_zero=True).share is None
    undated = path_provenance(identity, (commit("2024-01-01", authored=None),), low_is_zero=False)
    assert undated.date is None and undated.commit is not None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2024-01-01", "2024-02-01", "2024-03-31"), True),
        (("2024-01-01", "2024-02-01", "2024-03-30"), False),
        (("2024-01-01", "2024-03-31"), False),
        (("2024-01-01", "2024-01-01T23:00:00", "2024-03-31"), False),
        (("2024-03-31", "2024-01-01", "2024-01-02"), True),
        ((), False),
    ],
)
def test_sustained_is_three_days_that_span_ninety(days: tuple[str, ...], expected: bool) -> None:
    assert is_sustained(commit(day, message=day) for day in days) is expected


def test_impossible_dates_sustain_nothing() -> None:
    assert not is_sustained(commit(day, authored=None) for day in ("2020-01-01", "2021-01-01", "2022-01-01"))


DAYS = ("2024-05-01", "2024-02-01", "2024-01-01")
WIRED = Evidence("a.py", 1, Level.WIRED, "used")
PRESENT = Evidence("b.py", 1, Level.PRESENT, "there")


def lifted(found: Finding, commits: Sequence[Commit], *identities: str) -> Finding:
    identity = identify(candidate(*identities), commits)
    return lift_sustained(found, identity, touches(commits, ["a.py", "b.py", "c.py"]))


def test_wired_work_that_was_kept_up_is_sustained_and_nothing_else_changes() -> None:
    commits = [commit(day, "a.py") for day in DAYS]
    found = lifted(finding([WIRED, PRESENT]), commits, "ada@example.com")
    assert (found.level, found.ceiling) == (Level.SUSTAINED, Level.SUSTAINED)
    assert [each.level for each in found.evidence] == [Level.SUSTAINED, Level.PRESENT]
    assert lifted(finding([PRESENT]), [commit(day, "b.py") for day in DAYS]).level is Level.PRESENT


def test_only_the_candidates_own_days_count_unless_nobody_is_named() -> None:
    commits = [commit(day, "a.py", author=author) for day, author in zip(DAYS, (ADA, BOB, ADA), strict=True)]
    assert lifted(finding([WIRED]), commits, "ada@example.com").level is Level.WIRED
    assert lifted(finding([WIRED]), commits, "ada@example.com", "Bob Example").level is Level.SUSTAINED
    assert lifted(finding([WIRED]), commits).level is Level.SUSTAINED
    alike = [commit(day, "a.py", author=Author("A", "adalove@a.org")) for day in DAYS]
    assert lifted(finding([WIRED]), alike, "adalove@b.org").level is Level.WIRED


def test_work_on_the_wired_paths_is_taken_together_and_other_paths_do_not_count() -> None:
    commits = [commit(DAYS[0], "a.py"), commit(DAYS[1], "c.py"), commit(DAYS[2], "a.py")]
    other = replace(WIRED, path="c.py")
    assert lifted(finding([WIRED, other]), commits).level is Level.SUSTAINED
    assert lifted(finding([WIRED, PRESENT]), commits).level is Level.WIRED
    whole = Evidence(None, None, Level.WIRED, "of the whole repository")
    assert lifted(finding([whole]), commits).level is Level.WIRED


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author("dependabot[bot]", "x@example.com"), True),
        (Author("x", "49699333+dependabot[bot]@users.noreply.github.com"), True),
        (Author("Renovate Bot", "bot@renovateapp.com"), True),
        (Author("Renovate Bot", "BOT@RenovateApp.com"), True),
        (Author("Travis CI", "travis@travis-ci.org"), True),
        (Author("github-actions", "noreply@github.com"), True),
        (Author("GitHub", "noreply@github.com"), False),
        (Author("Claude Bothner", "claude@example.com"), False),
        (Author("Jules", "jules@example.com"), False),
        (Author("Robot Lover", "abbot@example.com"), False),
        (Author("", ""), False),
    ],
)
def test_automation_is_told_by_its_address_or_the_forges_suffix(author: Author, expected: bool) -> None:
    assert is_bot(author) is expected


def test_the_table_of_bot_addresses_is_comparable() -> None:
    assert all(each == each.casefold() and each.count("@") == 1 for each in BOT_ADDRESSES)


@pytest.fixture(scope="module")
def checks() -> Registry:
    every = load_checks()
    return Registry({id: every.checks[id] for id in ("history_depth", "dockerfile")}, every.flags)


def assessed(
    tmp_path: Path, checks: Registry, commits: Sequence[CommitSpec], *identities: str
) -> RepositoryResult:
    repository = build_repository(tmp_path / "r", commits, bare=True)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    return assess(Source("r", str(repository), remote=False), candidate(*identities), checks, workspace)


IMAGE = "FROM python:3.12\nCOPY . .\nCMD python -m svc\n"
ADA_SIGNS, BOB_SIGNS = "Ada Example <ada@example.com>", "Bob Example <bob@example.org>"


def steps(count: int, author: str, folder: str) -> list[CommitSpec]:
    return [
        CommitSpec(
            {f"{folder}/m{number}.py": f"x = {number}\n"},
            author=author,
            date=f"2024-03-{number + 1:02}T12:00:00+00:00",
        )
        for number in range(count)
    ]


def test_the_mailmap_of_a_repository_renames_nobody(tmp_path: Path, checks: Registry) -> None:
    mailmap = CommitSpec({".mailmap": f"{ADA_SIGNS} {BOB_SIGNS}\n"}, author=BOB_SIGNS)
    image = CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": "print()\n"}, author=BOB_SIGNS)
    result = assessed(tmp_path, checks, [mailmap, image, *steps(6, BOB_SIGNS, "b")], "ada@example.com")
    assert result.candidate_share == Share(0.0, 0.0)
    assert result.author_names == ("Bob Example",) and result.matched_identities == ()
    assert result.provenance["Dockerfile"].share == Share(0.0, 0.0)


def test_shares_of_paths_and_of_the_repository_through_real_git(tmp_path: Path, checks: Registry) -> None:
    commits = [
        CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": "print()\n"}, author=ADA_SIGNS),
        *steps(5, BOB_SIGNS, "b"),
        CommitSpec({"Dockerfile": None, "docker/Dockerfile": IMAGE}, author=BOB_SIGNS),
        CommitSpec(
            {"docker/Dockerfile": IMAGE + "USER 1\n"},
            message=f"x\n\nCo-authored-by: {ADA_SIGNS}\n",
            author="x[bot] <1+x[bot]@users.noreply.github.com>",
        ),
        CommitSpec(
            {"docker/Dockerfile": IMAGE + "USER 2\n"},
            message=f"x\n\nCo-authored-by: {ADA_SIGNS}\n",
            author=BOB_SIGNS,
            date="2024-05-01T12:00:00+00:00",
        ),
    ]
    result = assessed(tmp_path, checks, commits, "ada@example.com")
    assert result.candidate_share == Share(0.25, 0.25)
    found = result.provenance["docker/Dockerfile"]
    assert found.share == Share(2 / 3, 2 / 3) and found.date == "2024-05-01"


def test_one_drop_does_not_show_who_wrote_it(tmp_path: Path, checks: Registry) -> None:
    drop = CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": "print()\n"})
    result = assessed(tmp_path, checks, [drop], "ada@example.com")
    assert [each.id for each in result.flags] == ["bulk_import"]
    assert result.candidate_share == Share(0.0, 1.0)
    assert result.provenance["Dockerfile"].share == Share(0.0, 1.0)


def test_without_a_name_there_is_no_share(tmp_path: Path, checks: Registry) -> None:
    result = assessed(tmp_path, checks, [CommitSpec({"Dockerfile": IMAGE, "svc/__main__.py": ""})])
    assert result.candidate_share is None
    assert result.provenance["Dockerfile"].share is None
    assert result.provenance["Dockerfile"].commit == result.head
