"""The sentence that the program is: targets, repositories, findings, scorecard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from analyzer.model import Candidate, Check, RepositoryResult, Scorecard
from analyzer.rubric import Rubric
from analyzer.scoring import score
from analyzer.targets import resolve_targets, shown_target
from analyzer.worker import DEFAULT_TIMEOUT_SECONDS, Finished, assess_all

MAX_NAMES = 20

FoundCallback = Callable[[int], None]


class IdentityError(Exception):
    """A declared identity that no commit of the scanned repositories carries."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to scan and how. `timeout` is in seconds for each repository."""

    targets: tuple[str, ...]
    identities: tuple[str, ...] = ()
    as_of: date | None = None
    jobs: int = 2
    timeout: float = DEFAULT_TIMEOUT_SECONDS


def scan(
    request: Request,
    rubric: Rubric,
    checks: Mapping[str, Check],
    *,
    found: FoundCallback | None = None,
    finished: Finished | None = None,
) -> Scorecard:
    """Everything from targets to scorecard.

    Raises TargetError for a target that does not resolve and IdentityError for an identity that
    matches nobody; a repository that cannot be read is a row with its problem.
    """
    sources = resolve_targets(request.targets, as_of=end_of_day(request.as_of))
    if found is not None:
        found(len(sources))
    candidate = Candidate(
        targets=tuple(shown_target(target) for target in request.targets),
        identities=request.identities,
        certainty="declared" if request.identities else "unknown",
    )
    results = assess_all(sources, candidate, jobs=request.jobs, timeout=request.timeout, finished=finished)
    require_identity(candidate, results)
    as_of = None if request.as_of is None else request.as_of.isoformat()
    return score(candidate, results, rubric, checks, as_of=as_of)


def require_identity(candidate: Candidate, results: Sequence[RepositoryResult]) -> None:
    """Refuse to score a person whom no commit names: a typo must not read as "wrote nothing"."""
    assessed = [result for result in results if result.assessed]
    seen = {each for result in assessed for each in result.matched_identities}
    unmatched = [each for each in candidate.identities if each not in seen]
    if not assessed or not unmatched:
        return
    names = sorted({name for result in assessed for name in result.author_names}, key=str.casefold)
    asked = ", ".join(f"'{each}'" for each in unmatched)
    unread = len(results) - len(assessed)
    beside = f" ({unread} repositories could not be read)" if unread else ""
    raise IdentityError(
        f"--identity {asked} matches no commit{beside}; the authors seen are: "
        f"{', '.join(names[:MAX_NAMES]) or 'nobody'}"
    )


def end_of_day(day: date | None) -> int | None:
    """The last second of the day in UTC, Unix time."""
    if day is None:
        return None
    return int(datetime.combine(day, time(23, 59, 59), UTC).timestamp())
