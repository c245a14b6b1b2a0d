"""Who is the candidate: one person's names and addresses, look-alikes, everybody else, and automation."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from analyzer.authorship.provenance import Attribution
from analyzer.identities import SHARED_LOCAL_PARTS, head_count, identify, matched_identities, persons
from analyzer.repository.bots import BOT_ADDRESSES, is_bot
from analyzer.sources import Author, Candidate
from tests.support.snapshots import ADA, commit

BOB = Author("Bob Example", "bob@example.org")
NOREPLY = Author("Jo", "1234+jolovelace@users.noreply.github.com")
BOT = Author("renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com")


def candidate(*identities: str) -> Candidate:
    return Candidate(targets=("x",), identities=identities)


def bounds(author: Author, *identities: str, others: Sequence[Author] = ()) -> tuple[float, float]:
    """The candidate's share of one commit by `author`, seen in a history with commits of `others`."""
    history = [commit("2024-01-01", author=each) for each in (author, *others)]
    found = Attribution(identify(candidate(*identities), history)).share(history[:1])
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
        (NOREPLY, "JoLovelace", SURE),
        (Author("Jo", "jolovelace@users.noreply.github.com"), "jolovelace", SURE),
        (Author("Jo", "jolovelace@users.noreply.git.example.com"), "jolovelace", SURE),
        (Author("Jo", "jolovelace@home.net"), "jolovelace", MAYBE),
        (Author("Robert", "robert@home.net"), "Robert", MAYBE),
        (Author("Robert Example", "r@home.net"), "Robert", MAYBE),
        (Author("Zoë Müller", "zoe@home.net"), "Mueller, Zoe", MAYBE),
        (Author("Zoe Miller", "zoe@home.net"), "Mueller, Zoe", NOT),
        (Author("Jo", "9+jolovelace@users.noreply.git.example.com"), "jolovelace@work.org", MAYBE),
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


def test_declared_identities_that_some_commit_carries() -> None:
    commits = [commit("2024-01-01", author=BOB, co_authors=(ADA,)), commit("2024-01-02", author=BOB)]
    declared = candidate("ADA@example.com", "bob EXAMPLE", "carol@example.com", "Carol")
    assert matched_identities(declared, commits) == ("ADA@example.com", "bob EXAMPLE")


# One person with three addresses under two names, as histories have them.
THREE = (
    Author("Ada Example", "ada@work.org"),
    Author("ada", "ada@work.org"),
    Author("Ada Example", "ada@home.net"),
    Author("adalove", "77+adalove@users.noreply.github.com"),
)


@pytest.mark.parametrize(
    ("identities", "expected"),
    [
        (("Ada Example",), [SURE, SURE, SURE, NOT]),
        (("ada@work.org",), [SURE, SURE, MAYBE, NOT]),
        (("ada@work.org", "77+adalove@users.noreply.github.com"), [SURE, SURE, MAYBE, SURE]),
        (("Ada Example", "adalove"), [SURE, SURE, SURE, SURE]),
        (("ada@home.net",), [MAYBE, NOT, SURE, NOT]),
    ],
)
def test_one_person_with_three_addresses(
    identities: tuple[str, ...], expected: list[tuple[float, float]]
) -> None:
    assert [bounds(each, *identities, others=THREE) for each in THREE] == expected


@pytest.mark.parametrize(
    "address",
    ["root@example.com", "ada@laptop", "ada@laptop.local", "ada@ip-1.internal", "noreply@github.com", ""],
)
def test_a_name_brings_no_address_that_is_not_made_for_one_person(address: str) -> None:
    hers, anybody = Author("Ada Example", address), Author("Bob", address)
    assert bounds(anybody, "Ada Example", others=[hers]) == NOT
    assert bounds(hers, "Ada Example") == SURE


def test_what_was_declared_is_never_overruled_by_a_look_alike() -> None:
    assert bounds(ADA, "bob@example.org", "ada@example.com", others=[BOB]) == SURE
    namesake = Author("Ada Example", "somebody.else@example.net")
    assert bounds(namesake, "ada@example.com", others=[ADA]) == MAYBE
    assert bounds(namesake, "ada@example.com", "somebody.else@example.net", others=[ADA]) == SURE


