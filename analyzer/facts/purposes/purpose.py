"""What a repository is for: a service, an application, a library for others, research code; and why.

The one place that distinguishes them, so that all checks agree about the same repository:
a library is not faulted for having nothing to deploy, and a package file alone does not make a library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from posixpath import basename, dirname, join

from msgspec import Struct

from analyzer.declarations import FileKind, Purpose
from analyzer.facts.purposes.programs_for_people import programs_for_people
from analyzer.facts.purposes.published_programs import published_programs
from analyzer.lazy_regex import lazy_regex
from analyzer.model import NotApplicable
from analyzer.parsing.dependencies import DependencyFile
from analyzer.parsing.documents import Prose
from analyzer.parsing.structured import block, load_toml
from analyzer.repository import Snapshot, derived, kinds
from analyzer.text import plural, word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import reached_from
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.routes.frameworks import APPLICATION_CALLS
from analyzer.wiring.starts.entrypoints import Start, service_modules, starts
from analyzer.wiring.starts.platform_starts import Started
from analyzer.wiring.testing.unsupported_languages import could_be_started

# Files that make a distribution; a conda environment has a name and makes none.
DISTRIBUTION_KINDS = word_set("pyproject setup.py setup.cfg")
PUBLISHING_ACTIONS = (
    "pypa/gh-action-pypi-publish",
    "JRubics/poetry-publish",
    "etils-actions/pypi-auto-publish",
)
PUBLISHING_COMMANDS = (
    ("twine", "upload"),
    ("python", "-m", "twine", "upload"),
    ("python", "setup.py", "upload"),
    ("poetry", "publish"),
    ("flit", "publish"),
    ("uv", "publish"),
    ("hatch", "publish"),
    ("pdm", "publish"),
    ("maturin", "publish"),
)
INSTALLATION = lazy_regex(
    r"\b(?:pip3?|pipx|uv|poetry|conda|mamba)[ \t]+(?:install|add)(?:[ \t]+-{1,2}[\w-]{1,40}){0,6}"
    r"[ \t]+[\"'`]?([A-Za-z][\w.-]{0,80})"
)
SHOWN_IMPORT = lazy_regex(r"^[ \t>.$]{0,8}(?:from|import)[ \t]+([A-Za-z_]\w{0,80})", re.MULTILINE)
# Folders that many projects have: importing one of them names no package.
NO_PACKAGE_NAMES = word_set(
    "src app lib source code package project main utils scripts tests test docs examples benchmarks tools ui "
    "api model models data setup config"
)
CITATION = lazy_regex(
    r"@(?:article|misc|inproceedings|software|techreport|phdthesis)[ \t]{0,4}\{", re.IGNORECASE
)
# The same in words, about this work: who credits the makers of a data set cites theirs.
ASKS_TO_CITE = lazy_regex(
    r"\bcite (?:our|my) (?:\w{1,20} ){0,2}"
    r"(?:paper|work|article|publication|preprint|study|manuscript|thesis)\b"
    r"|\bif you (?:use|find|build on) (?:this|our|my|the) (?:\w{1,20} ){0,2}"
    r"(?:code|repo(?:sitory)?|work|software|implementation|project)\b[^.!?]{0,120}\bcit(?:e|ing|ation)\b",
    re.IGNORECASE,
)
PLATFORM_PROGRAMS = 3
# Fewer files say nothing of what a repository is for; a script or two beside many set up the same programs.
CONFIGURATION_FILES = 5
PROGRAMS_BESIDE = 0.1
# Tables of `pyproject.toml` in which a framework finds the project that it runs (each one's documentation).
RUNNING_FRAMEWORKS = word_set("kedro dagster dg briefcase")
CONFIGURING_LANGUAGES = word_set("Shell PowerShell")
PURPOSE_REASONS = 3
PREVIEW_SERVERS = word_set("http.server.HTTPServer http.server.ThreadingHTTPServer")


class Reason(Struct, frozen=True):
    """Why a repository is thought to be for something: a place, and what it shows."""

    path: str
    line: int | None
    says: str


class PurposeFound(Struct, frozen=True):
    """What a repository is for, with the reasons, the strongest first; none of a project."""

    kind: Purpose
    reasons: tuple[Reason, ...] = ()


def purpose(repo: Snapshot) -> Purpose:
    """What the repository is for; see `purpose_found`."""
    return purpose_found(repo).kind


@derived
def purpose_found(repo: Snapshot) -> PurposeFound:
    """What the repository is for, and why.

    A platform: at least three programs of it, each in its own folder, are started and answer requests. A
    service: something here is started, or code here answers requests. An application: a program for people
    (a window, a bot, scheduled jobs), or a page where it is not a library's or a paper's. A library: a
    distribution that is published (its text says how to install it by name, or CI uploads it) or whose README
    shows how to import it, and nothing here is started. Research code: it works with models and says how to
    cite it. Configuration: files that set up other programs, and next to no program. A project: anything
    else; every check applies to it.
    """
    for kind, find in _KINDS:
        reasons = tuple(islice(find(repo), PURPOSE_REASONS))
        if reasons:
            return PurposeFound(kind, reasons)
    return PurposeFound(Purpose.PROJECT)


def is_library(repo: Snapshot) -> bool:
    """Whether the repository is a distribution for others to import, and starts nothing of its own."""
    return purpose(repo) is Purpose.LIBRARY


@derived
def is_published(repo: Snapshot) -> bool:
    """Whether others install a distribution of this repository by its name, whatever else it starts."""
    return bool(published_programs(repo)) or _is_published_for_python(repo)


def _is_published_for_python(repo: Snapshot) -> bool:
    distributions = _distributions(repo)
    if not distributions:
        return False
    known = {_plain(each.name) for each in distributions if each.name}
    for each in distributions:
        if not each.name:
            known.update(map(_plain, _import_names(repo, each)))
    return _is_uploaded(repo) or bool((known - NO_PACKAGE_NAMES) & _installed_by_name(repo))


def makes(repo: Snapshot, packages: frozenset[str]) -> bool:
    """Whether one of the packages is this repository's own: it develops the tool instead of using it."""
    ours = _own_packages(repo)
    return any(package.partition(".")[0] in ours for package in packages)


