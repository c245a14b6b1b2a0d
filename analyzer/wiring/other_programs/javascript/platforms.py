"""What configuration of platforms names: handlers of functions, entries of Workers, graphs, applications.

Sources: https://developers.cloudflare.com/workers/wrangler/configuration, https://www.serverless.com/framework/docs,
https://docs.aws.amazon.com/serverless-application-model, https://docs.aws.amazon.com/cdk/api/v2,
https://firebase.google.com/docs/functions, https://langchain-ai.github.io/langgraph/cloud/reference/cli, https://encore.dev/docs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, Items, Value, block, items, line, load_toml, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.javascript.resolve import loose_json, main_of, script_file, source_of
from analyzer.wiring.roles import is_example_path, is_test_path

HANDLER_SPELLED = lazy_regex(r"(?P<file>[\w@./-]{1,200}?)\.(?P<name>\w{1,80})")
SERVERLESS_FILES = lazy_regex(r"serverless(?:\.[\w-]+)?\.ya?ml|(?:template|sam)(?:\.[\w-]+)?\.ya?ml")
SCRIPT_WRITTEN_FILE = lazy_regex(r"[\"'`](?P<file>[\w@./-]{1,200}\.[cm]?[jt]s)[\"'`]")
MOST_BLOCKS = 3_000
# Of the fourth model: https://learn.microsoft.com/azure/azure-functions/functions-reference-node
REGISTERED_ON_AZURE = "@azure/functions#app."


def is_left_out(path: str) -> bool:
    """Whether a file is of tests or examples: what it configures runs nowhere."""
    return is_example_path(path) or is_test_path(path)


def encore_files(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The files of an application of Encore, which finds its endpoints by `encore.app` above them."""
    for path in repo.paths:
        if basename(path) == "encore.app" and not is_left_out(path):
            folder = f"{dirname(path)}/".removeprefix("/")
            for file, facts in repo.programs.items():
                ours = file.startswith(folder) and not is_left_out(file)
                if ours and any(each.module.startswith("encore.dev/") for each in facts.imports):
                    yield path, 1, file


@derived
def configured_worker_files(repo: Snapshot) -> frozenset[str]:
    """The files that Cloudflare Workers begin with."""
    return frozenset(file for _path, _line, file in configured_workers(repo))


@derived
def configured_workers(repo: Snapshot) -> tuple[tuple[str, int, str], ...]:
    """`main` of the configuration of a Cloudflare Worker."""
    found = []
    for path in repo.paths:
        name = basename(path)
        if (
            name.startswith("wrangler")
            and name.endswith((".toml", ".json", ".jsonc"))
            and not is_left_out(path)
        ):
            value = (
                load_toml(repo.content(path) or b"").value
                if name.endswith(".toml")
                else loose_json(repo, path)
            )
            main = block(value).get("main")
            found += (
                [(path, line(main), file) for file in source_of(repo, dirname(path), text(main))]
                if text(main)
                else []
            )
    return tuple(found)


