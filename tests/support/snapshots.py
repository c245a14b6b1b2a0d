"""Snapshots in memory, and one check run over them: a test of a check is one line."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from analyzer.engine.registry import Registry, load_checks
from analyzer.engine.runner import run_checks, run_flags
from analyzer.model import Finding, Flag
from analyzer.repository.snapshot import File, Snapshot
from analyzer.sources import Author, Commit

ADA = Author("Ada Example", "ada@example.com")


@functools.cache
def registry() -> Registry:
    """What is installed, looked for once."""
    return load_checks()


def snapshot(
    files: Mapping[str, str | bytes], commits: Sequence[Commit] = (), name: str = "sample", **options: object
) -> Snapshot:
    """A snapshot of files by path; a value of None in `missing` is an object that is not there."""
    missing = options.pop("missing", ())
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    blobs = {
        hashlib.sha1(content, usedforsecurity=False).hexdigest(): content for content in contents.values()
    }
    entries = [
        File(path, hashlib.sha1(content, usedforsecurity=False).hexdigest(), len(content))
        for path, content in contents.items()
    ]
    entries += [File(path, "0" * 40, None) for path in missing]  # type: ignore[attr-defined]

    def read(blob: str, limit: int) -> bytes | None:
        content = blobs.get(blob)
        return content if content is not None and len(content) <= limit else None

    return Snapshot(name, "1" * 40, entries, read, commits=commits, **options)  # type: ignore[arg-type]


def library(name: str) -> dict[str, str]:
    """The files that make a repository a library: a distribution that its README says how to install."""
    return {
        "pyproject.toml": f"[project]\nname = '{name}'\nversion = '1'\n",
        "README.md": f"# {name}\n\n```bash\npip install {name}\n```\n",
    }


def commit(day: str, *paths: str, author: Author = ADA, message: str = "change", **options: object) -> Commit:
    """A commit on a day (ISO) that adds the given paths."""
    seconds = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    values: dict[str, object] = {
        "sha": hashlib.sha1(f"{day}{paths}{author}{message}".encode(), usedforsecurity=False).hexdigest(),
        "author": author,
        "co_authors": (),
        "committer": author,
        "authored": seconds,
        "committed": seconds,
        "parents": 1,
        "subject": message,
        "paths": paths,
        "added": paths,
        "path_count": len(paths),
    }
    return Commit(**{**values, **options})  # type: ignore[arg-type]


def run(signal: str, repo: Snapshot) -> Finding:
    """The finding of one check."""
    check = registry().checks[signal]
    return run_checks(repo, {signal: check}).findings[signal]


def flagged(id: str, repo: Snapshot) -> Flag | None:
    """The flag of that id, if its detector raises it; one that fails is an error."""
    found = run_flags(repo, {id: registry().flags[id]})
    assert not found.problems, found.problems
    return found.flags[0] if found.flags else None


def raised(id: str, repo: Snapshot) -> Flag:
    """The flag of that id, which must be raised."""
    found = flagged(id, repo)
    assert found is not None, f"{id} is not raised"
    return found


def facts(signal: str, repo: Snapshot) -> dict[str, int | float | str]:
    """The facts that one check states, by name."""
    check = registry().checks[signal]
    return {fact.name: fact.value for fact in run_checks(repo, {signal: check}).facts}
