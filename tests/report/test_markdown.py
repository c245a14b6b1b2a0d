from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from analyzer.model import Evidence, Flag, LeftOut, Level, Severity, Unseen
from analyzer.provenance import Share
from analyzer.report.markdown.document import CHARACTER_LIMIT, UNSEEN_LIMIT, to_markdown
from analyzer.report.markdown.text import code, escaped, prose
from analyzer.report.text import NOTE_LIMIT
from analyzer.report.visible import visible
from analyzer.scorecard import Scorecard
from tests.conftest import Samples
from tests.support.hostile import HARMLESS, TEXTS, carrying
from tests.support.scorecards import (
    ALL_WIRED,
    HEAD,
    finding,
    flag,
    repository,
    scorecard,
    told,
    unread,
)

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
BREAK = "\u200b"
REFERENCE = re.compile(r"@[^\s\u200b]|[#!][A-Za-z0-9]|\bGH-\d|://|www\.|:\w*[a-z]\w*:", re.IGNORECASE)
BLOB = f"https://github.com/octocat/service/blob/{HEAD}"
PERMALINK = re.compile(
    rf"https://github\.com/octocat/service/(tree|blob)/{HEAD}(/[A-Za-z0-9._~/%-]*)?(\?plain=1)?(#L\d+)?"
)


def written(card: Scorecard) -> str:
    return to_markdown(card)


