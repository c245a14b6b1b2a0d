from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.engine.runner import run_checks, run_flags
from analyzer.model import Level, Severity, Status
from tests.support.made_up_secrets import HEX, LETTERS, SECRETS, made_up
from tests.support.snapshots import flagged, raised, registry, run, snapshot


def test_places_and_kinds_are_named() -> None:
    files = {
        "b.py": "x = 1\n" + SECRETS["GitHub token"][0] + "\n",
        "a.yml": f"{SECRETS['Slack token'][0]}\nWANDB_API" + f"_KEY: {HEX}\n",
    }
    flag = raised("committed_secret", snapshot(files))
    assert flag.severity is Severity.SERIOUS
    assert (
        "3 places with a string in the format of a live secret (GitHub token, Slack token, Weights & Biases key)"
        in flag.message
    )
    assert [(each.path, each.line, each.level, each.note) for each in flag.evidence] == [
        ("a.yml", 1, Level.CLAIMED, "Slack token (redacted)"),
        ("a.yml", 2, Level.CLAIMED, "Weights & Biases key (redacted)"),
        ("b.py", 2, Level.CLAIMED, "GitHub token (redacted)"),
    ]


def test_one_place_is_enough_and_none_is_too_few() -> None:
    token = SECRETS["GitHub token"][0]
    assert "1 place with" in raised("committed_secret", snapshot({"a.py": token})).message
    assert flagged("committed_secret", snapshot({"a.py": token[:-1]})) is None


def test_ten_places_are_shown_and_all_are_counted() -> None:
    tokens = "\n".join("gh" + "p_" + made_up(36, seed=str(number)) for number in range(11))
    flag = raised("committed_secret", snapshot({"a.py": tokens}))
    assert flag.message.startswith("11 places")
    assert [each.line for each in flag.evidence] == list(range(1, 11))


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("path", ["config.yml", "svc/a.py", "a.ipynb", "README.md", ".env", "main.go"])
def test_no_value_appears_in_any_output(kind: str, path: str) -> None:
    value, text = SECRETS[kind]
    repo = snapshot({path: json.dumps({"cells": [{"source": text.format(value)}]})})
    installed = registry()
    outcome, circumstances = run_checks(repo, installed.checks), run_flags(repo, installed.flags)
    flag = next(each for each in circumstances.flags if each.id == "committed_secret")
    assert flag.severity is Severity.SERIOUS
    assert flag.evidence[0].path == path
    shown = repr((outcome, circumstances))
    assert not any(value[start : start + 8] in shown for start in range(len(value) - 7))


@given(
    st.text(LETTERS, min_size=48, max_size=48), st.sampled_from(["README.md", "a.py", "Makefile", "a.yml"])
)
def test_a_value_is_redacted_wherever_it_stands(tail: str, path: str) -> None:
    value = "sk" + "-" + tail
    repo = snapshot({path: f"run:\n\techo {value}\n\n`python {value}.py`\n\n```sh\nmake {value}\n```\n" * 40})
    installed = registry()
    documentation = {"documentation": installed.checks["documentation"]}
    assert tail[4:20] not in repr((run_checks(repo, documentation), run_flags(repo, installed.flags)))


@pytest.mark.parametrize(
    "path",
    ["tests/a.py", "test_a.py", "svc/fixtures/a.json", "t/unit/security/__init__.py", "testdata/k.yml"],
)
def test_test_data_is_made_up(path: str) -> None:
    assert not flagged("committed_secret", snapshot({path: SECRETS["GitHub token"][0] + "\n"}))


def test_vendored_files_are_not_searched() -> None:
    token = SECRETS["GitHub token"][0]
    assert not flagged("committed_secret", snapshot({"node_modules/a/b.js": token, "a.py": "x = 1\n"}))


def test_over_the_budget_the_rest_is_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.facts.documents.texts.MAX_TEXTS", 3)
    files = {f"m{number}.py": f"x = {number}\n" for number in range(5)}
    repo = snapshot(files)
    found = run_flags(repo, {"committed_secret": registry().flags["committed_secret"]})
    assert len(found.problems) == 1 and "only the first 3 files" in found.problems[0]
    assert run("documentation", repo).status is Status.MEASURED


def test_a_secret_beside_a_picture_is_found_on_its_line() -> None:
    value, text = SECRETS["GitHub token"]
    output = {"data": {"image/png": "iVBORw0KGgo" + "A" * 90}, "text": text.format(value)}
    repo = snapshot({"a.ipynb": json.dumps({"cells": [{"outputs": [output]}]}, indent=1)})
    (place,) = raised("committed_secret", repo).evidence
    assert place.path == "a.ipynb"
    assert place.line == 9
