"""The objects that Kubernetes manifests name: ConfigMaps, claims, accounts, services, workloads, ports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from analyzer.facts.infrastructure.manifests import WORKLOADS
from analyzer.parsing.structured import Block, Items, Text, block, items, line, text
from analyzer.references.cluster_objects import (
    WELL_KNOWN,
    Defined,
    applied_manifests,
    defined_objects,
    manifest_objects,
    mentions,
)
from analyzer.references.makers import made_elsewhere
from analyzer.references.model import Outcome, Reference
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_shown

MAXIMUM_NODES_OF_AN_OBJECT = 5_000
# Keys of a pod or an ingress under which an object is named: its kind, and where its name stands.
_NAMING_BLOCKS: Mapping[str, tuple[str, str]] = {
    "configMapRef": ("ConfigMap", "name"),
    "configMapKeyRef": ("ConfigMap", "name"),
    "configMap": ("ConfigMap", "name"),
    "secretRef": ("Secret", "name"),
    "secretKeyRef": ("Secret", "name"),
    "secret": ("Secret", "secretName"),
    "persistentVolumeClaim": ("PersistentVolumeClaim", "claimName"),
    "service": ("Service", "name"),
}
_NAMING_TEXTS: Mapping[str, str] = {"serviceAccountName": "ServiceAccount", "serviceName": "Service"}
_ROUTING = ("Ingress",)


class _Named(Struct, frozen=True):
    path: str
    line: int
    kind: str
    name: str
    optional: bool


def kubernetes_references(repo: Snapshot) -> Iterator[Reference]:
    """Every object that a workload, an ingress or a scaler names, and every port that a service names."""
    judged = [_judged(repo, each) for each in _named_objects(repo)]
    missing = {each.name for each in judged if each.outcome is Outcome.DANGLES}
    places = mentions(repo, missing)
    for each in judged:
        if each.outcome is Outcome.DANGLES and each.name in places:
            why = f"mentioned in {places[each.name]}"
            each = replace(each, outcome=Outcome.MADE_ELSEWHERE, why=why)
        yield each
    yield from _ports(repo)


@derived
def _named_objects(repo: Snapshot) -> tuple[_Named, ...]:
    found: dict[_Named, None] = {}
    for path, each, whole in manifest_objects(repo):
        kind = text(each.get("kind"))
        if is_shown(path) or not whole:
            continue
        if kind in WORKLOADS or kind in _ROUTING:
            found.update(dict.fromkeys(_named_in(path, each, routing=kind in _ROUTING)))
        elif kind == "HorizontalPodAutoscaler":
            target = block(block(each.get("spec")).get("scaleTargetRef"))
            name = target.get("name")
            if isinstance(name, Text) and text(target.get("kind")) in WORKLOADS:
                found[_Named(path, line(name), text(target.get("kind")), str(name), optional=False)] = None
    return tuple(found)


def _named_in(path: str, root: Block, *, routing: bool) -> Iterator[_Named]:
    pending: list[object] = [root.get("spec")]
    taken = 0
    while pending and taken < MAXIMUM_NODES_OF_AN_OBJECT:
        node = pending.pop()
        taken += 1
        if isinstance(node, Items):
            pending.extend(node)
        elif isinstance(node, Block):
            for key, value in node.items():
                if (named := _named_by(path, key, value, routing=routing)) is not None:
                    yield named
                pending.append(value)


def _named_by(path: str, key: str, value: object, *, routing: bool) -> _Named | None:
    if key in _NAMING_TEXTS and isinstance(value, Text) and value:
        return _Named(path, line(value), _NAMING_TEXTS[key], str(value), optional=False)
    if key not in _NAMING_BLOCKS or not isinstance(value, Block) or (key == "service") is not routing:
        return None
    kind, where = _NAMING_BLOCKS[key]
    name = value.get(where) or (value.get("name") if kind == "Secret" else None)
    if not isinstance(name, Text) or not name:
        return None
    return _Named(
        path, line(name), kind, str(name), optional=text(value.get("optional")).casefold() == "true"
    )


def _judged(repo: Snapshot, named: _Named) -> Reference:
    def told(outcome: Outcome, why: str = "") -> Reference:
        kind = f"Kubernetes needs the {named.kind}"
        return Reference(named.path, named.line, kind, named.name, outcome, why)

    defined = defined_objects(repo)
    if defined.has(named.kind, named.name):
        return told(Outcome.RESOLVES)
    if (why := _untold(repo, named, defined)) is not None:
        return told(Outcome.CANNOT_BE_TOLD, why)
    made = made_elsewhere(repo, named.name)
    return told(Outcome.DANGLES) if made is None else told(Outcome.MADE_ELSEWHERE, made)


def _untold(repo: Snapshot, named: _Named, defined: Defined) -> str | None:
    if named.kind == "Secret":
        return "secrets are kept out of the repository"
    if named.optional:
        return "the manifest says that it is optional"
    if named.name in WELL_KNOWN:
        return "every cluster has it"
    if repo.tree_problem is not None:
        return repo.tree_problem
    if defined.remote is not None:
        return f"{defined.remote} makes objects, or takes them from elsewhere"
    if not defined.names.get(named.kind):
        return "the repository defines no object of that kind"
    if named.path not in applied_manifests(repo):
        return "nothing here applies the manifest; what does may bring it"
    if (maker := defined.maker_of(named.name)) is not None:
        return f"{maker} may make it"
    return None


# -- ports ----------------------------------------------------------------------------------------


def _ports(repo: Snapshot) -> Iterator[Reference]:
    """The named ports to which services of the repository send, in the containers that they select."""
    pods = _pods(repo)
    for path, each, _whole in manifest_objects(repo):
        if text(each.get("kind")) != "Service" or is_shown(path):
            continue
        spec = block(each.get("spec"))
        selected = {key: text(value) for key, value in block(spec.get("selector")).items()}
        chosen = [ports for labels, ports in pods if selected and selected.items() <= labels.items()]
        for port in items(spec.get("ports")):
            target = block(port).get("targetPort")
            if isinstance(target, Text) and chosen and not (target.isdigit() or set("{$") & set(target)):
                yield _port(path, target, chosen, [ports for _labels, ports in pods])


def _port(
    path: str, target: Text, chosen: list[frozenset[str]], everywhere: list[frozenset[str]]
) -> Reference:
    kind = "the service sends to the port"
    if any(target in ports for ports in chosen):
        return Reference(path, line(target), kind, str(target), Outcome.RESOLVES)
    if any(target in ports for ports in everywhere):
        why = "a container that is added to the pod may have it"
        return Reference(path, line(target), kind, str(target), Outcome.CANNOT_BE_TOLD, why)
    return Reference(path, line(target), kind, str(target), Outcome.DANGLES)


@derived
def _pods(repo: Snapshot) -> tuple[tuple[dict[str, str], frozenset[str]], ...]:
    """The labels of every pod that workloads make, and the names of its ports."""
    found = []
    for _path, each, _whole in manifest_objects(repo):
        if text(each.get("kind")) not in WORKLOADS:
            continue
        spec = block(each.get("spec"))
        template = block(spec.get("template")) or each
        labels = block(block(template.get("metadata")).get("labels"))
        inner = block(template.get("spec"))
        containers = [*items(inner.get("containers")), *items(inner.get("initContainers"))]
        ports = [block(port) for container in containers for port in items(block(container).get("ports"))]
        found.append(
            (
                {str(key): text(value) for key, value in labels.items()},
                frozenset(text(port.get("name")) for port in ports),
            )
        )
    return tuple(found)
