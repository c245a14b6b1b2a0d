"""Where runs are logged: by a client, by a framework that is told to, or into a run like a mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.facts.code.handler_blocks import stands_in_except
from analyzer.facts.experiments.configured_logs import LOGGER_ARGUMENTS
from analyzer.facts.experiments.trackers import (
    BOTH,
    CONFIGURING_KEYWORDS,
    INTEGRATION,
    LOGGING_FRAMEWORKS,
    METRICS,
    PARAMETERS,
    REPORTING_ARGUMENTS,
    SETUP,
    TRACKER_NAMES,
    TRACKERS,
    Tracker,
)
from analyzer.facts.experiments.tracking_over_http import logged_over_http
from analyzer.facts.flows.check_runners import commands_run
from analyzer.facts.flows.given_values import name_given, written_values
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, code_only, item_writes, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code, Use, last_part, package_uses
from analyzer.wiring.roles import is_test

PARAMETER_KEY = lazy_regex(r"param|config|hparam|arg|setting|option", re.IGNORECASE)
# A parameter of this name only tries whether the server answers.
TRIAL_KEYS = word_set("test testing foo bar hello dummy ping hello_world test_param")
# A key that tells how a run ended is no parameter of it, where its failure is dealt with.
OUTCOME_KEYS = word_set("error errors exception traceback failure failed fail crash crashed status")
OUTCOME_OF_ERRORS = OUTCOME_KEYS - {"status"}
HOOK_WORDS = word_set("on handle handler hook callback after report")
SUMMARY = word_set("summary")
_CONFIGURATION = word_set("config configs")
ITEM_METHODS = word_set("append log extend upload assign add")
# Of models that others train MLflow records requests, and no training: https://mlflow.org/docs/latest/genai/tracing.
TRACED_FLAVOURS = lazy_regex(
    r"mlflow\.(?:langchain|openai|anthropic|llama_index|dspy|autogen|ag2|gemini|litellm|bedrock|crewai|groq|mistral"
    r"|semantic_kernel|smolagents|pydantic_ai|haystack|strands|agno|langgraph|promptflow|instructor|txtai)\.autolog"
)
_SETTINGS = "ultralytics.settings.update"
SWITCHED_ON = lazy_regex(r"[\"'](\w{1,40})[\"']\s{0,4}:\s{0,4}True")
# Azure ML logs parameters like metrics: https://learn.microsoft.com/azure/machine-learning/how-to-log-view-metrics
_GIVEN_VALUE = lazy_regex(
    r"\.log\(\s{0,8}[\"'][^\"'\n]{1,80}[\"']\s{0,4},\s{0,8}(?:\w{0,20}(?:args|params|config|cfg|hparams|opts?)\.\w{1,60}"
    r"|(?:float|int|str)\(\w{0,20}args\.\w{1,60}\))\s{0,4}\)"
)
_QUOTED = lazy_regex(r"[\"'](\w{1,40})[\"']")
# https://huggingface.co/docs/transformers/v4.49.0/main_classes/callback and https://docs.ultralytics.com/integrations
_LOGS_BY_DEFAULT = lazy_regex(
    r"(?:transformers|trl|setfit|sentence_transformers)\.(?:\w+\.)?\w{0,60}Trainer\(\)\.train|ultralytics\.(?:YOLO|RTDETR)\(\)\.train"
)
LOGGERS_GIVEN = LOGGER_ARGUMENTS | {"callbacks"}
# A table of loggers is read this far.
_TABLE_ROWS = 12
BEGINS_RUN = word_set("init login start start_run Experiment")
ACCELERATOR_CALLS = {"init_trackers": PARAMETERS, "log": METRICS}


class RunLog(Struct, frozen=True):
    """A place that uses a tracker; `kinds` is what is logged there, nothing for an import or another call."""

    code: Code
    line: int
    function: str | None
    tool: str
    target: str
    kinds: frozenset[str]
    is_call: bool


@derived
def run_logs(repo: Snapshot) -> tuple[RunLog, ...]:
    """Every use of a tracker in live code and code cells, tests left out."""
    clients = [(use, each) for use, each in TRACKERS.uses(repo) if not is_test(repo, use.code.path)]
    found = [_client(repo, use, tracker) for use, tracker in clients]
    found += _items(repo, clients)
    found += _unwritten(repo, clients)
    frameworks = [use for use in package_uses(repo, LOGGING_FRAMEWORKS) if not is_test(repo, use.code.path)]
    found += [
        each for use in frameworks if use.call is not None for each in _integrations(repo, use, use.call)
    ]
    found += [each for use in frameworks if use.target == _SETTINGS for each in _settings(repo, use)]
    found += _accelerated(repo, frameworks)
    found += _by_default(repo, clients, frameworks)
    found += _over_http(repo)
    found += _in_tables(repo, frameworks)
    return tuple(found)


def _over_http(repo: Snapshot) -> Iterator[RunLog]:
    """What is sent to a tracking server without its client."""
    for path, facts in repo.modules.items():
        if "/runs/log-" in (repo.text(path) or "") and not is_test(repo, path):
            code = Code(path, facts, notebook=False)
            for line, kinds in logged_over_http(code_only(repo.text(path) or "")):
                yield RunLog(code, line, code.function_at(line), "MLflow", "mlflow", kinds, is_call=True)


def _client(repo: Snapshot, use: Use, tracker: Tracker) -> RunLog:
    kinds: set[str] = set()
    call = use.call
    traces = TRACED_FLAVOURS.fullmatch(use.target) is not None
    if call is not None and not traces and ("disable", "True") not in call.keywords:
        method = last_part(use.target)
        key = call.strings[0].lower() if method in tracker.parameters and call.strings else ""
        tried = key in TRIAL_KEYS or _tells_of_failure(repo, use, call, key)
        given = method in tracker.begins and any(
            name in CONFIGURING_KEYWORDS for name, _value in call.keywords
        )
        if use.target.endswith("summary.update"):
            kinds.add(METRICS)
        elif given or (method in tracker.parameters | tracker.both and not tried):
            kinds.add(PARAMETERS)
        if not tracker.parameters and method == "log" and _logs_what_was_given(repo, use):
            kinds.add(PARAMETERS)
        elif method in tracker.metrics | tracker.both or ("sync_tensorboard", "True") in call.keywords:
            kinds.add(METRICS)
    function = None if call is None else call.function
    return RunLog(
        use.code, use.line, function, tracker.name, use.target, frozenset(kinds), is_call=call is not None
    )


def _logs_what_was_given(repo: Snapshot, use: Use) -> bool:
    """Whether a value that is logged is an argument of the program or of its configuration."""
    if use.code.notebook:
        return False
    rows = rows_of(repo.text(use.code.path) or "")[use.line - 1 : use.line + 2]
    return _GIVEN_VALUE.search("\n".join(each[:300] for each in rows)) is not None


def _tells_of_failure(repo: Snapshot, use: Use, call: Call, key: str) -> bool:
    """Whether a key names an error or a status where an error is handled."""
    if words_of(key).isdisjoint(OUTCOME_KEYS):
        return False
    name = words_of(last_part(call.function or ""))
    if not name.isdisjoint(OUTCOME_OF_ERRORS) and not name.isdisjoint(HOOK_WORDS):
        return True
    return not use.code.notebook and stands_in_except((repo.text(use.code.path) or "").split("\n"), call.line)


# -- frameworks ----------------------------------------------------------------------------------


def _integrations(repo: Snapshot, use: Use, call: Call) -> Iterator[RunLog]:
    """A logger, a callback or an argument by which a framework logs to a tracker."""
    name = last_part(use.target)
    match = INTEGRATION.fullmatch(name)
    if match is not None and SETUP.search(name):
        yield _both(use, TRACKER_NAMES[match[1].lower()])
    for keyword, value in call.keywords:
        if keyword in REPORTING_ARGUMENTS:
            for tool in _tools_given(repo, use, call, keyword, value):
                kinds = frozenset() if last_part(use.target) == "Accelerator" else BOTH
                yield _both(use, tool, kinds)


def _settings(repo: Snapshot, use: Use) -> Iterator[RunLog]:
    """The trackers that a framework's settings switch on, as keywords or in a mapping on the same line."""
    names = [] if use.call is None else [name for name, value in use.call.keywords if value == "True"]
    if use.call is not None and not use.code.notebook:
        row = (repo.text(use.code.path) or "").split("\n")[use.line - 1 : use.line]
        names += SWITCHED_ON.findall("".join(row)[:2000])
    for name in names:
        if name in TRACKER_NAMES:
            yield _both(use, TRACKER_NAMES[name])


