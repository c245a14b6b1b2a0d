"""Shell text to the simple commands it runs, in order, with what a failure of each would do.

For scripts of CI steps, recipes, containers and shell files. Nothing is executed: variables are replaced
only where the same script assigns them literally, and `$(...)` stays a word.
"""

from __future__ import annotations

from contextlib import suppress
from fnmatch import fnmatchcase

from msgspec import Struct

from analyzer.parsing.shell.compound import Frame, TooDeepError
from analyzer.parsing.shell.exit_status import Draft
from analyzer.parsing.shell.expansion import SCRIPT_DIRECTORY, assigned_name, change_directory
from analyzer.parsing.shell.fed import fed
from analyzer.parsing.shell.functions import Functions, Source
from analyzer.parsing.shell.tokens import Heredoc, Operator, Token, Word, tokenize
from analyzer.parsing.shell.unwrapping import shell_script, unwrap
from analyzer.parsing.steps import spend

__all__ = ["SCRIPT_DIRECTORY", "Command", "parse_script", "unwrap"]

# What is made of a token: a word of a command, expanded, unwrapped and judged.
TOKEN_STEPS = 3
MAXIMUM_TEXT = 256 * 1024
MAXIMUM_COMMANDS = 20_000
_MAXIMUM_SOURCES = 10
_MAXIMUM_INNER_TEXT = MAXIMUM_TEXT

_DECLARATIONS = frozenset({"export", "declare", "local", "readonly", "typeset"})
# A command that a function was handed stands where the function is called.
_HANDED = frozenset({'"$@"', "$@", '"${@}"', '"$*"', "$*", '"$1"', "$1"})
_TESTS = frozenset({"[", "[[", "test"})
# Reserved words that end what another one began.
_CLOSED_BY = {"fi": "if", "done": "loop", "esac": "case", "}": "group"}


class Command(Struct, frozen=True):
    """A simple command as it would run: `words` after quote removal, wrappers such as `sudo` still there.

    `line` is 1-based within the script text. `masked`: its failure cannot fail the script. `directory` is
    where the script's own `cd`s have led, relative to its start (None); `$0/..` is relative to the
    directory of the script file, and an absolute or unknown place is kept as written. `conditional`:
    it runs only if a test or an alternative says so.
    """

    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    line: int
    masked: bool
    directory: str | None
    conditional: bool


def parse_script(
    text: str,
    *,
    errexit: bool = True,
    pipefail: bool = False,
    arguments: tuple[str, ...] | None = None,
    variables: tuple[tuple[str, str], ...] = (),
    library: str = "",
) -> tuple[Command, ...]:
    """The simple commands of shell text in the order they run. Never raises.

    `errexit` and `pipefail` say how the shell is started: CI systems stop at the first failing line
    (`bash -e`), a plain shell file does not. `arguments` are its `$1`, `$2` and `$@`, None if they are
    not known, `variables` what it finds in its environment, `library` a script that it reads first, of which
    it takes the functions and variables. At most 256 KiB of text and 20,000 commands
    are read.
    """
    reader = ScriptReader(errexit, pipefail)
    reader.variables.positional(arguments)
    reader.variables.given(variables)
    try:
        with suppress(TooDeepError):
            if library:
                reader.borrow(library[:MAXIMUM_TEXT])
            reader.run(text[:MAXIMUM_TEXT])
        return reader.commands()
    except Exception:
        return ()


def _tokens(text: str) -> list[Token]:
    tokens = tokenize(text)
    spend(TOKEN_STEPS * len(tokens))
    return tokens


