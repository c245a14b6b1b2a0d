"""Defences of services in other languages: at least two kinds, on the way of a request."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import told
from tests.support.services import express, gin
from tests.support.snapshots import run, snapshot

LEVELS = {
    "one kind": (
        express("if (!req.user) return res.status(401).end();"),
        ["PRESENT server.ts:4 authentication: responds with 401"]),
    "two kinds": (
        express("if (!req.user) return res.status(401).end();\n  if (full()) return res.status(429).end();"),
        ["WIRED server.ts:4 authentication: responds with 401", "WIRED server.ts:5 rate limit: responds with 429"]),
    "twice the same kind": (
        express("if (!req.user) return res.status(401).end();\n  if (!may(req)) return res.sendStatus(403);"),
        ["PRESENT server.ts:4 authentication: responds with 401"]),
    "two kinds in Go": (
        gin("c.AbortWithStatus(http.StatusUnauthorized)\n\tc.AbortWithStatus(http.StatusRequestEntityTooLarge)"),
        ["WIRED main.go:9 authentication: responds with 401", "WIRED main.go:10 input bound: responds with 413"]),
}  # fmt: skip
ABSENT = {
    "other errors": express("res.status(400).end(); res.status(404).end(); res.status(500).end();"),
    "no route": {"package.json": "{}", "main.ts": "export function f(res) {\n  res.status(401).end();\n}\n"},
}


@pytest.mark.parametrize("case", LEVELS)
def test_levels(case: str) -> None:
    files, expected = LEVELS[case]
    assert told(run("robustness", snapshot(files))) == expected


@pytest.mark.parametrize("case", ABSENT)
def test_absent(case: str) -> None:
    finding = run("robustness", snapshot(ABSENT[case]))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)
