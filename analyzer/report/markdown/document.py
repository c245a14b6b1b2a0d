"""The Markdown report: a comment on a pull request, or a note in an applicant-tracking system.

Written for GitHub's Markdown. Text from a scanned repository stays plain text: it forms no link, no
table cell and no HTML, and notifies nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from analyzer import __version__
from analyzer.model import Flag, Level, RepositoryResult
from analyzer.report.causes import cause_lines
from analyzer.report.explained import BLIND, label_paragraph, label_words
from analyzer.report.json import strongest_first
from analyzer.report.markdown.sections import (
    claims_section,
    contributions_section,
    manners,
    questions_section,
)
from analyzer.report.markdown.text import (
    Section,
    code,
    escaped,
    linked,
    listing,
    more_words,
    prose,
    spot_link,
)
from analyzer.report.places import by_name, flags_with_ids, located_spot, spot_of, without_addresses
from analyzer.report.reading import (
    BY_OTHERS,
    bounds_words,
    headline,
)
from analyzer.report.text import LIST_LIMIT, NAME_LIMIT, NOTE_LIMIT, permalink
from analyzer.scorecard import BestPlace, Scorecard, SignalSummary
from analyzer.scoring import interval_words, share_words

CHARACTER_LIMIT = 60_000  # a comment on GitHub holds 65,536
UNSEEN_LIMIT = 5
REPOSITORY_LIMIT = 12
REASON_LIMIT = 600
PARAGRAPH_LIMIT = 1_000
_LAST_LINE_LIMIT = 300

_LEGEND = (
    "Levels: present, substantive, wired (connected to the rest), sustained (maintained for months). "
    "This report describes the scanned repositories only; open the evidence before you judge."
)


def to_markdown(scorecard: Scorecard) -> str:
    """The scorecard as Markdown, at most CHARACTER_LIMIT characters, ending with a newline.

    Long lists are cut with the number left out. What would pass the limit is dropped line by line
    from the end, and the last line says how much and under which headings; what is never scored and how
    a finding is contested stays.
    """
    scorecard = without_addresses(scorecard)
    sections = (
        _verdict(scorecard),
        listing("Why", [prose(reason, REASON_LIMIT) for reason in scorecard.verdict.reasons]),
        _dimensions(scorecard),
        _unscored(scorecard),
        listing("Flags", [_flag(*each) for each in flags_with_ids(scorecard)]),
        claims_section(scorecard),
        listing("Not seen", [prose(line) for line in cause_lines(scorecard.repositories)], UNSEEN_LIMIT),
        _repositories(scorecard),
        contributions_section(scorecard),
        questions_section(scorecard),
        _left_out(scorecard),
    )
    return _fitted([section for section in sections if section.lines], manners(scorecard))


def _verdict(scorecard: Scorecard) -> Section:
    bounds = bounds_words(scorecard.verdict)
    paragraph = label_paragraph(scorecard)
    targets = ", ".join(code(target) for target in scorecard.candidate.targets[:LIST_LIMIT])
    facts = (f"- {name}: {escaped(words, REASON_LIMIT)}" for name, words in headline(scorecard))
    return Section(
        "verdict",
        (
            f"## {label_words(scorecard)}",
            "",
            f"**{bounds[0].upper()}{bounds[1:]}**, in the repositories of {targets or 'nobody'}.",
            "",
            *((f"**{BLIND}**", "") if scorecard.blind else ()),
            *((prose(paragraph, PARAGRAPH_LIMIT), "") if paragraph else ()),
            *facts,
        ),
    )


def _dimensions(scorecard: Scorecard) -> Section:
    known = by_name(scorecard)
    rows = []
    for dimension in scorecard.dimensions:
        seen = "" if dimension.coverage == 1 else f" ({dimension.coverage:.0%} seen)"
        best = _best_evidence(scorecard.of_dimension(dimension.id), known)
        bounds = interval_words(dimension.low, dimension.high)
        rows.append(f"| {escaped(dimension.title)} | {bounds}{seen} | {best} |")
    return Section(
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


def _best_evidence(signals: Sequence[SignalSummary], known: Mapping[str, RepositoryResult]) -> str:
    """The strongest place among a dimension's signals, or why there is none."""
    found = [(each.place, each) for each in signals if each.place is not None]
    if not found:
        reasons = dict.fromkeys(remark for each in signals for remark in each.remarks)
        return "; ".join(prose(reason) for reason in reasons)
    place, best = max(found, key=lambda pair: (pair[0].earned, pair[0].located.evidence.level))
    return _evidence(best, place, known)


