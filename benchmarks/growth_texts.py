"""Hostile text for the growth tables: for every format the long and nested tokens that its reader meets.

Each case is a head, a unit that is repeated until the text has its size, and a tail. `@` in a unit is
replaced by a number that rises, where repeating the same name would be folded away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Shape(NamedTuple):
    """Text that grows: `head`, `unit` as often as fits, `tail`, and `closing` as often as `unit`."""

    head: str
    unit: str
    tail: str = ""
    closing: str = ""

    def text(self, size: int) -> str:
        """Text of about `size` characters."""
        times = max(1, (size - len(self.head) - len(self.tail)) // (len(self.unit) + len(self.closing)))
        if "@" in self.unit:
            body = "".join(self.unit.replace("@", str(number)) for number in range(times))
        else:
            body = self.unit * times
        return self.head + body + self.tail + self.closing * times


BROKEN = "\nprint 'two'\n"

PYTHON: Mapping[str, Shape] = {
    "calls": Shape("x = a", "()", "\n"),
    "calls by line": Shape("", "f@(a, b=1)\n"),
    "attributes": Shape("x = a", ".b", "\n"),
    "attributes and calls": Shape("x = a", ".b()", "\n"),
    "short chains": Shape("", "a.b(c).d(e).f(g)\n"),
    "nested calls": Shape("x = ", "f(", "1", ")"),
    "nested lists": Shape("x = ", "[", "1", "]"),
    "binary operators": Shape("x = 1", "+1", "\n"),
    "boolean operators": Shape("x = a", " or a", "\n"),
    "comparisons": Shape("x = 1", "<1", "\n"),
    "asserted comparisons": Shape("def test_f(): assert accuracy", " > 0.9", "\n"),
    "unary operators": Shape("x = ", "-", "1\n"),
    "not": Shape("x = ", "not ", "1\n"),
    "lambdas": Shape("x = ", "lambda:", "1\n"),
    "conditional expressions": Shape("x = 1", " if a else 1", "\n"),
    "elif": Shape("if a: pass\n", "elif a: pass\n"),
    "else if nested": Shape("def f():\n", " if a: pass\n"),
    "if with many branches": Shape("if accuracy > 1:\n", " f()\n"),
    "decorators": Shape("", "@d\n", "def f(): pass\n"),
    "decorated functions": Shape("", "@d.e('x')\ndef f(a, b=1): return a\n"),
    "classes": Shape("", "class A:\n def f(self): self.x = self.x.y()\n"),
    "class bases": Shape("class A(B", ",B", "): pass\n"),
    "class of class": Shape("class A(object): pass\n", "class A(A): pass\n"),
    "functions in one class": Shape("class A:\n", " def f@(self): self.a.b()\n"),
    "nested functions": Shape("def f():\n", " def g(): pass\n"),
    "comprehensions": Shape("x = ", "[a for a in ", "b", "]"),
    "comprehension loops": Shape("x = [a", " for a in b", "]\n"),
    "comprehension conditions": Shape("x = [a for a in b", " if a", "]\n"),
    "f-strings": Shape("", "f'{a}{b!r:>{c}}'\n"),
    "f-string fields": Shape("x = f'", "{a}", "'\n"),
    "strings": Shape("x = ", "'a' ", "\n"),
    "long string": Shape("x = '", "a", "'\n"),
    "long name": Shape("x = ", "a", "\n"),
    "long number": Shape("x = 0x", "f", "\n"),
    "numbers": Shape("x = [", "1,", "]\n"),
    "dictionary": Shape("x = {", "'a': 1,", "}\n"),
    "continuation lines": Shape("x = 1 ", "\\\n", "\n"),
    "continued sum": Shape("x = 1", " + \\\n1", "\n"),
    "assignments": Shape("", "x@ = a\n"),
    "chained assignment": Shape("", "a=", "1\n"),
    "alias chain": Shape("import z as x0\n", "x = x.step()\n"),
    "asserts": Shape("", "assert a == b\n"),
    "asserts in calls": Shape("def test_f(self):\n self.assertEqual(", "self.assertEqual(", "1", ")"),
    "with raises nested": Shape("def test_f():\n with ", "raises(A), ", "b: pass\n"),
    "imports": Shape("", "import a@\n"),
    "import names": Shape("from a import b", ",b", "\n"),
    "try": Shape("", "try:\n import a\nexcept ImportError:\n pass\n"),
    "except": Shape("try:\n import a\n", "except A: pass\n"),
    "match": Shape("match a:\n", " case 1: pass\n"),
    "globals": Shape("", "def f():\n global a\n a = b()\n"),
    "walrus": Shape("x = [", "(a:=b),", "]\n"),
    "comments": Shape("", "# a\n"),
    "blank lines": Shape("", "\n"),
    "spaces": Shape("x = 1", " ", "\n"),
    "docstring": Shape('"""', ">>> a\n", '"""\n'),
    "parameters": Shape("def f(a", ",b@", "): pass\n"),
    "default values": Shape("def f(a", ",b@=c.d()", "): pass\n"),
    "annotations": Shape("", "a: b[c, d] = e\n"),
    "slices": Shape("x = a", "[0]", "\n"),
    "star": Shape("x = f(", "*a,", ")\n"),
    "keywords": Shape("x = f(", "a@=1,", ")\n"),
    "semicolons": Shape("", "a;", "\n"),
}
# Python 3 refuses these for good: what reads them is the error-tolerant parser.
REFUSED: Mapping[str, Shape] = {
    "calls, unclosed": Shape("x=a", "()", "("),
    "calls with arguments": Shape("x=a", "(b,c=1)", "("),
    "open brackets": Shape("x=", "("),
    "open mixed brackets": Shape("x=", "([{"),
    "closed brackets": Shape("x=1", ")"),
    "open strings": Shape("", "'a\n"),
    "open triple quotes": Shape("", "'''a"),
    "backslashes": Shape("x=", "\\"),
    "question marks": Shape("", "?"),
    "dollar": Shape("", "$ a "),
    "open f-strings": Shape("", "f'{"),
    "open f-string fields": Shape("f'", "{a"),
    "colons": Shape("", ":"),
    "commas": Shape("", ","),
    "equals": Shape("", "= "),
    "at signs": Shape("", "@@ "),
    "if without body": Shape("", "if a:\n"),
    "class without body": Shape("", "class A:\n"),
    "def without body": Shape("", "def f(a):\n"),
    "indents": Shape("x = 1\n", "\n  "),
    "staircase": Shape("", "  if a:\n    b\n "),
    "try without except": Shape("", "try:\n a\n"),
    "else alone": Shape("", "else:\n a\n"),
    "print statements": Shape("", "print 'a', b\n"),
    "exec statements": Shape("", "exec 'a' in b\n"),
    "backticks": Shape("", "`a`\n"),
    "octal numbers": Shape("", "a = 0777\n"),
    "not equal": Shape("x = a", " <> a", "\n"),
    "prints in functions": Shape("", "def f@(a):\n print 'a', b(a).c(d)\n"),
    "NUL-free noise": Shape("", "a b ) ] } : = "),
}

SHELL: Mapping[str, Shape] = {
    "words": Shape("echo", " a"),
    "commands": Shape("", "python a.py --b c\n"),
    "double quotes": Shape("echo ", '"a" '),
    "joined quotes": Shape("echo ", "'a'\"b\""),
    "open double quotes": Shape("", 'echo "a\n'),
    "open single quotes": Shape("", "echo 'a b\n'\n"),
    "eval": Shape("", "eval ", "python a.py"),
    "env": Shape("", "env ", "python a.py"),
    "sudo": Shape("", "sudo -E ", "python a.py"),
    "time nohup": Shape("", "time nohup nice -n 1 ", "python a.py"),
    "assignments before": Shape("", "A=b ", "python a.py"),
    "assignments": Shape("", "A@=b\n"),
    "growing variable": Shape("A=a\n", "A=$A$A\n", "python $A"),
    "appending variable": Shape("A=a\n", 'A="$A b"\n', "python $A"),
    "used variables": Shape("A=b\n", "echo $A ${A}\n"),
    "bash -c nested": Shape("", "bash -c '", "x", "'"),
    "bash -c by line": Shape("", "bash -c 'python a.py'\n"),
    "eval quoted": Shape("", "eval 'python a.py'\n"),
    "here-documents": Shape("", "cat <<A\nb\nA\n"),
    "open here-documents": Shape("", "cat <<A\n"),
    "here-documents on a line": Shape("cat", " <<A"),
    "pipes": Shape("a", " | a"),
    "and": Shape("a", " && a"),
    "or": Shape("a", " || a"),
    "semicolons": Shape("a", "; a"),
    "background": Shape("a", " & a"),
    "substitutions": Shape("echo ", "$(", "a", ")"),
    "substitutions by word": Shape("echo ", "$(a) "),
    "open substitutions": Shape("echo ", "$("),
    "open expansions": Shape("echo ", "${"),
    "expansions": Shape("echo ", "${A:-b} "),
    "backticks": Shape("echo ", "`a` "),
    "templates": Shape("echo ", "${{ a }} "),
    "open templates": Shape("echo ", "${{ "),
    "subshells": Shape("", "(", "a", ")"),
    "open subshells": Shape("", "("),
    "groups": Shape("", "{ ", "a", "; }"),
    "arithmetic": Shape("", "((", "1", "))"),
    "if": Shape("", "if a; then b; fi\n"),
    "nested if": Shape("", "if a; then\n", "b\n", "fi\n"),
    "for": Shape("", "for a in b c; do python $a; done\n"),
    "nested for": Shape("", "for a in b c; do\n", "python $a\n", "done\n"),
    "for words": Shape("for a in", " b@", "; do python $a; done\n"),
    "case": Shape("case $a in\n", "b) c;;\n", "esac\n"),
    "functions": Shape("", "f() { python a.py; }\n"),
    "function calls": Shape("f() { python a.py; }\n", "f\n"),
    "braces": Shape("echo ", "{a,b}"),
    "globs": Shape("ls ", "*"),
    "tests": Shape("", "[[ -f a && b == c ]]\n"),
    "open tests": Shape("", "[[ a "),
    "redirects": Shape("a", " >b 2>&1"),
    "redirect signs": Shape("a ", "<"),
    "comments": Shape("", "# a\n"),
    "continuations": Shape("echo", " \\\n a"),
    "backslashes": Shape("echo ", "\\"),
    "cd": Shape("", "cd a\n"),
    "cd and back": Shape("", "pushd a\npopd\n"),
    "set": Shape("", "set -e\nset +e\n"),
    "long word": Shape("echo ", "a"),
    "long path": Shape("python ", "a/", "b.py"),
    "dollar": Shape("echo ", "$"),
    "xargs": Shape("", "xargs ", "python a.py"),
    "docker run": Shape("", "docker run -v a:b image python a.py\n"),
    "options": Shape("python", " -X a"),
    "while read": Shape("", "while read a; do b; done <c\n"),
}

YAML: Mapping[str, Shape] = {
    "flow sequences": Shape("a: ", "[", "", "]"),
    "flow mappings": Shape("a: ", "{a: ", "b", "}"),
    "open flow": Shape("a: ", "["),
    "flow items": Shape("a: [", "b,", "]"),
    "block items": Shape("", "- a\n"),
    "block keys": Shape("", "k@: a\n"),
    "same key": Shape("", "k: a\n"),
    "nested items on a line": Shape("", "- ", "a"),
    "anchors": Shape("", "- &a@ b\n"),
    "aliases": Shape("a: &a b\nb:\n", "- *a\n"),
    "merge keys": Shape("a: &a {b: c}\n", "k@: {<<: *a}\n"),
    "merge lists": Shape("a: &a {b: c}\nd:\n  <<: [", "*a,", "]\n"),
    "growing merges": Shape("k: &a {b: c}\n", "k@: &a {<<: *a, d@: e}\n"),
    "long plain scalar": Shape("a: ", "b "),
    "long quoted scalar": Shape('a: "', "b", '"'),
    "escapes": Shape('a: "', "\\n", '"'),
    "open quote": Shape('a: "', "b "),
    "block scalar": Shape("a: |\n", "  b\n"),
    "folded scalar": Shape("a: >\n", "  b\n\n"),
    "multi-line plain": Shape("a: b\n", "  b\n"),
    "documents": Shape("", "---\na: b\n"),
    "tags": Shape("", "- !a b\n"),
    "comments": Shape("", "# a\n"),
    "complex keys": Shape("", "? ", "a"),
    "question marks": Shape("", "? a\n: b\n"),
    "tabs": Shape("a:", "\t", "b"),
    "blank lines": Shape("a:", "\n", " b"),
    "percent": Shape("", "%A b\n"),
}

JSON: Mapping[str, Shape] = {
    "arrays": Shape("", "[", "", "]"),
    "open arrays": Shape("", "["),
    "objects": Shape("", '{"a":', "1", "}"),
    "items": Shape("[1", ",1", "]"),
    "keys": Shape('{"a": 1', ',"k@": 1', "}"),
    "long string": Shape('"', "a", '"'),
    "escapes": Shape('"', "\\n", '"'),
    "open string": Shape('["', "\\"),
    "long number": Shape("", "1"),
    "digits": Shape("[1.", "1", "]"),
    "white space": Shape("[", " ", "]"),
    "lines": Shape("[", "\n", "]"),
}

TOML: Mapping[str, Shape] = {
    "tables": Shape("", "[a@]\n"),
    "nested tables": Shape("[a", ".a", "]\n"),
    "arrays of tables": Shape("", "[[a]]\nb = 1\n"),
    "dotted key": Shape("a", ".a", " = 1\n"),
    "dotted keys": Shape("", "a.b.k@ = 1\n"),
    "deeper dotted keys": Shape("", "a.b.c.d.e.f.k@ = 1\n"),
    "keys": Shape("", "k@ = 'a'\n"),
    "array": Shape("a = [", "1,", "]\n"),
    "nested arrays": Shape("a = ", "[", "", "]"),
    "inline tables": Shape("a = ", "{a = ", "1", "}"),
    "inline tables by line": Shape("", "k@ = {a = 1}\n"),
    "long string": Shape("a = '", "b", "'\n"),
    "long text": Shape("a = '''", "b\n", "'''\n"),
    "triple quotes": Shape("", "k@ = '''a'''\n"),
    "escapes": Shape('a = "', "\\n", '"\n'),
    "comments": Shape("", "# a\n"),
    "spaces": Shape("", " ", "a = 1"),
    "spaces before a bracket": Shape("[a", " ", "\n"),
    "open keys": Shape("", "a ."),
    "quoted keys": Shape("", '"a" . ', "b = 1"),
}

INI: Mapping[str, Shape] = {
    "sections": Shape("", "[a@]\nb = c\n"),
    "options": Shape("[a]\n", "k@ = b\n"),
    "same option": Shape("[a]\n", "k = b\n"),
    "continued value": Shape("[a]\nb =\n", " c\n"),
    "comments": Shape("[a]\n", "# b\n"),
    "long line": Shape("[a]\nb = ", "c "),
    "no separator": Shape("[a]\n", "b "),
    "spaces before a separator": Shape("[a]\nb", " ", "c"),
    "separators": Shape("[a]\nb ", "="),
    "open section": Shape("", "["),
    "blank lines": Shape("[a]\nb = c\n", "\n"),
}

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

GITHUB: Mapping[str, Shape] = {
    "jobs": Shape("on: push\njobs:\n", "  j@: {runs-on: a, steps: [{run: pytest}]}\n"),
    "steps": Shape("on: push\njobs:\n  a:\n    runs-on: b\n    steps:\n", "      - run: pytest\n"),
    "uses": Shape("on: push\njobs:\n  a:\n    runs-on: b\n    steps:\n", "      - uses: a/b@v1\n"),
    "needs": Shape("on: push\njobs:\n  a: {runs-on: b, needs: [", "j@,", "], steps: [{run: c}]}\n"),
    "needs in a chain": Shape("on: push\njobs:\n", "  j@: {runs-on: a, needs: [j0], steps: [{run: b}]}\n"),
    "matrix": Shape("on: push\njobs:\n  a:\n    runs-on: b\n    strategy: {matrix: {c: [", "d,", "]}}\n"),
    "script": Shape("on: push\njobs:\n  a:\n    steps:\n    - run: |\n", "        python a.py\n"),
    "eval": Shape("on: push\njobs:\n  a:\n    steps:\n    - run: ", "eval ", "b\n"),
    "branches": Shape("on:\n  push:\n    branches: [", "a,", "]\njobs: {}\n"),
    "globs": Shape("on:\n  push:\n    branches: ['", "*", "']\njobs: {}\n"),
    "condition": Shape("on: push\njobs:\n  a:\n    if: ", "a && ", "b\n    steps: [{run: c}]\n"),
    "crons": Shape("on:\n  schedule:\n", "  - cron: '0 0 * * *'\n", "jobs: {}\n"),
    "long cron": Shape("on:\n  schedule:\n  - cron: '0", ",1", " * * * *'\njobs: {}\n"),
    "environment": Shape("on: push\nenv:\n", "  A@: b\n", "jobs: {a: {steps: [{run: c}]}}\n"),
}
GITLAB: Mapping[str, Shape] = {
    "jobs": Shape("", "j@: {script: [pytest]}\n"),
    "script": Shape("a:\n  script:\n", "    - pytest\n"),
    "extends": Shape(".a: {script: [b]}\n", "j@: {extends: .a}\n"),
    "extends lists": Shape(".a: {script: [b]}\nj: {extends: [", ".a,", "]}\n"),
    "extends chain": Shape(".j: {script: [b]}\n", ".j@: {extends: [.j, .j0, .j1]}\n"),
    "references": Shape(".a: {script: [b]}\na:\n  script:\n", "    - !reference [.a, script]\n"),
    "needs": Shape("a:\n  script: b\n  needs: [", "j@,", "]\n"),
    "rules": Shape("a:\n  script: b\n  rules:\n", "    - if: $A == 'b'\n"),
    "stages": Shape("stages: [", "s@,", "]\n"),
}
CIRCLECI: Mapping[str, Shape] = {
    "jobs": Shape("version: 2.1\njobs:\n", "  j@: {docker: [{image: a}], steps: [{run: pytest}]}\n"),
    "commands": Shape("version: 2.1\ncommands:\n", "  c@: {steps: [{run: pytest}]}\n"),
    "command of commands": Shape(
        "version: 2.1\ncommands:\n  c0: {steps: [{run: a}]}\njobs: {a: {steps: [c0]}}\nx:\n",
        "  c@: [c0, c0]\n",
    ),
    "used commands": Shape(
        "version: 2.1\ncommands: {c: {steps: [{run: pytest}]}}\njobs:\n  a:\n    steps:\n", "      - c\n"
    ),
    "workflows": Shape(
        "version: 2.1\njobs: {a: {steps: [{run: pytest}]}}\nworkflows:\n", "  w@: {jobs: [a]}\n"
    ),
    "workflow jobs": Shape(
        "version: 2.1\njobs: {a: {steps: [{run: pytest}]}}\nworkflows:\n  w:\n    jobs:\n",
        "    - a: {requires: [a]}\n",
    ),
}
AZURE: Mapping[str, Shape] = {
    "jobs": Shape("jobs:\n", "- job: j@\n  steps: [{script: pytest}]\n"),
    "steps": Shape("steps:\n", "- script: pytest\n"),
    "stages": Shape("stages:\n", "- stage: s@\n  jobs: [{job: a, steps: [{script: pytest}]}]\n"),
    "templates": Shape("steps:\n", "- template: a.yml\n"),
    "conditions": Shape("steps:\n", "- ${{ if a }}:\n  - script: b\n"),
}
TRAVIS: Mapping[str, Shape] = {
    "script": Shape("language: python\nscript:\n", "- pytest\n"),
    "jobs": Shape("language: python\njobs:\n  include:\n", "  - script: pytest\n"),
    "environments": Shape("language: python\nscript: pytest\nenv:\n", "- A=b\n"),
    "matrix": Shape("language: python\nscript: pytest\npython: [", "'3',", "]\nenv: [A=b, A=c]\n"),
}
JENKINS: Mapping[str, Shape] = {
    "steps": Shape("pipeline { agent any\n stages { stage('a') { steps {\n", "sh 'pytest'\n", "}}}}\n"),
    "stages": Shape("pipeline { agent any\n stages {\n", "stage('s@') { steps { sh 'pytest' } }\n", "}}\n"),
    "nested stages": Shape("pipeline { ", "stages { stage('a') { ", "steps { sh 'b' }", "}}"),
    "open braces": Shape("pipeline ", "{"),
    "closed braces": Shape("pipeline {}", "}"),
    "open strings": Shape("", "sh 'a\n"),
    "triple quotes": Shape("node { ", "sh '''a'''\n", "}"),
    "open triple quotes": Shape("node { ", "sh '''a\n"),
    "parentheses": Shape("node { sh ", "(", "'a'", ")"),
    "open parentheses": Shape("node { ", "sh("),
    "comments": Shape("node { ", "// a\n", "}"),
    "open comments": Shape("node { ", "/* a\n"),
    "scripts": Shape("node { sh '''\n", "python a.py\n", "''' }"),
    "dollars": Shape('node { sh "', "${a}", '" }'),
    "slashes": Shape("node { a = ", "/a/ ", "}"),
    "words": Shape("node { ", "a ", "}"),
    "definitions": Shape("", "def f@() { sh 'pytest' }\n", "node { f0() }"),
    "parallel": Shape("node { parallel(", "a@: { sh 'b' }, ", ") }"),
}
OTHER_CI: Mapping[str, tuple[str, Shape]] = {
    "drone": (".drone.yml", Shape("kind: pipeline\nsteps:\n", "- {name: a, image: b, commands: [c]}\n")),
    "bitbucket": (
        "bitbucket-pipelines.yml",
        Shape("pipelines:\n  default:\n", "  - step: {script: [pytest]}\n"),
    ),
    "buildkite": (".buildkite/pipeline.yml", Shape("steps:\n", "- command: pytest\n")),
    "cloud build": ("cloudbuild.yaml", Shape("steps:\n", "- {name: a, args: [b]}\n")),
    "appveyor": ("appveyor.yml", Shape("test_script:\n", "- pytest\n")),
    "semaphore": (
        ".semaphore/semaphore.yml",
        Shape("blocks:\n", "- task: {jobs: [{name: a, commands: [b]}]}\n"),
    ),
    "wercker": ("wercker.yml", Shape("build:\n  steps:\n", "  - script: {code: pytest}\n")),
    "codebuild": ("buildspec.yml", Shape("phases:\n  build:\n    commands:\n", "    - pytest\n")),
    "taskcluster": (".taskcluster.yml", Shape("version: 1\ntasks:\n", "- {payload: {command: [a]}}\n")),
    "zuul": (".zuul.yaml", Shape("", "- job: {name: j@, run: a.yaml}\n")),
}

PROSE: Mapping[str, Shape] = {
    "paragraphs": Shape("", "We reduced latency of the model by 20% in production last year.\n\n"),
    "one paragraph": Shape("", "We reduced latency of the model by 20% in production last year. "),
    "lines of a paragraph": Shape("", "We reduced latency of the model by 20% in production\n"),
    "one sentence": Shape("We ", "deployed the model and "),
    "one word": Shape("", "a"),
    "figures": Shape("Accuracy is ", "95% and 3 ms, "),
    "digits": Shape("Accuracy is ", "9"),
    "commas in digits": Shape("Accuracy is 9", ",999"),
    "dots": Shape("", "."),
    "abbreviations": Shape("", "e.g. "),
    "initials": Shape("", "A. "),
    "questions": Shape("", "a? "),
    "links": Shape("", "[a](b) "),
    "open links": Shape("", "[a]("),
    "open brackets": Shape("", "["),
    "nested brackets": Shape("", "[", "a", "](b)"),
    "images": Shape("", "![a](b) "),
    "badges": Shape("", "[![a](b)](c) "),
    "reference links": Shape("", "[a][b] "),
    "definitions": Shape("", "[a@]: b\n"),
    "fences": Shape("", "```\na\n```\n"),
    "open fences": Shape("", "```a\n"),
    "longer fences": Shape("", "````\n```\n"),
    "fenced lines": Shape("```bash\n", "python a.py\n", "```\n"),
    "code spans": Shape("", "`a` "),
    "open code spans": Shape("", "`a "),
    "backticks": Shape("", "`"),
    "growing backticks": Shape("", "` `` ``` "),
    "emphasis": Shape("", "*a* "),
    "open emphasis": Shape("", "*a "),
    "stars": Shape("", "*"),
    "underscores": Shape("", "_a"),
    "tables": Shape("| a | b |\n|---|---|\n", "| accuracy | 95% |\n"),
    "wide table": Shape("", "| a ", "|\n"),
    "pipes": Shape("", "|"),
    "dashes": Shape("", "-"),
    "headings": Shape("", "# a\n"),
    "underlined headings": Shape("", "a\n===\n"),
    "hashes": Shape("", "#"),
    "lists": Shape("", "- We deployed the model to production\n"),
    "nested lists": Shape("", "- ", "a"),
    "quotes": Shape("", "> ", "a"),
    "quoted lines": Shape("", "> a\n"),
    "comments": Shape("", "<!-- a -->\n"),
    "open comments": Shape("", "<!-- a "),
    "tags": Shape("", "<b>a</b> "),
    "open tags": Shape("", "<a "),
    "angle brackets": Shape("", "<"),
    "attributes": Shape("<a", ' b="c"', ">"),
    "open attributes": Shape("<a", ' b="c'),
    "details": Shape("", "<details>\n", "a", "</details>\n"),
    "entities": Shape("", "&amp;"),
    "addresses": Shape("", "https://a.example/b "),
    "long address": Shape("https://a.example/", "b/"),
    "mail addresses": Shape("", "a@example.com "),
    "at signs": Shape("", "a@"),
    "blank lines": Shape("", "\n"),
    "spaces": Shape("a", " ", "b"),
    "tabs": Shape("", "\t"),
    "front matter": Shape("---\n", "a: b\n", "---\n"),
    "open front matter": Shape("---\n", "a: b\n"),
    "indented code": Shape("", "    python a.py\n"),
    "colons": Shape("", ":"),
    "badge lines": Shape("", "[![CI](https://a/b.svg)](https://a/b)\n"),
    "backslashes": Shape("", "\\"),
    "maths": Shape("", "$a$ "),
    "sentences of clauses": Shape("", "We did not deploy it, but we plan to monitor drift if we can; "),
}
RST: Mapping[str, Shape] = {
    "headings": Shape("", "a\n=\n\n"),
    "directives": Shape("", ".. code-block:: bash\n\n   python a.py\n\n"),
    "open directives": Shape("", ".. code::\n"),
    "roles": Shape("", ":a:`b` "),
    "links": Shape("", "`a <b>`_ "),
    "substitutions": Shape("", "|a| "),
    "double colons": Shape("", "a::\n\n  b\n\n"),
    "double backticks": Shape("", "``a`` "),
    "open backticks": Shape("", "``a "),
    "comments": Shape("", ".. a\n\n"),
}
CELL = '{"cell_type":"code","execution_count":1,"metadata":{},"outputs":[],"source":'
NOTEBOOK: Mapping[str, Shape] = {
    "cells": Shape('{"nbformat":4,"metadata":{},"cells":[', CELL + '"import a\\na.b(c)"},', CELL + '""}]}'),
    "broken cells": Shape('{"nbformat":4,"metadata":{},"cells":[', CELL + '"print 1"},', CELL + '""}]}'),
    "magics": Shape(
        '{"nbformat":4,"metadata":{},"cells":[' + CELL + '"', "%time a()\\n!pip install b\\n", '"}]}'
    ),
    "cell magics": Shape(
        '{"nbformat":4,"metadata":{},"cells":[', CELL + '"%%bash\\necho a"},', CELL + '""}]}'
    ),
    "magic in a line": Shape('{"nbformat":4,"metadata":{},"cells":[' + CELL + '"', "%", '"}]}'),
    "assigned magics": Shape('{"nbformat":4,"metadata":{},"cells":[' + CELL + '"', "a = !ls\\n", '"}]}'),
    "help marks": Shape('{"nbformat":4,"metadata":{},"cells":[' + CELL + '"', "a?\\n", '"}]}'),
    "open quotes": Shape('{"nbformat":4,"metadata":{},"cells":[' + CELL + '"', "'''\\n%a\\n", '"}]}'),
    "lines of a cell": Shape(
        '{"nbformat":4,"metadata":{},"cells":[' + CELL + '["a\\n"', ',"a = b(c)\\n"', "]}]}"
    ),
    "one long line": Shape('{"nbformat":4,"metadata":{},"cells":[' + CELL + '"', "a(b);", '"}]}'),
    "text cells": Shape(
        '{"nbformat":4,"metadata":{},"cells":[', '{"cell_type":"markdown","source":"# a"},', CELL + '""}]}'
    ),
    "long text cell": Shape(
        '{"nbformat":4,"metadata":{},"cells":[{"cell_type":"markdown","source":"', "[a](b) ", '"}]}'
    ),
    "outputs": Shape(
        '{"nbformat":4,"metadata":{},"cells":[{"cell_type":"code","source":"a","outputs":[{}',
        ',{"text":["a"]}',
        "]}]}",
    ),
    "nested output": Shape(
        '{"nbformat":4,"metadata":{},"cells":[{"cell_type":"code","source":"a","outputs":', "[", "", "]"
    ),
    "nested metadata": Shape('{"nbformat":4,"cells":[],"metadata":', '{"a":', "1", "}"),
    "worksheets": Shape(
        '{"nbformat":3,"metadata":{},"worksheets":[{"cells":[',
        '{"cell_type":"code","input":"a","outputs":[]},',
        '{"cell_type":"code","input":"a","outputs":[]}]}]}',
    ),
    "null cells": Shape('{"nbformat":4,"metadata":{},"cells":[null', ",null", "]}"),
    "escapes": Shape('{"nbformat":4,"metadata":{},"cells":[' + CELL + '"', "\\u0061", '"}]}'),
}


def paths() -> Iterator[tuple[str, Shape]]:
    """Names of files that grow; each is asked which kinds of file it is."""
    yield from {
        "folders": Shape("", "a/", "b.py"),
        "long name": Shape("", "a", ".py"),
        "dots": Shape("", ".a", ".py"),
        "requirements": Shape("", "requirements-", "a.txt"),
        "tests": Shape("", "test_", "a.py"),
        "workflows": Shape("", ".github/workflows/", "a.yml"),
        "dashes": Shape("", "-a", "/a.json"),
        "environments": Shape("", ".env", ""),
        "dockerfile": Shape("", "Dockerfile.", "a"),
        "readme": Shape("", "README.", "md"),
        "licences": Shape("", "docs/", "LICENSE"),
        "build": Shape("", "build/lib/", "a.py"),
        "libraries": Shape("", "lib/python3/", "site-packages/a.py"),
        "versions": Shape("jquery", "-1.0", ".js"),
        "main": Shape("", "a-main/", "LICENSE"),
        "underscores": Shape("", "_", "gen.py"),
    }.items()
