"""What an image runs while it is built and when it starts, looked up among the files that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile, Instruction
from analyzer.parsing.shell import Words, parse_script, unwrap
from analyzer.references.built_packages import lacks_go_files, packages_built
from analyzer.references.commands import Named, named_by
from analyzer.references.contexts import build_file, contexts
from analyzer.references.image_files import State, walk
from analyzer.references.images import built_files
from analyzer.references.lookup import judged
from analyzer.references.makers import mentioned_in
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import ending_with, everything, existed
from analyzer.references.python_names import declared_names, is_standard
from analyzer.references.scripts import folders_above
from analyzer.references.specimens import is_shown
from analyzer.references.started import OBJECT, OBJECT_SERVERS, STARTS, is_module
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.starts.entrypoints import Start, started_by_compose, started_by_image

NOT_COPIED = "which nothing copies into the image"
# Around the words of a list that is no JSON.
MARKS = "[],\"'"
# Names of folders and files in which projects keep their own code, and that no distribution has.
OWN_CODE = word_set("app src main api server service backend serve")
OF_FILES = ("installs from", "installs", "runs")
INSTALLS_ITSELF = lazy_regex(
    r"\bpip3?\b[^\n&;|]{0,200}?\s(?:-e\s|\.(?:[\s\[/]|$)|\S{1,100}\.whl)|\b(?:poetry|uv|pdm|hatch|setup\.py)\b"
)
# What installs such a tool, or with it what the project needs and not the project.
INSTALLS_OTHERS = lazy_regex(
    r"\bpip3?\s+install(?:\s+-[\w-]{1,40})*\s+[\"']?(?:poetry|uv|pdm|hatch)\b[^\s&;|]*(?=\s*(?:$|[&;|\n]))"
    r"|\buv\s+sync\b[^\n&;|]{0,200}\s--no-install-(?:project|workspace|local)\b[^\n&;|]{0,200}"
    r"|\bpoetry\s+(?:install\b[^\n&;|]{0,200}\s--no-root\b[^\n&;|]{0,200}|(?:config|export)\b[^\n&;|]{0,200})"
    r"|\bpdm\s+(?:install|sync)\b[^\n&;|]{0,200}\s--no-self\b[^\n&;|]{0,200}"
)


class _Build(Struct, frozen=True):
    """A build file, the folders that it may be built in, and the file whose references are looked up."""

    repo: Snapshot
    path: str
    places: tuple[str, ...]
    shown: str


def image_run_references(repo: Snapshot) -> Iterator[Reference]:
    """What the RUNs of an image install from and run, and what the image starts."""
    for path, image in built_files(repo):
        build = _build(repo, path, path)
        for _stage, each, state in walk(image):
            if (
                each is not None
                and each.keyword == "RUN"
                and not any(flag.startswith("--mount") for flag in each.flags)
            ):
                yield from _of_run(build, each, state)
        yield from _of_start(build, started_by_image(repo, path, image), image.start, _end(image))
    yield from _of_services(repo)


def _build(repo: Snapshot, path: str, shown: str) -> _Build:
    return _Build(repo, path, (*contexts(repo).get(path, ()), *folders_above(path)), shown)


def _end(image: Dockerfile) -> State:
    """What the image of the last stage holds."""
    ends = [state for _stage, each, state in walk(image) if each is None]
    return ends[-1] if ends else State()


def _of_services(repo: Snapshot) -> Iterator[Reference]:
    """What the services start instead of what their images do."""
    for path, services in repo.services.items():
        for each in services if not is_shown(path) else ():
            file = build_file(path, each)
            image = None if file is None else repo.dockerfiles.get(file)
            if (
                file is not None
                and image is not None
                and image.stages
                and each.command
                and not image.is_template
            ):
                started = started_by_compose(repo, path, each.command_line, each)
                yield from _of_start(_build(repo, file, path), started, each.command, _end(image))


def _of_run(build: _Build, each: Instruction, state: State) -> Iterator[Reference]:
    script = each.words[-1] if each.exec_form and each.words else each.heredoc or each.value
    for command in parse_script(script):
        if command.masked or command.conditional or "$" in (command.directory or ""):
            continue
        folder = normpath(join(state.workdir, command.directory or "."))
        for named in named_by(command.words):
            if named.verb in OF_FILES:
                places = [normpath(join(folder, choice)) for choice in _choices(named)]
                line = each.line + (command.line - 1 if each.heredoc else 0)
                yield _found(build, line, f"image {named.verb}", named.name, places, state)
        for package in packages_built(command.words):
            known = contexts(build.repo).get(build.path) or _holds_program(build)
            if known and lacks_go_files(build.repo, build.places, normpath(join(folder, package)), state):
                why = f"builds the Go package {package}, and no Go file is in that folder"
                line = each.line + (command.line - 1 if each.heredoc else 0)
                yield Reference(build.shown, line, "image builds", "", Outcome.DANGLES, why)


def _choices(named: Named) -> Iterator[str]:
    for choice in named.choices:
        yield choice
        if named.upwards:
            yield from (join(*[".."] * count, choice) for count in (1, 2))


def _found(build: _Build, line: int, kind: str, name: str, places: Sequence[str], state: State) -> Reference:
    """The reference to a file of the image, which may be at any of the places in it."""
    candidates: list[str] = []
    unsure = False
    for place in places:
        taken, other = state.sources_of(place)
        unsure = unsure or other
        candidates += [normpath(join(context or ".", each)) for context in build.places for each in taken]
    candidates = ["" if each == "." else each for each in candidates if not each.startswith("..")]
    repo, path = build.repo, build.shown
    if any(each == "" or each in everything(repo) for each in candidates):
        return Reference(path, line, kind, name, Outcome.RESOLVES)
    why = _doubt(build, name, state) or ("the image may have it from elsewhere" if unsure else None)
    if why is not None:
        return Reference(path, line, kind, name, Outcome.CANNOT_BE_TOLD, why)
    if any(state.is_named(place) for place in places):
        why = "what is copied there is not in the repository"
        return Reference(path, line, kind, name, Outcome.CANNOT_BE_TOLD, why)
    there = ending_with(repo, name)
    if candidates and there is None:
        return judged(repo, path, line, kind, name, candidates)
    if not contexts(repo).get(build.path) and there is not None and candidates:
        why = f"where it is built is not known; {there} has that name"
        return Reference(path, line, kind, name, Outcome.CANNOT_BE_TOLD, why)
    known = judged(repo, path, line, kind, name, (normpath(name.lstrip("/")),))
    if there is None and known.outcome is not Outcome.DANGLES:
        return known
    existed = True if there is not None else known.existed
    return Reference(path, line, kind, name, Outcome.DANGLES, NOT_COPIED, existed)


def _doubt(build: _Build, name: str, state: State) -> str | None:
    """Why the image may hold the name all the same: a RUN made it, or its folder is put together before."""
    if mentioned_in(build.repo, build.path, normpath(name)):
        return "the build makes or mentions it"
    if not contexts(build.repo).get(build.path) and not _holds_program(build):
        return "where it is built is not known"
    for script in state.ran:
        if re.search(r"\bgit\s{1,4}clone\b|\btar\b|\bunzip\b", script):
            return "the build fetches files"
    return None


def _holds_program(build: _Build) -> bool:
    """Whether the folder of a build file, or one in it, holds a program: it may be built there."""
    folder = dirname(build.path)
    return any(
        path.startswith(folder + "/" if folder else "")
        for kind in (FileKind.PYTHON, FileKind.SOURCE)
        for path in build.repo.of_kind(kind)
        if not path.endswith((".sh", ".bash"))
    )


# -- what the image starts


def _of_start(
    build: _Build, starts: Sequence[Start], written: Sequence[str], state: State
) -> Iterator[Reference]:
    said = {word.strip(MARKS) for word in " ".join(written).split()}
    for start in starts:
        # What an entry script runs, it may run in any folder.
        own = said.issuperset(word.strip(MARKS) for word in start.words[1:] or start.words)
        found = _start(build, start, state) if own else None
        if found is not None:
            yield found


def _start(build: _Build, start: Start, state: State) -> Reference | None:
    words = unwrap(start.words)
    if not words or "cd " in start.script or "$" in start.script:
        return None
    if words[0].startswith("[") and start.words:
        words = tuple(word.strip(MARKS) for word in words)
    module = _module(words)
    if start.module is not None and (module is None or is_module(start.module, module)):
        return None  # found, and whether it has the object is looked up elsewhere
    if module is not None:
        return _of_module(build, start, module, state)
    named = next((each for each in named_by(words) if each.verb == "runs"), None)
    name = named.name if named is not None else words[0]
    if named is None and ("/" not in name or not name.endswith((".sh", ".py"))):
        return None  # a program on the path of the base image, perhaps
    place = normpath(join(state.workdir, name))
    if name.startswith("/") and not state.sources_of(place)[0]:
        return None  # a program of the base image
    if _is_mounted(build.repo, place):
        why = "a folder is mounted there"
        return Reference(build.shown, start.line, STARTS, name, Outcome.CANNOT_BE_TOLD, why)
    return _found(build, start.line, STARTS, name, [place], state)


def _module(words: Words) -> str | None:
    """The dotted module that a start command names."""
    if words[:2] == ("python", "-m") and len(words) > 2:
        if words[2] not in OBJECT_SERVERS:
            return words[2] if re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)*", words[2]) else None
        words = words[2:]
    if basename(words[0]) not in OBJECT_SERVERS or {"--app-dir", "--chdir", "--pythonpath"} & set(words):
        return None
    for word in words[1:]:
        match = OBJECT.fullmatch(word)
        if match is not None:
            return match["module"]
    return None


def _of_module(build: _Build, start: Start, module: str, state: State) -> Reference | None:
    """A module is missing where its package is in the image and it is not, or where nothing has its name."""
    repo, top = build.repo, module.partition(".")[0]
    if is_standard(module):
        return None
    base = state.workdir
    stem = join(base, module.replace(".", "/"))
    places = [f"{stem}.py", join(stem, "__init__.py"), join(stem, "__main__.py")]
    found = _found(build, start.line, STARTS, module, places, state)
    if found.outcome is not Outcome.DANGLES:
        return found
    reason = _elsewhere(build, module, state)
    if reason is not None:
        return Reference(build.shown, start.line, STARTS, module, Outcome.CANNOT_BE_TOLD, reason)
    owners = _found(build, start.line, STARTS, top, [join(base, top), join(base, f"{top}.py")], state)
    own = owners.outcome is Outcome.RESOLVES or top in OWN_CODE or existed(repo, (top, f"{top}.py"))
    if not own or top in declared_names(repo) or any(top in script for script in state.ran):
        why = "it may be an installed package"
        return Reference(build.shown, start.line, STARTS, module, Outcome.CANNOT_BE_TOLD, why)
    return found


def _elsewhere(build: _Build, module: str, state: State) -> str | None:
    """Why a module may be importable although no file of that name is where the image works."""
    repo, tail = build.repo, module.replace(".", "/")
    if "PYTHONPATH" in state.values:
        return "modules are looked for in other folders too"
    if any(installs_itself(script) for script in state.ran):
        return "the image installs packages of its own"
    if _is_mounted(repo, join(state.workdir, tail)):
        return "a folder is mounted there"
    for name in (f"{tail}.py", f"{tail}/__init__.py"):
        there = ending_with(repo, name)
        if there is not None:
            return f"where it is built is not known; {there} has that name"
    if not any(each.ecosystem == "python" and each.dependencies for each in repo.dependencies.values()):
        return "it may be an installed package"
    return None


def installs_itself(script: str) -> bool:
    """Whether a command of an image may install the repository's own package."""
    return INSTALLS_ITSELF.search(INSTALLS_OTHERS.sub("", script.replace("\\\n", " "))) is not None


def _is_mounted(repo: Snapshot, place: str) -> bool:
    """Whether a service mounts something over a place of the image."""
    targets = (
        volume.split(":")[1].rstrip("/")
        for services in repo.services.values()
        for service in services
        for volume in service.volumes
        if volume.count(":") >= 1
    )
    return any(target and (place == target or place.startswith(target + "/")) for target in targets)
