"""Where modules may be imported from: never the working directory, which may be a scanned repository.

Python puts the working directory first on the import path for `-c`, `-m` and at a prompt, and an empty or
relative entry of PYTHONPATH means it too. Whoever stands in the folder of a candidate would so run the
candidate's `json.py` in place of the standard one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib is not safe yet


def safe_entries(entries: Iterable[str]) -> list[str]:
    """Those entries of an import path that do not depend on where the program stands.

    The working directory stays if this package lies in it, or the script that runs: both are trusted already.
    """
    try:
        here = os.path.realpath(os.getcwd())  # noqa: PTH109
    except OSError:  # it was deleted
        here = ""
    trusted = {PACKAGE_ROOT, _script_folder()}
    return [
        entry
        for entry in entries
        if os.path.isabs(entry) and (entry in trusted or os.path.realpath(entry) != here)  # noqa: PTH117
    ]


def leave_working_directory() -> None:
    """Take the working directory off this program's import path."""
    sys.path[:] = safe_entries(sys.path)


def _script_folder() -> str | None:
    """The folder of the script that was started by its name; None for `-m`, `-c` and a prompt."""
    if sys.argv[:1] == ["-m"]:
        return None
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    return None if script is None else os.path.dirname(os.path.abspath(script))  # noqa: PTH100, PTH120
