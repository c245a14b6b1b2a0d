"""A question for which a search finds nothing is answered without the model."""

from __future__ import annotations

import pytest

from tests.support.findings import told
from tests.support.snapshots import run, snapshot

APP = """from fastapi import FastAPI
from openai import OpenAI
app = FastAPI()


def reply(text):
    return OpenAI().responses.create(model="m", input=text).output_text


@app.post("/ask")
def ask(q: str):
    chunks = search(q)
    if not chunks:
        return {"answer": "I don't have enough context to answer that."}
    return {"answer": reply(chunks)}
"""
SAID = "I don't have enough context to answer that."
ABSTAINS = {
    "nothing was found": (APP, True),
    "by its number": (APP.replace("not chunks", "len(chunks) == 0"), True),
    "or too little": (APP.replace("not chunks", "not chunks or len(chunks) < 2"), True),
    "a model that is asked there": (
        APP.replace("reply(chunks)", "OpenAI().responses.create(model='m', input=chunks)"), True),
    "what only turns it into numbers": (
        APP.replace("reply(chunks)", "OpenAI().embeddings.create(model='m', input=chunks)"), False),
    "in other words": (APP.replace(SAID, "No relevant documents were found."), True),
    "a text that is handed on": (APP.replace("return {\"answer\": \"I", "text = \"I").replace('that."}', 'that."\n        return text'), True),
    "another text": (APP.replace(SAID, "Welcome."), False),
    "a text that goes to the model": (APP.replace("return {\"answer\": \"I", "chunks = {\"a\": \"I"), False),
    "what is no search": (APP.replace("chunks", "user"), False),
    "something was found": (APP.replace("not chunks", "chunks"), False),
    "a number of its own": (APP.replace("not chunks", "len(chunks) == 1"), False),
    "a tool that asks no model": (APP.replace("reply(chunks)", "join(chunks)"), False),
    "an error for whoever hands in a document": (
        APP.replace("return {\"answer\": \"I", "raise ValueError(\"I").replace('that."}', 'that.")'), False),
    "what only gets a model": (APP.replace("def reply", "def get_llm").replace("reply(chunks)", "get_llm(chunks)"), False),
    "a text below the branch": (
        APP.replace("        return {\"answer\": \"I", "        log(q)\n    if not q:\n        return {\"answer\": \"I"), False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "abstains"), ABSTAINS.values(), ids=ABSTAINS)
def test_a_fixed_answer_stands_in_place_of_the_models(source: str, abstains: bool) -> None:
    note = "where nothing was found, a fixed answer is given in place of the model's"
    expected = [f"PRESENT app.py:13 abstention: {note}"] if abstains else []
    assert told(run("robustness", snapshot({"app.py": source}))) == expected


def test_what_only_a_test_or_an_example_answers_is_no_defence() -> None:
    for path in ("tests/test_app.py", "examples/app.py"):
        assert told(run("robustness", snapshot({path: APP}))) == []
