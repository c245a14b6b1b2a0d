"""What a program in a language that is not read could hold is unseen; what was searched stays absent."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from analyzer.languages import _EXTENSIONS, _NAMES, NOT_PROGRAMS
from analyzer.model import Finding, Level, Status
from analyzer.runner import run_checks
from analyzer.wiring.foreign_tests import CONVENTIONS
from analyzer.wiring.language_roles import LANGUAGES, PLACES, SIGNALS, Place, Role
from analyzer.wiring.unread import READ
from tests.support.snapshots import commit, library, registry, run, snapshot

CODE = "x = work(1)\n" * 100
PYTHON = "def work(a):\n    return a + 1\n" * 40


def findings(files: Mapping[str, str]) -> Mapping[str, Finding]:
    return run_checks(snapshot(files), registry().checks).findings


def opened(files: Mapping[str, str]) -> set[str]:
    """The signals that could still be stronger than what was found."""
    return {signal for signal, each in findings(files).items() if each.ceiling > each.level}


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written out, and not taken from the table that is tested.
MODULES = words("notebook_ratio")
TYPES = words("typed_code")
SERVES = words(
    "serving error_handling feature_consistency load_testing robustness rollout monitoring logging alerting"
)
CALLS = words("model_code latency_and_cost")
JUDGES = CALLS | words("evaluation reproducible_environment")
SERVER = MODULES | SERVES | JUDGES | words("rollback")
FITS = JUDGES | words("approaches_compared data_handling")
CHECKS = words("data_validation drift_detection")
TRAINS = FITS | CHECKS | words("experiment_tracking model_registry")
NOTEBOOK = (TRAINS - words("evaluation")) | words("reproducible_environment")
FLOWS = words("orchestration")
VERSIONS = words("data_versioning")
TEXT = words("limitations metric_choice")
TESTS = words("tests")
NEVER = words(
    "ci ci_delivery ci_tests collaboration documentation dockerfile history_depth incident_docs infrastructure "
    "sustained_activity"
)

PURE = [
    ("model.R", MODULES | SERVES | TRAINS | FLOWS | VERSIONS),
    ("model.Rmd", MODULES | SERVES | TRAINS | FLOWS | VERSIONS | TEXT),
    ("report.qmd", NOTEBOOK | TEXT),
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


@pytest.mark.parametrize("path", ["model.R", "Model.scala", "app.rb"])
def test_what_is_not_read_is_said_with_the_language_and_the_number_of_files(path: str) -> None:
    files = {path: CODE, f"more/{path}": CODE + "\n"}
    name = {"R": "R", "scala": "Scala", "rb": "Ruby"}[path.rpartition(".")[2]]
    reason = f"2 files in {name}, whose calls are not read"
    for signal in ("serving", "monitoring", "logging"):
        found = run(signal, snapshot(files))
        assert found.reason == reason
        assert [each.reason for each in found.unseen] == [reason]
        assert found.message.endswith(f"there are no Python modules; not searched: {reason}")


def test_each_role_says_what_of_the_program_is_not_read() -> None:
    repo = snapshot({"Main.kt": CODE, "notes.Rmd": f"# T\n\n```{{r}}\n{CODE}```\n", "fit.m": CODE})
    assert "1 file in Kotlin, whose types are not read" in (run("typed_code", repo).reason or "")
    assert "1 file in MATLAB, whose tests are not read" in (run("tests", repo).reason or "")
    assert "1 file in R, whose paragraphs are not read" in (run("limitations", repo).reason or "")


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
    assert "model_code" in opened({"module.py": PYTHON, "report.Rnw": text + "<<>>=\nfit <- 1\n@\n" * 20})


def test_what_cython_wrote_is_no_program() -> None:
    assert opened({"m.py": PYTHON, "fast.pyx": "x", "fast.c": CODE}) == set()


def test_several_languages_are_each_named_once() -> None:
    found = run("serving", snapshot({"a.go": CODE, "b.go": CODE + "\n", "c.R": CODE, "m.py": PYTHON}))
    assert [each.reason for each in found.unseen] == [
        "2 files in Go, whose calls are not read",
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
    assert run("model_code", snapshot(files)).reason == f"1 file in {name}, whose calls are not read"


def test_a_python_notebook_is_read() -> None:
    assert opened({"work.ipynb": notebook("python")}) == set()


# -- browsers and servers -----------------------------------------------------------------------------


def package(scripts: Mapping[str, str] | None = None, *, dependencies: str = "", tools: str = "") -> str:
    """A package.json with these scripts, dependencies that ship, and tools of its developers."""
    shipped = dict.fromkeys(dependencies.split(), "1")
    said = {
        "dependencies": shipped,
        "devDependencies": dict.fromkeys(tools.split(), "1"),
        "scripts": scripts or {},
    }
    return json.dumps(said)  # fmt: skip


SERVICE = {"svc/app.py": PYTHON}
ASKED_OF_SERVERS = words("serving monitoring logging alerting robustness")
LONG = CODE * 5

BROWSER = {
    "scripts of a page": {"static/app.js": LONG, "static/chart.js": LONG},
    "scripts beside a page": {"index.html": "<html>", "app.js": LONG},
    "public": {"public/js/main.js": LONG},
    "templates": {"svc/templates/form.js": LONG},
    "assets": {"assets/main.ts": LONG},
    "react": {"frontend/package.json": package(dependencies="react react-dom"), "frontend/src/api.ts": LONG},
    "react with its own start": {
        "web/package.json": package({"start": "react-scripts start"}, dependencies="react"),
        "web/src/App.jsx": LONG,
    },
    "react taken apart": {
        "web/package.json": package({"start": "node scripts/start.js"}, dependencies="react"),
        "web/src/index.js": LONG,
    },
    "vue": {"ui/package.json": package(tools="vite vue"), "ui/src/App.vue": LONG, "ui/src/store.ts": LONG},
    "svelte": {"ui/package.json": package(tools="svelte"), "ui/src/App.svelte": LONG},
    "next without routes": {"web/package.json": package(dependencies="next react"), "web/lib/api.ts": LONG},
    "a client of an api folder": {
        "web/package.json": package(dependencies="react"), "web/src/api/client.ts": LONG,
    },
    "only tools": {"package.json": package(tools="prettier husky"), "js/site.js": LONG},
    "a telephone": {"mobile/package.json": package(dependencies="react-native"), "mobile/App.tsx": LONG},
}  # fmt: skip


@pytest.mark.parametrize("files", BROWSER.values(), ids=BROWSER)
def test_pages_beside_a_python_service_hold_no_service(files: Mapping[str, str]) -> None:
    """A page in TypeScript may be typed; nothing else of it is asked for."""
    assert opened({**SERVICE, **files}) <= TYPES
    assert opened(files) <= TYPES


SERVERS = {
    "express": {"package.json": package(dependencies="express"), "index.js": LONG},
    "fastify": {"api/package.json": package(dependencies="fastify"), "api/src/server.ts": LONG},
    "nest": {"package.json": package(dependencies="@nestjs/core"), "src/main.ts": LONG},
    "start": {"package.json": package({"start": "node dist/index.js"}), "src/index.ts": LONG},
    "start on": {"package.json": package({"start": "cd x && tsx src/index.ts"}), "src/index.ts": LONG},
    "next pages": {
        "package.json": package({"start": "next start"}, dependencies="next react"),
        "pages/api/chat.ts": LONG,
    },
    "next app": {"web/package.json": package(dependencies="next"), "web/src/app/api/chat/route.ts": LONG},
    "sveltekit": {"package.json": package(dependencies="@sveltejs/kit"), "src/routes/chat/+server.js": LONG},
    "lambda": {"fn/package.json": package(tools="@types/aws-lambda"), "fn/handler.ts": LONG},
    "page and server in one": {
        "package.json": package(dependencies="react express"), "server/index.ts": LONG, "src/App.tsx": LONG,
    },
    "a script of no package": {"server.js": "const http = require('http')\n" + LONG},
    "deno": {"main.ts": "Deno.serve(() => new Response())\n" + LONG},
}  # fmt: skip


@pytest.mark.parametrize("files", SERVERS.values(), ids=SERVERS)
def test_a_server_in_node_may_hold_what_a_server_holds(files: Mapping[str, str]) -> None:
    found = opened({**SERVICE, **files})
    assert found >= ASKED_OF_SERVERS | {"model_code"}
    assert not found & (words("experiment_tracking data_handling approaches_compared") | TESTS | NEVER)


@pytest.mark.parametrize(
    ("dependencies", "path", "expected"),
    [
        ("react", "src/a.js", frozenset()),
        ("react openai", "src/a.js", CALLS),
        ("@tensorflow/tfjs", "src/a.js", NOTEBOOK),
        ("express", "src/a.js", SERVER | FLOWS),
        ("express", "src/a.ts", SERVER | FLOWS | TYPES),
        ("express langfuse", "src/a.js", SERVER | FLOWS | words("experiment_tracking model_registry")),
        ("express", "public/a.js", frozenset()),
        ("express", "src/a.jsx", frozenset()),
    ],
)
def test_what_a_package_depends_on_says_what_its_programs_can_do(
    dependencies: str, path: str, expected: frozenset[str]
) -> None:
    assert opened({"package.json": package(dependencies=dependencies), path: CODE}) == expected


def test_pages_do_not_make_a_small_server_an_aside() -> None:
    """2.4 kB of server and 1.2 kB of Python, behind 60 kB of pages."""
    web = {"web/package.json": package(dependencies="react"), "web/src/App.tsx": CODE * 50}
    assert "serving" in opened({"m.py": CODE, "main.go": CODE * 2, **web})


def test_in_a_monorepo_every_package_speaks_for_itself() -> None:
    files = {
        "package.json": package(tools="turbo"),
        "apps/web/package.json": package(dependencies="react"),
        "apps/web/src/api.ts": CODE,
        "apps/api/package.json": package(dependencies="express openai"),
        "apps/api/src/index.ts": CODE + "\n",
        "services/model/app.py": PYTHON,
    }
    assert run("serving", snapshot(files)).reason == "1 file in TypeScript, whose calls are not read"
    assert run("typed_code", snapshot(files)).reason == "2 files in TypeScript, whose types are not read"
    without = {path: text for path, text in files.items() if not path.startswith("apps/api")}
    assert opened(without) == TYPES


@pytest.mark.parametrize(
    "mark",
    [
        {"app/src/main/AndroidManifest.xml": "<manifest>", "app/src/main/A.kt": LONG},
        {"app/App.xcodeproj/project.pbxproj": "", "app/A.swift": LONG},
        {"app/pubspec.yaml": "dependencies:\n  flutter:\n    sdk: flutter\n", "app/lib/main.dart": LONG},
    ],
)
def test_an_application_for_telephones_may_call_a_model_and_serves_nothing(mark: Mapping[str, str]) -> None:
    assert opened({**SERVICE, **mark}) <= CALLS | TYPES
    assert "model_code" in opened({**SERVICE, **mark})


# -- kernels ------------------------------------------------------------------------------------------

EXTENSIONS = {
    "pybind11": {"setup.py": "from pybind11.setup_helpers import Pybind11Extension\n", "src/op.cpp": CODE},
    "torch": {"setup.py": "from torch.utils.cpp_extension import CUDAExtension\n", "csrc/op.cu": CODE},
    "rust": {"pyproject.toml": "[build-system]\nrequires = ['maturin']\n", "src/lib.rs": CODE},
    "cmake": {"CMakeLists.txt": "find_package(pybind11)\n", "src/op.cc": CODE},
    "cython": {"fast.pyx": CODE, "helper.c": CODE},
}


@pytest.mark.parametrize("files", EXTENSIONS.values(), ids=EXTENSIONS)
def test_kernels_of_a_python_package_may_only_be_fast(files: Mapping[str, str]) -> None:
    assert opened({"pkg/__init__.py": PYTHON * 2, **files}) == {"latency_and_cost"}


def test_kernels_of_a_published_library_open_nothing() -> None:
    files = {**library("pkg"), "pkg/__init__.py": PYTHON * 2, **EXTENSIONS["pybind11"]}
    found = run("latency_and_cost", snapshot(files))
    assert (found.status, found.ceiling) == (Status.NOT_APPLICABLE, Level.ABSENT)


def test_native_code_that_is_most_of_a_package_also_holds_its_models_and_types() -> None:
    files = {"pkg/__init__.py": CODE, **EXTENSIONS["rust"], "src/more.rs": CODE + "\n"}
    assert opened(files) == CALLS | TYPES


def test_native_code_that_python_does_not_load_is_a_program_of_its_own() -> None:
    assert opened({"tool.py": PYTHON, "server.cpp": CODE * 2}) >= SERVES


# -- what a check says beside it ----------------------------------------------------------------------


def test_a_library_beside_an_unread_service_is_asked_what_a_service_is_asked() -> None:
    files = {**library("pkg"), "pkg/__init__.py": PYTHON}
    assert run("serving", snapshot(files)).status is Status.NOT_APPLICABLE
    assert run("serving", snapshot({**files, "server/main.go": CODE})).status is Status.UNKNOWN
    with_queries = snapshot({**files, "queries.sql": CODE})
    assert run("data_validation", with_queries).status is Status.NOT_APPLICABLE
    assert run("data_validation", with_queries).ceiling is Level.ABSENT


WORKFLOW = "on: {on}\njobs:\n  work:\n    runs-on: x\n    steps:\n      - run: {command}\n"


def workflow(on: str, command: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": WORKFLOW.format(on=on, command=command)}


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


@pytest.mark.parametrize(
    ("test", "path", "step"),
    [
        ('test_that("a", {\n  expect_equal(f(1), 2)\n})\n', "tests/testthat/test-a.R", "run: Rscript -e 'devtools::test()'"),
        ('test_that("a", {\n  expect_equal(f(1), 2)\n})\n', "tests/testthat/test-a.R", "uses: r-lib/actions/check-r-package@v2"),
        ("@testset begin\n  @test f(1) == 2\nend\n", "test/runtests.jl", "run: julia --project -e 'using Pkg; Pkg.test()'"),
        ("@testset begin\n  @test f(1) == 2\nend\n", "test/runtests.jl", "uses: julia-actions/julia-runtest@v1"),
    ],
)  # fmt: skip
def test_tests_that_are_read_are_found_in_ci_too(test: str, path: str, step: str) -> None:
    work = "on: push\njobs:\n  work:\n    runs-on: x\n    steps:\n      - " + step + "\n"
    ci = {".github/workflows/ci.yml": work}
    assert run("ci_tests", snapshot({path: test, **ci})).level is Level.WIRED
    assert run("ci", snapshot({path: test, **ci})).level is Level.WIRED
    assert run("ci_tests", snapshot({"a.R": CODE, **ci})).level is Level.CLAIMED


def test_history_and_files_that_were_searched_stay_absent_in_any_language() -> None:
    repo = snapshot({"main.go": CODE}, [commit("2024-01-01", "main.go")])
    for signal in NEVER:
        found = run(signal, repo)
        assert found.status is Status.MEASURED and found.level is found.ceiling, signal


# -- the tables ---------------------------------------------------------------------------------------


def test_every_language_has_a_row_with_a_reason() -> None:
    named = set(_EXTENSIONS) | set(_NAMES.values())
    assert set(LANGUAGES) == named - READ
    assert set(PLACES) == set(Place)
    assert all(len(row.why) > 10 for row in (*LANGUAGES.values(), *PLACES.values()))
    assert not any(LANGUAGES[name].roles for name in NOT_PROGRAMS)


def test_every_check_of_ours_has_a_row_with_a_reason() -> None:
    assert set(SIGNALS) == set(registry().checks)
    assert all(len(each.why) > 10 for each in SIGNALS.values())


def test_tests_are_a_role_where_their_convention_is_not_known() -> None:
    known = {each.language for each in CONVENTIONS} | {"TypeScript", "Kotlin", "C", "Cuda"}
    for name, row in LANGUAGES.items():
        if Role.MODULES in row.roles and name not in ("SAS", "Stata", "Stan"):
            assert (Role.TEST in row.roles) is (name not in known), name


def test_every_role_is_asked_for_and_played() -> None:
    asked = frozenset[Role]().union(*(each.roles for each in SIGNALS.values()))
    assert asked | {Role.DOCUMENT} == set(Role)
    played = frozenset[Role]().union(*(row.roles for row in (*LANGUAGES.values(), *PLACES.values())))
    assert played == set(Role)
