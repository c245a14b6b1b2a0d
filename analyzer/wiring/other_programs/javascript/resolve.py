"""How modules of JavaScript and TypeScript find each other, and what a compiled program was written as.

Sources: https://nodejs.org/api/packages.html, https://www.typescriptlang.org/tsconfig, https://pnpm.io/workspaces,
https://docs.deno.com/runtime/fundamentals/configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.parsing.programs import FROM_PACKAGE, SUBPATH
from analyzer.parsing.structured import Block, Items, Value, block, items, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

SCRIPT_SCRIPT_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
# What a compiler writes, and what it was written in.
WRITTEN_AS = {".js": (".ts", ".tsx"), ".mjs": (".mts", ".ts"), ".cjs": (".cts", ".ts"), ".jsx": (".tsx",)}
BUILT_FOLDERS = ("dist", "build", "out", "lib", ".output", ".build", "bin", "compiled", "js")
SCRIPT_SOURCE_FOLDERS = ("src", "", "lib", "app", "server", "source")
CONFIGS = word_set(
    "tsconfig.json jsconfig.json tsconfig.base.json tsconfig.app.json tsconfig.build.json "
    "deno.json deno.jsonc"
)
MOST_EXTENDED = 5


class ScriptConfig(Struct, frozen=True):
    """What a `tsconfig.json` says: plain imports, the patterns of `paths`, where compiled files go."""

    base: str | None
    paths: Mapping[str, tuple[str, ...]]
    out: str
    root: str


def loose_json(repo: Snapshot, path: str) -> Value | None:
    """The value of a file of JSON, with comments or without; None if it cannot be read."""
    document = repo.json(path)
    return None if document is None else document.value


@derived
def script_configs(repo: Snapshot) -> Mapping[str, ScriptConfig]:
    """The configuration of TypeScript's compiler by folder, what it extends included."""
    said = {path: block(loose_json(repo, path)) for path in repo.paths if basename(path) in CONFIGS}
    found: dict[str, ScriptConfig] = {}
    for path in sorted(said, key=lambda each: (basename(each) != "tsconfig.json", each)):
        config = _config(said, path, MOST_EXTENDED)
        held = found.get(dirname(path))
        if held is None or not held.paths:
            found[dirname(path)] = config
    return found


def _config(said: Mapping[str, Block], path: str, left: int) -> ScriptConfig:
    here, folder = said[path], dirname(path)
    options = block(here.get("compilerOptions"))
    extended = here.get("extends")
    above = ScriptConfig(None, {}, "", "")
    for each in items(extended) if left else ():
        other = normpath(join(folder, text(each)))
        other = next(
            (one for one in (other, f"{other}.json", join(other, "tsconfig.json")) if one in said), ""
        )
        if text(each).startswith(".") and other:
            above = _config(said, other, left - 1)
    base = (
        normpath(join(folder, text(options.get("baseUrl"))))
        if options.get("baseUrl") is not None
        else above.base
    )
    paths = {
        name: tuple(normpath(join(base if base is not None else folder, text(each))) for each in items(value))
        for name, value in block(options.get("paths")).items()
    }
    for name, value in block(here.get("imports")).items():
        star = "*" if name.endswith("/") else ""
        paths[name + star] = (normpath(join(folder, text(value))) + ("/*" if star else ""),)
    out = (
        normpath(join(folder, text(options.get("outDir"))))
        if options.get("outDir") is not None
        else above.out
    )
    root = (
        normpath(join(folder, text(options.get("rootDir"))))
        if options.get("rootDir") is not None
        else above.root
    )
    return ScriptConfig("" if base == "." else base, paths or above.paths, out, root)


@derived
def script_packages(repo: Snapshot) -> Mapping[str, Block]:
    """What each `package.json` says, by its folder."""
    return {
        dirname(path): block(loose_json(repo, path))
        for path in repo.paths
        if basename(path) == "package.json"
    }


@derived
def _packages_by_name(repo: Snapshot) -> Mapping[str, str]:
    return {
        text(said.get("name")): folder for folder, said in script_packages(repo).items() if said.get("name")
    }


def package_named(repo: Snapshot, name: str) -> str | None:
    """The folder of the package that is called so, or that lies in a folder of that name."""
    known = _packages_by_name(repo)
    if name in known:
        return known[name]
    plain = name.strip("./").rstrip(".{}")
    near = (each for each in script_packages(repo) if plain and (each == plain or each.endswith(f"/{plain}")))
    return next(near, next((folder for one, folder in known.items() if one.endswith(f"/{plain}")), None))


