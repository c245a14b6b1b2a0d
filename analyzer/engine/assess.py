"""One repository from its source to its result: what a worker process does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from analyzer.authorship import (
    Attribution,
    authorship_unclear,
    day,
    provenance_of,
    provenance_of_commits,
)
from analyzer.blind import hidden_by, identifying_file
from analyzer.claims import claims_flag, read_statements
from analyzer.commits import Commits
from analyzer.declarations import Purpose
from analyzer.engine.findings import evidence_commits, evidence_paths
from analyzer.engine.keeping import Keeper
from analyzer.engine.portraits import activity, code_size, drawn
from analyzer.engine.registry import Registry
from analyzer.engine.runner import CheckRun, FlagReport, run_checks, run_flags
from analyzer.engine.unread import unreadable
from analyzer.engine.written import Written, written_by
from analyzer.facts.history.drops import arrived, drop
from analyzer.facts.history.padding import padded
from analyzer.facts.history.people import known_people
from analyzer.facts.purposes.purpose import PURPOSE_REASONS, purpose_found
from analyzer.git import (
    BLOBS_LIMIT,
    GitError,
    History,
    LeftOut,
    NothingBefore,
    Repository,
    open_local,
    open_remote,
)
from analyzer.identities import identify, matched_identities
from analyzer.model import Fact, Flag, RepositoryResult
from analyzer.repository import (
    ALL_KINDS,
    BYTES_OF_ALL_FILES,
    MISSING,
    VERSION_BYTES,
    File,
    Snapshot,
    Versions,
    chosen,
    is_excluded_by_name,
    is_licence,
    is_watched,
    kinds,
    possible_kinds,
    says_what_is_left_out,
)
from analyzer.scoring import fingerprints
from analyzer.sources import Candidate, IdentifyingTerms, SkippedFile, Source
from analyzer.text import plural

AUTHOR_NAMES = 10
Stage = Callable[[str], None]
# Where they are raised a history does not show who wrote the files.
BULK_FLAG, FOREIGN_FLAG = "bulk_import", "authorship_unclear"
# What a course leaves says what a repository is for, unless it answers requests or others install it.
COURSE_FLAG = "tutorial_reproduction"
MORE_THAN_COURSEWORK = frozenset({Purpose.PLATFORM, Purpose.SERVICE, Purpose.LIBRARY})


def assess(
    source: Source,
    candidate: Candidate,
    registry: Registry,
    workspace: Path,
    deadline: float | None = None,
    *,
    token: str | None = None,
    size_limit: int = BLOBS_LIMIT,
    blind: bool = False,
    stage: Stage = lambda text: None,
    keeper: Keeper | None = None,
) -> RepositoryResult:
    """Open the repository, run the checks, read what its documents claim, say whose work it is.

    A repository that cannot be read gives a result with its problem. `deadline` is on the clock of
    `time.monotonic` and bounds every git command; `token` goes to the server of an authenticated
    source and nowhere else; `size_limit` bounds a clone, in bytes; `stage` is told what is being done.
    For a `blind` scan the result also holds what has to be hidden. `keeper` keeps what lasts.
    """
    try:
        stage("opening")
        with _open(source, workspace, deadline, token, size_limit, blind, stage, keeper) as repository:
            stage("reading")
            snapshot = take_snapshot(source, repository, keeper)
            stage(f"checking {plural(len(snapshot.paths), 'file')}")
            checked = run_checks(snapshot, registry.checks)
            flagged = run_flags(snapshot, registry.flags)
            claims = read_statements(snapshot)
            authorship = _authorship(source, snapshot, candidate, flagged.flags)
            hidden = hidden_by(source, snapshot) if blind else IdentifyingTerms()
            stage("asking who wrote what is cited")
            flags = (*flagged.flags, *authorship.flags)
            written = written_by(
                repository,
                snapshot,
                checked,
                flags,
                claims,
                authorship.attribution,
                None if keeper is None else keeper.store,
            )
            result = _result(source, snapshot, candidate, checked, flagged, written, authorship, hidden)
            if keeper is not None:
                keeper.keep(source, repository, snapshot, flagged, result, passing=written.passing)
            return result
    except NothingBefore:
        return unreadable(source, f"it had no commits at the end of {day(source.as_of)}")
    except GitError as error:
        return unreadable(source, str(error), error.trouble)


def _open(
    source: Source,
    workspace: Path,
    deadline: float | None,
    token: str | None,
    size_limit: int,
    blind: bool,
    stage: Stage,
    keeper: Keeper | None,
) -> Repository:
    if source.remote:
        return open_remote(
            source.location,
            as_of=source.as_of,
            workspace=workspace,
            deadline=deadline,
            token=token if source.authenticated else None,
            stated_size=source.stated_size,
            size_limit=size_limit,
            wanted=lambda path: _is_wanted(path, blind),
            soon=lambda repository: _old_contents(source, repository, keeper),
            progress=lambda size: stage(f"fetching, {size / 1e6:,.1f} MB"),
            again=lambda: stage("fetching failed, retrying"),
            kept=None if keeper is None else keeper.clone(source),
        )
    return open_local(source.location, as_of=source.as_of, workspace=workspace, deadline=deadline)


def _is_wanted(path: str, blind: bool) -> bool:
    """Whether a file of a remote repository is read by anything."""
    known = bool(kinds(path)) or is_licence(path) or says_what_is_left_out(path)
    return known or (blind and identifying_file(path))


def _old_contents(source: Source, repository: Repository, keeper: Keeper | None) -> Collection[str]:
    """Old contents that `take_snapshot` will ask for, as far as is known before there are any contents."""
    files = [File(entry.path, entry.blob, entry.size) for entry in repository.tree(possible_kinds).entries]
    return chosen(_history(source, repository, keeper).commits, files).blobs


def take_snapshot(source: Source, repository: Repository, keeper: Keeper | None = None) -> Snapshot:
    """The assessed commit of an open repository, with its history.

    Of a remote repository only the files that checks read are fetched: the others are not missing. `keeper`
    knows the facts of files and the history that were read before.
    """
    tree = repository.tree(possible_kinds)
    missing = [] if source.remote else [entry.path for entry in tree.entries if entry.size is None]
    history = _history(source, repository, keeper)
    tags = repository.tags(history.commits, source.as_of)
    files = [File(entry.path, entry.blob, entry.size) for entry in tree.entries]
    old = chosen(history.commits, files)
    not_given = repository.obtain(old.blobs, BYTES_OF_ALL_FILES, VERSION_BYTES)
    return Snapshot(
        name=source.name,
        head=repository.head,
        files=files,
        read=repository.read,
        stream=repository.stream,
        commits=history.commits,
        tags=tags,
        left_out=[
            *(_left_out(each) for each in tree.left_out),
            *(SkippedFile(path, MISSING, tuple(sorted(kinds(path)))) for path in missing),
        ],
        history_problem=None if history.complete else history.reason,
        tree_problem=None if tree.complete else tree.reason,
        versions=Versions(old.changes, repository.read, not_given or old.problem),
        unlisted=tuple(sorted(ALL_KINDS if tree.unlisted is None else tree.unlisted)),
        kept=None if keeper is None else keeper.store,
    )


def _history(source: Source, repository: Repository, keeper: Keeper | None) -> History:
    """The history, of which only what is new is read where an earlier one is known."""
    known = None if keeper is None else keeper.store.history(source)
    history = repository.history(is_watched, known)
    if keeper is not None and history.complete and history.commits.table is not known:
        keeper.store.keep_history(source, history.commits.table)
    return history


def _left_out(each: LeftOut) -> SkippedFile:
    """What a directory of others' work hides is not missed either."""
    hidden = each.kinds
    if hidden is None:
        hidden = frozenset() if is_excluded_by_name(each.path) else ALL_KINDS
    return SkippedFile(each.path, each.reason, tuple(sorted(hidden)))


