"""Loops over a list that is written down: their commands once for every value."""

from __future__ import annotations

from analyzer.parsing.shell.compound import Compounds
from analyzer.parsing.shell.exit_status import Draft
from analyzer.parsing.shell.expansion import appends, names_read
from analyzer.parsing.shell.tokens import Word
from analyzer.parsing.steps import spend

_MAXIMUM_ROUNDS = 30
_MAXIMUM_ADDED = 2_000


class Loops(Compounds):
    """A shell reading a script, with the lists that the names of its loops stand for."""

    def __init__(self, errexit: bool, pipefail: bool) -> None:
        super().__init__(errexit, pipefail)
        self.rounds: dict[str, tuple[str, ...]] = {}
        self._added = 0

    def loop_over(self, words: list[Word]) -> None:
        """`for name in a b`: what the name stands for, if the list is written down."""
        if len(words) < 2:
            return
        name = words[1].raw
        values = [each for word in words[3:] for each in self.variables.expand(word)]
        self.variables.forget(name)
        self.rounds.pop(name, None)
        if 0 < len(values) <= _MAXIMUM_ROUNDS and not any("$" in each or "*" in each for each in values):
            self.rounds[name] = tuple(values)
            self.variables.given(((name, values[-1]),))

    def assign(self, name: str, word: Word) -> None:
        """Assign. A loop adds to a list in each round; what only an alternative adds is left out."""
        if appends(word):
            if self.frames[-1].conditional:
                return
            looped = next((each for each in names_read(word.raw) if each in self.rounds), None)
            for value in self.rounds.get(looped or "", ())[:-1]:
                self.variables.given(((looped or "", value),))
                self.variables.assign(name, word)
            if looped is not None:
                self.variables.given(((looped, self.rounds[looped][-1]),))
        self.variables.assign(name, word)

    def earlier_rounds(self, words: list[Word], raw: str) -> None:
        """Record the command of a loop for every value of its name but the last, which comes by itself."""
        if not any(frame.kind == "loop" for frame in self.frames) or any(frame.dead for frame in self.frames):
            return
        name = next((each for each in names_read(raw) if each in self.rounds), None)
        if name is None:
            return
        frame = self.frames[-1]
        for value in self.rounds[name][:-1]:
            self._added += 1
            if self._added > _MAXIMUM_ADDED:
                break
            spend(len(words))
            self.variables.given(((name, value),))
            command = tuple(text for word in words for text in self.variables.expand(word))
            conditional = frame.conditional or frame.list_conditional
            if command:
                self.outcome.add(Draft(command, (), words[0].line, self.directory, conditional, raw))
        self.variables.given(((name, self.rounds[name][-1]),))
