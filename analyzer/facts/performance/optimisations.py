"""What makes inference faster or cheaper: runtimes, quantisation, compilation, batching and caching."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from analyzer.facts.performance.answer_caches import answer_caches
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Call, Function, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.models.model_uses import model_uses, training_modules
from analyzer.wiring.modules import Code, Use, last_part, package_of
from analyzer.wiring.origins import origin
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called, called_by_requests
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.serving.served_models import functions_that_ask


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
        ("auto_gptq", "awq", "llama_cpp", "ctransformers", "exllamav2"),
        word_set("from_quantized Llama from_pretrained"),
    ),
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

CACHE_DECORATORS = word_set(
    "functools.lru_cache functools.cache cachetools.cached cachetools.cachedmethod cachetools.func.ttl_cache "
    "cachetools.func.lru_cache aiocache.cached async_lru.alru_cache fastapi_cache.decorator.cache "
    "joblib.Memory().cache diskcache.Cache().memoize flask_caching.Cache().cached "
    "flask_caching.Cache().memoize django.views.decorators.cache.cache_page cashews.cache"
)
CACHE_PACKAGES = word_set("redis aioredis diskcache pymemcache cachetools gptcache aiocache coredis")
CACHE_READS = word_set("get hget mget exists")
# Own functions that look an answer up in such a store: by their name, their class's or their file's.
CACHE_STORES = CACHE_PACKAGES | word_set("redisvl qdrant_client chromadb faiss hnswlib valkey")
CACHE_WORDS = word_set("cache caches cached")
STORING_WORDS = word_set("set put store save write add remember keep")
LOOKUP_WORDS = word_set("get lookup look search check query fetch find read retrieve match")
# What else is kept by such functions: objects, settings, and how the cache itself is doing.
KEPT_OTHERS = word_set(
    "model models client clients connection conn pool session redis config settings index store stats "
    "backend size keys key info health status user users token rate limit feature embedding embeddings"
)
# What a cached function makes once for all who ask.
MADE_ONCE = KEPT_OTHERS | word_set(
    "engine service pipeline chain chains agent agents app graph retriever tokenizer router container"
)
PREDICTING_CALLS = word_set(
    "predict predict_proba infer inference generate embed encode complete score transcribe"
)


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
    lookups = frozenset(_lookups(repo))
    caches = list(_caches(repo, served, lookups))
    yield from caches
    named = {name.rpartition(".")[2]: path for path, name in sorted(lookups, reverse=True)}
    yield from answer_caches(repo, served, named, frozenset(each.path or "" for each in caches))


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


def _caches(repo: Snapshot, served: Called, lookups: frozenset[tuple[str, str]]) -> Iterator[Evidence]:
    """Caches of answers: around a function that calls a model. Cached settings or loads do not count."""
    calling = _lines_of_predictions(repo)
    asking: frozenset[tuple[str, str]] | None = None
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, facts, notebook=False)
        reads = _looked_up(repo, path, facts.calls, lookups) | _cache_reads(facts.calls)
        for function in facts.functions:
            cache = _cache_decorator(function) or reads.get(function.qualified_name)
            if cache is None:
                continue
            if not _predicts(function, calling.get(path, ())):
                asking = functions_that_ask(repo) if asking is None else asking
                if (path, function.qualified_name) not in asking or not _answers_what_it_is_given(function):
                    continue
            live = is_live(repo, code, function.qualified_name)
            level = Level.SUBSTANTIVE if live else Level.PRESENT
            if live and served.has(path, function.qualified_name):
                level = Level.WIRED
            where = " on the serving path" if level is Level.WIRED else ""
            note = f"cache: {cache} around {function.name}, which calls a model{where}"
            yield Evidence(path, function.line, level, note)


def _lines_of_predictions(repo: Snapshot) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for use in model_uses(repo):
        if use.kind == "calls":
            found.setdefault(use.code.path, []).append(use.line)
    return found


def _cache_decorator(function: Function) -> str | None:
    targets = (decorator.target for decorator in function.decorators)
    return next((target for target in targets if target in CACHE_DECORATORS), None)


def _cache_reads(calls: tuple[Call, ...]) -> dict[str | None, str]:
    """The first read of a cache in each function, by its qualified name."""
    found: dict[str | None, str] = {}
    for call in calls:
        if last_part(call.target) in CACHE_READS and package_of(call.target, CACHE_PACKAGES):
            found.setdefault(call.function, call.target)
    return found


def _lookups(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """Own functions that look up an answer which is kept: (file, qualified name).

    It is kept in a store of a package, or by another function of the file that is named for it too.
    """
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        of_file = words_of(basename(path).removesuffix(".py"))
        stores = any(package_of(each.module, CACHE_STORES) for each in facts.imports)
        if not stores and not any(_keeps_answers(each) for each in facts.functions):
            continue
        for each in facts.functions:
            name = words_of(each.name)
            words = words_of(each.qualified_name) | of_file
            if not each.empty and words & CACHE_WORDS and name & LOOKUP_WORDS and not name & KEPT_OTHERS:
                yield path, each.qualified_name


def _keeps_answers(function: Function) -> bool:
    """Whether a function is named for keeping something in a cache, as what looks it up there is."""
    name = words_of(function.name)
    stores = bool(name & STORING_WORDS) and not name & KEPT_OTHERS
    return not function.empty and stores and bool(words_of(function.qualified_name) & CACHE_WORDS)


def _looked_up(
    repo: Snapshot, path: str, calls: tuple[Call, ...], lookups: frozenset[tuple[str, str]]
) -> dict[str | None, str]:
    """The first own lookup that each function calls, by its qualified name."""
    found: dict[str | None, str] = {}
    names = {name.rpartition(".")[2] for _path, name in lookups}
    for call in calls:
        if last_part(call.target) in names:
            meant = origin(repo, path, call.target)
            if (meant.path, meant.target.replace("()", "")) in lookups:
                found.setdefault(call.function, f"{last_part(call.target)} ({meant.path})")
    return found


def _answers_what_it_is_given(function: Function) -> bool:
    """Whether what a cached function returns depends on its parameters, and is no object made once."""
    given = set(function.parameters) - {"self", "cls"}
    return bool(given) and not words_of(function.name) & MADE_ONCE


def _predicts(function: Function, lines: list[int] | tuple[int, ...]) -> bool:
    if any(function.line <= line <= function.end_line for line in lines):
        return True
    return any(last_part(name) in PREDICTING_CALLS and "." in name for name in function.names)
