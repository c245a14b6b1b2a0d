"""From what the user typed to the repositories it means."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from analyzer.git_local import find_repositories, is_repository, origin_url, web_url
from analyzer.git_process import GitError
from analyzer.git_remote import accepted
from analyzer.model import Source

CLONE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://|:)|[^/\s:]+@[^/\s:]+:")


class TargetError(Exception):
    """A target that does not resolve; the message names it and what to do."""


def resolve_targets(targets: Sequence[str], as_of: int | None = None) -> tuple[Source, ...]:
    """The repositories of all targets, each once, with distinct names, in a fixed order.

    A target is a work tree, a bare repository, a folder of repositories, or a clone URL.
    Raises TargetError.
    """
    found: dict[str, Source] = {}
    for target in targets:
        for source in _resolve(target):
            found.setdefault(source.location, replace(source, as_of=as_of))
    return _with_distinct_names(sorted(found.values(), key=lambda source: (source.name, source.location)))


def shown_target(target: str) -> str:
    """The target as reports show it: of a local path only its last part, never the machine's folders."""
    if CLONE_URL.match(target):
        return web_url(target) or target.rpartition("/")[2]
    return _place(target).name or target


def _resolve(target: str) -> list[Source]:
    if CLONE_URL.match(target):
        try:
            accepted(target)
        except GitError as error:
            raise TargetError(
                f"'{shown_target(target)}': {error}; give an https:// clone URL or a local path"
            ) from error
        url = web_url(target)
        name = (url or target).rstrip("/").rpartition("/")[2].removesuffix(".git")
        return [Source(name=name or "repository", location=target, remote=True, url=url)]
    path = Path(target)
    # Unlike Path.exists this answers for every text: too long, forbidden, empty (which is not ".").
    if not os.path.exists(target):  # noqa: PTH110
        raise TargetError(
            f"'{target}' is neither an existing path nor a clone URL; give a repository's folder, "
            "a folder of repositories, or an https:// clone URL"
        )
    if not path.is_dir():
        raise TargetError(f"'{target}' is a file; give the folder of a git repository")
    if is_repository(str(path)):
        place = _place(target)
        return [_local(place, place.name)]
    repositories = [Path(each) for each in find_repositories(str(path))]
    if not repositories:
        raise TargetError(f"no git repository was found in the folder '{target}'; give one that holds some")
    return [_local(each, each.relative_to(path).as_posix()) for each in repositories]


def _place(target: str) -> Path:
    """The folder that a path means; of a work tree's `.git`, the work tree."""
    path = Path(target).resolve()
    return path.parent if path.name == ".git" else path


def _local(path: Path, name: str) -> Source:
    name = name.removesuffix("/.git").removesuffix(".git") or name
    return Source(name=name, location=str(path.resolve()), remote=False, url=origin_url(str(path)))


def _with_distinct_names(sources: Sequence[Source]) -> tuple[Source, ...]:
    used: set[str] = set()
    distinct = []
    for source in sources:
        numbered = (f"{source.name} ({number})" for number in count(2))
        name = next(name for name in chain([source.name], numbered) if name not in used)
        used.add(name)
        distinct.append(replace(source, name=name))
    return tuple(distinct)
