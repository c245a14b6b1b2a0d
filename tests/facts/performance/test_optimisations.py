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


# Caches around a function that calls a model; the cache is in line 4 of what follows two imports.
def cached(decorator: str = "@lru_cache", body: str = "MODEL.predict(x)", more: str = "answer(1)\n") -> str:
    return (
        f"import joblib\nfrom functools import lru_cache\nMODEL = joblib.load('m')\n{decorator}\n"
        f"def answer(x):\n    return {body}\n{more}"
    )


AROUND = "around answer, which calls a model"
CACHES = {
    "decorator": ({"a.py": cached()}, [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"]),
    "decorator with a size": (
        {"a.py": cached("@lru_cache(9)")},
        [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"],
    ),
    "decorator that makes the function a framework's": (
        {"a.py": cached(more="")},
        [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"],
    ),
    "read of a store": (
        {"a.py": cached("import redis", "redis.Redis().get(x) or MODEL.predict(x)")},
        [f"SUBSTANTIVE a.py:6 cache: redis.Redis().get {AROUND}"],
    ),
    "read of a store that nothing calls": (
        {"a.py": cached("import redis", "redis.Redis().get(x) or MODEL.predict(x)", "")},
        [f"PRESENT a.py:6 cache: redis.Redis().get {AROUND}"],
    ),
    "on the serving path": (
        {"a.py": cached(), "api.py": SERVED.format("import a")},
        [f"WIRED a.py:4 cache: functools.lru_cache {AROUND} on the serving path"],
    ),
    "on the serving path, where nothing calls it": (
        {
            "a.py": cached("import redis", "redis.Redis().get(x) or MODEL.predict(x)", ""),
            "api.py": SERVED.format("import a"),
        },
        [f"PRESENT a.py:6 cache: redis.Redis().get {AROUND}"],
    ),
    "a model handed over": (
        {"a.py": cached(body="x.embed(1)")},
        [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"],
    ),
    "a function of that name": ({"a.py": cached(body="embed(1)")}, []),
    "nothing of a model": ({"a.py": cached(body="x.read(1)")}, []),
    "a model called after the function": ({"a.py": cached(body="x", more="MODEL.predict(answer(1))\n")}, []),
    "a model called before the function": (
        {
            "a.py": "import joblib\nfrom functools import lru_cache\nA = joblib.load('m').predict(1)\n@lru_cache\ndef a():\n    pass\n"
        },
        [],
    ),
    "one load of a model": (
        {
            "a.py": "import joblib\nfrom functools import cache\n\n@cache\ndef load():\n    return joblib.load('m')\n"
        },
        [],
    ),
    "a model elsewhere": (
        {
            "a.py": "import openai\nfrom functools import cache\nMODEL = openai.OpenAI()\n@cache\n"
            "def answer(x): return MODEL.chat.completions.create(x)\n"
        },
        [f"SUBSTANTIVE a.py:4 cache: functools.cache {AROUND}"],
    ),
    "another decorator": ({"a.py": cached("@staticmethod")}, []),
    "write to a store": ({"a.py": cached("import redis", "redis.Redis().set(x, MODEL.predict(x))")}, []),
    "read of something else": ({"a.py": cached("import os", "os.environ.get(x) or MODEL.predict(x)")}, []),
    "read of a store elsewhere": (
        {"a.py": cached("import redis", more="answer(redis.Redis().get(1))\n")},
        [],
    ),
    "in a test": ({"tests/test_a.py": cached()}, []),
    "in an example": ({"examples/a.py": cached()}, []),
}


@pytest.mark.parametrize(("files", "expected"), CACHES.values(), ids=CACHES)
def test_a_cache_of_answers_is_around_a_function_that_calls_a_model(
    files: dict[str, str], expected: list[str]
) -> None:
    assert told(files) == expected


# A cache in line 8 around a function from which calls lead to the model of another module.
FAR = (
    "from functools import lru_cache\nfrom fastapi import FastAPI\nfrom scoring import Scorer\n\napp = FastAPI()\n"
    "scorer = Scorer()\n\n@lru_cache(32)\ndef {name}({given}):\n    return {body}\n\n"
    "@app.post('/predict')\ndef predict(row: str):\n    return {name}({given})\n"
)
SCORER = "import joblib\n\nMODEL = joblib.load('m')\n\nclass Scorer:\n    def rate(self, row):\n        return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("name", "given", "body", "is_cache"),
    [
        ("rated", "row", "scorer.rate(row)", True),
        ("rated", "row", "len(row)", False),
        ("rated", "", "scorer.rate(1)", False),
        ("get_engine", "row", "scorer.rate(row)", False),
    ],
)
def test_a_cache_around_what_leads_to_a_model(name: str, given: str, body: str, is_cache: bool) -> None:
    found = told({"api.py": FAR.format(name=name, given=given, body=body), "scoring.py": SCORER})
    note = f"WIRED api.py:8 cache: functools.lru_cache around {name}, which calls a model on the serving path"
    assert found == ([note] if is_cache else [])


STORE = (
    "from redisvl.index import SearchIndex\n\ndef {}(question):\n    return SearchIndex().query(question)\n"
)
CLASS = "import redis\n\nclass {}:\n    def {}(self, question):\n        return redis.Redis().get(question)\n"
BOTH_WAYS = (
    "from memory import store\n\ndef _cache_get(key):\n    return store.get('a', key)\n\n"
    "def {}(key, value):\n    store.set('a', key, value)\n"
)
ASKED = "from kept import {0}\n\ndef answer(x):\n    return {1} or MODEL.predict(x)\nanswer(1)\n"


@pytest.mark.parametrize(
    ("module", "store", "asked", "shown"),
    [
        (
            "cache",
            STORE.format("get_semantic"),
            ("get_semantic", "get_semantic(x)"),
            "get_semantic (cache.py)",
        ),
        ("kept", STORE.format("lookup_cache"), ("lookup_cache", "lookup_cache(x)"), "lookup_cache (kept.py)"),
        (
            "kept",
            CLASS.format("AnswerCache", "get"),
            ("AnswerCache", "AnswerCache().get(x)"),
            "get (kept.py)",
        ),
        (
            "kept",
            BOTH_WAYS.format("_cache_set"),
            ("_cache_get", "_cache_get(x)"),
            "_cache_get (kept.py)",
        ),
        ("kept", BOTH_WAYS.format("_cache_clear"), ("_cache_get", "_cache_get(x)"), None),
        ("kept", BOTH_WAYS.format("_cache_set_model"), ("_cache_get", "_cache_get(x)"), None),
        # No cache by any name, no lookup, no store, or something else that is kept.
        ("kept", STORE.format("get_semantic"), ("get_semantic", "get_semantic(x)"), None),
        ("cache", STORE.format("set_semantic"), ("set_semantic", "set_semantic(x)"), None),
        ("cache", "def get_semantic(x):\n    return 1\n", ("get_semantic", "get_semantic(x)"), None),
        ("cache", STORE.format("get_model"), ("get_model", "get_model(x)"), None),
        ("cache", STORE.format("get_stats"), ("get_stats", "get_stats(x)"), None),
        (
            "kept",
            CLASS.format("SessionCache", "get_session"),
            ("SessionCache", "SessionCache().get_session(x)"),
            None,
        ),
        # Nothing is asked of a model behind it.
        ("cache", STORE.format("get_semantic"), ("get_semantic", "get_semantic(x) or len(x) #"), None),
    ],
)
def test_an_own_cache_that_is_looked_up_before_a_model(
    module: str, store: str, asked: tuple[str, str], shown: str | None
) -> None:
    text = ASKED.format(*asked).replace("from kept", f"from {module}")
    found = told({f"{module}.py": store, "a.py": "import joblib\nMODEL = joblib.load('m')\n" + text})
    assert found == ([] if shown is None else [f"SUBSTANTIVE a.py:6 cache: {shown} {AROUND}"])


DECORATOR = (
    "from cache import get_kept\n\ndef kept(ttl):\n    def around(function):\n"
    "        async def asked(*args):\n            found = get_kept(args)\n"
    "            return found or await function(*args)\n        return asked\n    return around\n"
)
OWN_CACHE = "import redis\n\ndef get_kept(key):\n    return redis.Redis().get(key)\n"
APPLIED = (
    "import joblib\nfrom kept import kept\n\nMODEL = joblib.load('m')\n\n@kept(60)\n"
    "async def answer(x):\n    return {}\n\nanswer(1)\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("MODEL.predict(x)", [f"SUBSTANTIVE a.py:6 cache: kept (kept.py) {AROUND}"]),
        ("len(x)", []),
    ],
)
def test_a_decorator_of_its_own_is_shown_where_it_stands_above_what_asks_a_model(
    body: str, expected: list[str]
) -> None:
    assert told({"cache.py": OWN_CACHE, "kept.py": DECORATOR, "a.py": APPLIED.format(body)}) == expected


# What the route keeps is made in the branch that follows a miss.
KEEPING = (
    "from fastapi import Depends, FastAPI\nfrom cache import Cache\nfrom scoring import Scorer\n\napp = FastAPI()\n"
    "scorer = Scorer()\n\n@app.post('/a')\ndef answer(x: str, cache: Cache = Depends(Cache)):\n"
    "    found = cache.get_cached_answer(x)\n    if found is None:\n        {}\n"
    "        cache.set_answer_cache(x, {})\n        scorer.rate(x)\n    return found\n"
)
CLASS_OF_CACHE = (
    "import redis\n\nclass Cache:\n    def get_cached_answer(self, key):\n        return redis.Redis().get(key)\n\n"
    "    def set_answer_cache(self, key, value):\n        redis.Redis().set(key, value)\n"
)


@pytest.mark.parametrize(
    ("made", "kept", "is_cache"),
    [
        ("found = scorer.rate(x)", "found", True),
        ("raw = scorer.rate(x)\n        found = dict(raw)", "found", True),
        ("found = dict(scorer.rate(x))", "found", True),
        ("raw = scorer.rate(x)", "raw.text", True),
        ("pass", "x", True),
        ("found = open(x)", "found", False),
        ("found = cache.get_cached_answer(1)\n        found = open(x)", "found", False),
        ("found = cache.get_cached_answer(1)", "found", True),
        ("raw = open(x)\n        found = raw.read()", "found", False),
    ],
)
def test_what_a_cache_keeps_comes_from_the_call_that_asks_a_model(
    made: str, kept: str, is_cache: bool
) -> None:
    files = {"api.py": KEEPING.format(made, kept), "scoring.py": SCORER, "cache.py": CLASS_OF_CACHE}
    note = f"WIRED api.py:10 cache: get_cached_answer (cache.py) {AROUND} on the serving path"
    assert told(files) == ([note] if is_cache else [])


def test_no_package_belongs_to_two_optimisations() -> None:
    packages = [package for each in OPTIMISATIONS.tools for package in each.packages]
    assert len(packages) == len(set(packages))
