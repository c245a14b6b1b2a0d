"""Builds real git repositories out of the described ones in `portfolios/`.

A described repository is a folder with `files/`, the final state as plain files, and `history.yaml`, which
says in which commits that state came about. Names, dates and messages are all in the description, and
objects are written straight into the object store, so commit ids are the same on every machine: no git
program makes them and no git configuration, template, hook or environment variable is read. (Importing
GitPython itself starts `git version` once, and requires a git on the PATH.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from git import Actor, IndexFile, Repo
from git.index.typ import BaseIndexEntry
from gitdb import IStream  # type: ignore[import-untyped]
from gitdb.db import LooseObjectDB  # type: ignore[import-untyped]
from msgspec import Struct, field

PORTFOLIOS = Path(__file__).parent / "portfolios"
BRANCH = "main"
REGULAR, EXECUTABLE = 0o100644, 0o100755

# Everything git would otherwise take from the user's configuration, and nothing more.
REPOSITORY_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tfilemode = {filemode}
\tbare = false
\tautocrlf = false
\thooksPath = /dev/null
"""

_ACTOR = re.compile(r"([^<>\n]+) <([^<>\s]+)>")
_TAG = re.compile(r"v?\d+(?:\.\d+){1,3}")
_SHA = re.compile(r"\{sha:([a-z0-9-]+)\}")
_COMMIT_KEYS = frozenset(
    "date author committer co_authors message label tag add draft earlier write remove".split()
)


class DescriptionError(ValueError):
    """A description contradicts itself or its files; the message names the repository and the commit."""


class Portfolio(Struct, frozen=True):
    """One fictional candidate.

    `identities` are the addresses to pass as `--identity`; `reading` is what a careful reviewer should
    conclude; `repositories` are the folders of the described repositories, named as they will be built.
    """

    name: str
    title: str
    description: str
    identities: tuple[str, ...]
    reading: str
    repositories: tuple[Path, ...]


class Change(Struct, frozen=True):
    """One described commit. `write` and `remove` hold what it does to the tree, contents resolved.

    `tag` is the name of a lightweight tag on it.
    """

    date: datetime
    author: Actor
    committer: Actor
    message: str
    label: str | None
    write: Mapping[str, bytes]
    remove: tuple[str, ...] = ()
    tag: str | None = None


class Description(Struct, frozen=True):
    """A repository as `history.yaml` and `files/` describe it, checked."""

    name: str
    files: Mapping[str, bytes]
    changes: tuple[Change, ...]
    executable: frozenset[str] = field(default_factory=frozenset)


def portfolios() -> tuple[Portfolio, ...]:
    """The fictional candidates, by name."""
    return tuple(_portfolio(folder) for folder in sorted(PORTFOLIOS.iterdir()) if folder.is_dir())


def _portfolio(folder: Path) -> Portfolio:
    described = yaml.safe_load((folder / "candidate.yaml").read_text(encoding="utf-8"))
    return Portfolio(
        name=folder.name,
        title=described["title"],
        description=described["description"],
        identities=tuple(described["identities"]),
        reading=described["reading"],
        repositories=tuple(sorted(history.parent for history in folder.glob("*/history.yaml"))),
    )


def build_all(destination: Path) -> dict[str, tuple[Path, ...]]:
    """Build every portfolio under `destination/<candidate>/<repository>`; work trees by candidate."""
    return {
        portfolio.name: build_portfolio(portfolio, destination / portfolio.name) for portfolio in portfolios()
    }


def build_portfolio(portfolio: Portfolio, destination: Path) -> tuple[Path, ...]:
    """Build one candidate's repositories under `destination/<repository>`; the work trees.

    Raises DescriptionError for a description that does not add up and FileExistsError if there is
    already something at the place of a repository.
    """
    return tuple(
        build_repository(read_description(folder), destination / folder.name)
        for folder in portfolio.repositories
    )


