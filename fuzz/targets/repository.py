"""Target: a whole small repository of several files, through every check and every flag."""

from __future__ import annotations

import hashlib
from functools import cache

from analyzer.blind.identifying import hidden_by
from analyzer.claims.assessment import read_statements
from analyzer.engine.registry import Registry, load_checks
from analyzer.engine.runner import run_checks, run_flags
from analyzer.repository.snapshot import File, Snapshot
from analyzer.sources import Source
from fuzz.target import Target
from fuzz.targets.shared import text_of

SEPARATOR = b"=== "
_TOKENS = (
    "=== src/train.py\n", "=== tests/test_x.py\n", "=== README.md\n", "=== Dockerfile\n", "=== Makefile\n", "=== .github/workflows/ci.yml\n", "=== pyproject.toml\n", "=== docker-compose.yml\n", "=== requirements.txt\n", "=== prometheus/rules.yml\n", "=== k8s/app.yaml\n",
    "=== a.ipynb\n", "=== conftest.py\n", "=== dvc.yaml\n", "=== .env\n", "=== tox.ini\n", "=== main.tf\n", "import mlflow\n", "mlflow.log_metric('a', 1)\n", "from fastapi import FastAPI\napp = FastAPI()\n", "@app.get('/x')\ndef x():\n    return model.predict(1)\n",
    "import src.train\n", "def test_x():\n    assert 1\n", "CMD [\"python\", \"src/train.py\"]\n", "\tpytest tests\n", "- run: make test\n", "FROM python\n", "Counter('a_total', 'x').inc()\n", "expr: rate(a_total[5m]) > 1\n", "kind: Deployment\n", "from . import x\n", "a.b.c()\n",
)  # fmt: skip


@cache
def _registry() -> Registry:
    return load_checks()


def _snapshot(content: bytes) -> Snapshot:
    files: dict[str, bytes] = {}
    for part in content.split(SEPARATOR)[1:40]:
        name, _, text = part.partition(b"\n")
        files[text_of(name)] = text
    blobs = {hashlib.sha1(each, usedforsecurity=False).hexdigest(): each for each in files.values()}
    entries = [
        File(path, hashlib.sha1(each, usedforsecurity=False).hexdigest(), len(each))
        for path, each in files.items()
    ]
    return Snapshot("sample", "1" * 40, entries, lambda blob, limit: blobs[blob][: limit + 1])


def _checked(content: bytes) -> object:
    repo = _snapshot(content)
    found = run_checks(repo, _registry().checks)
    failed = [each.reason for each in found.findings.values() if each.status.value == "error"]
    assert not failed, failed
    circumstances = run_flags(repo, _registry().flags)
    wrong = [each for each in circumstances.problems if "could not be assessed" in each]
    assert not wrong, wrong
    claims = read_statements(repo)
    assert "could not be read for claims" not in (claims.unread or ""), claims.unread
    hidden = hidden_by(Source("sample", "/sample", False), repo)
    return found.findings, found.facts, circumstances.flags, claims, hidden, repo.skipped


def _evidence_is_there(content: bytes, facts: object) -> None:
    assert isinstance(facts, tuple)
    repo = _snapshot(content)
    for finding in facts[0].values():
        for each in finding.evidence:
            if each.path is not None:
                assert repo.exists(each.path) or each.path in repo.directories, (
                    f"{finding.signal}: {each.path}"
                )
                text = repo.text(each.path) if repo.exists(each.path) else None
                last = 1 if text is None else text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
                assert each.line is None or 1 <= each.line <= last, (
                    f"{finding.signal}: {each.path}:{each.line}"
                )


TARGETS = (Target("repository", _checked, (_evidence_is_there,), tokens=_TOKENS, growth=1000, largest=8192),)
