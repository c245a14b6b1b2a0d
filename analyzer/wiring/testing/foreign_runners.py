"""Test runners of other languages: which commands and steps start one, and what it would collect."""

from __future__ import annotations

import re
from posixpath import basename

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import skip_options
from analyzer.parsing.tasks import MANAGERS
from analyzer.repository import Snapshot
from analyzer.text import NOTHING, word_set
from analyzer.wiring.testing.collected import Collected, is_below
from analyzer.wiring.testing.foreign_projects import in_named_projects
from analyzer.wiring.testing.foreign_tests import ForeignTests, foreign_tests
from analyzer.wiring.testing.javascript_patterns import as_told
from analyzer.wiring.testing.javascript_settings import below_settings, named_for_runner
from analyzer.wiring.testing.rake_tests import rake_test_tasks
from analyzer.wiring.testing.sbt_projects import of_sbt_projects

FOREIGN_RUNNERS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("jest",), "JavaScript"),
    (("npx", "jest"), "JavaScript"),
    (("vitest",), "JavaScript"),
    (("npx", "vitest"), "JavaScript"),
    (("mocha",), "JavaScript"),
    (("npx", "mocha"), "JavaScript"),
    (("ava",), "JavaScript"),
    (("karma", "start"), "JavaScript"),
    (("ng", "test"), "JavaScript"),
    (("react-scripts", "test"), "JavaScript"),
    (("playwright", "test"), "JavaScript"),
    (("npx", "playwright", "test"), "JavaScript"),
    (("cypress", "run"), "JavaScript"),
    (("node", "--test"), "JavaScript"),
    (("bun", "test"), "JavaScript"),
    (("deno", "test"), "JavaScript"),
    (("node", "ace", "test"), "JavaScript"),
    (("node", "ace.js", "test"), "JavaScript"),
    (("tap",), "JavaScript"),
    (("tape",), "JavaScript"),
    (("uvu",), "JavaScript"),
    (("lab",), "JavaScript"),
    (("jasmine",), "JavaScript"),
    (("wtr",), "JavaScript"),
    (("web-test-runner",), "JavaScript"),
    (("borp",), "JavaScript"),
    (("go", "test"), "Go"),
    (("gotestsum",), "Go"),
    (("cargo", "test"), "Rust"),
    (("cargo", "nextest"), "Rust"),
    (("cargo", "llvm-cov"), "Rust"),
    (("cargo", "tarpaulin"), "Rust"),
    (("cargo", "t"), "Rust"),
    (("cross", "test"), "Rust"),
    (("wasm-pack", "test"), "Rust"),
    (("ginkgo",), "Go"),
    (("ctest",), "C++"),
    (("make", "check"), "C++"),
    (("dotnet", "test"), "C#"),
    (("bats",), "Shell"),
    (("rspec",), "Ruby"),
    (("parallel_rspec",), "Ruby"),
    (("parallel_test",), "Ruby"),
    (("phpunit",), "PHP"),
    (("vendor/bin/phpunit",), "PHP"),
    (("swift", "test"), "Swift"),
    (("R", "CMD", "check"), "R"),
)


class BuildTool(Struct, frozen=True):
    """A tool that tests where one of its words is such a task, and none of them skips the tests."""

    programs: frozenset[str]
    task: re.Pattern[str]
    skipped: re.Pattern[str]
    languages: tuple[str, ...]

    def tests(self, words: tuple[str, ...]) -> bool:
        """Whether the words of a command ask the tool for tests."""
        line = " ".join(words)
        return any(map(self.task.fullmatch, words or ("",))) and self.skipped.search(line) is None


