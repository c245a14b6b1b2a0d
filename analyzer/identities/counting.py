"""How many people there are at least among the names and addresses of a history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from analyzer.commits import Commit
from analyzer.identities.identity import Identity, mailbox, noreply_login, people, plain, spelling_of
from analyzer.identities.names import Spelling, alike, common_words
from analyzer.provenance import Origin
from analyzer.repository import is_bot
from analyzer.sources import Author

COMPARED_BY_WORD = 50
"""Spellings that one word brings to be compared: among so many people one more or less says nothing."""
MOST_PEOPLE_COMPARED = 5_000
MOST_COMPARISONS = 100_000
"""People and pairs compared in one count, within a second; after them only what is sure tells who is one."""


def head_count(identity: Identity | None, commits: Iterable[Commit]) -> int:
    """At least how many people wrote the commits, automation left out; all of the candidate's are one."""
    authors = {author for commit in commits for author in people(commit)}
    mine = (
        set()
        if identity is None
        else {each for each in authors if identity.origin(each) is Origin.CANDIDATE and not is_bot(each)}
    )
    return people_at_least(authors, mine)


def people_at_least(authors: Iterable[Author], one_person: Set[Author] = frozenset()) -> int:
    """At least how many people the authors are, automation left out; those of `one_person` are one.

    Spellings that share a name, a mailbox or an account are one person. So are those that can be, as
    attribution sees it: a name in another spelling, a login or a part of an address that is made of it. Two
    people of one name count once.
    """
    groups = _groups({each for each in authors if not is_bot(each)} | one_person, one_person)
    known: dict[str, list[tuple[int, Spelling]]] = defaultdict(list)
    count, left = 0, iter(range(MOST_COMPARISONS))
    # Full names first: "Robert" can be one of them, and joins no more than one.
    groups.sort(key=lambda each: (not any(one.is_full for one in each), [_in_order(one) for one in each]))
    for group in groups[:MOST_PEOPLE_COMPARED]:
        person = _same_person(group, known, left)
        if person is None:
            person, count = count, count + 1
        for each in group:
            for word in common_words(each):
                known[word].append((person, each))
    return count + len(groups[MOST_PEOPLE_COMPARED:])


def _same_person(
    group: Sequence[Spelling], known: Mapping[str, Sequence[tuple[int, Spelling]]], left: Iterator[int]
) -> int | None:
    """The first of the people known so far who can be that of the group."""
    for each in group:
        for word in sorted(common_words(each)):
            for person, other in known.get(word, ())[:COMPARED_BY_WORD]:
                if next(left, None) is None:
                    return None
                if alike(each, other):
                    return person
    return None


def _groups(authors: Iterable[Author], one_person: Set[Author]) -> list[tuple[Spelling, ...]]:
    """The spellings of those who are surely one, group by group."""
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    first: dict[Author, str] = {}
    for author in authors:
        keys = ["\0one person"] if author in one_person else _keys(author)
        first[author] = keys[0]
        for key in keys:
            above[top(key)] = top(keys[0])
    found: dict[str, set[Spelling]] = defaultdict(set)
    for author, key in first.items():
        found[top(key)].add(spelling_of(author))
    return [tuple(sorted(each, key=_in_order)) for each in found.values()]


def _keys(author: Author) -> list[str]:
    email = author.email.casefold()
    keys = (f"@{noreply_login(email) or mailbox(email)}", plain(author.name))
    return [each for each in keys if each.strip("@")] or ["\0nobody"]


def _in_order(each: Spelling) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return each.words, tuple(sorted(each.handles))
