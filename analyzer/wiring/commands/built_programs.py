"""Programs that an image builds from the sources it copies from this repository, and starts."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile, Instruction, Stage
from analyzer.parsing.shell import parse_script
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.reach import follow

MAXIMUM_BASES = 20
MOST_PREFIXES = 2
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
# What stands in a text that may call a target or a script of the repository.
CALLING = lazy_regex(r"\b(?:g?make|just|task|mage|bash|sh)\b|\.sh\b|(?:^|[\s;&(])\.{0,2}/?[\w-]+/[\w./-]+")
PACKED = (".jar", ".war", ".dll")


def is_built_here(repo: Snapshot, path: str, image: Dockerfile, words: tuple[str, ...]) -> bool:
    """Whether a command starts a program that a stage of the build file makes of copied sources.

    What a stage runs is followed into the targets and scripts of the repository.
    """
    program = _program(words)
    return bool(program and image.stages) and _Builds(repo, path, image).make(program)


class _Builds(Struct, frozen=True):
    """The commands of a build file's stages that build programs."""

    repo: Snapshot
    path: str
    image: Dockerfile

    def make(self, program: str) -> bool:
        """Whether the last stage holds a program of that name that was built of copied sources."""
        named = {str(number): each for number, each in enumerate(self.image.stages)}
        named |= {each.name.lower(): each for each in self.image.stages if each.name is not None}
        for stage in _chain(self.image.stages[-1], named):
            if _copies(stage, named) and program in self._outputs(stage):
                return True
            for origin, names in _taken(stage):
                maker = named.get(origin.lower())
                if maker is not None and program in names:
                    chain = tuple(_chain(maker, named))
                    if any(_copies(each, named) for each in chain) and any(map(self._builds, chain)):
                        return True
        return False

    def _commands(self, stage: Stage) -> Iterator[tuple[str, ...]]:
        for each in stage.instructions:
            if each.keyword == "RUN":
                for words in self._run_by(each):
                    wanted = BUILDERS.get(basename(words[0])) if words else None
                    if wanted is not None and wanted & set(words[1:]):
                        yield words

    def _run_by(self, run: Instruction) -> Iterator[tuple[str, ...]]:
        script = run.heredoc or run.value
        yield from (command.words for command in parse_script(script))
        if CALLING.search(script):
            for directory in dict.fromkeys((dirname(self.path), "")):
                yield from self._followed(script, run.line, directory)

    def _followed(self, script: str, line: int, directory: str, depth: int = 0) -> Iterator[tuple[str, ...]]:
        for each in follow(self.repo, script, self.path, line, directory):
            if each.words and each.words[0].startswith("$") and depth < MOST_PREFIXES:
                # A variable before a command is what the command is run with, or nothing.
                rest = shlex.join(each.words[1:])
                yield from self._followed(rest, line, each.directory, depth + 1)
            elif len(each.trail) > 1 or depth:
                yield each.words

    def _builds(self, stage: Stage) -> bool:
        return next(self._commands(stage), None) is not None

    def _outputs(self, stage: Stage) -> frozenset[str]:
        """The names that the commands of a stage give to what they build there."""
        return frozenset(
            basename(words[at + 1])
            for words in self._commands(stage)
            for at, word in enumerate(words[:-1])
            if word in ("-o", "--output")
        )


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
