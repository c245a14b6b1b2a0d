"""One scan from Python: arguments are checked first, and every failure is a documented error."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from analyzer.api.card import Scorecard
from analyzer.api.errors import (
    BadArgument,
    ScanError,
    UnknownIdentity,
    UnresolvedTarget,
    UnsuitableMachine,
)
from analyzer.text import did_you_mean

if TYPE_CHECKING:
    from analyzer.engine.pipeline import ProgressCallbacks
    from analyzer.engine.registry import Registry
    from analyzer.github import Server
    from analyzer.model import RepositoryResult, Statement
    from analyzer.report.contract import ScorecardDocument
    from analyzer.scoring import Rubric

Place = str | os.PathLike[str]
STANDARD_RUBRIC = "production"
MOST_JOBS = 64
MEGABYTE = 1024 * 1024


def scan(
    *targets: Place,
    identities: str | Iterable[str] = (),
    as_of: date | str | None = None,
    rubric: Place = STANDARD_RUBRIC,
    role: str | None = None,
    claims: Place | None = None,
    blind: bool = False,
    jobs: int = 2,
    timeout: float = 600.0,
    token: str | None = None,
    api_url: str | None = None,
    max_repositories: int | None = None,
    include_forks: bool = False,
    private: bool = False,
    max_size: int = 2048,
    cache_dir: Place | None = None,
    progress: Callable[[str], None] | None = None,
) -> Scorecard:
    """Scan repositories and return the scorecard of one candidate.

    Any thread and any process can call it; it blocks until it is done. A repository that could not be read is
    a row with its problem.

    - `targets`: GitHub users or organisations, "owner/name", clone URLs, paths; all are one candidate.
    - `identities`: names or addresses whose commits count, beside those that an account surely owns.
    - `as_of`: repositories as they stood at the end of that day in UTC; a date or "2024-06-30".
    - `rubric`: the name of a shipped rubric or a file; `role`: instead of it, a kind of position.
    - `claims`: a file of plain text or Markdown, or a PDF, whose claims are compared with the repositories.
    - `blind`: neither the scorecard nor a message or an error tells whose work it is.
    - `jobs`: how many repositories are read at once; `timeout`: seconds for each, and for GitHub.
    - `token`, `api_url`: None takes them from GITHUB_TOKEN or GH_TOKEN, GITHUB_API_URL; "" is no token.
    - `max_repositories`, `include_forks`, `private`: which repositories of an account are read.
    - `max_size`: megabytes of a clone; `progress`: is told in sentences how it goes.
    - `cache_dir`: a private folder in which what is found is kept for the next scan; None keeps nothing.

    Raises BadArgument, UnknownIdentity, UnresolvedTarget and UnsuitableMachine, all of them a ScanError.
    """
    rules = _Rules(os.fspath(rubric), role, None if claims is None else Path(claims), as_of, blind)
    account = _Account(token, api_url, max_repositories, include_forks, private)
    named = (identities,) if isinstance(identities, str) else tuple(identities)
    paths = tuple(each if isinstance(each, str) else os.path.abspath(each) for each in targets)  # noqa: PTH100
    limits = _Limits(jobs, timeout, max_size, None if cache_dir is None else Path(cache_dir).absolute())
    asked = _Asked(paths, named, rules, account, limits, progress)
    return Scorecard(_in_documented_errors(asked))


class _Rules(Struct, frozen=True):
    rubric: str
    role: str | None
    claims: Path | None
    as_of: date | str | None
    blind: bool


@dataclass(frozen=True, slots=True)
class _Account:
    token: str | None = field(repr=False)
    api_url: str | None
    max_repositories: int | None
    include_forks: bool
    private: bool


class _Limits(Struct, frozen=True):
    jobs: int
    timeout: float
    megabytes: int
    cache: Path | None


class _Asked(Struct, frozen=True):
    targets: tuple[str, ...]
    identities: tuple[str, ...]
    rules: _Rules
    account: _Account
    limits: _Limits
    progress: Callable[[str], None] | None


def _in_documented_errors(asked: _Asked) -> ScorecardDocument:
    """The document; of a blind scan no error carries another one whose text could tell who somebody is."""
    from analyzer.engine.pipeline import IdentityError
    from analyzer.github import AccountError, TargetError
    from analyzer.scoring import RubricError
    from analyzer.system.machine import Lacking, lacking

    kinds: dict[type[Exception], type[ScanError]] = {
        TargetError: UnresolvedTarget,
        AccountError: UnresolvedTarget,
        IdentityError: UnknownIdentity,
        RubricError: BadArgument,
        Lacking: UnsuitableMachine,
    }
    try:
        return _document(asked)
    except _ToldByCaller as error:
        failure: Exception = error.error
    except ScanError as error:
        failure = type(error)(_sentence(asked, str(error)))
    except tuple(kinds) as error:
        kind = next(kind for known, kind in kinds.items() if isinstance(error, known))
        failure = kind(_sentence(asked, str(error)))
    except Exception as error:
        why = lacking(error)
        if why is not None:
            failure = UnsuitableMachine(why)
        elif asked.rules.blind:
            hidden = RuntimeError(f"{type(error).__name__}, whose message a blind scan hides")
            failure = hidden.with_traceback(error.__traceback__)
        else:
            raise
    # Outside of the handlers, so that the error carries no other one.
    raise failure


def _sentence(asked: _Asked, text: str) -> str:
    """What an error says, safe to show; of a blind scan without the words that were asked with."""
    from analyzer.blind import redactor_of_words
    from analyzer.report.text import plain

    if asked.rules.blind:
        paths = [Path(asked.rules.rubric), *([asked.rules.claims] if asked.rules.claims else [])]
        words = [part for path in paths for part in (str(path), path.stem)]
        text = redactor_of_words((*asked.targets, *words), asked.identities).text(text)
    return plain(text)


def _document(asked: _Asked) -> ScorecardDocument:
    from analyzer.engine.pipeline import Request
    from analyzer.engine.pipeline import scan as run
    from analyzer.engine.registry import load_checks
    from analyzer.git import require_git
    from analyzer.report.json import to_json
    from analyzer.report.loading import read_document
    from analyzer.report.text import plain
    from analyzer.store import CacheSettings
    from analyzer.system.machine import require_open_files

    _require_sense(asked)
    registry = load_checks()
    for problem in registry.problems:
        warnings.warn(plain(problem), stacklevel=4)
    rubric = _rubric(asked.rules, registry)
    account, limits = asked.account, asked.limits
    request = Request(
        targets=asked.targets,
        identities=_identities(asked.identities),
        as_of=_day(asked.rules.as_of),
        jobs=limits.jobs,
        timeout=limits.timeout,
        server=_server(account),
        include_forks=account.include_forks,
        max_repositories=account.max_repositories,
        private=account.private,
        size_limit=limits.megabytes * MEGABYTE,
        statements=_statements(asked.rules),
        blind=asked.rules.blind,
        cache=None if limits.cache is None else CacheSettings(limits.cache),
    )
    require_open_files(limits.jobs)
    require_git()
    return read_document(to_json(run(request, rubric, registry.checks, _callbacks(asked.progress))))


def _require_sense(asked: _Asked) -> None:
    account, limits = asked.account, asked.limits
    most = account.max_repositories
    wrong = (
        (not asked.targets, "no target was given; name an account, a repository or a path"),
        (not 1 <= limits.jobs <= MOST_JOBS, f"jobs must be 1 to {MOST_JOBS}"),
        (not limits.timeout >= 1, "timeout must be at least 1 second"),
        (limits.megabytes < 1, "max_size must be at least 1 megabyte"),
        (most is not None and most < 1, "max_repositories must be at least 1"),
    )
    for is_wrong, sentence in wrong:
        if is_wrong:
            raise BadArgument(sentence)


def _rubric(rules: _Rules, registry: Registry) -> Rubric:
    from analyzer.roles import ROLES
    from analyzer.scoring import load_rubric

    if rules.role is None:
        return load_rubric(rules.rubric, known=registry.checks)
    if rules.rubric != STANDARD_RUBRIC:
        raise BadArgument(
            f"role '{rules.role}' and rubric '{rules.rubric}' are two rubrics; give one of them"
        )
    if rules.role not in ROLES:
        meant = did_you_mean(rules.role, ROLES) or ";"
        raise BadArgument(f"there is no role '{rules.role}'{meant} there are {', '.join(ROLES)}")
    return load_rubric(rules.role, known=registry.checks)


def _identities(given: tuple[str, ...]) -> tuple[str, ...]:
    declared = tuple(dict.fromkeys(" ".join(each.split()) for each in given))
    if "" in declared:
        raise BadArgument("an identity is empty; give an address or a name that appears in the commits")
    return declared


def _day(given: date | str | None) -> date | None:
    """A day in UTC, whatever it was given as."""
    if isinstance(given, datetime):
        return (given if given.tzinfo is None else given.astimezone(UTC)).date()
    if given is None or isinstance(given, date):
        return given
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()
    except (TypeError, ValueError) as error:
        raise BadArgument(f"as_of '{given}' is not a date; use the form 2024-06-30") from error


def _server(account: _Account) -> Server:
    """The server and token of the environment, unless others are given."""
    from analyzer.github import BadServer, Server

    variables = dict(os.environ)
    if account.api_url is not None:
        variables["GITHUB_API_URL"] = account.api_url
    try:
        server = Server.from_environment(variables)
        return server if account.token is None else replace(server, token=account.token.strip() or None)
    except BadServer as error:
        raise BadArgument(str(error)) from error


def _statements(rules: _Rules) -> tuple[Statement, ...]:
    from analyzer.blind import CLAIMS_FILE
    from analyzer.claims import ClaimsError, claims_content, read_claims_content

    if rules.claims is None:
        return ()
    name = CLAIMS_FILE if rules.blind else rules.claims.name
    try:
        return read_claims_content(claims_content(rules.claims), name).statements
    except ClaimsError as error:
        raise BadArgument(f"claims '{rules.claims}': {error}") from error


class _ToldByCaller(Exception):  # noqa: N818
    """What the caller's own function raised when it was told how the work goes: not ours to translate."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def _callbacks(progress: Callable[[str], None] | None) -> ProgressCallbacks:
    from analyzer.engine.pipeline import ProgressCallbacks
    from analyzer.engine.progress import Progress
    from analyzer.report.notes import each_once
    from analyzer.text import repository_count

    if progress is None:
        return ProgressCallbacks()
    told, counts = progress, {"found": 0, "done": 0}

    def say(sentence: str) -> None:
        try:
            told(sentence)
        except Exception as error:
            raise _ToldByCaller(error) from None

    def found(number: int) -> None:
        counts["found"] = number
        say(f"{repository_count(number)} to read")

    def finished(result: RepositoryResult) -> None:
        counts["done"] += 1
        how = "assessed" if result.assessed else f"not assessed: {result.problem}"
        notify(f"{counts['done']} of {counts['found']}: {result.name}: {how}")

    notify = each_once(say)
    return ProgressCallbacks(notify=notify, found=found, progress=Progress(finished=finished))
