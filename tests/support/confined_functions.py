"""What a test lets run in a confined process."""

from __future__ import annotations

import os
import time
from pathlib import Path


def told(content: bytes) -> bytes:
    return repr((content, sorted(os.environ), str(Path.cwd()))).encode()


def fill(content: bytes) -> bytes:
    return content * 2**30


def spin(content: bytes) -> bytes:
    while True:
        pass


def sleep(content: bytes) -> bytes:
    time.sleep(60)
    return content


def fail(content: bytes) -> bytes:
    raise ValueError(content)


def write(content: bytes) -> bytes:
    Path(content.decode()).write_bytes(b"x")
    return content
