"""The folder of a batch: what is done, what failed, and that only one run at a time is at work in it.

    DIR/scorecards/<id>.json   one for each candidate
    DIR/.batch/plan.json       the options under which they were made
    DIR/.batch/journal.jsonl   a line for each candidate that was dealt with; the last one counts

A scorecard is done when it is whole on the disk and its line says of which input and under which terms it was
made. A line that was cut by a kill or a full disk is no line.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from analyzer.system.files import remove_halves, settle, write_whole

STATE, SCORECARDS = ".batch", "scorecards"
PLAN, JOURNAL, LOCK = "plan.json", "journal.jsonl", "lock"
OF_ALL_CANDIDATES = (
    *("summary.csv", "summary.parquet", "ranking.html"),
    *("failures.csv", "notes.csv", "run.json"),
)
_SHOWN = 3


class FolderError(Exception):
    """A folder in which this batch cannot work; the message says why and what to do."""


class Missed(Struct, frozen=True):
    """Something that was not read: a whole candidate, or one `repository`. `retry`: another try may do."""

    reason: str
    retry: bool
    repository: str = ""


class Record(Struct, frozen=True):
    """What became of a candidate. `sha256` is that of its scorecard, empty where there is none.

    `key` is of the input and the terms. `summarised` is what stands in the tables, as JSON: of a hundred
    thousand candidates that is a tenth of what it takes as objects.
    """

    id: str
    key: str
    sha256: str = ""
    missed: tuple[Missed, ...] = ()
    notes: tuple[str, ...] = ()
    summarised: str = "{}"

    @property
    def summary(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.summarised)
        return found

    @property
    def may_improve(self) -> bool:
        return any(each.retry for each in self.missed)


class BatchFolder:
    """An open folder, locked as long as it is used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scorecards = path / SCORECARDS
        self.records: dict[str, Record] = {}
        self._journal = path / STATE / JOURNAL
        self._torn = False

    def scorecard_path(self, id: str) -> Path:
        return self.scorecards / f"{id}.json"

    def is_done(self, id: str, key: str) -> bool:
        """Whether the scorecard of this input and these terms is there, whole, and could not be better."""
        record = self.records.get(id)
        return record is not None and record.key == key and not record.may_improve and self._is_whole(record)

    def _is_whole(self, record: Record) -> bool:
        if not record.sha256:
            return bool(record.missed)
        try:
            content = self.scorecard_path(record.id).read_bytes()
        except OSError:
            return False
        return hashlib.sha256(content).hexdigest() == record.sha256

    def keep(self, record: Record, scorecard: str | None) -> None:
        """Write what became of a candidate: its scorecard first, then the line that says so."""
        path = self.scorecard_path(record.id)
        if scorecard is not None:
            content = scorecard.encode("ascii")
            record = replace(record, sha256=hashlib.sha256(content).hexdigest())
            write_whole(path, content)
        elif path.exists():
            path.unlink()
            settle(self.scorecards)
        line = as_json(_line(record)) + "\n"
        self._append(("\n" if self._torn else "") + line)
        self.records[record.id] = record

    def _append(self, text: str) -> None:
        self._torn = True
        with self._journal.open("ab", buffering=0) as file:
            content = memoryview(text.encode("ascii"))
            while content:
                content = content[file.write(content) :]
            os.fsync(file.fileno())
        self._torn = False

    def forget(self, id: str) -> None:
        """Remove a candidate's scorecard and every line of the journal that speaks of it.

        The files about all candidates go too: they are made of the journal by the next run of a batch.
        """
        self.scorecard_path(id).unlink(missing_ok=True)
        settle(self.scorecards)
        with suppress(FileNotFoundError):
            kept = (line for line in self._journal.read_bytes().splitlines() if not _speaks_of(line, id))
            write_whole(self._journal, b"".join(line + b"\n" for line in kept))
        self._torn = False
        self.records.pop(id, None)
        for name in OF_ALL_CANDIDATES:
            (self.path / name).unlink(missing_ok=True)

    def load(self) -> None:
        """Read the journal."""
        try:
            content = self._journal.read_bytes()
        except FileNotFoundError:
            return
        self._torn = not content.endswith(b"\n") and bool(content)
        for line in content.splitlines():
            try:
                record = _record(json.loads(line))
            except (ValueError, KeyError, TypeError):
                continue
            self.records[record.id] = record

    def require_known(self, ids: Collection[str]) -> None:
        """Refuse a list in which somebody is missing who has a scorecard here. Raises FolderError."""
        known = set(ids)
        others = sorted(path.stem for path in self.scorecards.glob("*.json") if path.stem not in known)
        if others:
            shown = ", ".join(f"'{each}'" for each in others[:_SHOWN])
            more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
            raise FolderError(
                f"'{self.path}' holds scorecards of candidates who are not in the list: {shown}{more}; use "
                f"another folder, or remove them from '{self.scorecards}'"
            )


