"""Programs in a CI step that compare a metric and end the job."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

TRAIN = {"train.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n"}
HEAD = "on: push\njobs:\n  gate:\n    runs-on: x\n    steps:\n      - run: |\n"
GATE = "import json, sys\nmetrics = json.load(open('m.json'))\naccuracy = metrics['accuracy']\n{}\n"
STOPS = "if accuracy < 0.8:\n    sys.exit(1)"


def step(program: str, start: str = "python3 - <<'EOF'", end: str = "EOF", more: str = "") -> str:
    body = f"{start}\n{program}{end}\n"
    return HEAD + "".join(f"          {row}\n" for row in body.splitlines()) + more


GATES = {
    "it exits": (step(GATE.format(STOPS)), 11),
    "it raises": (step(GATE.format("if metrics['f1'] <= 0.7:\n    raise ValueError(metrics)")), 11),
    "it asserts": (step(GATE.format("assert accuracy > 0.8")), 11),
    "of a word without quotes": (step(GATE.format(STOPS), "python << END", "END"), 11),
    "in an environment": (step(GATE.format(STOPS), "uv run python - <<EOF"), 11),
    "against the model in use": (step(GATE.format("if accuracy < production_accuracy:\n    sys.exit(1)")), 11),
}  # fmt: skip
NONE = {
    "it only prints": step(GATE.format("if accuracy < 0.8:\n    print('low')")),
    "the bound holds always": step(GATE.format("if accuracy < 0.0:\n    sys.exit(1)")),
    "it compares something else": step(GATE.format("if len(metrics) < 8:\n    sys.exit(1)")),
    "its failure is masked": step(GATE.format(STOPS), more="        continue-on-error: true\n"),
    "it is written into a file": step(GATE.format(STOPS), "cat > python.py <<'EOF'"),
    "the step never runs": step(GATE.format(STOPS), more="        if: false\n"),
    "it is no program": step("if accuracy < 0.8: then (\n"),
}


@pytest.mark.parametrize(("text", "line"), GATES.values(), ids=GATES)
def test_a_program_in_a_step_that_stops_the_job_by_a_metric_is_a_gate(text: str, line: int) -> None:
    finding = run("evaluation", snapshot({**TRAIN, ".github/workflows/g.yml": text}))
    assert_found(finding, Level.WIRED, f".github/workflows/g.yml:{line}", "a program that a CI step holds")


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_any_other_program_in_a_step_is_none(text: str) -> None:
    assert_found(run("evaluation", snapshot({**TRAIN, ".github/workflows/g.yml": text})), Level.ABSENT)


COMPARES = "python eval/compare.py --baseline a.json --tolerance=0.02"
AGAINST = {
    "a baseline and a tolerance": (COMPARES, Level.WIRED),
    "a failure that is ignored": (COMPARES + " || true", Level.SUBSTANTIVE),
    "no tolerance": ("python eval/compare.py --baseline a.json", Level.ABSENT),
    "no baseline": ("python eval/compare.py --tolerance 0.02", Level.ABSENT),
    "a program of another name": (COMPARES.replace("eval/compare", "sizes"), Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("command", "level"), AGAINST.values(), ids=AGAINST)
def test_a_program_may_be_given_the_baseline_and_the_tolerance(command: str, level: Level) -> None:
    step = f"on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: {command}\n"
    files = {
        **TRAIN,
        "eval/compare.py": "print(1)\n",
        "sizes.py": "print(1)\n",
        ".github/workflows/ci.yml": step,
    }
    assert_found(run("evaluation", snapshot(files)), level, ".github/workflows/ci.yml:6" if level else "")


TRAINED = (
    "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: python train.py\n"
    "      - run: cat {file} >> report.md\n      {step}\n"
)
SCRIPT = "- uses: actions/github-script@v7\n        with:\n          script: |\n            const a = fs.readFileSync('{}')\n            github.rest.issues.{}({{body: a}})"
REPORTS = {
    "a comment of a file that metrics are written into": ("metrics.json", SCRIPT.format("report.md", "createComment"), True),
    "a comment of a file of metrics": ("a.txt", SCRIPT.format("out/metrics.md", "createComment"), True),
    "a comment of another file": ("a.txt", SCRIPT.format("report.md", "createComment"), False),
    "a script that comments nothing": ("metrics.json", SCRIPT.format("report.md", "listComments"), False),
    "an action that comments": (
        "metrics.json", "- uses: marocchino/sticky-pull-request-comment@v2\n        with:\n          path: report.md", True),
    "an action that is given no file": (
        "metrics.json", "- uses: marocchino/sticky-pull-request-comment@v2\n        with:\n          message: done", False),
    "a comment by the shell": ("scores.csv", "- run: gh pr comment 1 --body-file report.md", True),
    "a summary of metrics": ("a.txt", "- run: cat metrics.json >> $GITHUB_STEP_SUMMARY", True),
    "a summary of something else": ("a.txt", "- run: cat coverage.txt >> $GITHUB_STEP_SUMMARY", False),
}  # fmt: skip


@pytest.mark.parametrize(("file", "step", "shown"), REPORTS.values(), ids=REPORTS)
def test_metrics_that_a_reviewer_is_shown_are_substantive(file: str, step: str, shown: bool) -> None:
    for trains in (True, False):
        workflow = TRAINED.format(file=file, step=step).replace("train.py", "train.py" if trains else "a.py")
        finding = run(
            "evaluation", snapshot({**TRAIN, "a.py": "x = 1\n", ".github/workflows/a.yml": workflow})
        )
        found = shown and trains
        place = ".github/workflows/a.yml:8" if found else ""
        words = "CI trains or evaluates and reports the metrics for review" if found else ""
        assert_found(finding, Level.SUBSTANTIVE if found else Level.ABSENT, place, words)
