"""Reads the list of candidates: a text file with one target a line, or a CSV with a column `target`.

Everything that is wrong with it is said at once, with line numbers, before any work begins.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from analyzer.git import web_url
from analyzer.github import Account, Clone, Server, TargetError, read_target
from analyzer.lazy_regex import lazy_regex
from analyzer.text import did_you_mean

MOST_BYTES = 64 * 1024**2
COLUMNS = ("target", "identity", "claims", "id", "role")
SEPARATORS = lazy_regex(r"[;\r\n]")
_LINE_ENDS = lazy_regex(r"\r\n|\r|\n")
_ID = lazy_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_UNSAFE = lazy_regex(r"[^A-Za-z0-9._-]+")
_CONTROL = lazy_regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ACCOUNT = lazy_regex(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_OWNER_AND_NAME = lazy_regex(r"([A-Za-z0-9][A-Za-z0-9_-]*)/([A-Za-z0-9_][A-Za-z0-9._-]*)")
# Names that Windows gives to devices, whatever ending follows.
_DEVICES = lazy_regex(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_SHOWN_PROBLEMS = 10
_SLUG_LENGTH = 60


class CandidatesError(Exception):
    """A list of candidates that cannot be used; the message says in which lines and why."""


class Row(Struct, frozen=True):
    """One candidate as the list has it. `number` counts candidates from 1; `id` names the scorecard's file.

    `claims` is a file as seen from the folder of the list.
    """

    number: int
    line: int
    id: str
    targets: tuple[str, ...]
    identities: tuple[str, ...] = ()
    claims: str | None = None
    role: str | None = None


def _unheard(message: str) -> None:
    del message


def read_candidates(
    path: Path, roles: Collection[str], notify: Callable[[str], None] = _unheard
) -> tuple[Row, ...]:
    """The rows of a list. Raises CandidatesError; OSError where the file cannot be read.

    `notify` is told of columns that are ignored and look like one that we know.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    return rows_of_list(content, str(path), roles, notify)


