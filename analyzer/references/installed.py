"""Imports of installed packages, where an image starts a module and says all that it installs.

Only an image on a plain Python or system base is complete, whose every install command names distributions,
a list or a project that is read here; and only what the start loads is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from msgspec import Struct, field

from analyzer.facts.installs.installers import PIP_COMMANDS
from analyzer.facts.installs.relocked import adding, compiled_from, lacks, relocking, writes_its_lock
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies import DependencyFile
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.references.distributions import DISTRIBUTIONS, SHARED, comes_with, providers
from analyzer.references.first_party import is_specimen
from analyzer.references.loading import at_load, loaded_with, runs_at_load
from analyzer.references.model import Outcome, Reference
from analyzer.references.python_names import is_standard, stems
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import module_index
from analyzer.wiring.starts.entrypoints import started_by_image

IMPORTS_PACKAGE = "imports the package"

# Bases that bring Python or nothing at all, and no packages.
PLAIN_BASE = lazy_regex(
    r"(?:docker\.io/|public\.ecr\.aws/docker/)?(?:library/)?(?:python|debian|ubuntu|alpine|scratch)(?:[:@].*)?"
)
BASE_PACKAGES = word_set("pip setuptools wheel")
# Programs that install in ways that are not followed here, and those whose packages are not of Python.
NOT_FOLLOWED = word_set(
    "conda mamba micromamba pixi pipx easy_install dpkg make nox tox pdm hatch rye bash sh zsh dash ash "
    "source . nix"
)
SYSTEM_INSTALLERS = word_set("apt apt-get aptitude apk yum dnf microdnf zypper tdnf")
PYTHON_OF_SYSTEM = lazy_regex(
    r"(?:python3?|py3)-(?!(?:pip|dev|devel|venv|setuptools|distutils|wheel|minimal|apt)\b)\w"
)
# Installers of one tool that are fetched and handed to a shell; what the tool installs is followed.
INSTALLS_ONE_TOOL = lazy_regex(
    r"astral\.sh/uv|sh\.rustup\.rs|install\.python-poetry\.org|deb\.nodesource\.com|ollama\.com/install"
)
PIP_OPTIONS = word_set(
    "-i --index-url --extra-index-url -f --find-links --trusted-host --cache-dir --timeout --retries "
    "--python -p --proxy --cert --platform --progress-bar -c --constraint --index-strategy --prefix --src"
)
LIST_OPTIONS = ("-r", "--requirement")
PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
LOCKERS = {"poetry": ("poetry.lock",), "uv": ("uv.lock",), "pipenv": ("Pipfile.lock", "Pipfile")}
NAME = lazy_regex(r"[A-Za-z0-9][\w.-]{0,80}(?=$|[\[=<>!~ ;@])")
# Modules of Python that later versions dropped.
DROPPED = word_set(
    "distutils imp asyncore asynchat smtpd cgi cgitb telnetlib crypt nntplib pipes imghdr sndhdr"
)


class Environment(Struct):
    """What an image installs. `doubt`: why that is not all; `locked`: a resolver wrote all of it down.

    `placed` are the names under which it has folders and files of the repository, or installs its project;
    `resolved` the programs that have written their lock.
    """

    names: set[str] = field(default_factory=lambda: set(BASE_PACKAGES))
    doubt: str | None = None
    locked: bool = False
    placed: set[str] = field(default_factory=set)
    resolved: set[str] = field(default_factory=set)

    def unsure(self, why: str) -> None:
        """The first reason is the one that is said."""
        self.doubt = self.doubt or why


def installed_packages(repo: Snapshot) -> Iterator[Reference]:
    """The packages that modules of an image import when they are loaded, and whether it installs them."""
    seen: set[tuple[str, str]] = set()
    for path, image in repo.dockerfiles.items():
        if is_specimen(path) or image.is_template:
            continue
        modules = {each.module for each in started_by_image(repo, path, image) if each.module in repo.modules}
        if not modules:
            continue
        environment = _environment(repo, path, image)
        for module in sorted(set().union(*(loaded_with(repo, each) for each in modules if each))):
            for found in _imports(repo, path, module, environment):
                if (found.path, found.name) not in seen:
                    seen.add((found.path, found.name))
                    yield found


def _imports(repo: Snapshot, image: str, module: str, environment: Environment) -> Iterator[Reference]:
    facts = repo.modules.get(module)
    for each in at_load(facts.imports) if facts is not None else ():
        top = each.module.partition(".")[0]
        if not top or is_standard(top) or top in DROPPED or _is_ours(repo, module, top):
            continue
        outcome, why = _judged(environment, top, image)
        if outcome is Outcome.DANGLES and not runs_at_load(repo, module, each.line):
            outcome, why = Outcome.CANNOT_BE_TOLD, "it is imported under a condition"
        yield Reference(module, each.line, IMPORTS_PACKAGE, top, outcome, why)


def _is_ours(repo: Snapshot, path: str, top: str) -> bool:
    table = stems(repo)
    return top in table.modules or top in table.folders or module_index(repo).resolve(path, top) is not None


def _judged(environment: Environment, top: str, image: str) -> tuple[Outcome, str]:
    known = providers(top)
    plain = top.replace("_", "-").lower()
    if plain in environment.names or known & comes_with(environment.names):
        return Outcome.RESOLVES, ""
    if not known and (top in SHARED or environment.locked or top in environment.placed):
        return Outcome.CANNOT_BE_TOLD, "which distribution it comes from is not known"
    if environment.doubt is not None:
        return Outcome.CANNOT_BE_TOLD, environment.doubt
    if any(top.replace("_", "-") in each or plain in each.replace("-", "") for each in environment.names):
        return Outcome.CANNOT_BE_TOLD, "a distribution of a similar name is installed"
    unknown = sorted(each for each in environment.names if each not in DISTRIBUTIONS)
    if unknown and not environment.locked:
        return Outcome.CANNOT_BE_TOLD, f"{unknown[0]} may bring it"
    if not known and plain in comes_with(environment.names):
        return Outcome.RESOLVES, ""
    return Outcome.DANGLES, f"which {image} does not install"


def _environment(repo: Snapshot, path: str, image: Dockerfile) -> Environment:
    found = Environment()
    for stage in image.stages:
        own = {each.name for each in image.stages if each.name}
        if stage.base not in own and PLAIN_BASE.fullmatch(stage.base) is None:
            found.unsure(f"{stage.base} may bring packages")
        for each in stage.instructions:
            if each.keyword in ("COPY", "ADD") and any(
                word in each.value for word in ("site-packages", "venv", ".whl", "wheel", "http")
            ):
                origin = any(flag.startswith("--from=") and flag[7:] in own for flag in each.flags)
                if not origin:
                    found.unsure("packages are copied into it")
    found.placed.update(basename(target.rstrip("/")).partition(".")[0] for _source, target in image.copies)
    folders = tuple(_folders(path, image.copies))
    for _line, script in image.run_scripts:
        tool = INSTALLS_ONE_TOOL.search(script) is not None
        for command in parse_script(script):
            words = unwrap(command.words)
            if _is_not_followed(words, tool):
                found.unsure("an install command is not followed")
            _install(repo, words, folders, found)
    if found.names == BASE_PACKAGES:
        found.unsure("no command of it installs packages, which may be mounted or copied")
    if image.start and "install" in " ".join(image.start):
        found.unsure("its start command installs")
    return found


def _is_not_followed(words: tuple[str, ...], tool: bool) -> bool:
    """Whether a command may install packages of Python in a way that is not read here."""
    program = basename(words[0]) if words else ""
    if program in SYSTEM_INSTALLERS:
        return any(PYTHON_OF_SYSTEM.match(word) for word in words)
    if program == "git":
        return words[1:2] == ("clone",)
    if program == "python":
        return basename(words[1] if len(words) > 1 else "") == "setup.py" or words[1:3] == ("-m", "conda")
    if tool and program in ("sh", "bash"):
        return False
    return program in NOT_FOLLOWED or "/" in words[0] or program.endswith(".sh") if words else False


def _folders(path: str, copies: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Folders of the repository whose files the image may hold, nearest first."""
    folder = dirname(path)
    while True:
        yield folder
        for source, _target in copies:
            copied = normpath(join(folder or ".", source.lstrip("/")))
            copied = "" if copied == "." else copied
            yield copied
            yield dirname(copied)
        if not folder:
            return
        folder = dirname(folder)


