"""Functions, classes and objects that a configuration names as what answers: `Handler: app.predict`.

The configuration says it, whatever the function's parameters are called. Sources:
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html,
https://www.serverless.com/framework/docs/providers/aws/guide/functions,
https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online,
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloudfunctions2_function,
https://docs.baseten.co/reference/truss-configuration, https://docs.langchain.com/langsmith/application-structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from posixpath import basename, dirname, join, normpath

from msgspec import Struct
from msgspec.structs import replace

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.parsing.structured import (
    Block,
    Items,
    Text,
    Value,
    block,
    items,
    line,
    load_toml,
    load_yaml,
    text,
)
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, module_index
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.routes.function_images import is_of_a_function
from analyzer.wiring.routes.script_handlers import declared_in_scripts

MAXIMUM_HANDLERS = 200
# Longer files of these kinds are data.
LONGEST_TEMPLATE = 256 * 1024
MAXIMUM_SEARCHED = 5_000
FUNCTION_HANDLER = "function handler"
# Its description names a function for each operation: https://connexion.readthedocs.io/en/latest/routing.html
CONNEXION = "Connexion"
OPERATION_CONTROLLERS = ("x-openapi-router-controller", "x-swagger-router-controller")

# Files in which a platform reads a handler, by their name.
HANDLER_FILES = lazy_regex(
    r"(?:serverless(?:\.[\w-]+)?|template(?:\.[\w-]+)?|sam(?:\.[\w-]+)?|bentofile|cog|[\w-]*serve[\w-]*|"
    r"[\w-]*service[\w-]*|[\w-]*deployment[\w-]*|[\w-]*endpoint[\w-]*)\.ya?ml|zappa_settings\.(?:json|toml)"
    r"|function\.json|stack\.ya?ml|[\w-]*(?:openapi|swagger)[\w.-]*\.(?:ya?ml|json)|template\.json|langgraph\.json|config\.ya?ml",
    re.IGNORECASE,
)
# Files of any name that declare functions: the marker stands in them.
FUNCTION_MARKS = lazy_regex(
    r"AWS::(?:Serverless|Lambda)::Function|OnlineDeployment\.schema\.json|serving\.knative\.dev|serveConfig"
)
# Keys whose value names a handler, and how reports call what answers there.
HANDLER_KEYS: Mapping[str, str] = {
    "handler": FUNCTION_HANDLER,
    "lambda_handler": FUNCTION_HANDLER,
    "app_function": FUNCTION_HANDLER,
    "import_path": "Ray Serve",
    "service": "BentoML",
    "predict": "Cog",
    "scoring_script": "Azure ML scoring script",
    "entry_script": "Azure ML scoring script",
    "scriptfile": "Azure Function",
    "operationid": CONNEXION,
}
# Packages with which Python declares functions and deployments.
DECLARING_PACKAGES = word_set("aws_cdk pulumi pulumi_aws troposphere azure azureml sagemaker sst")
# Keys of a function that runs an image, with its command below.
KEYS_OF_IMAGES = word_set("imageconfig image_config image")
# What a function of a folder is called, and the file that holds it: https://docs.openfaas.com/languages/python/
FOLDER_FUNCTIONS = (("handler.py", "handle"), ("index.py", "handler"))
# Keys whose text is the configuration of the server itself: https://docs.ray.io/en/latest/serve/production-guide/kubernetes.html
EMBEDDED_CONFIGURATIONS = ("serveConfigV2", "serveConfig")
# Keys beside a handler, or above it, whose value is the folder with its code.
FOLDER_KEYS = word_set("codeuri code code_uri source_dir source_directory sourcedir module source path")
HANDLER_NAME = lazy_regex(
    r"(?P<file>[\w./-]{1,200}?)(?:\.py(?:::?(?P<object>\w{1,100}))?|[.:](?P<last>\w{1,100}))"
)
TERRAFORM_HANDLER = lazy_regex(r'[ \t]*(?P<key>handler|entry_point)[ \t]*=[ \t]*"(?P<value>[\w./-]{1,200})"')
PLACE_PREFIX = lazy_regex(r"(?:\$\{(?:path|self|env)[^}]{0,60}\}|\./|\.\./|/)+")
TRUSS_MARKS = lazy_regex(
    r"^(?:model_name|model_metadata|model_class_name|model_class_filename)[ \t]*:", re.MULTILINE
)


class Handler(Struct, frozen=True):
    """What a line of a configuration names: an object of a module ("" is the module itself).

    `starts`: the configuration itself makes the platform run it; else a command has to.
    """

    path: str
    line: int
    module: str
    name: str
    tool: str
    starts: bool = True


@derived
def configured_handlers(repo: Snapshot) -> tuple[Handler, ...]:
    """Every handler that configuration names and that is a first-party module, by file."""
    return tuple(islice(_all(repo), MAXIMUM_HANDLERS))


@derived
def handlers_of_modules(repo: Snapshot) -> Mapping[str, tuple[Handler, ...]]:
    """The configured handlers by their module."""
    found: dict[str, list[Handler]] = {}
    for each in configured_handlers(repo):
        found.setdefault(each.module, []).append(each)
    return {path: tuple(handlers) for path, handlers in found.items()}


def _all(repo: Snapshot) -> Iterator[Handler]:
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if is_example_path(path) or is_test_path(path):
            continue
        name = basename(path)
        if name.endswith(".tf"):
            yield from _of_lines(repo, path)
        elif HANDLER_FILES.fullmatch(name) or (
            name.endswith((".yaml", ".yml", ".json", ".template"))
            and (repo.size(path) or 0) <= LONGEST_TEMPLATE
            and FUNCTION_MARKS.search(repo.text(path) or "")
        ):
            yield from _of_file(repo, path)
    yield from _of_images(repo)
    for path, facts in repo.modules.items():
        roots = {each.module.partition(".")[0] for each in facts.imports}
        if roots & DECLARING_PACKAGES and not is_example_path(path) and not is_test_path(path):
            yield from _of_calls(repo, path, facts.calls)
    for path, number, value, folders in declared_in_scripts(repo):
        yield from _named(repo, path, number, value, FUNCTION_HANDLER, folders)


def _of_file(repo: Snapshot, path: str) -> Iterator[Handler]:
    name = basename(path)
    if name in ("config.yaml", "config.yml"):
        yield from _truss(repo, path)
        return
    for value in _values(repo, path):
        if name == "langgraph.json":
            for key, where in block(block(value).get("graphs")).items():
                spelled = text(where) or text(block(where).get("path"))
                yield from _named(repo, path, line(key), spelled, "LangGraph server", starts=False)
            continue
        for each, above in _blocks(value):
            yield from _of_block(repo, path, each, above)


def _values(repo: Snapshot, path: str) -> tuple[Value | None, ...]:
    if path.endswith(".toml"):
        return (load_toml(repo.content(path) or b"").value,)
    if path.endswith(".json"):
        document = repo.json(path)
        return () if document is None else (document.value,)
    return tuple(each.value for each in repo.yaml(path))


def _blocks(value: Value | None) -> Iterator[tuple[Block, Block]]:
    """Every mapping with the one above it."""
    stack: list[tuple[Value | None, Block]] = [(value, Block())]
    for _ in range(MAXIMUM_SEARCHED):
        if not stack:
            return
        node, above = stack.pop()
        if isinstance(node, Block):
            yield node, above
            stack.extend((each, node) for each in reversed(list(node.values())))
        elif isinstance(node, Items):
            stack.extend((each, above) for each in reversed(node))


def _of_block(
    repo: Snapshot, path: str, found: Block, above: Block, *, inner: bool = False
) -> Iterator[Handler]:
    for key, value in found.items():
        if key in EMBEDDED_CONFIGURATIONS and isinstance(value, Text) and not inner:
            yield from _embedded(repo, path, value)
        if key.casefold() in KEYS_OF_IMAGES:
            yield from _of_image_command(repo, path, block(value), above)
        tool = HANDLER_KEYS.get(key.casefold())
        if tool is None or not isinstance(value, Text):
            continue
        if tool == CONNEXION:
            yield from _operation(repo, path, found, value)
            continue
        folders = [
            spelled
            for each in (found, above)
            for other, folder in each.items()
            if other.casefold() in FOLDER_KEYS and (spelled := text(folder))
        ]
        yield from _named(repo, path, value.line, value, tool, folders)


def _operation(repo: Snapshot, path: str, found: Block, value: Text) -> Iterator[Handler]:
    """The function of an operation, where a module of the repository makes an application by descriptions."""
    if _describes(repo):
        controller = next((each for key in OPERATION_CONTROLLERS if (each := text(found.get(key)))), "")
        spelled = f"{controller}.{value}" if controller else value
        yield from _named(repo, path, value.line, spelled, CONNEXION, starts=False)


@derived
def _describes(repo: Snapshot) -> bool:
    imports = (each for facts in repo.modules.values() for each in facts.imports)
    return any(each.module.partition(".")[0] == "connexion" for each in imports)


def _of_image_command(repo: Snapshot, path: str, image: Block, above: Block) -> Iterator[Handler]:
    """The handler that a function gives its image as the command, in place of the image's own."""
    told = next((each for key, each in image.items() if key.casefold() == "command"), None)
    words = items(told)
    if len(words) == 1 and isinstance(words[0], Text):
        context = text(block(above.get("Metadata")).get("DockerContext"))
        yield from _named(repo, path, words[0].line, words[0], FUNCTION_HANDLER, [context] if context else ())


