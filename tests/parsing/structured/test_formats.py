"""Bounded readers of YAML, TOML, JSON and INI."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.structured import formats as structured
from analyzer.parsing.structured.formats import (
    YAML_LIMIT,
    Block,
    Document,
    Items,
    Text,
    Value,
    block,
    items,
    line,
    load_ini,
    load_json,
    load_toml,
    load_yaml,
    text,
)
from tests.support.bounds import ends


def one(source: str) -> Value:
    documents = load_yaml(source.encode())
    assert [each.problem for each in documents] == [None]
    value = documents[0].value
    assert value is not None
    return value


def whole(value: Value | None) -> object:
    """The value as plain Python objects."""
    if isinstance(value, Block):
        return {str(key): whole(each) for key, each in value.items()}
    if isinstance(value, Items):
        return [whole(each) for each in value]
    return None if value is None else str(value)


# -- YAML --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("on: push", {"on": "push"}),
        ("a: 1:59:59\nb: 0o17\nc: 3.10\nd: yes\ne: 2001-01-01", {"a": "1:59:59", "b": "0o17", "c": "3.10", "d": "yes", "e": "2001-01-01"}),
        ("a:\nb: ~\nc: null\nd: 'null'\ne: ''", {"a": "", "b": "", "c": "", "d": "null", "e": ""}),
        ("a: !Ref Bucket\nb: !reference [.x, script]\nc: !include {file: y}", {"a": "Bucket", "b": [".x", "script"], "c": {"file": "y"}}),
        ("a: !!python/object/apply:os.system [id]", {"a": ["id"]}),
        ("- 1\n- [a, {b: c}]", ["1", ["a", {"b": "c"}]]),
        ("plain", "plain"),
        ("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", {"x": {"a": "1", "b": "2"}, "y": {"b": "3", "a": "1"}}),
        ("x: &x {a: 1}\nz: &z {a: 2, c: 3}\ny: {<<: [*x, *z]}", {"x": {"a": "1"}, "z": {"a": "2", "c": "3"}, "y": {"a": "1", "c": "3"}}),
        ("'<<': {a: 1}", {"<<": {"a": "1"}}),
        ("l: &l [a]\nm:\n  - <<: *l\n  - b", {"l": ["a"], "m": [{"<<": ["a"]}, "b"]}),
        ("a: 1\na: 2", {"a": "2"}),
        ("a: |\n  x\n  y\nb: >\n  x\n  y\n", {"a": "x\ny\n", "b": "x y\n"}),
    ],
)  # fmt: skip
def test_yaml_keeps_scalars_as_they_are_written(source: str, expected: object) -> None:
    assert whole(one(source)) == expected


def test_yaml_lines_are_those_of_the_file() -> None:
    value = one(
        "# top\nname: x\nsteps:\n  - run: |\n      first\n      second\n  -\n    run: third\n  - &a 'quoted'\n  - *a\n"
    )
    steps = items(block(value).get("steps"))
    assert [line(key) for key in block(value)] == [2, 3]
    assert [line(step) for step in steps] == [4, 8, 9, 9]
    assert line(block(steps[0])["run"]) == 5
    assert line(block(steps[1])["run"]) == 8
    assert line(block(value)) == 2


def test_yaml_reads_every_document_up_to_a_problem() -> None:
    documents = load_yaml(b"a: 1\n---\nb: 2\n---\n---\nc: [\n")
    assert [whole(each.value) for each in documents[:3]] == [{"a": "1"}, {"b": "2"}, None]
    assert documents[-1].value is None
    assert documents[-1].problem is not None
    assert documents[-1].problem.startswith("not YAML: line ")


def test_yaml_of_nothing_has_no_documents() -> None:
    assert load_yaml(b"") == ()
    assert load_json(b" \n") == Document(None, None)
    assert load_yaml(b"# only a comment\n") == ()


def test_yaml_in_utf_16_and_with_broken_bytes() -> None:
    assert load_yaml("a: é".encode("utf-16"))[0].value == {"a": "é"}
    assert load_yaml(b"\xef\xbb\xbfa: \xe9")[0].value == {"a": "\ufffd"}


NINE = b", ".join([b"*%c"] * 9)
LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [" % (name, name) + NINE % ((name - 1,) * 9) + b"]\n" for name in range(98, 110)
)
MERGES = b"a: &a {x: 1, y: 2}\n" + b"".join(
    b"%c: &%c {<<: [" % (name, name) + NINE % ((name - 1,) * 9) + b"]}\n" for name in range(98, 110)
)


@pytest.mark.parametrize(
    ("bomb", "reason"),
    [
        (LAUGHS, "nodes with its aliases expanded"),
        (MERGES, "nodes with its aliases expanded"),
        (
            b"a: &a '" + b"x" * 200_000 + b"'\nb: [" + b"*a," * 15_000 + b"]",
            "nodes with its aliases expanded",
        ),
        (b"[" * 200_000, "deep"),
        (b"{a: " * 60_000, "deep"),
        (b"- " * 100_000, "deep"),
        (b"? " * 100_000, "deep"),
        (b"a: &a " + b"[" * 90 + b"]" * 90 + b"\nb: " + b"[" * 20 + b"*a" + b"]" * 20, "deep"),
        (b"a: &a [*a]", "not finished"),
        (b"a: *nobody", "not known"),
        (b"a: {{ value }}", "a key that is not a scalar"),
        (b"{% if x %}\na: 1\n", "not YAML"),
        (b"a:\n\t- b", "not YAML"),
        (b"\x00\x01", "not YAML"),
        (b"a" * (YAML_LIMIT + 1), "exceeds the limit"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
@ends
def test_yaml_bombs_and_templates_are_a_problem_at_once(bomb: bytes, reason: str) -> None:
    documents = load_yaml(bomb)
    assert documents[-1].value is None
    assert reason in (documents[-1].problem or "")


@ends
def test_yaml_sexagesimal_number_is_text() -> None:
    value = one("a: 1" + ":59" * 80_000)
    assert len(text(block(value)["a"])) == 240_001


def test_yaml_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    source = b"on: {push: null}\njobs:\n  a: &a\n    run: |\n      x\n  b: *a\n"
    expected = load_yaml(source)
    monkeypatch.setattr(structured, "_EVENTS", yaml.SafeLoader)
    assert load_yaml(source) == expected
    assert load_yaml(b"[" * 20_000)[0].problem is not None


# -- JSON, TOML, INI ---------------------------------------------------------------------------------


def test_comments_and_last_commas_of_json_are_dropped() -> None:
    text = '{\n  // a "comment"\n  "a": "x // y, }", /* of\n two lines */\n  "b": [1, 2,],\n}\n'
    document = load_json(text.encode())
    assert document.problem is None
    assert whole(document.value) == {"a": "x // y, }", "b": ["1", "2"]}
    assert [line(key) for key in block(document.value)] == [3, 5]
    for broken in (b'{"a": 1 /* open', b'{"a",}', b"// only this", b'{"a": "}'):
        assert load_json(broken).problem is not None


def test_json_has_lines_and_unconverted_numbers() -> None:
    document = load_json(b'{"a": [1.50, -2e400, true, null,\n "x\\n\\ud83d\\ude00"],\n "b": {"c": "{,}"}}')
    assert document.problem is None
    root = block(document.value)
    assert whole(root) == {"a": ["1.50", "-2e400", "true", "", "x\n😀"], "b": {"c": "{,}"}}
    assert [line(key) for key in root] == [1, 3]
    assert [line(each) for each in items(root["a"])] == [1, 1, 1, 1, 2]


def test_toml_has_text_values_and_lines_of_keys() -> None:
    source = b"""\
