"""The short answer that every report begins with, from the JSON document: what shows most, what does not.

Three questions with their proof, the strongest pieces of evidence, the most telling gaps. The texts are not
escaped: each report escapes them for its own format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from analyzer.model import Level, Status
from analyzer.report.contract import (
    DimensionEntry,
    EvidenceEntry,
    RepositoryEntry,
    ScorecardDocument,
    SignalEntry,
    StandingEntry,
)
from analyzer.report.summed import part_of_score
from analyzer.scorecard import OWN_CREDIT
from analyzer.text import listed, plural

STRENGTHS_SHOWN = 3
GAPS_SHOWN = 3
LIFE_SIGNAL = "upkeep"
_LEVELS: Mapping[str, Level] = {level.word: level for level in Level}
_NAMED_OF_ONE = 3


class ChipState(StrEnum):
    """The answer to one of the three questions."""

    OWN = "own"
    TEAM = "team"
    OTHERS = "others"  # in a repository in which the candidate has no commit
    YES = "yes"  # nobody was named
    PART = "part"  # it is there, and nothing was found that it is connected to
    NOT_FOUND = "not_found"
    NOT_SEEN = "not_seen"


CHIP_WORDS: Mapping[ChipState, str] = {
    ChipState.OWN: "yes (own)",
    ChipState.TEAM: "yes (team's)",
    ChipState.OTHERS: "yes (others')",
    ChipState.YES: "yes",
    ChipState.PART: "in part",
    ChipState.NOT_FOUND: "not found",
    ChipState.NOT_SEEN: "cannot be seen",
}


# The answers with yes, the candidate's own before others'.
_WHOSE = (ChipState.YES, ChipState.OWN, ChipState.TEAM, ChipState.OTHERS)


class ChipRule(Struct, frozen=True):
    """What answers a question with yes: one of the signals, from its level on.

    From substantive on, what does not reach its level answers in part. `lived`: so does what stands in a
    repository whose running parts nobody worked on over time; it may never have run.
    """

    id: str
    ask: str
    levels: Mapping[str, Level]
    lived: bool = True

    @property
    def signals(self) -> tuple[str, ...]:
        """The ids of the signals, what answers most directly first."""
        return tuple(self.levels)


CHIP_RULES = (
    # A delivery without tests before it is substantive, and delivers.
    ChipRule(
        "deployed",
        "deployed?",
        {"ci_delivery": Level.SUBSTANTIVE, "infrastructure": Level.WIRED, "serving": Level.WIRED},
    ),
    ChipRule(
        "watched",
        "watched?",
        {"monitoring": Level.WIRED, "alerting": Level.WIRED, "drift_detection": Level.WIRED},
    ),
    ChipRule("tested", "tested in CI?", {"ci_tests": Level.WIRED}, lived=False),
)


class Place(Struct, frozen=True):
    """One piece of evidence with the signal that it shows; `id` is that of its finding."""

    repository: str
    signal: str
    title: str
    evidence: EvidenceEntry

    @property
    def id(self) -> str:
        return f"{self.repository}/{self.signal}"


class Chip(Struct, frozen=True):
    """One of the three questions, its answer, and the proof; without a yes, what comes nearest."""

    rule: ChipRule
    state: ChipState
    place: Place | None

    @property
    def words(self) -> str:
        return CHIP_WORDS[self.state]

    @property
    def nearest(self) -> str:
        """What comes nearest, in words, where the answer is no yes; empty without any."""
        if self.place is None or self.state in _WHOSE:
            return ""
        level = self.place.evidence["level"]
        words = f"nearest: {self.place.title} is {level}"
        if level_of(level) >= self.rule.levels[self.place.signal]:
            words += "; no sign that it was in use over time"
        return words

    @property
    def answered(self) -> bool:
        """Whether the place shows what was asked for, if only in part."""
        return self.state not in (ChipState.NOT_FOUND, ChipState.NOT_SEEN)


class Gap(Struct, frozen=True):
    """A signal that was looked for everywhere and not found, and what was searched for it.

    `near` are files, each behind its repository's name, whose names sound like it.
    """

    signal: str
    title: str
    searched: str
    near: tuple[str, ...]


class Strongest(Struct, frozen=True):
    """The repository that shows most, and the sentence that says what, and the candidate's share of it."""

    repository: RepositoryEntry
    sentence: str


def strongest_repository(document: ScorecardDocument) -> Strongest | None:
    """The repository that alone would earn most; None if nothing was found in any."""
    parts = {each["id"]: part_of_score(document, each) for each in document["signals"]}
    earned = {
        each["name"]: sum(parts.get(id, 0.0) * found["earned"][0] for id, found in each["signals"].items())
        for each in document["repositories"]
    }
    shown = [each for each in document["repositories"] if earned[each["name"]] > 0]
    if not shown:
        return None
    best = min(shown, key=lambda each: (-earned[each["name"]], each["name"]))
    return Strongest(best, _sentence(best, document, parts))


