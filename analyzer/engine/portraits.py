"""What a report draws of a repository, from what its checks read: nothing is read again for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar

from analyzer.authorship import Attribution, day
from analyzer.commits import Commit, Commits
from analyzer.facts.history.releases import releases
from analyzer.facts.notebooks.foreign_notebooks import foreign_notebooks
from analyzer.facts.notebooks.notebook_balance import balance
from analyzer.facts.running.deployment_paths import deployment_paths
from analyzer.portrait import Activity, CodeSize, Month, Release
from analyzer.repository import Clock, OverTimeError, Snapshot, cpu_limit, language, language_called
from analyzer.sources import SECONDS_A_DAY
from analyzer.wiring.other_programs.index import programs

# The newest are kept: fifty years, and what still can be drawn.
MOST_MONTHS = 600
MOST_RELEASES = 200
# CPU time of one drawing: for what never ends.
DRAWING_SECONDS = 20.0
# What a notebook says of its language is anybody's word.
UNKNOWN_LANGUAGE = "other"

Drawn = TypeVar("Drawn")


def drawn(draw: Callable[[], Drawn], seconds: float = DRAWING_SECONDS) -> Drawn | None:
    """What `draw` makes; None where it fails or takes too long: no picture costs the repository."""
    try:
        with cpu_limit(Clock(seconds)):
            return draw()
    except (Exception, OverTimeError):
        return None


def activity(repo: Snapshot, attribution: Attribution) -> Activity:
    """The months of the work, and the releases as the check of releases counts them; of each the newest."""
    by_month = repo.work.grouped(_month_of)
    made = releases(repo)[-MOST_RELEASES:]
    newest = sorted(by_month)[-MOST_MONTHS:]
    deployed = deployment_paths(repo)
    return Activity(
        months=tuple(_month(month, by_month[month], attribution, deployed) for month in newest),
        releases=tuple(Release(each.name, day(each.moment) or "") for each in made),
    )


def _month_of(commit: Commit) -> str | None:
    written = commit.written
    return None if written is None else _month_of_day(written // SECONDS_A_DAY)


@lru_cache(maxsize=10_000)
def _month_of_day(number: int) -> str:
    return datetime.fromtimestamp(number * SECONDS_A_DAY, UTC).strftime("%Y-%m")


def _month(month: str, commits: Commits, attribution: Attribution, deployed: frozenset[str]) -> Month:
    count, share = len(commits), attribution.share(commits)
    surely = count if share is None else round(share.low * count)
    at_most = count if share is None else round(share.high * count)
    return Month(
        month=month,
        candidate=surely,
        unsure=at_most - surely,
        others=count - at_most,
        deployments=sum(not deployed.isdisjoint(each.paths) for each in commits),
    )


def code_size(repo: Snapshot) -> CodeSize:
    """The lines of code: modules and notebooks as the check of notebooks counts them, and by language."""
    numbers = balance(repo)
    counts: Counter[str] = Counter()
    for name, lines in _lines(repo):
        counts[name] += lines
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return CodeSize(
        modules=numbers.module_lines,
        notebooks=numbers.notebook_lines,
        languages=tuple((name, lines) for name, lines in ordered if lines),
    )


def _lines(repo: Snapshot) -> Iterator[tuple[str, int]]:
    """The lines of every file of code, in a notebook or not, with the language."""
    for facts in (*repo.modules.values(), *repo.notebook_exports.values()):
        yield "Python", facts.code_lines
    read = programs(repo)
    for path, program in read.items():
        yield language(path) or UNKNOWN_LANGUAGE, program.code_lines
    for notebook in repo.notebooks.values():
        yield language_called(notebook.language) or UNKNOWN_LANGUAGE, notebook.code_lines
    for path in foreign_notebooks(repo).keys() - read.keys():
        document = repo.run_documents.get(path)
        said = language(path) if document is None else language_called(document.language)
        yield said or UNKNOWN_LANGUAGE, foreign_notebooks(repo)[path]
