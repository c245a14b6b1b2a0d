"""Programs of a repository's own over kept cases: which ask the model, and which something in its place."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.evaluation_programs import asked_for_cases
from analyzer.model import Level
from analyzer.testing import run, snapshot

APP = (
    "from openai import OpenAI\n\n\nclass FakeModel:\n    def complete(self, q):\n        return 'a1'\n\n\n"
    "class Hosted:\n    def complete(self, q):\n"
    "        return OpenAI().chat.completions.create(model='m', messages=[q])\n\n\n"
    "def answer(q):\n    return Hosted().complete(q)\n\n\n"
    "def answer_by(name, q):\n    model = FakeModel() if name == 'fake' else Hosted()\n    return model.complete(q)\n"
)
ROWS = "".join(f'{{"question": "q{n}", "expected": "a{n}"}}\n' for n in range(3))
LIST = (
    "CASES = [" + "".join(f'\n    {{"question": "q{n}, (", "expected": "a{n}"}},' for n in range(5)) + "\n]\n"
)
KEPT = "[json.loads(row) for row in open('evals/cases.jsonl')]"
PROGRAM = (
    "import json, sys\nfrom app import answer\n\n\ndef main():\n    cases = " + KEPT + "\n"
    "    rate = sum(c['expected'] in answer(c['question']) for c in cases) / len(cases)\n"
    "    if rate < 0.8:\n        sys.exit(1)\n\n\nmain()\n"
)
STUB = PROGRAM.replace("from app import answer", "from evals.stub import answer")
CHOSEN = PROGRAM.replace("from app import answer", "from app import answer_by").replace(
    "answer(c", "answer_by(sys.argv[1], c"
)
POSTS = PROGRAM.replace("from app import answer", "import httpx").replace(
    "answer(c['question'])", "httpx.post(f'{BASE}/chat', json=c).text"
)
SERVICE = "from fastapi import FastAPI\nfrom app import answer\napp = FastAPI()\n\n\n@app.post('/chat')\ndef chat(q: str):\n    return answer(q)\n"
BASE = {"app.py": APP, "evals/__init__.py": "", "evals/cases.jsonl": ROWS, "evals/stub.py": "def answer(q):\n    return 'a1'\n"}  # fmt: skip
WORKFLOW = ".github/workflows/e.yml"
ASKED = "the model is asked for the cases of "
STOOD_IN = "; CI runs it with a stand-in in the model's place"
UNASKED = "PRESENT CI runs a program over the cases of cases.jsonl; it was not seen to ask a model"


def ci(command: str, **environment: str) -> dict[str, str]:
    given = "".join(f"          {name}: {value}\n" for name, value in environment.items())
    steps = f"on: push\njobs:\n  e:\n    runs-on: x\n    steps:\n      - run: {command}\n"
    return {WORKFLOW: steps + ("        env:\n" + given if given else "")}


def folder(name: str) -> dict[str, str]:
    cases = {f"evals/{name}/{n}.json": '{"question": "q", "expected": "a"}' for n in range(10)}
    return {**cases, "evals/__main__.py": PROGRAM.replace(
        KEPT, f"[json.load(each.open()) for each in Path('evals/{name}').glob('*.json')]")}  # fmt: skip


EVALS = "python -m evals"
PROGRAMS = {
    "nobody starts it": ({"evals/__main__.py": PROGRAM}, ["SUBSTANTIVE " + ASKED + "cases.jsonl"]),
    "CI starts it": ({"evals/__main__.py": PROGRAM, **ci(EVALS)}, ["WIRED " + ASKED + "cases.jsonl, in CI"]),
    "it cannot fail": (
        {"evals/__main__.py": PROGRAM.replace("sys.exit(1)", "print(rate)"), **ci(EVALS)}, ["SUBSTANTIVE " + ASKED + "cases.jsonl"]),
    "its failure is swallowed": (
        {"evals/__main__.py": PROGRAM, **ci(f"{EVALS} || true")}, ["SUBSTANTIVE " + ASKED + "cases.jsonl"]),
    "it only imports what asks": ({"evals/__main__.py": "import app\n" + STUB, **ci(EVALS)}, [UNASKED]),
    "a function of its own in the model's place": ({"evals/__main__.py": STUB, **ci(EVALS)}, [UNASKED]),
    "the same, and nobody starts it": ({"evals/__main__.py": STUB}, []),
    "a word chooses the stand-in": (
        {"evals/__main__.py": CHOSEN, **ci(f"{EVALS} fake", OPENAI_API_KEY="${{ secrets.OPENAI_API_KEY }}")}, ["SUBSTANTIVE " + ASKED + "cases.jsonl" + STOOD_IN]),
    "an option chooses the stand-in": (
        {"evals/__main__.py": PROGRAM, **ci(f"{EVALS} --mock-llm")}, ["SUBSTANTIVE " + ASKED + "cases.jsonl" + STOOD_IN]),
    "an option against it": (
        {"evals/__main__.py": PROGRAM, **ci(f"{EVALS} --no-mock --model=gpt-4o")}, ["WIRED " + ASKED + "cases.jsonl, in CI"]),
    "the environment chooses it": (
        {"evals/__main__.py": PROGRAM, **ci(EVALS, LLM_PROVIDER="fake")}, ["SUBSTANTIVE " + ASKED + "cases.jsonl" + STOOD_IN]),
    "a switch in the environment": (
        {"evals/__main__.py": PROGRAM, **ci(EVALS, USE_MOCK_LLM="true")}, ["SUBSTANTIVE " + ASKED + "cases.jsonl" + STOOD_IN]),
    "a switch that is off": (
        {"evals/__main__.py": PROGRAM, **ci(EVALS, USE_MOCK_LLM="false")}, ["WIRED " + ASKED + "cases.jsonl, in CI"]),
    "a key that opens nothing": (
        {"evals/__main__.py": PROGRAM, **ci(EVALS, OPENAI_API_KEY="dummy")}, ["SUBSTANTIVE " + ASKED + "cases.jsonl" + STOOD_IN]),
    "such a key for a model that is served there": (
        {"evals/__main__.py": PROGRAM, **ci(EVALS, OPENAI_API_KEY="dummy", BASE_URL="http://ollama:11434")}, ["WIRED " + ASKED + "cases.jsonl, in CI"]),
    "a stand-in is made where no key is given": (
        {"evals/__main__.py": CHOSEN, **ci(EVALS)}, ["SUBSTANTIVE " + ASKED + "cases.jsonl" + STOOD_IN]),
    "the same with a key": (
        {"evals/__main__.py": CHOSEN, **ci(EVALS, OPENAI_API_KEY="${{ secrets.OPENAI_API_KEY }}")}, ["WIRED " + ASKED + "cases.jsonl, in CI"]),
    "cases in its code": (
        {"evals/__main__.py": LIST + PROGRAM.replace(KEPT, "CASES"), **ci(EVALS)}, ["WIRED " + ASKED + "CASES in its code, in CI"]),
    "cases in a module beside it": (
        {"evals/rows.py": LIST, "evals/__main__.py": "from evals.rows import CASES\n" + PROGRAM.replace(KEPT, "CASES"), **ci(EVALS)},
        ["WIRED " + ASKED + "CASES in evals/rows.py, in CI"]),
    "one case too few": (
        {"evals/__main__.py": LIST.replace('\n    {"question": "q0, (", "expected": "a0"},', "") + PROGRAM.replace(KEPT, "CASES"), **ci(EVALS)}, []),
    "questions without answers": (
        {"evals/__main__.py": LIST.replace('"expected"', '"note"') + PROGRAM.replace(KEPT, "CASES"), **ci(EVALS)}, []),
    "a list in what is not called after evaluation": (
        {"demo/__main__.py": LIST + PROGRAM.replace(KEPT, "CASES"), **ci("python -m demo")}, []),
    "a folder of cases": ({**folder("cases"), **ci(EVALS)}, ["WIRED " + ASKED + "the folder cases, in CI"]),
    "a folder of results": ({**folder("results"), **ci(EVALS)}, []),
    "its own route is asked": (
        {"evals/__main__.py": POSTS, "service.py": SERVICE, **ci(EVALS)}, ["WIRED " + ASKED + "cases.jsonl, in CI"]),
    "another route": (
        {"evals/__main__.py": POSTS, "service.py": SERVICE.replace("/chat", "/ask"), **ci(EVALS)}, [UNASKED]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_over_cases(files: dict[str, str], expected: list[str]) -> None:
    found = asked_for_cases(snapshot({**BASE, **files}))
    assert [f"{each.level.name} {each.note}" for each in found] == expected


MEASURED = PROGRAM.replace("rate", "accuracy")


@pytest.mark.parametrize(
    ("program", "command", "note"),
    [
        (MEASURED, EVALS, "WIRED a metric is compared with a threshold, in CI"),
        (MEASURED, f"{EVALS} --stub", "SUBSTANTIVE a metric is compared with a threshold"),
        (
            MEASURED.replace("from app import answer", "from evals.stub import answer"),
            f"{EVALS} --stub",
            "PRESENT a metric is compared with a threshold, and what is measured stands in for a model",
        ),
    ],
)
def test_a_threshold_that_only_a_stand_in_is_held_to(program: str, command: str, note: str) -> None:
    found = run("evaluation", snapshot({**BASE, "evals/__main__.py": program, **ci(command)}))
    assert note in [f"{each.level.name} {each.note}" for each in found.evidence]


BOUNDS = {
    "rate >= 0.8": True,
    "rate > 0": True,
    "0.5 <= rate <= 1": True,
    "answer('q')": True,
    "rate >= 0": False,
    "0 <= rate <= 1": False,
    "0.0 <= rate <= 1.0, 'a share'": False,
    "isinstance(rate, float)": False,
    "rate is not None": False,
}


@pytest.mark.parametrize(("asserted", "fails"), BOUNDS.items(), ids=BOUNDS)
def test_an_assertion_that_every_answer_passes_wires_nothing(asserted: str, fails: bool) -> None:
    source = (
        "import json\nfrom app import answer\n\nROWS = [json.loads(row) for row in open('evals/cases.jsonl')]\n\n\n"
        f"def test_rate():\n    rate = sum(answer(r['question']) == r['expected'] for r in ROWS) / len(ROWS)\n    assert {asserted}\n"
    )
    finding = run("evaluation", snapshot({**BASE, "tests/test_rate.py": source, **ci("pytest")}))
    assert finding.level is (Level.WIRED if fails else Level.SUBSTANTIVE)
    assert ("no answer could fail" in finding.evidence[0].note) is not fails
