"""Which language can contain which signal: the roles that programs in each can play.

A signal that requires a role which a language can play may be in a program that was not read: it is unseen
there, not absent. Of the languages that `analyzer.wiring.other_programs` reads this holds where their
grammars are not installed, and for the checks that do not search them; rows say what their programs can do.
A language plays a role where that is common and has well-known libraries, not wherever it is possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from analyzer.declarations import Role


class Row(Struct, frozen=True):
    """One language, or one place it runs in: which roles its programs can play, and why."""

    why: str
    roles: frozenset[Role]


# Any program that is neither a page nor a build is code outside notebooks, and may document its functions.
_PROGRAM = frozenset({Role.MODULES, Role.DOCUMENT})
_CALLS = frozenset({Role.CALL, Role.EVALUATE})
# Where models are trained, data is read, and can be checked.
_TRAINS = _CALLS | {Role.TRAIN, Role.TRACK, Role.DATA}
# Web frameworks, clients of hosted models, metrics and logs, and tools that deploy are usual in all of these.
_SERVER = _PROGRAM | _CALLS | {Role.SERVE, Role.OPERATE, Role.DEPLOY}
_TYPED_SERVER = _SERVER | {Role.TYPES}
_JVM = _SERVER | _TRAINS | {Role.VERSION, Role.ORCHESTRATE}
_DOT_NET = _TYPED_SERVER | _TRAINS | {Role.ORCHESTRATE}
# What the checks that read notebooks look for: a notebook is not started, and is no module.
_NOTEBOOK = frozenset({Role.TRAIN, Role.TRACK, Role.CALL, Role.DATA})
_NONE = frozenset[Role]()
_NO_PROGRAM = Row(
    "describes pages, builds or interfaces; what checks need is read from the file itself", _NONE
)
_HARDWARE = Row("describes circuits or machine code: nothing trains, serves or reports", _NONE)
_PAGE = Row("pages in a browser: they call a service, but do not serve, train or report", _NONE)
_TYPED = Row("servers in a typed language; its tests are not read", _TYPED_SERVER | {Role.TEST})
_DESKTOP = Row(
    "programs for desktops and devices; its tests are not read", _PROGRAM | {Role.TYPES, Role.TEST}
)

# Tests are a role only where no convention of `foreign_tests` says how the language names them.
LANGUAGES: Mapping[str, Row] = {
    "R": Row(
        "trains, tracks runs (mlflow), serves (plumber), logs, checks data (pointblank), versions it (pins), "
        "orders steps (targets); no type declarations or deployment; testthat is read",
        _PROGRAM | _TRAINS | {Role.SERVE, Role.OPERATE, Role.VERSION, Role.ORCHESTRATE},
    ),
    "Julia": Row(
        "trains (Flux, MLJ), serves (Genie, Oxygen), logs, reads tables, declares types; @testset is read",
        _PROGRAM | _TRAINS | {Role.SERVE, Role.OPERATE, Role.TYPES},
    ),
    "Scala": Row("Spark, Deequ, Flyte, Akka, Play; its suites are read", _JVM | {Role.TYPES}),
    "Java": Row("DJL, Spark, Deequ, Flyte, Spring, Micrometer; JUnit is read", _JVM | {Role.TYPES}),
    "Kotlin": Row("as Java, whose libraries it uses", _JVM | {Role.TYPES}),
    "Clojure": Row("as Java, without types; its tests are not read", _JVM | {Role.TEST}),
    "C#": Row("ML.NET, ASP.NET, OpenTelemetry, Durable Functions; its tests are read", _DOT_NET),
    "F#": Row("as C#; its tests are not read", _DOT_NET | {Role.TEST}),
    "Visual Basic": Row("services as in C#; models are rarely trained in it", _TYPED_SERVER | {Role.TEST}),
    "Go": Row(
        "servers, clients of models, Prometheus, Gorgonia, Temporal, lakeFS; go test is read",
        _TYPED_SERVER | _TRAINS | {Role.VERSION, Role.ORCHESTRATE},
    ),
    "Rust": Row("axum, candle, burn, linfa, polars; #[test] is read", _TYPED_SERVER | _TRAINS),
    "C++": Row(
        "libtorch, ONNX Runtime, servers by gRPC; no run tracking or deployment; test macros are read",
        (_TYPED_SERVER | _TRAINS) - {Role.TRACK, Role.DEPLOY},
    ),
    "C": Row(
        "models in plain C; a server in it is rare, and its test macros are read",
        _PROGRAM | _CALLS | {Role.TRAIN, Role.TYPES},
    ),
    "Cuda": Row("kernels that train and infer", _PROGRAM | _CALLS | {Role.TRAIN, Role.TYPES}),
    "Objective-C++": Row(
        "calls a model on a device; its tests are not read", _PROGRAM | {Role.CALL, Role.TEST}
    ),
    "Swift": Row(
        "Core ML and Create ML; a server in it is rare, and XCTest is read",
        _PROGRAM | _CALLS | {Role.TRAIN, Role.TYPES},
    ),
    "Dart": Row(
        "calls a model on a device; its tests are not read", _PROGRAM | {Role.CALL, Role.TYPES, Role.TEST}
    ),
    "MATLAB": Row(
        "trains and evaluates models, checks data; it rarely answers requests, and its tests are not read",
        _PROGRAM | _TRAINS | {Role.TEST},
    ),
    "SAS": Row("trains and evaluates models, checks data", _TRAINS | {Role.MODULES}),
    "Stata": Row("fits and evaluates models, checks data", _TRAINS | {Role.MODULES}),
    "Stan": Row(
        "defines models; R or Python fits them and does the rest", frozenset({Role.CALL, Role.MODULES})
    ),
    "Fortran": Row(
        "numerical programs; its tests are not read", _PROGRAM | {Role.TRAIN, Role.TYPES, Role.TEST}
    ),
    "Lua": Row("Torch, and servers in OpenResty; its tests are not read", _SERVER | _TRAINS | {Role.TEST}),
    "Ruby": Row(
        "Rails, clients of models, metrics; it rarely trains and declares no types; RSpec is read", _SERVER
    ),
    "PHP": Row("web frameworks, clients of models, types; it rarely trains; PHPUnit is read", _TYPED_SERVER),
    "Perl": Row("web programs; its tests are not read", _SERVER | {Role.TEST}),
    "Elixir": Row(
        "Phoenix, Nx and Axon, Telemetry, type specifications; its tests are not read",
        _TYPED_SERVER | _TRAINS | {Role.TEST},
    ),
    "Erlang": _TYPED,
    "Haskell": _TYPED,
    "OCaml": _TYPED,
    "Nim": _TYPED,
    "Zig": _TYPED,
    "D": _TYPED,
    "JavaScript": Row(
        "on a server: frameworks, clients of models, metrics, Temporal; it trains and tracks runs only with "
        "a library that its package names, declares no types, and its tests are read",
        _SERVER | {Role.ORCHESTRATE},
    ),
    "TypeScript": Row("as JavaScript on a server, with types", _TYPED_SERVER | {Role.ORCHESTRATE}),
    "Quarto": Row(
        "documents with code in R, Python or Julia: they train and explore data, but nothing starts them; "
        "their text is read",
        _NOTEBOOK,
    ),
    "SQL": Row(
        "checks rows and compares them; the order of dbt models is read from its project; without a program "
        "beside it, it serves, trains and reports nothing",
        frozenset({Role.DATA}),
    ),
    "Shell": Row(
        "read: commands are followed to what they test, build, deploy and restore; bats is read", _NONE
    ),
    "PowerShell": Row("not followed like shell: it can deploy and test", frozenset({Role.DEPLOY, Role.TEST})),
    "Groovy": Row("builds and Jenkins files are read; tests by Spock are not", frozenset({Role.TEST})),
    "Tcl": Row("scripts around tools; its tests are not read", frozenset({Role.MODULES, Role.TEST})),
    "Pascal": _DESKTOP,
    "Ada": _DESKTOP,
    "Solidity": Row("contracts, without a model; its tests are not read", _PROGRAM | {Role.TYPES, Role.TEST}),
    "Cython": Row("kernels of a Python package, called from its Python code", _NONE),
    "Snakemake": Row("read: its rules are pipelines", _NONE),
    "Vue": _PAGE,
    "Svelte": _PAGE,
    "Elm": _PAGE,
    "Assembly": _HARDWARE,
    "VHDL": _HARDWARE,
    "Verilog": _HARDWARE,
    **dict.fromkeys(("CSS", "CMake", "HCL", "HTML", "Makefile", "Nix", "Protocol Buffer"), _NO_PROGRAM),
}


class Place(StrEnum):
    """Where programs of a language play fewer roles than on a server."""

    BROWSER = "browser"
    DEVICE = "device"
    EXTENSION = "extension"
    CORE = "core"
    NOTEBOOK = "notebook"


PLACES: Mapping[Place, Row] = {
    Place.BROWSER: Row(
        "calls a service and shows the answer; it calls a model only where its package names a library",
        frozenset({Role.TYPES}),
    ),
    Place.DEVICE: Row(
        "a mobile application can call a model on the device", frozenset({Role.CALL, Role.TYPES})
    ),
    Place.EXTENSION: Row(
        "kernels of a Python or R package, which train, serve and report through the code that calls them",
        frozenset({Role.OPTIMISE}),
    ),
    Place.CORE: Row(
        "native code that is most of a Python or R package also holds its models and its types",
        frozenset({Role.CALL, Role.OPTIMISE, Role.TYPES, Role.MODULES}),
    ),
    Place.NOTEBOOK: Row(
        "a notebook with another kernel trains and explores data, but nothing starts it", _NOTEBOOK
    ),
}