def _embedded(repo: Snapshot, path: str, value: Text) -> Iterator[Handler]:
    """What a configuration names that stands as a text in the object of an operator."""
    for document in load_yaml(value[:LONGEST_TEMPLATE].encode()):
        for found, above in _blocks(document.value):
            for each in _of_block(repo, path, found, above, inner=True):
                yield replace(each, line=value.line + each.line - 1)


def _of_lines(repo: Snapshot, path: str) -> Iterator[Handler]:
    """Terraform: `handler = "app.predict"` of AWS, `entry_point = "predict"` of Google's `main.py`."""
    for number, each in enumerate((repo.text(path) or "").split("\n"), 1):
        match = TERRAFORM_HANDLER.match(each[:400])
        if match is None:
            continue
        value = match["value"]
        yield from _named(repo, path, number, value if "." in value else f"main.{value}", FUNCTION_HANDLER)


def _of_images(repo: Snapshot) -> Iterator[Handler]:
    """Function images: the start command is the handler's name."""
    for path, image in repo.dockerfiles.items():
        if not image.stages or not image.start or is_example_path(path):
            continue
        folders = [source for source, _target in image.copies]
        if is_of_a_function(repo, path, image, folders):
            yield from _named(repo, path, image.start_line or 1, image.start[-1], FUNCTION_HANDLER, folders)


