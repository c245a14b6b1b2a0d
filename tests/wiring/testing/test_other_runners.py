"""What a command tests: build systems, runners of one kind, wrappers, scripts of projects, sessions."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.runners import (
    ABSENT,
    ASSERTS,
    CASE,
    CLAIMED,
    CODE,
    EXAMPLES,
    PRESENT,
    PYTESTS,
    TEST,
    UNIT,
    WIRED,
    Files,
    level,
    notebook,
    rows,
)

OWNED = {
    **PYTESTS,
    "pants.toml": "[cli.alias]\ngreen = 'lint test'\n",
    "tests/BUILD": "python_tests(\n    name='t',\n)\n",
}
ABOVE = {
    **PYTESTS,
    "BUILD": "python_tests(\n    name='t',\n    sources=['tests/**/test_*.py', '!tests/x.py'],\n)\n",
}


@rows(
    (OWNED, "pants test ::", WIRED),
    (OWNED, "./pants --keep-sandboxes=never test tests::", WIRED),
    (OWNED, "pants test tests/test_f.py", WIRED),
    (OWNED, "pants lint check test ::", WIRED),
    (OWNED, "pants --changed-since=origin/main test", WIRED),
    (OWNED, "pants green ::", WIRED),
    (OWNED, "pants test src::", CLAIMED),
    (OWNED, "pants lint ::", ABSENT),
    ({**PYTESTS, "tests/BUILD": "python_sources()\n"}, "pants test ::", CLAIMED),
    ({**PYTESTS, "tests/BUILD": "# python_tests()\n"}, "pants test ::", CLAIMED),
    (ABOVE, "pants test ::", WIRED),
    (PYTESTS, "pants test ::", CLAIMED),
)  # fmt: skip
def test_pants_tests_what_targets_own(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


def bazel(rule: str, test: str = TEST) -> Files:
    return {**CODE, "tests/test_f.py": test, "tests/BUILD.bazel": rule}


MAIN = (
    TEST
    + "\n\nif __name__ == '__main__':\n    import sys\n    import pytest\n    sys.exit(pytest.main([__file__]))\n"
)
RULE = 'py_test(\n    name = "test_f",\n    srcs = ["test_f.py"],\n)\n'
GO = {"a_test.go": "func TestA(t *testing.T) {\n  if f(1) != 1 { t.Fatal() }\n}\n"}


@rows(
    (bazel(RULE, MAIN), "bazel test //...", WIRED),
    (bazel(RULE, CASE + "\n\nunittest.main()\n"), "bazelisk test //tests:test_f", WIRED),
    (bazel(RULE, MAIN), "bazel --output_base=x test --config=ci //tests/...", WIRED),
    (bazel(RULE), "bazel test //...", CLAIMED),
    (bazel(RULE.replace("py_test", "py_pytest_test")), "bazel test //...", WIRED),
    (bazel(RULE.replace("py_test", "pytest_test")), "bazel test //...", WIRED),
    (bazel(RULE.replace("],", "],\n    main = \"pytest_main.py\",")), "bazel test //...", WIRED),
    (bazel(RULE.replace('["test_f.py"]', 'glob(["test_*.py"])'), MAIN), "bazel test ...", WIRED),
    (bazel('py_test(name = "test_f")\n', MAIN), "bazel test //...", WIRED),
    (bazel(RULE, MAIN), "bazel test //svc/...", CLAIMED),
    (bazel(RULE, MAIN), "bazel build //...", ABSENT),
    (bazel("py_library(\n    name = 'x',\n)\n", MAIN), "bazel test //...", CLAIMED),
    (GO, "bazel test //...", WIRED),
    (bazel(RULE, MAIN), "buck2 test //...", WIRED),
)  # fmt: skip
def test_bazel_tests_what_rules_run(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


FEATURES = {
    **CODE,
    "features/a.feature": "Feature: a\n  Scenario: b\n    Given x\n",
    "features/steps/a.py": "from behave import given\nfrom shop import f\n\n\n@given('x')\ndef step(context):\n    assert f(1) == 1\n",
}
NBS = {**notebook('from shop import f\\n","assert f(1) == 1'), "settings.ini": "[DEFAULT]\nnbs_path = nb\n"}


@rows(
    (UNIT, "stestr run", WIRED),
    ({**UNIT, ".stestr.conf": "[DEFAULT]\ntest_path=./qa\n"}, "stestr run", CLAIMED),
    (PYTESTS, "stestr run", CLAIMED),
    (UNIT, "zope-testrunner --test-path=.", WIRED),
    (UNIT, "python -m xmlrunner discover", WIRED),
    (ASSERTS, "treon nb", WIRED),
    (ASSERTS, "treon qa", CLAIMED),
    (NBS, "nbdev_test", WIRED),
    (ASSERTS, "nbdev_test", CLAIMED),
    ({**CODE, "docs/a.rst": ">>> from shop import f\n>>> f(1)\n1\n"}, "sphinx-build -b doctest docs out", WIRED),
    ({**CODE, "docs/a.rst": ">>> from shop import f\n>>> f(1)\n1\n"}, "sphinx-build -b html docs out", ABSENT),
    (EXAMPLES, "xdoctest src", WIRED),
    (EXAMPLES, "python -m xdoctest shop", WIRED),
    (FEATURES, "behave", WIRED),
    (FEATURES, "behave features/a.feature --tags=x", WIRED),
    (FEATURES, "behave qa", CLAIMED),
    ({**FEATURES, "features/steps/a.py": "x = 1\n"}, "behave", PRESENT),
    (PYTESTS, "python -c 'import pytest, sys; sys.exit(pytest.main([\"tests\"]))'", WIRED),
    (PYTESTS, "python -c 'import pytest; pytest.main()'", PRESENT),
    (PYTESTS, "python -c 'import shop'", ABSENT),
    ({**UNIT, "tests/__main__.py": "import unittest\nunittest.main(module=None)\n"}, "python -m tests", WIRED),
    ({**UNIT, "check.py": "import unittest\nunittest.main(module=None)\n"}, "python check.py", WIRED),
)  # fmt: skip
def test_runners_of_one_kind_of_test(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


JS = {
    "a.test.ts": "test('a', () => { expect(f()).toBe(1); });\n",
    "package.json": '{"scripts": {"test:a": "vitest run", "lint": "ls"}}',
}


@rows(
    (JS, "pnpm vitest", WIRED),
    (JS, "pnpm exec vitest run", WIRED),
    (JS, "yarn vitest --run", WIRED),
    (JS, "bunx --bun vitest", WIRED),
    (JS, "node --import tsx --test src/*.test.ts", WIRED),
    (JS, "tsx --test", WIRED),
    (JS, "npx run-s lint test:*", ABSENT),
    ({**JS, "package.json": '{"scripts": {"ci": "run-s lint test:*", "test:a": "vitest run", "lint": "ls"}}'}, "npm run ci", WIRED),
    ({**JS, "package.json": '{"scripts": {"ci": "concurrently npm:test:a \\"npm run lint\\"", "test:a": "vitest run", "lint": "ls"}}'}, "npm run ci", WIRED),
    ({**JS, "deno.json": '{"tasks": {"test": "deno test -A"}}'}, "deno task test", WIRED),
    ({**PYTESTS, "devbox.json": '{"shell": {"scripts": {"test": ["pytest"]}}}'}, "devbox run test", WIRED),
    (JS, "npx tsc", ABSENT),
    (JS, "npm exec tsc", ABSENT),
)  # fmt: skip
def test_runners_of_javascript_under_other_programs(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


@pytest.mark.parametrize(
    "wrapped",
    [
        "mpirun -n 2 python -m", "srun -n1", "torchrun --nproc_per_node=2 -m", "accelerate launch --num_processes 2 -m",
        "memray run -m", "slipcover -m", "kernprof -l -m", "nix develop -c", "apptainer exec image.sif", "devbox run --",
        "tox exec -e py --", "hatch env run -e qa --", "mise exec python@3.12 --", "find tests -name '*.py' -exec",
    ],
)  # fmt: skip
def test_wrappers_are_taken_off(wrapped: str) -> None:
    assert level(PYTESTS, f"{wrapped} pytest") is WIRED


def project(text: str) -> Files:
    return {**PYTESTS, "qa/notes.txt": "", "pyproject.toml": text}


HATCH = "[tool.hatch.envs.default.scripts]\ntest = 'pytest'\n[tool.hatch.envs.dev]\ndependencies = []\n"


@rows(
    (project(HATCH), "hatch run dev:test", WIRED),
    (project(HATCH + "detached = true\n"), "hatch run dev:test", ABSENT),
    (project(HATCH.replace("default", "base") + "template = 'base'\n"), "hatch run dev:test", WIRED),
    (project(HATCH.replace("default", "base")), "hatch run dev:test", ABSENT),
    (project(HATCH), "hatch run default.py3.12:test", WIRED),
    (project(HATCH), "hatch env run -e dev test", WIRED),
    (project("[tool.pdm.scripts]\ntest = 'pytest {args}'\n"), "pdm run test", WIRED),
    (project("[tool.pdm.scripts]\ntest = 'pytest {args:qa}'\n"), "pdm run test", CLAIMED),
    (project("[tool.pdm.scripts]\ntest = 'pytest {args:qa}'\n"), "pdm run test tests", WIRED),
    (project("[tool.poe.tasks.all]\nparallel = ['test']\n[tool.poe.tasks]\ntest = 'pytest'\n"), "poe all", WIRED),
    (project("[tool.poe.tasks.t]\ncontrol.expr = 'x'\n[[tool.poe.tasks.t.switch]]\ncase = 'a'\ncmd = 'pytest'\n"), "poe t", WIRED),
    (project("[tool.poe.groups.qa.tasks]\ntest = 'pytest'\n"), "poe test", WIRED),
    (project("[tool.pixi.tasks]\nci = [{task = 'test'}]\ntest = 'pytest'\n"), "pixi run ci", WIRED),
    (project("[tool.pixi.tasks]\nci = {depends-on = [{task = 'test', environment = 'a'}]}\ntest = 'pytest'\n"), "pixi r ci", WIRED),
    (project("[tool.pixi.tasks]\ntest = {cmd = 'pytest {{ place }}', args = [{arg = 'place', default = 'qa'}]}\n"), "pixi run test", CLAIMED),
    (project("[tool.pixi.tasks]\ntest = {cmd = 'pytest {{ place }}', args = [{arg = 'place', default = 'qa'}]}\n"), "pixi run test tests", WIRED),
    (project("[tool.pixi.feature.a.target.linux-64.tasks]\ntest = 'pytest'\n"), "pixi run test", WIRED),
    (project("[tool.pixi.feature.a.tasks]\ntest = 'pytest'\n"), "pixi run -e a test", WIRED),
)  # fmt: skip
def test_scripts_of_projects(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


def nox(text: str) -> Files:
    return {**PYTESTS, "noxfile.py": f"import nox\n{text}"}


NOTIFYING = (
    "@nox.session\ndef a(s):\n    s.run('ls')\n\n\n@nox.session\ndef tests(s):\n    s.run('pytest')\n\n\n"
    "@nox.session\ndef t(s):\n    every(s, fix=False)\n\n\n"
    "def every(session, *, fix):\n    for name in ({0}):\n        session.notify(name, posargs=[])\n"
)
LISTED = "@nox.session\ndef a(s):\n    s.run('ls')\n\n\n@nox.session(tags=['ci'])\ndef tests(s):\n    s.run('pytest')\n"


@rows(
    (nox(LISTED), "nox", WIRED),
    (nox("nox.options.sessions = ['a']\n" + LISTED), "nox", ABSENT),
    (nox("nox.options.sessions = ['tests']\n" + LISTED), "nox", WIRED),
    (nox(LISTED.replace("tags=['ci']", "default=False")), "nox", ABSENT),
    (nox(LISTED), "nox -t ci", WIRED),
    (nox(LISTED), "nox --tags other", ABSENT),
    (nox("@nox.session\ndef t(s):\n    run(s)\n\n\ndef run(session):\n    session.run('pytest')\n"), "nox -s t", WIRED),
    (nox(NOTIFYING.format("'a', 'tests'")), "python -m nox -s t", WIRED),
    (nox(NOTIFYING.format("'a',")), "python -m nox -s t", ABSENT),
    (nox(LISTED + "@nox.session\ndef t(s):\n    s.notify('tests')\n"), "nox -s t", WIRED),
    (nox("NAMES = ['tests']\n" + NOTIFYING.replace("({0})", "NAMES")), "nox -s t", WIRED),
    (nox("@nox.session\ndef t(s):\n    s.run('ls')\n\n\ndef run(session):\n    session.run('pytest')\n"), "nox -s t", ABSENT),
    (nox("WORDS = ['pytest', 'tests']\n\n\n@nox.session\ndef t(s):\n    s.run(*WORDS)\n"), "nox -s t", WIRED),
)  # fmt: skip
def test_sessions_of_nox(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected
