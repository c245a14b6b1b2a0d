"""What evaluates models beside a comparison in the code: suites, sets of cases, modules, CI commands."""

from __future__ import annotations

import json

import pytest

from analyzer.facts.evaluations.evaluation_tools import EVALUATION_SUITES
from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

BASE = {"train.py": "from sklearn.svm import SVC\n\nSVC().fit(1, 2)\n"}
RAGAS = "from ragas import evaluate\n\nevaluate(data)\n"
DUMMY = "from sklearn.dummy import DummyClassifier\n\nDummyClassifier().fit(1, 2)\n"
MLFLOW_TEST = "import mlflow\n\n\ndef test_it():\n    assert mlflow.evaluate(1, 2)\n"
DEEPEVAL_TEST = "from deepeval import assert_test\n\n\ndef test_it():\n    assert_test(1, [])\n\n\ndef test_other():\n    assert 1\n"
CI = "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: |\n          {}\n"
EVIDENTLY = (
    "from evidently import Report\nfrom evidently.presets import ClassificationPreset\n\n"
    "Report([ClassificationPreset()]).run(a, b)\n"
)
ASIDE = "in a notebook, an example or unused code"
CALLED = "evaluation with Ragas: evaluate"


def workflow(*commands: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": CI.format("\n          ".join(commands))}


SUITE_LEVELS = {
    "in live code": ({"judge.py": RAGAS}, Level.SUBSTANTIVE, "judge.py:3", CALLED),
    "that CI runs": (
        {"judge.py": RAGAS, **workflow("python judge.py")}, Level.WIRED, "judge.py:3", f"{CALLED}, which CI runs"),
    "whose failure CI ignores": (
        {"judge.py": RAGAS, **workflow("python judge.py || true")}, Level.SUBSTANTIVE, "judge.py:3", CALLED),
    "in a notebook": ({"judge.ipynb": notebook(RAGAS)}, Level.PRESENT, "judge.ipynb:1", f"{CALLED}, {ASIDE}"),
    "in an example": (
        {"examples/judge.py": RAGAS, **workflow("python examples/judge.py")}, Level.PRESENT, "examples/judge.py:3", ASIDE),
    "in a function nobody calls": (
        {"judge.py": "from ragas import evaluate\n\n\ndef judge():\n    evaluate(1)\n"}, Level.PRESENT, "judge.py:5", ASIDE),
    "in a test": ({"tests/test_a.py": DEEPEVAL_TEST}, Level.SUBSTANTIVE, "tests/test_a.py:5", "DeepEval: assert_test"),
    "in a test that CI runs": (
        {"tests/test_a.py": DEEPEVAL_TEST, **workflow("pytest")}, Level.WIRED, "tests/test_a.py:5", "which CI runs"),
    "in a test that CI starts as a script": (
        {"tests/test_a.py": DEEPEVAL_TEST, **workflow("python tests/test_a.py")}, Level.SUBSTANTIVE, "tests/test_a.py:5", ""),
    "in a test that nothing collects": ({"tests/modelTests.py": DEEPEVAL_TEST}, Level.PRESENT, "tests/modelTests.py:5", ASIDE),
    "in a helper beside a test": (
        {"tests/test_a.py": DEEPEVAL_TEST.replace("test_it", "judge")},
        Level.PRESENT, "tests/test_a.py:5", ASIDE),
    "that tries out code in a test": (
        {"tests/test_a.py": MLFLOW_TEST, **workflow("pytest")}, Level.PRESENT, "tests/test_a.py:5", "MLflow evaluate"),
    "of that kind in live code": (
        {"judge.py": "import mlflow\n\nmlflow.evaluate(1, 2)\n"}, Level.SUBSTANTIVE, "judge.py:3", "with MLflow evaluate"),
    "imported only": ({"judge.py": "from ragas import evaluate\n"}, Level.ABSENT, "", ""),
    "of which something else is called": (
        {"judge.py": "from ragas.metrics import Faithfulness\n\nFaithfulness()\n"}, Level.ABSENT, "", ""),
    "a report of quality that is run": ({"judge.py": EVIDENTLY}, Level.SUBSTANTIVE, "judge.py:4", "Evidently: ClassificationPreset"),
    "a report of quality that nothing runs": (
        {"judge.py": EVIDENTLY.replace(".run(a, b)", "")}, Level.ABSENT, "", ""),
    "a report of drift": (
        {"judge.py": EVIDENTLY.replace("ClassificationPreset", "DataDriftPreset")}, Level.ABSENT, "", ""),
    "a trivial baseline": (
        {"base.py": DUMMY, **workflow("python base.py")}, Level.PRESENT, "base.py:3", "trivial baseline: DummyClassifier"),
    "a trivial baseline in a notebook": (
        {"base.ipynb": notebook(DUMMY)}, Level.PRESENT, "base.ipynb:1", f"DummyClassifier, {ASIDE}"),
    "a baseline that stands in for a model in tests": (
        {**BASE, "tests/fixtures/base.py": DUMMY}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), SUITE_LEVELS.values(), ids=SUITE_LEVELS)
def test_level_follows_where_the_suite_runs(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("evaluation", snapshot({**BASE, **files}))
    assert_found(finding, level, place, words)
    if place and "or unused" not in words:
        assert "unused" not in finding.evidence[0].note


def test_a_suite_is_told_once_a_file() -> None:
    twice = "import mlflow\n" + RAGAS + "evaluate(other)\nmlflow.evaluate(1)\n"
    assert told(run("evaluation", snapshot({**BASE, "judge.py": twice}))) == [
        "SUBSTANTIVE judge.py:4 evaluation with Ragas: evaluate",
        "SUBSTANTIVE judge.py:6 evaluation with MLflow evaluate: evaluate",
    ]


def lines(count: int) -> str:
    return '{"question": "q", "answer": "a"}\n\n' * count


def listed(count: int, **others: object) -> str:
    return json.dumps({"cases": [{"question": "q"} for _ in range(count)], **others})


TABLE = "question,answer\n" + "q,a\n" * 10
YAML_CASES = "- question: q\n" * 10
SETS = {
    "ten lines": ("evals/cases.jsonl", lines(10), "evaluation set with 10 cases"),
    "ten rows": ("eval_data/cases.csv", TABLE, "with 10 cases"),
    "ten rows between tabs": ("golden/cases.tsv", TABLE, "with 10 cases"),
    "ten entries": ("data/golden_v2.json", listed(10), "with 10 cases"),
    "ten entries between tabs": ("evals/cases.json", json.dumps([{"question": "q"}] * 10, indent="\t"), "with 10 cases"),
    "the longest list": ("data/Golden.json", listed(11, tags=[{"a": 1}], words=["a"] * 20), "with 11 cases"),
    "ten entries of YAML": ("data/eval-set.yaml", YAML_CASES, "with 10 cases"),
    "a folder above": ("evals/qa/v1/cases.yml", YAML_CASES, "with 10 cases"),
    "by its name": ("ground_truth.jsonl", lines(12), "with 12 cases"),
    "questions and answers called eval": ("data/eval.jsonl", lines(10), "with 10 cases"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "words"), SETS.values(), ids=SETS)
def test_a_set_of_ten_cases_is_present(path: str, text: str, words: str) -> None:
    assert_found(run("evaluation", snapshot({**BASE, path: text})), Level.PRESENT, f"{path}:1", words)


NO_SETS = {
    "nine lines": ("evals/cases.jsonl", lines(9)),
    "nine rows under a header": ("evals/cases.csv", TABLE.removesuffix("q,a\n")),
    "nine entries": ("evals/cases.json", listed(9, words=["a"] * 20)),
    "ten words, of which one is an entry": ("evals/cases.json", json.dumps(["a"] * 10 + [{"a": 1}])),
    "nine entries of YAML": ("evals/cases.yaml", YAML_CASES.removesuffix("- question: q\n")),
    "what is no JSON": ("evals/cases.json", listed(10)[:-1]),
    "another kind of file": ("evals/cases.txt", YAML_CASES),
    "another folder": ("data/cases.jsonl", lines(10)),
    "a name that only begins so": ("data/goldenrod.jsonl", lines(10)),
    "an example": ("examples/evals/golden.jsonl", lines(10)),
    "what an evaluation leaves": ("evals/qa_results.jsonl", lines(10)),
    "what is held against": ("evals/baseline.json", listed(10)),
    "a log of questions": ("logs/evals/cases.jsonl", lines(10)),
    "a split that is called eval": ("data/eval.jsonl", '{"prompt": "q", "completion": "a"}\n' * 10),
    "questions without answers": ("data/eval.jsonl", '{"question": "q"}\n' * 10),
    "the texts that are searched": ("evals/corpus.jsonl", lines(10)),
}


@pytest.mark.parametrize(("path", "text"), NO_SETS.values(), ids=NO_SETS)
def test_what_is_no_set_of_ten_cases(path: str, text: str) -> None:
    assert_found(run("evaluation", snapshot({**BASE, path: text})), Level.ABSENT)


@pytest.mark.parametrize("name", ["cases.jsonl", "cases.json", "cases.yaml"])
def test_a_set_that_cannot_be_read_is_no_error(name: str) -> None:
    finding = run("evaluation", snapshot(BASE, missing=[f"evals/{name}"]))
    assert finding.level is Level.ABSENT and finding.status is not Status.ERROR


PROMPTFOO = "prompts: [a]\ntests:\n  - vars: {a: b}\n"


def test_a_configuration_of_promptfoo_with_cases_is_present() -> None:
    for path in ("promptfooconfig.yaml", "app/promptfooconfig.v2.yml"):
        finding = run("evaluation", snapshot({**BASE, path: PROMPTFOO}))
        assert_found(finding, Level.PRESENT, f"{path}:1", "promptfoo configuration with test cases")


NO_PROMPTFOO = [("promptfooconfig.yaml", each) for each in ("prompts: [a]\n", "tests: []\n")]


@pytest.mark.parametrize(
    ("path", "text"), [*NO_PROMPTFOO, ("promptfooconfig.txt", PROMPTFOO), ("app.yaml", PROMPTFOO)]
)
def test_other_configuration_holds_no_cases(path: str, text: str) -> None:
    assert_found(run("evaluation", snapshot({**BASE, path: text})), Level.ABSENT)


MEASURES = "from sklearn.metrics import f1_score\n\nprint(f1_score(1, 2))\nprint(f1_score(2, 2))\n"


def test_an_evaluation_module_is_present_once() -> None:
    for path in ("evaluate.py", "src/model_evaluation.py"):
        finding = run("evaluation", snapshot({**BASE, path: MEASURES}))
        assert_found(finding, Level.PRESENT, f"{path}:3", "an evaluation module computes quality metrics")
        assert len(finding.evidence) == 1


SHOWN = {
    "a measure before a curve": ("from sklearn.metrics import auc, f1_score\n\nauc(1, 2)\nf1_score(1, 2)\n", 4),
    "a model before a baseline": (
        "from sklearn.metrics import auc, f1_score\ndef naive_f1(a, b):\n    return f1_score(a, b)\n"
        "def judge(a, b):\n    return auc(a, b)\n\njudge(1, naive_f1(1, 2))\n", 5),
    "a baseline alone": ("from sklearn.metrics import f1_score\ndef naive_f1(a, b):\n    return f1_score(a, b)\n\nnaive_f1(1, 2)\n", 3),
    "a curve alone": ("from sklearn.metrics import roc_curve\n\nroc_curve(1, 2)\n", 3),
    "a measure of its own where it is called": ("def hit_rate(a, b):\n    return a / b\n\n\nprint(hit_rate(1, 2))\n", 5),
    "a measure of its own that nothing here calls": ("import a\n\n\ndef rmspe(a, b):\n    return a / b\n", 4),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line"), SHOWN.values(), ids=SHOWN)
def test_an_evaluation_module_is_shown_where_it_measures(text: str, line: int) -> None:
    for path in ("evaluate.py", "model_validation/nodes.py"):
        finding = run("evaluation", snapshot({**BASE, path: text}))
        assert_found(
            finding, Level.PRESENT, f"{path}:{line}", "an evaluation module computes quality metrics"
        )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("report.py", MEASURES),
        ("evaluate.py", "from sklearn.metrics import f1_score\n"),
        ("evaluate.py", "print(f1_score(1, 2))\n"),
        ("report.ipynb", notebook(MEASURES)),
        ("tests/test_evaluate.py", MEASURES),
        ("examples/evaluate.py", MEASURES),
    ],
)
def test_other_uses_of_measures_are_no_evaluation_module(path: str, text: str) -> None:
    assert_found(run("evaluation", snapshot({**BASE, path: text})), Level.ABSENT)


SUITE = "CI runs an evaluation suite"
COMMANDS = {
    "a suite": (("npx promptfoo eval -c a.yaml",), Level.WIRED, 7, f"{SUITE}: promptfoo"),
    "a suite by its path": (("./bin/deepeval test run x.py",), Level.WIRED, 7, f"{SUITE}: DeepEval"),
    "a suite whose failure is ignored": (("promptfoo eval || true",), Level.ABSENT, 6, ""),
    "another command of a suite": (("promptfoo view",), Level.ABSENT, 6, ""),
    "metrics that are compared": (
        ("dvc metrics diff main --all",), Level.WIRED, 7, "CI compares metrics: dvc metrics diff main --all"),
    "experiments that are compared": (("dvc exp diff",), Level.WIRED, 7, "CI compares metrics"),
    "metrics that are shown": (("dvc metrics show",), Level.ABSENT, 6, ""),
    "a report over a training": (
        ("python train.py", "cml comment create report.md"), Level.SUBSTANTIVE, 8, "CI trains or evaluates and reports"),
    "a report over a pipeline": (("dvc repro", "cml-send-comment a"), Level.SUBSTANTIVE, 8, "reports the metrics for review"),
    "a report over experiments": (("dvc exp run", "cml pr ."), Level.SUBSTANTIVE, 8, "reports the metrics"),
    "a report over a training that is not there": (("cml comment create report.md",), Level.ABSENT, 6, ""),
    "a report over something else": (("python other.py", "cml comment create a"), Level.ABSENT, 6, ""),
    "a report over a pull": (("dvc pull", "cml comment create a"), Level.ABSENT, 6, ""),
    "a training without a report": (("python train.py",), Level.ABSENT, 6, ""),
}  # fmt: skip


@pytest.mark.parametrize(("commands", "level", "line", "words"), COMMANDS.values(), ids=COMMANDS)
def test_level_follows_what_ci_runs(commands: tuple[str, ...], level: Level, line: int, words: str) -> None:
    files = {**BASE, "other.py": "x = 1\n", "look.ipynb": notebook(BASE["train.py"]), **workflow(*commands)}
    assert_found(run("evaluation", snapshot(files)), level, f".github/workflows/ci.yml:{line}", words)


def test_a_report_needs_the_training_in_its_own_pipeline() -> None:
    files = {
        **BASE,
        ".github/workflows/report.yml": CI.format("cml comment create a"),
        **workflow("python train.py"),
    }
    assert_found(run("evaluation", snapshot(files)), Level.ABSENT)


def test_a_long_comparison_is_cut() -> None:
    finding = run("evaluation", snapshot({**BASE, **workflow(f"dvc metrics diff {'x' * 100}")}))
    assert finding.evidence[0].note == f"CI compares metrics: dvc metrics diff {'x' * 63}"


def test_a_suite_that_ci_runs_is_enough_without_code_over_a_model() -> None:
    finding = run("evaluation", snapshot(workflow("promptfoo eval")))
    assert_found(finding, Level.WIRED, ".github/workflows/ci.yml:7", f"{SUITE}: promptfoo")
    assert_found(run("evaluation", snapshot({"evals/golden.jsonl": lines(20)})), Level.ABSENT)


def test_suites_name_each_command_once() -> None:
    commands = [command for suite in EVALUATION_SUITES.tools for command in suite.commands]
    assert len(commands) == len(set(commands))
    assert all(suite.calls or suite.commands for suite in EVALUATION_SUITES.tools)


APP = "from openai import OpenAI\n\n\ndef answer(q):\n    return OpenAI().responses.create(model='m', input=q).output_text\n"
TOOLS = {
    "Pydantic Evals": "from pydantic_evals import Case, Dataset\nd = Dataset(cases=[Case(inputs=1)])\nd.evaluate_sync(answer)\n",
    "Pydantic Evals, from a file": "from pydantic_evals import Dataset\n\nDataset.from_file('a.yaml').evaluate_sync(answer)\n",
    "Opik": "from opik.evaluation import evaluate\n\nevaluate(dataset=d, task=answer, scoring_metrics=[])\n",
    "Opik prompts": "import opik\n\nopik.evaluate_prompt(dataset=d)\n",
    "Langfuse": "from langfuse import get_client\n\nget_client().run_experiment(name='a', data=d, task=answer)\n",
    "Phoenix": "from phoenix.experiments import run_experiment\n\nrun_experiment(d, answer, evaluators=[])\n",
    "Vertex": "from vertexai.evaluation import EvalTask\nt = EvalTask(dataset=d, metrics=[])\nt.evaluate(model=m)\n",
    "OpenAI": "from openai import OpenAI\nc = OpenAI()\nc.evals.create(name='a')\n",
    "LlamaIndex": "from llama_index.core.evaluation import BatchEvalRunner\nr = BatchEvalRunner({})\nr.evaluate_queries(e, queries=[])\n",
    "DSPy": "import dspy\n\ndspy.Evaluate(devset=d, metric=m)\n",
    "Inspect": "from inspect_ai import eval\n\neval(t, model='m')\n",
    "ADK": "from google.adk.evaluation.agent_evaluator import AgentEvaluator\n\nAgentEvaluator.evaluate(agent_module='a')\n",
    "TFMA": "import tensorflow_model_analysis as tfma\n\ntfma.run_model_analysis(data_location='d')\n",
}  # fmt: skip
NO_TOOLS = {
    "a call of the model": "from openai import OpenAI\nc = OpenAI()\nc.responses.create(input='a')\n",
    "runs of an agent": "from openai import OpenAI\nc = OpenAI()\nc.beta.threads.runs.create(thread_id='a')\n",
    "traces": "from opik import track\n\n\n@track\ndef f():\n    pass\n",
    "a score of a trace": "from langfuse import get_client\n\nget_client().create_score(name='a', value=1)\n",
    "an endpoint": "import vertexai\n\nvertexai.init(project='a')\n",
}  # fmt: skip


@pytest.mark.parametrize("source", TOOLS.values(), ids=TOOLS)
def test_tools_that_evaluate(source: str) -> None:
    files = {"judge.py": source, "app.py": APP}
    assert_found(run("evaluation", snapshot(files)), Level.SUBSTANTIVE, "judge.py:3", "evaluation with ")
    files.update(workflow("python judge.py"))
    assert_found(run("evaluation", snapshot(files)), Level.WIRED, "judge.py:3", "which CI runs")


@pytest.mark.parametrize("source", NO_TOOLS.values(), ids=NO_TOOLS)
def test_other_uses_of_these_packages_evaluate_nothing(source: str) -> None:
    assert_found(run("evaluation", snapshot({"judge.py": source, "app.py": APP})), Level.ABSENT)


def test_a_suite_is_evaluation_whatever_model_it_asks() -> None:
    assert run("evaluation", snapshot({"judge.py": RAGAS})).level is Level.SUBSTANTIVE


EVALUATING = {
    "npx promptfoo@0.118 eval -c p.yaml": "promptfoo",
    "npx --yes promptfoo eval": "promptfoo",
    "pnpm dlx promptfoo@latest eval": "promptfoo",
    "uvx deepeval test run evals": "DeepEval",
    "python -m lm_eval --model hf": "LM evaluation harness",
    "inspect eval-set evals/": "Inspect",
    "rasa test nlu": "Rasa",
    "yolo val model=a.pt": "Ultralytics",
    "adk eval agent set.json": "Agent Development Kit",
    "npx evalite": "Evalite",
}
NOT_EVALUATING = (
    "npx promptfoo view",
    "rasa train",
    "yolo train",
    "deepeval login",
    "npx eslint",
    "inspect view",
    "python -m eval",
)


def test_commands_and_actions_that_evaluate() -> None:
    for command, tool in EVALUATING.items():
        finding = run("evaluation", snapshot({**BASE, **workflow(command)}))
        assert_found(
            finding, Level.WIRED, ".github/workflows/ci.yml:7", f"CI runs an evaluation suite: {tool}"
        )
    for command in NOT_EVALUATING:
        assert run("evaluation", snapshot({**BASE, **workflow(command)})).level is Level.ABSENT, command
    action = CI.replace("run: |\n          {}", "uses: {}")
    files = {".github/workflows/ci.yml": action.format("promptfoo/promptfoo-action@v1")}
    assert_found(
        run("evaluation", snapshot({**BASE, **files})), Level.WIRED, ".github/workflows/ci.yml:6", "promptfoo"
    )
    files = {".github/workflows/ci.yml": action.format("promptfoo/other@v1")}
    assert run("evaluation", snapshot({**BASE, **files})).level is Level.ABSENT


def test_an_evaluation_module_that_ci_runs_through_a_pipeline() -> None:
    module = "from sklearn.metrics import f1_score\n\nprint(f1_score(a, b))\n"
    files = {**BASE, "evaluate.py": module, "dvc.yaml": "stages:\n  e:\n    cmd: python evaluate.py\n"}
    assert_found(run("evaluation", snapshot(files)), Level.PRESENT, "evaluate.py:3")
    files.update(workflow("dvc repro"))
    assert_found(run("evaluation", snapshot(files)), Level.SUBSTANTIVE, "evaluate.py:3", "which CI runs")


LOADED = "import joblib\nimport pandas as pd\nfrom sklearn.metrics import f1_score\n\n\ndef test_f1():\n    m = joblib.load('m.pkl')\n    d = pd.read_csv('h.csv')\n    assert f1_score(d.y, m.predict(d[['x']])) > 0.8\n"


def test_a_test_that_loads_the_model_needs_no_code_of_the_repository() -> None:
    assert_found(
        run("evaluation", snapshot({"tests/test_m.py": LOADED})), Level.SUBSTANTIVE, "tests/test_m.py:9"
    )
    trained = LOADED.replace("joblib.load('m.pkl')", "SVC().fit(1, 2)").replace(
        "import joblib", "from sklearn.svm import SVC"
    )
    assert run("evaluation", snapshot({"tests/test_m.py": trained})).level is Level.ABSENT


def test_a_configuration_of_promptfoo_names_its_models_itself() -> None:
    found = run(
        "evaluation", snapshot({"promptfooconfig.yaml": "providers: [a]\ntests:\n  - vars: {a: b}\n"})
    )
    assert_found(found, Level.PRESENT, "promptfooconfig.yaml:1")