def _of_calls(repo: Snapshot, path: str, calls: tuple[Call, ...]) -> Iterator[Handler]:
    """Functions and deployments that Python declares: CDK, Pulumi, the clients of clouds."""
    folders: list[str] | None = None
    deploys = False
    for call in calls:
        told = dict(call.keywords)
        spelled = _spelled(call, told)
        if spelled is None:
            continue
        if folders is None:
            folders = [each for other in calls for each in _folders(other)]
            deploys = any(last_part(other.target) == "deploy" for other in calls)
        value, tool = spelled
        if tool != "SageMaker handlers" or deploys:
            yield from _named(repo, path, call.line, value, tool, folders)


def _spelled(call: Call, told: Mapping[str, str]) -> tuple[str, str] | None:
    """The handler that a call names, and how it is called."""
    last = last_part(call.target)
    if told.get("handler") and "Function" in last:
        index = told.get("index", "")
        return (f"{index}:{told['handler']}" if index.endswith(".py") else told["handler"]), FUNCTION_HANDLER
    if last == "CodeConfiguration" and told.get("scoring_script"):
        return told["scoring_script"], HANDLER_KEYS["scoring_script"]
    if last == "InferenceConfig" and told.get("entry_script"):
        return told["entry_script"], HANDLER_KEYS["entry_script"]
    if last.endswith("Model") and call.target.startswith("sagemaker.") and told.get("entry_point"):
        return told["entry_point"], "SageMaker handlers"
    return None