class ScriptReader(Functions):
    """Walks the tokens of a script and of the inner scripts it runs."""

    def __init__(self, errexit: bool, pipefail: bool) -> None:
        super().__init__(errexit, pipefail)
        self.directories: list[str | None] = []
        self.sources: list[Source] = []
        self.heredoc: Heredoc | None = None
        self.inner_text = _MAXIMUM_INNER_TEXT

    def commands(self) -> tuple[Command, ...]:
        """What was read, without assignments, tests in brackets and the shell's own options."""
        pairs = zip(self.outcome.drafts, self.outcome.masked(), strict=True)
        return tuple(
            Command(each.words, each.environment, each.line, masked, each.directory, each.conditional)
            for each, masked in pairs
            if each.words and each.words[0] not in ("[", "[[", "set") and not each.words[0].startswith("((")
        )

    def borrow(self, text: str) -> None:
        """Take the functions and variables of a script that is read first."""
        other = ScriptReader(self.errexit, self.pipefail)
        other.run(text)
        self.functions, self.borrowed = other.functions, frozenset(other.functions)
        self.variables = other.variables.without_arguments(self.variables)

    def run(self, text: str) -> None:
        if text.startswith("#!"):
            self.set_options(tuple(text.partition("\n")[0].split()[1:]))
        self.sources.append(Source(_tokens(text), 0, 0))
        while self.sources and self.steps > 0 and len(self.outcome.drafts) < MAXIMUM_COMMANDS:
            self.steps -= 1
            source = self.sources[-1]
            if source.position < len(source.tokens):
                token = source.tokens[source.position]
                if isinstance(token, Operator) and self.simple and self.function_definition(source):
                    continue
                if isinstance(token, Operator) and self.simple and self._finish_simple():
                    continue
                source.position += 1
                self._token(token, source)
            elif not (self.simple and self._finish_simple()):
                while len(self.frames) > max(source.depth, 1):
                    self.close_frame()
                self.sources.pop()
        while len(self.frames) > 1:
            self.close_frame()
        self.end_list("\n")

    # -- tokens

    def _token(self, token: Token, source: Source) -> None:
        frame = self.frames[-1]
        if isinstance(token, Heredoc):
            self.heredoc = token
        elif frame.kind == "case" and frame.phase == "pattern":
            self._pattern(token, frame)
        elif isinstance(token, Operator):
            self._operator(token.text, frame)
        elif self.simple or not self._reserved(token, source):
            self._plain_word(token, source)

    def _pattern(self, token: Token, frame: Frame) -> None:
        """A word or an operator before the `)` of a branch; a branch that cannot be taken is passed over."""
        if isinstance(token, Word) and token.bare == "esac":
            frame.dead = False
            self.close_until("case", self.sources[-1].depth + 1)
        elif isinstance(token, Word):
            frame.patterns.append("".join(self.variables.expand(token)))
        elif isinstance(token, Operator) and token.text == ")":
            frame.phase = "body"
            if frame.tested is not None:
                fits = any("$" in each or fnmatchcase(frame.tested, each) for each in frame.patterns)
                frame.dead = frame.decided or not fits
                frame.decided = frame.decided or (fits and not any("$" in each for each in frame.patterns))
            frame.patterns = []

    def _open_case(self) -> None:
        """`case WORD in`: the word is known outside of loops, where what is passed moves on."""
        word = "".join(self.variables.expand(self.simple[1])) if len(self.simple) > 1 else "$"
        known = "$" not in word and "`" not in word and all(each.kind != "loop" for each in self.frames)
        spoken = len(self.simple) > 1 and any(part.expands for part in self.simple[1].parts)
        self.simple.clear()
        self.open("case", phase="pattern", conditional=True)
        self.frames[-1].tested = word if known and spoken else None

    def _plain_word(self, token: Word, source: Source) -> None:
        if source.line is not None or source.shift:
            token = token._replace(line=source.line or token.line + source.shift)
        if self.simple and self.simple[0].bare == "case" and token.bare == "in":
            self._open_case()
        else:
            if self.simple and self.simple[0].bare in ("case", "for"):
                self.outcome.note_read(token.raw)
            self.simple.append(token)

    def _operator(self, text: str, frame: Frame) -> None:
        if text == "(":
            self.open("subshell")
        elif text == ")":
            self.close_until("subshell", self.sources[-1].depth + 1)
        elif text in ("&&", "||", "|", "|&"):
            last = self.outcome.drafts[-1].words[:1] if len(self.outcome.drafts) > frame.start else ()
            if text == "||" or (text == "&&" and last and last[0] in _TESTS):
                frame.list_conditional = True
            frame.marks.append((text, len(self.outcome.drafts)))
        elif text in (";;", ";&", ";;&"):
            self.end_list("\n")
            if frame.kind == "case":
                frame.phase = "pattern"
                frame.dead = False
                if text != ";;":
                    frame.tested = None  # the branches that follow may run too
        elif not (text in ("\n", ";") and frame.marks and frame.marks[-1][1] == len(self.outcome.drafts)):
            self.end_list(text)

    def _reserved(self, token: Word, source: Source) -> bool:
        """Handle a reserved word in command position; False if the word is none."""
        frame = self.frames[-1]
        if token.bare in _CLOSED_BY:
            self.close_until(_CLOSED_BY[token.bare], self.sources[-1].depth + 1)
            return True
        match token.bare:
            case "if":
                self.open("if", phase="condition")
            case "while" | "until":
                self.open("loop", phase="condition")
                self.frames[-1].until = token.bare == "until"
            case "then":
                self.end_condition(frame)
            case "do":
                if frame.kind == "loop" and frame.phase == "condition":
                    self.end_condition(frame)
                else:
                    self.open("loop")
            case "elif" | "else" if frame.kind == "if":
                self.end_branch(frame, token.bare)
            case "{":
                self.open("group")
            case "!":
                frame.marks.append(("!", len(self.outcome.drafts)))
                if frame.phase == "condition" and frame.condition is None:
                    frame.negated = True
            case "function":
                self.function_keyword(source)
            case _:
                return False
        return True

    # -- simple commands

    def _finish_simple(self) -> bool:
        """Record the simple command that was read; True if it led into an inner script."""
        words, heredoc = self.simple, self.heredoc
        self.simple, self.heredoc = [], None
        if words[0].bare in ("for", "select"):
            self.loop_over(words)
            return False
        raw = " ".join(word.raw for word in words)
        self.outcome.note_read(raw)
        environment: list[tuple[str, str]] = []
        while len(environment) < len(words) and (name := assigned_name(words[len(environment)])):
            environment.append((name, self.variables.expand_value(words[len(environment)])))
        fields: list[tuple[str, int]] = []
        for word in words[len(environment) :]:
            fields += [(text, word.line) for text in self.variables.expand(word)]
        if not fields:
            for word, (name, _) in zip(words, environment, strict=False):
                self.assign(name, word)
        if heredoc is not None:
            fields = fed(fields, heredoc)
        command = tuple(text for text, _ in fields)
        self.earlier_rounds(words[len(environment) :], raw)
        if any(frame.dead for frame in self.frames):
            return False
        line = words[0].line
        if command and words[len(environment) :] and words[len(environment)].raw in _HANDED:
            line = self.handed_at(line)
        if command and self._enter(command, fields, line):
            return True
        frame = self.frames[-1]
        conditional = frame.conditional or frame.list_conditional
        self.outcome.add(Draft(command, tuple(environment), line, self.directory, conditional, raw))
        if command:
            self._apply(command, words)
        return False

    def _enter(self, command: tuple[str, ...], fields: list[tuple[str, int]], line: int) -> bool:
        """Read a called function's body, or the script given to a shell, in place of the command."""
        if len(self.sources) >= _MAXIMUM_SOURCES:
            return False
        if command[0] in self.functions:
            self.open("function")
            self.frames[-1].positional = self.variables.positional(command[1:])
            self.frames[-1].called_at = line
            self.sources.append(self.body_of(command[0], line, self.sources[-1]))
            return True
        if command[0] == "eval" and len(command) > 1:
            return self._read_inner(" ".join(command[1:]), line, "group", self.errexit, self.pipefail)
        inner = unwrap(command)
        script = shell_script(inner)
        if script is not None:
            own_line = (
                fields[len(fields) - len(inner) + script.index][1] if len(inner) <= len(fields) else line
            )
            multiline = "\n" in inner[script.index]
            return self._read_inner(
                inner[script.index],
                own_line if multiline else line,
                "subshell",
                script.errexit,
                script.pipefail,
            )
        return False

    def _read_inner(self, text: str, line: int, kind: str, errexit: bool, pipefail: bool) -> bool:
        self.inner_text -= len(text)
        if self.inner_text < 0:
            return False
        self.open(kind)
        self.errexit, self.pipefail = errexit, pipefail
        self.sources.append(Source(_tokens(text), line - 1, len(self.frames) - 1))
        return True

    def _apply(self, command: tuple[str, ...], words: list[Word]) -> None:
        """What a builtin changes for the commands after it."""
        match command[0]:
            case "cd" | "pushd" | "popd":
                self._move(command)
            case "set":
                self.set_options(command[1:])
            case "shift":
                self._shift(command)
            case "exit" | "return":
                self.die(command[0])
            case "exec" if len(command) > 1:
                self.die("exit")
            case name if name in _DECLARATIONS:
                for word in words[1:]:
                    if assigned := assigned_name(word):
                        self.assign(assigned, word)

    def _shift(self, command: tuple[str, ...]) -> None:
        if any(each.kind == "loop" for each in self.frames):
            self.variables.positional(None)  # how often it runs is not known
        else:
            count = command[1] if len(command) > 1 else "1"
            self.variables.shift(int(count[:3]) if count.isdigit() else 1)

    def _move(self, command: tuple[str, ...]) -> None:
        targets = [each for each in command[1:] if not each.startswith("-") or each == "-"]
        before = self.directory
        if command[0] == "popd" or targets[:1] == ["-"]:
            self.directory = self.directories.pop() if self.directories else None
            return
        self.directory = change_directory(before, targets[0] if targets else "~")
        self.directories.append(before)
