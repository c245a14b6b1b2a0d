"""Manifests, images and commands of model servers: a model served by configuration instead of code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.facts.models.applied_manifests import applies_with, is_applied
from analyzer.facts.models.model_server_tables import (
    BATCHING,
    DECLARED_ENDPOINTS,
    ENDPOINT_TOOLS,
    FILES,
    GROUPED_KINDS,
    IMAGES,
    KIND_LINE,
    MODEL_LINE,
    MODEL_TOLD,
    SERVER_COMMANDS,
    SERVER_IMAGE_LINE,
    SERVER_KINDS,
    SERVING_SECTIONS,
    STACK_RUNS,
    TERRAFORM_RUNS,
    TRITON_PLATFORM,
    TRITON_SETTING,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import Block, Items, block, items, line, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.models.model_catalogue import PLACEHOLDER_ADDRESS
from analyzer.wiring.roles import is_example_path, is_shown, is_test_path
from analyzer.wiring.starts.entrypoints import starts

# Programs whose commands no container is likely to have in another sense.
MODEL_SERVER_PROGRAMS = frozenset(prefix[0] for prefix in SERVER_COMMANDS) - {
    "python",
    "serve",
    "transformers",
}
SHELL_FORMS = frozenset(
    (shell, flag) for shell in ("sh", "bash", "/bin/sh", "/bin/bash") for flag in ("-c", "-lc")
)
# What makes somebody's machine ready starts a server for that person, not as a service.
INSTALLING_SCRIPT = lazy_regex(
    r"(?i)(?:[\w.-]{0,60}[-_.])?(?:un)?(?:install(?:er)?|setup|bootstrap|onboard)(?:[-_.][\w.-]{0,60})?\.\w{1,5}"
)
MAXIMUM_CONTAINERS_OF_SERVERS = 2_000
# A word of every line that declares an endpoint, looked for before the lines are.
DECLARING = lazy_regex("|".join(sorted(ENDPOINT_TOOLS)))


class Manifest(Struct, frozen=True):
    """A model server's configuration, image or command.

    `names_model`: it names the served model or code. `applied`: something of the repository starts it.
    `batching`: requests are answered in batches; its line, else None. `unfilled`: the model that it names is
    still to be filled in.
    """

    path: str
    line: int
    tool: str
    what: str
    names_model: bool
    applied: bool
    batching: int | None = None
    unfilled: bool = False


@derived
def manifests(repo: Snapshot) -> tuple[Manifest, ...]:
    """Every model-server manifest, image and command outside examples and tests."""
    return (*_files(repo), *_images(repo), *_composed_models(repo), *_commands(repo))


def _files(repo: Snapshot) -> Iterator[Manifest]:
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if is_shown(path):
            continue
        name = basename(path)
        if name.endswith((".yaml", ".yml", ".template", ".tf")) or name in FILES or name == "config.pbtxt":
            source = repo.text(path)
            if source is not None:
                yield from _of_text(repo, path, source)
    for path in repo.paths:
        if path.endswith(".mar") and not is_example_path(path) and not is_test_path(path):
            yield Manifest(path, 1, "TorchServe", "model archive", names_model=True, applied=False)


def _of_text(repo: Snapshot, path: str, source: str) -> Iterator[Manifest]:
    lines = source.split("\n")
    found = _kind_of(basename(path), source, lines)
    if found is not None:
        tool, what, first = found
        yield Manifest(
            path,
            first,
            tool,
            what,
            names_model=_names_model(lines),
            unfilled=not _is_filled_in(lines),
            applied=is_applied(repo, path),
            batching=next((n for n, each in enumerate(lines, 1) if BATCHING.search(each)), None),
        )
    elif path.endswith((".yaml", ".yml")):
        yield from _sections(repo, path, source, lines)
        stock = list(_of_containers(repo, path, source, lines))
        yield from stock or _of_cluster_commands(repo, path, source)
    if DECLARING.search(source) is not None:
        yield from _declared_endpoints(repo, path, lines)


def _sections(repo: Snapshot, path: str, source: str, lines: list[str]) -> Iterator[Manifest]:
    """Endpoints that a bundle, a deployment or a cluster's service declares."""
    for tool, pattern, beside in SERVING_SECTIONS:
        if beside not in source:
            continue
        line = next((n for n, each in enumerate(lines, 1) if pattern.fullmatch(each.rstrip())), None)
        if line is not None:
            applied = is_applied(repo, path) or (
                tool.startswith("Databricks") and applies_with(repo, ("databricks", "bundle", "deploy"))
            )
            named = _names_model(lines, told=True)
            yield Manifest(
                path,
                line,
                tool,
                basename(path),
                names_model=named,
                applied=applied,
                unfilled=not _is_filled_in(lines),
            )


