from __future__ import annotations

import pytest

from analyzer.facts.requests.defence_catalogue import DEFENCES
from analyzer.model import Level
from tests.checks.test_robustness import ABSTAIN, LIMIT, LIMITER, ONE, STATUS, app
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

# Answers of one's own, by their status.
ANSWERS = {
    "429": "rate limit",
    "413": "input bound",
    "401": "authentication",
    "403, detail='not your account'": "authentication",
    "403": None,
    "'401'": "authentication",
    "400": None,
}


@pytest.mark.parametrize(("status", "kind"), ANSWERS.items(), ids=ANSWERS)
def test_an_answer_of_ones_own_is_told_by_its_status(status: str, kind: str | None) -> None:
    repo = snapshot({"svc/app.py": app(STATUS, body=f"raise HTTPException(status_code={status})")})
    assert [each.split(" responds")[0] for each in told(run("robustness", repo))] == (
        [] if kind is None else [f"{ONE}:12 {kind}:"]
    )


RAW = "await send({{'type': 'http.response.start', 'status': {}}})"
OWN_ANSWERS = {
    "of ASGI": (RAW.format(413), "input bound"),
    "of ASGI, with another status": (RAW.format(400), None),
    "a message": ("await send('413 rows')", None),
    "of a function": ("_send_error(send, status_code=429)", "rate limit"),
    "of a function, without a status": ("_send_error(send, size=413)", None),
    "of a function about something else": ("note(status_code=413)", None),
    "an error of a client": ("raise ApiError(status_code=429)", None),
}


@pytest.mark.parametrize(("body", "kind"), OWN_ANSWERS.values(), ids=OWN_ANSWERS)
def test_an_answer_below_a_framework_is_told_by_its_status(body: str, kind: str | None) -> None:
    found = told(run("robustness", snapshot({"svc/app.py": app(body=body)})))
    assert [each.split(" responds")[0] for each in found] == ([] if kind is None else [f"{ONE}:12 {kind}:"])


def test_a_size_in_a_text_that_is_written_somewhere_bounds_nothing() -> None:
    for quotes, count in (('"""', 0), ("'''", 0), ("", 1)):
        setup = f"conf = f{quotes}\nrequest_max_size=9\n{quotes}" if quotes else "request_max_size=9"
        assert len(run("robustness", snapshot({"svc/app.py": app(setup=setup)})).evidence) == count


def test_a_schema_bounds_what_a_request_leads_to_and_not_the_data_of_a_job() -> None:
    check = "from jsonschema import validate\n\ndef check(row):\n    validate(row, {})\n\ncheck(1)\n"
    asked = {"svc/__init__.py": "", "svc/app.py": app("from svc.rows import check", body="check(body)")}
    found = told(run("robustness", snapshot({**asked, "svc/rows.py": check})))
    assert found == ["PRESENT svc/rows.py:4 input bound: jsonschema.validate"]
    job = {"svc/app.py": app(), "rows.py": check, "Dockerfile": 'FROM a\nCMD ["python", "rows.py"]\n'}
    assert not run("robustness", snapshot(job)).evidence


SWITCHED = {
    "if not settings.EXPORT_ENABLED:": False,
    "if get_settings().export_enabled is False:  # closed": False,
    "if not EXPORT_ENABLED:": False,
    "if key != settings.API_KEY:": True,
    "if not user.is_admin:": True,
    "if key not in API_KEYS:": True,
    "if not settings.OPEN and not user:": True,
    "if not record.is_active:": False,
    "if body.days > 3:": False,
    "if record.owner != me:": True,
    "if not check_permission(body):": True,
}


@pytest.mark.parametrize(("condition", "guards"), SWITCHED.items(), ids=SWITCHED)
def test_what_a_setting_switches_off_asks_nobody_who_they_are(condition: str, guards: bool) -> None:
    body = f"{condition}\n        raise HTTPException(status_code=403)"
    found = told(run("robustness", snapshot({"svc/app.py": app(STATUS, body=body)})))
    assert found == ([f"{ONE}:13 authentication: responds with 403"] if guards else [])


