"""Whose work is it: who counts as the candidate, for which commits, of which paths, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.authorship.provenance import (
    Attribution,
    is_kept_up,
    is_sustained,
    path_history,
    path_provenance,
    provenance_of,
    provenance_of_commits,
)
from analyzer.commits import Commit
from analyzer.identities import Identity, identify, matched_identities
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.sources import Author, Candidate
from tests.support.snapshots import ADA, changed, commit

BOB = Author("Bob Example", "bob@example.org")
NOREPLY = Author("Jo", "1234+jolovelace@users.noreply.github.com")
BOT = Author("renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com")


def candidate(*identities: str) -> Candidate:
    return Candidate(targets=("x",), identities=identities)


def share_of(identity: Identity | None, commits: Sequence[Commit]) -> Share | None:
    return Attribution(identity).share(commits)


def share(commits: Sequence[Commit], *identities: str) -> Share | None:
    return share_of(identify(candidate(*identities), commits), commits)


def test_a_co_author_counts_like_an_author() -> None:
    together = commit("2024-01-01", author=BOB, co_authors=(ADA,))
    assert share([together], "ada@example.com") == Share(1.0, 1.0)
    assert share([together], "bob@example.org") == Share(1.0, 1.0)


def test_nobody_named_has_no_share_and_an_empty_history_says_nothing() -> None:
    assert share([commit("2024-01-01")]) is None
    assert share([], "ada@example.com") == Share(0.0, 1.0)


people = st.builds(
    Author,
    st.sampled_from(["Ada Example", "ada  example", "Bob", "", "x[bot]"]),
    st.sampled_from(
        ["ada@example.com", "adaexample@a.org", "9+adaexample@users.noreply.github.com", "bob", "@"]
    ),
)
histories = st.lists(
    st.builds(
        lambda author, others, paths, parents, authored: changed(
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


def everything(commits: Sequence[Commit]) -> frozenset[str]:
    return frozenset(each.sha for each in commits)


@given(histories, declared_identities, st.booleans())
def test_every_share_lies_between_nothing_and_all(
    commits: list[Commit], identities: list[str], low_is_zero: bool
) -> None:
    identity = identify(candidate(*identities), commits)
    touched = path_history(commits, ["a.py", "b.py", "nowhere.py"])
    paths = ["nowhere.py", "a.py", "b.py", "a.py"]
    found = provenance_of(
        paths, Attribution(identity, unclear=everything(commits) if low_is_zero else frozenset()), touched
    )
    assert list(found) == ["a.py", "b.py", "nowhere.py"]
    for each in (*(each.share for each in found.values()), share_of(identity, commits)):
        assert each is None or identities or low_is_zero
        assert each is not None or not identities
        assert each is None or 0 <= each.low <= each.high <= 1
    assert all(each.share is None or not low_is_zero or each.share.low == 0 for each in found.values())
    assert set(matched_identities(candidate(*identities), commits)) <= set(identities)


def test_the_share_of_commits_is_of_those_that_are_named() -> None:
    mine, theirs = commit("2024-01-05", "a.py"), commit("2024-03-01", "b.py", author=BOB)
    other = commit("2024-02-01", "a.py", author=BOB)
    history = [theirs, other, mine]
    identity = identify(candidate("ada@example.com"), history)
    both, unknown = (mine.sha, theirs.sha), ("f" * 40,)
    found = provenance_of_commits([both, unknown, both], Attribution(identity), history)
    assert set(found) == {both, unknown}
    assert found[both] == PathProvenance(
        Share(0.5, 0.5), mine.sha, "2024-03-01", None, "2024-01-05", days=2, authors=2
    )
    assert found[unknown] == PathProvenance(Share(0.0, 1.0), None, None)
    assert provenance_of_commits([both], Attribution(), history)[both].share is None
    of_fork = Attribution(is_fork=True, own=frozenset({theirs.sha}))
    assert provenance_of_commits([both], of_fork, history)[both].share == Share(0.5, 0.5)


def test_merges_and_bots_touch_nothing() -> None:
    mine = commit("2024-01-01", "a.py")
    history = [
        commit("2024-01-04", "a.py", author=BOT),
        commit("2024-01-03", "a.py", author=BOB, parents=2),
        commit("2024-01-02", "b.py", author=BOB),
        mine,
    ]
    assert path_history(history, ["a.py"]).of("a.py") == (mine,)
    assert path_history(history, ["a.py"]).of("never.py") == ()


def test_a_path_is_followed_through_exact_renames() -> None:
    moved = commit("2024-01-03", "src/a.py", "a.py", author=BOB, renames=(("a.py", "src/a.py"),))
    earlier = commit("2024-01-02", "a.py", "old.py", renames=(("old.py", "a.py"),))
    first = commit("2024-01-01", "old.py")
    unrelated = commit("2023-12-31", "src/a.py", author=BOB)
    found = path_history([moved, earlier, first, unrelated], ["src/a.py"])
    assert found.of("src/a.py") == (moved, earlier, first)


def test_a_bot_may_move_a_file_without_earning_it() -> None:
    first = commit("2024-01-01", "a.py")
    moved = commit("2024-01-02", "a.py", "b.py", author=BOT, renames=(("a.py", "b.py"),))
    assert path_history([moved, first], ["b.py"]).of("b.py") == (first,)


def test_copies_of_one_moved_file_share_its_history() -> None:
    moved = commit("2024-01-02", "a.py", "x/a.py", renames=(("a.py", "x/a.py"), ("a.py", "y/a.py")))
    first = commit("2024-01-01", "a.py")
    found = path_history([moved, first], ["x/a.py", "y/a.py"])
    assert found.of("x/a.py")[-1] == found.of("y/a.py")[-1] == first


def provenance(
    commits: Sequence[Commit], *identities: str, path: str = "a.py", unclear: bool = False
) -> PathProvenance:
    attribution = Attribution(
        identify(candidate(*identities), commits), unclear=everything(commits) if unclear else frozenset()
    )
    return path_provenance(attribution, path_history(commits, [path]), path)


def test_a_path_names_its_newest_commit_and_its_day_in_utc() -> None:
    newest, oldest = commit("2024-02-01T23:59:59", "a.py", author=BOB), commit("2024-01-01", "a.py")
    found = provenance([newest, oldest], "ada@example.com")
    assert (found.share, found.commit, found.date) == (Share(0.5, 0.5), newest.sha, "2024-02-01")
    assert provenance([newest, oldest], "ada@example.com", unclear=True).share == Share(0.0, 0.5)
    assert provenance([newest], unclear=True).share == Share(0.0, 1.0)
    assert provenance([newest]).share is None
    undated = provenance([commit("2024-01-01", "a.py", authored=None)], "ada@example.com")
    assert undated.date is None and undated.first_date is None and undated.commit is not None


def test_a_path_has_its_first_day_its_days_and_its_people() -> None:
    history = [
        commit("2024-03-05", "a.py", author=BOT),
        commit("2024-03-04T01:00:00", "a.py", author=BOB, co_authors=(NOREPLY,)),
        commit("2024-02-02T23:00:00", "a.py", message="second"),
        commit("2024-02-02T08:00:00", "a.py", authored=None),
        commit("2024-02-02T07:00:00", "a.py"),
        commit("2024-01-01", "b.py", author=NOREPLY),
    ]
    found = provenance(history, "ada@example.com")
    assert (found.first_date, found.date, found.days, found.authors) == ("2024-02-02", "2024-03-04", 2, 3)
    nobody = provenance(history)
    assert (nobody.first_date, nobody.days, nobody.authors, nobody.introduced) == ("2024-02-02", 2, 3, None)


def test_a_rebase_changes_no_day_of_the_work() -> None:
    rebased = [
        commit(day, "a.py", committed=1_735_689_600) for day in ("2024-03-01", "2024-01-01", "2024-02-01")
    ]
    found = provenance(rebased, "ada@example.com")
    assert (found.first_date, found.date, found.days) == ("2024-01-01", "2024-03-01", 3)


LOOK_ALIKE = Author("A. Example", "ada.example@elsewhere.org")


@pytest.mark.parametrize(
    ("by", "more", "expected"),
    [
        (ADA, {}, Origin.CANDIDATE),
        (BOB, {}, Origin.OTHER),
        (BOB, {"co_authors": (ADA,)}, Origin.CANDIDATE),
        (LOOK_ALIKE, {}, Origin.UNSURE),
        (BOT, {}, Origin.OTHER),
        (BOT, {"co_authors": (ADA,)}, Origin.OTHER),
        (ADA, {"parents": 2}, Origin.UNSURE),
        (ADA, {"added": ()}, Origin.UNSURE),
    ],
    ids=["candidate", "other", "together", "look-alike", "bot", "bot for her", "merge", "beginning not seen"],
)
def test_who_brought_a_path(by: Author, more: dict[str, Any], expected: Origin) -> None:
    later = commit("2024-02-01", "a.py", author=BOB, added=())
    first = commit("2024-01-01", "a.py", author=by, **more)
    identities = ("ada@example.com", "ada.example@work.org")
    assert provenance([later, first], *identities).introduced is expected


def test_one_drop_leaves_open_who_brought_the_path_but_not_what_others_brought() -> None:
    mine, theirs = commit("2024-01-01", "a.py"), commit("2024-01-01", "a.py", author=BOB)
    assert provenance([mine], "ada@example.com", unclear=True).introduced is Origin.UNSURE
    assert provenance([theirs], "ada@example.com", unclear=True).introduced is Origin.OTHER


def test_whoever_moves_a_file_has_not_brought_it() -> None:
    moved = commit("2024-03-01", "src/a.py", "a.py", added=("src/a.py",), renames=(("a.py", "src/a.py"),))
    first = commit("2024-01-01", "a.py", author=BOB)
    found = provenance([moved, first], "ada@example.com", path="src/a.py")
    assert (found.introduced, found.first_date, found.authors) == (Origin.OTHER, "2024-01-01", 2)
    assert found.share == Share(0.5, 0.5)


def test_where_a_history_is_cut_off_nobody_is_said_to_have_brought_what_was_there() -> None:
    cut = [commit("2024-02-01", "b.py"), commit("2024-01-01", "a.py", parents=0)]
    attribution = Attribution(identify(candidate("ada@example.com"), cut))
    paths = ["a.py", "b.py"]
    found = provenance_of(paths, attribution, path_history(cut, paths, complete=False))
    assert [found[path].introduced for path in paths] == [Origin.UNSURE, Origin.CANDIDATE]


# -- forks -----------------------------------------------------------------------------------------------

UPSTREAM = commit("2023-01-01", "a.py", author=BOB)
HERS_UPSTREAM = commit("2023-06-01", "a.py", message="merged above")
HERS = commit("2024-01-01", "a.py", message="in the fork")
THEIRS = commit("2024-02-01", "a.py", author=BOB, message="in the fork")
FORK = [THEIRS, HERS, HERS_UPSTREAM, UPSTREAM]
OWN = frozenset({THEIRS.sha, HERS.sha})


@pytest.mark.parametrize(
    ("identities", "own", "expected"),
    [
        (("ada@example.com",), OWN, Share(0.25, 0.25)),
        (("bob@example.org",), OWN, Share(0.25, 0.25)),
        (("adaexample@a.org", "ada.example@b.org"), OWN, Share(0.0, 0.25)),
        (("cleo@a.org", "cleo.sample@b.org"), OWN, Share(0.0, 0.0)),
        (("ada@example.com",), frozenset(), Share(0.0, 0.0)),
        (("ada@example.com",), None, Share(0.0, 0.5)),
        ((), OWN, Share(0.5, 0.5)),
        ((), None, Share(0.0, 1.0)),
    ],
)
def test_in_a_fork_only_its_own_commits_count(
    identities: tuple[str, ...], own: frozenset[str] | None, expected: Share
) -> None:
    attribution = Attribution(identify(candidate(*identities), FORK), is_fork=True, own=own)
    assert attribution.share(FORK) == expected


def test_a_fork_says_whose_its_paths_are() -> None:
    history = [commit("2024-01-01", "b.py"), UPSTREAM]
    own = frozenset({history[0].sha})
    touched = path_history(history, ["a.py", "b.py"])

    def introduced(identities: tuple[str, ...], own: frozenset[str] | None) -> list[Origin | None]:
        attribution = Attribution(identify(candidate(*identities), history), is_fork=True, own=own)
        return [path_provenance(attribution, touched, path).introduced for path in ("a.py", "b.py")]

    assert introduced(("ada@example.com",), own) == [Origin.OTHER, Origin.CANDIDATE]
    assert introduced((), own) == [Origin.OTHER, None]
    assert introduced((), None) == [None, None]


def test_work_on_the_parent_sustains_nothing_in_the_fork() -> None:
    commits = [commit(day, "a.py") for day in DAYS]
    touched = path_history(commits, ["a.py"])
    identity = identify(candidate("ada@example.com"), commits)

    def kept_up(own: frozenset[str] | None, *, is_fork: bool = True) -> bool:
        return is_kept_up(["a.py"], Attribution(identity, is_fork, own), touched)

    assert kept_up(None, is_fork=False)
    assert kept_up(frozenset(each.sha for each in commits))
    assert not kept_up(frozenset(each.sha for each in commits[1:]))
    # What is not known opens the upper bound: the share, which is 0 at least, keeps it from earning.
    assert kept_up(None)


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


def kept_up(commits: Sequence[Commit], *identities: str, paths: Sequence[str] = ("a.py",)) -> bool:
    attribution = Attribution(identify(candidate(*identities), commits))
    return is_kept_up(paths, attribution, path_history(commits, ["a.py", "b.py", "c.py"]))


def test_only_the_candidates_own_days_count_unless_nobody_is_named() -> None:
    commits = [commit(day, "a.py", author=author) for day, author in zip(DAYS, (ADA, BOB, ADA), strict=True)]
    assert not kept_up(commits, "ada@example.com")
    assert kept_up(commits, "ada@example.com", "Bob Example")
    assert kept_up(commits)
    alike = [commit(day, "a.py", author=Author("A", "adalove@a.org")) for day in DAYS]
    assert not kept_up(alike, "adalove@b.org")


def test_work_on_the_paths_is_taken_together_and_other_paths_do_not_count() -> None:
    commits = [commit(DAYS[0], "a.py"), commit(DAYS[1], "c.py"), commit(DAYS[2], "a.py")]
    assert kept_up(commits, paths=["a.py", "c.py"])
    assert not kept_up(commits, paths=["a.py", "b.py"])
    assert not kept_up(commits, paths=[])


def test_commits_that_are_a_forks_own_say_nothing_of_what_is_no_fork() -> None:
    mine = commit("2024-01-01", "a.py")
    identity = identify(candidate("ada@example.com"), [mine])
    assert Attribution(identity, is_fork=False, own=frozenset()).is_work(mine)
    assert not Attribution(identity, is_fork=True, own=frozenset()).is_work(mine)


def test_where_nobody_is_named_a_fork_does_not_say_who_brought_what_its_history_does_not_show() -> None:
    fork = Attribution(None, is_fork=True, own=frozenset())
    assert fork.introduced(None) is None
    assert fork.introduced(UPSTREAM) is Origin.OTHER


@pytest.mark.parametrize(("complete", "origin"), [(True, Origin.CANDIDATE), (False, Origin.UNSURE)])
def test_the_first_commit_of_a_whole_history_brought_what_is_in_it(complete: bool, origin: Origin) -> None:
    history = [commit("2024-01-01", "a.py", parents=0)]
    attribution = Attribution(identify(candidate("ada@example.com"), history))
    touched = path_history(history, ["a.py"], complete=complete)
    assert path_provenance(attribution, touched, "a.py").introduced is origin


def test_whoever_moves_a_path_did_not_bring_it() -> None:
    moved = commit("2024-01-01", "old.py", "new.py", added=("new.py",), renames=(("old.py", "new.py"),))
    attribution = Attribution(identify(candidate("ada@example.com"), [moved]))
    touched = path_history([moved], ["new.py"])
    assert path_provenance(attribution, touched, "new.py").introduced is Origin.UNSURE


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ((ADA,), Share(1, 1)),
        ((BOB,), Share(0, 0)),
        ((ADA, BOB), Share(0.5, 0.5)),
        ((ADA, BOB, BOB, BOB), Share(0.25, 0.25)),
        ((ADA, BOB, BOT), Share(1 / 3, 1 / 3)),
    ],
)
def test_a_share_is_the_part_of_the_commits(authors: tuple[Author, ...], expected: Share) -> None:
    commits = [commit(f"2024-01-{day:02}", author=author) for day, author in enumerate(authors, 1)]
    assert share(commits, "ada@example.com") == expected
    unclear = Attribution(identify(candidate("ada@example.com"), commits), unclear=everything(commits)).share(
        commits
    )
    assert unclear == Share(0, expected.high)
