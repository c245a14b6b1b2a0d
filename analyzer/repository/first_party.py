"""Which paths of a repository are first-party work.

Left out is what somebody or something else wrote: vendored and generated trees, environments, run
artefacts, copies of other projects. GitHub linguist's vendor and generated lists
(https://github.com/github-linguist/linguist) were the inspiration; the rules here are our own and
narrower: a directory's name alone decides only where nobody uses it for work of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, islice

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import repository_top
from analyzer.repository.installed import installed
from analyzer.repository.languages import language
from analyzer.repository.others_work import COPIED as COPY
from analyzer.repository.others_work import OwnNames, others_files, others_folders
from analyzer.repository.output_folders import output_folders

VENDORED = "vendored"
ENVIRONMENT = "committed environment"
GENERATED = "generated"
RUN_ARTEFACTS = "run artefacts"
FOR_AGENTS = "instructions for coding agents"
CACHE = "cache"
EMBEDDED = "embedded git repository"
MINIFIED = "minified or bundled"
BUILT_COPY = "copy in a build folder of"

READS_LIMIT = 2000


class Exclusion(Struct, frozen=True):
    """What is not first-party: a directory (trailing slash) or a file, why, and how many files it holds."""

    path: str
    reason: str
    files: int


# Directories whose name decides, wherever they are.
_DIRECTORIES: tuple[tuple[str, str], ...] = (
    (
        VENDORED,
        r"node_modules|bower_components|jspm_packages|web_modules|_?vendors?|_vendored|third[_-]?party"
        r"|3rd[_-]?party|Pods|Carthage|\.yarn",
    ),
    (ENVIRONMENT, r"site-packages|dist-packages|\.venv|\.eggs|.+\.(?:egg-info|dist-info|egg)"),
    (
        CACHE,
        r"__pycache__|\.ipynb_checkpoints|\.(?:pytest|mypy|ruff)_cache|\.hypothesis|\.pytype|\.tox|\.nox"
        r"|\.gradle|\.terraform|__MACOSX",
    ),
    (RUN_ARTEFACTS, r"mlruns|mlartifacts|lightning_logs|catboost_info|\.hydra"),
    # What frameworks of pages build, and where platforms take it from.
    (
        GENERATED,
        r"htmlcov|coverage_html(?:_report)?|lcov-report|\.(?:next|nuxt|output|svelte-kit|angular|astro|docusaurus"
        r"|turbo|vercel|netlify)",
    ),
)
# Files that give away the directory above them, the group `root`. They are looked at only where one of
# the triggers below is in their path.
_MARKERS: tuple[tuple[str, str], ...] = (
    (ENVIRONMENT, r"(?P<root>.+/)(?:pyvenv\.cfg|conda-meta/history)"),
    (ENVIRONMENT, r"(?P<root>.+?/)[Ll]ib(?:64)?/(?:python[\d.]+/)?site-packages/.*"),
    (ENVIRONMENT, r"(?P<root>.+/)(?:bin|Scripts)/(?:activate\.(?:fish|csh|nu|bat)|activate_this\.py)"),
    (ENVIRONMENT, r"(?P<root>(?:bin|Scripts)/)(?:activate\.(?:fish|csh|nu|bat)|activate_this\.py)"),
    (RUN_ARTEFACTS, r"(?P<root>(?:.*/)?wandb/)(?:(?:offline-)?run-[^/]+/.*|debug[^/]*\.log|latest-run.*)"),
    (RUN_ARTEFACTS, r"(?P<root>(?:.*/)?\.dvc/(?:cache|tmp)/).*"),
    (GENERATED, r"(?P<root>(?:.*/)?docs?/(?:source/)?_build/).*"),
    (GENERATED, r"(?P<root>(?:.*/)?_build/)(?:html|doctrees)/.*"),
    (GENERATED, r"(?P<root>.+/)(?:searchindex\.js|search/search_index\.json)"),
    (GENERATED, r"(?P<root>(?:.*/)?dist/)(?:[^/]+\.(?:whl|egg|tar\.gz|js|html)|(?:assets|static|js)/.*\.js)"),
    (
        GENERATED,
        r"(?P<root>(?:.*/)?build/)(?:lib(?:\.[^/]+)?/.*|bdist\.[^/]+/.*|temp\.[^/]+/.*|asset-manifest\.json"
        r"|static/(?:js|css)/.*|(?:html/)?(?:index|genindex)\.html|[^/]*(?:bundle|chunk)[^/]*\.js)",
    ),
    # A project inside a project: the layout of GitHub's archives, with papers of its own at the top.
    (COPY, r"(?P<root>(?:.*/)?[^/]+-(?:main|master)/)(?i:readme|licen[cs]e|copying)[^/]*"),
    (
        VENDORED,
        r"(?P<root>(?:.*/)?(?:externals?|extern|deps|submodules)/[^/]+/)(?i:licen[cs]e|copying)[^/]*",
    ),
    # Where ASP.NET Core puts client libraries: https://learn.microsoft.com/aspnet/core/client-side/libman
    (VENDORED, r"(?P<root>(?:.*/)?wwwroot/(?:[^/]+/){0,4}?(?i:libs?)/).*"),
    # Plugins of pages, with papers of their own or as they are published.
    (
        VENDORED,
        r"(?P<root>(?:.*/)?(?:wwwroot|static|public|assets|Content|Scripts|webapp)/(?:[^/]+/){0,3}?"
        r"(?i:plugins?|libs?)/[^/]+/)(?:(?i:licen[cs]e|copying)[^/]*|(?:dist/)?(?:js/)?[^/]+\.min\.js)",
    ),
    # Skills, prompts and rules that people install for their coding agents; settings are not among them.
    (
        FOR_AGENTS,
        r"(?P<root>(?:.*/)?\.(?:claude|gemini|codex|cursor|agents?|windsurf|roo|kiro|opencode|continue|trae|qwen"
        r"|junie|augment|factory|goose|cline|amazonq|antigravity)/(?:skills?|commands|agents|prompts|rules"
        r"|plugins|workflows|steering|modes|memories|templates|hooks|extensions|sub-?agents|specs)/).*",
    ),
    (
        FOR_AGENTS,
        r"(?P<root>(?:.*/)?\.github/(?:prompts|chatmodes|agents|instructions|skills)/).*",
    ),
    (FOR_AGENTS, r"(?P<root>(?:.*/)?(?:\.specify|\.bmad-core|_bmad|\.serena/memories|\.clinerules)/).*"),
)
_TRIGGER_DIRECTORY = lazy_regex(
    r"conda-meta|[Ll]ib(?:64)?|bin|Scripts|wandb|\.dvc|_build|search|dist|build|externals?|extern|deps"
    r"|submodules|.+-(?:main|master)|wwwroot|(?i:plugins?|libs?)"
    r"|\.(?:claude|gemini|codex|cursor|agents?|windsurf|roo|kiro|opencode|continue|trae|qwen|junie|augment"
    r"|factory|goose|cline|amazonq|antigravity|github|specify|bmad-core|serena|clinerules)|_bmad"
)
_TRIGGER_NAMES = frozenset({"pyvenv.cfg", "searchindex.js"})
# Single files by their name.
_FILES: tuple[tuple[str, str], ...] = (
    (MINIFIED, r".*[.-]min\.(?:js|css|mjs)|.*\.(?:js|css|mjs|ts)\.map|(?:.*\.)?(?:bundle|chunk)\.js"),
    (
        GENERATED,
        r".*_pb2(?:_grpc)?\.pyi?|.*\.pb\.(?:go|cc|h)|.*_pb\.js|.*\.pb\.gw\.go"
        r"|.+\.[Dd]esigner\.(?:cs|vb)|.+\.g(?:\.i)?\.cs",
    ),
    (
        VENDORED,
        r"(?:jquery|bootstrap|d3|plotly|chart|vue|react|angular|lodash|underscore|moment|mathjax|popper"
        r"|modernizr|highlight|prism|three|leaflet|font-?awesome|normalize|html5shiv|require|handlebars)"
        r"(?:[.-](?:v?\d[\w.]*|umd|pack|slim|bundle|all|core|ui|esm|prod|dev|global))*\.(?:js|css)"
        r"|(?:versioneer|ez_setup|get-pip)\.py",
    ),
)
_FILE_ENDINGS = (".js", ".css", ".mjs", ".map", ".py", ".pyi", ".go", ".cc", ".h", ".cs", ".vb")

# An application that happens to have the name: the modules of a web application lie directly in it.
_OWN_VENDOR = lazy_regex(
    r"((?:.*/)?vendors?/)(?:apps|models|views|urls|admin|serializers|schemas|routes|router)\.py"
)

# Names of files and directories that suggest a generator; the first lines of such a file are read.
_CANDIDATE = lazy_regex(
    r"(?:^|[_.-])(?:auto|gen|g|ui|rc|proto|stubs?|sdk|clients?|lexer|parser|listener|visitor|version|mocks?)"
    r"(?:[_.-]|$)"
    r"|generated|autogen|grpc|swagger|openapi|thrift|antlr|docs\.go$|\.(?:js|css)$",
    re.IGNORECASE,
)
# Of other programs the comment that they begin with is read.
_PROGRAM = lazy_regex(r"\.(?:[cm]?tsx?|[cm]js|jsx|go|java|kt|cs|rb|scala)$")
_FIRST_COMMENT = 1024
_GENERATED_HEAD = lazy_regex(
    rb"^(?:\xef\xbb\xbf)?[ \t]{0,8}(?:#|//|/\*|\*|--|;|<!--|[\"']{3}|%)[^\n]{0,200}?"
    rb"(?:generated\b[^\n]{0,100}do not (?:edit|modify|change)|@generated\b|<auto-?generated\b"
    rb"|(?:please )?do not (?:edit|modify|change)\b[^\n]{0,60}\bgenerated\b"
    rb"|auto-?generated (?:by|from|file|code)"
    rb"|automatically generated (?:by|from)|generated by the protocol buffer compiler|generated by antlr"
    rb"|form implementation generated from"
    rb"|this (?:file|code|module) (?:is|was) (?:auto-?|automatically )?generated)"
    # Clients of an interface, in the text at the head of each module.
    rb"|^[ \t]{0,8}generated by:? (?:openapi generator \(?https://|https://(?:openapi-generator\.tech"
    rb"|github\.com/(?:openapitools|swagger-api)/))",
    re.IGNORECASE | re.MULTILINE,
)
# What a generator left once for somebody to fill.
_TO_FILL = lazy_regex(
    rb"generated [^\n]{0,80}(?:only once|once only)|you (?:may|can) (?:safely )?(?:modify|edit|change)"
    rb"|(?:modify|edit|change) (?:it|this file|the file) as (?:needed|you)"
    rb"|feel free to (?:modify|edit|change)",
    re.IGNORECASE,
)
_MINIFIED_LINE = lazy_regex(rb"[^\n]{2000}")


# A whole repository in a folder of another: papers that only work at the top of one, a package of its own and
# a licence that is not this repository's. Packages of one's own monorepo share the licence and the CI above.
LICENCE = lazy_regex(r"(?:licen[cs]e|copying)(?:\.(?:md|txt|rst))?", re.IGNORECASE)
PACKAGE_FILES = frozenset({"setup.py", "setup.cfg", "pyproject.toml"})
LICENCES_DEPTH = 6
_YEARS = lazy_regex(rb"[\d\s,-]+")


def _compiled(table: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, lazy_regex(pattern)) for reason, pattern in table)


_DIRECTORY_RULES = _compiled(_DIRECTORIES)
_MARKER_RULES = _compiled(_MARKERS)
_FILE_RULES = _compiled(_FILES)


def first_party(
    paths: Sequence[str],
    read_head: Callable[[str], bytes | None] | None = None,
    names: Iterable[str] = (),
) -> tuple[frozenset[str], tuple[Exclusion, ...]]:
    """The paths that are first-party work, and what was left out, by directory where one explains it.

    `read_head` gives the first kilobytes of a file; it is asked for at most `READS_LIMIT` files whose
    names suggest a generator. `names` are those of the repository, its owner and its authors: what says
    that it is somebody else's is compared with them. The order of `paths` does not matter; the exclusions
    are sorted.
    """
    ordered = sorted(set(paths))
    exclusions: list[Exclusion] = []
    left: list[str] = []
    begin = 0
    roots = _roots(ordered)
    ours = None if read_head is None else OwnNames(names, set(ordered), read_head)
    installed_places, copies = installed(ordered, read_head, ours)
    for root in (each for each in installed_places if each.endswith("/")):
        roots.setdefault(root, VENDORED)
    for root in output_folders(ordered):
        roots.setdefault(root, GENERATED)
    if read_head is not None and ours is not None:
        for root in _whole_repositories(ordered, read_head):
            roots.setdefault(root, COPY)
        for root, reason in others_folders(ordered, read_head, ours):
            roots.setdefault(root, reason)
    for root, reason in sorted(roots.items()):
        first = bisect_left(ordered, root, begin)
        # "0" follows "/", so this is the first path after everything below the directory.
        end = bisect_left(ordered, root[:-1] + "0", first)
        if first < end:
            left.extend(ordered[begin:first])
            exclusions.append(Exclusion(root, reason, end - first))
            begin = end
    left.extend(ordered[begin:])
    alone = {path: why for path in left if (why := _file_reason(path)) is not None}
    alone.update((path, VENDORED) for path in left if path in installed_places)
    alone.update((path, f"{BUILT_COPY} {copies[path]}") for path in left if path in copies)
    if read_head is not None and ours is not None:
        alone.update(_by_head([path for path in left if path not in alone], read_head))
        alone.update(others_files([path for path in left if path not in alone], read_head, ours))
    exclusions.extend(Exclusion(path, reason, 1) for path, reason in alone.items())
    return (
        frozenset(path for path in left if path not in alone),
        tuple(sorted(exclusions, key=lambda each: each.path)),
    )


def is_excluded_by_name(path: str) -> bool:
    """Whether the names of its directories, or its own, exclude a path that nobody has looked at.

    A folder called "vendor" may hold an application (see `_OWN_VENDOR`), and excludes nothing here.
    """
    directory, _, name = path.rpartition("/")
    return _is_excluded_directory(directory) or _file_reason(name) is not None


@lru_cache(maxsize=4096)
def _is_excluded_directory(directory: str) -> bool:
    return any(
        name not in ("vendor", "vendors") and _name_verdict(name)[0] is not None
        for name in directory.split("/")
    )


def _roots(ordered: Sequence[str]) -> dict[str, str]:
    """Directories (with a trailing slash) that are not first-party, with the reason."""
    own = {
        match[1]
        for path in ordered
        if "vendor" in path and (match := _OWN_VENDOR.fullmatch(path)) is not None
    }
    components = _Components(own)
    roots: dict[str, str] = {}
    for path in ordered:
        directory, _, name = path.rpartition("/")
        excluded, is_triggered = components.verdict(directory)
        if excluded is not None:
            roots[excluded[0]] = excluded[1]
        if is_triggered or name in _TRIGGER_NAMES:
            for reason, pattern in _MARKER_RULES:
                if (match := pattern.fullmatch(path)) is not None:
                    roots.setdefault(match["root"], reason)
        if name == "HEAD" and directory and _is_bare_repository(ordered, directory + "/"):
            roots.setdefault(directory + "/", EMBEDDED)
    return roots


def is_licence(path: str) -> bool:
    """Whether the path is a licence that is read: of the repository, or of a project inside of it."""
    return path.count("/") < LICENCES_DEPTH and LICENCE.fullmatch(path.rpartition("/")[2]) is not None


def says_what_is_left_out(path: str) -> bool:
    """Whether the path is a file that says what of a project is not in its repository."""
    return path.rpartition("/")[2] in (".gitignore", ".gitmodules", ".dockerignore")


def _whole_repositories(ordered: Sequence[str], read_head: Callable[[str], bytes | None]) -> Iterator[str]:
    """Folders that are another project's whole repository, under a licence of its own."""
    own = [head for path in ordered if "/" not in path and is_licence(path) and (head := read_head(path))]
    if not own:
        return
    ours = {_YEARS.sub(b" ", head) for head in own}
    packages: set[str] = set()
    tops: set[str] = set()
    licences: dict[str, str] = {}
    for path in ordered:
        directory, _, name = path.rpartition("/")
        if not directory:
            continue
        if name in PACKAGE_FILES:
            packages.add(directory)
        elif is_licence(path):
            licences[directory] = path
        elif (top := repository_top(path)) is not None:
            tops.add(top)
    for directory in sorted(packages & tops & licences.keys())[:READS_LIMIT]:
        head = read_head(licences[directory])
        if head and _YEARS.sub(b" ", head) not in ours:
            yield directory + "/"


