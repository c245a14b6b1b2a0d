"""The terminal report: what a reviewer takes in within half a minute, with the places to open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from analyzer.model import (
    Check,
    Evidence,
    Finding,
    Flag,
    Level,
    RepositoryResult,
    Scorecard,
    Severity,
    Share,
    Status,
)
from analyzer.report.json import flags_of, strongest_first
from analyzer.report.text import literal, permalink
from analyzer.rubric import Rubric
from analyzer.scoring import (
    INSUFFICIENT,
    NOTEBOOK_ONLY,
    Place,
    Scoring,
    has_unseen,
    repository_count,
    share_of,
    title_of,
)

LABEL_WORDS: Mapping[str, str] = {
    "strong_public_evidence": "Strong public evidence of production machine learning",
    "moderate_public_evidence": "Moderate public evidence of production machine learning",
    "thin_public_evidence": "Thin public evidence of production machine learning",
    NOTEBOOK_ONLY: "Public evidence of machine learning in notebooks only",
    INSUFFICIENT: "Too little could be seen for a label",
}
LABEL_STYLES: Mapping[str, str] = {
    "strong_public_evidence": "bold green",
    "moderate_public_evidence": "bold cyan",
    "thin_public_evidence": "bold yellow",
    NOTEBOOK_ONLY: "bold yellow",
    INSUFFICIENT: "bold magenta",
}
_SEVERITY_STYLES: Mapping[Severity, str] = {
    Severity.SERIOUS: "bold red",
    Severity.ASK: "yellow",
    Severity.INFO: "dim",
}
_LEVEL_STYLES: Mapping[Level, str] = {
    Level.ABSENT: "dim",
    Level.CLAIMED: "dim",
    Level.PRESENT: "yellow",
    Level.SUBSTANTIVE: "cyan",
    Level.WIRED: "green",
    Level.SUSTAINED: "bold green",
}
_CERTAINTY_WORDS: Mapping[str, str] = {
    "declared": "commits of the names and addresses that were given",
    "account": "commits of the account",
    "unknown": "nobody was named: whole repositories are assessed",
}
LIST_LIMIT = 8
NOTE_LIMIT = 160
NAME_LIMIT = 100
PLACE_LIMIT = 400
_INDENT = 2


def render(scorecard: Scorecard, checks: Mapping[str, Check], rubric: Rubric, console: Console) -> None:
    """Print the scorecard: verdict, reasons, dimensions with evidence, flags, what was not seen."""
    _headline(scorecard, console)
    _section("Why", console)
    _bullets((literal(reason) for reason in scorecard.verdict.reasons), console)
    _section("Evidence by dimension", console)
    _dimensions(scorecard, Scoring(rubric, checks), console)
    flags = [_flag(repository, flag) for repository, flag in flags_of(scorecard)]
    _list("Flags", flags, console)
    _list("Not seen", _not_seen(scorecard), console)
    left_out = [literal(f"{each.name}: {each.reason}", limit=NOTE_LIMIT) for each in scorecard.left_out]
    _list("Left out on purpose", left_out, console)


def interval_bar(low: float, high: float, width: int, *, ascii_only: bool = False) -> Text:
    """Bounds of 0 to 100 as a bar: filled up to `low`, shaded up to `high`.

    Anything shown is at least one cell, and a full bar is kept for 100.
    """
    filled_cell, possible_cell, empty_cell = "#-." if ascii_only else "█▒░"
    filled = _cells(low, width)
    possible = max(_cells(high, width) - filled, 1 if high > low and filled < width else 0)
    return Text.assemble(
        (filled_cell * filled, "green"),
        (possible_cell * possible, "yellow"),
        (empty_cell * (width - filled - possible), "dim"),
    )


def interval_words(low: float, high: float) -> str:
    """Bounds as people read them: one number where they agree."""
    return f"{low:.0f}" if f"{low:.0f}" == f"{high:.0f}" else f"{low:.0f}-{high:.0f}"


def _cells(value: float, width: int) -> int:
    if value <= 0:
        return 0
    return width if value >= 100 else min(max(round(value / 100 * width), 1), width - 1)


def _headline(scorecard: Scorecard, console: Console) -> None:
    verdict = scorecard.verdict
    candidate = scorecard.candidate
    assessed = sum(repository.assessed for repository in scorecard.repositories)
    console.print(Rule(literal(", ".join(candidate.targets), limit=NAME_LIMIT), style="dim"))
    console.print(
        literal(LABEL_WORDS.get(verdict.label, verdict.label), LABEL_STYLES.get(verdict.label, "bold"))
    )
    at_most = "" if verdict.low == verdict.high else f", at most {verdict.high:.1f}"
    console.print(
        Text.assemble(
            interval_bar(verdict.low, verdict.high, 40, ascii_only=console.options.ascii_only),
            (f"  at least {verdict.low:.1f}", "bold"),
            f"{at_most} of 100",
        )
    )
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    facts.add_row("read", f"{assessed} of {repository_count(len(scorecard.repositories))}")
    facts.add_row("coverage", f"{verdict.coverage:.0%} of what the rubric asks for could be read")
    facts.add_row("whose work", _whose(scorecard))
    day = f"as of {scorecard.as_of}" if scorecard.as_of else "at the newest commit"
    facts.add_row("rubric", literal(f"{scorecard.rubric_name} ({scorecard.rubric_sha256[:8]}), {day}"))
    console.print(facts)


def _whose(scorecard: Scorecard) -> Text:
    candidate = scorecard.candidate
    words = _CERTAINTY_WORDS.get(candidate.certainty, candidate.certainty)
    if candidate.certainty == "unknown":
        return literal(words)
    names = ", ".join(([candidate.login] if candidate.login else []) + list(candidate.identities))
    matched = sum(bool(repository.matched_identities) for repository in scorecard.repositories)
    repositories = repository_count(len(scorecard.repositories))
    return literal(f"{words} ({names[:NAME_LIMIT]}), found in {matched} of {repositories}")


def _dimensions(scorecard: Scorecard, scoring: Scoring, console: Console) -> None:
    scored = {each.id: each for each in scorecard.dimensions}
    signal_width = max(
        (len(title_of(signal, scoring.checks)) for signal in scoring.rubric.signals), default=0
    )
    for dimension in scoring.rubric.dimensions:
        bounds = scored[dimension.id]
        console.print(
            Text.assemble(
                literal(f"{dimension.title:<30} ", "bold"),
                interval_bar(bounds.low, bounds.high, 20, ascii_only=console.options.ascii_only),
                f"  {interval_words(bounds.low, bounds.high)}",
                ("" if bounds.coverage == 1 else f"  ({bounds.coverage:.0%} seen)", "dim"),
            )
        )
        console.print(_signals(tuple(dimension.signals), scorecard, scoring, signal_width))
    others = [
        signal
        for signal in sorted(scoring.checks)
        if signal not in scoring.rubric.signals
        and scoring.best_place(scorecard.repositories, signal) is not None
    ]
    if others:
        console.print(Text("shown, not scored", style="bold"))
        console.print(_signals(others, scorecard, scoring, signal_width))


def _signals(signals: Iterable[str], scorecard: Scorecard, scoring: Scoring, width: int) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=min(max(width, 12), 28))
    table.add_column(width=len(Level.SUBSTANTIVE.word))
    table.add_column(overflow="fold")
    for signal in signals:
        title = literal(title_of(signal, scoring.checks))
        place = scoring.best_place(scorecard.repositories, signal)
        if place is None or place.evidence.level <= Level.CLAIMED:
            table.add_row(title, *_nothing_found(signal, scorecard.repositories))
        else:
            table.add_row(title, *_found(signal, place))
    return Padding(table, (0, 0, 0, _INDENT))


def _found(signal: str, place: Place) -> tuple[Text, Text]:
    repository, evidence = place.repository, place.evidence
    finding = repository.findings[signal]
    level = literal(evidence.level.word, _LEVEL_STYLES[evidence.level])
    text = _where(repository, evidence)
    share = share_of(repository, evidence)
    remarks = [evidence.note] if evidence.note else []
    if has_unseen(finding):
        remarks.append("at least: not everything could be read")
    if share.low < 1:
        remarks.append(f"share of its commits: {_share_words(share)}")
    for remark in remarks:
        text.append("\n").append_text(literal(remark, "dim", limit=NOTE_LIMIT))
    return level, text


def _where(repository: RepositoryResult, evidence: Evidence) -> Text:
    """The place to open, as a link where the host's addresses are known."""
    where = repository.name if evidence.path is None else f"{repository.name}  {evidence.path}"
    if evidence.path is not None and evidence.line is not None:
        where += f":{evidence.line}"
    link = permalink(repository.url, repository.head, evidence.path, evidence.line)
    return literal(where, link=link, limit=PLACE_LIMIT)


