"""Model servers in clusters, bundles, stacks and compose files, and what applies their manifests."""

from __future__ import annotations

import pytest

from tests.facts.models.test_model_servers import told

LLM = """apiVersion: serving.kserve.io/v1alpha1
kind: LLMInferenceService
metadata: {name: small}
spec:
  model:
    uri: hf://team/small
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: llm
          image: vllm/vllm-openai:v0.8.4
          args: [%s]
"""
NAMED = DEPLOYMENT % "--model, team/small"

DECLARED = {
    "a service of a language model": (LLM, "k8s/a.yaml:2 KServe: LLMInferenceService names"),
    "a model of a cluster's operator": (
        "apiVersion: kubeai.org/v1\nkind: Model\nspec:\n  url: hf://team/small\n", "k8s/a.yaml:2 model server: Model names"),
    "a deployment of a stock server": (NAMED, "k8s/a.yaml:8 vLLM: container image names"),
    "a deployment without a model": (DEPLOYMENT % "--port, 80", "k8s/a.yaml:8 vLLM: container image"),
    "a container that starts a server": (
        DEPLOYMENT.replace("vllm/vllm-openai", "team/llm").replace("args", "command") % "vllm, serve, team/small",
        "k8s/a.yaml:9 vLLM: vllm serve team/small names"),
    "a container that starts a server in a shell": (
        DEPLOYMENT.replace("vllm/vllm-openai", "team/llm").replace("args", "command") % "sh, -c, vllm serve team/small",
        "k8s/a.yaml:9 vLLM: vllm serve team/small names"),
    "a deployment told by a variable": (
        "spec:\n  containers:\n    - image: ghcr.io/huggingface/text-generation-inference:3\n      env:\n"
        "        - {name: MODEL_ID, value: team/small}\n", "k8s/a.yaml:3 Text Generation Inference: container image names"),
    "the second document": (f"kind: Service\n---\n{NAMED}", "k8s/a.yaml:10 vLLM: container image names"),
    "a chart's values": (
        "vllm:\n  repository: vllm/vllm-openai\n  modelURL: team/small\n", "k8s/a.yaml:2 vLLM: container image names"),
    "endpoints of a bundle": (
        "resources:\n  model_serving_endpoints:\n    churn:\n      config:\n        served_entities:\n"
        "          - entity_name: main.churn\n", "k8s/a.yaml:2 Databricks model serving: a.yaml names"),
    "a deployment of a workspace's model": (
        "$schema: https://x/managedOnlineDeployment.schema.json\nname: blue\nmodel: azureml:churn:3\n",
        "k8s/a.yaml:1 Azure ML endpoint: a.yaml names"),
    "a service of a cluster manager": (
        "service:\n  readiness_probe: /v1/models\nrun: |\n  vllm serve team/small\n", "k8s/a.yaml:1 SkyServe: a.yaml names"),
    "a stack's endpoint": (
        "Resources:\n  E:\n    Type: AWS::SageMaker::Endpoint\n", "k8s/a.yaml:3 SageMaker endpoint: AWS::SageMaker::Endpoint names"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DECLARED.values(), ids=DECLARED)
def test_what_declares_a_model_server(text: str, expected: str) -> None:
    assert told({"k8s/a.yaml": text}) == [expected]


NOT_DECLARED = {
    "a container that asks a server": DEPLOYMENT.replace("vllm/vllm-openai", "a/b").replace("args", "command")
    % "vllm, bench",
    "a model of something else": "apiVersion: x.io/v1\nkind: Model\nspec: {model: a}\n",
    "another image": DEPLOYMENT.replace("vllm/vllm-openai", "team/api") % "--model, a",
    "a service of a mesh": "service:\n  port: 80\n",
    "a client of a server": "llm:\n  url: http://vllm:8000\n  model: team/small\n",
}


@pytest.mark.parametrize("text", NOT_DECLARED.values(), ids=NOT_DECLARED)
def test_what_declares_none(text: str) -> None:
    assert told({"k8s/a.yaml": text}) == []


def test_infrastructure_and_compose_files_declare_servers_too() -> None:
    block = 'resource "aws_sagemaker_endpoint" "churn" {\n  name = "churn"\n}\n'
    assert told({"main.tf": block}) == ["main.tf:1 SageMaker endpoint: aws_sagemaker_endpoint names"]
    applied = told({"main.tf": block, "Makefile": "deploy:\n\tterraform apply\n"})
    assert applied == ["main.tf:1 SageMaker endpoint: aws_sagemaker_endpoint names applied"]
    runner = "services:\n  api:\n    build: .\nmodels:\n  llm:\n    model: ai/small\n"
    assert told({"compose.yaml": runner}) == ["compose.yaml:5 Docker Model Runner: model llm names"]


LIST = "resources: [{}]\n"
APPLICATION = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    path: {}\n"
APPLIED = {
    "a kustomization's folder": (
        {"k8s/kustomization.yaml": LIST.format("a.yaml"), "Makefile": "up:\n\tkubectl apply -k k8s\n"}, True),
    "an overlay over the base": (
        {
            "k8s/kustomization.yaml": LIST.format("a.yaml"),
            "prod/kustomization.yaml": LIST.format("../k8s"),
            "Makefile": "up:\n\tkustomize build prod | kubectl apply -f -\n",
        },
        True,
    ),
    "an overlay over something else": (
        {"prod/kustomization.yaml": LIST.format("b.yaml"), "Makefile": "up:\n\tkubectl apply -k prod\n"}, False),
    "a controller that watches the folder": ({"argo/app.yaml": APPLICATION.format("k8s")}, True),
    "a controller that watches the folder above": ({"argo/app.yaml": APPLICATION.format("./")}, False),
    "a controller that watches another": ({"argo/app.yaml": APPLICATION.format("other")}, False),
    "a kustomization that nothing applies": ({"k8s/kustomization.yaml": LIST.format("a.yaml")}, False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "applied"), APPLIED.values(), ids=APPLIED)
def test_who_applies_a_manifest(files: dict[str, str], applied: bool) -> None:
    expected = "k8s/a.yaml:2 KServe: LLMInferenceService names" + (" applied" if applied else "")
    assert told({"k8s/a.yaml": LLM, **files}) == [expected]


def test_a_chart_applies_its_templates() -> None:
    files = {"chart/templates/a.yaml": LLM, "Makefile": "up:\n\thelm upgrade --install llm ./chart\n"}
    assert told(files) == ["chart/templates/a.yaml:2 KServe: LLMInferenceService names applied"]


@pytest.mark.parametrize(
    ("command", "tool"),
    [
        ("python -m sglang.launch_server --model-path m", "SGLang"),
        ("llama-server -m m.gguf", "llama.cpp server"),
        ("lmdeploy serve api_server m", "LMDeploy"),
        ("mlflow deployments create -t sagemaker -m models:/churn/1", "MLflow"),
    ],
)
def test_servers_are_told_by_their_commands(command: str, tool: str) -> None:
    assert told({"Procfile": f"web: {command}\n"}) == [f"Procfile:1 {tool}: {command} names applied"]
