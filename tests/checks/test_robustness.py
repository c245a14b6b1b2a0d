from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.robustness import DEFENCES
from tests.support.snapshots import library, run, snapshot

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

LEVELS = {
    "rate limit alone": ({"svc/app.py": app(LIMIT, LIMITER)}, Level.PRESENT),
    "rate limit and abstention on the serving path": (
        {"svc/app.py": app(LIMIT, LIMITER, ABSTAIN)},
        Level.WIRED,
    ),
    "rate limit and an answer in a sentence": (
        {
            "svc/app.py": app(
                LIMIT, LIMITER, ABSTAIN.replace("unknown", "I do not know; please ask in other words")
            )
        },
        Level.WIRED,
    ),
    "rate limit and advice for every score": (
        {"svc/app.py": app(LIMIT, LIMITER, ABSTAIN.replace("unknown", ADVICE))},
        Level.PRESENT,
    ),
    "bounds and a key": (
        {
            "svc/__init__.py": "",
            "svc/app.py": app(f"{KEY}\nfrom svc.schema import Request", "key = APIKeyHeader(name='x')"),
            "svc/schema.py": BOUND,
        },
        Level.WIRED,
    ),
    "own limit and size": (
        {
            "svc/app.py": app(
                "from fastapi import HTTPException",
                "MAX_CONTENT_LENGTH = 1000",
                "raise HTTPException(status_code=429)",
            )
        },
        Level.WIRED,
    ),
    "attack tests that CI runs, beside a limit": (
        {
            "svc/__init__.py": "",
            "svc/app.py": app(LIMIT, LIMITER),
            "tests/test_attack.py": TEST,
            ".github/workflows/ci.yml": CI,
        },
        Level.WIRED,
    ),
    "attack tests that nothing runs, beside a limit": (
        {"svc/__init__.py": "", "svc/app.py": app(LIMIT, LIMITER), "tests/test_attack.py": TEST},
        Level.SUBSTANTIVE,
    ),
    "attack tests alone": (
        {"svc/__init__.py": "", "svc/app.py": app(), "tests/test_attack.py": TEST},
        Level.PRESENT,
    ),
    "guardrail in a job and a red team": (
        {
            "job.py": "from presidio_analyzer import AnalyzerEngine\n\nAnalyzerEngine().analyze('x')\n",
            "promptfooconfig.yaml": "redteam:\n  plugins:\n  - pii\n",
        },
        Level.SUBSTANTIVE,
    ),
}


@pytest.mark.parametrize(("files", "level"), LEVELS.values(), ids=LEVELS)
def test_level_follows_how_many_kinds_stand_where_requests_come(files: dict[str, str], level: Level) -> None:
    assert run("robustness", snapshot(files)).level is level


DECOYS = {
    "the decision at one half": app(body="if probability > 0.5: return 'unknown'"),
    "two classes": app(body="return 'churn' if probability > 0.4 else 'stays'"),
    "field without a bound": app("from pydantic import Field", "x = Field(description='age')"),
    "optional import": app("# from slowapi import Limiter"),
    "answer of a dictionary": app(body="d = {'status': 429}"),
    "local namesake": "import slowapi_local\n\nslowapi_local.Limiter()\n",
}


@pytest.mark.parametrize("source", DECOYS.values(), ids=DECOYS)
def test_decoys_are_no_defence(source: str) -> None:
    assert run("robustness", snapshot({"svc/app.py": source})).level is Level.ABSENT


def test_bounds_on_settings_are_not_bounds_on_requests() -> None:
    assert run("robustness", snapshot({"svc/app.py": app(), "settings.py": BOUND})).level is Level.ABSENT


@pytest.mark.parametrize(
    ("module", "name", "level"),
    [
        ("app", "white_noise", Level.ABSENT),
        ("app", "dependency_injection", Level.ABSENT),
        ("app", "invariance_to_names", Level.PRESENT),
        ("tree", "invariance_to_names", Level.ABSENT),
        ("app", "template_injection", Level.PRESENT),
    ],
)
def test_an_attack_is_told_from_a_word_of_mathematics_or_of_programming(
    module: str, name: str, level: Level
) -> None:
    source = f"from svc.{module} import predict\n\n\ndef test_{name}():\n    assert predict(1) == 2\n"
    files = {"svc/__init__.py": "", "svc/app.py": app(), "tests/test_a.py": source}
    files["svc/tree.py"] = "def predict(row):\n    return row\n"
    assert run("robustness", snapshot(files)).level is level


def test_a_library_takes_no_requests() -> None:
    calm = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("robustness", snapshot(calm)).status is Status.NOT_APPLICABLE


def test_defences_name_each_package_once() -> None:
    packages = [package for defence in DEFENCES for package in defence.packages]
    assert len(packages) == len(set(packages))
