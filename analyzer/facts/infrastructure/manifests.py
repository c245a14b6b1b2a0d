"""The resources that infrastructure files declare, whatever tool reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename, dirname

from analyzer.facts.infrastructure.manifest import (
    TERRAFORM_ENDINGS,
    Manifest,
    is_shared_server,
    scalars,
    walk,
)
from analyzer.facts.infrastructure.manifest_composed import composed
from analyzer.facts.infrastructure.resource_programs import program_manifests
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, Items, block, items, line, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

# Kinds of Kubernetes and OpenShift objects that a project runs on. Workloads start something.
WORKLOADS = word_set(
    "Deployment StatefulSet DaemonSet ReplicaSet Pod Job CronJob DeploymentConfig BuildConfig Rollout "
    "InferenceService ServingRuntime SeldonDeployment RayService RayCluster RayJob SparkApplication "
    "PyTorchJob TFJob TrainJob ScheduledSparkApplication FlinkDeployment ModelMesh"
)
SUPPORTING = word_set(
    "Service Ingress Route ConfigMap Secret PersistentVolumeClaim PersistentVolume Namespace "
    "ServiceAccount HorizontalPodAutoscaler VirtualService Gateway HTTPRoute DestinationRule "
    "NetworkPolicy Role RoleBinding ClusterRole ClusterRoleBinding ImageStream ServiceMonitor PodMonitor "
    "PrometheusRule Application ApplicationSet HelmRelease HelmChart Kustomization ScaledObject "
    "PodDisruptionBudget ExternalSecret SealedSecret Certificate StorageClass Kafka KafkaTopic"
)
GROUPS = word_set("v1 apps batch autoscaling policy extensions")
KUSTOMIZE_GROUP = "kustomize.config.k8s.io"
KUSTOMIZE_TUNING = ("images", "patches", "patchesStrategicMerge", "replicas")
KUSTOMIZE_VALUES = ("valuesInline", "valuesFile", "additionalValuesFiles")
TUNING = word_set("resources livenessProbe readinessProbe startupProbe")
MAXIMUM_OBJECTS = 500

_TERRAFORM_BLOCK = lazy_regex(r'(resource|module)\s+"([^"\s]{1,200})"(?:\s+"([^"\s]{1,200})")?\s*\{')
_TERRAFORM_LOCAL = word_set("local_file null_resource random_id random_string random_password random_pet")
# What runs a program or a cluster for programs; and what only lets others do something.
RUNNING_RESOURCE = lazy_regex(
    r"aws_(?:ecs_(?:service|task_definition)|lambda_function|instance|eks_cluster|sagemaker_endpoint|apprunner_service"
    r"|batch_job_definition|autoscaling_group|launch_template)\."
    r"|google_(?:cloud_run|cloudfunctions|compute_instance|container_cluster|vertex_ai_endpoint)\w{0,40}\."
    r"|azurerm_(?:container_(?:app|group)|linux_(?:web|function)_app|linux_virtual_machine|kubernetes_cluster"
    r"|machine_learning_\w{1,40})\."
    r"|kubernetes_(?:deployment|stateful_set|cron_job|job)\w{0,4}\.|helm_release\.|digitalocean_(?:droplet|app)\."
)
MORE_THAN_PERMISSION = lazy_regex(
    r"(?!aws_iam_|google_(?:project_(?:service|iam)|service_account|\w{1,40}_iam_)|azurerm_(?:role|user_assigned)"
    r"|azurerm_resource_group|aws_\w{1,40}_policy\b)"
)
_REFERENCE = lazy_regex(r"\b(?:var|local|module|data|aws_\w+|google_\w+|azurerm_\w+)\.\w+")
_TEMPLATE_KIND = lazy_regex(r"kind:[ \t]*(\w+)")
# Any other JSON file is data.
_JSON_NAMES = ("template", "stack", "cloudformation", "cfn", "deployment", "service", "k8s", "manifest")
_BICEP = lazy_regex(r"resource\s+\w+\s+'([^'@]{1,200})@")
_NOMAD = lazy_regex(r'(?:job|task)\s+"[^"]{1,200}"\s*\{')


@derived
def manifests(repo: Snapshot) -> tuple[Manifest, ...]:
    """Every infrastructure file of the repository that declares a resource, by path."""
    found: list[Manifest] = []
    charts = frozenset(dirname(path) for path in repo.paths if basename(path) == "Chart.yaml")
    templates: dict[str, list[str]] = {}
    for path in repo.paths:
        name = basename(path)
        if name.endswith((".yaml", ".yml", ".template")) or _is_json_manifest(name):
            if (chart := _chart_of(path, charts)) is not None:
                templates.setdefault(chart, []).append(path)
            elif path not in repo.pipelines and path not in repo.services:
                found.extend(_yaml_manifests(repo, path))
        elif name.endswith((*TERRAFORM_ENDINGS, ".bicep", ".nomad", ".nomad.hcl")):
            found.extend(_lines_manifest(repo, path))
        found.extend(composed(repo, path))
    found.extend(each for chart, paths in sorted(templates.items()) for each in _chart(repo, chart, paths))
    found.extend(program_manifests(repo))
    return tuple(found)


def _is_json_manifest(name: str) -> bool:
    return name.endswith(".json") and any(each in name.casefold() for each in _JSON_NAMES)


def _chart_of(path: str, charts: frozenset[str]) -> str | None:
    """The chart whose template a path is; its YAML is a program, not a document."""
    parts = path.split("/")
    folders = ("/".join(parts[:position]) for position, part in enumerate(parts) if part == "templates")
    return next((folder for folder in folders if folder in charts), None)


def _lines_manifest(repo: Snapshot, path: str) -> Iterator[Manifest]:
    body = (repo.text(path) or "").split("\n")
    if path.endswith(TERRAFORM_ENDINGS):
        yield from terraform(path, body)
        return
    tool, pattern = ("Bicep", _BICEP) if path.endswith(".bicep") else ("Nomad", _NOMAD)
    hits = [
        (number, match)
        for number, each in enumerate(body, 1)
        if (match := pattern.match(each[:1000].strip())) is not None
    ]
    if hits:
        yield Manifest(
            tool,
            path,
            hits[0][0],
            tuple(match.group(0)[:80] for _number, match in hits),
            files=tuple(quoted(body)),
            tuned=len(hits) > 1,
        )


def terraform(path: str, lines: Sequence[str]) -> Iterator[Manifest]:
    """The resources of a Terraform file; a file of providers, variables and backends declares none."""
    hits = []
    for number, each in enumerate(lines, 1):
        match = _TERRAFORM_BLOCK.match(each[:1000].strip())
        if match is not None and (match[1] == "module" or match[2] not in _TERRAFORM_LOCAL):
            hits.append((number, match))
    if hits:
        resources = tuple(f"{match[2]}.{match[3]}" if match[3] else match[2] for _number, match in hits)
        code = [each for each in lines if not each.lstrip().startswith(("#", "//"))]
        references = sum(1 for each in code if _REFERENCE.search(each[:1000]))
        lines_of = dict(zip((number for number, _match in hits), resources, strict=True))
        yield Manifest(
            "Terraform",
            path,
            _first_that_runs(lines_of),
            resources,
            files=tuple(quoted(code)),
            tuned=references > 1,
            block_lines=tuple(lines_of),
        )


def _first_that_runs(resources: Mapping[int, str]) -> int:
    """Where the first resource begins that runs something, else the first that is more than a permission."""
    for pattern in (RUNNING_RESOURCE, MORE_THAN_PERMISSION):
        line = next((line for line, name in resources.items() if pattern.match(name)), None)
        if line is not None:
            return line
    return next(iter(resources))


def quoted(lines: Sequence[str]) -> Iterator[str]:
    """The texts in double or single quotes, at most a few a line."""
    for each in lines:
        for match in re.findall(r'"([^"\s]{2,200})"|\'([^\'\s]{2,200})\'', each[:1000])[:10]:
            yield (match[0] or match[1]).removeprefix("${path.module}/")


def _yaml_manifests(repo: Snapshot, path: str) -> Iterator[Manifest]:
    content = repo.content(path)
    if content is None:
        return
    if b"AWS::" in content and b"Resources" in content:
        yield from _cloud_formation(repo, path)
    elif b"apiVersion" in content and b"kind" in content:
        yield from _kubernetes(repo, path)
    elif basename(path) in ("kustomization.yaml", "kustomization.yml"):
        yield from _kustomization(repo, path)
    elif b"hosts:" in content and path.endswith(("yml", "yaml")):
        yield from _playbook(repo, path)


def _documents(repo: Snapshot, path: str) -> Iterator[object]:
    if path.endswith(".json"):
        document = repo.json(path)
        if document is not None:
            yield document.value
    else:
        yield from (each.value for each in repo.yaml(path))


def _kubernetes(repo: Snapshot, path: str) -> Iterator[Manifest]:
    found = [each for document in _documents(repo, path) for each in kubernetes_objects(document)]
    if not found:
        if basename(path).startswith("kustomization."):
            yield from _kustomization(repo, path)
        return
    workloads = [each for each in found if text(each.get("kind")) in WORKLOADS]
    strings = [pair for each in workloads for pair in scalars(each)]
    images = [
        (str(value), line(each)) for each in workloads for key, value in scalars(each) if key == "image"
    ]
    own = [at for image, at in images if not is_shared_server(image)]
    yield Manifest(
        "Kubernetes",
        path,
        next(iter(own), line((workloads or found)[0])),
        tuple(str(text(each.get("kind"))) for each in found),
        runs=tuple(image for image, _at in images),
        image_lines=tuple(at for _image, at in images),
        files=tuple(str(value) for key, value in strings if key in ("uri", "storageUri", "modelUri")),
        tuned=any(key in TUNING for each in workloads for key in keys(each))
        or any(key in ("storageUri", "modelUri") for key, _value in strings),
    )


def kubernetes_objects(value: object) -> Iterator[Block]:
    """The objects of a document that a cluster would accept, lists and templates expanded."""
    pending = [value]
    taken = 0
    while pending and taken < MAXIMUM_OBJECTS:
        each = block(pending.pop(0))
        kind = text(each.get("kind"))
        version = text(each.get("apiVersion"))
        taken += 1
        if not version:
            continue
        if kind in ("List", "Template"):
            pending.extend(items(each.get("items")) or items(each.get("objects")))
            continue
        group = version.partition("/")[0]
        known = kind in WORKLOADS | SUPPORTING and (group in GROUPS or "." in group)
        if known and not group.startswith(KUSTOMIZE_GROUP):
            yield each


def keys(value: object) -> Iterator[str]:
    """Every key below a value whose value is not empty."""
    yield from (key for key, each in walk(value) if each)


def _kustomization(repo: Snapshot, path: str) -> Iterator[Manifest]:
    for document in _documents(repo, path):
        content = block(document)
        listed = [
            str(text(each))
            for key in ("resources", "bases")
            for each in items(content.get(key))
            if text(each)
        ]
        charts = [block(each) for each in items(content.get("helmCharts"))]
        listed += [f"chart {text(each.get('name'))}" for each in charts if text(each.get("name"))]
        if listed:
            tuned = any(content.get(key) for key in KUSTOMIZE_TUNING)
            tuned = tuned or any(each.get(key) for each in charts for key in KUSTOMIZE_VALUES)
            images = [block(each) for each in items(content.get("images"))]
            runs = tuple(str(text(each.get("newName")) or text(each.get("name"))) for each in images)
            yield Manifest("Kustomize", path, line(content), tuple(listed), runs=runs, tuned=tuned)


def _cloud_formation(repo: Snapshot, path: str) -> Iterator[Manifest]:
    for document in _documents(repo, path):
        resources = block(block(document).get("Resources"))
        types = [
            str(text(block(each).get("Type")))
            for each in resources.values()
            if text(block(each).get("Type")).startswith("AWS::")
        ]
        if types:
            strings = tuple(str(value) for _key, value in scalars(resources))
            yield Manifest(
                "CloudFormation",
                path,
                line(resources),
                tuple(types),
                runs=tuple(str(value) for key, value in scalars(resources) if key in ("Image", "ImageUri")),
                files=strings,
                tuned=len(types) > 1,
            )


def _playbook(repo: Snapshot, path: str) -> Iterator[Manifest]:
    for document in _documents(repo, path):
        if not isinstance(document, Items):
            continue
        plays = [block(each) for each in document if block(each).get("hosts")]
        plays = [each for each in plays if each.get("tasks") or each.get("roles")]
        if plays:
            tasks = sum(len(items(each.get("tasks"))) + len(items(each.get("roles"))) for each in plays)
            yield Manifest(
                "Ansible",
                path,
                plays[0].line,
                tuple(str(text(each.get("hosts")))[:80] or "hosts" for each in plays),
                files=tuple(str(value) for key, value in scalars(document) if key in ("src", "path", "file")),
                tuned=tasks > 1,
            )


def _chart(repo: Snapshot, chart: str, templates: Sequence[str]) -> Iterator[Manifest]:
    kinds = [
        match[1]
        for path in templates
        for each in (repo.text(path) or "").split("\n")
        if (match := _TEMPLATE_KIND.match(each[:200])) is not None and match[1] in WORKLOADS | SUPPORTING
    ]
    if not kinds:
        return
    values = [
        pair
        for name in ("values.yaml", "values.yml")
        for document in _documents(repo, f"{chart}/{name}".lstrip("/"))
        for pair in scalars(document)
    ]
    yield Manifest(
        "Helm",
        f"{chart}/Chart.yaml".lstrip("/"),
        1,
        tuple(kinds),
        runs=tuple(str(value) for key, value in values if key in ("repository", "image")),
        tuned=len(values) > 2,
    )
