from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import facts, run, snapshot

TYPED = "".join(f"def f{number}(a: int) -> int:\n    return a\n\n\n" for number in range(6))
UNTYPED = "".join(f"def g{number}(a):\n    return a\n\n\n" for number in range(6))
HOOKS = ".pre-commit-config.yaml"
CI = ".github/workflows/ci.yml"


def typed(annotated: int, bare: int) -> str:
    """A module of so many functions with and without annotations, the bare ones first."""
    lines = [f"def g{number}(a):\n    return a\n" for number in range(bare)]
    lines += [f"def f{number}(a: int) -> int:\n    return a\n" for number in range(annotated)]
    return "".join(lines)


def workflow(step: str, on: str = "push", job: str = "") -> dict[str, str]:
    """A workflow whose step in question stands in line 7."""
    return {
        CI: f"on: {on}\njobs:\n  t:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - {step}\n{job}"
    }


def hooks(*listed: str) -> dict[str, str]:
    """A pre-commit configuration with these hooks, one a line."""
    lines = "".join(f"      - {each}\n" for each in listed)
    return {HOOKS: f"repos:\n  - repo: https://github.com/pre-commit/mirrors-mypy\n    hooks:\n{lines}"}


SHARES = {
    "half of them": ({"m.py": typed(3, 3)}, Level.SUBSTANTIVE, "m.py:7", "3 of 6 functions annotated here, 50% of 6"),
    "hardly less than half": ({"m.py": typed(3, 4)}, Level.PRESENT, "m.py:9", "3 of 7 functions annotated here, 43% of 7"),
    "a fifth": ({"m.py": typed(1, 4)}, Level.PRESENT, "m.py:9", "1 of 5 functions annotated here, 20% of 5 in all"),
    "hardly less than a fifth": ({"m.py": typed(1, 5)}, Level.ABSENT, "", ""),
    "five functions": ({"m.py": typed(5, 0)}, Level.SUBSTANTIVE, "m.py:1", "5 of 5 functions"),
    "four functions": ({"m.py": typed(4, 0)}, Level.ABSENT, "", ""),
    "half over several modules": (
        {"m.py": typed(6, 0), "n.py": typed(0, 6)}, Level.SUBSTANTIVE, "m.py:1", "6 of 6 functions annotated here, 50% of 12"),
    "methods": (
        {"m.py": "class A:\n" + "".join(f"    def f{n}(self, a: int) -> int: ...\n" for n in range(5))},
        Level.SUBSTANTIVE, "m.py:2", "5 of 5"),
    "nested functions": (
        {"m.py": typed(4, 0) + "    def inner(a: int) -> int:\n        return a\n"}, Level.ABSENT, "", ""),
    "nested functions without": (
        {"m.py": typed(5, 0) + "".join(f"    def inner{n}(a):\n        return a\n" for n in range(6))},
        Level.SUBSTANTIVE, "m.py:1", "5 of 5"),
    "only the tests": ({"tests/test_m.py": TYPED, "n.py": UNTYPED}, Level.ABSENT, "", ""),
    "only a notebook written out": ({"m.py": f"# In[1]:\n{TYPED}# In[2]:\n", "n.py": UNTYPED}, Level.ABSENT, "", ""),
    "only generated": ({"m_pb2.py": TYPED, "n.py": UNTYPED}, Level.ABSENT, "", ""),
    "comments of types": ({"n.py": UNTYPED.replace("(a):", "(a):  # type: (int) -> int")}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), SHARES.values(), ids=SHARES)
def test_level_follows_the_annotated_share(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("typed_code", snapshot(files)), level, place, words)