def _sentence(repository: RepositoryEntry, document: ScorecardDocument, parts: Mapping[str, float]) -> str:
    titles = {each["id"]: each["title"] for each in document["signals"]}
    found = [
        (id, each)
        for id, each in repository["signals"].items()
        if parts.get(id) and level_of(each["level"]) >= Level.PRESENT
    ]
    found.sort(key=lambda pair: (-parts[pair[0]] * pair[1]["earned"][0], pair[0]))
    named = [f"{titles[id]} ({each['level']})" for id, each in found[:_NAMED_OF_ONE]]
    share = repository["candidate_share"]
    whose = ""
    if share is not None:
        commits = plural(repository["commits"], "commit")
        whose = f"; the candidate's share of its {commits} is {_percent(share)}"
    return f"{repository['name']} shows most: {listed(named)}{whose}."


def chips(document: ScorecardDocument) -> tuple[Chip, ...]:
    """The answers to the three questions, in their order."""
    return tuple(_chip(document, rule) for rule in CHIP_RULES)


def _chip(document: ScorecardDocument, rule: ChipRule) -> Chip:
    places = sorted(_places(document, rule.signals), key=lambda each: _proof_order(each, document, rule))
    best = places[0] if places else None
    if best is not None and _answers(best, document, rule):
        return Chip(rule, _whose(best, document), best)
    if best is not None and level_of(best.evidence["level"]) >= Level.SUBSTANTIVE:
        return Chip(rule, ChipState.PART, best)
    hidden = any(_may_reach(each, rule) for each in document["repositories"])
    return Chip(rule, ChipState.NOT_SEEN if hidden else ChipState.NOT_FOUND, best)


def _answers(place: Place, document: ScorecardDocument, rule: ChipRule) -> bool:
    connected = level_of(place.evidence["level"]) >= rule.levels[place.signal]
    return connected and (not rule.lived or _has_lived(place.repository, document))


def _has_lived(name: str, document: ScorecardDocument) -> bool:
    """Whether people worked on what runs in it over time, as far as that was looked for."""
    found = [each["signals"].get(LIFE_SIGNAL) for each in document["repositories"] if each["name"] == name]
    return any(each is None or level_of(each["level"]) >= Level.PRESENT for each in found)


def _proof_order(place: Place, document: ScorecardDocument, rule: ChipRule) -> tuple[object, ...]:
    """What answers the question comes first, of that the candidate's own, their team's, the strongest.

    Places of one signal stay in the order of the document.
    """
    whose = _WHOSE.index(_whose(place, document))
    signal = rule.signals.index(place.signal)
    level = -level_of(place.evidence["level"])
    return (not _answers(place, document, rule), whose, level, signal, place.repository)


def _places(document: ScorecardDocument, signals: Iterable[str]) -> Iterator[Place]:
    titles = {each["id"]: each["title"] for each in document["signals"]}
    for repository in document["repositories"]:
        for signal in signals:
            found = repository["signals"].get(signal)
            for evidence in () if found is None else found["evidence"]:
                if level_of(evidence["level"]) >= Level.PRESENT:
                    yield Place(repository["name"], signal, titles.get(signal, signal), evidence)


def _whose(place: Place, document: ScorecardDocument) -> ChipState:
    share = place.evidence["share"]
    if share is None or document["candidate"]["identity_certainty"] == "unknown":
        return ChipState.YES
    if min(1.0, document["rubric"]["credit_factor"] * share[0]) >= OWN_CREDIT:
        return ChipState.OWN
    shares = [
        each["candidate_share"] for each in document["repositories"] if each["name"] == place.repository
    ]
    worked = any(each is not None and each[1] > 0 for each in shares)
    return ChipState.TEAM if worked or share[1] > 0 else ChipState.OTHERS


_WHOSE_WORDS = {ChipState.OWN: "own", ChipState.TEAM: "team's", ChipState.OTHERS: "others'"}


def whose_words(place: Place, document: ScorecardDocument) -> str:
    """Whose a piece of evidence counts as: "own", "team's", "others'", empty where nobody was named."""
    return _WHOSE_WORDS.get(_whose(place, document), "")


def _may_reach(repository: RepositoryEntry, rule: ChipRule) -> bool:
    """Whether what was not seen could answer the question with yes."""
    if not repository["assessed"]:
        return True
    return any(
        entry["status"] == Status.ERROR
        or (
            entry["status"] != Status.NOT_APPLICABLE
            and level_of(entry["ceiling"]) >= level
            and level_of(entry["ceiling"]) > level_of(entry["level"])
        )
        for signal, level in rule.levels.items()
        if (entry := repository["signals"].get(signal)) is not None
    )