def resolve_script(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The files that `import ... from "module"` means, by Node's and TypeScript's rules."""
    module = module.partition("?")[0]
    if module.startswith(SUBPATH):
        module = f"{FROM_PACKAGE}{module.removeprefix(SUBPATH)}"
    if module.startswith("."):
        yield from script_file(repo, normpath(join(dirname(path), module)))
        return
    if module.startswith("/"):
        yield from script_file(repo, module.lstrip("/"))
        return
    for folder in _upwards(dirname(path)):
        config = script_configs(repo).get(folder)
        if config is not None:
            yield from _by_patterns(repo, config.paths, module)
            if config.base is not None:
                yield from script_file(repo, normpath(join(config.base, module)))
        if module.startswith("#") and folder in script_packages(repo):
            yield from _by_imports(repo, folder, module)
    for alias, roots in (
        ("@/", ("src", "", "app")),
        ("~/", ("src", "app", "")),
        ("$lib/", ("src/lib",)),
        ("~~/", ("",)),
    ):
        if module.startswith(alias):
            for folder in _upwards(dirname(path)):
                for root in roots if folder in script_packages(repo) or not folder else ():
                    yield from script_file(repo, normpath(join(folder, root, module[len(alias) :])))
    parts = module.split("/")
    for count in (1, 2):
        name = "/".join(parts[:count])
        if name in _packages_by_name(repo):
            yield from _in_package(repo, _packages_by_name(repo)[name], "/".join(parts[count:]))


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = dirname(folder)
    yield ""


def _by_patterns(repo: Snapshot, patterns: Mapping[str, tuple[str, ...]], module: str) -> Iterator[str]:
    for pattern, targets in patterns.items():
        head, star, tail = pattern.partition("*")
        if module == pattern or (
            star
            and len(module) >= len(head) + len(tail)
            and module.startswith(head)
            and module.endswith(tail)
        ):
            middle = module[len(head) : len(module) - len(tail)] if star else ""
            for target in targets:
                yield from script_file(repo, normpath(target.replace("*", middle)))


def _by_imports(repo: Snapshot, folder: str, module: str) -> Iterator[str]:
    """`imports` of a `package.json`: names that begin with `#`."""
    said = block(script_packages(repo)[folder].get("imports"))
    patterns = {
        name: tuple(normpath(join(folder, each)) for each in _conditions(value))
        for name, value in said.items()
    }
    yield from _by_patterns(repo, patterns, module)
    for targets in patterns.values():
        for target in targets:
            yield from source_of(repo, folder, target.removeprefix(f"{folder}/")) if "*" not in target else ()


def _conditions(value: Value | None) -> Iterator[str]:
    """The files that an entry of `exports` or `imports` names, under whichever condition."""
    stack: list[Value | None] = [value]
    for _ in range(50):
        if not stack:
            return
        each = stack.pop()
        if isinstance(each, Block):
            stack += reversed(list(each.values()))
        elif isinstance(each, Items):
            stack += reversed(list(each))
        elif text(each):
            yield text(each)


def _in_package(repo: Snapshot, place: str, rest: str) -> Iterator[str]:
    """What `name` or `name/rest` means in a package of this repository."""
    said = script_packages(repo)[place]
    exports = said.get("exports")
    wanted = f"./{rest}" if rest else "."
    entries = block(exports)
    if entries and not any(name.startswith(".") for name in entries):
        entries = Block()
    for pattern, value in entries.items():
        head, star, tail = pattern.partition("*")
        if pattern == wanted or (
            star and wanted.startswith(head) and wanted.endswith(tail) and wanted != "."
        ):
            middle = wanted[len(head) : len(wanted) - len(tail)] if star else ""
            for target in _conditions(value):
                yield from source_of(repo, place, target.replace("*", middle))
    if rest:
        for root in ("", "src", "lib"):
            yield from script_file(repo, normpath(join(place, root, rest)))
        return
    named = [text(said.get(key)) for key in ("source", "main", "module", "types")]
    named += list(_conditions(exports)) if not entries else []
    for each in named:
        yield from source_of(repo, place, each) if each else ()
    for name in ("src/index", "index", "src/main", "lib/index", "src/lib/index"):
        yield from script_file(repo, normpath(join(place, name)))


def main_of(repo: Snapshot, place: str) -> Iterator[str]:
    """The file that starts when the folder of a package is started."""
    if place in script_packages(repo):
        yield from _in_package(repo, place, "")
    else:
        yield from script_file(repo, normpath(join(place, "index")))


def script_file(repo: Snapshot, plain: str) -> Iterator[str]:
    """The file of a path without its ending, or with the ending that a compiler gives it."""
    stem, dot, ending = plain.rpartition(".")
    candidates = [plain, *(plain + each for each in SCRIPT_SCRIPT_ENDINGS)]
    candidates += [stem + each for each in WRITTEN_AS.get(dot + ending, ())]
    candidates += [f"{plain}/index{each}".removeprefix("./") for each in SCRIPT_SCRIPT_ENDINGS]
    found = next(
        (each for each in candidates if each.endswith(SCRIPT_SCRIPT_ENDINGS) and repo.exists(each)), None
    )
    if found is not None and not found.endswith((".d.ts", ".d.mts")):
        yield found


def source_of(repo: Snapshot, folder: str, program: str) -> Iterator[str]:
    """The source of a program that is started: itself, or what `dist/main.js` was compiled from."""
    plain = normpath(program.lstrip("/"))
    own = list(script_file(repo, normpath(join(folder, plain))))
    if own:
        yield from own
        return
    parts = plain.split("/")
    for number, part in enumerate(parts):
        if part in BUILT_FOLDERS or _is_out(repo, folder, parts[: number + 1]):
            # In an image the folder of the package may have any folder of the machine in front.
            for begin in range(number + 1):
                place = normpath(join(folder, *parts[begin:number]))
                found = list(_compiled_from(repo, "" if place == "." else place, parts[number + 1 :]))
                if found:
                    yield from found
                    return


def _is_out(repo: Snapshot, folder: str, parts: list[str]) -> bool:
    config = script_configs(repo).get(folder)
    return config is not None and bool(config.out) and config.out == normpath(join(folder, *parts))


def _compiled_from(repo: Snapshot, place: str, rest: list[str]) -> Iterator[str]:
    config = script_configs(repo).get(place)
    roots = [
        *((config.root,) if config is not None and config.root else ()),
        *(join(place, each) for each in SCRIPT_SOURCE_FOLDERS),
    ]
    inner = rest[1:] if rest[:1] == ["src"] else rest
    for root in dict.fromkeys(roots):
        for each in (rest, inner):
            yield from (
                script_file(repo, normpath(join(root, *(each or ["index"])))) if each or not rest else ()
            )
    if len(rest) > 1:
        # `dist/apps/api/main.js` was written as `apps/api/src/main.ts`.
        yield from script_file(repo, normpath(join(place, *rest[:-1], "src", rest[-1])))
