"""The cross-reference engine for start commands: what a container, a Procfile or a script starts.

A command such as `uvicorn svc.app:app` or `python -m svc` is resolved to the first-party file it
starts, through entry-point scripts and console scripts.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Job
from analyzer.parsing.dockerfile import Dockerfile, expand
from analyzer.parsing.shell import only_tells_of_itself, unwrap
from analyzer.parsing.structured import block, items, text
from analyzer.parsing.tasks import Service
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.built_programs import PACKED
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import follow
from analyzer.wiring.commands.target_images import target_images
from analyzer.wiring.modules import import_graph, module_index, package_of
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.routes.endpoints import HANDLER_PARAMETERS
from analyzer.wiring.routes.frameworks import APPLICATION_CALLS
from analyzer.wiring.routes.handlers import configured_handlers
from analyzer.wiring.starts.console_scripts import (
    broken_console_scripts,
    console_script,
    modules_of_console_scripts,
)
from analyzer.wiring.starts.entry_scripts import (
    SHELLS,
    entry_script,
    handed_words,
    names_its_program,
    written_script,
)
from analyzer.wiring.starts.graph_images import served_graphs
from analyzer.wiring.starts.inline_images import InlineImage, inline_images
from analyzer.wiring.starts.management_commands import only_manages, own_command
from analyzer.wiring.starts.server_words import HANDS_ON, application_words
from analyzer.wiring.starts.service_places import built_in, places_of_service
from analyzer.wiring.starts.start_places import Places
from analyzer.wiring.starts.supervisors import supervised

# Before the module of Hypercorn, `wsgi:svc.app:app`; `wsgi:app` is the object of a module of that name.
SERVER_MODES = word_set("asgi wsgi")
PROGRAM_ENDINGS = (".py", ".js", ".mjs", ".ts", ".rb", ".R", ".jl")

# What does nothing for the code: shells, notebook servers, printing, moving around, installing.
IDLE_PROGRAMS = word_set(
    "sh bash zsh dash ash fish tail sleep true false : echo printf cat ls pwd env export set cd "
    "mkdir touch ipython jupyter jupyter-lab jupyter-notebook code-server whoami date exit which "
    "head tree wait"
)
# Programs that run what is written, and with these words only open it for writing.
EDITING = {
    "marimo": word_set("edit new tutorial"),
    "quarto": word_set("preview"),
    "node-red": word_set("admin"),
}
# Programs whose plain words are users, files and hosts, never modules: `chown app:app /srv`.
HOUSEKEEPING = word_set(
    "chown chgrp chmod usermod groupmod useradd adduser groupadd addgroup userdel deluser find cp mv rm ln "
    "install tar rsync su id getent setfacl pg_isready psql mysql redis-cli nc curl wget wait-for-it "
    "wait-for-it.sh apt apt-get apk yum dnf pip pip3 npm yarn git"
)
CONTAINER_PROGRAM = lazy_regex(r"\b(?:docker|podman|nerdctl)\b")
HANDLER_FORMS = (*HANDLER_PARAMETERS, ("request",))
HANDLER_NAMES = word_set("handler lambda_handler main")


class Start(Struct, frozen=True):
    """A command that some file starts, and the first-party file behind it, if it is ours.

    `words` are the command that runs; `script` is the text that contains it, wrappers included.
    """

    path: str
    line: int
    words: tuple[str, ...]
    module: str | None
    script: str


def started_by_image(repo: Snapshot, path: str, image: Dockerfile) -> tuple[Start, ...]:
    """What the last stage of a container build starts."""
    if not image.start and not any(served_graphs(dict(image.environment))):
        return ()
    return _started(repo, path, image.start_line or 1, image, dirname(path))


def started_by_inline(repo: Snapshot, inline: InlineImage) -> tuple[Start, ...]:
    """What the last stage of a build file inside a compose file starts."""
    if not inline.image.start:
        return ()
    line = inline.line(inline.image.start_line)
    return _started(repo, inline.path, line, inline.image, inline.context)


def _started(repo: Snapshot, path: str, line: int, image: Dockerfile, context: str) -> tuple[Start, ...]:
    environment, written = dict(image.environment), dict(image.written_files)
    handed = line + (image.command_line or 0) - (image.start_line or 0) if image.command_line else line
    places = Places(
        repo,
        context,
        image.workdir,
        image.copies,
        environment,
        written=written,
        handed=handed_words(image),
        handed_line=handed,
        contexts=built_in(repo).get(path, ()),
    )
    script = _script_of(image.start) if image.start else ""
    if image.start[:2] == ("sh", "-c"):
        script = expand(script, environment)  # the shell knows what the image sets
    graphs = [(words, _file_or_module(words[1], places)) for words in served_graphs(environment)]
    told = (Start(path, line, words, module, script) for words, module in graphs if module is not None)
    return (*(_starts(repo, path, line, script, places) if script else ()), *told)


def started_by_compose(repo: Snapshot, path: str, line: int, service: Service) -> tuple[Start, ...]:
    """What a service of a compose file starts: inside its image, with the folders mounted there."""
    return tuple(_starts(repo, path, line, service.shell_text, places_of_service(repo, path, service)))


def started_by_service(repo: Snapshot, path: str, line: int, script: str) -> tuple[Start, ...]:
    """What a Procfile line, a script or any other command starts that is seen from the folder of its file."""
    return tuple(_starts(repo, path, line, script, Places(repo, dirname(path), "", (), {}, source=path)))


@derived
def starts(repo: Snapshot) -> tuple[Start, ...]:
    """Everything that a container, a compose service or a Procfile of the repository starts."""
    found: list[Start] = []
    for path, image in repo.dockerfiles.items():
        found.extend(started_by_image(repo, path, image))
    for path, image in target_images(repo):
        found.extend(started_by_image(repo, path, image))
    for inline in inline_images(repo):
        found.extend(started_by_inline(repo, inline))
    for path, services in repo.services.items():
        for service in services:
            found.extend(started_by_compose(repo, path, service.line, service))
    for path, job in shipped_variants(repo):
        for step in job.steps:
            found.extend(started_by_service(repo, path, step.line, step.run or ""))
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind == "procfile":
                for target in file.targets:
                    found.extend(started_by_service(repo, path, target.line, target.script))
    return tuple(found)


@derived
def modules_run_directly(repo: Snapshot) -> frozenset[str]:
    """Of what the repository runs: what console scripts, pipeline stages, CI jobs and tasks run.

    What a task or a job has a container do is not among it: that runs where its image can be built.
    """
    found: set[str | None] = set()
    of_images = {(start.words, start.module) for start in starts(repo)}
    found.update(modules_of_console_scripts(repo))
    tasks = task_starts(repo)
    # One script has as many starts as commands: it is searched once.
    without_container = {
        script for script in {each.script for each in tasks} if CONTAINER_PROGRAM.search(script) is None
    }
    found.update(
        start.module
        for start in tasks
        if start.script in without_container or (start.words, start.module) not in of_images
    )
    for run in ci_runs(repo):
        if run.reached.place.path in repo.dockerfiles:
            continue
        places = Places(repo, run.reached.directory, "", (), {})
        found.add(_module_started(repo, run.reached.words, places))
    return frozenset(path for path in found if path is not None and not is_test(repo, path))


@derived
def task_starts(repo: Snapshot) -> tuple[Start, ...]:
    """What the scripts of task files and the commands of DVC stages start; their lines are not told."""
    return tuple(
        start
        for path, script in _scripts(repo)
        for start in started_by_service(repo, path, 1, script)
        if not only_tells_of_itself(start.words)
    )


def _scripts(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """The scripts of task files, and the commands of DVC stages."""
    broken = broken_console_scripts(repo)
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind != "compose":
                named = ((target.name, target.script) for target in file.targets)
                yield from ((path, script) for name, script in named if (path, name) not in broken)
    for path in repo.paths:
        if basename(path) == "dvc.yaml":
            for document in repo.yaml(path):
                for stage in block(block(document.value).get("stages")).values():
                    yield from ((path, text(command)) for command in items(block(stage).get("cmd")))


def shipped_variants(repo: Snapshot) -> Iterator[tuple[str, Job]]:
    """Jobs that define an image to ship: container build files in another format."""
    for path, pipeline in repo.pipelines.items():
        yield from ((path, job) for job in pipeline.jobs if job.describes is not None)


@derived
def service_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that create a server application, or are a function's handler."""
    handlers = configured_handlers(repo)
    found = {each.module for each in handlers if not is_test(repo, each.module) and each.name}
    index = module_index(repo)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        local = {
            each.module.partition(".")[0]
            for each in facts.imports
            if index.is_local(path, each.module, each.name)
        }
        targets = [call.target for call in facts.calls]
        targets += [decorator.target for each in facts.functions for decorator in each.decorators]
        targets += [decorator.target for each in facts.classes for decorator in each.decorators]
        if any(
            package_of(target, APPLICATION_CALLS) and target.split(".")[0] not in local for target in targets
        ) or any(
            each.name in HANDLER_NAMES and each.parameters[:2] in HANDLER_FORMS for each in facts.functions
        ):
            found.add(path)
    started = {start.module for start in starts(repo) if start.module is not None}
    return frozenset(
        found | {path for path in started if path in repo.modules and _serves(repo, path, found)}
    )


