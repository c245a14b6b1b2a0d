"""Documents: headings, sentences, code blocks and links of Markdown, reStructuredText and HTML in them."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.documents.names import is_prose
from analyzer.parsing.documents.prose import PROSE_LIMIT, Prose, parse_prose
from tests.support.bounds import Times, ends, in_sizes


def parsed(text: str) -> Prose:
    return parse_prose(text.encode())


def sentences(text: str) -> list[str]:
    return [each.text for each in parsed(text).sentences]


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "readme.MD",
        "README",
        "README.rst",
        "docs/usage.txt",
        "runbooks/rollback.txt",
        "docs/index.rst",
        "site/page.mdx",
        "CHANGELOG.txt",
        "model_card.md",
    ],
)
def test_documents_are_recognised(path: str) -> None:
    assert is_prose(path)


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt",
        "docs/requirements.txt",
        "constraints.txt",
        "data/labels.txt",
        "vocab.txt",
        "LICENSE",
        "train.py",
        "CMakeLists.txt",
        "md",
    ],
)
def test_other_files_are_not(path: str) -> None:
    assert not is_prose(path)


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# One\n## Two ##\n###### Six", [(1, "One", 1), (2, "Two", 2), (6, "Six", 3)]),
        ("##Tight\n#hashtag is none", [(2, "Tight", 1)]),
        ("Title\n=====\n\nPart\n---\n", [(1, "Title", 1), (2, "Part", 4)]),
        ("=====\nTitle\n=====\n\nPart\n~~~~\n", [(1, "Title", 2), (3, "Part", 5)]),
        ("text\n\n---\n\nmore\n***\n", []),
        ('<h1 align="center">Big <b>one</b></h1>', [(1, "Big one", 1)]),
        ('<h2 align="center">\n  <img src="x.png"><br>\n  Later\n</h2>\ntext', [(2, "Later", 3)]),
        ("# [Linked](https://example.org) **bold** `code`", [(1, "Linked bold code", 1)]),
        ("```\n# a comment\n```\n", []),
        ("# ", []),
    ],
)
def test_headings(text: str, headings: list[tuple[int, str, int]]) -> None:
    assert [(each.level, each.text, each.line) for each in parsed(text).headings] == headings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It serves 20 requests. It is fast!", ["It serves 20 requests.", "It is fast!"]),
        ("We use e.g. Kafka and v. 2 of it. Done.", ["We use e.g. Kafka and v. 2 of it.", "Done."]),
        ("one line\nand another", ["one line and another"]),
        ("- first\n- second\n  goes on\n1. third", ["first", "second goes on", "third"]),
        ("- [ ] add monitoring\n- [x] add tests", ["[ ] add monitoring", "[x] add tests"]),
        ("✅ **Fast** answers\n✅ Drift\nis found\n✅ Alerts", ["✅ Fast answers", "✅ Drift is found", "✅ Alerts"]),
        ("🚀 Serving\n📊 Metrics", ["🚀 Serving", "📊 Metrics"]),
        ("✅ Serving\nand metrics", ["✅ Serving and metrics"]),
        ("Serving\n✅ and metrics", ["Serving ✅ and metrics"]),
        ("> quoted > text", ["quoted > text"]),
        ("![build](https://x/b.svg) [![a](b.svg)](c)\n", []),
        ("<p align='center'>Inside <br/>tags &amp; more</p>", ["Inside tags & more"]),
        ("before <!-- hidden\nstill hidden --> after", ["before after"]),
        ('<img\n  src="a.png"\n  alt="A dashboard" />\nText', ["Text"]),
        ("a < b and c > d", ["a < b and c > d"]),
        ("See https://example.org/x for `snake_case` __init__ *now*", ["See for snake_case init now"]),
        ("See [the docs][1] and :ref:`here <x>`.\n\n[1]: https://example.org", ["See the docs and here ."]),
        ("| Metric | Value |\n|---|:--:|\n| p95 | 30 ms |", ["Metric | Value", "p95 | 30 ms"]),
        (".. note:: Mind the gap\n   and the cap\n\n.. image:: x.png\n   :alt: no\n", ["Mind the gap and the cap"]),
        (".. a comment\n   goes on\n\nText", ["Text"]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_are_words_without_markup(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentences_know_their_line_and_heading_and_are_cut() -> None:
    found = parsed("Intro.\n\n# Serving\n\nOne here. Two\ncontinues. Three.\n\n" + "x" * 600)
    assert [(each.line, each.heading, each.text[:13]) for each in found.sentences] == [
        (1, "", "Intro."),
        (5, "Serving", "One here."),
        (5, "Serving", "Two continues"),
        (6, "Serving", "Three."),
        (8, "Serving", "x" * 13),
    ]
    assert len(found.sentences[-1].text) == 500
    assert found.words == 7


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("```bash\nmake test\n```", [(2, "bash", "make test")]),
        ("~~~ {.python}\nx = 1\n~~~", [(2, "python", "x = 1")]),
        ("- item\n\n  ```sh\n  run\n  ```\n", [(4, "sh", "run")]),
        ("````\n```\nnested\n```\n````", [(2, "", "```\nnested\n```")]),
        ("```\nnever closed\n\nCMD", [(2, "", "never closed\n\nCMD")]),
        ("Run:\n\n    make\n\n    make x\n\nText", [(3, "", "make\n\nmake x")]),
        ("Run::\n\n  make\n\nText", [(3, "", "make")]),
        (".. code-block:: Python\n   :linenos:\n\n   x = 1\n\nText", [(4, "python", "x = 1")]),
        ("- item\n\n    its second paragraph", []),
        ("```\n```", []),
    ],
)
def test_code_blocks(text: str, blocks: list[tuple[int, str, str]]) -> None:
    assert list(parsed(text).code_blocks) == blocks


def test_code_is_no_prose() -> None:
    assert sentences("```\nWe deploy daily.\n```\nText") == ["Text"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[a](b) and ![c](d.png)", [("a", "b"), ("c", "d.png")]),
        ("[![alt](img.svg)](target)", [("alt", "img.svg"), ("alt", "target")]),
        ("[x](https://e.org/a_(b) 'title')", [("x", "https://e.org/a_(b)")]),
        ("<https://e.org> https://f.org/x.", [("", "https://e.org"), ("", "https://f.org/x")]),
        ("[ref]: https://e.org 'Title'", [("ref", "https://e.org")]),
        ('<a href="x"><img alt="shot" src="y.png"></a>', [("", "x"), ("shot", "y.png")]),
        ("`label <https://e.org>`_", [("label", "https://e.org")]),
        (".. _name: https://e.org", [("name", "https://e.org")]),
        (".. figure:: docs/shot.png", [("", "docs/shot.png")]),
        ("`[not](code)` in a fence\n```\n[a](b)\n```", [("not", "code")]),
    ],
)
def test_links(text: str, links: list[tuple[str, str]]) -> None:
    assert [(label, address) for _, label, address in parsed(text).links] == links


def test_front_matter_is_read_and_is_no_prose() -> None:
    found = parsed("---\nlicense: mit\ntags:\n  - a\n  - b\n---\n# Card\n")
    assert found.front_matter == (("license", "mit"), ("tags", "a, b"))
    assert found.headings[0].line == 7
    assert parsed("---\n\nText between rules\n\n---\n").front_matter == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a" * (PROSE_LIMIT + 1), "262,145 bytes exceeds the limit of 262,144 bytes"),
        (b"a\0b", "not a text file"),
    ],
)
def test_what_cannot_be_read_is_a_problem(content: bytes, problem: str) -> None:
    assert parse_prose(content) == Prose(problem=problem)


def test_other_encodings_are_read_as_far_as_they_go() -> None:
    assert parse_prose("# Café\n".encode("utf-16")).headings[0].text == "Café"
    assert parse_prose(b"# Caf\xe9\r\ntext\r\n").headings[0].text == "Caf�"
    assert pickle.loads(pickle.dumps(parsed("# a"))) == parsed("# a")


@pytest.mark.parametrize(
    "piece",
    ["<!--", "[", "[](", "![](", "[![](", "<a ", "```\n", "`", "*", "_a", "(", "a. ", ". A", "://", "http://",
     "- ", "> ", "=\n", "x\n=\n", ":a:", "<h1>", "a`<", "|", "[a]:", ".. a::\n", "\n", " ", "&amp", "$", "---\n"],
)  # fmt: skip
@in_sizes
@ends
def test_repetition_takes_linear_time(piece: str, times: Times) -> None:
    hostile = (piece * times(PROSE_LIMIT // len(piece))).encode()
    assert parse_prose(hostile).problem is None


@given(st.binary(max_size=400))
def test_any_bytes_give_facts(content: bytes) -> None:
    assert isinstance(parse_prose(content), Prose)


_PIECES = st.sampled_from(
    ["# h", "```", "~~~", "    ", "\n", "\n\n", "- ", "text. More", "[a](b)", "<!--", "-->", "<h1>", "</h1>", "<a ",
     ">", "===", "---", "::", ".. note:: ", ".. code::\n", "`", "|", "![x](y)", "<br>", " "]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_mixture_of_markup_gives_facts_inside_the_file(text: str) -> None:
    found = parsed(text)
    lines = text.count("\n") + 1
    assert found.problem is None
    numbers = [each.line for each in found.headings] + [each.line for each in found.sentences]
    numbers += [each[0] for each in found.code_blocks] + [each[0] for each in found.links]
    assert all(1 <= number <= lines for number in numbers)
    assert all(each.text and len(each.text) <= 500 for each in found.sentences)
