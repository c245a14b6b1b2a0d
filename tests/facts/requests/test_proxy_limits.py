"""Limits of requests in the settings of nginx: where a proxy takes them, and before what it stands."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.proxy_limits import config_map_limits, proxy_limits
from analyzer.testing import snapshot

SETTINGS = """limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;
server {
  location /ask {
    LIMIT
    proxy_pass http://api:8080;
  }
}
"""
LIMITED = SETTINGS.replace("LIMIT", "limit_req zone=api burst=5;")
COMPOSE = """services:
  api:
    build: .
  proxy:
    image: nginx:alpine
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
"""
CASES = {
    "before a service that is built here": (LIMITED, {"compose.yaml": COMPOSE}, [(4, True, True)]),
    "connections": (
        SETTINGS.replace("LIMIT", "limit_conn perip 10;"), {"compose.yaml": COMPOSE}, [(4, True, True)]),
    "before another one": (
        LIMITED.replace("api:8080", "api-gateway:8080"), {"compose.yaml": COMPOSE}, [(4, True, False)]),
    "before an image of others": (
        LIMITED, {"compose.yaml": COMPOSE.replace("build: .", "image: acme/api")}, [(4, True, False)]),
    "by a folder": (
        LIMITED, {"compose.yaml": COMPOSE.replace("./nginx.conf:/etc/nginx/nginx.conf", "./:/etc/nginx")},
        [(4, True, True)]),
    "in an image": (LIMITED, {"Dockerfile": "FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/\n"}, [(4, True, False)]),
    "in an image of something else": (LIMITED, {"Dockerfile": "FROM x\nCOPY nginx.conf /y\n"}, [(4, False, False)]),
    "that nothing takes": (LIMITED, {}, [(4, False, False)]),
    "taken by no proxy": (LIMITED, {"compose.yaml": COMPOSE.replace("nginx:alpine", "x")}, [(4, False, False)]),
    "a zone that nothing uses": (SETTINGS.replace("LIMIT", ""), {"compose.yaml": COMPOSE}, []),
    "a comment": (SETTINGS.replace("LIMIT", "# limit_req zone=api;"), {"compose.yaml": COMPOSE}, []),
    "that passes nothing on": (LIMITED.replace("proxy_pass", "root"), {"compose.yaml": COMPOSE}, []),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "files", "expected"), CASES.values(), ids=CASES)
def test_limits_of_a_proxy(
    settings: str, files: dict[str, str], expected: list[tuple[int, bool, bool]]
) -> None:
    found = list(proxy_limits(snapshot({"nginx.conf": settings, **files})))
    assert [(each.line, each.live, each.wired) for each in found] == expected
    assert {each.kind for each in found} <= {"rate limit"}


@pytest.mark.parametrize(
    ("path", "counts"), [("deploy/api.conf.template", True), ("examples/nginx.conf", False)]
)
def test_which_files_are_settings_of_a_proxy(path: str, counts: bool) -> None:
    assert bool(list(proxy_limits(snapshot({path: LIMITED})))) is counts


def config_map(settings: str) -> str:
    rows = "".join(f"    {row}\n" for row in settings.splitlines())
    return f"kind: ConfigMap\nmetadata:\n  name: gate\ndata:\n  nginx.conf: |\n{rows}"


MOUNTS = """kind: Deployment
spec:
  template:
    spec:
      containers:
        - image: nginx:alpine
      volumes:
        - configMap:
            name: gate
"""
API = """kind: Deployment
spec:
  template:
    metadata:
      labels: {app: api, tier: web}
    spec:
      containers:
        - image: acme/api:1
---
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
"""
BUILDS = {"k8s/api.yaml": API, "Makefile": "image:\n\tdocker build -t acme/api:1 .\n"}
ADDRESS = "api.default.svc.cluster.local:8080"
IN_CLUSTER = {
    "before a service that is built here": (LIMITED, {"k8s/gate.yaml": MOUNTS, **BUILDS}, [(9, True, True)]),
    "by its whole name": (
        LIMITED.replace("api:8080", ADDRESS), {"k8s/gate.yaml": MOUNTS, **BUILDS}, [(9, True, True)]),
    "before another service": (
        LIMITED.replace("api:8080", "api-other:8080"), {"k8s/gate.yaml": MOUNTS, **BUILDS}, [(9, True, False)]),
    "before another host of its name": (
        LIMITED.replace("api:8080", "api.acme.com"), {"k8s/gate.yaml": MOUNTS, **BUILDS}, [(9, True, False)]),
    "before an image of others": (LIMITED, {"k8s/gate.yaml": MOUNTS, "k8s/api.yaml": API}, [(9, True, False)]),
    "before pods that no selector finds": (
        LIMITED, {"k8s/gate.yaml": MOUNTS, **BUILDS, "k8s/api.yaml": API.replace("{app: api}", "{app: b}")},
        [(9, True, False)]),
    "mounted by no proxy": (
        LIMITED, {"k8s/gate.yaml": MOUNTS.replace("nginx", "redis"), **BUILDS}, [(9, False, False)]),
    "mounted under another name": (
        LIMITED, {"k8s/gate.yaml": MOUNTS.replace("name: gate", "name: other"), **BUILDS}, [(9, False, False)]),
    "a zone that nothing uses": (SETTINGS.replace("LIMIT", ""), {"k8s/gate.yaml": MOUNTS, **BUILDS}, []),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "files", "expected"), IN_CLUSTER.values(), ids=IN_CLUSTER)
def test_limits_of_a_proxy_in_a_cluster(
    settings: str, files: dict[str, str], expected: list[tuple[int, bool, bool]]
) -> None:
    found = list(config_map_limits(snapshot({"k8s/map.yaml": config_map(settings), **files})))
    assert [(each.line, each.live, each.wired) for each in found] == expected
