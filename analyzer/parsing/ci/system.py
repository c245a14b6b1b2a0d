"""What a CI system is to us: where it reads its configuration, and how a file of it becomes a pipeline."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from analyzer.parsing.ci.model import EmptyFileError, Pipeline, Step, UnreadableError
from analyzer.parsing.structured import Value, load_json, load_yaml

Pairs = tuple[tuple[str, str], ...]
Read = Callable[[str, bytes], Pipeline]

# Folders in which files are kept whose path a system is told outside of the repository.
CI_FOLDERS = (
    r"(?:(?:\.?(?:ci|jenkins|azure|azuredevops|azure-pipelines|pipelines|devops|build|deploy|cicd))/){0,2}"
)


class Inclusion(Struct, frozen=True):
    """How a step names a file of this repository that holds the steps it runs.

    `files` gives the candidates, from the root of the repository, for the path of the file that names it
    and what the step `uses`. `steps` reads them from one, with what the step gives to it. `of_jobs`: a job
    may name such a file too. `offered` are files at the top that other repositories' pipelines name.
    `own_folder` is how a script of such a file names the folder that it lies in.
    """

    files: Callable[[str, str], tuple[str, ...]]
    steps: Callable[[Value | None, Pairs], tuple[Step, ...]]
    of_jobs: bool = False
    offered: tuple[str, ...] = ()
    own_folder: re.Pattern[str] | None = None


class Files(Protocol):
    """The files of a repository, for configuration that is written in more than one of them."""

    @property
    def paths(self) -> Sequence[str]:
        """Every first-party file, sorted."""

    @property
    def code(self) -> Sequence[str]:
        """Those of them that are programs, and no documentation."""

    def value(self, path: str) -> Value | None:
        """What the first document of a YAML file holds; None if it cannot be read."""

    def values(self, path: str) -> Sequence[Value]:
        """What every document of it holds."""


Unfold = Callable[[Mapping[str, Pipeline], Files], Mapping[str, Pipeline]]


class System(Struct, frozen=True):
    """One CI system.

    `paths` is the pattern of the whole paths of the files that it reads by itself, and `read` makes the
    pipeline of one; it may raise. `lookalikes` is the pattern of the ends of paths that look like one of
    them, and `only_at_top` that of paths which are found at the top of a repository only. `checkout` is
    the pattern of what scripts write for the folder of the checkout. `checked_out_by_steps`: a job has the
    repository only where one of its steps says so. `superseded`: it was usual once and is no longer.
    """

    name: str
    paths: str
    read: Read
    lookalikes: str = ""
    only_at_top: str = ""
    checkout: str = ""
    inclusion: Inclusion | None = None
    checked_out_by_steps: bool = False
    superseded: bool = False
    unfold: Unfold | None = None


def variable(name: str) -> str:
    """The pattern of a variable of the environment in shell text, with or without braces."""
    return rf"\$\{{?{name}\b\}}?"


def of_first_document(read: Callable[[str, Value], Pipeline]) -> Read:
    """Reads the first document of a YAML (or JSON) file that holds anything."""
    return of_all_documents(lambda path, values: read(path, values[0]))


def of_all_documents(read: Callable[[str, Sequence[Value]], Pipeline]) -> Read:
    """Reads every document of a YAML (or JSON) file that holds anything; EmptyFileError if there is none."""

    def loaded(path: str, content: bytes) -> Pipeline:
        documents = (load_json(content),) if path.endswith(".json") else load_yaml(content)
        problem = next((each.problem for each in documents if each.problem is not None), None)
        if problem is not None:
            raise UnreadableError(problem)
        values = [each.value for each in documents if each.value is not None]
        if not values:
            raise EmptyFileError("an empty file")
        return read(path, values)

    return loaded
