"""Container build files (Dockerfile, Containerfile): stages, what the image starts, what it holds.

The meaning follows the Dockerfile reference (https://docs.docker.com/reference/dockerfile/): stages,
variables, and the rules by which ENTRYPOINT and CMD combine. Nothing is judged here; a file that
Docker would refuse still gives the facts that could be read, with a problem.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile.instructions import HEREDOC, Instruction, read_instructions

__all__ = ["Dockerfile", "Instruction", "Stage", "is_devcontainer", "is_dockerfile", "parse_dockerfile"]

DOCKERFILE_LIMIT = 256 * 1024

_COPIES_LIMIT = 200
_EXPANSION_LIMIT = 4096

_NAME = lazy_regex(r"(?:.*[._-])?(?:docker|container)file(?P<rest>[^/]*)", re.IGNORECASE)
# Documents, templates and programs about build files: nobody builds these.
_NOT_BUILT = lazy_regex(
    r"bak|c|cpp|css|dockerignore|ejs|erb|go|gotmpl|html|in|ipynb|j2|java|jinja2?|js|json|kt|lock|mdx?"
    r"|mustache|orig|pdf|php|png|ps1|pyc?|rb|rs|rst|sample|scala|sh|svg|template|tmpl|toml|tpl|tsx?|txt"
    r"|xml|ya?ml",
    re.IGNORECASE,
)
_TEMPLATE = lazy_regex(r"(?:.*[._-])?(?:templates?|tmpl|tpl|skeleton)(?:[._-].*)?", re.IGNORECASE)
_DEVELOPMENT = lazy_regex(r"(?:^|/)(?:\.devcontainer/|\.gitpod[/.]|\.?binder/)", re.IGNORECASE)

_VARIABLE = lazy_regex(r"\$(?:(\w+)|\{(\w+)(?::([-+])([^{}$]*))?\})")
# A shell started with `sh -c text word ...` sees the words as $0, $1, ... and $@.
HANDING_OVER = frozenset(
    "tini tini-static dumb-init catatonit gosu su-exec env exec opentelemetry-instrument ddtrace-run".split()
)
_POSITIONAL = lazy_regex(r"\$(?:[@*0-9]|\{[@*0-9])")
# Nobody writes more comments than this; of a longer file the rest may have been left out.
LONGEST_COMMENT = 16 * 1024
_PLACEHOLDER = lazy_regex(r"\{\{-?\s*[A-Za-z_][^{}]*\}\}|\{%[^{}%]*%\}|<%[^<>%]*%>")
_REMOTE = lazy_regex(r"[a-z][a-z0-9+.-]*://|git@", re.IGNORECASE)


class Stage(Struct, frozen=True):
    """One FROM and what follows it. `base` has ARG defaults filled in where they are literal."""

    name: str | None
    base: str
    line: int
    instructions: tuple[Instruction, ...]


class Dockerfile(Struct, frozen=True):
    """What a build file says. Everything below `problem` is about the image of the last stage.

    What a stage inherits from an earlier stage of the same file (`FROM earlier`) is included.
    `start` is what the container runs: ENTRYPOINT and CMD as Docker combines them, the shell form as
    ("sh", "-c", text), () if the base image decides. `copies` are (path in the build context, path
    in the image; a trailing slash says directory), also when they came by way of an earlier stage.
    `workdir` is "" if never set. `is_template` means placeholders of a template engine: it is not
    built as it stands. `written_files` are (path, text) of here-documents that a COPY or ADD writes into any
    stage. `command` and `command_line` are the CMD's. `run_scripts` are (line, shell text) of all RUNs.
    """

    stages: tuple[Stage, ...] = ()
    problem: str | None = None
    start: tuple[str, ...] = ()
    start_line: int | None = None
    workdir: str = ""
    copies: tuple[tuple[str, str], ...] = ()
    user: str | None = None
    healthcheck: bool = False
    exposes: tuple[str, ...] = ()
    is_template: bool = False
    run_scripts: tuple[tuple[int, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    written_files: tuple[tuple[str, str], ...] = ()
    command_line: int | None = None
    command: tuple[str, ...] = ()


def is_dockerfile(path: str) -> bool:
    """Whether a path is a container build file of the product, by its name alone.

    Templates (`.j2`, `template.Dockerfile`), documents about Dockerfiles and development containers are not.
    """
    match = _NAME.fullmatch(path.rpartition("/")[2])
    if match is None or is_devcontainer(path) or _TEMPLATE.fullmatch(path.rpartition("/")[2]):
        return False
    rest = match["rest"]
    if "." not in rest:
        return True
    return rest.startswith((".", "-", "_")) and not _NOT_BUILT.fullmatch(rest.rpartition(".")[2])


def is_devcontainer(path: str) -> bool:
    """Whether a path belongs to a development container: where people work, not what is shipped."""
    return _DEVELOPMENT.search(path) is not None


def parse_dockerfile(content: bytes) -> Dockerfile:
    """Read a build file of at most `DOCKERFILE_LIMIT` bytes. Never raises; see `problem`."""
    if len(content) > DOCKERFILE_LIMIT:
        return Dockerfile(problem=f"{len(content):,} bytes exceeds the limit of {DOCKERFILE_LIMIT:,} bytes")
    if b"\0" in content:
        return Dockerfile(problem="not a text file")
    try:
        return _parse(content.decode("utf-8-sig", "replace"))
    except Exception as error:  # the border of this parser: whatever is wrong is a fact about the file
        return Dockerfile(problem=f"could not be read: {type(error).__name__}")


def _parse(text: str) -> Dockerfile:
    instructions, problem = read_instructions(text)
    is_template = any(_PLACEHOLDER.search(each.value) is not None for each in instructions)
    froms = [number for number, each in enumerate(instructions) if each.keyword == "FROM"]
    if not instructions and problem is None and len(text) <= LONGEST_COMMENT:
        return Dockerfile()  # read whole: there is nothing in it but comments
    if not froms:
        return Dockerfile(problem=problem or "no FROM instruction", is_template=is_template)
    defaults = _arguments(instructions[: froms[0]])
    stages = [
        _stage(instructions[begin:end], defaults)
        for begin, end in zip(froms, [*froms[1:], len(instructions)], strict=True)
    ]
    images: dict[str, _Image] = {}
    for number, stage in enumerate(stages):
        images[str(number)] = image = _image(stage, images, defaults)
        if stage.name is not None:
            images[stage.name.lower()] = image
    start, start_line = image.start()
    return Dockerfile(
        stages=tuple(stages),
        problem=problem,
        start=start,
        start_line=start_line,
        workdir=image.workdir,
        copies=image.copies,
        user=image.user,
        healthcheck=image.healthcheck,
        exposes=image.exposes,
        is_template=is_template,
        run_scripts=tuple((each.line, _script(each)) for each in instructions if each.keyword == "RUN"),
        environment=tuple(image.environment.items()),
        written_files=tuple(_written(instructions)),
        command_line=image.command.line if image.command is not None else None,
        command=_start_words(image.command),
    )


def _written(instructions: list[Instruction]) -> Iterator[tuple[str, str]]:
    """`COPY <<EOF /entry.sh`: the path in the image and the text of the here-document."""
    workdir = "/"
    for each in instructions:
        if each.keyword == "WORKDIR":
            workdir = normpath(join(workdir, each.value.strip("\"'")))
        elif each.keyword in ("COPY", "ADD") and each.heredoc and len(each.words) == 2:
            yield normpath(join(workdir, each.words[1])), each.heredoc


def _script(instruction: Instruction) -> str:
    """The shell text of a RUN: a lone here-document is the script itself, others keep their command."""
    if instruction.exec_form:
        words = instruction.words
        return words[2] if len(words) == 3 and words[1].endswith("c") else " ".join(words)
    if not instruction.heredoc:
        return instruction.value
    if HEREDOC.fullmatch(instruction.value) is not None:
        return instruction.heredoc
    last = [match[3] for match in HEREDOC.finditer(instruction.value)][-1]
    return f"{instruction.value}\n{instruction.heredoc}{last}\n"


class _Image(Struct, frozen=True):
    """The state of an image after a stage."""

    environment: Mapping[str, str]
    workdir: str = ""
    copies: tuple[tuple[str, str], ...] = ()
    user: str | None = None
    healthcheck: bool = False
    exposes: tuple[str, ...] = ()
    entrypoint: Instruction | None = None
    command: Instruction | None = None

    def start(self) -> tuple[tuple[str, ...], int | None]:
        """As Docker combines them: a shell-form ENTRYPOINT without arguments has no use for CMD."""
        entrypoint, command = _start_words(self.entrypoint), _start_words(self.command)
        if self.entrypoint is not None and entrypoint:
            takes_command = self.entrypoint.exec_form or _POSITIONAL.search(self.entrypoint.value)
            words = entrypoint + command if takes_command else entrypoint
            # An init that hands over to the command starts nothing by itself.
            hands_over = self.command is not None and takes_command and _only_hands_over(entrypoint)
            return words, self.command.line if hands_over and self.command else self.entrypoint.line
        return command, self.command.line if self.command is not None and command else None


def _only_hands_over(words: tuple[str, ...]) -> bool:
    """Whether an entry point is an init or another wrapper, with nothing but options."""
    programs = [word for word in words if not word.startswith("-")]
    return len(programs) == 1 and programs[0].rpartition("/")[2] in HANDING_OVER


def _start_words(instruction: Instruction | None) -> tuple[str, ...]:
    if instruction is None or not instruction.value:
        return ()
    return instruction.words if instruction.exec_form else ("sh", "-c", instruction.value)


def _arguments(instructions: list[Instruction]) -> dict[str, str]:
    """Default values of the ARGs before the first FROM."""
    values: dict[str, str] = {}
    for each in instructions:
        if each.keyword == "ARG":
            values.update(_assignments(each, values))
    return values


def _stage(instructions: list[Instruction], defaults: Mapping[str, str]) -> Stage:
    first, *rest = instructions
    base = expand(first.words[0], defaults) if first.words else ""
    named = len(first.words) > 2 and first.words[1].lower() == "as"
    return Stage(first.words[2] if named else None, base, first.line, tuple(rest))


def _image(stage: Stage, images: Mapping[str, _Image], defaults: Mapping[str, str]) -> _Image:
    """The image after a stage, beginning from the earlier stage it is built on, if it is."""
    image = images.get(stage.base.lower()) or _Image({})
    environment = dict(image.environment)
    arguments: dict[str, str] = {}
    copies = list(image.copies)
    exposes = list(image.exposes)
    command_set = False
    for each in stage.instructions:
        values = ChainMap(environment, arguments)
        match each.keyword:
            case "ARG":
                arguments.update({word: defaults[word] for word in each.words if word in defaults})
                arguments.update(_assignments(each, values))
            case "ENV":
                environment.update(_assignments(each, values))
            case "WORKDIR":
                where = normpath(join(image.workdir, expand(each.value.strip("\"'"), values)))
                image = replace(image, workdir=where)
            case "COPY" | "ADD":
                copies.extend(_copied(each, values, image.workdir, images))
                del copies[_COPIES_LIMIT:]
            case "USER":
                image = replace(image, user=expand(each.value, values) or None)
            case "EXPOSE":
                exposes.extend(expand(word, values) for word in each.words)
            case "HEALTHCHECK":
                image = replace(image, healthcheck=each.value.strip().upper() != "NONE")
            case "CMD":
                image = replace(image, command=each)
                command_set = True
            case "ENTRYPOINT":
                # An ENTRYPOINT resets a CMD that came with the base.
                image = replace(image, entrypoint=each, command=image.command if command_set else None)
            case _:
                pass
    return replace(
        image, environment=environment, copies=tuple(copies), exposes=tuple(dict.fromkeys(exposes))
    )


def _assignments(instruction: Instruction, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`KEY=value` words of an ENV or ARG, and the old form `ENV KEY the rest`."""
    words = instruction.words
    if instruction.keyword == "ENV" and words and "=" not in words[0]:
        yield words[0], expand(" ".join(words[1:]), values)
        return
    for word in words:
        name, sign, value = word.partition("=")
        if sign and name:
            yield name, expand(value, values)


