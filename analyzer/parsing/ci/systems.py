"""Every CI system we know: which file is read by which, and the jobs it describes.

A file counts only where its system reads it: a workflow in a sub-project's `.github/` is read by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import (
    appveyor,
    azure,
    bitbucket,
    blubber,
    buildkite,
    circleci,
    cirrus,
    cloud_build,
    codebuild,
    codefresh,
    drone,
    forgejo,
    gitea,
    github,
    gitlab,
    harness,
    jenkins,
    prow,
    screwdriver,
    semaphore,
    sourcehut,
    taskcluster,
    tekton,
    travis,
    vela,
    wercker,
    woodpecker,
    zuul,
)
from analyzer.parsing.ci.model import EmptyFileError, Job, Pipeline, Step, UnreadableError
from analyzer.parsing.ci.system import Files, Inclusion, Pairs, System
from analyzer.parsing.steps import Meter, OverBudgetError, metered
from analyzer.parsing.structured import YAML_LIMIT, load_yaml

__all__ = [
    "CHECKOUTS",
    "SYSTEMS",
    "Files",
    "Inclusion",
    "Job",
    "Pipeline",
    "Step",
    "System",
    "ci_system",
    "is_ci_looking",
    "is_ci_program",
    "parse_included",
    "parse_pipeline",
    "repository_top",
    "unfolded",
]

# By name; where two patterns fit a path, the first counts.
SYSTEMS = MappingProxyType(
    {
        each.name: each
        for each in (
            github.SYSTEM,
            forgejo.SYSTEM,
            gitea.SYSTEM,
            gitlab.SYSTEM,
            circleci.SYSTEM,
            travis.SYSTEM,
            jenkins.SYSTEM,
            azure.SYSTEM,
            drone.SYSTEM,
            buildkite.SYSTEM,
            taskcluster.SYSTEM,
            cloud_build.SYSTEM,
            woodpecker.SYSTEM,
            bitbucket.SYSTEM,
            appveyor.SYSTEM,
            zuul.SYSTEM,
            blubber.SYSTEM,
            semaphore.SYSTEM,
            wercker.SYSTEM,
            codebuild.SYSTEM,
            cirrus.SYSTEM,
            tekton.SYSTEM,
            sourcehut.SYSTEM,
            screwdriver.SYSTEM,
            vela.SYSTEM,
            codefresh.SYSTEM,
            harness.SYSTEM,
            prow.SYSTEM,
        )
    }
)
CHECKOUTS = tuple(each.checkout for each in SYSTEMS.values() if each.checkout)

# One pattern for the paths of all, in which the number of the group that matched is a system's.
_PATHS = lazy_regex("|".join(f"({each.paths})" for each in SYSTEMS.values()))
_NAMES = tuple(SYSTEMS)
# The same files where nobody reads them: in a sub-folder, switched off by their name, or included.
_LOOKALIKES = lazy_regex(
    r"(?:^|/)(?:"
    + "|".join(each.lookalikes for each in SYSTEMS.values() if each.lookalikes)
    + r")(?:[._-](?:bak|backup|disabled|off|old|example|sample|template))*\Z"
)
_BELOW_TOP = lazy_regex(
    "(?P<top>.+)/(?:" + "|".join(each.only_at_top for each in SYSTEMS.values() if each.only_at_top) + ")"
)


# What putting the files of one system together may take; ordinary ones take some thousands.
_UNFOLDING_STEPS = 500_000
# Configuration that is a program: Jsonnet, Starlark, Kotlin.
_PROGRAMS = lazy_regex(
    r"\.(?:drone|woodpecker)\.(?:jsonnet|star)|\.(?:cirrus|vela)\.star"
    r"|\.teamcity/(?:[^/]+/)*settings\.kts|\.space\.kts"
)


def ci_system(path: str) -> str | None:
    """The CI system that reads a file at exactly this path of the repository, None if none does."""
    match = _PATHS.fullmatch(path)
    return None if match is None or match.lastindex is None else _NAMES[match.lastindex - 1]


def is_ci_program(path: str) -> bool:
    """Whether a CI system runs the file at this path to learn what it should do, which is not read here."""
    return _PROGRAMS.fullmatch(path) is not None


def is_ci_looking(path: str) -> bool:
    """Whether a path looks like CI configuration but stands where no system reads it by itself."""
    return ci_system(path) is None and _LOOKALIKES.search(path) is not None


def repository_top(path: str) -> str | None:
    """The folder that was the top of a repository once, if CI configuration below it says so."""
    match = _BELOW_TOP.fullmatch(path)
    return None if match is None else match["top"]


def parse_pipeline(path: str, content: bytes) -> Pipeline:
    """The pipeline that a file describes, as the system of its path reads it. Never raises; see `problem`."""
    system = ci_system(path)
    if system is None:
        return _unreadable("unknown", path, "no CI system reads this path")
    if len(content) > YAML_LIMIT:
        return _unreadable(system, path, f"{len(content):,} bytes exceeds the limit of {YAML_LIMIT:,} bytes")
    try:
        return SYSTEMS[system].read(path, content)
    except EmptyFileError:
        return Pipeline(
            system, path, triggers=(), can_fire=False, why_not="it is empty or holds only comments"
        )
    except UnreadableError as error:
        return _unreadable(system, path, str(error))
    except Exception as error:  # the border of these parsers: whatever is wrong is a fact about the file
        return _unreadable(system, path, f"could not be read: {type(error).__name__}")


def unfolded(pipelines: Mapping[str, Pipeline], files: Files) -> dict[str, Pipeline]:
    """The pipelines of a repository, with what they take from other files of it. Never raises."""
    found = dict(pipelines)
    for system in SYSTEMS.values():
        own = {path: each for path, each in pipelines.items() if each.system == system.name}
        if system.unfold is None or not own:
            continue
        try:
            with metered(Meter(_UNFOLDING_STEPS)):
                found.update(system.unfold(own, files))
        except (UnreadableError, OverBudgetError) as error:
            problem = str(error) or "what it includes and asks for takes too many steps to work out"
            found.update({path: replace(each, problem=problem) for path, each in own.items()})
        except Exception as error:  # the border: what several files say together may be as wrong as one
            problem = f"could not be read with what it includes: {type(error).__name__}"
            found.update({path: replace(each, problem=problem) for path, each in own.items()})
    return found


def parse_included(inclusion: Inclusion, content: bytes, given: Pairs = ()) -> tuple[Step, ...]:
    """The steps of a file that a step of another one runs, at its own lines; () for others. Never raises.

    `given` are the settings that the step gives to it.
    """
    documents = load_yaml(content)
    try:
        return inclusion.steps(documents[0].value, given) if documents else ()
    except Exception:  # the border: a file that cannot be read has no steps
        return ()


def _unreadable(system: str, path: str, problem: str) -> Pipeline:
    return Pipeline(
        system, path, triggers=(), can_fire=False, why_not="it could not be read", problem=problem
    )
