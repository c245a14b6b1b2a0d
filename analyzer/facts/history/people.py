"""How many people took part in a history, at least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.facts.history.proposals import proposal_of
from analyzer.identities import people, people_at_least, persons
from analyzer.repository import Snapshot, derived
from analyzer.sources import Author


def authors_at_least(repo: Snapshot) -> int:
    """At least how many people the authors of the work are."""
    return people_at_least((commit.author for commit in repo.work), known=known_people(repo))


def people_taking_part(repo: Snapshot) -> int:
    """At least how many people wrote the work, alone or with others, or merged a proposal."""
    return people_at_least(_taking_part(repo), known=known_people(repo))


@derived
def known_people(repo: Snapshot) -> Mapping[Author, int]:
    """Who of all that the history names, also as those who merged, can be one person."""
    return persons({author for commit in repo.commits for author in people(commit)})


def _taking_part(repo: Snapshot) -> Iterator[Author]:
    for commit in repo.work:
        yield from (commit.author, *commit.co_authors)
    yield from (each.author for each in repo.commits if each.is_merge and proposal_of(each) is not None)
