"""What an image holds at each point of its build: which files of the repository are where in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile, Instruction, Stage, expand

GLOB = lazy_regex(r"[*?\[]")
TEXT_BEGINS = lazy_regex(r"\d?<<-?[\"']?\w")
REMOTE = lazy_regex(r"[a-z][a-z0-9+.-]{1,20}://|git@", re.IGNORECASE)
ARCHIVE = lazy_regex(r".*\.(?:tar|tgz|tar\.\w+|txz|tbz2?)", re.IGNORECASE)
# Images that hold nothing of anybody's project: those of Docker's own library, by their plain name.
LIBRARY = lazy_regex(r"(?:(?:docker\.io/)?library/)?[a-z0-9_.-]+(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?")


class Put(Struct, frozen=True):
    """A source of a COPY or ADD (a path of the context; None: from elsewhere) and its place in the image."""

    source: str | None
    target: str


class State(Struct, frozen=True):
    """An image before an instruction. `closed`: everything in it comes from what is seen here."""

    workdir: str = "/"
    puts: tuple[Put, ...] = ()
    closed: bool = True
    values: dict[str, str] = field(default_factory=dict)
    ran: tuple[str, ...] = ()

    def is_named(self, place: str) -> bool:
        """Whether a COPY or ADD names the very file that is to lie at a place."""
        return any(
            put.source is not None
            and not GLOB.search(put.source)
            and place in (put.target, join(put.target, basename(put.source)))
            for put in self.puts
        )

    def sources_of(self, place: str) -> tuple[list[str], bool]:
        """The paths of the context that may lie at a place of the image, and whether others may."""
        found: list[str] = []
        unsure = not self.closed
        for put in self.puts:
            at = place == put.target
            below = place.startswith(put.target.rstrip("/") + "/")
            if not at and not below:
                continue
            if put.source is None or "$" in put.source or "$" in put.target:
                unsure = True
            elif GLOB.search(put.source):
                found.append(join(dirname(put.source), basename(place)))
                unsure = unsure or dirname(place) != put.target
            else:
                rest = place[len(put.target) :].strip("/")
                found.append(normpath(join(put.source, rest)) if rest else put.source)
                if rest == basename(put.source):
                    found.append(put.source)
        return found, unsure


def walk(image: Dockerfile) -> Iterator[tuple[Stage, Instruction | None, State]]:
    """Every instruction with the image before it, and each stage's end with None."""
    ends: dict[str, State] = {}
    for number, stage in enumerate(image.stages):
        begin = ends.get(stage.base.lower(), State(closed=_is_library(stage.base)))
        state = replace(begin, values=dict(begin.values))
        for each in stage.instructions:
            yield stage, each, state
            state = _after(state, each, ends)
        yield stage, None, state
        ends[str(number)] = state
        if stage.name is not None:
            ends[stage.name.lower()] = state


def _is_library(base: str) -> bool:
    return LIBRARY.fullmatch(base.lower()) is not None and "onbuild" not in base


def _after(state: State, each: Instruction, ends: dict[str, State]) -> State:
    match each.keyword:
        case "ENV" | "ARG":
            state.values.update(_assigned(each, state.values))
        case "WORKDIR":
            where = expand(each.value.strip("\"'"), state.values)
            return replace(state, workdir=normpath(join(state.workdir, where)))
        case "COPY" | "ADD":
            origin = ends.get((flag(each, "from") or "").lower())
            ran = state.ran if origin is None else (*state.ran, *origin.ran)
            return replace(state, puts=(*state.puts, *_put(state, each, origin)), ran=ran)
        case "RUN":
            return replace(state, ran=(*state.ran, f"{each.value}\n{each.heredoc}"))
        case _:
            pass
    return state


def _assigned(each: Instruction, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    words = each.words
    if each.keyword == "ENV" and words and "=" not in words[0]:
        yield words[0], expand(" ".join(words[1:]), values)
        return
    for word in words:
        name, sign, value = word.partition("=")
        if sign:
            yield name, expand(value, values)


def sources(instruction: Instruction) -> tuple[str, ...]:
    """What a COPY or ADD takes, as written."""
    return tuple(word for word in instruction.words[:-1] if not TEXT_BEGINS.match(word))


def flag(instruction: Instruction, name: str) -> str | None:
    """The value of a flag such as `--from=`."""
    start = f"--{name}="
    found = (each[len(start) :].strip("\"'") for each in instruction.flags if each.startswith(start))
    return next(found, None)


def _put(state: State, each: Instruction, origin: State | None) -> Iterator[Put]:
    if len(each.words) < 2:
        return
    target = normpath(join(state.workdir, expand(each.words[-1], state.values)))
    if origin is not None:
        yield from _moved(origin, sources(each), target)
        return
    if each.heredoc or flag(each, "from") is not None:
        yield Put(None, target)
        return
    for source in (expand(word, state.values) for word in sources(each)):
        elsewhere = REMOTE.match(source) or (each.keyword == "ADD" and ARCHIVE.fullmatch(source))
        yield Put(None if elsewhere else normpath(source.lstrip("/") or "."), target)


def _moved(earlier: State, taken: Sequence[str], target: str) -> Iterator[Put]:
    """What an earlier stage holds below the sources, or around them, at its new place."""
    for source in taken:
        place = normpath(join("/", earlier.workdir, source))
        for put in earlier.puts:
            if put.target == place or put.target.startswith(place.rstrip("/") + "/"):
                yield Put(put.source, normpath(join(target, put.target[len(place) :].strip("/"))))
            elif place.startswith(put.target.rstrip("/") + "/") and put.source is not None:
                yield Put(normpath(join(put.source, place[len(put.target) :].strip("/"))), target)
        if not earlier.closed:
            yield Put(None, target)