def _evidence(signal: SignalSummary, place: BestPlace, known: Mapping[str, RepositoryResult]) -> str:
    remarks = "".join(f"; {prose(remark)}" for remark in signal.remarks)
    theirs = f" **{BY_OTHERS}**" if place.by_others else ""
    where = spot_link(located_spot(place.located, known))
    return f"{escaped(signal.title)} ({place.located.evidence.level.word}): {where}{theirs}{remarks}"


def _unscored(scorecard: Scorecard) -> Section:
    """Every signal that was found and has no weight, however many there are."""
    known = by_name(scorecard)
    lines = [
        f"{escaped(each.title)}: {'; '.join(prose(remark) for remark in each.remarks)}"
        if each.place is None
        else _evidence(each, each.place, known)
        for each in scorecard.unscored
    ]
    return replace(listing("Shown, not scored", lines, limit=len(lines)), title="shown, not scored")


def _flag(repository: RepositoryResult, flag: Flag, id: str) -> str:
    places = strongest_first(flag.evidence)
    where = f"{spot_link(spot_of(repository, places[0]))}, " if places else ""
    name = escaped(flag.id.replace("_", " "), NAME_LIMIT)
    message = prose(flag.message, REASON_LIMIT)
    return f"{flag.severity.value}: **{name}**, {message} ({where}id {code(id, NOTE_LIMIT)})"


def _repositories(scorecard: Scorecard) -> Section:
    if not scorecard.repositories:
        return Section("repositories", ())
    ordered = sorted(scorecard.repositories, key=_most_evidence_first)
    more = len(ordered) - REPOSITORY_LIMIT
    return Section(
        "repositories",
        (
            "",
            f"### Repositories ({len(ordered)})",
            "",
            "| Repository | Commits | Share | Evidence | Flags |",
            "| --- | --- | --- | --- | --- |",
            *(_row(repository) for repository in ordered[:REPOSITORY_LIMIT]),
            *(("", more_words(more)) if more > 0 else ()),
        ),
    )


def _most_evidence_first(repository: RepositoryResult) -> tuple[int, str]:
    return (-sum(finding.level for finding in repository.findings.values()), repository.name)


def _row(repository: RepositoryResult) -> str:
    name = linked(code(repository.name), permalink(repository.url, repository.head, None))
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


def _left_out(scorecard: Scorecard) -> Section:
    if not scorecard.left_out:
        return Section("left out", ())
    number = len(scorecard.left_out)
    names = [f"{code(each.name)} ({escaped(each.reason, NAME_LIMIT)})" for each in scorecard.left_out]
    more = f", {more_words(number - LIST_LIMIT)}" if number > LIST_LIMIT else ""
    return Section(
        "left out", ("", f"Excluded repositories ({number}): {', '.join(names[:LIST_LIMIT])}{more}.")
    )


def _fitted(sections: Iterable[Section], closing: Sequence[str]) -> str:
    """The sections as one text, whole lines only, ending with what was cut or with the legend."""
    lines: list[str] = []
    cut: Counter[str] = Counter()
    room = CHARACTER_LIMIT - _LAST_LINE_LIMIT - sum(len(line) + 1 for line in closing)
    for section in sections:
        for line in section.lines:
            if cut or len(line) >= room:
                cut[section.title] += 1
            else:
                room -= len(line) + 1
                lines.append(line)
    said = f"{_LEGEND} Generated by repo-evidence {__version__}."
    if cut:
        said = f"Cut to fit: {cut.total()} lines of {', '.join(cut)}. The JSON report is complete."
    return "\n".join((*lines, *closing, "", said)) + "\n"
