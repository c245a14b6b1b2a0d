"""Which Go programs a build file, a task or a release makes, and under which name they are started.

Sources: https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies, https://ko.build/configuration,
https://goreleaser.com/customization/builds/go, https://github.com/air-verse/air,
https://docs.aws.amazon.com/lambda/latest/dg/lambda-golang.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile, Stage, expand
from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import block, items, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.reach import follow

GO_MODULE_LINE = lazy_regex(r"(?m)^module[ \t]+\"?([^\s\"]{1,300})")
GO_REPLACED = lazy_regex(
    r"(?m)^[ \t]*(?:replace[ \t]+)?([\w./-]{1,200})(?:[ \t]+v\S{1,60})?[ \t]+=>"
    r"[ \t]+(\.{1,2}/?[\w./-]{0,200})"
)
# What no build of the program takes in.
GO_LEFT_OUT = lazy_regex(r"(?m)^//[ ]?(?:go:build|\+build) (?:ignore|tools|vendor|never|exclude)[ \t\r]*$")
GO_HEAD_READ = 2_000
MOST_BUILDS = 200
BUILDING_WORDS = ("go ", "make", "sh", "task", "just", "mage")
# Options of `go build` and `go run` whose value is the next word.
GO_VALUED = frozenset(
    "-ldflags -tags -gcflags -asmflags -mod -modfile -p -buildmode -buildvcs -overlay -pgo -coverpkg -exec "
    "-installsuffix".split()
)
GORELEASER_FILES = frozenset(f"{dot}goreleaser.{ending}" for dot in (".", "") for ending in ("yml", "yaml"))
AIR_COMMAND = lazy_regex(r"(?m)^[ \t]*cmd[ \t]*=[ \t]*[\"']([^\"'\n]{1,300})[\"']")
NAMELESS_PROGRAMS = frozenset({"", ".", "..."})


class Built(Struct, frozen=True):
    """A program that is built: its name and the files of its main package."""

    name: str
    files: tuple[str, ...]


@derived
def go_folders(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The Go files of each folder, without tests and vendored packages."""
    found: dict[str, list[str]] = {}
    for path in repo.paths:
        if not path.endswith(".go") or path.endswith("_test.go") or "vendor/" in path:
            continue
        if GO_LEFT_OUT.search((repo.text(path) or "")[:GO_HEAD_READ]) is None:
            found.setdefault(dirname(path), []).append(path)
    return {folder: tuple(paths) for folder, paths in found.items()}


@derived
def go_modules(repo: Snapshot) -> Mapping[str, str]:
    """The folder of each module of the repository, by the module's path; replaced ones too."""
    found: dict[str, str] = {}
    for path in repo.paths:
        if basename(path) == "go.mod" and "vendor/" not in path:
            content, folder = repo.text(path) or "", dirname(path)
            match = GO_MODULE_LINE.search(content)
            if match is not None:
                found[match[1]] = folder
            for name, place in GO_REPLACED.findall(content) if "=>" in content else ():
                target = normpath(join(folder, place))
                if not target.startswith(".."):
                    found.setdefault(name, "" if target == "." else target)
    return found


