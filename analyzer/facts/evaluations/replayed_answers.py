"""Answers that were recorded: tests that are given them ask no model, and files of them are no cases.

Sources: https://platform.openai.com/docs/api-reference/chat-streaming, https://docs.anthropic.com/en/docs/build-with-claude/streaming,
https://pkg.go.dev/net/http#RoundTripper, https://mswjs.io/docs, https://vcrpy.readthedocs.io, https://wiremock.org/docs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, text
from analyzer.repository import Snapshot

# What stands between a test and the service that it seems to ask, in all languages.
REPLAYS = lazy_regex(
    # Go
    r"\bRoundTrip\(|\bhttptest\.New(?:TLS)?Server\(\s{0,20}http\.HandlerFunc\(|\bhttpmock\.|\bgock\.|\bgo-vcr\b"
    # JavaScript and TypeScript
    r"|\bnock\(|\bsetupServer\(|\b(?:jest|vi)\.(?:mock|spyOn)\(|\bMockLanguageModel\w*|\bfetchMock\b|\bPolly\("
    r"|\bmockResolvedValue|\bsinon\.stub\("
    # Java, Kotlin and Scala
    r"|\bMockWebServer\b|\bWireMock|\bMockRestServiceServer\b|@Mock(?:Bean|itoBean)?\b|\bMockito\b|\bmockk[<(]"
    # C#
    r"|\bMockHttp|\bnew Mock<|\bSubstitute\.For<|:\s{0,4}(?:HttpMessageHandler|DelegatingHandler)\b"
    # Ruby and R
    r"|\bstub_request\b|\bVCR\.|\buse_cassette\b|\bwith_mock(?:ed_bindings|_api)?\("
    # Python
    r"|^(?:import|from) (?:responses|respx|vcr|requests_mock|httpretty|pytest_httpx|aioresponses)\b"
    r"|\bhttpx\.MockTransport\(|\bFake(?:List|MessagesList|Streaming\w{0,10})\w{0,10}(?:LLM|Model)\("
    r"|@pytest\.mark\.vcr\b"
    r"|\bmonkeypatch\.setattr\([^()]{0,200}\b_?(?:Stub|Fake|Mock|Dummy|Scripted)[A-Z]\w{0,40}\s{0,4},?\s{0,20}\)",
    re.MULTILINE,
)
# What interfaces of models say that their answers and lists are.
RECORDED_KINDS = lazy_regex(
    r"model|list|response|embedding|text_completion|chat\.completion(?:\.chunk)?|thread\.\w+(?:\.\w+)*"
)
STREAM_EVENTS = lazy_regex(
    r"response\.\w+(?:\.\w+)*|message_(?:start|delta|stop)|content_block_(?:start|delta|stop)|ping"
)
RECORDED_ROW = lazy_regex(
    r"\"object\"\s{0,4}:\s{0,4}\"(?:model|response|chat\.completion(?:\.chunk)?)\"|\"owned_by\"\s{0,4}:"
)
RECORDED_ROW_CUT = 4000
EVENT_KEYS = ("type", "Type", "event", "Event", "name", "Name")


def is_recorded(case: Block) -> bool:
    """Whether an entry is what an interface of models sent: a model, a part of an answer, an event."""
    kind = text(case.get("object"))
    if kind and RECORDED_KINDS.fullmatch(kind):
        return True
    if any(STREAM_EVENTS.fullmatch(text(case.get(each)).strip()) for each in EVENT_KEYS):
        return True
    inside = block(case.get("data")) or block(case.get("Payload"))
    return "owned_by" in case or bool(inside and STREAM_EVENTS.fullmatch(text(inside.get("type"))))


def is_recorded_row(row: str) -> bool:
    """Whether a row of JSON is what an interface of models sent."""
    return row.startswith("{") and RECORDED_ROW.search(row[:RECORDED_ROW_CUT]) is not None


def replays(repo: Snapshot, paths: Iterable[str]) -> bool:
    """Whether one of some files of tests puts recorded answers in the place of a service."""
    return any(REPLAYS.search(repo.text(path) or "") is not None for path in sorted(set(paths)))
