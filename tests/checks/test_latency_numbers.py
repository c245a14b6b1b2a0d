"""Which numbers of a text were measured, and by which script."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_latency_and_cost import NUMBER, SCRIPT, SERVICE
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

# Whether a text measures what an answer takes.
MEASURED = [
    "Takes 12 ms.",
    "Takes 12.5ms for one.",
    "Cold -> 12 ms.",
    "平均延迟 200ms.",
    "Takes 8 milliseconds.",
    "Takes 800 µs.",
    "About 40 rps on one core.",
    "Serves 120 requests/s.",
    "Serves 120 requests per second.",
    "Makes 30 tokens/s.",
    "The p95 is 12.",
    "p99: 30 with a full queue.",
    "Costs $0.02 per request.",
    "Costs $3 / 1k tokens.",
    "| a |\n| --- |\n| 12 ms |",
    "| latency | n |\n| --- | --- |\n| 12 | 3 |",
    "| model | throughput |\n| --- | --- |\n| a | ~40 |",
    "Serves 114 ± 5 rps.",
    "| endpoint | response |\n| --- | --- |\n| one (P50) | 2.26 |",
    "Serves 114 +/- 5.5 rps.",
    "| what | measured | target |\n| --- | --- | --- |\n| latency | <1 ms | <50 ms |",
    "| what | Resultado |\n| --- | --- |\n| latency | < 10 ms |",
]
NOT_MEASURED = [
    "Takes 12 minutes.",
    "Version 1.12 msg.",
    "The p95 <= 3 s.",
    "Asks every 200 ms.",
    "Rate limiting (10 requests/second).",
    "Throttled to 10 requests/second.",
    "The large one costs $5/1M input tokens, $0.1 per request less than another.",
    "It takes 12 ms at $0.15 per million tokens.",
    "默认每 200ms 探测一次.",
    "Takes < 12 ms.",
    "Takes \u2264 12 ms.",
    "Waits in x12 ms.",
    "Records p50/p95/p99 in a file.",
    "Costs $3.",
    "It is fast: no ms is lost.",
    "| rows | n |\n| --- | --- |\n| 12 | 3 |",
    "| latency | n |\n| --- | --- |\n| low | few |",
    "| latency | n |\n| --- | --- |\n| low | few |\n| 12 | 3 |",
    "| latency |\n\nlater | 12",
    "Drifts by ±40 rps.",
    "| Quantile P50 | 2.26 |",
    "| model | error |\n| --- | --- |\n| price (P50) | 2.26 |",
    "The P90 : 12.5 of the forecast.",
    "Drifts by ± 40 ms.",
    "Drifts by +/-40 rps.",
    "Drifts by +/- 40 rps.",
    "| what | target |\n| --- | --- |\n| latency | <50 ms |",
    "| what | value |\n| --- | --- |\n| latency | <50 ms |",
    "Latence cible : p95 < 100 ms.",
    "Objetivo: 100 ms.",
    "目标：100 ms。",
]


@pytest.mark.parametrize("text", MEASURED)
def test_numbers_with_a_unit_of_time_of_rate_or_of_price_are_measured(text: str) -> None:
    files = {**SERVICE, "bench/README.md": f"# Numbers\n\n{text}\n", **SCRIPT}
    assert run("latency_and_cost", snapshot(files)).level is Level.PRESENT


@pytest.mark.parametrize("text", NOT_MEASURED)
def test_other_numbers_are_not(text: str) -> None:
    files = {**SERVICE, "bench/README.md": f"# Numbers\n\n{text}\n", **SCRIPT}
    assert_found(run("latency_and_cost", snapshot(files)), Level.ABSENT)


# How a document names the script that measured its numbers.
SCRIPTS = {
    "in a sentence": ("{n}See bench/benchmark.py.\n", "docs/a.md"),
    "in a block of commands": ("{n}\n```bash\npython bench/benchmark.py\n```\n", "docs/a.md"),
    "in a link": ("{n}\nThe [script](../bench/benchmark.py).\n", "docs/a.md"),
    "from its own folder": ("{n}See ./benchmark.py.\n", "bench/a.md"),
    "by lying beside it": ("{n}", "bench/a.md"),
}


@pytest.mark.parametrize(("text", "path"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_document_names_the_script_that_measured(text: str, path: str) -> None:
    files = {**SERVICE, path: text.format(n=NUMBER), **SCRIPT}
    finding = run("latency_and_cost", snapshot(files))
    assert_found(finding, Level.PRESENT, f"{path}:1", "; measured by bench/benchmark.py")


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("The gateway takes 12 ms.", "bench_gateway.py"),
        ("The ranker takes 12 ms.", "bench_ranker.py"),
        ("The whole takes 12 ms.", "bench_gateway.py"),
        ("## Ranker\n\nIt takes 12 ms.", "bench_ranker.py"),
    ],
)
def test_of_several_scripts_that_measure_the_one_of_the_sentence_is_named(text: str, script: str) -> None:
    scripts = {"a/bench_gateway.py": "1\n", "a/bench_ranker.py": "1\n"}
    named = f"Run `a/bench_gateway.py` and `a/bench_ranker.py`.\n\n{text}\n"
    for files in ({"a/README.md": f"{text}\n"}, {"docs/a.md": named}):
        finding = run("latency_and_cost", snapshot({**SERVICE, **files, **scripts}))
        assert finding.evidence[0].note.endswith(f"; measured by a/{script}")


@pytest.mark.parametrize(
    ("name", "measures"),
    [
        ("benchmark.py", True),
        ("bench_model.sh", True),
        ("run_load_test.js", True),
        ("profile.ipynb", True),
        ("speed.lua", True),
        ("stressful.py", False),
        ("workbench.py", False),
        ("benchmark.csv", False),
        ("train.py", False),
    ],
)
def test_a_script_beside_the_numbers_says_by_its_name_that_it_measures(name: str, measures: bool) -> None:
    files = {**SERVICE, "a/README.md": NUMBER, f"a/{name}": "1\n"}
    assert run("latency_and_cost", snapshot(files)).level is (Level.PRESENT if measures else Level.ABSENT)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("from sklearn.metrics import roc_auc_score\nroc_auc_score(y, model.predict(x))\n", Level.ABSENT),
        ("from ydata_profiling import ProfileReport\nProfileReport(rows)\n", Level.ABSENT),
        (
            "import time\nfrom sklearn.metrics import roc_auc_score\nstart = time.perf_counter()\n"
            "roc_auc_score(y, model.predict(x))\n",
            Level.PRESENT,
        ),
        ("import requests\nrequests.post(u)\n", Level.PRESENT),
    ],
    ids=["the quality of answers", "what data holds", "both", "something else"],
)
def test_a_script_about_the_quality_of_answers_measured_no_time(code: str, level: Level) -> None:
    for text, path in (("{n}See mon/performance.py.\n", "docs/a.md"), ("{n}", "mon/a.md")):
        files = {**SERVICE, path: text.format(n=NUMBER), "mon/performance.py": code}
        assert run("latency_and_cost", snapshot(files)).level is level


HEAD = "| Stage | P50 (ms) | P95 (ms) |\n| --- | --- | --- |\n"
PRINTED = "```text\nLatency\nStage       P50 ms     P95 ms\nfetch       4          9\ntotal       12         30\n```\n"
TABLES = {
    "of the whole answer": (f"{HEAD}| fetch | 4 | 9 |\n| total | 12 | 30 |\n", "6 numbers: total: P50 (ms) 12, P95 (ms) 30;"),
    "of the first part": (f"{HEAD}| fetch | 4 | 9 |\n| rank | 12 | 30 |\n", "5 numbers: fetch: P50 (ms) 4, P95 (ms) 9;"),
    "without names": ("| P50 (ms) | P95 (ms) |\n| --- | --- |\n| 4 | 9 |\n", "5 numbers: P50 (ms) 4, P95 (ms) 9;"),
    "that a program printed": (PRINTED, "7 numbers: total: P50 ms 12, P95 ms 30;"),
    "that code holds": (PRINTED.replace("```text", "```python"), "1 numbers: One took 0.01 ms.;"),
    "of one percentile": ("| Stage | P50 (ms) |\n| --- | --- |\n| all | 4 |\n", "1 numbers: One took 0.01 ms.;"),
    "of what is wanted": (f"{HEAD.replace('P95', 'Target p95')}| all | 4 | 9 |\n", "1 numbers: One took 0.01 ms.;"),
    "of a forecast": (f"{HEAD.replace(' (ms)', '')}| rain | 4 | 9 |\n", "1 numbers: One took 0.01 ms.;"),
    "of words": (f"{HEAD}| fetch | fast | slow |\n", "1 numbers: One took 0.01 ms.;"),
    "that ends before": (f"{HEAD}\n\nText.\n\n| 5 | 4 | 9 |\n", "1 numbers: One took 0.01 ms.;"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "shown"), TABLES.values(), ids=TABLES)
def test_a_table_of_percentiles_is_shown_before_a_number_of_a_sentence(table: str, shown: str) -> None:
    files = {"a/README.md": f"One took 0.01 ms.\n\n{table}", "a/bench.py": "1\n"}
    (told_line,) = told(run("latency_and_cost", snapshot({**SERVICE, **files})))
    assert told_line.startswith(f"PRESENT a/README.md:{shown}")


def test_numbers_are_quoted_in_whole_words() -> None:
    text = f"{'The gateway is quick enough. ' * 4}It takes 12 ms where nothing else is asked of it, and {'more ' * 30}."
    files = {"a/README.md": text.replace(". ", ", ") + "\n", "a/bench.py": "1\n"}
    (note,) = [each.note for each in run("latency_and_cost", snapshot({**SERVICE, **files})).evidence]
    shown = note.removeprefix("numbers: ").partition(";")[0]
    assert "12 ms" in shown
    assert set(shown.split()) <= set(text.replace(". ", ", ").split())
