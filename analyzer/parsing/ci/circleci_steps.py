"""The steps of a CircleCI job: commands of the file unfolded, parameters filled in, conditions decided.

Source: https://circleci.com/docs/reference/reusing-config/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import (
    MAXIMUM_SCRIPT,
    Step,
    UnreadableError,
    scalars,
    shell_steps,
    texts,
    with_shell,
)
from analyzer.parsing.steps import spend
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, line, text

SWITCHES = {"when": False, "unless": True}
_MAXIMUM_EXPANSIONS = 20_000
_MAXIMUM_NESTING = 20
_PARAMETER = lazy_regex(r"<<\s*((?:pipeline\.)?parameters\.[\w-]+|pipeline\.trigger_source)\s*>>")
_FALSE = frozenset({"false", "no", "off", "0", ""})

Parameters = Mapping[str, Value]


def definitions(root: Block, kind: str) -> Block:
    """What a file defines of one kind, and what the orbs define that are written in it."""
    found = Block(block(root.get(kind)))
    for name, orb in block(root.get("orbs")).items():
        for key, value in block(block(orb).get(kind)).items():
            found[Text(f"{name}/{key}", line(key))] = value
    return found


def pipeline_values(root: Block) -> Parameters:
    """The parameters of the pipeline with their defaults."""
    return {
        f"pipeline.parameters.{key}": block(each)["default"]
        for key, each in block(root.get("parameters")).items()
        if "default" in block(each)
    }


def parameters_of(definition: Block, given: Block) -> Parameters:
    """The values of the declared parameters: what is given, else the default."""
    declared = block(definition.get("parameters"))
    found: dict[str, Value] = {}
    for key, each in declared.items():
        found[f"parameters.{key}"] = given[key] if key in given else block(each).get("default", Text(""))
    return found


def filled(written: str, values: Parameters) -> str:
    """A text with the parameters in it filled in."""
    if "<<" not in written:
        return written
    size = sum(len(text(values.get(match[1]))) for match in _PARAMETER.finditer(written))
    if len(written) + size > MAXIMUM_SCRIPT:
        raise UnreadableError(f"a script of more than {MAXIMUM_SCRIPT:,} characters")
    return _PARAMETER.sub(
        lambda match: _one_line(text(values[match[1]])) if match[1] in values else match[0], written
    )


def _one_line(value: str) -> str:
    return " ; ".join(value.strip().split("\n"))


def variables_of(owner: Block, values: Parameters) -> tuple[tuple[str, str], ...]:
    """The variables that a job, an executor or a step sets."""
    return tuple((key, filled(each, values)) for key, each in scalars(owner.get("environment")))


def condition_holds(condition: Value | None, values: Parameters, source: str = "webhook") -> bool | None:
    """Whether a logic statement is true where a pipeline is started by `source`; None if a run decides.

    Source: https://circleci.com/docs/reference/configuration-reference/#logic-statements.
    """
    return _holds(condition, {**values, "pipeline.trigger_source": Text(source)}, 0)


def _holds(condition: Value | None, values: Parameters, depth: int) -> bool | None:
    spend(1)
    if depth > _MAXIMUM_NESTING:
        return None
    if isinstance(condition, Text):
        written = filled(condition, values).strip().lower()
        return None if "<<" in written else written not in _FALSE
    if isinstance(condition, Items):
        return all(_holds(each, values, depth + 1) is not False for each in condition) or None
    for kind, said in block(condition).items():
        if kind == "not":
            inner = _holds(said, values, depth + 1)
            return None if inner is None else not inner
        if kind in ("and", "or"):
            answers = [_holds(each, values, depth + 1) for each in items(said)]
            decisive = kind == "or"
            if decisive in answers:
                return decisive
            return None if None in answers else not decisive
        if kind == "equal":
            written_all = [filled(each, values) for each in texts(said)]
            if any("<<" in each for each in written_all):
                known = {each for each in written_all if "<<" not in each}
                return False if len(known) > 1 else None
            return len(set(written_all)) == 1
        return None
    return None


class Walk:
    """Unfolds the steps of one job: commands of the file in place, conditions that are literal decided."""

    def __init__(
        self, root: Block, checkout: str, shell: str, variables: tuple[tuple[str, str], ...]
    ) -> None:
        self._pipeline = pipeline_values(root)
        self._commands = definitions(root, "commands")
        self._checkout = checkout.rstrip("/")
        self._shell = shell
        self._variables = variables
        self._count = 0

    def steps(self, steps: Items, values: Parameters) -> Iterator[Step]:
        """The steps in order, those of commands in their place."""
        pending: list[tuple[Value, Parameters, str | None, int]] = [
            (each, values, None, 0) for each in reversed(steps)
        ]
        while pending:
            each, known, disabled, depth = pending.pop()
            self._count += 1
            if self._count > _MAXIMUM_EXPANSIONS or depth > _MAXIMUM_NESTING:
                raise UnreadableError(
                    f"more than {_MAXIMUM_EXPANSIONS:,} steps when its commands are unfolded"
                )
            each = _whole_value(each, known)
            if isinstance(each, Items):
                pending.extend((step, known, disabled, depth + 1) for step in reversed(each))
                continue
            key, value = self._named(each)
            inner: Items | None = None
            if key in SWITCHES:
                condition = block(value).get("condition")
                if condition_holds(condition, known) is SWITCHES[key]:
                    disabled = f"{key}: {filled(text(condition), known)[:80]}"
                inner = items(_whole_value(block(value).get("steps"), known))
            elif key == "steps":
                inner = items(_whole_value(value, known))
            elif key in self._commands:
                definition = block(self._commands[key])
                known = {**self._pipeline, **parameters_of(definition, _given(block(value), known))}
                inner = items(definition.get("steps"))
            if inner is not None:
                pending.extend((step, known, disabled, depth + 1) for step in reversed(inner))
            else:
                for step in self._step(key, value, line(each), known):
                    yield replace(step, disabled=disabled)

    @staticmethod
    def _named(step: Value) -> tuple[str, Value | None]:
        said = block(step)
        for key, value in said.items():
            return key, value
        return text(step), None

    def _step(self, key: str, value: Value | None, at: int, values: Parameters) -> Iterator[Step]:
        said = block(value)
        if key not in ("run", "deploy"):
            if key:
                yield Step(str(text(said.get("name"))), at, uses=key, options=scalars(said))
            return
        command = value if isinstance(value, Text) else said.get("command")
        if not isinstance(command, Text):
            return
        like = Step(
            str(filled(text(said.get("name")), values)),
            at,
            directory=self._directory(filled(text(said.get("working_directory")), values)),
            condition=text(said.get("when")) or None,
            pipefail=True,
            variables=(*self._variables, *variables_of(said, values)),
        )
        script = Text(filled(command, values), command.line)
        shell = text(said.get("shell")) or self._shell or "/bin/bash -eo pipefail"
        for step in shell_steps([script], replace(like, line=at)):
            yield with_shell(step, filled(shell, values))

    def _directory(self, written: str) -> str | None:
        """A step's directory within the checkout, which is the job's working directory."""
        for checkout in (self._checkout, "~/project"):
            if written == checkout or written.startswith(checkout + "/"):
                written = written[len(checkout) :].strip("/")
        return written or None


def _given(settings: Block, values: Parameters) -> Block:
    return Block(
        {
            name: Text(filled(said, values), said.line) if isinstance(said, Text) else said
            for name, said in ((name, _whole_value(each, values)) for name, each in settings.items())
            if said is not None
        }
    )


def _whole_value(value: Value | None, values: Parameters) -> Value:
    """What a parameter stands for where it is the whole value: steps that are given, for example."""
    match = _PARAMETER.fullmatch(value.strip()) if isinstance(value, Text) else None
    if match is not None and isinstance(values.get(match[1]), Items | Block):
        return values[match[1]]
    return Text("") if value is None else value
