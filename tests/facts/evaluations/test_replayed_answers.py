"""Answers that were recorded: what is counted as a case of an evaluation set, and what is not."""

from __future__ import annotations

import json

import pytest

from analyzer.facts.evaluations.evaluation_sets import evaluation_sets
from tests.support.snapshots import snapshot


def sent(**said: object) -> str:
    return json.dumps({"list": [said] * 10})


RECORDED = {
    "a list of models": ("golden/models.json", sent(id="m", object="model")),
    "models by their owner": ("golden/models.json", sent(id="m", owned_by="a")),
    "parts of an answer": ("golden/a.json", sent(object="chat.completion.chunk", choices=[])),
    "events": ("golden/a.json", sent(type="response.output_text.delta", delta="a")),
    "events of another": ("golden/a.json", sent(event="content_block_delta", data={"a": 1})),
    "events with what they carry": ("golden/a.json", sent(Done=False, Payload={"type": "response.created"})),
    "lines of parts": ("golden/a.jsonl", '{"object": "chat.completion.chunk", "choices": []}\n' * 10),
}
CASES = {
    "questions": ("golden/a.json", sent(question="q")),
    "cases with a kind": ("golden/a.json", sent(type="recall", question="q", object="a model")),
    "lines": ("golden/a.jsonl", '{"question": "q", "object": "a chair"}\n' * 10),
}


@pytest.mark.parametrize(("path", "text"), RECORDED.values(), ids=RECORDED)
def test_what_an_interface_sent_is_no_set(path: str, text: str) -> None:
    assert list(evaluation_sets(snapshot({path: text}))) == []


@pytest.mark.parametrize(("path", "text"), CASES.values(), ids=CASES)
def test_what_is_asked_is_a_set(path: str, text: str) -> None:
    assert [each.note for each in evaluation_sets(snapshot({path: text}))] == ["evaluation set with 10 cases"]
