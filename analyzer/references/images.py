"""What container build files name: what they copy from where they are built, and from earlier stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile, Instruction
from analyzer.references.build_ignores import left_out_of_build
from analyzer.references.commands import VARIABLE
from analyzer.references.contexts import contexts
from analyzer.references.image_files import GLOB, REMOTE, flag, sources
from analyzer.references.lookup import judged
from analyzer.references.makers import named_by_program
from analyzer.references.model import Outcome, Reference
from analyzer.references.own_metadata import METADATA, NOBODY_MAKES, is_installed_in_place
from analyzer.references.paths import ending_with, ends, everything
from analyzer.references.scripts import folders_above
from analyzer.references.specimens import is_shown
from analyzer.repository import Snapshot

KIND = "image copies"
# What only a shell understands. https://docs.docker.com/reference/dockerfile/#copy
OF_A_SHELL = lazy_regex(r"(?:\d?>{1,2}|&>)[\w./&-]{0,80}|\|{1,2}|&&|;")
MOST_SOURCES = 40


def image_references(repo: Snapshot) -> Iterator[Reference]:
    """The sources of every COPY and ADD, and the stages they are taken from."""
    for path, image in built_files(repo):
        apart = _where_most_lies(repo, path, image)
        places = (*contexts(repo).get(path, ()), *folders_above(path)) if apart is None else (apart,)
        names = [stage.name.lower() if stage.name else "" for stage in image.stages]
        for number, stage in enumerate(image.stages):
            for each in stage.instructions:
                if each.keyword in ("COPY", "ADD"):
                    shell = (
                        next(filter(OF_A_SHELL.fullmatch, each.words), None) if not each.exec_form else None
                    )
                    if shell is not None:
                        why = f"which {each.keyword} takes for a file: no shell reads it"
                        yield Reference(path, each.line, KIND, shell, Outcome.DANGLES, why)
                        continue
                    origin = flag(each, "from")
                    if origin is None:
                        yield from _copied(repo, path, each, places, apart=apart is not None)
                    else:
                        yield from _stage(path, each, origin, names[:number], number)


def built_files(repo: Snapshot) -> Iterator[tuple[str, Dockerfile]]:
    """The build files that somebody builds as they stand: no templates, examples or data of tests."""
    for path, image in repo.dockerfiles.items():
        if not image.is_template and not is_shown(path):
            yield path, image


def _where_most_lies(repo: Snapshot, path: str, image: Dockerfile) -> str | None:
    """The context or folder above an image that has most of what it copies, where no folder here has all.

    Each of the names is somewhere, but the image can be built nowhere.
    """
    instructions = [each for stage in image.stages for each in stage.instructions]
    copying = [
        each for each in instructions if each.keyword in ("COPY", "ADD") and flag(each, "from") is None
    ]
    taken = {_within("", source) for each in copying for source in sources(each) if _is_plain(source)} - {""}
    above = (*contexts(repo).get(path, ()), *folders_above(path))
    if len(taken) < 2 or any(all(join(place, each) in everything(repo) for each in taken) for place in above):
        return None
    holders = [frozenset(_folders_with(repo, each)) for each in sorted(taken)[:MOST_SOURCES]]
    if not all(holders) or frozenset.intersection(*holders):
        return None
    return max(above, key=lambda place: sum(join(place, each) in everything(repo) for each in taken))


def _is_plain(source: str) -> bool:
    return not (REMOTE.match(source) or GLOB.search(source) or VARIABLE.search(source))


def _folders_with(repo: Snapshot, name: str) -> Iterator[str]:
    """The folders in which a path of this name lies."""
    for each in ends(repo).get(name.rpartition("/")[2], ()):
        if each == name or each.endswith("/" + name):
            yield each[: -len(name)].rstrip("/")


def _copied(
    repo: Snapshot, path: str, instruction: Instruction, places: Sequence[str], *, apart: bool
) -> Iterator[Reference]:
    for source in sources(instruction):
        if REMOTE.match(source):
            continue
        candidates = [_within(place, source) for place in places]
        if GLOB.search(source):
            yield _pattern(repo, path, instruction.line, source, candidates)
            continue
        if VARIABLE.search(source):
            why = "its name holds a variable"
            yield Reference(path, instruction.line, KIND, source, Outcome.MADE_ELSEWHERE, why)
            continue
        left_out = _left_out(repo, path, source, places)
        if left_out is not None:
            yield Reference(
                path,
                instruction.line,
                KIND,
                source,
                Outcome.DANGLES,
                f"which {left_out} leaves out of the build",
            )
            continue
        found = judged(repo, path, instruction.line, KIND, source, candidates)
        if (
            found.outcome is Outcome.MADE_ELSEWHERE
            and METADATA.fullmatch(source.rstrip("/"))
            and not is_installed_in_place(repo)
        ):
            found = replace(found, outcome=Outcome.DANGLES, why=NOBODY_MAKES)
        doubt = _doubt(repo, path, source, apart=apart) if found.outcome is Outcome.DANGLES else None
        if doubt is not None:
            found = Reference(path, instruction.line, KIND, source, Outcome.CANNOT_BE_TOLD, doubt)
        yield found


def _left_out(repo: Snapshot, path: str, source: str, places: Sequence[str]) -> str | None:
    """The row of an ignore file that keeps a source from the build, wherever the image may be built."""
    inner = _within("", source)
    there = [place for place in places if inner and join(place, inner) in everything(repo)]
    found = [left_out_of_build(repo, path, place, inner) for place in there]
    return found[0] if found and all(found) else None


def _doubt(repo: Snapshot, path: str, source: str, *, apart: bool) -> str | None:
    """Why a name that is nowhere may be there when the image is built, where nothing says how it is built.

    `apart`: whatever folder it is built in, one of the names is not there.
    """
    if contexts(repo).get(path):
        return None
    other = ending_with(repo, normpath(source))
    if other is not None and not apart:
        return f"where it is built is not known; {other} has that name"
    return named_by_program(repo, normpath(source))


def _within(place: str, source: str) -> str:
    """A path of the context: one that leads out of it is read from its top, as Docker does."""
    inner = normpath(join("/", source)).lstrip("/")
    return join(place, inner).rstrip("/")


def _pattern(repo: Snapshot, path: str, line: int, source: str, candidates: Sequence[str]) -> Reference:
    """A pattern may match nothing beside others; one that matches something resolves."""
    if any(_matches(repo, each) for each in candidates[:8]):
        return Reference(path, line, KIND, source, Outcome.RESOLVES)
    return Reference(path, line, KIND, source, Outcome.CANNOT_BE_TOLD, "a pattern may match nothing")


def _matches(repo: Snapshot, pattern: str) -> bool:
    if pattern.count("*") > 4:
        return True
    folder = dirname(pattern)
    return any(
        fnmatchcase(each, pattern)
        for each in everything(repo)
        if each.count("/") == pattern.count("/") and (GLOB.search(folder) or dirname(each) == folder)
    )


def _stage(
    path: str, instruction: Instruction, origin: str, earlier: Sequence[str], number: int
) -> Iterator[Reference]:
    """`--from` names an earlier stage by its name or number; another name is an image."""
    kind = "image copies from the stage"
    if origin.isdigit():
        there = int(origin[:6]) < number
        why = "" if there else "which is the number of no earlier stage"
        outcome = Outcome.RESOLVES if there else Outcome.DANGLES
        yield Reference(path, instruction.line, kind, origin, outcome, why)
    elif origin.lower() in earlier:
        yield Reference(path, instruction.line, kind, origin, Outcome.RESOLVES)
    else:
        why = "it may be an image"
        yield Reference(path, instruction.line, kind, origin, Outcome.CANNOT_BE_TOLD, why)
