"""Reports of incidents that name the change which followed: a commit or a pull request of this history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from analyzer.commits import Commit
from analyzer.facts.history.proposals import number_in
from analyzer.facts.history.repairs import is_long_after
from analyzer.facts.running.what_runs import running_paths
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Prose
from analyzer.repository import Snapshot, arrivals
from analyzer.sources import SECONDS_A_DAY
from analyzer.wiring.roles import is_for_agents

DOCUMENT_AFTER = 30 * SECONDS_A_DAY
INCIDENT_DOCUMENT = lazy_regex(
    r"post[-_ ]?mortem|(?:^|[/_ -])incidents?(?:[/_. -]|$)|(?:^|[/_ -])outages?(?:[/_. -]|$)"
    r"|root[-_ ]cause[-_ ]analysis",
    re.IGNORECASE,
)
MADE_UP = lazy_regex(
    r"template|example|drill|rehears|game ?day|tabletop|simulat|exercise|chaos|playbook|response",
    re.IGNORECASE,
)
ENOUGH_SAID = 80
DAY = lazy_regex(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
COMMIT_ID = lazy_regex(r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])")
PULL = lazy_regex(r"(?:/pull/|(?<![\w/])#)(\d{1,7})\b")
AROUND_BEFORE, AROUND_AFTER = 3 * SECONDS_A_DAY, 60 * SECONDS_A_DAY


def incidents_followed(repo: Snapshot) -> Iterator[tuple[str, Commit, Commit]]:
    """Reports of incidents, the commits that brought them, and the changes around the day that they name."""
    documents = [path for path in repo.prose if _is_report(path, repo.prose[path])]
    brought = arrivals(repo) if documents else {}
    for path in documents:
        report = brought.get(path)
        if report is None or report.written is None or not is_long_after(repo, report, DOCUMENT_AFTER):
            continue
        change = next(_named_changes(repo, path, repo.prose[path], report), None)
        if change is not None:
            yield path, report, change


def _is_report(path: str, document: Prose) -> bool:
    title = document.headings[0].text if document.headings else ""
    named = f"{path} {title}"
    if INCIDENT_DOCUMENT.search(named) is None or MADE_UP.search(named) or is_for_agents(path):
        return False
    return document.words >= ENOUGH_SAID


def _named_changes(repo: Snapshot, path: str, document: Prose, report: Commit) -> Iterator[Commit]:
    """The commits on what runs that a report names, around its day."""
    heading = document.headings[0].text if document.headings else ""
    day = _day_in(f"{path} {heading}")
    around = report.written or 0 if day is None else day
    texts = [*(each.text for each in document.sentences), *(address for _l, _t, address in document.links)]
    ids = {each for text in texts for each in COMMIT_ID.findall(text) if not each.isdigit()}
    numbers = {each for text in texts for each in PULL.findall(text)}
    starts = {each[:7] for each in ids}
    paths = running_paths(repo)
    for commit in repo.commits:
        named = bool(ids) and commit.sha[:7] in starts and any(map(commit.sha.startswith, ids))
        named = named or number_in(commit.subject.rstrip()) in numbers
        moment = commit.written
        if not named or commit.sha == report.sha or moment is None:
            continue
        runs = commit.is_merge or any(map(paths.holds, commit.paths))
        if runs and around - AROUND_BEFORE <= moment <= around + AROUND_AFTER:
            yield commit


def _day_in(text: str) -> int | None:
    """The moment at which the first day that a text names began, Unix seconds."""
    found = DAY.search(text)
    if found is None:
        return None
    try:
        return int(datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC).timestamp())
    except ValueError:
        return None
