"""Which modules reach a model, and what starts an application module.

The import graph read backwards from every module that loads or calls a model, and forwards from every
module that an image, a process file, a manifest or a function's configuration starts.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from posixpath import basename, dirname, join

from analyzer.declarations import FileKind
from analyzer.model import Evidence
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.endpoints import endpoints
from analyzer.wiring.entrypoints import service_modules, started_by_service, starts
from analyzer.wiring.model_uses import model_uses
from analyzer.wiring.modules import import_graph, module_index, reached_from
from analyzer.wiring.roles import is_example_path, is_test

# Loading or calling: training alone is not what a request is answered with.
SERVED_KINDS = word_set("loads calls")
# Graphs and sessions of older runtimes, which are loaded without a call that is named so.
GRAPH_CALLS = word_set("import_graph_def ParseFromString")
GRAPH_PACKAGES = word_set("tensorflow onnx caffe caffe2 mxnet")
DYNAMIC_IMPORTS = word_set("importlib.import_module __import__ pydoc.locate")
MAXIMUM_STARTS = 200
MAXIMUM_PLACES = 6

# Images that start `main.py` or `app.py` beside them by convention, with no command of their own.
CONVENTION_IMAGES = (
    "tiangolo/uvicorn-gunicorn",
    "tiangolo/meinheld-gunicorn",
    "tiangolo/uwsgi-nginx",
)
CONVENTION_FILES = ("main.py", "app/main.py", "app.py")

# Configuration that names a handler or a command to start, as `key: value` or `key = value`.
FUNCTION_FILES = re.compile(
    r"(?:serverless(?:\.[\w-]+)?|template|sam|app|render|apprunner|bentofile|cog|[\w-]*serve[\w-]*|"
    r"[\w-]*service[\w-]*)\.ya?ml|.+\.tf|(?:railway|nixpacks|fly)\.toml|(?:railway|vercel|zappa_settings)\.json"
    r"|.+\.service",
    re.IGNORECASE,
)
STARTS_LINE = re.compile(
    r"[ \t]*+-?[ \t]*+[\"']?(?P<key>[A-Za-z_]{3,20})[\"']?[ \t]*[:=][ \t]*[\"']?"
    r"(?P<value>[^\s\"'][^\"'\n]{0,300})"
)
HANDLER_KEYS = word_set("handler import_path service predict app_function")
COMMAND_KEYS = word_set("startCommand entrypoint start_command ExecStart cmd command")


@dataclass(frozen=True, slots=True)
class Started:
    """What a file of the repository starts: a first-party module, and the line that says so."""

    path: str
    line: int
    module: str


@derived
def model_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that load or call a model themselves."""
    found = {use.code.path for use in model_uses(repo) if use.kind in SERVED_KINDS and not use.code.notebook}
    for path, facts in repo.modules.items():
        if {each.module.partition(".")[0] for each in facts.imports} & GRAPH_PACKAGES and any(
            call.target.rpartition(".")[2] in GRAPH_CALLS for call in facts.calls
        ):
            found.add(path)
    return frozenset(path for path in found if not is_test(repo, path) and not is_example_path(path))


def has_model(repo: Snapshot) -> bool:
    """Whether code of the repository trains, loads or calls a model anywhere outside its tests."""
    return bool(model_modules(repo)) or any(
        use.kind != "defines" and not is_test(repo, use.code.path) for use in model_uses(repo)
    )


@derived
def meets_model(repo: Snapshot) -> frozenset[str]:
    """Modules from which a module that loads or calls a model is reached through imports.

    A route in a separate module has access to what the application that imports it loads.
    """
    backwards = _backwards(repo)
    seen = set(model_modules(repo))
    queue = deque(sorted(seen))
    while queue:
        for importer in backwards.get(queue.popleft(), ()):
            if importer not in seen:
                seen.add(importer)
                queue.append(importer)
    return frozenset(seen | reached_from(repo, service_modules(repo) & seen))


def _backwards(repo: Snapshot) -> Mapping[str, list[str]]:
    """Who imports a module; one that imports by name at run time may import everything next to it."""
    found: dict[str, list[str]] = {}
    for importer, targets in import_graph(repo).items():
        for target in targets:
            found.setdefault(target, []).append(importer)
    folders = {
        dirname(path): path
        for path, facts in repo.modules.items()
        if dirname(path) and any(call.target in DYNAMIC_IMPORTS for call in facts.calls)
    }
    for path in repo.modules if folders else ():
        folder = dirname(path)
        while folder:
            if folder in folders and folders[folder] != path:
                found.setdefault(path, []).append(folders[folder])
            folder = dirname(folder)
    return found


