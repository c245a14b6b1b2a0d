"""Commands of build tools that test one project of several: only its tests run.

Sources: https://learn.microsoft.com/dotnet/core/tools/dotnet-test, https://maven.apache.org/guides/mini/guide-multiple-modules.html
(`-pl`), https://docs.gradle.org/current/userguide/command_line_interface.html (`:service:test`).
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set
from analyzer.wiring.testing.collected import Collected, options_of

DOTNET_VALUED = word_set(
    "-c --configuration --filter --logger -l --collect -f --framework -r --results-directory --runtime "
    "-s --settings -v --verbosity -o --output -a --arch --os -e --environment --test-adapter-path --diag -d "
    "--property -p"
)
GRADLE_TEST = lazy_regex(
    r":?(?P<project>[\w.-]{1,80}(?::[\w.-]{1,80}){0,6}):(?:test|check|build|\w{1,40}Test)"
)
# https://learn.microsoft.com/dotnet/core/testing/selective-unit-tests
NAME_FILTER = lazy_regex(r"FullyQualifiedName(?P<sign>!?~)(?P<name>[\w.]{1,200})")
UNKNOWN_PLACE = lazy_regex(r"[$*{]")


def in_named_projects(words: tuple[str, ...], found: Collected) -> Collected:
    """What is collected of the projects that a command names; all of it where none of them has tests."""
    found = _filtered(words, found)
    folders = tuple(dict.fromkeys(_folders(words)))
    if not folders or any(not each or UNKNOWN_PLACE.search(each) for each in folders):
        return found
    kept = tuple(
        each for each in found.foreign if any(f"/{folder}/" in f"/{each.path}" for folder in folders)
    )
    return replace(found, foreign=kept) if kept else found


def _filtered(words: tuple[str, ...], found: Collected) -> Collected:
    """What `dotnet test --filter` takes by a part of a name that a folder or a file has; else all of it."""
    if words[:2] != ("dotnet", "test"):
        return found
    said = next((value for key, value in options_of(words) if key == "--filter"), "")
    match = NAME_FILTER.fullmatch(said)
    if match is None:
        return found
    name, without = match["name"].rpartition(".")[2], match["sign"] == "!~"
    kept = tuple(each for each in found.foreign if (name in each.path) is not without)
    return replace(found, foreign=kept) if kept else found


def _folders(words: tuple[str, ...]) -> Iterator[str]:
    program = basename(words[0])
    if words[:2] == ("dotnet", "test"):
        rest = iter(words[2:])
        for word in rest:
            if word == "--":
                return
            if word in DOTNET_VALUED:
                next(rest, None)
            elif not word.startswith(("-", "/p:")):
                yield from _of_project(word)
                return
    elif program in ("mvn", "mvnw"):
        for at, word in enumerate(words):
            if word in ("-pl", "--projects") and "-am" not in words and "-amd" not in words:
                yield from (
                    _plain(each) for each in "".join(words[at + 1 : at + 2]).split(",") if each[:1] != "!"
                )
    elif program in ("gradle", "gradlew"):
        named = [GRADLE_TEST.fullmatch(each) for each in words[1:]]
        if not any(each in ("test", "check", "build") for each in words[1:]):
            yield from (each["project"].replace(":", "/") for each in named if each is not None)


def _of_project(word: str) -> Iterator[str]:
    """The folder of a project's file, or the folder itself; a solution is all of its projects."""
    place = _plain(word)
    if place.endswith((".csproj", ".fsproj", ".vbproj")):
        yield dirname(place)
    elif not place.endswith((".sln", ".slnx", ".slnf", ".dll")):
        yield place


def _plain(word: str) -> str:
    return word.replace("\\", "/").removeprefix("./").strip("/").removeprefix("../").lstrip(":")
