"""What the containers of a cluster's objects start by a command of their own.

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, Document, block, items, line, load_yaml, nodes, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_shown
from analyzer.wiring.starts.entrypoints import Start, started_by_service

MAXIMUM_CONTAINERS = 500
LONGEST_TEMPLATE_OF_CHART = 256 * 1024
# https://helm.sh/docs/chart_template_guide/control_structures/
EXPRESSION = lazy_regex(r"\{\{[^{}\n]{0,400}\}\}")
TEMPLATE_LINE = lazy_regex(r"[ \t]*(?:\{\{[^{}\n]{0,400}\}\}[ \t]*)+")


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
        for document in _documents(repo, path):
            for node in nodes(document.value) if "apiVersion" in block(document.value) else ():
                if isinstance(node, Block) and ("command" in node or "args" in node):
                    taken += 1
                    if taken > MAXIMUM_CONTAINERS:
                        return
                    yield from _of_container(repo, path, node)


def _documents(repo: Snapshot, path: str) -> tuple[Document, ...]:
    """The objects of a file; of a chart's template with a stand-in for each of its expressions."""
    content = repo.text(path) or ""
    if "{{" not in content or len(content) > LONGEST_TEMPLATE_OF_CHART:
        return repo.yaml(path)
    rows = (
        "" if TEMPLATE_LINE.fullmatch(each) else EXPRESSION.sub("x", each) for each in content.split("\n")
    )
    return load_yaml("\n".join(rows).encode())


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