Kind = TypeVar("Kind", bound=BatchFolder)


def batch_folder(path: Path, options: Mapping[str, Any]) -> AbstractContextManager[BatchFolder]:
    """The folder of the batch with these options, new or as an earlier run left it.

    Raises FolderError for a folder of something else, and for one where another run is at work.
    """
    return opened(BatchFolder(path), options)


@contextmanager
def opened(folder: Kind, options: Mapping[str, Any]) -> Iterator[Kind]:
    """As `batch_folder`, for a folder in which more is kept."""
    path = folder.path
    _require_ours(path)
    state = path / STATE
    state.mkdir(parents=False, exist_ok=True)
    descriptor = os.open(state / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FolderError(f"another run is at work in '{path}'; wait for it, or end it") from error
        _require_plan(path, options)
        folder.scorecards.mkdir(exist_ok=True)
        for each in (path, state, folder.scorecards):
            remove_halves(each)
        folder.load()
        yield folder
    finally:
        os.close(descriptor)


def _require_ours(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise FolderError(f"the folder '{path.parent}' does not exist; create it first") from error
    except FileExistsError as error:
        raise FolderError(f"'{path}' is a file; choose a folder with -o") from error
    except PermissionError as error:
        raise FolderError(
            f"cannot write '{path}': permission denied; choose another folder with -o"
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise FolderError(f"cannot write to '{path}': permission denied; choose another folder with -o")
    if not (path / STATE / PLAN).exists() and {each.name for each in path.iterdir()} - {STATE}:
        raise FolderError(f"'{path}' is not empty and holds no batch; choose a new folder with -o")


def _require_plan(path: Path, options: Mapping[str, Any]) -> None:
    place = path / STATE / PLAN
    wanted = {"format": 1, "options": dict(options)}
    try:
        found = json.loads(place.read_bytes())
    except FileNotFoundError:
        write_whole(place, (json.dumps(wanted, indent=2, sort_keys=True) + "\n").encode())
        return
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != 1 or not isinstance(found.get("options"), dict):
        raise FolderError(f"'{place}' cannot be read; choose a new folder with -o")
    before = found["options"]
    if before != wanted["options"]:
        names = sorted(name for name in {*before, *options} if before.get(name) != options.get(name))
        changes = "; ".join(f"{each}: {before.get(each)}, now {options.get(each)}" for each in names)
        raise FolderError(
            f"'{path}' holds a batch with other options ({changes}); give the same options, or another folder"
        )


def as_json(value: object) -> str:
    """In ASCII, on one line, and short."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _line(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "key": record.key,
        "sha256": record.sha256,
        "missed": [[each.repository, each.reason, each.retry] for each in record.missed],
        "notes": list(record.notes),
        "summary": record.summary,
    }


def _speaks_of(line: bytes, id: str) -> bool:
    """Whether a line of the journal is this candidate's; one that was cut is nobody's any more."""
    try:
        return _record(json.loads(line)).id == id
    except (ValueError, KeyError, TypeError):
        return True


def _record(line: Mapping[str, Any]) -> Record:
    return Record(
        id=str(line["id"]),
        key=str(line["key"]),
        sha256=str(line["sha256"]),
        missed=tuple(Missed(str(why), bool(retry), str(name)) for name, why, retry in line["missed"]),
        notes=tuple(map(str, line["notes"])),
        summarised=as_json(line["summary"]),
    )
