"""Scripts that load-test a service: the tool, the target, and what is done with the results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname

from analyzer.facts.model_servers import manifests
from analyzer.parsing.python import PythonFacts
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.text import NOTHING, word_set
from analyzer.wiring.ci_commands import ci_runs
from analyzer.wiring.endpoints import PREDICTING_ROUTE, endpoints
from analyzer.wiring.entrypoints import starts
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_example_path

LOCUST_NAMES = word_set(
    "HttpUser FastHttpUser HttpLocust FastHttpLocust User TaskSet SequentialTaskSet task tag HttpSession"
)
# A request over the network, many at once, and a clock: the three parts of a script of one's own.
REQUEST_CALLS = re.compile(
    r"(?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|tritonclient|grequests)\b.*"
    r"(?:get|post|put|request|urlopen|infer|ClientSession|AsyncClient|map)"
)
MANY_AT_ONCE = word_set(
    "gather ThreadPoolExecutor ProcessPoolExecutor TaskGroup create_task Thread Pool ThreadPool Process "
    "spawn imap imap_unordered starmap as_completed"
)
CLOCKS = word_set("time perf_counter perf_counter_ns monotonic time_ns timer process_time default_timer")
CLOCK_PACKAGES = word_set("time timeit")
SUMMARIES = word_set("percentile quantile quantiles nanpercentile")
# Words of a path that say load; `load_data` and `download` do not.
LOAD_WORDS = re.compile(
    r"(?<![a-z0-9])(?:load[-_ ]?(?:tests?|testing|gen(?:erator)?)|stress|bench(?:mark)?s?|perf(?:ormance)?"
    r"|latency|throughput|soak|spike|locust(?:file|_\w{1,40})?|k6|jmeter|artillery|gatling|simulations?|wrk|vegeta)(?![a-z0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TextTool:
    """A tool whose scripts are recognised by their text: the endings of its files, and the marker in them."""

    tool: str
    endings: tuple[str, ...]
    marker: re.Pattern[str]
    thresholds: re.Pattern[str]


TEXT_TOOLS = (
    TextTool(
        "k6",
        (".js", ".ts", ".mjs"),
        re.compile(r"""(?:\bfrom\s{0,5}|\brequire\(\s{0,5})["']k6(?:/[\w-]+)*["']"""),
        re.compile(r"\bthresholds[\"']?\s{0,5}:"),
    ),
    TextTool(
        "JMeter",
        (".jmx",),
        re.compile(r"<jmeterTestPlan\b"),
        re.compile(r"<(?:Duration|Response)Assertion\b"),
    ),
    TextTool(
        "Artillery",
        (".yml", ".yaml"),
        re.compile(r"^scenarios:", re.MULTILINE),
        re.compile(r"^[ \t]{1,20}ensure:", re.MULTILINE),
    ),
    TextTool(
        "Gatling",
        (".scala", ".java", ".kt"),
        re.compile(r"\bio\.gatling\b"),
        re.compile(r"\bassertions\("),
    ),
    TextTool("wrk", (".lua",), re.compile(r"\bwrk\.(?:method|body|headers|format)\b"), NOTHING),
)
ARTILLERY_TARGET = re.compile(r"^[ \t]{1,20}target:", re.MULTILINE)
# Generators of load by command; those with an everyday name need an address among their words.
LOAD_TEST_COMMANDS = word_set(
    "k6 locust artillery jmeter gatling vegeta wrk wrk2 hey ab bombardier oha autocannon siege ghz "
    "perf_analyzer fortio h2load drill"
)
NEEDS_ADDRESS = word_set("hey ab siege drill oha wrk")
LOCUST_THRESHOLDS = re.compile(r"process_exit_code|fail_ratio|\.failure\(|^[ \t]{1,40}assert\b", re.MULTILINE)
OWN_THRESHOLDS = re.compile(r"^[ \t]{0,40}assert\b|\bsys\.exit\(1\)", re.MULTILINE)

# Paths that model servers define themselves (KServe, TorchServe, SageMaker, MLflow, Lambda).
MODEL_SERVER_PATHS = re.compile(
    r"/v[12]/models/[^\s\"']{0,200}(?::predict|/infer)|/predictions/|/invocations|/openai/v1/"
)
RESULT_FILE = re.compile(
    r".*(?:stats|results?|reports?|summary|failures|exceptions|requests|latenc(?:y|ies))[^/]{0,80}"
    r"\.(?:csv|html|json|jtl|md|txt|png|svg)",
    re.IGNORECASE,
)
RESULT_FOLDER = re.compile(
    r"(?:.*/)?(?:results?|reports?|stats)/[^/]{1,200}\.(?:csv|html|json|jtl|md|txt)", re.I
)
COMMENT_LINES = re.compile(r"^[ \t]{0,200}(?:#|//|--).*$", re.MULTILINE)
MAXIMUM_SCRIPTS = 300
MAXIMUM_ROUTES = 300


