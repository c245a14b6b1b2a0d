"""Which files belong to an environment in which something runs."""

from __future__ import annotations

import pytest

from analyzer.facts.infrastructure.environments import environment_files, runs_somewhere
from tests.support.snapshots import snapshot

TWINS = {
    "by name": (["k8s/app-staging.yaml", "k8s/app-production.yaml"], 2),
    "by folder": (["overlays/prod/a.yaml", "overlays/dev/a.yaml", "overlays/dev/b.yaml"], 2),
    "by suffix": (["Pulumi.test.yaml", "Pulumi.production.yaml"], 2),
    "one without an environment": (["values.yaml", "values-prod.yaml"], 2),
    "compose": (["docker-compose.yml", "docker-compose.prod.yml"], 2),
    "in capitals": (["params/LIVE.properties", "params/INT.properties"], 2),
    "one alone": (["overlays/prod/a.yaml"], 0),
    "none where users are": (["k8s/app-staging.yaml", "k8s/app-dev.yaml"], 0),
    "other names": (["app-product.yaml", "app-devices.yaml"], 0),
    "another file each": (["prod/a.yaml", "dev/b.yaml"], 0),
}  # fmt: skip


@pytest.mark.parametrize(("paths", "count"), TWINS.values(), ids=TWINS)
def test_files_of_several_environments_are_twins(paths: list[str], count: int) -> None:
    found = environment_files(snapshot(dict.fromkeys(paths, "a: 1\n")))
    assert len(found) == count and len(set(found.values())) == min(count, 1)


DEPLOY = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {command}\n"
STACK = "stack/queue.py"
PLACES = {
    "a twin": ({"k/prod.yaml": "", "k/dev.yaml": ""}, "k/prod.yaml", "for each environment"),
    "applied by CI": (
        {"k/app.yaml": "", ".github/workflows/cd.yml": DEPLOY.format(command="kubectl apply -f k/app.yaml")}, "k/app.yaml", "applies it"),
    "applied by a trial": (
        {"k/app.yaml": "", ".github/workflows/ci.yml": DEPLOY.format(command="kind create cluster && kubectl apply -f k/app.yaml")},
        "k/app.yaml", None),
    "in a folder that is applied": (
        {"k/app.yaml": "", ".github/workflows/cd.yml": DEPLOY.format(command="kubectl apply -f k")}, "k/app.yaml", "applies it"),
    "named by a deployment": (
        {"docker/ml.yml": "", ".github/workflows/cd.yml": DEPLOY.format(command="serverless deploy --config docker/ml.yml")},
        "docker/ml.yml", "names it"),
    "named by a build": (
        {"docker/ml.yml": "", ".github/workflows/ci.yml": DEPLOY.format(command="cat docker/ml.yml")}, "docker/ml.yml", None),
    "a program that tells them apart": ({STACK: "x = 'prod' if a else 'staging'\n"}, STACK, "tells its environments apart"),
    "a program of one": ({STACK: "x = 'prod'\n"}, STACK, None),
    "a program of a stack": (
        {STACK: "", "stack/conf/Pulumi.test.yaml": "", "stack/conf/Pulumi.prod.yaml": ""}, STACK, "tells its environments apart"),
    "text that does not run": ({"a.yaml": "x: prod\ny: staging\n"}, "a.yaml", None),
    "alone": ({"k/app.yaml": ""}, "k/app.yaml", None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "path", "words"), PLACES.values(), ids=PLACES)
def test_where_a_file_runs(files: dict[str, str], path: str, words: str | None) -> None:
    found = runs_somewhere(snapshot(files), path)
    assert found is None if words is None else words in (found or "")
