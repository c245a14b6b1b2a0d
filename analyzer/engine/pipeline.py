"""The sentence that the program is: targets, repositories, findings, scorecard."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.claims import judge
from analyzer.engine.known import Known, known_results
from analyzer.engine.progress import SILENT, Progress
from analyzer.engine.terms import DEFAULT_TIMEOUT_SECONDS, Terms
from analyzer.engine.unread import unreadable
from analyzer.git import BLOBS_LIMIT
from analyzer.github import (
    NoNetwork,
    Options,
    Resolution,
    Server,
    TargetError,
    is_at_hand,
    resolve_targets,
    shown_targets,
)
from analyzer.interview import questions
from analyzer.model import Check, RepositoryResult, Statement, Trouble
from analyzer.scorecard import Scorecard
from analyzer.scoring import Rubric, flag_duplicates, score, weigh_flags
from analyzer.sources import Candidate
from analyzer.store import CacheSettings, Store
from analyzer.system.temporary import temporary_folder

if TYPE_CHECKING:
    from analyzer.blind import Redactor

MAX_NAMES = 20


class IdentityError(Exception):
    """A declared identity that no commit of the scanned repositories carries."""


class Request(Struct, frozen=True):
    """What to scan and how.

    `timeout` is in seconds, for each repository and for asking GitHub; `size_limit` in bytes of a clone;
    `statements` are what a file of the candidate's own claims. `blind`: nothing that leaves here, be it the
    scorecard, a note or an error, tells whose work it is. `cache` is where to keep what is found, if
    anywhere, and `known` what was looked up there already. `name` is what the one target is called instead.
    """

    targets: tuple[str, ...]
    identities: tuple[str, ...] = ()
    as_of: date | None = None
    jobs: int = 2
    timeout: float = DEFAULT_TIMEOUT_SECONDS
    server: Server = Server()  # it is frozen
    include_forks: bool = False
    max_repositories: int | None = None
    private: bool = False
    size_limit: int = BLOBS_LIMIT
    statements: tuple[Statement, ...] = ()
    blind: bool = False
    cache: CacheSettings | None = None
    known: Known = field(default_factory=dict)
    name: str | None = None


class ProgressCallbacks(Struct, frozen=True):
    """Who is told how the work goes: sentences, the number of repositories, then each one's progress."""

    notify: Callable[[str], None] = lambda message: None
    found: Callable[[int], None] = lambda count: None
    progress: Progress = SILENT


def scan(
    request: Request,
    rubric: Rubric,
    checks: Mapping[str, Check],
    listener: ProgressCallbacks = ProgressCallbacks(),  # noqa: B008  # it is frozen
) -> Scorecard:
    """Everything from targets to scorecard.

    Raises TargetError for a target that does not resolve and IdentityError for an identity that
    matches nobody; a repository that cannot be read is a row with its problem.
    """
    prepared = prepare(request, listener)
    results = _assessed(request, prepared, prepared.listener.progress)
    return conclude(request, prepared, results, rubric, checks)


def known_scan(
    request: Request,
    rubric: Rubric,
    store: Store,
    checks: Mapping[str, Check],
    notify: Callable[[str], None],
) -> tuple[Scorecard | None, Known]:
    """As `scan`, where every repository is at hand and as it was; None where something must be read or asked.

    With what was looked up, for the scan that then follows. Without workers and without a token: what is not
    public, the server then does not tell. Raises TargetError and IdentityError.
    """
    if not all(is_at_hand(each, request.server) for each in request.targets):
        return None, {}
    notes: list[str] = []
    prepared = prepare(request, ProgressCallbacks(notify=notes.append))
    sources, candidate = prepared.resolution.sources, prepared.candidate
    with temporary_folder() as folder:
        found = dict(known_results(store, sources, candidate, _terms(request), folder))
    results = [each for _index, each in sorted(found.items()) if each is not None]
    if len(results) < len(sources):
        return None, {sources[index].location: each for index, each in found.items()}
    for note in notes:
        notify(note)
    return conclude(request, prepared, results, rubric, checks), {}


