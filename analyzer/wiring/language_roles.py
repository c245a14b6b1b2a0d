"""Which language can hold which signal: one table of languages, one of signals, roles between them.

No check reads the programs of these languages for what they call. A signal that asks for a role which a
language plays could therefore stand in a program that nobody read: it is unseen there, and not absent.
A language plays a role where that is usual in it and has well-known libraries, not where it is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from analyzer.declarations import FileKind
from analyzer.model import Level
from analyzer.repository.snapshot import Snapshot


class Role(StrEnum):
    """What a program does, as far as a signal asks about it."""

    TRAIN = "trains models"
    TRACK = "keeps the runs of its training"
    CALL = "loads or calls a model"
    EVALUATE = "judges a model"
    OPTIMISE = "makes a model answer faster"
    SERVE = "answers requests"
    OPERATE = "runs by itself, and reports"
    DATA = "checks and compares data"
    VERSION = "asks for one version of data"
    ORCHESTRATE = "puts steps in an order"
    DEPLOY = "puts versions in place"
    TEST = "tests, by a convention that is not known"
    TYPES = "declares types"
    MODULES = "is code outside notebooks"
    DOCUMENT = "documents its functions"
    TEXT = "has text between its code"

    @property
    def unread(self) -> str:
        """What is not read of a program that may play this role, as a report says it."""
        return _UNREAD.get(self, "calls")


_UNREAD = {
    Role.TEST: "tests",
    Role.TYPES: "types",
    Role.MODULES: "lines",
    Role.DOCUMENT: "comments",
    Role.TEXT: "paragraphs",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One language, or one place where it stands: why its programs can play which roles."""

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
    "describes pages, builds or interfaces; what is asked of it is read from the file itself", _NONE
)
_HARDWARE = Row("describes circuits or machine code: nothing trains, serves or reports", _NONE)
_PAGE = Row("pages in a browser: they ask a service, and serve, train and report nothing", _NONE)
_TYPED = Row("servers in a typed language; its tests are not read", _TYPED_SERVER | {Role.TEST})
_DESKTOP = Row("programs of desktops and devices; its tests are not read", _PROGRAM | {Role.TYPES, Role.TEST})

