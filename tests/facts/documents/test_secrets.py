from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.documents.secrets import FORMS, Form, entropy, is_placeholder, secrets_in
from analyzer.facts.documents.texts import Text
from tests.support.made_up_secrets import ALPHA, BASE32, HEX, SECRETS, made_up


@pytest.mark.parametrize("kind", SECRETS)
def test_each_form_is_found_with_its_line(kind: str) -> None:
    value, text = SECRETS[kind]
    found = secrets_in(Text("a.py", "x = 1\n" + text.format(value)))
    assert [(each.kind, each.line) for each in found] == [(kind, 2)]


PASSWORD = made_up(12)
CONNECTIONS = {
    "a string over several lines": ("'Server=a.database" + ".windows.net;'\n    'Uid=ada;'\n    'Pwd=" + PASSWORD + ";'", 1),
    "an address": ("postgresql://ada:" + PASSWORD + "@a.b.us-east-1.rds" + ".amazonaws.com:5432/rows", 1),
    "an address of a cluster": ("mongodb+srv://ada:" + PASSWORD + "@rows.ab1cd.mongodb" + ".net/", 1),
    "a name": ("mongodb+srv://ada:${PASSWORD1}@rows.ab1cd.mongodb" + ".net/", 0),
    "a word for it": ("mongodb+srv://ada:mypassword1Q@rows.ab1cd.mongodb" + ".net/", 0),
    "letters alone": ("mongodb+srv://ada:qZkWmXrTbNvH@rows.ab1cd.mongodb" + ".net/", 0),
    "seven signs": ("mongodb+srv://ada:q7Zk2Wm@rows.ab1cd.mongodb" + ".net/", 0),
    "eight signs": ("mongodb+srv://ada:q7Zk2Wm9@rows.ab1cd.mongodb" + ".net/", 1),
    "a cluster of nobody": ("mongodb+srv://ada:" + PASSWORD + "@cluster0.xxxxx.mongodb" + ".net/", 0),
    "a database here": ("postgresql://ada:" + PASSWORD + "@localhost:5432/rows", 0),
    "a server of nobody": ("Server=localhost;Uid=ada;Pwd=" + PASSWORD + "; # not a.database" + ".windows.net", 0),
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), CONNECTIONS.values(), ids=CONNECTIONS)
def test_a_password_beside_the_name_of_a_cloud_is_found(text: str, found: int) -> None:
    assert len(secrets_in(Text("a.py", f"x = 1\n{text}\n"))) == found


def test_a_password_is_told_by_its_own_line() -> None:
    text, _found = CONNECTIONS["a string over several lines"]
    assert [each.line for each in secrets_in(Text("a.py", text))] == [3]


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
        ("OpenRouter key", "-"),
        ("DeepSeek or Qwen key", "a"),
        ("Groq key", "x"),
        ("Perplexity key", "x"),
        ("xAI key", "x"),
        ("NVIDIA key", "x"),
        ("Replicate token", "x"),
        ("Tavily key", "x"),
        ("LangSmith key", "x"),
    ],
)
def test_the_end_of_a_longer_word_is_no_beginning_of_a_value(kind: str, sign: str) -> None:
    value, _text = SECRETS[kind]
    assert [each.kind for each in secrets_in(Text("a.py", value))] == [kind]
    assert secrets_in(Text("a.py", sign + value)) == ()


# Twenty letters and digits, fifteen letters, and the signs of the two smaller alphabets.
MIXED, LETTERS_ONLY, BASE32_SIGNS, DIGITS = (
    "q7Zk2Wm9Xr4Tb6Nv8HcP",
    "qZkWmXrTbNvHcPd",
    "Q7ZK2WM6XR4T",
    "70b3d95a",
)


def cycle(signs: str, size: int) -> str:
    return (signs * size)[:size]


