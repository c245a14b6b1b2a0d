"""Tests of JavaScript that no runner can load: a module that they import was put away.

Relative imports, and those by an alias of TypeScript's `paths` that no package can be called: `@/lib/price`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import files_of, programs
from analyzer.wiring.other_programs.javascript.resolve import script_configs

OWN_ALIAS = lazy_regex(r"(?:@|~|~~|#)/.{1,200}")
PUT_AWAY_ENDING = lazy_regex(r"(?:\.[cm]?[jt]sx?)?\.(?:disabled|bak|old|off|skip|orig|deprecated)")
LOADED_BY_NODE = frozenset(("JavaScript", "TypeScript"))


def put_away_import(repo: Snapshot, path: str) -> Import | None:
    """The first import of a file of tests that names a module which is not there any more."""
    facts = programs(repo).get(path)
    if facts is None or facts.language not in LOADED_BY_NODE or "virtual: true" in (repo.text(path) or ""):
        return None
    for each in facts.imports:
        if each.type_checking or each.guarded or each.nested or files_of(repo, path, each.module):
            continue
        if any(_is_put_away(repo, wanted) for wanted in _meant(repo, path, each.module)):
            return each
    return None


def _meant(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The paths without endings that an import of this repository means."""
    if module.startswith(("./", "../")):
        yield normpath(join(dirname(path), module))
    elif OWN_ALIAS.fullmatch(module) is not None:
        folder = dirname(path)
        while True:
            config = script_configs(repo).get(folder)
            for pattern, targets in (config.paths if config is not None else {}).items():
                head, star, _tail = pattern.partition("*")
                if star and head and module.startswith(head):
                    yield from (each.replace("*", module[len(head) :]) for each in targets)
            if not folder:
                return
            folder = dirname(folder)


def _is_put_away(repo: Snapshot, wanted: str) -> bool:
    """Whether a module lies beside its place under an ending that nothing loads, and under no other one."""
    endings = [
        each[len(wanted) :] for each in _by_stem(repo).get(_stem(wanted), ()) if each.startswith(wanted)
    ]
    return bool(endings) and all(PUT_AWAY_ENDING.fullmatch(each) for each in endings)


@derived
def _by_stem(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Every path by its folder and its name up to the first dot."""
    found: dict[str, list[str]] = {}
    for path in repo.all_paths:
        found.setdefault(_stem(path), []).append(path)
    return {stem: tuple(paths) for stem, paths in found.items()}


def _stem(path: str) -> str:
    return join(dirname(path), basename(path).partition(".")[0])
