"""Which files belong to an environment in which something runs: a twin for another one, or a deploy step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.facts.deliveries.deliveries import deliveries
from analyzer.facts.infrastructure.infrastructure_commands import applied_places
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

# The first of these are where users are; the others are the way there.
LIVE_ENVIRONMENTS = word_set("prod production prd live")
OTHER_ENVIRONMENTS = word_set(
    "staging stage stg preprod preproduction uat qa integration int test dev development sandbox canary code"
)
DEPLOYMENT_PATH = lazy_regex(
    r"(?:^|[/._-])(?:deploy\w*|k8s|kubernetes|kustom\w*|helm\w*|charts?|manifests?|infra\w*|terraform|stacks?|overlays?"
    r"|env|envs|environments?|compose|argocd?|gitops|flux|clusters?|prod|production|staging|live|values|releases?"
    r"|models?[_-]?(?:configs?|registry|versions?))(?:$|[/._-])",
    re.IGNORECASE,
)
_PARTS = lazy_regex(r"([/._-])")
_ENVIRONMENTS_NAMED = lazy_regex(
    r"\b(?:(?P<live>prod|production|live)|(?P<other>staging|stage|preprod|code|dev|development))\b",
    re.IGNORECASE,
)
STACK_ENDINGS = (".py", ".ts")


def environments_of(path: str) -> Iterator[tuple[str, str]]:
    """Every environment that a path names, with the path without it: `k8s/*/app.yaml`."""
    parts = _PARTS.split(path)
    for position, part in enumerate(parts):
        word = part.casefold()
        if word in LIVE_ENVIRONMENTS or word in OTHER_ENVIRONMENTS:
            yield word, "".join((*parts[:position], "*", *parts[position + 1 :]))


@derived
def environment_files(repo: Snapshot) -> Mapping[str, str]:
    """Files of which there is one for each of several environments, one of these where users are.

    The value is the same for all that are each other's twins. The file without an environment in its name
    counts as one for another (`values.yaml`, `values-prod.yaml`).
    """
    groups: dict[str, dict[str, list[str]]] = {}
    for path in repo.all_paths:
        for word, rest in environments_of(path):
            groups.setdefault(rest, {}).setdefault(word, []).append(path)
    found: dict[str, str] = {}
    for rest, named in sorted(groups.items()):
        plain = next((each for each in _plain(rest) if repo.exists(each)), None)
        if named.keys() & LIVE_ENVIRONMENTS and (len(named) > 1 or plain is not None):
            for path in (*(path for paths in named.values() for path in paths), *filter(None, [plain])):
                found.setdefault(path, rest)
    return found


def _plain(rest: str) -> Iterator[str]:
    """The path without its environment: `a-*.yaml`, `a.*.yaml`, `*-a.yaml` as `a.yaml`."""
    for mark in ("-*", ".*", "_*", "*-", "*.", "*_"):
        if mark in rest:
            yield rest.replace(mark, "", 1)


def runs_somewhere(repo: Snapshot, path: str) -> str | None:
    """Why a file belongs to a real environment; None where nothing says so."""
    if path in environment_files(repo):
        return "there is one of it for each environment"
    place = path if not _only_rehearsed(repo) else ""
    while place:
        if place in applied_places(repo):
            return "CI or a task applies it"
        place = dirname(place)
    if any(path in script for script in _deploying_texts(repo)):
        return "a deployment names it"
    if path.endswith(STACK_ENDINGS):
        named = [match.groupdict() for match in _ENVIRONMENTS_NAMED.finditer(repo.text(path) or "")]
        both = any(each["live"] for each in named) and any(each["other"] for each in named)
        if both or dirname(path) in _folders_of_environments(repo):
            return "it tells its environments apart"
    return None


@derived
def _only_rehearsed(repo: Snapshot) -> bool:
    """Whether all that deploys here is a trial: in a cluster that lives as long as its job, say."""
    found = deliveries(repo)
    return bool(found) and all(each.rehearsed is not None for each in found)


@derived
def _folders_of_environments(repo: Snapshot) -> frozenset[str]:
    """Where files for several environments lie, and above them up to two directories."""
    folders = {dirname(path) for path in environment_files(repo) if basename(path).startswith("Pulumi.")}
    return frozenset(folders | {dirname(folder) for folder in folders if folder})


@derived
def _deploying_texts(repo: Snapshot) -> tuple[str, ...]:
    """The files that deploy, as text."""
    real = [each for each in deliveries(repo) if each.rehearsed is None]
    paths = {path for each in real for path in (each.place.path, each.pipeline.path)}
    return tuple(repo.text(path) or "" for path in sorted(paths))
