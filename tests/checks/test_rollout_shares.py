"""A share of the requests that goes to another model, chosen where they are answered."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

SHARE = (
    "import random\nimport joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nCANARY_SHARE = 0.1\n"
    "old, new = joblib.load('a.pkl'), joblib.load('b.pkl')\n\n\n@app.post('/predict')\ndef predict(rows: list):\n"
    "    if random.random() < CANARY_SHARE:\n        return new.predict(rows)\n    return old.predict(rows)\n"
)
NAMED = "predict assigns requests to variants"
BUCKET = "    user_hash = random.randint(0, 99)\n    model_name = 'a' if user_hash < 70 else 'b'\n"
SHARES = {
    "nothing records it": (SHARE, [f"PRESENT app.py:12 {NAMED}, and nothing records which one it was"]),
    "it is recorded": (SHARE.replace("    if", "    metrics.inc()\n    if"), [f"WIRED app.py:13 {NAMED} and records it"]),
    "a variant that is drawn": (
        SHARE.replace("    if random.random() < CANARY_SHARE", "    variant = random.choices(['a', 'b'], [9, 1])[0]\n    if variant == 'b'"),
        [f"PRESENT app.py:12 {NAMED}, and nothing records which one it was"]),
    "another value that is drawn": (
        SHARE.replace("    if random.random() < CANARY_SHARE", "    alarm = random.choices(['a', 'b'], [9, 1])[0]\n    if alarm == 'b'"), []),
    "one of two models by a bucket": (
        SHARE.replace("    if random.random() < CANARY_SHARE", BUCKET + "    if model_name == 'b'"),
        [f"PRESENT app.py:13 {NAMED}, and nothing records which one it was"]),
    "one of two models by something else": (
        SHARE.replace("    if random.random() < CANARY_SHARE", BUCKET.replace("user_hash < 70", "size < 70") + "    if model_name == 'b'"),
        []),
    "the same model either way": (
        SHARE.replace("    if random.random() < CANARY_SHARE", BUCKET.replace("else 'b'", "else 'a'") + "    if model_name == 'b'"), []),
    "another thing by a bucket": (
        SHARE.replace("    if random.random() < CANARY_SHARE", BUCKET.replace("model_name", "queue") + "    if queue == 'b'"), []),
    "a draw about something else": (SHARE.replace("CANARY_SHARE", "SAMPLE_RATE"), []),
    "no draw": (SHARE.replace("random.random()", "len(rows)"), []),
    "no model": (SHARE.replace("joblib.load", "open").replace("import joblib\n", "\n").replace(".predict(rows)", ".read()"), []),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), SHARES.values(), ids=SHARES)
def test_a_share_of_the_requests(source: str, expected: list[str]) -> None:
    finding = run("rollout", snapshot({"app.py": source}))
    assert [f"{each.level.name} {each.path}:{each.line} {each.note}" for each in finding.evidence] == expected


ROUTER = """import random

import joblib
from ray import serve


{}
class Router:
    def __init__(self):
        self.stable, self.canary, self.share = joblib.load("a"), joblib.load("b"), 0.1

    async def {}(self, request):
        chosen = self.canary if random.random() {} self.canary_share else self.stable
        emit(chosen)
        return chosen.predict(request)


graph = Router.bind()
"""


@pytest.mark.parametrize(
    ("decorator", "method", "sign", "level"),
    [
        ("@serve.deployment", "__call__", "<", Level.WIRED),
        ("@serve.deployment(name='Router')", "predict", "<", Level.WIRED),
        ("@serve.deployment", "__call__", ">", Level.ABSENT),
        ("@serve.deployment", "_answer", "<", Level.ABSENT),
        ("@other", "__call__", "<", Level.ABSENT),
    ],
)
def test_a_method_that_a_server_calls_splits_requests(
    decorator: str, method: str, sign: str, level: Level
) -> None:
    files = {"app.py": ROUTER.format(decorator, method, sign)}
    assert run("rollout", snapshot(files)).level is level


BUCKET = (
    "import hashlib\nimport joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
    "one, two = joblib.load('a.pkl'), joblib.load('b.pkl')\n\n\ndef stable_bucket(value, size=100):\n"
    "    return int(hashlib.md5(value.encode()).hexdigest(), 16) % size\n\n\n"
    "@app.post('/predict')\ndef predict(user_id, brand):\n    emit(user_id)\n    {}\n"
)
BUCKETS = {
    "held against a share": ("return (two if stable_bucket(user_id) < 10 else one).predict(user_id)", Level.WIRED),
    "kept, then held": ("b = stable_bucket(user_id)\n    return (two if b < SHARE else one).predict(user_id)", Level.WIRED),
    "a share of it": ("return (two if 0.1 > stable_bucket(user_id) / 100 else one).predict(user_id)", Level.WIRED),
    "divided, then held": ("return (two if stable_bucket(user_id) / 100 < 0.1 else one).predict(user_id)", Level.WIRED),
    "kept as a variant": ("variant = stable_bucket(user_id, 2)\n    return MODELS[variant].predict(user_id)", Level.WIRED),
    "another thing by a share": ("return 'USD' if stable_bucket(user_id) < 10 else 'EUR'", Level.ABSENT),
    "a feature": ("return one.predict([[stable_bucket(brand) / 100, len(brand)]])", Level.ABSENT),
    "an index of an embedding": ("b = stable_bucket(user_id)\n    return one.predict(TABLE[b]) > 0.5", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "level"), BUCKETS.values(), ids=BUCKETS)
def test_a_bucket_is_an_assignment_where_it_chooses(answer: str, level: Level) -> None:
    assert run("rollout", snapshot({"app.py": BUCKET.format(answer)})).level is level


SPLITS = (
    "import random\nclass Router:\n    share = 0.1\n    def canary(self):\n        emit(self.share)\n"
    "        return random.random() < self.canary_share\n"
)
HOLDS = (
    "import joblib\nfrom fastapi import FastAPI\n\nclass Service:\n    def __init__(self, router=None):\n"
    "        self.router = {}\n        self.old, self.new = joblib.load('a.pkl'), joblib.load('b.pkl')\n"
    "    def answer(self, rows):\n        return (self.new if self.router.canary() else self.old).predict(rows)\n"
)


@pytest.mark.parametrize(
    ("made", "wired"), [("router or Router()", "svc/router.py:6"), ("Router()", "svc/service.py:6")]
)
def test_of_two_splits_of_one_name_that_is_wired_which_the_service_is_handed(made: str, wired: str) -> None:
    app = "from fastapi import FastAPI\nfrom svc import Router, Service\napp = FastAPI()\ndef service():\n    return Service(Router())\n"
    app += "@app.post('/predict')\ndef predict(rows: list):\n    return service().answer(rows)\n"
    files = {
        "svc/__init__.py": "from .router import Router\nfrom .service import Service\n",
        "svc/router.py": SPLITS,
        "svc/service.py": SPLITS + HOLDS.format(made),
        "app.py": app,
    }
    finding = run("rollout", snapshot(files))
    assert [f"{each.path}:{each.line}" for each in finding.evidence if each.level is Level.WIRED][:1] == [
        wired
    ]
