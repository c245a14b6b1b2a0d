"""The stages of DVC pipelines as they are written: what each runs, reads and writes.

Format: https://dvc.org/doc/user-guide/project-structure/dvcyaml-files
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.parsing.structured import Value, block, items, line, text
from analyzer.repository import Snapshot, derived


class WrittenStage(Struct, frozen=True):
    """One stage. `commands` and `inputs` are with their lines; paths are as written, seen from `folder`."""

    path: str
    folder: str
    commands: tuple[tuple[str, int], ...]
    inputs: tuple[tuple[str, int], ...]
    outputs: tuple[str, ...]


@derived
def written_stages(repo: Snapshot) -> tuple[WrittenStage, ...]:
    """The stages of every `dvc.yaml` of the repository."""
    return tuple(
        stage for path in repo.paths if basename(path) == "dvc.yaml" for stage in _stages(repo, path)
    )


def _stages(repo: Snapshot, path: str) -> Iterator[WrittenStage]:
    for document in repo.yaml(path):
        for value in block(block(document.value).get("stages")).values():
            stage = block(value)
            stage = block(stage.get("do")) if "do" in stage else stage
            folder = normpath(join(dirname(path) or ".", text(stage.get("wdir")) or "."))
            written = [key for key in ("outs", "outs_no_cache", "metrics", "plots") if key in stage]
            yield WrittenStage(
                path,
                "" if folder == "." else folder,
                tuple((text(each), line(each) or line(stage.get("cmd"))) for each in items(stage.get("cmd"))),
                tuple(_names(stage.get("deps"))),
                tuple(name for key in written for name, _line in _names(stage.get(key))),
            )


def _names(value: Value | None) -> Iterator[tuple[str, int]]:
    """Paths, or paths with options (`data.csv: {cache: false}`), with their lines."""
    for each in items(value):
        named = block(each)
        if named:
            yield from ((str(name), line(name) or line(each)) for name in named)
        elif text(each):
            yield text(each), line(each)
