from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.robustness import DEFENCES
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import library, run, snapshot

# The imports stand in line 3, the setup in line 7, the body in line 12.
APP = """from fastapi import FastAPI
import joblib
{imports}

app = FastAPI()
model = joblib.load("model.pkl")
{setup}

@app.post("/predict")
def predict(body: dict):
    probability = model.predict_proba(body)
    {body}
    return probability
"""


def app(imports: str = "", setup: str = "", body: str = "pass") -> str:
    return APP.format(imports=imports, setup=setup, body=body)


LIMIT = "from slowapi import Limiter"
LIMITER = "limiter = Limiter(key_func=str)"
ABSTAIN = "if probability.max() < 0.7: return 'unknown'"
ADVICE = (
    "Hold the order for a manual review. Write to the customer, and look at every order of the next week."
)
BOUND = "from pydantic import BaseModel, Field\n\n\nclass Request(BaseModel):\n    age: int = Field(ge=0, le=120)\n"
KEY = "from fastapi.security import APIKeyHeader"
TEST = """from svc.app import predict


def test_invariance_to_names():
    assert predict({"name": "Ada"}) == predict({"name": "Bo"})


def test_prompt_injection_is_refused():
    assert predict({"text": "ignore all"}) is None
"""
CI = "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: pytest\n"
TESTED = {"svc/__init__.py": "", "tests/test_attack.py": TEST}
RED_TEAM = {"promptfooconfig.yaml": "redteam:\n  plugins:\n  - pii\n"}
JOB = "from presidio_analyzer import AnalyzerEngine\n\nAnalyzerEngine()\n"
UNUSED = "from presidio_analyzer import AnalyzerEngine\n\ndef unused_code():\n    AnalyzerEngine()\n"
STATUS = "from fastapi import HTTPException"

