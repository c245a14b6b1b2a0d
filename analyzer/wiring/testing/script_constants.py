"""Programs whose path a file joins, and starts by a name: `SCRIPT = ROOT / "scripts" / "verify.py"`."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_test_path

_ASSIGNED = lazy_regex(r"^(?P<name>[A-Za-z_]\w{0,80})[ \t]*(?::[^=\n]{1,60})?=[ \t]*(?P<value>[^\n]{1,400})$")
_JOINED = lazy_regex(r"[\"']([\w.-]{1,100}(?:/[\w.-]{1,100}){0,8})[\"']")
_MOST_ROWS = 5_000


def script_constants(repo: Snapshot, path: str) -> frozenset[str]:
    """The names of a module, given at its left edge, that mean a program of the repository by its path."""
    text = repo.text(path) or ""
    if ".py" not in text:
        return frozenset()
    found: set[str] = set()
    for row in text.split("\n")[:_MOST_ROWS]:
        match = _ASSIGNED.match(row[:500])
        if match is not None and ".py" in match["value"] and _is_program(repo, match["value"]):
            found.add(match["name"])
    return frozenset(found)


def _is_program(repo: Snapshot, value: str) -> bool:
    parts = _JOINED.findall(value)
    if not parts or not parts[-1].endswith(".py"):
        return False
    joined = "/".join(each.strip("/") for each in parts).removeprefix("./")
    return any(
        (each == joined or each.endswith(f"/{joined}")) and not is_test_path(each) for each in repo.modules
    )
