"""What CI and tasks do for the infrastructure: the images they build, the files they apply."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname
from typing import NamedTuple

from analyzer.facts.deliveries.deliveries import matches
from analyzer.facts.deliveries.delivery_tables import REHEARSALS
from analyzer.facts.infrastructure.manifest import scalars
from analyzer.facts.infrastructure.manifest_composed import composed
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import SCRIPT_DIRECTORY, fetched_tool, parse_script
from analyzer.parsing.structured import block, items, text
from analyzer.parsing.tasks import read_options
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.checkout import inside
from analyzer.wiring.commands.ci_commands import ci_runs

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
    "terragrunt apply-all",
    "terragrunt run-all apply",
    "terragrunt run apply",
    "terragrunt stack run apply",
    "helmfile apply",
    "helmfile sync",
    "helmfile deploy",
    "databricks bundle deploy",
    "cdktf deploy",
    "azd up",
    "azd provision",
    "gcloud run services replace",
    "kapp deploy",
    "pulumi up",
    "cdk deploy",
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
    "skaffold deploy",
    "skaffold apply",
    "skaffold dev",
)
# This only writes what another command of the same step takes.
PUTS_TOGETHER = "kustomize build"
# A rehearsal with these writes what it would have made: `kubectl create ... --dry-run=client -o yaml`.
PRINTS = word_set("-o -oyaml -ojson --output --output=yaml --output=json")
TAKERS = ("kubectl apply", "kubectl create", "kubectl replace", "oc apply", "oc create", "kapp deploy")
# These apply the directory they stand in where they name none.
IN_DIRECTORY = (
    "terraform", "tofu", "terragrunt", "pulumi", "cdk", "cdktf", "sam", "helmfile", "databricks",
    "azd",
)  # fmt: skip
# Options of these programs that take the next word, before or after the subcommand.
APPLY_OPTIONS = word_set(
    "-C --cwd -s --stack --working-dir --terragrunt-working-dir -e --environment -l --selector -t --target "
    "--var --state-values-set"
)
# Actions that apply what one of their options names, `.` if it is left out.
APPLY_ACTIONS = (
    ("pulumi/actions@", "work-dir"),
    ("dflook/terraform-apply@", "path"),
    ("dflook/tofu-apply@", "path"),
    ("gruntwork-io/terragrunt-action@", "tg_dir"),
    ("helmfile/helmfile-action@", "helmfile-workdirectory"),
    ("azure/arm-deploy@", "template"),
    ("azure/bicep-deploy@", "template-file"),
    ("azure/k8s-deploy@", "manifests"),
    ("aws-actions/aws-cloudformation-github-deploy@", "template"),
    ("google-github-actions/deploy-cloudrun@", "metadata"),
)
SAYS_APPLY = lazy_regex(r"\b(?:up|update|apply|sync|deploy)\b")
BUILDS = (
    "docker build",
    "docker buildx build",
    "docker image build",
    "podman build",
    "buildah bud",
    "docker tag",
    "docker push",
    "nerdctl build",
    "depot build",
    "az acr build",
    "gcloud builds submit",
)
APPLYING_PROGRAMS = lazy_regex("|".join(sorted({re.escape(each.split()[0]) for each in (*APPLIES, *BUILDS)})))
BAKE_TAGS = lazy_regex(r"\btags[ \t]*=[ \t]*\[([^\]]{0,2000})\]")
REGISTRY_HOST = lazy_regex(r"[.:]")
# Who publishes images of servers and tools for everybody, beside those whose image bears their own name.
PUBLISHERS = word_set(
    "library bitnami bitnamilegacy apache prom prometheus grafana confluentinc linuxserver rancher hashicorp "
    "nvidia google-containers kserve seldonio feastdev jupyter continuumio tensorflow pytorch vllm chromadb "
    "qdrant milvusdb strimzi debezium otel open-telemetry jaegertracing argoproj"
)
IMAGE_NAME = lazy_regex(r"[a-z0-9][a-z0-9._-]*")


def image_name(image: str) -> str:
    """`ghcr.io/team/churn_api:1.2@sha256:...` as `churn-api`; "" if its name contains a variable."""
    name = plain_name(image.partition("@")[0].rpartition("/")[2].partition(":")[0])
    return name if IMAGE_NAME.fullmatch(name) else ""


def plain_name(name: str) -> str:
    """A name in the form in which image names are compared: no capitals, no underscores."""
    return name.casefold().replace("_", "-")


@derived
def images_built(repo: Snapshot) -> frozenset[str]:
    """The names of the images that CI, tasks and compose files of the repository build."""
    return frozenset(image_owners(repo))


@derived
def image_owners(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The names of the images that the repository builds, each with the owners in the addresses it is given.

    The owner is "" where an address has none, or where it stands in a variable.
    """
    found: dict[str, set[str]] = {}
    for tag in _tags(repo):
        name = image_name(tag)
        if name:
            found.setdefault(name, set()).add(image_owner(tag))
    if any(not image.is_template for image in repo.dockerfiles.values()):
        found.setdefault(plain_name(repo.name.rpartition("/")[2]), set()).add("")
    return {name: frozenset(owners) for name, owners in found.items() if name}