@derived
def _own_packages(repo: Snapshot) -> frozenset[str]:
    return frozenset().union(*(_import_names(repo, each) for each in _distributions(repo)))


def _platform(repo: Snapshot) -> Iterator[Reason]:
    """Programs that are started and answer requests, one of each folder, where there are enough."""
    answering = service_modules(repo)
    folders: dict[str, Reason] = {}
    for start in _started(repo):
        module = start.module or ""
        if module in answering and "/" in module:
            says = f"starts {module}, which answers requests"
            folders.setdefault(dirname(module), Reason(start.path, start.line, says))
    for each in _answering_programs(repo):
        if "/" in each.module:
            folders.setdefault(dirname(each.module), _answering_reason(each))
    if len(folders) >= PLATFORM_PROGRAMS:
        yield from folders.values()


def _service(repo: Snapshot) -> Iterator[Reason]:
    """What is started, and the code that answers requests; a file server without a model is a preview."""
    for start in _started(repo):
        if start.module not in programs(repo):
            yield Reason(start.path, start.line, f"starts {start.module}")
    answering = _answering_programs(repo)
    yield from map(_answering_reason, answering)
    told = {(each.path, each.line) for each in answering}
    for each in programs_started(repo):
        if (each.path, each.line) not in told and _is_operated_by(repo, each.path):
            told.add((each.path, each.line))
            if not is_test_path(each.module):
                yield Reason(each.path, each.line, f"starts {each.module}")
    models = {use.code.path for use in model_uses(repo)}
    for path in sorted(service_modules(repo)):
        called = {call.target for call in repo.modules[path].calls} & APPLICATION_CALLS
        is_preview = bool(called) and called <= PREVIEW_SERVERS
        if not is_preview or reached_from(repo, [path]) & models:
            line = min((each.line for each in repo.modules[path].calls if each.target in called), default=1)
            yield Reason(path, line, "answers requests")
    # What a published package answers, it answers for whoever installs it.
    for route in () if published_programs(repo) else routes(repo):
        yield Reason(route.use.path, route.use.line, "answers requests")


def _answering_programs(repo: Snapshot) -> tuple[Started, ...]:
    """The starts of programs in other languages that answer requests, each command once."""
    found: dict[tuple[str, int], Started] = {}
    for each in routes(repo):
        if each.start is not None:
            found.setdefault((each.start.path, each.start.line), each.start)
    return tuple(found.values())


def _answering_reason(start: Started) -> Reason:
    return Reason(start.path, start.line, f"starts {start.module}, which answers requests")


def _is_operated_by(repo: Snapshot, path: str) -> bool:
    """Whether a file is an image, a compose file or a process file, and not one for development."""
    if path.startswith(".devcontainer/"):
        return False
    return path in repo.dockerfiles or path in repo.services or basename(path) == "Procfile"


def _started(repo: Snapshot) -> Iterator[Start]:
    """What an image, a compose service or a Procfile starts; development containers aside."""
    for start in starts(repo):
        if (
            start.module is not None
            and not start.path.startswith(".devcontainer/")
            and not is_example_path(start.path)
            and not is_test_path(start.module)
        ):
            yield start


def _application(repo: Snapshot) -> Iterator[Reason]:
    return (Reason(each.path, each.line, each.what) for each in programs_for_people(repo) if not each.page)


def _page(repo: Snapshot) -> Iterator[Reason]:
    return (Reason(each.path, each.line, each.what) for each in programs_for_people(repo))


def _library(repo: Snapshot) -> Iterator[Reason]:
    for each in _distributions(repo):
        if _is_published_for_python(repo):
            yield Reason(each.path, 1, "is published under this name")
        elif _shows_import(repo) and not _is_frameworks_project(repo, each.path):
            yield Reason(each.path, 1, "the README shows how to import this package")
    for package in published_programs(repo):
        yield Reason(package.path, package.line, package.says)


def _research(repo: Snapshot) -> Iterator[Reason]:
    if any(True for _use in model_uses(repo)):
        yield from _asks_to_be_cited(repo)


