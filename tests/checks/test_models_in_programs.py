"""What services in Go do around their models: faster runtimes, caches, flags."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import told
from tests.support.services import gin
from tests.support.snapshots import run, snapshot

OPENAI = '\t"context"\n\topenai "github.com/sashabaranov/go-openai"\n'
CLIENT = 'var client = openai.NewClient("x")\n'
ASK = "client.CreateChatCompletion(c, openai.ChatCompletionRequest{})"
REDIS = '\t"github.com/redis/go-redis/v9"\n'
CACHE = "var rdb = redis.NewClient(&redis.Options{})\n"
UNLEASH = '\tunleash "github.com/Unleash/unleash-client-go/v4"\n'
ONNX = '\tort "github.com/yalue/onnxruntime_go"\n'
SESSION = 'var session *ort.DynamicAdvancedSession\n\nfunc load() {\n\tsession, _ = ort.NewDynamicAdvancedSession("m.onnx", nil, nil, nil)\n}\n'


def service(body: str, imports: str, beside: str, main: str = "") -> dict[str, str]:
    files = gin(body, imports=imports, more=main)
    files["main.go"] += beside
    return files


COSTS = {
    "a cache around a model": (
        service(f'rdb.Get(c, "q")\n\t{ASK}', OPENAI + REDIS, CLIENT + CACHE),
        "WIRED main.go:12 cache: Redis around ask, which calls a model on the serving path"),
    "a cache without a model": (service('rdb.Get(c, "q")', REDIS, CACHE), None),
    "a cache that no route reaches": (
        service('c.JSON(200, "yes")', OPENAI + REDIS,
                CLIENT + CACHE + f'\nfunc job(c context.Context) {{\n\trdb.Get(c, "q")\n\t{ASK}\n}}\n'),
        "SUBSTANTIVE main.go:25 cache: Redis around job, which calls a model"),
    "a model in a faster runtime": (
        service("session.Run(nil, nil)", ONNX, SESSION, "load()"),
        "WIRED main.go:22 ONNX Runtime: NewDynamicAdvancedSession, on the serving path"),
    "a runtime that nothing calls": (
        service('c.JSON(200, "yes")', ONNX, SESSION), "SUBSTANTIVE main.go:22 ONNX Runtime: NewDynamicAdvancedSession"),
}  # fmt: skip
FLAGS = {
    "a flag in front of a model": (
        service(f'if unleash.IsEnabled("new") {{\n\t\t{ASK}\n\t}}', OPENAI + UNLEASH, CLIENT),
        "WIRED main.go:12 feature flag (Unleash) in front of a model"),
    "a flag in front of nothing": (
        service('unleash.IsEnabled("new")', UNLEASH, ""), "PRESENT main.go:10 feature-flag client Unleash"),
    "a client that is only imported": (
        service("", '\t_ "github.com/Unleash/unleash-client-go/v4"\n', ""), "PRESENT main.go:6 feature-flag client Unleash"),
}  # fmt: skip


@pytest.mark.parametrize("case", COSTS)
def test_latency_and_cost(case: str) -> None:
    files, expected = COSTS[case]
    finding = run("latency_and_cost", snapshot(files))
    if expected is None:
        assert finding.level is Level.ABSENT
    else:
        assert told(finding)[0] == expected


@pytest.mark.parametrize("case", FLAGS)
def test_rollout(case: str) -> None:
    files, expected = FLAGS[case]
    assert told(run("rollout", snapshot(files))) == [expected]
