"""Jenkins pipelines, declarative and scripted: a tolerant reading of Groovy's blocks and step calls.

Source: https://www.jenkins.io/doc/book/pipeline/syntax/. Groovy is not evaluated: a block has the name of
the call before its brace, and a step is a call of `sh` and its kind with a literal script.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from posixpath import join

from analyzer.parsing.ci.model import (
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    UnreadableError,
    limited,
    shell_steps,
    with_shell,
)
from analyzer.parsing.ci.system import CI_FOLDERS, System, variable
from analyzer.parsing.structured import Text

MAXIMUM_BLOCKS = 100
_MAXIMUM_ARGUMENTS = 60  # tokens

# Strings that are never closed end with their line or with the file, so that no text is read twice.
_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|\A\#![^\n]*)"
    r"|(?P<long>'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\")?)"
    r"|(?P<short>'(?:[^'\\\n]|\\.)*+'?|\"(?:[^\"\\\n]|\\.)*+\"?)"
    r"|(?P<word>[A-Za-z_$][\w$]*+(?:\.[A-Za-z_$][\w$]*+)*+)"
    r"|(?P<mark>[{}()\[\],:;=\n])",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}

_SHELLS = {"sh": "", "bat": "cmd", "powershell": "powershell", "pwsh": "pwsh"}
_PRINTS = frozenset({"echo", "println"})
_STAGES = frozenset({"stage", "branch", "def"})
_MODIFIERS = frozenset({"private", "public", "static", "final", "void", "String", "boolean", "int"})
_POST = frozenset(
    "always cleanup failure unsuccessful aborted unstable changed fixed regression success".split()
)
_NEVER = frozenset({("expression", "false"), ("expression", "return", "false")})
# Results that do not fail a build: with them, catchError lets it go on as if nothing had happened.
_PASSING = frozenset({"SUCCESS", "UNSTABLE"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "word", "text" or "mark"
    value: str
    line: int


@dataclass(slots=True)
class _Stage:
    """A stage, function or parallel branch while it is read."""

    id: str
    line: int
    group: int | None
    steps: list[Step] = field(default_factory=list)
    disabled: str | None = None
    condition: str | None = None
    image: str | None = None


@dataclass(slots=True)
class _Frame:
    """A block of braces: the call before it, its literal arguments, and what was read before it began."""

    name: str
    arguments: tuple[str, ...]
    begin: int
    statement: list[_Token]
    stage: _Stage | None = None


def _read(path: str, content: bytes) -> Pipeline:
    """The pipeline of a Jenkinsfile."""
    reader = _Reader(tuple(_tokens(content.decode("utf-8-sig", "replace"))))
    reader.read()
    jobs = limited(reader.jobs())
    return Pipeline(
        "jenkins",
        path,
        triggers=(*EVERY_CHANGE, "schedule") if reader.is_scheduled else EVERY_CHANGE,
        can_fire=bool(jobs),
        why_not=None if jobs else "it has no steps",
        jobs=jobs,
    )


def _tokens(source: str) -> Iterator[_Token]:
    number = 1
    for match in _TOKEN.finditer(source):
        kind, value = str(match.lastgroup), match[0]
        if kind in ("long", "short"):
            yield _Token("text", *_literal(value, number, 3 if kind == "long" else 1))
        elif kind != "comment":
            yield _Token(kind, value, number)
        number += value.count("\n")


def _literal(written: str, number: int, quotes: int) -> tuple[str, int]:
    """The text of a string and the line where its first words stand."""
    inner = written[quotes:]
    inner = inner.removesuffix(written[:quotes])
    unescaped = _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), inner)
    body = unescaped.lstrip("\n")
    return body.rstrip(), number + (len(unescaped) - len(body) if quotes == 3 else 0)


class _Reader:
    """One pass over the tokens with the blocks that are open."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self._tokens = tokens
        self._frames: list[_Frame] = []
        self._statement: list[_Token] = []
        self._stages: list[_Stage] = []
        self._rest = _Stage("pipeline", 1, None)
        self._image: str | None = None
        self.is_scheduled = False

    def read(self) -> None:
        depth = 0
        depths: list[int] = []
        for position, token in enumerate(self._tokens):
            if token.kind == "mark" and token.value == "{":
                self._open(position, token)
                depths.append(depth)
                depth = 0
            elif token.kind == "mark" and token.value == "}":
                self._close(position)
                depth = depths.pop() if depths else 0
            elif token.kind == "mark" and token.value in "\n;":
                if depth == 0 and (token.value == ";" or not _goes_on(self._statement)):
                    self._statement = []
            else:
                if token.kind == "mark":
                    depth = max(0, depth + (token.value in "([") - (token.value in ")]"))
                elif token.kind == "word":
                    self._word(position, token)
                self._statement.append(token)

    def jobs(self) -> Iterator[Job]:
        """The stages that do something, each after those before it unless they are parallel."""
        previous: tuple[str, ...] = ()
        members: list[str] = []
        group: int | None = None
        for stage in (self._rest, *self._stages):
            if not stage.steps:
                continue
            if members and (stage.group is None or stage.group != group):
                previous, members = tuple(members), []
            group = stage.group
            members.append(stage.id)
            yield Job(
                stage.id,
                stage.line if stage is not self._rest else stage.steps[0].line,
                steps=tuple(stage.steps),
                needs=previous,
                disabled=stage.disabled,
                image=stage.image or self._image,
                condition=stage.condition,
            )

    # -- blocks ----------------------------------------------------------------------------------

    def _open(self, position: int, token: _Token) -> None:
        if len(self._frames) >= MAXIMUM_BLOCKS:
            raise UnreadableError(f"blocks nested more than {MAXIMUM_BLOCKS} deep")
        name, arguments = _called(self._statement)
        frame = _Frame(name, arguments, position, self._statement, self._stage())
        if name in _STAGES and arguments:
            at = self._statement[0].line if self._statement else token.line
            frame.stage = _Stage(arguments[0], at, self._parallel())
            self._stages.append(frame.stage)
        elif name == "post" and frame.stage is None:
            frame.stage = _Stage("post", token.line, None)
            self._stages.append(frame.stage)
        elif name.endswith(".inside") and arguments and frame.stage is not None:
            frame.stage.image = arguments[0]
        self._frames.append(frame)
        self._statement = []

    def _close(self, position: int) -> None:
        if not self._frames:
            return
        frame = self._frames.pop()
        self._statement = frame.statement
        if frame.name == "when" and frame.stage is not None:
            inside = self._tokens[frame.begin + 1 : position]
            words = tuple(each.value for each in inside if each.kind != "mark")
            frame.stage.condition = " ".join(words)[:200] or None
            if words in _NEVER:
                frame.stage.disabled = f"when: {' '.join(words)}"

    def _stage(self) -> _Stage | None:
        return self._frames[-1].stage if self._frames else None

    def _parallel(self) -> int | None:
        """Which `parallel` a stage stands in, by the position of its block; None if it is in none."""
        for frame in reversed(self._frames):
            if frame.name == "parallel":
                return frame.begin
            if frame.name == "stage":
                return None
        written = [each for each in self._statement if each.value == "parallel"]
        return written[0].line if written else None

    # -- calls -----------------------------------------------------------------------------------

    def _word(self, position: int, token: _Token) -> None:
        frame = self._frames[-1].name if self._frames else ""
        if token.value in _SHELLS or token.value in _PRINTS:
            self._run(token, self._arguments(position))
        elif token.value == "docker.build":
            written = [each.value for each in self._arguments(position) if each.kind == "text"]
            self._add(Step("", token.line, uses=token.value, options=(("image", ",".join(written)),)))
        elif (token.value == "image" and frame == "docker") or (token.value == "docker" and frame == "agent"):
            literal = next((each.value for each in self._arguments(position) if each.kind == "text"), None)
            stage = self._stage()
            if stage is not None:
                stage.image = literal or stage.image
            else:
                self._image = literal or self._image
        elif token.value in ("cron", "parameterizedCron") and frame == "triggers":
            self.is_scheduled = True

    def _arguments(self, position: int) -> list[_Token]:
        """The tokens of a call: those between its parentheses, or the rest of its line."""
        found: list[_Token] = []
        depth = 0
        for token in self._tokens[position + 1 : position + _MAXIMUM_ARGUMENTS]:
            if token.kind == "mark":
                if token.value in "{}" or (token.value in "\n;" and depth == 0):
                    break
                depth += (token.value in "([") - (token.value in ")]")
                if depth < 0 or (depth == 0 and token.value == ")"):
                    break
            found.append(token)
        return found

    def _run(self, call: _Token, arguments: list[_Token]) -> None:
        named = _named(arguments)
        literal = named.get("script") or next(
            (
                each
                for position, each in enumerate(arguments)
                if each.kind == "text" and (position == 0 or arguments[position - 1].value in "([")
            ),
            None,
        )
        if literal is None or literal.kind != "text" or not literal.value:
            return
        status = named.get("returnStatus")
        label = named.get("label")
        like = Step(
            label.value if label is not None and label.kind == "text" else "",
            call.line,
            masked=(status is not None and status.value == "true") or any(map(_catches, self._frames)),
            directory=self._directory(),
            condition=next((f"post: {each.name}" for each in self._frames if each.name in _POST), None),
        )
        if call.value in _PRINTS:
            self._add(replace(like, run=shlex.join(["echo", literal.value]), run_line=call.line))
            return
        for step in shell_steps([Text(literal.value, literal.line)], like):
            self._add(with_shell(step, _SHELLS[call.value]))

    def _directory(self) -> str | None:
        return (
            join("", *(each.arguments[0] for each in self._frames if each.name == "dir" and each.arguments))
            or None
        )

    def _add(self, step: Step) -> None:
        (self._stage() or self._rest).steps.append(step)