@derived
def serving_modules(repo: Snapshot) -> frozenset[str]:
    """Every module on the path of a request: applications, routes, and what they import."""
    return reached_from(repo, service_modules(repo) | {each.path for each in endpoints(repo)})


@derived
def started_modules(repo: Snapshot) -> Mapping[str, Started]:
    """For every module that is started, directly or through imports, the first place that starts it."""
    return {module: places[0] for module, places in places_that_start(repo).items()}


@derived
def places_that_start(repo: Snapshot) -> Mapping[str, tuple[Started, ...]]:
    """For every module that is started, directly or through imports, the first places that start it."""
    found: dict[str, dict[Started, None]] = {}
    distinct: dict[str, list[Started]] = {}
    for each in _all_started(repo):
        distinct.setdefault(each.module, []).append(each)
    for module, places in list(distinct.items())[:MAXIMUM_STARTS]:
        for reached in {module, *reached_from(repo, [module])}:
            found.setdefault(reached, {}).update(dict.fromkeys(places[:MAXIMUM_PLACES]))
    return {module: tuple(places)[:MAXIMUM_PLACES] for module, places in found.items()}


def _all_started(repo: Snapshot) -> Iterator[Started]:
    for start in starts(repo):
        if start.module is not None and not is_example_path(start.path):
            yield Started(start.path, start.line, start.module)
    for path, image in repo.dockerfiles.items():
        if (
            image.stages
            and not image.start
            and any(mark in image.stages[-1].base for mark in CONVENTION_IMAGES)
        ):
            for source in ("", *(source for source, _target in image.copies)):
                for name in CONVENTION_FILES:
                    candidate = join(dirname(path), source.strip("./"), name)
                    if repo.exists(candidate):
                        yield Started(path, image.stages[-1].line, candidate)
    for path in (*repo.of_kind(FileKind.CONFIGURATION), *repo.of_kind(FileKind.SOURCE)):
        if FUNCTION_FILES.fullmatch(basename(path)) and not is_example_path(path):
            yield from islice(_configured(repo, path), MAXIMUM_STARTS)


def _configured(repo: Snapshot, path: str) -> Iterator[Started]:
    for number, text in enumerate((repo.text(path) or "").split("\n"), 1):
        match = STARTS_LINE.match(text)
        if match is None:
            continue
        key, value = match["key"], match["value"].strip()
        if key.casefold() in HANDLER_KEYS:
            module = _handler_module(repo, path, value)
            if module is not None:
                yield Started(path, number, module)
        elif key in COMMAND_KEYS:
            for start in started_by_service(repo, path, number, value):
                if start.module is not None:
                    yield Started(path, number, start.module)


def _handler_module(repo: Snapshot, path: str, value: str) -> str | None:
    """The module of `package/module.function`, `package.module:object` or `file.py:Class`."""
    name, colon, _object = value.partition(":")
    if name.endswith(".py"):
        stem = name.removesuffix(".py")
    elif colon:
        stem = name.replace(".", "/")
    else:
        stem = name.rpartition(".")[0].replace(".", "/")
    stem = stem.strip("/")
    if not stem:
        return None
    candidate = join(dirname(path), f"{stem}.py")
    if candidate in repo.modules:
        return candidate
    resolved = module_index(repo).resolve(join(dirname(path), "_"), stem.replace("/", "."))
    if resolved is not None:
        return resolved
    # A function's code lies in a folder that the configuration names elsewhere.
    below = _modules_by_name(repo).get(f"{basename(stem)}.py", [])
    fitting = [each for each in below if each.endswith(f"/{stem}.py")]
    return fitting[0] if len(fitting) == 1 else None


@derived
def _modules_by_name(repo: Snapshot) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in repo.modules:
        found.setdefault(basename(path), []).append(path)
    return found


def strongest(found: Iterable[Evidence]) -> Iterator[Evidence]:
    """One piece of evidence a file and kind of note: the strongest, the first of equals."""
    best: dict[tuple[str | None, str], Evidence] = {}
    for each in found:
        key = (each.path, each.note.partition(":")[0])
        if key not in best or each.level > best[key].level:
            best[key] = each
    yield from best.values()
