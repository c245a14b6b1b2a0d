"""Scripts that load-test a service: the tool, the target, and what is done with the results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.facts.models.model_server_tables import IMAGES
from analyzer.facts.models.model_servers import manifests
from analyzer.facts.performance.load_commands import asks_language_models, load_commands
from analyzer.facts.performance.load_programs import load_programs
from analyzer.facts.performance.load_requests import (
    judged_text,
    sending_functions,
    sending_line,
    telling_line,
)
from analyzer.facts.performance.load_tools import (
    ALSO_IN,
    CLOCK_PACKAGES,
    CLOCKS,
    COMMENT_LINES,
    DEADLINE,
    LOAD_ACTIONS,
    LOAD_NAME,
    LOAD_WORDS,
    LOCUST_NAMES,
    LOCUST_THRESHOLDS,
    LOGIN_WORDS,
    MANY_AT_ONCE,
    METHOD_CALLS,
    MODEL_SERVER_PATHS,
    OWN_CLIENT,
    OWN_THRESHOLDS,
    PERCENTILE_BY_HAND,
    PHASES,
    REQUEST_CALLS,
    RESULT_FILE,
    RESULT_FOLDER,
    SUMMARIES,
    TEST_CLIENTS,
    TEXT_TOOLS,
    USER_SETUP,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Step
from analyzer.parsing.python import PythonFacts, words_of
from analyzer.parsing.shell import unwrap
from analyzer.repository import TEXT_LIMIT, Snapshot, derived
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.modules import import_graph, last_part
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes as program_routes
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path
from analyzer.wiring.routes.endpoints import PREDICTING_ROUTE, endpoints
from analyzer.wiring.starts.entrypoints import service_modules

MAXIMUM_SCRIPTS = 300
LONGEST_PLAN = 64 * 1024
MAXIMUM_ROUTES = 300
# What ends a program of any language with a failure.
PARTS_OF_TOOL = lazy_regex(r"[\"']k6/[\w/-]{1,60}[\"']")
JUDGES_ANSWERS = lazy_regex(r"(?<![a-z])(?:evals?|evaluat(?:e|ion|or|ions))(?![a-z])", re.IGNORECASE)
STOPS_WITH_FAILURE = lazy_regex(r"\b(?i:(?:process|os|system)\.exit|exit)\(\s{0,4}1\s{0,4}\)|\blog\.Fatal")


# A name at the left edge of a module, or of a class of settings, that is given a text.
TEXT_OF_NAME = lazy_regex(
    r"^[ \t]{0,8}(?P<name>[A-Za-z_]\w{2,60})[ \t]*(?::[^=\n]{1,60})?=[ \t]*f?[\"'][^\n]{1,300}$", re.MULTILINE
)


class LoadTest(Struct, frozen=True):
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
    scripts = [*_python_scripts(repo), *(each for each in _text_scripts(repo) if not _is_a_part(repo, each))]
    scripts += _program_scripts(repo, {path for path, *_rest in scripts})
    found = [
        LoadTest(
            path,
            line,
            tool,
            _target(repo, _sent_text(repo, path)) or _target(repo, text),
            thresholds or _kept(repo, path, tool, alone=len(scripts) == 1),
        )
        for path, line, tool, text, thresholds in scripts[:MAXIMUM_SCRIPTS]
    ]
    return (*found, *_commands(repo, {each.path for each in found}))


def _is_a_part(repo: Snapshot, script: _Script) -> bool:
    """Whether a script only says how a request is made that a command of the repository sends: `wrk -s`."""
    path, _line, tool, *_rest = script
    return tool == "wrk" and basename(path) in _scripts_of_commands(repo)


_Script = tuple[str, int, str, str, str | None]


def _python_scripts(repo: Snapshot) -> Iterator[_Script]:
    for path, facts in repo.modules.items():
        if is_example_path(path):
            continue
        line, tool, pattern = _locust_line(facts), "locust", LOCUST_THRESHOLDS
        # An application that asks another one many times a second is no load on it that somebody measures.
        if line is None and path not in service_modules(repo):
            line, tool, pattern = _own_line(repo, path, facts), "custom load script", OWN_THRESHOLDS
        if line is None:
            continue
        text = COMMENT_LINES.sub("", repo.text(path) or "")
        judged = (
            COMMENT_LINES.sub("", _of_the_load(repo, path, facts)) if tool == "locust" else judged_text(text)
        )
        kept = "checks the result" if pattern.search(judged) else None
        yield path, line, tool, "\n".join((text, *_taken_texts(repo, path, text))), kept


def _sent_text(repo: Snapshot, path: str) -> str:
    """The text of the functions of a script that many run of at once: what they ask is under load."""
    facts = repo.modules.get(path)
    names = sending_functions(facts) if facts is not None else ()
    rows = COMMENT_LINES.sub("", repo.text(path) or "").split("\n") if names else []
    sent = (each for each in facts.functions if each.qualified_name in names) if facts is not None else ()
    return "\n".join(row for each in sent for row in rows[each.line - 1 : each.end_line])


def _of_the_load(repo: Snapshot, path: str, facts: PythonFacts) -> str:
    """The text of a script without what prepares a user: that a login works says nothing about the load."""
    rows = (repo.text(path) or "").split("\n")
    for each in facts.functions:
        if each.name in USER_SETUP or words_of(each.name) & LOGIN_WORDS:
            rows[each.line - 1 : each.end_line] = [""] * (each.end_line - each.line + 1)
    return "\n".join(rows)


def _taken_texts(repo: Snapshot, path: str, text: str) -> Iterator[str]:
    """The lines of other modules that give a text to a name which a script takes from there."""
    names = set(re.findall(r"\w+", text))
    for other in sorted(import_graph(repo).get(path, ())):
        for each in TEXT_OF_NAME.finditer((repo.text(other) or "") if other in repo.modules else ""):
            if each["name"] in names:
                yield each[0]


def _program_scripts(repo: Snapshot, known: set[str]) -> Iterator[_Script]:
    """Programs in other languages that put load on a service with a library for it."""
    found = (*uses(repo, Subject.LOAD_TEST), *uses(repo, Subject.LOAD_TEST, tests=True))
    for use in found:
        if use.called and use.path not in known:
            known.add(use.path)
            text = COMMENT_LINES.sub("", repo.text(use.path) or "")
            judges = programs(repo)[use.path].assertions or STOPS_WITH_FAILURE.search(text)
            yield use.path, use.line, use.tool, text, "checks the result" if judges else None
    for path, line, text in load_programs(repo):
        if path not in known:
            yield path, line, "custom load script", text, None


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


def _own_line(repo: Snapshot, path: str, facts: PythonFacts) -> int | None:
    """The first request of a script that sends many at once, times them, and measures load by that.

    It does where its path or its summary says so, or where it asks a route of this repository and judges.
    """
    targets = [call.target for call in facts.calls]
    requests = [call.line for call in facts.calls if REQUEST_CALLS.match(call.target.replace("()", ""))]
    at_once = any(last_part(target) in MANY_AT_ONCE for target in targets)
    if not requests and at_once and any(map(_is_own_client, targets)):
        return _in_process(repo, path, facts)
    if not requests or not at_once or not _takes_times(repo, path, facts):
        return None
    if JUDGES_ANSWERS.search(path) and not LOAD_WORDS.search(path):
        return None  # it asks for answers that it judges, some at a time
    if not LOAD_WORDS.search(path) and not any(last_part(target) in SUMMARIES for target in targets):
        text = COMMENT_LINES.sub("", repo.text(path) or "")
        judges = (
            OWN_THRESHOLDS.search(judged_text(text))
            or PERCENTILE_BY_HAND.search(text)
            or LOAD_NAME.fullmatch(path)
        )
        if not judges or _target(repo, text) is None:
            return None
    return sending_line(repo.text(path) or "", facts)


def _is_own_client(target: str) -> bool:
    """Whether a call makes the client with which an application is asked in its own process."""
    return TEST_CLIENTS.fullmatch(target) is not None or OWN_CLIENT.fullmatch(target) is not None


def _in_process(repo: Snapshot, path: str, facts: PythonFacts) -> int | None:
    """The first request of tests that put load on the application in their own process.

    Many at once are timed, summed up by percentiles, and sent to a route of this repository.
    """
    if not any(_is_clock(call.target) for call in facts.calls):
        return None
    text = COMMENT_LINES.sub("", repo.text(path) or "")
    summed = any(last_part(call.target) in SUMMARIES for call in facts.calls)
    if not (summed or PERCENTILE_BY_HAND.search(text)) or _target(repo, text) is None:
        return None
    sent = [call.line for call in facts.calls if call.function and METHOD_CALLS.fullmatch(call.target)]
    return min(sent, default=None)


def _is_clock(target: str) -> bool:
    if target.endswith(("elapsed.total_seconds", "loop().time", "loop.time")):
        return True
    return target.partition(".")[0] in CLOCK_PACKAGES and last_part(target) in CLOCKS


def _takes_times(repo: Snapshot, path: str, facts: PythonFacts) -> bool:
    """Whether a script reads a clock, and not only to wait for a moment, unless its path says load."""
    lines = {call.line for call in facts.calls if _is_clock(call.target)}
    if not lines or LOAD_WORDS.search(path):
        return bool(lines)
    rows = (repo.text(path) or "").split("\n")
    return any(line > len(rows) or DEADLINE.search(rows[line - 1]) is None for line in lines)


def _text_scripts(repo: Snapshot) -> Iterator[_Script]:
    named = _scripts_of_commands(repo)
    for path in repo.paths:
        tools = [each for each in TEXT_TOOLS if path.endswith(each.endings)]
        # A long file of data is no plan of a load test.
        is_data = path.endswith(".json") and (repo.size(path) or 0) > LONGEST_PLAN
        if not tools or is_data or is_example_path(path):
            continue
        says_load = bool(LOAD_WORDS.search(path)) or path.endswith(".jmx") or basename(path) in named
        size = repo.size(path)
        # A file of data over the limit must not open the bounds by being asked for whole.
        text = repo.text(path) if size is not None and size <= TEXT_LIMIT else None
        for each in tools:
            if text is None:
                if each.tool == "JMeter":
                    yield path, 1, each.tool, "", None
                continue
            if each.plain not in text or (match := each.marker.search(text)) is None:
                continue
            if not all(other.search(text) for other in ALSO_IN.get(each.tool, ())):
                continue
            if not says_load and not (each.sure or (each.tool in ALSO_IN and PHASES.search(text))):
                continue
            plain = COMMENT_LINES.sub("", text)
            bounds = "thresholds" if each.thresholds.search(plain) else None
            yield path, telling_line(text, each, match.start()), each.tool, plain, bounds


@derived
def _scripts_of_commands(repo: Snapshot) -> frozenset[str]:
    return frozenset(basename(word) for each in load_commands(repo) for word in each.words[1:])


def _commands(repo: Snapshot, scripts: set[str]) -> Iterator[LoadTest]:
    """Commands with no script of this repository behind them: `wrk http://...`."""
    known = {basename(path) for path in scripts}
    for each in load_commands(repo):
        words = unwrap(each.words)
        if is_example_path(each.path) or any(basename(word) in known for word in words):
            continue
        if basename(words[0]) in ("locust", "k6", "artillery", "jmeter", "gatling", "bzt"):
            # These run scripts; one that is not in the repository is not evidence of it.
            continue
        target = _target(repo, each.asked)
        name = basename(words[0])
        if asks_language_models(words):
            name = " ".join(words[:3]) if name in ("vllm", "python", "python3") else name
            served = manifests(repo)
            target = target or (f"the {served[0].tool} server of {served[0].path}" if served else None)
        kept = "CI runs it" if each.continuous else None
        yield LoadTest(each.path, each.line, name, target, kept)


def _target(repo: Snapshot, text: str) -> str | None:
    """The route, host or model-server path of this repository that a script asks for."""
    hosts, routes = _addresses(repo)
    text = PARTS_OF_TOOL.sub("", text)
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
        if service.build_context is not None or any(each in (service.image or "") for each in IMAGES)
    }
    routes = set()
    for answered in (
        *(each.route for each in endpoints(repo)),
        *(each.route for each in program_routes(repo)),
    ):
        # What comes before the first parameter of the route.
        fixed = re.split(r"[<{(:*]", answered.strip("^$"), maxsplit=1)[0].rstrip("/")
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
    if any(name in value for step in _load_steps(repo) for _key, value in step.options):
        return "CI runs it"
    # Without a name, locust runs the script that it finds.
    if tool == "locust" and any(
        each.continuous and basename(each.words[0]) == tool for each in load_commands(repo)
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


@derived
def _load_steps(repo: Snapshot) -> tuple[Step, ...]:
    """Steps of CI that are an action which puts load on something."""
    return tuple(
        step
        for pipeline in repo.pipelines.values()
        for job in pipeline.jobs
        for step in job.steps
        if (step.uses or "").startswith(LOAD_ACTIONS) and step.disabled is None and job.disabled is None
    )


def _is_load_folder(folder: str) -> bool:
    return LOAD_WORDS.search(folder) is not None or basename(folder) == "load"


@derived
def _result_files(repo: Snapshot) -> tuple[str, ...]:
    return tuple(
        path for path in repo.paths if RESULT_FILE.fullmatch(basename(path)) or RESULT_FOLDER.fullmatch(path)
    )