def _of_containers(repo: Snapshot, path: str, source: str, lines: list[str]) -> Iterator[Manifest]:
    """Stock servers in a cluster's objects and in a chart's values, one for each document of the file."""
    if not any(mark in source for mark in IMAGES):
        return
    document, found = 0, dict[int, tuple[int, str]]()
    told, unfilled = set[int](), set[int]()
    for number, each in enumerate(lines, 1):
        if each.startswith("---"):
            document += 1
        if MODEL_TOLD.search(each[:1000]):
            told.add(document)
        if PLACEHOLDER_ADDRESS.search(each[:1000]) and not each.lstrip().startswith("#"):
            unfilled.add(document)
        match = SERVER_IMAGE_LINE.match(each)
        tool = None if match is None else image_tool(match["image"])
        if tool is not None:
            found.setdefault(document, (number, tool))
    for document, (number, tool) in found.items():
        yield Manifest(
            path,
            number,
            tool,
            "container image",
            names_model=document in told - unfilled,
            unfilled=document in told & unfilled,
            applied=is_applied(repo, path),
        )


def _of_cluster_commands(repo: Snapshot, path: str, source: str) -> Iterator[Manifest]:
    """Servers that a container of a cluster starts by a command of its own, whatever its image."""
    if "command:" not in source or not any(program in source for program in MODEL_SERVER_PROGRAMS):
        return
    for document in repo.yaml(path):
        for node in islice(_mappings(document.value), MAXIMUM_CONTAINERS_OF_SERVERS):
            words = tuple(text(each) for key in ("command", "args") for each in items(node.get(key)))
            if len(words) == 1 or words[:2] in SHELL_FORMS:
                words = tuple(words[-1].split())
            tool = command_tool(words) if words else None
            if tool is not None:
                at, what = line(node.get("command"), line(node)), " ".join(words)[:80]
                named = _is_filled(" ".join(words))
                yield Manifest(
                    path,
                    at,
                    tool,
                    what,
                    names_model=named,
                    applied=is_applied(repo, path),
                    unfilled=not named,
                )
                return


def _mappings(root: object) -> Iterator[Block]:
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Block):
            yield node
            stack.extend(reversed(list(node.values())))
        elif isinstance(node, Items):
            stack.extend(reversed(node))


def _declared_endpoints(repo: Snapshot, path: str, lines: list[str]) -> Iterator[Manifest]:
    for number, each in enumerate(lines, 1):
        match = DECLARED_ENDPOINTS.match(each[:400])
        if match is not None:
            applied = applies_with(repo, *(TERRAFORM_RUNS if path.endswith(".tf") else STACK_RUNS))
            yield Manifest(
                path, number, ENDPOINT_TOOLS[match["type"]], match["type"], names_model=True, applied=applied
            )