def strengths(document: ScorecardDocument, most: int = STRENGTHS_SHOWN) -> tuple[Place, ...]:
    """The evidence that earns most of the score: places in files before commits, one a dimension before a
    second one of any, no place twice.
    """
    ranked = sorted(
        (each for each in document["signals"] if each["evidence"] is not None and each["earned"] > 0),
        key=lambda each: (-part_of_score(document, each) * each["earned"], each["id"]),
    )
    turns: list[tuple[int, int, StandingEntry]] = []
    for number, each in enumerate(ranked):
        earlier = sum(one["dimension"] == each["dimension"] for _turn, _number, one in turns)
        turns.append((earlier, number, each))
    chosen: dict[tuple[object, ...], Place] = {}
    for _turn, _number, each in sorted(turns, key=_files_first):
        evidence = each["evidence"]
        if each["dimension"] is None or evidence is None or not _can_be_opened(evidence):
            continue
        spot = evidence["path"] or evidence["commit"]
        where = (each["repository"], spot, evidence["line"])
        chosen.setdefault(where, Place(each["repository"] or "", each["id"], each["title"], evidence))
    return tuple(chosen.values())[:most]


def level_words(place: Place, document: ScorecardDocument) -> str:
    """The level of a place, and beside it that of its signal where work that earns less shows more."""
    here = place.evidence["level"]
    in_all = next((each["level"] for each in document["signals"] if each["id"] == place.signal), here)
    return f"{here} here, {in_all} in all" if level_of(in_all) > level_of(here) else here


def _files_first(turn: tuple[int, int, StandingEntry]) -> tuple[bool, int, int]:
    earlier, number, standing = turn
    evidence = standing["evidence"]
    return (evidence is None or evidence["path"] is None, earlier, number)


def _can_be_opened(evidence: EvidenceEntry) -> bool:
    return evidence["path"] is not None or evidence["commit"] is not None


def gaps(document: ScorecardDocument, most: int = GAPS_SHOWN) -> tuple[Gap, ...]:
    """What was looked for everywhere and not found, by what it could have earned; essential dimensions first.

    What could not be seen, and what does not apply to any of the repositories, is no gap.
    """
    dimensions: Mapping[str, DimensionEntry] = {each["id"]: each for each in document["dimensions"]}
    found = []
    for each in document["signals"]:
        dimension = dimensions.get(each["dimension"] or "")
        missing = None if dimension is None else _missing(document, each)
        if dimension is not None and missing is not None:
            rank = (not dimension["essential"], -part_of_score(document, each), each["id"])
            found.append((rank, missing))
    return tuple(gap for _rank, gap in sorted(found, key=lambda pair: pair[0])[:most])


def _missing(document: ScorecardDocument, standing: StandingEntry) -> Gap | None:
    """The gap that a signal is, if it is one."""
    if level_of(standing["level"]) >= Level.PRESENT or not document["repositories"]:
        return None
    found: list[tuple[str, SignalEntry]] = []
    for repository in document["repositories"]:
        entry = repository["signals"].get(standing["id"])
        if entry is None or entry["status"] in (Status.UNKNOWN, Status.ERROR):
            return None
        if entry["status"] == Status.MEASURED:
            if level_of(entry["ceiling"]) > max(level_of(entry["level"]), Level.CLAIMED):
                return None
            found.append((repository["name"], entry))
    if not found:
        return None
    near = tuple(f"{name}: {path}" for name, entry in found for path in entry["near"])
    return Gap(standing["id"], standing["title"], found[0][1]["message"], near)


def author_words(evidence: EvidenceEntry) -> str:
    """Who wrote the cited lines, or whose the commits are, and when; empty where neither is known."""
    lines = evidence["lines"]
    if lines is not None and lines["share"] is not None:
        days = _days(lines["first_date"], lines["last_date"])
        return ", ".join(each for each in (_lines_words(lines["share"]), days) if each)
    days = _days(evidence["first_date"], evidence["date"])
    share = evidence["share"]
    if share is None:
        return f"changed {days}" if days else ""
    return ", ".join(each for each in (f"{_percent(share)} of its commits are the candidate's", days) if each)


def _lines_words(share: tuple[float, float]) -> str:
    low, high = share
    if low == 1:
        return "written by the candidate"
    if high == 0:
        return "written by others"
    return f"{_percent(share)} of these lines by the candidate"


def _days(first: str | None, last: str | None) -> str:
    days = [each for each in (first, last) if each]
    return " to ".join(dict.fromkeys(days))


def _percent(share: tuple[float, float]) -> str:
    low, high = (f"{100 * each:.0f}" for each in share)
    return f"{low}%" if low == high else f"{low}-{high}%"


def level_of(word: str | None) -> Level:
    """The level that a document spells; absent for none."""
    return _LEVELS.get(word or "", Level.ABSENT)