REFUSED = "raise HTTPException(status_code=400)"
# A condition of a handler with the parameter `body`, what follows, and whether that is a limit on what came in.
OWN_LIMITS = {
    "a length": ("if len(body) > 1000:", REFUSED, True),
    "a length that a setting gives": ("if len(body) > settings.max_rows:", REFUSED, True),
    "a length that a constant gives": ("if len(body) >= MAX_ROWS:", REFUSED, True),
    "a field": ("if body.days > 3:", "return {'status': 'error', 'message': 'at most 3'}", True),
    "a bound on the left": ("if 0 > body.age or body.age > 120:", "raise HTTPException(422)", True),
    "a range": ("if not 0 <= body.age <= 120:", "abort(400)", True),
    "another answer": ("if body.days > 3:", "return 'long'", False),
    "the right to ask": ("if body.credits < 1:", "raise HTTPException(status_code=402)", False),
    "nothing found": ("if len(body) < 1:", "raise HTTPException(status_code=404)", False),
    "something else": ("if total > 3:", REFUSED, False),
    "no bound": ("if body.start > body.end:", REFUSED, False),
    "an answer after the branch": (
        "if body.days > 3:",
        "pass\n    raise HTTPException(status_code=400)",
        False,
    ),
}


@pytest.mark.parametrize(("condition", "answer", "limits"), OWN_LIMITS.values(), ids=OWN_LIMITS)
def test_a_handler_limits_what_came_in_by_hand(condition: str, answer: str, limits: bool) -> None:
    body = f"{condition}\n        {answer}"
    found = told(run("robustness", snapshot({"svc/app.py": app(STATUS, body=body)})))
    note = "predict refuses what is beyond a limit of its own"
    assert found == ([f"{ONE}:12 input bound: {note}"] if limits else [])


def test_what_is_taken_from_a_request_is_limited_too() -> None:
    body = f"content = await body.read()\n    size = len(content.data)\n    if size > 5_000_000:\n        {REFUSED}"
    source = app(STATUS, body=body).replace("def predict", "async def predict")
    assert told(run("robustness", snapshot({"svc/app.py": source}))) == [
        f"{ONE}:14 input bound: predict refuses what is beyond a limit of its own"
    ]
    answered = source.replace("content = await body.read()", "content = model.predict(body)")
    assert told(run("robustness", snapshot({"svc/app.py": answered}))) == []


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
        ("if confidence < 0.3: return 'low confidence'", True),
        (
            "if confidence < 0.3: said = 'low confidence'\n    else: said = 'high confidence: many rows'",
            False,
        ),
        ("if confidence < 0.3: said = 'low confidence'\n    else: said = 'high'", False),
        ("if confidence < 0.3: said = 'low confidence'\n    else: said = 'high income'", True),
        ("if confidence < 0.3: said = 'manual review'\n    else: said = 'high confidence'", True),
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
    assert told(run("robustness", repo)) == [f"{ONE}:12 abstention: low confidence gets a separate response"]


