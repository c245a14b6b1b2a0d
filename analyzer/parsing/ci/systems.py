"""CI configuration of every system we know: which file is read by which, and the jobs it describes.

A file counts only where its system reads it: a workflow in a sub-project's `.github/` is read by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analyzer.parsing.ci.azure import read_azure, read_step_template
from analyzer.parsing.ci.circleci import read_circleci
from analyzer.parsing.ci.containers import read_bitbucket, read_buildkite, read_cloud_build, read_drone
from analyzer.parsing.ci.github import read_composite_action, read_workflow
from analyzer.parsing.ci.gitlab import read_gitlab
from analyzer.parsing.ci.jenkins import read_jenkinsfile
from analyzer.parsing.ci.model import Job, Pipeline, Step, TooMuchError
from analyzer.parsing.ci.other import read_blubber, read_codebuild, read_semaphore, read_wercker, read_zuul
from analyzer.parsing.ci.taskcluster import read_taskcluster
from analyzer.parsing.ci.travis import read_appveyor, read_travis
from analyzer.parsing.structured.formats import YAML_LIMIT, Items, Value, load_json, load_yaml

__all__ = [
    "Job",
    "Pipeline",
    "Step",
    "ci_system",
    "is_ci_looking",
    "parse_composite_action",
    "parse_pipeline",
    "parse_step_template",
]

_Reader = Callable[[str, Value | None], Pipeline]

# Where each system reads its configuration. Jenkins, Azure, Cloud Build and CodeBuild are told the path
# outside of the repository, so their usual names count in the folders where such files are kept.
_FOLDERS = (
    r"(?:(?:\.?(?:ci|jenkins|azure|azuredevops|azure-pipelines|pipelines|devops|build|deploy|cicd))/){0,2}"
)
_PATHS: tuple[tuple[str, str], ...] = (
    ("github-actions", r"\.github/workflows/[^/]+\.ya?ml"),
    ("gitlab-ci", r"\.gitlab-ci\.yml"),
    ("circleci", r"\.circleci/(?:config|continue[-_]config)\.yml|circle\.yml"),
    ("travis", r"\.travis\.yml"),
    ("jenkins", rf"{_FOLDERS}(?:Jenkinsfile(?:[._-][\w-]+)?|[\w-]+\.[jJ]enkinsfile)"),
    (
        "azure-pipelines",
        rf"{_FOLDERS}\.?azure-pipelines?[\w.-]*\.ya?ml|\.?azure-pipelines/[\w.-]+\.ya?ml"
        # Folders for pipelines alone; what others include is named a template by custom.
        r"|\.(?:pipelines|azuredevops|ado|azure/pipelines)/(?:[^/]+/)*(?!(?:[^/]*[._-])?templates?[._-])[\w.-]+\.ya?ml",
    ),
    ("drone", r"\.drone\.ya?ml"),
    ("buildkite", r"\.?buildkite\.ya?ml|\.?buildkite/(?:[^/]+/)*(?!(?:docker-)?compose)[^/]+\.ya?ml"),
    ("taskcluster", r"\.taskcluster\.ya?ml"),
    ("cloud-build", r"(?:[^/]+/)*(?:\.?cloudbuild|cloud-build)(?:[._-][\w.-]+)?\.(?:ya?ml|json)"),
    ("woodpecker", r"\.woodpecker\.ya?ml|\.woodpecker/(?:[^/]+/)*[^/]+\.ya?ml"),
    ("bitbucket-pipelines", r"bitbucket-pipelines\.yml"),
    ("appveyor", r"\.?appveyor\.yml"),
    ("zuul", r"\.?zuul\.yaml|\.?zuul\.d/(?:[^/]+/)*[^/]+\.yaml"),
    ("blubber", r"\.pipeline/(?:[^/]+/)*(?:config|[\w.-]*blubber[\w.-]*)\.ya?ml"),
    ("semaphore", r"\.semaphore/[^/]+\.yml"),
    ("wercker", r"wercker\.yml"),
    ("codebuild", r"(?:[^/]+/)*[\w-]*buildspec[\w.-]*\.ya?ml"),
)
_SYSTEMS = tuple((system, re.compile(pattern)) for system, pattern in _PATHS)

# The same files where nobody reads them: in a sub-folder, switched off by their name, or included.
_LOOKS = re.compile(
    r"(?:^|/)(?:\.github/workflows/.*\.ya?ml(?:[._-]\w+)?"
    r"|\.gitlab/.*\.ya?ml|[\w.-]*\.?gitlab-ci[\w.-]*\.ya?ml"
    r"|\.circleci/.*\.ya?ml|circle\.yml|\.travis\.ya?ml|\.?[Jj]enkinsfile[\w.-]*"
    r"|\.?azure-pipelines?[\w.-]*\.ya?ml|\.drone\.(?:ya?ml|jsonnet|star)|\.?buildkite/.*\.ya?ml"
    r"|\.taskcluster\.ya?ml|\.woodpecker(?:/.*)?\.ya?ml|bitbucket-pipelines\.ya?ml|\.?appveyor\.ya?ml"
    r"|\.?zuul\.(?:d/.*\.)?ya?ml|\.semaphore/.*\.ya?ml|wercker\.ya?ml|\.cirrus\.(?:ya?ml|star)|\.tekton/.*\.ya?ml"
    r")(?:[._-](?:bak|backup|disabled|off|old|example|sample|template))*\Z"
)

_READERS: dict[str, _Reader] = {
    "appveyor": read_appveyor,
    "azure-pipelines": read_azure,
    "bitbucket-pipelines": read_bitbucket,
    "blubber": read_blubber,
    "buildkite": read_buildkite,
    "circleci": read_circleci,
    "cloud-build": read_cloud_build,
    "codebuild": read_codebuild,
    "github-actions": read_workflow,
    "gitlab-ci": read_gitlab,
    "semaphore": read_semaphore,
    "taskcluster": read_taskcluster,
    "travis": read_travis,
    "wercker": read_wercker,
    "zuul": read_zuul,
}


def ci_system(path: str) -> str | None:
    """The CI system that reads a file at exactly this path of the repository, None if none does."""
    return next((system for system, pattern in _SYSTEMS if pattern.fullmatch(path)), None)


def is_ci_looking(path: str) -> bool:
    """Whether a path looks like CI configuration but stands where no system reads it by itself."""
    return ci_system(path) is None and _LOOKS.search(path) is not None


def parse_pipeline(path: str, content: bytes) -> Pipeline:
    """The pipeline that a file describes, read as the system of its path does. Never raises; see `problem`.

    At a path that no system reads by itself (a file that another one includes) the file is read as
    GitLab's if the path says so, and otherwise is a problem.
    """
    system = ci_system(path) or ("gitlab-ci" if "gitlab" in path.lower() else None)
    if system is None:
        return _unreadable("unknown", path, "no CI system reads this path")
    if len(content) > YAML_LIMIT:
        return _unreadable(system, path, f"{len(content):,} bytes is over the limit of {YAML_LIMIT:,} bytes")
    try:
        return _parse(system, path, content)
    except TooMuchError as error:
        return _unreadable(system, path, str(error))
    except Exception as error:  # the border of these parsers: whatever is wrong is a fact about the file
        return _unreadable(system, path, f"could not be read: {type(error).__name__}")


def parse_composite_action(path: str, content: bytes) -> tuple[Step, ...]:
    """The steps of a composite action, at lines of its `action.yml`; none for other files. Never raises."""
    documents = load_yaml(content)
    try:
        return read_composite_action(documents[0].value) if documents else ()
    except Exception:  # the border: an action that cannot be read has no steps
        return ()


def parse_step_template(content: bytes) -> tuple[Step, ...]:
    """The steps of an Azure template; none for other files. Never raises."""
    documents = load_yaml(content)
    try:
        return read_step_template(documents[0].value) if documents else ()
    except Exception:  # the border: a template that cannot be read has no steps
        return ()


def _unreadable(system: str, path: str, problem: str) -> Pipeline:
    return Pipeline(
        system, path, triggers=(), can_fire=False, why_not="it could not be read", problem=problem
    )


def _parse(system: str, path: str, content: bytes) -> Pipeline:
    if system == "jenkins":
        return read_jenkinsfile(path, content.decode("utf-8-sig", "replace"))
    documents = (load_json(content),) if path.endswith(".json") else load_yaml(content)
    problem = next((each.problem for each in documents if each.problem is not None), None)
    if problem is not None:
        return _unreadable(system, path, problem)
    values = [each.value for each in documents if each.value is not None]
    if not values:
        return _unreadable(system, path, "an empty file")
    if system in ("drone", "woodpecker"):
        return read_drone(system, path, values)
    if system == "zuul":
        return read_zuul(path, _joined(values))
    return _READERS[system](path, values[0])


def _joined(values: Sequence[Value]) -> Value:
    """The entries of every document of a file as one list."""
    return Items([entry for value in values for entry in (value if isinstance(value, Items) else [value])])
