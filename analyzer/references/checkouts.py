"""What lies where on the machine of a CI job: this repository, others, artefacts of earlier jobs."""

from __future__ import annotations

import re
from posixpath import normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import SYSTEMS, Job, Pipeline

_OWN = lazy_regex(r"\$\{\{\s*github\.(?:repository|event\.pull_request\.head\.repo\.full_name)\b.*")
_CHECKOUT = "actions/checkout@"
_BRINGING = lazy_regex(
    r"[\w.-]+/[\w.-]*(?:download|fetch|clone|pull)[\w.-]*@|actions/cache(?:/restore)?@", re.IGNORECASE
)


class Checkouts(Struct, frozen=True):
    """Folders of a job's machine. `own` are those this repository is checked out to ("" is the place where
    steps begin), `others` hold something else. `unknown` says why names cannot be looked up at all."""

    own: tuple[str, ...] = ("",)
    others: tuple[str, ...] = ()
    unknown: str | None = None

    def inside(self, path: str) -> tuple[str | None, str | None]:
        """A path of the machine as a path of the repository, or None and why it is none."""
        if self.unknown is not None:
            return None, self.unknown
        for folder in self.others:
            if folder == "" or path == folder or path.startswith(folder + "/"):
                return None, "something else is fetched to that folder"
        for folder in sorted(self.own, key=len, reverse=True):
            if folder == "" or path == folder or path.startswith(folder + "/"):
                return path[len(folder) :].strip("/"), None
        return None, "it is outside of the folder the repository is checked out to"


HERE = Checkouts()


def checked_out_by_steps(pipeline: Pipeline) -> bool:
    """Whether jobs have the repository only where a step checks it out."""
    return pipeline.system in SYSTEMS and SYSTEMS[pipeline.system].checked_out_by_steps


def checkouts(pipeline: Pipeline, job: Job) -> Checkouts:
    """Where a job has this repository; a system that checks out by itself has it where steps begin."""
    if not checked_out_by_steps(pipeline):
        return HERE
    own: list[str] = []
    others: list[str] = []
    unknown = None
    for step in job.steps:
        uses, options = step.uses or "", dict(step.options)
        place = normpath(options.get("path", ".").strip() or ".").lstrip("/")
        place = "" if place == "." else place
        if uses.startswith(_CHECKOUT):
            repository, ref = options.get("repository", ""), options.get("ref", "")
            if repository and not _OWN.match(repository):
                others.append(place)
            elif ref and "${{" not in ref:
                unknown = f"the job checks out {ref[:60]}"
            else:
                own.append(place)
            if "$" in place:
                unknown = "the job checks out to a folder with a variable in its name"
        elif _BRINGING.match(uses) and "path" in options and place:
            others.extend(each.strip().strip("/") for each in options["path"].split("\n"))
        elif uses.startswith("actions/download-artifact@"):
            unknown = "the job downloads artefacts to the folder it begins in"
    if not own and unknown is None:
        unknown = "the job does not check out the repository itself"
    if "" in others:
        unknown = unknown or "the job checks out another repository"
    return Checkouts(tuple(own) or ("",), tuple(each for each in others if each), unknown)
