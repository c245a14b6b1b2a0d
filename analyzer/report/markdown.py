"""The Markdown report: a comment on a pull request, or a note in an applicant-tracking system.

Written for GitHub's Markdown. Whatever a scanned repository says stays text: it forms no link, no
table cell, no HTML, and calls nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analyzer import __version__
from analyzer.model import Check, Evidence, Flag, Level, RepositoryResult, Scorecard
from analyzer.report.json import flags_of, strongest_first
from analyzer.report.reading import (
    Standing,
    bounds_words,
    headline,
    interval_words,
    label_words,
    not_seen,
    place_words,
    share_words,
    standing,
)
from analyzer.report.text import permalink
from analyzer.report.visible import visible
from analyzer.rubric import Rubric
from analyzer.scoring import Scoring

CHARACTER_LIMIT = 60_000  # a comment on GitHub holds 65,536
LIST_LIMIT = 8
UNSEEN_LIMIT = 5
REPOSITORY_LIMIT = 12
REASON_LIMIT = 600
NOTE_LIMIT = 160
NAME_LIMIT = 100
_LAST_LINE_LIMIT = 300

# Text of these characters alone may stand in a code span, where hosts look for no mentions and no markup.
_CODE = re.compile(r"[\w.:/+=,()-](?:[\w.:/+=,() -]*[\w.:/+=,()-])?")
# What hosts turn into a mention, a reference or a link by themselves, even behind an escape or an
# entity: @name, #1 and !1, ~label, %milestone, &epic, GH-1, :emoji:, a bare web address.
_REFERENCE = re.compile(
    r"@|[#!~$%&](?=[\w\"])|\bgh-(?=\d)|:(?=//|[a-z+-][\w+-]*:)|\bwww(?=\.)", re.IGNORECASE
)
_BREAK = "\u200b"  # never in visible text, where it would be spelled out
_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "&#124;",
        "`": "&#96;",
        "$": "&#36;",
        _BREAK: "&#8203;",
        **{character: f"\\{character}" for character in r"\*_[]{}~#!"},
    }
)
_QUOTED = re.compile(r"(`[^`]*`)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_LEGEND = (
    "Levels: present, substantive, wired (connected to the rest), sustained (kept up for months). "
    "The words are about these repositories only; open the evidence before you judge."
)


@dataclass(frozen=True, slots=True)
class _Section:
    """Lines of Markdown that may be cut from the end, under a heading."""

    title: str
    lines: tuple[str, ...]


def to_markdown(scorecard: Scorecard, checks: Mapping[str, Check], rubric: Rubric) -> str:
    """The scorecard as Markdown, at most CHARACTER_LIMIT characters, ending with a newline.

    Long lists are cut with the number left out. What would pass the limit is dropped line by line
    from the end, and the last line says how much and under which headings.
    """
    flags = [_flag(repository, flag) for repository, flag in flags_of(scorecard)]
    unseen = [prose(line) for line in not_seen(scorecard)]
    sections = (
        _verdict(scorecard),
        _list("Why", [prose(reason, REASON_LIMIT) for reason in scorecard.verdict.reasons]),
        _dimensions(scorecard, Scoring(rubric, checks)),
        _list("Flags", flags),
        _list("Not seen", unseen, UNSEEN_LIMIT),
        _repositories(scorecard),
        _left_out(scorecard),
    )
    return _fitted([section for section in sections if section.lines])


def escaped(text: str, limit: int | None = None) -> str:
    """Scanned text that Markdown shows as it is, on one line: no markup, HTML, mention or link."""
    return _block_start(_literal(" ".join(visible(text, limit).split())))


def prose(text: str, limit: int = NOTE_LIMIT) -> str:
    """A sentence of a check, escaped; a harmless quotation in backticks stays a code span."""
    parts = _QUOTED.split(" ".join(visible(text, limit).split()))
    parts[0::2] = [_literal(part) for part in parts[0::2]]
    parts[1::2] = [part if _CODE.fullmatch(part[1:-1]) else _literal(part) for part in parts[1::2]]
    return _block_start("".join(parts))


def code(text: str, limit: int = NAME_LIMIT) -> str:
    """A name or path as a code span where it is harmless, else escaped."""
    shown = visible(text, limit)
    return f"`{shown}`" if _CODE.fullmatch(shown) else escaped(shown)


def _literal(shown: str) -> str:
    return _REFERENCE.sub(lambda match: match.group() + _BREAK, shown).translate(_ESCAPES)


def _block_start(literal: str) -> str:
    """The line without the power to open a list or underline a heading."""
    if literal.startswith(("-", "+", "=")):
        return f"\\{literal}"
    return _NUMBERED.sub(r"\1\\\2", literal)


def _verdict(scorecard: Scorecard) -> _Section:
    bounds = bounds_words(scorecard.verdict)
    targets = ", ".join(code(target) for target in scorecard.candidate.targets[:LIST_LIMIT])
    facts = (f"- {name}: {escaped(words, REASON_LIMIT)}" for name, words in headline(scorecard))
    return _Section(
        "verdict",
        (
            f"## {label_words(scorecard.verdict.label)}",
            "",
            f"**{bounds[0].upper()}{bounds[1:]}**, in the repositories of {targets or 'nobody'}.",
            "",
            *facts,
        ),
    )


def _dimensions(scorecard: Scorecard, scoring: Scoring) -> _Section:
    scored = {each.id: each for each in scorecard.dimensions}
    rows = []
    for dimension in scoring.rubric.dimensions:
        bounds = scored[dimension.id]
        seen = "" if bounds.coverage == 1 else f" ({bounds.coverage:.0%} seen)"
        best = _best_evidence([standing(signal, scorecard, scoring) for signal in dimension.signals])
        rows.append(
            f"| {escaped(dimension.title)} | {interval_words(bounds.low, bounds.high)}{seen} | {best} |"
        )
    return _Section(
        "dimensions",
        (
            "",
            "### Evidence by dimension",
            "",
            "| Dimension | Score of 100 | Best evidence |",
            "| --- | --- | --- |",
            *rows,
        ),
    )


def _best_evidence(standings: list[Standing]) -> str:
    """The strongest place among a dimension's signals, or why there is none."""
    found = [(each.place, each) for each in standings if each.place is not None]
    if not found:
        reasons = dict.fromkeys(word for each in standings for word in each.words)
        return "; ".join(prose(reason) for reason in reasons)
    place, best = max(found, key=lambda pair: (pair[0].earned, pair[0].evidence.level))
    remarks = "".join(f"; {prose(word)}" for word in best.words)
    where = _place(place.repository, place.evidence)
    return f"{escaped(best.title)} ({place.evidence.level.word}): {where}{remarks}"


