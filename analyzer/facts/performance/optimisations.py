"""What makes inference faster or cheaper: runtimes, quantisation, compilation, batching and caching."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.performance.model_caches import model_caches
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.models.model_uses import training_modules
from analyzer.wiring.modules import Use, last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called, called_by_requests
from analyzer.wiring.runs.reachability import is_live


class Optimisation(Tool, frozen=True):
    """A library that makes inference cheaper: calls that use it, and those that only prepare a file for it.

    Calls are last parts of dotted names; `keywords` of any of its calls enable it as well.
    `trains_too`: training uses it as well, and then it does not count as inference.
    """

    uses: frozenset[str] = frozenset()
    prepares: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    trains_too: bool = False


OPTIMISATIONS = Catalogue(
    Optimisation(
        "ONNX Runtime",
        ("onnxruntime",),
        word_set("InferenceSession"),
        word_set("quantize_dynamic quantize_static"),
    ),
    Optimisation(
        "Optimum",
        ("optimum",),
        word_set("from_pretrained pipeline"),
        word_set("main_export quantize save_pretrained"),
    ),
    Optimisation(
        "ONNX export",
        ("tf2onnx", "skl2onnx", "onnxmltools", "hummingbird", "keras2onnx"),
        frozenset(),
        word_set("from_keras convert_sklearn to_onnx convert_lightgbm convert_xgboost convert from_function"),
    ),
    Optimisation(
        "OpenVINO",
        ("openvino",),
        word_set("compile_model read_model import_model load_network"),
        word_set("convert_model save_model"),
    ),
    Optimisation(
        "TensorRT",
        ("tensorrt", "torch_tensorrt", "torch2trt", "tensorrt_llm"),
        word_set("deserialize_cuda_engine compile torch2trt LLM from_dir"),
        word_set("Builder build_serialized_network"),
    ),
    Optimisation(
        "PyTorch compilation or quantisation",
        ("torch",),
        word_set("compile quantize_dynamic"),
        word_set("export dynamo_export script trace prepare convert prepare_fx convert_fx"),
        trains_too=True,
    ),
    Optimisation("torchao quantisation", ("torchao",), word_set("quantize_ autoquant"), trains_too=True),
    Optimisation(
        "bitsandbytes quantisation",
        ("bitsandbytes",),
        word_set("Linear8bitLt Linear4bit"),
        trains_too=True,
    ),
    Optimisation(
        "quantised weights",
        ("transformers",),
        word_set("BitsAndBytesConfig GPTQConfig AwqConfig QuantoConfig"),
        keywords=word_set("load_in_8bit load_in_4bit quantization_config"),
        trains_too=True,
    ),
    Optimisation(
        "quantised weights",
        ("auto_gptq", "awq", "exllamav2"),
        word_set("from_quantized Llama from_pretrained"),
    ),
    # A runtime for the processor; its files may hold weights of any precision.
    Optimisation("llama.cpp", ("llama_cpp", "ctransformers"), word_set("Llama from_pretrained")),
    Optimisation(
        "CTranslate2", ("ctranslate2", "faster_whisper"), word_set("Translator Generator WhisperModel")
    ),
    Optimisation("vLLM", ("vllm",), word_set("LLM from_engine_args from_vllm_config")),
    Optimisation("SGLang", ("sglang",), word_set("Engine")),
    Optimisation("LMDeploy", ("lmdeploy",), word_set("pipeline")),
    Optimisation("ONNX Runtime GenAI", ("onnxruntime_genai",), word_set("Model")),
    Optimisation("OpenVINO GenAI", ("openvino_genai",), word_set("LLMPipeline VLMPipeline WhisperPipeline")),
    Optimisation("ExecuTorch", ("executorch",), word_set("load_program load_method")),
    Optimisation("RKNN", ("rknnlite",), word_set("load_rknn")),
    Optimisation("ncnn", ("ncnn",), word_set("load_param")),
    Optimisation("compiled trees", ("lleaves",), word_set("Model")),
    Optimisation("compiled trees", ("tl2cgen", "treelite_runtime"), word_set("Predictor")),
    Optimisation(
        "TensorFlow Lite",
        ("tensorflow.lite", "tflite_runtime", "ai_edge_litert"),
        word_set("Interpreter from_file from_buffer"),
        word_set("from_saved_model from_keras_model TFLiteConverter"),
    ),
    Optimisation("Core ML", ("coremltools",), word_set("MLModel"), word_set("convert")),
    Optimisation("Neural Magic DeepSparse", ("deepsparse",), word_set("Pipeline create compile_model")),
    # https://python.langchain.com/docs/how_to/chat_model_caching, https://docs.litellm.ai/docs/caching
    Optimisation(
        "cache of a model's answers",
        ("langchain.globals", "langchain_core.globals", "litellm"),
        word_set("set_llm_cache enable_cache"),
    ),
    Optimisation("request batching", ("ray.serve",), word_set("batch")),
    Optimisation(
        "request batching", ("batched", "litserve", "bentoml"), keywords=word_set("max_batch_size batchable")
    ),
)
# `torch.jit.trace`, but not `torch.trace`, which is a sum: where PyTorch's names mean this.
TORCH_PLACES = {
    "torch": word_set("compile"),
    "torch.jit": word_set("script trace"),
    "torch.onnx": word_set("export dynamo_export"),
    "torch.export": word_set("export"),
    "torch.quantization": word_set("quantize_dynamic prepare convert"),
    "torch.ao.quantization": word_set("quantize_dynamic prepare convert"),
    "torch.quantization.quantize_fx": word_set("prepare_fx convert_fx"),
    "torch.ao.quantization.quantize_fx": word_set("prepare_fx convert_fx"),
}


def optimisations(repo: Snapshot) -> Iterator[Evidence]:
    """Runtimes, quantisation, compilation and batching in code, and caches in front of a model."""
    trained, served = training_modules(repo), called_by_requests(repo)
    for use, tool in OPTIMISATIONS.uses(repo):
        path = use.code.path
        if use.call is None or is_test(repo, path):
            continue
        kind = _kind(tool, use.call)
        if kind is None:
            continue
        if kind == "uses" and tool.trains_too and path in trained and path not in served.modules:
            continue
        if kind == "prepares":
            note = f"{tool.name}: {use.target}, which only prepares a file"
            yield Evidence(path, use.line, Level.PRESENT, note)
        else:
            yield _use_evidence(repo, use, use.call, tool.name, served)
    yield from model_caches(repo, served)


def _kind(optimisation: Optimisation, call: Call) -> str | None:
    last = last_part(call.target)
    place = call.target.rpartition(".")[0]
    if optimisation.packages == ("torch",) and last not in TORCH_PLACES.get(place, ()):
        return None
    if last in optimisation.uses:
        return "uses"
    if any(
        name in optimisation.keywords and value not in ("False", "None", "0", "1")
        for name, value in call.keywords
    ):
        return "uses"
    return "prepares" if last in optimisation.prepares else None


def _use_evidence(repo: Snapshot, use: Use, call: Call, tool: str, served: Called) -> Evidence:
    path, what = use.code.path, f"{tool}: {use.target}"
    if use.code.notebook or is_example_path(path):
        return Evidence(path, use.line, Level.PRESENT, f"{what}, not in a live module")
    if not is_live(repo, use.code, call.function):
        return Evidence(path, use.line, Level.PRESENT, f"{what}, in a function that nothing calls")
    if served.has(path, call.function):
        return Evidence(path, use.line, Level.WIRED, f"{what}, on the serving path")
    return Evidence(path, use.line, Level.SUBSTANTIVE, what)