WIRED = "its failure fails the job"
CHECKED: dict[str, tuple[dict[str, str], str]] = {
    "directly": (workflow("run: mypy ."), "mypy"),
    "as a module": (workflow("run: python -m mypy src"), "mypy"),
    "by its path": (workflow("run: .venv/bin/mypy src"), "mypy"),
    "through npx": (workflow("run: npx pyright@1.1 src"), "pyright"),
    "through uvx": (workflow("run: uvx ty check"), "ty"),
    "the daemon": (workflow("run: dmypy run -- src"), "dmypy"),
    "pyrefly": (workflow("run: pyrefly check"), "pyrefly"),
    "as a plugin of pytest": (workflow("run: pytest --mypy"), "mypy"),
    "as another plugin of pytest": (workflow("run: py.test -q --pyright"), "pyright"),
    "through a target": ({"Makefile": "types:\n\tuv run pyright\n", **workflow("run: make types")}, "pyright"),
    "through pre-commit": ({**hooks("id: mypy"), **workflow("run: pre-commit run --all-files")}, "mypy"),
    "through pre-commit with options": ({**hooks("id: mypy"), **workflow("run: pre-commit run -a -v")}, "mypy"),
    "through pre-commit over some files": (
        {**hooks("id: mypy"), **workflow("run: pre-commit run --files m.py")}, "mypy"),
    "through pre-commit by one id of two": (
        {**hooks("id: pyright", "id: mypy"), **workflow("run: pre-commit run mypy")}, "mypy"),
    "through prek": ({**hooks("id: mypy"), **workflow("run: prek run")}, "mypy"),
    "through pre-commit by the id": (
        {**hooks("id: black", "id: mypy"), **workflow("run: pre-commit run mypy --all-files")}, "mypy"),
    "through a local hook": (
        {**hooks("{id: types, entry: uv run pyright src}"), **workflow("run: pre-commit run")}, "pyright"),
    "through a hook on commits": (
        {**hooks("{id: mypy, stages: [manual, pre-commit]}"), **workflow("run: pre-commit run")}, "mypy"),
    "through a hook on commits, as it was written": (
        {**hooks("{id: mypy, stages: [commit]}"), **workflow("run: pre-commit run")}, "mypy"),
    "through the action of pre-commit": ({**hooks("id: mypy"), **workflow("uses: pre-commit/action@v3.0.1")}, "mypy"),
    "through the action of prek": ({**hooks("id: mypy"), **workflow("uses: j178/prek-action@v1")}, "mypy"),
    "through an action": (workflow("uses: jakebailey/pyright-action@v2"), "pyright"),
    "on a proposed change": (workflow("run: mypy .", "pull_request"), "mypy"),
    "in a workflow that another one calls": (
        {CI: "on: push\njobs:\n  a:\n    uses: ./.github/workflows/types.yml\n",
         ".github/workflows/types.yml": "on: [workflow_call, push]\njobs:\n  t:\n    runs-on: x\n    steps:\n"
         "      - uses: jpetrucciani/mypy-check@v1\n"}, "mypy"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "tool"), CHECKED.values(), ids=CHECKED)
def test_a_checker_that_stops_a_change_is_wired(files: dict[str, str], tool: str) -> None:
    finding = run("typed_code", snapshot({"m.py": TYPED, **files}))
    line = 6 if ".github/workflows/types.yml" in files else 7
    path = CI if line == 7 else ".github/workflows/types.yml"
    assert told(finding) == [
        f"WIRED {path}:{line} CI runs {tool}, and {WIRED}",
        "SUBSTANTIVE m.py:1 6 of 6 functions annotated here, 100% of 6 in all",
    ]


