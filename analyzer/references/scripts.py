"""Every shell text of a repository with the place where it runs: CI steps, targets, shell files."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Job, Pipeline, Step
from analyzer.parsing.shell import SCRIPT_DIRECTORY, Command, moved_to
from analyzer.references.checkouts import Checkouts, checked_out_by_steps, checkouts
from analyzer.references.paths import everything
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import ROOT, inside
from analyzer.wiring.commands.ci_commands import called_workflows, can_start, included_templates, steps_of
from analyzer.wiring.commands.scripts import commands_of
from analyzer.wiring.roles import is_example_path

# Files of targets whose commands are shell text that runs in a known folder.
TARGET_KINDS = frozenset(
    {"make", "just", "taskfile", "package", "tox", "nox", "invoke", "pyproject", "pipfile"}
)
# Longer ones are put together by programs.
LONGEST_SCRIPT = 64 * 1024
# What brings files whose names nobody says: archives, other branches, folders of a store, templates.
BRINGS = lazy_regex(
    r"\b(?:git\s{1,4}(?:clone|checkout|switch|pull|merge|lfs|submodule|worktree|fetch)|gh\s{1,4}(?:repo|run|release)"
    r"|tar\s{1,4}-{0,2}(?:e?x|[a-z]{1,6}x|extract)|unzip|gunzip|7z|s3\s{1,4}(?:sync|cp)|gsutil|gcloud\s{1,4}storage|azcopy"
    r"|az\s{1,4}storage|dvc\s{1,4}(?:pull|fetch|get|import|repro)|rsync|scp|rclone|cookiecutter|copier|cruft|docker\s{1,4}cp"
    r"|gdown|kaggle|huggingface-cli|hf\s{1,4}download|mlflow\s{1,4}artifacts|wandb\s{1,4}artifact)\b"
)


class Text(Struct, frozen=True):
    """A shell text. `owner` says whose: "CI", "a make target", "a script". `brings`: it, or its job, fetches
    files whose names are not said. `job` is where it runs in CI, `checkouts` what lies where there."""

    path: str
    script: str
    owner: str
    first_line: int
    lines: tuple[int, ...] = ()
    directories: tuple[str, ...] = (ROOT,)
    errexit: bool = True
    pipefail: bool = False
    brings: bool = False
    optional: bool = False
    anywhere: bool = False
    job: tuple[str, str] | None = None
    checkouts: Checkouts | None = None

    def line(self, number: int) -> int:
        """The line in the file of a line of the script."""
        if 1 <= number <= len(self.lines):
            return self.lines[number - 1]
        return self.first_line + number - 1


class Said(Struct, frozen=True):
    """A command in a text. `directories` are those it may run in, () where that is not known.

    `optional`: it runs only under a condition, or its failure does not matter.
    """

    text: Text
    line: int
    words: tuple[str, ...]
    directories: tuple[str, ...]
    optional: bool


@derived
def shell_texts(repo: Snapshot) -> tuple[Text, ...]:
    """Every shell text that something can run."""
    return (*_of_ci(repo), *_of_targets(repo))


@derived
def commands_said(repo: Snapshot) -> tuple[Said, ...]:
    """Every command of every shell text."""
    return tuple(each for text in shell_texts(repo) for each in _said(repo, text))


def _said(repo: Snapshot, text: Text) -> Iterator[Said]:
    for command in commands_of(repo, text.script, errexit=text.errexit, pipefail=text.pipefail):
        yield Said(
            text,
            text.line(command.line),
            command.words,
            tuple(_directories(repo, text, command)),
            text.optional or command.conditional or command.masked,
        )


def _directories(repo: Snapshot, text: Text, command: Command) -> Iterator[str]:
    moved = command.directory
    if moved is not None and moved.split("/")[0] == SCRIPT_DIRECTORY:
        bases: tuple[str, ...] = (dirname(text.path),)
        moved = moved.partition("/")[2] or None
    else:
        bases = text.directories
    # `uv run --directory api pytest` runs there, wherever the script has moved to.
    started = moved_to(command.words)
    if any(each.startswith(("/", "~", "..")) or "$" in each for each in (moved or "", started or "")):
        return
    for base in bases:
        place = inside(inside(base, moved), started)
        if place == ROOT or place in everything(repo):
            yield place


def is_read(pipeline: Pipeline, called: frozenset[str]) -> bool:
    """Whether something starts a pipeline, or would if its jobs did not wait for one that does not exist."""
    known = {job.id for job in pipeline.jobs}
    broken = any(need not in known for job in pipeline.jobs for need in job.needs)
    return can_start(pipeline, called) or (bool(pipeline.triggers) and broken)


def _of_ci(repo: Snapshot) -> Iterator[Text]:
    called, included = called_workflows(repo), included_templates(repo)
    for path, pipeline in repo.pipelines.items():
        if not is_read(pipeline, called) or path in included:
            continue
        for job in pipeline.jobs:
            # What describes an image runs among the files of that image.
            if job.disabled is None and job.describes is None and not pipeline.only_images:
                yield from _of_job(repo, pipeline, job)


def _of_job(repo: Snapshot, pipeline: Pipeline, job: Job) -> Iterator[Text]:
    steps = [(where, step) for where, step in steps_of(repo, pipeline, job) if step.run is not None]
    brings = any(BRINGS.search(step.run or "") for _, step in steps)
    laid_out = checkouts(pipeline, job)
    for where, step in steps:
        directories = _of_step(pipeline, where, step)
        yield Text(
            where,
            step.run or "",
            "CI",
            step.run_line,
            directories=directories,
            errexit=step.errexit,
            pipefail=step.pipefail,
            brings=brings,
            optional=step.masked or job.masked or step.condition is not None,
            job=(pipeline.path, job.id),
            checkouts=laid_out,
        )


def _of_step(pipeline: Pipeline, where: str, step: Step) -> tuple[str, ...]:
    """Where a step runs: the root, or what a system that reads files in any folder takes for it.

    () if a variable or a place outside of the checkout says so.
    """
    said = step.directory
    if said is None:
        return (ROOT,) if checked_out_by_steps(pipeline) else tuple(dict.fromkeys((ROOT, dirname(where))))
    if said.startswith(("/", "~", "..")) or "$" in said or "{" in said:
        return ()
    return (inside(ROOT, said),)


def _of_targets(repo: Snapshot) -> Iterator[Text]:
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind in TARGET_KINDS:
                brings = any(BRINGS.search(target.script) for target in file.targets)
                for target in file.targets:
                    place = inside(inside(dirname(path), file.directory), target.directory)
                    yield Text(
                        path,
                        target.script,
                        f"{file.kind} target",
                        target.script_line,
                        target.line_map,
                        tuple(dict.fromkeys((place, ROOT))),
                        brings=brings,
                        optional=target.masked,
                    )
            elif file.kind == "shell" and not is_example_path(path):
                yield from (
                    Text(
                        path,
                        target.script,
                        "script",
                        target.script_line,
                        target.line_map,
                        folders_above(path),
                        errexit=False,
                        brings=BRINGS.search(target.script) is not None,
                        anywhere=True,
                    )
                    for target in file.targets
                    if len(target.script) <= LONGEST_SCRIPT
                )


def folders_above(path: str) -> tuple[str, ...]:
    """The folder of a file and every folder above it, up to the root."""
    found = []
    while path:
        path = dirname(path)
        found.append(path)
    return tuple(found) or (ROOT,)