[tool.poe.tasks]
test = "pytest"

[[tool.x]]
n = 0x10
when = 2020-01-02T03:04:05Z
[[tool.x]]
on = true
text = '''
not.a = 1
'''
"last key".a = [1.5, {b = 2}]
"""
    document = load_toml(source)
    assert document.problem is None
    tool = block(block(document.value)["tool"])
    assert line(block(block(tool["poe"])["tasks"])["test"]) == 2
    first, second = map(block, items(tool["x"]))
    assert (first["n"], line(first["n"]), first["when"]) == ("16", 5, "2020-01-02T03:04:05+00:00")
    assert (second["on"], line(second), line(second["on"]), line(second["text"])) == ("true", 7, 8, 10)
    assert line(block(second["last key"])["a"]) == 12
    assert whole(block(second["last key"])["a"]) == ["1.5", {"b": "2"}]


def test_ini_is_read_as_configparser_does_with_lines() -> None:
    document = load_ini(
        b"# head\n[tox]\nenvlist =\n    py311\n\n    # skipped\n    lint\n[testenv:Lint]\n"
        b"Commands: flake8\n  pytest -k a=b\nalone\n[tox]\nskipsdist=true\n"
    )
    assert document.problem is None
    root = block(document.value)
    assert whole(root) == {
        "tox": {"envlist": "py311\n\n\nlint", "skipsdist": "true"},
        "testenv:Lint": {"Commands": "flake8\npytest -k a=b", "alone": ""},
    }
    assert line(block(root["tox"])["envlist"]) == 4
    assert line(block(root["testenv:Lint"])["Commands"]) == 9
    assert [line(key) for key in root] == [2, 8]


@pytest.mark.parametrize(
    ("load", "content"),
    [
        (load_toml, b"a" + b".a" * 50_000 + b" = 1"),
        (load_toml, b"a = " + b"[" * 200_000),
        (load_toml, b"a = " + b"1" * 5_000),
        (load_toml, b"a = 1\na = 2"),
        (load_toml, b" " * 300_000),
        (load_json, b"[" * 200_000),
        (load_json, b"[" * 200 + b"]" * 200),
        (load_json, b"[" + b"1," * 110_000 + b"1]"),
        (load_json, b'{"a": 1'),
        (load_json, b'"' + b"\\" * 200_001),
        (load_json, b"x"),
        (load_ini, b"key = value"),
        (load_ini, b"[" * 200_000),
    ],
)
@ends
def test_bad_input_is_a_problem_at_once(load: Callable[[bytes], Document], content: bytes) -> None:
    document = load(content)
    assert document.value is None
    assert document.problem


@pytest.mark.parametrize(
    "content",
    [
        b"[a]\n" + b"x " * 100_000,
        b"[a]\n" + b" " * 100_000 + b"x" + b" " * 100_000 + b"=",
        b"[a]\nx = 1\n" + b" y\n" * 60_000,
    ],
)
@ends
def test_ini_is_read_in_linear_time(content: bytes) -> None:
    assert load_ini(content).problem is None


# -- accessors and properties ------------------------------------------------------------------------


def test_accessors_are_total() -> None:
    scalar, mapping, sequence = Text("x", 3), Block({"a": Text("b")}, 4), Items([Text("c")], 5)
    assert [block(each) for each in (scalar, mapping, sequence, None, 7)] == [{}, mapping, {}, {}, {}]
    assert [text(each) for each in (scalar, mapping, sequence, None, 7)] == ["x", "", "", "", ""]
    assert [items(each) for each in (scalar, mapping, sequence, None, 7)] == [
        [scalar],
        [mapping],
        sequence,
        [],
        [],
    ]
    assert [items(each) for each in (Text(""), Block())] == [[], []]
    assert [line(each) for each in (scalar, mapping, sequence, None, 7)] == [3, 4, 5, 1, 1]


def test_values_cross_a_process_border_with_their_lines() -> None:
    documents = load_yaml(b"\na: [b]\nc: |\n  d\n")
    copies = pickle.loads(pickle.dumps(documents))
    assert copies == documents
    value = block(copies[0].value)
    assert [line(key) for key in value] == [2, 3]
    assert (line(value), line(value["a"]), line(value["c"])) == (2, 2, 4)


SYNTAX = st.sampled_from(
    ["a: ", "- ", "\n", "  ", "{", "}", "[", "]", ",", ":", "&x ", "*x", "<<: ", "|\n", ">", "'", '"', "#", "!t ", "? ", "---\n", "=", "x", '"""', "\\", "\t", "%"]
)  # fmt: skip
SOURCES = st.one_of(
    st.binary(max_size=200), st.lists(SYNTAX, max_size=60).map(lambda each: "".join(each).encode())
)


