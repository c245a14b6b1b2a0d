"""What fails a test without an `assert`, and what a test may ask of this code without importing it.

Snapshots and approvals compare with a stored answer, validators raise, a browser waits for what is expected.
A test that sends a request, starts a program or reads a file may be about this repository's code, data or
configuration, and nobody can tell from the test alone.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function
from analyzer.text import word_set
from analyzer.wiring.models.model_catalogue import MODEL_ROOTS
from analyzer.wiring.roles import TEST_PACKAGES

# Fixtures that compare, and by which of their methods; "" is a call of the fixture itself.
COMPARING_FIXTURES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        word_set(
            "data_regression dataframe_regression num_regression ndarrays_regression file_regression "
            "image_regression"
        ),
        word_set("check"),
    ),
    "golden": word_set("test check verify"),
    "snapshot": word_set("check match verify"),
    "eval_example": word_set("run run_print_check lint"),
    "image_snapshot": frozenset({""}),
    "image_diff": frozenset({""}),
    "check": word_set(
        "equal not_equal is_ is_not is_true is_false is_none is_not_none is_in is_not_in is_instance greater "
        "less greater_equal less_equal between almost_equal raises"
    ),
}
# Taking one of these is enough: it compares what is printed into it, or counts what is done in its block.
COMPARING_ALONE = word_set("regtest django_assert_num_queries django_assert_max_num_queries")
COMPARING_CALLS = lazy_regex(
    r"approvaltests\.(?:\w+\.)*(?:Approvals\.)?verify\w*"
    r"|playwright\.\w+\.expect\(\)(?:\.\w+)+"
    r"|pytest_check\.(?:check\.)?(?!check\Z)\w+"
    r"|nose\.tools\.(?:eq_|ok_)|jsonschema\.(?:\w+\(\)\.)?validate|torch\.autograd\.(?:grad)?gradcheck"
    r"|jax\.(?:\w+\.)*check_grads|(?:\w+\.)+env_checker\.check_\w+|pettingzoo\.test\.\w+"
    r"|papermill\.execute_notebook|nbclient\.(?:\w+\.)*(?:execute|NotebookClient\(\)\.execute)"
    r"|(?:expects|sure)\.expect\(\)(?:\.\w+)+|testfixtures\.compare|mktestdocs\.check_\w+"
    r"|nbconvert\.preprocessors\.ExecutePreprocessor\(\)\.preprocess"
)
COMPARING_METHODS = word_set(
    "raise_for_status fnmatch_lines re_match_lines call_and_validate validate_response"
)
COMPARING_DECORATORS = word_set(
    "pytest.mark.mpl_image_compare pytest.mark.array_compare nose.tools.raises "
    "matplotlib.testing.decorators.image_comparison matplotlib.testing.decorators.check_figures_equal "
    "sklearn.utils.estimator_checks.parametrize_with_checks"
)

OUTSIDE_PACKAGES = word_set(
    "requests httpx aiohttp urllib urllib3 http websocket websockets grpc socket zmq selenium playwright "
    "subprocess sh pexpect docker testcontainers boto3 botocore moto google azure redis psycopg psycopg2 "
    "pymongo sqlalchemy sqlite3 kafka confluent_kafka pika mlflow bentoml importlib runpy papermill nbformat "
    "nbclient nbconvert testbook airflow dagster prefect pytest_bdd streamlit gradio_client openai ansible "
    "kubernetes great_expectations dbt tritonclient paramiko ctypes cffi"
)
OUTSIDE_METHODS = word_set(
    "open read_text read_bytes exists isfile isdir is_file is_dir iterdir listdir scandir walk glob rglob "
    "load safe_load full_load load_model read_csv read_parquet read_json read_excel read_pickle read_sql "
    "from_file from_pretrained imread system popen getenv stat"
)
STANDARD = frozenset(sys.stdlib_module_names)
# Packages that tests use and that hold nobody's own code.
COMMON_PACKAGES = (
    MODEL_ROOTS
    | TEST_PACKAGES
    | word_set(
        "numpy pandas scipy polars pyspark matplotlib seaborn plotly PIL cv2 yaml toml dotenv dateutil attr "
        "attrs pydantic typing_extensions freezegun faker mock responses pytest_mock numba tqdm rich click "
        "dask pyarrow networkx nltk"
    )
)
BUILT_IN_FIXTURES = word_set(
    "self cls request tmp_path tmp_path_factory tmpdir tmpdir_factory capsys capfd capsysbinary capfdbinary "
    "caplog monkeypatch recwarn doctest_namespace pytestconfig record_property cache mocker faker benchmark "
    "subtests event_loop anyio_backend"
)
# What hands a test its arguments.
SUPPLYING = lazy_regex(r"pytest\.mark\.\w+|hypothesis\..*|(?:unittest\.)?mock\.patch.*|parameterized\..*")


def comparisons(function: Function, calls: Sequence[Call]) -> int:
    """How many times a function compares something in another way than by an assertion."""
    count = sum(each.target in COMPARING_DECORATORS for each in function.decorators)
    count += not COMPARING_ALONE.isdisjoint(function.parameters)
    methods: set[str] = set()
    for name in function.parameters:
        methods |= COMPARING_FIXTURES.get(name, NONE)
    return count + sum(_compares(each.target, methods) for each in calls)


NONE: frozenset[str] = frozenset()


def _compares(target: str, of_fixtures: Collection[str]) -> bool:
    last = target.rpartition(".")[2]
    if last in COMPARING_METHODS or COMPARING_CALLS.fullmatch(target) is not None:
        return True
    # What a parameter is called on is not known: `?.check` of `data_regression.check`.
    return (target == "?" and "" in of_fixtures) or (target == f"?.{last}" and last in of_fixtures)


def asks_outside(names: Collection[str]) -> bool:
    """Whether one of these targets reads a file, sends a request or starts a program."""
    for name in names:
        plain = name.replace("()", "")
        if plain.partition(".")[0] in OUTSIDE_PACKAGES or plain.rpartition(".")[2] in OUTSIDE_METHODS:
            return True
    return False


def unknown_parameters(function: Function, known: Collection[str]) -> frozenset[str]:
    """The parameters of a test that nothing of `known` hands it."""
    missing = set(function.parameters) - set(known) - BUILT_IN_FIXTURES
    if not missing:
        return NONE
    supplied = [each for each in function.decorators if SUPPLYING.fullmatch(each.target) is not None]
    named = {part.strip() for each in supplied for text in each.strings for part in text.split(",")}
    named |= {key for each in supplied for key, _value in each.keywords}
    if any(not each.target.startswith("pytest.mark.") for each in supplied):
        return NONE
    return frozenset(missing - named)
