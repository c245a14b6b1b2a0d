from __future__ import annotations

import pytest

from analyzer.facts.rollouts.traffic import MANIFESTS, traffic_splits
from tests.support.snapshots import snapshot

DOCKERFILE = "FROM python:3.12\nCMD python -m svc\n"
OURS = {"scorer/Dockerfile": DOCKERFILE}
ROLLOUT = """kind: Rollout
metadata:
  name: api
spec:
  strategy:
    canary:
      steps:
      - setWeight: 10
      - pause: {duration: 1h}
      - setWeight: 50
  template:
    spec:
      containers:
      - image: registry.io/team/scorer:1.2
"""
ONE_STEP = ROLLOUT.replace("      - setWeight: 50\n", "")
KSERVE = """kind: InferenceService
metadata:
  name: model
spec:
  predictor:
    canaryTrafficPercent: 10
    model:
      storageUri: s3://models/scorer
"""
SELDON = """kind: SeldonDeployment
metadata:
  name: model
spec:
  predictors:
  - name: a
    traffic: 75
  - name: b
    traffic: 25
"""
ISTIO = """kind: VirtualService
spec:
  http:
  - route:
    - destination: {host: scorer}
      weight: 90
    - destination: {host: scorer-next}
      weight: 10
"""
MIRROR = """kind: VirtualService
spec:
  http:
  - route:
    - destination: {host: stable}
    mirror: {host: next}
"""
FLAGGER = """kind: Canary
spec:
  targetRef: {name: scorer}
  analysis:
    stepWeight: 10
"""
CLOUD = """Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
      - {ModelName: scorer, InitialVariantWeight: 0.9}
      - {ModelName: b, InitialVariantWeight: 0.1}
"""
GRADUAL = """Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./scorer/
      DeploymentPreference: {Type: Canary10Percent5Minutes}
"""
AZURE = "name: churn\ntraffic:\n  blue: 90\n  green: 10\n"
VARIANTS = 'resource "x" "y" {\n  production_variants {\n  }\n  production_variants {\n  }\n}\n'
SHARES = "a {\n  traffic {\n    percent = 90\n  }\n  traffic {\n    percent = 10\n  }\n}\n"
NGINX = 'http {\n  split_clients "${remote_addr}" $variant {\n    10% next;\n  }\n}\n'
RANKER = {"ranker/Dockerfile": DOCKERFILE}
NEXT = "2 weighted routes"


def deployment(name: str, image: str, kind: str = "Deployment") -> str:
    return (
        f"kind: {kind}\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n"
        f"      containers:\n      - image: {image}\n"
    )


def service(name: str, app: str) -> str:
    return f"kind: Service\nmetadata:\n  name: {name}\nspec:\n  selector: {{app: {app}}}\n"


def told(files: dict[str, str]) -> list[str]:
    """Every split as `level path:line note`."""
    return [
        f"{each.level.name} {each.path}:{each.line} {each.note}" for each in traffic_splits(snapshot(files))
    ]


