"""Load programs in Go: which of their requests is shown."""

from __future__ import annotations

import pytest

from analyzer.facts.performance.load_programs import load_programs
from analyzer.testing import snapshot

PROGRAM = (
    'package main\n\nimport "net/http"\n\nfunc main() {{\n\tgo func() {{\n{}\t}}()\n\td := time.Since(start)\n'
    "\tfmt.Println(percentile(d, 95))\n}}\n"
)
GET = '\t\thttp.NewRequest(http.MethodGet, base+"/v1/models", nil)\n'
POST = '\t\thttp.NewRequest(http.MethodPost, base+"/v1/score", body)\n'
CASES = {
    "the one that sends something": (GET + POST, [8]),
    "the first where none does": (GET + GET, [7]),
    "a plain post": (GET + "\t\thttp.Post(url, kind, body)\n", [8]),
    "none that asks for metrics": ('\t\thttp.Get(base+"/metrics")\n' + GET, [8]),
    "none at all": ('\t\thttp.Get(base+"/healthz")\n', []),
}


@pytest.mark.parametrize(("requests", "lines"), CASES.values(), ids=CASES)
def test_the_request_that_is_shown(requests: str, lines: list[int]) -> None:
    files = {"go.mod": "module m\n", "cmd/load/main.go": PROGRAM.format(requests)}
    assert [line for _path, line, _text in load_programs(snapshot(files))] == lines