@dataclass(frozen=True, slots=True)
class LoadTest:
    """A script that load-tests something.

    `target`: the route or host of this repository that it calls, None if it calls none. `kept`: the
    thresholds, stored results or CI run that use its result, None if nothing does.
    """

    path: str
    line: int
    tool: str
    target: str | None
    kept: str | None


@derived
def load_tests(repo: Snapshot) -> tuple[LoadTest, ...]:
    """Every load test of the repository; test folders are included, examples are left out."""
    scripts = [*_python_scripts(repo), *_text_scripts(repo)]
    found = [
        LoadTest(
            path,
            line,
            tool,
            _target(repo, text),
            thresholds or _kept(repo, path, tool, alone=len(scripts) == 1),
        )
        for path, line, tool, text, thresholds in scripts[:MAXIMUM_SCRIPTS]
    ]
    return (*found, *_commands(repo, {each.path for each in found}))


_Script = tuple[str, int, str, str, str | None]


def _python_scripts(repo: Snapshot) -> Iterator[_Script]:
    for path, facts in repo.modules.items():
        if is_example_path(path):
            continue
        line, tool, pattern = _locust_line(facts), "locust", LOCUST_THRESHOLDS
        if line is None:
            line, tool, pattern = _own_line(path, facts), "custom load script", OWN_THRESHOLDS
        if line is None:
            continue
        text = COMMENT_LINES.sub("", repo.text(path) or "")
        yield path, line, tool, text, "checks the result" if pattern.search(text) else None


def _locust_line(facts: PythonFacts) -> int | None:
    """The first user class or task of locust. A folder called `locust` next to it does not matter."""
    lines = [
        definition.line for definition in facts.classes if any(_is_locust(base) for base in definition.bases)
    ]
    lines += [
        decorator.line
        for function in facts.functions
        for decorator in function.decorators
        if _is_locust(decorator.target)
    ]
    return min(lines, default=None)


def _is_locust(target: str) -> bool:
    return target.startswith("locust.") and target.rpartition(".")[2].removesuffix("()") in LOCUST_NAMES


def _own_line(path: str, facts: PythonFacts) -> int | None:
    """The first request of a script that sends many at once, times them, and says that it measures load."""
    targets = [call.target for call in facts.calls]
    requests = [call.line for call in facts.calls if REQUEST_CALLS.match(call.target.replace("()", ""))]
    at_once = any(last_part(target) in MANY_AT_ONCE for target in targets)
    timed = any(
        target.partition(".")[0] in CLOCK_PACKAGES and last_part(target) in CLOCKS for target in targets
    )
    measures = LOAD_WORDS.search(path) or any(last_part(target) in SUMMARIES for target in targets)
    return min(requests) if requests and at_once and timed and measures else None


def _text_scripts(repo: Snapshot) -> Iterator[_Script]:
    named = _scripts_of_commands(repo)
    for path in repo.paths:
        tools = [each for each in TEXT_TOOLS if path.endswith(each.endings)]
        if not tools or is_example_path(path):
            continue
        if not (LOAD_WORDS.search(path) or path.endswith(".jmx") or basename(path) in named):
            continue
        text = repo.text(path)
        for each in tools:
            if text is None:
                if each.tool == "JMeter":
                    yield path, 1, each.tool, "", None
                continue
            match = each.marker.search(text)
            if match is None or (each.tool == "Artillery" and not ARTILLERY_TARGET.search(text)):
                continue
            line = text.count("\n", 0, match.start()) + 1
            plain = COMMENT_LINES.sub("", text)
            yield path, line, each.tool, plain, "thresholds" if each.thresholds.search(plain) else None


@dataclass(frozen=True, slots=True)
class _Command:
    path: str
    line: int
    words: tuple[str, ...]
    continuous: bool