@derived
def handlers_by_file(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The names of the functions that serverless platforms call, by their files."""
    found: dict[str, list[str]] = {}
    for _path, _line, file, name in configured_handlers(repo):
        found.setdefault(file, []).append(name)
    return {file: tuple(names) for file, names in found.items()}


@derived
def configured_handlers(repo: Snapshot) -> tuple[tuple[str, int, str, str], ...]:
    """Functions that serverless platforms are told to call: file, line, file of the function, its name."""
    return tuple(dict.fromkeys((*_of_templates(repo), *_of_functions_json(repo), *_of_constructs(repo))))


def _of_templates(repo: Snapshot) -> Iterator[tuple[str, int, str, str]]:
    for path in repo.paths:
        if is_left_out(path) or not SERVERLESS_FILES.fullmatch(basename(path)):
            continue
        for document in repo.yaml(path):
            for each in _blocks(document.value):
                handler = each.get("handler") or each.get("Handler")
                match = HANDLER_SPELLED.fullmatch(text(handler))
                if match is None:
                    continue
                code = text(each.get("CodeUri")) or "."
                for place in dict.fromkeys((join(dirname(path), code), dirname(path))):
                    found = list(source_of(repo, normpath(place), match["file"]))
                    yield from ((path, line(handler), file, match["name"]) for file in found)
                    if found:
                        break


def _blocks(value: Value | None) -> Iterator[Block]:
    stack: list[Value | None] = [value]
    for _ in range(MOST_BLOCKS):
        if not stack:
            return
        each = stack.pop()
        if isinstance(each, Block):
            yield each
            stack += reversed(list(each.values()))
        elif isinstance(each, Items):
            stack += reversed(list(each))


def _of_functions_json(repo: Snapshot) -> Iterator[tuple[str, int, str, str]]:
    """`function.json` of an Azure Function: the script beside it, or that it names."""
    for path in repo.paths:
        if basename(path) == "function.json" and not is_left_out(path):
            said = block(loose_json(repo, path))
            if said.get("bindings") is not None:
                named = said.get("scriptFile")
                script = text(named) or "index.js"
                for file in source_of(
                    repo, dirname(path), normpath(script) if "../" not in script else script
                ):
                    yield path, line(named), file, text(said.get("entryPoint")) or "default"


def _of_constructs(repo: Snapshot) -> Iterator[tuple[str, int, str, str]]:
    """Functions that a program of the CDK or of SST declares: files and handlers as written in it."""
    for path, facts in repo.programs.items():
        if is_left_out(path) or (
            not any(each.module.startswith(("aws-cdk-lib", "@aws-cdk", "sst")) for each in facts.imports)
            and basename(path) != "sst.config.ts"
        ):
            continue
        rows = (repo.text(path) or "").split("\n")
        for number, row in enumerate(rows[:3000], 1):
            for match in SCRIPT_WRITTEN_FILE.finditer(row[:400]):
                name = match["file"]
                for place in (dirname(path), "", dirname(dirname(path))):
                    for file in (
                        script_file(repo, normpath(join(place, name))) if file_is_inside(place, name) else ()
                    ):
                        yield path, number, file, "handler"
        for call in facts.calls:
            for spelled in (*call.strings, *(value for key, value in call.keywords if key == "handler")):
                named = HANDLER_SPELLED.fullmatch(spelled)
                if named is not None and "/" in named["file"]:
                    for file in script_file(repo, normpath(named["file"])):
                        yield path, call.line, file, named["name"]


def file_is_inside(place: str, name: str) -> bool:
    """Whether a relative name stays in the repository when it is read in a folder."""
    return not normpath(join(place, name)).startswith("..")


def firebase_files(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """What the functions of Firebase begin with."""
    for path in repo.paths:
        if basename(path) == "firebase.json" and not is_left_out(path):
            for each in items(block(loose_json(repo, path)).get("functions")):
                source = block(each).get("source")
                for file in main_of(repo, normpath(join(dirname(path), text(source) or "functions"))):
                    yield path, line(source), file


@derived
def configured_graphs(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The graphs that `langgraph.json` names: by file, the names of the exports."""
    found: dict[str, list[str]] = {}
    for path in repo.paths:
        if basename(path) == "langgraph.json" and not is_left_out(path):
            for value in block(block(loose_json(repo, path)).get("graphs")).values():
                spelled, _, name = (text(value) or text(block(value).get("path"))).partition(":")
                for file in script_file(repo, normpath(join(dirname(path), spelled))) if spelled else ():
                    found.setdefault(file, []).append(name)
    return {file: tuple(names) for file, names in found.items()}


def azure_functions(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The files below a `host.json` that register functions of Azure themselves: `app.http("ask", {...})`."""
    hosts = [path for path in repo.paths if basename(path) == "host.json" and not is_left_out(path)]
    for path in hosts:
        folder = f"{dirname(path)}/" if dirname(path) else ""
        for file, facts in repo.programs.items():
            registers = any(call.target.startswith(REGISTERED_ON_AZURE) for call in facts.calls)
            if registers and file.startswith(folder) and not is_left_out(file):
                yield path, 1, file