def rows_of_list(
    content: bytes, name: str, roles: Collection[str], notify: Callable[[str], None] = _unheard
) -> tuple[Row, ...]:
    """As `read_candidates`, of a list with this name, which says whether it is a CSV."""
    if len(content) > MOST_BYTES:
        raise CandidatesError(f"'{name}' is larger than {MOST_BYTES // 1024**2} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CandidatesError(f"'{name}' line {line} is not UTF-8; save the list as UTF-8") from error
    problems: list[str] = []
    if name.lower().endswith(".csv"):
        rows = _distinct(_rows_of_csv(text, roles, problems, notify), problems)
    else:
        rows = _distinct(_rows_of_text(text, problems), problems)
    if not rows and not problems:
        problems.append("there is no candidate in it")
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        shown = "; ".join(problems[:_SHOWN_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")
        raise CandidatesError(f"'{name}': {shown}")
    return tuple(rows)


def _rows_of_text(text: str, problems: list[str]) -> Iterator[Row]:
    number = 0
    for line, written in enumerate(_LINE_ENDS.split(text), start=1):
        target = written.strip()
        if not target or target.startswith("#"):
            continue
        if number == 0 and "," in target and "target" in _names(target.split(",")):
            problems.append(f"line {line} looks like the header of a CSV; name the file .csv")
            return
        if _CONTROL.search(target):
            problems.append(f"line {line} contains a control character")
            continue
        number += 1
        yield Row(number, line, derived_id((target,)), (target,))


def _rows_of_csv(
    text: str, roles: Collection[str], problems: list[str], notify: Callable[[str], None]
) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: dict[str, int] | None = None
    number, begin = 0, 1
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, line, problems)
                width = len(cells)
                if header is None:
                    return
                _tell_ignored(_names(cells), notify)
                continue
            if len(cells) != width:
                problems.append(f"line {line} has {len(cells)} cells where the header has {width}")
                continue
            found = {name: cells[place].strip() for name, place in header.items()}
            if any(_CONTROL.search(value) for value in found.values()):
                problems.append(f"line {line} contains a control character")
                continue
            row = _row(found, number + 1, line, roles, problems)
            if row is not None:
                number += 1
                yield row
    except csv.Error as error:
        problems.append(f"line {max(begin, reader.line_num)}: {error}")


def _header(cells: list[str], line: int, problems: list[str]) -> dict[str, int] | None:
    """The places of the columns that we know; others are left alone."""
    names = _names(cells)
    found = {name: names.index(name) for name in COLUMNS if name in names}
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if "target" not in found:
        other = " (are the cells separated by commas?)" if len(cells) == 1 else ""
        shown = ", ".join(names)[:200]
        meant = [each for each in names if did_you_mean(each, ("target",))]
        remedy = (
            f"rename '{meant[0]}'" if meant else "name the column of accounts, repositories or addresses so"
        )
        problems.append(f"line {line}: the header has no column 'target', only: {shown}{other}; {remedy}")
    elif twice:
        problems.append(f"line {line}: the header has the column '{twice[0]}' twice")
    else:
        return found
    return None


def _tell_ignored(names: Collection[str], notify: Callable[[str], None]) -> None:
    """Other columns are left alone; one that looks like a typo of ours is named."""
    missing = [each for each in COLUMNS if each not in names]
    for name in names:
        if name not in COLUMNS and (meant := did_you_mean(name, missing)):
            notify(f"the column '{name[:40]}' is ignored{meant}")


def _row(
    cells: Mapping[str, str], number: int, line: int, roles: Collection[str], problems: list[str]
) -> Row | None:
    targets, identities = several(cells["target"]), several(cells.get("identity", ""))
    id, role = cells.get("id", ""), cells.get("role", "") or None
    said = len(problems)
    if not targets:
        problems.append(f"line {line} has no target")
    if id and not is_safe(id):
        problems.append(
            f"line {line}: the id '{id[:40]}' cannot name a file everywhere; use up to 100 letters, digits, "
            "'.', '-' and '_', not beginning with '.' or '-'"
        )
    if role is not None and role not in roles:
        meant = did_you_mean(role, roles) or ";"
        problems.append(
            f"line {line}: there is no role '{role[:40]}'{meant} the roles are {', '.join(roles)}"
        )
    if len(problems) > said:
        return None
    return Row(
        number, line, id or derived_id(targets), targets, identities, cells.get("claims") or None, role
    )


def _distinct(rows: Iterable[Row], problems: list[str]) -> list[Row]:
    """The rows, whose ids differ also where capital and small letters are the same."""
    found: dict[str, Row] = {}
    kept: list[Row] = []
    for row in rows:
        first = found.setdefault(row.id.casefold(), row)
        if first is not row:
            problems.append(
                f"line {row.line}: '{row.id}' is already in line {first.line}; each candidate stands in one "
                "line, or has an id of its own"
            )
        kept.append(row)
    return kept


def is_safe(id: str) -> bool:
    """Whether a file can have this name on any system."""
    return _ID.fullmatch(id) is not None and not id.endswith(".") and not _DEVICES.fullmatch(id)


def derived_id(targets: tuple[str, ...]) -> str:
    """A name for a scorecard where the list has no id: the account, owner--name, or a part and a hash."""
    if len(targets) == 1 and (name := _name_on_github(targets[0])) is not None and is_safe(name):
        return name
    digest = hashlib.sha256("\n".join(targets).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    last = targets[0].rstrip("/").removesuffix(".git").rpartition("/")[2]
    slug = _UNSAFE.sub("-", last).strip("-.")[:_SLUG_LENGTH]
    return f"{slug or 'candidate'}-{digest}"


def _name_on_github(target: str) -> str | None:
    """The account or owner--name that a target is, or whose page it is; None of others."""
    try:
        meant = read_target(target, Server())
    except TargetError:
        return None
    if isinstance(meant, Account):
        return meant.login if _ACCOUNT.fullmatch(meant.login) else None
    if isinstance(meant, Clone):
        name = (web_url(meant.url) or "").removeprefix(f"{Server().web_url}/")
    else:
        name = f"{meant.owner}/{meant.name}"
    pair = _OWNER_AND_NAME.fullmatch(name)
    return None if pair is None else f"{pair[1]}--{pair[2]}"


def several(cell: str) -> tuple[str, ...]:
    """What one cell holds: parts between semicolons, each once."""
    return tuple(dict.fromkeys(filter(None, (" ".join(each.split()) for each in SEPARATORS.split(cell)))))


def _names(cells: Iterable[str]) -> list[str]:
    return [cell.strip().casefold() for cell in cells]
