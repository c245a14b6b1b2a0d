"""The objects of a cluster that the repository defines, generates, or leaves to somebody else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.infrastructure.infrastructure_commands import applied_places
from analyzer.facts.infrastructure.manifest import TERRAFORM_ENDINGS
from analyzer.facts.infrastructure.manifests import GROUPS, SUPPORTING, WORKLOADS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, items, text
from analyzer.references.kustomize import is_remote, kustomizations
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.checkout import inside

MAXIMUM_CLUSTER_OBJECTS = 20_000
MAXIMUM_MENTIONING_TEXTS = 5_000
# What a cluster, or a platform on it, brings by itself.
WELL_KNOWN = word_set(
    "default builder deployer pipeline kubernetes kube-root-ca.crt openshift-service-ca.crt kube-dns "
    "trusted-ca trusted-ca-bundle openshift-global-ca config-trusted-cabundle odh-trusted-ca-bundle"
)
# Objects of these kinds bring others under names that begin with theirs.
_MAKERS = word_set(
    "StatefulSet InferenceService SeldonDeployment Kafka HelmRelease HelmChart Application Rollout"
)
_LITERAL_NAME = lazy_regex(r"^[ \t-]*name:[ \t]*[\"']?([a-z0-9][a-z0-9.-]{0,252})[\"']?[ \t]*$", re.MULTILINE)
_RELEASE = lazy_regex(r"\bhelm[ \t]+(?:upgrade|install)\b([^\n]{0,300})")
_APPLIES = lazy_regex(r"\b(?:kubectl|oc)[ \t]+(?:apply|create)\b[^\n]{0,80}?[ \t]-[fk][ \t]+([\w./-]{1,200})")
_MAKES_OBJECTS = lazy_regex(
    r"\bresource[ \t]+\"(?:kubernetes|kubectl|helm)_|^[ \t]{0,20}source[ \t]*=[ \t]*\"(?!\.{1,2}/)",
    re.MULTILINE,
)
_WORD = lazy_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{2,100}")


class Defined(Struct, frozen=True):
    """What is defined: names by kind, literal names of chart templates (of any kind), and who makes others.

    Kustomize puts `affixes` around names; `remote` is a file that takes objects from elsewhere.
    """

    names: Mapping[str, frozenset[str]]
    of_charts: frozenset[str]
    makers: frozenset[str]
    affixes: tuple[tuple[str, str], ...]
    remote: str | None

    def has(self, kind: str, name: str) -> bool:
        known = self.names.get(kind, frozenset())
        if name in known or name in self.of_charts:
            return True
        return any(
            name.startswith(before)
            and name.endswith(after)
            and name[len(before) : len(name) - len(after)] in known
            for before, after in self.affixes
        )

    def maker_of(self, name: str) -> str | None:
        """A custom object or a release whose name the name begins with."""
        return next(
            (each for each in sorted(self.makers) if name == each or name.startswith(f"{each}-")), None
        )


@derived
def manifest_objects(repo: Snapshot) -> tuple[tuple[str, Block, bool], ...]:
    """Every object of the manifests that are plain YAML, lists and templates expanded, with its file.

    The third is whether it is whole: not part of a template, which is processed somewhere else.
    """
    found: list[tuple[str, Block, bool]] = []
    for path in repo.paths:
        if not path.endswith((".yaml", ".yml")) or path in repo.pipelines or path in repo.services:
            continue
        content = repo.content(path)
        if content is None or b"apiVersion" not in content or b"kind" not in content:
            continue
        for document in repo.yaml(path):
            whole = text(block(document.value).get("kind")) != "Template"
            for declared in _expanded(document.value):
                found.append((path, declared, whole))
                if len(found) >= MAXIMUM_CLUSTER_OBJECTS:
                    return tuple(found)
    return tuple(found)


def _expanded(value: object) -> Iterator[Block]:
    pending: list[object] = [value]
    taken = 0
    while pending and taken < MAXIMUM_CLUSTER_OBJECTS:
        each = block(pending.pop())
        taken += 1
        if text(each.get("kind")) in ("List", "Template"):
            pending.extend(inner for key in ("items", "objects") for inner in items(each.get(key)))
        elif text(each.get("apiVersion")) and text(each.get("kind")):
            yield each


@derived
def defined_objects(repo: Snapshot) -> Defined:
    """What manifests, generators of Kustomize and templates of charts define."""
    names: dict[str, set[str]] = {}
    makers: set[str] = set(_releases(repo))
    for _path, each, _whole in manifest_objects(repo):
        kind, name = text(each.get("kind")), text(block(each.get("metadata")).get("name"))
        names.setdefault(kind, set()).add(name)
        group = text(each.get("apiVersion")).partition("/")[0]
        if name and (kind in _MAKERS or (kind not in WORKLOADS | SUPPORTING and group not in GROUPS)):
            makers.add(name)
    affixes: set[tuple[str, str]] = set()
    remote: str | None = None
    for path in kustomizations(repo):
        for document in repo.yaml(path):
            content = block(document.value)
            affixes.add((text(content.get("namePrefix")), text(content.get("nameSuffix"))))
            for generator, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
                for settings in items(content.get(generator)):
                    names.setdefault(kind, set()).add(text(block(settings).get("name")))
            if remote is None and (content.get("helmCharts") or _takes_remote(content)):
                remote = path
    remote = remote or _terraform_of_others(repo)
    return Defined(
        {kind: frozenset(each - {""}) for kind, each in names.items()},
        frozenset(_names_in_charts(repo)),
        frozenset(makers),
        tuple(sorted(affixes - {("", "")})),
        remote,
    )


def _terraform_of_others(repo: Snapshot) -> str | None:
    """A Terraform file that makes objects of a cluster, or takes a module from elsewhere, which may."""
    files = (path for path in repo.paths if path.endswith(TERRAFORM_ENDINGS))
    return next((path for path in files if _MAKES_OBJECTS.search(repo.text(path) or "")), None)


@derived
def applied_manifests(repo: Snapshot) -> frozenset[str]:
    """Manifests that a command of CI, of a task or of a document applies, or that a kustomization lists."""
    places = set(applied_places(repo)) | set(_applied_in_documents(repo))
    for path in kustomizations(repo):
        for document in repo.yaml(path):
            listed = items(block(document.value).get("resources"))
            places.update(normpath(join(dirname(path), text(each))) for each in listed if text(each))
    files = {path for path, _each, _whole in manifest_objects(repo)}
    return frozenset(path for path in files if any(each in places for each in (path, *_folders(path))))


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = dirname(path)
        yield path


def _applied_in_documents(repo: Snapshot) -> Iterator[str]:
    for path in repo.of_kind(FileKind.PROSE):
        for match in _APPLIES.finditer(repo.text(path) or ""):
            yield inside("", match[1])
            yield inside(dirname(path), match[1])


def _takes_remote(content: Block) -> bool:
    listed = [text(each) for key in ("resources", "bases", "components") for each in items(content.get(key))]
    return any(is_remote(each) for each in listed)


def _names_in_charts(repo: Snapshot) -> Iterator[str]:
    charts = {dirname(path) for path in repo.paths if basename(path) == "Chart.yaml"}
    for path in repo.paths if charts else ():
        folder, _, _rest = path.partition("templates/")
        if folder.rstrip("/") in charts and path.endswith((".yaml", ".yml", ".tpl")):
            yield from _LITERAL_NAME.findall(repo.text(path) or "")


def _releases(repo: Snapshot) -> Iterator[str]:
    """The words after `helm install` and `helm upgrade`: the names of releases are among them."""
    for path in (*repo.of_kind(FileKind.TARGETS), *repo.of_kind(FileKind.CI), *repo.of_kind(FileKind.PROSE)):
        content = repo.text(path) or ""
        if "helm" in content:
            for match in _RELEASE.finditer(content):
                yield from (word for word in _WORD.findall(match[1]) if "/" not in word)


def mentions(repo: Snapshot, names: Collection[str]) -> dict[str, str]:
    """Which of the names a file mentions that is no manifest, each with one such file."""
    manifests = {path for path, _each, _whole in manifest_objects(repo)}
    kinds = (FileKind.PROSE, FileKind.TARGETS, FileKind.CI, FileKind.CONFIGURATION, FileKind.PYTHON)
    paths = [path for kind in kinds for path in repo.of_kind(kind) if path not in manifests]
    found: dict[str, str] = {}
    for path in paths[:MAXIMUM_MENTIONING_TEXTS] if names else ():
        content = (repo.text(path) or "")[:262_144]
        for name in names:
            if name not in found and name in content and name in _words(content):
                found[name] = path
    return found


def _words(content: str) -> set[str]:
    return {word.rstrip(".") for word in _WORD.findall(content)}