@derived
def _load_commands(repo: Snapshot) -> tuple[_Command, ...]:
    """The commands that start a generator of load: in CI, in targets and scripts, in containers."""
    found = [
        _Command(run.reached.place.path, run.reached.place.line, run.reached.words, continuous=True)
        for run in ci_runs(repo)
    ]
    found += [_Command(start.path, start.line, start.words, continuous=False) for start in starts(repo)]
    for path, files in repo.target_files.items():
        for file in files:
            for target in file.targets if file.kind not in ("compose", "procfile") else ():
                for number, text in enumerate(target.script.split("\n"), 1):
                    found.append(
                        _Command(path, target.line_at(number), tuple(text.split()), continuous=False)
                    )
    return tuple(each for each in found if _generates_load(each.words))


def _generates_load(words: tuple[str, ...]) -> bool:
    words = unwrap(words)
    if not words or basename(words[0]) not in LOAD_TEST_COMMANDS:
        return False
    addressed = any("://" in word or "localhost" in word or "$" in word for word in words[1:])
    return addressed if basename(words[0]) in NEEDS_ADDRESS else len(words) > 1


@derived
def _scripts_of_commands(repo: Snapshot) -> frozenset[str]:
    return frozenset(basename(word) for each in _load_commands(repo) for word in each.words[1:])


def _commands(repo: Snapshot, scripts: set[str]) -> Iterator[LoadTest]:
    """Commands with no script of this repository behind them: `wrk http://...`."""
    known = {basename(path) for path in scripts}
    for each in _load_commands(repo):
        words = unwrap(each.words)
        if is_example_path(each.path) or any(basename(word) in known for word in words):
            continue
        if basename(words[0]) in ("locust", "k6", "artillery", "jmeter", "gatling"):
            # These run scripts; one that is not in the repository is not evidence of it.
            continue
        target = _target(repo, " ".join(words))
        kept = "CI runs it" if each.continuous else None
        yield LoadTest(each.path, each.line, basename(words[0]), target, kept)


def _target(repo: Snapshot, text: str) -> str | None:
    """The route, host or model-server path of this repository that a script asks for."""
    hosts, routes = _addresses(repo)
    for route in routes:
        # JMeter's plans leave out the first slash.
        if re.search(rf"[/>]{re.escape(route[1:])}(?![\w-])", text):
            return route
    for host in hosts:
        if re.search(rf"://{re.escape(host)}(?![\w.-])", text):
            return host
    served = any(each.model_server for each in endpoints(repo)) or bool(manifests(repo))
    match = MODEL_SERVER_PATHS.search(text) if served else None
    return None if match is None else match[0]


@derived
def _addresses(repo: Snapshot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    hosts = {
        service.name
        for services in repo.services.values()
        for service in services
        if service.build_context is not None
    }
    routes = set()
    for each in endpoints(repo):
        # What comes before the first parameter of the route.
        fixed = re.split(r"[<{(:]", each.route.strip("^$"), maxsplit=1)[0].rstrip("/")
        if len(fixed) > 1:
            routes.add("/" + fixed.lstrip("/"))
    # A route that answers with a model says most, then the longest.
    ordered = sorted(routes, key=lambda route: (PREDICTING_ROUTE.search(route) is None, -len(route), route))
    return tuple(sorted(hosts)), tuple(ordered[:MAXIMUM_ROUTES])


def _kept(repo: Snapshot, path: str, tool: str, *, alone: bool) -> str | None:
    """Stored results beside the script, or a CI job that runs it."""
    name = basename(path)
    if any(name in map(basename, run.reached.words) for run in ci_runs(repo)):
        return "CI runs it"
    # Without a name, locust runs the script that it finds.
    if tool == "locust" and any(
        each.continuous and basename(each.words[0]) == tool for each in _load_commands(repo)
    ):
        return "CI runs it"
    folder = dirname(path)
    root = folder
    while (above := dirname(root)) and _is_load_folder(above):
        root = above
    for candidate in _result_files(repo):
        # Of several scripts, a result must say by its name whose it is.
        own = alone or name.partition(".")[0].casefold() in candidate[len(root) :].casefold()
        if own and _is_load_folder(root) and candidate.startswith(f"{root}/"):
            return f"results in {candidate}"
        # In a folder that other work shares, the result must say what it is of.
        near = dirname(candidate) == folder or dirname(dirname(candidate)) == folder
        if near and LOAD_WORDS.search(candidate[len(folder) :]):
            return f"results in {candidate}"
    return None


def _is_load_folder(folder: str) -> bool:
    return LOAD_WORDS.search(folder) is not None or basename(folder) == "load"


@derived
def _result_files(repo: Snapshot) -> tuple[str, ...]:
    return tuple(
        path for path in repo.paths if RESULT_FILE.fullmatch(basename(path)) or RESULT_FOLDER.fullmatch(path)
    )
