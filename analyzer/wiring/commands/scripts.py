"""The commands of shell text in a repository, with what it reads of other scripts first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname, relpath

from analyzer.parsing.shell import SCRIPT_DIRECTORY, Command, parse_script
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import ROOT, inside, without_unknown_folder

Variables = tuple[tuple[str, str], ...]
SOURCING = ("source", ".")
MAXIMUM_LIBRARIES = 5
LONGEST_LIBRARY = 100_000


@derived
def _parsed_scripts(
    repo: Snapshot,
) -> dict[tuple[str, bool, bool, tuple[str, ...] | None, Variables, str], tuple[Command, ...]]:
    """What was read of scripts: the same ones are followed from several places."""
    del repo
    return {}


def commands_of(
    repo: Snapshot,
    script: str,
    *,
    errexit: bool = True,
    pipefail: bool = False,
    arguments: tuple[str, ...] | None = None,
    variables: Variables = (),
    library: str = "",
) -> tuple[Command, ...]:
    """The commands of shell text, read once for what it speaks of.

    `arguments` are its `$1`, `$2` and `$@`, `variables` those of its environment, `library` what it reads
    first of other scripts.
    """
    known = _parsed_scripts(repo)
    spoken_in = script + library
    arguments = arguments if "$" in spoken_in else None
    spoken = tuple(each for each in variables if each[0] in spoken_in) if "$" in spoken_in else ()
    key = (script, errexit, pipefail, arguments, spoken, library)
    if key not in known:
        known[key] = parse_script(
            script, errexit=errexit, pipefail=pipefail, arguments=arguments, variables=spoken, library=library
        )
    return known[key]


def beside_script(words: tuple[str, ...], path: str, directory: str) -> tuple[str, ...]:
    """The words with what they name from the folder of the script `path` as named from `directory`."""
    beginning = f"{SCRIPT_DIRECTORY}/"
    return tuple(
        f"./{relpath(inside(dirname(path), each.removeprefix(beginning)) or '.', directory or '.')}"
        if each.startswith(beginning)
        else each
        for each in words
    )


def library_of(repo: Snapshot, commands: Iterable[Command], path: str, directory: str) -> str:
    """The scripts that commands of the script `path` read into their own shell: `source ci/lib.sh`."""
    texts: list[str] = []
    pending = list(_sourced(repo, commands, path, directory))
    seen: set[str] = set()
    while pending and len(seen) < MAXIMUM_LIBRARIES:
        place = pending.pop(0)
        if place not in seen:
            seen.add(place)
            text = (repo.text(place) or "")[:LONGEST_LIBRARY]
            texts.insert(0, text)
            pending += _sourced(repo, commands_of(repo, text), place, directory)
    return "\n".join(texts)


def _sourced(repo: Snapshot, commands: Iterable[Command], path: str, directory: str) -> Iterator[str]:
    for command in commands:
        if command.words[0] in SOURCING and len(command.words) > 1:
            name = command.words[1]
            here = inside(directory, command.directory)
            if name.startswith(SCRIPT_DIRECTORY):
                places = [inside(dirname(path), name[len(SCRIPT_DIRECTORY) :])]
            else:
                plain = without_unknown_folder(name)
                places = [inside(here, plain), inside(ROOT, plain), inside(dirname(path), plain)]
            yield from [each for each in places if repo.exists(each)][:1]
