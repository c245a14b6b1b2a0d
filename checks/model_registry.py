"""Model registry: versions of models under a name, and serving code that asks for them by it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename

from analyzer.declarations import Competency, FileKind, Purpose, Questions
from analyzer.engine.registry import check
from analyzer.facts.flows import flow_modules
from analyzer.model import Evidence, Level, Observation
from analyzer.repository.derived import derived
from analyzer.repository.snapshot import Snapshot
from analyzer.text import word_set
from analyzer.wiring.entrypoints import modules_run, service_modules
from analyzer.wiring.modules import Use, import_graph, package_of, package_uses, reached_from
from analyzer.wiring.reachability import is_live
from analyzer.wiring.roles import is_example_path, is_test


@dataclass(frozen=True, slots=True)
class ModelRegistry:
    """A registry: its packages, the calls that register or promote, the calls that ask for a version.

    Calls are last parts of dotted names. `inside` are names one of which the dotted name must hold, where
    the last part alone is an everyday word.
    """

    tool: str
    packages: tuple[str, ...]
    registers: frozenset[str]
    loads: frozenset[str]
    inside: frozenset[str] = frozenset()


REGISTRIES = (
    ModelRegistry(
        "MLflow model registry",
        ("mlflow",),
        word_set(
            "register_model create_registered_model create_model_version set_registered_model_alias "
            "transition_model_version_stage"
        ),
        word_set("get_model_version_by_alias get_latest_versions get_model_version search_model_versions"),
    ),
    ModelRegistry(
        "Weights & Biases registry",
        ("wandb",),
        word_set("link_model link_artifact log_model"),
        word_set("use_model"),
    ),
    ModelRegistry(
        "SageMaker model registry",
        ("boto3", "sagemaker"),
        word_set("create_model_package create_model_package_group RegisterModel update_model_package"),
        word_set("list_model_packages describe_model_package ModelPackage"),
    ),
    ModelRegistry(
        "Vertex AI model registry",
        ("google.cloud.aiplatform",),
        word_set(
            "upload upload_xgboost_model_file upload_scikit_learn_model_file upload_tensorflow_saved_model"
        ),
        word_set("Model deploy"),
        word_set("Model"),
    ),
    ModelRegistry(
        "Hugging Face Hub",
        ("huggingface_hub", "transformers", "sentence_transformers", "setfit", "diffusers", "peft"),
        word_set("push_to_hub upload_folder upload_file create_commit push_to_hub_keras push_to_hub_fastai"),
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
        word_set("create_model_version create_model"),
        word_set("get_model_version"),
    ),
    ModelRegistry("Comet model registry", ("comet_ml",), word_set("register_model"), word_set("get_model")),
    ModelRegistry("ClearML model store", ("clearml",), word_set("OutputModel"), word_set("InputModel")),
)
PACKAGES = {package: each for each in REGISTRIES for package in each.packages}
PACKAGE_NAMES = frozenset(PACKAGES)
MLFLOW = REGISTRIES[0]
# The calls whose arguments are looked at.
METHODS = frozenset().union(*(each.registers | each.loads for each in REGISTRIES))
# `mlflow.sklearn.log_model(..., registered_model_name=...)` registers what it logs.
REGISTERING_KEYWORD = "registered_model_name"
MODEL_ADDRESS = "models:/"
# In configuration an address needs an alias, a stage or a version: `models:/app` is also a volume.
CONFIGURED_ADDRESS = re.compile(
    r"(?<![\w./-])models:/([\w.-]{1,100})(?:@([\w-]{1,60})|/(Production|Staging|latest|\d{1,6})\b)"
)
CONFIGURED_NAME = re.compile(r"^[ \t]*[\"']?registered_model_name[\"']?[ \t]*[:=][ \t]*\S", re.MULTILINE)
# An identifier that holds the name of a model, its alias or its repository.
NAMING = re.compile(r"name|registry|alias|stage|repo", re.IGNORECASE)
SERVES = re.compile(r"(?:^|[/_])(?:serv|infer|predict|scor|app|api|deploy|evaluat|batch)\w*", re.IGNORECASE)
FEWEST_CHARACTERS = 3
STAGES = word_set("production staging archived champion challenger candidate latest prod none")
# Variables that every file has for something of its own.
VAGUE = word_set("$name $alias $stage $names $filename $run_name $__name__ $target_name $file_name")
# A version that is looked up is used where something is loaded too.
MLFLOW_LOADS = word_set("load_model download_artifacts")


@dataclass(frozen=True, slots=True)
class _Place:
    """A call that registers or asks for a model, with the literals and identifiers that name the model."""

    path: str
    line: int
    target: str
    tool: str
    words: frozenset[str]


@check(
    id="model_registry",
    title="model registry",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.CONFIGURATION),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="Who may move the model that {path} works with into production, and after which checks?",
        absent="Which file was the model that answered yesterday, and which run made it?",
        strong="Knows which run made yesterday's answers, and who may move the next one up.",
        weak="The newest file in a folder is the model.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library has no models of its own to promote",
        Purpose.RESEARCH: "research code promotes no models to anywhere",
    },
    covers=("G3",),
)
def model_registry(repo: Snapshot) -> Iterator[Observation]:
    """Models are registered under a name, and loaded by it.

    Registering is a call on a registry's library; a function of one's own of that name, and model
    files in the repository, are not. Present: the call stands in a notebook, in an example or where
    nobody calls it, or a configuration file names a registered model. Substantive: live code
    registers or promotes. Wired: code that serves or infers, and that something starts, asks the
    same registry for a version under the same name, alias or stage, literally or through a variable
    of the same name.
    """
    uses = [use for use in package_uses(repo, PACKAGE_NAMES) if not is_test(repo, use.code.path)]
    registering = [use for use in uses if _registers(use)]
    live = [use for use in registering if _is_live(repo, use)]
    asking = _asking(repo, uses, live)
    seen: set[tuple[str, str]] = set()
    for use in registering:
        key = (use.code.path, use.target.rpartition(".")[2])
        if key in seen or (use not in live and any(other.code.path == use.code.path for other in live)):
            continue
        seen.add(key)
        tool = _tool(use).tool
        if use not in live:
            yield Evidence(
                use.code.path, use.line, Level.PRESENT, f"{tool}: {use.target}, where nobody runs it"
            )
            continue
        words = _words_of_call(repo, use) if asking else frozenset()
        here = _Place(use.code.path, use.line, use.target, tool, words)
        partner = next((each for each in asking if _same_model(here, each)), None)
        if partner is None:
            yield Evidence(use.code.path, use.line, Level.SUBSTANTIVE, f"{tool}: {use.target}")
            continue
        yield Evidence(
            use.code.path, use.line, Level.WIRED, f"{tool}: {use.target}, asked for by {partner.path}"
        )
        yield Evidence(partner.path, partner.line, Level.WIRED, f"{tool}: {partner.target}")
    if not registering and any(_tool(use) is MLFLOW for use in uses):
        yield from _configured(repo)


def _same_model(one: _Place, other: _Place) -> bool:
    """Whether two places name the same model: by a literal, or by a variable that says which one it is.

    A stage alone ties them only where one side does not spell out the model's name.
    """
    if one.tool != other.tool:
        return False
    common = one.words & other.words
    if one.path != other.path:
        common -= VAGUE
    if common - STAGES:
        return True
    spelled = [any(word[0] != "$" for word in each.words - STAGES) for each in (one, other)]
    return bool(common) and not all(spelled)


def _tool(use: Use) -> ModelRegistry:
    return PACKAGES[package_of(use.target, PACKAGE_NAMES) or "mlflow"]


def _registers(use: Use) -> bool:
    if use.call is None:
        return False
    registry = _tool(use)
    parts = use.target.replace("()", "").split(".")
    if registry is MLFLOW and any(
        name == REGISTERING_KEYWORD and value != "None" for name, value in use.call.keywords
    ):
        return True
    return parts[-1] in registry.registers and (not registry.inside or bool(registry.inside & set(parts)))


def _is_live(repo: Snapshot, use: Use) -> bool:
    if use.code.notebook or use.call is None or is_example_path(use.code.path):
        return False
    return is_live(repo, use.code, use.call.function)


def _started(repo: Snapshot) -> frozenset[str]:
    """Files that a service, a run script or a flow reaches, and scripts that are named for serving."""
    scripts = {
        path for path, facts in repo.modules.items() if facts.main_guard is not None and SERVES.search(path)
    }
    entries = service_modules(repo) | modules_run(repo) | flow_modules(repo) | scripts
    return reached_from(repo, (path for path in entries if not is_test(repo, path)))


def _asking(repo: Snapshot, uses: list[Use], registering: list[Use]) -> list[_Place]:
    """Live calls in started code that ask a registry in which something is registered for a version.

    For MLflow also loads by an address in the registry.
    """
    tools = {_tool(use).tool for use in registering}
    loading = {use.code.path for use in uses if use.call and use.target.rpartition(".")[2] in MLFLOW_LOADS}
    wanted = [
        use
        for use in uses
        if use.call is not None and _tool(use).tool in tools and _asks(use, loading) and _is_live(repo, use)
    ]
    started = _started(repo) if wanted else frozenset()
    found: list[_Place] = []
    for use in wanted:
        if use.code.path not in started:
            continue
        if _last(use) in _tool(use).loads:
            words = _words_of_call(repo, use)
        else:
            addresses = _addresses(repo)
            near = {use.code.path} | import_graph(repo).get(use.code.path, frozenset())
            words = frozenset(word for path in ("", *near) for word in addresses.get(path, ()))
        if words:
            found.append(_Place(use.code.path, use.line, use.target, _tool(use).tool, words))
    return found


def _asks(use: Use, loading: set[str]) -> bool:
    """Whether a call asks a registry for a version, or loads by an address."""
    if _tool(use) is MLFLOW:
        return _last(use) in MLFLOW_LOADS or (_last(use) in MLFLOW.loads and use.code.path in loading)
    return _last(use) in _tool(use).loads


def _last(use: Use) -> str:
    return use.target.replace("()", "").rpartition(".")[2]


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
    for kind in ("configuration", "compose", "dockerfile"):
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


def _words_of_call(repo: Snapshot, use: Use) -> frozenset[str]:
    """The literals and naming identifiers among the arguments of a call."""
    known = _known_calls(repo)
    path = use.code.path
    if path not in known:
        known[path] = _words_by_call(repo.text(path) or "")
    return frozenset() if use.call is None else known[path].get((use.call.line, _last(use)), frozenset())


@derived
def _known_calls(repo: Snapshot) -> dict[str, dict[tuple[int, str], frozenset[str]]]:
    """The words of the calls in files that were asked for them: a file may hold many such calls."""
    del repo
    return {}


def _words_by_call(content: str) -> dict[tuple[int, str], frozenset[str]]:
    """The words among the arguments of the calls that register or load, by line and last name."""
    nodes = _nodes(content)
    literals = _literals(nodes)
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
    """What names a model in an expression: parts of literals, and `$` before an identifier that names."""
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
        for text in texts:
            if text.startswith(("runs:", "http", "file:")) or len(text) > 200:
                continue
            whole = not address and MODEL_ADDRESS not in text
            parts = [text] if whole else re.split(r"[/@]", text.removeprefix(MODEL_ADDRESS))
            found.update(part.casefold() for part in parts if len(part) >= FEWEST_CHARACTERS)
    return found


def _configured(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.of_kind("configuration"):
        if not is_example_path(path) and basename(path) != "MLmodel":
            content = repo.text(path) or ""
            if (found := CONFIGURED_NAME.search(content)) is not None:
                line = content.count("\n", 0, found.start()) + 1
                yield Evidence(path, line, Level.PRESENT, "names a registered model; no code registers it")
