"""A scorecard in a few lines, from the JSON document: what the terminal and a summary in Markdown say first.

The texts are not escaped: each report escapes them for its own format.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from analyzer.model import Severity, Status, Support
from analyzer.provenance import Origin
from analyzer.report.answer import (
    Chip,
    Gap,
    Place,
    author_words,
    chips,
    gaps,
    level_words,
    strengths,
    strongest_repository,
)
from analyzer.report.contract import (
    ClaimEntry,
    EvidenceEntry,
    QuestionEntry,
    RepositoryEntry,
    ScorecardDocument,
)
from analyzer.report.explained import LABEL_WORDS
from analyzer.report.places import Spot
from analyzer.report.reading import CERTAINTY_WORDS, role_words
from analyzer.report.text import is_object_id, web_link
from analyzer.scorecard import BAND_LABELS, readable
from analyzer.text import commit_words, plural, repository_count

QUESTIONS_FIRST = 3
FLAGS_FIRST = 3
CLAIMS_FLAG = "claims_without_evidence"
_NAMES_OF_A_FLAG = 2
_TARGETS_NAMED = 3


class Strength(Struct, frozen=True):
    """One of the strongest pieces of evidence: signal and level, what it shows, where, whose and when."""

    title: str
    words: str
    spot: Spot | None
    author: str


class BriefFlag(Struct, frozen=True):
    """One circumstance, and the repositories in which it holds."""

    severity: str
    name: str
    message: str


class Brief(Struct, frozen=True):
    """What is said first of a scorecard; `questions` are the first, of `asked` in all."""

    candidate: str
    label: str
    heading: str
    low: float
    high: float
    bounds: str
    read: str
    blind: bool
    strongest: str
    chips: tuple[tuple[Chip, Spot | None], ...]
    strengths: tuple[Strength, ...]
    gaps: tuple[tuple[str, str], ...]
    flags: tuple[BriefFlag, ...]
    claims: str
    questions: tuple[QuestionEntry, ...]
    asked: int
    not_seen: tuple[str, ...]


def brief_of(document: ScorecardDocument) -> Brief:
    """The few lines of a scorecard."""
    verdict = document["verdict"]
    low, high = verdict["low"], verdict["high"]
    at_most = "" if low == high else f", at most {high:.1f}"
    strongest = strongest_repository(document)
    return Brief(
        candidate=_first_of(document["candidate"]["targets"], _TARGETS_NAMED) or "nobody",
        label=verdict["label"],
        heading=label_heading(document),
        low=low,
        high=high,
        bounds=f"at least {low:.1f}{at_most} of 100",
        read=_read(document),
        blind=document["blind"],
        strongest="" if strongest is None else strongest.sentence,
        chips=tuple((each, _spot(each.place, document)) for each in chips(document)),
        strengths=tuple(_strength(each, document) for each in strengths(document)),
        gaps=tuple((each.title, gap_words(each, document)) for each in gaps(document)),
        flags=_flags(document),
        claims=_claims(document),
        questions=tuple(document["questions"][:QUESTIONS_FIRST]),
        asked=len(document["questions"]),
        not_seen=_not_seen(document),
    )


def label_heading(document: ScorecardDocument) -> str:
    """The verdict's label as a heading, in the words of the rubric that gave it."""
    label, rubric = document["verdict"]["label"], document["rubric"]
    words = LABEL_WORDS.get(label, label)
    subject = rubric["subject"] or f"what the rubric {rubric['name']} looks for"
    return f"{words} of {subject}" if label in BAND_LABELS else words


def _spot(place: Place | None, document: ScorecardDocument) -> Spot | None:
    """Where a place is; of a single repository the name has been said."""
    if place is None:
        return None
    named = place.repository if len(document["repositories"]) > 1 else ""
    return Spot(named, _inside(place.evidence), web_link(place.evidence["permalink"]))