def _both(use: Use, tool: str, kinds: frozenset[str] = BOTH) -> RunLog:
    function = None if use.call is None else use.call.function
    return RunLog(use.code, use.line, function, tool, use.target, kinds, is_call=True)


def _tools_given(repo: Snapshot, use: Use, call: Call, keyword: str, value: str) -> list[str]:
    """The trackers of an argument: those that it names, or the names that it is given elsewhere."""
    if value or use.code.notebook:
        return _tools_named(value, use.target)
    path = use.code.path
    written = (*written_values(repo, path, call, keyword), *_told_by_commands(repo, path, call, keyword))
    named = (
        name
        for each in written
        for quoted in _QUOTED.findall(each)
        for name in _tools_named(quoted, use.target)
    )
    return list(dict.fromkeys(named))


def _told_by_commands(repo: Snapshot, path: str, call: Call, keyword: str) -> Iterator[str]:
    """What the commands of the repository give a program for an argument: `train.py --report_to wandb`."""
    name = name_given(repo, path, call, keyword)
    if name:
        program = basename(path)
        option = re.compile(rf"--{name.replace('_', '[-_]')}[= ]\s{{0,4}}[\"']?(\w{{1,40}})")
        for _path, _line, words in commands_run(repo):
            if program in words:
                yield from (f"'{each}'" for each in option.findall(words))


