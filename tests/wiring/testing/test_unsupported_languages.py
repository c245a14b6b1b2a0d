"""What a program in a language that is not read could hold is unseen; what was searched stays absent."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from analyzer.declarations import UNDECLARED, Role
from analyzer.model import Level, Status
from analyzer.repository.languages import EXTENSIONS, FILE_NAMES, NOT_PROGRAMS
from analyzer.wiring.language_roles import LANGUAGES, PLACES, Place
from analyzer.wiring.testing.foreign_tests import CONVENTIONS
from analyzer.wiring.testing.unsupported_languages import READ
from tests.support.snapshots import commit, library, registry, run, snapshot
from tests.support.unread import (
    CALLS,
    CHECKS,
    CODE,
    FITS,
    FLOWS,
    MODULES,
    NEVER,
    NOTEBOOK,
    PYTHON,
    SERVER,
    SERVES,
    TESTS,
    TRAINS,
    TYPES,
    VERSIONS,
    findings,
    opened,
    words,
    workflow,
)

pytestmark = pytest.mark.usefixtures("no_grammars")

PURE = [
    ("model.R", MODULES | SERVES | TRAINS | FLOWS | VERSIONS),
    ("model.Rmd", MODULES | SERVES | TRAINS | FLOWS | VERSIONS),
    ("report.qmd", NOTEBOOK),
    ("model.jl", MODULES | SERVES | TRAINS | TYPES),
    ("Model.scala", SERVER | TRAINS | FLOWS | VERSIONS | TYPES),
    ("Model.java", SERVER | TRAINS | FLOWS | VERSIONS | TYPES),
    ("Model.kt", SERVER | TRAINS | FLOWS | VERSIONS | TYPES),
    ("model.clj", SERVER | TRAINS | FLOWS | VERSIONS | TESTS),
    ("Model.cs", SERVER | TRAINS | FLOWS | TYPES),
    ("main.go", SERVER | TRAINS | FLOWS | VERSIONS | TYPES),
    ("main.rs", SERVER | TRAINS | TYPES),
    ("main.cpp", (SERVER | TRAINS | TYPES) - words("rollback experiment_tracking model_registry")),
    ("main.c", MODULES | FITS | TYPES),
    ("kernel.cu", MODULES | FITS | TYPES),
    ("app.rb", SERVER),
    ("app.php", SERVER | TYPES),
    ("app.ex", SERVER | TRAINS | TYPES | TESTS),
    ("app.swift", MODULES | FITS | TYPES),
    ("app.dart", MODULES | CALLS | TYPES | TESTS),
    ("fit.m", MODULES | TRAINS | TESTS),
    ("fit.sas", MODULES | TRAINS),
    ("query.sql", CHECKS),
    ("run.sh", frozenset()),
    ("deploy.ps1", TESTS | words("rollback")),
    ("page.vue", frozenset()),
    ("page.html", frozenset()),
    ("page.css", frozenset()),
    ("Makefile", frozenset()),
    ("main.tf", frozenset()),
    ("Snakefile", frozenset()),
]


@pytest.mark.parametrize(("path", "expected"), PURE, ids=[path for path, _expected in PURE])
def test_a_repository_in_one_language_opens_what_that_could_hold(path: str, expected: frozenset[str]) -> None:
    document = path.lower().endswith("md")
    files = {path: f"# A title\n\n```{{r}}\n{CODE}```\n" if document else CODE}
    found = findings(files)
    unknown = {signal for signal, each in found.items() if each.status is Status.UNKNOWN}
    closed = {signal for signal, each in found.items() if each.ceiling is Level.ABSENT}
    assert unknown == expected
    assert closed == set(found) - expected
    assert closed >= NEVER


@pytest.mark.parametrize("path", ["model.R", "app.php"])
def test_what_is_not_read_is_said_with_the_language_and_the_number_of_files(path: str) -> None:
    files = {path: CODE, f"more/{path}": CODE + "\n"}
    name = {"R": "R", "php": "PHP"}[path.rpartition(".")[2]]
    reason = f"2 files in {name}, whose calls are not read"
    for signal in ("serving", "monitoring", "logging"):
        found = run(signal, snapshot(files))
        assert found.reason == reason
        assert [each.reason for each in found.unseen] == [reason]
        assert "searched 2 source files in other languages; there are no Python modules" in found.message
        assert found.message.endswith(f"; not searched: {reason}")


def test_each_role_says_what_of_the_program_is_not_read() -> None:
    repo = snapshot({"Main.kt": CODE, "notes.Rmd": f"# T\n\n```{{r}}\n{CODE}```\n", "fit.m": CODE})
    assert "1 file in Kotlin, whose types are not read" in (run("typed_code", repo).reason or "")
    assert "1 file in MATLAB, whose tests are not read" in (run("tests", repo).reason or "")


def test_queries_have_statements() -> None:
    reason = run("data_validation", snapshot({"query.sql": CODE})).reason
    assert reason == "1 file in SQL, whose statements are not read"


# -- a fair part --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "is_open"), [(999, False), (1000, True)])
def test_a_tenth_of_the_program_is_a_fair_part(size: int, is_open: bool) -> None:
    """Bytes decide: nine thousand of Python, with one of a thousand beside them."""
    files = {"module.py": "#" * 9000, "main.go": "/" * size}
    assert ("serving" in opened(files)) is is_open


def test_many_small_files_are_no_fair_part_and_one_long_one_is() -> None:
    small = {f"scripts/{number}.go": "x" for number in range(50)}
    assert "serving" not in opened({"module.py": PYTHON, **small})
    many = {f"{number}.py": "a = 1\n" for number in range(50)}
    assert "serving" in opened({**many, "main.go": CODE})


def test_a_dump_counts_only_up_to_a_limit() -> None:
    """400 kB of data beside 640 kB of code; the file counts with 64 kB and is below a tenth."""
    modules = {f"m{number}.py": "#" * 64_000 + str(number) for number in range(10)}
    assert "data_validation" not in opened({**modules, "dump.sql": "x" * 400_000})
    assert "data_validation" in opened({**modules, "dump.sql": "x" * 400_000, "more.sql": "y" * 60_000})


@pytest.mark.parametrize(
    "path",
    ["tests/check.go", "svc/main_test.go", "examples/main.go", "docs/main.go", "src/test/java/A.java", "ATests.cs",
     "vendor/lib.go", "Gemfile", "Vagrantfile", "renv/activate.R", "types.d.ts", "jest.config.js", "build.gradle"],
)  # fmt: skip
def test_tests_examples_builds_and_what_is_excluded_open_nothing(path: str) -> None:
    assert opened({"module.py": PYTHON, path: CODE}) == set()


def test_only_the_code_of_a_document_counts() -> None:
    text = "A paragraph of many words.\n" * 400
    chunk = "```{r}\nfit <- lm(y ~ x)\n```\n"
    assert opened({"module.py": PYTHON, "report.Rmd": f"{text}\n{chunk}"}) == set()
    assert "model_code" in opened({"module.py": PYTHON, "report.Rmd": text + chunk * 20})
    assert opened({"module.py": PYTHON, "report.Rmd": f"{text}\n```{{r}}\n```\n<<a>>=\n@\n"}) == set()
    assert "model_code" in opened({"module.py": PYTHON, "report.Rnw": text + "<<>>=\nfit <- 1\n@\n" * 20})


def test_what_cython_wrote_is_no_program() -> None:
    assert opened({"m.py": PYTHON, "fast.pyx": "x", "fast.c": CODE}) == set()


def test_several_languages_are_each_named_once() -> None:
    found = run("serving", snapshot({"a.go": CODE, "b.go": CODE + "\n", "c.R": CODE, "m.py": PYTHON}))
    assert [each.reason for each in found.unseen] == [
        "2 files in Go, whose calls are not read; repo-evidence[languages] reads them",
        "1 file in R, whose calls are not read",
    ]


def test_a_signal_that_was_found_can_still_be_stronger() -> None:
    app = "from flask import Flask\nimport joblib\napp = Flask(__name__)\nm = joblib.load('m')\n@app.get('/predict')\ndef p():\n    return m.predict([1])\n"
    alone = run("serving", snapshot({"app.py": app}))
    beside = run("serving", snapshot({"app.py": app, "main.go": CODE}))
    assert alone.level is alone.ceiling is beside.level is Level.SUBSTANTIVE
    assert beside.ceiling is Level.WIRED and beside.status is Status.MEASURED


# -- notebooks ----------------------------------------------------------------------------------------


def notebook(kernel: str) -> str:
    cell = {"cell_type": "code", "source": "x <- work(1)\n" * 100, "metadata": {}, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {"language_info": {"name": kernel}}, "nbformat": 4})


@pytest.mark.parametrize(("kernel", "name"), [("R", "R"), ("julia", "Julia"), ("scala", "Scala")])
def test_a_notebook_with_another_kernel_is_that_language(kernel: str, name: str) -> None:
    files = {"work.ipynb": notebook(kernel)}
    assert opened(files) == NOTEBOOK
    reason = run("model_code", snapshot(files)).reason or ""
    assert reason.startswith(f"1 file in {name}, whose calls are not read")


def test_a_python_notebook_is_read() -> None:
    assert opened({"work.ipynb": notebook("python")}) == set()


# -- what a check says beside it ----------------------------------------------------------------------


def test_a_library_beside_an_unread_service_is_asked_what_a_service_is_asked() -> None:
    files = {**library("pkg"), "pkg/__init__.py": PYTHON}
    assert run("serving", snapshot(files)).status is Status.NOT_APPLICABLE
    assert run("serving", snapshot({**files, "server/main.go": CODE})).status is Status.UNKNOWN
    with_queries = snapshot({**files, "queries.sql": CODE})
    assert run("data_validation", with_queries).status is Status.NOT_APPLICABLE
    assert run("data_validation", with_queries).ceiling is Level.ABSENT


def test_tests_of_an_unknown_convention_may_be_run_only_where_there_is_a_job() -> None:
    assert not opened({"app.ex": CODE}) & {"ci", "ci_tests"}
    assert opened({"app.ex": CODE, **workflow("push", "mix test")}) >= {"ci", "ci_tests"}
    assert not opened({"main.go": CODE, **workflow("push", "go test ./...")}) & {"ci", "ci_tests"}


def test_a_scheduled_job_may_train_in_another_language() -> None:
    scheduled = workflow("{schedule: [{cron: '0 3 * * *'}]}", "Rscript train.R")
    assert "ci_delivery" in opened({"train.R": CODE, **scheduled})
    assert "ci_delivery" not in opened({"train.R": CODE, **workflow("push", "Rscript train.R")})
    assert "ci_delivery" not in opened({"app.rb": CODE, **scheduled})


README = "# Title\n\n" + "It predicts how many will come on which day. " * 20


@pytest.mark.parametrize(
    ("files", "is_open"),
    [
        ({}, False),
        ({"README.md": README}, False),
        ({"README.md": README + "\n\n```go\nx := work(1)\n```\n"}, True),
        ({"README.md": README + "\n\n```python\nimport other\n```\n"}, False),
        ({"README.md": README + "\n\n```bash\nmake train\n```\n", "Makefile": "train:\n\tgo run .\n"}, True),
    ],
)
def test_comments_in_a_program_bear_out_a_readme_and_replace_none(
    files: Mapping[str, str], is_open: bool
) -> None:
    assert ("documentation" in opened({"main.go": CODE, **files})) is is_open


def test_history_and_files_that_were_searched_stay_absent_in_any_language() -> None:
    repo = snapshot({"main.go": CODE}, [commit("2024-01-01", "main.go")])
    for signal in NEVER:
        found = run(signal, repo)
        assert found.status is Status.MEASURED and found.level is found.ceiling, signal


# -- the tables ---------------------------------------------------------------------------------------


def test_every_language_has_a_row_with_a_reason() -> None:
    named = set(EXTENSIONS) | set(FILE_NAMES.values())
    assert set(LANGUAGES) == named - READ
    assert set(PLACES) == set(Place)
    assert all(len(row.why) > 10 for row in (*LANGUAGES.values(), *PLACES.values()))
    assert not any(LANGUAGES[name].roles for name in NOT_PROGRAMS)


def test_every_check_of_ours_says_why_other_languages_could_hold_its_signal_or_not() -> None:
    """A check that says nothing is opened by every language, so that none is forgotten."""
    declared = [each.other_languages for each in registry().checks.values()]
    assert all(len(each.why) > 10 for each in declared)
    assert len({each.why for each in declared}) > 30


def test_tests_are_a_role_where_their_convention_is_not_known() -> None:
    known = {each.language for each in CONVENTIONS} | {"TypeScript", "Kotlin", "C", "Cuda"}
    for name, row in LANGUAGES.items():
        if Role.MODULES in row.roles and name not in ("SAS", "Stata", "Stan"):
            assert (Role.TEST in row.roles) is (name not in known), name


def test_every_role_is_asked_for_and_played() -> None:
    declared = [each.other_languages for each in registry().checks.values()]
    asked = frozenset[Role]().union(*(each.roles for each in declared if each is not UNDECLARED))
    assert asked | {Role.DOCUMENT} == set(Role)
    played = frozenset[Role]().union(*(row.roles for row in (*LANGUAGES.values(), *PLACES.values())))
    assert played == set(Role)
