"""Where a reader can look, and the id by which a finding or a flag is quoted: the same for every report.

The texts are not escaped, except for links and anchors.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Claim, Evidence, Flag, Level, Located, RepositoryResult
from analyzer.report.json import flags_of
from analyzer.report.reading import evidence_link, place_words
from analyzer.scorecard import Scorecard

_NOT_IN_ANCHORS = lazy_regex(r"[^A-Za-z0-9._-]+")
_ANCHOR_PART_LIMIT = 100


class Spot(Struct, frozen=True):
    """A place to open: its repository (empty if in none), "path:line" or a commit in it, the permalink."""

    repository: str
    inside: str
    link: str | None


def spot_of(repository: RepositoryResult, evidence: Evidence) -> Spot:
    """The place of a piece of evidence."""
    return Spot(repository.name, place_words(evidence), evidence_link(repository, evidence))


def located_spot(located: Located, known: Mapping[str, RepositoryResult]) -> Spot:
    """The place of what names its repository; no link if that is not among the `known`."""
    repository = known.get(located.repository)
    if repository is None:
        return Spot(located.repository, place_words(located.evidence), None)
    return spot_of(repository, located.evidence)


def claim_spot(claim: Claim, known: Mapping[str, RepositoryResult]) -> Spot:
    """Where a claim stands; one of the candidate's own file is in no repository."""
    statement = claim.statement
    evidence = Evidence(statement.path, statement.line, Level.CLAIMED, "")
    if claim.repository is None:
        return Spot("", place_words(evidence), None)
    return located_spot(Located(claim.repository, evidence), known)


def by_name(scorecard: Scorecard) -> Mapping[str, RepositoryResult]:
    """The repositories by name; of two with the same name the first."""
    return {repository.name: repository for repository in reversed(scorecard.repositories)}


def without_addresses(scorecard: Scorecard) -> Scorecard:
    """A blind scorecard as reports show it: nothing in it that an address could be built from.

    Repositories of others that the account worked in are left out: such a list tells who it is.
    """
    if not scorecard.blind:
        return scorecard
    hidden = tuple(replace(each, url=None, head=None) for each in scorecard.repositories)
    return replace(scorecard, repositories=hidden, contributions=())


def finding_id(repository: RepositoryResult, signal: str) -> str:
    """The id of a finding, "repository/signal"; its nth piece of evidence is "repository/signal#n"."""
    return f"{repository.name}/{signal}"


def flags_with_ids(scorecard: Scorecard) -> list[tuple[RepositoryResult, Flag, str]]:
    """Every flag, the loudest first, with its id: "repository/flag", "#n" where a kind occurs again."""
    pairs = flags_of(scorecard)
    ids = [f"{repository.name}/{flag.id}" for repository, flag in pairs]
    return [
        (repository, flag, f"{id}#{ids[: n + 1].count(id)}" if ids.count(id) > 1 else id)
        for n, ((repository, flag), id) in enumerate(zip(pairs, ids, strict=True))
    ]


def example_id(scorecard: Scorecard) -> str | None:
    """One id that the scorecard holds: of its first flag, else of its first finding."""
    flags = flags_with_ids(scorecard)
    if flags:
        return flags[0][2]
    found = (
        finding_id(repository, finding.signal)
        for repository in scorecard.repositories
        for finding in repository.findings.values()
        if finding.level >= Level.PRESENT
    )
    return next(found, None)


def anchor(id: str) -> str:
    """The id as a page spells it for itself, in plain letters and bounded; two long names could share one."""
    name, _, last = id.rpartition("/")
    return "/".join(_NOT_IN_ANCHORS.sub("-", part)[:_ANCHOR_PART_LIMIT] for part in (name, last))