@given(SOURCES)
def test_any_bytes_give_documents(content: bytes) -> None:
    for document in (*load_yaml(content), load_toml(content), load_json(content), load_ini(content)):
        assert document.value is None or document.problem is None
        last = content.decode("utf-8", "replace").count("\n") + 2
        assert 1 <= line(document.value) <= max(last, 200)


JSON_VALUES = st.recursive(
    st.text(max_size=8), lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4))
)  # fmt: skip


@given(JSON_VALUES, st.sampled_from([None, 1]))
def test_json_of_texts_comes_back(value: object, indent: int | None) -> None:
    document = load_json(json.dumps(value, indent=indent).encode())
    assert document.problem is None
    assert whole(document.value) == value


@pytest.mark.parametrize(
    ("content", "named"), [(b"\0", "U+0000"), (b"a: \x0b", "U+000B"), (b"a: b\x7f", "U+007F")]
)
def test_a_character_that_yaml_forbids_is_named(content: bytes, named: str) -> None:
    assert load_yaml(content) == (Document(None, f"not YAML: it holds the character {named}"),)


@pytest.mark.parametrize(("digits", "problem"), [(4300, None), (4301, "a number has too many digits")])
def test_a_number_that_python_does_not_read_is_told(digits: int, problem: str | None) -> None:
    assert load_toml(b"a = " + b"1" * digits).problem == problem


@pytest.mark.parametrize(("content", "line"), [(b"? ", 1), (b"a:\n", 1), (b"a:", 1), (b"x: 1\na:\n", 2)])
def test_what_the_end_of_a_file_leaves_empty_stands_on_its_last_line(content: bytes, line: int) -> None:
    (document,) = load_yaml(content)
    assert isinstance(document.value, dict)
    last = list(document.value.values())[-1]
    assert isinstance(last, Text) and (last, last.line) == ("", line)
