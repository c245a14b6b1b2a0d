"""Tags: names that somebody gave to commits. Their files are read as text, and their objects by id.

No git lists them: it would trust `packed-refs`, where anybody can write what an annotated tag stands for. So
only the ids count: of a commit of the assessed history, or of a tag object that leads to one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from analyzer.commits import Commits
from analyzer.git.local import (
    GIT_TEXT_LIMIT,
    OBJECT_ID,
    GitDirectory,
    is_reference,
    packed_references,
    read_text,
)
from analyzer.git.log import seconds
from analyzer.lazy_regex import lazy_regex
from analyzer.sources import Tag

TAG_LIMIT = 5_000
"""Tags that are read, the first by name."""
ENTRY_LIMIT = 20_000
FOLDER_DEPTH = 8
NAME_LENGTH = 200
TAG_BYTES = 64 * 1024
"""A tag object with its message and signature."""
PEEL_DEPTH = 3
"""A tag may name a tag that names a tag."""

_PREFIX = "refs/tags/"
_TAGGER = lazy_regex(rb"tagger .{0,1000}> (\d{1,12}) [+-]\d{4}")
_TARGET = lazy_regex(rb"object ([0-9a-f]{40}(?:[0-9a-f]{24})?)\ntype (commit|tag)\n")


def tag_references(git_directory: GitDirectory) -> Mapping[str, str]:
    """The object id that each tag names, by the name of the tag; what makes no sense is left out."""
    found = dict(_packed(git_directory.common / "packed-refs"))
    found.update(_loose(git_directory.common / "refs" / "tags"))
    return {name: found[name] for name in sorted(found)[:TAG_LIMIT]}


def tags_of(
    references: Mapping[str, str],
    commits: Commits,
    measure: Callable[[Iterable[str]], Mapping[str, int]],
    read: Callable[[str, int], bytes | None],
) -> tuple[Tag, ...]:
    """The tags whose commit is among `commits`, sorted by name.

    `measure` gives the sizes of those ids that are tag objects, `read` one of them, of at most so many bytes.
    """
    tags = [Tag(name, identity) for name, identity in references.items()]
    if not tags:
        return ()
    for _ in range(PEEL_DEPTH):
        aside = {tag.commit for tag in tags}.difference(commits.ids)
        sizes = measure(sorted(aside)) if aside else {}
        peeled = {each: _peeled(read(each, TAG_BYTES) or b"") for each in sorted(sizes)}
        if not peeled:
            break
        tags = [_one_step(tag, *peeled[tag.commit]) if tag.commit in peeled else tag for tag in tags]
    named = {tag.commit for tag in tags}.intersection(commits.ids)
    return tuple(tag for tag in tags if tag.commit in named)


def _one_step(tag: Tag, target: str, made: int | None) -> Tag:
    """The tag one object nearer to its commit; it was made when the outermost object says."""
    return Tag(tag.name, target, made if tag.moment is None else tag.moment)


def _peeled(content: bytes) -> tuple[str, int | None]:
    """What a tag object names, "" if that is neither a commit nor a tag, and when it was made."""
    header = content.partition(b"\n\n")[0] + b"\n"
    target = _TARGET.match(header)
    made = next((each for line in header.split(b"\n") if (each := _TAGGER.fullmatch(line))), None)
    return (
        target[1].decode("ascii") if target else "",
        seconds(made[1]) if made else None,
    )


def _packed(path: Path) -> Iterator[tuple[str, str]]:
    for line in packed_references(path):
        identity, _, reference = line.rstrip(b"\r\n").partition(b" ")
        if reference.startswith(_PREFIX.encode("ascii")):
            yield from _sound(os.fsdecode(reference), identity.decode("ascii", "replace"))


def _loose(folder: Path) -> Iterator[tuple[str, str]]:
    """Tags in files of their own, below `folder`; links are not followed."""
    budget = ENTRY_LIMIT
    level = [(folder, _PREFIX)]
    for _ in range(FOLDER_DEPTH):
        below: list[tuple[Path, str]] = []
        for place, prefix in level:
            for entry in _entries(place, budget):
                budget -= 1
                if entry.is_dir(follow_symlinks=False):
                    below.append((Path(entry.path), f"{prefix}{entry.name}/"))
                elif entry.is_file(follow_symlinks=False):
                    content = read_text(Path(entry.path), GIT_TEXT_LIMIT) or ""
                    yield from _sound(prefix + entry.name, content.strip())
        level = below


def _entries(folder: Path, budget: int) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for _, entry in zip(range(budget), entries, strict=False)]
    except OSError:
        return []


def _sound(reference: str, identity: str) -> Iterator[tuple[str, str]]:
    name = reference.removeprefix(_PREFIX)
    if len(name) <= NAME_LENGTH and is_reference(reference) and OBJECT_ID.fullmatch(identity):
        yield name, identity
