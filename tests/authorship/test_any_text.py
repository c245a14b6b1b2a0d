"""Whatever a file holds, its lines are shown within the limits and searched for without an error."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.authorship.comparable import comparable, set_apart
from analyzer.authorship.excerpts import LINES_AFTER, LINES_BEFORE, SHOWN_OF_A_LINE, excerpt
from analyzer.authorship.lines import Change, Numbered, brought
from analyzer.parsing.lines import lines_of

contents = st.binary(max_size=40) | st.lists(
    st.sampled_from(
        [b"", b"  x = 1,", b"x = 1", b"x = '1'", b"def f():", b"}", b'"x\\n",', b"\r", b"\xff\xfe"]
    ),
    max_size=12,
).map(b"\n".join)


@given(contents, contents, st.integers(0, 14), st.booleans())
def test_any_content_is_shown_and_traced(now: bytes, before: bytes, number: int, notebook: bool) -> None:
    lines, numbered = lines_of(now.decode("utf-8", "replace")), Numbered(now, "now")
    found = excerpt(lines, numbered, number, notebook=notebook)
    assert (found is not None) is (1 <= number <= len(lines))
    if found is None:
        return
    assert found.first <= number < found.first + len(found.shown)
    assert len(found.shown) <= LINES_BEFORE + 1 + LINES_AFTER
    assert all(len(each) <= SHOWN_OF_A_LINE for each in found.shown)
    texts = {"now": now, "before": before}
    changes = [Change("before", "now"), Change("", "before")]
    traced = brought(found.telling, numbered, changes, texts.get)
    # Of two versions in a row every line that is there came with one of them.
    assert traced.by.keys() == set(found.telling) and not traced.unknown


@given(contents)
def test_lines_are_set_apart_as_they_are_compared(content: bytes) -> None:
    assert set_apart(content) == b"\n%s\n" % b"\n\n".join(comparable(content))
