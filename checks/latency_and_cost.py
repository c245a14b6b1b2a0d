"""Latency and cost: how fast the served model answers, and what an answer costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.documents.own_documents import own_documents
from analyzer.facts.documents.result_texts import WANTED_COLUMN
from analyzer.facts.models.model_servers import manifests
from analyzer.facts.performance.latency_limits import latency_limits
from analyzer.facts.performance.load_tools import CLOCK_PACKAGES, CLOCKS
from analyzer.facts.performance.optimisations import optimisations
from analyzer.facts.performance.percentile_tables import percentile_table
from analyzer.facts.performance.program_optimisations import program_optimisations
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.documents import Prose, Sentence
from analyzer.parsing.python import PythonFacts, words_of
from analyzer.references import as_loaded
from analyzer.repository import Snapshot, derived
from analyzer.text import beginning_of
from analyzer.wiring.checkout import inside
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.serving.served_models import strongest

# A margin by itself ("drifts by ±40 ms") is no measurement; behind a number it belongs to it.
NUMBER = (
    r"(?<![\w.±])(?<!±\s)(?<!\+/-)(?<!\+/-\s)\d{1,9}(?:[.,]\d{1,6})?"
    r"(?:\s?(?:±|\+/-)\s?\d{1,9}(?:[.,]\d{1,6})?)?"
)
MEASURE = lazy_regex(
    rf"{NUMBER}\s?(?:ms|msec|milliseconds?|µs|us|microseconds?)(?![\w/])"
    rf"|{NUMBER}\s?(?:rps|qps|(?:req(?:uest)?s?|quer(?:y|ies)|predictions?|samples|images|tokens|tok|documents"
    r"|sentences|inferences)\s?(?:/|per)\s?s(?:ec(?:ond)?)?)(?!\w)"
    r"|\bp(?:50|9[059](?:\.\d)?)\b[\s:=<>≤≈~|()]{1,6}(?:(?:of|is|was|under|below|at)\s)?\d"
    rf"|\b(?:average|avg\.?|mean|median) (?:response )?(?:latency|time) (?:is |was |of )?[`*]{{0,3}}{NUMBER}"
    r"\s?s(?:ec(?:onds?)?)?(?!\w)"
    rf"|[$€£]\s?\d{{1,9}}(?:\.\d{{1,6}})?\s?(?:/|per)\s?(?:1k|1,?000|1M|million|thousand|request|prediction|token|call)",
    re.IGNORECASE,
)
UNIT_OF_COLUMN = lazy_regex(
    r"\b(?:ms|rps|qps|req/s|requests/s|latency|throughput|p50|p90|p95|p99)\b", re.IGNORECASE
)
# What so many answers cost, as the head of a column, and the price in a cell below it. Of tokens it is the
# price list of whoever sells them.
COST_COLUMN = lazy_regex(
    r"(?:\b(?:costs?|price|usd|eur)\b|[$\u20ac\u00a3])[ ()$\u20ac\u00a3]{0,6}(?:/|\bper\b) ?"
    r"(?:\d[\d,.]{0,9} ?[km]?|thousand|million|one|each)? ?"
    r"(?:quer(?:y|ies)|req(?:uest)?s?|calls?|predictions?|answers?|questions?|inferences?|documents?|images?"
    r"|messages?|conversations?)\b",
    re.IGNORECASE,
)
PRICE_CELL = lazy_regex(
    r"[~\u2248*_` ]{0,4}[$\u20ac\u00a3]? ?\d[\d.,]{0,12} ?"
    r"(?:[$\u20ac\u00a3\u00a2]|usd|eur|cents?)?[*_` ]{0,4}",
    re.IGNORECASE,
)
OF_MONEY = lazy_regex(r"[$\u20ac\u00a3]|\b(?:costs?|price|usd|eur)\b", re.IGNORECASE)
OF_COST = lazy_regex(r"(?:\b|_)costs?(?:\b|_)", re.IGNORECASE)
DIGIT = lazy_regex(r"\d")
# One number in a cell, with its unit or without: a range or a figure in other words is no measurement.
NUMBER_CELL = lazy_regex(
    r"[~\u2248*_` ]{0,4}\d[\d.,]{0,12}\s?"
    r"(?:ms|s|sec|\u00b5s|us|rps|qps|req/s|requests/s|tok/s|tokens/s)?[*_` ]{0,4}",
    re.IGNORECASE,
)
# "< 200 ms": what is allowed, not what was seen.
LIMIT_CELL = lazy_regex(r"[*_` ]{0,4}(?:[<>\u2264\u2265]|&[lg][te];)")
# Under such a head it was seen: a figure below the clock's resolution is written like that, too.
RESULT_COLUMN = lazy_regex(
    r"(?i)\b(?:measured|results?|actual|observed|achieved|current|obtained|after|r[eé]sultats?|resultados?"
    r"|actuale?s?|gemessen|ergebnis)\b|结果|結果|实测|실측|결과"
)
LIMIT_SIGN = lazy_regex(r"(?<![-=])[<>\u2264\u2265]=?\s?\d")
BEFORE_FIGURE = 3
# The p50 of a forecast is one of its quantiles; so is one in a table that speaks of no time.
OF_QUANTILES = lazy_regex(r"(?i)\bquantil|\bpinball|\bforecasts?\b|\bprediction intervals?\b|\bcoverage\b")
SPEAKS_OF_TIME = lazy_regex(
    r"(?i)latenc|response|\btimes?\b|\bms\b|seconds?|requests?|throughput|duration|\brps\b|load"
)
PERCENTILE_ALONE = lazy_regex(r"(?i)p(?:50|9[059](?:\.\d)?)\b\D{1,20}\d")
# A table of one figure a row: the row says that the figure is how long an answer takes.
METRIC_COLUMN = lazy_regex(
    r"(?i)\b(?:metrics?|measure(?:ment)?s?|stat(?:istic)?s?|stages?|steps?|operations?)\b"
)
TIME_ROW = lazy_regex(r"(?i)\b(?:latency|latencies|times?)\b(?!-)")
OTHER_TIME = lazy_regex(
    r"(?i)\b(?:train\w*|fit\w*|tuning|build\w*|install\w*|set-?up|download\w*|deploy\w*|tests?|ci|review|lead"
    r"|recovery|restore|compile|execution|start-?up|boot|jobs?|page"
    r"|audio|video|real|time (?:zone|range|window|span|series|step|limit|out))\b"
)
TIME_CELL = lazy_regex(
    r"(?i)[~\u2248*_` ]{0,4}\d[\d.,]{0,12}\s?(?:s|secs?|seconds?|ms|msec|milliseconds?)[*_` ]{0,4}"
)
# What somebody wants, allows or waits for was not measured; the same in Chinese: every, by default, target,
# threshold, time-out, interval, at most, below, limit, expected, within.
WANTED = lazy_regex(
    r"\b(?:targets?|goals?|slos?|slas?|should|must|budgets?|required?|requirements?|expect\w*|time-?outs?"
    r"|intervals?|thresholds?|limits?|limited|limiting|throttl\w{1,6}|floors?"
    r"|criteri(?:on|a)|acceptance|at most|estimat\w*"
    r"|alerts? (?:if|when)|fires?|retry|retries|delay|every \d{1,6}"
    r"|cibles?|objectifs?|objetivos?|obiettiv[oi]|ziel(?:wert|vorgabe)?e?|soll|sollte|цел(?:ь|и|евая|евой|евое)"
    # a price of a million tokens is one of a list
    r"|mục tiêu|hedef)\b|[$€£]\s?\d[\d.,]{0,9}\s?(?:/|per)\s?1?\s?m(?:illion|tok)?\b"
    r"|目标|目標|목표|每\s?\d|默认|阈值|超时|间隔|不超过|低于|小于|以内|上限|预期",
    re.IGNORECASE,
)
SCRIPT_NAME = lazy_regex(r"[\w./-]{1,100}\.(?:py|sh|js|ts|ipynb|jmx|lua|go|rs)\b")
SCRIPT_ENDINGS = (".py", ".sh", ".js", ".ts", ".ipynb", ".jmx", ".lua")
MEASURING_NAME = lazy_regex(
    r"(?<![a-z])(?:bench(?:mark)?s?|benchmarking|perf(?:ormance)?|latency|throughput|speed|timing|profil(?:e|ing)"
    r"|load[-_]?test(?:s|ing)?|stress|locustfile|k6)(?![a-z])",
    re.IGNORECASE,
)

# An evaluation that also looks at the clock.
EVALUATING_NAME = lazy_regex(r"(?:^|[/_])(?:eval(?:s|uat(?:e|ion|or))?|ablations?|experiments?)(?=[/_.])")
OF_LATENCY = lazy_regex(r"latenc", re.IGNORECASE)
OF_PERCENTILES = lazy_regex(
    r"percentiles?\b|\bquantiles?\b|(?<![a-z])p(?:50|9[059])(?![a-z0-9])", re.IGNORECASE
)

# What measures the quality of answers, whose "performance" is no speed, or the profile of data.
QUALITY_PACKAGES = (
    "sklearn.metrics", "torchmetrics", "evaluate", "evidently", "nannyml",
    "ydata_profiling", "pandas_profiling", "sweetviz", "dataprofiler", "whylogs",
)  # fmt: skip
CLOCK = lazy_regex(
    r"perf_counter|timeit|monotonic|process_time|\btime\.time\b|\btime\(\)|cProfile|pyinstrument|locust"
    r"|cuda\.Event|\bbenchmark\b|elapsed"
)
QUOTED_NUMBERS = 80
ROWS_BELOW = 2


@check(
    id="latency_and_cost",
    title="latency and cost",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK, FileKind.PROSE, FileKind.CONFIGURATION),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="What did {path} gain, how was it measured, and what did it cost in accuracy or freshness?",
        absent="Your model must respond in half the time: what are the first three things you try?",
        strong="Gives a number with its percentile and hardware, and what was given up to get there.",
        weak="Names techniques, but no measurements before and after.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library serves no requests itself",
        Purpose.RESEARCH: "research code serves no requests",
    },
    other_languages=OtherLanguages(
        "a program can load a faster runtime, batch requests, or cache answers",
        (Role.CALL, Role.OPTIMISE),
    ),
    covers=("D3", "D4", "D5", "D6"),
    near=("latency", "cost", "profil", "perf", "performance", "throughput", "timing", "benchmark"),
    named=("latency", "cost_tracker", "cost_tracking", "token_usage", "profiler"),
)
def latency_and_cost(repo: Snapshot) -> Iterator[Observation]:
    """Latency or cost was measured, or inference was made faster or cheaper.

    Present: numbers with units (ms, requests per second, percentiles, a price) next to the script that
    measured them, a column of targets or limits aside, a script or a test that takes the time of answers and
    fails where a percentile is above a limit, or a model exported for a faster runtime that nothing loads.
    Substantive: the repository runs such a script, or live code uses such a runtime, quantised weights,
    compilation, batching, or a cache around a model call that keeps what the model answered. Wired: it is on
    the serving path, of what can be loaded as committed, or the model server's own configuration batches
    requests. In other languages a runtime for exported models, and a cache in the function that asks a model
    or calls what does, wired also where the started program that runs it answers requests.
    """
    found = [
        *optimisations(repo),
        *program_optimisations(repo),
        *_batching(repo),
        *latency_limits(repo),
        *_measured(repo),
    ]
    yield from strongest([as_loaded(repo, each) for each in found])


def _batching(repo: Snapshot) -> Iterator[Evidence]:
    for each in manifests(repo):
        if each.batching is not None:
            note = f"request batching: configured for {each.tool}"
            yield Evidence(each.path, each.batching, Level.WIRED, note)


def _measured(repo: Snapshot) -> Iterator[Evidence]:
    """Documents with a measured number and the script that measured it."""
    for path, prose in own_documents(repo).items():
        if is_example_path(path) and not path.startswith(("docs/", "doc/")):
            continue
        measurement = percentile_table(prose) or _measurement(prose)
        if measurement is None:
            continue
        line, shown = measurement
        script = _script_beside(repo, path, prose, line)
        if script is None and OF_MONEY.search(shown):
            script = _costed_evaluation(repo, path, prose)
        if script is not None:
            quoted = beginning_of(shown, QUOTED_NUMBERS)
            yield Evidence(path, line, Level.PRESENT, f"numbers: {quoted}; measured by {script}")


def _is_wanted(sentence: Sentence) -> bool:
    return WANTED.search(f"{sentence.text} {sentence.heading}") is not None


def _is_allowed(text: str, match: re.Match[str]) -> bool:
    """Whether a sign stands before a figure: "p95 <= 3 s" is what is allowed."""
    return LIMIT_SIGN.search(text[max(0, match.start() - BEFORE_FIGURE) : match.end()]) is not None


def _measurement(prose: Prose) -> tuple[int, str] | None:
    """The line and the words of the first measured number: in a sentence, or in a table below its unit."""
    columns: list[str] = []
    head: list[str] = []
    header_at = row_at = -10
    kept: list[bool] = []
    seen: list[str] = []
    for sentence in prose.sentences:
        text, cells = sentence.text, _cells(sentence.text)
        if len(cells) > 1:
            if sentence.line - row_at > ROWS_BELOW:
                head, kept = cells, [WANTED_COLUMN.search(each) is None for each in cells]
            seen = [
                cell if keep and (LIMIT_CELL.match(cell) is None or RESULT_COLUMN.search(name)) else ""
                for name, cell, keep in zip(head, cells, kept, strict=False)
            ]
            text = " | ".join(each for each in seen if each)
            row_at = sentence.line
        # Every measurement has a digit, and few sentences have one.
        match = MEASURE.search(text) if DIGIT.search(text) else None
        if match is not None and PERCENTILE_ALONE.fullmatch(match[0]) and _is_quantile(sentence, head):
            match = None
        if (
            match is not None
            and not _is_wanted(sentence)
            and (len(cells) > 1 or not _is_allowed(text, match))
        ):
            return sentence.line, _from_a_word(text, match)
        if len(cells) < 2:
            continue
        if (timed := _time_of(head, seen)) is not None and not _is_wanted(sentence):
            return sentence.line, timed
        if sentence.line - header_at <= ROWS_BELOW and not _is_wanted(sentence):
            for name, cell in zip(columns, cells, strict=False):
                if _is_measured(name, cell):
                    return sentence.line, f"{name}: {cell}"
        if _has_unit(sentence.text) and WANTED.search(sentence.text) is None:
            columns, header_at = cells, sentence.line
    return None


def _from_a_word(text: str, match: re.Match[str]) -> str:
    """A text from the word on with which so much of it ends in a number."""
    start = max(0, match.end() - QUOTED_NUMBERS)
    if not start or text[start - 1].isspace():
        return text[start:]
    word = text.find(" ", start, match.start())
    return text[start:] if word < 0 else text[word + 1 :]


def _is_quantile(sentence: Sentence, head: list[str]) -> bool:
    """Whether a percentile without a unit is one of what is forecast, and not of the time of answers."""
    if OF_QUANTILES.search(sentence.text) is not None:
        return True
    in_table = len(_cells(sentence.text)) > 1
    said = f"{sentence.text} {sentence.heading} {' '.join(head)}"
    return in_table and SPEAKS_OF_TIME.search(said) is None


def _time_of(head: list[str], row: list[str]) -> str | None:
    """The time that a row of a table of metrics names in its first cell, with its unit in another."""
    name = row[0] if row else ""
    if not METRIC_COLUMN.search(head[0]) or not TIME_ROW.search(name) or OTHER_TIME.search(name):
        return None
    return next((f"{name}: {cell}" for cell in row[1:] if TIME_CELL.fullmatch(cell)), None)


def _cells(text: str) -> list[str]:
    """The cells of a row of a table; one is the sentence itself."""
    return [cell.strip() for cell in text.strip().strip("|").split("|")]


def _has_unit(head: str) -> bool:
    return UNIT_OF_COLUMN.search(head) is not None or COST_COLUMN.search(head) is not None


def _is_measured(name: str, cell: str) -> bool:
    """Whether a cell of a column holds one number of the column's unit, or one price."""
    if UNIT_OF_COLUMN.search(name) and NUMBER_CELL.fullmatch(cell):
        return True
    return COST_COLUMN.search(name) is not None and PRICE_CELL.fullmatch(cell) is not None


