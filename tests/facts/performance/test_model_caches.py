"""Caches around functions that call a model: by decorators and by lookups, of packages and own ones."""

from __future__ import annotations

import pytest

from analyzer.facts.performance.optimisations import optimisations
from tests.support.snapshots import snapshot

SERVED = (
    "import joblib\nfrom fastapi import FastAPI\n{}\napp = FastAPI()\nMODEL = joblib.load('m')\n\n"
    "@app.post('/predict')\ndef predict(rows):\n    return MODEL.predict(rows)\n"
)


def told(files: dict[str, str]) -> list[str]:
    """Every optimisation as `level path:line note`."""
    return [
        f"{each.level.name} {each.path}:{each.line} {each.note}" for each in optimisations(snapshot(files))
    ]


# Caches around a function that calls a model; the cache is in line 4 of what follows two imports.
def cached(decorator: str = "@lru_cache", body: str = "MODEL.predict(x)", more: str = "answer(1)\n") -> str:
    return (
        f"import joblib\nfrom functools import lru_cache\nMODEL = joblib.load('m')\n{decorator}\n"
        f"def answer(x):\n    return {body}\n{more}"
    )


AROUND = "around answer, which calls a model"
CACHES = {
    "decorator": ({"a.py": cached()}, [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"]),
    "decorator with a size": (
        {"a.py": cached("@lru_cache(9)")},
        [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"],
    ),
    "decorator that makes the function a framework's": (
        {"a.py": cached(more="")},
        [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"],
    ),
    "read of a store": (
        {"a.py": cached("import redis", "redis.Redis().get(x) or MODEL.predict(x)")},
        [f"SUBSTANTIVE a.py:6 cache: redis.Redis().get {AROUND}"],
    ),
    "read of a store that nothing calls": (
        {"a.py": cached("import redis", "redis.Redis().get(x) or MODEL.predict(x)", "")},
        [f"PRESENT a.py:6 cache: redis.Redis().get {AROUND}"],
    ),
    "on the serving path": (
        {"a.py": cached(), "api.py": SERVED.format("import a")},
        [f"WIRED a.py:4 cache: functools.lru_cache {AROUND} on the serving path"],
    ),
    "on the serving path, where nothing calls it": (
        {
            "a.py": cached("import redis", "redis.Redis().get(x) or MODEL.predict(x)", ""),
            "api.py": SERVED.format("import a"),
        },
        [f"PRESENT a.py:6 cache: redis.Redis().get {AROUND}"],
    ),
    "a model handed over": (
        {"a.py": cached(body="x.embed(1)")},
        [f"SUBSTANTIVE a.py:4 cache: functools.lru_cache {AROUND}"],
    ),
    "a function of that name": ({"a.py": cached(body="embed(1)")}, []),
    "nothing of a model": ({"a.py": cached(body="x.read(1)")}, []),
    "a model called after the function": ({"a.py": cached(body="x", more="MODEL.predict(answer(1))\n")}, []),
    "a model called before the function": (
        {
            "a.py": "import joblib\nfrom functools import lru_cache\nA = joblib.load('m').predict(1)\n@lru_cache\ndef a():\n    pass\n"
        },
        [],
    ),
    "one load of a model": (
        {
            "a.py": "import joblib\nfrom functools import cache\n\n@cache\ndef load():\n    return joblib.load('m')\n"
        },
        [],
    ),
    "a model elsewhere": (
        {
            "a.py": "import openai\nfrom functools import cache\nMODEL = openai.OpenAI()\n@cache\n"
            "def answer(x): return MODEL.chat.completions.create(x)\n"
        },
        [f"SUBSTANTIVE a.py:4 cache: functools.cache {AROUND}"],
    ),
    "another decorator": ({"a.py": cached("@staticmethod")}, []),
    "write to a store": ({"a.py": cached("import redis", "redis.Redis().set(x, MODEL.predict(x))")}, []),
    "read of something else": ({"a.py": cached("import os", "os.environ.get(x) or MODEL.predict(x)")}, []),
    "read of a store elsewhere": (
        {"a.py": cached("import redis", more="answer(redis.Redis().get(1))\n")},
        [],
    ),
    "in a test": ({"tests/test_a.py": cached()}, []),
    "in an example": ({"examples/a.py": cached()}, []),
}


@pytest.mark.parametrize(("files", "expected"), CACHES.values(), ids=CACHES)
def test_a_cache_of_answers_is_around_a_function_that_calls_a_model(
    files: dict[str, str], expected: list[str]
) -> None:
    assert told(files) == expected


# A cache in line 8 around a function from which calls lead to the model of another module.
FAR = (
    "from functools import lru_cache\nfrom fastapi import FastAPI\nfrom scoring import Scorer\n\napp = FastAPI()\n"
    "scorer = Scorer()\n\n@lru_cache(32)\ndef {name}({given}):\n    return {body}\n\n"
    "@app.post('/predict')\ndef predict(row: str):\n    return {name}({given})\n"
)
SCORER = "import joblib\n\nMODEL = joblib.load('m')\n\nclass Scorer:\n    def rate(self, row):\n        return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("name", "given", "body", "is_cache"),
    [
        ("rated", "row", "scorer.rate(row)", True),
        ("rated", "row", "len(row)", False),
        ("rated", "", "scorer.rate(1)", False),
        ("get_engine", "row", "scorer.rate(row)", False),
    ],
)
def test_a_cache_around_what_leads_to_a_model(name: str, given: str, body: str, is_cache: bool) -> None:
    found = told({"api.py": FAR.format(name=name, given=given, body=body), "scoring.py": SCORER})
    note = f"WIRED api.py:8 cache: functools.lru_cache around {name}, which calls a model on the serving path"
    assert found == ([note] if is_cache else [])


STORE = (
    "from redisvl.index import SearchIndex\n\ndef {}(question):\n    return SearchIndex().query(question)\n"
)
CLASS = "import redis\n\nclass {}:\n    def {}(self, question):\n        return redis.Redis().get(question)\n"
BOTH_WAYS = (
    "from memory import store\n\ndef _cache_get(key):\n    return store.get('a', key)\n\n"
    "def {}(key, value):\n    store.set('a', key, value)\n"
)
ASKED = "from kept import {0}\n\ndef answer(x):\n    return {1} or MODEL.predict(x)\nanswer(1)\n"


@pytest.mark.parametrize(
    ("module", "store", "asked", "shown"),
    [
        (
            "cache",
            STORE.format("get_semantic"),
            ("get_semantic", "get_semantic(x)"),
            "get_semantic (cache.py)",
        ),
        ("kept", STORE.format("lookup_cache"), ("lookup_cache", "lookup_cache(x)"), "lookup_cache (kept.py)"),
        (
            "kept",
            CLASS.format("AnswerCache", "get"),
            ("AnswerCache", "AnswerCache().get(x)"),
            "get (kept.py)",
        ),
        (
            "kept",
            BOTH_WAYS.format("_cache_set"),
            ("_cache_get", "_cache_get(x)"),
            "_cache_get (kept.py)",
        ),
        ("kept", BOTH_WAYS.format("_cache_clear"), ("_cache_get", "_cache_get(x)"), None),
        ("kept", BOTH_WAYS.format("_cache_set_model"), ("_cache_get", "_cache_get(x)"), None),
        # No cache by any name, no lookup, no store, or something else that is kept.
        ("kept", STORE.format("get_semantic"), ("get_semantic", "get_semantic(x)"), None),
        ("cache", STORE.format("set_semantic"), ("set_semantic", "set_semantic(x)"), None),
        ("cache", "def get_semantic(x):\n    return 1\n", ("get_semantic", "get_semantic(x)"), None),
        ("cache", STORE.format("get_model"), ("get_model", "get_model(x)"), None),
        ("cache", STORE.format("get_stats"), ("get_stats", "get_stats(x)"), None),
        (
            "kept",
            CLASS.format("SessionCache", "get_session"),
            ("SessionCache", "SessionCache().get_session(x)"),
            None,
        ),
        # Nothing is asked of a model behind it.
        ("cache", STORE.format("get_semantic"), ("get_semantic", "get_semantic(x) or len(x) #"), None),
    ],
)
def test_an_own_cache_that_is_looked_up_before_a_model(
    module: str, store: str, asked: tuple[str, str], shown: str | None
) -> None:
    text = ASKED.format(*asked).replace("from kept", f"from {module}")
    found = told({f"{module}.py": store, "a.py": "import joblib\nMODEL = joblib.load('m')\n" + text})
    assert found == ([] if shown is None else [f"SUBSTANTIVE a.py:6 cache: {shown} {AROUND}"])


DECORATOR = (
    "from cache import get_kept\n\ndef kept(ttl):\n    def around(function):\n"
    "        async def asked(*args):\n            found = get_kept(args)\n"
    "            return found or await function(*args)\n        return asked\n    return around\n"
)
OWN_CACHE = "import redis\n\ndef get_kept(key):\n    return redis.Redis().get(key)\n"
APPLIED = (
    "import joblib\nfrom kept import kept\n\nMODEL = joblib.load('m')\n\n@kept(60)\n"
    "async def answer(x):\n    return {}\n\nanswer(1)\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("MODEL.predict(x)", [f"SUBSTANTIVE a.py:6 cache: kept (kept.py) {AROUND}"]),
        ("len(x)", []),
    ],
)
def test_a_decorator_of_its_own_is_shown_where_it_stands_above_what_asks_a_model(
    body: str, expected: list[str]
) -> None:
    assert told({"cache.py": OWN_CACHE, "kept.py": DECORATOR, "a.py": APPLIED.format(body)}) == expected


# What the route keeps is made in the branch that follows a miss.
KEEPING = (
    "from fastapi import Depends, FastAPI\nfrom cache import Cache\nfrom scoring import Scorer\n\napp = FastAPI()\n"
    "scorer = Scorer()\n\n@app.post('/a')\ndef answer(x: str, cache: Cache = Depends(Cache)):\n"
    "    found = cache.get_cached_answer(x)\n    if found is None:\n        {}\n"
    "        cache.set_answer_cache(x, {})\n        scorer.rate(x)\n    return found\n"
)
CLASS_OF_CACHE = (
    "import redis\n\nclass Cache:\n    def get_cached_answer(self, key):\n        return redis.Redis().get(key)\n\n"
    "    def set_answer_cache(self, key, value):\n        redis.Redis().set(key, value)\n"
)


@pytest.mark.parametrize(
    ("made", "kept", "is_cache"),
    [
        ("found = scorer.rate(x)", "found", True),
        ("raw = scorer.rate(x)\n        found = dict(raw)", "found", True),
        ("found = dict(scorer.rate(x))", "found", True),
        ("raw = scorer.rate(x)", "raw.text", True),
        ("pass", "x", True),
        ("found = open(x)", "found", False),
        ("given = x\n        found = open(given)", "found", False),
        ("found = x", "found", True),
        ("found = cache.get_cached_answer(1)\n        found = open(x)", "found", False),
        ("found = cache.get_cached_answer(1)", "found", True),
        ("raw = open(x)\n        found = raw.read()", "found", False),
    ],
)
def test_what_a_cache_keeps_comes_from_the_call_that_asks_a_model(
    made: str, kept: str, is_cache: bool
) -> None:
    files = {"api.py": KEEPING.format(made, kept), "scoring.py": SCORER, "cache.py": CLASS_OF_CACHE}
    note = f"WIRED api.py:10 cache: get_cached_answer (cache.py) {AROUND} on the serving path"
    assert told(files) == ([note] if is_cache else [])


# A name in which answers are kept: what is asked before the model, and what is set behind it.
NAMED = (
    "import joblib\n\nMODEL = joblib.load('m')\n{}\n\n\nclass Judge:\n    def judge(self, x):\n        {}\n"
    "        answer = {}\n        {}\n        return answer\n\n\nJudge().judge(1)\n"
)
KEPT = (
    "",
    "if x in self._cache:\n            return self._cache[x]",
    "MODEL.predict(x)",
    "self._cache[x] = answer",
)
NAMES = {
    "an attribute": KEPT,
    "of the module": ("ANSWER_CACHE = {}", "found = ANSWER_CACHE.get(x)", KEPT[2], "ANSWER_CACHE[x] = answer"),
    "the last answer": ("", "if self.last_cache:\n            return self.last_cache", KEPT[2], "self.last_cache = {\n            'a': answer\n        }"),
}  # fmt: skip
NOT_KEPT = {
    "never asked": (KEPT[0], "pass", *KEPT[2:]),
    "never kept": (*KEPT[:3], "pass"),
    "emptied": (*KEPT[:3], "self._cache = {}"),
    "something else": (*KEPT[:2], "open(x)", "self._cache[x] = answer\n        MODEL.predict(x)"),
    "a client": tuple(each.replace("_cache", "client_cache") for each in KEPT),
    "another name": tuple(each.replace("_cache", "_kept") for each in KEPT),
    "asked afterwards": ("", "pass", KEPT[2], f"{KEPT[3]}\n        {KEPT[1]}"),
}


@pytest.mark.parametrize("parts", NAMES.values(), ids=NAMES)
def test_a_name_that_keeps_answers_is_a_cache(parts: tuple[str, ...]) -> None:
    name = "ANSWER_CACHE" if parts[0] else "self.last_cache" if "last" in parts[1] else "self._cache"
    note = f"cache: {name} around judge, which calls a model"
    assert told({"a.py": NAMED.format(*parts)}) == [f"SUBSTANTIVE a.py:9 {note}"]


# One judge for each kind of thing, made at its first request.
MADE_ONCE = {
    "judge.py": "import joblib\n\nMODEL = joblib.load('m')\n\n\nclass Judge:\n    def __init__(self, kind):\n"
    "        self.kind = kind\n        MODEL.predict([0])\n\n\ndef ask(kind):\n    return MODEL.predict([kind])\n",
    "a.py": "from judge import Judge, ask\n\n\nclass Judges:\n    def judge(self, kind):\n"
    "        if kind not in self._cache:\n            self._cache[kind] = {}(kind)\n"
    "        return self._cache[kind]\n\n\nJudges().judge(1)\n",
}


@pytest.mark.parametrize(("kept", "is_cache"), [("ask", True), ("Judge", False)])
def test_an_object_that_is_made_once_is_no_answer(kept: str, *, is_cache: bool) -> None:
    files = {path: text.replace("{}", kept) for path, text in MADE_ONCE.items()}
    note = "cache: self._cache around judge, which calls a model"
    assert told(files) == ([f"SUBSTANTIVE a.py:6 {note}"] if is_cache else [])


@pytest.mark.parametrize("parts", NOT_KEPT.values(), ids=NOT_KEPT)
def test_a_name_that_keeps_no_answers_is_none(parts: tuple[str, ...]) -> None:
    assert told({"a.py": NAMED.format(*parts)}) == []
