"""moon.yml of moonrepo: the tasks of one project, and those that it has from its workspace.

https://moonrepo.dev/docs/config/project, https://moonrepo.dev/docs/concepts/task-inheritance.
"""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, relpath

from analyzer.parsing.tasks.model import Inclusion, Target, TargetFile, file_of, line_of, make_target, quote
from analyzer.parsing.tasks.values import at, sequence, table, words_of

# What `moon ci` and `moon check` run: every task that is not kept out of CI.
MOON_CI = "~ci"
_SHARED = (".moon/tasks.yml", ".moon/tasks/*.yml")
_SERVERS = frozenset({"server", "watcher", "utility"})
_MAXIMUM_ITEMS = 200
_PLACES = {"$projectRoot": ".", "$workspaceRoot": "."}


def parse_moon(path: str, document: object, problem: str | None) -> TargetFile:
    """The tasks of a project, or those that every project has; each runs in the project's folder."""
    folder = dirname(path)
    shared = path.startswith(".moon/")
    up = relpath(".", folder) if folder and not shared else "."
    targets = [_task(str(name), value, up) for name, value in table(at(document, "tasks")).items()]
    in_ci = [
        target.name
        for target, value in zip(targets, table(at(document, "tasks")).values(), strict=True)
        if _runs_in_ci(value)
    ]
    if in_ci:
        targets.append(make_target(MOON_CI, 1, (), depends=in_ci))
    places = () if shared else [relpath(each, folder or ".") for each in _SHARED]
    includes = [Inclusion((each,), directory=".") for each in places]
    return file_of("workspace", path, targets, problem=problem, includes=includes)


def _task(name: str, value: object, up: str) -> Target:
    """`command` with its `args`, or a `script`; tasks of other projects in `deps` are left out."""
    line = line_of(value)
    words: list[str] = []
    for each in (at(value, "command"), at(value, "args")):
        words += [str(each)] if isinstance(each, str) else [quote(word) for word in words_of(each)]
    said = at(value, "script")
    line = line_of(said, line_of(at(value, "command"), line))
    text = str(said) if isinstance(said, str) else " ".join(words)
    for place, stands in _PLACES.items():
        text = text.replace(place, stands)
    depends = [each if isinstance(each, str) else at(each, "target") for each in _dependencies(value)]
    own = [str(each).removeprefix("~:") for each in depends if isinstance(each, str)]
    from_root = str(at(value, "options", "runFromWorkspaceRoot")).lower() == "true"
    return make_target(
        name,
        line_of(name, line),
        [(text, line)] if text else (),
        depends=[each for each in own if ":" not in each],
        directory=up if from_root and up != "." else None,
    )


def _dependencies(value: object) -> list[object]:
    return list(sequence(at(value, "deps")))[:_MAXIMUM_ITEMS]


def _runs_in_ci(value: object) -> bool:
    if not isinstance(value, Mapping):
        return False
    kept_out = str(at(value, "options", "runInCI")).lower() in ("false", "skip")
    local = str(at(value, "local")).lower() == "true" or str(at(value, "preset")) in _SERVERS
    return not (kept_out or local)
