"""What starts programs in JavaScript and TypeScript: commands of Node, package scripts, frameworks.

Sources: https://nodejs.org/api/cli.html, https://docs.npmjs.com/cli/commands/npm-run-script, https://pnpm.io/filtering,
https://pm2.keymetrics.io/docs/usage/application-declaration, https://nextjs.org/docs/app/api-reference/cli/next.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import islice
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import Block, block, line, text
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.javascript.adonis import adonis_files
from analyzer.wiring.other_programs.javascript.nest import found_by_nest, nest_entries
from analyzer.wiring.other_programs.javascript.places import (
    LOADED_FILES,
    classes_of_worker,
    framework_files,
    is_framework_file,
    started_by_platforms,
)
from analyzer.wiring.other_programs.javascript.resolve import (
    loose_json,
    main_of,
    package_named,
    script_file,
    script_packages,
    source_of,
)
from analyzer.wiring.roles import is_example_path, is_test_path

NODE_PROGRAMS = word_set(
    "node nodejs nodemon ts-node ts-node-dev ts-node-esm tsx bun deno pm2 pm2-runtime pm2-docker forever "
    "vite-node swc-node tsnd babel-node sucrase-node node-dev esrun jiti probot functions-framework"
)
# What only runs another program: `dotenv -e .env -- node dist/main.js`.
SCRIPT_PACKAGE_RUNNERS = word_set("npm pnpm yarn bun turbo nx lerna rush deno npx pnpx bunx wireit")
NODE_VALUED = word_set(
    "-r --require --import --loader --experimental-loader -e --exec --env-file -c --config -P --project "
    "--name -n -i "
    "--instances --max-memory-restart --filter -w --workspace --prefix -C --dir --cwd --target --source "
    "--signature-type --port -p --watch-path --ext --conditions"
)
NOT_FILES = word_set("run start watch serve exec reload restart task dev --")
FRAMEWORK_PROGRAMS = word_set(
    "next nuxt nuxi astro remix-serve react-router-serve vinxi nitro svelte-kit netlify vercel wrangler sst "
    "langgraphjs @langchain/langgraph-cli mastra"
)
BUNDLERS = word_set(
    "esbuild tsup ncc webpack rollup bun parcel vite tsdown unbuild microbundle pkgroll swc rolldown"
)
BUNDLER_CONFIG = lazy_regex(
    r"(?:webpack|rollup|tsup|esbuild|vite|rspack|tsdown)(?:\.[\w-]+)?\.(?:config\.)?[cm]?[jt]s"
)
ENTRY_FILE = lazy_regex(r"[\"'](\.{0,2}/?[\w@./-]{1,200}\.[cm]?[jt]sx?)[\"']")
ENTRY_LINE = lazy_regex(r"\b(?:entry|entryPoints?|input)\b")
SCRIPT_MOST_WORDS = 60
MOST_SCRIPTS = 4
# What a platform runs of a package when it is told nothing.
STARTING_SCRIPTS = lazy_regex(r"(?:[\w-]{1,30}:)?start(?::(?:prod|production|server|api|worker|web))?")
# What is called a server and runs a file of the package is one; what watches files is for who writes them.
SERVER_SCRIPTS = lazy_regex(r"(?:serve|server|api|backend|bot|worker)")
WATCHERS = word_set("nodemon ts-node-dev tsnd node-dev --watch watch --hot")
NEST_MAINS = ("src/main", "main", "apps/{name}/src/main")
# Folders whose files a bot or server loads by their names.
LOADED_FOLDERS = word_set(
    "commands events handlers listeners routes interactions functions plugins controllers features "
    "interaction-handlers preconditions scheduled-tasks arguments inhibitors monitors components"
)
# What loads the folders beside the program that makes it: packages with the class, or any part of them.
SCRIPT_FOLDER_LOADERS = {
    "@sapphire/framework": "SapphireClient",
    "discord-akairo": "AkairoClient",
    "discord.js-commando": "CommandoClient",
    "klasa": "Client",
    "seyfert": "Client",
    "commandkit": "CommandKit",
    "@fastify/autoload": "",
    "fastify-autoload": "",
    "@discordx/importer": "",
    "require-all": "",
    "require-directory": "",
    "express-file-routing": "",
}
# Sources: https://github.com/expressjs/generator (`bin/www`), https://docs.npmjs.com/cli/configuring-npm/package-json#bin.
NODE_SHEBANG = lazy_regex(r"#![ \t]?/[^\n]{0,60}\bnode\b")
LOADS_BESIDE = lazy_regex(
    r"^(?:[^/\n]{0,80}\brequire\([\"'](?P<require>\.{1,2}/[\w./-]{1,100})[\"']\)"
    r"|import\b[^\n]{0,80}?[\"'](?P<import>\.{1,2}/[\w./-]{1,100})[\"'])",
    re.MULTILINE,
)
LONGEST_SCRIPT, MOST_LOADED = 20_000, 8
# An import of what is no fixed name, and the text of a path.
IMPORTS_WHAT_IS_LISTED = lazy_regex(
    r"(?<![\w.$])(?:import|require)\s?\(\s{0,20}(?!\s)(?![\"'][^\"'\n]{0,200}[\"']\s{0,20}\)|`[^`$\n]{0,200}`\s{0,20}\))"
)
QUOTED_PATH = lazy_regex(r"[\"'`]([\w./@-]{1,80})[\"'`/]")
LOADING_CALLS = lazy_regex(r".*(?:readdirSync|readdir|globSync|glob|sync|opendir|fastGlob|default)")
FILE_PACKAGES = word_set("fs node:fs fs/promises node:fs/promises glob fast-glob globby @fastify/autoload")


def started_script(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """The files that a command of Node and its like starts."""
    del path
    yield from dict.fromkeys(_started(repo, unwrap(words)[:SCRIPT_MOST_WORDS], folder, MOST_SCRIPTS))


def _started(repo: Snapshot, words: tuple[str, ...], folder: str, left: int) -> Iterator[str]:
    position = next((n for n, each in enumerate(words[:12]) if basename(each) in NODE_PROGRAMS), None)
    runner = basename(words[0]) if words else ""
    if runner in SCRIPT_PACKAGE_RUNNERS and left:
        scripts = list(_scripts(repo, runner, words[1:], folder))
        for place, script in scripts:
            for command in _commands(script):
                yield from _started(repo, unwrap(command), place, left - 1)
        if scripts:
            return
        if runner in ("npx", "pnpx", "bunx") and len(words) > 1:
            yield from _started(repo, words[1:], folder, left - 1)
            return
    if position is not None:
        yield from _run_by_node(repo, words[position:], folder)
        return
    for number, word in enumerate(words[:6]):
        program = basename(word)
        if program in FRAMEWORK_PROGRAMS and not {"build", "lint", "install", "check"} & set(
            words[number + 1 : number + 2]
        ):
            yield from _framework(repo, folder, words[number + 1 :])
            return
        if program == "nest" and words[number + 1 : number + 2] == ("start",):
            yield from _nest(repo, folder, words[number + 2 :])
            return
        if program in ("serverless", "sls", "firebase", "func", "sam"):
            return


def _run_by_node(repo: Snapshot, words: tuple[str, ...], folder: str) -> Iterator[str]:
    """The program among the words behind `node`: the first that is neither an option nor a value of one."""
    skip = False
    for word in words[1:]:
        if skip or word.startswith("-") or word in NOT_FILES:
            skip = not skip and word in NODE_VALUED
            continue
        if basename(word).startswith(("ecosystem", "pm2", "processes")):
            yield from _process_file(repo, word, folder)
            return
        if basename(word) in NODE_PROGRAMS and "." not in word:
            continue
        yield from _program(repo, word, folder)
        return
    if basename(words[0]) == "functions-framework":
        for place in _folders(repo, folder):
            yield from main_of(repo, place)


def _program(repo: Snapshot, word: str, folder: str) -> Iterator[str]:
    for place in _folders(repo, folder):
        if word.strip("./") == "" or word.strip("./") in ("dist", "build", "src", "out", ".output", "lib"):
            found = [
                *source_of(repo, place, join(word, "index.js")),
                *(main_of(repo, place) if not word.strip("./") else ()),
            ]
        else:
            found = list(source_of(repo, place, word))
        found = found or list(_loaded_by_script(repo, place, word))
        if not found and is_built(word):
            found = list(_bundled(repo, place, word)) or list(framework_files(repo, place))
        if found:
            yield from found
            return
    if is_built(word):
        # The image may work in the folder of one package: that which has such a program.
        places = [each for each in script_packages(repo) if list(source_of(repo, each, word))]
        if len(places) == 1:
            yield from source_of(repo, places[0], word)


def _loaded_by_script(repo: Snapshot, place: str, word: str) -> Iterator[str]:
    """What a script of Node without an ending loads: `bin/www` of the generator of Express loads `../app`."""
    path = normpath(join(place, word))
    if "." in basename(path) or not repo.exists(path):
        return
    source = (repo.text(path) or "")[:LONGEST_SCRIPT]
    if NODE_SHEBANG.match(source) is not None:
        for match in islice(LOADS_BESIDE.finditer(source), MOST_LOADED):
            name = normpath(join(dirname(path), match["require"] or match["import"]))
            yield from script_file(repo, name) if not name.startswith("..") else ()


def is_built(word: str) -> bool:
    """Whether a program that is started may be what a build writes."""
    return word.endswith((".js", ".mjs", ".cjs")) or "." not in basename(word)


def _bundled(repo: Snapshot, place: str, word: str) -> Iterator[str]:
    """What a bundler of the package begins with, by its scripts or its own configuration."""
    stem = basename(word).partition(".")[0]
    entries: list[str] = []
    for script in block(script_packages(repo).get(place, Block()).get("scripts")).values():
        for command in _commands(text(script)):
            if any(basename(each) in BUNDLERS or each == "@vercel/ncc" for each in command[:4]):
                entries += [
                    each for each in command if each.endswith((".ts", ".tsx", ".mts", ".js", ".mjs", ".cts"))
                ]
    for path in repo.paths if not entries else ():
        if dirname(path) == place and BUNDLER_CONFIG.fullmatch(basename(path)):
            for line in (repo.text(path) or "").split("\n")[:500]:
                if ENTRY_LINE.search(line[:300]):
                    entries += ENTRY_FILE.findall(line[:300])
    entries = [each for each in entries if "dist/" not in each and "build/" not in each]
    entries.sort(key=lambda each: basename(each).partition(".")[0] != stem)
    for each in entries[:1]:
        yield from source_of(repo, place, each)


def _process_file(repo: Snapshot, word: str, folder: str) -> Iterator[str]:
    """The programs of a process file of PM2."""
    for place in _folders(repo, folder):
        path = join(place, word.removeprefix("./"))
        for match in islice(PM2_SCRIPT.finditer((repo.text(path) or "")[:20_000]), 20):
            yield from _program(repo, match[1], place)


PM2_SCRIPT = lazy_regex(r"[\"']?\bscript[\"']?[ \t]*:[ \t]*[\"']([^\"'\n]{1,200})[\"']")


def _folders(repo: Snapshot, folder: str) -> tuple[str, ...]:
    """Where a command may run: beside the file it stands in, or in a package above it."""
    found = [folder]
    while folder:
        folder = dirname(folder)
        if folder in script_packages(repo) or not folder:
            found.append(folder)
    return tuple(found)


def _scripts(repo: Snapshot, runner: str, words: tuple[str, ...], folder: str) -> Iterator[tuple[str, str]]:
    """The scripts that `npm run x`, `pnpm --filter api x` and the like run, with their folders."""
    place, names, rest = "", [], list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if name in ("--filter", "-F", "-w", "--workspace", "--prefix", "-C", "--dir", "--cwd", "--scope"):
            place = value if equals else (rest.pop(0) if rest else "")
        elif word == "workspace" and rest:
            place = rest.pop(0)
        elif word == "--":
            break
        elif not word.startswith("-") and word not in ("run", "run-script", "exec", "task", "dlx"):
            names.append(word)
    if runner == "nx" and len(names) > 1:
        place, names = names[1], ["start"] if names[0] == "serve" else names[:1]
    chosen = package_named(repo, place) if place else None
    for each in (chosen,) if chosen is not None else _folders(repo, folder):
        scripts = block(script_packages(repo).get(each, Block()).get("scripts")) or _deno_tasks(repo, each)
        script = next((text(scripts[name]) for name in names[:2] if name in scripts), "")
        if script:
            yield each, script
            return


def _deno_tasks(repo: Snapshot, folder: str) -> Block:
    for name in ("deno.json", "deno.jsonc"):
        if repo.exists(join(folder, name)):
            return block(block(loose_json(repo, join(folder, name))).get("tasks"))
    return Block()


def _commands(script: str) -> Iterator[tuple[str, ...]]:
    """The commands of a package script; what cannot be split is none."""
    for part in SCRIPT_SEPARATOR.split(script[:2000]):
        try:
            words = shlex.split(part)
        except ValueError:
            continue
        if words:
            yield tuple(words)


SCRIPT_SEPARATOR = lazy_regex(r"&&|\|\||;|(?<!&)&(?!&)|\|")


def _framework(repo: Snapshot, folder: str, words: tuple[str, ...]) -> Iterator[str]:
    plain = [each for each in words if not each.startswith("-") and each not in NOT_FILES and "/" in each]
    for place in (*(join(folder, each) for each in plain[:1]), *_folders(repo, folder)):
        found = list(framework_files(repo, place))
        if found:
            yield from found
            return


def _nest(repo: Snapshot, folder: str, words: tuple[str, ...]) -> Iterator[str]:
    name = next((each for each in words if not each.startswith("-")), "")
    for place in _folders(repo, folder):
        found = [each for entry in nest_entries(repo, place, name) for each in source_of(repo, place, entry)]
        if found:
            yield from found
            return
        for each in NEST_MAINS:
            yield from source_of(repo, place, each.format(name=name)) if name or "{" not in each else ()


def deployed_scripts(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """What configuration starts: that of platforms, and the script of a package that is called `start`."""
    yield from started_by_platforms(repo)
    for folder, said in script_packages(repo).items():
        path = join(folder, "package.json")
        scripts = block(said.get("scripts"))
        names = [
            each for each in scripts if STARTING_SCRIPTS.fullmatch(each) or SERVER_SCRIPTS.fullmatch(each)
        ]
        for name in names if not is_example_path(path) and not is_test_path(path) else ():
            for command in _commands(text(scripts.get(name))):
                if SERVER_SCRIPTS.fullmatch(name) and not _runs_a_file(command):
                    continue
                for file in dict.fromkeys(_started(repo, unwrap(command), folder, MOST_SCRIPTS)):
                    yield path, line(scripts.get(name)), file


def _runs_a_file(command: tuple[str, ...]) -> bool:
    """Whether a command runs a program by Node, and not anew whenever its files change."""
    words = unwrap(command)
    return any(basename(each) in NODE_PROGRAMS for each in words[:2]) and WATCHERS.isdisjoint(words)


def found_by_frameworks(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """What frameworks find from a file that is started: the file itself, classes that are marked, folders."""
    folder = f"{dirname(path)}/" if dirname(path) else ""
    if is_framework_file(repo, path) or LOADED_FILES.fullmatch(path):
        yield path
    yield from found_by_nest(repo, path, facts)
    yield from adonis_files(repo, path, facts)
    yield from classes_of_worker(repo, path, facts)
    loaded = _folders_loaded(repo, path, facts)
    for other in repo.programs if loaded else ():
        parts = other.removeprefix(folder).split("/")
        if other.startswith(folder) and len(parts) > 1 and parts[0] in loaded:
            yield other


def _folders_loaded(repo: Snapshot, path: str, facts: ProgramFacts) -> frozenset[str]:
    """The names of the folders that a program loads: a package does, or it lists files and imports them.

    Where a list of files goes elsewhere, it is handed to what loads them if it is of such a folder.
    """
    if any(
        each.module in SCRIPT_FOLDER_LOADERS and SCRIPT_FOLDER_LOADERS[each.module] in ("", each.name)
        for each in facts.imports
    ):
        return LOADED_FOLDERS
    lists = any(each.module in FILE_PACKAGES for each in facts.imports) and any(
        LOADING_CALLS.fullmatch(each.target.rpartition("#")[2].rpartition(".")[2]) for each in facts.calls
    )
    written = (repo.text(path) or "") if lists else ""
    if IMPORTS_WHAT_IS_LISTED.search(written) is not None:
        return LOADED_FOLDERS
    named = {part for match in QUOTED_PATH.finditer(written) for part in match[1].strip("./").split("/")}
    return LOADED_FOLDERS & named