class _Authorship(Struct, frozen=True):
    """Whose work is asked about, and the flag of a history that bears somebody else's marks."""

    attribution: Attribution
    flags: tuple[Flag, ...]


def _authorship(source: Source, repo: Snapshot, candidate: Candidate, raised: Iterable[Flag]) -> _Authorship:
    """Whose work is asked about, and which commits do not show whose it is, whether or not anybody is named.

    A fork bears its parent's marks and history; its own commits are known.
    """
    identity = identify(candidate, repo.commits)
    foreign = authorship_unclear(source, repo, identity)
    flags = () if foreign is None else (foreign,)
    own_known = source.is_fork and source.own_commits is not None
    ids = frozenset[str]() if own_known else {flag.id for flag in (*raised, *flags)}
    unclear = frozenset[str]()
    if BULK_FLAG in ids:
        unclear |= drop(repo)
    if FOREIGN_FLAG in ids:
        unclear |= arrived(repo)
    attribution = Attribution(
        identity, source.is_fork, source.own_commits, unclear, padded(repo), known_people(repo)
    )
    return _Authorship(attribution, flags)


def _result(
    source: Source,
    repo: Snapshot,
    candidate: Candidate,
    checked: CheckRun,
    flagged: FlagReport,
    written: Written,
    authorship: _Authorship,
    hidden: IdentifyingTerms,
) -> RepositoryResult:
    """What all steps said, put together: findings are made here and nowhere else."""
    attribution = authorship.attribution
    share, named = attribution.share(repo.work), attribution.identity is not None or source.is_fork
    claims, touched = written.claims, written.touched
    findings = written.findings
    overclaimed = claims_flag(source.name, claims.statements, findings)
    return RepositoryResult(
        name=source.name,
        url=source.url,
        head=repo.head,
        assessed=True,
        problem=_problem(repo, flagged),
        candidate_share=share if named else None,
        history_share=None if named else share,
        commits=len(repo.commits),
        facts=(
            *checked.facts,
            *_repository_facts(source, repo),
            *_purpose(repo, flagged.flags),
            *claims.facts,
        ),
        flags=(*flagged.flags, *authorship.flags, *(() if overclaimed is None else (overclaimed,))),
        skipped=(*repo.skipped, *_excluded(repo)),
        findings=findings,
        provenance=provenance_of(evidence_paths(findings.values()), attribution, touched),
        commit_provenance=provenance_of_commits(
            evidence_commits(findings.values()), attribution, repo.commits
        ),
        author_names=_author_names(repo.work),
        matched_identities=matched_identities(candidate, repo.commits),
        fork_of=source.fork_of,
        statements=claims.statements,
        blobs=fingerprints(repo),
        began=_began(repo),
        hidden=hidden,
        cited=written.cited,
        activity=drawn(lambda: activity(repo, attribution)),
        code=drawn(lambda: code_size(repo)),
    )


