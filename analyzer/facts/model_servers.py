"""Manifests, images and commands of model servers: a model served by configuration instead of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname

from analyzer.declarations import FileKind
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.ci_commands import ci_runs
from analyzer.wiring.entrypoints import starts
from analyzer.wiring.roles import is_example_path, is_test_path

# Top-level `kind:` of a Kubernetes document.
SERVER_KINDS = {
    "InferenceService": "KServe",
    "LLMInferenceService": "KServe",
    "InferenceGraph": "KServe",
    "ServingRuntime": "KServe",
    "SeldonDeployment": "Seldon",
    "RayService": "Ray Serve",
    "BentoDeployment": "BentoML",
}
KIND_LINE = re.compile(r"kind:[ \t]*[\"']?(?P<kind>[A-Za-z]{3,40})[\"']?[ \t]*(?:#.*)?")
# What names the model, the module or the code that is served.
MODEL_LINE = re.compile(
    r"[ \t]*(?:-[ \t]*)?[\"']?(?:storageUri|storage_uri|modelUri|model_uri|modelFormat|import_path|importPath"
    r"|service|predict|implementation|platform|backend|image|model_store|load_models|base_path)[\"']?"
    r"[ \t]*[:=][ \t]*[^\s#].*"
)
BATCHING = re.compile(
    r"dynamic_batching[ \t]*\{|max_batch_size[\"']?[ \t]*[:=][ \t]*(?!0*[01]\b)\d+"
    r"|[ \t](?:maxBatchSize|batcher)[ \t]*:"
)
TRITON_INPUT = re.compile(r"[ \t]*input[ \t]*[:\[]")
TRITON_PLATFORM = re.compile(r"[ \t]*(?:platform|backend)[ \t]*:")

# Files of model servers by name; the marker must stand in the file.
FILES = {
    "bentofile.yaml": ("BentoML", "service"),
    "bentofile.yml": ("BentoML", "service"),
    "cog.yaml": ("Cog", "predict"),
    "model-settings.json": ("MLServer", "implementation"),
    "models.config": ("TensorFlow Serving", "model_config_list"),
}

IMAGES = {
    "tensorflow/serving": "TensorFlow Serving",
    "nvcr.io/nvidia/tritonserver": "Triton",
    "pytorch/torchserve": "TorchServe",
    "openvino/model_server": "OpenVINO Model Server",
    "seldonio/mlserver": "MLServer",
    "vllm/vllm-openai": "vLLM",
    "text-generation-inference": "Text Generation Inference",
    "text-embeddings-inference": "Text Embeddings Inference",
    "ollama/ollama": "Ollama",
    "ghcr.io/ggml-org/llama.cpp": "llama.cpp server",
    "lmsysorg/sglang": "SGLang",
}

# Commands by their first words.
SERVER_COMMANDS = {
    ("mlflow", "models", "serve"): "MLflow",
    ("bentoml", "serve"): "BentoML",
    ("torchserve",): "TorchServe",
    ("tritonserver",): "Triton",
    ("tensorflow_model_server",): "TensorFlow Serving",
    ("vllm", "serve"): "vLLM",
    ("python", "-m", "vllm.entrypoints.openai.api_server"): "vLLM",
    ("serve", "run"): "Ray Serve",
    ("serve", "deploy"): "Ray Serve",
    ("mlserver", "start"): "MLServer",
    ("seldon-core-microservice",): "Seldon",
    ("text-generation-launcher",): "Text Generation Inference",
    ("cog", "serve"): "Cog",
    ("ollama", "serve"): "Ollama",
    ("kserve",): "KServe",
}
APPLIERS = word_set("kubectl helm oc kustomize argocd kfctl bentoml serve anyscale")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A model server's configuration, image or command.

    `names_model`: it names the served model or code. `applied`: something of the repository starts it.
    `batching`: requests are answered in batches; its line, else None.
    """

    path: str
    line: int
    tool: str
    what: str
    names_model: bool
    applied: bool
    batching: int | None = None


@derived
def manifests(repo: Snapshot) -> tuple[Manifest, ...]:
    """Every model-server manifest, image and command outside examples and tests."""
    return (*_files(repo), *_images(repo), *_commands(repo))


def _files(repo: Snapshot) -> Iterator[Manifest]:
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if is_example_path(path) or is_test_path(path):
            continue
        name = basename(path)
        if name.endswith((".yaml", ".yml")) or name in FILES or name == "config.pbtxt":
            source = repo.text(path)
            if source is not None:
                yield from _of_text(repo, path, source)
    for path in repo.paths:
        if path.endswith(".mar") and not is_example_path(path) and not is_test_path(path):
            yield Manifest(path, 1, "TorchServe", "model archive", names_model=True, applied=False)