def _tools_named(value: str, target: str) -> list[str]:
    """The trackers that an argument names; `log_experiment=True` means the default of its framework."""
    if value == "True" and target.startswith("pycaret"):
        return ["MLflow"]
    words = re.findall(r"\w+", value[:200].lower())
    return list(dict.fromkeys(TRACKER_NAMES[each] for each in words if each in TRACKER_NAMES))


def _by_default(
    repo: Snapshot, clients: list[tuple[Use, Tracker]], frameworks: list[Use]
) -> Iterator[RunLog]:
    """Trainers that log to any tracker that is there, in files that begin a run and name no other place."""
    began = {
        use.code.path: tracker.name
        for use, tracker in clients
        if last_part(use.target) in BEGINS_RUN
        and use.call is not None
        and ("mode", "disabled") not in use.call.keywords
    }
    for use in frameworks:
        path = use.code.path
        if path in began and _LOGS_BY_DEFAULT.fullmatch(use.target) and _is_silent(repo, use):
            yield _both(use, began.pop(path), frozenset({METRICS}))


def _in_tables(repo: Snapshot, frameworks: list[Use]) -> Iterator[RunLog]:
    """Loggers that a module names without making them, where one is chosen: `LOGGERS[name]("runs")`."""
    given = {
        use.code.path: use
        for use in frameworks
        if use.call is not None and any(name in LOGGERS_GIVEN for name, _value in use.call.keywords)
    }
    for path, use in given.items():
        if use.code.notebook:
            continue
        tables = {line for _name, value, line in use.code.facts.assigned if not value}
        for target in use.code.facts.named:
            name = last_part(target)
            match = INTEGRATION.fullmatch(name)
            if match is None or not SETUP.search(name):
                continue
            rows = rows_of(repo.text(path) or "")
            near = (
                (number, rows[number - 1])
                for each in sorted(tables)
                for number in range(each, min(each + _TABLE_ROWS, len(rows)))
            )
            line = next((number for number, row in near if name in row[:300]), None)
            if line is not None:
                yield RunLog(
                    use.code, line, None, TRACKER_NAMES[match[1].lower()], target, BOTH, is_call=True
                )


