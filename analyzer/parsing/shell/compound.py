"""The compound commands of a script that are open while it is read, and the options that are set.

Frames know where their current list of commands began, so that a list's end can say whose failure it
ignored (see `commands_outcome`).
"""

from __future__ import annotations

from msgspec import Struct, field

from analyzer.parsing.shell.exit_status import Draft, ExitStatus
from analyzer.parsing.shell.expansion import Variables

_ALTERNATIVES = frozenset({"if", "loop", "case"})
_MAXIMUM_DEPTH = 100


class TooDeepError(Exception):
    """Compound commands nested deeper than any script that people write."""


class Frame(Struct):
    """An open compound command, and the list of commands that is being read in it."""

    kind: str
    start: int
    directory: str | None = None
    errexit: bool = True
    pipefail: bool = False
    positional: tuple[str, ...] | None = None
    called_at: int = 0
    phase: str = "body"
    conditional: bool = False
    dead: bool = False
    list_start: int = 0
    line_start: int = 0
    marks: list[tuple[str, int]] = field(default_factory=list)
    list_conditional: bool = False
    previous: tuple[int, int, int, bool, bool] | None = None
    condition: tuple[int, int] | None = None
    condition_start: int = 0
    negated: bool = False
    until: bool = False
    branch_end: int | None = None
    # Of a `case`: the word it tests where it is known, the patterns of the branch, whether one has fit.
    tested: str | None = None
    patterns: list[str] = field(default_factory=list)
    decided: bool = False

    def __post_init__(self) -> None:
        self.list_start = self.line_start = self.condition_start = self.start


