"""What the cache knows of repositories goes when it is asked to forget them, and nothing of others but facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.git import clone_name
from analyzer.store import CacheSettings, Forgotten, forget_repositories
from analyzer.store.database import Database
from analyzer.store.folder import CLONES

A, B = "https://github.com/ada/a", "https://github.com/team/b"
HEADS = {"a": "a" * 40, "b": "b" * 40, "c": "c" * 40}


@pytest.fixture
def cache(tmp_path: Path) -> CacheSettings:
    settings = CacheSettings(tmp_path / "cache")
    database = Database(settings.folder, settings.limit)
    database.put("results", b"a", b"1", f"{A} {HEADS['a']}".encode())
    database.put("results", b"a", b"0", b"an earlier state of the same, which nothing names")
    database.put("results", b"b", b"1", f"{B} {HEADS['b']}".encode())
    database.put("results", b"c", b"1", HEADS["c"].encode())
    database.put("facts", b"f", b"", b"x = 1")
    database.put("program", b"p", b"", b"declared")
    database.put("histories", b"h", b"ids", b"ada@example.com")
    database.close()
    for url, authenticated, head in (
        (f"{A}.git", False, "a"),
        (A, True, "c"),
        (f"{B}.git", False, "b"),
        ("u", False, "c"),
    ):
        place = settings.folder / CLONES / clone_name(url, authenticated=authenticated)
        place.mkdir(parents=True)
        (place / "tip").write_text(HEADS[head] + "\n")
    return settings


def left(cache: CacheSettings) -> tuple[list[str], int]:
    database = Database(cache.folder, cache.limit)
    layers = (("results", b"abc"), ("facts", b"f"), ("histories", b"h"), ("program", b"p"))
    values = [(layer, key) for layer, keys in layers
              for key in (bytes([each]) for each in keys) if database.get(layer, key)]  # fmt: skip
    database.close()
    return [key.decode() for _layer, key in values], len(list((cache.folder / CLONES).iterdir()))


@pytest.mark.parametrize(
    ("forgotten", "known", "clones"),
    [
        (Forgotten(frozenset(), frozenset({A})), ["b", "c", "p"], 2),
        (Forgotten(frozenset({HEADS["a"]}), frozenset()), ["b", "c", "p"], 3),
        (Forgotten(frozenset({HEADS["c"]}), frozenset()), ["a", "b", "p"], 2),
        (Forgotten(frozenset({HEADS["b"]}), frozenset({A, B}), frozenset({B})), ["c", "p"], 2),
        (Forgotten(frozenset(), frozenset(), unnamed=True), ["p"], 4),
        (Forgotten(frozenset({"d" * 40}), frozenset({"https://github.com/x/y"})), ["a", "b", "c", "p"], 4),
    ],
    ids=["address", "commit", "clone by its tip", "shared", "unnamed", "unknown"],
)
def test_what_is_forgotten_is_gone(
    cache: CacheSettings, forgotten: Forgotten, known: list[str], clones: int
) -> None:
    forget_repositories(cache, forgotten)
    assert left(cache) == (known, clones)


def test_where_nothing_is_kept_nothing_is_made(tmp_path: Path) -> None:
    forget_repositories(CacheSettings(tmp_path / "none"), Forgotten(frozenset({"a"}), frozenset()))
    assert not (tmp_path / "none").exists()
