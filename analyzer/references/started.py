"""What start commands and entry points name in a module: `uvicorn app.main:app`, `tool = "pkg.cli:main"`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies import DependencyFile
from analyzer.references.first_party import Answer, is_specimen, judged_import
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import existed
from analyzer.references.python_names import declared_names, has_name, is_standard, stems
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.r.language import without_application
from analyzer.wiring.starts.entrypoints import Start, started_by_service, starts

STARTS = "starts"
ENTRY_POINT = "is the entry point"

# Servers that are given `module:object`.
OBJECT_SERVERS = word_set("uvicorn gunicorn hypercorn daphne granian waitress-serve uwsgi flask celery faust")
OBJECT = lazy_regex(
    r"(?P<module>[A-Za-z_][\w.]{0,200}):(?P<object>[A-Za-z_]\w{0,100})(?:\.[\w.]{1,100})?(?:\(.*\))?"
)
# `--config python:module` names a configuration.
SCHEMES = word_set("python file http https unix tcp fd docker mailto")
SERVICE_UNIT = lazy_regex(r"ExecStart=-?(?P<command>\S.{0,400})")
# A project that says under which other name its folders are installed.
RENAMED = lazy_regex(r"package[_-]dir|force-include|\bsources\b|\bfrom\s*=|\bto\s*=|module-root|module-name")


def started_objects(repo: Snapshot) -> Iterator[Reference]:
    """The application objects that images, services, process files and units start."""
    seen: set[tuple[str, int, str]] = set()
    for start in (*starts(repo), *_of_units(repo), *_of_targets(repo)):
        for found in _objects(repo, start):
            key = (found.path, found.line or 0, found.name)
            if key not in seen:
                seen.add(key)
                yield found


def _of_units(repo: Snapshot) -> Iterator[Start]:
    for path in repo.paths:
        if path.endswith(".service"):
            for number, text in enumerate((repo.text(path) or "").split("\n"), 1):
                match = SERVICE_UNIT.match(text)
                if match is not None:
                    yield from started_by_service(repo, path, number, match["command"])


def _of_targets(repo: Snapshot) -> Iterator[Start]:
    """Targets and scripts that start a server: read only where one of the servers is named."""
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind not in ("make", "just", "shell", "taskfile"):
                continue
            for target in file.targets:
                if any(each in target.script for each in ("uvicorn", "gunicorn", "hypercorn")):
                    yield from started_by_service(repo, path, target.script_line, target.script)


def _objects(repo: Snapshot, start: Start) -> Iterator[Reference]:
    if is_specimen(start.path):
        return
    match = application(start.words)
    if match is None:
        return
    module, name = match["module"], match["object"]
    written = f"{module}:{name}"
    file = start.module
    if file is None or not is_module(file, module):
        if basename(start.path).casefold().startswith("procfile") or start.path.endswith(".service"):
            yield _module(repo, start, module, written)
        return
    found = has_name(repo, file, name)
    if found is None:
        why = "its module may have the name by other means"
        yield Reference(start.path, start.line, STARTS, written, Outcome.CANNOT_BE_TOLD, why)
    elif found:
        yield Reference(start.path, start.line, STARTS, written, Outcome.RESOLVES)
    else:
        yield Reference(
            start.path, start.line, STARTS, written, Outcome.DANGLES, f"which {file} does not define"
        )


def is_module(file: str, module: str) -> bool:
    """Whether a file is the module itself, not a package above it."""
    stem = file.removesuffix(".py").removesuffix("/__init__")
    return stem == module.replace(".", "/") or stem.endswith("/" + module.replace(".", "/"))


def application(words: Sequence[str]) -> re.Match[str] | None:
    """The `module:object` that a command gives to a server."""
    if words[:2] == ("python", "-m") and len(words) > 2:
        words = words[2:]
    if not words or basename(words[0]) not in OBJECT_SERVERS:
        return None
    for word in words[1:]:
        bare = word.partition("=")[2] if word.startswith("-") else word
        match = OBJECT.fullmatch(bare)
        if match is not None and match["module"] not in SCHEMES:
            return match
    return None


def _module(repo: Snapshot, start: Start, module: str, written: str) -> Reference:
    """A module that a process file or a unit starts and that was not found here."""
    top = module.partition(".")[0]
    if stems(repo).ending_with(module.replace(".", "/")) or is_standard(module):
        why = "where it starts is not known"
        return Reference(start.path, start.line, STARTS, written, Outcome.CANNOT_BE_TOLD, why)
    if top in declared_names(repo) or not _lists_dependencies(repo):
        why = "it may be an installed package"
        return Reference(start.path, start.line, STARTS, written, Outcome.CANNOT_BE_TOLD, why)
    answer = judged_import(repo, join(dirname(start.path), "_"), module, None)
    return _reference(start.path, start.line, STARTS, written, answer)


def _lists_dependencies(repo: Snapshot) -> bool:
    return any(each.ecosystem == "python" and each.dependencies for each in repo.dependencies.values())


def _reference(path: str, line: int, kind: str, written: str, answer: Answer | None) -> Reference:
    if answer is None:
        why = "it may be an installed package"
        return Reference(path, line, kind, written, Outcome.CANNOT_BE_TOLD, why)
    outcome, why, _missing, existed = answer
    return Reference(path, line, kind, written, outcome, why, existed)


def started_folders(repo: Snapshot) -> Iterator[Reference]:
    """The folders that images start as applications of R, and that hold none."""
    for start in starts(repo):
        call = without_application(repo, start.words, start.path) if not is_specimen(start.path) else None
        if call is not None:
            name, had = f"app.R or server.R ({call})", existed(repo, ("app.R", "server.R"))
            yield Reference(start.path, start.line, STARTS, name, Outcome.DANGLES, existed=had)


def entry_points(repo: Snapshot) -> Iterator[Reference]:
    """The functions that the commands of a distribution call."""
    for declared in repo.dependencies.values():
        if not is_specimen(declared.path):
            for _name, target, line in declared.entry_points:
                found = _entry_point(repo, declared, target, line)
                if found is not None:
                    yield found


def _entry_point(repo: Snapshot, declared: DependencyFile, target: str, line: int) -> Reference | None:
    match = OBJECT.fullmatch(target.replace(" ", ""))
    if match is None:
        return None
    module, name = match["module"], match["object"]
    answer = judged_import(repo, join(dirname(declared.path), "_"), module, name)
    if answer is not None and answer[0] is Outcome.DANGLES and RENAMED.search(repo.text(declared.path) or ""):
        answer = (Outcome.CANNOT_BE_TOLD, "its folders are installed under other names", "", None)
    return _reference(declared.path, line, ENTRY_POINT, target, answer)