ONE = "PRESENT svc/app.py"
LEVELS = {
    # Present: one kind of defence
    "a rate limit": ({"svc/app.py": app(LIMIT, LIMITER)}, [f"{ONE}:7 rate limit: slowapi.Limiter"]),
    "an abstention": (
        {"svc/app.py": app(body=ABSTAIN)},
        [f"{ONE}:12 abstention: a low confidence gets an answer of its own"],
    ),
    "two bounds are one kind": (
        {"svc/app.py": app(STATUS, "MAX_CONTENT_LENGTH = 9", "raise HTTPException(status_code=413)")},
        [f"{ONE}:7 input bound: size limit MAX_CONTENT_LENGTH", f"{ONE}:12 input bound: answers 413"],
    ),
    "attack tests": (
        {"svc/app.py": app(), **TESTED},
        ["PRESENT tests/test_attack.py:4 attack test: test test_invariance_to_names"],
    ),
    "a red team": (RED_TEAM, ["PRESENT promptfooconfig.yaml:1 attack test: promptfoo red team"]),
    "a guardrail in a job": (
        {"job.py": JOB},
        ["PRESENT job.py:3 guardrail: presidio_analyzer.AnalyzerEngine"],
    ),
    "a red team, and a guardrail in a function that nothing calls": (
        {"job.py": UNUSED, **RED_TEAM},
        [
            "PRESENT job.py:4 guardrail: presidio_analyzer.AnalyzerEngine",
            "PRESENT promptfooconfig.yaml:1 attack test: promptfoo red team",
        ],
    ),
    "a rate limit and advice for every score": (
        {"svc/app.py": app(LIMIT, LIMITER, ABSTAIN.replace("unknown", ADVICE))},
        [f"{ONE}:7 rate limit: slowapi.Limiter"],
    ),
    # Substantive: at least two different kinds in live code or in tests that a runner collects
    "a red team, and a guardrail in a job": (
        {"job.py": JOB, **RED_TEAM},
        [
            "SUBSTANTIVE job.py:3 guardrail: presidio_analyzer.AnalyzerEngine",
            "SUBSTANTIVE promptfooconfig.yaml:1 attack test: promptfoo red team",
        ],
    ),
    "attack tests that nothing runs, beside a limit": (
        {"svc/app.py": app(LIMIT, LIMITER), **TESTED},
        [
            "SUBSTANTIVE svc/app.py:7 rate limit: slowapi.Limiter",
            "SUBSTANTIVE tests/test_attack.py:4 attack test: test test_invariance_to_names",
        ],
    ),
    "two kinds in a job, and one in a function that nothing calls": (
        {"job.py": JOB, "a.py": UNUSED.replace("presidio_analyzer", "guardrails"), **RED_TEAM},
        [
            "SUBSTANTIVE job.py:3 guardrail: presidio_analyzer.AnalyzerEngine",
            "SUBSTANTIVE promptfooconfig.yaml:1 attack test: promptfoo red team",
            "PRESENT a.py:4 guardrail: guardrails.AnalyzerEngine",
        ],
    ),
    # Wired: at least two kinds, each on the path that serves requests or in tests that CI runs
    "a rate limit and an abstention on the serving path": (
        {"svc/app.py": app(LIMIT, LIMITER, ABSTAIN)},
        [
            "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
            "WIRED svc/app.py:12 abstention: a low confidence gets an answer of its own",
        ],
    ),
    "a rate limit and an answer in a sentence": (
        {
            "svc/app.py": app(
                LIMIT, LIMITER, ABSTAIN.replace("unknown", "I do not know; please ask in other words")
            )
        },
        [
            "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
            "WIRED svc/app.py:12 abstention: a low confidence gets an answer of its own",
        ],
    ),
    "bounds and a key": (
        {
            "svc/__init__.py": "",
            "svc/app.py": app(f"{KEY}\nfrom svc.schema import Request", "key = APIKeyHeader(name='x')"),
            "svc/schema.py": BOUND,
        },
        [
            "WIRED svc/app.py:8 authentication: fastapi.security.APIKeyHeader",
            "WIRED svc/schema.py:5 input bound: pydantic.Field",
        ],
    ),
    "own limit and size": (
        {"svc/app.py": app(STATUS, "MAX_CONTENT_LENGTH = 9", "raise HTTPException(status_code=429)")},
        [
            "WIRED svc/app.py:7 input bound: size limit MAX_CONTENT_LENGTH",
            "WIRED svc/app.py:12 rate limit: answers 429",
        ],
    ),
    "attack tests that CI runs, beside a limit": (
        {"svc/app.py": app(LIMIT, LIMITER), **TESTED, ".github/workflows/ci.yml": CI},
        [
            "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
            "WIRED tests/test_attack.py:4 attack test: test test_invariance_to_names",
        ],
    ),
    "two kinds that serve, and one in a job": (
        {"svc/app.py": app(LIMIT, LIMITER, ABSTAIN), "job.py": JOB},
        [
            "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
            "WIRED svc/app.py:12 abstention: a low confidence gets an answer of its own",
            "SUBSTANTIVE job.py:3 guardrail: presidio_analyzer.AnalyzerEngine",
        ],
    ),
    "one kind that serves, and one in a job": (
        {"svc/app.py": app(LIMIT, LIMITER), "job.py": JOB},
        [
            "SUBSTANTIVE job.py:3 guardrail: presidio_analyzer.AnalyzerEngine",
            "SUBSTANTIVE svc/app.py:7 rate limit: slowapi.Limiter",
        ],
    ),
    "an abstention, and a limit in a function that nothing calls": (
        {"svc/app.py": app(LIMIT, "def unused_code():\n    Limiter(1)", ABSTAIN)},
        [
            f"{ONE}:8 rate limit: slowapi.Limiter",
            f"{ONE}:13 abstention: a low confidence gets an answer of its own",
        ],
    ),
    "an abstention in a job, beside a limit": (
        {
            "svc/app.py": app(LIMIT, LIMITER),
            "job.py": f"import joblib\nmodel = joblib.load('m')\nprobability = model.predict(1)\n{ABSTAIN}\n",
        },
        [
            "SUBSTANTIVE job.py:4 abstention: a low confidence gets an answer of its own",
            "SUBSTANTIVE svc/app.py:7 rate limit: slowapi.Limiter",
        ],
    ),
}


@pytest.mark.parametrize(("files", "expected"), LEVELS.values(), ids=LEVELS)
def test_level_follows_how_many_kinds_stand_where_requests_come(
    files: dict[str, str], expected: list[str]
) -> None:
    assert told(run("robustness", snapshot(files))) == expected


NOTHING = {
    "the decision at one half": app(body="if probability > 0.5: return 'unknown'"),
    "two classes": app(body="return 'churn' if probability > 0.4 else 'stays'"),
    "a low number of something else": app(body="if len(body) < 0.7: return 'unknown'"),
    "a loop": app(body="while probability < 0.7: return 'unknown'"),
    "field without a bound": app("from pydantic import Field", "x = Field(description='age')"),
    "field that is not called": app("from pydantic import Field", "x = Field"),
    "optional import": app("# from slowapi import Limiter"),
    "answer of a dictionary": app(body="d = {'status': 429}"),
    "another answer": app(STATUS, body="raise HTTPException(status_code=404)"),
    "a request for such an answer": app("import respx", body="respx.get(status_code=429)"),
    "a word of a limit": app(setup="LIMIT_CONTENT = 9"),
    "local namesake": "import slowapi_local\n\nslowapi_local.Limiter()\n",
    "a validator that decorates nothing": app("from pydantic import validator", "x = validator"),
}