def _script_beside(repo: Snapshot, path: str, prose: Prose, line: int) -> str | None:
    """A script that measures, named by the document or in the folder of it, and really there.

    Of several the one whose name has most words of the sentence and its heading.
    """
    found = dict.fromkeys(
        each
        for each in _named_scripts(repo, path, prose)
        if MEASURING_NAME.search(each) and not _measures_no_time(repo, each)
    )
    scripts = tuple(found) or _measuring_scripts(repo).get(dirname(path), ())
    said: set[str] = set()
    for each in prose.sentences if len(scripts) > 1 else ():
        if each.line == line:
            said |= words_of(f"{each.text} {each.heading}")
    nearest = max(scripts, key=lambda each: len(said & words_of(basename(each))), default=None)
    return nearest or _timed_evaluation(repo) or _timed_test(repo)


def _named_scripts(repo: Snapshot, path: str, prose: Prose) -> Iterator[str]:
    """The scripts that a document names and that are really there."""
    folder = dirname(path)
    texts = [text for _line, _language, text in prose.code_blocks]
    texts += [sentence.text for sentence in prose.sentences] + [address for _l, _t, address in prose.links]
    for text in texts:
        for name in SCRIPT_NAME.findall(text):
            for candidate in (inside(folder, name), inside("", name)):
                if repo.exists(candidate):
                    yield candidate


