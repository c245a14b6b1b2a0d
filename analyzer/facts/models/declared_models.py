"""Which libraries of models a program in JavaScript or TypeScript declares to install.

Their calls are not read: a declaration says that a model is part of the program, and nothing of what it does.
"""

from __future__ import annotations

from msgspec import Struct

from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.roles import is_example_path

# Clients of hosted models, and runtimes that load one.
MODEL_LIBRARIES = word_set(
    "openai ai langchain llamaindex ollama replicate cohere-ai groq-sdk together-ai onnxruntime-node "
    "onnxruntime-web node-llama-cpp brain.js ml5 @anthropic-ai/sdk @google/generative-ai @google/genai "
    "@google-cloud/vertexai @mistralai/mistralai @azure/openai @aws-sdk/client-bedrock-runtime "
    "@aws-sdk/client-bedrock-agent-runtime @aws-sdk/client-sagemaker-runtime"
)
MODEL_SCOPES = ("@langchain/", "@ai-sdk/", "@tensorflow/tfjs", "@huggingface/", "@xenova/")


class DeclaredModel(Struct, frozen=True):
    """Where a library of models is declared."""

    path: str
    line: int
    name: str


@derived
def declared_models(repo: Snapshot) -> tuple[DeclaredModel, ...]:
    """What the package files of the program itself install at run time, by path and line."""
    return tuple(
        DeclaredModel(path, each.line, each.name)
        for path, declared in sorted(repo.dependencies.items())
        if declared.kind == "package-json" and not is_example_path(path)
        for each in declared.dependencies
        if each.group == "main" and (each.name in MODEL_LIBRARIES or each.name.startswith(MODEL_SCOPES))
    )
