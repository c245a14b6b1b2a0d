"""What Kustomize files name: resources, bases, components, patches, and the files that generators read."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, Text, block, items, line, text
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import everything
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_shown

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
# Lists whose entries are files or folders, or whole documents.
_LISTS = (
    "resources bases components crds configurations generators transformers validators "
    "patchesStrategicMerge openapi"
).split()
# Lists of mappings that name a file under `path`.
_PATHS = ("patches", "patchesJson6902", "replacements")
# `github.com/team/repo//base?ref=v1`, `git@host:team/repo`: another repository.
_REMOTE = lazy_regex(r"://|^git@|^git::|\?ref=|^[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?[:/]|^[\w-]+:[\w-]+/")


def kustomize_references(repo: Snapshot) -> Iterator[Reference]:
    """The files and folders that every kustomization lists."""
    for path in kustomizations(repo):
        if is_shown(path):
            continue
        for document in repo.yaml(path):
            content = block(document.value)
            for key, name in _listed(content):
                yield _judged(repo, path, key, name)
            yield from _generated_from(repo, path, content)


@derived
def kustomizations(repo: Snapshot) -> tuple[str, ...]:
    """The files that Kustomize starts from, by path."""
    return tuple(path for path in repo.paths if basename(path) in NAMES)


def is_remote(name: str) -> bool:
    """Whether a resource of a kustomization is fetched from somewhere else."""
    return _REMOTE.search(name[:300]) is not None


def _listed(content: Block) -> Iterator[tuple[str, Text]]:
    for key in _LISTS:
        for each in items(content.get(key)):
            named = block(each).get("path", each)
            if isinstance(named, Text) and _is_name(named):
                yield key, named
    for key in _PATHS:
        for each in items(content.get(key)):
            named = block(each).get("path", each)
            if isinstance(named, Text) and _is_name(named):
                yield key, named


def _is_name(value: Text) -> bool:
    """A document that stands in the list itself is no name."""
    return bool(value) and "\n" not in value and ": " not in value and len(value) <= 300


def _generated_from(repo: Snapshot, path: str, content: Block) -> Iterator[Reference]:
    for key in ("configMapGenerator", "secretGenerator"):
        for each in items(content.get(key)):
            settings = block(each)
            listed = [
                *items(settings.get("files")),
                *items(settings.get("envs")),
                *items(settings.get("env")),
            ]
            for named in listed:
                if not isinstance(named, Text) or not _is_name(named):
                    continue
                name = Text(named.rpartition("=")[2].strip(), line(named))
                found = _judged(repo, path, key, name)
                if key == "secretGenerator" and found.outcome is Outcome.DANGLES:
                    why = "a secret, which is kept out of the repository"
                    found = Reference(
                        found.path, found.line, found.kind, str(name), Outcome.CANNOT_BE_TOLD, why
                    )
                yield found


def _judged(repo: Snapshot, path: str, key: str, name: Text) -> Reference:
    kind = f"Kustomize reads ({key})"
    where = normpath(join(dirname(path), text(name)))
    if where not in everything(repo) and is_remote(name):
        why = "fetched from another repository"
        return Reference(path, line(name), kind, str(name), Outcome.CANNOT_BE_TOLD, why)
    if where.startswith("../") or name.startswith("/"):
        why = "a path outside of the repository"
        return Reference(path, line(name), kind, str(name), Outcome.CANNOT_BE_TOLD, why)
    return judged(repo, path, line(name), kind, str(name), [where])