def _serves(repo: Snapshot, path: str, services: Iterable[str]) -> bool:
    return bool(import_graph(repo).get(path, frozenset()) & set(services))


def is_idle_command(words: tuple[str, ...]) -> bool:
    """Whether a command only opens a shell or a notebook server, prints, or moves around."""
    words = unwrap(words)
    if not words:
        return True
    program = basename(words[0])
    if words[0] in SHELLS:
        return all(word.startswith("-") for word in words[1:])
    if program != "python":
        # A variable that nobody set starts whatever it is told to: nothing can be said of it.
        if program in IDLE_PROGRAMS or program.startswith("$"):
            return True
        return len(words) > 1 and words[1] in EDITING.get(program, ())
    if len(words) == 1 or words[1] in ("-i", "--version", "-V", "-c"):
        return True
    return words[1] == "-m" and len(words) > 2 and is_idle_command(words[2:])


def _script_of(words: Sequence[str]) -> str:
    """A start command as shell text; the shell form is that text already, with its arguments put in."""
    if len(words) < 3 or tuple(words[:2]) != ("sh", "-c"):
        return shlex.join(words)
    arguments = {"$0": shlex.join(words[3:4]), "$@": shlex.join(words[4:]), "$*": shlex.join(words[4:])}
    script = words[2]
    for name, value in arguments.items():
        script = script.replace(f'"{name}"', value).replace(name, value)
    return script