def image_owner(image: str) -> str:
    """`team` of `ghcr.io/team/churn:1.2`, the folder it lies in; "" without one that is plain."""
    *folders, _last = image.partition("@")[0].split("/")
    if not folders or (len(folders) == 1 and (REGISTRY_HOST.search(folders[0]) or folders[0] == "localhost")):
        return ""
    owner = plain_name(folders[-1])
    return owner if IMAGE_NAME.fullmatch(owner) else ""


def is_built_here(repo: Snapshot, image: str) -> bool:
    """Whether an address is of an image that the repository builds.

    An address that lies in the folder of somebody who publishes it for everybody (`quay.io/minio/minio`) is
    only where the repository gives its own image that owner.
    """
    owners = image_owners(repo).get(image_name(image))
    if owners is None:
        return False
    owner = image_owner(image)
    ours = plain_name(repo.name.rpartition("/")[0])
    return owner in ("", ours, *owners) or (owner not in PUBLISHERS and owner != image_name(image))


def _tags(repo: Snapshot) -> Iterator[str]:
    """The addresses that are given to images where they are built."""
    for services in repo.services.values():
        yield from (each.image or "" for each in services if each.build_context is not None)
    for _directory, words, _origin in _all_commands(repo):
        if any(matches(words, each) for each in BUILDS):
            options = read_options(words[1:], "-t --tag --image -f --file --build-arg --platform")
            tags = [each for key in ("-t", "--tag", "--image") for each in options.values.get(key, [])]
            yield from tags
            if not tags and words[1:2] in (("tag",), ("push",)):
                yield from options.plain[1:]
    for pipeline in repo.pipelines.values():
        for job in pipeline.jobs:
            for step in job.steps:
                if "docker" in (step.uses or ""):
                    named = dict(step.options)
                    yield from re.split(r"[,\s]+", f"{named.get('tags', '')},{named.get('images', '')}")
    yield from _described_builds(repo)


class _Command(NamedTuple):
    """The words of a command, the directory it may run in, and the step or target that it stands in."""

    directory: str
    words: tuple[str, ...]
    origin: tuple[str, int]


@derived
def _all_commands(repo: Snapshot) -> tuple[_Command, ...]:
    """The commands of CI jobs and of every task and script."""
    return tuple(_commands(repo))


def _commands(repo: Snapshot) -> Iterator[_Command]:
    for run in ci_runs(repo):
        place = run.reached.place
        of_step = place.path == run.pipeline.path
        origin = (run.pipeline.path, run.step.line) if of_step else (place.path, 0)
        yield _Command(run.reached.directory, run.reached.words, origin)
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind == "compose":
                continue
            for target in file.targets:
                if APPLYING_PROGRAMS.search(target.script) is None:
                    continue
                for command in parse_script(target.script):
                    base = inside(dirname(path), target.directory)
                    if command.directory is not None and command.directory.split("/")[0] == SCRIPT_DIRECTORY:
                        moved = inside(dirname(path), command.directory.partition("/")[2] or None)
                        yield _Command(moved, command.words, (path, 0))
                        continue
                    origin = (path, 0) if file.kind == "shell" else (path, target.line)
                    yield _Command(inside(base, command.directory), command.words, origin)
                    if file.kind == "shell":
                        yield _Command(inside("", command.directory), command.words, origin)