class Prepared(Struct, frozen=True):
    """Who is assessed, by which repositories, and who hears of it."""

    candidate: Candidate
    resolution: Resolution
    listener: ProgressCallbacks


def prepare(request: Request, listener: ProgressCallbacks = ProgressCallbacks()) -> Prepared:  # noqa: B008  # it is frozen
    """What the targets mean. Raises TargetError for one that does not resolve."""
    if request.blind:
        listener = _told_blindly(listener, _typed_redactor(request))
    resolution = _named(request, _resolved(request, listener))
    candidate = candidate_of(request, resolution)
    if request.blind:
        listener = _told_blindly(listener, _scan_redactor((), candidate, resolution))
    for note in resolution.notes:
        listener.notify(note)
    listener.found(len(resolution.sources))
    return Prepared(candidate, resolution, listener)


def conclude(
    request: Request,
    prepared: Prepared,
    results: Sequence[RepositoryResult],
    rubric: Rubric,
    checks: Mapping[str, Check],
) -> Scorecard:
    """The scorecard, from what was found in the sources of `prepared`, in their order.

    Raises IdentityError for an identity that matches nobody, and TargetError where nobody answers at all.
    """
    candidate, resolution = prepared.candidate, prepared.resolution
    results = (*results, *(unreadable(source, why) for source, why in resolution.unreadable))
    require_reached(results, blind=request.blind)
    require_identity(request.identities, results, blind=request.blind)
    redactor = _scan_redactor(results, candidate, resolution) if request.blind else None
    results = flag_duplicates(results, str if redactor is None else redactor.repository)
    results = weigh_flags(results, resolution.left_out, whole=_is_whole(resolution))
    left_out, statements = resolution.left_out, request.statements
    if redactor is not None:
        # What follows speaks of repositories by their names: it knows only those that tell nothing.
        results, candidate, left_out, statements = redactor.over((results, candidate, left_out, statements))
    scorecard = score(
        candidate,
        results,
        rubric,
        checks,
        as_of=None if request.as_of is None else request.as_of.isoformat(),
        left_out=left_out,
        claims=judge(results, statements),
        contributions=resolution.contributions if redactor is None else (),
    )
    scorecard = replace(scorecard, questions=questions(scorecard, rubric.questions))
    return scorecard if redactor is None else replace(redactor.over(scorecard), blind=True)


def _assessed(request: Request, prepared: Prepared, progress: Progress) -> tuple[RepositoryResult, ...]:
    """Every repository that can be opened."""
    from analyzer.engine.worker import assess_under

    notify = prepared.listener.notify
    progress = replace(progress, warn=lambda message: notify(f"warning: {message}"))
    sources, candidate = prepared.resolution.sources, prepared.candidate
    return assess_under(
        _terms(request), sources, candidate, jobs=request.jobs, progress=progress, known=request.known
    )


def _terms(request: Request) -> Terms:
    return Terms(
        timeout=request.timeout,
        size_limit=request.size_limit,
        blind=request.blind,
        token=request.server.token,
        cache=request.cache,
    )


def _resolved(request: Request, listener: ProgressCallbacks) -> Resolution:
    try:
        return resolve_targets(request.targets, _options(request, listener))
    except TargetError as error:
        if not request.blind:
            raise
        raise TargetError(_typed_redactor(request).text(str(error))) from None


def _named(request: Request, resolution: Resolution) -> Resolution:
    """The same, where somebody said how the one repository is called."""
    if request.name is None or len(resolution.sources) != 1:
        return resolution
    return replace(resolution, sources=(replace(resolution.sources[0], name=request.name),))


def _typed_redactor(request: Request) -> Redactor:
    """Hides what was typed."""
    from analyzer.blind import redactor_of_words

    return redactor_of_words(request.targets, request.identities)