UNCHECKED: dict[str, tuple[dict[str, str], str | None]] = {
    "never run": ({"pyproject.toml": "[tool.mypy]\nstrict = true\n"}, None),
    "only installed": (workflow("run: pip install mypy"), None),
    "only its version": (workflow("run: mypy --version"), None),
    "only its help": (workflow("run: pyright src -h"), None),
    "only its server": (workflow("run: ty server"), None),
    "only the daemon's status": (workflow("run: dmypy status"), None),
    "only its version, through npx": (workflow("run: npx pyright --version"), None),
    "another program with that module": (workflow("run: coverage -m mypy"), None),
    "another file of python": (workflow("run: python lint.py mypy"), None),
    "another program with that subcommand": ({**hooks("id: mypy"), **workflow("run: tool run -a")}, None),
    "an empty npx": (workflow("run: npx"), None),
    "python without a module": (workflow("run: python -m"), None),
    "a plain run of pytest": (workflow("run: pytest -q mypy"), None),
    "a script of that option": (workflow("run: ./lint --mypy"), None),
    "another action": (workflow("uses: actions/cache@v4"), None),
    "pre-commit without the hook": ({**hooks("id: black"), **workflow("run: pre-commit run -a")}, None),
    "pre-commit without a configuration": (workflow("run: pre-commit run -a"), None),
    "pre-commit that CI never runs": (hooks("id: mypy"), None),
    "pre-commit that CI only installs": ({**hooks("id: mypy"), **workflow("run: pre-commit install")}, None),
    "another hook of pre-commit": (
        {**hooks("id: mypy", "id: black"), **workflow("run: pre-commit run black --all-files")}, None),
    "a hook by hand": ({**hooks("{id: mypy, stages: [manual]}"), **workflow("run: pre-commit run -a")}, None),
    "the action without the hook": ({**hooks("id: black"), **workflow("uses: pre-commit/action@v3")}, None),
    "a step that never runs": (workflow("{if: false, uses: jakebailey/pyright-action@v2}"), None),
    "a job that never runs": (workflow("uses: jakebailey/pyright-action@v2", job="    if: false\n"), None),
    "a workflow that nobody calls": (workflow("uses: jakebailey/pyright-action@v2", "workflow_call"), None),
    "masked": (workflow("run: mypy . || true"), f"CLAIMED {CI}:7 CI runs mypy, but its failure is ignored"),
    "a masked action": (
        workflow("{continue-on-error: true, uses: jakebailey/pyright-action@v2}"),
        f"CLAIMED {CI}:7 CI runs pyright, but its failure is ignored"),
    "an action in a masked job": (
        workflow("uses: jakebailey/pyright-action@v2", job="    continue-on-error: true\n"),
        f"CLAIMED {CI}:7 CI runs pyright, but its failure is ignored"),
    "a shell that goes on": (
        {CI: "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - shell: bash {0}\n        run: |\n          mypy .\n"
         "          ls\n"}, f"CLAIMED {CI}:8 CI runs mypy, but its failure is ignored"),
    "only by hand": (workflow("run: mypy .", "workflow_dispatch"), f"SUBSTANTIVE {CI}:7 CI runs mypy"),
    "only by hand, as an action": (
        workflow("uses: jpetrucciani/mypy-check@v1", "workflow_dispatch"), f"SUBSTANTIVE {CI}:7 CI runs mypy"),
    "only in a job for tags": (
        workflow("run: mypy .", job="    if: startsWith(github.ref, 'refs/tags/')\n"),
        f"SUBSTANTIVE {CI}:7 CI runs mypy",
    ),
    "only in a job for tags, as an action": (
        workflow("uses: jpetrucciani/mypy-check@v1", job="    if: startsWith(github.ref, 'refs/tags/')\n"),
        f"SUBSTANTIVE {CI}:7 CI runs mypy",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "said"), UNCHECKED.values(), ids=UNCHECKED)
def test_a_checker_that_stops_nothing_adds_nothing(files: dict[str, str], said: str | None) -> None:
    finding = run("typed_code", snapshot({"m.py": TYPED, **files}))
    annotated = "SUBSTANTIVE m.py:1 6 of 6 functions annotated here, 100% of 6 in all"
    assert sorted(told(finding)) == sorted(filter(None, [annotated, said]))
    assert finding.level is Level.SUBSTANTIVE


FEWER = {
    "a checker over a third": (
        {"m.py": typed(2, 4)}, Level.PRESENT, f"{CI}:7", "CI runs mypy"),
    "a checker over hardly any": ({"m.py": typed(1, 5)}, Level.CLAIMED, f"{CI}:7", "CI runs mypy on almost no annotated code"),
    "a checker over too few functions": ({"m.py": typed(4, 0)}, Level.CLAIMED, f"{CI}:7", "on almost no annotated code"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), FEWER.values(), ids=FEWER)
