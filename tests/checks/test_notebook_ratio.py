from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import export, notebook
from tests.support.snapshots import facts, run, snapshot


def lines(count: int) -> str:
    return "x = 1\n" * count


CELLS = notebook(lines(4))
# The files, the level, where the largest module is, and words of the note.
LEVELS = {
    "only a notebook": ({"a.ipynb": CELLS}, Level.ABSENT, "", ""),
    "only a notebook written out as a script": (
        {"a.py": export(lines(2), lines(1), lines(1))},
        Level.ABSENT,
        "",
        "",
    ),
    "an empty module beside a notebook": ({"a.ipynb": CELLS, "b/__init__.py": ""}, Level.ABSENT, "", ""),
    # Present: there are modules beside the notebooks
    "a module of fewer lines": (
        {"a.ipynb": CELLS, "b.py": lines(3)},
        Level.PRESENT,
        "b.py:1",
        "3 lines of code; modules contain 43% of the code lines",
    ),
    "a module beside a notebook written out as a script": (
        {"a.py": export(lines(2), lines(1), lines(1)), "b.py": lines(3)},
        Level.PRESENT,
        "b.py:1",
        "modules contain 43% of the code lines",
    ),
    "a notebook that imports something else": (
        {"a.ipynb": notebook("import os\n" + lines(3)), "b.py": lines(1)},
        Level.PRESENT,
        "b.py:1",
        "1 line of code; modules contain 20% of the code lines",
    ),
    # Substantive: modules contain at least half of the code lines, or a notebook imports them
    "a module of as many lines": (
        {"a.ipynb": CELLS, "b.py": lines(4)},
        Level.SUBSTANTIVE,
        "b.py:1",
        "4 lines of code; modules contain 50% of the code lines",
    ),
    "only a module": (
        {"b.py": lines(2)},
        Level.SUBSTANTIVE,
        "b.py:1",
        "modules contain 100% of the code lines",
    ),
    "a notebook that imports the module": (
        {"a.ipynb": notebook("import b\n" + lines(3)), "b.py": lines(1)},
        Level.SUBSTANTIVE,
        "a.ipynb:None",
        "a notebook that imports modules of the repository",
    ),
}


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_where_the_code_is(files: dict[str, str], level: Level, where: str, words: str) -> None:
    finding = run("notebook_ratio", snapshot(files))
    assert_found(finding, level, where, words)
    assert finding.status is Status.MEASURED


def test_the_five_largest_modules_are_shown_and_tests_only_where_nothing_else_is() -> None:
    files = {f"m{n}.py": lines(n) for n in range(1, 7)} | {"tests/test_a.py": lines(40), "z6.py": lines(6)}
    finding = run("notebook_ratio", snapshot(files))
    assert [each.path for each in finding.evidence] == ["m6.py", "z6.py", "m5.py", "m4.py", "m3.py"]
    files = {"tests/test_a.py": lines(40), "b.py": lines(1), "c.ipynb": notebook("import b")}
    assert told(run("notebook_ratio", snapshot(files))) == [
        "SUBSTANTIVE b.py:1 1 line of code; modules contain 98% of the code lines",
        "SUBSTANTIVE c.ipynb:None a notebook that imports modules of the repository",
    ]
    files = {"notebooks/a.py": lines(9), "b.py": lines(1)}
    assert [each.path for each in run("notebook_ratio", snapshot(files)).evidence] == ["b.py"]
    files = {"docs/source/conf.py": lines(9), "b.py": lines(1), "conf.py": lines(2)}
    assert [each.path for each in run("notebook_ratio", snapshot(files)).evidence] == ["conf.py", "b.py"]
    files = {"docs/conf.py": lines(9)}
    assert [each.path for each in run("notebook_ratio", snapshot(files)).evidence] == ["docs/conf.py"]
    files = {"tests/test_a.py": lines(40), "b/__init__.py": "", "c.ipynb": notebook("x = 1")}
    assert told(run("notebook_ratio", snapshot(files))) == [
        "SUBSTANTIVE tests/test_a.py:1 40 lines of code; modules contain 98% of the code lines",
    ]


