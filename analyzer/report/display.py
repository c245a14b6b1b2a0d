"""A scorecard as a cell of a notebook shows it: a small piece of HTML without script, style sheet or link.

Everything in it comes from a document that may be anybody's: text is made visible and escaped, and only
numbers reach a style.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from analyzer.model import Severity
from analyzer.report.contract import DimensionEntry, FlagEntry, RepositoryEntry, ScorecardDocument
from analyzer.report.explained import A_HUMAN_DECIDES, LABEL_WORDS
from analyzer.report.visible import visible
from analyzer.text import plural, repository_count

ROWS_SHOWN = 12
_TEXT_LIMIT = 200
_BAR = (
    '<div style="position:relative;height:.6em;min-width:8em;background:rgba(128,128,128,.25)">'
    '<div style="position:absolute;height:100%;left:0;width:{low:.1f}%;background:#2b7a4b"></div>'
    '<div style="position:absolute;height:100%;left:{low:.1f}%;width:{more:.1f}%;background:#2b7a4b;'
    'opacity:.35"></div></div>'
)


def notebook_html(document: ScorecardDocument) -> str:
    """The verdict, the dimensions, the flags and the repositories; the same document gives the same text."""
    verdict, rubric = document["verdict"], document["rubric"]
    label = LABEL_WORDS.get(verdict["label"], verdict["label"])
    at_most = "" if verdict["low"] == verdict["high"] else f", at most {verdict['high']:.1f}"
    assessed = sum(each["assessed"] for each in document["repositories"])
    facts = (
        f"{assessed} of {repository_count(len(document['repositories']))} assessed",
        f"rubric {rubric['name']} ({rubric['sha256'][:8]})",
        f"as of {document['as_of']}" if document["as_of"] else "at the newest commit",
        f"{len(document['questions'])} questions to ask",
    )
    return "".join(
        (
            '<div style="max-width:52em;line-height:1.4">',
            f"<p><strong>{_shown(label.capitalize())}</strong><br>",
            f"at least {verdict['low']:.1f}{at_most} of 100</p>",
            _bar(verdict["low"], verdict["high"]),
            f"<p>{_shown('; '.join(facts))}</p>",
            _dimensions(document["dimensions"]),
            _flags(document["flags"]),
            _repositories(document["repositories"]),
            f"<p><small>{_shown(A_HUMAN_DECIDES)}</small></p></div>\n",
        )
    )


def _shown(text: str) -> str:
    return escape(visible(text, _TEXT_LIMIT), quote=True)


def _bar(low: float, high: float) -> str:
    return _BAR.format(low=low, more=max(0.0, high - low))


def _dimensions(dimensions: Iterable[DimensionEntry]) -> str:
    rows = [
        (
            _shown(each["title"]),
            f"{each['low']:.0f} to {each['high']:.0f}"
            if each["low"] != each["high"]
            else f"{each['low']:.0f}",
            _bar(each["low"], each["high"]),
        )
        for each in dimensions
    ]
    return _table(("dimension", "score", ""), rows)


def _flags(flags: Sequence[FlagEntry]) -> str:
    if not flags:
        return ""
    loud = sum(each["severity"] == Severity.SERIOUS.value for each in flags)
    title = plural(len(flags), "flag") + (f", {loud} serious" if loud else "")
    rows = [tuple(map(_shown, (each["severity"], each["repository"], each["message"]))) for each in flags]
    return _details(title, _table(("severity", "repository", "what was noticed"), rows))


def _repositories(repositories: Sequence[RepositoryEntry]) -> str:
    rows = [(_shown(each["name"]), _shown(_standing(each))) for each in repositories]
    return _details(repository_count(len(rows)), _table(("repository", "strongest evidence"), rows))


def _standing(repository: RepositoryEntry) -> str:
    """How many signals reach which level, or why nothing is known."""
    if not repository["assessed"]:
        return f"not assessed: {repository['problem'] or 'no reason given'}"
    levels = Counter(each["level"] for each in repository["signals"].values())
    found = [f"{levels[level]} {level}" for level in _STRONGEST_FIRST if levels[level]]
    return ", ".join(found) or "nothing found"


_STRONGEST_FIRST = ("sustained", "wired", "substantive", "present")


def _details(title: str, content: str) -> str:
    return f"<details><summary>{_shown(title)}</summary>{content}</details>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    more = len(rows) - ROWS_SHOWN
    lines = [_row("th", heads), *(_row("td", row) for row in rows[:ROWS_SHOWN])]
    rest = f"<p>and {more} more</p>" if more > 0 else ""
    return f"<table>{''.join(lines)}</table>{rest}"


def _row(tag: str, cells: Iterable[str]) -> str:
    inside = "".join(f'<{tag} style="text-align:left">{cell}</{tag}>' for cell in cells)
    return f"<tr>{inside}</tr>"
