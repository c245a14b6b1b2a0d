"""Types in other languages: a choice in TypeScript, none in Go or Java."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.other_languages import ci
from tests.support.snapshots import run, snapshot


def script(annotated: int, bare: int) -> str:
    """A module of TypeScript with so many functions with and without types, the bare ones first."""
    lines = [f"export function g{number}(a) {{ return a; }}\n" for number in range(bare)]
    lines += [f"export const f{number} = (a: string): string => a;\n" for number in range(annotated)]
    return "".join(lines)


def python(count: int) -> str:
    return "".join(f"def f{number}(a):\n    return a\n\n\n" for number in range(count))


def settings(option: str) -> dict[str, str]:
    return {
        "tsconfig.json": f'{{\n  // What the compiler does\n  "compilerOptions": {{\n    {option},\n  }},\n}}\n'
    }


STRICT = settings('"strict": true')
TYPED = {"a.ts": script(5, 0)}
WORKFLOW = ".github/workflows/ci.yml:6"
# The files, the level, the place, and words of the note.
LEVELS = {
    "hardly less than a fifth": ({"a.ts": script(1, 5)}, Level.ABSENT, "", ""),
    "a fifth": ({"a.ts": script(1, 4)}, Level.PRESENT, "a.ts:5", "1 of 5 functions annotated here, 20% of 5 in all"),
    "hardly less than half": ({"a.ts": script(3, 4)}, Level.PRESENT, "a.ts:5", "43%"),
    "half": ({"a.ts": script(3, 3)}, Level.SUBSTANTIVE, "a.ts:4", "50%"),
    "four functions": ({"a.ts": script(4, 0)}, Level.ABSENT, "", ""),
    "a strict compiler": (
        {"a.ts": script(0, 5), **STRICT}, Level.SUBSTANTIVE, "a.ts:1", "5 of 5 functions annotated here"),
    "a compiler that is told not to be": ({"a.ts": script(0, 5), **settings('"strict": false')}, Level.ABSENT, "", ""),
    "a compiler that asks for parameters": (
        {"a.ts": script(0, 5), **settings('"noImplicitAny": true')}, Level.SUBSTANTIVE, "a.ts:1", ""),
    "strict by what it extends": (
        {"src/a.ts": script(0, 5), "src/tsconfig.json": '{"extends": "../tsconfig"}', **STRICT}, Level.SUBSTANTIVE,
        "src/a.ts:1", ""),
    "strict in another folder": ({"src/a.ts": script(0, 5), "web/tsconfig.json": STRICT["tsconfig.json"]}, Level.ABSENT, "", ""),
    "extends in a circle": ({"a.ts": script(0, 5), "tsconfig.json": '{"extends": "./tsconfig.json"}'}, Level.ABSENT, "", ""),
    "only tests": ({"a.test.ts": script(5, 0), "b.ts": script(0, 5)}, Level.ABSENT, "", ""),
    "functions without a name": ({"a.ts": "run((a: string): string => a);\n" * 5 + script(0, 5)}, Level.ABSENT, "", ""),
    "CI compiles": ({**TYPED, **ci("npx tsc --noEmit")}, Level.WIRED, WORKFLOW, "CI runs tsc"),
    "a script that CI runs compiles": (
        {**TYPED, "package.json": '{"scripts": {"types": "tsc --noEmit"}}', **ci("npm run types")}, Level.WIRED, WORKFLOW,
        "CI runs tsc"),
    "CI compiles and goes on": ({**TYPED, **ci("npx tsc --noEmit || true")}, Level.SUBSTANTIVE, "a.ts:1", ""),
    "CI asks for the version": ({**TYPED, **ci("npx tsc --version")}, Level.SUBSTANTIVE, "a.ts:1", ""),
    "CI builds with Next.js": ({**TYPED, **ci("pnpm exec next build")}, Level.WIRED, WORKFLOW, "CI runs next"),
    "CI lints with Next.js": ({**TYPED, **ci("pnpm exec next lint")}, Level.SUBSTANTIVE, "a.ts:1", ""),
    "CI compiles what has hardly any types": ({"a.ts": script(0, 5), **ci("npx tsc")}, Level.CLAIMED, WORKFLOW, "almost no"),
    "a checker of Python": ({**TYPED, **ci("mypy .")}, Level.SUBSTANTIVE, "a.ts:1", ""),
    # Beside Python
    "a fifth of the functions beside Python": (
        {"a.py": python(20), "a.ts": script(5, 0)}, Level.SUBSTANTIVE, "a.ts:1", "100% of 5 in all in TypeScript"),
    "less of them": ({"a.py": python(21), "a.ts": script(5, 0)}, Level.ABSENT, "", ""),
    "the compiler of the page says nothing of Python": (
        {"a.py": python(21).replace("(a)", "(a: int) -> int"), "a.ts": script(5, 0), **ci("npx tsc")}, Level.SUBSTANTIVE,
        "a.py:1", "100% of 21 in all in Python"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_types_of_functions(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("typed_code", snapshot(files)), level, where, words)


def test_strict_settings_are_shown() -> None:
    finding = run("typed_code", snapshot({"a.ts": script(0, 5), **STRICT}))
    assert told(finding)[1].startswith("SUBSTANTIVE tsconfig.json:4 the compiler is told to ask for")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"main.go": "package main\n\nfunc main() {}\n"}, "Go would not run without types"),
        ({"a.js": "function f(a) { return a; }\n"}, "JavaScript needs no types"),
        ({"README.md": "Hello."}, "no Python code"),
    ],
)
def test_where_types_are_no_choice_they_show_nothing(files: dict[str, str], reason: str) -> None:
    finding = run("typed_code", snapshot(files))
    assert (finding.status, finding.reason) == (Status.NOT_APPLICABLE, reason)


JAVA_FILE = {"A.java": "package a;\n\nclass A {\n  int f(int a) { return a; }\n}\n"}
TYPED_FUNCTIONS = "".join(f"def f{n}(a: int) -> int:\n    return a\n" for n in range(5))
SKILL = {"skills/look/SKILL.md": "# Look\n", "skills/look/scripts/look.py": TYPED_FUNCTIONS}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({**JAVA_FILE, **SKILL}, "Java would not run without types"),
        ({**JAVA_FILE, "tool.py": TYPED_FUNCTIONS}, None),
        ({**JAVA_FILE, **SKILL, "tool.py": TYPED_FUNCTIONS}, None),
        # Skills and nothing else are what somebody wrote.
        (SKILL, None),
        ({**JAVA_FILE, "analysis.ipynb": '{"cells": [], "nbformat": 4}'}, "Java would not run without types"),
    ],
)
def test_scripts_of_skills_beside_a_program_say_nothing_of_its_types(
    files: dict[str, str], said: str | None
) -> None:
    finding = run("typed_code", snapshot(files))
    assert finding.reason == said
    assert (finding.level is Level.SUBSTANTIVE) is (said is None)
