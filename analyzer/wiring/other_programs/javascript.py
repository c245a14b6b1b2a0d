"""JavaScript and TypeScript: how modules find each other, what starts them, and what their packages are for.

Sources: https://nodejs.org/api/packages.html, https://www.typescriptlang.org/tsconfig (paths, outDir),
https://nextjs.org/docs/app/api-reference/file-conventions/route, https://docs.nestjs.com/modules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import block, items, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.language import Language, Sign, Subject, sign

MODULE_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
# What a compiler writes, and what it was written in.
WRITTEN_AS = {".js": (".ts", ".tsx"), ".mjs": (".mts", ".ts"), ".cjs": (".cts", ".ts"), ".jsx": (".tsx",)}
BUILT_FOLDERS = ("dist", "build", "out", "lib", ".output", "dist/src")
COMPILED_FROM = ("src", "", "lib", "app", "server")
NODE_PROGRAMS = word_set(
    "node nodemon ts-node ts-node-dev tsx bun deno pm2 pm2-runtime forever vite-node swc-node"
)
# Programs of frameworks that start what they find: the files of a folder.
NEXT_PROGRAM = ("next", "start")
NEXT_FILES = lazy_regex(r"(?:src/)?(?:pages/.+|app/.+|middleware|instrumentation)\.[cm]?[jt]sx?")
NEST_MAIN = ("src/main.ts", "main.ts")


@derived
def _tsconfigs(repo: Snapshot) -> Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]]:
    """By folder: the base folder of plain imports, and the patterns of `paths` with what they stand for."""
    found = {}
    for path in repo.paths:
        if basename(path) in ("tsconfig.json", "jsconfig.json", "tsconfig.base.json"):
            document = repo.json(path)
            options = block(block(document.value if document is not None else None).get("compilerOptions"))
            base = normpath(join(dirname(path), text(options.get("baseUrl")) or "."))
            patterns = {
                name: tuple(text(each) for each in items(value))
                for name, value in block(options.get("paths")).items()
            }
            found[dirname(path)] = ("" if base == "." else base, patterns)
    return found


@derived
def _packages_by_name(repo: Snapshot) -> Mapping[str, tuple[str, str]]:
    """The packages of the repository by their names: folder and main file."""
    found = {}
    for path in repo.paths:
        if basename(path) == "package.json":
            document = repo.json(path)
            said = block(document.value if document is not None else None)
            name = text(said.get("name"))
            if name:
                found[name] = (dirname(path), text(said.get("main")) or text(said.get("module")))
    return found


def resolve_script(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The files that `import ... from "module"` means, by Node's and TypeScript's rules."""
    if module.startswith("."):
        yield from _file(repo, normpath(join(dirname(path), module)))
        return
    folder = dirname(path)
    while True:
        if folder in (configs := _tsconfigs(repo)):
            base, patterns = configs[folder]
            for pattern, targets in patterns.items():
                head, star, tail = pattern.partition("*")
                if (star and module.startswith(head) and module.endswith(tail)) or module == pattern:
                    middle = module[len(head) : len(module) - len(tail)] if star else ""
                    for target in targets:
                        yield from _file(repo, normpath(join(base, target.replace("*", middle))))
            yield from _file(repo, normpath(join(base, module)))
        if not folder:
            break
        folder = dirname(folder)
    if module.startswith(("@/", "~/")):
        for root in ("src", "", "app"):
            yield from _file(repo, normpath(join(root, module[2:])))
    for name, (place, main) in _packages_by_name(repo).items():
        if module == name:
            yield from _main_of(repo, place, main)
        elif module.startswith(f"{name}/"):
            for root in ("", "src"):
                yield from _file(repo, normpath(join(place, root, module[len(name) + 1 :])))


def _main_of(repo: Snapshot, place: str, main: str) -> Iterator[str]:
    yield from source_of(repo, place, main) if main else ()
    for each in ("src/index", "index", "src/main", "lib/index"):
        yield from _file(repo, join(place, each))


def _file(repo: Snapshot, plain: str) -> Iterator[str]:
    """The file of a path without its ending, or with the ending that a compiler gives it."""
    stem, dot, ending = plain.rpartition(".")
    candidates = [plain, *(plain + each for each in MODULE_ENDINGS)]
    candidates += [stem + each for each in WRITTEN_AS.get(dot + ending, ())]
    candidates += [f"{plain}/index{each}" for each in MODULE_ENDINGS]
    yield from (each for each in candidates if each.endswith(MODULE_ENDINGS) and repo.exists(each))


