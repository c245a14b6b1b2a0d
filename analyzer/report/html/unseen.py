"""What could not be seen, one line for each cause."""

from __future__ import annotations

from msgspec import Struct

from analyzer.report.answer import level_of
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
    """Repositories that could not be read, then every reason for which a level may be higher."""
    repositories = [
        CauseView(
            cut(f"{each['name']} could not be assessed: {each['problem'] or 'no reason was given'}"),
            "",
            "",
            "",
            (),
            0,
        )
        for each in source.repositories
        if not each["assessed"]
    ]
    found: dict[str, tuple[list[str], list[str]]] = {}
    for each in source.repositories:
        for id, entry in each["signals"].items():
            if entry["reason"] and level_of(entry["ceiling"]) > level_of(entry["level"]):
                names, signals = found.setdefault(entry["reason"], ([], []))
                names.append(each["name"])
                signals.append(source.title_of(id))
    ranked = sorted(found.items(), key=lambda pair: (-len(set(pair[1][1])), pair[0]))
    return (*repositories, *(_cause(reason, *hidden) for reason, hidden in ranked))


def _cause(reason: str, names: list[str], signals: list[str]) -> CauseView:
    repositories, titles = list(dict.fromkeys(names)), list(dict.fromkeys(signals))
    where = repositories[0] if len(repositories) == 1 else repository_count(len(repositories))
    return CauseView(
        words=cut(reason),
        remedy="",
        where=cut(where, PAGE_NAME_LIMIT),
        signals=cut(titles[0] if len(titles) == 1 else plural(len(titles), "signal"), PAGE_NAME_LIMIT),
        places=tuple(cut(each, PAGE_NAME_LIMIT) for each in repositories[:_PLACES_SHOWN]),
        more=max(0, len(repositories) - _PLACES_SHOWN),
    )