def test_a_checker_over_few_annotations_is_no_more_than_they_are(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("typed_code", snapshot({**files, **workflow("run: mypy .")}))
    assert_found(finding, level, place, words)


def test_the_modules_with_the_most_annotations_are_shown() -> None:
    files = {f"{name}.py": typed(number + 1, 1) for number, name in enumerate("abcdef")}
    files |= {"g.py": typed(4, 0), "h.py": typed(0, 2)}
    finding = run("typed_code", snapshot(files))
    assert {each.path for each in finding.evidence} == {"f.py", "e.py", "d.py", "g.py", "c.py"}
    files = {"a.py": typed(3, 0), "b.py": typed(2, 0), "c.py": typed(0, 1)}
    assert {each.path for each in run("typed_code", snapshot(files)).evidence} == {"a.py", "b.py"}


def test_what_declares_types_is_shown_before_parts_of_a_page_and_constructors() -> None:
    body = "".join(f"export function f{number}(a: string): string {{ return a; }}\n" for number in range(6))
    made = "export class C {\n  constructor(private a: string) {}\n"
    files = {
        "package.json": "{}",
        "a.tsx": body,
        "b.ts": f"{made}  go(a: string): string {{ return a; }}\n}}\n",
    }
    files["tsconfig.json"] = '{"compilerOptions": {"strict": true}}'
    found = run("typed_code", snapshot(files)).evidence
    assert [f"{each.path}:{each.line}" for each in found] == ["b.ts:3", "a.tsx:1", "tsconfig.json:1"]
    files["b.ts"] = f"{made}}}\n"
    assert run("typed_code", snapshot(files)).evidence[0].line == 2


def test_every_checker_is_told_once_for_a_command() -> None:
    files = {**hooks("id: mypy", "id: mypy", "id: pyright"), **workflow("run: pre-commit run -a")}
    finding = run("typed_code", snapshot({"m.py": TYPED, **files}))
    assert [each.note for each in finding.evidence[:-1]] == [
        f"CI runs mypy, and {WIRED}",
        f"CI runs pyright, and {WIRED}",
    ]


def test_the_share_is_stated() -> None:
    assert facts("typed_code", snapshot({"m.py": typed(1, 2)})) == {"annotated_share": 0.333}
    assert facts("typed_code", snapshot({"m.py": "x = 1\n"})) == {}


def test_without_python_the_question_does_not_arise() -> None:
    finding = run("typed_code", snapshot({"README.md": "text"}))
    assert (finding.status, finding.reason) == (Status.NOT_APPLICABLE, "no Python code")
    empty = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'
    assert run("typed_code", snapshot({"a.ipynb": empty})).status is Status.MEASURED


def test_hooks_that_cannot_be_read_are_unseen() -> None:
    finding = run("typed_code", snapshot({"m.py": TYPED, HOOKS: "a: 1\n---\na: [\n"}))
    assert (finding.level, finding.ceiling) == (Level.SUBSTANTIVE, Level.WIRED)
    assert (HOOKS, "its hooks could not be read") in {(each.path, each.reason) for each in finding.unseen}
    assert run("typed_code", snapshot({"m.py": TYPED, **hooks("id: mypy")})).ceiling is Level.SUBSTANTIVE


@pytest.mark.parametrize(
    ("files", "level"), [({}, Level.SUBSTANTIVE), ({"needs.txt": "mypy\n"}, Level.WIRED)]
)
def test_a_type_check_that_its_job_cannot_reach_wires_nothing(files: dict[str, str], level: Level) -> None:
    workflow = (
        "on: push\njobs:\n  types:\n    runs-on: x\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - run: pip install -r needs.txt\n      - run: mypy .\n"
    )
    code = "".join(f"def f{n}(x: int) -> int:\n    return x\n\n" for n in range(12))
    finding = run("typed_code", snapshot({"a.py": code, ".github/workflows/x.yml": workflow, **files}))
    assert finding.level is level
