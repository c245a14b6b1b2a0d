"""A comparison in a program that a step of a flow starts as a process is a stage where the flow is started."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

COMPARES = (
    "from evidently import Report\nfrom evidently.presets import DataDriftPreset\n\n"
    "Report([DataDriftPreset()]).run(reference, current)\n"
)
FLOW = (
    "import subprocess\nfrom prefect import flow, task\n\n\n@task\ndef judge():\n    {}\n\n\n"
    "@flow\ndef main():\n    judge()\n\n\nif __name__ == '__main__':\n    main()\n"
)
STARTS = {"Makefile": "train:\n\tpython flow.py\n"}
BY_NAME = FLOW.format('file = "./src/compare.py"\n    subprocess.run(["python", file, "a"])')
CASES = {
    "of a started flow": ({"flow.py": BY_NAME, **STARTS}, Level.WIRED),
    "of a flow that nothing starts": ({"flow.py": BY_NAME}, Level.SUBSTANTIVE),
    "of a started flow that runs another program": (
        {"flow.py": BY_NAME.replace("compare", "other"), **STARTS}, Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), CASES.values(), ids=CASES)
def test_level_of_a_comparison_that_a_step_starts(files: dict[str, str], level: Level) -> None:
    model = {"train.py": "from sklearn.svm import SVC\n\nSVC().fit(1, 2)\n"}
    finding = run("drift_detection", snapshot({"src/compare.py": COMPARES, **model, **files}))
    assert finding.level is level, finding.evidence


DEPLOYED = (
    "from prefect import flow\nfrom prefect.deployments import run_deployment\nfrom scipy.stats import ks_2samp\n\n\n@flow\n"
    "def watch(reference, current):\n    p = ks_2samp(reference.a, current.a).pvalue\n    {}\n"
)
ACTS = DEPLOYED.format("if p < 0.05:\n        run_deployment('train/main')")
PRINTS = DEPLOYED.format("print(p)")
DEPLOYMENT = "deployments:\n- name: a\n  entrypoint: flows/watch.py:watch\n"
DEPLOYMENTS = {
    "with a schedule": (PRINTS, DEPLOYMENT + "  schedules:\n  - cron: '0 2 * * *'\n", Level.WIRED),
    "with one schedule": (PRINTS, DEPLOYMENT + "  schedule:\n    interval: 3600\n", Level.WIRED),
    "with a schedule that is switched off": (
        PRINTS, DEPLOYMENT + "  schedules:\n  - cron: '0 2 * * *'\n    active: false\n", Level.SUBSTANTIVE),
    "without a schedule": (PRINTS, DEPLOYMENT + "  schedules: []\n", Level.SUBSTANTIVE),
    "without a schedule, and its result starts a training": (ACTS, DEPLOYMENT, Level.WIRED),
    "of another flow": (PRINTS, DEPLOYMENT.replace("watch.py", "other.py") + "  schedules:\n  - cron: '0 2 * * *'\n", Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("flow", "deployment", "level"), DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_level_of_a_comparison_in_a_flow_that_is_deployed(flow: str, deployment: str, level: Level) -> None:
    files = {"flows/watch.py": flow, "flows/other.py": "x = 1\n", "prefect.yaml": deployment}
    assert run("drift_detection", snapshot(files)).level is level


TASKS = (
    "from prefect import flow, task\nfrom scipy.stats import ks_2samp\n\n\n@task\ndef load():\n    return 1\n\n\n@task\n"
    "def judge(reference, current):\n    print(ks_2samp(reference.a, current.a).pvalue)\n\n\n@flow\n"
    "def watch():\n    judge(load(), load())\n"
)


@pytest.mark.parametrize(
    ("flow", "deployment", "level"),
    [
        (TASKS, DEPLOYMENT, Level.WIRED),
        (TASKS.replace("@task\ndef load", "def load"), DEPLOYMENT, Level.SUBSTANTIVE),
        (TASKS, "deployments: []\n", Level.SUBSTANTIVE),
    ],
)
def test_a_comparison_is_a_step_of_a_flow_with_several(flow: str, deployment: str, level: Level) -> None:
    finding = run("drift_detection", snapshot({"flows/watch.py": flow, "prefect.yaml": deployment}))
    assert finding.level is level
    assert any("as a step of a flow that is started" in each.note for each in finding.evidence) is (
        level is Level.WIRED
    )


CLASS = (
    "from evidently import Report\nfrom evidently.presets import DataDriftPreset\nfrom scipy.stats import ks_2samp\n\n\n"
    "class Watch:\n    def detect_drift(self, reference, current):\n        return {}\n\n"
    "    def _report(self, a, b):\n        return Report([DataDriftPreset()]).run(a, b)\n"
)
PROGRAM = "from watch import Watch\n\n\ndef detect_drift_task(reference, current):\n    return Watch().detect_drift(1, 2)\n\n\nprint(detect_drift_task(1, 2))\n"


@pytest.mark.parametrize(
    ("answer", "own"),
    [
        ("self._report(reference, current)", []),
        ("self.compare(reference, current)", ["run.py", "watch.py"]),
        ("ks_2samp(reference, self._report(1, 2))", ["watch.py"]),
    ],
)
def test_what_leads_to_a_library_has_no_statistic_of_its_own(answer: str, own: list[str]) -> None:
    finding = run("drift_detection", snapshot({"watch.py": CLASS.format(answer), "run.py": PROGRAM}))
    assert sorted(each.path or "" for each in finding.evidence if "own drift" in each.note) == own
    assert any("Evidently" in each.note for each in finding.evidence)


ASKS = "from watch import judge\n\nrows = {}(1)\njudge(rows, rows)\n"
JUDGES = "from scipy.stats import ks_2samp\n\n\ndef judge(reference, current):\n    if ks_2samp(reference.a, current.a).pvalue < 0.05:\n        raise ValueError(reference)\n"
BESIDE = {
    "in the program that asks": (ASKS.format("simulate_drift"), True),
    "in no program": (ASKS.format("read_rows"), False),
    "in a program that only imports it": (ASKS.format("simulate_drift").replace("judge(rows", "print(rows"), False),
}  # fmt: skip


@pytest.mark.parametrize(("program", "said"), BESIDE.values(), ids=BESIDE)
def test_a_note_says_where_data_is_simulated(program: str, said: bool) -> None:
    asks = ASKS.format("read_rows").replace("read_rows", "load_rows")
    files = {
        "watch.py": JUDGES,
        "a.py": program,
        "b.py": asks,
        "Makefile": "a:\n\tpython a.py\n\tpython b.py\n",
    }
    finding = run(
        "drift_detection", snapshot({**files, "train.py": "from sklearn.svm import SVC\n\nSVC().fit(1, 2)\n"})
    )
    assert [each.note.endswith("data is simulated beside it (a.py:3)") for each in finding.evidence] == [said]
