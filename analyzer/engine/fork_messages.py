"""What callers and the server of workers say to each other: see `analyzer.engine.fork_server`."""

from __future__ import annotations

import socket
import struct

GRACE_SECONDS = 1.0
"""A worker asked to stop has this long to end what it started before it is killed."""
MESSAGE = struct.Struct("!cIIQ")
"""To the server: TASK or END, the worker's number, the lengths of what follows: its folder and its task."""
NEWS = struct.Struct("!Ii")
"""From the server: the number of a worker that has ended, and its exit code."""
TASK, END = b"T", b"E"


def exactly(line: socket.socket, size: int) -> bytes | None:
    """That many bytes, None if the line ends before."""
    found = bytearray()
    while len(found) < size:
        piece = line.recv(min(size - len(found), 1 << 20))
        if not piece:
            return None
        found += piece
    return bytes(found)
