"""The stages of DVC pipelines: what each runs, reads and writes."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.structured import Value, block, items, line, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.starts.entrypoints import is_idle_command, started_by_service

REPRODUCING = (("dvc", "repro"), ("dvc", "exp"))
# `uv run dvc repro`, `python -m dvc repro`: what may stand before the command.
MOST_WRAPPERS = 3


class Stage(Struct, frozen=True):
    """One stage of a `dvc.yaml`; paths are seen from the repository's root.

    `modules` are the first-party files its commands start. `idle`: its commands only print or move around.
    """

    path: str
    name: str
    line: int
    modules: tuple[str, ...]
    idle: bool
    inputs: frozenset[str]
    outputs: frozenset[str]


@derived
def dvc_stages(repo: Snapshot) -> tuple[Stage, ...]:
    """The stages of every `dvc.yaml` of the repository, in the order of the files."""
    return tuple(
        stage for path in repo.paths if basename(path) == "dvc.yaml" for stage in _stages_in(repo, path)
    )


def _stages_in(repo: Snapshot, path: str) -> Iterator[Stage]:
    for document in repo.yaml(path):
        for name, value in block(block(document.value).get("stages")).items():
            stage = block(value)
            stage = block(stage.get("do")) if "do" in stage else stage
            folder = normpath(join(dirname(path), text(stage.get("wdir")) or "."))
            starts = [
                start
                for command in items(stage.get("cmd"))
                for start in started_by_service(repo, path, line(name), text(command))
            ]
            yield Stage(
                path,
                str(name),
                line(name),
                tuple(dict.fromkeys(start.module for start in starts if start.module is not None)),
                all(is_idle_command(start.words) for start in starts),
                _paths(folder, stage.get("deps")),
                _paths(folder, stage.get("outs")),
            )


def reproduced_by_image(repo: Snapshot, path: str, image: Dockerfile, words: tuple[str, ...]) -> str | None:
    """The first file that `dvc repro`, started in an image, runs: of a stage whose `dvc.yaml` was copied.

    https://dvc.org/doc/command-reference/repro
    """
    if not any(words[at : at + 2] in REPRODUCING for at in range(MOST_WRAPPERS)):
        return None
    copied = copied_into(path, image)
    found = (
        stage.modules[0]
        for stage in dvc_stages(repo)
        if stage.modules and not copied.isdisjoint((stage.path, dirname(stage.path) or "."))
    )
    return next(found, None)


def copied_into(path: str, image: Dockerfile) -> frozenset[str]:
    """The files and folders of the repository that an image copies, wherever of two places it is built."""
    return frozenset(
        normpath(join(folder, word))
        for stage in image.stages
        for each in stage.instructions
        if each.keyword in ("COPY", "ADD") and not any(flag.startswith("--from=") for flag in each.flags)
        for word in each.words[:-1]
        for folder in dict.fromkeys((dirname(path), ""))
    )


def _paths(folder: str, value: Value | None) -> frozenset[str]:
    """The paths of a list whose entries are paths, or paths with options (`data.csv: {cache: false}`)."""
    found: set[str] = set()
    for each in items(value):
        found.update(map(str, block(each)) if block(each) else [text(each)])
    return frozenset(normpath(join(folder, each)) for each in found if each)


def linked(stages: tuple[Stage, ...]) -> bool:
    """Whether one stage reads what another writes, so that their order is fixed."""
    return any(
        given == wanted or wanted.startswith(given + "/") or given.startswith(wanted + "/")
        for writer in stages
        for reader in stages
        if reader is not writer
        for given in writer.outputs
        for wanted in reader.inputs
    )