@derived
def main_folders(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The folders with a program, and the files that its main function stands in."""
    found = {}
    for folder, paths in go_folders(repo).items():
        facts = [(path, repo.programs.get(path)) for path in paths]
        mains = tuple(
            path
            for path, each in facts
            if each is not None
            and each.package == "main"
            and any(one.qualified_name == "main" for one in each.functions)
        )
        if mains:
            found[folder] = mains
    return found


def name_of_program(repo: Snapshot, folder: str) -> str:
    """What `go build` calls the program of a folder: the last part of its import path."""
    root = max(
        (
            each
            for each in go_modules(repo).items()
            if each[1] == "" or f"{folder}/".startswith(f"{each[1]}/")
        ),
        key=lambda each: len(each[1]),
        default=("", ""),
    )
    if folder == root[1] and root[0]:
        parts = root[0].split("/")
        return parts[-2] if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit() else parts[-1]
    return basename(folder)


def mains_at(repo: Snapshot, folder: str, package: str) -> Iterator[str]:
    """The folders of the programs that an argument of `go build` or `go run` means, seen from a folder."""
    for module, place in go_modules(repo).items():
        if package == module or package.startswith(f"{module}/"):
            package = normpath(join("/", place, package[len(module) :].lstrip("/")))
            break
    every = package == "..." or package.endswith("/...")
    package = package.removesuffix("...")
    bases = ("",) if package.startswith("/") else (folder, "")
    for base in dict.fromkeys(bases):
        place = normpath(join(base, package.lstrip("/") or "."))
        place = dirname(place) if place.endswith(".go") else place
        place = "" if place == "." else place
        found = [
            each
            for each in main_folders(repo)
            if each == place or (every and (not place or each.startswith(f"{place}/")))
        ]
        if found:
            yield from found
            return


def built_by(repo: Snapshot, words: tuple[str, ...], folder: str) -> Iterator[Built]:
    """The programs that a command builds: `go build -o x ./cmd/x`, `go install`, `ko build`."""
    words = unwrap(words)
    if words[:1] == ("ko",) and words[1:2] in (("build",), ("publish",), ("apply",), ("resolve",), ("run",)):
        verb, rest = "ko", list(words[2:])
    elif words[:1] and basename(words[0]) in ("go", "garble") and words[1:2] in (("build",), ("install",)):
        verb, rest = words[1], list(words[2:])
    else:
        return
    output, packages = "", []
    while rest:
        word = rest.pop(0)
        if word == "-o" and rest:
            output = rest.pop(0)
        elif word.startswith("-o="):
            output = word[3:]
        elif word == "-C" and rest:
            folder = normpath(join(folder, rest.pop(0))).lstrip("/")
        elif word in GO_VALUED and rest:
            rest.pop(0)
        elif not word.startswith(("-", "$", ">", "2>")) and "@" not in word:
            packages.append(word.removeprefix("ko://"))
    for package in packages or ["."]:
        for place in mains_at(repo, folder, package):
            own = name_of_program(repo, place)
            is_folder = output.endswith("/") or basename(output) in ("bin", "dist", "build", "out", "")
            name = own if verb != "build" or is_folder or package.endswith("...") else basename(output)
            yield Built(name, main_folders(repo)[place])


@derived
def _of_images(repo: Snapshot) -> dict[str, tuple[Built, ...]]:
    del repo
    return {}


def built_in_image(repo: Snapshot, path: str, image: Dockerfile) -> tuple[Built, ...]:
    """The programs that the stages of a build file make."""
    known = _of_images(repo)
    if path not in known:
        found: list[Built] = []
        for stage in image.stages:
            found += _built_in(repo, path, stage)
        known[path] = tuple(dict.fromkeys(found))[:MOST_BUILDS]
    return known[path]


def _built_in(repo: Snapshot, path: str, stage: Stage) -> Iterator[Built]:
    values: dict[str, str] = {}
    workdir = "/"
    copies: list[tuple[str, str]] = []
    for each in stage.instructions:
        if each.keyword in ("ARG", "ENV"):
            for word in each.words:
                name, sign, value = word.partition("=")
                if sign and name:
                    values[name] = expand(value.strip("\"'"), values)
        elif each.keyword == "WORKDIR":
            workdir = normpath(join(workdir, expand(each.value.strip("\"'"), values)))
        elif each.keyword in ("COPY", "ADD") and not any(flag.startswith("--from") for flag in each.flags):
            *sources, place = (expand(word, values) for word in each.words or ("",))
            copies += [(source, normpath(join(workdir, place))) for source in sources]
        elif each.keyword == "RUN" and any(word in each.value for word in BUILDING_WORDS):
            script, known = expand(each.value, values), tuple(values.items())
            for folder in _seen_from(repo, path, workdir, copies):
                built = [
                    one
                    for reached in follow(repo, script, path, each.line, folder, variables=known)
                    for one in built_by(repo, _as_here(reached.words, workdir, folder), reached.directory)
                ]
                yield from built
                if built:
                    break


def _as_here(words: tuple[str, ...], workdir: str, folder: str) -> tuple[str, ...]:
    """A command's words, with the paths below the working folder of an image as paths of the repository."""
    root, here = workdir.rstrip("/"), normpath(join("/", folder))
    return tuple(
        normpath(join(here, word[len(root) :].lstrip("/")))
        if root and f"{word}/".startswith(f"{root}/") and before != "-o"
        else word
        for before, word in zip(("", *words), words, strict=False)
    )


def _seen_from(repo: Snapshot, path: str, workdir: str, copies: list[tuple[str, str]]) -> Iterator[str]:
    """The folders of the repository that a working folder of an image may hold."""
    parts = workdir.strip("/").split("/")
    for base in dict.fromkeys((dirname(path), "")):
        for source, place in copies:
            if f"{workdir}/".startswith(f"{place.rstrip('/')}/"):
                inside = workdir[len(place.rstrip("/")) :].lstrip("/")
                seen = normpath(join(base, source.lstrip("/"), inside))
                if seen != "." and any(f"{each}/".startswith(f"{seen}/") for each in go_folders(repo)):
                    yield seen
        for start in range(len(parts)):
            place = normpath(join(base, *parts[start:]))
            if any(each == place or each.startswith(f"{place}/") for each in main_folders(repo)):
                yield place
        yield base


@derived
def built_anywhere(repo: Snapshot) -> tuple[Built, ...]:
    """The programs that tasks, shell scripts and releases make."""
    found: list[Built] = []
    for path, files in repo.target_files.items():
        for file in files:
            for target in file.targets:
                if "go " in target.script or "ko " in target.script:
                    at = path, target.line, dirname(path)
                    for reached in follow(repo, target.script, *at, variables=file.variables):
                        found += built_by(repo, reached.words, reached.directory)
    for path in repo.paths:
        folder = dirname(path)
        if basename(path) in GORELEASER_FILES:
            for document in repo.yaml(path):
                for build in items(block(document.value).get("builds")):
                    said = block(build)
                    place = join(folder, text(said.get("dir")) or "")
                    for main in mains_at(repo, place, text(said.get("main")) or "."):
                        name = text(said.get("binary")) or name_of_program(repo, main)
                        found.append(Built(basename(name), main_folders(repo)[main]))
        elif path.endswith(".sh") and "go build" in (script := repo.text(path) or ""):
            for reached in follow(repo, script, path, 1, folder):
                found += built_by(repo, reached.words, reached.directory)
    return tuple(dict.fromkeys(found))[:MOST_BUILDS]


def renamed_in_image(image: Dockerfile, program: str) -> tuple[str, ...]:
    """The names that a program of an image may have had where it was built, its own one first."""
    found = [basename(program)]
    values = dict(image.environment)
    for stage in reversed(image.stages):
        for each in stage.instructions:
            if each.keyword not in ("COPY", "ADD") or len(each.words) < 2:
                continue
            *sources, place = (expand(word, values) for word in each.words)
            if basename(place.rstrip("/")) in found and len(sources) == 1:
                found.append(basename(sources[0]))
    return tuple(dict.fromkeys(each for each in found if each not in NAMELESS_PROGRAMS))


def rebuilt_by_air(repo: Snapshot, folder: str) -> Iterator[Built]:
    """What the tool `air` builds and starts, by its file."""
    for name in (".air.toml", "air.toml"):
        match = AIR_COMMAND.search(repo.text(normpath(join(folder, name))) or "")
        for reached in follow(repo, match[1], name, 1, folder) if match is not None else ():
            yield from built_by(repo, reached.words, reached.directory)
