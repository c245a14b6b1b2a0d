"""Runs the checks over one repository: one finding per signal, and the flags that are raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.declarations import PROGRAM_KINDS, FileKind, Role
from analyzer.engine.findings import CheckResult, finding_of
from analyzer.facts.code.named_files import named_for_it
from analyzer.facts.documents.near_misses import near_misses
from analyzer.facts.purposes.purpose import not_asked
from analyzer.model import (
    Check,
    Evidence,
    Fact,
    Finding,
    Flag,
    FlagCheck,
    Level,
    NotApplicable,
    Observation,
    Severity,
    Status,
    Unseen,
)
from analyzer.precedence import precedence
from analyzer.repository import Clock, OverTimeError, Snapshot, cpu_limit
from analyzer.sources import SkippedFile
from analyzer.text import listed
from analyzer.wiring.commands.outdated import is_outdated
from analyzer.wiring.roles import put_away_in
from analyzer.wiring.testing.foreign_tests import TESTED_LANGUAGES
from analyzer.wiring.testing.unsupported_languages import unseen_programs

MAX_YIELDS = 5_000
MAX_EVIDENCE = 200
# Below every size that a check gives.
OUTDATED_SIZE = -1_000
# CPU time of one check or flag, a hundred times what the slowest takes: for code that never ends.
CHECK_SECONDS = 60.0
COULD_NOT_BE_ASSESSED = "could not be assessed"
CHECK_TOO_SLOW = "it used too much processor time and was stopped"
# The most that a check says of what it finds in a notebook.
NOTEBOOK_LEVEL = Level.SUBSTANTIVE
# Of a path that was put away, at the end of its note.
KEPT_IN = "kept in"


class CheckRun(Struct):
    """What all checks together say of one repository."""

    results: dict[str, CheckResult] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    @property
    def findings(self) -> dict[str, Finding]:
        """The findings where neither documents nor history have a say."""
        return {signal: finding_of(each) for signal, each in self.results.items()}


class FlagReport(Struct):
    """The flags of one repository, and in sentences what was not seen while looking for them."""

    flags: list[Flag] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def run_checks(repo: Snapshot, checks: Mapping[str, Check], seconds: float = CHECK_SECONDS) -> CheckRun:
    """One try per check: an exception in one becomes that signal's error and costs nothing else.

    So does one that takes more than so many `seconds` of CPU time.
    """
    outcome = CheckRun()
    repo.read_all()  # it has a budget of its own and is no check's work
    # All checks run before any is folded: which files were skipped is known only then.
    ran = [(each, *_yields(each, repo, seconds)) for each in checks.values()]
    skipped = repo.skipped
    for each, yielded, error in ran:
        outcome.results[each.id] = _folded(each, yielded, error, repo, skipped)
        outcome.facts.extend(item for item in yielded if isinstance(item, Fact))
    outcome.facts.sort(key=lambda fact: fact.name)
    return outcome


def run_flags(
    repo: Snapshot, flag_checks: Mapping[str, FlagCheck], seconds: float = CHECK_SECONDS
) -> FlagReport:
    """The flags, after the checks: what these read of the repository costs no check its reading budget."""
    found = FlagReport()
    for each in flag_checks.values():
        try:
            with cpu_limit(Clock(seconds)):
                _raise_flags(each, repo, found)
        except OverTimeError:
            repo.forget_derived()
            found.problems.append(f"the flag '{each.id}' {COULD_NOT_BE_ASSESSED}: {CHECK_TOO_SLOW}")
        except Exception as error:  # one flag must never cost the repository
            found.problems.append(
                f"the flag '{each.id}' {COULD_NOT_BE_ASSESSED}: {type(error).__name__}: {error}"[:300]
            )
    found.flags.sort(key=lambda flag: (flag.id, flag.message))
    return found


def _raise_flags(check: FlagCheck, repo: Snapshot, found: FlagReport) -> None:
    for item in islice(check.function(repo), MAX_YIELDS):
        if isinstance(item, Unseen) and _is_sound(item):
            place = "" if item.path is None else f"{item.path}: "
            found.problems.append(f"for the flag '{check.id}', {place}{item.reason}")
        elif isinstance(item, Flag) and item.id == check.id and _is_sound(item):
            found.flags.append(replace(item, question=check.question))
        else:
            raise TypeError(f"it yielded {str(item)[:100]!r}, which is not the flag it declares")


def _yields(check: Check, repo: Snapshot, seconds: float) -> tuple[list[Observation], str | None]:
    yielded: list[Observation] = []
    try:
        with cpu_limit(Clock(seconds)):
            for item in check.function(repo):
                if len(yielded) == MAX_YIELDS:
                    yielded.append(Unseen(f"only the first {MAX_YIELDS:,} results of the check were kept"))
                    break
                if isinstance(item, Flag) or not _is_sound(item):
                    raise TypeError(
                        f"it yielded {str(item)[:100]!r}, which is not a result that a check may yield"
                    )
                yielded.append(item)
            # What the purpose settles is said before what the check itself found not to arise.
            yielded[:0] = not_asked(repo, check.not_asked)
    except OverTimeError:
        repo.forget_derived()
        return yielded, f"the check failed: {CHECK_TOO_SLOW}"
    except Exception as error:  # one check must never cost the repository
        return yielded, f"the check failed: {type(error).__name__}: {error}"[:300]
    return yielded, None


def _is_sound(item: object) -> bool:
    """Whether a check, which may be somebody else's code, keeps to the types of its words."""
    match item:
        case Evidence(
            path=str() | None, line=int() | None, level=Level(), note=str(), commits=tuple(commits)
        ):
            return all(isinstance(each, str) for each in commits)
        case NotApplicable(reason=str(), settled=bool()) | Unseen(reason=str(), path=str() | None):
            return True
        case Fact(name=str(), value=int() | float() | str()):
            return True
        case Flag(id=str(), severity=Severity(), message=str(), evidence=tuple(evidence)):
            return all(isinstance(each, Evidence) and _is_sound(each) for each in evidence)
    return False


