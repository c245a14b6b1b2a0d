"""Which failures of a script's commands cannot fail the script.

The rules are those of bash's manual for `set -e`, lists, pipelines and compound commands, with one
reading on top: what a script does with a kept exit status (`rc=$?` ... `exit $rc`) counts as using it.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell.expansion import names_read

_HARMLESS = frozenset({"true", ":", "echo", "printf", "cat", "ls", "date", "sleep", "continue", "break"})
# Switches after which what a checker finds fails nothing, as their manuals say: flake8, pylint, ruff, bandit;
# pyupgrade; checkov, tfsec; hadolint; sqlfluff; safety; golangci-lint; trivy, gitleaks.
_FAILS_NOTHING = frozenset(
    (
        *("--exit-zero", "--exit-zero-even-if-changed", "--soft-fail", "--no-fail", "--nofail"),
        *("--continue-on-error", "--issues-exit-code=0", "--exit-code=0"),
    )
)
_FIND_ACTIONS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})
_ASSIGNS = lazy_regex(r"\w=[\"']?\$")
_EXIT_CODES = frozenset({"--exit-code", "--issues-exit-code"})
_STATUS_READERS = frozenset({"exit", "return", "[", "[[", "test", "case", "if"})


def fails_nothing(words: tuple[str, ...]) -> bool:
    """Whether a checker is told to end well whatever it finds: `flake8 --exit-zero`."""
    return not _FAILS_NOTHING.isdisjoint(words) or any(
        word in _EXIT_CODES and value == "0" for word, value in pairwise(words)
    )


def only_tells_of_itself(words: tuple[str, ...]) -> bool:
    """Whether a command prints how it is used, or its version, and does nothing else: `app --help`.

    Many programs take a value behind `--version` or `-h`, so these count as the last word only.
    """
    return "--help" in words[1:] or words[1:][-1:] in (("--version",), ("-h",))


def drops_status(words: tuple[str, ...]) -> bool:
    """Whether a program ends well whatever the command fails that it runs: `find . -exec pytest {} ;`.

    With `+` it fails as the command does (POSIX, `find`).
    """
    return words[:1] == ("find",) and not _FIND_ACTIONS.isdisjoint(words) and ";" in words


class Draft(Struct):
    """A simple command while its script is still being read; without words it is an assignment."""

    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    line: int
    directory: str | None
    conditional: bool
    raw: str


def is_harmless(draft: Draft) -> bool:
    """Whether the command on the right of `||` turns any failure into success."""
    if not draft.words:
        return bool(draft.environment)
    return draft.words[0] in _HARMLESS or draft.words in (("exit", "0"), ("return", "0"))


def is_failing_exit(draft: Draft) -> bool:
    """`exit 1`, `exit $rc`, `return 1`, `false`: what passes a failure on."""
    if draft.words[:1] == ("false",):
        return True
    return draft.words[:1] in (("exit",), ("return",)) and len(draft.words) > 1 and draft.words[1] != "0"


class Background(Struct):
    """Commands that are started with `&`: the names that keep their process, and where it is waited for."""

    start: int
    end: int
    names: set[str] = field(default_factory=set)
    waits: list[int] = field(default_factory=list)


class ExitStatus(Struct):
    """Collects, range by range of the drafts, whose failure is ignored."""

    drafts: list[Draft] = field(default_factory=list)
    last_read: dict[str, int] = field(default_factory=dict)
    _background: list[Background] = field(default_factory=list)
    _ignored: list[tuple[int, int]] = field(default_factory=list)
    _ignored_unless_read: list[tuple[int, int, int, bool]] = field(default_factory=list)

    def note_read(self, raw: str) -> None:
        """Remember that shell text at this point of the script refers to variables; to print them is no use.

        `echo "status=$rc"` may be for a later step, by the file that a CI system reads such lines from.
        """
        says = raw.split(maxsplit=1)[:1] in (["echo"], ["printf"]) and not _ASSIGNS.search(raw)
        for name in () if says else names_read(raw):
            self.last_read[name] = len(self.drafts)

    def add(self, draft: Draft) -> None:
        """The next command; `pid=$!` names the last process, `wait "$pid"` ends with its status."""
        if "$!" in draft.raw and self._background and draft.words[:1] != ("wait",):
            self._background[-1].names.update(name for name, _ in draft.environment)
        if draft.words[:1] == ("wait",) and len(draft.words) > 1:
            last = draft.raw.split()[-1]
            names = set(names_read(last))
            found = [each for each in self._background if each.names & names]
            found = self._background[-1:] if "$!" in last else found or self._background
            for each in found:
                each.waits.append(len(self.drafts))
        self.drafts.append(draft)

    def detach(self, start: int, end: int) -> None:
        """Started with `&`: their failure counts where it is waited for by name."""
        self._background.append(Background(start, end))

    def ignore(self, start: int, end: int) -> None:
        self._ignored.append((start, end))

    def ignore_unless_read(self, start: int, end: int, follower: int, alternative: bool = False) -> None:
        """Ignored, unless the draft at `follower` keeps or tests the exit status.

        An `alternative` stands right of `||`, so that `failed=1` keeps the status as `rc=$?` does.
        """
        self._ignored_unless_read.append((start, end, follower, alternative))

    def end_list(self, start: int, marks: list[tuple[str, int]], pipefail: bool) -> int:
        """Apply one `a | b && c || d` list that ends here; returns where its last pipeline starts."""
        end = len(self.drafts)
        self._end_pipelines(start, marks, end, pipefail)
        joints = [(operator, index) for operator, index in marks if operator in ("&&", "||")]
        following_fails = False
        right_end = end
        for operator, index in reversed(joints):
            right = self.drafts[index:right_end]
            harmless = bool(right) and all(map(is_harmless, right))
            if operator == "||" and harmless and not following_fails:
                self.ignore_unless_read(start, index, index, alternative=True)
                break
            following_fails = following_fails or any(map(is_failing_exit, right))
            right_end = index
        return joints[-1][1] if joints else start

    def _end_pipelines(self, start: int, marks: list[tuple[str, int]], end: int, pipefail: bool) -> None:
        pipeline_start, last_pipe, negated = start, -1, False
        for operator, index in [*marks, ("&&", end)]:
            if operator in ("|", "|&"):
                last_pipe = index
            elif operator == "!":
                negated = True
            else:
                if negated:
                    self.ignore(pipeline_start, index)
                if last_pipe >= 0 and not pipefail:
                    self.ignore_unless_read(pipeline_start, last_pipe, end)
                pipeline_start, last_pipe, negated = index, -1, False

    def any_failing_exit(self, start: int, end: int) -> bool:
        return any(map(is_failing_exit, self.drafts[start:end]))

    def masked(self) -> list[bool]:
        """For each draft, whether its failure cannot fail the script. Linear in ranges and drafts."""
        edges = [0] * (len(self.drafts) + 1)
        ranges = list(self._ignored)
        ranges += [
            (start, end)
            for start, end, follower, alternative in self._ignored_unless_read
            if not self._status_read(follower, alternative)
        ]
        for start, end in ranges:
            edges[start] += 1
            edges[end] -= 1
        found = [count > 0 for count in accumulate(edges[:-1])]
        for each in self._background:
            if all(found[at] for at in each.waits):
                found[each.start : each.end] = [True] * (each.end - each.start)
        return found

    def _status_read(self, follower: int, alternative: bool) -> bool:
        if follower >= len(self.drafts):
            return False
        draft = self.drafts[follower]
        takes_status = "$?" in draft.raw or "PIPESTATUS" in draft.raw
        if draft.words:
            return takes_status and draft.words[0] in _STATUS_READERS
        kept = takes_status or alternative
        return kept and any(self.last_read.get(name, -1) > follower for name, _ in draft.environment)