def _is_bare_repository(ordered: Sequence[str], root: str) -> bool:
    def holds(name: str) -> bool:
        position = bisect_left(ordered, root + name)
        return position < len(ordered) and ordered[position].startswith(root + name)

    return holds("config") and holds("objects/")


_Verdict = tuple[tuple[str, str] | None, bool]


class _Components:
    """What the names of a directory's components say; every name and directory is judged once."""

    def __init__(self, own: set[str]) -> None:
        self._own = own
        self._names: dict[str, tuple[str | None, bool]] = {}
        self._directories: dict[str, _Verdict] = {}

    def verdict(self, directory: str) -> _Verdict:
        """The outermost excluded directory with its reason, and whether marker files may be in here."""
        known = self._directories.get(directory)
        if known is None:
            known = self._directories[directory] = self._judge(directory)
        return known

    def _judge(self, directory: str) -> _Verdict:
        is_triggered = False
        end = 0
        for name in directory.split("/") if directory else ():
            end += len(name) + 1
            if name not in self._names:
                self._names[name] = _name_verdict(name)
            reason, triggers = self._names[name]
            is_triggered = is_triggered or triggers
            if reason is not None and (root := directory[: end - 1] + "/") not in self._own:
                return (root, reason), is_triggered
        return None, is_triggered


