"""The pieces that more than one part of the page prints, and the small tools that make them from a document.

Texts are bounded and made visible here; the templates escape them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct, field

from analyzer.report.contract import EvidenceEntry, RepositoryEntry, ScorecardDocument
from analyzer.report.places import anchor
from analyzer.report.text import web_link
from analyzer.report.visible import visible
from analyzer.text import commit_words

PAGE_LIST_LIMIT = 50
PAGE_NOTE_LIMIT = 400
PAGE_NAME_LIMIT = 200
_From = TypeVar("_From")
_Item = TypeVar("_Item")


class Listing(Struct, Generic[_Item], frozen=True):
    """The first items of a list, and how many more there are."""

    shown: tuple[_Item, ...]
    more: int = 0

    @property
    def total(self) -> int:
        return len(self.shown) + self.more


class PlaceView(Struct, frozen=True):
    """A place to open: its repository (empty where that is clear), the path in it, the permalink."""

    repository: str
    path: str
    link: str | None


class Quotable(Struct, frozen=True):
    """The id by which a finding or a flag is quoted, and the same as the page's own anchor."""

    id: str
    anchor: str


class Anchors(Struct, frozen=True):
    """Gives out the page's anchors, each once: two long names could share one."""

    given: set[str] = field(default_factory=set)

    def quotable(self, id: str) -> Quotable:
        """The id as people quote it, with an anchor that nothing else on the page has."""
        wanted = free = anchor(id)
        number = 2
        while free in self.given:
            free = f"{wanted}.{number}"
            number += 1
        self.given.add(free)
        return Quotable(cut(id), free)


class Source(Struct, frozen=True):
    """A document as the page reads it: its repositories by name and number, the anchor of every finding.

    Of two repositories of the same name the first is meant where only the name is known.
    """

    document: ScorecardDocument
    numbers: Mapping[str, int]
    titles: Mapping[str, str]
    findings: Mapping[tuple[int, str], Quotable]
    flags: tuple[Quotable, ...]

    @property
    def repositories(self) -> list[RepositoryEntry]:
        return self.document["repositories"]

    def title_of(self, signal: str) -> str:
        """What people read for a signal."""
        return self.titles.get(signal, signal.replace("_", " "))

    def link(self, address: str | None) -> str | None:
        """An address of the document that may be opened; a blind page leads nowhere."""
        return None if self.document["blind"] else web_link(address)

    def finding_anchor(self, repository: str | None, signal: str) -> str | None:
        """Where on the page a finding stands."""
        number = self.numbers.get(repository or "")
        quoted = None if number is None else self.findings.get((number, signal))
        return None if quoted is None else quoted.anchor


def source_of(document: ScorecardDocument) -> Source:
    """The document with an anchor for every flag and every finding, in that order."""
    anchors = Anchors()
    ids = [f"{each['repository']}/{each['id']}" for each in document["flags"]]
    flags = [
        f"{id}#{ids[: number + 1].count(id)}" if ids.count(id) > 1 else id for number, id in enumerate(ids)
    ]
    repositories = list(enumerate(document["repositories"]))
    return Source(
        document=document,
        numbers={each["name"]: number for number, each in reversed(repositories)},
        titles={each["id"]: each["title"] for each in document["signals"]},
        flags=tuple(map(anchors.quotable, flags)),
        findings={
            (number, signal): anchors.quotable(f"{each['name']}/{signal}")
            for number, each in repositories
            for signal in each["signals"]
        },
    )


def cut(text: str, limit: int = PAGE_NOTE_LIMIT) -> str:
    """The text, visible and bounded."""
    return visible(text, limit)


def listing(
    items: Iterable[_From], view: Callable[[_From], _Item], limit: int = PAGE_LIST_LIMIT
) -> Listing[_Item]:
    """The views of the first items, and how many more there are."""
    every = list(items)
    return Listing(tuple(view(each) for each in every[:limit]), max(0, len(every) - limit))


def place_words(path: str | None, line: int | None, commit: str | None = None) -> str:
    """ "path:line", or the commit that shows it, or that it is of the whole repository."""
    if path:
        return path if line is None else f"{path}:{line}"
    return commit_words(commit) if commit else "whole repository"


def evidence_place(source: Source, evidence: EvidenceEntry, repository: str = "") -> PlaceView:
    """The place of a piece of evidence; without the repository's name where that is clear."""
    commit = None if source.document["blind"] else evidence["commit"]
    return PlaceView(
        repository=cut(repository, PAGE_NAME_LIMIT),
        path=cut(place_words(evidence["path"], evidence["line"], commit)),
        link=source.link(evidence["permalink"]),
    )
