"""Services in Go: just below, at and just above each level of serving, model code and monitoring."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

MOD = {"go.mod": "module github.com/acme/app\n\ngo 1.22\n"}
IMAGE = {
    "Dockerfile": "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/app ./cmd/app\n"
    'FROM scratch\nCOPY --from=build /bin/app /app\nENTRYPOINT ["/app"]\n'
}
HEAD = (
    'package main\nimport (\n"net/http"\nopenai "github.com/sashabaranov/go-openai"\n'
    '"github.com/prometheus/client_golang/prometheus"\n)\n'
)
HANDLER = "func chat(w http.ResponseWriter, r *http.Request) {{ {body} }}\n"
ROUTE = 'func main() {\nhttp.HandleFunc("POST /chat", chat)\nhttp.ListenAndServe(":80", nil)\n}\n'
ASK = "var client = openai.NewClient(key)\nfunc ask() { client.CreateChatCompletion(ctx, q) }\n"
COUNT = (
    'var asked = prometheus.NewCounter(prometheus.CounterOpts{Name: "asked"})\nfunc count() { asked.Inc() }\n'
)


def app(*parts: str) -> dict[str, str]:
    return {**MOD, "cmd/app/main.go": HEAD + "".join(parts)}


@pytest.mark.parametrize(
    ("files", "level", "place"),
    [
        # A route, and no model in the repository.
        (app(ROUTE, HANDLER.format(body="w.Write(x)")) | IMAGE, Level.ABSENT, ""),
        # A model that no route leads to.
        (app(ROUTE, HANDLER.format(body="w.Write(x)"), ASK) | IMAGE, Level.PRESENT, "cmd/app/main.go:8"),
        (app(ROUTE, HANDLER.format(body="ask()"), ASK), Level.SUBSTANTIVE, "cmd/app/main.go:8"),
        (app(ROUTE, HANDLER.format(body="ask()"), ASK) | IMAGE, Level.WIRED, "cmd/app/main.go:8"),
        # The image starts another program.
        (
            app(ROUTE, HANDLER.format(body="ask()"), ASK)
            | {"Dockerfile": IMAGE["Dockerfile"].replace("./cmd/app", "./cmd/other"), "cmd/other/main.go": "package main\nfunc main() {}\n"},
            Level.SUBSTANTIVE, "cmd/app/main.go:8",
        ),
    ],
)  # fmt: skip
def test_serving(files: dict[str, str], level: Level, place: str) -> None:
    finding = run("serving", snapshot(files))
    assert finding.level is level
    assert [f"{each.path}:{each.line}" for each in finding.evidence][:1] == ([place] if place else [])


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({**MOD, "cmd/app/main_test.go": HEAD + ASK}, Level.ABSENT),
        (app("func main() {}\n"), Level.PRESENT),
        (app("func main() {}\n", ASK), Level.SUBSTANTIVE),
        (app("func main() {}\n", ASK) | IMAGE, Level.SUBSTANTIVE),
        (app("func main() { ask() }\n", ASK) | IMAGE, Level.WIRED),
        (app("func main() { go func() { ask() }() }\n", ASK) | IMAGE, Level.WIRED),
    ],
)
def test_model_code(files: dict[str, str], level: Level) -> None:
    assert run("model_code", snapshot(files)).level is level


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({**MOD, "cmd/app/main_test.go": HEAD + COUNT}, Level.ABSENT),
        (app("func main() {}\n"), Level.PRESENT),
        (app("func main() { count() }\n", COUNT), Level.SUBSTANTIVE),
        (app("func main() { count() }\n", COUNT) | IMAGE, Level.WIRED),
    ],
)
def test_monitoring(files: dict[str, str], level: Level) -> None:
    assert run("monitoring", snapshot(files)).level is level