def _is_silent(repo: Snapshot, use: Use) -> bool:
    """Whether the file of a trainer does not say where it reports to."""
    named = ("report_to", "WANDB_DISABLED", "WANDB_MODE")
    return not use.code.notebook and not any(each in (repo.text(use.code.path) or "") for each in named)


def _accelerated(repo: Snapshot, uses: list[Use]) -> Iterator[RunLog]:
    """What an accelerator logs that was given a tracker; without one, `log` does nothing."""
    told: dict[str, str] = {}
    for use in uses:
        if use.call is not None and last_part(use.target) == "Accelerator":
            for keyword, value in use.call.keywords:
                if keyword == "log_with" and (tools := _tools_given(repo, use, use.call, keyword, value)):
                    told[use.code.path] = tools[0]
    done: set[str] = set()
    for use in uses:
        path = use.code.path
        if path in told and path not in done:
            done.add(path)
            for call in use.code.facts.calls:
                kind = ACCELERATOR_CALLS.get(last_part(call.target))
                owner = call.target.rpartition(".")[0]
                if kind and owner.endswith(("Accelerator()", "?")):
                    line = use.code.line(repo, call.line)
                    yield _logged(use.code, line, call.function, told[path], call.target, kind)


# -- a run as a mapping --------------------------------------------------------------------------


def _items(repo: Snapshot, clients: list[tuple[Use, Tracker]]) -> Iterator[RunLog]:
    by_path: dict[tuple[str, str], list[tuple[Use, Tracker]]] = {}
    for use, tracker in clients:
        if tracker.items and not use.code.notebook:
            by_path.setdefault((use.code.path, tracker.name), []).append((use, tracker))
    for (path, _name), group in by_path.items():
        code, tracker = group[0][0].code, group[0][1]
        places = [(use.line, last_part(use.target)) for use, _ in group if use.call is not None]
        imports = [use.imported for use, _ in group if use.imported is not None]
        modules = [each.alias for each in imports if each.name is None]
        for write in item_writes(repo.text(path) or "", places, modules):
            if write.method and write.method not in ITEM_METHODS:
                continue
            kind = _written(write.attributes, write.key)
            if kind:
                function = code.function_at(write.line)
                yield _logged(code, write.line, function, tracker.name, tracker.packages[0], kind)


def _unwritten(repo: Snapshot, clients: list[tuple[Use, Tracker]]) -> Iterator[RunLog]:
    """What logs without a call or an item: a decorator, an attribute of a configuration by another name."""
    for code in {use.code.path: use.code for use, _tracker in clients if use.call is not None}.values():
        called = {(call.target, call.line) for call in code.facts.calls}
        for each in (decorator for function in code.facts.functions for decorator in function.decorators):
            tracker = TRACKERS.of(each.target) if (each.target, each.line) not in called else None
            if tracker is not None:
                for kind in _kinds(tracker, last_part(each.target)):
                    yield _logged(code, code.line(repo, each.line), None, tracker.name, each.target, kind)
        for setting in code.facts.settings:
            tracker = TRACKERS.of(setting.target)
            if tracker is not None and tracker.items and setting.target.split(".")[-2] in _CONFIGURATION:
                where = code.line(repo, setting.line)
                yield _logged(code, where, setting.function, tracker.name, setting.target, PARAMETERS)


def _kinds(tracker: Tracker, verb: str) -> Iterator[str]:
    if verb in tracker.parameters | tracker.both:
        yield PARAMETERS
    if verb in tracker.metrics | tracker.both:
        yield METRICS


def _written(attributes: tuple[str, ...], key: str) -> str:
    """What a write into a run logs, by the attribute that it goes through or by its key; "" if nothing."""
    through = attributes[:1]
    if not _CONFIGURATION.isdisjoint(through):
        return PARAMETERS
    if not SUMMARY.isdisjoint(through):
        return METRICS
    if attributes or not key:
        return ""
    return PARAMETERS if PARAMETER_KEY.search(key) else METRICS


def _logged(code: Code, line: int, function: str | None, tool: str, target: str, kind: str) -> RunLog:
    return RunLog(code, line, function, tool, target, frozenset({kind}), is_call=True)
