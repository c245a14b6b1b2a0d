"""What the containers of a cluster's objects start by a command of their own.

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.parsing.structured import Block, block, items, line, nodes, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.entrypoints import Start, started_by_service
from analyzer.wiring.roles import is_shown

MAXIMUM_CONTAINERS = 500
MAXIMUM_IMAGE_FOLDERS = 20


@derived
def cluster_starts(repo: Snapshot) -> tuple[Start, ...]:
    """The first-party programs that containers of any kind of object start by a command of their own."""
    return tuple(_of_clusters(repo))


def _of_clusters(repo: Snapshot) -> Iterator[Start]:
    taken = 0
    for path in repo.paths:
        if not path.endswith((".yaml", ".yml")) or path in repo.pipelines or is_shown(path):
            continue
        content = repo.content(path) or b""
        if b"apiVersion" not in content or (b"command:" not in content and b"args:" not in content):
            continue
        for document in repo.yaml(path):
            for node in nodes(document.value) if "apiVersion" in block(document.value) else ():
                if isinstance(node, Block) and ("command" in node or "args" in node):
                    taken += 1
                    if taken > MAXIMUM_CONTAINERS:
                        return
                    yield from _of_container(repo, path, node)


def _of_container(repo: Snapshot, path: str, container: Block) -> Iterator[Start]:
    told = [value for key in ("command", "args") for value in items(container.get(key))]
    script = shlex.join(words) if (words := [text(each) for each in told]) else ""
    number = line(told[0]) if told else 1
    for folder in _folders(repo, path):
        found = [
            Start(path, number, each.words, each.module, each.script)
            for each in started_by_service(repo, join(folder, "_"), number, script)
            if each.module is not None
        ]
        if found:
            yield from found
            return


def _folders(repo: Snapshot, path: str) -> Iterator[str]:
    """Where the image of a container may have its files from: the whole, beside the object, one image."""
    yield ""
    folder = dirname(path)
    while folder:
        yield folder
        folder = dirname(folder)
    built = sorted({dirname(each) for each in repo.dockerfiles})
    yield from built if len(built) == 1 else ()
