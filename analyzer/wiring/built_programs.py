"""Programs that an image builds from the sources it copies from this repository, and starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename

from analyzer.parsing.dockerfile import Dockerfile, Stage
from analyzer.parsing.shell import parse_script
from analyzer.text import word_set

MAXIMUM_BASES = 20
# What builds a program, and the words of which one must follow it.
BUILDERS: Mapping[str, frozenset[str]] = {
    "mvn": word_set("package verify install"),
    "mvnw": word_set("package verify install"),
    "gradle": word_set("build bootJar assemble jar shadowJar installDist"),
    "gradlew": word_set("build bootJar assemble jar shadowJar installDist"),
    "go": word_set("build"),
    "cargo": word_set("build"),
    "dotnet": word_set("publish build"),
    "sbt": word_set("assembly"),
    "swift": word_set("build"),
}
PACKED = (".jar", ".war", ".dll")


def is_built_here(image: Dockerfile, words: tuple[str, ...]) -> bool:
    """Whether a command starts a program that a stage of the build file makes of copied sources."""
    program = _program(words)
    if not program or not image.stages:
        return False
    named = {str(number): each for number, each in enumerate(image.stages)}
    named |= {each.name.lower(): each for each in image.stages if each.name is not None}
    for stage in _chain(image.stages[-1], named):
        if program in _outputs(stage) and _copies(stage, named):
            return True
        for origin, names in _taken(stage):
            maker = named.get(origin.lower())
            if maker is not None and program in names:
                chain = tuple(_chain(maker, named))
                return any(map(_builds, chain)) and any(_copies(each, named) for each in chain)
    return False


def _program(words: tuple[str, ...]) -> str:
    """The name of the file that is started, "" where it is found by a search path or is none."""
    if not words:
        return ""
    if basename(words[0]) in ("java", "dotnet"):
        return next((basename(each) for each in words[1:] if each.endswith(PACKED)), "")
    return basename(words[0]) if "/" in words[0] else ""


def _chain(stage: Stage, named: Mapping[str, Stage]) -> Iterator[Stage]:
    """A stage and those of the same file that it is made from."""
    current: Stage | None = stage
    for _ in range(MAXIMUM_BASES):
        if current is None:
            return
        yield current
        below = named.get(current.base.lower())
        current = below if below is not current else None


def _taken(stage: Stage) -> Iterator[tuple[str, frozenset[str]]]:
    """What is copied from another stage: that stage, and the names of the files there and here."""
    for each in stage.instructions:
        origin = next((flag.partition("=")[2] for flag in each.flags if flag.startswith("--from=")), "")
        if each.keyword == "COPY" and origin and len(each.words) > 1:
            yield origin.strip('"'), frozenset(map(basename, each.words))


def _copies(stage: Stage, named: Mapping[str, Stage]) -> bool:
    """Whether a stage holds files of the build context."""
    return any(
        each.keyword in ("COPY", "ADD")
        and not any(flag.startswith("--from=") for flag in each.flags)
        and "://" not in each.value
        for below in _chain(stage, named)
        for each in below.instructions
    )


def _commands(stage: Stage) -> Iterator[tuple[str, ...]]:
    """The commands of a stage that build programs."""
    for each in stage.instructions:
        if each.keyword != "RUN":
            continue
        for command in parse_script(each.heredoc or each.value):
            wanted = BUILDERS.get(basename(command.words[0])) if command.words else None
            if wanted is not None and wanted & set(command.words[1:]):
                yield command.words


def _builds(stage: Stage) -> bool:
    return next(_commands(stage), None) is not None


def _outputs(stage: Stage) -> frozenset[str]:
    """The names that the commands of a stage give to what they build there."""
    return frozenset(
        basename(words[at + 1])
        for words in _commands(stage)
        for at, word in enumerate(words[:-1])
        if word in ("-o", "--output")
    )