def _folded(
    check: Check,
    yielded: Sequence[Observation],
    error: str | None,
    repo: Snapshot,
    skipped: Sequence[SkippedFile],
) -> CheckResult:
    """ONE result for a signal: its evidence, what there could still be, and the status of that answer."""
    told = {_last_if_outdated(repo, _as_kept(item)) for item in yielded if isinstance(item, Evidence)}
    evidence = sorted(told, key=lambda each: precedence(each, check.id))
    level = max((each.level for each in evidence), default=Level.ABSENT)
    unseen = [item for item in yielded if isinstance(item, Unseen)]
    unseen += [
        Unseen(each.reason, each.path, _at_most(each, check))
        for each in skipped
        if _concerns(each, check, evidence)
    ]
    if repo.tree_problem is not None and any(kind in check.reads for kind in repo.unlisted):
        unseen.append(Unseen(repo.tree_problem))
    if error is not None:
        unseen.append(Unseen(error))
    not_applicable = next((item for item in yielded if isinstance(item, NotApplicable)), None)
    programs: tuple[Unseen, ...] = ()
    if evidence or not_applicable is None or not not_applicable.settled:
        programs = unseen_programs(
            repo, check.other_languages, level, reads_programs=FileKind.SOURCE in check.reads
        )
        unseen += programs
    if level is Level.ABSENT and not_applicable is None and error is None:
        unseen += named_for_it(repo, check.named)
    if programs:
        # What was read gives no reason why the question should not arise: another language may answer it.
        not_applicable = None
    possible = max((each.at_most or check.max_level for each in unseen), default=level)
    ceiling = max(level, min(possible, check.max_level))
    status, reason = _status(error, not_applicable, level, unseen, evidence)
    absent = status is Status.MEASURED and level is Level.ABSENT
    return CheckResult(
        signal=check.id,
        status=status,
        ceiling=ceiling,
        message=_message(check, status, evidence, programs, repo),
        reason=reason,
        evidence=tuple(evidence[:MAX_EVIDENCE]),
        unseen=tuple(unseen),
        near=near_misses(repo, check.near, check.reads) if absent else (),
    )


