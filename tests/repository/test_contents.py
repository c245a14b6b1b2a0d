"""What is read of a repository's objects, and how often."""

from __future__ import annotations

import pytest

from analyzer.repository import contents
from analyzer.repository.contents import Contents, File

LIMIT = 1000


class Objects:
    """Objects by their name that note each time they are read."""

    def __init__(self, **objects: bytes) -> None:
        self.objects = objects
        self.reads: list[str] = []

    def read(self, blob: str, limit: int) -> bytes | None:
        self.reads.append(blob)
        content = self.objects.get(blob)
        return content if content is not None and len(content) <= limit else None

    def file(self, blob: str) -> File:
        return File(f"{blob}.txt", blob, len(self.objects[blob]))


def test_an_object_is_read_once() -> None:
    objects = Objects(a=b"first", b=b"second")
    repository = Contents(objects.read)
    for _ in range(3):
        assert repository.load(objects.file("a"), LIMIT).content == b"first"
        assert repository.load(objects.file("b"), LIMIT).content == b"second"
        assert repository.aside(objects.file("a"), LIMIT) == b"first"
        assert repository.head(objects.file("a"), LIMIT) == b"first"
    assert objects.reads == ["a", "b"]


def test_an_object_that_cannot_be_read_is_asked_for_again() -> None:
    objects = Objects(a=b"first")
    file = objects.file("a")
    objects.objects.clear()
    repository = Contents(objects.read)
    assert repository.load(file, LIMIT).content is None
    objects.objects["a"] = b"first"
    assert repository.load(file, LIMIT).content == b"first"


@pytest.mark.parametrize(("limit", "content"), [(5, b"first"), (4, None)])
def test_what_is_kept_of_an_object_over_the_limit_of_another_reader_is_not_given(
    limit: int, content: bytes | None
) -> None:
    objects = Objects(a=b"first")
    repository = Contents(objects.read)
    repository.load(objects.file("a"), LIMIT)
    assert repository.aside(objects.file("a"), limit) == content


def test_what_was_used_last_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "KEPT_BYTES", 10)
    objects = Objects(a=b"aaaa", b=b"bbbb", c=b"cc", d=b"d" * 11)
    repository = Contents(objects.read)
    for blob in "abcacbad":
        assert repository.load(objects.file(blob), LIMIT).content == objects.objects[blob]
    assert objects.reads == ["a", "b", "c", "d"]
    for blob in "dcbaab":
        repository.load(objects.file(blob), LIMIT)
    assert objects.reads == ["a", "b", "c", "d", "d"]


def test_what_was_not_used_for_long_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "KEPT_BYTES", 9)
    objects = Objects(a=b"aaaa", b=b"bbbb", c=b"cc")
    repository = Contents(objects.read)
    for blob in "abacab":
        assert repository.load(objects.file(blob), LIMIT).content == objects.objects[blob]
    assert objects.reads == ["a", "b", "c", "b"]