@derived
def _timed_test(repo: Snapshot) -> str | None:
    """The first test, named for it, that takes times and works out their percentiles."""
    for path in repo.modules:
        named = MEASURING_NAME.search(path) is not None and is_test(repo, path)
        if named and _takes_times(repo, path, OF_PERCENTILES):
            return path
    return None


def _costed_evaluation(repo: Snapshot, path: str, prose: Prose) -> str | None:
    """The first evaluation that a document names which reckons, or runs code that reckons, what it costs."""
    for candidate in _named_scripts(repo, path, prose):
        if candidate in repo.modules and EVALUATING_NAME.search(candidate) and not is_test(repo, candidate):
            for each in sorted(reached_from(repo, [candidate])):
                if OF_COST.search(repo.text(each) or ""):
                    return candidate
    return None


@derived
def _timed_evaluation(repo: Snapshot) -> str | None:
    """The first module of an evaluation that takes the time of the answers it judges.

    Where a module named for it works out percentiles of times, it measured them, and no evaluation did.
    """
    live = [path for path in repo.modules if not is_test(repo, path)]
    judging = (path for path in live if EVALUATING_NAME.search(path) and _takes_times(repo, path, OF_LATENCY))
    evaluation = next(judging, None)
    if evaluation is None:
        return None
    named = (
        path for path in live if MEASURING_NAME.search(path) and _takes_times(repo, path, OF_PERCENTILES)
    )
    return next((path for path in named if _asks_a_clock(repo.modules[path])), evaluation)


def _asks_a_clock(facts: PythonFacts) -> bool:
    calls = (each.target for each in facts.calls)
    return any(last_part(each) in CLOCKS and each.partition(".")[0] in CLOCK_PACKAGES for each in calls)


def _takes_times(repo: Snapshot, path: str, of: re.Pattern[str]) -> bool:
    text = repo.text(path) or ""
    return of.search(text) is not None and CLOCK.search(text) is not None


@derived
def _measuring_scripts(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The scripts of every folder whose names say that they measure."""
    found: dict[str, tuple[str, ...]] = {}
    for path in repo.paths:
        if (
            path.endswith(SCRIPT_ENDINGS)
            and MEASURING_NAME.search(basename(path).replace("_", "-"))
            and not _measures_no_time(repo, path)
        ):
            found[dirname(path)] = (*found.get(dirname(path), ()), path)
    return found


def _measures_no_time(repo: Snapshot, path: str) -> bool:
    """Whether a module measures how good answers are, or what data holds, and looks at no clock."""
    facts = repo.modules.get(path)
    if facts is None or not any(each.module.startswith(QUALITY_PACKAGES) for each in facts.imports):
        return False
    return CLOCK.search(repo.text(path) or "") is None