def _install(repo: Snapshot, words: tuple[str, ...], folders: tuple[str, ...], found: Environment) -> None:
    program = basename(words[0]) if words else ""
    found.names.update(_plain(match[0]) for word in adding(words) if (match := NAME.match(word)) is not None)
    for source in compiled_from(words):
        _add(repo, _list(repo, source, folders), found)
    if (again := relocking(words)) is not None:
        found.resolved.add(again)
    if program in LOCKERS and words[1:2] in (("install",), ("sync",), ("export",)):
        files = [join(folder, name) for folder in folders for name in LOCKERS[program]]
        declared = next((repo.dependencies[each] for each in files if each in repo.dependencies), None)
        _add(repo, declared, found)
        found.locked = declared is not None and declared.is_lock
        if declared is not None and (program in found.resolved or writes_its_lock(words)):
            added = set(lacks(repo, declared))
            found.names.update(added)
            found.locked = found.locked and not added  # what those need in turn is not known
        return
    prefix = next((each for each in PIP_COMMANDS if words[: len(each)] == each), None)
    if prefix is None:
        return
    arguments = list(words[len(prefix) :])
    while arguments:
        word = arguments.pop(0)
        name, mark, value = word.partition("=")
        if word in LIST_OPTIONS:
            _add(repo, _list(repo, arguments.pop(0) if arguments else "", folders), found)
        elif (mark and name in LIST_OPTIONS) or word.startswith("-r"):
            _add(repo, _list(repo, value if mark else word[2:], folders), found)
        elif word in PIP_OPTIONS:
            del arguments[:1]
        elif word in ("-e", "--editable") or word.startswith("-"):
            continue
        elif word.startswith("."):
            _project(repo, word, folders, found)
        elif (
            (match := NAME.match(word)) is not None and "/" not in word and not word.endswith((".whl", ".gz"))
        ):
            found.names.add(_plain(match[0]))
        else:
            found.unsure("it installs what is not in the repository")


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _list(repo: Snapshot, name: str, folders: tuple[str, ...]) -> DependencyFile | None:
    plain = name.removeprefix("./")
    for tail in dict.fromkeys((plain.lstrip("/"), basename(plain))):
        for folder in folders:
            declared = repo.dependencies.get(normpath(join(folder, tail)))
            if declared is not None:
                return declared
    return None


