"""What a worker of the fork server finds around it, as a task of its own tells it."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path


def tell(_task: bytes, answers: Connection) -> None:
    """Answer with what this process has inherited."""
    targets = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")  # noqa: PTH115, PTH208
               if Path(f"/proc/self/fd/{name}").exists()]  # fmt: skip
    answers.send(
        {
            "environment": dict(os.environ),
            "files": targets,
            "folder": os.getcwd(),  # noqa: PTH109
            "group": os.getpgrp(),
            "handler": signal.getsignal(signal.SIGTERM) is signal.SIG_DFL,
            "path": sys.path,
            "modules": sorted(sys.modules),
        }
    )
    answers.close()