def _share_words(share: Share) -> str:
    """A share as people read it: "40%" or "40-60%"."""
    return f"{interval_words(100 * share.low, 100 * share.high)}%"


def _nothing_found(signal: str, repositories: Iterable[RepositoryResult]) -> tuple[Text, Text]:
    assessed = [repository for repository in repositories if repository.assessed]
    findings = [each.findings[signal] for each in assessed if signal in each.findings]
    for status, word in (
        (Status.ERROR, "not seen"),
        (Status.UNKNOWN, "not seen"),
        (Status.NOT_APPLICABLE, "does not apply"),
    ):
        reason = _first_reason(findings, status)
        if reason is not None:
            return literal("-", "dim"), literal(f"{word}: {reason}", "dim", limit=NOTE_LIMIT)
    if not findings:
        return literal("-", "dim"), literal("not seen: no repository was assessed for it", "dim")
    claimed = " (claimed in words only)" if any(each.level is Level.CLAIMED for each in findings) else ""
    return literal("-", "dim"), literal(f"not visible in {repository_count(len(assessed))}{claimed}", "dim")


def _first_reason(findings: Iterable[Finding], status: Status) -> str | None:
    return next((each.reason or each.message for each in findings if each.status is status), None)


def _flag(repository: RepositoryResult, flag: Flag) -> Text:
    places = strongest_first(flag.evidence)
    return Text.assemble(
        literal(f"{flag.severity.value}: ", _SEVERITY_STYLES[flag.severity]),
        literal(flag.id.replace("_", " "), "bold"),
        literal(f", {flag.message}", limit=NOTE_LIMIT),
        "\n",
        _where(repository, places[0]) if places else literal(repository.name),
    )


