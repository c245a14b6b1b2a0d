"""Whose work is it: identities, the candidate's share of every path, sustained or one drop.

Shares are intervals. `low` counts the commits that surely are the candidate's (a declared name or
address, as author or co-author); `high` adds those that only look alike (the same name, or the same
local part of an address). Bots and merge commits count for nobody. The repository's `.mailmap` is
never read: whoever writes it could rename the authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from analyzer.bots import is_bot
from analyzer.model import Author, Candidate, Commit, Evidence, Finding, Level, PathProvenance, Share
from analyzer.tables import names

SUSTAINED_DAYS = 3
SUSTAINED_SPAN_DAYS = 90
SECONDS_A_DAY = 86_400

# Local parts that many people share; the same one at two hosts says nothing.
SHARED_LOCAL_PARTS = names(
    "admin contact dev developer devnull email git github hello hi info mail me no-reply noreply "
    "office root support test ubuntu user vagrant webmaster work you"
)
NOREPLY = re.compile(r"(?:\d{1,20}\+)?([^@]{1,100})@users\.noreply\.github\.com", re.ASCII)


@dataclass(frozen=True, slots=True)
class Identity:
    """Names and addresses in comparable form: those surely the candidate's, and the look-alikes."""

    emails: frozenset[str]
    names: frozenset[str]
    similar_names: frozenset[str]
    similar_local_parts: frozenset[str]

    def surely(self, author: Author) -> bool:
        return author.email.casefold() in self.emails or _plain(author.name) in self.names

    def maybe(self, author: Author) -> bool:
        return (
            _plain(author.name) in self.similar_names or _local_part(author.email) in self.similar_local_parts
        )


def identify(candidate: Candidate, commits: Sequence[Commit]) -> Identity | None:
    """The candidate as this history spells them; None where nobody was named."""
    if not candidate.identities:
        return None
    emails = frozenset(each.casefold() for each in candidate.identities if "@" in each)
    names = frozenset(_plain(each) for each in candidate.identities if "@" not in each) - {""}
    sure = Identity(emails, names, frozenset(), frozenset())
    mine = {author for commit in commits for author in _people(commit) if sure.surely(author)}
    similar_names = ({_plain(author.name) for author in mine} | {_plain(candidate.login or "")}) - {""}
    local_parts = {_local_part(author.email) for author in mine} | {_local_part(email) for email in emails}
    return Identity(emails, names, frozenset(similar_names), frozenset(local_parts - {None}))  # type: ignore[arg-type]


def matched_identities(candidate: Candidate, commits: Iterable[Commit]) -> tuple[str, ...]:
    """Those of the declared names and addresses that some commit carries."""
    people = {author for commit in commits for author in _people(commit)}
    emails = {author.email.casefold() for author in people}
    names = {_plain(author.name) for author in people} - {""}
    return tuple(
        each
        for each in candidate.identities
        if (each.casefold() in emails if "@" in each else _plain(each) in names)
    )


def share_of(identity: Identity | None, commits: Sequence[Commit]) -> Share | None:
    """The candidate's share of the commits; of none, nothing is known."""
    if identity is None:
        return None
    if not commits:
        return Share(0.0, 1.0)
    sure = maybe = 0
    for commit in commits:
        if any(identity.surely(author) for author in _people(commit)):
            sure += 1
        elif any(identity.maybe(author) for author in _people(commit)):
            maybe += 1
    return Share(sure / len(commits), (sure + maybe) / len(commits))


@dataclass(frozen=True, slots=True)
class Touches:
    """The counted commits of every path that still exists, newest first, through exact renames."""

    by_path: Mapping[str, tuple[Commit, ...]]

    def of(self, path: str) -> tuple[Commit, ...]:
        return self.by_path.get(path, ())


def touches(commits: Sequence[Commit], paths: Iterable[str]) -> Touches:
    """Which commits (newest first) touched each of the paths, under this or an earlier name."""
    names: dict[str, set[str]] = {}
    for path in paths:
        names.setdefault(path, set()).add(path)
    found: dict[str, list[Commit]] = {path: [] for path in names}
    for commit in commits:
        if commit.is_merge:
            continue
        if not is_bot(commit.author):
            for touched in commit.paths:
                for path in names.get(touched, ()):
                    found[path].append(commit)
        for old, new in commit.renames:
            for path in names.pop(new, set()):
                names.setdefault(old, set()).add(path)
    return Touches({path: tuple(each) for path, each in found.items()})


def path_provenance(
    identity: Identity | None, commits: Sequence[Commit], *, low_is_zero: bool
) -> PathProvenance:
    """Whose work a path is. `low_is_zero`: its history does not show who wrote it."""
    share = share_of(identity, commits)
    if share is not None and low_is_zero:
        share = Share(0.0, share.high)
    if not commits:
        return PathProvenance(share, None, None)
    return PathProvenance(share, commits[0].sha, day(commits[0].authored))


def lift_sustained(finding: Finding, identity: Identity | None, touched: Touches) -> Finding:
    """WIRED becomes SUSTAINED where the candidate kept working on the wired paths.

    On at least 3 days that span at least 90; where nobody was named, anybody's work counts.
    """
    wired = [each for each in finding.evidence if each.level is Level.WIRED and each.path is not None]
    commits = {
        commit
        for each in wired
        for commit in touched.of(each.path or "")
        if identity is None or any(identity.surely(author) for author in _people(commit))
    }
    if not is_sustained(commits):
        return finding
    evidence = tuple(
        replace(each, level=Level.SUSTAINED) if each.level is Level.WIRED and each.path is not None else each
        for each in finding.evidence
    )
    return replace(
        finding, evidence=evidence, level=Level.SUSTAINED, ceiling=max(finding.ceiling, Level.SUSTAINED)
    )


def is_sustained(commits: Iterable[Commit]) -> bool:
    """Whether the commits fall on enough days, far enough apart."""
    days = {commit.authored // SECONDS_A_DAY for commit in commits if commit.authored is not None}
    return len(days) >= SUSTAINED_DAYS and max(days) - min(days) >= SUSTAINED_SPAN_DAYS


def day(seconds: int | None) -> str | None:
    """A Unix time as an ISO day in UTC; None for an impossible date."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()


def provenance_of(
    findings: Iterable[Finding], identity: Identity | None, touched: Touches, *, low_is_zero: bool
) -> Mapping[str, PathProvenance]:
    """The provenance of every path that carries evidence, sorted by path."""
    paths = sorted({each.path for finding in findings for each in finding.evidence if each.path is not None})
    return {path: path_provenance(identity, touched.of(path), low_is_zero=low_is_zero) for path in paths}


def evidence_paths(findings: Iterable[Finding]) -> frozenset[str]:
    """Every path that carries evidence."""
    return frozenset(each.path for each in _evidence(findings) if each.path is not None)


def _evidence(findings: Iterable[Finding]) -> Iterable[Evidence]:
    return (each for finding in findings for each in finding.evidence)


def _people(commit: Commit) -> tuple[Author, ...]:
    return (commit.author, *commit.co_authors)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _local_part(email: str) -> str | None:
    """The part before the @, without a forge's number prefix; None if many people share it."""
    email = email.casefold()
    noreply = NOREPLY.fullmatch(email)
    local = noreply.group(1) if noreply else email.partition("@")[0]
    local = local.partition("+")[0] if not noreply else local
    return None if len(local) < 4 or local in SHARED_LOCAL_PARTS else local
