"""What a CI configuration says, in words that every CI system shares, and how its readers build it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.globs import PathFilter
from analyzer.parsing.ci.python_script import commands_of_python
from analyzer.parsing.ci.windows import POWERSHELL, as_shell_text
from analyzer.parsing.structured import Items, Text, Value, block, items, line, text

MAXIMUM_JOBS = 1000
MAXIMUM_STEPS = 5000
MAXIMUM_CHARACTERS = 4 * 1024 * 1024
MAXIMUM_SCRIPT = 256 * 1024

EVERY_CHANGE: tuple[str, ...] = ("push", "pull_request")
BY_HAND: tuple[str, ...] = ("manual",)

# Interpreters whose scripts are not shell text.
_NOT_SHELLS = frozenset({"python", "python2", "python3", "perl", "node", "ruby", "php"})
# Interpreters that take a script as a text, which is enough to see what it calls.
_EVALUATORS = {"rscript": "Rscript", "r": "R", "julia": "julia"}
_PYTHON = frozenset({"python", "python3"})
_NO_ERREXIT = POWERSHELL | {"cmd"}
_SHELL = lazy_regex(r"(?:/\S*/)?(?:env\s+)?(?:ba|da|z|a|k)?sh")
_SHELL_COMMAND = lazy_regex(r"-[a-z]*c[a-z]*")
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})


class UnreadableError(Exception):
    """A configuration that is empty or broken, or unfolds beyond the limits; the message is its problem."""


class EmptyFileError(UnreadableError):
    """A configuration in which nothing stands but comments: all of it was read, and it starts nothing."""


class Step(Struct, frozen=True):
    """One thing a job does. `line` is where it stands in its file.

    `run` is shell text that begins at line `run_line` of the file; line n of the text is line n of the
    file from there on, unless the text is folded. `uses` is an action, orb, plugin, playbook or the
    step's own container image. `options` are the scalar settings given to it. `masked`: its failure does
    not fail the job. `disabled` is the reason why it never runs. `directory` is where it runs,
    None for the root of the checkout. `condition` is the text of a condition that only a run can decide.
    `errexit` and `pipefail` are how the system starts the shell. `opaque`: what it `uses` runs commands that
    are not followed. `source` is the file in which the script stands, if it is another. `variables` are those
    of the environment whose values are written down. `triggers` are set if they are narrower than the job's,
    `gate` is what must be set outside of the repository before it runs.
    """

    name: str
    line: int
    run: str | None = None
    run_line: int = 1
    uses: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    masked: bool = False
    disabled: str | None = None
    directory: str | None = None
    condition: str | None = None
    errexit: bool = True
    pipefail: bool = False
    opaque: bool = False
    source: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    triggers: tuple[str, ...] | None = None
    gate: str | None = None


class Job(Struct, frozen=True):
    """Steps that run together. `needs` are ids of jobs that must succeed before.

    `image` is the container it runs in, `services` those beside it, `environment` what it deploys to.
    `uses` is a reusable workflow, a parent job or a template that says what it does. `triggers` are
    set if they are narrower than the pipeline's. `own_machine`: it runs on a machine of the project's own.
    `describes` is what the job is instead, in words, if its steps are not run here but are the start command
    of an image to ship. `publishes` are the lines where it says that its image is published. `gate` is what
    must be set outside of the repository before it runs. `options` are the settings given to what it `uses`.
    `idle` are triggers that no change of code can be, `caller` is the job of another file that starts it.
    `paths` are patterns of the files whose change alone starts it.
    """

    id: str
    line: int
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    masked: bool = False
    disabled: str | None = None
    image: str | None = None
    environment: str | None = None
    uses: str | None = None
    triggers: tuple[str, ...] | None = None
    services: tuple[str, ...] = ()
    condition: str | None = None
    own_machine: bool = False
    describes: str | None = None
    publishes: tuple[int, ...] = ()
    gate: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    idle: tuple[str, ...] = ()
    caller: str | None = None
    paths: tuple[str, ...] = ()


class Pipeline(Struct, frozen=True):
    """One CI configuration file.

    `triggers` are GitHub's event names, whatever the system, with "tag" for a push of tags only and
    "manual" for a run by hand in other systems; a system that says nothing runs on every push and
    proposed change. `can_fire` is false, with the reason in `why_not`, if nothing can start it.
    `branches` is the branch filter of a push. `local_actions` are actions and reusable workflows of this
    repository, `includes` files of it that are read as a part of this one. `only_images`: it says how images
    are built, and something else runs it. `filters` say which changed files start it, by trigger.
    """

    system: str
    path: str
    name: str = ""
    triggers: tuple[str, ...] = EVERY_CHANGE
    can_fire: bool = True
    why_not: str | None = None
    branches: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    problem: str | None = None
    local_actions: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    only_images: bool = False
    filters: tuple[tuple[str, PathFilter], ...] = ()


def limited(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs, as long as they stay within the limits; `UnreadableError` if they do not."""
    kept: list[Job] = []
    steps = characters = 0
    for job in jobs:
        kept.append(job)
        steps += len(job.steps)
        characters += sum(len(step.run or "") for step in job.steps)
        if len(kept) > MAXIMUM_JOBS or steps > MAXIMUM_STEPS or characters > MAXIMUM_CHARACTERS:
            raise UnreadableError(f"more than {MAXIMUM_JOBS:,} jobs or {MAXIMUM_STEPS:,} steps when unfolded")
    return tuple(kept)


