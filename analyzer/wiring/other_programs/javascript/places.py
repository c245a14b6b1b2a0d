"""Functions of scripts that frameworks and platforms call by the place or the name of a file.

Sources: https://nextjs.org/docs/app/api-reference/file-conventions/route, https://svelte.dev/docs/kit/routing,
https://remix.run/docs/en/main/route/action, https://docs.astro.build/en/guides/endpoints,
https://vercel.com/docs/functions, https://docs.netlify.com/functions, https://developers.cloudflare.com/workers,
https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html, https://www.serverless.com/framework/docs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.parsing.structured import block, items, line, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.javascript.extensions import extension_files
from analyzer.wiring.other_programs.javascript.platforms import (
    azure_functions,
    configured_graphs,
    configured_handlers,
    configured_worker_files,
    configured_workers,
    encore_files,
    firebase_files,
    handlers_by_file,
    is_left_out,
)
from analyzer.wiring.other_programs.javascript.resolve import loose_json, resolve_script, source_of
from analyzer.wiring.other_programs.javascript.signs import script_sign
from analyzer.wiring.other_programs.vocabulary.language import ByConvention
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

HTTP_VERBS = word_set("GET POST PUT PATCH DELETE HEAD OPTIONS ALL")
SCRIPT_SCRIPT = r"\.[cm]?[jt]sx?"
# Files whose exported functions answer, by the framework whose files they are.
VERB_FILES = lazy_regex(
    rf"(?:.*/)?(?:app/(?:.*/)?route|\+server|.*\+api|src/api/.*/route){SCRIPT_SCRIPT}"
    rf"|(?:.*/)?src/(?:pages|routes)/.*\.[cm]?[jt]s"
)
PAGES_API = lazy_regex(rf"(?:.*/)?pages/api/.+{SCRIPT_SCRIPT}")
PAGE_SERVER = lazy_regex(rf"(?:.*/)?\+(?:page|layout)\.server{SCRIPT_SCRIPT}")
REMIX_ROUTE = lazy_regex(rf"(?:.*/)?app/(?:routes/.+|root){SCRIPT_SCRIPT}")
VERCEL_API = lazy_regex(rf"(?P<place>(?:.*/)?)api/.+{SCRIPT_SCRIPT}")
NETLIFY_FUNCTION = lazy_regex(rf"(?P<place>(?:.*/)?)netlify/(?:edge-)?functions/.+{SCRIPT_SCRIPT}")
NITRO_FILE = lazy_regex(rf"(?:.*/)?server/(?:api|routes|plugins|middleware|tasks|utils)/.+{SCRIPT_SCRIPT}")
OF_NITRO = lazy_regex(r"(?P<place>(?:.*/)?)server/.")
TAKEN_FOLDERS = ("server/utils", "shared/utils")
ASTRO_ACTIONS = lazy_regex(rf"(?:.*/)?src/actions/index{SCRIPT_SCRIPT}")
MASTRA_FILE = lazy_regex(rf"(?:.*/)?mastra/index{SCRIPT_SCRIPT}")
CALLED_FILES = (PAGES_API, PAGE_SERVER, NETLIFY_FUNCTION, NITRO_FILE, MASTRA_FILE, ASTRO_ACTIONS)
CLOUDFLARE_PAGES = lazy_regex(rf"(?P<place>(?:.*/)?)functions/.+{SCRIPT_SCRIPT}")
# What Next and its like load beside routes.
LOADED_FILES = lazy_regex(
    rf"(?:.*/)?(?:pages/.+|app/.*(?:page|layout|loading|error)|(?:src/)?(?:middleware|instrumentation|proxy|entry[.-]server|hooks\.server)){SCRIPT_SCRIPT}"
)
FRAMEWORK_CONFIGS = lazy_regex(
    r"(?:next|nuxt|svelte|astro|remix|react-router|nitro|app|vinxi)\.config\.[cm]?[jt]s|vercel\.json|netlify\.toml"
)
SERVER_ACTION = ("'use server'", '"use server"')
MOST_HEAD_LINES = 30
EVENT_NAMES = word_set("event evt _event sqsEvent apiEvent req")
REMIX_EXPORTS = word_set("loader action")
HANDLER_EXPORTS = word_set("handler lambdaHandler main")
LAMBDA_TYPES = lazy_regex(
    r"aws-lambda#(?:APIGateway\w*|SQS\w*|Lambda\w*|S3\w*|SNS\w*|EventBridge\w*|Scheduled\w*|Context)"
)
WORKER_METHODS = word_set("fetch queue scheduled email")
MOST_FILES = 150

NEXT_ROUTE = script_sign(Subject.ROUTE, "Next.js route", "")
ROUTE_FILE = script_sign(Subject.ROUTE, "route file", "")
SERVER_ACTIONS = script_sign(Subject.ROUTE, "server action", "")
LOADER = script_sign(Subject.ROUTE, "page loader or action", "")
SERVERLESS_FUNCTION = script_sign(Subject.HANDLER, "serverless function", "")
LAMBDA_HANDLER = script_sign(Subject.HANDLER, "AWS Lambda handler", "")
CLOUDFLARE_WORKER = script_sign(Subject.HANDLER, "Cloudflare Worker", "")
LANGGRAPH_SERVER = script_sign(Subject.HANDLER, "LangGraph server", "")


@derived
def _config_folders(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The folders that hold a configuration of some framework or platform, by the name of the file."""
    found: dict[str, list[str]] = {}
    for path in repo.paths:
        name = basename(path)
        if FRAMEWORK_CONFIGS.fullmatch(name):
            found.setdefault(name.partition(".")[0], []).append(dirname(path))
        elif name in ("wrangler.toml", "wrangler.json", "wrangler.jsonc"):
            found.setdefault("wrangler", []).append(dirname(path))
    return {name: tuple(folders) for name, folders in found.items()}