def source_of(repo: Snapshot, folder: str, program: str) -> Iterator[str]:
    """The source of a program that is started: itself, or what `dist/main.js` was compiled from."""
    plain = normpath(program.lstrip("/"))
    yield from _file(repo, normpath(join(folder, plain)))
    for built in BUILT_FOLDERS:
        if plain.startswith(f"{built}/"):
            rest = plain[len(built) + 1 :]
            for source in COMPILED_FROM:
                yield from _file(repo, normpath(join(folder, source, rest)))


def started_script(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """The files that a command of Node and its like starts."""
    del path
    words = unwrap(words)
    program = basename(words[0]) if words else ""
    if program in ("npx", "bunx", "pnpx") and len(words) > 1:
        words, program = words[1:], basename(words[1])
    if program in NODE_PROGRAMS:
        for word in words[1:]:
            if word.startswith("-") or word in ("run", "start", "watch"):
                continue
            for place in _folders(repo, folder):
                yield from source_of(repo, place, word)
            break
    elif (program, *words[1:2]) == NEXT_PROGRAM:
        for place in _folders(repo, folder):
            prefix = f"{place}/" if place else ""
            yield from (
                each
                for each in repo.paths
                if each.startswith(prefix) and NEXT_FILES.fullmatch(each.removeprefix(prefix))
            )
    elif program == "nest" and words[1:2] == ("start",):
        yield from (join(folder, each) for each in NEST_MAIN)


def _folders(repo: Snapshot, folder: str) -> tuple[str, ...]:
    """Where a command may run: beside the file it stands in, or in a package above it."""
    found = [folder]
    while folder:
        folder = dirname(folder)
        if repo.exists(join(folder, "package.json")):
            found.append(folder)
    return tuple(found)


def found_by_nest(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """Controllers, gateways and providers, which the framework makes from the modules that are imported."""
    if any(each.target.startswith("@nestjs/core#NestFactory") for each in facts.calls):
        folder = dirname(path)
        for other, each in repo.programs.items():
            if other.startswith(f"{folder}/" if folder else "") and any(
                mark.target.startswith("@nestjs/") for kind in each.classes for mark in kind.decorators
            ):
                yield other


VERBS_OF_ROUTES = "(?:get|post|put|patch|delete|all|use|route|options|head|on)"
SCRIPT_SIGNS: tuple[Sign, ...] = (
    # What answers requests.
    sign(
        Subject.ROUTE,
        "Express",
        "express",
        rf"(?:default|Router|express)\(\)(?:\.\w+\(\))*\.{VERBS_OF_ROUTES}"
        rf"|default\.Router\(\)\.{VERBS_OF_ROUTES}",
    ),
    sign(Subject.ROUTE, "Fastify", "fastify", rf"\w+\(\)(?:\.\w+\(\))*\.{VERBS_OF_ROUTES}"),
    sign(Subject.ROUTE, "Hono", "hono @hono/zod-openapi", rf"\w+\(\)(?:\.\w+\(\))*\.{VERBS_OF_ROUTES}"),
    sign(Subject.ROUTE, "NestJS", "@nestjs/common", decorators="Get|Post|Put|Patch|Delete|All|Sse"),
    # Models behind a client.
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "openai",
        r"\w+\(\)\.(?:beta\.)?(?:chat\.completions|responses|completions|embeddings|images|audio\.\w+"
        r"|moderations)\.\w+",
    ),
    sign(
        Subject.MODEL_CALL,
        "Anthropic",
        "@anthropic-ai/sdk",
        r"\w+\(\)\.(?:beta\.)?(?:messages|completions)\.\w+",
    ),
    sign(Subject.MODEL_CALL, "Vercel AI SDK", "ai", r"(?:generate|stream|embed)\w*"),
    # What reports.
    sign(Subject.METRICS, "Prometheus client", "prom-client", r".+"),
    sign(Subject.LOGGING, "pino", "pino nestjs-pino", r".*\.(?:trace|debug|info|warn|error|fatal)"),
    sign(Subject.LOGGING, "winston", "winston", r".*\.(?:debug|info|warn|error|log|http|verbose)"),
    sign(Subject.PRINTING, "console", "", r"console\.(?:log|info|warn|error|debug|trace)"),
)

SCRIPT_LANGUAGE = Language(
    names=("JavaScript", "TypeScript"),
    signs=SCRIPT_SIGNS,
    resolve=resolve_script,
    started=started_script,
    found=found_by_nest,
    constructors=frozenset({"constructor"}),
)
