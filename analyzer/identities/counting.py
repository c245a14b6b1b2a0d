"""How many people there are at least among the names and addresses of a history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from analyzer.commits import Commit
from analyzer.identities.identity import Identity, mailbox, noreply_login, people, plain, spelling_of
from analyzer.identities.names import Spelling, alike, common_words, has_surname
from analyzer.provenance import Origin
from analyzer.repository import is_bot
from analyzer.sources import Author

COMPARED_BY_WORD = 50
"""Spellings that one word brings to be compared: among so many people one more or less says nothing."""
MOST_PEOPLE_COMPARED = 5_000
MOST_COMPARISONS = 100_000
"""People and pairs compared in one count, within a second; after them only what is sure tells who is one."""


NOTHING_KNOWN: Mapping[Author, int] = {}


def head_count(
    identity: Identity | None, commits: Iterable[Commit], known: Mapping[Author, int] = NOTHING_KNOWN
) -> int:
    """At least how many people wrote the commits, automation left out; all of the candidate's are one.

    `known` are the `persons` of a longer history.
    """
    authors = {author for commit in commits for author in people(commit)}
    mine = (
        set()
        if identity is None
        else {each for each in authors if identity.origin(each) is Origin.CANDIDATE and not is_bot(each)}
    )
    return people_at_least(authors, mine, known)


def people_at_least(
    authors: Iterable[Author],
    one_person: Set[Author] = frozenset(),
    known: Mapping[Author, int] = NOTHING_KNOWN,
) -> int:
    """At least how many people the authors are, automation left out; those of `one_person` are one."""
    return len(set(persons(authors, one_person, known).values()))


def persons(
    authors: Iterable[Author],
    one_person: Set[Author] = frozenset(),
    known: Mapping[Author, int] = NOTHING_KNOWN,
) -> Mapping[Author, int]:
    """Each author, automation left out, with the number of the person that it can be.

    Spellings that share a name, a mailbox or an account are one person, as are those that are one in `known`.
    So are those that can be, as attribution sees it: a name in another spelling, a login or a part of an
    address that is made of it. Two people of one name count once. Among few, a login with a surname in it is
    that person's too.
    """
    groups = _groups({each for each in authors if not is_bot(each)} | one_person, one_person, known)
    seen: dict[str, list[tuple[int, Spelling]]] = defaultdict(list)
    found: dict[Author, int] = {}
    left = iter(range(MOST_COMPARISONS))
    # Full names first: "Robert" can be one of them, and joins no more than one.
    groups.sort(
        key=lambda each: (not any(one.is_full for one in each[1]), [_in_order(one) for one in each[1]])
    )
    named: list[tuple[int, Spelling]] = []
    for number, (members, spellings) in enumerate(groups):
        other = _same_person(spellings, seen, left) if number < MOST_PEOPLE_COMPARED else None
        if len(groups) <= COMPARED_BY_WORD:
            other = _by_surname(spellings, named) if other is None else other
            named.extend((number if other is None else other, each) for each in spellings if each.is_full)
        person = number if other is None else other
        found.update(dict.fromkeys(members, person))
        for each in spellings if number < MOST_PEOPLE_COMPARED else ():
            for word in common_words(each):
                seen[word].append((person, each))
    return found


def _same_person(
    group: Sequence[Spelling], seen: Mapping[str, Sequence[tuple[int, Spelling]]], left: Iterator[int]
) -> int | None:
    """The first of the people known so far who can be that of the group."""
    for each in group:
        for word in sorted(common_words(each)):
            for person, other in seen.get(word, ())[:COMPARED_BY_WORD]:
                if next(left, None) is None:
                    return None
                if alike(each, other):
                    return person
    return None


def _by_surname(group: Sequence[Spelling], named: Sequence[tuple[int, Spelling]]) -> int | None:
    """The first with a full name whose surname stands in a login of the group, in which nobody has one."""
    if any(each.is_full for each in group):
        return None
    return next((person for person, full in named if any(has_surname(each, full) for each in group)), None)


def _groups(
    authors: Iterable[Author], one_person: Set[Author], known: Mapping[Author, int]
) -> list[tuple[tuple[Author, ...], tuple[Spelling, ...]]]:
    """Those who are surely one with their spellings, group by group."""
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    first: dict[Author, str] = {}
    for author in authors:
        keys = ["\0one person"] if author in one_person else _keys(author)
        keys += [f"\0{known[author]}"] if author in known else []
        first[author] = keys[0]
        for key in keys:
            above[top(key)] = top(keys[0])
    found: dict[str, list[Author]] = defaultdict(list)
    for author, key in first.items():
        found[top(key)].append(author)
    return [
        (tuple(each), tuple(sorted(set(map(spelling_of, each)), key=_in_order))) for each in found.values()
    ]


def _keys(author: Author) -> list[str]:
    email = author.email.casefold()
    keys = (f"@{noreply_login(email) or mailbox(email)}", plain(author.name))
    return [each for each in keys if each.strip("@")] or ["\0nobody"]


def _in_order(each: Spelling) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return each.words, tuple(sorted(each.handles))
