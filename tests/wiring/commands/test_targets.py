"""Which targets a command runs: through the files that a task file includes, by each tool's own rules."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.wiring.commands.reach import Failure, command_text, follow
from analyzer.wiring.globs import matches
from tests.support.snapshots import snapshot

Files = Mapping[str, str]
MASKED, UNNOTICED = Failure.MASKED, Failure.UNNOTICED


def reached(files: Files, script: str) -> list[tuple[str, str]]:
    """(words, directory) of everything a script runs whose failure counts."""
    return [
        (command_text(each), each.directory)
        for each in follow(snapshot(files), script, "ci.yml", 1)
        if each.failure is Failure.STOPS
    ]


def rows(table: dict[str, tuple[Files, str, list[tuple[str, str]]]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("files", "script", "expected"), table.values(), ids=table.keys())


def just(text: str, **others: str) -> Files:
    return {"justfile": text, **{name.replace("__", "/"): each for name, each in others.items()}}


IMPORTED = {"justfile": "import 'tasks/a.just'\nd:\n  x\n", "tasks/a.just": "t:\n  pytest a\n"}
MODULE = {"justfile": "mod qa\nall: qa::t\n", "qa.just": "t: u\n  pytest\nu:\n  ruff\n"}
FOLDER = {"justfile": "mod svc\n", "svc/mod.just": "t:\n  pytest\n[no-cd]\nhere:\n  pytest\n"}


@rows(
    {
        "a parameter for options": (just("t *args: i\n  pytest {{args}}\ni:\n  x\n"), "just t", [("pytest", ""), ("x", "")]),
        "what a call passes": (just("t *args:\n  pytest {{ args }}\n"), "just t qa -q", [("pytest qa -q", "")]),
        "in quotes": (just('t *args:\n  pytest "{{args}}"\n'), "just t qa", [("pytest qa", "")]),
        "a default": (just("t n='auto':\n  pytest -n {{n}} qa\n"), "just t", [("pytest -n auto qa", "")]),
        "another value than the default": (just("t n='auto':\n  pytest -n {{n}}\n"), "just t 4", [("pytest -n 4", "")]),
        "a default of many": (just("t +args='qa x':\n  pytest {{args}}\n"), "just t", [("pytest qa x", "")]),
        "a value without a default": (just("t place:\n  pytest {{place}}\n"), "just t qa", [("pytest qa", "")]),
        "a joined variable": (just("v := '.venv'\npy := v / 'bin/python'\nt:\n  {{py}} -m pytest\n"), "just t", [("python -m pytest", "")]),
        "a variable of the environment": (just("a := env_var_or_default('A', 'qa')\nt:\n  pytest {{a}}\n"), "just t", [("pytest qa", "")]),
        "a variable only a shell knows": (just("a := `x`\nt:\n  pytest {{a}}\n"), "just t", [("pytest {{a}}", "")]),
        "the folder of the file": (just("t:\n  pytest {{justfile_directory()}}/qa\n"), "just t", [("pytest ./qa", "")]),
        "attributes": (just("[group('qa')]\n[private]\nt:\n  pytest\n"), "just t", [("pytest", "")]),
        "another folder": (just("[working-directory: 'svc']\nt:\n  pytest\n"), "just t", [("pytest", "svc")]),
        "another folder for all": (just("set working-directory := 'svc'\nt:\n  pytest\n"), "just t", [("pytest", "svc")]),
        "a recipe for another system": (just("[windows]\nt:\n  x\n[unix]\nt:\n  pytest\n"), "just t", [("pytest", "")]),
        "a default by attribute": (just("a:\n  x\n[default]\nt:\n  pytest\n"), "just", [("pytest", "")]),
        "above": ({"justfile": "t:\n  pytest\n", "svc/a.py": ""}, "cd svc && just t", [("cd svc", ""), ("pytest", "")]),
        "an import": (IMPORTED, "just t", [("pytest a", "")]),
        "an import that is optional": (just("import? 'a.just'\n", **{"a.just": "t:\n  pytest\n"}), "just t", [("pytest", "")]),
        "an import without an ending": (just("import 'tasks/a'\n", tasks__a="t:\n  pytest\n"), "just t", [("pytest", "")]),
        "an import that is missing": (just("import? 'b.just'\n", **{"a.just": "t:\n  pytest\n"}), "just t", [("just t", "")]),
        "a dependency in an import": (just("import 'a.just'\nall: t\n", **{"a.just": "t:\n  pytest\n"}), "just all", [("pytest", "")]),
        "a module": (MODULE, "just qa::t", [("pytest", ""), ("ruff", "")]),
        "a module with a blank": (MODULE, "just qa t", [("pytest", ""), ("ruff", "")]),
        "a module's first recipe": (MODULE, "just qa", [("pytest", ""), ("ruff", "")]),
        "a dependency in a module": (MODULE, "just all", [("pytest", ""), ("ruff", "")]),
        "a recipe of a module without its name": (MODULE, "just t", [("just t", "")]),
        "a module in a folder": (FOLDER, "just svc::t", [("pytest", "svc")]),
        "a module's recipe that runs where it is called": (FOLDER, "just svc::here", [("pytest", "")]),
        "a module somewhere else": (just("mod a 'qa'\n", qa__justfile="t:\n  pytest\n"), "just a::t", [("pytest", "qa")]),
        "a file that only lies there": ({"a.just": "t:\n  pytest\n", "justfile": "x:\n  y\n"}, "just t", [("just t", "")]),
    }
)  # fmt: skip
def test_just(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    assert reached(files, script) == expected


def test_a_script_in_a_justfile_goes_on_after_a_failure_unless_it_says_otherwise() -> None:
    recipe = "t:\n  #!/usr/bin/env bash\n{}  pytest\n  echo done\n"
    assert ("pytest", "") not in reached({"justfile": recipe.format("")}, "just t")
    assert ("pytest", "") in reached({"justfile": recipe.format("  set -e\n")}, "just t")


def task(text: str, **others: str) -> Files:
    return {"Taskfile.yml": f"version: '3'\n{text}", **{name.replace("__", "/"): each for name, each in others.items()}}  # fmt: skip


TEST = "version: '3'\ntasks:\n  t: [pytest]\n  default: [x]\n  u: {cmds: [{task: t}, {task: ':t'}]}\n"


@rows(
    {
        "nothing is passed": (task("tasks: {t: {cmds: ['pytest {{.CLI_ARGS}}']}}"), "task t", [("pytest", "")]),
        "something is passed": (task("tasks: {t: {cmds: ['pytest {{.CLI_ARGS}}']}}"), "task t -- qa -q", [("pytest qa -q", "")]),
        "a default for what is passed": (task("tasks:\n  t:\n    - pytest {{.CLI_ARGS | default \"qa\"}}\n"), "task t", [("pytest qa", "")]),
        "a default the other way": (task("tasks:\n  t:\n    - pytest {{default \"qa\" .CLI_ARGS}}\n"), "task t", [("pytest qa", "")]),
        "variables of the task": (task("vars: {A: x}\ntasks: {t: {vars: {A: qa}, cmd: 'pytest {{.A}}'}}"), "task t", [("pytest qa", "")]),
        "a variable that a shell gives": (task("vars: {A: {sh: x}}\ntasks: {t: {cmd: 'pytest {{.A}}'}}"), "task t", [("pytest {{.A}}", "")]),
        "a loop": (task("tasks: {t: {cmds: [{for: [a, b], cmd: 'pytest {{.ITEM}}'}]}}"), "task t", [("pytest a", ""), ("pytest b", "")]),
        "a loop over tasks": (task("tasks: {t: {cmds: [{for: [a], task: '{{.ITEM}}'}]}, a: [pytest]}"), "task t", [("pytest", "")]),
        "an alias": (task("tasks: {test: {aliases: [t], cmd: pytest}}"), "task t", [("pytest", "")]),
        "what runs at the end": (task("tasks: {t: {cmds: [{defer: pytest}, ls]}}"), "task t", [("ls", "")]),
        "above": (task("tasks: {t: [pytest]}", svc__a=""), "cd svc && task t", [("cd svc", ""), ("pytest", "")]),
        "an included file": (task("includes: {qa: ./b/qa.yml}", b__qa__yml="", **{"b/qa.yml": TEST}), "task qa:t", [("pytest", "")]),
        "an included folder": (task("includes: {qa: ./b}", **{"b/Taskfile.yml": TEST}), "task qa:t", [("pytest", "")]),
        "a folder of its own": (task("includes: {qa: {taskfile: b, dir: b}}", **{"b/Taskfile.yml": TEST}), "task qa:t", [("pytest", "b")]),
        "its default": (task("includes: {qa: b}", **{"b/Taskfile.yml": TEST}), "task qa", [("x", "")]),
        "another name of it": (task("includes: {qa: {taskfile: b, aliases: [q]}}", **{"b/Taskfile.yml": TEST}), "task q:t", [("pytest", "")]),
        "a pattern for names": (task("tasks: {'t:*': pytest}"), "task t:unit", [("pytest", "")]),
        "a name beside the pattern": (task("tasks: {'t:*': pytest}"), "task u:unit", [("task u:unit", "")]),
        "no name of it": (task("includes: {qa: {taskfile: b, flatten: true}}", **{"b/Taskfile.yml": TEST}), "task t", [("pytest", "")]),
        "a name that needs its own": (task("includes: {qa: b}", **{"b/Taskfile.yml": TEST}), "task t", [("task t", "")]),
        "a call inside it and out of it": (task("includes: {qa: b}\ntasks: {t: [ls]}", **{"b/Taskfile.yml": TEST}), "task qa:u", [("pytest", ""), ("ls", "")]),
        "a dependency on it": (task("includes: {qa: b}\ntasks: {t: {deps: ['qa:t']}}", **{"b/Taskfile.yml": TEST}), "task t", [("pytest", "")]),
        "an inclusion in an inclusion": (task("includes: {a: b}", **{"b/Taskfile.yml": "includes: {c: c.yml}\n", "b/c.yml": TEST}), "task a:c:t", [("pytest", "")]),
        "a file from the network": (task("includes: {qa: 'https://x.org/b.yml'}"), "task qa:t", [("task qa:t", "")]),
    }
)  # fmt: skip
def test_taskfiles(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    assert reached(files, script) == expected


BASH = "#!/usr/bin/env bash\nset -e\n"


@rows(
    {
        "a task": ({"mise.toml": "[tasks]\nt = 'pytest'\n"}, "mise run t", [("pytest", "")]),
        "a table": ({".mise.toml": "[tasks.t]\ndescription = 'x'\nrun = ['ruff', 'pytest']\n"}, "mise r t", [("ruff", ""), ("pytest", "")]),
        "without `run`": ({".config/mise/config.toml": "[tasks.t]\nrun = 'pytest'\n"}, "mise t:x\nmise t", [("mise t:x", ""), ("mise t", "")]),
        "by its name alone": ({"mise/config.toml": "[tasks.test]\nrun = 'pytest'\n"}, "mise test", [("pytest", "")]),
        "several": ({"mise.toml": "[tasks]\na = 'ls'\nb = 'pytest'\n"}, "mise run a -q ::: b", [("ls", ""), ("pytest", "")]),
        "dependencies": ({"mise.toml": "[tasks]\nt = {depends = ['a', 'b x']}\na.run = 'ls'\nb.run = 'pytest'\n"}, "mise run t", [("ls", ""), ("pytest", "")]),
        "tasks that fit a pattern": ({"mise.toml": "[tasks]\nt = {depends = ['t:*']}\n't:a'.run = 'ls'\n't:b' = 'pytest'\nu = 'x'\n"}, "mise run t", [("ls", ""), ("pytest", "")]),
        "no task that fits": ({"mise.toml": "[tasks]\nt = {depends = ['x:*']}\n't:a'.run = 'ls'\n"}, "mise run t", []),
        "tasks in its steps": ({"mise.toml": "[tasks]\nt.run = [{task = 'a'}, {tasks = ['b']}]\na = 'ls'\nb = 'pytest'\n"}, "mise run t", [("ls", ""), ("pytest", "")]),
        "an alias": ({"mise.toml": "[tasks.test]\nalias = 't'\nrun = 'pytest'\n"}, "mise run t", [("pytest", "")]),
        "a folder": ({"mise.toml": "[tasks.a]\ndir = '{{config_root}}/svc'\nrun = 'pytest'\n"}, "mise run a", [("pytest", "svc")]),
        "a file": ({"mise.toml": "[tasks.a]\nfile = 'x/a.sh'\n", "x/a.sh": "set -e\npytest\n"}, "mise run a", [("pytest", "")]),
        "an argument": ({"mise.toml": "[tasks]\na = 'pytest {{arg(name=\"p\", default=\"qa\")}} {{flag(name=\"q\")}}'\n"}, "mise run a", [("pytest qa", "")]),
        "a dry run": ({"mise.toml": "[tasks]\na = 'pytest'\n"}, "mise run --dry-run a", [("mise run --dry-run a", "")]),
        "a program": ({}, "mise exec python@3.12 -- pytest -q\nmise x -- pytest", [("pytest -q", ""), ("pytest", "")]),
        "a script": ({".mise/tasks/test": f"{BASH}pytest\n"}, "mise run test", [("pytest", "")]),
        "a script in another folder of tasks": ({"mise-tasks/test.sh": f"{BASH}pytest\n"}, "mise run test", [("pytest", "")]),
        "a script below": ({".config/mise/tasks/py/unit": f"{BASH}pytest\n"}, "mise run py:unit", [("pytest", "")]),
        "a script that stands for its folder": ({"mise/tasks/py/_default": f"{BASH}pytest\n"}, "mise run py", [("pytest", "")]),
        "a script that says more": ({".mise-tasks/a": f"{BASH}#MISE depends=['b']\n#MISE dir='svc'\npytest\n", ".mise-tasks/b": f"{BASH}ls\n"}, "mise run a", [("pytest", "svc"), ("ls", "")]),
        "a script in Python": ({".mise/tasks/a": "#!/usr/bin/env python\nimport x\n"}, "mise run a", [("python .mise/tasks/a", "")]),
        "a script in another language": ({".mise/tasks/a": "#!/usr/bin/env node\nx()\n"}, "mise run a", [("mise run a", "")]),
        "a folder that is named": ({"mise.toml": "[task_config]\nincludes = ['ci/tasks']\n", "ci/tasks/a": f"{BASH}pytest\n"}, "mise run a", [("pytest", "")]),
        "a file of tasks that is named": ({"mise.toml": "[task_config]\nincludes = ['t.toml']\n", "t.toml": "[a]\nrun = 'pytest'\n"}, "mise run a", [("pytest", "")]),
        "a folder of a large repository": ({"svc/mise.toml": "[tasks]\na = 'pytest'\n"}, "mise run //svc:a", [("pytest", "svc")]),
        "above": ({"mise.toml": "[tasks]\na = 'pytest'\n", "svc/a.py": ""}, "mise -C svc run a", [("pytest", "")]),
        "another folder's": ({"svc/mise.toml": "[tasks]\na = 'pytest'\n"}, "mise run a", [("mise run a", "")]),
    }
)  # fmt: skip
def test_mise(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    assert reached(files, script) == expected


EARTH = "VERSION 0.8\nFROM python:3.12\nWORKDIR /app\n"


@rows(
    {
        "a target": ({"Earthfile": f"{EARTH}t:\n    COPY . .\n    RUN pytest /app/qa\n"}, "earthly --ci +t", [("pytest ./qa", "")]),
        "options of a step": ({"Earthfile": f"{EARTH}t:\n    RUN --no-cache --secret A=b --mount=type=cache,target=/x pytest\n"}, "earthly +t", [("pytest", "")]),
        "words of a step": ({"Earthfile": f'{EARTH}t:\n    RUN ["pytest", "-q"]\n'}, "earthly +t", [("pytest -q", "")]),
        "a step of publishing": ({"Earthfile": f"{EARTH}t:\n    RUN --push pytest\n    RUN ls\n"}, "earthly +t", [("ls", "")]),
        "what it builds": ({"Earthfile": f"{EARTH}all:\n    BUILD +t\nt:\n    FROM +d\n    RUN pytest\nd:\n    RUN ls\n"}, "earthly -P +all", [("pytest", ""), ("ls", "")]),
        "what stands before the first target": ({"Earthfile": "FROM x\nRUN ls\nt:\n  RUN pytest\n"}, "earthly +t", [("pytest", ""), ("ls", "")]),
        "another folder": ({"Earthfile": "all:\n    BUILD ./svc+t\n", "svc/Earthfile": "t:\n  RUN pytest\n"}, "earthly +all", [("pytest", "svc")]),
        "another folder by the call": ({"svc/Earthfile": "t:\n  RUN pytest\n"}, "earthly ./svc+t", [("pytest", "svc")]),
        "another target": ({"Earthfile": f"{EARTH}t:\n    RUN pytest\nb:\n    RUN ls\n"}, "earthly +b", [("ls", "")]),
        "another repository": ({"Earthfile": f"{EARTH}t:\n    RUN pytest\n"}, "earthly github.com/x/y+t", [("earthly github.com/x/y+t", "")]),
    }
)  # fmt: skip
def test_earthly(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    assert reached(files, script) == expected


@rows(
    {
        "a pattern": ({"Makefile": "include mk/*.mk\n", "mk/a.mk": "t:\n\tpytest\n"}, "make t", [("pytest", "")]),
        "a function": ({"Makefile": "-include $(wildcard mk/*.mk)\n", "mk/a.mk": "t:\n\tpytest\n"}, "make t", [("pytest", "")]),
        "any name": ({"Makefile": "include mk/rules\n", "mk/rules": "t:\n\tpytest\n"}, "make t", [("pytest", "")]),
        "an inclusion in an inclusion": ({"Makefile": "include a.mk\n", "a.mk": "include b/b.mk\n", "b/b.mk": "t:\n\tpytest\n"}, "make t", [("pytest", "")]),
        "a dependency across files": ({"Makefile": "include a.mk\nall: t\n", "a.mk": "t:\n\tpytest\n"}, "make all", [("pytest", "")]),
        "variables across files": ({"Makefile": "PY := uv run python\nT = $(PY) -m pytest\ninclude a.mk\n", "a.mk": "t:\n\t$(T) -q\n"}, "make t", [("python -m pytest -q", "")]),
        "variables of the call": ({"Makefile": "t:\n\tpytest $(WHAT)\n"}, "make t WHAT=qa", [("pytest qa", "")]),
        "its only target": ({"Makefile": "include a.mk\n", "a.mk": "t:\n\tpytest\n"}, "make", [("pytest", "")]),
        "a file that only lies there": ({"Makefile": "x:\n\tls\n", "a.mk": "t:\n\tpytest\n"}, "make t", [("make t", "")]),
        "a function with parameters": ({"Makefile": "run = pytest $(2) qa/$(1)\nt:\n\t$(call run,a,-q)\n"}, "make t", [("pytest -q qa/a", "")]),
        "a parameter that is not given": ({"Makefile": "run = pytest $(2) qa/$(1)\nt:\n\t$(call run,a)\n"}, "make t", [("pytest qa/a", "")]),
        "a function that is not there": ({"Makefile": "t:\n\t$(call run,a)\n"}, "make t", [("$(call run,a)", "")]),
        "a definition of several lines": ({"Makefile": "define run\n\tls $(1)\n\tpytest $(1)\nendef\nt:\n\t$(call run,a)\n"}, "make t", [("ls a", ""), ("pytest a", "")]),
        "a variable in what is passed": ({"Makefile": "S = a\nrun = pytest $(1)\nt:\n\t$(call run,$(S))\n"}, "make t", [("pytest a", "")]),
        "a wildcard": ({"Makefile": "T := $(wildcard qa/*.py)\nt:\n\tpytest $(T)\n"}, "make t", [("pytest qa/*.py", "")]),
        "names that are put together": ({"Makefile": "D = a b\nt:\n\tpytest $(addsuffix /qa,$(addprefix svc/,$(D)))\n"}, "make t", [("pytest svc/a/qa svc/b/qa", "")]),
        "a command for each": ({"Makefile": "D = a b\nt:\n\t$(foreach d,$(D),pytest $(d);)\n"}, "make t", [("pytest b", "")]),
        "a command for each, one after the other": ({"Makefile": "D = a b\nt:\n\t$(foreach d,$(D),pytest $(d) &&) true\n"}, "make t", [("pytest a", ""), ("pytest b", ""), ("true", "")]),
        "names by a pattern": ({"Makefile": "D = a b\nt: $(D:%=t-%)\nt-a:\n\tpytest a\nt-b:\n\tls b\n"}, "make t", [("pytest a", ""), ("ls b", "")]),
        "the same by its function": ({"Makefile": "D = a.py\nt:\n\tpytest $(patsubst %.py,%_it.py,$(D)) $(D:.py=.txt)\n"}, "make t", [("pytest a_it.py a.txt", "")]),
        "a loop over folders": ({"Makefile": "D := $(wildcard svc/*)\nt:\n\tfor d in $(D); do $(MAKE) -C $$d t || exit 1; done\n", "svc/a/Makefile": "t:\n\tpytest\n", "svc/b/Makefile": "x:\n\tls\n"}, "make t", [("pytest", "svc/a"), ("exit 1", "")]),
        "where it is called, not where the file is": ({"ci/Makefile": "t:\n\tpytest\n"}, "make -f ci/Makefile t", [("pytest", "")]),
    }
)  # fmt: skip
def test_make_includes(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    assert reached(files, script) == expected


POE = "[tool.poe]\ninclude = {}\n"


@rows(
    {
        "the plugin of poetry": ({"pyproject.toml": "[tool.poe.tasks.t]\ncmd = 'poetry run pytest qa'\n"}, "poetry poe t", [("pytest qa", "")]),
        "the plugin in a folder": ({"svc/pyproject.toml": "[tool.poe.tasks]\nt = 'pytest'\n"}, "poetry -C svc poe t", [("pytest", "svc")]),
        "poetry itself": ({"pyproject.toml": "[tool.poe.tasks]\ncheck = 'pytest'\n"}, "poetry check", [("poetry check", "")]),
        "a file it includes": ({"pyproject.toml": POE.format("'t.toml'"), "t.toml": "[tool.poe.tasks]\nt = 'pytest'\n"}, "poe t", [("pytest", "")]),
        "files with a folder": ({"pyproject.toml": POE.format("[{path = 'a/t.toml', cwd = 'a'}]"), "a/t.toml": "[tasks]\nt = 'pytest'\n"}, "poe t", [("pytest", "a")]),
        "a file in YAML": ({"pyproject.toml": POE.format("'t.yaml'"), "t.yaml": "tasks: {t: pytest}\n"}, "poe t", [("pytest", "")]),
        "a file in JSON": ({"pyproject.toml": POE.format("'t.json'"), "t.json": '{"tool": {"poe": {"tasks": {"t": "pytest"}}}}'}, "poe t", [("pytest", "")]),
        "a file that it does not include": ({"pyproject.toml": POE.format("'u.toml'"), "t.toml": "[tasks]\nt = 'pytest'\n"}, "poe t", [("poe t", "")]),
    }
)  # fmt: skip
def test_poe(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    assert reached(files, script) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.py", ["a.py"]),
        ("t/*.py", ["t/x.py", "t/y.py"]),
        ("t/[x-z].py", ["t/x.py", "t/y.py"]),
        ("t/?.py", ["t/x.py", "t/y.py"]),
        ("{t,u}/y.py", ["t/y.py"]),
        ("t/**/*.py", ["t/u/z.py", "t/x.py", "t/y.py"]),
        ("**/z.py", ["t/u/z.py"]),
        ("*", ["a.py", "t"]),
        ("t/*", ["t/u", "t/x.py", "t/y.py"]),
        ("x/*.py", []),
        ("t", ["t"]),
    ],
)
def test_a_pattern_is_what_a_shell_makes_of_it(pattern: str, expected: list[str]) -> None:
    repo = snapshot(dict.fromkeys(["a.py", "t/x.py", "t/y.py", "t/u/z.py", "t/.hidden.py"], ""))
    assert list(matches(repo, pattern)) == expected


HOOKS = "repos:\n- repo: local\n  hooks:\n  - {{id: t, entry: {0}, language: system{1}}}\n- repo: https://x.org/y\n  hooks:\n  - id: z\n"


def hooks(entry: str, more: str = "", name: str = ".pre-commit-config.yaml") -> Files:
    return {name: HOOKS.format(entry, more)}


DOIT = "def task_t():\n    return {'actions': ['pytest -q', ['ruff', 'check']], 'task_dep': ['d']}\n\n\ndef task_d():\n    yield {'name': 'a', 'actions': ['ls']}\n"


@rows(
    {
        "a hook of the repository": (hooks("pytest"), "pre-commit run --all-files", [("pytest", ""), ("pre-commit run --all-files", "")]),
        "a hook by its name": (hooks("uv run pytest -q"), "pre-commit run t --all-files", [("pytest -q", ""), ("pre-commit run t --all-files", "")]),
        "its arguments": (hooks("pytest", ", args: [-q, qa]"), "prek run -a", [("pytest -q qa", ""), ("prek run -a", "")]),
        "a hook of another stage": (hooks("pytest", ", stages: [pre-push]"), "pre-commit run -a", [("pre-commit run -a", "")]),
        "a hook of the stage": (hooks("pytest", ", stages: [push]"), "pre-commit run -a --hook-stage pre-push", [("pytest", ""), ("pre-commit run -a --hook-stage pre-push", "")]),
        "a hook in another language": ({".pre-commit-config.yaml": HOOKS.format("pytest", "").replace("system", "pygrep")}, "pre-commit run -a", [("pre-commit run -a", "")]),
        "an installation": (hooks("pytest"), "pre-commit install", [("pre-commit install", "")]),
        "tasks of doit": ({"dodo.py": DOIT}, "doit t", [("pytest -q", ""), ("ruff check", ""), ("ls", "")]),
        "every task of doit": ({"dodo.py": DOIT}, "python -m doit", [("pytest -q", ""), ("ruff check", ""), ("ls", "")]),
        "default tasks of doit": ({"dodo.py": "DOIT_CONFIG = {'default_tasks': ['d']}\n" + DOIT}, "doit run", [("ls", "")]),
        "a part of a task of doit": ({"dodo.py": DOIT}, "doit d:a", [("ls", "")]),
        "a list of doit": ({"dodo.py": DOIT}, "doit list", [("doit list", "")]),
        "a command of invoke that is added up": ({"tasks.py": "from invoke import task\nRUN = 'pytest -q'\n@task\ndef t(c, x=''):\n    c.run(RUN + ' qa ' + x)\n"}, "inv t", [("pytest -q qa ${value}", "")]),
        "a command of invoke by a name": ({"tasks.py": "from invoke import task\n@task\ndef t(c):\n    command = 'pytest qa'\n    c.run(command, pty=True)\n"}, "inv t", [("pytest qa", "")]),
        "a command of invoke that nobody knows": ({"tasks.py": "from invoke import task\n@task\ndef t(c, x):\n    c.run(x)\n"}, "inv t", [("inv t", "")]),
        "duties": ({"duties.py": "from duty import duty, tools\n@duty\ndef t(ctx):\n    ctx.run(tools.pytest('qa'), title='x')\n    ctx.run('ruff check')\n"}, "duty t", [("pytest qa", ""), ("ruff check", "")]),
        "duties with further arguments": ({"duties.py": "from duty import duty, tools\n@duty\ndef t(ctx, *more):\n    ctx.run(tools.pytest('qa').add_args(*more), title='x')\n"}, "duty t", [("pytest qa", "")]),
        "duties before a duty": ({"duties.py": "from duty import duty\n@duty(pre=['u'])\ndef t(ctx): ...\n@duty\ndef u(ctx):\n    ctx.run(['pytest', '-q'])\n"}, "duty t", [("pytest -q", "")]),
    }
)  # fmt: skip
def test_hooks_doit_and_duties(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    assert reached(files, script) == expected


SPACE = {
    "package.json": '{"scripts": {"test": "turbo run test"}}',
    "packages/a/package.json": '{"name": "@x/a", "scripts": {"test": "vitest run"}}',
    "packages/py/package.json": '{"name": "py", "scripts": {"test": "uv run pytest"}}',
}
A, PY = ("vitest run", "packages/a"), ("pytest", "packages/py")
NX = {
    "nx.json": "{}",
    "apps/api/project.json": '{"name": "api", "targets": {"test": {"executor": "nx:run-commands", "options": {"command": "pytest tests", "cwd": "{projectRoot}"}}, "all": {"dependsOn": ["test", "^build"]}}}',
    "libs/project.json": '{"name": "tools", "targets": {"lint": {"command": "ruff check libs"}, "e2e": {"command": "ls libs"}}}',
    "apps/web/project.json": '{"targets": {"test": {"executor": "@nx/jest:jest"}, "e2e": {"command": "ls {projectRoot}"}}}',
}
MOON = {
    ".moon/tasks.yml": "tasks:\n  lint:\n    command: ruff check\n",
    "apps/api/moon.yml": "tasks:\n  test:\n    command: uv run pytest\n    args: [-q, tests]\n  serve:\n    script: uvicorn a:b\n    preset: server\n"
    "  all:\n    command: ./all.sh -x\n    deps: [~:test, ^:build]\n    options: {runFromWorkspaceRoot: true, runInCI: false}\n",
    "apps/job/moon.yml": "language: python\n",
}
MOON_API = ("pytest -q tests", "apps/api")
API, WEB = ("pytest tests", "apps/api"), ("jest", "")


@rows(
    {
        "every package": (SPACE, "turbo run test", [A, PY]),
        "through a script": (SPACE, "pnpm test", [A, PY]),
        "one package": (SPACE, "npx turbo test --filter=py", [PY]),
        "a package that is not there": (SPACE, "turbo run lint", [("turbo run lint", "")]),
        "a recursive run": (SPACE, "pnpm -r test", [A, PY]),
        "a recursive run of a script": (SPACE, "pnpm -r run test", [A, PY]),
        "a filter": (SPACE, "pnpm --filter @x/a test", [A]),
        "workspaces of npm": (SPACE, "npm test --workspaces", [A, PY]),
        "a workspace of npm": (SPACE, "npm run test -w packages/py", [PY]),
        "workspaces of yarn": (SPACE, "yarn workspaces foreach --all run test", [A, PY]),
        "lerna": (SPACE, "npx lerna run test", [A, PY]),
        "a project of Nx": (NX, "nx test api", [API]),
        "a project of Nx, the other way": (NX, "npx nx run api:test", [API]),
        "many projects of Nx": (NX, "pnpm nx run-many -t test", [API, WEB]),
        "projects of Nx that are affected": (NX, "npx nx affected --target=test --parallel=3", [API, WEB]),
        "an old form of it": (NX, "nx affected:test", [API, WEB]),
        "what a target needs": (NX, "nx run api:all", [API]),
        "another target": (NX, "nx e2e web", [("ls apps/web", "")]),
        "a project that is named otherwise than its folder": (NX, "nx e2e tools", [("ls libs", "")]),
        "a task of moon": (MOON, "moon run api:test", [MOON_API]),
        "a task of every project of moon": (MOON, "npx moon run :test :lint", [MOON_API, ("ruff check", "apps/api"), ("ruff check", "apps/job")]),
        "what moon runs in CI": (MOON, "moon ci", [MOON_API, ("ruff check", "apps/api"), ("ruff check", "apps/job")]),
        "tasks of two projects of moon": (MOON, "moon run api:test job:lint", [MOON_API, ("ruff check", "apps/api"), ("ruff check", "apps/job")]),
        "what moon checks of a project": (MOON, "moon check job", [("ruff check", "apps/job")]),
        "what a task of moon needs": (MOON, "moon run api:all", [MOON_API, ("./all.sh -x", "")]),
        "a task of moon for a person": (MOON, "moon run api:serve", [("uvicorn a:b", "apps/api")]),
        "a query of moon": (MOON, "moon query tasks", [("moon query tasks", "")]),
        "it, the other way": (NX, "npx nx run tools:lint", [("ruff check libs", "")]),
    }
)  # fmt: skip
def test_scripts_of_every_package(files: Files, script: str, expected: list[tuple[str, str]]) -> None:
    found = [each for each in reached(files, script) if each != ("", "")]
    assert sorted(found) == sorted(expected)
