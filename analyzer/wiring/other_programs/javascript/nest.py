"""NestJS: which program `nest start` runs in a workspace of several, and what an application finds by itself.

Source: https://docs.nestjs.com/cli/monorepo.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from posixpath import join

from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.structured import block, text
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.javascript.resolve import loose_json, resolve_script

MAKES_APPLICATION = "@nestjs/core#NestFactory"
MOST_NEST_FILES = 2_000


def nest_entries(repo: Snapshot, folder: str, name: str) -> Iterator[str]:
    """What `nest start` runs by the settings of a folder: the project that is named, or the default one."""
    path = join(folder, "nest-cli.json")
    said = block(loose_json(repo, path)) if repo.exists(path) else block(None)
    project = block(block(said.get("projects")).get(name)) if name else said
    source = text(project.get("sourceRoot")) or (join(text(project.get("root")), "src") if project else "")
    if source:
        yield join(source, text(project.get("entryFile")) or text(said.get("entryFile")) or "main")


def found_by_nest(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """The classes that are marked for an application: below the file that makes it, and in what that imports.

    The application may be made by a file that the started one imports.
    """
    imported = _imported(repo, path, facts)
    if not any(_makes(repo.programs[each]) for each in (path, *imported)):
        return
    folder = path.rpartition("/")[0]
    below = f"{folder}/" if folder else ""
    for other, each in repo.programs.items():
        if (other in imported or (other.startswith(below) and _makes(facts))) and _is_marked(each):
            yield other


def _makes(facts: ProgramFacts) -> bool:
    return any(each.target.startswith(MAKES_APPLICATION) for each in facts.calls)


def _is_marked(facts: ProgramFacts) -> bool:
    return any(
        mark.target.startswith("@nestjs/") or "nestjs" in mark.target.partition("#")[0]
        for kind in facts.classes
        for mark in kind.decorators
    )


def _imported(repo: Snapshot, path: str, facts: ProgramFacts) -> frozenset[str]:
    """The files that a program of Nest imports, and what those import."""
    seen: set[str] = set()
    queue = deque([path] if _is_of_nest(repo, path, facts) else [])
    while queue and len(seen) < MOST_NEST_FILES:
        file = queue.popleft()
        for one in repo.programs[file].imports:
            for other in resolve_script(repo, file, one.module):
                if other in repo.programs and other not in seen and other != path:
                    seen.add(other)
                    queue.append(other)
    return frozenset(seen)


def _is_of_nest(repo: Snapshot, path: str, facts: ProgramFacts) -> bool:
    """Whether a program makes an application, or imports a class of modules: others pay nothing for this."""
    if _makes(facts):
        return True
    near = (
        other
        for one in facts.imports
        for other in resolve_script(repo, path, one.module)
        if other in repo.programs
    )
    return any(_is_marked(repo.programs[other]) for other in near)
