"""Targets: task files, container build files, compose files, dependency files of every format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from analyzer.parsing.dependencies.files import DependencyFile, parse_dependencies
from analyzer.parsing.dockerfile.stages import Dockerfile, parse_dockerfile
from analyzer.parsing.tasks.files import TargetFile, parse_compose, parse_included, parse_targets, target_kind
from fuzz.target import Target
from fuzz.targets.code import PYTHON, SHELL
from fuzz.targets.configuration import INI, JSON, TOML, YAML
from fuzz.targets.shared import PLAIN_FILE, at, line_count, with_last_break, with_mark

_MAKE = (
    "a: b c\n\tmake test\n", "\t", "a := b\n", "A ?= $(B)\n", "define X\n", "endef\n", "ifeq (a,b)\n", "else\n", "endif\n", "include a.mk\n",
    "-include $(wildcard *.mk)\n", "$(A)", "${A}", "$$", "$@", "$(shell ls)", "$(foreach a,b,c)", "%.o: %.c\n", ".PHONY: a\n", "export A\n",
    "\\\n", "#", "@", "-", "+", ":", "::", ";", "$(call f,x)", "$(if x,y)", ".ONESHELL:\n", "$(MAKE) -C d\n",
)  # fmt: skip
_JUST = (
    "a b='c':\n",
    "    echo\n",
    "@a:\n",
    "set shell := ['bash']\n",
    "[private]\n",
    "{{ a }}",
    "import 'x'\n",
    "mod x\n",
    "alias a := b\n",
    "#!/bin/sh\n",
    "a: b && c\n",
    "`x`",
    "'''",
    "export A := 'b'\n",
)
_TOX = ("[testenv]\n", "[testenv:a]\n", "commands = pytest\n", "envlist = py{39,310}-{a,b}\n", "{[testenv]deps}", "{posargs}", "deps =\n  -r r.txt\n", "base = a\n", "depends = a\n", "\\\n", "{a,b}", "- ")  # fmt: skip
_PROJECT = (
    "[project]\n", 'dependencies = ["a>=1"]\n', "[tool.poetry.dependencies]\n", "[tool.poe.tasks]\n", "[tool.hatch.envs.a.scripts]\n",
    "[tool.pdm.scripts]\n", "[tool.pixi.tasks]\n", "[tool.tox]\n", 'legacy_tox_ini = """\n[testenv]\n"""\n', "[dependency-groups]\n", 'a = {cmd = "b", deps = ["c"]}\n',
    'a = "^1.0"\n', "[build-system]\n", "[project.scripts]\n", "[[package]]\n", 'name = "a"\n', 'version = "1"\n', "[metadata]\n", "[scripts]\n", "[packages]\n",
)  # fmt: skip
_DOCKER = (
    "FROM a AS b\n", "FROM --platform=$X a:${V:-1}\n", "RUN ", "COPY --from=b . /x\n", "CMD [\"a\", \"b\"]\n", "ENTRYPOINT a\n", "ENV A=b C='d'\n", "ARG A=b\n",
    "WORKDIR ../x\n", "USER 1:2\n", "EXPOSE 80/tcp\n", "HEALTHCHECK NONE\n", "RUN <<E\nx\nE\n", "COPY <<E /x\n", "ONBUILD ", "SHELL [\"a\"]\n", "# escape=`\n", "# syntax=x\n",
    "\\\n", "`\n", "[", "]", '"', "'", "$A", "${A}", "--mount=type=x ", "{{ x }}", "<% x %>", "LABEL a=b\n",
)  # fmt: skip
_COMPOSE = ("services:\n", "  a:\n", "build: .\n", "command: [a, b]\n", "entrypoint: a\n", "depends_on: [a]\n", "env_file: x\n", "profiles: [x]\n", "extends: {service: a}\n", "ports: ['80:80']\n", "deploy: {}\n", "dockerfile_inline: |\n  FROM a\n")  # fmt: skip
_REQUIREMENTS = (
    "numpy==1.0\n", "a[b,c]>=1,<2; python_version<'3'\n", "-r x.txt\n", "-c ../y.txt\n", "-e .\n", "-e git+https://e.org/x@abc#egg=y\n", "--hash=sha256:0\n",
    "\\\n", "#", " @ https://e.org/a.whl\n", "===", "~=", "!=", "*", "${A}", "--index-url x\n", "[", "]", ";", "(", ")",
)  # fmt: skip
_SETUP = ("setup(", "install_requires=[", "'a>=1'", "]", ")", "extras_require={", "}", "entry_points={'console_scripts': ['a=b:c']}", "open('r.txt').read()", "packages=find_packages()", "x = ['a']\n", "x += x\n", "x * 99")  # fmt: skip

TASK_PATHS = {
    "make": "Makefile", "just": "justfile", "tox": "tox.ini", "tox-toml": "tox.toml", "tox-setup-cfg": "setup.cfg", "nox": "noxfile.py",
    "package": "package.json", "pyproject": "pyproject.toml", "invoke": "tasks.py", "taskfile": "Taskfile.yml", "procfile": "Procfile",
    "pipfile": "Pipfile", "compose": "docker-compose.yml", "shell": "scripts/run.sh", "mise": "mise.toml",
    "mise-task": "mise-tasks/test", "earthly": "Earthfile", "doit": "dodo.py", "duty": "duties.py",
    "hooks": ".pre-commit-config.yaml", "workspace": "shop/project.json", "workspace-moon": "shop/moon.yml",
    "mage": "magefile.go", "rails": "config/ci.rb",
}  # fmt: skip
"""Where the task file of each target lies; before the first hyphen is the kind that it must have."""
READ_WHERE_NAMED = frozenset({"hooks", "workspace"})
"""Kinds that are read only where a command names them, whatever the file is called."""
_TASK_SYNTAX: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "make": (None, _MAKE), "just": (None, _JUST), "tox": (None, (*_TOX, *INI)), "tox-toml": ("toml", (*_TOX, *TOML)),
    "tox-setup-cfg": (None, ("[tox:tox]\n", *_TOX, *INI)), "nox": ("python", ("@nox.session(name='a')\n", "session.run('a')\n", *PYTHON)),
    "package": ("json", ('"scripts": {', '"a": "npm run b && npm-run-all c:*"', *JSON)), "pyproject": ("toml", (*_PROJECT, *TOML)),
    "invoke": ("python", ("@task(pre=[a])\n", "c.run('a')\n", *PYTHON)), "taskfile": ("yaml", ("tasks:\n", "cmds: [a]\n", "deps: [a]\n", "- task: a\n", "includes: {a: b}\n", *YAML)),
    "procfile": (None, ("web: ", "a: b\n", *SHELL)), "pipfile": ("toml", (*_PROJECT, *TOML)), "compose": ("yaml", (*_COMPOSE, *YAML)), "shell": (None, SHELL),
    "mise": ("toml", ("[tasks.a]\n", "[tasks]\n", 'run = "a"\n', "depends = ['a']\n", "[vars]\n", "{{vars.a}}", *TOML)),
    "mise-task": (None, ("#!/bin/sh\n", "#MISE depends=['a']\n", "# [MISE] dir='..'\n", *SHELL)),
    "earthly": (None, ("VERSION 0.8\n", "FROM a\n", "a:\n", "    RUN b\n", "    BUILD +a\n", "    COPY +a/x .\n", "    IF [ 1 ]\n", "    END\n", "\\\n", *SHELL)),
    "doit": ("python", ("def task_a():\n", "    return {'actions': ['a'], 'task_dep': ['b']}\n", "    yield {'name': 'a'}\n", "DOIT_CONFIG = {'default_tasks': ['a']}\n", *PYTHON)),
    "duty": ("python", ("@duty(pre=['a'])\n", "def a(ctx):\n", "    ctx.run('a')\n", *PYTHON)),
    "hooks": ("yaml", ("repos:\n", "- repo: local\n", "  hooks:\n", "  - id: a\n", "    entry: a\n", "    language: system\n", "    stages: [pre-push]\n", *YAML)),
    "workspace-moon": ("yaml", ("tasks:\n", "  a:\n", "    command: 'a b'\n", "    args: [c]\n", "    deps: ['~:b']\n", "    options: {runInCI: false}\n", *YAML)),
    "mage": (None, ("//go:build mage\n", "func A() error {\n", "\treturn sh.Run(\"a\", \"b\")\n", "}\n", "mg.Deps(A, B)\n", "type C mg.Namespace\n", "func (C) D() {\n", "var Default = A\n", '"', ",", "(", ")")),
    "rails": (None, ("CI.run do\n", "  step \"a\", \"b\"\n", "  step 'a', \"b\", 'c'\n", "end\n", '"', "'", ",", "(", ")")),
    "workspace": ("json", ('"targets": {', '"dependsOn": ["^a"]', '"executor": "nx:run-commands"', '"options": {"command": "a"}', *JSON)),
}  # fmt: skip
DEPENDENCY_PATHS = {
    "requirements": "requirements.txt", "constraints": "constraints.txt", "pyproject": "pyproject.toml", "setup-py": "setup.py", "setup-cfg": "setup.cfg",
    "pipfile": "Pipfile", "pixi": "pixi.toml", "uv-lock": "uv.lock", "poetry-lock": "poetry.lock", "pdm-lock": "pdm.lock", "pylock": "pylock.toml",
    "pipfile-lock": "Pipfile.lock", "pixi-lock": "pixi.lock", "conda-lock": "conda-lock.yml", "package-json": "package.json", "npm-lock": "package-lock.json",
    "conda-environment": "environment.yml", "conda-recipe": "recipe/meta.yaml",
    "renv-lock": "renv.lock", "julia-manifest": "Manifest.toml", "go-sum": "go.sum", "go-mod": "go.mod", "gemfile-lock": "Gemfile.lock", "cargo-lock": "Cargo.lock", "gradle-lock": "gradle.lockfile", "bun-lock": "bun.lock", "nuget-lock": "packages.lock.json", "pom": "pom.xml", "gradle": "build.gradle", "sbt": "build.sbt", "csproj": "Shop.csproj",
}  # fmt: skip
"""Where the dependency file of each format lies for its target."""
_DEPENDENCY_SYNTAX: dict[str, tuple[str | None, tuple[str, ...]]] = {
    **dict.fromkeys(("requirements", "constraints"), (None, _REQUIREMENTS)),
    **dict.fromkeys(("pyproject", "pipfile", "pixi", "uv-lock", "poetry-lock", "pdm-lock", "pylock"), ("toml", (*_PROJECT, *TOML))),
    **dict.fromkeys(("pipfile-lock", "package-json", "npm-lock"), ("json", ('"dependencies": {', '"a": "^1"', *JSON))),
    **dict.fromkeys(("pixi-lock", "conda-lock", "conda-environment"), ("yaml", ("dependencies:\n", "- python=3.11\n", "- pip:\n", "  - a==1\n", "package:\n", *YAML))),
    "conda-recipe": (None, ("{% set v = '1' %}\n", "requirements:\n", "  run:\n", "    - a {{ v }}\n", "# [win]\n", *YAML)),
    "setup-py": ("python", (*_SETUP, *PYTHON)), "setup-cfg": (None, ("[options]\n", "install_requires =\n", "  a>=1\n", *INI)),
    **dict.fromkeys(("renv-lock", "julia-manifest", "go-sum", "go-mod", "gemfile-lock", "cargo-lock", "gradle-lock", "bun-lock", "nuget-lock", "pom", "gradle", "sbt", "csproj"), (None, ('"', "=", " (1.0)\n", "    ", "\t", "v1.2 h1:x\n", "<version>", "</dependency>", "% ", "[[a]]\n", ": {", ",", "\n"))),
}  # fmt: skip


def _line_maps(content: bytes, facts: object) -> None:
    assert isinstance(facts, tuple)
    last = line_count(content)
    for file in facts:
        assert isinstance(file, TargetFile)
        assert not (file.problem and file.targets)
        for each in file.targets:
            assert len(each.line_map) == len(each.script.split("\n")) or not each.script
            assert all(1 <= number <= last for number in each.line_map), f"{each.name}: {each.line_map}"
            assert file.find(each.name) is not None


def _names(content: bytes, facts: object) -> None:
    assert isinstance(facts, DependencyFile)
    last = line_count(content)
    assert all(each.name for each in facts.dependencies)
    assert all(1 <= number <= last for _name, _place, number in facts.entry_points)
    assert not [each for each in facts.includes if each.startswith(("/", "../"))]


def _image(content: bytes, facts: object) -> None:
    assert isinstance(facts, Dockerfile)
    numbers = [each.line for stage in facts.stages for each in stage.instructions]
    assert numbers == sorted(numbers)
    assert all(1 <= number <= line_count(content) for number, _text in facts.run_scripts)


def _targets() -> Iterator[Target]:
    for name, path in TASK_PATHS.items():
        kind = name.partition("-")[0]
        assert target_kind(path) == (None if kind in READ_WHERE_NAMED else kind)
        read = partial(parse_included, kind) if kind in READ_WHERE_NAMED else parse_targets
        form, tokens = _TASK_SYNTAX[name]
        marks = () if form == "python" else (with_mark,)
        # Every mention of a variable of a Makefile is written out, up to a limit.
        growth = 2000 if name in ("make", "tox", "tox-toml", "tox-setup-cfg") else 400
        yield Target(f"tasks-{name}", at(path, read), (*PLAIN_FILE, _line_maps), marks, form, tokens, growth)
    for name, path in DEPENDENCY_PATHS.items():
        form, tokens = _DEPENDENCY_SYNTAX[name]
        same = (
            ()
            if form == "python"
            else (with_mark, with_last_break)
            if form in ("json", "toml")
            else (with_mark,)
        )
        yield Target(
            f"dependencies-{name}", at(path, parse_dependencies), (*PLAIN_FILE, _names), same, form, tokens
        )


TARGETS = (
    Target("dockerfile", parse_dockerfile, (*PLAIN_FILE, _image), (with_mark,), None, _DOCKER, growth=1000),
    Target(
        "compose", at("compose.yaml", parse_compose), PLAIN_FILE, (with_mark,), "yaml", (*_COMPOSE, *YAML)
    ),
    *_targets(),
)
