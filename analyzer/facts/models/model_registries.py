"""Model registries: their calls, and what names the model in a call or in an address of a registry."""

from __future__ import annotations

import ast
import re

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.modules import Use, import_graph, module_index
from analyzer.wiring.roles import is_test


class ModelRegistry(Tool, frozen=True):
    """A registry: its packages, the calls that register or promote, the calls that request a version.

    Calls are last parts of dotted names. `inside` are names one of which the dotted name must contain, where
    the last part alone is an everyday word.
    """

    registers: frozenset[str]
    loads: frozenset[str]
    inside: frozenset[str] = frozenset()


REGISTRIES = Catalogue(
    ModelRegistry(
        "MLflow model registry",
        ("mlflow",),
        word_set(
            "register_model create_registered_model create_model_version set_registered_model_alias "
            "transition_model_version_stage"
        ),
        word_set("get_model_version_by_alias get_latest_versions get_model_version search_model_versions"),
    ),
    # Its clients log into MLflow: https://docs.databricks.com/machine-learning/feature-store/
    ModelRegistry(
        "MLflow model registry",
        ("databricks.feature_engineering", "databricks.feature_store"),
        frozenset(),
        word_set("score_batch"),
    ),
    ModelRegistry(
        "Weights & Biases registry",
        ("wandb",),
        word_set("link_model link_artifact log_model link"),
        word_set("use_model use_artifact artifact"),
    ),
    ModelRegistry(
        "SageMaker model registry",
        ("boto3", "sagemaker"),
        word_set("create_model_package create_model_package_group RegisterModel update_model_package"),
        word_set("list_model_packages describe_model_package ModelPackage"),
    ),
    ModelRegistry(
        "SageMaker model registry",
        ("sagemaker.core.resources", "sagemaker_core.resources"),
        word_set("create update"),
        word_set("get get_all"),
        word_set("ModelPackage ModelPackageGroup"),
    ),
    ModelRegistry(
        "Vertex AI model registry",
        ("google.cloud.aiplatform",),
        word_set(
            "upload upload_xgboost_model_file upload_scikit_learn_model_file upload_tensorflow_saved_model "
            "add_version_aliases register"
        ),
        word_set("Model deploy get_model get_version_info"),
        word_set("Model ModelRegistry"),
    ),
    ModelRegistry(
        "Vertex AI model registry",
        ("google_cloud_pipeline_components",),
        word_set("ModelUploadOp"),
        word_set("ModelGetOp GetVertexModelOp"),
    ),
    ModelRegistry(
        "Hugging Face Hub",
        ("huggingface_hub", "transformers", "sentence_transformers", "setfit", "diffusers", "peft"),
        word_set(
            "push_to_hub upload_folder upload_file create_commit push_to_hub_keras push_to_hub_fastai "
            "upload_large_folder"
        ),
        word_set("from_pretrained hf_hub_download snapshot_download pipeline SentenceTransformer"),
    ),
    ModelRegistry(
        "BentoML model store",
        ("bentoml",),
        word_set("save_model import_model"),
        word_set("load_model get load_runner BentoModel"),
    ),
    ModelRegistry(
        "Azure ML model registry",
        ("azureml.core.Model", "azureml.core.model"),
        word_set("register"),
        word_set("get_model_path Model"),
    ),
    ModelRegistry("Azure ML model registry", ("azureml.core",), word_set("register_model"), frozenset()),
    ModelRegistry(
        "Azure ML model registry",
        ("azure.ai.ml",),
        word_set("create_or_update share"),
        word_set("get"),
        word_set("models"),
    ),
    ModelRegistry(
        "Neptune model registry", ("neptune",), word_set("init_model init_model_version"), frozenset()
    ),
    ModelRegistry(
        "Hopsworks model registry",
        ("hopsworks", "hsml"),
        word_set("create_model"),
        word_set("get_model get_best_model"),
    ),
    ModelRegistry(
        "ZenML model control plane",
        ("zenml",),
        word_set("create_model_version create_model Model set_stage"),
        word_set("get_model_version"),
    ),
    ModelRegistry(
        "Comet model registry",
        ("comet_ml",),
        word_set("register_model"),
        word_set("get_model download_registry_model"),
    ),
    ModelRegistry(
        "ClearML model store",
        ("clearml",),
        word_set("OutputModel update_output_model"),
        word_set("InputModel"),
    ),
    ModelRegistry(
        "Kubeflow model registry",
        ("model_registry",),
        word_set("register_model register_hf_model"),
        word_set("get_registered_model get_model_version get_model_artifact"),
    ),
    ModelRegistry(
        "Snowflake model registry",
        ("snowflake.ml.registry",),
        word_set("log_model"),
        word_set("get_model"),
    ),
    ModelRegistry("MLRun model registry", ("mlrun",), word_set("log_model"), word_set("get_model")),
    ModelRegistry("Kaggle models", ("kagglehub",), word_set("model_upload"), word_set("model_download")),
)
MLFLOW = REGISTRIES.tools[0]
# The calls whose arguments are looked at.
METHODS = frozenset().union(*(each.registers | each.loads for each in REGISTRIES.tools))
# Methods that nothing else has: they count on an object of unknown origin in a file with the library.
UNMISTAKABLE_CALLS = word_set(
    "create_registered_model create_model_version set_registered_model_alias transition_model_version_stage "
    "get_model_version_by_alias get_latest_versions search_model_versions create_model_package "
    "create_model_package_group update_model_package list_model_packages describe_model_package "
    "link_artifact link_model add_version_aliases update_output_model download_registry_model"
)
# The same of a method with an everyday name, by a keyword that only a registry has; with the library's root.
TELLING_KEYWORDS = {
    ("link", "target_path"): "wandb",
    ("register", "model_package_group_name"): "sagemaker",
    ("run", "model_display_name"): "google",
}
# A client that came as a parameter: `ml_client.models.create_or_update(...)`.
TELLING_ENDS = {"models.create_or_update": "azure"}
# Commands that register, by their first words.
REGISTERING_COMMANDS = {
    ("gto", "register"): "GTO",
    ("gto", "assign"): "GTO",
    ("az", "ml", "model", "create"): "Azure ML model registry",
    ("az", "ml", "model", "register"): "Azure ML model registry",
    ("gcloud", "ai", "models", "upload"): "Vertex AI model registry",
    ("aws", "sagemaker", "create-model-package"): "SageMaker model registry",
    ("hf", "upload"): "Hugging Face Hub",
    ("hf", "upload-large-folder"): "Hugging Face Hub",
    ("huggingface-cli", "upload"): "Hugging Face Hub",
    ("huggingface-cli", "upload-large-folder"): "Hugging Face Hub",
}
# `wandb-registry-model/churn:production`, `team/model-registry/churn`.
# BentoML: `churn:latest` is a version of what was saved as `churn`.
NAME_AND_TAG = lazy_regex(r"(?P<name>[A-Za-z_][\w-]{2,80}):[\w.-]{1,40}")
REGISTRY_PATH = lazy_regex(
    r"(?:[\w.-]{1,100}/)?(?:wandb-registry-[\w-]{1,60}|model-registry)/([\w.-]{1,100})(?::([\w.-]{1,60}))?"
)
# `mlflow.sklearn.log_model(..., registered_model_name=...)` registers what it logs.
REGISTERING_KEYWORD = "registered_model_name"
MODEL_ADDRESS = "models:/"
ADDRESS_BEGINS = lazy_regex(r"[\"']models:/")
ADDRESS_HELD = lazy_regex(
    r"(?<![\w.])(\w{1,60})[ \t]{0,4}(?::[^=\n]{1,40})?=[ \t]{0,4}\(?\s{0,40}f?[\"']models:/"
)
ADDRESS_ROWS = 6
# In configuration an address needs an alias, a stage or a version: `models:/app` is also a volume.
CONFIGURED_ADDRESS = lazy_regex(
    r"(?<![\w./-])models:/([\w.-]{1,100})(?:@([\w-]{1,60})|/(Production|Staging|latest|\d{1,6})\b)"
)
# An identifier that holds the name of a model, its alias or its repository.
NAMING = lazy_regex(r"name|registry|alias|stage|repo", re.IGNORECASE)
FEWEST_CHARACTERS = 3