def script_conventions(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    """The functions of a file that frameworks and platforms call."""
    exported = dict(facts.exports)
    if VERB_FILES.fullmatch(path) and HTTP_VERBS & exported.keys():
        sign = NEXT_ROUTE if basename(path).startswith("route.") else ROUTE_FILE
        yield from _each(path, facts, sign, (each for each in exported if each in HTTP_VERBS))
    elif PAGES_API.fullmatch(path):
        yield from _each(path, facts, NEXT_ROUTE, ("default",))
    elif PAGE_SERVER.fullmatch(path):
        yield from _each(path, facts, LOADER, (each for each in exported if each in ("load", "actions")))
    elif REMIX_ROUTE.fullmatch(path):
        yield from _each(path, facts, LOADER, (each for each in exported if each in ("loader", "action")))
    elif NETLIFY_FUNCTION.fullmatch(path) or _on_vercel(repo, path):
        names = (each for each in exported if each in ("default", "handler") or each in HTTP_VERBS)
        yield from _each(path, facts, SERVERLESS_FUNCTION, names)
    elif CLOUDFLARE_PAGES.fullmatch(path) and any(each.startswith("onRequest") for each in exported):
        names = (each for each in exported if each.startswith("onRequest"))
        yield from _each(path, facts, SERVERLESS_FUNCTION, names)
    elif _is_of_actions(repo, path):
        yield from _each(path, facts, SERVER_ACTIONS, (each for each in exported if each != "*"))
    yield from _handlers(repo, path, facts, exported)


def taken_without_import(repo: Snapshot, path: str) -> Iterator[str]:
    """The files whose exports a file of Nitro's server names without an import.

    https://nuxt.com/docs/guide/directory-structure/server#server-utilities
    """
    match = OF_NITRO.match(path)
    configs = _config_folders(repo)
    folders = (*configs.get("nuxt", ()), *configs.get("nitro", ()))
    if match is None or match["place"].rstrip("/") not in folders:
        return
    taken = tuple(f"{match['place']}{each}/" for each in TAKEN_FOLDERS)
    yield from (each for each in repo.programs if each.startswith(taken) and not is_left_out(each))


def _is_of_actions(repo: Snapshot, path: str) -> bool:
    """Whether a file begins with the mark of server actions, comments aside."""
    for row in (repo.text(path) or "")[:4000].split("\n")[:MOST_HEAD_LINES]:
        said = row.strip()
        if said and not said.startswith(("//", "/*", "*")):
            return said.startswith(SERVER_ACTION)
    return False


def _on_vercel(repo: Snapshot, path: str) -> bool:
    match = VERCEL_API.fullmatch(path)
    return match is not None and match["place"].rstrip("/") in _config_folders(repo).get("vercel", ())


def _handlers(
    repo: Snapshot, path: str, facts: ProgramFacts, exported: Mapping[str, str]
) -> Iterator[ByConvention]:
    named = {each for each in handlers_by_file(repo).get(path, ()) if each in exported}
    if not named:
        named = {
            each.name
            for each in facts.functions
            if _is_lambda(each.name, each.parameters, each.takes) and each.name in exported
        }
    yield from _each(path, facts, LAMBDA_HANDLER, sorted(named))
    if path in configured_worker_files(repo):
        names = (each for each in exported if each in WORKER_METHODS)
        yield from _each(path, facts, CLOUDFLARE_WORKER, (*names, *_of_worker(facts, exported)))
    graphs = (each for each in configured_graphs(repo).get(path, ()) if each in exported)
    yield from _each(path, facts, LANGGRAPH_SERVER, graphs)


def _of_worker(facts: ProgramFacts, exported: Mapping[str, str]) -> Iterator[str]:
    """The methods of what a Worker exports: an object or a class by its name, or one that a call wraps."""
    default = exported.get("default", "")
    owners = {default, *(value for name, value in exported.items() if name[:1].isupper())}
    owners |= {
        each.receiver
        for each in facts.handed
        if default.endswith("()") and each.enclosing is None and f"{each.target}()" == default
    }
    for each in facts.functions:
        owner, dot, method = each.qualified_name.rpartition(".")
        if dot and owner in owners and method in WORKER_METHODS:
            yield each.qualified_name


def classes_of_worker(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """The files of the classes that a Worker exports for others to be made of: agents, Durable Objects."""
    for name, target in facts.exports if path in configured_worker_files(repo) else ():
        module, mark, _rest = target.partition(FROM_PACKAGE)
        if mark and name[:1].isupper():
            yield from resolve_script(repo, path, module)


def _is_lambda(name: str, parameters: tuple[str, ...], takes: tuple[str, ...]) -> bool:
    typed = any(LAMBDA_TYPES.match(each) for each in takes)
    return typed or (
        name in HANDLER_EXPORTS and parameters[:1] != () and parameters[0] in EVENT_NAMES - {"req"}
    )


def _each(
    path: str, facts: ProgramFacts, sign: Sign, names: Iterator[str] | tuple[str, ...] | list[str]
) -> Iterator[ByConvention]:
    """Exports of a file with the functions behind them: its own, those they wrap, those of another file."""
    exported = dict(facts.exports)
    functions = {each.qualified_name: each for each in facts.functions}
    lines = {name: number for name, _target, number in facts.assigned}
    for name in names:
        target = exported.get(name, "")
        own = target if target in functions else name if name in functions else ""
        if own:
            yield ByConvention(sign, own, functions[own].line, _route_of(path, name), (own,))
            continue
        held = [each for each in functions if each.startswith(f"{name}.")]
        number = lines.get(name, functions[held[0]].line if held else 1)
        wrapped = [
            each.receiver
            for each in facts.handed
            if each.enclosing is None and (each.line == number or name == "default")
        ]
        handlers = tuple(held or wrapped or ([target] if "#" in target else []))
        if not handlers and sign in (SERVER_ACTIONS, LOADER):
            continue
        line_ = number if name in lines or held else _line_of_default(facts, handlers, number)
        yield ByConvention(sign, "", line_, _route_of(path, name), handlers)


def _line_of_default(facts: ProgramFacts, handlers: tuple[str, ...], number: int) -> int:
    return next((each.line for each in facts.handed if each.receiver in handlers), number)


def _route_of(path: str, name: str) -> str:
    """The path that a file answers, as far as its own path says it."""
    place = path.rpartition(".")[0]
    for mark in ("/app/", "/pages/", "/routes/", "app/", "pages/", "routes/"):
        head, found, rest = place.partition(mark)
        if found and (mark.startswith("/") or not head):
            place = rest
            break
    for end in ("/route", "/+server", "/+page.server", "/index"):
        place = place.removesuffix(end)
    return f"{name} /{place}" if name in HTTP_VERBS else f"/{place}"


# -- what platforms start ------------------------------------------------------------------------


def framework_files(repo: Snapshot, place: str) -> Iterator[str]:
    """The files that the framework of a package serves or loads, routes first."""
    folder = f"{place}/" if place else ""
    inside = [each for each in repo.programs if each.startswith(folder) and not is_left_out(each)]
    if not any(place in folders for name, folders in _config_folders(repo).items() if name != "wrangler"):
        # A framework may need no configuration: its program was asked for, and its files are there.
        inside = [
            each
            for each in inside
            if not each.removeprefix(folder).startswith(("packages/", "apps/", "node_modules/"))
        ]
    routes = [each for each in inside if is_framework_file(repo, each)]
    loaded = [each for each in inside if LOADED_FILES.fullmatch(each)] if routes else []
    yield from dict.fromkeys((*routes, *loaded)[:MOST_FILES])


def is_framework_file(repo: Snapshot, path: str) -> bool:
    """Whether a framework calls the functions that a file exports."""
    if any(each.fullmatch(path) for each in CALLED_FILES):
        return True
    facts = repo.programs.get(path)
    exported = {name for name, _target in facts.exports} if facts is not None else set()
    if (VERB_FILES.fullmatch(path) and exported & HTTP_VERBS) or (
        REMIX_ROUTE.fullmatch(path) and exported & REMIX_EXPORTS
    ):
        return True
    if path in handlers_by_file(repo) or path in configured_worker_files(repo) or _on_vercel(repo, path):
        return True
    return path in repo.programs and _is_of_actions(repo, path)


def started_by_platforms(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """What configuration of a platform makes it run."""
    for name in ("vercel.json", "netlify.toml"):
        for path in repo.paths:
            if basename(path) == name and not is_left_out(path):
                for file in framework_files(repo, dirname(path)):
                    yield path, 1, file
                for build in (
                    items(block(loose_json(repo, path)).get("builds")) if name == "vercel.json" else ()
                ):
                    source = block(build).get("src")
                    for file in source_of(repo, dirname(path), text(source)) if text(source) else ():
                        yield path, line(source), file
    for path, number, file in configured_workers(repo):
        yield path, number, file
    yield from azure_functions(repo)
    for path, number, file, _name in configured_handlers(repo):
        yield path, number, file
    yield from firebase_files(repo)
    yield from encore_files(repo)
    yield from extension_files(repo)
