"""The Markdown summary: at most 15 lines for a pull request or a note in an applicant-tracking system."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer import __version__
from analyzer.report.brief import FLAGS_FIRST, Brief, BriefFlag, brief_of
from analyzer.report.contract import ScorecardDocument
from analyzer.report.explained import A_HUMAN_DECIDES, BLIND
from analyzer.report.markdown.text import code, escaped, prose, spot_link
from analyzer.report.text import NAME_LIMIT, NOTE_LIMIT

SUMMARY_LINES = 15
_HEADING_LIMIT = 200
_QUESTION_OF_A_SUMMARY = 240


def to_summary(document: ScorecardDocument) -> str:
    """Three numbers, three answers with their proof, then a line for each kind of thing to know."""
    brief = brief_of(document)
    lines = [
        f"## {escaped(brief.heading, _HEADING_LIMIT)}",
        _numbers(brief, document["verdict"]["coverage"]),
        "",
        *_answers(brief),
        "",
        *(f"- **{title}:** {words}" for title, words in _points(brief) if words),
        "",
        f"{BLIND if brief.blind else ''} {A_HUMAN_DECIDES} repo-evidence {__version__}.".strip(),
    ]
    return "\n".join(lines) + "\n"


def _numbers(brief: Brief, coverage: float) -> str:
    who = f"{code(brief.candidate)}: {escaped(brief.read, NOTE_LIMIT)}"
    return (
        f"**{brief.low:.1f}** of 100 at least, **{brief.high:.1f}** at most, **{coverage:.0%}** of the "
        f"signals fully seen. {who}."
    )


def _answers(brief: Brief) -> Iterable[str]:
    """A table of one row; what only comes near is no proof and stays out."""
    asks = [chip.rule.ask for chip, _spot in brief.chips]
    yield f"| {' | '.join(ask[0].upper() + ask[1:] for ask in asks)} |"
    yield f"|{' --- |' * len(brief.chips)}"
    cells = [
        f"**{chip.words}** {spot_link(spot)}" if spot is not None and chip.answered else f"**{chip.words}**"
        for chip, spot in brief.chips
    ]
    yield f"| {' | '.join(cells)} |"


def _points(brief: Brief) -> Iterable[tuple[str, str]]:
    shown = brief.flags[:FLAGS_FIRST]
    yield (
        "Strongest evidence",
        "; ".join(
            f"{escaped(each.title, NAME_LIMIT)} {spot_link(each.spot) if each.spot else ''}".strip()
            for each in brief.strengths
        ),
    )
    yield "Looked for and not found", ", ".join(escaped(title, NAME_LIMIT) for title, _words in brief.gaps)
    yield "Flags", _and_more("; ".join(map(_flag, shown)), len(brief.flags) - len(shown))
    yield "Claims", prose(brief.claims, NOTE_LIMIT)
    asked = [prose(each["ask"], _QUESTION_OF_A_SUMMARY) for each in brief.questions]
    yield "Ask first", _and_more(" / ".join(asked), brief.asked - len(asked))
    unseen = brief.not_seen[:1]
    yield "Not seen", _and_more("".join(prose(each) for each in unseen), len(brief.not_seen) - len(unseen))


def _flag(flag: BriefFlag) -> str:
    return f"{escaped(flag.severity, NAME_LIMIT)}: {escaped(flag.name, NAME_LIMIT)}"


def _and_more(words: str, number: int) -> str:
    return f"{words} (and {number} more)" if number > 0 else words