class Compounds:
    """State of a shell reading a script, as far as it decides about failure, place and reachability."""

    def __init__(self, errexit: bool, pipefail: bool) -> None:
        self.outcome = ExitStatus()
        self.variables = Variables()
        self.errexit = errexit
        self.pipefail = pipefail
        self.directory: str | None = None
        self.frames = [Frame("script", 0)]

    def open(self, kind: str, phase: str = "body", conditional: bool = False) -> None:
        if len(self.frames) >= _MAXIMUM_DEPTH:
            raise TooDeepError
        outer = self.frames[-1]
        frame = Frame(
            kind, len(self.outcome.drafts), self.directory, self.errexit, self.pipefail, phase=phase
        )
        frame.conditional = conditional or outer.conditional or outer.list_conditional
        self.frames.append(frame)

    def close_until(self, kind: str, base: int) -> None:
        """Close frames up to the innermost of that kind, if there is one above the first `base`."""
        if kind in [frame.kind for frame in self.frames[base:]]:
            while self.frames[-1].kind != kind:
                self.close_frame()
            self.close_frame()

    def close_frame(self) -> None:
        frame = self.frames[-1]
        if frame.phase == "condition":
            self.end_condition(frame)
        if frame.kind == "if":
            self._end_if(frame)
        elif frame.condition is not None:
            self._end_until(frame, *frame.condition)
        else:
            self.end_list("\n")
        self.frames.pop()
        if frame.kind == "subshell":
            self.directory, self.errexit, self.pipefail = frame.directory, frame.errexit, frame.pipefail
        if frame.kind == "function":
            self.variables.positional(frame.positional)

    def handed_at(self, line: int) -> int:
        """The line of the call of the function that is read, for a command that it was handed."""
        return next((frame.called_at for frame in reversed(self.frames) if frame.called_at), line)

    def end_condition(self, frame: Frame) -> None:
        if frame.phase != "condition":
            return
        end = len(self.outcome.drafts)
        if (frame.kind == "if" or frame.until or frame.negated) and frame.condition is None:
            frame.condition = (frame.start, end)
        else:
            self.outcome.ignore(frame.condition_start, end)
        self.end_list("\n")
        frame.phase, frame.previous = "body", None
        frame.conditional = True

    def end_branch(self, frame: Frame, word: str) -> None:
        self.end_list("\n")
        frame.previous = None
        if frame.branch_end is None:
            frame.branch_end = len(self.outcome.drafts)
        self.directory = frame.directory
        frame.phase = "condition" if word == "elif" else "body"
        frame.condition_start = len(self.outcome.drafts)

    def _end_if(self, frame: Frame) -> None:
        """A condition's failure counts if the branch taken then makes the script fail."""
        self.end_list("\n")
        if frame.condition is not None:
            start, end = frame.condition
            drafts = len(self.outcome.drafts)
            branch_end = drafts if frame.branch_end is None else frame.branch_end
            on_failure = (end, branch_end) if frame.negated else (branch_end, drafts)
            if not self.outcome.any_failing_exit(*on_failure):
                self.outcome.ignore(start, end)

    def _end_until(self, frame: Frame, start: int, end: int) -> None:
        """`until command; do ... return 1; done`: what fails often enough makes the script fail."""
        self.end_list("\n")
        if frame.kind == "loop" and not self.outcome.any_failing_exit(end, len(self.outcome.drafts)):
            self.outcome.ignore(start, end)

    def end_list(self, terminator: str) -> None:
        frame, end = self.frames[-1], len(self.outcome.drafts)
        start = frame.list_start
        if end > start and frame.phase != "condition":
            self._pass_over_previous(frame)
            last = self.outcome.end_list(start, frame.marks, self.pipefail)
            conjunction = bool(frame.marks) and frame.marks[-1][0] == "&&"
            if terminator == "&":
                self.outcome.detach(start, end)
            elif terminator != ";" and end - start == 1 and self._is_success(self.outcome.drafts[start]):
                self.outcome.ignore(frame.line_start, start)
            ends = bool(frame.marks) and self._ends_script(frame)
            frame.previous = (start, last, end, conjunction, self.errexit or ends)
            if terminator == "&":
                frame.previous = None  # the shell goes on at once, with success
        if terminator == "\n":
            frame.line_start = end
        frame.list_start, frame.list_conditional = end, False
        frame.marks = []

    def _ends_script(self, frame: Frame) -> bool:
        """Whether the list says itself that its failure ends the script: `command || exit 1`."""
        operator, index = frame.marks[-1]
        right = self.outcome.drafts[index : index + 1]
        leaves = (
            bool(right)
            and right[0].words[:1] == ("exit",)
            and self.outcome.any_failing_exit(index, index + 1)
        )
        # `command || failed=1`: whether it counts is known where the name is read.
        keeps = bool(right) and not right[0].words and bool(right[0].environment)
        return operator == "||" and (leaves or keeps)

    def _pass_over_previous(self, frame: Frame) -> None:
        """Another list follows: the one before no longer decides the status of this frame."""
        if frame.previous is None:
            return
        start, last, end, conjunction, errexit = frame.previous
        if not errexit:
            self.outcome.ignore_unless_read(start, end, end)
        elif conjunction:
            self.outcome.ignore(start, last)

    @staticmethod
    def _is_success(draft: Draft) -> bool:
        return draft.words in (("true",), (":",), ("exit", "0"))

    def set_options(self, options: tuple[str, ...]) -> None:
        for index, option in enumerate(options):
            on, letters = option.startswith("-"), option[1:]
            if option[:1] not in ("-", "+") or option.startswith("--"):
                continue
            named = options[index + 1] if "o" in letters and index + 1 < len(options) else ""
            if "e" in letters or named == "errexit":
                self.errexit = on
            if named == "pipefail":
                self.pipefail = on

    def die(self, word: str) -> None:
        """After an unconditional `exit` (or `return`) the rest is never reached."""
        boundaries = ("script", "subshell", "function") if word == "return" else ("script", "subshell")
        for frame in reversed(self.frames):
            if frame.marks or frame.kind in _ALTERNATIVES:
                return
            if frame.kind in boundaries:
                frame.dead = True
                return
