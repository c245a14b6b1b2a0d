"""Scorecards of one candidate on several days: what came, what went, what grew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from analyzer.model import Level
from analyzer.report.answer import level_of
from analyzer.report.comparison.sides import Named
from analyzer.report.contract import ScorecardDocument

NEWEST = "newest commit"


class Moment(Struct, frozen=True):
    """One day: the bounds of the score, the label, and how many repositories there were."""

    day: str
    low: float
    high: float
    label: str
    repositories: int


class Course(Struct, frozen=True):
    """The levels of one signal over the days, as words; empty where it was not measured anywhere."""

    id: str
    title: str
    levels: tuple[str, ...]


class Turn(Struct, frozen=True):
    """What happened between a day and the one before it, each in a phrase."""

    day: str
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether nothing came and nothing went."""
        return not self.came and not self.went


class OverTime(Struct, frozen=True):
    """One candidate over time, oldest day first."""

    targets: str
    moments: tuple[Moment, ...]
    courses: tuple[Course, ...]
    turns: tuple[Turn, ...]


class NotOneCandidate(ValueError):  # noqa: N818  (it names what was found)
    """The scorecards are not of one candidate on several days; the message says why."""


def over_time(scorecards: Iterable[Named]) -> OverTime:
    """The course of one candidate. Raises NotOneCandidate."""
    documents = sorted((each.document for each in scorecards), key=_moment_key)
    _require_one(documents)
    days = [each["as_of"] or NEWEST for each in documents]
    titles: dict[str, str] = {}
    for document in documents:
        titles.update((each["id"], each["title"]) for each in _shown_signals(document))
    return OverTime(
        targets=", ".join(documents[-1]["candidate"]["targets"]),
        moments=tuple(_moment(day, each) for day, each in zip(days, documents, strict=True)),
        courses=tuple(
            Course(id, title, tuple(_levels(each).get(id, "") for each in documents))
            for id, title in titles.items()
        ),
        turns=tuple(
            _turn(day, before, after, titles)
            for day, before, after in zip(days[1:], documents, documents[1:], strict=False)
        ),
    )


def _moment_key(document: ScorecardDocument) -> tuple[bool, str]:
    return (document["as_of"] is None, document["as_of"] or "")


def _require_one(documents: Sequence[ScorecardDocument]) -> None:
    targets = {tuple(sorted(each["candidate"]["targets"])) for each in documents}
    if len(targets) > 1:
        shown = "; ".join(", ".join(each) for each in sorted(targets))
        raise NotOneCandidate(
            f"these scorecards are of different targets ({shown[:300]}); --over-time compares one candidate "
            "on several days"
        )
    days = [each["as_of"] or NEWEST for each in documents]
    if len(days) < 2:
        raise NotOneCandidate("one scorecard is no course; make others with 'scan --as-of DATE -f json'")
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice is not None:
        raise NotOneCandidate(f"two of these scorecards are of one day ({twice}); leave one of them out")


def _moment(day: str, document: ScorecardDocument) -> Moment:
    verdict = document["verdict"]
    assessed = sum(each["assessed"] for each in document["repositories"])
    return Moment(day, verdict["low"], verdict["high"], verdict["label"], assessed)


def _shown_signals(document: ScorecardDocument) -> Iterator[Mapping[str, str]]:
    """The scored signals, in the rubric's order, with id and title; of version 1.0 all, by id."""
    if document["signals"]:
        for each in document["signals"]:
            if each["dimension"] is not None:
                yield {"id": each["id"], "title": each["title"]}
        return
    for id in sorted({id for each in document["repositories"] for id in each["signals"]}):
        yield {"id": id, "title": id.replace("_", " ")}


def _levels(document: ScorecardDocument) -> dict[str, str]:
    """The strongest level of every signal that was measured anywhere."""
    found: dict[str, str] = {}
    for repository in document["repositories"]:
        for id, entry in repository["signals"].items():
            if entry["level"] is not None and level_of(entry["level"]) >= level_of(found.get(id)):
                found[id] = entry["level"]
    return found


def _turn(day: str, before: ScorecardDocument, after: ScorecardDocument, titles: Mapping[str, str]) -> Turn:
    old, new = _levels(before), _levels(after)
    came, went = [], []
    for id, title in titles.items():
        was, now = level_of(old.get(id)), level_of(new.get(id))
        if now > was and now >= Level.PRESENT:
            came.append(f"{title}: {f'{was.word} to ' if was >= Level.PRESENT else ''}{now.word}")
        elif now < was and was >= Level.PRESENT:
            now_word = now.word if now >= Level.PRESENT else ("not found" if id in new else "not seen")
            went.append(f"{title}: {was.word} to {now_word}")
    for name, of in (("repository", _repositories), ("flag", _flags)):
        came += [f"{name} {each}" for each in sorted(of(after) - of(before))]
        went += [f"{name} {each}" for each in sorted(of(before) - of(after))]
    return Turn(day, tuple(came), tuple(went))


def _repositories(document: ScorecardDocument) -> set[str]:
    return {each["name"] for each in document["repositories"] if each["assessed"]}


def _flags(document: ScorecardDocument) -> set[str]:
    return {f"{each['id'].replace('_', ' ')} in {each['repository']}" for each in document["flags"]}