def last_name(use: Use) -> str:
    """The last part of the called name, whatever it is called on."""
    return use.target.replace("()", "").rpartition(".")[2]


def names_address(repo: Snapshot, use: Use) -> bool:
    """Whether an argument of a call begins with `models:/`, or is a variable that does."""
    content = repo.text(use.code.path) or ""
    held = set(ADDRESS_HELD.findall(content))
    rows, depth = content.split("\n"), 0
    for row in rows[use.line - 1 : use.line - 1 + ADDRESS_ROWS]:
        if ADDRESS_BEGINS.search(row[:500]) is not None or held & set(re.findall(r"\w+", row[:500])):
            return True
        depth += row.count("(") - row.count(")")
        if depth <= 0:
            break
    return False


def words_of_addresses(repo: Snapshot, path: str) -> frozenset[str]:
    """What names the model in the addresses of a file, of what it imports, and of configuration."""
    addresses = _addresses(repo)
    near = {path} | import_graph(repo).get(path, frozenset())
    return frozenset(word for each in ("", *near) for word in addresses.get(each, ()))


@derived
def _addresses(repo: Snapshot) -> dict[str, frozenset[str]]:
    """What names the model in every `models:/...` address, by file; "" are those of configuration."""
    table: dict[str, frozenset[str]] = {}
    for path in repo.modules:
        if is_test(repo, path) or MODEL_ADDRESS not in (content := repo.text(path) or ""):
            continue
        nodes = _nodes(content)
        literals = _literals(nodes)
        found: set[str] = set()
        for node in nodes:
            if _leading_text(node).startswith(MODEL_ADDRESS):
                found |= _words(node, literals)
        table[path] = frozenset(found)
    configured: set[str] = set()
    for kind in (FileKind.CONFIGURATION, FileKind.COMPOSE, FileKind.DOCKERFILE):
        for path in repo.of_kind(kind):
            if MODEL_ADDRESS in (content := repo.text(path) or ""):
                for match in CONFIGURED_ADDRESS.finditer(content):
                    configured.update(word.casefold() for word in match.groups() if word)
    table[""] = frozenset(configured)
    return table