def _as_kept(evidence: Evidence) -> Evidence:
    """Of what was put away there is no more than that it is there: nobody runs it, and nobody keeps it up."""
    folder = "" if evidence.path is None else put_away_in(evidence.path)
    if not folder or evidence.level <= Level.PRESENT:
        return evidence
    note = f"{evidence.note}; {KEPT_IN} {folder}/"
    return replace(evidence, level=Level.PRESENT, note=note)


def _last_if_outdated(repo: Snapshot, evidence: Evidence) -> Evidence:
    """What its authors marked as replaced comes after everything else of its level."""
    path, line = evidence.path, evidence.line
    if path is None or line is None or not (path in repo.modules or path in repo.programs):
        return evidence
    return replace(evidence, size=OUTDATED_SIZE) if is_outdated(repo, path, line) else evidence


def _status(
    error: str | None,
    not_applicable: NotApplicable | None,
    level: Level,
    unseen: Sequence[Unseen],
    evidence: Sequence[Evidence],
) -> tuple[Status, str | None]:
    if error is not None:
        return Status.ERROR, error
    if not_applicable is not None and not evidence:
        return Status.NOT_APPLICABLE, not_applicable.reason
    reason = _reason(unseen)
    if unseen and level is Level.ABSENT:
        return Status.UNKNOWN, reason
    return Status.MEASURED, reason


def _reason(unseen: Sequence[Unseen]) -> str | None:
    if not unseen:
        return None
    first = unseen[0]
    text = f"{first.path}: {first.reason}" if first.path else first.reason
    return text if len(unseen) == 1 else f"{text} (and {len(unseen) - 1} more not seen)"


def _message(
    check: Check, status: Status, evidence: Sequence[Evidence], programs: Sequence[Unseen], repo: Snapshot
) -> str:
    if status is Status.ERROR:
        return f"{check.title} could not be assessed"
    if status is Status.NOT_APPLICABLE:
        return f"{check.title} does not apply here"
    if not evidence:
        not_read = "".join(f"; not searched: {each.reason}" for each in programs)
        return f"no {check.title} found; searched {searched(check, repo)}{not_read}"
    more = f" ({len(evidence) - 1} more)" if len(evidence) > 1 else ""
    return f"{evidence[0].note}{more}"


def searched(check: Check, repo: Snapshot) -> str:
    """What the check looked through, in words, with the numbers.

    What there is none of is said last; a program in another language is not missed where there is none.
    """
    counts = {
        kind: len(repo.commits) if kind is FileKind.HISTORY else len(repo.of_kind(kind))
        for kind in check.reads
    }
    there = [kind.counted(count) for kind, count in counts.items() if count]
    missing = [kind.words for kind, count in counts.items() if not count and kind is not FileKind.SOURCE]
    by_name = _languages_by_name(check, repo)
    there += [f"the test files of programs in {' and '.join(by_name)}"] if by_name else []
    words = ", ".join(there) or "nothing"
    return f"{words}; there are no {listed(missing, 'or')}" if missing else words


def _languages_by_name(check: Check, repo: Snapshot) -> list[str]:
    """The other languages whose tests a check knows by the names of their files, reading no program else."""
    if not set(check.reads) <= PROGRAM_KINDS or Role.TEST not in check.other_languages.roles:
        return []
    return [each for each in repo.languages if each in TESTED_LANGUAGES][:3]


def _at_most(skipped: SkippedFile, check: Check) -> Level | None:
    """Nothing starts a notebook: whatever stands in one is connected to nothing."""
    concerned = set(skipped.kinds) & set(check.reads)
    return min(check.max_level, NOTEBOOK_LEVEL) if concerned == {FileKind.NOTEBOOK} else None


def _concerns(skipped: SkippedFile, check: Check, evidence: Sequence[Evidence]) -> bool:
    if not any(kind in check.reads for kind in skipped.kinds):
        return False
    return not skipped.partly or any(each.path == skipped.path for each in evidence)