# Tests are a role only where no convention of `foreign_tests` says how the language names them.
LANGUAGES: Mapping[str, Row] = {
    "R": Row(
        "trains, keeps runs (mlflow), answers (plumber), logs, checks data (pointblank), versions it (pins), "
        "orders steps (targets); it declares no types, deploys nothing, and testthat is read",
        _PROGRAM | _TRAINS | {Role.SERVE, Role.OPERATE, Role.VERSION, Role.ORCHESTRATE},
    ),
    "Julia": Row(
        "trains (Flux, MLJ), answers (Genie, Oxygen), logs, reads tables, declares types; @testset is read",
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
        "libtorch, ONNX Runtime, servers by gRPC; it neither keeps runs nor deploys; test macros are read",
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
        "trains and judges models, checks data; it rarely answers requests, and its tests are not read",
        _PROGRAM | _TRAINS | {Role.TEST},
    ),
    "SAS": Row("trains and judges models, checks data", _TRAINS | {Role.MODULES}),
    "Stata": Row("fits and judges models, checks data", _TRAINS | {Role.MODULES}),
    "Stan": Row(
        "states models; R or Python fits them, and does the rest", frozenset({Role.CALL, Role.MODULES})
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
        "on a server: frameworks, clients of models, metrics, Temporal; it trains and keeps runs only with a "
        "library that its package names, declares no types, and its tests are read",
        _SERVER | {Role.ORCHESTRATE},
    ),
    "TypeScript": Row("as JavaScript on a server, with types", _TYPED_SERVER | {Role.ORCHESTRATE}),
    "Quarto": Row(
        "documents with code in R, Python or Julia: they train and look at data, and nothing starts them",
        _NOTEBOOK | {Role.TEXT},
    ),
    "SQL": Row(
        "checks rows and compares them; the order of dbt models is read from its project; without a program "
        "beside it, it serves, trains and reports nothing",
        frozenset({Role.DATA}),
    ),
    "Shell": Row(
        "read: commands are followed to what they test, build, deploy and put back, and bats is read", _NONE
    ),
    "PowerShell": Row("not followed as shell is: it deploys, and tests", frozenset({Role.DEPLOY, Role.TEST})),
    "Groovy": Row("builds and Jenkins files are read; tests by Spock are not", frozenset({Role.TEST})),
    "Tcl": Row("scripts around tools; its tests are not read", frozenset({Role.MODULES, Role.TEST})),
    "Pascal": _DESKTOP,
    "Ada": _DESKTOP,
    "Solidity": Row("contracts, without a model; its tests are not read", _PROGRAM | {Role.TYPES, Role.TEST}),
    "Cython": Row("kernels of a Python package, which its Python calls", _NONE),
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
    """Where programs of a language stand that play fewer roles there than on a server."""

    BROWSER = "browser"
    DEVICE = "device"
    EXTENSION = "extension"
    CORE = "core"
    NOTEBOOK = "notebook"


PLACES: Mapping[Place, Row] = {
    Place.BROWSER: Row(
        "asks a service and shows the answer; a model is called there only where the package names a library",
        frozenset({Role.TYPES}),
    ),
    Place.DEVICE: Row(
        "an application for telephones can call a model on the device", frozenset({Role.CALL, Role.TYPES})
    ),
    Place.EXTENSION: Row(
        "kernels of a Python package, which train, serve and report through the Python that calls them",
        frozenset({Role.OPTIMISE}),
    ),
    Place.CORE: Row(
        "native code that is most of a Python package also holds its models and its types",
        frozenset({Role.CALL, Role.OPTIMISE, Role.TYPES, Role.MODULES}),
    ),
    Place.NOTEBOOK: Row(
        "a notebook with another kernel trains and looks at data, and nothing starts it", _NOTEBOOK
    ),
}


def _any(repo: Snapshot, level: Level) -> bool:
    return True


def _lifts(repo: Snapshot, level: Level) -> bool:
    """Only what was found can be lifted; without it nothing in a program makes the signal."""
    return level >= Level.PRESENT


def _has_jobs(repo: Snapshot, level: Level) -> bool:
    return any(pipeline.jobs for pipeline in repo.pipelines.values())


def _on_schedule(repo: Snapshot, level: Level) -> bool:
    return any("schedule" in pipeline.triggers for pipeline in repo.pipelines.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """Why a signal could stand in a program, and the roles of which one is enough.

    No role: what the check reads, it reads in every language. `when` says in which repositories, given the
    level that was found.
    """

    why: str
    roles: frozenset[Role]
    when: Callable[[Snapshot, Level], bool] = _any


def _asked(why: str, *roles: Role, when: Callable[[Snapshot, Level], bool] = _any) -> Asked:
    return Asked(why, frozenset(roles), when)


SIGNALS: Mapping[str, Asked] = {
    "alerting": _asked("a program can notify, and emit the metric that a rule is about", Role.OPERATE),
    "approaches_compared": _asked("models can be tried and measured where they are trained", Role.TRAIN),
    "ci": _asked(
        "jobs are read; whether they reach tests shows only where the language's tests are known",
        Role.TEST,
        when=_lifts,
    ),
    "ci_delivery": _asked(
        "jobs are read; whether a scheduled one trains shows only in the program it starts",
        Role.TRAIN,
        when=_on_schedule,
    ),
    "ci_tests": _asked(
        "without a job no test is run; with one, tests of an unknown convention may be",
        Role.TEST,
        when=_has_jobs,
    ),
    "collaboration": _asked("history is read, whatever the language"),
    "data_handling": _asked("rows are split and cleaned where a model is trained", Role.TRAIN),
    "data_validation": _asked("a program can check columns and rows", Role.DATA),
    "data_versioning": _asked("pointers and locks are read; a program can name a version", Role.VERSION),
    "dockerfile": _asked("build files are read, whatever they start"),
    "documentation": _asked(
        "documents are read; what a README says that only code could bear out is named by the check itself"
    ),
    "drift_detection": _asked("a program can compare current with earlier data", Role.DATA),
    "error_handling": _asked("a program that answers requests can refuse them", Role.SERVE),
    "evaluation": _asked("a model can be judged where it is trained or called", Role.EVALUATE),
    "experiment_tracking": _asked("runs can be kept where a model is trained", Role.TRACK),
    "feature_consistency": _asked("a service in another language can compute features too", Role.SERVE),
    "history_depth": _asked("history is read, whatever the language"),
    "incident_docs": _asked("documents are read, whatever the language"),
    "infrastructure": _asked(
        "resource files are read; a CDK or Pulumi program in another language is named by the check itself"
    ),
    "latency_and_cost": _asked(
        "a program can load a faster runtime, batch, or cache what a model says", Role.CALL, Role.OPTIMISE
    ),
    "limitations": _asked("documents are read; those with code in R or Quarto are not", Role.TEXT),
    "load_testing": _asked(
        "scripts of load tools are read; where servers are written, one's own can be",
        Role.SERVE,
    ),
    "logging": _asked("a program that runs by itself can log", Role.OPERATE),
    "metric_choice": _asked("documents are read; those with code in R or Quarto are not", Role.TEXT),
    "model_code": _asked("a program can train, load or call a model", Role.TRAIN, Role.CALL),
    "model_registry": _asked(
        "a registry's client comes with the one that keeps runs; calling a model registers none", Role.TRACK
    ),
    "monitoring": _asked("a program that runs by itself can report metrics and errors", Role.OPERATE),
    "notebook_ratio": _asked("modules of another language are code outside notebooks", Role.MODULES),
    "orchestration": _asked("flow files are read; a program can define a flow", Role.ORCHESTRATE),
    "reproducible_environment": _asked(
        "locks and seeds of other languages are not read; a page that calls a model makes none",
        Role.TRAIN,
        Role.EVALUATE,
    ),
    "robustness": _asked("a program that answers requests can defend itself", Role.SERVE),
    "rollback": _asked(
        "documents, tasks, scripts and CI are read; a program can put a version back", Role.DEPLOY
    ),
    "rollout": _asked("a program that answers requests can split them", Role.SERVE),
    "serving": _asked("a program can answer requests with a model", Role.SERVE),
    "sustained_activity": _asked("history is read, whatever the language"),
    "tests": _asked("tests are read where the language has a known convention", Role.TEST),
    "typed_code": _asked("functions can declare types where the language has them", Role.TYPES),
}

PROGRAM_KINDS = frozenset({FileKind.PYTHON, FileKind.NOTEBOOK})
# A check of somebody else's that reads programs names no role: any unread program could hold its signal.
ANY_ROLE = _asked("what it looks for in programs, it looks for in Python", *Role)


def asked(signal: str, reads: Collection[FileKind]) -> Asked:
    """What an unread program must be for to hold the signal of a check that reads these kinds of file."""
    if signal in SIGNALS:
        return SIGNALS[signal]
    return ANY_ROLE if PROGRAM_KINDS & set(reads) else _asked("no program is searched for it")