JVM = ("Java", "Scala")
# Commands of Rails whose words are no tasks, and the environment that is called test.
NO_RAILS_TASKS = (
    r"^(?:new|plugin|generate|g|destroy|d|runner|r|server|s|console|c|dbconsole|db|routes|stats|notes)(?:\s|$)"
    r"|(?:-e|--environment)[ =]?test\b"
)
BUILD_TOOLS = (
    BuildTool(
        word_set("gradle gradlew"),
        lazy_regex(r"(?:[\w:.-]*:)?(?:test|check|build|\w+Test|testAll)"),
        lazy_regex(r"(?:-x|--exclude-task)[ =](?:\S*:)?test\b"),
        JVM,
    ),
    BuildTool(
        word_set("mvn mvnw"),
        lazy_regex(r"test|integration-test|package|verify|install|deploy"),
        lazy_regex(r"-DskipTests(?!=false)|-Dmaven\.test\.skip(?!=false)"),
        JVM,
    ),
    BuildTool(
        word_set("sbt"), lazy_regex(r"\+?(?:[\w-]+/){0,2}(?:test|testQuick|testOnly|testFull)"), NOTHING, JVM
    ),
    BuildTool(
        word_set("turbo nx lerna"),
        lazy_regex(r"(?:--?\w+=)?(?:affected:)?test(?::[\w-]+)?"),
        NOTHING,
        ("JavaScript",),
    ),
    BuildTool(
        word_set("rails"),
        lazy_regex(r"t|(?:test|spec|parallel:test|parallel:spec)(?::(?!prepare\b)[\w:]+)?"),
        lazy_regex(NO_RAILS_TASKS),
        ("Ruby",),
    ),
    # Without a task it does what is usual: the tests.
    BuildTool(
        word_set("rake"),
        lazy_regex(r"|(?:default|ci|test|spec|parallel:test|parallel:spec)(?::(?!prepare\b)[\w:]+)?"),
        NOTHING,
        ("Ruby",),
    ),
)
RAILS_TASK = lazy_regex(r"(?:test|spec)(?::(?!prepare\b)[a-z]+)?")
# The tasks that run several folders (railties/lib/rails/test_unit/testing.rake).
RAILS_FOLDERS = {
    "units": ("models", "helpers", "unit"),
    "functionals": ("controllers", "mailers", "functional"),
}
# `Rscript -e 'devtools::test()'` and its like: the programs, what they are told to call, the language.
FOREIGN_CALLS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        ("Rscript", "R"),
        (
            "devtools::test",
            "testthat::test",
            "rcmdcheck",
            "devtools::check",
            "tinytest",
            "tests/testthat.R",
        ),
        "R",
    ),
    (("julia",), ("Pkg.test", "test/runtests.jl"), "Julia"),
)
# Package managers of JavaScript, and those of their programs that fetch what they start.
FETCHERS = word_set("npx pnpx bunx")
PACKAGE_OPTIONS = word_set("-p --package -w --workspace --filter -F -C --dir --cwd --prefix")
GO_TEST_TOOLS = word_set("ginkgo gotestsum")
GO_OPTIONS = word_set("-C -mod -modfile -tags -exec -p")
# Tools of coverage that run a command.
MEASURING = word_set("c8 nyc")
MEASURING_OPTIONS = word_set(
    "-r --reporter -n --include -x --exclude --extension -e -o --reports-dir --report-dir "
    "--src --temp-directory -c"
)
CYPRESS_FILE = lazy_regex(r"\.cy\.[cm]?[jt]sx?$|(?:^|/)cypress/(?:e2e|integration)/")
# Steps of GitHub that run a package's tests as its language does.
FOREIGN_ACTIONS = {"r-lib/actions/check-r-package": "R", "julia-actions/julia-runtest": "Julia"}


def collected_by_foreign(repo: Snapshot, words: tuple[str, ...], directory: str = "") -> Collected | None:
    """What a command would test that starts a runner of another language; None if it starts none.

    A runner collects what lies below the folder where it runs, as far as a test is there. Those of JavaScript
    may be told another folder (`of_own_folder`).
    """
    found = _of_foreign(repo, words, directory)
    if found is None or not directory:
        return found
    kept = [each for each in found.foreign if each.language == "JavaScript" or is_below(each.path, directory)]
    return replace(found, foreign=tuple(kept)) if kept else found


def _of_foreign(repo: Snapshot, words: tuple[str, ...], directory: str) -> Collected | None:
    words = _of_go(_of_bundler(words))
    program = basename(words[0])
    plain = _measured(_of_package_manager(_measured(words)))
    if words[:2] == ("yarn", "workspaces") and "test" in words[2:]:
        return of_language(repo, " ".join(words)[:80], "JavaScript")
    if plain[0] in ("node", "tsx", "bun", "deno") and "--test" in plain[1:]:
        return of_language(repo, f"{plain[0]} --test", "JavaScript")
    tool = next((each for each in BUILD_TOOLS if plain and basename(plain[0]) in each.programs), None)
    named = tool is not None and "rake" in tool.programs and not rake_test_tasks(repo).isdisjoint(plain[1:])
    if tool is not None and (named or tool.tests(plain[1:])):
        found = of_sbt_projects(repo, plain, of_language(repo, " ".join(words)[:80], *tool.languages))
        return in_named_projects(
            plain, of_rails_tasks(plain[1:], found) if "rails" in tool.programs else found
        )
    for programs, calls, language in FOREIGN_CALLS:
        if program in programs and any(call in word for word in words[1:] for call in calls):
            return of_language(repo, program, language)
    for prefix, language in FOREIGN_RUNNERS:
        if prefix in (words[: len(prefix)], (program, *words[1 : len(prefix)]), plain[: len(prefix)]):
            tests = of_language(repo, " ".join(prefix), language, words=plain, directory=directory)
            return in_named_projects(words, as_told(repo, plain, tests))
    return None