# For each form a value of just enough entropy, and one that is too regular: so many different signs, repeated.
ENTROPY = {
    "AWS access key id": ("AK" + "IA{}", 16, BASE32_SIGNS, 8, 4),
    "private key": ("-----BEGIN PRIVATE" + " KEY-----\n{}\n", 64, MIXED, 17, 15),
    "GitHub token": ("gh" + "p_{}", 36, MIXED, 12, 6),
    "fine-grained GitHub token": ("github" + "_pat_" + cycle(MIXED[:6], 22) + "_{}", 59, MIXED, 12, 6),
    "Slack token": ("xox" + "b-7070707070-{}", 40, MIXED, 14, 6),
    "Google API key": ("AI" + "za{}", 35, MIXED, 18, 10),
    "OpenAI key": ("sk" + "-{}", 48, MIXED, 18, 12),
    "OpenAI project key": ("sk" + "-proj-{}", 60, MIXED, 16, 8),
    "Anthropic key": ("sk" + "-ant-api03-{}", 90, MIXED, 18, 10),
    "OpenRouter key": ("sk" + "-or-v1-{}", 64, DIGITS, 8, 4),
    "DeepSeek or Qwen key": ("sk" + "-{}", 32, DIGITS, 8, 4),
    "Groq key": ("gsk" + "_{}", 52, MIXED, 12, 6),
    "Perplexity key": ("pplx" + "-{}", 48, MIXED, 12, 6),
    "xAI key": ("xai" + "-{}", 80, MIXED, 18, 10),
    "NVIDIA key": ("nvapi" + "-{}", 64, MIXED, 18, 10),
    "Replicate token": ("r8" + "_{}", 37, MIXED, 12, 6),
    "Tavily key": ("tvly" + "-{}", 32, MIXED, 12, 6),
    "LangSmith key": ("lsv2" + "_sk_{}_7070707070", 32, DIGITS, 8, 1),
    "Stripe live key": ("sk" + "_live_{}", 24, MIXED, 12, 4),
    "Hugging Face token": ("hf" + "_{}", 34, LETTERS_ONLY, 13, 8),
    "MLflow password": ("MLFLOW_TRACKING_" + "TOKEN={}", 40, DIGITS, 8, 6),
    "DagsHub token": ("DAGSHUB_" + "TOKEN={}", 40, DIGITS, 8, 6),
    "Weights & Biases key": ("WANDB_API" + "_KEY={}", 40, DIGITS, 8, 6),
    "Weights & Biases login": ("wandb.login" + "('{}')", 40, DIGITS, 8, 6),
    "Kaggle key": ("KAGGLE_" + "KEY={}", 32, DIGITS, 8, 6),
    "Kaggle file": ('{{"username": "ada", ' + '"key": "{}"}}', 32, DIGITS, 8, 6),
}


@pytest.mark.parametrize(("text", "size", "signs", "enough", "few"), ENTROPY.values(), ids=ENTROPY)
def test_a_value_is_as_irregular_as_its_form_asks(
    text: str, size: int, signs: str, enough: int, few: int
) -> None:
    for number, found in ((enough, 1), (few, 0)):
        content = text.format(cycle(signs[:number], size))
        assert len(secrets_in(Text("a.py", content))) == found, content


def test_exactly_the_least_entropy_is_enough() -> None:
    assert not is_placeholder("qz", 1.0)
    assert not is_placeholder("qzkw", 2.0)
    assert is_placeholder("qzkw", 2.001)
    assert is_placeholder("qqzz", 1.001)


@pytest.mark.parametrize(("placeholders", "found"), [(49, 1), (50, 0)])
def test_fifty_values_of_a_form_are_looked_at(placeholders: int, found: int) -> None:
    lines = ["gh" + "p_" + "x" * 36] * placeholders + [SECRETS["GitHub token"][0]]
    assert len(secrets_in(Text("a.py", "\n".join(lines)))) == found


def test_fifty_secrets_of_a_file_are_kept_the_first_lines_first() -> None:
    tokens = ["gh" + "p_" + made_up(36, seed=str(number)) for number in range(30)]
    keys = ["AK" + "IA" + made_up(16, BASE32, seed=str(number)) for number in range(30)]
    found = secrets_in(Text("a.py", "\n".join(tokens + keys)))
    assert [each.line for each in found] == list(range(1, 51))


def test_a_value_that_stands_on_a_line_twice_is_one_place() -> None:
    token = SECRETS["GitHub token"][0]
    assert len(secrets_in(Text("a.py", f"{token} {token}\n"))) == 1


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
    "the key of something else": '{"name": "ada", "key": "' + HEX[:32] + '"}',
    "a key that is too long": '{"username": "ada", "key": "' + HEX + '"}',
}


@pytest.mark.parametrize("value", PLACEHOLDERS.values(), ids=PLACEHOLDERS)
def test_placeholders_are_no_secrets(value: str) -> None:
    assert not secrets_in(Text("a.py", f"key = '{value}'\n"))


def test_an_encrypted_key_and_a_header_alone_are_none() -> None:
    assert not secrets_in(Text("a.py", "-----BEGIN ENCRYPTED PRIVATE" + " KEY-----\n" + made_up(64)))
    assert not secrets_in(Text("a.py", "-----BEGIN PRIVATE" + " KEY-----\nMII...\n"))
    assert not secrets_in(Text("a.py", "HEADER = '-----BEGIN PRIVATE" + " KEY-----'\n"))


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


def test_the_token_that_the_vendor_shows_is_no_secret() -> None:
    assert secrets_in(Text("a.py", "gho" + "_16C7e42F292c6912E7710c838347Ae178B4a")) == ()
    assert secrets_in(Text("a.py", "gho" + "_16C7e42F292c6912E7710c838347Ae178B4b"))