def _called(statement: list[_Token]) -> tuple[str, tuple[str, ...]]:
    """The call that a block belongs to and its literal arguments; "branch" for a labelled closure."""
    if len(statement) >= 2 and statement[-1].value == ":" and statement[-2].kind != "mark":
        return "branch", (statement[-2].value,)
    words = [each.value for each in statement if each.kind == "word"]
    if words[:1] == ["def"] or (words and words[0] in _MODIFIERS):
        plain = [each for each in words if each != "def" and each not in _MODIFIERS]
        return ("def", (plain[0],)) if plain and any(each.value == "(" for each in statement) else ("", ())
    arguments = tuple(each.value for each in statement if each.kind == "text")
    name = words[0] if words else ""
    if name == "docker.image" and "inside" in words:
        name = "docker.image.inside"
    passing = _named(statement).get("buildResult")
    if name == "catchError" and passing is not None:
        return name, (passing.value,)
    return name, arguments


def _named(tokens: list[_Token]) -> dict[str, _Token]:
    """The named arguments of a call: `name: value`."""
    return {
        name.value: value
        for name, colon, value in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if colon.value == ":" and name.kind == "word"
    }


def _goes_on(statement: list[_Token]) -> bool:
    return bool(statement) and statement[-1].value == ","


def _catches(frame: _Frame) -> bool:
    """Whether a failure inside the block leaves the build as it was."""
    if frame.name == "catchError":
        return frame.arguments[:1] != () and frame.arguments[0] in _PASSING
    return frame.name == "warnError"


SYSTEM = System(
    "jenkins",
    rf"{CI_FOLDERS}(?:Jenkinsfile(?:[._-][\w-]+)?|[\w-]+\.[jJ]enkinsfile)",
    _read,
    lookalikes=r"\.?[Jj]enkinsfile[\w.-]*",
    checkout=variable("WORKSPACE"),
)
