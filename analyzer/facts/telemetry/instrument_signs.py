"""Where code enables what reports on a running service: calls, decorators, settings and addresses."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from analyzer.facts.telemetry.idle_instruments import is_idle
from analyzer.facts.telemetry.instruments import STORED_SERIES
from analyzer.facts.telemetry.stored_series import measures_service
from analyzer.facts.telemetry.telemetry_providers import is_unheard
from analyzer.facts.telemetry.trace_instruments import (
    ADDRESS_WORDS,
    AMBIGUOUS_INSTRUMENTS,
    CALLBACK_SETTINGS,
    COMPARES,
    INSTRUMENTS,
    RECORDING_HOSTS,
    TRACED_PACKAGES,
    TRACING_VARIABLES,
)
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.chain_models import CHAIN_PACKAGE
from analyzer.wiring.models.imported_models import imported_by_file
from analyzer.wiring.modules import Code, Use, code_files, last_part, module_index, package_of, package_uses
from analyzer.wiring.own_metrics import expositions

ON = word_set("true True 1 yes on")
HANDED_OVER = word_set(
    "PrometheusMiddleware handle_metrics metrics XRayMiddleware SentryAsgiMiddleware OpenTelemetryMiddleware "
    "TraceMiddleware MetricsMiddleware PrometheusMetrics"
)
LAST_LINE = 100_000
# Packages of the same family that ask nothing.
NEVER_TRACED = word_set("langchain_text_splitters langchain_chroma langchain_pinecone langchain_postgres")
VARIABLES_OF_PYTHON = "os.environ."
INSTRUMENT_ROOTS = frozenset(package.partition(".")[0] for package in INSTRUMENTS.packages)


class Sign(Struct, frozen=True):
    """An import of a tool, or a place that enables it (`on`); `function` is the one around that place."""

    code: Code
    line: int
    tool: str
    target: str
    function: str | None = None
    on: bool = False


def signs(repo: Snapshot) -> dict[tuple[str, str], list[Sign]]:
    """The signs of live code and notebooks by path and tool, in the order of the files."""
    found: dict[tuple[str, str], list[Sign]] = {}
    for sign in (
        *_of_tools(repo),
        *_of_middleware(repo),
        *_of_callbacks(repo),
        *_of_variables(repo),
        *_of_addresses(repo),
        *_of_texts(repo),
    ):
        if sign.on and (
            is_unheard(repo, sign.tool, sign.target)
            or _stores_records(repo, sign)
            or is_idle(repo, sign.target)
        ):
            sign = replace(sign, on=False)
        found.setdefault((sign.code.path, sign.tool), []).append(sign)
    return {
        key: group
        for key, group in found.items()
        if not any(last_part(sign.target) in COMPARES for sign in group)
        and (any(sign.on for sign in group) or not _ambiguous(group[0]))
    }


def _stores_records(repo: Snapshot, sign: Sign) -> bool:
    """Whether a database of time series keeps something else than measures of the service."""
    return sign.tool == STORED_SERIES and not measures_service(repo, sign.code)


def _ambiguous(sign: Sign) -> bool:
    return package_of(sign.target, AMBIGUOUS_INSTRUMENTS) is not None


def _of_texts(repo: Snapshot) -> Iterator[Sign]:
    """Metrics that code writes as text by itself."""
    for each in expositions(repo):
        code = Code(each.path, repo.modules[each.path], notebook=False)
        target = each.function or "# TYPE"
        yield Sign(code, each.line, "metrics in Prometheus' text format", target, each.function, on=True)


def _of_tools(repo: Snapshot) -> Iterator[Sign]:
    for use, tool in INSTRUMENTS.uses(repo):
        on = last_part(use.target) in tool.calls if use.call is not None else _stands_in(use, tool.calls)
        yield Sign(use.code, use.line, tool.name, use.target, use.call.function if use.call else None, on)
    for code in _importing(repo, INSTRUMENT_ROOTS):
        for function in code.facts.functions:
            for decorator in function.decorators:
                row = INSTRUMENTS.of(decorator.target)
                if row is not None and last_part(decorator.target) in row.calls:
                    line = code.line(repo, decorator.line)
                    yield Sign(code, line, row.name, decorator.target, function.qualified_name, on=True)


def _stands_in(use: Use, calls: frozenset[str]) -> bool:
    """Whether an imported client takes the name of another one that is imported where it is not there."""
    imports = use.code.facts.imports
    name = next(
        (each.alias for each in imports if each.name in calls and f"{each.module}.{each.name}" == use.target),
        None,
    )
    others = {each.module for each in imports if each.alias == name} if name is not None else set()
    return len(others) > 1 and any(last_part(each.target) == name for each in use.code.facts.calls)


def _of_middleware(repo: Snapshot) -> Iterator[Sign]:
    """Middleware and handlers that are handed to an application by their name."""
    for code in _importing(repo, INSTRUMENT_ROOTS):
        places: list[tuple[tuple[str, ...], str | None, int, int]] = [(code.facts.named, None, 1, LAST_LINE)]
        places += [
            (each.names, each.qualified_name, each.line, each.end_line) for each in code.facts.functions
        ]
        handed = [
            (target, function, first, last)
            for names, function, first, last in places
            for target in names
            if _handed_over(target)
        ]
        if not handed or code.notebook:
            continue
        lines = (repo.text(code.path) or "").split("\n")
        for target, function, first, last in handed:
            row, line = INSTRUMENTS.of(target), _line_of(lines, last_part(target), first, last)
            if row is not None and line is not None:
                yield Sign(code, line, row.name, target, function, on=True)


def _handed_over(target: str) -> bool:
    name = last_part(target)
    row = INSTRUMENTS.of(target) if name in HANDED_OVER else None
    return row is not None and name in row.calls


def _line_of(lines: list[str], name: str, first: int, last: int) -> int | None:
    """The first line of a range that names something and imports nothing."""
    for number, text in enumerate(lines[first - 1 : last], first):
        if name in text and "import" not in text:
            return number
    return None


def _of_callbacks(repo: Snapshot) -> Iterator[Sign]:
    """Functions and services that LiteLLM tells of every call."""
    for code in _importing(repo, word_set("litellm")):
        for each in code.facts.settings:
            if each.target in CALLBACK_SETTINGS and (each.text or each.value != "?"):
                line = code.line(repo, each.line)
                yield Sign(code, line, "callbacks of LiteLLM", each.target, each.function, on=True)
        for call in code.facts.calls:
            setting, _, method = call.target.rpartition(".")
            if setting in CALLBACK_SETTINGS and method in ("append", "extend", "insert"):
                line = code.line(repo, call.line)
                yield Sign(code, line, "callbacks of LiteLLM", call.target, call.function, on=True)


def _of_variables(repo: Snapshot) -> Iterator[Sign]:
    """Variables that switch on the traces of LangChain, set in the program itself."""
    if not any(_importing(repo, TRACED_PACKAGES)):
        return
    for code in _importing(repo, word_set("os")):
        for each in code.facts.settings:
            name = each.target.removeprefix(VARIABLES_OF_PYTHON)
            if name != each.target and name in TRACING_VARIABLES and each.text in ON:
                yield Sign(code, code.line(repo, each.line), "LangSmith traces", name, each.function, on=True)
        for call in code.facts.calls:
            if call.target in ("os.environ.setdefault", "os.putenv") and _sets(call):
                line = code.line(repo, call.line)
                yield Sign(code, line, "LangSmith traces", call.strings[0], call.function, on=True)


def _sets(call: Call) -> bool:
    return len(call.strings) > 1 and call.strings[0] in TRACING_VARIABLES and call.strings[1] in ON


def _of_addresses(repo: Snapshot) -> Iterator[Sign]:
    """Clients that are pointed at a proxy which records what they send."""
    for code in code_files(repo):
        for call in code.facts.calls:
            for name, value in call.keywords:
                if name in ADDRESS_WORDS and any(host in value for host in RECORDING_HOSTS):
                    host = next(host for host in RECORDING_HOSTS if host in value)
                    line = code.line(repo, call.line)
                    yield Sign(code, line, f"proxy {host}", call.target, call.function, on=True)


def _importing(repo: Snapshot, roots: frozenset[str]) -> Iterator[Code]:
    index = module_index(repo)
    for code in code_files(repo):
        if any(
            each.module.partition(".")[0] in roots and not index.is_local(code.path, each.module, each.name)
            for each in code.facts.imports
        ):
            yield code


def traced_packages(repo: Snapshot) -> tuple[Use, ...]:
    """Where live code takes what reads `TRACING_VARIABLES`: packages of LangChain, one for each provider."""
    providers = (root for each in imported_by_file(repo).values() for root in each.roots)
    roots = {root for root in providers if CHAIN_PACKAGE.fullmatch(root) is not None}
    return package_uses(repo, TRACED_PACKAGES | (roots - NEVER_TRACED))
