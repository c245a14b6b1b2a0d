"""Which projects of a build of sbt a command tests: the named one, or the root, with what they aggregate.

Source: https://www.scala-sbt.org/1.x/docs/Multi-Project.html. A build that defines no project in its own
folder has one there that aggregates all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, normpath

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.testing.collected import Collected

SBT = word_set("sbt sbtx sbtn")
BUILD_OF_SBT = "build.sbt"
PROJECT_OF_SBT = lazy_regex(
    r"^[ \t]*(?:lazy[ \t]+)?val[ \t]+(\w{1,80})[ \t]*(?::[ \t]*Project[ \t]*)?=[ \t]*\(?[ \t]*project\b"
    r"(?:[ \t]*\.?[ \t]*in[ \t]*\(?[ \t]*file\([ \t]*\"([^\"\n]{0,200})\"[ \t]*\))?"
)
ANY_VALUE = lazy_regex(r"^[ \t]*(?:lazy[ \t]+)?val[ \t]+\w")
AGGREGATED = lazy_regex(r"\.aggregate\(([^)]{0,4000})\)")
NAME_OF_PROJECT = lazy_regex(r"\w{1,80}")
CHOSEN_PROJECT = lazy_regex(r"project[ \t]+([\w-]{1,80})")
TASK_OF_PROJECT = lazy_regex(r"\+?([\w-]{1,80})/(?:\w+/)?(?:test|testQuick|testOnly|testFull)(?:[ \t].*)?")
TASK_OF_ALL = lazy_regex(r"\+?(?:Test/)?(?:test|testQuick|testOnly|testFull)(?:[ \t].*)?")
OF_INTEGRATION = "/src/it/"
LONGEST_PROJECT = 8_000
MOST_PROJECTS = 400


class SbtProject(Struct, frozen=True):
    """The folder of a project, "" for that of the build, and the names of what it aggregates."""

    folder: str
    aggregates: tuple[str, ...]


def of_sbt_projects(repo: Snapshot, words: tuple[str, ...], found: Collected) -> Collected:
    """What a command of sbt tests; all that was found where its projects are not known."""
    if basename(words[0]) not in SBT:
        return found
    # Tests of integration are a configuration of their own: https://www.scala-sbt.org/1.x/docs/Testing.html.
    kept = tuple(each for each in found.foreign if OF_INTEGRATION not in f"/{each.path}")
    folders = _folders(repo, words)
    if folders is not None:
        kept = tuple(each for each in kept if any(_is_in(repo, each.path, folder) for folder in folders))
    return replace(found, foreign=kept) if kept else found


def _is_in(repo: Snapshot, path: str, folder: str) -> bool:
    """Whether a test is of the project of a folder, and of none whose folder is further inside."""
    if folder and not path.startswith(f"{folder}/"):
        return False
    others = (each.folder for each in _projects(repo).values())
    return not any(len(each) > len(folder) and path.startswith(f"{each}/") for each in others)


def _folders(repo: Snapshot, words: tuple[str, ...]) -> frozenset[str] | None:
    projects = _projects(repo)
    names: set[str] = set()
    chosen: str | None = None
    for word in words[1:]:
        match = CHOSEN_PROJECT.fullmatch(word)
        task = TASK_OF_PROJECT.fullmatch(word)
        if match is not None:
            chosen = match[1]
        elif task is not None:
            names.add(task[1])
        elif TASK_OF_ALL.fullmatch(word) is not None:
            root = next((name for name, each in projects.items() if not each.folder), None)
            name = chosen or root
            if name is None:
                return None
            names.add(name)
    if not names or not names <= projects.keys():
        return None
    return frozenset(projects[each].folder for each in _with_aggregates(projects, names))


def _with_aggregates(projects: Mapping[str, SbtProject], names: set[str]) -> Iterator[str]:
    seen, queue = set(names), sorted(names)
    while queue:
        name = queue.pop()
        yield name
        more = {each for each in projects[name].aggregates if each in projects} - seen
        seen |= more
        queue.extend(sorted(more))


@derived
def _projects(repo: Snapshot) -> Mapping[str, SbtProject]:
    """The projects that the build in the root defines, by the names of their values."""
    found: dict[str, SbtProject] = {}
    rows = (repo.text(BUILD_OF_SBT) or "").split("\n")
    for number, row in enumerate(rows):
        match = PROJECT_OF_SBT.match(row[:500])
        if match is None or len(found) == MOST_PROJECTS:
            continue
        end = next((at for at in range(number + 1, len(rows)) if ANY_VALUE.match(rows[at][:200])), len(rows))
        said = "\n".join(rows[number:end])[:LONGEST_PROJECT]
        named = [each for inside in AGGREGATED.findall(said) for each in NAME_OF_PROJECT.findall(inside)]
        folder = normpath(match[2] or match[1])
        found[match[1]] = SbtProject("" if folder == "." else folder, tuple(named))
    return found