def build_repository(description: Description, destination: Path) -> Path:
    """Build one repository with a clean work tree at `destination`, which must not exist yet."""
    with _without_git_environment():
        _lay_out(destination)
        # The database that writes objects itself: the default one starts git for each.
        with Repo(destination, odbt=LooseObjectDB) as repo:
            _commit_all(repo, description)
        _check_out(description, destination)
    return destination


def _lay_out(destination: Path) -> None:
    # By hand, because `git init` obeys init.defaultObjectFormat, init.templateDir and their like.
    git_directory = destination / ".git"
    destination.mkdir(parents=True)
    for folder in ("objects", "refs/heads", "refs/tags"):
        (git_directory / folder).mkdir(parents=True)
    (git_directory / "HEAD").write_text(f"ref: refs/heads/{BRANCH}\n", encoding="ascii", newline="\n")
    config = REPOSITORY_CONFIG.format(filemode="true" if os.name == "posix" else "false")
    (git_directory / "config").write_text(config, encoding="ascii", newline="\n")


def _commit_all(repo: Repo, description: Description) -> None:
    index = IndexFile(repo)
    labelled: dict[str, str] = {}
    references = Path(repo.git_dir) / "refs"
    head: str | None = None
    for change in description.changes:
        for path in change.remove:
            del index.entries[(path, 0)]
        for path, content in sorted(change.write.items()):
            mode = EXECUTABLE if path in description.executable else REGULAR
            blob = repo.odb.store(IStream(b"blob", len(content), BytesIO(content))).binsha
            index.add([BaseIndexEntry((mode, blob, 0, path))], write=False)
        message = _SHA.sub(lambda match: labelled[match[1]], change.message)
        content = _commit_object(change, message, index.write_tree().hexsha, head)
        head = str(repo.odb.store(IStream(b"commit", len(content), BytesIO(content))).hexsha.decode("ascii"))
        if change.label:
            labelled[change.label] = head
        if change.tag:
            (references / "tags" / change.tag).write_text(f"{head}\n", encoding="ascii", newline="\n")
    index.write()
    (references / "heads" / BRANCH).write_text(f"{head}\n", encoding="ascii", newline="\n")


def _commit_object(change: Change, message: str, tree: str, parent: str | None) -> bytes:
    # Not Commit.create_from_tree or IndexFile.commit: they read the user's configuration.
    moment = f"{int(change.date.timestamp())} +0000"
    lines = [f"tree {tree}"]
    if parent is not None:
        lines.append(f"parent {parent}")
    for role, who in (("author", change.author), ("committer", change.committer)):
        lines.append(f"{role} {who.name} <{who.email}> {moment}")
    return "\n".join((*lines, "", message)).encode()


def _check_out(description: Description, destination: Path) -> None:
    for path, content in description.files.items():
        place = destination / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        place.chmod(0o755 if path in description.executable else 0o644)


@contextmanager
def _without_git_environment() -> Iterator[None]:
    saved = {name: value for name, value in os.environ.items() if name.startswith("GIT_")}
    for name in saved:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(saved)