SPLITS = {
    "canary steps": ({"r.yaml": ROLLOUT}, ["SUBSTANTIVE r.yaml:8 canary with 2 weight steps"]),
    "a single step": (
        {"r.yaml": ONE_STEP},
        ["PRESENT r.yaml:8 canary with 1 weight step, and no further step"],
    ),
    "a single step and an analysis among the steps": (
        {"r.yml": ONE_STEP.replace("pause", "analysis")},
        ["SUBSTANTIVE r.yml:8 canary with 1 weight step and an analysis"],
    ),
    "a single step and an analysis beside": (
        {"r.yaml": ONE_STEP.replace("      steps:", "      analysis: {}\n      steps:")},
        ["SUBSTANTIVE r.yaml:9 canary with 1 weight step and an analysis"],
    ),
    "steps that send everything": ({"r.yaml": ONE_STEP.replace("10", "100")}, []),
    "a step of nothing": ({"r.yaml": ONE_STEP.replace("10", "0")}, []),
    "steps of 1 and 99": (
        {"r.yaml": ROLLOUT.replace("10", "1").replace("50", "99")},
        ["SUBSTANTIVE r.yaml:8 canary with 2 weight steps"],
    ),
    "canary percentage": ({"m.yaml": KSERVE}, ["SUBSTANTIVE m.yaml:6 canary with 10 % of the traffic"]),
    "canary percentage of the older form": (
        {
            "m.yaml": KSERVE.replace("  predictor:\n    canary", "  canary").replace(
                "    model:\n  ", "  a:\n  "
            )
        },
        ["SUBSTANTIVE m.yaml:5 canary with 10 % of the traffic"],
    ),
    "all the traffic": ({"m.yaml": KSERVE.replace("10", "100")}, []),
    "weighted predictors": ({"m.yaml": SELDON}, ["SUBSTANTIVE m.yaml:5 2 weighted predictors"]),
    "one weighted predictor": ({"m.yaml": SELDON.replace("traffic: 25", "traffic: 0")}, []),
    "shadow predictor": (
        {"m.yaml": SELDON.replace("traffic: 25", "shadow: true")},
        ["SUBSTANTIVE m.yaml:5 shadow predictor"],
    ),
    "a predictor that is no shadow": ({"m.yaml": SELDON.replace("traffic: 25", "shadow: false")}, []),
    "routes to a host of that name": (
        {"r.yaml": MIRROR.replace("    mirror: {host: next}\n", "").replace("stable", "mirror")},
        [],
    ),
    "weighted routes": ({"r.yaml": ISTIO}, [f"SUBSTANTIVE r.yaml:5 {NEXT}"]),
    "one weighted route": ({"r.yaml": ISTIO.replace("weight: 10", "weight: 0")}, []),
    "mirrored traffic": ({"r.yaml": MIRROR}, ["SUBSTANTIVE r.yaml:4 mirrored traffic"]),
    "mirrors": (
        {"r.yaml": MIRROR.replace("mirror: {host: next}", "mirrors: [{host: next}]")},
        ["SUBSTANTIVE r.yaml:4 mirrored traffic"],
    ),
    "flagger": ({"r.yaml": FLAGGER}, ["SUBSTANTIVE r.yaml:5 canary analysis with steps"]),
    "flagger with a list of steps": (
        {"r.yaml": FLAGGER.replace("stepWeight: 10", "stepWeights: [1, 9]")},
        ["SUBSTANTIVE r.yaml:5 canary analysis with steps"],
    ),
    "flagger with rounds": (
        {"r.yaml": FLAGGER.replace("stepWeight", "iterations")},
        ["SUBSTANTIVE r.yaml:5 canary analysis with steps"],
    ),
    "flagger of the older form": (
        {"r.yaml": FLAGGER.replace("analysis", "canaryAnalysis")},
        ["SUBSTANTIVE r.yaml:5 canary analysis with steps"],
    ),
    "flagger without steps": ({"r.yaml": FLAGGER.replace("stepWeight", "interval")}, []),
    "production variants": ({"s.yaml": CLOUD}, ["SUBSTANTIVE s.yaml:6 2 weighted production variants"]),
    "one production variant with a weight": (
        {"s.yaml": CLOUD.replace("b, InitialVariantWeight: 0.1", "b, Other: 0.1")},
        [],
    ),
    "gradual deployment": (
        {"s.yaml": GRADUAL},
        ["SUBSTANTIVE s.yaml:3 gradual deployment Canary10Percent5Minutes"],
    ),
    "gradual deployment step by step": (
        {"s.yaml": GRADUAL.replace("Canary10", "Linear10")},
        ["SUBSTANTIVE s.yaml:3 gradual deployment Linear10Percent5Minutes"],
    ),
    "gradual deployment of a long name": (
        {"s.yaml": GRADUAL.replace("Canary10Percent5Minutes", "Canary" + "x" * 40)},
        [f"SUBSTANTIVE s.yaml:3 gradual deployment Canary{'x' * 34}"],
    ),
    "gradual deployment after another resource": (
        {"s.yaml": GRADUAL.replace("Resources:\n", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n")},
        ["SUBSTANTIVE s.yaml:5 gradual deployment Canary10Percent5Minutes"],
    ),
    "deployment at once": ({"s.yaml": GRADUAL.replace("Canary10Percent5Minutes", "AllAtOnce")}, []),
    "weighted deployments": (
        {"e.yaml": AZURE},
        ["SUBSTANTIVE e.yaml:3 endpoint with 2 weighted deployments"],
    ),
    "one weighted deployment": ({"e.yaml": AZURE.replace("  green: 10\n", "")}, []),
    "all the traffic to one deployment": ({"e.yaml": AZURE.replace("90", "100").replace("10\n", "0\n")}, []),
    "a share in other digits": ({"e.yaml": AZURE.replace("10\n", "\uff11\uff10\n")}, []),
    "a share of three digits": ({"e.yaml": AZURE.replace("10\n", "010\n")}, []),
    "weights of something without a name": ({"e.yaml": AZURE.replace("name", "title")}, []),
    "variants in Terraform": ({"e.tf": VARIANTS}, ["SUBSTANTIVE e.tf:2 2 production variants in Terraform"]),
    "one variant in Terraform": ({"e.tf": VARIANTS.replace("  production_variants {\n  }\n", "", 1)}, []),
    "variants after an empty line": (
        {"e.tf": "\n" + VARIANTS},
        ["SUBSTANTIVE e.tf:3 2 production variants in Terraform"],
    ),
    "variants in a text": ({"e.txt": VARIANTS}, []),
    "no traffic in Terraform": ({"e.tf": SHARES.replace("90", "0").replace("10\n", "0\n")}, []),
    "twice all the traffic in Terraform": (
        {"e.tf": SHARES.replace("90", "100").replace("10\n", "100\n")},
        [],
    ),
    "variants in Terraform of an example": ({"examples/e.tf": VARIANTS}, []),
    "shares in Terraform": ({"e.tf": SHARES}, ["SUBSTANTIVE e.tf:2 2 traffic shares in Terraform"]),
    "all the traffic in Terraform": ({"e.tf": SHARES.replace("90", "100").replace("10\n", "0\n")}, []),
    "shares of 1 and 99 in Terraform": (
        {"e.tf": SHARES.replace("90", "99").replace("10\n", "1\n")},
        ["SUBSTANTIVE e.tf:2 2 traffic shares in Terraform"],
    ),
    "clients split by nginx": (
        {"n.conf": NGINX},
        ["SUBSTANTIVE n.conf:2 nginx splits clients between backends"],
    ),
    "clients split after an empty line": (
        {"n.conf": "\n" + NGINX},
        ["SUBSTANTIVE n.conf:3 nginx splits clients between backends"],
    ),
    "clients split in another file": ({"n.txt": NGINX}, []),
    "nginx that splits nothing": ({"n.conf": "http {\n}\n"}, []),
    "a manifest of CI": ({".github/workflows/a.yml": ISTIO}, []),
    "a manifest in a test": ({"tests/r.yaml": ISTIO}, []),
    "a manifest in an example": ({"examples/r.yaml": ISTIO}, []),
    "a split among other documents": (
        {"r.yaml": f"kind: Service\n---\n{ISTIO}"},
        [f"SUBSTANTIVE r.yaml:7 {NEXT}"],
    ),
    "a manifest of another kind": ({"r.yaml": ISTIO.replace("VirtualService", "Deployment")}, []),
    "a file that waits for its own values": (
        {"r.yaml": ISTIO.replace("scorer-next", "<YOUR_SERVICE>"), **OURS},
        [f"PRESENT r.yaml:5 {NEXT}, with unfilled placeholders"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), SPLITS.values(), ids=SPLITS)
def test_every_form_of_a_split(files: dict[str, str], expected: list[str]) -> None:
    assert told(files) == expected


# What makes the target of a split ours: the files beside it, and by which name.
OWNED = {
    "a folder that is built and started": ({"r.yaml": ROLLOUT, **OURS}, "api"),
    "a folder that is built and starts nothing": ({"r.yaml": ROLLOUT, "scorer/Dockerfile": "FROM a\n"}, None),
    "a folder of build files": (
        {"r.yaml": ROLLOUT.replace("scorer", "deploy"), "deploy/Dockerfile": DOCKERFILE},
        None,
    ),
    "the repository's own image": (
        {"r.yaml": ROLLOUT.replace("scorer", "sample"), "docker/Dockerfile": DOCKERFILE},
        "api",
    ),
    "an image that CI builds": (
        {"r.yaml": ROLLOUT, "Makefile": "image:\n\tdocker build -t team/scorer .\n"},
        "api",
    ),
    "a service that is built": (
        {"r.yaml": ISTIO, "docker-compose.yml": "services:\n  scorer:\n    build: .\n"},
        "scorer",
    ),
    "a service by its image": (
        {"r.yaml": ISTIO, "docker-compose.yml": "services:\n  a:\n    build: .\n    image: team/scorer:2\n"},
        "scorer",
    ),
    "a service of somebody's image": (
        {"r.yaml": ISTIO, "docker-compose.yml": "services:\n  scorer:\n    image: nginx\n"},
        None,
    ),
    "a name with another case and underscores": (
        {
            "r.yaml": ISTIO.replace("{host: scorer}", "{host: my-scorer.default.svc}"),
            "My_Scorer/Dockerfile": DOCKERFILE,
        },
        "my-scorer.default.svc",
    ),
    "a deployment of our image": (
        {"r.yaml": ISTIO, "d.yaml": deployment("scorer", "team/ranker:3"), **RANKER},
        "scorer",
    ),
    "a stateful set of our image": (
        {"r.yaml": ISTIO, "d.yml": deployment("scorer", "team/ranker@sha256:0", "StatefulSet"), **RANKER},
        "scorer",
    ),
    "a deployment of somebody's image": (
        {"r.yaml": ISTIO, "d.yaml": deployment("scorer", "nginx:1"), **RANKER},
        None,
    ),
    "a deployment of our image beside another": (
        {
            "r.yaml": ISTIO,
            "d.yaml": deployment("scorer", "team/ranker:3\n      - image: envoy:1"),
            **RANKER,
        },
        "scorer",
    ),
    "a deployment in a text": (
        {"r.yaml": ISTIO, "d.txt": deployment("scorer", "team/ranker:3"), **RANKER},
        None,
    ),
    "a deployment of somebody's image that selects ours": (
        {
            "r.yaml": ISTIO,
            "d.yaml": deployment("scorer", "nginx:1") + "  selector: {app: ranker}\n",
            **RANKER,
        },
        None,
    ),
    "a job of our image": (
        {"r.yaml": ISTIO, "d.yaml": deployment("scorer", "team/ranker:3", "Job"), **RANKER},
        None,
    ),
    "a deployment that waits for its own values": (
        {"r.yaml": ISTIO, "d.yaml": deployment("scorer", "<ACCOUNT_ID>/ranker:3"), **RANKER},
        None,
    ),
    "a service before a deployment of our image": (
        {
            "r.yaml": ISTIO,
            "s.yaml": service("scorer", "front"),
            "d.yaml": deployment("front", "team/ranker:3"),
            **RANKER,
        },
        "scorer",
    ),
    "a service before something else": (
        {
            "r.yaml": ISTIO,
            "s.yaml": service("scorer", "back"),
            "d.yaml": deployment("front", "team/ranker:3"),
            **RANKER,
        },
        None,
    ),
    "a service of that name whose image is ours": (
        {"r.yaml": ISTIO, "s.yaml": deployment("scorer", "team/ranker:3", "Service"), **RANKER},
        None,
    ),
    "a model of a name that is built": ({"m.yaml": KSERVE, **OURS}, "s3://models/scorer"),
    "a canary by flagger": ({"r.yaml": FLAGGER, **OURS}, "scorer"),
    "a variant of a model": ({"s.yaml": CLOUD, **OURS}, "scorer"),
    "code of a function": ({"s.yaml": GRADUAL, **OURS}, "scorer"),
    "a weighted deployment": ({"e.yaml": AZURE.replace("blue", "scorer"), **OURS}, "scorer"),
    "mirrored traffic to it": ({"r.yaml": MIRROR.replace("next", "scorer"), **OURS}, "scorer"),
}


@pytest.mark.parametrize(("files", "ours"), OWNED.values(), ids=OWNED)
def test_a_split_to_what_this_repository_makes_is_wired(files: dict[str, str], ours: str | None) -> None:
    found = told(files)
    assert len(found) == 1
    assert found[0].partition(" ")[0] == ("SUBSTANTIVE" if ours is None else "WIRED")
    assert found[0].endswith(f", to {ours} of this repository") is (ours is not None)


def test_a_long_name_is_cut() -> None:
    name = "s" * 70
    assert told({"r.yaml": ISTIO.replace("scorer}", f"{name}}}"), f"{name}/Dockerfile": DOCKERFILE}) == [
        f"WIRED r.yaml:5 {NEXT}, to {'s' * 60} of this repository"
    ]


def test_files_that_could_not_be_read_split_nothing() -> None:
    assert list(traffic_splits(snapshot({}, missing=("a.yaml", "a.conf", "a.tf")))) == []


@pytest.mark.parametrize("kind", MANIFESTS)
@pytest.mark.parametrize(
    "body", ["spec: []", "spec: {http: text}", "spec: {predictors: [1, [2]]}", "metadata: x"]
)
def test_manifests_of_any_shape_are_read(kind: str, body: str) -> None:
    assert told({"m.yaml": f"kind: {kind}\n{body}\n"}) == []


@pytest.mark.parametrize("kind", ["VirtualService", "HTTPRoute", "TrafficSplit", "TraefikService"])
def test_weighted_routes_of_every_kind(kind: str) -> None:
    assert told({"r.yaml": ISTIO.replace("VirtualService", kind)}) == [f"SUBSTANTIVE r.yaml:5 {NEXT}"]
