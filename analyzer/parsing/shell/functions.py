"""Functions of a script: their bodies are kept for the calls, and read in place of each."""

from __future__ import annotations

from msgspec import Struct

from analyzer.parsing.shell.loops import Loops
from analyzer.parsing.shell.tokens import Operator, Token, Word

_MAXIMUM_STEPS = 400_000
_BODY_PREFIXES = frozenset({"then", "do", "else", "{", "!", "time"})


class Source(Struct):
    """Tokens that are read; `shift` is added to their lines, `depth` is the count of frames around them.

    `line` is what they all have that stand in another file.
    """

    tokens: list[Token]
    shift: int
    depth: int
    position: int = 0
    line: int | None = None


class Functions(Loops):
    """A shell reading a script, with the functions it has defined so far."""

    def __init__(self, errexit: bool, pipefail: bool) -> None:
        super().__init__(errexit, pipefail)
        self.functions: dict[str, list[Token]] = {}
        # Those that stand in another file.
        self.borrowed: frozenset[str] = frozenset()
        self.simple: list[Word] = []
        self.steps = _MAXIMUM_STEPS

    def body_of(self, name: str, line: int, caller: Source) -> Source:
        """The body of a function that is called in a line."""
        called_at = line if name in self.borrowed else caller.line
        return Source(self.functions[name], 0, len(self.frames) - 1, line=called_at)

    def function_keyword(self, source: Source) -> None:
        name = source.tokens[source.position] if source.position < len(source.tokens) else None
        if isinstance(name, Word) and name.bare:
            source.position += 1
            self._define(name.bare, source)

    def function_definition(self, source: Source) -> bool:
        following = source.tokens[source.position : source.position + 2]
        if len(self.simple) != 1 or [getattr(each, "text", None) for each in following] != ["(", ")"]:
            return False
        name = self.simple.pop()
        self._define(name.raw, source)
        return True

    def _define(self, name: str, source: Source) -> None:
        """Keep a function's body for its calls and skip it; what has no body in braces stays in place."""
        tokens, position = source.tokens, source.position
        while position < len(tokens) and isinstance(tokens[position], Operator):
            position += 1
        source.position = position
        depth, in_position = 0, True
        for index in range(position, len(tokens)):
            token = tokens[index]
            if isinstance(token, Operator):
                in_position = True
                continue
            bare = token.bare if isinstance(token, Word) else None
            if in_position and bare in ("{", "}"):
                depth += 1 if bare == "{" else -1
            if depth == 0:
                if index > position:
                    self.functions[name] = tokens[position + 1 : index]
                    self.borrowed -= {name}
                    source.position = index + 1
                return
            in_position = bare in _BODY_PREFIXES
        self.steps -= (len(tokens) - position) // 8
