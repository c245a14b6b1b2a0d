"""Whose work it is that the checks found, by the lines that they cite, and what of it was kept up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer.authorship import (
    Answers,
    Attribution,
    Cited,
    PathHistory,
    contents_of_cited,
    days_of,
    follow,
    is_kept_up,
    kept_up_paths,
    path_history,
    read_cited,
)
from analyzer.claims import Reading, asserted
from analyzer.engine.findings import evidence_paths, finding_of
from analyzer.engine.past import RepositoryPast
from analyzer.engine.runner import CheckRun
from analyzer.git import Repository
from analyzer.model import Finding, Flag, Level
from analyzer.provenance import CitedLines
from analyzer.repository import KeptFacts, Snapshot

ROUNDS_OF_PLACES = 3
"""Places that came too late make room for others, of which the same is asked then."""


class Written(Struct, frozen=True):
    """Which commits touched what findings may name, the lines that are cited, and the claims with authors.

    `passing`: another try may see more.
    """

    touched: PathHistory
    findings: Mapping[str, Finding]
    cited: Mapping[tuple[str, int], CitedLines]
    claims: Reading
    passing: bool


def written_by(
    repository: Repository,
    repo: Snapshot,
    checked: CheckRun,
    flags: Sequence[Flag],
    claims: Reading,
    attribution: Attribution,
    kept: KeptFacts | None = None,
) -> Written:
    """What the history says of everything that is cited, and the findings with it: they are made here.

    `kept` knows what the same contents answered in earlier scans.
    """
    paths = evidence_paths(checked.results.values()) | {each.path for each in claims.statements}
    past, answers = RepositoryPast(repository), Answers(kept)

    def cited_later() -> Collection[str]:
        history = path_history(repo.commits, sorted(paths), complete=repo.history_problem is None)
        findings = _findings(checked, claims, attribution, history, frozenset())
        return contents_of_cited(past, repo, findings, flags, claims.statements)

    found = follow(replace(past, soon=cited_later), repo, paths)
    newer = frozenset[tuple[str, int]]()
    findings = _findings(checked, claims, attribution, found.history, newer)
    cited = read_cited(past, repo, attribution, found, findings, flags, claims.statements, answers)
    for _round in range(ROUNDS_OF_PLACES):
        late = _newer(findings, cited, attribution, found.history)
        if not late:
            break
        newer |= late
        findings = _findings(checked, claims, attribution, found.history, newer)
        cited = read_cited(past, repo, attribution, found, findings, flags, claims.statements, answers)
    said = replace(claims, statements=cited.statements)
    findings = _findings(checked, said, attribution, found.history, newer)
    return Written(found.history, findings, cited.lines, said, found.passing or cited.passing)


def _newer(
    findings: Mapping[str, Finding], cited: Cited, attribution: Attribution, touched: PathHistory
) -> frozenset[tuple[str, int]]:
    """The places of sustained work whose name came to the file too late for anybody to have kept it up."""
    places = {
        (each.path or "", each.line or 0)
        for finding in findings.values()
        for each in finding.evidence
        if each.level is Level.SUSTAINED
    }
    return frozenset(
        place
        for place in places
        if place in cited.since and not is_kept_up((place[0],), attribution, touched, cited.since[place])
    )


def _findings(
    checked: CheckRun,
    claims: Reading,
    attribution: Attribution,
    touched: PathHistory,
    newer: Collection[tuple[str, int]],
) -> dict[str, Finding]:
    words = asserted(claims.statements)
    days = {each: len(days_of(touched.of(each))) for each in evidence_paths(checked.results.values())}
    return {
        signal: finding_of(
            each,
            words.get(signal, ()),
            kept_up=kept_up_paths(each.wired_paths, attribution, touched),
            days=days,
            newer=newer,
        )
        for signal, each in checked.results.items()
    }