def _of_text(repo: Snapshot, path: str, source: str) -> Iterator[Manifest]:
    lines = source.split("\n")
    found = _kind_of(basename(path), source, lines)
    if found is None:
        return
    tool, what, line = found
    yield Manifest(
        path,
        line,
        tool,
        what,
        names_model=any(MODEL_LINE.match(each) for each in lines),
        applied=_is_applied(repo, path),
        batching=next((n for n, each in enumerate(lines, 1) if BATCHING.search(each)), None),
    )


def _kind_of(name: str, source: str, lines: list[str]) -> tuple[str, str, int] | None:
    if name == "config.pbtxt":
        first = next((n for n, each in enumerate(lines, 1) if TRITON_PLATFORM.match(each)), None)
        if first is None or not any(TRITON_INPUT.match(each) for each in lines):
            return None
        return "Triton", "model configuration", first
    if name in FILES:
        tool, marker = FILES[name]
        line = next((n for n, each in enumerate(lines, 1) if marker in each.partition("#")[0]), None)
        return None if line is None else (tool, name, line)
    if "kind:" not in source:
        return None
    for number, each in enumerate(lines, 1):
        match = KIND_LINE.fullmatch(each.rstrip())
        if match is not None and match["kind"] in SERVER_KINDS:
            return SERVER_KINDS[match["kind"]], match["kind"], number
    return None


def _is_applied(repo: Snapshot, path: str) -> bool:
    """Whether a command of the repository applies the manifest, or the folder that contains it."""
    folders = {path, basename(path), dirname(path)} - {""}
    return bool(folders & _applied_words(repo))


@derived
def _applied_words(repo: Snapshot) -> frozenset[str]:
    """The words of the command lines that CI or a target runs and that apply something."""
    found = [frozenset(run.reached.words) for run in ci_runs(repo)]
    for files in repo.target_files.values():
        for file in files:
            for target in file.targets:
                found.extend(frozenset(line.split()) for line in target.script.split("\n"))
    return frozenset(word.strip("./") for words in found if words & APPLIERS for word in words)


def _images(repo: Snapshot) -> Iterator[Manifest]:
    for path, services in repo.services.items():
        for service in services:
            tool = image_tool(service.image or "")
            if tool is not None and not is_example_path(path):
                told = " ".join((*service.command, *service.volumes, *map("=".join, service.environment)))
                yield Manifest(
                    path,
                    service.line,
                    tool,
                    f"service {service.name[:60]}",
                    names_model="model" in told.casefold(),
                    applied=False,
                )
    for path, image in repo.dockerfiles.items():
        tool = image_tool(image.stages[-1].base) if image.stages else None
        if tool is not None and not is_example_path(path):
            named = bool(image.copies) or "model" in " ".join(image.start).casefold()
            yield Manifest(
                path, image.stages[-1].line, tool, "container image", names_model=named, applied=False
            )


def image_tool(image: str) -> str | None:
    """The model server that an image is, if it is a stock one."""
    return next((tool for mark, tool in IMAGES.items() if mark in image), None)


def _commands(repo: Snapshot) -> Iterator[Manifest]:
    for start in starts(repo):
        tool = command_tool(start.words)
        if tool is not None and not is_example_path(start.path):
            yield Manifest(
                start.path, start.line, tool, " ".join(start.words)[:80], names_model=True, applied=True
            )
    for run in ci_runs(repo):
        tool = command_tool(run.reached.words)
        if tool is not None:
            place = run.reached.place
            what = " ".join(run.reached.words)[:80]
            yield Manifest(place.path, place.line, tool, what, names_model=True, applied=True)
    for path, files in repo.target_files.items():
        for file in files:
            for target in file.targets if file.kind not in ("compose", "procfile") else ():
                for number, text in enumerate(target.script.split("\n"), 1):
                    tool = command_tool(tuple(text.split()))
                    if tool is not None and not is_example_path(path):
                        line = target.line_at(number)
                        yield Manifest(path, line, tool, text.strip()[:80], names_model=True, applied=False)


def command_tool(words: tuple[str, ...]) -> str | None:
    """The model server that a command starts."""
    words = unwrap(words)
    return next((tool for prefix, tool in SERVER_COMMANDS.items() if words[: len(prefix)] == prefix), None)
