"""What CI and tasks do for the infrastructure: the images they build, the files they apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.facts.deliveries import matches
from analyzer.parsing.shell import parse_script
from analyzer.parsing.tasks import read_options
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import inside
from analyzer.wiring.ci_commands import ci_runs

APPLIES = (
    "kubectl apply",
    "kubectl create",
    "kubectl replace",
    "oc apply",
    "oc create",
    "oc process",
    "oc new-app",
    "helm upgrade",
    "helm install",
    "kustomize build",
    "terraform apply",
    "tofu apply",
    "terragrunt apply",
    "pulumi up",
    "cdk deploy",
    "npx cdk deploy",
    "sam deploy",
    "sam build",
    "aws cloudformation deploy",
    "aws cloudformation create-stack",
    "aws cloudformation update-stack",
    "az deployment group create",
    "ansible-playbook",
    "nomad job run",
    "nomad run",
    "skaffold run",
)
# These apply the directory they stand in where they name none.
IN_DIRECTORY = ("terraform", "tofu", "terragrunt", "pulumi", "cdk", "npx", "sam")
BUILDS = (
    "docker build",
    "docker buildx build",
    "docker image build",
    "podman build",
    "buildah bud",
    "docker tag",
    "docker push",
)
APPLYING_PROGRAMS = re.compile("|".join(sorted({re.escape(each.split()[0]) for each in (*APPLIES, *BUILDS)})))
IMAGE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


def image_name(image: str) -> str:
    """`ghcr.io/team/churn_api:1.2@sha256:...` as `churn-api`; "" if its name contains a variable."""
    name = plain_name(image.partition("@")[0].rpartition("/")[2].partition(":")[0])
    return name if IMAGE_NAME.fullmatch(name) else ""


def plain_name(name: str) -> str:
    """A name in the form in which image names are compared: no capitals, no underscores."""
    return name.casefold().replace("_", "-")


def images_built(repo: Snapshot) -> frozenset[str]:
    """The names of the images that CI, tasks and compose files of the repository build."""
    found: set[str] = set()
    for services in repo.services.values():
        found.update(image_name(each.image or "") for each in services if each.build_context is not None)
    for _directory, words in _all_commands(repo):
        if any(matches(words, each) for each in BUILDS):
            options = read_options(words[1:], "-t --tag -f --file --build-arg --platform")
            tags = options.values.get("-t", []) + options.values.get("--tag", [])
            found.update(map(image_name, tags))
            if not tags and words[1:2] in (("tag",), ("push",)):
                found.update(map(image_name, options.plain[1:]))
    for pipeline in repo.pipelines.values():
        for job in pipeline.jobs:
            for step in job.steps:
                if "docker" in (step.uses or ""):
                    tags_text = (
                        dict(step.options).get("tags", "") + "," + dict(step.options).get("images", "")
                    )
                    found.update(image_name(each) for each in re.split(r"[,\s]+", tags_text))
    if any(not image.is_template for image in repo.dockerfiles.values()):
        found.add(plain_name(repo.name.rpartition("/")[2]))
    return frozenset(found - {""})


@derived
def _all_commands(repo: Snapshot) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The commands of CI jobs and of every task and script, with the directory they may run in."""
    return tuple(_commands(repo))


def _commands(repo: Snapshot) -> Iterator[tuple[str, tuple[str, ...]]]:
    for run in ci_runs(repo):
        yield run.reached.directory, run.reached.words
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind == "compose":
                continue
            for target in file.targets:
                if APPLYING_PROGRAMS.search(target.script) is None:
                    continue
                for command in parse_script(target.script):
                    base = inside(dirname(path), target.directory)
                    yield inside(base, command.directory), command.words
                    if file.kind == "shell":
                        yield inside("", command.directory), command.words


@derived
def applied_places(repo: Snapshot) -> frozenset[str]:
    """The files and directories that a command of CI or of a task applies."""
    found: set[str] = set()
    for directory, words in _all_commands(repo):
        if not any(matches(words, each) for each in APPLIES):
            continue
        values = [word.partition("=")[2] if word.startswith("-") else word for word in words[1:]]
        named = {inside(directory, value) for value in values if value}
        named |= {path for value in values if repo.exists(path := inside("", value))}
        if basename(words[0]) in IN_DIRECTORY and not any(word.startswith("-chdir=") for word in words):
            named.add(directory)
        found |= named
    return frozenset(found - {""})
