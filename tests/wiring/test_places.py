"""Where a program stands decides what it could hold: a page, a telephone, a kernel, or a server."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from analyzer.model import Level, Status
from tests.support.snapshots import library, run, snapshot
from tests.support.unread import (
    CALLS,
    CODE,
    FLOWS,
    NEVER,
    NOTEBOOK,
    PYTHON,
    SERVER,
    SERVES,
    TESTS,
    TYPES,
    opened,
    words,
)

INSTALL = "; repo-evidence[languages] reads them"
pytestmark = pytest.mark.usefixtures("no_grammars")


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


@pytest.mark.parametrize(
    ("first_line", "expected"),
    [
        ("import * as d3 from 'd3'", frozenset()),
        ("import OpenAI from 'openai'", CALLS),
        ('const ai = require("openai")', CALLS),
        ("const ai = await import('openai')", CALLS),
        ("import * as tf from '@tensorflow/tfjs'", NOTEBOOK),
        ("// from openai", frozenset()),
    ],
)
def test_a_script_of_no_package_can_do_what_it_imports(first_line: str, expected: frozenset[str]) -> None:
    assert opened({"src/a.js": f"{first_line}\n{CODE}"}) == expected


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
    assert (
        run("serving", snapshot(files)).reason == f"1 file in TypeScript, whose calls are not read{INSTALL}"
    )
    assert (
        run("typed_code", snapshot(files)).reason
        == f"2 files in TypeScript, whose types are not read{INSTALL}"
    )
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


R_PACKAGE = {"words/DESCRIPTION": "Package: words\n", "words/NAMESPACE": "export(count)\n"}


@pytest.mark.parametrize(
    ("path", "beside", "kernel"),
    [
        ("words/src/RcppExports.cpp", R_PACKAGE, True),
        # Beside the folder that R compiles, or where the files are no package.
        ("words/server/main.cpp", R_PACKAGE, False),
        ("words/src/main.cpp", {"words/DESCRIPTION": "Package: words\n"}, False),
    ],
)
def test_kernels_of_an_r_package_may_only_be_fast(
    path: str, beside: Mapping[str, str], *, kernel: bool
) -> None:
    found = opened({"tool.py": PYTHON * 2, path: CODE, **beside})
    assert found == {"latency_and_cost"} if kernel else found >= SERVES


def test_native_code_that_python_does_not_load_is_a_program_of_its_own() -> None:
    assert opened({"tool.py": PYTHON, "server.cpp": CODE * 2}) >= SERVES