def _starts(repo: Snapshot, path: str, line: int, script: str, places: Places) -> Iterator[Start]:
    """The script's commands, and those of a shell script it hands over to."""
    for reached in follow(repo, script, path, line, places.directory):
        written = written_script(reached.words, places)
        if written is not None:
            yield from _run_by(repo, path, line, path, written, places)
            continue
        inner = entry_script(reached.words, places, script)
        if inner is not None and inner != path and (body := repo.text(inner)) is not None:
            # An entry script usually prepares, and ends in `exec "$@"`: what follows it on the command.
            handed = unwrap(reached.words[2 if reached.words[0] in SHELLS else 1 :])
            hands_on = HANDS_ON.search(body) is not None
            at = places.handed_line if hands_on else 0
            begun = _begun(repo, path, at or line, handed, places, script) if handed else ()
            prepared = _run_by(repo, path, line, inner, body, places)
            yield from chain(prepared, begun) if hands_on else chain(begun, prepared)
        elif scripts := supervised(repo, reached.words):
            for file, body in scripts:
                yield from _run_by(repo, path, line, file, body, places)
        else:
            module = _module_started(repo, reached.words, places.moved(reached.directory))
            yield Start(path, places.line_of(reached.words, line), reached.words, module, script)


def _begun(
    repo: Snapshot, path: str, line: int, words: tuple[str, ...], places: Places, script: str
) -> Iterator[Start]:
    """What a command that an entry script is handed starts: a script of ours, or a program."""
    inner = entry_script(words, places, script)
    body = None if inner is None or inner == path else repo.text(inner)
    if inner is not None and body is not None:
        yield from _run_by(repo, path, line, inner, body, places)
    else:
        yield Start(path, line, words, _module_started(repo, words, places), script)


def _run_by(repo: Snapshot, path: str, line: int, file: str, body: str, places: Places) -> Iterator[Start]:
    """What a first-party script runs, located at the place that starts the script."""
    for deeper in follow(repo, body, file, 1, places.directory):
        module = _module_started(repo, deeper.words, places.moved(deeper.directory))
        yield Start(path, places.line_of(deeper.words, line), deeper.words, module, body)


def _module_started(repo: Snapshot, words: tuple[str, ...], places: Places) -> str | None:
    words = unwrap(words)
    if is_idle_command(words):
        return None
    program = basename(words[0])
    if program in HOUSEKEEPING or only_manages(words):
        return None
    if (command := own_command(repo, words)) is not None:
        return command
    for candidate in application_words(program, words[1:], places.environment, places.read):
        found = _file_or_module(candidate, places)
        if found is not None:
            return found
    if (found := console_script(repo, program, places)) is not None:
        return found
    return _file_or_module(words[0], places) if "/" in words[0] or "." in words[0] else None


def _file_or_module(word: str, places: Places) -> str | None:
    word = word.partition("(")[0]
    mode, _, rest = word.partition(":")
    if mode in SERVER_MODES and ":" in rest:
        word = rest
    name, _, attribute = word.partition(":")
    if name.endswith(PROGRAM_ENDINGS):
        return places.find(name)
    if name.endswith(PACKED):
        return None
    if not name or "/" in name:
        found = places.find(name) if name else None
        is_program = found is not None and (
            found.endswith(PROGRAM_ENDINGS) or names_its_program(places.repo, found)
        )
        return found if is_program else None
    found = places.module(name)
    if found is None and "." in name and not attribute:
        found = places.module(name.rpartition(".")[0])
    return found
