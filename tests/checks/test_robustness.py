from __future__ import annotations

import pytest

from analyzer.model import Level, Status
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
def predict(body: {takes}):
    probability = model.predict_proba(body)
    {body}
    return probability
"""


def app(imports: str = "", setup: str = "", body: str = "pass", takes: str = "dict") -> str:
    return APP.format(imports=imports, setup=setup, body=body, takes=takes)


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
        [f"{ONE}:12 abstention: low confidence gets a separate response"],
    ),
    "two bounds are one kind": (
        {"svc/app.py": app(STATUS, "MAX_CONTENT_LENGTH = 9", "raise HTTPException(status_code=413)")},
        [f"{ONE}:7 input bound: size limit MAX_CONTENT_LENGTH", f"{ONE}:12 input bound: responds with 413"],
    ),
    "adversarial tests": (
        {"svc/app.py": app(), **TESTED},
        ["PRESENT tests/test_attack.py:4 adversarial test: test test_invariance_to_names"],
    ),
    "a red team": (RED_TEAM, ["PRESENT promptfooconfig.yaml:1 adversarial test: promptfoo red team"]),
    "a guardrail in a job": (
        {"job.py": JOB},
        ["PRESENT job.py:3 guardrail: presidio_analyzer.AnalyzerEngine"],
    ),
    "a red team, and a guardrail in a function that nothing calls": (
        {"job.py": UNUSED, **RED_TEAM},
        [
            "PRESENT job.py:4 guardrail: presidio_analyzer.AnalyzerEngine",
            "PRESENT promptfooconfig.yaml:1 adversarial test: promptfoo red team",
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
            "SUBSTANTIVE promptfooconfig.yaml:1 adversarial test: promptfoo red team",
        ],
    ),
    "adversarial tests that nothing runs, beside a limit": (
        {"svc/app.py": app(LIMIT, LIMITER), **TESTED},
        [
            "SUBSTANTIVE svc/app.py:7 rate limit: slowapi.Limiter",
            "SUBSTANTIVE tests/test_attack.py:4 adversarial test: test test_invariance_to_names",
        ],
    ),
    "an answer on the serving path, and a guardrail in a job": (
        {"svc/app.py": app(STATUS, body="raise HTTPException(status_code=429)"), "job.py": JOB},
        [
            "SUBSTANTIVE job.py:3 guardrail: presidio_analyzer.AnalyzerEngine",
            "SUBSTANTIVE svc/app.py:12 rate limit: responds with 429",
        ],
    ),
    "a size on the serving path, and a guardrail in a job": (
        {"svc/app.py": app(setup="MAX_CONTENT_LENGTH = 9"), "job.py": JOB},
        [
            "SUBSTANTIVE job.py:3 guardrail: presidio_analyzer.AnalyzerEngine",
            "SUBSTANTIVE svc/app.py:7 input bound: size limit MAX_CONTENT_LENGTH",
        ],
    ),
    "a limit on the serving path, and a red team": (
        {"svc/app.py": app(LIMIT, LIMITER), **RED_TEAM},
        [
            "SUBSTANTIVE promptfooconfig.yaml:1 adversarial test: promptfoo red team",
            "SUBSTANTIVE svc/app.py:7 rate limit: slowapi.Limiter",
        ],
    ),
    "two kinds in a job, and one in a function that nothing calls": (
        {"job.py": JOB, "a.py": UNUSED.replace("presidio_analyzer", "guardrails"), **RED_TEAM},
        [
            "SUBSTANTIVE job.py:3 guardrail: presidio_analyzer.AnalyzerEngine",
            "SUBSTANTIVE promptfooconfig.yaml:1 adversarial test: promptfoo red team",
            "PRESENT a.py:4 guardrail: guardrails.AnalyzerEngine",
        ],
    ),
    # Wired: at least two kinds, each on the path that serves requests or in tests that CI runs
    "a rate limit and an abstention on the serving path": (
        {"svc/app.py": app(LIMIT, LIMITER, ABSTAIN)},
        [
            "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
            "WIRED svc/app.py:12 abstention: low confidence gets a separate response",
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
            "WIRED svc/app.py:12 abstention: low confidence gets a separate response",
        ],
    ),
    "bounds and a key": (
        {
            "svc/__init__.py": "",
            "svc/app.py": app(
                f"{KEY}\nfrom svc.schema import Request",
                "key = APIKeyHeader(name='x')\nsafe = FastAPI(dependencies=[key])",
                takes="Request",
            ),
            "svc/schema.py": BOUND,
        },
        [
            "WIRED svc/schema.py:5 input bound: pydantic.Field in Request, which a handler takes",
            "WIRED svc/app.py:8 authentication: fastapi.security.APIKeyHeader",
        ],
    ),
    "own limit and size": (
        {"svc/app.py": app(STATUS, "MAX_CONTENT_LENGTH = 9", "raise HTTPException(status_code=429)")},
        [
            "WIRED svc/app.py:7 input bound: size limit MAX_CONTENT_LENGTH",
            "WIRED svc/app.py:12 rate limit: responds with 429",
        ],
    ),
    "adversarial tests that CI runs, beside a limit": (
        {"svc/app.py": app(LIMIT, LIMITER), **TESTED, ".github/workflows/ci.yml": CI},
        [
            "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
            "WIRED tests/test_attack.py:4 adversarial test: test test_invariance_to_names",
        ],
    ),
    "two kinds that serve, and one in a job": (
        {"svc/app.py": app(LIMIT, LIMITER, ABSTAIN), "job.py": JOB},
        [
            "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
            "WIRED svc/app.py:12 abstention: low confidence gets a separate response",
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
            f"{ONE}:13 abstention: low confidence gets a separate response",
        ],
    ),
    "an abstention in a job, beside a limit": (
        {
            "svc/app.py": app(LIMIT, LIMITER),
            "job.py": f"import joblib\nmodel = joblib.load('m')\nprobability = model.predict(1)\n{ABSTAIN}\n",
        },
        [
            "SUBSTANTIVE job.py:4 abstention: low confidence gets a separate response",
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
    "a size of the environment of tests": {
        "svc/app.py": app(setup="import svc.testing"),
        "svc/testing.py": "MAX_CONTENT_LENGTH = 9\n",
    },
    "a size in a job": {"a.py": "MAX_CONTENT_LENGTH = 9\n"},
    "an answer and a size of a test that is started": {
        "tests/test_a.py": f"{STATUS}\nMAX_CONTENT_LENGTH = 9\nraise HTTPException(status_code=429)\n",
        "Procfile": "web: python tests/test_a.py\n",
    },
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


def test_a_library_takes_no_requests() -> None:
    finding = run("robustness", snapshot({**library("calm"), "calm/__init__.py": "x = 1\n"}))
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason == "a library accepts no untrusted requests"
