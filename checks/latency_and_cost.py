"""Latency and cost: how fast the served model answers, and what an answer costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.model_servers import manifests
from analyzer.facts.optimisations import optimisations
from analyzer.facts.own_documents import own_documents
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.documents import Prose, Sentence
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import inside
from analyzer.wiring.roles import is_example_path
from analyzer.wiring.served_models import strongest

NUMBER = r"(?<![\w.])\d{1,9}(?:[.,]\d{1,6})?"
MEASURE = re.compile(
    rf"{NUMBER}\s?(?:ms|msec|milliseconds?|µs|us|microseconds?)(?![\w/])"
    rf"|{NUMBER}\s?(?:rps|qps|(?:req(?:uest)?s?|quer(?:y|ies)|predictions?|samples|images|tokens|tok|documents"
    r"|sentences|inferences)\s?(?:/|per)\s?s(?:ec(?:ond)?)?)(?!\w)"
    r"|\bp(?:50|9[059](?:\.\d)?)\b[\s:=<>≤≈~|()]{1,6}(?:(?:of|is|was|under|below|at)\s)?\d"
    rf"|[$€£]\s?\d{{1,9}}(?:\.\d{{1,6}})?\s?(?:/|per)\s?(?:1k|1,?000|1M|million|thousand|request|prediction|token|call)",
    re.IGNORECASE,
)
UNIT_OF_COLUMN = re.compile(
    r"\b(?:ms|rps|qps|req/s|requests/s|latency|throughput|p50|p90|p95|p99)\b", re.IGNORECASE
)
DIGIT = re.compile(r"\d")
DIGIT_CELL = re.compile(r"(?:^|\|)\s?~?\d[\d.,]{0,12}")
SCRIPT_NAME = re.compile(r"[\w./-]{1,100}\.(?:py|sh|js|ts|ipynb|jmx|lua|go|rs)\b")
SCRIPT_ENDINGS = (".py", ".sh", ".js", ".ts", ".ipynb", ".jmx", ".lua")
MEASURING_NAME = re.compile(
    r"(?<![a-z])(?:bench(?:mark)?s?|benchmarking|perf(?:ormance)?|latency|throughput|speed|timing|profil(?:e|ing)"
    r"|load[-_]?test(?:s|ing)?|stress|locustfile|k6)(?![a-z])",
    re.IGNORECASE,
)


@check(
    id="latency_and_cost",
    title="latency and cost",
    reads=(FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.PROSE, FileKind.CONFIGURATION),
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
)
def latency_and_cost(repo: Snapshot) -> Iterator[Observation]:
    """Latency or cost was measured, or inference was made faster or cheaper.

    Present: numbers with units (ms, requests per second, percentiles, a price) next to the script that
    measured them, or a model exported for a faster runtime that nothing loads. Substantive: live code uses
    such a runtime, quantised weights, compilation, batching, or a cache around a model call. Wired: it is
    on the serving path, or the model server's own configuration batches requests.
    """
    found = [*optimisations(repo), *_batching(repo), *_measured(repo)]
    yield from strongest(found)


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
        sentence = _measurement(prose)
        if sentence is None:
            continue
        script = _script_beside(repo, path, prose)
        if script is not None:
            note = f"numbers: {sentence.text[:80]}; measured by {script}"
            yield Evidence(path, sentence.line, Level.PRESENT, note)


def _measurement(prose: Prose) -> Sentence | None:
    unit_at = -10
    for sentence in prose.sentences:
        # Every measurement has a digit, and few sentences have one.
        if DIGIT.search(sentence.text) and MEASURE.search(sentence.text):
            return sentence
        if "|" in sentence.text:
            if sentence.line - unit_at <= 2 and DIGIT_CELL.search(sentence.text):
                return sentence
            if UNIT_OF_COLUMN.search(sentence.text):
                unit_at = sentence.line
    return None


def _script_beside(repo: Snapshot, path: str, prose: Prose) -> str | None:
    """A script that measures, named by the document or in the folder of it, and really there."""
    folder = dirname(path)
    texts = [text for _line, _language, text in prose.code_blocks]
    texts += [sentence.text for sentence in prose.sentences] + [address for _l, _t, address in prose.links]
    for text in texts:
        for name in SCRIPT_NAME.findall(text):
            for candidate in (inside(folder, name), inside("", name)):
                if MEASURING_NAME.search(candidate) and repo.exists(candidate):
                    return candidate
    return _measuring_scripts(repo).get(folder)


@derived
def _measuring_scripts(repo: Snapshot) -> Mapping[str, str]:
    """The first script of every folder whose name says that it measures."""
    found: dict[str, str] = {}
    for path in repo.paths:
        if path.endswith(SCRIPT_ENDINGS) and MEASURING_NAME.search(basename(path).replace("_", "-")):
            found.setdefault(dirname(path), path)
    return found
