"""Tools that put load on a service, their scripts and commands, and the parts of a script of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.text import NOTHING, word_set

LOCUST_NAMES = word_set(
    "HttpUser FastHttpUser HttpLocust FastHttpLocust User TaskSet SequentialTaskSet task tag HttpSession"
)
# A request over the network, many at once, and a clock: the three parts of a script of one's own.
REQUEST_CALLS = lazy_regex(
    r"(?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|tritonclient|grequests|websockets|grpc)\b.*"
    r"(?:get|post|put|request|urlopen|infer|ClientSession|AsyncClient|map|connect|channel)"
    r"|openai\.(?:Async)?OpenAI\b"
)
# The client with which an application is asked in its own process.
TEST_CLIENTS = lazy_regex(
    r"(?:fastapi|starlette)\.testclient\.TestClient|(?:httpx\.)?ASGITransport|flask\.testing\.FlaskClient"
    r"|django\.test\.(?:Async)?Client|async_asgi_testclient\.TestClient"
)
OWN_CLIENT = lazy_regex(r"[\w.()?]{1,80}\.test_client")
# The request itself, where its client came as a parameter.
METHOD_CALLS = lazy_regex(r"[\w.()?]{1,80}\.(?:post|get|put|request|infer)")
MANY_AT_ONCE = word_set(
    "gather ThreadPoolExecutor ProcessPoolExecutor TaskGroup create_task Thread Pool ThreadPool Process "
    "spawn imap imap_unordered starmap as_completed create_task_group open_nursery start_soon run_in_executor"
)
CLOCKS = word_set("time perf_counter perf_counter_ns monotonic time_ns timer process_time default_timer")
CLOCK_PACKAGES = word_set("time timeit")
# A moment that a script waits for: no time is taken by it.
DEADLINE = lazy_regex(
    r"\b(?:time|perf_counter|monotonic|time_ns)\(\)\s{0,4}[+<>]"
    r"|[<>]=?\s{0,4}(?:time\.)?(?:time|perf_counter|monotonic|time_ns)\(\)"
)
SUMMARIES = word_set("percentile quantile quantiles nanpercentile")
# Words of a path that say load; `load_data` and `download` do not.
LOAD_WORDS = lazy_regex(
    r"(?<![a-z0-9])(?:load[-_ ]?(?:tests?|testing|gen(?:erator)?)|stress|bench(?:mark)?s?|perf(?:ormance)?"
    r"|latency|throughput|soak|spike|locust(?:file|_\w{1,40})?|k6|jmeter|artillery|gatling|simulations?|wrk|vegeta)(?![a-z0-9])",
    re.IGNORECASE,
)


class TextTool(Struct, frozen=True):
    """A tool whose scripts are recognised by their text: the endings of its files, and the marker in them.

    `plain` is in every such script; `sure`: nothing else has the marker, whatever the path says.
    """

    tool: str
    endings: tuple[str, ...]
    marker: re.Pattern[str]
    thresholds: re.Pattern[str]
    plain: str
    sure: bool = True


LOAD_SCRIPT_ENDINGS = (".js", ".ts", ".mjs", ".mts", ".cjs")
TEXT_TOOLS = (
    TextTool(
        "k6",
        LOAD_SCRIPT_ENDINGS,
        lazy_regex(
            r"""(?:\bfrom\s{0,5}|\brequire\(\s{0,5}|^import\s{1,5})["']k6(?:/[\w/-]+)?["']""", re.MULTILINE
        ),
        lazy_regex(r"\bthresholds[\"']?\s{0,5}:"),
        "k6",
    ),
    TextTool(
        "JMeter",
        (".jmx",),
        lazy_regex(r"<jmeterTestPlan\b"),
        lazy_regex(r"<(?:Duration|Response)Assertion\b"),
        "jmeterTestPlan",
    ),
    TextTool(
        "Artillery",
        (".yml", ".yaml"),
        lazy_regex(r"^scenarios:", re.MULTILINE),
        lazy_regex(r"^[ \t]{1,20}ensure:", re.MULTILINE),
        "scenarios",
        sure=False,
    ),
    TextTool(
        "Artillery",
        (".json",),
        lazy_regex(r"\"scenarios\"\s{0,5}:"),
        lazy_regex(r"\"ensure\"\s{0,5}:"),
        "scenarios",
        sure=False,
    ),
    TextTool(
        "Gatling",
        (".scala", ".java", ".kt"),
        lazy_regex(r"\bio\.gatling\b"),
        lazy_regex(r"\bassertions\("),
        "io.gatling",
    ),
    TextTool(
        "Gatling",
        LOAD_SCRIPT_ENDINGS,
        lazy_regex(r"[\"']@gatling\.io/"),
        lazy_regex(r"\bassertions\("),
        "@gatling.io/",
    ),
    TextTool(
        "Taurus",
        (".yml", ".yaml"),
        lazy_regex(r"^execution:", re.MULTILINE),
        lazy_regex(r"\bpassfail\b"),
        "execution:",
    ),
    TextTool(
        "autocannon",
        LOAD_SCRIPT_ENDINGS,
        lazy_regex(r"""(?:\bfrom\s{0,5}|\brequire\(\s{0,5})["'](?:autocannon|loadtest)["']"""),
        NOTHING,
        "",
    ),
    TextTool(
        "wrk", (".lua",), lazy_regex(r"\bwrk\.(?:method|body|headers|format)\b"), NOTHING, "wrk.", sure=False
    ),
)
# What else is in a file of these, whose marker alone may be of another thing; one set of it each.
ALSO_IN: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "Artillery": (lazy_regex(r"(?:^[ \t]{1,20}|[{,]\s{0,20})[\"']?target[\"']?\s{0,5}:", re.MULTILINE),),
    "Taurus": (lazy_regex(r"^scenarios:", re.MULTILINE), lazy_regex(r"\bconcurrency\s{0,5}:")),
}
# And what makes it sure without a word of the path.
PHASES = lazy_regex(r"\b(?:phases|arrivalRate|flow)[\"']?\s{0,5}:")
# Generators of load by command; those with an everyday name need an address among their words.
LOAD_TEST_COMMANDS = word_set(
    "k6 locust artillery jmeter gatling vegeta wrk wrk2 hey ab bombardier oha autocannon siege ghz "
    "perf_analyzer fortio h2load drill rewrk plow cassowary bzt loadtest ddosify tsung nighthawk_client "
    "yandex-tank model-analyzer"
)
# Those that ask a server of language models, by their first words.
LLM_COMMANDS = (
    ("guidellm",),
    ("genai-perf",),
    ("aiperf",),
    ("inference-benchmarker",),
    ("llm-load-test",),
    ("llmperf",),
    ("evalscope", "perf"),
    ("vllm", "bench", "serve"),
    ("vllm", "bench", "sweep"),
    ("python", "-m", "sglang.bench_serving"),
    ("python", "-m", "vllm.entrypoints.cli.main", "bench"),
)
# The same as scripts of the engines' own repositories.
LLM_SCRIPTS = word_set("benchmark_serving.py token_benchmark_ray.py bench_serving.py llm_correctness.py")
NEEDS_ADDRESS = word_set("hey ab siege drill oha wrk")
LOCUST_THRESHOLDS = lazy_regex(r"process_exit_code|fail_ratio|\.failure\(|^[ \t]{1,40}assert\b", re.MULTILINE)
# What locust calls before a user begins and after it ends, and the words of a task that only signs in:
# https://docs.locust.io/en/stable/writing-a-locustfile.html#on-start-and-on-stop-methods
USER_SETUP = word_set("on_start on_stop")
LOGIN_WORDS = word_set("login signin authenticate")
# Short for a percentile, or the place of one in a sorted list.
PERCENTILE_BY_HAND = lazy_regex(
    r"\[\s{0,4}(?:int|round|math\.\w{1,10})\([^\n\]]{0,80}\*\s{0,4}0?\.\d|\bp(?:50|90|95|99)\b"
)
LOAD_NAME = lazy_regex(r"(?:.*/)?load(?:ing)?(?:[_-]\w{1,30})?\.py|(?:.*/)?load/[^/]{1,80}\.py")
OWN_THRESHOLDS = lazy_regex(
    r"^[ \t]{0,40}assert\b|\bsys\.exit\(\s{0,4}(?:1|not\b|f?[\"'])|\braise SystemExit\(\s{0,4}(?:1|f?[\"'])",
    re.MULTILINE,
)

# Paths that model servers define themselves (KServe, TorchServe, SageMaker, MLflow, Lambda, vLLM, Ollama).
MODEL_SERVER_PATHS = lazy_regex(
    r"/v[12]/models/[^\s\"']{0,200}(?::predict|/infer)|/predictions/|/invocations|/openai/v1/"
    r"|/v1/(?:chat/)?completions\b|/v1/embeddings\b|/api/(?:generate|chat)\b"
)
LOAD_ACTIONS = ("grafana/k6-action@", "grafana/run-k6-action@", "artilleryio/action-cli@")
RESULT_FILE = lazy_regex(
    r".*(?:stats|results?|reports?|summary|failures|exceptions|requests|latenc(?:y|ies))[^/]{0,80}"
    r"\.(?:csv|html|json|jtl|md|txt|png|svg)",
    re.IGNORECASE,
)
RESULT_FOLDER = lazy_regex(
    r"(?:.*/)?(?:results?|reports?|stats)/[^/]{1,200}\.(?:csv|html|json|jtl|md|txt)", re.I
)
COMMENT_LINES = lazy_regex(r"^[ \t]{0,200}(?:#|//|--).*$", re.MULTILINE)
