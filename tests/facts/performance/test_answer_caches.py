"""Answers that a class keeps by their keys, through an object that it is given."""

from __future__ import annotations

import pytest

from analyzer.facts.performance.optimisations import optimisations
from analyzer.testing import snapshot

STORE = (
    "import redis\n\n\nclass CacheStore:\n    def get_summary(self, key):\n        return redis.Redis().get(key)\n\n"
    "    def set_summary(self, key, summary):\n        redis.Redis().set(key, summary)\n"
)
FLOW = (
    "import openai\n\n\nclass Flow:\n    def __init__(self, cache):\n        self.cache = cache\n\n"
    "    def start(self, state):\n        state.summary = self.cache.get_summary(state.key)\n        return state\n\n"
    "    def summarize(self, state):\n        state.summary = openai.OpenAI().responses.create(input=state.text)\n"
    "        return state\n\n"
    "    def save(self, state):\n        self.cache.set_summary(state.key, state.summary)\n"
)
APP = (
    "from fastapi import FastAPI\nfrom flow import Flow\nfrom store import CacheStore\n\napp = FastAPI()\nflow = Flow(CacheStore())\n\n\n"
    "@app.post('/a')\ndef a(state):\n    state = flow.summarize(flow.start(state))\n    flow.save(state)\n    return state\n"
)
WIRED = "WIRED flow.py:9 cache: get_summary (store.py) before Flow asks a model on the serving path"


def bare(text: str) -> str:
    return text.replace("get_summary", "get").replace("set_summary", "set")


CASES = {
    "kept and looked up": (STORE, FLOW, APP, WIRED),
    "kept and looked up by plain names": (bare(STORE), bare(FLOW), APP, WIRED.replace("get_summary", "get")),
    "something else by plain names": (bare(STORE), bare(FLOW).replace("state.summary)", "state.text)"), APP, None),
    "documents": (STORE.replace("summary", "pdf"), FLOW.replace("_summary", "_pdf"), APP, None),
    "only looked up": (STORE, FLOW.replace("cache.set_summary", "other.set_summary"), APP, None),
    "only kept": (STORE, FLOW.replace("self.cache.get_summary(state.key)", "None"), APP, None),
    "kept under another name": (STORE, FLOW.replace("set_summary", "set_answer"), APP, None),
    "no store": (STORE.replace("CacheStore", "Rows").replace("import redis", "import json"), FLOW, APP, None),
    "no model": (STORE, FLOW.replace("openai.OpenAI().responses.create(input=state.text)", "state.text"), APP, None),
    "of another class": (
        STORE, FLOW.replace("    def summarize", "\nclass Other:\n    def summarize").replace("    def save", "\nclass Third(Flow):\n    def save"), APP, None),
}  # fmt: skip


@pytest.mark.parametrize(("store", "flow", "app", "told"), CASES.values(), ids=CASES)
def test_a_class_that_keeps_answers_and_looks_them_up_has_a_cache(
    store: str, flow: str, app: str, told: str | None
) -> None:
    files = {"store.py": store, "flow.py": flow, "app.py": app}
    found = [
        f"{each.level.name} {each.path}:{each.line} {each.note}" for each in optimisations(snapshot(files))
    ]
    assert found == ([] if told is None else [told])
