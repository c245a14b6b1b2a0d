"""Answers that are too much: endless, or small and of endless content. As bytes on the line, head included.

Each flood stops by itself only where that is its point; the server stops the others when the client has gone.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import count, repeat

MEGABYTE = 1024**2
_OK = b"HTTP/1.1 200 OK\r\n"
_JSON = _OK + b"Content-Type: application/json\r\n"
_GIT = _OK + b"Content-Type: application/x-git-upload-pack-result\r\nConnection: close\r\n\r\n"


def packet(content: bytes) -> bytes:
    """A line as git's protocol frames it (gitprotocol-common, "pkt-line Format")."""
    return b"%04x%s" % (len(content) + 4, content)


def _headers() -> Iterator[bytes]:
    yield _OK
    for number in count():
        yield b"X-%d: %s\r\n" % (number, b"x" * 30_000)


def _one_header() -> Iterator[bytes]:
    yield _OK + b"X-Long: "
    yield from repeat(b"x" * 65536)


def _announcements() -> Iterator[bytes]:
    yield from repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def _gzip(times: int) -> Iterator[bytes]:
    """Sixteen megabytes of zeros for each time, in 16 kB."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = compressor.compress(bytes(16 * MEGABYTE)) + compressor.flush(zlib.Z_FULL_FLUSH)
    yield _JSON + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
    yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    yield from repeat(block, times)


def _gzip_of_gzip() -> Iterator[bytes]:
    yield _JSON + b"Content-Encoding: gzip, gzip, gzip, gzip\r\nConnection: close\r\n\r\n"
    inner = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    outer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    content = inner.compress(bytes(64 * MEGABYTE)) + inner.flush()
    yield outer.compress(content) + outer.flush()


def _long() -> Iterator[bytes]:
    """Half a gigabyte of a list."""
    piece = b"{}," * 21845
    times = 500 * MEGABYTE // len(piece)
    yield _JSON + b"Content-Length: %d\r\n\r\n[" % (len(piece) * times + 3)
    yield from repeat(piece, times)
    yield b"0]"


def _deep() -> Iterator[bytes]:
    yield _JSON + b"Content-Length: 200000\r\n\r\n" + b"[" * 100_000 + b"]" * 100_000


def _messages() -> Iterator[bytes]:
    """What git shows as "remote: ...", in place of a pack."""
    yield _GIT + packet(b"NAK\n")
    yield from repeat(packet(b"\x02counting objects\n") * 100)


def _keepalives() -> Iterator[bytes]:
    """Packets without content, which tell a waiting client that the server still works."""
    yield _GIT + packet(b"NAK\n")
    yield from repeat(packet(b"\x01") * 10_000)


def _references() -> Iterator[bytes]:
    """What a server begins with: here it has no end."""
    yield _GIT.replace(b"result", b"advertisement") + packet(b"# service=git-upload-pack\n") + b"0000"
    yield packet(b"%040x HEAD\0side-band-64k filter\n" % 1)
    name = b"x" * 4000  # long ones, so that few of them fill a memory
    for first in count(step=100):
        yield b"".join(
            packet(b"%040x refs/heads/%s-%d\n" % (each + 1, name, each)) for each in range(first, first + 100)
        )


def _garbage() -> Iterator[bytes]:
    yield _GIT
    yield from repeat(b"\0" * 65536)


FLOODS: Mapping[str, Callable[[], Iterator[bytes]]] = {
    "headers": _headers,
    "one_header": _one_header,
    "announcements": _announcements,
    "gzip_bomb": lambda: _gzip(640),
    "gzip_of_gzip": _gzip_of_gzip,
    "long": _long,
    "deep": _deep,
    "messages": _messages,
    "keepalives": _keepalives,
    "references": _references,
    "garbage": _garbage,
}
"""Kinds of fault: a flood of the API's answers, or, from `messages` on, of git's."""
