"""Bake files: which builds `docker buildx bake` starts (https://docs.docker.com/build/bake/reference/)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import block, items, load_json, text
from analyzer.repository import Snapshot
from analyzer.wiring.checkout import inside, without_unknown_folder
from analyzer.wiring.commands.builds import Build

BAKE_FILES = ("docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl")
BLOCK = lazy_regex(r"^[ \t]*(target|group)[ \t]+\"([\w.-]{1,100})\"[ \t]*\{", re.MULTILINE)
TEXT_SETTING = lazy_regex(
    r"^[ \t]*(context|dockerfile|target)[ \t]*=[ \t]*\"([^\"$\n]{0,300})\"", re.MULTILINE
)
LIST_SETTING = lazy_regex(r"^[ \t]*(targets|inherits)[ \t]*=[ \t]*\[([^\]]{0,2000})\]", re.MULTILINE)
LIST_ITEM = lazy_regex(r"\"([\w.-]{1,100})\"")
MAXIMUM_BAKE_BLOCKS = 200

# What a target or a group says, by the names of its settings; lists are joined by blanks.
Said = Mapping[str, str]


def baked(repo: Snapshot, directory: str, files: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Build]:
    """The builds of targets and groups; without a name those of the group or target `default`."""
    targets: dict[str, Said] = {}
    groups: dict[str, Said] = {}
    for file in files or BAKE_FILES:
        path = inside(directory, without_unknown_folder(file))
        if repo.exists(path):
            _read(repo, path, targets, groups)
    pending = list(names) or ["default"]
    visited: set[str] = set()
    while pending and len(visited) < MAXIMUM_BAKE_BLOCKS:
        name = pending.pop(0)
        if name in visited:
            continue
        visited.add(name)
        pending += groups.get(name, {}).get("targets", "").split()
        if name in targets:
            said = _with_inherited(name, targets)
            context = inside(directory, said.get("context", "."))
            dockerfile = inside(context, said.get("dockerfile", "Dockerfile"))
            if dockerfile in repo.dockerfiles:
                yield Build(dockerfile, said.get("target"), context)


def _with_inherited(name: str, targets: Mapping[str, Said]) -> dict[str, str]:
    found: dict[str, str] = {}
    pending, visited = [name], set[str]()
    while pending and len(visited) < MAXIMUM_BAKE_BLOCKS:
        current = pending.pop(0)
        if current in visited:
            continue
        visited.add(current)
        said = targets.get(current, {})
        for key, value in said.items():
            found.setdefault(key, value)
        pending += said.get("inherits", "").split()
    return found


def _read(repo: Snapshot, path: str, targets: dict[str, Said], groups: dict[str, Said]) -> None:
    content = repo.text(path) or ""
    if path.endswith(".json"):
        document = block(load_json(content.encode("utf-8", "replace")).value)
        for key, into in (("target", targets), ("group", groups)):
            for name, value in block(document.get(key)).items():
                said = {str(each): text(found) for each, found in block(value).items() if text(found)}
                for each in ("targets", "inherits"):
                    said[each] = " ".join(map(text, items(block(value).get(each))))
                into[str(name)] = said
        return
    starts = list(BLOCK.finditer(content))[:MAXIMUM_BAKE_BLOCKS]
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(content)
        body = content[match.end() : end]
        said = {found[1]: found[2] for found in TEXT_SETTING.finditer(body)}
        for found in LIST_SETTING.finditer(body):
            said[found[1]] = " ".join(LIST_ITEM.findall(found[2]))
        (targets if match[1] == "target" else groups)[match[2]] = said