def tokens(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def skeleton(text: str) -> list[str]:
    """What the text is built of; links and code spans stand or not with what they would hold."""
    words = ("text", "code_inline", "text_special", "entity", "link_open", "link_close")
    return [token.type for token in tokens(text) if token.type not in words]


class Prose(HTMLParser):
    """The text of a rendered comment outside code spans, where a host looks for references."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside = 0
        self.runs: list[str] = []
        self.feed(MARKDOWN.render(text))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.runs.append(data)


def inline_text(children: Iterable[Token]) -> str:
    return "".join(child.content for child in children)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_scanned_text_stays_text(text: str) -> None:
    document = written(carrying(text))
    if text.strip() and "Cut to fit" not in document:
        assert skeleton(document) == skeleton(written(carrying(HARMLESS)))
    for token in tokens(document):
        assert token.type not in ("html_inline", "html_block", "image", "code_block", "fence")
        if token.type == "link_open":
            assert PERMALINK.fullmatch(str(token.attrs["href"]))
    assert document.replace("\xa0", "").replace("\n", "").isprintable()
    document.encode("utf-8")
    assert len(document) <= CHARACTER_LIMIT


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_a_comment_calls_nobody_and_refers_to_nothing(text: str) -> None:
    for run in Prose(written(carrying(text))).runs:
        assert not REFERENCE.search(run), run


@pytest.mark.parametrize("url", ["javascript:alert(1)//github.com/o/r", "https://github.com/o/r) [x](https://e", "file:///etc"])  # fmt: skip
def test_an_address_that_is_no_permalink_is_no_link(url: str) -> None:
    assert "link_open" not in {token.type for token in tokens(written(carrying("a.py", url=url)))}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("@octocat", "@&#8203;octocat"),
        ("#12 !3 GH-4", "\\#&#8203;12 \\!&#8203;3 GH-&#8203;4"),
        ("https://a www.b", "https:&#8203;//a www&#8203;.b"),
        ("a|b <i> `c` [d](e)", "a&#124;b &lt;i&gt; &#96;c&#96; \\[d\\](e)"),
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("a - b 1. c 50%", "a - b 1. c 50%"),
        (" two\n lines ", "two\\\\n lines"),
    ],
)
def test_escapes(text: str, source: str) -> None:
    assert escaped(text) == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("src/a_b.py:3", "`src/a_b.py:3`"),
        ("模型.py", "`模型.py`"),
        ("a`b", "a&#96;b"),
        ("a|b", "a&#124;b"),
        (" a", "a"),
        ("", ""),
        ("@a", "@&#8203;a"),
    ],
)
def test_names_are_code_only_where_it_is_harmless(text: str, source: str) -> None:
    assert code(text) == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("CI runs `pytest -q`: 3 tests", "CI runs `pytest -q`: 3 tests"),
        ("`<b>` `a", "&#96;&lt;b&gt;&#96; &#96;a"),
        ("<ab> `", "&lt;ab&gt; &#96;"),
        ("a `` b", "a &#96;&#96; b"),
    ],
)
def test_quotations_in_a_note_stay_code_only_where_it_is_harmless(text: str, source: str) -> None:
    assert prose(text) == source


@given(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=40)
    | st.text("`\\|<>[]()*_~#!@&-+=1. \n:/aw")
)
def test_any_text_reads_as_itself(text: str) -> None:
    shown = " ".join(visible(text).split())
    for document in (f"- {escaped(text)}\n", f"| a |\n| --- |\n| {escaped(text)} |\n"):
        inline = [token for token in MARKDOWN.parse(document) if token.type == "inline"]
        read = inline_text(inline[-1].children or ()).replace(BREAK, "") if inline else ""
        assert read == shown or (not shown and read in ("", "a"))
        assert all(child.type in ("text", "text_special") for each in inline for child in each.children or ())


def full() -> Scorecard:
    card = scorecard(
        repository(
            "octocat/service",
            ALL_WIRED,
            finding(
                "tests",
                Level.PRESENT,
                ceiling=Level.WIRED,
                unseen=(Unseen("language not read: Scala", "a.scala"),),
            ),
            finding("experiment_tracking"),
            share=Share(0.4, 0.6),
            flags=(
                Flag(
                    "hollow_tests", Severity.SERIOUS, "no asserts", (Evidence("t.py", 4, Level.PRESENT, ""),)
                ),
                flag("bulk_import"),
            ),
        ),
        unread("octocat/gone", "the clone did not end in time"),
    )
    return replace(card, left_out=(LeftOut("octocat/fork", "fork"),))


@pytest.mark.parametrize(
    "line",
    [
        "## Strong public evidence of production machine learning",
        "- assessed: 1 of 2 repositories",
        "- whose work: no identity was given: repositories are assessed as a whole",
        f"](https://github.com/octocat/service/blob/{HEAD}/ci_tests.py#L3); a note on ci\\_tests; candidate's share of commits: 40-60%, last changed 2026-03-04 |",
        "| experiment tracking | 0-100 (50% seen) | not visible in 1 repository |",
        "### Flags (2)",
        f"- serious: **hollow tests**, no asserts ([`octocat/service` `t.py:4`](https://github.com/octocat/service/blob/{HEAD}/t.py#L4), id `octocat/service/hollow_tests`)",
        "The lower bound of the score alone reaches this",
        "- octocat/gone: the clone did not end in time",
        "- language not read: Scala (open the file and look, or ask): octocat/service: a.scala",
        "| 12 | 40-60% | 7 wired, 1 substantive, 2 present | bulk\\_import, hollow\\_tests |",
        "| `octocat/gone` | | | not read: the clone did not end in time | |",
        "Excluded repositories (1): `octocat/fork` (fork).",
    ],
)
def test_a_reviewer_finds(line: str) -> None:
    assert line in written(full())


@pytest.mark.parametrize(
    "line",
    [
        "### Claims by sentence: 2 not supported in what was scanned, 1 not assessable, 1 supported (4)",
        '- not supported in what was scanned: "Alerts reach a person." (`cv.txt:2`); would support it: '
        "monitoring, tests run by CI",
        '- not assessable: "Saves 40 % of the cost."',
        "would support it: nothing a repository can show",
        f'- supported: "Tested on every push." ([`octocat/service` `README.md:9`]({BLOB}/README.md?plain=1#L9)), '
        f"by [`octocat/service` `ci_tests.py:3`]({BLOB}/ci_tests.py#L3)",
        "### Interview questions (2)",
        "1. **What woke you up?**\n   - production debugging: alert rules that name their owner (["
        f"`octocat/service` `ci_tests.py:3`]({BLOB}/ci_tests.py#L3))\n"
        "   - strong: Names the night.\n   - weak: Names a tool.\n2. **What did it cost?**",
        "### Contributions to repositories of others, shown, not scored (1)",
        "- [`big/library`](https://github.com/big/library): 3 merged pull requests, 12 commits, last on 2026-02-01",
        "quote its id: repository/signal or repository/flag, such as `octocat/service/hollow_tests`",
        "Never scored: stars, followers",
    ],
)
def test_a_reviewer_finds_what_is_claimed_and_what_to_ask(line: str) -> None:
    assert line in written(told(full()))


def test_a_blind_scorecard_has_no_links_and_no_work_elsewhere() -> None:
    document = written(replace(told(full()), blind=True))
    assert "**Blind: names and addresses were removed.**" in document
    assert "://" not in document
    assert "big/library" not in document


def test_work_of_others_is_marked_in_words() -> None:
    others = repository(levels={"ci": Level.WIRED}, share=Share(0, 0.2))
    assert "**work of others**" in written(scorecard(others))
    assert "work of others" not in written(scorecard(repository(levels={"ci": Level.WIRED})))


def test_long_lists_are_cut_with_the_number_left_out() -> None:
    document = written(scorecard(*(unread(f"r{n:02}") for n in range(31))))
    assert f"- and {31 - UNSEEN_LIMIT} more; the JSON report lists them all" in document
    assert "and 19 more; the JSON report lists them all" in document


def test_what_does_not_fit_is_said() -> None:
    loud = "@" * 5_000
    flags = tuple(Flag(f"{loud}{n}", Severity.ASK, loud) for n in range(9))
    repositories = [
        replace(repository(f"{loud[n:]}", {signal: level}, flags=flags), candidate_share=Share(0, 1))
        for n, (signal, level) in enumerate(list(ALL_WIRED.items()) * 3)
    ]
    document = written(scorecard(*repositories))
    assert CHARACTER_LIMIT - 5_000 < len(document) <= CHARACTER_LIMIT
    last = document.splitlines()[-1]
    assert "Never scored: stars" in document
    assert re.fullmatch(
        r"Cut to fit: \d+ lines of ([\w ]+, )*repositories\. The JSON report is complete\.", last
    )


def test_nothing_to_assess_is_no_error() -> None:
    assert "No repositories were found to assess." in written(scorecard())


def test_a_long_note_is_cut() -> None:
    note = Evidence("a.py", 1, Level.WIRED, "n" * 10_000)
    assert "n" * (NOTE_LIMIT + 1) not in written(
        scorecard(repository("r", None, finding("ci", evidence=(note,))))
    )


def test_samples_fit_a_comment_and_render_alike_each_time(samples: Samples) -> None:
    for _, card in samples.scorecards:
        document = to_markdown(card)
        assert document == to_markdown(replace(card))
        assert len(document.splitlines()) < 150  # fifteen questions take four lines each
        assert len(document.encode()) < 20_000
        assert all(f"| `{each.name}` | {each.commits} |" in document for each in card.repositories)
        assert not {unicodedata.category(each) for each in document} - {"Cc"} & {"Cf", "Cs"}
        assert not re.search(
            r"\b(hir(e|ing)|reject|recommend|candidate (is|lacks|has|cannot))\b", document, re.IGNORECASE
        )


def test_every_signal_without_weight_is_shown_with_its_place() -> None:
    weightless = [f"own{number:02}" for number in range(30)]
    found = [finding(each, Level.PRESENT, path=f"{each}.yaml") for each in weightless]
    claimed = finding("promised", Level.CLAIMED)
    text = written(scorecard(repository("octocat/service", None, *found, claimed)))
    assert "### Shown, not scored (31)" in text
    for each in weightless:
        place = f"[`octocat/service` `{each}.yaml:3`]({BLOB}/{each}.yaml#L3)"
        assert f"- {each} (present): {place}; a note on {each}\n" in text
    assert "- promised: not visible in 1 repository (only claimed in text)\n" in text


def test_without_signals_that_lack_weight_there_is_no_such_section() -> None:
    assert "Shown, not scored" not in written(scorecard(repository(levels={"tests": Level.WIRED})))


def test_evidence_that_commits_show_links_to_the_first_of_them() -> None:
    shown = Evidence(None, None, Level.SUSTAINED, "released", ("c" * 40, "d" * 40))
    text = written(scorecard(repository("octocat/service", None, finding("ci", evidence=(shown,)))))
    where = f"`octocat/service` `commit {'c' * 12}`"
    assert f"[{where}](https://github.com/octocat/service/commit/{'c' * 40})" in text
    assert "d" * 12 not in text
