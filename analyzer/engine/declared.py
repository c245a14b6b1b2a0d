"""What the checks declare, kept for a program that only reads results: importing them all takes a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from analyzer.declarations import FileKind, Purpose, Questions
from analyzer.engine.registry import Registry
from analyzer.model import Check, Level, Observation
from analyzer.store import Store

_KEY = b"declared"


class _Declared(Struct, frozen=True):
    """A check without what it does, and in which repositories."""

    id: str
    title: str
    reads: tuple[FileKind, ...]
    max_level: Level
    questions: Questions
    documentation: str
    not_asked: Mapping[Purpose, str]
    covers: tuple[str, ...]


class _Kept(Struct, frozen=True):
    checks: tuple[_Declared, ...]
    problems: tuple[str, ...]


_NAMES = _Declared.__struct_fields__
_decoder = msgspec.msgpack.Decoder(_Kept)


def keep_declarations(store: Store, registry: Registry) -> None:
    """Keep what the checks of this program declare."""
    checks = tuple(
        _Declared(**{name: getattr(each, name) for name in _NAMES}) for each in registry.checks.values()
    )
    store.keep_value(_KEY, msgspec.msgpack.encode(_Kept(checks, registry.problems), enc_hook=dict))


def declared_checks(store: Store) -> Registry | None:
    """The checks of this program as they are declared, of which none can be run; None if not known."""
    content = store.value(_KEY)
    if content is None:
        return None
    try:
        kept = _decoder.decode(content)
    except (msgspec.MsgspecError, ValueError):
        return None
    checks = (
        Check(function=_not_here, **{name: getattr(each, name) for name in _NAMES}) for each in kept.checks
    )
    return Registry({each.id: each for each in checks}, {}, kept.problems)


def _not_here(*_given: object) -> Iterator[Observation]:
    raise NotImplementedError("this is the declaration of a check alone")
