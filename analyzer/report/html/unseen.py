"""What could not be seen, one line for each cause with its remedy."""

from __future__ import annotations

from msgspec import Struct

from analyzer.report.answer import level_of
from analyzer.report.contract import CauseEntry
from analyzer.report.html.views import PAGE_NAME_LIMIT, Source, cut
from analyzer.text import plural, repository_count

_PLACES_SHOWN = 8


class CauseView(Struct, frozen=True):
    """Why something could not be seen, what would help, where it was, what it may have hidden."""

    words: str
    remedy: str
    where: str
    signals: str
    places: tuple[str, ...]
    more: int


def cause_views(source: Source) -> tuple[CauseView, ...]:
    """Every cause, what leaves most open first."""
    causes = source.document["not_seen"] or _of_findings(source)
    return tuple(_cause(source, each) for each in causes)


def _of_findings(source: Source) -> list[CauseEntry]:
    """The causes of a document that does not list them: unread repositories, then the reasons of findings."""
    found: dict[str, CauseEntry] = {}

    def add(words: str, repository: str, signal: str | None) -> None:
        entry = found.setdefault(
            words, CauseEntry(words=words, remedy="", count=0, repositories=[], places=[], signals=[])
        )
        entry["count"] += 1
        entry["repositories"] = list(dict.fromkeys((*entry["repositories"], repository)))
        entry["signals"] = list(dict.fromkeys((*entry["signals"], *([signal] if signal else []))))

    for each in source.repositories:
        if not each["assessed"]:
            add(each["problem"] or "the repository could not be assessed", each["name"], None)
    for each in source.repositories:
        for id, entry in each["signals"].items():
            if entry["reason"] and level_of(entry["ceiling"]) > level_of(entry["level"]):
                add(entry["reason"], each["name"], id)
    return sorted(found.values(), key=lambda each: -len(each["signals"]))


def _cause(source: Source, cause: CauseEntry) -> CauseView:
    repositories = cause["repositories"]
    titles = [source.title_of(each) for each in cause["signals"]]
    where = repositories[0] if len(repositories) == 1 else repository_count(len(repositories))
    left_open = titles[0] if len(titles) == 1 else plural(len(titles), "signal")
    return CauseView(
        words=cut(cause["words"]),
        remedy=cut(cause["remedy"]),
        where=cut(where, PAGE_NAME_LIMIT),
        signals=cut(f"leaves {left_open} open" if titles else "", PAGE_NAME_LIMIT),
        places=tuple(cut(each) for each in cause["places"][:_PLACES_SHOWN]),
        more=max(0, cause["count"] - len(cause["places"][:_PLACES_SHOWN])),
    )
