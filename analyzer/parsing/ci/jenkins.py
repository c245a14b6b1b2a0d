"""Jenkins pipelines, declarative and scripted: a tolerant reading of Groovy's blocks and step calls.

Source: https://www.jenkins.io/doc/book/pipeline/syntax/. Groovy is not evaluated: a block has the name of
the call before its brace, and a step is a call of `sh` and its kind with a literal script.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import islice, product
from posixpath import join

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.filters import with_paths_of_jobs
from analyzer.parsing.ci.groovy import (
    Token,
    assigned,
    called,
    fails,
    goes_on,
    named_arguments,
    texts_in,
    tokens_of,
    words_in,
)
from analyzer.parsing.ci.jenkins_blocks import Frame, Stage
from analyzer.parsing.ci.jenkins_when import read_when
from analyzer.parsing.ci.model import (
    BY_HAND,
    EVERY_CHANGE,
    Job,
    Pipeline,
    Step,
    UnreadableError,
    limited,
    shell_steps,
    with_shell,
)
from analyzer.parsing.ci.project_folders import PATHS, why_not_read
from analyzer.parsing.ci.system import System, variable
from analyzer.parsing.ci.variants import crossed, job_variants
from analyzer.parsing.structured import Items, Text

MAXIMUM_BLOCKS = 100
_MAXIMUM_ARGUMENTS = 60  # tokens

_SHELLS = {"sh": "", "bat": "cmd", "powershell": "powershell", "pwsh": "pwsh"}
_PRINTS = frozenset({"echo", "println"})
_STAGES = frozenset({"stage", "branch", "def"})
_POST = frozenset(
    "always cleanup failure unsuccessful aborted unstable changed fixed regression success".split()
)
# What runs steps that are written somewhere else.
_ELSEWHERE = frozenset({"Library", "library", "load"})
_OF_GROOVY = lazy_regex(r"\$\{?(?:env|params)\.(\w+)\}?")
_MAXIMUM_ROUNDS = 30
_MAXIMUM_VARIABLES = 60
# Results that do not fail a build: with them, catchError lets it go on as if nothing had happened.
_PASSING = frozenset({"SUCCESS", "UNSTABLE"})


def _read(path: str, content: bytes) -> Pipeline:
    """The pipeline of a Jenkinsfile."""
    written = content.decode("utf-8-sig", "replace")
    reader = _Reader(tuple(tokens_of(written)))
    reader.read()
    jobs = limited(reader.jobs())
    why_not = why_not_read(path, written) if jobs else "it has no steps"
    return Pipeline(
        "jenkins",
        path,
        triggers=(*EVERY_CHANGE, "schedule") if reader.is_scheduled else EVERY_CHANGE,
        can_fire=why_not is None,
        why_not=why_not,
        jobs=jobs if why_not is None else (),
    )


class _Reader:
    """One pass over the tokens with the blocks that are open."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._frames: list[Frame] = []
        self._statement: list[Token] = []
        self._stages: list[Stage] = []
        self._rest = Stage("pipeline", 1, None)
        self._image: str | None = None
        self._values: dict[str, str] = {}
        self._lists: dict[str, tuple[str, ...]] = {}
        self._defaults: dict[str, str] = {}
        self._axis: tuple[str, tuple[str, ...]] = ("", ())
        self._tried: list[tuple[Stage, int]] = []
        self._kept: list[tuple[str, Stage, int]] = []
        self._by_hand = False
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
                if depth == 0 and (token.value == ";" or not goes_on(self._statement)):
                    self._end_statement()
            elif token.value == "->" and token.kind == "mark":
                self._name_loop()
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
            job = Job(
                stage.id,
                stage.line if stage is not self._rest else stage.steps[0].line,
                steps=tuple(stage.steps),
                needs=previous,
                disabled=stage.when.disabled,
                image=stage.image or self._image,
                condition=stage.when.text,
                triggers=BY_HAND if stage.by_hand else stage.when.triggers,
                paths=stage.when.paths,
                gate=stage.when.gate,
            )
            axes = {name: Items([Text(each) for each in values]) for name, values in stage.axes.items()}
            variants = list(
                job_variants(job, crossed(axes) if axes else (), tuple(self._rest.variables.items()))
            )
            members[-1:] = [each.id for each in variants]
            yield from variants

    # -- blocks ----------------------------------------------------------------------------------

    def _open(self, position: int, token: Token) -> None:
        if len(self._frames) >= MAXIMUM_BLOCKS:
            raise UnreadableError(f"blocks nested more than {MAXIMUM_BLOCKS} deep")
        name, arguments = called(self._statement)
        frame = Frame(name, arguments, position, self._statement, self._stage())
        if name in _STAGES and arguments:
            at = self._statement[0].line if self._statement else token.line
            frame.stage = Stage(arguments[0], at, self._parallel())
            for outer in self._frames:
                frame.stage.axes.update(outer.axes)
                if outer.stage is not None:
                    frame.stage.variables.update(outer.stage.variables)
            self._stages.append(frame.stage)
        elif name == "post" and frame.stage is None:
            frame.stage = Stage("post", token.line, None)
            self._stages.append(frame.stage)
        elif name.endswith(".inside") and arguments and frame.stage is not None:
            frame.stage.image = arguments[0]
        elif name == "input" and frame.stage is not None:
            frame.stage.by_hand = True
        elif name == "for" or name == "each" or name.endswith(".each"):
            frame.loop = self._loop(name)
        self._frames.append(frame)
        self._statement = []

    def _close(self, position: int) -> None:
        if not self._frames:
            return
        self._end_statement()
        frame = self._frames.pop()
        self._statement = frame.statement
        inside = self._tokens[frame.begin + 1 : position]
        if frame.name == "when" and frame.stage is not None:
            frame.stage.when = read_when(inside, self._defaults)
        elif frame.name == "axis":
            for outer in reversed(self._frames):
                if outer.name == "matrix":
                    outer.axes[self._axis[0]] = self._axis[1]
                    break
        elif frame.name == "try":
            self._tried = frame.added
        elif frame.name == "catch" and not fails(inside):
            for stage, number in self._tried:
                stage.steps[number] = replace(stage.steps[number], masked=True)
        elif frame.name == "if" and fails(inside):
            self._use_status(frame.statement)

    # -- statements ------------------------------------------------------------------------------

    def _end_statement(self) -> None:
        """Remember what a statement assigns, and what it does with a status that was kept."""
        statement, self._statement = self._statement, []
        if (found := assigned(statement)) is not None:
            name, values, is_list = found
            stage = self._stage() or self._rest
            if is_list:
                self._lists[name] = values
            elif self._frames and self._frames[-1].name == "environment":
                stage.variables[name] = values[0]
            else:
                self._values[name] = values[0]
        elif words_in(statement)[:1] == ("if",) and fails(statement):
            self._use_status(statement)

    def _use_status(self, statement: list[Token]) -> None:
        """The commands whose exit status a test asks for that fails the build."""
        words = set(words_in(statement))
        for name, stage, number in self._kept:
            if name in words:
                stage.steps[number] = replace(stage.steps[number], masked=False)

    def _loop(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        words, values = words_in(self._statement), texts_in(self._statement)
        values = values or next((self._lists[each] for each in reversed(words) if each in self._lists), ())
        values = values or self._lists.get(name.removesuffix(".each"), ())
        named = [
            each for each in words[1:] if each not in ("in", "String", "def") and each not in self._lists
        ]
        return ((named[0] if name == "for" and named else "it"), values) if values else None

    def _name_loop(self) -> None:
        """`{ name -> ...}`: what each value of the loop is called."""
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.loop is not None and len(self._statement) == 1:
            frame.loop = (self._statement[0].value, frame.loop[1])
        self._statement = []

    def _stage(self) -> Stage | None:
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

    def _word(self, position: int, token: Token) -> None:
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
        elif frame == "axis" and token.value in ("name", "values"):
            said = texts_in(self._arguments(position))
            name, values = self._axis
            self._axis = (said[0], ()) if token.value == "name" and said else (name, said or values)
        elif token.value in _ELSEWHERE and (said := texts_in(self._arguments(position))):
            self._add(Step("", token.line, uses=f"{token.value.lower()} {said[0]}", opaque=True))
        elif token.value.endswith("Param") or (token.value in ("string", "choice") and frame == "parameters"):
            named = named_arguments(self._arguments(position))
            if "name" in named and "defaultValue" in named:
                self._defaults[named["name"].value] = named["defaultValue"].value
        elif token.value == "input" and not self._statement and self._goes_on_after_input(position):
            self._by_hand = True

    def _goes_on_after_input(self, position: int) -> bool:
        """Whether `input` is a step, which waits for a person, and no block of settings."""
        following = self._tokens[position + 1 : position + 2]
        return (
            bool(following)
            and following[0].value != "{"
            and not (self._frames and self._frames[-1].name == "stage")
        )

    def _arguments(self, position: int) -> list[Token]:
        """The tokens of a call: those between its parentheses, or the rest of its line."""
        found: list[Token] = []
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

    def _run(self, call: Token, arguments: list[Token]) -> None:
        named = named_arguments(arguments)
        literal = named.get("script") or next(
            (
                each
                for position, each in enumerate(arguments)
                if each.kind == "text" and (position == 0 or arguments[position - 1].value in "([")
            ),
            None,
        )
        if literal is None and arguments:
            first = next((each for each in arguments if each.kind == "word"), arguments[0])
            if first.value in self._values:
                literal = Token("text", self._values[first.value], call.line)
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
            variables=self._variables(),
        )
        if call.value in _PRINTS:
            self._add(replace(like, run=shlex.join(["echo", literal.value]), run_line=call.line))
            return
        script = _OF_GROOVY.sub(r"${\1}", literal.value)
        for step in shell_steps([Text(script, literal.line)], like):
            self._add(with_shell(step, _SHELLS[call.value]))
        if status is not None and status.value == "true" and not any(map(_catches, self._frames)):
            stage = self._stage() or self._rest
            words = words_in(self._statement)
            name = words[-1] if words and self._statement[-1].value == "=" else call.value
            self._kept.append((name, stage, len(stage.steps) - 1))

    def _variables(self) -> tuple[tuple[str, str], ...]:
        """What is known in a shell here: values of the script, of the stage, and of blocks around."""
        stage = self._stage()
        known = {**self._values, **(stage.variables if stage is not None else {})}
        for frame in self._frames:
            if frame.name == "withEnv":
                pairs = (each.partition("=") for each in frame.arguments if "=" in each)
                known.update((name, value) for name, _, value in pairs)
        return tuple(known.items())[-_MAXIMUM_VARIABLES:]

    def _directory(self) -> str | None:
        return (
            join("", *(each.arguments[0] for each in self._frames if each.name == "dir" and each.arguments))
            or None
        )

    def _add(self, step: Step) -> None:
        stage = self._stage() or self._rest
        stage.by_hand = stage.by_hand or self._by_hand
        loops = [frame.loop for frame in self._frames if frame.loop is not None]
        for values in islice(product(*(each[1] for each in loops)), _MAXIMUM_ROUNDS):
            own = tuple((loop[0], value) for loop, value in zip(loops, values, strict=True))
            for frame in self._frames:
                if frame.name == "try":
                    frame.added.append((stage, len(stage.steps)))
            stage.steps.append(replace(step, variables=(*step.variables, *own)))


def _catches(frame: Frame) -> bool:
    """Whether a failure inside the block leaves the build as it was."""
    if frame.name == "catchError":
        return frame.arguments[:1] != () and frame.arguments[0] in _PASSING
    return frame.name == "warnError"


SYSTEM = System(
    "jenkins",
    PATHS,
    _read,
    lookalikes=r"\.?[Jj]enkinsfile[\w.-]*",
    checkout=variable("WORKSPACE"),
    unfold=with_paths_of_jobs,
)
