from __future__ import annotations

import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from analyzer.report.text import commit_link, literal, permalink, plain, well_formed

SHA = "0123456789abcdef0123456789abcdef01234567"
hostile = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]8;;http://evil\x07link", "]8;;http://evillink"),
        ("\x9b31mC1", "31mC1"),
        ("a\nb\r\tc\u2028d\x85e", "a b  c d e"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066iso\u2069 \u200bzero\ufeff", "iso zero"),
        ("nul\0bell\x07del\x7f", "nulbelldel"),
        ("bad-\udcff-byte", "bad-\\xff-byte"),
        ("lone \ud83d", "lone \\ud83d"),
        ("naïve 模型 🙂", "naïve 模型 🙂"),
    ],
)
def test_what_acts_on_a_terminal_is_taken_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(("limit", "shown"), [(None, "abcdefgh"), (8, "abcdefgh"), (6, "abc..."), (0, "...")])
def test_long_text_ends_in_an_ellipsis(limit: int | None, shown: str) -> None:
    assert plain("abcdefgh", limit) == shown


@given(hostile)
def test_any_text_becomes_one_printable_line(text: str) -> None:
    shown = plain(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert plain(shown) == shown
    shown.encode("utf-8")


@given(hostile)
def test_well_formed_text_can_be_written_and_keeps_everything_else(text: str) -> None:
    formed = well_formed(text)
    assert json.loads(json.dumps(formed)).encode("utf-8").decode("utf-8") == formed
    if not any(unicodedata.category(character) == "Cs" for character in text):
        assert formed == text


def test_two_names_that_differ_in_a_bad_byte_stay_different() -> None:
    assert well_formed("a\udcfe") != well_formed("a\udcff")


@pytest.mark.parametrize(
    "text", ["[bold]x[/bold]", "[/]", ":smile:", "[link=http://evil]x[/link]", "x\\", "[@click=a]"]
)
def test_markup_is_shown_not_read(text: str) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor")
    console.print(literal(text))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == text + "\n"


GITHUB = "https://github.com/o/r"


@pytest.mark.parametrize(
    ("url", "path", "line", "link"),
    [
        (GITHUB, "a.py", 3, f"{GITHUB}/blob/{SHA}/a.py#L3"),
        (GITHUB, "a.py", None, f"{GITHUB}/blob/{SHA}/a.py"),
        (GITHUB, "a.py", 0, f"{GITHUB}/blob/{SHA}/a.py"),
        (GITHUB, None, None, f"{GITHUB}/tree/{SHA}"),
        (GITHUB + ".git", "a.py", None, f"{GITHUB}/blob/{SHA}/a.py"),
        (GITHUB + "/", "README.md", 7, f"{GITHUB}/blob/{SHA}/README.md?plain=1#L7"),
        (GITHUB, "a b#c?.py", 1, f"{GITHUB}/blob/{SHA}/a%20b%23c%3F.py#L1"),
        (GITHUB, '"><script>.py', None, f"{GITHUB}/blob/{SHA}/%22%3E%3Cscript%3E.py"),
        (GITHUB, "caf\udce9.py", None, f"{GITHUB}/blob/{SHA}/caf%E9.py"),
        (GITHUB, "a\x1b\n.py", None, f"{GITHUB}/blob/{SHA}/a%1B%0A.py"),
        ("https://user:secret@github.com/o/r", "a", None, f"{GITHUB}/blob/{SHA}/a"),
        ("https://github.example.org:8443/o/r", "a", 2, f"https://github.example.org:8443/o/r/blob/{SHA}/a#L2"),
        ("https://gitlab.com/g/s/r", "a.py", 3, f"https://gitlab.com/g/s/r/-/blob/{SHA}/a.py#L3"),
        ("https://bitbucket.org/o/r", "a.py", 3, f"https://bitbucket.org/o/r/src/{SHA}/a.py#lines-3"),
        ("https://codeberg.org/o/r", "a.py", 3, f"https://codeberg.org/o/r/src/commit/{SHA}/a.py#L3"),
        ("https://git.example.org/github/r", "a.py", 3, None),
        ("https://example.org", "a.py", 3, None),
        ("https://github.com", "a.py", 3, None),
        ("javascript:alert(1)//github.com/o/r", "a.py", 3, None),
        ("https://github.com/o/../r", "a.py", 3, None),
        ("https://github.com/o/r\"onclick=", "a.py", 3, None),
        ("https://git\x1bhub.com/o/r", "a.py", 3, None),
        ("https://[github/o/r", "a.py", 3, None),
        ("https://github.com:99999/o/r", "a.py", 3, None),
        ("git@github.com:o/r", "a.py", 3, None),
        ("", "a.py", 3, None),
        (None, "a.py", 3, None),
        (GITHUB, "../../../evil", 1, None),
        (GITHUB, "a/./b", 1, None),
        (GITHUB, "a//b", 1, None),
        (GITHUB, "", 1, None),
        (GITHUB, "lone\ud800", 1, None),
    ],
)  # fmt: skip
def test_permalinks(url: str | None, path: str | None, line: int | None, link: str | None) -> None:
    assert permalink(url, SHA, path, line) == link


@pytest.mark.parametrize("sha", [None, "", "main", "0" * 39, "0" * 41, "G" * 40, "0" * 40 + "\n"])
def test_only_a_whole_object_id_is_linked(sha: str | None) -> None:
    assert permalink(GITHUB, sha, "a.py", 1) is None


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (GITHUB, f"{GITHUB}/commit/{SHA}"),
        ("https://gitlab.com/o/r", f"https://gitlab.com/o/r/-/commit/{SHA}"),
        ("https://bitbucket.org/o/r", f"https://bitbucket.org/o/r/commits/{SHA}"),
        ("https://codeberg.org/o/r", f"https://codeberg.org/o/r/commit/{SHA}"),
        ("https://example.org/o/r", None),
        (None, None),
    ],
)
def test_links_to_what_a_commit_changed(url: str | None, link: str | None) -> None:
    assert commit_link(url, SHA) == link
    assert commit_link(url, SHA[1:]) is None


@given(hostile, hostile, st.integers())
def test_any_link_is_a_plain_web_address(host: str, path: str, line: int) -> None:
    for url in (host, f"https://github.com/{host}", GITHUB):
        link = permalink(url, SHA, path, line)
        assert link is None or (link.isascii() and link.isprintable() and link.startswith("http"))
        assert link is None or not set(link) & set(" \"'<>\\")