def expand(text: str, values: Mapping[str, str]) -> str:
    """Fill in `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}`; what is unknown stays as written."""

    def value_of(match: re.Match[str]) -> str:
        name, operator, word = match[1] or match[2], match[3], match[4]
        known = values.get(name)
        if operator == "-":
            return known or word
        if operator == "+":
            return word if known else ""
        return match[0] if known is None else known

    if "$" not in text or len(text) > _EXPANSION_LIMIT:
        return text
    expanded = _VARIABLE.sub(value_of, text)
    return expanded if len(expanded) <= _EXPANSION_LIMIT else text


def _copied(
    instruction: Instruction, values: Mapping[str, str], workdir: str, images: Mapping[str, _Image]
) -> Iterator[tuple[str, str]]:
    """What of the build context a COPY or ADD brings into the image."""
    paths = [expand(word, values) for word in instruction.words if not HEREDOC.fullmatch(word)]
    if len(paths) < 2:
        return
    destination = _directory(paths[-1], workdir)
    origin = next((flag[len("--from=") :] for flag in instruction.flags if flag.startswith("--from=")), None)
    for source in paths[:-1]:
        if origin is not None:
            earlier = images.get(expand(origin.strip('"'), values).lower())
            if earlier is not None:
                yield from _relocated(earlier, source, destination)
        elif _REMOTE.match(source) is None:
            yield source, destination


def _relocated(earlier: _Image, source: str, destination: str) -> Iterator[tuple[str, str]]:
    """Context paths that an earlier stage holds below `source`, at their new place."""
    wanted = normpath(join("/", earlier.workdir, source))
    for origin, place in earlier.copies:
        held = normpath(join("/", place))
        if (held + "/").startswith(wanted.rstrip("/") + "/"):
            moved = normpath(join(destination, held[len(wanted) :].lstrip("/")))
            yield origin, moved + ("/" if place.endswith("/") else "")
        elif wanted.startswith(held.rstrip("/") + "/"):
            yield normpath(join(origin, wanted[len(held) :].lstrip("/"))), destination


def _directory(destination: str, workdir: str) -> str:
    """The absolute place in the image where that is known, with a slash at the end of a directory."""
    place = normpath(join(workdir, destination))
    is_directory = destination.endswith(("/", "/.")) or place in (".", workdir)
    return place + "/" if is_directory and place != "/" else place
