"""Folders of cases that a program goes through and asks the model for."""

from __future__ import annotations

import json

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

APP = "from openai import OpenAI\n\n\ndef answer(q):\n    return OpenAI().responses.create(model='m', input=q).output_text\n"
CASES = "[c for f in (Path(__file__).parent / 'golden').glob('*.json') for c in json.load(f.open())]"
SHARE = "sum(answer(c['q']) == c['a'] for c in CASES) / len(CASES)"
LOADED = f"import json\nfrom app import answer\n\nCASES = {CASES}\n\n\n"
FOLDER_TEST = f"{LOADED}def test_golden():\n    assert {SHARE} >= 0.8\n"
FOLDER_RUN = f"{LOADED}if __name__ == '__main__':\n    raise SystemExit(0.8 > {SHARE})\n"
OVER_FOLDERS = {
    "a small set of what is named for evaluation": ({"evals/run.py": FOLDER_RUN}, 1, True),
    "a full set of what is named for evaluation": ({"evals/run.py": FOLDER_RUN}, 10, True),
    "a small set of another program": ({"tools/run.py": FOLDER_RUN}, 4, False),
    "five cases of another program": ({"tools/run.py": FOLDER_RUN}, 5, True),
    "nine cases of another program": ({"tools/run.py": FOLDER_RUN}, 9, True),
    "a full set of another program": ({"tools/run.py": FOLDER_RUN}, 10, False),
    "a small set of a test": ({"tests/test_g.py": FOLDER_TEST}, 4, False),
    "another folder of what is named for evaluation": (
        {"evals/run.py": FOLDER_RUN.replace("'golden'", "'silver'")}, 1, False),
    "a program that lists no files": ({"evals/run.py": FOLDER_RUN.replace(".glob(", ".of(")}, 1, False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "cases", "asked"), OVER_FOLDERS.values(), ids=OVER_FOLDERS)
def test_a_model_that_is_asked_for_the_cases_of_a_folder(
    files: dict[str, str], cases: int, asked: bool
) -> None:
    kept = {"evals/golden/qa.json": json.dumps([{"q": "a", "a": "b"}] * cases), "app.py": APP}
    finding = run("evaluation", snapshot({**kept, **files}))
    words = [each.note for each in finding.evidence if each.level is Level.SUBSTANTIVE]
    assert words == (["the model is asked for the cases of the folder golden"] if asked else [])