def _described_builds(repo: Snapshot) -> Iterator[str]:
    """The images that files of build tools describe: Skaffold's artifacts, the targets of a bake file."""
    for path in repo.paths:
        name = basename(path)
        if name.startswith("skaffold.") and name.endswith((".yaml", ".yml")):
            for document in repo.yaml(path):
                for each in items(block(block(document.value).get("build")).get("artifacts")):
                    yield text(block(each).get("image"))
        elif name == "docker-bake.hcl":
            for tags in BAKE_TAGS.finditer(repo.text(path) or ""):
                yield from re.findall(r'"([^"\n]{1,300})"', tags[1])


@derived
def applied_places(repo: Snapshot) -> frozenset[str]:
    """The files and directories that a command or an action of CI, or a command of a task, applies.

    Where a program applies the whole repository, `./` and its name. A rehearsal applies nothing, nor does
    what only puts files together.
    """
    found: set[str] = set()
    taking = {each.origin for each in _all_commands(repo) if _takes_what_is_put_together(each.words)}
    for directory, words, origin in _all_commands(repo):
        words = fetched_tool(words)
        plain = _without_options(words)
        if not any(matches(plain, each) for each in APPLIES):
            continue
        rehearses = bool(REHEARSALS & set(words))
        if rehearses and not PRINTS & set(words):
            continue
        if (rehearses or matches(plain, PUTS_TOGETHER)) and origin not in taking:
            continue
        values = [word.partition("=")[2] if word.startswith("-") else word for word in words[1:]]
        named = {inside(directory, value) for value in values if value}
        named |= {path for value in values if repo.exists(path := inside("", value))}
        program = basename(words[0])
        if program in IN_DIRECTORY and not any(word.startswith("-chdir=") for word in words):
            named.add(directory or f"./{program}")
        if program == "skaffold":
            named.update(_skaffold_manifests(repo, directory))
        found |= named
    found.update(_by_actions(repo))
    return frozenset((found | set(_put_together(repo, found))) - {""})


def _takes_what_is_put_together(words: tuple[str, ...]) -> bool:
    """Whether a command applies what another one hands it: `kubectl apply -f -`, or a file written before."""
    return not REHEARSALS & set(words) and any(matches(_without_options(words), each) for each in TAKERS)


def _without_options(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        word
        for before, word in zip(("", *words), words, strict=False)
        if before not in APPLY_OPTIONS and word not in APPLY_OPTIONS
    )


def _by_actions(repo: Snapshot) -> Iterator[str]:
    for pipeline in repo.pipelines.values():
        for job in pipeline.jobs:
            for step in job.steps:
                uses, options = (step.uses or "").casefold(), dict(step.options)
                for start, key in APPLY_ACTIONS:
                    command = next(
                        (
                            options[each]
                            for each in ("command", "tg_command", "helmfile-args")
                            if each in options
                        ),
                        "apply",
                    )
                    if uses.startswith(start) and SAYS_APPLY.search(command):
                        named = (inside("", each) for each in options.get(key, ".").split())
                        yield from (each or f"./{start.partition('/')[0]}" for each in named)


def _skaffold_manifests(repo: Snapshot, directory: str) -> Iterator[str]:
    """What Skaffold applies of what it finds in a directory."""
    for name in ("skaffold.yaml", "skaffold.yml"):
        for document in repo.yaml(inside(directory, name)):
            root = block(document.value)
            for key, value in (*scalars(root.get("manifests")), *scalars(root.get("deploy"))):
                if key in ("rawYaml", "manifests", "chartPath", "paths"):
                    place = value.partition("*")[0].rstrip("/") if "*" in value else str(value)
                    yield inside(directory, place)


def _put_together(repo: Snapshot, found: set[str]) -> Iterator[str]:
    """The charts and modules of this repository that an applied file of Helmfile or Terragrunt names."""
    for path in repo.paths:
        if basename(path).startswith(("helmfile", "terragrunt.")) or "helmfile.d/" in path:
            places = {path, f"./{'helmfile' if 'helmfile' in path else 'terragrunt'}"}
            place = dirname(path)
            while place:
                places.add(place)
                place = dirname(place)
            if places & found:
                yield path
                for each in composed(repo, path):
                    yield from (
                        inside(dirname(path), name) for name in each.resources if name.startswith(".")
                    )