def test_the_accounts_login_is_a_look_alike_where_it_is_a_name() -> None:
    account = Candidate(("adalove",), "adalove", ("77+adalove@users.noreply.github.com",), "account")
    history = [commit("2024-01-01", author=Author("AdaLove", "x@y.org"))]
    found = Attribution(identify(account, history)).share(history)
    assert found is not None and (found.low, found.high) == MAYBE


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ((ADA, BOB), 2),
        (THREE, 2),
        ((*THREE, Author("adalove", "ada@home.net")), 1),
        ((ADA, Author("Ada Example", "ada@home.net")), 1),
        ((ADA, Author("ada", "ada@example.com")), 1),
        ((NOREPLY, Author("Jo L", "jolovelace@users.noreply.github.com")), 1),
        ((Author("Bo Sample", "bo@x.org"), Author("bosample", "9+bosample@users.noreply.github.com")), 1),
        ((Author("BoSam", "bo@x.org"), Author("Bo Sample", "9+BoSam@users.noreply.github.com")), 1),
        ((Author("Bo", "bo.sample@x.org"), Author("BoSam", "bosample9@y.org")), 1),
        (
            (Author("BoYu", "josample99@x.org"), Author("Jo Sample", "9+Bo-Yu-Sam@users.noreply.github.com")),
            1,
        ),
        ((Author("Bo Yu", "jsample@x.org"), Author("Jo Sample", "jo@y.org")), 2),
        (
            (Author("Sample, Bo", "x@x.org"), Author("Bo Sample", "y@y.org"), Author("B. Sample", "z@z.org")),
            1,
        ),
        ((Author("Jo Sample", "jo@x.org"), Author("Bo Sample", "bo@x.org")), 2),
        (
            (
                Author("Robert Sample", "a@x.org"),
                Author("Robert Other", "b@x.org"),
                Author("Robert", "c@x.org"),
            ),
            2,
        ),
        ((Author("Bo Sample", "info@x.org"), Author("Jo Other", "info@y.org")), 2),
        ((Author("b3sample", "bobsample@x.org"), Author("Bo Sample", "b.sample@y.org")), 1),
        ((Author("b3sample", "josample@x.org"), Author("Jill Sample", "sam@y.org"), ADA), 2),
        ((Author("c3d", "bobsample@x.org"), Author("Jo Sample", "j.sample@y.org")), 2),
        ((ADA, BOT), 1),
        ((BOT,), 0),
        ((), 0),
        ((Author("", ""), Author("", "x@y.org")), 2),
        ((Author("x", ""), Author("x", "x@y.org"), Author("", "x@y.org")), 1),
    ],
)
def test_how_many_people_at_least(authors: Sequence[Author], expected: int) -> None:
    assert head_count(None, [commit("2024-01-01", author=each) for each in authors]) == expected


def test_who_are_one_by_what_the_whole_history_says_are_one_in_a_part_of_it() -> None:
    bo, jo = Author("bosam", "bo@x.org"), Author("Jorinde", "jo@y.org")
    both = Author("Jorinde", "9+bosam@users.noreply.github.com")
    part = [commit("2024-01-01", author=each) for each in (bo, jo)]
    assert head_count(None, part, persons((bo, jo, both))) == 1
    assert head_count(None, part, persons((bo, jo))) == 2


def test_the_candidate_is_one_person_however_spelled() -> None:
    history = [commit("2024-01-01", author=each) for each in (*THREE, BOB)]
    named = identify(candidate("Ada Example", "adalove"), history)
    assert head_count(named, history) == 2
    agent = Author("Claude", "noreply@anthropic.com")
    assert head_count(named, [commit("2024-01-01", author=THREE[0], co_authors=(agent,))]) == 1


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author("dependabot[bot]", "x@example.com"), True),
        (Author("x", "49699333+dependabot[bot]@users.noreply.github.com"), True),
        (Author("Renovate Bot", "bot@renovateapp.com"), True),
        (Author("Renovate Bot", "BOT@RenovateApp.com"), True),
        (Author("Travis CI", "travis@travis-ci.org"), True),
        (Author("The Shop's Bot", "119+shop-bot@users.noreply.github.com"), True),
        (Author("Translation Bot", "support+bot@translations.example"), True),
        (Author("Somebody", "bot@example.com"), True),
        (Author("Bump version", "bump@github-actions"), True),
        (Author("Claude", "noreply@anthropic.com"), True),
        (Author("Bot Example", "bot.example@example.com"), False),
        (Author("Jan Bot", "jan.bot@example.com"), False),
        (Author("Talbot", "talbot@example.com"), False),
        (Author("Somebody", "me@shop-bot.example"), False),
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