def _leading_text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def words_of_call(repo: Snapshot, use: Use) -> frozenset[str]:
    """The literals and naming identifiers among the arguments of a call."""
    known = _known_calls(repo)
    path = use.code.path
    if path not in known:
        known[path] = _words_by_call(repo.text(path) or "", _taken_literals(repo, path))
    words = frozenset() if use.call is None else known[path].get((use.call.line, last_name(use)), frozenset())
    if not use.target.startswith("bentoml."):
        return words
    return words | {tagged["name"] for each in words if (tagged := NAME_AND_TAG.fullmatch(each)) is not None}


@derived
def _known_calls(repo: Snapshot) -> dict[str, dict[tuple[int, str], frozenset[str]]]:
    """The words of the calls, cached for each file: a file may contain many such calls."""
    del repo
    return {}


def _taken_literals(repo: Snapshot, path: str) -> dict[str, set[str]]:
    """The texts of names that a module takes from others of ours: `from names import HUB_ID`."""
    index, found = module_index(repo), dict[str, set[str]]()
    for each in repo.modules[path].imports if path in repo.modules else ():
        other = index.resolve(path, each.module, each.name)
        name = (each.name or "").casefold()
        if other is not None and other != path and name and other in repo.modules:
            texts = _literals(_nodes(repo.text(other) or "")).get(name, set())
            found.setdefault(name, set()).update(texts)
    return found


def _words_by_call(content: str, taken: dict[str, set[str]]) -> dict[tuple[int, str], frozenset[str]]:
    """The words among the arguments of the calls that register or load, by line and last name.

    `taken`: the texts of names that come from other modules.
    """
    nodes = _nodes(content)
    literals = {**taken, **_literals(nodes)}
    found: dict[tuple[int, str], set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            arguments = (*node.args, *(keyword.value for keyword in node.keywords))
            if name in METHODS or any(keyword.arg == REGISTERING_KEYWORD for keyword in node.keywords):
                words = found.setdefault((node.func.end_lineno or node.lineno, name), set())
                words.update(word for argument in arguments for word in _words(argument, literals))
    return {place: frozenset(words) for place, words in found.items()}


def _nodes(content: str) -> list[ast.AST]:
    """Every node of a file's syntax tree."""
    try:
        return list(ast.walk(ast.parse(content)))
    except Exception:  # what Python refuses names nothing; its problem is recorded where it is parsed
        return []


def _literals(nodes: list[ast.AST]) -> dict[str, set[str]]:
    """The texts that a file gives to each name: assigned, a default, or a default of the environment's."""
    table: dict[str, set[str]] = {}
    for node in nodes:
        pairs: list[tuple[ast.AST, ast.AST | None]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            pairs = [(node.target, node.value)]
        for target, value in pairs:
            name = _identifier(target)
            if name and value is not None:
                texts = value.args[1:] if isinstance(value, ast.Call) and len(value.args) > 1 else [value]
                table.setdefault(name, set()).update(text for each in texts if (text := _leading_text(each)))
    return table


def _identifier(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr.casefold()
    return node.id.casefold() if isinstance(node, ast.Name) else ""


def _words(node: ast.AST, literals: dict[str, set[str]]) -> set[str]:
    """What names a model in an expression: parts of literals, and `$` before an identifier that names.

    `$name=churn` beside `$name` says what the file gives it.
    """
    found: set[str] = set()
    address = _leading_text(node).startswith(MODEL_ADDRESS)
    if isinstance(node, ast.JoinedStr) and len(node.values) > 1 and not address:
        return found  # what is put together of several parts is none of them
    for each in ast.walk(node):
        texts: set[str] = set()
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            texts = {each.value}
        elif identifier := _identifier(each):
            texts = literals.get(identifier, set())
            if NAMING.search(identifier):
                found.add(f"${identifier}")
                found.update(f"${identifier}={each.casefold()}" for each in texts)
        for text in texts:
            if text.startswith(("runs:", "http", "file:")) or len(text) > 200:
                continue
            if (place := REGISTRY_PATH.fullmatch(text)) is not None:
                found.update(part.casefold() for part in place.groups() if part)
                continue
            whole = not address and MODEL_ADDRESS not in text
            parts = [text] if whole else re.split(r"[/@]", text.removeprefix(MODEL_ADDRESS))
            found.update(part.casefold() for part in parts if len(part) >= FEWEST_CHARACTERS)
    return found