@pytest.mark.parametrize(
    ("module", "name", "level"),
    [
        ("app", "white_noise", Level.ABSENT),
        ("app", "dependency_injection", Level.ABSENT),
        ("app", "prompt_is_kept", Level.ABSENT),
        ("app", "invariance_to_names", Level.PRESENT),
        ("app", "answer_is_invariant_to_case", Level.PRESENT),
        ("app", "sum_check_invariant", Level.ABSENT),
        ("tree", "invariance_to_names", Level.ABSENT),
        ("net", "invariance_to_names", Level.ABSENT),
        ("app", "template_injection", Level.PRESENT),
        ("tree", "template_injection", Level.PRESENT),
        ("tree", "adversarial_rows", Level.PRESENT),
        ("app", "allows_prompt_injection_research", Level.ABSENT),
        ("app", "prompt_injection_false_positive", Level.ABSENT),
        ("app", "prompt_injection_is_not_blocked", Level.ABSENT),
        ("app", "prompt_injection_is_not_answered", Level.PRESENT),
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
    assert_found(finding, level, "tests/test_a.py:4", f"adversarial test: test test_{name}")


@pytest.mark.parametrize(
    ("group", "name", "level"),
    [
        ("TestRobustness", "loads", Level.ABSENT),
        ("TestLoading", "robustness", Level.PRESENT),
        ("TestPromptInjection", "is_refused", Level.PRESENT),
    ],
)
def test_a_class_of_tests_for_robustness_makes_none_of_them_an_attack(
    group: str, name: str, level: Level
) -> None:
    source = f"from svc.app import predict\n\n\nclass {group}:\n    def test_{name}(self):\n        assert predict(1) == 2\n"
    files = {"svc/__init__.py": "", "svc/app.py": app(), "tests/test_a.py": source}
    assert run("robustness", snapshot(files)).level is level


@pytest.mark.parametrize(
    ("status", "level"),
    [("200", Level.ABSENT), ("400", Level.PRESENT), ("200\n    assert 1 < len(answer.text)", Level.PRESENT)],
)
def test_a_test_of_an_attack_does_not_only_expect_an_answer(status: str, level: Level) -> None:
    source = (
        "from svc.app import client\n\n\ndef test_prompt_injection():\n    answer = client.post('/predict')\n"
        f"    assert answer.status_code == {status}\n"
    )
    files = {"svc/__init__.py": "", "svc/app.py": app(), "tests/test_a.py": source}
    assert run("robustness", snapshot(files)).level is level


FUZZ = "from svc.tree import predict\nfrom hypothesis import given\n\n\n@given(1)\ndef test_a(x):\n    assert predict(x)\n"
TREE = {"svc/__init__.py": "", "svc/tree.py": "def predict(row):\n    return row\n"}
BY_LIBRARY = {
    "a test with a library for attacks": (
        {"tests/test_a.py": FUZZ},
        ["PRESENT tests/test_a.py:6 adversarial test: test test_a with hypothesis"],
    ),
    "the test with the library after another": (
        {"tests/test_a.py": FUZZ.replace("@given", "def test_b():\n    assert predict(2)\n\n\n@given")},
        ["PRESENT tests/test_a.py:10 adversarial test: test test_a with hypothesis"],
    ),
    "what tests share uses the library": (
        {
            "tests/test_a.py": FUZZ.replace("@given(1)\n", "").replace(
                "\n\ndef", "\n\ndef rows():\n    return given(1)\n\n\ndef"
            )
        },
        ["PRESENT tests/test_a.py:9 adversarial test: test test_a with hypothesis"],
    ),
    "the first test that asserts": (
        {"tests/test_a.py": FUZZ.replace("assert ", "") + "\n\ndef test_b():\n    assert predict(2)\n"},
        ["PRESENT tests/test_a.py:10 adversarial test: test test_b with hypothesis"],
    ),
    "the test that says so before another": (
        {"tests/test_a.py": FUZZ + "\n\ndef test_fuzz_rows():\n    assert predict(2)\n"},
        ["PRESENT tests/test_a.py:10 adversarial test: test test_fuzz_rows with hypothesis"],
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
    defence = next(each for each in DEFENCES.tools if package in each.packages)
    if package.endswith("validator"):
        return f"class Rows:\n    @{package}('a')\n    def checked(value):\n        assert value\n"
    if package.startswith("pydantic."):
        return f"class Rows:\n    a = {package}({min(defence.keywords)}=1)\n"
    if package == "jsonschema.validate":
        return f"x = {package}(request.json)"
    keyword = f"{min(defence.keywords)}=1" if defence.keywords else "1"
    return f"x = {package}({keyword})"


@pytest.mark.parametrize("package", [each for defence in DEFENCES.tools for each in defence.packages])
def test_every_defence_is_told_by_its_package(package: str) -> None:
    kind = next(each.name for each in DEFENCES.tools if package in each.packages)
    repo = snapshot({"svc/app.py": app(f"import {package}", used(package), takes="Rows")})
    inside = package.startswith("pydantic.")
    row, where = (8, " in Rows, which a handler takes") if inside else (7, "")
    if package.startswith("fastapi.security"):
        where = ", which nothing that is served takes"
    assert told(run("robustness", repo)) == [f"{ONE}:{row} {kind}: {package}{where}"]


DECORATED = {
    "called": ("@validator('a')", 1),
    "not called": ("@validator", 1),
    "another decorator": ("@staticmethod", 0),
}


@pytest.mark.parametrize(("decorator", "count"), DECORATED.values(), ids=DECORATED)
def test_a_validator_counts_where_it_decorates(decorator: str, count: int) -> None:
    setup = (
        f"class Rows:\n    {decorator}\n    def a(cls, value):\n        assert value\n        return value\n"
    )
    source = app("from pydantic import validator", setup, takes="Rows")
    assert len(told(run("robustness", snapshot({"svc/app.py": source})))) == count


BODIES = {
    "raises": ("if not value:\n            raise ValueError\n        return value", 8),
    "raises on the same line": ("if not value: raise ValueError\n        return value", 8),
    "converts": ("return int(value)", 8),
    "asks another function": ("return checked(value)", 8),
    "changes nothing": ("return value", None),
    "trims": ("return value.strip().title() if isinstance(value, str) else value", None),
    "trims and says why": ("# nothing to raise here\n        return value.strip()", None),
}


@pytest.mark.parametrize(("body", "line"), BODIES.values(), ids=BODIES)
def test_a_validator_bounds_where_it_can_refuse(body: str, line: int | None) -> None:
    setup = f"class Rows:\n    @validator('a')\n    def a(cls, value):\n        {body}\n"
    source = app("from pydantic import validator", setup, takes="Rows")
    bound = f"{ONE}:{line} input bound: pydantic.validator in Rows, which a handler takes"
    assert told(run("robustness", snapshot({"svc/app.py": source}))) == ([bound] if line else [])


def test_the_bound_of_a_field_is_told_beside_a_validator_that_trims() -> None:
    setup = "class Rows:\n    @validator('a')\n    def a(cls, v):\n        return v.strip()\n    x: int = Field(ge=0)\n"
    source = app("from pydantic import Field, validator", setup, takes="Rows")
    assert told(run("robustness", snapshot({"svc/app.py": source}))) == [
        f"{ONE}:11 input bound: pydantic.Field in Rows, which a handler takes"
    ]


def test_a_bound_counts_among_other_words_of_a_field() -> None:
    setup = "class Rows:\n    x: int = Field(description='a', ge=0)\n"
    repo = snapshot({"svc/app.py": app("from pydantic import Field", setup, takes="Rows")})
    assert told(run("robustness", repo)) == [
        f"{ONE}:8 input bound: pydantic.Field in Rows, which a handler takes"
    ]


def test_an_answer_is_shown_once_a_file() -> None:
    raised = "raise HTTPException(status_code=429)"
    repo = snapshot({"svc/app.py": app(STATUS, body=f"{raised}\n    {raised}")})
    assert told(run("robustness", repo)) == [f"{ONE}:12 rate limit: responds with 429"]


def test_a_size_stands_where_its_file_says() -> None:
    repo = snapshot({"svc/app.py": "\n" + app(setup="MAX_CONTENT_LENGTH = 9")})
    assert told(run("robustness", repo)) == [f"{ONE}:8 input bound: size limit MAX_CONTENT_LENGTH"]


def test_one_attack_of_a_file_that_ci_runs_is_enough() -> None:
    attack = (
        "import unittest\nfrom svc.app import predict\n\ndef test_fuzz_rows():\n    assert predict(1)\n\n"
        "class Case(unittest.TestCase):\n    def test_fuzz_names(self):\n        self.assertTrue(predict(2))\n"
    )
    steps = "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: python -m unittest\n"
    files = {"svc/__init__.py": "", "svc/app.py": app(LIMIT, LIMITER), "tests/__init__.py": ""}
    repo = snapshot({**files, "tests/test_attack.py": attack, ".github/workflows/ci.yml": steps})
    assert told(run("robustness", repo)) == [
        "WIRED svc/app.py:7 rate limit: slowapi.Limiter",
        "WIRED tests/test_attack.py:4 adversarial test: test test_fuzz_rows",
    ]


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


def test_a_constructor_that_hands_on_its_values_builds_nothing_from_a_request() -> None:
    settings = "class Base:\n    def __init__(self, **values):\n        super().__init__(**values)\n\n\nBASE = Base()\n"
    answer = "class Answer:\n    score: float = Field(ge=0)\n\n\nclass Told:\n    def __init__(self, answer: Answer):\n        self.answer = answer\n"
    repo = snapshot({"svc/app.py": app("from pydantic import Field", settings + "\n\n" + answer)})
    assert told(run("robustness", repo)) == []


def test_a_size_in_the_settings_of_a_service_is_shown() -> None:
    repo = snapshot(
        {"svc/app.py": app(setup="import svc.deployed"), "svc/deployed.py": "MAX_CONTENT_LENGTH = 9\n"}
    )
    assert told(run("robustness", repo)) == [
        "PRESENT svc/deployed.py:1 input bound: size limit MAX_CONTENT_LENGTH"
    ]