def _kind_of(name: str, source: str, lines: list[str]) -> tuple[str, str, int] | None:
    if name == "config.pbtxt":
        first = next((n for n, each in enumerate(lines, 1) if TRITON_PLATFORM.match(each)), None)
        if first is None or not any(TRITON_SETTING.match(each) for each in lines):
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
        if match is None:
            continue
        kind = match["kind"]
        if kind in SERVER_KINDS:
            return SERVER_KINDS[kind], kind, number
        if any(group in source for group in GROUPED_KINDS.get(kind, ())):
            return "model server", kind, number
    return None


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
                    names_model="model" in told.casefold() and _is_filled(told),
                    applied=False,
                    unfilled="model" in told.casefold() and not _is_filled(told),
                )
    for path, image in repo.dockerfiles.items():
        tool = image_tool(image.stages[-1].base) if image.stages else None
        if tool is not None and not is_example_path(path):
            named = bool(image.copies) or "model" in " ".join(image.start).casefold()
            yield Manifest(
                path, image.stages[-1].line, tool, "container image", names_model=named, applied=False
            )


def _composed_models(repo: Snapshot) -> Iterator[Manifest]:
    """Models that a compose file declares beside its services, which the engine runs itself."""
    for path in repo.services:
        if is_example_path(path) or "models:" not in (repo.text(path) or ""):
            continue
        for document in repo.yaml(path):
            for name, each in block(block(document.value).get("models")).items():
                if text(block(each).get("model")):
                    yield Manifest(
                        path,
                        line(name),
                        "Docker Model Runner",
                        f"model {name[:60]}",
                        names_model=True,
                        applied=False,
                    )


def image_tool(image: str) -> str | None:
    """The model server that an image is, if it is a stock one."""
    return next((tool for mark, tool in IMAGES.items() if mark in image), None)


def _commands(repo: Snapshot) -> Iterator[Manifest]:
    for start in starts(repo):
        tool = command_tool(start.words)
        if tool is not None and not is_example_path(start.path):
            named, what = _is_filled(" ".join(start.words)), " ".join(start.words)[:80]
            yield Manifest(
                start.path, start.line, tool, what, names_model=named, applied=True, unfilled=not named
            )
    for run in ci_runs(repo):
        tool = command_tool(run.reached.words)
        if tool is not None:
            place = run.reached.place
            named, what = _is_filled(" ".join(run.reached.words)), " ".join(run.reached.words)[:80]
            yield Manifest(
                place.path, place.line, tool, what, names_model=named, applied=True, unfilled=not named
            )
    for path, files in repo.target_files.items():
        for file in files if INSTALLING_SCRIPT.fullmatch(basename(path)) is None else ():
            for target in file.targets if file.kind not in ("compose", "procfile") else ():
                for number, each in enumerate(target.script.split("\n"), 1):
                    tool = command_tool(tuple(each.split()))
                    if tool is not None and not is_example_path(path):
                        at, what = target.line_at(number), each.strip()[:80]
                        named = _is_filled(each)
                        yield Manifest(
                            path, at, tool, what, names_model=named, applied=False, unfilled=not named
                        )


def _names_model(lines: list[str], *, told: bool = False) -> bool:
    """Whether a document of a file names a model, or code that serves one, and leaves no address open."""
    named, unfilled = False, False
    for each in (*lines, "---"):
        if each.startswith("---"):
            if named and not unfilled:
                return True
            named = unfilled = False
        elif MODEL_LINE.match(each) or (told and MODEL_TOLD.search(each[:1000])):
            named, unfilled = True, unfilled or not _is_filled(each)
    return False


def _is_filled_in(lines: list[str]) -> bool:
    return all(_is_filled(each) for each in lines if MODEL_LINE.match(each) or MODEL_TOLD.search(each[:1000]))


def _is_filled(said: str) -> bool:
    return PLACEHOLDER_ADDRESS.search(said[:1000]) is None


def command_tool(words: tuple[str, ...]) -> str | None:
    """The model server that a command starts."""
    words = unwrap(words)
    return next((tool for prefix, tool in SERVER_COMMANDS.items() if words[: len(prefix)] == prefix), None)