def _scan_redactor(
    results: Sequence[RepositoryResult], candidate: Candidate, resolution: Resolution
) -> Redactor:
    from analyzer.blind import redactor_for

    sources = (*resolution.sources, *(source for source, _why in resolution.unreadable))
    return redactor_for(results, candidate, resolution.left_out, sources)


def _told_blindly(listener: ProgressCallbacks, redactor: Redactor) -> ProgressCallbacks:
    """The same listener, who hears of repositories by the order in which they are begun."""
    numbers: dict[str, str] = {}

    def name(own: str) -> str:
        return numbers.setdefault(own, f"repository {len(numbers) + 1}")

    told = listener.progress
    return ProgressCallbacks(
        notify=lambda message: listener.notify(redactor.text(message)),
        found=listener.found,
        progress=Progress(
            stage=lambda own, text: told.stage(name(own), redactor.text(text)),
            finished=lambda result: told.finished(replace(redactor.over(result), name=name(result.name))),
        ),
    )


def _is_whole(resolution: Resolution) -> bool:
    """Whether the targets are a portfolio and not one repository out of it."""
    return resolution.login is not None or len(resolution.sources) + len(resolution.unreadable) > 1


def candidate_of(request: Request, resolution: Resolution) -> Candidate:
    """Who is assessed: what was declared counts with what the accounts surely own."""
    by_account = "account" if resolution.identities else "unknown"
    return Candidate(
        targets=shown_targets(request.targets, resolution, request.server)
        if request.name is None
        else (request.name,),
        login=resolution.login,
        identities=tuple(dict.fromkeys((*request.identities, *resolution.identities))),
        certainty="declared" if request.identities else by_account,
    )


def _options(request: Request, listener: ProgressCallbacks) -> Options:
    return Options(
        server=request.server,
        deadline=time.monotonic() + request.timeout,
        as_of=end_of_day(request.as_of),
        include_forks=request.include_forks,
        max_repositories=request.max_repositories,
        private=request.private,
        notify=listener.notify,
    )


def require_reached(results: Sequence[RepositoryResult], *, blind: bool = False) -> None:
    """Refuse to score what is at addresses where nobody answers: that says nothing of anybody's work."""
    if not results or any(each.assessed or each.trouble is not Trouble.UNREACHABLE for each in results):
        return
    first = results[0]
    more = f" (and {len(results) - 1} more)" if len(results) > 1 else ""
    what = "the repository" if blind else f"'{first.url or first.name}'"
    why = f"{what}{more}: {first.problem}; check the address and the network connection, and try again"
    raise TargetError(why) from NoNetwork(why)


def require_identity(
    identities: Sequence[str], results: Sequence[RepositoryResult], *, blind: bool = False
) -> None:
    """Refuse to score a person whom no commit names: a typo must not read as "wrote nothing"."""
    assessed = [result for result in results if result.assessed]
    seen = {each for result in assessed for each in result.matched_identities}
    unmatched = [each for each in identities if each not in seen]
    if not assessed or not unmatched:
        return
    names = sorted({name for result in assessed for name in result.author_names}, key=str.casefold)
    asked = ", ".join(f"'{each}'" for each in unmatched)
    unread = len(results) - len(assessed)
    beside = f" ({unread} repositories could not be read)" if unread else ""
    if blind:
        numbers = ", ".join(str(identities.index(each) + 1) for each in unmatched)
        raise IdentityError(
            f"--identity number {numbers} matches no commit{beside}; without --blind, the authors are listed"
        )
    raise IdentityError(
        f"--identity {asked} matches no commit{beside}; the authors found are: "
        f"{', '.join(names[:MAX_NAMES]) or 'nobody'}"
    )


def end_of_day(day: date | None) -> int | None:
    """The last second of the day in UTC, Unix time."""
    if day is None:
        return None
    return int(datetime.combine(day, time_of_day(23, 59, 59), UTC).timestamp())
