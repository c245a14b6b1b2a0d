"""What the test of a check needs: a repository in memory, and one check or flag run over it.

    from analyzer.testing import run, snapshot

    def test_a_makefile_with_a_target_is_present() -> None:
        assert run("makefile", snapshot({"Makefile": "all:\\n\\ttrue\\n"})).level is Level.PRESENT

Nothing here is imported by the program itself.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from analyzer.commits import Commit, CommitRecord, Commits
from analyzer.engine.registry import Registry, load_checks
from analyzer.engine.runner import run_checks, run_flags
from analyzer.model import Check, Finding, Flag, FlagCheck
from analyzer.repository import File, Snapshot, Versions, chosen
from analyzer.sources import Author, Change, Tag

__all__ = ["AUTHOR", "changed", "commit", "evolved", "facts", "flagged", "registry", "run", "snapshot", "tag"]

Detector = TypeVar("Detector", Check, FlagCheck)

AUTHOR = Author("Ada Example", "ada@example.com")


@functools.cache
def registry() -> Registry:
    """The checks and flags that are installed, looked for once."""
    return load_checks()


def snapshot(
    files: Mapping[str, str | bytes],
    commits: Sequence[Commit] = (),
    name: str = "sample",
    *,
    missing: Collection[str] = (),
    texts: Collection[str] = (),
    **options: Any,
) -> Snapshot:
    """A repository in memory: its files by path, its history, newest commit first.

    `missing` are paths whose content is not there, as in a partial clone; `texts` the old contents that are
    there of those which the changes of the commits name (`evolved` makes both). `options` are those of
    `Snapshot`: `tags=[tag("v1.0", first)]` names a commit.
    """
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    blobs = {_sha1(each): each for each in (*contents.values(), *(text.encode() for text in texts))}
    entries = [File(path, _sha1(content), len(content)) for path, content in contents.items()]
    entries += [File(path, "0" * 40, None) for path in missing]

    def read(blob: str, limit: int) -> bytes | None:
        content = blobs.get(blob)
        return content if content is not None and len(content) <= limit else None

    old = chosen(commits, entries)
    options.setdefault("versions", Versions(old.changes, read, old.problem))
    return Snapshot(name, "1" * 40, entries, read, commits=commits, **options)


def evolved(
    stories: Mapping[str, Mapping[str, str]],
    *,
    messages: Mapping[str, str] | None = None,
    authors: Mapping[str, Author] | None = None,
    beside: Sequence[Commit] = (),
    path_count: int | None = None,
    **options: Any,
) -> Snapshot:
    """A repository whose files had one text after the other: by path, the text from each day on.

        evolved({"deploy/prod.yaml": {"2024-01-02": "image: shop:1.0\n", "2024-02-05": "image: shop:1.1\n"}})

    One commit for each day, with its message and author where these are given by day, and the commits
    `beside` them; each touches `path_count` files, if that is given. `options` are those of `snapshot`.
    """
    history = list(beside)
    for day in sorted({day for story in stories.values() for day in story}):
        found = {path: story for path, story in stories.items() if day in story}
        before = {
            path: max((each for each in story if each < day), default=None) for path, story in found.items()
        }
        history.append(
            commit(
                day,
                *sorted(found),
                path_count=len(found) if path_count is None else path_count,
                author=(authors or {}).get(day, AUTHOR),
                message=(messages or {}).get(day, "change"),
                added=tuple(path for path in sorted(found) if before[path] is None),
                changes=tuple(
                    Change(path, _sha1(story[old].encode()), _sha1(story[day].encode()))
                    for path, story in sorted(found.items())
                    if (old := before[path]) is not None
                ),
            )
        )
    history.sort(key=lambda each: each.written or 0, reverse=True)
    files = {path: story[max(story)] for path, story in stories.items()}
    texts = [text for story in stories.values() for text in story.values()]
    return snapshot(files, history, texts=options.pop("texts", texts), **options)


def commit(day: str, *paths: str, author: Author = AUTHOR, message: str = "change", **fields: Any) -> Commit:
    """A commit on a day ("2026-03-04") that adds the paths; `fields` are any others of `Commit`."""
    seconds = _seconds(day)
    plain = CommitRecord(
        sha=_sha1(f"{day}{paths}{author}{message}".encode()),
        author=author,
        co_authors=(),
        committer=author,
        authored=seconds,
        committed=seconds,
        parents=1,
        subject=message,
        paths=paths,
        added=paths,
        path_count=len(paths),
    )
    return Commits.of([replace(plain, **fields)])[0]


def changed(commit: Commit, **fields: Any) -> Commit:
    """The commit with other values of these fields."""
    return Commits.of([replace(commit.record, **fields)])[0]


def tag(name: str, commit: Commit, day: str | None = None) -> Tag:
    """A tag of a commit; an annotated one that was made on a day ("2026-03-04") if that is given."""
    return Tag(name, commit.sha, None if day is None else _seconds(day))


def run(check: str | Check, repo: Snapshot) -> Finding:
    """The finding of one check, given itself or by its id. Raises LookupError for an id nobody has."""
    found = _known(check, registry().checks)
    return run_checks(repo, {found.id: found}).findings[found.id]


def facts(check: str | Check, repo: Snapshot) -> dict[str, int | float | str]:
    """The facts that one check states, by name. Raises LookupError for an id nobody has."""
    found = _known(check, registry().checks)
    return {fact.name: fact.value for fact in run_checks(repo, {found.id: found}).facts}


def flagged(flag: str | FlagCheck, repo: Snapshot) -> Flag | None:
    """The flag, given by its detector or its id, if it is raised.

    Raises AssertionError if its detector fails, or did not see everything; LookupError for an id nobody has.
    """
    found = _known(flag, registry().flags)
    report = run_flags(repo, {found.id: found})
    if report.problems:
        raise AssertionError("; ".join(report.problems))
    return report.flags[0] if report.flags else None


def _known(detector: str | Detector, installed: Mapping[str, Detector]) -> Detector:
    if not isinstance(detector, str):
        return detector
    if detector not in installed:
        raise LookupError(
            f"nothing installed has the id '{detector}'; hand over the decorated function itself, "
            "or install the package that names it in its entry points"
        )
    return installed[detector]


def _seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _sha1(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()
