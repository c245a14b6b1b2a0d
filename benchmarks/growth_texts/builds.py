"""Dockerfiles, task files and dependency files that grow."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.growth_texts.shape import Shape

DOCKERFILE: Mapping[str, Shape] = {
    "instructions": Shape("FROM a\n", "RUN pip install b\n"),
    "stages": Shape("", "FROM a AS b@\nRUN c\n"),
    "stage of stage": Shape("FROM a AS s\n", "FROM s AS s\n"),
    "continuations": Shape("FROM a\nRUN a", " \\\n b"),
    "and": Shape("FROM a\nRUN a", " && pip install b"),
    "empty continuations": Shape("FROM a\nRUN a \\\n", "\n"),
    "here-documents": Shape("FROM a\n", "RUN <<A\nb\nA\n"),
    "open here-documents": Shape("FROM a\n", "RUN <<A\n"),
    "here-documents on a line": Shape("FROM a\nRUN", " <<A"),
    "onbuild": Shape("FROM a\n", "ONBUILD ", "RUN b\n"),
    "onbuild by line": Shape("FROM a\n", "ONBUILD RUN b\n"),
    "arguments": Shape("FROM a\n", "ARG k@=b\n"),
    "environment": Shape("FROM a\nENV", " k@=b"),
    "growing environment": Shape("FROM a\nENV A=a\n", "ENV A=$A$A\n", "RUN $A\n"),
    "exec form": Shape("FROM a\nCMD [", '"a",', '"b"]\n'),
    "copy": Shape("FROM a\n", "COPY --from=b c d\n"),
    "copied names": Shape("FROM a\nCOPY", " a"),
    "comments": Shape("FROM a\n", "# b\n"),
    "flags": Shape("FROM a\nRUN", " --mount=type=bind"),
    "work directories": Shape("FROM a\n", "WORKDIR a\n"),
    "quotes": Shape("FROM a\nRUN ", "'a' "),
    "eval": Shape("FROM a\nRUN ", "eval ", "a\n"),
    "long word": Shape("FROM ", "a"),
    "health checks": Shape("FROM a\n", "HEALTHCHECK CMD b\n"),
    "labels": Shape("FROM a\nLABEL", ' a="b"'),
}

MAKE: Mapping[str, Shape] = {
    "targets": Shape("", "t@:\n\tpython a.py\n"),
    "targets on a line": Shape("", "t@ ", ":\n\ta\n"),
    "prerequisites": Shape("a:", " t@", "\n"),
    "recipe": Shape("a:\n", "\tpython a.py\n"),
    "continuations": Shape("a:\n\tb", " \\\n\tc"),
    "variables": Shape("", "K@ = a\n"),
    "appended": Shape("A = a\n", "A += b\n", "a:\n\t$(A)\n"),
    "growing": Shape("A = a\n", "A := $(A)$(A)\n", "a:\n\t$(A)\n"),
    "variable of variable": Shape("", "V@ = $(V)\n"),
    "references": Shape("A = b\na:\n\techo", " $(A)", "\n"),
    "nested references": Shape("a:\n\t", "$(", "a", ")"),
    "defines": Shape("", "define A\na\nendef\n"),
    "open defines": Shape("", "define A\n"),
    "conditionals": Shape("", "ifeq (a,b)\nA = b\nendif\n"),
    "open conditionals": Shape("", "ifeq (a,b)\n"),
    "includes": Shape("", "include a@.mk\n"),
    "phony": Shape(".PHONY:", " a@", "\n"),
    "colons": Shape("a", ":"),
    "equals": Shape("a", "="),
    "percent": Shape("", "%.o: %.c\n\ta\n"),
    "dollars": Shape("a:\n\t", "$"),
    "comments": Shape("", "# a\n"),
    "at signs": Shape("a:\n\t", "@-+"),
    "submake": Shape("a:\n", "\t$(MAKE) -C b c\n"),
    "spaces": Shape("a", " ", ": b\n"),
}

TOX: Mapping[str, Shape] = {
    "environments": Shape("", "[testenv:a@]\ncommands = pytest\n"),
    "environment list": Shape("[tox]\nenvlist = ", "a@,", "\n[testenv]\ncommands = pytest\n"),
    "braces": Shape("[tox]\nenvlist = ", "{a,b}", "\n[testenv]\ncommands = pytest\n"),
    "open braces": Shape("[tox]\nenvlist = ", "{a,", "\n[testenv]\ncommands = pytest\n"),
    "commands": Shape("[testenv]\ncommands =\n", "  python a.py\n"),
    "factors": Shape("[testenv]\ncommands =\n", "  a@: python a.py\n"),
    "factors on a line": Shape("[testenv]\ncommands =\n  ", "a,", "b: c\n"),
    "references": Shape("[testenv]\ncommands =\n", "  {[testenv]commands}\n"),
    "reference chain": Shape("", "[a@]\nc = {[a]c}{[a]c}\n"),
    "substitutions": Shape("[testenv]\ncommands = a", " {posargs}"),
    "nested substitutions": Shape("[testenv]\ncommands = ", "{posargs:", "a", "}"),
    "base": Shape("[testenv:a]\nbase = a\n", "[testenv:b@]\nbase = a\n"),
    "continuations": Shape("[testenv]\ncommands =\n  a", " \\\n  b"),
}

JUST: Mapping[str, Shape] = {
    "recipes": Shape("", "t@:\n  python a.py\n"),
    "dependencies": Shape("a:", " t@", "\n"),
    "parameters": Shape("a", " b@='c'", ":\n  d\n"),
    "lines": Shape("a:\n", "  python b.py\n"),
    "settings": Shape("", "k@ := 'a'\n"),
    "interpolations": Shape("a:\n  echo", " {{b}}", "\n"),
    "attributes": Shape("", "[private]\n", "a:\n  b\n"),
}
PROCFILE: Mapping[str, Shape] = {
    "processes": Shape("", "p@: gunicorn a:b\n"),
    "long": Shape("web: ", "a "),
}
NOX: Mapping[str, Shape] = {
    "sessions": Shape("import nox\n", "@nox.session\ndef t@(session):\n session.run('pytest')\n"),
    "runs": Shape("import nox\n@nox.session\ndef t(session):\n", " session.run('pytest', 'a')\n"),
    "decorators": Shape("import nox\n", "@nox.session\n", "def t(session):\n session.run('a')\n"),
}
INVOKE: Mapping[str, Shape] = {
    "tasks": Shape("from invoke import task\n", "@task\ndef t@(c):\n c.run('pytest')\n"),
    "runs": Shape("from invoke import task\n@task\ndef t(c):\n", " c.run('pytest a')\n"),
}
TASKFILE: Mapping[str, Shape] = {
    "tasks": Shape("version: 3\ntasks:\n", "  t@: {cmds: [a], deps: [b]}\n"),
    "commands": Shape("version: 3\ntasks:\n  a:\n    cmds:\n", "      - python a.py\n"),
    "dependencies": Shape("version: 3\ntasks:\n  a: {deps: [", "t@,", "]}\n"),
    "includes": Shape("version: 3\nincludes:\n", "  t@: ./a\n"),
}
COMPOSE: Mapping[str, Shape] = {
    "services": Shape("services:\n", "  s@: {image: a, command: python a.py}\n"),
    "ports": Shape("services:\n  a:\n    ports: [", '"1:1",', "]\n"),
    "environment": Shape("services:\n  a:\n    environment:\n", "      - A=b\n"),
    "command": Shape("services:\n  a:\n    command: ", "eval ", "b\n"),
    "dependencies": Shape("services:\n  a:\n    depends_on: [", "s@,", "]\n"),
    "extends": Shape("services:\n  a: {image: b}\n", "  s@: {extends: {service: a}}\n"),
}
PACKAGE_JSON: Mapping[str, Shape] = {
    "scripts": Shape('{"scripts": {"a": "b"', ',"s@": "node a"', "}}"),
    "dependencies": Shape('{"dependencies": {"a": "1"', ',"s@": "^1"', "}}"),
}
PYPROJECT: Mapping[str, Shape] = {
    "dependencies": Shape("[project]\ndependencies = [", '"a@>=1",', "]\n"),
    "extras": Shape("[project.optional-dependencies]\n", 'e@ = ["a>=1"]\n'),
    "extras of extras": Shape(
        "[project]\nname='p'\n[project.optional-dependencies]\n", 'e@ = ["p[e0,e1,e2]"]\n'
    ),
    "groups": Shape("[dependency-groups]\n", 'g@ = ["a", {include-group = "g0"}]\n'),
    "poetry": Shape("[tool.poetry.dependencies]\n", "a@ = '^1'\n"),
    "poetry scripts": Shape("[tool.poetry.scripts]\n", "a@ = 'b:c'\n"),
    "tasks": Shape("[tool.poe.tasks]\n", "a@ = 'python b.py'\n"),
    "long requirement": Shape("[project]\ndependencies = ['a", ",>=1", "']\n"),
}
SETUP_CFG: Mapping[str, Shape] = {
    "requirements": Shape("[options]\ninstall_requires =\n", "  a@>=1\n"),
    "extras": Shape("[options.extras_require]\n", "k@ = a\n"),
    "scripts": Shape("[options.entry_points]\nconsole_scripts =\n", "  a@ = b:c\n"),
}
SETUP_PY: Mapping[str, Shape] = {
    "requirements": Shape("from setuptools import setup\nsetup(install_requires=[", "'a@>=1',", "])\n"),
    "names": Shape("from setuptools import setup\n", "a = a + a\n", "setup(install_requires=a)\n"),
    "sum": Shape("from setuptools import setup\nsetup(install_requires=['a']", " + ['b']", ")\n"),
    "nested sum": Shape("from setuptools import setup\nsetup(install_requires=", "(['a']+", "['b']", ")"),
    "setups": Shape("from setuptools import setup\n", "setup(install_requires=a)\n"),
    "chain": Shape("from setuptools import setup\na0=['x']\n", "b@=a0\n", "setup(install_requires=b0)\n"),
    "broken": Shape("from setuptools import setup\nprint 'a'\n", "setup(install_requires=['a'])\n"),
    "dictionary": Shape("from setuptools import setup\nsetup(extras_require={", "'e@': ['a'],", "})\n"),
}
REQUIREMENTS: Mapping[str, Shape] = {
    "lines": Shape("", "a@==1\n"),
    "same": Shape("", "a==1\n"),
    "long line": Shape("a", ",>=1"),
    "markers": Shape("a; ", "python_version > '3' or ", "python_version > '3'\n"),
    "nested markers": Shape("a; ", "(", "python_version > '3'", ")"),
    "extras": Shape("a[", "b,", "c]\n"),
    "hashes": Shape("a==1", " \\\n --hash=sha256:00"),
    "includes": Shape("", "-r a@.txt\n"),
    "continuations": Shape("a", "\\\n"),
    "urls": Shape("", "git+https://a/b@c#egg=d\n"),
    "comments": Shape("", "# a\n"),
    "spaces": Shape("a", " ", "#\n"),
    "noise": Shape("", "]["),
    "version": Shape("a==1", ".1", "\n"),
    "long name": Shape("a", "-a"),
}
LOCKS: Mapping[str, tuple[str, Shape]] = {
    "poetry.lock": ("poetry.lock", Shape("", "[[package]]\nname = 'a@'\nversion = '1'\n\n")),
    "uv.lock": (
        "uv.lock",
        Shape("", "[[package]]\nname = 'a@'\nversion = '1'\ndependencies = [{name='b'}]\n"),
    ),
    "pdm.lock": ("pdm.lock", Shape("", "[[package]]\nname = 'a@'\nversion = '1'\n")),
    "Pipfile.lock": ("Pipfile.lock", Shape('{"default": {"a": {}', ',"a@": {"version": "==1"}', "}}")),
    "package-lock.json": (
        "package-lock.json",
        Shape('{"packages": {"": {}', ',"node_modules/a@": {"version": "1"}', "}}"),
    ),
    "yarn.lock": ("yarn.lock", Shape("", 'a@^1:\n  version "1"\n')),
    "conda-lock.yml": ("conda-lock.yml", Shape("package:\n", "- name: a@\n  version: 1\n")),
    "pixi.lock": ("pixi.lock", Shape("packages:\n", "- name: a@\n  version: 1\n")),
    "environment.yml": ("environment.yml", Shape("dependencies:\n", "- a@=1\n")),
    "Pipfile": ("Pipfile", Shape("[packages]\n", "a@ = '*'\n")),
    "meta.yaml": ("conda/meta.yaml", Shape("requirements:\n  run:\n", "    - a@ >=1\n")),
    "meta.yaml, templates": ("conda/meta.yaml", Shape("a: ", "{{ a }} ")),
    "pixi.toml": ("pixi.toml", Shape("[dependencies]\n", "a@ = '*'\n")),
}
