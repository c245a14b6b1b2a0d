"""Whether a call or a name is what a sign is about: its arguments, its package, its own name."""

from __future__ import annotations

import re

from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE
from analyzer.wiring.other_programs.vocabulary.signs import Sign, is_package


def _given(call: Call, handlers: tuple[str, ...]) -> tuple[str, ...]:
    named = (each for name, value in call.keywords for each in (name, f"{name}={value}"))
    return (*call.strings, *handlers, *named)


def is_meant(sign: Sign, call: Call, handlers: tuple[str, ...]) -> bool:
    """Whether a call has what its sign asks of it."""
    return (
        call.positional >= sign.least
        and (not sign.hands or bool(handlers))
        and (not sign.inside or call.function is not None)
        and (sign.given is None or any(map(sign.given.fullmatch, _given(call, handlers))))
        and (sign.strings is None or any(map(sign.strings.fullmatch, call.strings)))
        and (
            sign.option is None
            or any(sign.option.fullmatch(f"{name}={value}") for name, value in call.keywords)
        )
    )


def comes_from(sign: Sign, pattern: re.Pattern[str], target: str, modules: tuple[str, ...]) -> bool:
    """Whether a target is one of a sign's calls, and of one of its packages."""
    module, mark, rest = target.partition(FROM_PACKAGE)
    if sign.generated:
        return pattern.fullmatch(rest if mark else target) is not None and any(
            is_package(each, package) for each in modules for package in sign.packages
        )
    if not mark:
        return not sign.packages and pattern.fullmatch(target) is not None
    if not sign.packages or pattern.fullmatch(rest) is None:
        return False
    from_ = modules if module == ANY_PACKAGE else (module,)
    return any(is_package(each, package) for each in from_ for package in sign.packages)
