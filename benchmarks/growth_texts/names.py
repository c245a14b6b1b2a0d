"""Names of files that grow."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.growth_texts.shape import Shape


def paths() -> Iterator[tuple[str, Shape]]:
    """Names of files that grow; each is asked which kinds of file it is."""
    yield from {
        "folders": Shape("", "a/", "b.py"),
        "long name": Shape("", "a", ".py"),
        "dots": Shape("", ".a", ".py"),
        "requirements": Shape("", "requirements-", "a.txt"),
        "tests": Shape("", "test_", "a.py"),
        "workflows": Shape("", ".github/workflows/", "a.yml"),
        "dashes": Shape("", "-a", "/a.json"),
        "environments": Shape("", ".env", ""),
        "dockerfile": Shape("", "Dockerfile.", "a"),
        "readme": Shape("", "README.", "md"),
        "licences": Shape("", "docs/", "LICENSE"),
        "build": Shape("", "build/lib/", "a.py"),
        "libraries": Shape("", "lib/python3/", "site-packages/a.py"),
        "versions": Shape("jquery", "-1.0", ".js"),
        "main": Shape("", "a-main/", "LICENSE"),
        "underscores": Shape("", "_", "gen.py"),
    }.items()