def _inside(evidence: EvidenceEntry) -> str:
    path, line, commit = evidence["path"], evidence["line"], evidence["commit"]
    if path is not None:
        return path if line is None else f"{path}:{line}"
    return commit_words(commit) if commit is not None and is_object_id(commit) else ""


def gap_words(gap: Gap, document: ScorecardDocument) -> str:
    """Where it was looked for, without what the title says already, and a file whose name sounds like it."""
    asked = [each for each in document["repositories"] if _was_looked_for(gap, each)]
    searched = gap.searched.removeprefix(f"no {gap.title} found; ")
    words = searched if len(asked) == 1 else f"in none of {repository_count(len(asked))}"
    return f"{words}; {gap.near[0]} sounds like it" if gap.near else words


def _was_looked_for(gap: Gap, repository: RepositoryEntry) -> bool:
    found = repository["signals"].get(gap.signal)
    return found is not None and found["status"] == Status.MEASURED


def _first_of(names: Sequence[str], most: int) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _read(document: ScorecardDocument) -> str:
    repositories, candidate = document["repositories"], document["candidate"]
    assessed = sum(each["assessed"] for each in repositories)
    certainty = candidate["identity_certainty"]
    words = CERTAINTY_WORDS.get(certainty, certainty)
    day = f" as of {document['as_of']}" if document["as_of"] else ""
    role = document["rubric"]["role"]
    by = f"; role {role_words(role)}" if role else ""
    return f"{assessed} of {repository_count(len(repositories))} read{day}{by}; {words}"


def _strength(place: Place, document: ScorecardDocument) -> Strength:
    evidence = place.evidence
    title = f"{place.title} ({level_words(place, document)})"
    return Strength(title, f"{title}: {evidence['note']}", _spot(place, document), _author(evidence))


def _author(evidence: EvidenceEntry) -> str:
    """Whose it is and when, in half a line: "75-100% the candidate's, 2026-03-11 to 2026-06-22"."""
    return author_words(evidence).replace(" of its commits are the candidate's", " the candidate's")


def _flags(document: ScorecardDocument) -> tuple[BriefFlag, ...]:
    """Those that are worth a question, serious ones first; one of several repositories is one.

    The claims have a line of their own.
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for each in document["flags"]:
        if each["severity"] != Severity.INFO and each["id"] != CLAIMS_FLAG:
            found.setdefault((each["severity"], each["id"]), []).append((each["repository"], each["message"]))
    alone = len(document["repositories"]) == 1
    return tuple(_flag(severity, id, places, alone=alone) for (severity, id), places in found.items())


def _flag(severity: str, id: str, places: list[tuple[str, str]], *, alone: bool) -> BriefFlag:
    names = list(dict.fromkeys(name for name, _message in places))
    where = _first_of(names, _NAMES_OF_A_FLAG)
    return BriefFlag(severity, readable(id) + ("" if alone else f" in {where}"), places[0][1])


def _claims(document: ScorecardDocument) -> str:
    """What documents claim and nothing bears out, with one sentence of it; empty if there is none."""
    claims = [each for each in document["claims"] if each["support"] == Support.UNSUPPORTED]
    claims = [each for each in claims if each["author"] != Origin.OTHER]
    sentences = list({(each["repository"], each["path"], each["line"]): each for each in claims}.values())
    if not sentences:
        return ""
    counted = plural(len(sentences), "claimed sentence")
    return f"{counted} that nothing found bears out, such as {_claim(sentences[0])}"


def _claim(claim: ClaimEntry) -> str:
    where = " ".join(each for each in (claim["repository"], f"{claim['path']}:{claim['line']}") if each)
    return f'{where}: "{claim["text"]}"'


def _not_seen(document: ScorecardDocument) -> tuple[str, ...]:
    """A line for each cause; earlier versions said no more than how much was seen."""
    lines = [f"{each['words']} ({each['remedy']})" for each in document["not_seen"]]
    coverage = document["verdict"]["coverage"]
    if not lines and coverage < 1:
        lines.append(f"{coverage:.0%} of the rubric's signals could be fully assessed")
    return tuple(lines)