def _name_verdict(name: str) -> tuple[str | None, bool]:
    reason = next((reason for reason, pattern in _DIRECTORY_RULES if pattern.fullmatch(name)), None)
    return reason, _TRIGGER_DIRECTORY.fullmatch(name) is not None


def _file_reason(path: str) -> str | None:
    if not path.endswith(_FILE_ENDINGS):
        return None
    name = path[path.rfind("/") + 1 :]
    return next((reason for reason, pattern in _FILE_RULES if pattern.fullmatch(name)), None)


def _by_head(paths: Sequence[str], read_head: Callable[[str], bytes | None]) -> Iterator[tuple[str, str]]:
    suggests = cache(lambda name: _CANDIDATE.search(name) is not None)
    named = [path for path in paths if _is_code(path) and any(map(suggests, path.split("/")))]
    known = set(named)
    others = (path for path in paths if _PROGRAM.search(path) and path not in known and _is_code(path))
    for path in islice(chain(named, others), READS_LIMIT):
        head = read_head(path)
        if head is None:
            continue
        begin = head if path in known else head[:_FIRST_COMMENT]
        if _GENERATED_HEAD.search(begin) is not None and not _TO_FILL.search(head[:_FIRST_COMMENT]):
            yield path, GENERATED
        elif path.endswith((".js", ".css")) and _MINIFIED_LINE.search(head) is not None:
            yield path, MINIFIED


def _is_code(path: str) -> bool:
    return (language(path) or "Jupyter Notebook") != "Jupyter Notebook"
