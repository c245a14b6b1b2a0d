from __future__ import annotations

from typing import Any

import pytest

from analyzer.commits import Commit
from analyzer.facts.history.retrainings import Trace, trace_of
from analyzer.model import Level, Status
from analyzer.repository import Snapshot
from analyzer.sources import Author
from tests.support.findings import assert_found
from tests.support.snapshots import commit, evolved, run, snapshot

MONTHS = [f"2023-{month:02}" for month in range(1, 13)]
BOT = Author("github-actions[bot]", "actions@github.com")
MODEL, METRICS = "models/churn.pkl.dvc", "reports/metrics.json"

TRACES = {
    Trace.MODEL: ["models/a.pkl", "data/train.csv.dvc", "dvc.lock", "pipelines/dvc.lock", "a.onnx", "w/best.PT"],
    Trace.METRICS: ["metrics.json", "reports/test_metrics.csv", "scores.yaml", "eval_results.json", "classification_report.txt",
        "eval_results/epoch_3.txt", "out/canary-results/users.md"],
    Trace.CARD: ["MODEL_CARD.md", "docs2/churn-model-card.md", "model_cards/churn.md", "modelcard_v2.md"],
    Trace.STAGE: ["model_registry.json", "config/model_versions.yaml", "production_model.json", "best-model.txt"],
    None: [
        "app.py", "samples-of-hosts.tar.gz", "metrics.py", "metrics/prometheus.yml", "tests/metrics.json", "docs/metrics.json", "configs/clinical_metrics.yaml", "infra/k8s/metrics-server.yaml", "examples/a.pkl",
        "node_modules/a.pkl", "dvc.yaml", ".dvc/config", "results", "README.md", "results/notes.txt", "eval_results/plot.png", "eval_results/run.py", "my_results.d/a.txt", "registry.py", "x" * 200 + "metrics.json",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("trace", "path"), [(trace, path) for trace, paths in TRACES.items() for path in paths]
)
def test_what_a_training_leaves_is_told_by_its_name(trace: Trace | None, path: str) -> None:
    assert trace_of(path) is trace


def work(count: int = 12) -> list[Commit]:
    return [commit(f"{month}-20", f"m{month}.py") for month in MONTHS[:count]]


def repository(days: list[str], *paths: str, months: int = 12, **fields: Any) -> Snapshot:
    """The paths come with the first commit of the year, and change again on each of the days."""
    fields.setdefault("added", ())
    changes = [commit(day, *(paths or (MODEL, METRICS)), **fields) for day in days]
    history = [*changes, *work(months), commit("2023-01-01", *(paths or (MODEL, METRICS)), "train.py")]
    history.sort(key=lambda each: each.written or 0, reverse=True)
    files = [MODEL, METRICS, "train.py", *(f"m{month}.py" for month in MONTHS[:months])]
    return snapshot(dict.fromkeys(files, "x = 1\n"), history)


def on(*months: str) -> list[str]:
    return [f"{month}-02" for month in months]


LEVELS = {
    "one month": (["2023-02-02", "2023-02-20"], Level.ABSENT, ""),
    "two months": (on(*MONTHS[1:3]), Level.PRESENT, "2 commits in 2 different months over 29 days made a model anew"),
    "three months": (on(*MONTHS[1:4]), Level.SUBSTANTIVE, "the newest changed a model or a pointer to one with metrics"),
    "six months over 179 days": ([*on(*MONTHS[1:6]), "2023-07-30"], Level.SUBSTANTIVE, "in 6 different months"),
    "six months over 180 days": ([*on(*MONTHS[1:6]), "2023-07-31"], Level.SUSTAINED, "in 6 different months"),
}  # fmt: skip


@pytest.mark.parametrize(("days", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_months(days: list[str], level: Level, words: str) -> None:
    assert_found(run("retrained", repository(days)), level, f"{MODEL}:None", words)


def test_the_evidence_names_the_commits_the_newest_first() -> None:
    repo = repository(on(*MONTHS[1:4]))
    (found,) = run("retrained", repo).evidence
    assert found.commits == tuple(each.sha for each in repo.commits if each.paths == (MODEL, METRICS))


ALONE = {
    "only models": (MODEL, "dvc.lock"),
    "only metrics": (METRICS, "scores.json"),
    "only code": ("train.py",),
    "metrics of tests": (MODEL, "tests/metrics.json"),
}  # fmt: skip


@pytest.mark.parametrize("paths", ALONE.values(), ids=ALONE)
def test_one_trace_alone_is_no_training(paths: tuple[str, ...]) -> None:
    assert_found(run("retrained", repository(on(*MONTHS[1:7]), *paths)), Level.ABSENT)


@pytest.mark.parametrize(
    "fields",
    [
        {"added": (MODEL, METRICS)},
        {"author": BOT},
        {"parents": 2},
        {"added": (MODEL, METRICS), "renames": ((MODEL, "a/" + MODEL), (METRICS, "a/" + METRICS))},
        {"added": (), "renames": (("old", MODEL), ("old2", METRICS))},
    ],
    ids=["both new", "a bot", "merges", "moved away", "moved here"],
)
def test_what_makes_no_model_anew(fields: dict[str, Any]) -> None:
    assert_found(run("retrained", repository(on(*MONTHS[1:7]), **fields)), Level.ABSENT)


BESIDE = {
    "a registry of a new model": (("models/b.pkl", "models/b_model_info.json", MODEL), ("models/b.pkl", "models/b_model_info.json"), Level.ABSENT),
    "a registry of what is there": ((MODEL, "models/b_model_info.json"), ("models/b_model_info.json",), Level.SUBSTANTIVE),
    "a card that is not of the new model": (("models/b.pkl", "docs2/model_card.md", MODEL), ("models/b.pkl",), Level.SUBSTANTIVE),
    "a registry that went": ((MODEL, "gone/model_registry.json"), (), Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("paths", "added", "level"), BESIDE.values(), ids=BESIDE)
def test_what_changes_with_a_model_is_of_that_model(
    paths: tuple[str, ...], added: tuple[str, ...], level: Level
) -> None:
    changes = []
    for month in MONTHS[1:4]:
        now = [path.replace("gone/", f"gone{month}/").replace("/b", f"/b{month}") for path in paths]
        new = tuple(path.replace("/b", f"/b{month}") for path in added)
        changes.append(commit(f"{month}-02", *now, added=new))
    history = sorted([*work(), *changes], key=lambda each: -(each.written or 0))
    here = {path for each in history for path in each.paths if not path.startswith("gone")}
    assert run("retrained", snapshot(dict.fromkeys(here, "x = 1\n"), history)).level is level


def test_a_new_model_with_other_metrics_is_one() -> None:
    finding = run("retrained", repository(on(*MONTHS[1:4]), added=(MODEL,)))
    assert_found(finding, Level.SUBSTANTIVE, f"{MODEL}:None")


STATED = '{{"saved_at": "2023-{month:02}-02T03:04:05.{month:06}", "rows": {rows}, "training_time": 0.0{month}1, "f1": {f1}}}'
OUTCOMES = {
    "only when and how long it ran": (STATED, 0, 0.0, Level.ABSENT),
    "other rows": (STATED, 1, 0.0, Level.SUBSTANTIVE),
    "another quality": (STATED, 0, 0.01, Level.SUBSTANTIVE),
    "only the moment in a sentence": ("Trained on 2023-{month:02}-02 03:04:05, f1 {f1}, rows {rows}", 0, 0.0, Level.ABSENT),
    "only the number of the run": ("run_id: a{month}\nrun_count: {month}\nf1: {f1}\nrows: {rows}\n", 0, 0.0, Level.ABSENT),
    "only where it lies": ('{{"file_path": "models{month}/a.pkl", "f1": {f1}, "rows": {rows}}}', 0, 0.0, Level.ABSENT),
    "its version": ("version: {month}\nf1: {f1}\nrows: {rows}\n", 0, 0.0, Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize("path", ["out/metrics.json", "models/churn_model_metadata.json"])
@pytest.mark.parametrize(("text", "rows", "quality", "level"), OUTCOMES.values(), ids=OUTCOMES)
def test_a_run_that_came_to_the_same_made_no_model_anew(
    path: str, text: str, rows: int, quality: float, level: Level
) -> None:
    path = "out/model_metadata.yaml" if not text.startswith("{") else path
    told = {
        f"2023-{month:02}-02": text.format(month=month, rows=20 + rows * month, f1=0.7 + quality * month)
        for month in range(1, 5)
    }
    stories = {path: told, "models/a.pkl": {day: f"weights {day}" for day in told}}
    beside = work()
    files = {"train.py": {"2023-01-01": "x = 1\n"}, **stories}
    assert_found(run("retrained", evolved(files, beside=beside)), level, "models/a.pkl:None")


def test_a_version_that_was_not_read_is_like_the_others() -> None:
    told = {
        f"2023-{month:02}-{day:02}": STATED.format(month=month, rows=20 + (month == 12), f1=0.7)
        + f"{day}:00:00"
        for month in range(1, 13)
        for day in (12, 14, 16)
    }
    for last, level in (("2023-12-16", Level.ABSENT), ("2023-12-31", Level.SUSTAINED)):
        texts = {day: text for day, text in told.items() if day < "2023-12" or last == "2023-12-31"}
        stories = {"out/metrics.json": texts, "a.pkl": {day: day for day in texts}}
        assert_found(run("retrained", evolved(stories, beside=work())), level, "a.pkl:None")


def test_a_history_that_is_too_short_leaves_it_open() -> None:
    finding = run("retrained", repository([f"2023-02-0{day}" for day in range(2, 10)], months=2))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.SUSTAINED)
    assert "it has commits in 2 months, and 3 are asked for" in (finding.reason or "")
