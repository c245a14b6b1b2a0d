"""Objects, trees and histories that no honest git writes, made byte by byte."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.support.repositories import (
    CommitSpec,
    build_repository,
    environment,
    git,
    git_directory,
    set_head,
    write_object,
    write_tree,
)

SIGNATURE = b"A <a@x> 1700000000 +0000"
BLOCK = 1024 * 1024
Entry = tuple[str, str, str]


def commit(repository: Path, tree: str, message: bytes = b"change", parents: Sequence[str] = ()) -> str:
    """Write a commit of `tree` and let the branch end there."""
    name = write_object(repository, "commit", commit_text(tree, message, parents))
    set_head(repository, name)
    return name


def commit_text(
    tree: str,
    message: bytes,
    parents: Iterable[str] = (),
    author: bytes = SIGNATURE,
    committer: bytes = SIGNATURE,
) -> bytes:
    """The content of a commit object."""
    lines = [f"tree {tree}".encode(), *(f"parent {each}".encode() for each in parents)]
    return b"\n".join([*lines, b"author " + author, b"committer " + committer, b"", message])


def entries(repository: Path, path: str = "") -> list[Entry]:
    """The entries of a directory of HEAD, as `write_tree` wants them."""
    listed = git(repository, "ls-tree", "-z", f"HEAD:{path}")
    found = []
    for line in filter(None, listed.split("\0")):
        kind, _, name = line.partition("\t")
        mode, _, identity = kind.split()
        found.append((mode.lstrip("0"), name, identity))
    return found


def beside(repository: Path, *added: Entry) -> str:
    """Commit the tree of HEAD with further entries at its root."""
    return commit(repository, write_tree(repository, in_order([*entries(repository), *added])))


def in_order(listed: Iterable[Entry]) -> list[Entry]:
    """Entries in the order that git demands: directories as if their names ended in a slash."""
    return sorted(listed, key=lambda each: os.fsencode(each[1] + ("/" if each[0] == "40000" else "")))


def bomb(repository: Path, leaf: str, mode: str, levels: int = 10) -> str:
    """A tree of 10^levels paths in a few objects."""
    for _ in range(levels):
        leaf = write_tree(repository, [(mode, f"d{number}", leaf) for number in range(10)])
        mode = "40000"
    return leaf


def nested(repository: Path, depth: int, name: str, content: bytes) -> str:
    """A tree in which the file is below `depth` directories called d (the tree itself is none of them)."""
    found = write_tree(repository, [("100644", name, write_object(repository, "blob", content))])
    for _ in range(depth):
        found = write_tree(repository, [("40000", "d", found)])
    return found


def zeros(repository: Path, size: int, *, declared: int | None = None) -> str:
    """A loose blob of `size` bytes of zero, told as `declared` bytes; its id is that of what was declared."""
    told = size if declared is None else declared
    header = b"blob %d\0" % told
    digest = hashlib.sha1(header, usedforsecurity=False)
    blocks, rest = divmod(told, BLOCK)
    for length in [BLOCK] * blocks + [rest]:
        digest.update(bytes(length))
    path = loose(repository, digest.hexdigest())
    path.parent.mkdir(exist_ok=True)
    packer = zlib.compressobj(1)
    with path.open("wb") as stream:
        stream.write(packer.compress(header))
        for _ in range(size // BLOCK):
            stream.write(packer.compress(bytes(BLOCK)))
        stream.write(packer.compress(bytes(size % BLOCK)) + packer.flush())
    return digest.hexdigest()


def loose(repository: Path, identity: str) -> Path:
    """Where a loose object is, or would be."""
    return git_directory(repository) / "objects" / identity[:2] / identity[2:]


def replace_content(repository: Path, identity: str, content: bytes) -> None:
    """Let the object with this id hold something else: a blob that was forged."""
    path = loose(repository, identity)
    path.chmod(0o644)
    path.write_bytes(zlib.compress(b"blob %d\0" % len(content) + content))


def unpacked(path: Path, commits: Sequence[CommitSpec]) -> Path:
    """A bare repository whose objects are loose, one file each."""
    build_repository(path, commits, bare=True)
    for pack in list((path / "objects/pack").glob("*.pack")):
        moved = path / pack.name
        pack.rename(moved)
        pack.with_suffix(".idx").unlink()
        git(path, "unpack-objects", "-q", stdin=moved.read_bytes())
        moved.unlink()
    return path


def packed(path: Path, commits: Sequence[CommitSpec]) -> Path:
    """A bare repository all of whose objects are in one pack; returns the pack."""
    build_repository(path, commits, bare=True)
    git(path, "repack", "-q", "-a", "-d")
    (pack,) = (path / "objects/pack").glob("*.pack")
    pack.chmod(0o644)
    return pack


def spoil_pack(pack: Path, offset: int) -> None:
    """Turn a byte of a pack around and let its checksum, and the index's, agree with that."""
    raw = bytearray(pack.read_bytes())
    raw[offset] ^= 0xFF
    raw[-20:] = hashlib.sha1(raw[:-20], usedforsecurity=False).digest()
    pack.write_bytes(raw)
    index = pack.with_suffix(".idx")
    index.chmod(0o644)
    table = bytearray(index.read_bytes())
    table[-40:-20] = raw[-20:]
    table[-20:] = hashlib.sha1(table[:-20], usedforsecurity=False).digest()
    index.write_bytes(table)


def offset_in_pack(pack: Path, identity: str) -> int:
    """Where an object begins in its pack."""
    with pack.with_suffix(".idx").open("rb") as index:
        shown = subprocess.run(
            ["git", "show-index"], stdin=index, capture_output=True, check=True, env=environment()
        )
    return next(
        int(line.split()[0]) for line in shown.stdout.decode().splitlines() if line.split()[1] == identity
    )


def long_history(path: Path, count: int) -> None:
    """A repository of `count` commits, as a stream for fast-import; its last commit holds the files of HEAD."""
    head = git(path, "rev-parse", "HEAD")
    importing = subprocess.Popen(
        ["git", "fast-import", "--quiet", "--force", "--date-format=raw", "--depth=0"],
        cwd=path, stdin=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert importing.stdin is not None
    with importing.stdin as stream:
        stream.write(b"reset refs/heads/main\nfrom %s\n\n" % head.encode())
        for number in range(count):
            stamp = b"A <a@x> %d +0000" % (1_600_000_000 + number)
            stream.write(b"commit refs/heads/main\ncommitter %s\ndata 1\nc\n" % stamp)
    assert importing.wait() == 0


def bare_pack(objects: Sequence[tuple[int, bytes]]) -> bytes:
    """A pack of whole objects: (type number, content) each."""
    raw = struct.pack(">4sLL", b"PACK", 2, len(objects))
    for kind, content in objects:
        size = len(content)
        first = (kind << 4) | (size & 15)
        size >>= 4
        head = bytearray()
        while size:
            head.append(first | 0x80)
            first, size = size & 0x7F, size >> 7
        head.append(first)
        raw += bytes(head) + zlib.compress(content)
    return raw + hashlib.sha1(raw, usedforsecurity=False).digest()
