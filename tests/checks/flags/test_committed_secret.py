"""Every secret here is made at run time by a fixed recipe: none stands in this file."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.engine.registry import load_checks
from analyzer.engine.runner import run_checks, run_flags
from analyzer.facts.secrets import FORMS, Form, entropy, is_placeholder, secrets_in
from analyzer.facts.texts import Text, without_pictures
from analyzer.model import Severity, Status
from tests.support.snapshots import flagged, raised, run, snapshot

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def made_up(size: int, alphabet: str = LETTERS, seed: str = "a") -> str:
    """Signs that look random and are the same in every run."""
    digest = b"".join(hashlib.sha256(f"{seed}{number}".encode()).digest() for number in range(8))
    return "".join(alphabet[byte % len(alphabet)] for byte in digest[:size])


HEX = made_up(40, "0123456789abcdef")
ALPHA = LETTERS[:52]
SECRETS = {
    "AWS access key id": ("AK" + "IA" + made_up(16, BASE32), "key = '{}'\n"),
    "private key": (made_up(64), "-----BEGIN RSA PRIVATE" + " KEY-----\n{}\n"),
    "GitHub token": ("gh" + "p_" + made_up(36), "token: {}\n"),
    "Slack token": ("xox" + "b-" + made_up(12, "0123456789") + "-" + made_up(24), "SLACK={}\n"),
    "Google API key": ("AI" + "za" + made_up(35), "const key = '{}';\n"),
    "OpenAI key": ("sk" + "-" + made_up(48), "openai.api_key = '{}'\n"),
    "Anthropic key": ("sk" + "-ant-api03-" + made_up(93), "key = '{}'\n"),
    "Stripe live key": ("sk" + "_live_" + made_up(24), "stripe: {}\n"),
    "Hugging Face token": ("hf" + "_" + made_up(34, ALPHA), "login('{}')\n"),
    "tracking server password": (HEX, "os.environ['MLFLOW_TRACKING_" + "PASSWORD'] = '{}'\n"),
    "Weights & Biases key": (HEX, "wandb.login(key='{}')\n"),
}


@pytest.mark.parametrize("kind", SECRETS)
def test_each_form_is_found_with_its_line(kind: str) -> None:
    value, text = SECRETS[kind]
    found = secrets_in(Text("a.py", "x = 1\n" + text.format(value)))
    assert [(each.kind, each.line) for each in found] == [(kind, 2)]


@pytest.mark.parametrize("letter", "pousr")
def test_every_kind_of_github_token_is_found(letter: str) -> None:
    assert secrets_in(Text("a.py", f"gh{letter}_{made_up(36)}"))


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("AWS access key id", "x"),
        ("AWS access key id", "/"),
        ("GitHub token", "x"),
        ("Google API key", "_"),
        ("OpenAI key", "a"),
        ("OpenAI key", "-"),
        ("Hugging Face token", "_"),
    ],
)
def test_the_end_of_a_longer_word_is_no_beginning_of_a_value(kind: str, sign: str) -> None:
    value, _text = SECRETS[kind]
    assert [each.kind for each in secrets_in(Text("a.py", value))] == [kind]
    assert secrets_in(Text("a.py", sign + value)) == ()


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("path", ["config.yml", "svc/a.py", "a.ipynb", "README.md", ".env", "main.go"])
def test_no_value_appears_in_any_output(kind: str, path: str) -> None:
    value, text = SECRETS[kind]
    repo = snapshot({path: json.dumps({"cells": [{"source": text.format(value)}]})})
    registry = load_checks()
    outcome, circumstances = run_checks(repo, registry.checks), run_flags(repo, registry.flags)
    flag = next(each for each in circumstances.flags if each.id == "committed_secret")
    assert flag.severity is Severity.SERIOUS
    assert flag.evidence[0].path == path
    shown = repr((outcome, circumstances))
    assert not any(value[start : start + 8] in shown for start in range(len(value) - 7))


@settings(max_examples=50, deadline=None)
@given(
    st.text(LETTERS, min_size=48, max_size=48), st.sampled_from(["README.md", "a.py", "Makefile", "a.yml"])
)
def test_a_value_is_redacted_wherever_it_stands(tail: str, path: str) -> None:
    value = "sk" + "-" + tail
    repo = snapshot({path: f"run:\n\techo {value}\n\n`python {value}.py`\n\n```sh\nmake {value}\n```\n" * 40})
    registry = load_checks()
    documentation = {"documentation": registry.checks["documentation"]}
    assert tail[4:20] not in repr((run_checks(repo, documentation), run_flags(repo, registry.flags)))


PLACEHOLDERS = {
    "the manual's own": "AK" + "IA" + "IOSFODNN7EXAMPLE",
    "one sign": "gh" + "p_" + "x" * 36,
    "counting": "sk" + "-" + "1234567890" * 4 + "12345678",
    "your key": "hf" + "_" + "yourtokenhere" + made_up(21, ALPHA),
    "too short": "gh" + "p_" + made_up(20),
    "too long": "AI" + "za" + made_up(60),
    "in a longer word": "task-" + made_up(48),
    "angle brackets": "sk" + "-<your-key>",
    "hash without a name": HEX,
}


@pytest.mark.parametrize("value", PLACEHOLDERS.values(), ids=PLACEHOLDERS)
def test_placeholders_are_no_secrets(value: str) -> None:
    assert not secrets_in(Text("a.py", f"key = '{value}'\n"))


@pytest.mark.parametrize(
    "path",
    ["tests/a.py", "test_a.py", "svc/fixtures/a.json", "t/unit/security/__init__.py", "testdata/k.yml"],
)
def test_test_data_is_made_up(path: str) -> None:
    assert not flagged("committed_secret", snapshot({path: SECRETS["GitHub token"][0] + "\n"}))


def test_an_encrypted_key_and_a_header_alone_are_none() -> None:
    assert not secrets_in(Text("a.py", "-----BEGIN ENCRYPTED PRIVATE" + " KEY-----\n" + made_up(64)))
    assert not secrets_in(Text("a.py", "-----BEGIN PRIVATE" + " KEY-----\nMII...\n"))
    assert not secrets_in(Text("a.py", "HEADER = '-----BEGIN PRIVATE" + " KEY-----'\n"))


def test_vendored_files_are_not_searched() -> None:
    token = SECRETS["GitHub token"][0]
    assert not flagged("committed_secret", snapshot({"node_modules/a/b.js": token, "a.py": "x = 1\n"}))


def test_over_the_budget_the_rest_is_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.facts.texts.MAX_FILES", 3)
    files = {f"m{number}.py": f"x = {number}\n" for number in range(5)}
    repo = snapshot(files)
    found = run_flags(repo, {"committed_secret": load_checks().flags["committed_secret"]})
    assert len(found.problems) == 1 and "only the first 3 files" in found.problems[0]
    assert run("documentation", repo).status is Status.MEASURED


@given(st.text(max_size=300))
def test_any_text_is_searched(content: str) -> None:
    for leak in secrets_in(Text("a.py", content)):
        assert 1 <= leak.line <= content.count("\n") + 1


@given(st.text(max_size=80))
def test_entropy_is_bounded(value: str) -> None:
    assert 0 <= entropy(value) <= 7
    assert is_placeholder("", 1.0)


def test_every_form_is_tried_and_has_a_value() -> None:
    assert {form.kind for form in FORMS} == set(SECRETS)
    assert all("value" in form.pattern.groupindex for form in FORMS)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
def test_patterns_take_linear_time_over_their_own_markers(form: Form) -> None:
    for marker in form.markers:
        assert secrets_in(Text("a.py", marker * 20_000)) == ()


PICTURES = {
    '{"a": "x",\n"image/png": "iVBORw0KGgoAAAANSU",\n"b": 1}': '{"a": "x",\n"image/png": "",\n"b": 1}',
    '"image/jpeg":"/9j/4AAQ", "image/png": "iVBORw0KGgoA"': '"image/jpeg":"", "image/png": ""',
}
NO_PICTURES = (
    '"image/png": "ghp_no picture"',
    '"image/svg+xml": "iVBORw0KGgo"',
    '"image/png": "iVBORw0KGgo without an end',
    '"image/png": "iVBORw0KGgo\nover two lines"',
    '"image/png": ["iVBORw0KGgo"]',
    "",
)


@pytest.mark.parametrize(("notebook", "left"), PICTURES.items())
def test_pictures_are_left_out_of_the_text_of_a_notebook(notebook: str, left: str) -> None:
    assert without_pictures(notebook) == left


@pytest.mark.parametrize("notebook", NO_PICTURES)
def test_what_is_no_picture_stays(notebook: str) -> None:
    assert without_pictures(notebook) == notebook


@given(st.lists(st.sampled_from([*PICTURES, *NO_PICTURES, '"', "\n", "iVBORw0KGgo"])).map("".join))
def test_leaving_pictures_out_moves_no_line(notebook: str) -> None:
    left = without_pictures(notebook)
    assert left.count("\n") == notebook.count("\n")
    assert without_pictures(left) == left


def test_a_secret_beside_a_picture_is_found_on_its_line() -> None:
    value, text = SECRETS["GitHub token"]
    output = {"data": {"image/png": "iVBORw0KGgo" + "A" * 90}, "text": text.format(value)}
    repo = snapshot({"a.ipynb": json.dumps({"cells": [{"outputs": [output]}]}, indent=1)})
    (place,) = raised("committed_secret", repo).evidence
    assert place.path == "a.ipynb"
    assert place.line == 9