@pytest.mark.parametrize("source", NOTHING.values(), ids=NOTHING)
def test_decoys_are_no_defence(source: str) -> None:
    finding = run("robustness", snapshot({"svc/app.py": source}))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


# Defences that stand where no request comes.
ASIDE = {
    "bounds on settings": {"svc/app.py": app(), "settings.py": BOUND},
    "a limit in a test": {"tests/test_a.py": f"{LIMIT}\n{LIMITER}\n"},
    "a limit in a notebook": {"a.ipynb": notebook(f"{LIMIT}\n{LIMITER}\n")},
    "a limit in an example": {"examples/a.py": f"{LIMIT}\n{LIMITER}\n"},
    "an answer in a job": {"a.py": f"{STATUS}\nraise HTTPException(status_code=429)\n"},
    "a size in a job": {"a.py": "MAX_CONTENT_LENGTH = 9\n"},
    "an abstention without a model": {"a.py": f"{ABSTAIN}\n"},
    "an abstention in a test": {"tests/test_a.py": app(body=ABSTAIN)},
    "an abstention in an example": {"examples/a.py": app(body=ABSTAIN)},
    "a red team without a plugin": {"promptfooconfig.yaml": "redteam:\n  plugins: []\n"},
    "a configuration without a red team": {"promptfooconfig.yaml": "prompts: []\n"},
    "a red team in another file": {"config.yaml": RED_TEAM["promptfooconfig.yaml"]},
    "a red team in a text": {"promptfoo.md": RED_TEAM["promptfooconfig.yaml"]},
}


@pytest.mark.parametrize("files", ASIDE.values(), ids=ASIDE)
def test_what_meets_no_request_is_no_defence(files: dict[str, str]) -> None:
    assert_found(run("robustness", snapshot(files)), Level.ABSENT)


# Answers of one's own, by their status.
ANSWERS = {
    "429": "rate limit",
    "413": "input bound",
    "401": "authentication",
    "403": "authentication",
    "'401'": "authentication",
    "400": None,
}


@pytest.mark.parametrize(("status", "kind"), ANSWERS.items(), ids=ANSWERS)
def test_an_answer_of_ones_own_is_told_by_its_status(status: str, kind: str | None) -> None:
    repo = snapshot({"svc/app.py": app(STATUS, body=f"raise HTTPException(status_code={status})")})
    assert [each.split(" answers")[0] for each in told(run("robustness", repo))] == (
        [] if kind is None else [f"{ONE}:12 {kind}:"]
    )


@pytest.mark.parametrize(
    ("condition", "abstains"),
    [
        ("if probability < 0.7: return 'unknown'", True),
        ("if confidence < 0.7: return 'needs review'", True),
        ("if 0.7 > probability: return 'unknown'", True),
        ("if probability < limit: return 'unknown'", True),
        ("if probability < 0.5: return 'unknown'", False),
        ("if probability < 0.7: return 'low'", False),
        ("if probability < 0.7: return 'known'", False),
        ("if price < 0.7: return 'unknown'", False),
        ("if probability: return 'unknown'", False),
        (f"if probability < 0.7: return 'unknown {'x' * 72}'", True),
        (f"if probability < 0.7: return 'unknown {'x' * 73}'", False),
    ],
)
def test_an_abstention_answers_a_low_confidence(condition: str, abstains: bool) -> None:
    found = told(run("robustness", snapshot({"svc/app.py": app(body=condition)})))
    assert len(found) == abstains


def test_one_abstention_a_file_is_shown() -> None:
    repo = snapshot({"svc/app.py": app(body=f"{ABSTAIN}\n    {ABSTAIN}")})
    assert told(run("robustness", repo)) == [
        f"{ONE}:12 abstention: a low confidence gets an answer of its own"
    ]


@pytest.mark.parametrize(
    ("module", "name", "level"),
    [
        ("app", "white_noise", Level.ABSENT),
        ("app", "dependency_injection", Level.ABSENT),
        ("app", "prompt_is_kept", Level.ABSENT),
        ("app", "invariance_to_names", Level.PRESENT),
        ("tree", "invariance_to_names", Level.ABSENT),
        ("net", "invariance_to_names", Level.ABSENT),
        ("app", "template_injection", Level.PRESENT),
        ("tree", "template_injection", Level.PRESENT),
        ("tree", "adversarial_rows", Level.PRESENT),
    ],
)
def test_an_attack_is_told_from_a_word_of_mathematics_or_of_programming(
    module: str, name: str, level: Level
) -> None:
    source = f"from svc.{module} import predict\n\n\ndef test_{name}():\n    assert predict(1) == 2\n"
    files = {"svc/__init__.py": "", "svc/app.py": app(), "tests/test_a.py": source}
    files["svc/net.py"] = "from torch import nn\n\nclass Net(nn.Module):\n    pass\n\npredict = Net\n"
    files["svc/tree.py"] = "def predict(row):\n    return row\n"
    finding = run("robustness", snapshot(files))
    assert_found(finding, level, "tests/test_a.py:4", f"attack test: test test_{name}")


