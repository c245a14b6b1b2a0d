"""How often somebody may ask, as a proxy in front of the services limits it.

Source: https://nginx.org/en/docs/http/ngx_http_limit_req_module.html and ngx_http_limit_conn_module.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.facts.infrastructure.infrastructure_commands import is_built_here
from analyzer.facts.requests.defences import Found
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, items, text
from analyzer.parsing.tasks import Service
from analyzer.repository import TEXT_LIMIT, Snapshot, derived
from analyzer.wiring.roles import is_example_path, is_test_path

PROXY_FILE = lazy_regex(r"(?:.*/)?[^/]{0,80}\.conf(?:\.(?:template|tmpl|j2))?")
# A zone by itself limits nothing until a place of the server names it.
PROXY_LIMIT = lazy_regex(r"(?m)^[ \t]*(limit_(?:req|conn))[ \t]+[^;#\n]{1,200};")
PROXY_PASSES_ON = lazy_regex(r"(?m)^[ \t]*(?:proxy|grpc|uwsgi|fastcgi)_pass[ \t]")
PROXY_IMAGE = lazy_regex(r"(?i)nginx|openresty")
PROXY_FROM = lazy_regex(r"(?im)^FROM[ \t]+(?:--\S+[ \t]+)?\S{0,80}(?:nginx|openresty)")
# What may stand after the name of a service of Kubernetes.
IN_A_CLUSTER = r"(?:\.[\w-]{1,60})?\.svc(?:\.cluster\.local)?"
LONGEST_PROXY_FILE = 64 * 1024


def proxy_limits(repo: Snapshot) -> Iterator[Found]:
    """Limits on requests in the settings of a proxy that passes them on, one of each file."""
    for path in repo.paths:
        if not PROXY_FILE.fullmatch(path) or is_example_path(path) or is_test_path(path):
            continue
        content = (repo.text(path) or "")[:LONGEST_PROXY_FILE]
        limit = PROXY_LIMIT.search(content)
        if limit is not None and PROXY_PASSES_ON.search(content) is not None:
            row = content.count("\n", 0, limit.start(1)) + 1
            beside = _services_beside(repo, path)
            wired = any(each.build_context is not None and _names(content, each.name) for each in beside)
            live = bool(beside) or _is_copied(repo, path)
            yield Found(
                "rate limit", path, row, f"nginx: {limit[1]} in front of what it passes on", live, wired
            )


def config_map_limits(repo: Snapshot) -> Iterator[Found]:
    """The same in a ConfigMap: live where a proxy mounts it, wired before what is built here."""
    for path in repo.paths:
        if not path.endswith((".yaml", ".yml")) or is_example_path(path) or is_test_path(path):
            continue
        content = repo.beginning(path, LONGEST_PROXY_FILE)
        limit = PROXY_LIMIT.search(content)
        if limit is None or "ConfigMap" not in content or PROXY_PASSES_ON.search(content) is None:
            continue
        row = content.count("\n", 0, limit.start(1)) + 1
        roots = [block(each.value) for each in repo.yaml(path)]
        names = {
            text(block(each.get("metadata")).get("name"))
            for each in roots
            if text(each.get("kind")) == "ConfigMap"
        }
        live = any(name in _mounted_by_proxies(repo) for name in names)
        wired = live and any(_names(content, each) for each in _services_before_own_images(repo))
        note = f"nginx: {limit[1]} in front of what it passes on"
        yield Found("rate limit", path, row, note, live, wired)


@derived
def _workloads(repo: Snapshot) -> tuple[tuple[Block, tuple[str, ...]], ...]:
    """The pods that manifests declare: the block of their template, and the images of their containers."""
    found: list[tuple[Block, tuple[str, ...]]] = []
    for path in repo.paths:
        if path.endswith((".yaml", ".yml")) and not (is_example_path(path) or is_test_path(path)):
            if "containers:" not in repo.beginning(path, TEXT_LIMIT):
                continue
            for document in repo.yaml(path):
                template = block(block(block(document.value).get("spec")).get("template"))
                held = items(block(template.get("spec")).get("containers"))
                images = tuple(text(block(each).get("image")) for each in held)
                if images:
                    found.append((template, images))
    return tuple(found)


@derived
def _mounted_by_proxies(repo: Snapshot) -> frozenset[str]:
    """The names of the ConfigMaps that pods with a proxy in them mount."""
    return frozenset(
        text(block(block(volume).get("configMap")).get("name"))
        for template, images in _workloads(repo)
        if any(PROXY_IMAGE.search(each) is not None for each in images)
        for volume in items(block(template.get("spec")).get("volumes"))
    ) - {""}


@derived
def _services_before_own_images(repo: Snapshot) -> frozenset[str]:
    """The names of the Services of Kubernetes whose pods run an image that is built here."""
    labels = [
        set(_pairs(block(template.get("metadata")).get("labels")))
        for template, images in _workloads(repo)
        if any(is_built_here(repo, each) for each in images)
    ]
    found = set()
    for path in repo.paths if labels else ():
        if path.endswith((".yaml", ".yml")) and "selector:" in repo.beginning(path, TEXT_LIMIT):
            for document in repo.yaml(path):
                root = block(document.value)
                chosen = set(_pairs(block(root.get("spec")).get("selector")))
                if text(root.get("kind")) == "Service" and any(chosen and chosen <= each for each in labels):
                    found.add(text(block(root.get("metadata")).get("name")))
    return frozenset(found - {""})


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    yield from ((str(key), text(said)) for key, said in block(value).items())


def _services_beside(repo: Snapshot, path: str) -> tuple[Service, ...]:
    """The services of the compose files in which a proxy gets a file."""
    return tuple(
        each
        for file, services in repo.services.items()
        if any(_is_mounted(service, dirname(file), path) for service in services)
        for each in services
    )


def _is_mounted(service: Service, folder: str, path: str) -> bool:
    if PROXY_IMAGE.search(service.image or service.name) is None:
        return False
    sources = (each.partition(":")[0] for each in service.volumes)
    places = (normpath(join(folder, each)) for each in sources if not each.startswith(("/", "$", "~")))
    return any(place in (path, ".") or path.startswith(f"{place}/") for place in places)


def _is_copied(repo: Snapshot, path: str) -> bool:
    """Whether the image of a proxy takes a file."""
    return any(
        PROXY_FROM.search(content) is not None
        and re.search(rf"(?im)^(?:COPY|ADD)\b.*{re.escape(basename(path))}", content)
        for content in (repo.text(each) or "" for each in repo.dockerfiles)
    )


def _names(content: str, service: str) -> bool:
    """Whether the settings pass requests on to a service, by its name."""
    place = rf"(?:://|\bserver[ \t]+){re.escape(service)}(?:{IN_A_CLUSTER})?(?![\w.-])"
    return re.search(place, content) is not None