def limited_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps of one job within the limits, as `limited`."""
    kept: list[Step] = []
    characters = 0
    for step in steps:
        kept.append(step)
        characters += len(step.run or "")
        if len(kept) > MAXIMUM_STEPS or characters > MAXIMUM_CHARACTERS:
            raise UnreadableError(f"a job of more than {MAXIMUM_STEPS:,} steps when unfolded")
    return tuple(kept)


def is_true(value: object) -> bool:
    """Whether a scalar says yes."""
    return text(value).strip().lower() in _TRUE


def is_false(value: object) -> bool:
    """Whether a scalar says no (an absent one does not)."""
    return text(value).strip().lower() in _FALSE


def scalars(value: object) -> tuple[tuple[str, str], ...]:
    """The scalar pairs of a mapping, lists of scalars joined by commas."""
    pairs = (
        (str(key), ",".join(texts(each)) if isinstance(each, Items) else str(text(each)))
        for key, each in block(value).items()
    )
    return tuple((key, each) for key, each in pairs if each)


def texts(value: object) -> tuple[str, ...]:
    """The scalars of a sequence (or the one scalar) as plain text."""
    return tuple(str(each) for each in items(value) if isinstance(each, Text))


def named(value: object, key: str = "name") -> str | None:
    """A scalar, or the entry `key` of a mapping: how images and environments are written."""
    return str(text(value) or text(block(value).get(key))) or None


def scripts(value: object) -> Iterator[Text]:
    """The commands of a list, its nested lists flattened, in order."""
    pending: list[Value] = [items(value)]
    while pending:
        each = pending.pop()
        if isinstance(each, Items):
            pending.extend(reversed(each))
        elif isinstance(each, Text) and each:
            yield each


def join_script(commands: Iterable[Text]) -> Iterator[tuple[str, int]]:
    """Commands of one shell as (text, first line), their lines kept apart as they are in the file.

    One text unless commands come from places of the file that are not in the order of their lines.
    """
    parts: list[str] = []
    begin = current = size = 0
    for command in commands:
        body = command.rstrip("\n")
        # Commands of two files are further apart than a file is long.
        gap = command.line - current if command.line - current < MAXIMUM_SCRIPT else -1
        size += len(body) + max(gap, 1)
        if size > MAXIMUM_SCRIPT:
            raise UnreadableError(f"a script of more than {MAXIMUM_SCRIPT:,} characters")
        if parts and gap > 0:
            parts.append("\n" * gap)
        elif parts and gap == 0 and "#" not in parts[-1] and "<<" not in parts[-1]:
            parts.append(" " if parts[-1].endswith(("&", ";")) else " ; ")
        else:
            if parts:
                yield "".join(parts), begin
            parts, begin = [], command.line
        parts.append(body)
        current = command.line + body.count("\n")
    if parts:
        yield "".join(parts), begin


def shell_steps(commands: Iterable[Text], like: Step) -> Iterator[Step]:
    """A step such as `like` that runs the commands in one shell (more than one as in `join_script`)."""
    for position, (script, begin) in enumerate(join_script(commands)):
        is_first = position == 0 and like.line <= begin
        is_inside = begin <= like.line <= begin + script.count("\n")
        yield replace(like, run=script, run_line=begin, line=like.line if is_first or is_inside else begin)


def with_shell(step: Step, shell: str) -> Step:
    """The step with its script run by `shell`, an invocation such as `bash -l {0}`.

    A bare `bash` is `bash -eo pipefail` and a bare `sh` is `sh -e` for GitHub and others; with flags,
    nothing is added. A script that is no shell text is among the options instead.
    """
    words = shell.split()
    if not words:
        return step
    program = basename(words[0]).lower().removesuffix(".exe")
    if program in _PYTHON and (commands := commands_of_python(step.run or "")) is not None:
        return replace(step, run=commands, errexit=False, pipefail=False)
    if program in _EVALUATORS:
        script = "; ".join((step.run or "").split("\n"))
        return replace(step, run=shlex.join([_EVALUATORS[program], "-e", script]))
    if program in _NOT_SHELLS:
        options = (*step.options, ("shell", shell), ("script", step.run or ""))
        return replace(step, run=None, options=options)
    if program in _NO_ERREXIT:
        script, stops = as_shell_text(step.run or "", program)
        return replace(step, run=script if step.run else step.run, errexit=stops, pipefail=False)
    flags = [word for word in words[1:] if word != "{0}"]
    if not flags:
        return replace(step, errexit=len(words) == 1, pipefail=program == "bash" and len(words) == 1)
    errexit = any(re.fullmatch(r"-[a-z]*e[a-z]*", flag) is not None for flag in flags)
    return replace(step, errexit=errexit or "errexit" in flags, pipefail="pipefail" in flags)


def exec_step(words: Iterable[Text], like: Step) -> Step:
    """A step such as `like` that starts one program; `sh -c TEXT` runs the text itself."""
    arguments = list(words)
    for position, word in enumerate(arguments[1:-1], start=1):
        if _SHELL.fullmatch(arguments[0]) and _SHELL_COMMAND.fullmatch(word):
            script = arguments[position + 1]
            errexit = any("e" in flag for flag in arguments[1 : position + 1] if not flag.startswith("--"))
            pipefail = "pipefail" in arguments[1:position]
            body = script.rstrip("\n")
            return replace(like, run=body, run_line=script.line, errexit=errexit, pipefail=pipefail)
    begin = line(arguments[0]) if arguments else like.line
    return replace(like, run=shlex.join(arguments), run_line=begin)


def failing_needs(jobs: Iterable[Job], always: frozenset[str] = frozenset()) -> tuple[Job, ...]:
    """The jobs, those disabled that need a disabled one; `always` are ids that run all the same."""
    found = {job.id: job for job in jobs}
    pending = [job.id for job in found.values() if job.disabled is not None]
    dependents: dict[str, list[str]] = {}
    for job in found.values():
        for need in job.needs:
            dependents.setdefault(need, []).append(job.id)
    while pending:
        cause = pending.pop()
        for name in dependents.get(cause, ()):
            if found[name].disabled is None and name not in always:
                found[name] = replace(found[name], disabled=f"needs {cause[:80]}, which never runs")
                pending.append(name)
    return tuple(found.values())