def _folders(call: Call) -> Iterator[str]:
    if last_part(call.target).rpartition("#")[2] in (
        "from_asset",
        "fromAsset",
        "FileArchive",
        "AssetArchive",
    ):
        yield from call.strings[:1]
    yield from (
        value
        for name, value in call.keywords
        if name in ("entry", "code", "source_dir", "source_directory") and value
    )


def _truss(repo: Snapshot, path: str) -> Iterator[Handler]:
    """A packaged model: its class stands in a file that the configuration may rename."""
    if TRUSS_MARKS.search(repo.text(path) or "") is None:
        return
    for document in repo.yaml(path):
        told = block(document.value)
        folder = text(told.get("model_module_dir")) or "model"
        file = text(told.get("model_class_filename")) or "model.py"
        name = text(told.get("model_class_name")) or "Model"
        module = normpath(join(dirname(path), folder, file))
        facts = repo.modules.get(module)
        if facts is not None and any(
            each.name == name and {"predict", "load"} & set(each.methods) for each in facts.classes
        ):
            yield Handler(path, line(told), module, name, "Truss", starts=False)


def _named(
    repo: Snapshot,
    path: str,
    number: int,
    value: str,
    tool: str,
    folders: Iterable[str] = (),
    *,
    starts: bool = True,
) -> Iterator[Handler]:
    """The handler that a value spells: `package/module.function`, `module:object`, `file.py:Class`."""
    match = HANDLER_NAME.fullmatch(value.strip())
    if match is None:
        yield from _in_folder(repo, path, number, value, tool)
        return
    module = module_near(repo, path, match["file"], folders)
    if module is not None:
        yield Handler(path, number, module, match["object"] or match["last"] or "", tool, starts)


def _in_folder(repo: Snapshot, path: str, number: int, folder: str, tool: str) -> Iterator[Handler]:
    """The function of a folder that a configuration names: `handler: ./churn`."""
    for file, name in FOLDER_FUNCTIONS if tool == FUNCTION_HANDLER else ():
        module = normpath(join(dirname(path), folder.strip(), file))
        facts = repo.modules.get(module)
        if facts is not None and any(each.qualified_name == name for each in facts.functions):
            yield Handler(path, number, module, name, tool)
            return


def module_near(repo: Snapshot, path: str, name: str, folders: Iterable[str] = ()) -> str | None:
    """The module of a path without ending, or of a dotted name, seen from a configuration and its folders."""
    stem = (
        PLACE_PREFIX.sub("", name, count=1).strip("/")
        if name.startswith((".", "$", "/"))
        else name.strip("/")
    )
    slashed = stem if "/" in stem else stem.replace(".", "/")
    if not slashed:
        return None
    here = dirname(path)
    hinted = (each for folder in islice(folders, 20) for each in _bases(here, folder))
    for base in (*hinted, here, join(here, "src"), "", "src"):
        candidate = normpath(join(base, f"{slashed}.py"))
        if candidate in repo.modules:
            return candidate
    # A function's code lies in a folder that the configuration names elsewhere.
    named = _modules_by_name(repo).get(f"{basename(slashed)}.py", ())
    fitting = [each for each in named if each.endswith(f"/{slashed}.py")]
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    return module_index(repo).resolve(join(here, "_"), slashed.replace("/", "."))


def _bases(here: str, folder: str) -> Iterator[str]:
    plain = PLACE_PREFIX.sub("", folder, count=1) if folder.startswith((".", "$", "/")) else folder
    yield normpath(join(here, folder)) if not folder.startswith(("$", "/")) else plain
    yield plain


@derived
def _modules_by_name(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path in repo.modules:
        found.setdefault(basename(path), []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}