def _configuration(repo: Snapshot) -> Iterator[Reason]:
    """The first files that set up other programs, where there are many of them and next to no program."""
    programs = len(repo.notebooks) + sum(
        count for language, count in repo.languages.items() if language not in CONFIGURING_LANGUAGES
    )
    files = [path for path in repo.paths if FileKind.CONFIGURATION in kinds(path)]
    if len(files) >= CONFIGURATION_FILES and programs <= PROGRAMS_BESIDE * len(files):
        says = f"one of {len(files)} configuration files, beside {plural(programs, 'program file')}"
        yield Reason(files[0], 1, says)


_KINDS: tuple[tuple[Purpose, Callable[[Snapshot], Iterator[Reason]]], ...] = (
    (Purpose.PLATFORM, _platform),
    (Purpose.SERVICE, _service),
    (Purpose.APPLICATION, _application),
    (Purpose.LIBRARY, _library),
    (Purpose.RESEARCH, _research),
    (Purpose.APPLICATION, _page),
    (Purpose.CONFIGURATION, _configuration),
)


def _distributions(repo: Snapshot) -> tuple[DependencyFile, ...]:
    return tuple(each for each in repo.dependencies.values() if _is_distribution(each))


def _is_frameworks_project(repo: Snapshot, path: str) -> bool:
    """Whether a package file declares the project of a framework that runs it: nobody imports its package."""
    if basename(path) != "pyproject.toml":
        return False
    tools = block(block(load_toml(repo.content(path) or b"").value).get("tool"))
    return not RUNNING_FRAMEWORKS.isdisjoint(tools)


def _is_distribution(declared: DependencyFile) -> bool:
    if declared.kind not in DISTRIBUTION_KINDS or is_example_path(declared.path):
        return False
    if declared.name:
        return True
    # The name of a setup.py may be computed; that it calls `setup(...)` shows in the rest.
    said = declared.dependencies or declared.packages or declared.entry_points or declared.problem
    return declared.kind == "setup.py" and bool(said)


def _import_names(repo: Snapshot, declared: DependencyFile) -> frozenset[str]:
    """The top-level packages beside a package file, or in its `src`."""
    folder = dirname(declared.path)
    found = set()
    for root in (folder, join(folder, "src")):
        prefix = f"{root}/" if root else ""
        for path in repo.modules:
            rest = path.removeprefix(prefix)
            if path.startswith(prefix) and rest.count("/") == 1 and basename(rest) == "__init__.py":
                found.add(rest.partition("/")[0])
    return frozenset(found) - NO_PACKAGE_NAMES


def _is_uploaded(repo: Snapshot) -> bool:
    steps = (
        step
        for pipeline in repo.pipelines.values()
        for job in pipeline.jobs
        for step in job.steps
        if step.uses
    )
    if any((step.uses or "").startswith(PUBLISHING_ACTIONS) for step in steps):
        return True
    return any(publishes_package(run.reached.words) for run in ci_runs(repo))


def publishes_package(words: Sequence[str]) -> bool:
    """Whether a command uploads a package to an index."""
    return any(tuple(words[: len(command)]) == command for command in PUBLISHING_COMMANDS)


def _installed_by_name(repo: Snapshot) -> frozenset[str]:
    return frozenset(
        _plain(match[1])
        for document in repo.prose.values()
        for body in _bodies(document)
        for match in INSTALLATION.finditer(body)
    )


def _bodies(document: Prose) -> Iterator[str]:
    yield from (body for _line, _language, body in document.code_blocks)
    yield from (sentence.text for sentence in document.sentences)


def _plain(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).casefold().rstrip("-")


def _readmes(repo: Snapshot) -> Iterator[Prose]:
    for path, document in repo.prose.items():
        if basename(path).casefold().startswith("readme") and not is_example_path(path):
            yield document


def _shows_import(repo: Snapshot) -> bool:
    ours = _own_packages(repo)
    return any(
        match[1] in ours
        for document in _readmes(repo)
        for _line, _language, body in document.code_blocks
        for match in SHOWN_IMPORT.finditer(body)
    )


def _asks_to_be_cited(repo: Snapshot) -> Iterator[Reason]:
    for path in repo.paths:
        if "/" not in path and basename(path).casefold() == "citation.cff":
            yield Reason(path, 1, "says how to cite it")
    for path, document in repo.prose.items():
        if "/" not in path and basename(path).casefold().startswith("readme"):
            for line, _language, body in document.code_blocks:
                if CITATION.search(body):
                    yield Reason(path, line, "says how to cite it")
            for each in document.sentences:
                if ASKS_TO_CITE.search(each.text):
                    yield Reason(path, each.line, "asks to be cited")


def not_asked(repo: Snapshot, reasons: Mapping[Purpose, str]) -> Iterator[NotApplicable]:
    """Why a check does not apply to a repository of this purpose; nothing where it does.

    Evidence that exists is shown anyway. A program in an unsupported language that could be a service
    leaves the purpose open.
    """
    if not reasons:
        return
    reason = reasons.get(purpose(repo))
    if reason is not None and not could_be_started(repo):
        yield NotApplicable(reason, settled=True)
