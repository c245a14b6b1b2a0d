"""Bare directories of our own, with our configuration and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analyzer.git.local import Head


def write_bare(git_directory: Path, head: Head) -> None:
    """An empty bare repository at a commit."""
    (git_directory / "objects").mkdir(parents=True)
    (git_directory / "refs").mkdir()
    (git_directory / "HEAD").write_text(f"{head.commit}\n", encoding="ascii")
    write_configuration(git_directory, head)


def write_shallow(git_directory: Path, commits: Sequence[str]) -> None:
    """Say at which commits the history ends, if at any."""
    if commits:
        text = "".join(f"{commit}\n" for commit in commits)
        (git_directory / "shallow").write_text(text, encoding="ascii")


def write_configuration(git_directory: Path, head: Head) -> None:
    """Our configuration, in place of any other."""
    sha256 = len(head.commit) == 64
    extension = "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    text = f"[core]\n\trepositoryFormatVersion = {int(sha256)}\n\tbare = true\n{extension}"
    (git_directory / "config").write_text(text, encoding="ascii")


def take_packs(known: Path, repository: Path) -> None:
    """Move the packs of a repository into one that borrows them."""
    packs = repository / "objects" / "pack"
    packs.mkdir(exist_ok=True)
    for pack in (known / "objects" / "pack").iterdir():
        pack.replace(packs / pack.name)
    (repository / "objects" / "info" / "alternates").unlink()
