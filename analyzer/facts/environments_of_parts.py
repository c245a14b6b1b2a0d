"""Whose versions a list or a lock records: of a part of the repository that works with a model, or another.

A list at the top, or in a folder without code, is of everything. One beside code is of that code, of what it
imports, and of what an image copies that takes the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from analyzer.repository import Snapshot, derived
from analyzer.wiring.model_uses import model_uses
from analyzer.wiring.modules import reached_from
from analyzer.wiring.roles import is_test


def is_of_models(repo: Snapshot, path: str) -> bool:
    """Whether what a file of versions is for may work with a model; one of another part does not."""
    folder = dirname(path)
    working = _working(repo)
    if not folder or not working:
        return True
    own = {each for each in repo.modules if _is_below(each, folder) and not is_test(repo, each)}
    if not own or any(_is_below(each, folder) for each in working):
        return True
    if not working.isdisjoint(reached_from(repo, own)):
        return True
    return any(
        _is_below(each, source) or each == source
        for sources in _images_with(repo, path)
        for source in sources
        for each in working
    )


@derived
def _working(repo: Snapshot) -> frozenset[str]:
    """The files that work with a model, tests left out; of other languages nobody asks here."""
    return frozenset(use.code.path for use in model_uses(repo) if not is_test(repo, use.code.path))


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _images_with(repo: Snapshot, path: str) -> Iterator[list[str]]:
    """What each image copies that copies the file too, read from its folder and from the top."""
    for place, image in repo.dockerfiles.items():
        for context in {dirname(place), ""}:
            found = [normpath(join(context, source.lstrip("/"))) for source, _target in image.copies]
            found = ["" if each == "." else each for each in found]
            if any(each == path or _is_below(path, each) for each in found):
                yield found