def _not_seen(scorecard: Scorecard) -> list[Text]:
    """Repositories that could not be read, then what was not read in the others, by reason."""
    lines = [
        literal(f"{repository.name}: {repository.problem or 'could not be assessed'}", limit=NOTE_LIMIT)
        for repository in scorecard.repositories
        if not repository.assessed
    ]
    for repository in scorecard.repositories:
        places: dict[str, set[str]] = {}
        for skipped in repository.skipped:
            if skipped.kinds:
                places.setdefault(skipped.reason, set()).add(skipped.path)
        for finding in repository.findings.values():
            for unseen in finding.unseen:
                places.setdefault(unseen.reason, set()).update({unseen.path} if unseen.path else ())
        for reason, paths in sorted(places.items()):
            lines.append(literal(f"{repository.name}: {_files(sorted(paths))}{reason}", limit=NOTE_LIMIT))
    return lines


def _files(paths: list[str]) -> str:
    if not paths:
        return ""
    return f"{paths[0]}: " if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more: "


def _list(title: str, lines: list[Text], console: Console) -> None:
    if not lines:
        return
    _section(f"{title} ({len(lines)})", console)
    _bullets(lines[:LIST_LIMIT], console)
    if len(lines) > LIST_LIMIT:
        more = literal(f"and {len(lines) - LIST_LIMIT} more; the JSON report lists them all", "dim")
        console.print(Padding(more, (0, 0, 0, _INDENT)))


def _section(title: str, console: Console) -> None:
    console.print()
    console.print(Text(title, style="bold underline"))


def _bullets(lines: Iterable[Text], console: Console) -> None:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row("-", line)
    console.print(Padding(table, (0, 0, 0, _INDENT)))
