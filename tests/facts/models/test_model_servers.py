from __future__ import annotations

import pytest

from analyzer.facts.models.model_server_tables import FILES, IMAGES, SERVER_COMMANDS, SERVER_KINDS
from analyzer.facts.models.model_servers import command_tool, image_tool, manifests
from tests.support.snapshots import snapshot

KSERVE = "apiVersion: v1\nkind: InferenceService\nspec:\n  storageUri: s3://models/churn\n"
TRITON = 'platform: "onnxruntime_onnx"\nmax_batch_size: {}\ninput [\n  {{ name: "x" }}\n]\n'


def told(files: dict[str, str]) -> list[str]:
    """Every manifest as one line: place, tool, what it is, and what is known of it."""
    return [
        f"{each.path}:{each.line} {each.tool}: {each.what}"
        + (" names" if each.names_model else "")
        + (" applied" if each.applied else "")
        + ("" if each.batching is None else f" batches:{each.batching}")
        for each in manifests(snapshot(files))
    ]


FOUND = {
    "Kubernetes manifest": ({"k8s/a.yaml": KSERVE}, ["k8s/a.yaml:2 KServe: InferenceService names"]),
    "Kubernetes manifest with a quoted kind": (
        {"k8s/a.yml": 'kind: "RayService"  # ours\nspec: {}\n'},
        ["k8s/a.yml:1 Ray Serve: RayService"],
    ),
    "the first kind of a file": (
        {"a.yaml": f"kind: Service\n---\n{KSERVE}---\nkind: ServingRuntime\n"},
        ["a.yaml:4 KServe: InferenceService names"],
    ),
    "configuration of a Triton model": (
        {"m/config.pbtxt": TRITON.format(1)},
        ["m/config.pbtxt:1 Triton: model configuration names"],
    ),
    "configuration of a Triton model that batches": (
        {"m/config.pbtxt": 'name: "x"\n' + TRITON.format(8)},
        ["m/config.pbtxt:2 Triton: model configuration names batches:3"],
    ),
    "configuration of a Triton model that says its inputs itself": (
        {"m/config.pbtxt": 'backend: "onnxruntime"\nmax_batch_size: 8\n'},
        ["m/config.pbtxt:1 Triton: model configuration names batches:2"],
    ),
    "configuration of a Triton model with dynamic batches": (
        {"m/config.pbtxt": TRITON.format(0) + "dynamic_batching {\n}\n"},
        ["m/config.pbtxt:1 Triton: model configuration names batches:6"],
    ),
    "file by its name": (
        {"bentofile.yaml": "labels: {}\nservice: svc:api\n"},
        ["bentofile.yaml:2 BentoML: bentofile.yaml names"],
    ),
    "settings in a folder": (
        {"m/model-settings.json": '{\n  "implementation": "a.B",\n  "max_batch_size": 4\n}\n'},
        ["m/model-settings.json:2 MLServer: model-settings.json names batches:3"],
    ),
    "model archive": ({"m/a.mar": "x"}, ["m/a.mar:1 TorchServe: model archive names"]),
    "service": (
        {"docker-compose.yml": "services:\n  tf:\n    image: tensorflow/serving:2\n"},
        ["docker-compose.yml:2 TensorFlow Serving: service tf"],
    ),
    "service with a model among its variables": (
        {
            "docker-compose.yml": "services:\n  tf:\n    image: tensorflow/serving\n    environment:\n"
            "      MODEL_NAME: churn\n"
        },
        ["docker-compose.yml:2 TensorFlow Serving: service tf names"],
    ),
    "service with a model in its command": (
        {
            "docker-compose.yml": "services:\n  tf:\n    image: tensorflow/serving\n    command: --model_name=a\n"
        },
        ["docker-compose.yml:2 TensorFlow Serving: service tf names"],
    ),
    "service with a model in a volume": (
        {"docker-compose.yml": "services:\n  o:\n    image: ollama/ollama\n    volumes: ['./models:/m']\n"},
        ["docker-compose.yml:2 Ollama: service o names"],
    ),
    "container image": (
        {"Dockerfile": "FROM python\nFROM ollama/ollama\n"},
        ["Dockerfile:2 Ollama: container image"],
    ),
    "container image with files": (
        {"Dockerfile": "FROM ollama/ollama\nCOPY a /m\n"},
        ["Dockerfile:1 Ollama: container image names"],
    ),
    "container image that starts a model": (
        {"Dockerfile": 'FROM ollama/ollama\nCMD ["--MODEL", "a"]\n'},
        ["Dockerfile:1 Ollama: container image names"],
    ),
    "command of a container": (
        {"Dockerfile": "FROM python\nCMD mlflow models serve -m a\n"},
        ["Dockerfile:2 MLflow: mlflow models serve -m a names applied"],
    ),
    "command of a process file": (
        {"Procfile": "web: bentoml serve a:b\n"},
        ["Procfile:1 BentoML: bentoml serve a:b names applied"],
    ),
    "command of CI": (
        {
            ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: serve run a\n"
        },
        [".github/workflows/a.yml:6 Ray Serve: serve run a names applied"],
    ),
    "command of a target": (
        {"Makefile": "# tasks\nserve:\n\techo a\n\tvllm serve m\n"},
        ["Makefile:4 vLLM: vllm serve m names"],
    ),
    "command of a script": (
        {"scripts/start.sh": "#!/bin/sh\nollama serve &\n"},
        ["scripts/start.sh:2 Ollama: ollama serve & names"],
    ),
    "long command": (
        {"Makefile": f"serve:\n\tvllm serve {'m' * 90}\n", "Procfile": f"web: vllm serve {'m' * 90}\n"},
        [
            f"Procfile:1 vLLM: vllm serve {'m' * 69} names applied",
            f"Makefile:2 vLLM: vllm serve {'m' * 69} names",
        ],
    ),
    "long name of a service": (
        {"docker-compose.yml": f"services:\n  {'s' * 70}:\n    image: ollama/ollama\n"},
        [f"docker-compose.yml:2 Ollama: service {'s' * 60}"],
    ),
    "long command of CI": (
        {
            ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
            f"      - run: vllm serve {'m' * 90}\n"
        },
        [f".github/workflows/a.yml:6 vLLM: vllm serve {'m' * 69} names applied"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), FOUND.values(), ids=FOUND)
def test_manifests_images_and_commands_of_model_servers(files: dict[str, str], expected: list[str]) -> None:
    assert told(files) == expected


NOT_FOUND = {
    "manifest in an example": {"examples/a.yaml": KSERVE},
    "manifest in a test": {"tests/a.yaml": KSERVE},
    "another kind": {"a.yaml": "kind: Deployment\n"},
    "a kind below another": {"a.yaml": "spec:\n  kind: InferenceService\n"},
    "a kind in another file": {"a.toml": KSERVE},
    "file without its marker": {"bentofile.yaml": "labels: {}\n"},
    "file with its marker in a comment": {"bentofile.yaml": "labels: {}  # service\n"},
    "Triton's configuration without a platform": {"m/config.pbtxt": 'input [\n  { name: "x" }\n]\n'},
    "Triton's configuration without an input": {"m/config.pbtxt": 'platform: "x"\n'},
    "model archive in an example": {"examples/a.mar": "x"},
    "model archive in a test": {"tests/a.mar": "x"},
    "service of another image": {"docker-compose.yml": "services:\n  a:\n    image: redis\n"},
    "service without an image": {"docker-compose.yml": "services:\n  a:\n    build: .\n"},
    "service in an example": {"examples/docker-compose.yml": "services:\n  o:\n    image: ollama/ollama\n"},
    "image in an example": {"examples/Dockerfile": "FROM ollama/ollama\n"},
    "image that is only built upon": {"Dockerfile": "FROM ollama/ollama AS a\nFROM python\n"},
    "image without a stage": {"Dockerfile": "# FROM ollama/ollama\n"},
    "command in an example": {"examples/Procfile": "web: vllm serve m\n"},
    "target in an example": {"examples/Makefile": "serve:\n\tvllm serve m\n"},
    "what makes a machine ready": {"scripts/install.sh": "#!/bin/sh\nollama serve &\n"},
    "what makes a machine of some kind ready": {"scripts/setup-mac.sh": "#!/bin/sh\nollama serve &\n"},
    "another command": {"Makefile": "serve:\n\tvllm bench m\n", "Procfile": "web: mlflow ui\n"},
}


@pytest.mark.parametrize("files", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_is_no_model_server_of_this_repository(files: dict[str, str]) -> None:
    assert told(files) == []


def test_a_file_that_could_not_be_read_is_no_manifest() -> None:
    assert manifests(snapshot({}, missing=("a.yaml", "bentofile.yaml"))) == ()


# Whether a command of the repository applies the manifest k8s/a.yaml.
APPLIED = {
    "the file": ("kubectl apply -f k8s/a.yaml", True),
    "the file from here": ("kubectl apply -f ./k8s/a.yaml", True),
    "its name": ("cd k8s && kubectl apply -f a.yaml", True),
    "its folder": ("kubectl apply -f k8s/", True),
    "another folder": ("kubectl apply -f deploy/", False),
    "nothing of the kind": ("cat k8s/a.yaml", False),
    "only another command": ("cat k8s/a.yaml\n\tkubectl get pods", False),
}


@pytest.mark.parametrize(("command", "applied"), APPLIED.values(), ids=APPLIED)
def test_a_manifest_is_applied_by_a_command_that_names_it(command: str, applied: bool) -> None:
    files = {"k8s/a.yaml": KSERVE, "Makefile": f"deploy:\n\t{command}\n"}
    assert [each.applied for each in manifests(snapshot(files))] == [applied]


def test_a_manifest_at_the_root_is_not_applied_with_every_folder() -> None:
    files = {"a.yaml": KSERVE, "Makefile": "deploy:\n\tkubectl apply -f k8s/ .\n"}
    assert [each.applied for each in manifests(snapshot(files))] == [False]


def test_a_manifest_is_applied_by_ci() -> None:
    steps = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: kubectl apply -f k8s/a.yaml\n"
    files = {"k8s/a.yaml": KSERVE, ".github/workflows/a.yml": steps}
    assert [each.applied for each in manifests(snapshot(files))] == [True]


@pytest.mark.parametrize("kind", SERVER_KINDS)
def test_every_kind_of_manifest_is_found(kind: str) -> None:
    assert told({"a.yaml": f"kind: {kind}\nspec: {{}}\n"}) == [f"a.yaml:1 {SERVER_KINDS[kind]}: {kind}"]


@pytest.mark.parametrize(("name", "entry"), FILES.items())
def test_every_manifest_file_is_found(name: str, entry: tuple[str, str]) -> None:
    text = f'{{\n  "{entry[1]}": "a.b"\n}}\n' if name.endswith(".json") else f"{entry[1]}: x\n"
    row = 2 if name.endswith(".json") else 1
    assert told({name: text})[0].startswith(f"{name}:{row} {entry[0]}: {name}")


@pytest.mark.parametrize(("image", "tool"), IMAGES.items())
def test_every_image_is_told(image: str, tool: str) -> None:
    assert image_tool(f"{image}:1") == tool


@pytest.mark.parametrize(("words", "tool"), SERVER_COMMANDS.items())
def test_every_command_is_told(words: tuple[str, ...], tool: str) -> None:
    assert command_tool((*words, "--port", "1")) == tool
    assert command_tool(("nohup", *words)) == tool
    assert command_tool(("a", *words)) is None