def _project(repo: Snapshot, word: str, folders: tuple[str, ...], found: Environment) -> None:
    place = word.partition("[")[0]
    for folder in folders:
        files = [normpath(join(folder or ".", place, name)) for name in PROJECT_FILES]
        declared = [repo.dependencies[each] for each in files if each in repo.dependencies]
        if declared:
            for each in declared:
                _add(repo, each, found)
                found.placed.update((*each.packages, *each.py_modules, (each.name or "").replace("-", "_")))
            if not any(each.dependencies or each.includes for each in declared):
                found.unsure("what its project needs is not said")
            return
    found.unsure("it installs a project that is not found here")


def _add(repo: Snapshot, declared: DependencyFile | None, found: Environment, depth: int = 5) -> None:
    """What a dependency file installs, with the files that it reads."""
    if declared is None or declared.problem is not None or depth == 0:
        found.unsure("what it installs from is not read")
        return
    text = repo.text(declared.path) or ""
    if declared.kind in ("requirements", "constraints") and _has_other_lines(text):
        found.unsure("it installs from an address or a folder")
    if declared.is_lock:
        found.locked = True
    found.names.update(each.name for each in declared.dependencies)
    for name in declared.includes:
        _add(repo, repo.dependencies.get(name), found, depth - 1)


def _has_other_lines(text: str) -> bool:
    """Whether a list installs something without a name: an address, a folder, a wheel."""
    rows = (row.strip() for row in text.split("\n"))
    return any(row.startswith(("-e", "--editable", ".", "/", "git+", "http", "file:")) for row in rows)