def _flag(repository: RepositoryResult, flag: Flag) -> str:
    places = strongest_first(flag.evidence)
    where = _place(repository, places[0]) if places else code(repository.name)
    name = escaped(flag.id.replace("_", " "), NAME_LIMIT)
    return f"{flag.severity.value}: **{name}**, {prose(flag.message)} ({where})"


def _repositories(scorecard: Scorecard) -> _Section:
    if not scorecard.repositories:
        return _Section("repositories", ())
    ordered = sorted(scorecard.repositories, key=_most_evidence_first)
    more = len(ordered) - REPOSITORY_LIMIT
    return _Section(
        "repositories",
        (
            "",
            f"### Repositories ({len(ordered)})",
            "",
            "| Repository | Commits | Share | Evidence | Flags |",
            "| --- | --- | --- | --- | --- |",
            *(_row(repository) for repository in ordered[:REPOSITORY_LIMIT]),
            *(("", _more(more)) if more > 0 else ()),
        ),
    )


def _most_evidence_first(repository: RepositoryResult) -> tuple[int, str]:
    return (-sum(finding.level for finding in repository.findings.values()), repository.name)


def _row(repository: RepositoryResult) -> str:
    name = _linked(code(repository.name), permalink(repository.url, repository.head, None))
    if not repository.assessed:
        problem = prose(repository.problem or "could not be assessed")
        return f"| {name} | | | not read: {problem} | |"
    share = "" if repository.candidate_share is None else share_words(repository.candidate_share)
    levels = Counter(finding.level for finding in repository.findings.values())
    evidence = ", ".join(
        f"{levels[level]} {level.word}" for level in sorted(levels, reverse=True) if level >= Level.PRESENT
    )
    flags = ", ".join(escaped(flag, NAME_LIMIT) for flag in sorted({each.id for each in repository.flags}))
    return f"| {name} | {repository.commits} | {share} | {evidence or 'none visible'} | {flags} |"


def _place(repository: RepositoryResult, evidence: Evidence) -> str:
    """A place as a link where the host's addresses are known."""
    inside = place_words(evidence)
    where = code(repository.name) + (f" {code(inside, NOTE_LIMIT)}" if inside else "")
    return _linked(where, permalink(repository.url, repository.head, evidence.path, evidence.line))


def _linked(text: str, address: str | None) -> str:
    return text if address is None else f"[{text}]({address})"


def _left_out(scorecard: Scorecard) -> _Section:
    if not scorecard.left_out:
        return _Section("left out", ())
    number = len(scorecard.left_out)
    names = [f"{code(each.name)} ({escaped(each.reason, NAME_LIMIT)})" for each in scorecard.left_out]
    more = f", {_more(number - LIST_LIMIT)}" if number > LIST_LIMIT else ""
    return _Section(
        "left out", ("", f"Left out on purpose ({number}): {', '.join(names[:LIST_LIMIT])}{more}.")
    )


def _list(title: str, lines: list[str], limit: int = LIST_LIMIT) -> _Section:
    if not lines:
        return _Section(title, ())
    more = len(lines) - limit
    shown = [f"- {line}" for line in lines[:limit]] + ([f"- {_more(more)}"] if more > 0 else [])
    return _Section(title, ("", f"### {title} ({len(lines)})", "", *shown))


def _more(number: int) -> str:
    return f"and {number} more; the JSON report lists them all"


def _fitted(sections: Iterable[_Section]) -> str:
    """The sections as one text, whole lines only, ending with what was cut or with the legend."""
    lines: list[str] = []
    cut: Counter[str] = Counter()
    room = CHARACTER_LIMIT - _LAST_LINE_LIMIT
    for section in sections:
        for line in section.lines:
            if cut or len(line) >= room:
                cut[section.title] += 1
            else:
                room -= len(line) + 1
                lines.append(line)
    said = f"{_LEGEND} Made by repo-evidence {__version__}."
    if cut:
        said = f"Cut to fit: {cut.total()} lines of {', '.join(cut)}. The JSON report holds everything."
    return "\n".join((*lines, "", said)) + "\n"
