"""Programs and tests that ask a model for the cases of a set, and the line at which they open it."""

from __future__ import annotations

import json

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

APP = "from openai import OpenAI\n\n\ndef answer(q):\n    return OpenAI().responses.create(model='m', input=q).output_text\n"
CI = "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: |\n          {}\n"


def workflow(*commands: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": CI.format("\n          ".join(commands))}


GOLDEN = {"evals/golden.json": json.dumps([{"q": "a", "a": "b"}] * 3), "app.py": APP}
GOLDEN_TEST = (
    "import json\nfrom app import answer\n\nCASES = json.load(open('evals/golden.json'))\n\n\ndef test_golden():\n"
    "    assert sum(answer(c['q']) == c['a'] for c in CASES) / len(CASES) >= 0.8\n"
)
RUN = "if __name__ == '__main__':\n    raise SystemExit(0.8 > "
GOLDEN_RUN = GOLDEN_TEST.replace("def test_golden():\n    assert ", RUN) + ")\n"
OVER_SETS = {
    "a test": ({"tests/test_g.py": GOLDEN_TEST}, Level.SUBSTANTIVE, "tests/test_g.py:4"),
    "a test that CI runs": ({"tests/test_g.py": GOLDEN_TEST, **workflow("pytest")}, Level.WIRED, "tests/test_g.py:4"),
    "a program": ({"evals/run.py": GOLDEN_RUN}, Level.SUBSTANTIVE, "evals/run.py:4"),
    "a program that CI runs": (
        {"evals/run.py": GOLDEN_RUN, **workflow("python evals/run.py")}, Level.WIRED, "evals/run.py:4"),
    "a program that CI runs and that cannot fail": (
        {"evals/run.py": GOLDEN_RUN.replace("raise SystemExit", "print"), **workflow("python evals/run.py")}, Level.SUBSTANTIVE, "evals/run.py:4"),
    "a test that asks no model": (
        {"tests/test_g.py": GOLDEN_TEST.replace("from app import answer", "answer = str")}, Level.ABSENT, ""),
    "a test of another set": ({"tests/test_g.py": GOLDEN_TEST.replace("golden.json", "other.json")}, Level.ABSENT, ""),
    "a program that writes the set": ({"evals/run.py": GOLDEN_RUN.replace("golden.json')", "golden.json', 'w')")}, Level.ABSENT, ""),
    "a program that names where it writes": ({"evals/run.py": GOLDEN_RUN.replace("open('evals/golden.json')", "output_path = 'evals/golden.json'")}, Level.ABSENT, ""),
    "a program that reads the set": ({"evals/run.py": GOLDEN_RUN.replace("golden.json')", "golden.json', 'r')")}, Level.SUBSTANTIVE, "evals/run.py:4"),
    "a test that keeps the name of a set": ({"tests/test_g.py": GOLDEN_TEST.replace("open('evals/golden.json')", "insert_eval_run(\n        path='evals/golden.json',\n    )")}, Level.ABSENT, ""),
    "a test that runs a set by its name": ({"tests/test_g.py": GOLDEN_TEST.replace("open('evals/golden.json')", "run_cases(\n        path='evals/golden.json',\n    )")}, Level.SUBSTANTIVE, "tests/test_g.py:5"),
    "a test of a set that it writes": (
        {"tests/test_g.py": GOLDEN_TEST.replace("open('evals/golden.json')", "open(tmp_path / 'golden.json')")}, Level.ABSENT, ""),
    "a test of what is kept beside a set": (
        {"tests/test_g.py": GOLDEN_TEST.replace("golden.json", "thresholds.json"), "evals/thresholds.json": "{}"}, Level.ABSENT, ""),
    "a test without an assertion": ({"tests/test_g.py": GOLDEN_TEST.replace("assert ", "")}, Level.ABSENT, ""),
    "what makes the set": ({"evals/generate_golden.py": GOLDEN_RUN}, Level.ABSENT, ""),
    "a test with recorded answers": (
        {"tests/test_g.py": "import responses\n" + GOLDEN_TEST, **workflow("pytest")}, Level.ABSENT, ""),
    "a test with a model that answers from a list": (
        {"tests/test_g.py": GOLDEN_TEST + "MODEL = FakeListLLM(['a'])\n", **workflow("pytest")}, Level.ABSENT, ""),
    "a test with a stand-in that is put in": (
        {"tests/test_g.py": GOLDEN_TEST + "def fixture(monkeypatch):\n    monkeypatch.setattr('app.answer', StubModel)\n"},
        Level.ABSENT, ""),
    "a test that puts in something else": (
        {"tests/test_g.py": GOLDEN_TEST + "def fixture(monkeypatch):\n    monkeypatch.setattr('app.HOME', home)\n"},
        Level.SUBSTANTIVE, "tests/test_g.py:4"),
    "a test that asks for the name of a set": (
        {"tests/test_g.py": GOLDEN_TEST.replace("json.load(open('evals/golden.json'))", "[]") + "    assert args.cases == 'evals/golden.json'\n"},
        Level.ABSENT, ""),
    "a test whose report names a set": (
        {"tests/test_g.py": GOLDEN_TEST.replace("open('evals/golden.json')", "EvalReport(\n        path='evals/golden.json',\n    )")},
        Level.ABSENT, ""),
    "a test with a name in a function of one row": (
        {"tests/test_g.py": GOLDEN_TEST.replace("open('evals/golden.json')", "lambda path='evals/golden.json': 1")}, Level.ABSENT, ""),
    "a constant that is opened later": (
        {"evals/run.py": "PATH = 'evals/golden.json'\nprint(PATH)\n" + GOLDEN_RUN.replace("'evals/golden.json'", "PATH")},
        Level.SUBSTANTIVE, "evals/run.py:6"),
    "a constant that nothing here uses": (
        {"evals/run.py": "PATH = 'evals/golden.json'\n" + GOLDEN_RUN.replace("'evals/golden.json'", "OTHER")},
        Level.SUBSTANTIVE, "evals/run.py:1"),
    "a constant that is a default": (
        {"evals/run.py": "PATH = 'evals/golden.json'\n\n\ndef load(path=PATH):\n    return open(path)\n\n\n"
         + GOLDEN_RUN.replace("open('evals/golden.json')", "load()")},
        Level.SUBSTANTIVE, "evals/run.py:11"),
    "an option that is used later": (
        {"evals/run.py": "parser.add_argument(\n    '--cases',\n    default='evals/golden.json',\n)\n"
         + GOLDEN_RUN.replace("'evals/golden.json'", "args.cases")},
        Level.SUBSTANTIVE, "evals/run.py:8"),
    "a module": ({"evals/load.py": GOLDEN_RUN.partition("if __name__")[0]}, Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place"), OVER_SETS.values(), ids=OVER_SETS)
def test_a_model_that_is_asked_for_the_cases_of_a_set(
    files: dict[str, str], level: Level, place: str
) -> None:
    finding = run("evaluation", snapshot({**GOLDEN, **files}))
    words = "the model is asked for the cases of golden.json" + (", in CI" if level is Level.WIRED else "")
    assert_found(finding, level, place, words if place else "")


LOADS_IMAGES = (
    "import tensorflow as tf\n\nrows = tf.keras.utils.image_dataset_from_directory('data/{}')\n"
    "model = tf.keras.models.load_model('m.keras')\nprint(model.predict(rows))\n{}"
)
MAIN = "if __name__ == '__main__':\n    pass\n"
# The folder that is loaded, by which file, how many images of each class are in it, how many classes.
IMAGE_SETS = {
    "ten images of two classes": ("test", "evaluate.py", 5, 2, Level.SUBSTANTIVE),
    "eight images": ("test", "evaluate.py", 4, 2, Level.ABSENT),
    "one class": ("test", "evaluate.py", 10, 1, Level.ABSENT),
    "what a model learns from": ("train", "evaluate.py", 5, 2, Level.ABSENT),
    "a file that is not named for it": ("test", "show.py", 5, 2, Level.ABSENT),
    "another folder": ("other", "evaluate.py", 0, 2, Level.ABSENT),
}


@pytest.mark.parametrize(
    ("folder", "path", "images", "classes", "level"), IMAGE_SETS.values(), ids=IMAGE_SETS
)
def test_a_kept_folder_of_images_by_class_is_a_set(
    folder: str, path: str, images: int, classes: int, level: Level
) -> None:
    kept = {f"data/{folder}/{kind}/{n}.jpg": "" for kind in range(classes) for n in range(images)}
    finding = run("evaluation", snapshot({path: LOADS_IMAGES.format(folder, MAIN), **kept}))
    words = f"the model is asked for the cases of the image folder data/{folder}"
    assert_found(finding, level, f"{path}:3" if level else "", words if level else "")


def _cases(number: int, question: str = "What is rule {} about?", key: str = "expected_citations") -> str:
    return json.dumps(
        [{"query": question.format(each), key: [{"page": each}]} for each in range(number)], indent=1
    )


IN_TESTS = {
    "questions with what must be cited": ("tests/catalogue.json", _cases(10), True),
    "lines of them": ("tests/catalogue.jsonl", "\n".join(json.dumps(each) for each in json.loads(_cases(10))), True),
    "questions with answers": ("tests/data/qa.json", _cases(10, key="ground_truth"), True),
    "too few": ("tests/catalogue.json", _cases(9), False),
    "outside of tests": ("data/catalogue.json", _cases(10), False),
    "without what is expected": ("tests/catalogue.json", _cases(10, key="page"), False),
    "queries of a database": ("tests/catalogue.json", _cases(10, "SELECT name FROM t WHERE id = {}"), False),
    "what came of a run": ("tests/results/catalogue.json", _cases(10), False),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "kept"), IN_TESTS.values(), ids=IN_TESTS)
def test_questions_that_are_kept_with_tests_are_a_set_though_no_code_reads_them(
    path: str, text: str, kept: bool
) -> None:
    finding = run("evaluation", snapshot({"app.py": APP, path: text}))
    words = "evaluation set with 10 cases" if kept else ""
    assert_found(finding, Level.PRESENT if kept else Level.ABSENT, f"{path}:1" if kept else "", words)
