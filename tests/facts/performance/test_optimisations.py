from __future__ import annotations

import pytest

from analyzer.facts.performance.optimisations import OPTIMISATIONS, optimisations
from tests.support.model_kinds import used
from tests.support.snapshots import snapshot

SERVED = (
    "import joblib\nfrom fastapi import FastAPI\n{}\napp = FastAPI()\nMODEL = joblib.load('m')\n\n"
    "@app.post('/predict')\ndef predict(rows):\n    return MODEL.predict(rows)\n"
)
ONNX = "import onnxruntime\n\nonnxruntime.InferenceSession('m')\n"
HOOK = "import onnxruntime\n\ndef model_fn({}):\n    return onnxruntime.InferenceSession('m')\n"
TRAINS = "import xgboost\n{}\nxgboost.train({{}}, None)\n"


def told(files: dict[str, str]) -> list[str]:
    """Every optimisation as `level path:line note`."""
    return [
        f"{each.level.name} {each.path}:{each.line} {each.note}" for each in optimisations(snapshot(files))
    ]


RUNTIME = "ONNX Runtime: onnxruntime.InferenceSession"
PLACES = {
    "a live module": ({"a.py": ONNX}, [f"SUBSTANTIVE a.py:3 {RUNTIME}"]),
    "the serving path": (
        {"a.py": ONNX, "api.py": SERVED.format("import a")},
        [f"WIRED a.py:3 {RUNTIME}, on the serving path"],
    ),
    "imported by the service, and not called": (
        {
            "a.py": "import onnxruntime\n\ndef load():\n    return onnxruntime.InferenceSession('m')\n"
            "if __name__ == '__main__':\n    load()\n",
            "api.py": SERVED.format("import a"),
        },
        [f"SUBSTANTIVE a.py:4 {RUNTIME}"],
    ),
    "called by the service": (
        {
            "a.py": "import onnxruntime\n\ndef load():\n    return onnxruntime.InferenceSession('m')\n",
            "api.py": SERVED.format("import a") + "\nsession = a.load()\n",
        },
        [f"WIRED a.py:4 {RUNTIME}, on the serving path"],
    ),
    "beside the serving path": (
        {"a.py": ONNX, "api.py": SERVED.format("")},
        [f"SUBSTANTIVE a.py:3 {RUNTIME}"],
    ),
    "an example": ({"examples/a.py": ONNX}, [f"PRESENT examples/a.py:3 {RUNTIME}, not in a live module"]),
    "a notebook": (
        {
            "a.ipynb": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", '
            '"metadata": {}, "outputs": [], "execution_count": 1, '
            '"source": "import onnxruntime\\nonnxruntime.InferenceSession(1)"}]}'
        },
        [f"PRESENT a.ipynb:1 {RUNTIME}, not in a live module"],
    ),
    "a function that nothing calls": (
        {"a.py": "import onnxruntime\n\ndef unused():\n    onnxruntime.InferenceSession('m')\n"},
        [f"PRESENT a.py:4 {RUNTIME}, in a function that nothing calls"],
    ),
    "a function that something calls": (
        {"a.py": "import onnxruntime\n\ndef used():\n    onnxruntime.InferenceSession('m')\n\nused()\n"},
        [f"SUBSTANTIVE a.py:4 {RUNTIME}"],
    ),
    "a function that a server of models calls": (
        {"a.py": HOOK.format("model_dir")},
        [f"SUBSTANTIVE a.py:4 {RUNTIME}"],
    ),
    "a function of that name that TensorFlow calls where it is handed over": (
        {"a.py": HOOK.format("features, labels, mode")},
        [f"PRESENT a.py:4 {RUNTIME}, in a function that nothing calls"],
    ),
    "a function of that name without the others": (
        {"a.py": HOOK.format("model_dir").replace("model_fn", "predict_fn")},
        [f"PRESENT a.py:4 {RUNTIME}, in a function that nothing calls"],
    ),
    "a test": ({"tests/test_a.py": ONNX}, []),
    "an import alone": ({"a.py": "from onnxruntime import InferenceSession\n"}, []),
    "a call that optimises nothing": ({"a.py": "import onnxruntime\n\nonnxruntime.get_device()\n"}, []),
    "a file for a runtime, on the serving path": (
        {"api.py": SERVED.format("import onnxmltools\n\nonnxmltools.convert_sklearn(1)\n")},
        ["PRESENT api.py:5 ONNX export: onnxmltools.convert_sklearn, which only prepares a file"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), PLACES.values(), ids=PLACES)
def test_level_follows_where_the_optimisation_is(files: dict[str, str], expected: list[str]) -> None:
    assert told(files) == expected


# Keywords that switch it on, and values that leave it off.
@pytest.mark.parametrize(
    ("value", "count"), [("True", 1), ("config", 1), ("False", 0), ("None", 0), ("0", 0), ("1", 0), ("8", 1)]
)
def test_a_keyword_switches_it_on_unless_its_value_says_no(value: str, count: int) -> None:
    source = f"from transformers import AutoModel\n\nAutoModel.from_pretrained('x', load_in_8bit={value})\n"
    found = told({"a.py": source})
    assert found == ["SUBSTANTIVE a.py:3 quantised weights: transformers.AutoModel.from_pretrained"][:count]


def test_another_keyword_switches_nothing_on() -> None:
    source = "from transformers import AutoModel\n\nAutoModel.from_pretrained('x', revision=load)\n"
    assert told({"a.py": source}) == []


TORCH = {
    "torch.compile": "SUBSTANTIVE",
    "torch.quantization.quantize_dynamic": "SUBSTANTIVE",
    "torch.ao.quantization.quantize_dynamic": "SUBSTANTIVE",
    "torch.jit.script": "PRESENT",
    "torch.jit.trace": "PRESENT",
    "torch.onnx.export": "PRESENT",
    "torch.export.export": "PRESENT",
    "torch.quantization.quantize_fx.convert_fx": "PRESENT",
    "torch.ao.quantization.quantize_fx.prepare_fx": "PRESENT",
    "torch.trace": "",
    "torch.export": "",
    "torch.nn.compile": "",
    "torch.jit.load": "",
}


@pytest.mark.parametrize(("call", "level"), TORCH.items(), ids=TORCH)
def test_names_of_pytorch_mean_this_in_their_places_only(call: str, level: str) -> None:
    found = told({"a.py": f"import torch\n\n{call}(None)\n"})
    assert [each.split()[0] for each in found] == ([level] if level else [])


TRAINS_TOO = {
    "compilation": ("import torch", "torch.compile(1)", True),
    "torchao": ("import torchao", "torchao.autoquant(1)", True),
    "bitsandbytes": ("import bitsandbytes", "bitsandbytes.Linear4bit(1)", True),
    "quantised weights": ("import transformers", "transformers.GPTQConfig(1)", True),
    "a runtime": ("import onnxruntime", "onnxruntime.InferenceSession(1)", False),
}


def test_an_export_beside_the_training_prepares_a_file() -> None:
    [found] = told({"a.py": TRAINS.format("import torch") + "torch.onnx.export(1)\n"})
    assert found.startswith("PRESENT")


@pytest.mark.parametrize(("imported", "call", "trains_too"), TRAINS_TOO.values(), ids=TRAINS_TOO)
def test_what_training_uses_too_says_nothing_of_inference_where_a_model_is_trained(
    imported: str, call: str, trains_too: bool
) -> None:
    source = TRAINS.format(imported) + call + "\n"
    assert len(told({"a.py": source})) == (0 if trains_too else 1)
    assert len(told({"a.py": f"{imported}\n{call}\n"})) == 1
    served = {"a.py": source, "api.py": SERVED.format("import a")}
    assert [each.split()[0] for each in told(served)] == ["WIRED"]


def calls() -> list[tuple[str, str, str, str]]:
    return [
        (each.name, package, name, level)
        for each in OPTIMISATIONS.tools
        for package in each.packages
        for level, kind in (("SUBSTANTIVE", each.uses), ("PRESENT", each.prepares))
        for name in sorted(kind)
        if package != "torch"
    ]


@pytest.mark.parametrize(("tool", "package", "name", "level"), calls())
def test_every_call_of_a_tool_is_told(tool: str, package: str, name: str, level: str) -> None:
    found = told({"a.py": f"import {package}\n\n{package}.{name}(a)\n"})
    assert [each.partition(f": {package}.{name}")[0] for each in found] == [f"{level} a.py:3 {tool}"]


# How each runtime loads a model; the last line does.
RUNTIMES = {
    "ONNX Runtime": "import onnxruntime as o\no.InferenceSession('m.onnx')\n",
    "ONNX Runtime GenAI": "import onnxruntime_genai as o\no.Model('m')\n",
    "Optimum": "from optimum.onnxruntime import ORTModelForMaskedLM as M\nM.from_pretrained('m')\n",
    "OpenVINO": "from openvino import Core\nCore().read_model('m.xml')\n",
    "OpenVINO, compiled": "import openvino as ov\nov.compile_model('m.xml')\n",
    "OpenVINO, older names": "from openvino.runtime import Core\nCore().compile_model('m.xml')\n",
    "OpenVINO, oldest": "from openvino.inference_engine import IECore\nIECore().load_network('m')\n",
    "OpenVINO GenAI": "import openvino_genai as ov\nov.LLMPipeline('m', 'CPU')\n",
    "TensorRT": "import tensorrt as trt\ntrt.Runtime(log).deserialize_cuda_engine(e)\n",
    "TensorRT-LLM": "from tensorrt_llm.runtime import ModelRunner\nModelRunner.from_dir('m')\n",
    "GPTQ": "from auto_gptq import AutoGPTQForCausalLM as M\nM.from_quantized('m')\n",
    "llama.cpp": "from llama_cpp import Llama\nLlama('m.gguf')\n",
    "CTranslate2": "import ctranslate2\nctranslate2.Translator('m')\n",
    "Whisper": "from faster_whisper import WhisperModel\nWhisperModel('m')\n",
    "vLLM": "from vllm import LLM\nLLM('m')\n",
    "vLLM, by its engine": "from vllm import LLMEngine\nLLMEngine.from_engine_args(a)\n",
    "SGLang": "import sglang\nsglang.Engine(model_path='m')\n",
    "LMDeploy": "from lmdeploy import pipeline\npipeline('m')\n",
    "TensorFlow Lite": "from tflite_runtime.interpreter import Interpreter\nInterpreter('m.tflite')\n",
    "LiteRT": "from ai_edge_litert.compiled_model import CompiledModel\nCompiledModel.from_file('m.tflite')\n",
    "Core ML": "import coremltools\ncoremltools.models.MLModel('m')\n",
    "DeepSparse": "import deepsparse\ndeepsparse.compile_model('m.onnx', 1)\n",
    "ExecuTorch": "from executorch.runtime import Runtime\nRuntime.get().load_program('m.pte')\n",
    "RKNN": "from rknnlite.api import RKNNLite\nRKNNLite().load_rknn('m.rknn')\n",
    "ncnn": "import ncnn\nncnn.Net().load_param('m.param')\n",
    "lleaves": "import lleaves\nlleaves.Model(model_file='m.txt')\n",
    "Treelite": "import tl2cgen\ntl2cgen.Predictor('m.so')\n",
}


@pytest.mark.parametrize("source", RUNTIMES.values(), ids=RUNTIMES)
def test_what_a_runtime_loads_is_an_optimisation_and_a_model(source: str) -> None:
    assert [each.partition(": ")[0].split()[:2] for each in told({"a.py": source})] == [
        ["SUBSTANTIVE", "a.py:2"]
    ]
    assert used({"a.py": source}) == {"a.py": ["loads 2"]}


def test_no_package_belongs_to_two_optimisations() -> None:
    packages = [package for each in OPTIMISATIONS.tools for package in each.packages]
    assert len(packages) == len(set(packages))