def of_rails_tasks(words: tuple[str, ...], found: Collected) -> Collected:
    """Of the tests of a Rails application, those in the folders that its tasks name.

    `test` leaves `test/system` out, `test:system` runs nothing else, `test:all` everything; so do tasks of
    RSpec. Source: https://guides.rubyonrails.org/testing.html#running-tests-in-continuous-integration-ci.
    """
    tasks = [each for each in words if RAILS_TASK.fullmatch(each)]
    if not tasks or any(each.endswith(":all") for each in tasks):
        return found
    kept = tuple(each for each in found.foreign if any(_is_of_task(each.path, task) for task in tasks))
    if len(kept) == len(found.foreign):
        return found
    why = None if kept else f"no test file of {' or '.join(tasks)[:60]} was found"
    return replace(found, foreign=kept, why_none=why)


def _is_of_task(path: str, task: str) -> bool:
    tool, _, kind = task.partition(":")
    folders = path.split("/")[:-1]
    place = folders.index(tool) if tool in folders else None
    inside = "" if place is None or place + 1 == len(folders) else folders[place + 1]
    if not kind:
        return tool == "spec" or inside != "system"
    return inside in RAILS_FOLDERS.get(kind, (kind,))


def _measured(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a tool that measures coverage starts (`c8 node --test`), else the words themselves."""
    if basename(words[0]) not in MEASURING:
        return words
    return words[skip_options(words, 1, MEASURING_OPTIONS) :] or words


def _of_bundler(words: tuple[str, ...]) -> tuple[str, ...]:
    """What `bundle exec` starts, else the words themselves."""
    if words[:2] != ("bundle", "exec"):
        return words
    return words[skip_options(words, 2, frozenset()) :] or words


def _of_go(words: tuple[str, ...]) -> tuple[str, ...]:
    """What Go runs of another module (`go run ./ginkgo -r`), else the words themselves."""
    if words[:2] not in (("go", "run"), ("go", "tool")):
        return words
    start = skip_options(words, 2, GO_OPTIONS)
    name = words[start].partition("@")[0].rpartition("/")[2] if start < len(words) else ""
    return (name, *words[start + 1 :]) if name in GO_TEST_TOOLS else words


def _of_package_manager(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a package manager of JavaScript starts by its name, else the words themselves."""
    if words[0] in FETCHERS:
        start = skip_options(words, 1, PACKAGE_OPTIONS)
    elif words[0] in MANAGERS:
        start = skip_options(words, 1, PACKAGE_OPTIONS)
        if words[start : start + 1] in (("exec",), ("dlx",), ("x",), ("run",)):
            start = skip_options(words, start + 1, PACKAGE_OPTIONS)
    else:
        return words
    rest = words[start:]
    return (rest[0].partition("@")[0] or rest[0], *rest[1:]) if rest else words


def collected_by_action(repo: Snapshot, uses: str) -> Collected | None:
    """What a step of GitHub would test; None if it is no test runner of a language."""
    name = uses.partition("@")[0]
    language = FOREIGN_ACTIONS.get(name)
    return None if language is None else of_language(repo, name, language)


def _with_browser(found: tuple[ForeignTests, ...]) -> tuple[ForeignTests, ...]:
    """The files of Cypress by their names; where none has such a name, its settings may name others."""
    return tuple(each for each in found if CYPRESS_FILE.search(each.path)) or found


def _without_browser(found: tuple[ForeignTests, ...]) -> tuple[ForeignTests, ...]:
    """What is no file of Cypress: no other runner collects those."""
    return tuple(each for each in found if not CYPRESS_FILE.search(each.path))


def of_language(
    repo: Snapshot, runner: str, *languages: str, words: tuple[str, ...] = (), directory: str = ""
) -> Collected:
    """The tests of some languages that the repository has, as a runner would collect them."""
    found = tuple(each for each in foreign_tests(repo) if "any" in languages or each.language in languages)
    found = _with_browser(found) if "cypress" in runner.split() else _without_browser(found)
    found = below_settings(repo, runner, named_for_runner(repo, runner, found), words, directory)
    named = " or ".join(languages)
    return Collected(runner, foreign=found, why_none=None if found else f"no test file in {named} was found")