def _began(repo: Snapshot) -> int | None:
    """When the earliest commit was written; None where part of the history was not seen."""
    dates = [commit.written for commit in repo.work if commit.written is not None]
    return min(dates) if dates and repo.history_problem is None else None


def _problem(repo: Snapshot, flagged: FlagReport) -> str | None:
    """What of the repository as a whole was not seen, though it was assessed."""
    problems = [each for each in (repo.tree_problem, repo.history_problem) if each is not None]
    return "; ".join(dict.fromkeys((*problems, *flagged.problems))) or None


def _repository_facts(source: Source, repo: Snapshot) -> Iterable[Fact]:
    if source.is_fork:
        own = source.own_commits
        reached = None if own is None else sum(commit.sha in own for commit in repo.work)
        yield Fact("fork_own_commits", "not known" if reached is None else reached)
    if repo.languages:
        yield Fact("languages", ", ".join(f"{name} {count}" for name, count in repo.languages.items()))


def _purpose(repo: Snapshot, flags: Iterable[Flag]) -> Iterator[Fact]:
    """What the repository is for, and why, in words."""
    found = purpose_found(repo)
    kind = found.kind
    reasons = [_reason(each.path, each.line, each.says) for each in found.reasons]
    course = next((each for each in flags if each.id == COURSE_FLAG), None)
    if course is not None and kind not in MORE_THAN_COURSEWORK:
        kind = Purpose.COURSEWORK
        reasons = [
            _reason(each.path or "", each.line, each.note) for each in course.evidence[:PURPOSE_REASONS]
        ]
    yield Fact("purpose", kind.value)
    if reasons:
        yield Fact("purpose_reasons", "; ".join(reasons))


def _reason(path: str, line: int | None, says: str) -> str:
    return f"{path}: {says}" if line is None else f"{path}:{line}: {says}"


def _excluded(repo: Snapshot) -> Iterable[SkippedFile]:
    for each in repo.exclusions:
        files = f" ({each.files} files)" if each.files > 1 else ""
        yield SkippedFile(each.path, f"not first-party: {each.reason}{files}")


def _author_names(commits: Commits) -> tuple[str, ...]:
    names = Counter(commit.author.name for commit in commits if commit.author.name)
    return tuple(
        name for name, _count in sorted(names.items(), key=lambda item: (-item[1], item[0]))[:AUTHOR_NAMES]
    )
