"""Commands that start whatever a project of a pipeline tool registers, and what Dagster's definitions load.

Sources: https://docs.dagster.io/guides/build/projects-and-components,
https://docs.dagster.io/api/dagster/assets (`load_assets_from_package_module` and its kind).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.python import code_only
from analyzer.parsing.structured import Block, items, nodes, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import follow
from analyzer.wiring.modules import last_part, module_index
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.kedro_runs import KedroRun, registries, run_of_words
from analyzer.wiring.starts.entrypoints import is_idle_command, starts
from analyzer.wiring.starts.stages import MOST_WRAPPERS, copied_into

# Commands that load what a project of the tool registers, and run it or its schedules.
PROJECT_STARTS = {
    "Kedro": (("kedro", "run"),),
    "Dagster": (
        ("dagster", "dev"), ("dg", "dev"), ("dagster-daemon", "run"), ("dagster-webserver",), ("dagit",),
        ("dagster", "api", "grpc"), ("dagster", "code-server", "start"),
    ),
}  # fmt: skip
FETCHES_PACKAGES = word_set("install add remove uninstall lock freeze")
DEFINING = word_set("Definitions definitions repository load_from_defs_folder load_project_defs load_defs")
# Calls that load all steps of a package, whatever imports them.
LOADED_PACKAGES = lazy_regex(
    r"\bload_(?:assets|asset_checks|definitions)_from_package_(module|name)\(([^()]{0,500})"
)
LOADED_NAMES = lazy_regex(r"[\"']([\w.]{1,200})[\"']|(?<![\w.\"'])([A-Za-z_][\w.]{0,200})(?![\w.\"' ]*=)")


@derived
def _imported(repo: Snapshot) -> frozenset[str]:
    """The tools that modules of the repository import."""
    tools = {tool.casefold() for tool in PROJECT_STARTS}
    roots = {each.module.partition(".")[0] for facts in repo.modules.values() for each in facts.imports}
    return frozenset(tools & roots)


@derived
def project_commands(repo: Snapshot) -> frozenset[tuple[str, ...]]:
    """The commands of CI jobs, containers and tasks that may start a tool's project."""
    found = [run.reached.words for run in ci_runs(repo)]
    found.extend(each.words for each in starts(repo))
    for path, files in repo.target_files.items():
        for target in (target for file in files for target in file.targets):
            found.extend(each.words for each in follow(repo, target.script, path, target.script_line, ""))
    found.extend(_of_devspace(repo))
    first = {command[0] for commands in PROJECT_STARTS.values() for command in commands}
    said = (each for each in found if first & set(each) and not FETCHES_PACKAGES & set(each))
    return frozenset(each for each in said if not is_idle_command(each))


def _of_devspace(repo: Snapshot) -> Iterator[tuple[str, ...]]:
    """The commands of the containers that DevSpace deploys, and its own: https://devspace.sh/docs/configuration."""
    for path in repo.paths:
        if basename(path) not in ("devspace.yaml", "devspace.yml"):
            continue
        for document in repo.yaml(path):
            for node in nodes(document.value):
                if isinstance(node, Block) and "command" in node:
                    words = [text(each) for key in ("command", "args") for each in items(node.get(key))]
                    script = shlex.join(words) if len(words) > 1 else "".join(words)
                    yield from (each.words for each in follow(repo, script, path, 1, ""))


def started_projects(repo: Snapshot, tool: str) -> Iterator[tuple[str, ...]]:
    """For every command that starts the project of a tool, the words that come after it."""
    if tool.casefold() not in _imported(repo):
        return
    for words in sorted(project_commands(repo)):
        for command in PROJECT_STARTS.get(tool, ()):
            for first in range(len(words) - len(command) + 1):
                if words[first : first + len(command)] == command:
                    yield words[first + len(command) :]


def project_of_image(repo: Snapshot, path: str, image: Dockerfile, words: tuple[str, ...]) -> str | None:
    """The module that registers what a command in an image runs: of a project that was copied into it."""
    tool = next(
        (
            tool
            for tool, commands in PROJECT_STARTS.items()
            for command in commands
            for first in range(MOST_WRAPPERS)
            if words[first : first + len(command)] == command
        ),
        None,
    )
    if tool is None or tool.casefold() not in _imported(repo):
        return None
    copied = copied_into(path, image)
    found = registries(repo) if tool == "Kedro" else sorted(dagster_projects(repo))
    return next(
        (each for each in found if any(part == "." or f"{each}/".startswith(f"{part}/") for part in copied)),
        None,
    )


@derived
def kedro_commands(repo: Snapshot) -> tuple[KedroRun, ...]:
    """What the commands that run the repository's Kedro project ask for."""
    return tuple(dict.fromkeys(map(run_of_words, started_projects(repo, "Kedro"))))


def loaded_by_definitions(repo: Snapshot, path: str) -> frozenset[str]:
    """The modules below the packages whose steps a module of Dagster loads, whoever imports them."""
    source = repo.text(path) or ""
    if "_from_package_" not in source:
        return frozenset()
    folders = set()
    for match in LOADED_PACKAGES.finditer(code_only(source)):
        for each in LOADED_NAMES.finditer(match[2]):
            name = each[1] if match[1] == "name" else each[2]
            folder = _folder_of(repo, path, name) if name else None
            if folder:
                folders.add(f"{folder}/")
    return frozenset(each for each in repo.modules if folders and each.startswith(tuple(folders)))


def _folder_of(repo: Snapshot, path: str, name: str) -> str | None:
    """The folder of a package that goes by a name in a module: what was imported, or its whole name."""
    index = module_index(repo)
    for each in repo.modules[path].imports:
        if each.alias == name or (each.name is None and each.module == name):
            found = index.resolve(path, each.module, each.name)
            return dirname(found) if found is not None and found.endswith("/__init__.py") else None
    found = index.resolve(path, name)
    return dirname(found) if found is not None and found.endswith("/__init__.py") else None


@derived
def dagster_projects(repo: Snapshot) -> frozenset[str]:
    """What a start of Dagster loads: the modules with definitions, and the steps that these name."""
    if not any(True for _words in started_projects(repo, "Dagster")):
        return frozenset()
    found = {
        path
        for path, facts in repo.modules.items()
        if any(each.module.partition(".")[0] == "dagster" for each in facts.imports)
        and DEFINING & {last_part(target) for target in _used(repo, path)}
        and not is_test(repo, path)
        and not is_example_path(path)
    }
    return frozenset(found.union(*(loaded_by_definitions(repo, each) for each in found)))


def _used(repo: Snapshot, path: str) -> Iterator[str]:
    facts = repo.modules[path]
    yield from (call.target for call in facts.calls)
    yield from (each.target for function in facts.functions for each in function.decorators)