@cache
def read_description(folder: Path) -> Description:
    """Read and check one described repository.

    Raises DescriptionError if a path does not exist, dates do not increase, or the last commit does
    not end in exactly the tree of `files/`.
    """
    files = dict(_final_files(folder / "files"))
    described = yaml.safe_load((folder / "history.yaml").read_text(encoding="utf-8"))
    people = {name: _actor(text, folder.name) for name, text in described["people"].items()}
    executable = frozenset(described.get("executable", ()))
    tree: dict[str, bytes] = {}
    changes: list[Change] = []
    labels: set[str] = set()
    tags: set[str] = set()
    for number, commit in enumerate(described["commits"], start=1):
        where = f"{folder.name}, commit {number}"
        change = _change(commit, people, files, where)
        if changes and change.date <= changes[-1].date:
            raise DescriptionError(f"{where}: not later than the commit before")
        if unlabelled := set(_SHA.findall(change.message)) - labels:
            raise DescriptionError(f"{where}: no earlier commit is labelled {min(unlabelled)!r}")
        if missing := [path for path in change.remove if path not in tree]:
            raise DescriptionError(f"{where}: {missing[0]} cannot be removed, it is not there")
        before = dict(tree)
        for path in change.remove:
            del tree[path]
        tree.update(change.write)
        if tree == before:
            raise DescriptionError(f"{where}: changes nothing")
        if change.label:
            labels.add(change.label)
        if change.tag in tags or (change.tag and not _TAG.fullmatch(change.tag)):
            raise DescriptionError(f"{where}: the tag {change.tag!r} is there already, or no name of a tag")
        tags |= {change.tag} if change.tag else set()
        changes.append(change)
    different = sorted(path for path in tree.keys() | files.keys() if tree.get(path) != files.get(path))
    if different:
        raise DescriptionError(f"{folder.name}: after the last commit {different[0]} is not as in files/")
    if unknown := executable - files.keys():
        raise DescriptionError(f"{folder.name}: executable {min(unknown)} is not in files/")
    return Description(folder.name, files, tuple(changes), executable)


def _final_files(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*")):
        # Installing a wheel compiles the sample modules beside them.
        if path.is_file() and "__pycache__" not in path.parts:
            # A checkout of this project may have turned line ends; the samples are all text.
            yield path.relative_to(root).as_posix(), path.read_bytes().replace(b"\r\n", b"\n")


def _change(
    commit: dict[str, Any], people: Mapping[str, Actor], files: Mapping[str, bytes], where: str
) -> Change:
    if unknown := commit.keys() - _COMMIT_KEYS:
        raise DescriptionError(f"{where}: unknown key {min(unknown)!r}")
    date = commit["date"]
    if not isinstance(date, datetime) or date.tzinfo is None:
        raise DescriptionError(f"{where}: {date} is not a time with a zone")
    message = commit["message"].strip() + "\n"
    if co_authors := [people[name] for name in commit.get("co_authors", ())]:
        message += "\n" + "".join(f"Co-authored-by: {who.name} <{who.email}>\n" for who in co_authors)
    author = people[commit["author"]]
    return Change(
        date=date,
        author=author,
        committer=people[commit["committer"]] if "committer" in commit else author,
        message=message,
        label=commit.get("label"),
        write=dict(_contents(commit, files, where)),
        remove=tuple(commit.get("remove", ())),
        tag=commit.get("tag"),
    )


def _contents(commit: dict[str, Any], files: Mapping[str, bytes], where: str) -> Iterator[tuple[str, bytes]]:
    """What a commit puts where. `earlier` and `draft` of one path combine: substituted, then cut."""
    for pattern in commit.get("add", ()):
        matched = [path for path in files if fnmatchcase(path, pattern)]
        if not matched:
            raise DescriptionError(f"{where}: nothing in files/ matches {pattern!r}")
        yield from ((path, files[path]) for path in matched)
    earlier, drafts = commit.get("earlier", {}), commit.get("draft", {})
    for path in earlier.keys() | drafts.keys():
        if path not in files:
            raise DescriptionError(f"{where}: {path} is not in files/")
        text = files[path].decode()
        for final, before in earlier.get(path, {}).items():
            if final not in text:
                raise DescriptionError(f"{where}: {path} does not contain {final!r}")
            text = text.replace(final, before)
        if path in drafts:
            lines = text.splitlines(keepends=True)
            if not 0 < drafts[path] < len(lines):
                raise DescriptionError(f"{where}: {path} has {len(lines)} lines, not over {drafts[path]}")
            text = "".join(lines[: drafts[path]]).rstrip() + "\n"
        yield path, text.encode()
    for path, text in commit.get("write", {}).items():
        yield path, text.encode()


def _actor(text: str, where: str) -> Actor:
    match = _ACTOR.fullmatch(text)
    if match is None:
        raise DescriptionError(f"{where}: {text!r} is not 'Name <address>'")
    return Actor(match[1], match[2])
