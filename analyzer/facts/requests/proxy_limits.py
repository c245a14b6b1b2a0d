"""How often somebody may ask, as a proxy in front of the services limits it.

Source: https://nginx.org/en/docs/http/ngx_http_limit_req_module.html and ngx_http_limit_conn_module.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.facts.requests.defences import Found
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks import Service
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_example_path, is_test_path

PROXY_FILE = lazy_regex(r"(?:.*/)?[^/]{0,80}\.conf(?:\.(?:template|tmpl|j2))?")
# A zone by itself limits nothing until a place of the server names it.
PROXY_LIMIT = lazy_regex(r"(?m)^[ \t]*(limit_(?:req|conn))[ \t]+[^;#\n]{1,200};")
PROXY_PASSES_ON = lazy_regex(r"(?m)^[ \t]*(?:proxy|grpc|uwsgi|fastcgi)_pass[ \t]")
PROXY_IMAGE = lazy_regex(r"(?i)nginx|openresty")
PROXY_FROM = lazy_regex(r"(?im)^FROM[ \t]+(?:--\S+[ \t]+)?\S{0,80}(?:nginx|openresty)")
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
        PROXY_FROM.search(text) is not None
        and re.search(rf"(?im)^(?:COPY|ADD)\b.*{re.escape(basename(path))}", text)
        for text in (repo.text(each) or "" for each in repo.dockerfiles)
    )


def _names(content: str, service: str) -> bool:
    """Whether the settings pass requests on to a service, by its name."""
    return re.search(rf"(?:://|\bserver[ \t]+){re.escape(service)}(?![\w.-])", content) is not None
