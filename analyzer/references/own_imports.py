"""Imports that mean another module of the repository, and what they stand for among its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname

from msgspec import Struct

from analyzer.parsing.python import Import
from analyzer.repository import Snapshot, derived, folders_of
from analyzer.wiring.modules import module_index

PYTHON_ENDING = ".py"


class OwnImport(Struct, frozen=True):
    """An absolute import that means another module of ours: its name begins at `place`, in `folder`."""

    each: Import
    target: str
    place: str
    folder: str


@derived
def own_imports(repo: Snapshot) -> Mapping[str, tuple[OwnImport, ...]]:
    """Of every module the absolute imports that mean another module of ours."""
    index = module_index(repo)
    found: dict[str, list[OwnImport]] = {}
    for path, facts in repo.modules.items():
        for each in facts.imports:
            if each.module.startswith(".") or each.type_checking:
                continue
            target = index.resolve(path, each.module, each.name)
            if target is not None and target != path and target in repo.modules:
                place = top_of(target, each)
                found.setdefault(path, []).append(OwnImport(each, target, place, dirname(place)))
    return {path: tuple(imports) for path, imports in found.items()}


@derived
def python_places(repo: Snapshot) -> frozenset[str]:
    """Names under which Python could import something: modules, and folders with one in them."""
    python = [path for path in repo.all_paths if PYTHON_ENDING in path]
    places = set(folders_of(python))
    for path in python:
        places.update(path[: match.start()] for match in re.finditer(re.escape(PYTHON_ENDING), path))
    return frozenset(places)


def top_of(target: str, each: Import) -> str:
    """The file or folder that the first part of an import's name means: `a/b` for `import b.c` in `a`."""
    stem = target.removesuffix(".py").removesuffix("/__init__")
    parts = each.module.replace(".", "/")
    if each.name is not None and stem.endswith(f"/{parts}/{each.name}"):
        stem = stem.removesuffix(f"/{each.name}")
    return stem.removesuffix(parts) + parts.partition("/")[0] if stem.endswith(parts) else ""
