"""Proposals that were merged (pull and merge requests, reviewed changes), as commits carry them.

Each forge and each merging service writes its own words into the commit that merges a proposal. Sources: the
documentation of GitHub, Bitbucket, Azure DevOps, GitLab, Gitea and Forgejo ("Merge message templates"),
Gerrit ("Submit types"), bors-ng and homu. Others write a trailer (see `analyzer.git.log`).
"""

from __future__ import annotations

import re

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import is_bot
from analyzer.text import word_set

SUBJECT_LIMIT = 500
_NUMBER = r"(?P<number>\d{1,9})"
# `number` tells two proposals apart, `branch` tells automation from people. git itself quotes only the first
# of two branch names.
MERGES = (
    lazy_regex(rf"Merge pull request #{_NUMBER} (?:from|in) (?P<branch>\S+).*"),
    lazy_regex(rf"Merge pull request '.{{0,400}}' \([#!]{_NUMBER}\) from (?P<branch>\S+).*"),
    lazy_regex(rf"Merged in (?P<branch>\S+) \(pull request #{_NUMBER}\)"),
    lazy_regex(r"Merge branch '(?P<branch>[^']+)' into '[^']+'"),
    lazy_regex(rf"(?:Auto|Rollup) merge of #{_NUMBER} - (?P<branch>[^\s,]+).*"),
    lazy_regex(rf"(?:Auto|Rollup) merge of #{_NUMBER}\b.*"),
    lazy_regex(rf"Merge #{_NUMBER}(?: #\d{{1,9}})*(?:[:,]? .*)?"),
    lazy_regex(r"Merge (?:\"(?!Revert \").{1,400}\"|changes? I[0-9a-f]{8,40}.*)(?: into \S+)?"),
)
# What a forge writes into the one commit that a proposal becomes: its author is the proposal's.
SQUASHES = (
    lazy_regex(rf"Merged PR {_NUMBER}: .*"),
    lazy_regex(rf"Pull request #{_NUMBER}: .*"),
    lazy_regex(rf".+\((?:[\w.-]{{1,100}}/[\w.-]{{1,100}})?[#!]{_NUMBER}\)"),
    lazy_regex(rf".*\bSee merge request \S*!{_NUMBER}"),
)
# Where subjects differ from these no pattern is tried: most are neither.
_MERGES_BEGIN = ("Merge", "Auto merge of #", "Rollup merge of #")
_SQUASHES_BEGIN = ("Merged PR ", "Pull request #")
_SQUASHES_SAY = "See merge request "
BOT_BRANCHES = word_set(
    "dependabot renovate snyk pyup pre-commit-ci imgbot greenkeeper whitesource deepsource scala-steward "
    "depfu mend allcontributors crowdin weblate l10n_main"
)


class Proposal(Struct, frozen=True):
    """A merged proposal: its number where the subject has one, and the branch it came from."""

    number: str | None
    branch: str = ""

    @property
    def is_automations(self) -> bool:
        """Whether its branch is one that automation proposes from."""
        parts = re.split(r"[/:]", self.branch.casefold())
        return any(part.partition("[")[0] in BOT_BRANCHES for part in parts)


def proposal_of(commit: Commit) -> Proposal | None:
    """The proposal of people that a commit merges; None if it merges none, or a bot's.

    Who merges may be a bot: the proposal is not its own. A squashed proposal is its author's.
    """
    subject = commit.subject[:SUBJECT_LIMIT]
    found = _merge(subject)
    if found is None and not is_bot(commit.author):
        found = _squash(subject) or (Proposal(None) if commit.review else None)
    return None if found is None or found.is_automations else found


def merged_proposal(commit: Commit) -> str | None:
    """What identifies the proposal that a commit merges; None as in `proposal_of`."""
    found = proposal_of(commit)
    # A subject without a number: the review's address or the commit itself tells two of them apart.
    return None if found is None else found.number or commit.review or commit.sha


def number_in(subject: str) -> str | None:
    """The number of the proposal that a commit with this subject merges, whoever's it is."""
    found = _merge(subject[:SUBJECT_LIMIT]) or _squash(subject[:SUBJECT_LIMIT])
    return None if found is None else found.number


def _merge(subject: str) -> Proposal | None:
    return _first(MERGES, subject) if subject.startswith(_MERGES_BEGIN) else None


def _squash(subject: str) -> Proposal | None:
    possible = subject.endswith(")") or subject.startswith(_SQUASHES_BEGIN) or _SQUASHES_SAY in subject
    return _first(SQUASHES, subject) if possible else None


def _first(patterns: tuple[re.Pattern[str], ...], subject: str) -> Proposal | None:
    for pattern in patterns:
        found = pattern.fullmatch(subject)
        if found is not None:
            groups = found.groupdict()
            return Proposal(groups.get("number"), groups.get("branch") or "")
    return None