HEADER = "# {}\n# (continued)\n"
APACHE = "Licensed to the Apache Software Foundation (ASF) under one"
OTHERS: dict[str, tuple[dict[str, str], str]] = {
    "of a foundation": ({"a.py": HEADER.format(APACHE) + lines(9)}, "b.py"),
    "of a company": ({"a.py": HEADER.format("Copyright 2031 The Pear Authors.") + lines(9)}, "b.py"),
    "of a company, in another language": (
        {"a.go": "/*\n * Copyright 2031 Pear LLC\n */\npackage a\nfunc A() int {\n\treturn 1\n}\n"}, "b.py"),
    "of a person, in another language": (
        {"a.go": "/*\n * Copyright 2031 Ada Pear\n */\npackage a\nfunc A() int {\n\treturn 1\n}\n"}, "a.go"),
    "of a person": ({"a.py": HEADER.format("Copyright 2031 Ada Pear") + lines(9)}, "a.py"),
    "of most files": (
        {"a.py": HEADER.format(APACHE) + lines(9), "d.py": HEADER.format(APACHE) + lines(1)}, "a.py"),
    "of the repository's own notice": (
        {"a.py": HEADER.format("Copyright 2031 Pear Inc") + lines(9), "NOTICE": "Copyright 2031 Pear Inc\n"},
        "a.py"),
    "settings that a tool wrote": ({"airflow/webserver_config.py": lines(9)}, "b.py"),
    "settings of one's own": ({"airflow/my_config.py": lines(9)}, "airflow/my_config.py"),
    "mostly a text": ({"a.py": "PAGE = \"\"\"\n" + lines(9) + "\"\"\"\n"}, "b.py"),
    "a text and as much code": ({"a.py": "PAGE = \"\"\"\n" + lines(9) + "\"\"\"\n" + lines(2)}, "a.py"),
    "with a long docstring": ({"a.py": "\"\"\"\n" + lines(9) + "\"\"\"\n"}, "a.py"),
    "put away": ({"scripts/archived/a.py": lines(9)}, "b.py"),
    "of an archive": ({"archives/a.py": lines(9)}, "archives/a.py"),
    "the building of a package": ({"setup.py": lines(9)}, "b.py"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "first"), OTHERS.values(), ids=OTHERS)
def test_the_largest_module_of_ones_own_comes_first(files: dict[str, str], first: str) -> None:
    finding = run("notebook_ratio", snapshot({**files, "b.py": lines(2), "c.py": lines(1)}))
    assert finding.evidence[0].path == first


def test_what_is_put_away_is_shown_where_nothing_else_is_there() -> None:
    finding = run("notebook_ratio", snapshot({"archived/a.py": lines(9)}))
    assert finding.evidence[0].path == "archived/a.py"


def test_numbers_are_facts() -> None:
    files = {"a.ipynb": CELLS, "c.py": export(lines(2), lines(1), lines(1)), "b.py": lines(3)}
    assert facts("notebook_ratio", snapshot(files)) == {
        "notebooks": 2,
        "notebook_code_lines": 8,
        "module_code_lines": 3,
        "notebook_ratio": 0.727,
    }


def test_a_notebook_that_is_kept_in_two_forms_counts_once() -> None:
    pair = {"a.ipynb": notebook(lines(3)), "a.py": export(lines(1), lines(1), lines(1)), "m.py": lines(3)}
    numbers = facts("notebook_ratio", snapshot(pair))
    assert (numbers["notebooks"], numbers["notebook_ratio"]) == (1, 0.5)
    elsewhere = facts("notebook_ratio", snapshot({**pair, "b/a.py": pair["a.py"]}))
    assert (elsewhere["notebooks"], elsewhere["notebook_ratio"]) == (2, 0.667)


# Where no Python is, there is no ratio.
NO_PYTHON = {
    "text": ({"README.md": "hello"}, Status.NOT_APPLICABLE, "no code"),
    "another language": (
        {"web/a.ts": lines(3)},
        Status.NOT_APPLICABLE,
        "no Python code; the code is in TypeScript",
    ),
    "four other languages": (
        {"a.ts": lines(9), "b.js": lines(8), "c.html": lines(7), "d.css": lines(6)},
        Status.NOT_APPLICABLE,
        "no Python code; the code is in CSS, HTML, JavaScript",
    ),
    "an empty module": ({"a/__init__.py": ""}, Status.MEASURED, None),
    "an empty module beside another language": ({"a/__init__.py": "", "b.ts": "x\n"}, Status.MEASURED, None),
    "an empty notebook": ({"a.ipynb": notebook()}, Status.MEASURED, None),
    "an empty notebook beside another language": (
        {"a.ipynb": notebook(), "b.ts": "x\n"},
        Status.MEASURED,
        None,
    ),
}


@pytest.mark.parametrize(("files", "status", "reason"), NO_PYTHON.values(), ids=NO_PYTHON)
def test_a_repository_without_python_has_no_ratio(
    files: dict[str, str], status: Status, reason: str | None
) -> None:
    finding = run("notebook_ratio", snapshot(files))
    assert (finding.status, finding.reason) == (status, reason)
    assert facts("notebook_ratio", snapshot(files)) == {}
