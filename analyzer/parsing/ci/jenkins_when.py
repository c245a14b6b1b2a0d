"""The conditions of a stage of Jenkins: which builds it runs in.

Source: https://www.jenkins.io/doc/book/pipeline/syntax/#when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from analyzer.parsing.ci.groovy import Token, texts_in, words_in
from analyzer.parsing.ci.model import BY_HAND

_NEVER = frozenset({("expression", "false"), ("expression", "return", "false")})
_OPTIONS = frozenset(
    {"beforeAgent", "beforeInput", "beforeOptions", "true", "false", "pattern", "comparator"}
)
_EVENTS = {"buildingTag": ("tag",), "tag": ("tag",), "changeRequest": ("pull_request",)}
_CAUSES = {"TimerTrigger": ("schedule",), "UserIdCause": BY_HAND}


class When(Struct, frozen=True):
    """What a `when` leaves of a stage: its triggers, the paths it asks for, what must be set; or nothing."""

    text: str | None = None
    disabled: str | None = None
    triggers: tuple[str, ...] | None = None
    paths: tuple[str, ...] = ()
    gate: str | None = None


def read_when(inside: Sequence[Token], defaults: Mapping[str, str]) -> When:
    """What the tokens of a `when` say; alternatives and negations of conditions are not worked out."""
    written = tuple(each.value for each in inside if each.kind != "mark")
    text = " ".join(written)
    if written in _NEVER:
        return When(text[:200], disabled=f"when: {text}")
    words = [each for each in words_in(inside) if each not in _OPTIONS]
    said = texts_in(inside)
    if len(words) == 1 and words[0] in _EVENTS:
        return When(text[:200], triggers=_EVENTS[words[0]])
    if words[:1] == ["triggeredBy"] and len(words) <= 2:
        cause = next((each for each in said if each in _CAUSES), None)
        return When(text[:200] or None, triggers=_CAUSES[cause] if cause is not None else None)
    if words == ["changeset"] and said:
        return When(text[:200], paths=said)
    names = [each for each in words if each not in ("expression", "return", "toBoolean")]
    if words[:1] == ["expression"] and len(names) == 1 and names[0].startswith(("params.", "env.")):
        kind, _, name = names[0].partition(".")
        if "== " not in text and is_off(defaults.get(name)):
            return When(text[:200], gate=f"the {'parameter' if kind == 'params' else 'variable'} {name}")
    return When(text[:200] or None)


def is_off(default: str | None) -> bool:
    """Whether a parameter is off unless somebody sets it."""
    return default is None or default.strip().lower() in ("", "false", "no", "off", "0")
