"""A finding is made once, at the end, from what the steps before it said of one signal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from analyzer.model import Evidence, Finding, Level, Status, Unseen
from analyzer.precedence import precedence


class CheckResult(Struct, frozen=True):
    """What one check says of one repository, from its files and commits alone.

    `evidence` is the strongest first; `ceiling` the strongest level that could still be in what was not seen.
    """

    signal: str
    status: Status
    ceiling: Level
    message: str
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        return _strongest(self.evidence)

    @property
    def wired_paths(self) -> Mapping[str, int]:
        """The paths of wired evidence, work that somebody could have kept up, with when each was wired."""
        found: dict[str, int] = {}
        for each in self.evidence:
            if each.level is Level.WIRED and each.path is not None:
                found[each.path] = min(each.since, found.get(each.path, each.since))
        return found


def finding_of(
    checked: CheckResult,
    words: Sequence[Evidence] = (),
    *,
    kept_up: Collection[str] = (),
    days: Mapping[str, int] = MappingProxyType({}),
    newer: Collection[tuple[str, int]] = (),
) -> Finding:
    """The finding on one signal.

    `words` are what documents assert of it: where it was measured and is absent, it is claimed, which earns
    nothing. `kept_up`: the wired paths on which the candidate kept working, which makes them sustained.
    `days`: on how many days the paths were changed. `newer`: places in them that came too late to be kept up.
    """
    evidence, message = checked.evidence, checked.message
    if words and checked.status is Status.MEASURED and checked.level is Level.ABSENT:
        evidence = tuple(dict.fromkeys(words))
        message = f"{message}; claimed in {words[0].path}"
    if checked.evidence:
        first, rest = evidence[0], [_in_time(each, kept_up, days, newer) for each in evidence]
        evidence = tuple(sorted(rest, key=lambda each: precedence(each, checked.signal)))
        if message.startswith(first.note):
            message = f"{evidence[0].note}{message.removeprefix(first.note)}"
    level = _strongest(evidence)
    return Finding(
        signal=checked.signal,
        status=checked.status,
        level=level,
        ceiling=max(checked.ceiling, level),
        message=message,
        reason=checked.reason,
        evidence=evidence,
        unseen=checked.unseen,
        near=checked.near,
    )


def evidence_paths(found: Iterable[CheckResult | Finding]) -> frozenset[str]:
    """Every path that carries evidence."""
    return frozenset(each.path for result in found for each in result.evidence if each.path is not None)


def evidence_commits(found: Iterable[Finding]) -> frozenset[tuple[str, ...]]:
    """The commits of every piece of evidence that commits show."""
    return frozenset(each.commits for result in found for each in result.evidence if each.commits)


def _strongest(evidence: Iterable[Evidence]) -> Level:
    return max((each.level for each in evidence), default=Level.ABSENT)


def _in_time(
    evidence: Evidence,
    kept_up: Collection[str],
    days: Mapping[str, int],
    newer: Collection[tuple[str, int]],
) -> Evidence:
    """The evidence with what the history says of its file; what has no place has none."""
    wired = evidence.level is Level.WIRED and evidence.path in kept_up
    wired = wired and (evidence.path or "", evidence.line or 0) not in newer
    level = Level.SUSTAINED if wired else evidence.level
    return replace(evidence, level=level, days=days.get(evidence.path or "", 0))
