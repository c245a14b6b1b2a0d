"""Files that define targets which a command can be followed into: `make test`, `tox`, `npm run lint`.

One entry for all formats: bytes in, target files out, problems recorded. The formats are in
`targets_make`, `targets_tox` and their neighbours; what a command calls is in `targets_invocation`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import as_shell_text
from analyzer.parsing.lines import lines_of
from analyzer.parsing.shell import is_shell_shebang
from analyzer.parsing.structured import load_ini, load_json, load_toml, load_yaml
from analyzer.parsing.tasks.compose import Service, compose_targets, services_of
from analyzer.parsing.tasks.doit import parse_doit
from analyzer.parsing.tasks.earthfile import parse_earthfile
from analyzer.parsing.tasks.hooks import parse_hooks
from analyzer.parsing.tasks.invocations import invocation
from analyzer.parsing.tasks.invoke import parse_invoke
from analyzer.parsing.tasks.just import parse_just
from analyzer.parsing.tasks.mage import MAGE_FOLDER, parse_mage
from analyzer.parsing.tasks.make import parse_make
from analyzer.parsing.tasks.mise import is_mise, parse_mise
from analyzer.parsing.tasks.model import MAXIMUM_BYTES, Target, TargetFile, file_of, make_target, within
from analyzer.parsing.tasks.moon import parse_moon
from analyzer.parsing.tasks.nox import parse_nox
from analyzer.parsing.tasks.nx_project import parse_project
from analyzer.parsing.tasks.options import Invocation
from analyzer.parsing.tasks.procfile import parse_procfile
from analyzer.parsing.tasks.projects import parse_package, parse_pipfile, parse_pyproject
from analyzer.parsing.tasks.python import parse_duties
from analyzer.parsing.tasks.rails_ci import RAILS_CI, parse_rails_ci
from analyzer.parsing.tasks.taskfile import parse_taskfile
from analyzer.parsing.tasks.tox import parse_tox_native, parse_tox_sections
from analyzer.parsing.tasks.values import at, table

__all__ = [
    "Invocation",
    "Service",
    "Target",
    "TargetFile",
    "invocation",
    "parse_compose",
    "parse_included",
    "parse_targets",
    "target_kind",
]

_KINDS_BY_NAME: dict[str, str] = {
    "makefile": "make",
    "gnumakefile": "make",
    "bsdmakefile": "make",
    "justfile": "just",
    ".justfile": "just",
    "tox.ini": "tox",
    "tox.toml": "tox",
    "setup.cfg": "tox",
    "noxfile.py": "nox",
    "package.json": "package",
    "deno.json": "package",
    "devbox.json": "package",
    "pyproject.toml": "pyproject",
    "hatch.toml": "pyproject",
    "pixi.toml": "pyproject",
    "mojoproject.toml": "pyproject",
    "poe_tasks.toml": "pyproject",
    "tasks.py": "invoke",
    "taskfile.yml": "taskfile",
    "taskfile.yaml": "taskfile",
    "taskfile.dist.yml": "taskfile",
    "taskfile.dist.yaml": "taskfile",
    "procfile": "procfile",
    "pipfile": "pipfile",
    "earthfile": "earthly",
    "dodo.py": "doit",
    "magefile.go": "mage",
    "duties.py": "duty",
}
_KINDS_BY_SUFFIX = ((".mk", "make"), (".just", "just"), (".sh", "shell"), (".bash", "shell"))
# Scripts that no shell of Unix reads, and what reads them.
OF_WINDOWS = {"ps1": "pwsh", "bat": "cmd", "cmd": "cmd"}
_COMPOSE = lazy_regex(r"(?:docker-|podman-)?compose[^/]*\.ya?ml|[^/]*[.-]compose\.ya?ml")
# Scripts without an ending, by their folder or by their name; the first line decides.
_SCRIPT_FOLDERS = frozenset(
    {"bin", "scripts", "script", "ci", ".ci", ".buildkite", ".circleci", ".github", "tools", "hack", "docker"}
)
_SCRIPT_NAME = lazy_regex(
    r"(?:run|test|tests|lint|check|build|deploy|start|serve|entrypoint|docker-entrypoint|release|bootstrap|setup"
    r"|rollback|up)(?:[-_][a-z\d_-]{1,60})?"
)


def target_kind(path: str) -> str | None:
    """The kind of target file a path has by its name; None for others.

    A script without an ending may be one by its folder or name; that it is shows only in its first line,
    which `parse_targets` reads.
    """
    name = path.rpartition("/")[2].lower()
    if kind := _KINDS_BY_NAME.get(name):
        return kind
    if _COMPOSE.fullmatch(name):
        return "compose"
    if is_mise(path):
        return "mise"
    if path.endswith(f"/{RAILS_CI}") or path == RAILS_CI:
        return "rails"
    if path.endswith(".go") and path.split("/")[-2:-1] == [MAGE_FOLDER]:
        return "mage"
    if path.endswith(".py") and path.split("/")[-2:-1] == ["tasks"]:
        # A module of a task package: `invoke checks.test` runs the task `test` of tasks/checks.py.
        return "invoke"
    if _may_be_script(path):
        return "shell"
    return next((kind for suffix, kind in _KINDS_BY_SUFFIX if name.endswith(suffix)), None)


def _may_be_script(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if "." in name or not name.islower():
        return False
    return folder.rpartition("/")[2] in _SCRIPT_FOLDERS or _SCRIPT_NAME.fullmatch(name) is not None


def parse_targets(path: str, content: bytes) -> tuple[TargetFile, ...]:
    """The target files a file holds: a pyproject.toml may define scripts and tox environments.

    () for a file that defines no target. A file that cannot be read gives one without targets and
    with a `problem`; nothing raises.
    """
    kind = target_kind(path)
    if kind is None or (kind == "shell" and _may_be_script(path)):
        kind = "shell" if is_shell_shebang(content[:200].decode("utf-8", "replace")) else None
    return () if kind is None else parse_included(kind, path, content)


def parse_included(kind: str, path: str, content: bytes) -> tuple[TargetFile, ...]:
    """The target files in a file of that kind, whatever its name: another file names it as one."""
    if len(content) > MAXIMUM_BYTES:
        return (file_of(kind, path, (), problem=f"larger than {MAXIMUM_BYTES // 1024} KiB"),)
    try:
        found = PARSERS[kind](path, content)
    except Exception as error:
        return (file_of(kind, path, (), problem=f"could not be read: {type(error).__name__}"),)
    last = len(lines_of(_text(content))) or 1
    return tuple(within(each, last) for each in found if each is not None)


def parse_compose(path: str, content: bytes) -> tuple[tuple[Service, ...], str | None]:
    """The services of a compose file, and what kept it from being read, if anything."""
    if len(content) > MAXIMUM_BYTES:
        return (), f"larger than {MAXIMUM_BYTES // 1024} KiB"
    try:
        document, problem = _yaml(content)
        return services_of(document), problem
    except Exception as error:
        return (), f"could not be read: {type(error).__name__}"


Found = tuple[TargetFile | None, ...]


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")


def _yaml(content: bytes) -> tuple[object, str | None]:
    documents = load_yaml(content)
    return (documents[0].value, documents[0].problem) if documents else (None, None)


def _make(path: str, content: bytes) -> Found:
    return (parse_make(path, _text(content)),)


def _just(path: str, content: bytes) -> Found:
    return (parse_just(path, _text(content)),)


def _procfile(path: str, content: bytes) -> Found:
    return (parse_procfile(path, _text(content)),)


def _nox(path: str, content: bytes) -> Found:
    return (parse_nox(path, content),)


def _invoke(path: str, content: bytes) -> Found:
    found = parse_invoke(path, content)
    return (found,) if found.targets or found.problem else ()


def _shell(path: str, content: bytes) -> Found:
    text = _text(content)
    name = path.rpartition("/")[2]
    stops = False
    if program := OF_WINDOWS.get(name.rpartition(".")[2].lower()):
        text, stops = as_shell_text(text.replace("\r\n", "\n"), program)
    return (file_of("shell", path, [make_target(name, 1, [(text, 1)], errexit=stops)], default=name),)


def _tox(path: str, content: bytes) -> Found:
    if path.endswith(".toml"):
        document = load_toml(content)
        return (parse_tox_native(path, table(document.value)) or _failed("tox", path, document.problem),)
    return (_tox_ini(path, content, "tox:tox" if path.endswith("setup.cfg") else "tox"),)


def _tox_ini(path: str, content: bytes, core: str) -> TargetFile | None:
    document = load_ini(content)
    sections = {name: each for name, each in table(document.value).items() if isinstance(each, Mapping)}
    return parse_tox_sections(path, sections, core) or _failed("tox", path, document.problem)


def _pyproject(path: str, content: bytes) -> Found:
    if not path.endswith(".toml"):
        tasks = load_json(content) if path.endswith(".json") else None
        value, problem = (tasks.value, tasks.problem) if tasks is not None else _yaml(content)
        return (parse_pyproject(path, value, problem),)
    document = load_toml(content)
    scripts = parse_pyproject(path, document.value, document.problem)
    tox = at(document.value, "tool", "tox")
    legacy = at(tox, "legacy_tox_ini")
    if isinstance(legacy, str):
        return (scripts, _tox_ini(path, legacy.encode("utf-8", "replace"), "tox"))
    return (scripts, parse_tox_native(path, table(tox)))


def _package(path: str, content: bytes) -> Found:
    document = load_json(content)
    return (parse_package(path, document.value, document.problem),)


def _pipfile(path: str, content: bytes) -> Found:
    document = load_toml(content)
    return (parse_pipfile(path, document.value, document.problem),)


def _mise(path: str, content: bytes) -> Found:
    return (parse_mise(path, _text(content)),)


def _mage(path: str, content: bytes) -> Found:
    return (parse_mage(path, _text(content)),)


def _rails_ci(path: str, content: bytes) -> Found:
    return (parse_rails_ci(path, _text(content)),)


def _doit(path: str, content: bytes) -> Found:
    return (parse_doit(path, content),)


def _duty(path: str, content: bytes) -> Found:
    return (parse_duties(path, content),)


def _workspace(path: str, content: bytes) -> Found:
    if path.endswith(".yml"):
        return (parse_moon(path, *_yaml(content)),)
    document = load_json(content)
    return (parse_project(path, document.value, document.problem),)


def _hooks(path: str, content: bytes) -> Found:
    return (parse_hooks(path, *_yaml(content)),)


def _earthly(path: str, content: bytes) -> Found:
    return (parse_earthfile(path, _text(content)),)


def _taskfile(path: str, content: bytes) -> Found:
    return (parse_taskfile(path, *_yaml(content)),)


def _compose(path: str, content: bytes) -> Found:
    document, problem = _yaml(content)
    return (compose_targets(path, services_of(document), problem),)


def _failed(kind: str, path: str, problem: str | None) -> TargetFile | None:
    return None if problem is None else file_of(kind, path, (), problem=problem)


PARSERS: dict[str, Callable[[str, bytes], Found]] = {
    "make": _make,
    "just": _just,
    "tox": _tox,
    "nox": _nox,
    "package": _package,
    "pyproject": _pyproject,
    "shell": _shell,
    "compose": _compose,
    "invoke": _invoke,
    "taskfile": _taskfile,
    "procfile": _procfile,
    "pipfile": _pipfile,
    "mise": _mise,
    "earthly": _earthly,
    "doit": _doit,
    "mage": _mage,
    "rails": _rails_ci,
    "duty": _duty,
    "hooks": _hooks,
    "workspace": _workspace,
}
