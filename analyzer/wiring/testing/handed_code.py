"""Code that a test is handed by a decorator, or runs by the name of its file or its program."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Decorator
from analyzer.parsing.python import Call, Function
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.roles import is_test_path

RUNNING_CALLS = word_set(
    "subprocess.run subprocess.check_call subprocess.check_output subprocess.call os.system"
)
FAILING_CALLS = frozenset({"subprocess.check_call", "subprocess.check_output"})
# Fixtures of plug-ins that run a program: pytest-console-scripts, pytest-shell.
RUNNING_FIXTURES = word_set("script_runner shell bash")
# What is handed the path of a program or a notebook and runs it.
CALLS_OF_FILES = word_set(
    "streamlit.testing.v1.AppTest.from_file runpy.run_path papermill.execute_notebook testbook.testbook "
    "importlib.util.spec_from_file_location"
)
# What hands a test, or a fixture, the objects that it is run with.
HANDING_DECORATORS = lazy_regex(
    r"(?:pytest\.mark\.parametrize|pytest(?:_asyncio)?\.fixture|parameterized\.\S+|ddt\.\w+|hypothesis\.\S+"
    r"|sklearn\.utils\.estimator_checks\.parametrize_with_checks)"
)
# Loads every flow of a folder: https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#unit-tests
DAG_BAGS = word_set("airflow.models.DagBag airflow.models.dagbag.DagBag airflow.dag_processing.dagbag.DagBag")


def names_handed(decorators: Iterable[Decorator]) -> frozenset[str]:
    """The names in decorators that hand a test or a fixture what it is run with."""
    handing = (each for each in decorators if HANDING_DECORATORS.fullmatch(each.target) is not None)
    return frozenset(name for each in handing for name in each.names)


def files_handed(decorators: Iterable[Decorator]) -> tuple[str, ...]:
    """The texts in decorators that run a file for the test: `@testbook("a.ipynb")`."""
    return tuple(text for each in decorators if each.target in CALLS_OF_FILES for text in each.strings)


def runs_by_fixture(function: Function, call: Call) -> bool:
    """Whether a call runs a program through a fixture of a plug-in."""
    return call.target == "?.run" and not RUNNING_FIXTURES.isdisjoint(function.parameters)


@derived
def has_own_dags(repo: Snapshot) -> bool:
    """Whether the repository has modules that use Airflow, tests aside."""
    return any(
        each.module.partition(".")[0] == "airflow"
        for path, facts in repo.modules.items()
        if not is_test_path(path)
        for each in facts.imports
    )


def fails_with_program(call: Call) -> bool:
    """A run of a program whose failure fails the test."""
    return call.target in FAILING_CALLS or (
        call.target in RUNNING_CALLS and ("check", "True") in call.keywords
    )
