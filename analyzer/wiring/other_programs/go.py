"""Go: packages by the module's path, programs by what an image or a task builds, and what packages are for.

Sources: https://go.dev/ref/mod, https://go.dev/ref/spec#Packages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.language import Language, Sign, Subject, sign

MODULE_LINE = lazy_regex(r"^module[ \t]+(\S{1,300})", re.MULTILINE)
GO_VERBS = r"(?:GET|POST|PUT|PATCH|DELETE|Any|Get|Post|Put|Patch|Delete|Handle|HandleFunc|Method|Group|Route)"


@derived
def _modules(repo: Snapshot) -> Mapping[str, str]:
    """The folder of each module of the repository, by the module's path."""
    found = {}
    for path in repo.paths:
        if basename(path) == "go.mod":
            match = MODULE_LINE.search(repo.text(path) or "")
            if match is not None:
                found[match[1]] = dirname(path)
    return found


@derived
def _by_folder(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path in repo.paths:
        if path.endswith(".go") and not path.endswith("_test.go"):
            found.setdefault(dirname(path), []).append(path)
    return {folder: tuple(paths) for folder, paths in found.items()}


def resolve_go(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The files of a package of the repository, by its import path."""
    del path
    for name, folder in _modules(repo).items():
        if module == name or module.startswith(f"{name}/"):
            inside = normpath(join(folder, module[len(name) :].lstrip("/")))
            yield from _by_folder(repo).get("" if inside == "." else inside, ())


def beside_go(repo: Snapshot, path: str) -> Iterator[str]:
    """The other files of the package: the same folder."""
    yield from (each for each in _by_folder(repo).get(dirname(path), ()) if each != path)


def started_go(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """`go run ./cmd/x`; a program that the same build file makes with `go build -o x ./cmd/x`."""
    words = unwrap(words)
    if words[:2] == ("go", "run"):
        yield from _mains(repo, folder, next((each for each in words[2:] if not each.startswith("-")), "."))
        return
    image = repo.dockerfiles.get(path)
    if image is None or not words:
        return
    program = basename(words[0])
    for stage in image.stages:
        for each in stage.instructions:
            if each.keyword == "RUN" and "go " in each.value:
                for command in parse_script(each.value):
                    output, package = _built(unwrap(command.words))
                    if package is not None and output in ("", program):
                        yield from _mains(repo, folder, package)


def _built(words: tuple[str, ...]) -> tuple[str, str | None]:
    """What `go build` writes, and the package it builds; (_, None) of another command."""
    if words[:1] != ("go",) or words[1:2] not in (("build",), ("install",)):
        return "", None
    output, package = "", "."
    rest = list(words[2:])
    while rest:
        word = rest.pop(0)
        if word == "-o" and rest:
            output = basename(rest.pop(0).rstrip("/"))
        elif word in ("-ldflags", "-tags", "-gcflags", "-mod", "-p", "-C") and rest:
            rest.pop(0)
        elif not word.startswith("-"):
            package = word
    return output, package


def _mains(repo: Snapshot, folder: str, package: str) -> Iterator[str]:
    for base in dict.fromkeys((folder, "")):
        place = normpath(join(base, package))
        place = dirname(place) if place.endswith(".go") else place
        for path in _by_folder(repo).get("" if place == "." else place, ()):
            facts = repo.programs.get(path)
            if facts is not None and facts.package == "main":
                yield path


GO_SIGNS: tuple[Sign, ...] = (
    sign(Subject.ROUTE, "net/http", "net/http", r"(?:(?:New)?ServeMux\(\)\.)?Handle(?:Func)?"),
    sign(Subject.ROUTE, "Gin", "github.com/gin-gonic/gin", rf"\w+\(\)(?:\.Group\(\))*\.{GO_VERBS}"),
    sign(
        Subject.MODEL_CALL,
        "OpenAI",
        "github.com/sashabaranov/go-openai github.com/openai/openai-go",
        r"\w+\(\)\.(?:Create\w+|(?:Chat|Completions|Responses|Embeddings)\..+)",
    ),
    sign(Subject.METRICS, "Prometheus client", "github.com/prometheus/client_golang", r".+"),
    sign(Subject.LOGGING, "zap", "go.uber.org/zap", r".*\.(?:Debug|Info|Warn|Error|Fatal|Panic)[fw]?"),
    sign(Subject.LOGGING, "slog", "log/slog", r"(?:.*\.)?(?:Debug|Info|Warn|Error)(?:Context)?"),
    sign(Subject.PRINTING, "fmt", "fmt", r"Print(?:ln|f)?"),
)

GO_LANGUAGE = Language(
    names=("Go",),
    signs=GO_SIGNS,
    resolve=resolve_go,
    started=started_go,
    beside=beside_go,
    runs_imported=True,
    starts=frozenset({"main", "init"}),
)
