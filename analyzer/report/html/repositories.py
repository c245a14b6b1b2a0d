"""The repositories of the HTML page: what each is, when and by whom it was worked on, what was not read."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from analyzer.model import Level
from analyzer.report.answer import level_of
from analyzer.report.contract import FactValue, RepositoryEntry
from analyzer.report.html.drawings import ActivityView, Part, activity_view, code_parts, language_parts
from analyzer.report.html.evidence import LadderView, ladder
from analyzer.report.html.views import PAGE_NAME_LIMIT, Listing, PlaceView, Quotable, Source, cut, listing
from analyzer.report.text import is_object_id, permalink
from analyzer.scoring import interval_words
from analyzer.text import commit_words, plural

_SHOWN_APART = frozenset({"purpose", "purpose_reasons", "languages"})


class LinkedSignal(Struct, frozen=True):
    """A signal that was found in a repository, and where on the page its finding stands."""

    title: str
    ladder: LadderView
    anchor: str


class RepositoryView(Struct, frozen=True):
    """One repository; `counts` are how many signals reach which level, the strongest first."""

    number: int
    name: str
    summary: str
    counts: tuple[tuple[LadderView, int], ...]
    problem: str
    about: tuple[str, ...]
    head: PlaceView | None
    found: tuple[LinkedSignal, ...]
    flags: tuple[tuple[str, Quotable], ...]
    activity: ActivityView | None
    code: tuple[Part, ...]
    languages: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...]
    skipped: Listing[tuple[str, str]]

    @property
    def anchor(self) -> str:
        return f"repository-{self.number + 1}"


def repository_views(source: Source) -> tuple[RepositoryView, ...]:
    """Every repository, in the document's order."""
    return tuple(_repository(source, *each) for each in enumerate(source.repositories))


def _repository(source: Source, number: int, repository: RepositoryEntry) -> RepositoryView:
    levels = {id: level_of(each["level"]) for id, each in repository["signals"].items()}
    counted = Counter(level for level in levels.values() if level >= Level.PRESENT)
    found = sorted(
        (id for id, level in levels.items() if level >= Level.PRESENT), key=lambda id: (-levels[id], id)
    )
    flags = zip(source.document["flags"], source.flags, strict=True)
    return RepositoryView(
        number=number,
        name=cut(repository["name"], PAGE_NAME_LIMIT),
        summary=_summary(repository),
        counts=tuple((ladder(level.word), counted[level]) for level in sorted(counted, reverse=True)),
        problem="" if repository["assessed"] else cut(repository["problem"] or "for an unknown reason"),
        about=_about(repository),
        head=_head(source, repository),
        found=tuple(
            LinkedSignal(
                cut(source.title_of(id), PAGE_NAME_LIMIT),
                ladder(levels[id].word, highest=repository["signals"][id]["max_level"]),
                source.findings[number, id].anchor,
            )
            for id in found
        ),
        flags=tuple(
            (cut(each["id"].replace("_", " "), PAGE_NAME_LIMIT), quoted)
            for each, quoted in flags
            if each["repository"] == repository["name"]
        ),
        activity=activity_view(repository["activity"]),
        code=code_parts(repository["code"]),
        languages=language_parts(repository["code"]),
        facts=tuple(
            (cut(name.replace("_", " ")), fact_words(name, value))
            for name, value in repository["facts"].items()
            if name not in _SHOWN_APART
        ),
        skipped=listing(repository["skipped_files"], lambda each: (cut(each["path"]), cut(each["reason"]))),
    )


def _summary(repository: RepositoryEntry) -> str:
    if not repository["assessed"]:
        return "could not be assessed"
    parts = [cut(repository["purpose"], 40)] if repository["purpose"] else []
    parts.append(plural(repository["commits"], "commit"))
    share = repository["candidate_share"]
    if share is not None:
        parts.append(f"{interval_words(100 * share[0], 100 * share[1])}% by the candidate")
    return " · ".join(parts)


def _about(repository: RepositoryEntry) -> tuple[str, ...]:
    """Sentences on what it is: why it is of its kind, languages, what its life makes of its points."""
    facts = repository["facts"]
    said = []
    if repository["fork_of"]:
        said.append(f"A fork of {repository['fork_of']}.")
    if repository["purpose"] and facts.get("purpose_reasons"):
        said.append(f"Read as: {repository['purpose']}, because {facts['purpose_reasons']}.")
    if facts.get("languages"):
        said.append(f"Files by language: {facts['languages']}.")
    low, high = repository["life"]
    if repository["assessed"] and low < 1:
        said.append(
            f"What is connected here earns {interval_words(100 * low, 100 * high)}% of its points, "
            "by how long it was kept running."
        )
    return tuple(map(cut, said))


def _head(source: Source, repository: RepositoryEntry) -> PlaceView | None:
    head = repository["head"]
    if head is None or source.document["blind"]:
        return None
    words = commit_words(head) if is_object_id(head) else head
    return PlaceView("", cut(words), source.link(permalink(repository["url"], head, None)))


def fact_words(name: str, value: FactValue) -> str:
    """A fact's number as people read it; shares and ratios as a percentage."""
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, float) and name.endswith(("_share", "_ratio")):
        return f"{value:.0%}"
    return "unknown" if value is None else f"{value:,}"
