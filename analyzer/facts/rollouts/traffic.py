"""Traffic that configuration splits between versions: what is split, how, and whether it is first-party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.facts.deliveries.deliveries import placeholder_line
from analyzer.facts.infrastructure.infrastructure_commands import images_built
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import Block, Items, block, items, line, nodes, text
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.roles import is_example_path, is_test_path

TRAFFIC_KINDS = lazy_regex(
    r"\bkind:[ \t]*[\"']?(?:Rollout|InferenceService|SeldonDeployment|VirtualService|HTTPRoute|TrafficSplit"
    r"|Canary|TraefikService|ManagedOnlineEndpoint|Experiment|InferenceGraph)\b|\btraffic:|ProductionVariants|DeploymentPreference"
)
TERRAFORM_VARIANTS = lazy_regex(r"^[ \t]*production_variants[ \t]*\{", re.MULTILINE)
TERRAFORM_TRAFFIC = lazy_regex(
    r"^[ \t]*traffic[ \t]*\{[^}]{0,400}\bpercent[ \t]*=[ \t]*(\d{1,3})", re.MULTILINE
)
TRAFFIC_SHARE = lazy_regex(r"0?[1-9]|[1-9][0-9]")
SPLIT_CLIENTS = lazy_regex(r"^[ \t]*split_clients[ \t]", re.MULTILINE)

# Folders that hold build files of whatever is built: their name names no service.
BUILD_FOLDERS = word_set(
    "docker .docker deploy deployment build containers images ops infra infrastructure ci"
)


def traffic_splits(repo: Snapshot) -> Iterator[Evidence]:
    """Evidence for every manifest, proxy configuration and Terraform file that splits traffic."""
    yield from _manifests(repo)
    yield from _terraform(repo)


class Split(Struct, frozen=True):
    """Traffic that a manifest splits: how, and the names of what it goes to.

    `steps` counts the shares that a canary passes through, or the variants that share the traffic.
    """

    line: int
    what: str
    targets: tuple[str, ...]
    steps: int = 2


def _manifests(repo: Snapshot) -> Iterator[Evidence]:
    own = _own_names(repo)
    for path in repo.paths:
        if path.endswith((".yaml", ".yml")) and path not in repo.pipelines and not is_test_path(path):
            content = repo.text(path)
            if content is None or not TRAFFIC_KINDS.search(content):
                continue
            for document in repo.yaml(path):
                manifest = block(document.value)
                split = _split(manifest)
                if split is None or is_example_path(path):
                    continue
                yield _of_split(repo, path, split, own)
        elif path.endswith(".conf") and (content := repo.text(path)) is not None:
            match = SPLIT_CLIENTS.search(content)
            if match is not None:
                row = content.count("\n", 0, match.start()) + 1
                yield Evidence(path, row, Level.SUBSTANTIVE, "nginx splits clients between backends")


def _of_split(repo: Snapshot, path: str, split: Split, own: frozenset[str]) -> Evidence:
    if placeholder_line(repo, path) is not None:
        return Evidence(path, split.line, Level.PRESENT, f"{split.what}, with unfilled placeholders")
    if split.steps < 2:
        return Evidence(path, split.line, Level.PRESENT, f"{split.what}, and no further step")
    ours = next((each for each in split.targets if _stem(each) in own), None)
    if ours is None:
        return Evidence(path, split.line, Level.SUBSTANTIVE, split.what)
    return Evidence(path, split.line, Level.WIRED, f"{split.what}, to {ours[:60]} of this repository")


def _split(manifest: Block) -> Split | None:
    kind, spec = text(manifest.get("kind")), block(manifest.get("spec"))
    reader = MANIFESTS.get(kind)
    if reader is not None:
        return reader(manifest, spec)
    for each in block(manifest.get("Resources")).values():
        found = _cloud_formation(block(each))
        if found is not None:
            return found
    weights = block(manifest.get("traffic"))
    if "name" in manifest and len([each for each in weights.values() if _share(each)]) >= 2:
        return Split(
            line(weights), f"endpoint with {len(weights)} weighted deployments", tuple(map(str, weights))
        )
    return None


def _argo(manifest: Block, spec: Block) -> Split | None:
    canary = block(block(spec.get("strategy")).get("canary"))
    steps = items(canary.get("steps"))
    weights = [each for step in steps for each in [block(step).get("setWeight")] if _share(each)]
    if not weights:
        return None
    judged = "analysis" in canary or any("analysis" in block(step) for step in steps)
    what = f"canary with {plural(len(weights), 'weight step')}{' and an analysis' if judged else ''}"
    return Split(line(steps), what, (_name(manifest), *_images(spec)), len(weights) + judged)


def _kserve(manifest: Block, spec: Block) -> Split | None:
    share = block(spec.get("predictor")).get("canaryTrafficPercent") or spec.get("canaryTrafficPercent")
    if not _share(share):
        return None
    return Split(
        line(share), f"canary with {text(share)} % of the traffic", (_name(manifest), *_images(spec))
    )


def _seldon(manifest: Block, spec: Block) -> Split | None:
    predictors = [block(each) for each in items(spec.get("predictors"))]
    weighted = [each for each in predictors if _share(each.get("traffic"))]
    shadows = [each for each in predictors if text(each.get("shadow")) == "true"]
    if len(weighted) < 2 and not shadows:
        return None
    what = "shadow predictor" if shadows else f"{len(weighted)} weighted predictors"
    return Split(line(spec), what, (_name(manifest), *_images(spec)))


def _weighted_routes(manifest: Block, spec: Block) -> Split | None:
    """Istio, Gateway API, SMI and Traefik: a list of two or more backends with weights, or a mirror."""
    for node in nodes(spec):
        if isinstance(node, Items):
            weighted = [block(each) for each in node if _share(block(each).get("weight"))]
            if len(weighted) >= 2:
                return Split(line(node), f"{len(weighted)} weighted routes", tuple(_hosts(node)))
        elif isinstance(node, Block) and ("mirror" in node or "mirrors" in node):
            return Split(line(node), "mirrored traffic", tuple(_hosts(node)))
    return None


def _flagger(manifest: Block, spec: Block) -> Split | None:
    analysis = block(spec.get("analysis") or spec.get("canaryAnalysis"))
    if not (analysis.get("stepWeight") or analysis.get("stepWeights") or analysis.get("iterations")):
        return None
    return Split(
        line(analysis), "canary analysis with steps", (text(block(spec.get("targetRef")).get("name")),)
    )


def _experiment(manifest: Block, spec: Block) -> Split | None:
    """Seldon: candidates that share the requests of a model, or a mirror of them."""
    if "seldon.io" not in text(manifest.get("apiVersion")):
        return None
    listed = items(spec.get("candidates"))
    weighted = [block(each) for each in listed if _share(block(each).get("weight"))]
    names = tuple(text(each.get("name")) for each in weighted)
    if len(weighted) >= 2:
        return Split(line(listed), f"experiment with {len(weighted)} weighted candidates", names)
    mirror = block(spec.get("mirror"))
    if mirror.get("name") and listed:
        return Split(line(mirror), "experiment with mirrored traffic", (text(mirror.get("name")),))
    return None


def _graph(manifest: Block, spec: Block) -> Split | None:
    """KServe: a node that splits the requests between its steps by their weights."""
    for node in block(spec.get("nodes")).values():
        steps = [block(each) for each in items(block(node).get("steps")) if _share(block(each).get("weight"))]
        if text(block(node).get("routerType")) == "Splitter" and len(steps) >= 2:
            names = tuple(text(each.get("serviceName") or each.get("nodeName")) for each in steps)
            return Split(line(node), f"splitter with {len(steps)} weighted steps", names)
    return None


def _revisions(manifest: Block, spec: Block) -> Split | None:
    """Knative and Cloud Run: two or more revisions with a share each."""
    listed = items(spec.get("traffic"))
    shares = [each for each in listed if _share(block(each).get("percent"))]
    if len(shares) < 2:
        return None
    return Split(line(listed), f"{len(shares)} revisions that share the traffic", (_name(manifest),))


MANIFESTS = {
    "Experiment": _experiment,
    "InferenceGraph": _graph,
    "Service": _revisions,
    "Rollout": _argo,
    "InferenceService": _kserve,
    "SeldonDeployment": _seldon,
    "VirtualService": _weighted_routes,
    "HTTPRoute": _weighted_routes,
    "TrafficSplit": _weighted_routes,
    "TraefikService": _weighted_routes,
    "Canary": _flagger,
}


def _cloud_formation(resource: Block) -> Split | None:
    properties = block(resource.get("Properties"))
    variants = items(properties.get("ProductionVariants"))
    if len([each for each in variants if block(each).get("InitialVariantWeight")]) >= 2:
        models = tuple(text(block(each).get("ModelName")) for each in variants)
        return Split(line(variants), f"{len(variants)} weighted production variants", models)
    preference = text(block(properties.get("DeploymentPreference")).get("Type"))
    if preference.startswith(("Canary", "Linear")):
        code = text(properties.get("CodeUri"))
        return Split(line(resource), f"gradual deployment {preference[:40]}", (basename(code.rstrip("/")),))
    return None


def _share(value: object) -> bool:
    """Whether a value is a share of traffic that is neither nothing nor all: 1 to 99."""
    return TRAFFIC_SHARE.fullmatch(text(value)) is not None


def _name(manifest: Block) -> str:
    return text(block(manifest.get("metadata")).get("name"))


def _images(spec: Block) -> Iterator[str]:
    for node in nodes(spec):
        if isinstance(node, Block):
            yield from (text(node.get(key)) for key in ("image", "storageUri", "modelUri") if node.get(key))


def _hosts(root: Block | Items) -> Iterator[str]:
    for node in nodes(root):
        if isinstance(node, Block):
            yield from (
                text(node.get(key)) for key in ("host", "name", "service", "backend") if node.get(key)
            )


def _stem(name: str) -> str:
    """The comparable part of an image, host or path: no registry, no tag, no domain."""
    last = name.rstrip("/").rpartition("/")[2].partition("@")[0].partition(":")[0]
    return last.partition(".")[0].casefold().replace("_", "-")


@derived
def _own_names(repo: Snapshot) -> frozenset[str]:
    """The names of this repository's services: what it builds, and the workloads that run those images."""
    found = set(images_built(repo))
    for services in repo.services.values():
        for service in services:
            if service.build_context is not None:
                found.update(filter(None, (service.name, service.image)))
    for path, image in repo.dockerfiles.items():
        folder = basename(dirname(path))
        if image.start and folder not in BUILD_FOLDERS:
            found.add(folder)
    stems = {_stem(each) for each in found if each}
    workloads = list(_workloads(repo))
    for path, manifest in workloads:
        runs_ours = any(_stem(each) in stems for each in _images(block(manifest.get("spec"))))
        if text(manifest.get("kind")) != "Service" and runs_ours and placeholder_line(repo, path) is None:
            stems.add(_stem(_name(manifest)))
    for _path, manifest in workloads:
        if text(manifest.get("kind")) == "Service":
            selected = block(block(manifest.get("spec")).get("selector")).values()
            if any(_stem(text(each)) in stems for each in selected):
                stems.add(_stem(_name(manifest)))
    return frozenset(stems - {""})


def _workloads(repo: Snapshot) -> Iterator[tuple[str, Block]]:
    for path in repo.paths:
        if path.endswith((".yaml", ".yml")) and "kind:" in (repo.text(path) or ""):
            for document in repo.yaml(path):
                manifest = block(document.value)
                if text(manifest.get("kind")) in ("Deployment", "Service", "StatefulSet", "Rollout"):
                    yield path, manifest


def _terraform(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.paths:
        content = repo.text(path) if path.endswith(".tf") and not is_example_path(path) else None
        if content is None:
            continue
        variants = list(TERRAFORM_VARIANTS.finditer(content))
        shares = [match for match in TERRAFORM_TRAFFIC.finditer(content) if 0 < int(match[1]) < 100]
        for found, what in ((variants, "production variants"), (shares, "traffic shares")):
            if len(found) >= 2:
                row = content.count("\n", 0, found[0].start()) + 1
                yield Evidence(path, row, Level.SUBSTANTIVE, f"{len(found)} {what} in Terraform")
