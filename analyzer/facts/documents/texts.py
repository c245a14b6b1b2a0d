"""The text of first-party files, each read once, within a budget: for markers that no parser records."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import TEXT_KINDS, Snapshot, kinds
from analyzer.text import word_set
from analyzer.wiring.roles import is_test_path

MAX_TEXTS = 2_000
MAX_TEXT_BYTES = 20_000_000
# What is larger is mostly data, and is read after everything that somebody wrote.
LARGE_TEXT = 64 * 1024

FIXTURE_FOLDERS = word_set(
    "t fixtures fixture testdata test_data cassettes mocks __mocks__ snapshots __snapshots__"
)
# Where a notebook keeps a picture that begins as its format does, in Base64.
PICTURE = lazy_regex(r'("image/(?:png|jpeg)": ?")(?:iVBORw0KGgo|/9j/)[^"\n]*(?=")')


class Text(Struct, frozen=True):
    """One file's path and text; bytes that are not UTF-8 are replaced, a notebook's pictures left out."""

    path: str
    content: str


def first_party_texts(repo: Snapshot) -> Iterator[Text | str]:
    """Every text file to be searched, without tests; a `str` says why the rest was not read."""
    files = bytes_read = 0
    for path in _in_order(repo):
        if files == MAX_TEXTS or bytes_read >= MAX_TEXT_BYTES:
            yield f"only the first {files:,} files ({bytes_read:,} bytes) were searched for marks and secrets"
            return
        content = repo.content(path)
        if content is None or b"\0" in content:
            continue
        files += 1
        bytes_read += len(content)
        text = content.decode("utf-8", "replace")
        yield Text(path, without_pictures(text) if path.endswith(".ipynb") else text)


def without_pictures(notebook: str) -> str:
    """A notebook's text without the Base64 of its pictures, which is most of it; no line moves."""
    return PICTURE.sub(r"\1", notebook)


def _in_order(repo: Snapshot) -> list[str]:
    ranked = []
    for path in repo.paths:
        ranks = [TEXT_KINDS.index(kind) for kind in TEXT_KINDS if kind in kinds(path)]
        if ranks and not is_fixture(path):
            ranked.append(((repo.size(path) or 0) > LARGE_TEXT, min(ranks), path))
    return [path for *_rank, path in sorted(ranked)]


def is_fixture(path: str) -> bool:
    """Whether a path is a test or its data, whose content is made up."""
    return is_test_path(path) or any(part.casefold() in FIXTURE_FOLDERS for part in path.split("/")[:-1])


def line_at(content: str, position: int) -> int:
    """The 1-based line of a position in a text."""
    return content.count("\n", 0, position) + 1
