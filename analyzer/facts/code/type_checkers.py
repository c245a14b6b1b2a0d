"""Where CI runs a type checker: as a command, through pre-commit, or as an action."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.parsing.ci import Job, Pipeline
from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import block, items, text
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import active_steps, ci_runs
from analyzer.wiring.commands.reach import Failure

TYPE_CHECKERS = word_set("mypy dmypy pyright basedpyright pyre pytype ty pyrefly zuban")
# Compilers of TypeScript, and what builds with one and fails by what it finds.
SCRIPT_CHECKERS = word_set("tsc vue-tsc tsgo svelte-check next nest ng deno")
# Only these of their sub-commands check anything.
CHECKING_SUBCOMMANDS = {
    "ty": "check", "pyrefly": "check", "dmypy": "run", "next": "build", "nest": "build", "ng": "build",
    "deno": "check",
}  # fmt: skip
NO_CHECK_OPTIONS = word_set("--version -V --help -h --init")
PACKAGE_RUNNERS = word_set("npx pnpx bunx yarn pnpm bun npm")
RUNNING_WORDS = word_set("exec run dlx x")
PYTEST_PLUGINS = {"--mypy": "mypy", "--pyright": "pyright"}
TYPE_ACTIONS = {
    "jakebailey/pyright-action": "pyright",
    "jpetrucciani/mypy-check": "mypy",
    "facebook/pyre-action": "pyre",
}
PRE_COMMIT_FILE = ".pre-commit-config.yaml"
PRE_COMMIT_ACTIONS = ("pre-commit/action", "tox-dev/action-pre-commit-uv", "j178/prek-action")
PRE_COMMIT_PROGRAMS = word_set("pre-commit prek")
PRE_COMMIT_STAGES = word_set("commit pre-commit")


class TypeCheckRun(Struct, frozen=True):
    """A CI step that runs a type checker. `failure`: what happens to the job if it finds something."""

    tool: str
    path: str
    line: int
    failure: Failure
    pipeline: Pipeline
    job: Job

    @property
    def language(self) -> str:
        """The language whose types it checks."""
        return "TypeScript" if self.tool in SCRIPT_CHECKERS else "Python"


def type_check_runs(repo: Snapshot) -> Iterator[TypeCheckRun]:
    """Every step of CI that checks types."""
    hooks = dict(type_hooks(repo))
    for run in ci_runs(repo):
        place = run.reached.trail[0]
        for tool in _tools(unwrap(run.reached.words), hooks):
            yield TypeCheckRun(tool, place.path, place.line, run.reached.failure, run.pipeline, run.job)
    for each in active_steps(repo):
        failure = Failure.MASKED if each.masked else Failure.STOPS
        for tool in _tools_of_action((each.step.uses or "").partition("@")[0], hooks):
            yield TypeCheckRun(tool, each.pipeline.path, each.step.line, failure, each.pipeline, each.job)


def type_hooks(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """The type-checking hooks that pre-commit runs on a commit: (hook id, tool)."""
    for document in repo.yaml(PRE_COMMIT_FILE):
        for source in items(block(document.value).get("repos")):
            for hook in items(block(source).get("hooks")):
                name = text(block(hook).get("id"))
                stages = {str(text(each)) for each in items(block(hook).get("stages"))}
                words = [name, *text(block(hook).get("entry")).split()]
                tool = next((each for word in words if (each := basename(word)) in TYPE_CHECKERS), None)
                if tool is not None and (not stages or stages & PRE_COMMIT_STAGES):
                    yield str(name), tool


def _tools(words: tuple[str, ...], hooks: dict[str, str]) -> Iterator[str]:
    if words[:1] == ("python",) and words[1:2] == ("-m",):
        words = words[2:]
    if not words:
        return
    program, arguments = basename(words[0]), words[1:]
    if program in PACKAGE_RUNNERS:
        while arguments and (arguments[0] in RUNNING_WORDS or arguments[0].startswith("-")):
            arguments = arguments[1:]
        if arguments:
            program, arguments = basename(arguments[0].partition("@")[0]), arguments[1:]
    if program in TYPE_CHECKERS | SCRIPT_CHECKERS:
        subcommand = CHECKING_SUBCOMMANDS.get(program)
        if not NO_CHECK_OPTIONS & set(arguments) and (subcommand is None or subcommand in arguments):
            yield program
    elif program in PRE_COMMIT_PROGRAMS and arguments[:1] == ("run",):
        named = [word for word in arguments[1:] if word in hooks]
        others = [word for word in arguments[1:2] if not word.startswith("-")]
        if named or not others:
            yield from dict.fromkeys(hooks[name] for name in named or hooks)
    elif program in ("pytest", "py.test"):
        yield from (PYTEST_PLUGINS[word] for word in arguments if word in PYTEST_PLUGINS)


def _tools_of_action(action: str, hooks: dict[str, str]) -> Iterator[str]:
    if action in TYPE_ACTIONS:
        yield TYPE_ACTIONS[action]
    elif action in PRE_COMMIT_ACTIONS:
        yield from dict.fromkeys(hooks.values())
