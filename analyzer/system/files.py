"""Files that are there whole or not at all, whatever ends the program in between, also the machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HALF_WRITTEN = ".half-"
"""How the name of a file begins that is not whole yet."""


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then move into place. Raises OSError, and leaves what was there before."""
    descriptor, half = tempfile.mkstemp(dir=path.parent, prefix=f"{HALF_WRITTEN}{path.name[:50]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(half).chmod(0o666 & ~_umask())
        Path(half).replace(path)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_halves(folder: Path) -> None:
    """Remove what a run that was killed in mid-write has left. Nobody else may be writing there."""
    for half in folder.glob(f"{HALF_WRITTEN}*"):
        half.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