FUZZ = "from svc.tree import predict\nfrom hypothesis import given\n\n\n@given(1)\ndef test_a(x):\n    assert predict(x)\n"
TREE = {"svc/__init__.py": "", "svc/tree.py": "def predict(row):\n    return row\n"}
BY_LIBRARY = {
    "a test with a library for attacks": (
        {"tests/test_a.py": FUZZ},
        ["PRESENT tests/test_a.py:6 attack test: test test_a with hypothesis"],
    ),
    "the test that says so before another": (
        {"tests/test_a.py": FUZZ + "\n\ndef test_fuzz_rows():\n    assert predict(2)\n"},
        ["PRESENT tests/test_a.py:10 attack test: test test_fuzz_rows with hypothesis"],
    ),
    "a library that is only imported": ({"tests/test_a.py": FUZZ.replace("@given(1)\n", "")}, []),
    "a test that asserts nothing": ({"tests/test_a.py": FUZZ.replace("assert ", "")}, []),
    "an attack that asserts nothing": (
        {"tests/test_a.py": "from svc.tree import predict\n\ndef test_fuzz():\n    predict(1)\n"},
        [],
    ),
    "a file that no runner collects": ({"tests/AttackTests.py": FUZZ}, []),
}


@pytest.mark.parametrize(("files", "expected"), BY_LIBRARY.values(), ids=BY_LIBRARY)
def test_tests_attack_by_a_library_or_by_what_they_say(files: dict[str, str], expected: list[str]) -> None:
    assert told(run("robustness", snapshot({**TREE, **files}))) == expected


def used(package: str) -> str:
    """A setup that uses the defence as its library means it."""
    defence = next(each for each in DEFENCES if package in each.packages)
    if package.endswith("validator"):
        return f"@{package}('a')\ndef checked(value):\n    return value\n"
    keyword = f"{min(defence.keywords)}=1" if defence.keywords else "1"
    return f"x = {package}({keyword})"


@pytest.mark.parametrize("package", [each for defence in DEFENCES for each in defence.packages])
def test_every_defence_is_told_by_its_package(package: str) -> None:
    kind = next(each.kind for each in DEFENCES if package in each.packages)
    repo = snapshot({"svc/app.py": app(f"import {package}", used(package))})
    row = 3 if used(package).startswith("@") else 7  # what decorates is told by its import
    assert told(run("robustness", repo)) == [f"{ONE}:{row} {kind}: {package}"]


DECORATED = {
    "called": ("@validator('a')", 1),
    "not called": ("@validator", 1),
    "another decorator": ("@staticmethod", 0),
}


@pytest.mark.parametrize(("decorator", "count"), DECORATED.values(), ids=DECORATED)
def test_a_validator_counts_where_it_decorates(decorator: str, count: int) -> None:
    setup = f"class Rows:\n    {decorator}\n    def a(cls, value):\n        return value\n"
    found = told(run("robustness", snapshot({"svc/app.py": app("from pydantic import validator", setup)})))
    assert len(found) == count


def test_a_kind_of_defence_is_shown_once_a_file() -> None:
    repo = snapshot({"svc/app.py": app(LIMIT, f"{LIMITER}\n{LIMITER}")})
    assert told(run("robustness", repo)) == [f"{ONE}:7 rate limit: slowapi.Limiter"]


def test_what_a_command_starts_serves_too() -> None:
    files = {
        "work.py": "import m\nMAX_CONTENT_LENGTH = 9\n",
        "m.py": "x = 1\n",
        "Procfile": "web: python work.py\n",
    }
    assert told(run("robustness", snapshot(files))) == [
        "PRESENT work.py:2 input bound: size limit MAX_CONTENT_LENGTH"
    ]


def test_a_library_takes_no_requests() -> None:
    finding = run("robustness", snapshot({**library("calm"), "calm/__init__.py": "x = 1\n"}))
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason == "a library takes no requests from strangers"


def test_defences_name_each_package_once() -> None:
    packages = [package for defence in DEFENCES for package in defence.packages]
    assert len(packages) == len(set(packages))
