"""Flags that become more serious when every repository of a portfolio has them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from analyzer.model import Flag, LeftOut, Level, RepositoryResult, Severity

TUTORIAL_FLAG = "tutorial_reproduction"
MODEL_SIGNAL = "model_code"
OVER_THE_LIMIT = "limit"


def weigh_flags(
    results: Sequence[RepositoryResult], left_out: Sequence[LeftOut], *, whole: bool
) -> tuple[RepositoryResult, ...]:
    """The results, with marks of tutorials serious where every repository with model code bears them.

    `whole`: whether the target is all that there is (an account, a folder), not one repository out of
    many. Repositories that could not be read, or were left out because of a limit, may hold other work.
    """
    with_models = [each for each in results if _may_have_model_code(each)]
    seen = all(each.assessed for each in results) and all(each.reason != OVER_THE_LIMIT for each in left_out)
    flagged = [each for each in with_models if any(flag.id == TUTORIAL_FLAG for flag in each.flags)]
    if not (whole and seen and with_models and len(flagged) == len(with_models)):
        return tuple(results)
    return tuple(replace(each, flags=tuple(map(_raised, each.flags))) for each in results)


def _may_have_model_code(result: RepositoryResult) -> bool:
    finding = result.findings.get(MODEL_SIGNAL)
    return finding is not None and finding.ceiling > Level.CLAIMED


def _raised(flag: Flag) -> Flag:
    if flag.id != TUTORIAL_FLAG:
        return flag
    beside = "; every scanned repository with model code shows such signs"
    return replace(flag, severity=Severity.SERIOUS, message=flag.message + beside)
