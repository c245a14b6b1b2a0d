"""A candidate as a row of the list shows it: how far the scan is, what was found, what went wrong."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from analyzer.batch.candidates import derived_id
from analyzer.batch.folder import Missed, Record
from analyzer.github import shown_target
from analyzer.report.explained import LABEL_WORDS
from analyzer.report.html.views import PAGE_NAME_LIMIT, cut
from analyzer.report.notes import COUNTDOWN
from analyzer.scoring import interval_words
from analyzer.serve.desk import Desk, Running
from analyzer.serve.shelf import MARKDOWN, NOTES, Asked, Shelf
from analyzer.text import plural, repository_count

QUEUED, RUNNING, DONE, INCOMPLETE, FAILED, STOPPED = (
    *("queued", "running", "done", "incomplete", "failed", "stopped"),
)
STATUS_WORDS = {
    QUEUED: "waiting",
    RUNNING: "scanning",
    DONE: "done",
    INCOMPLETE: "done, in part",
    FAILED: "failed",
    STOPPED: "not scanned",
}
STAGES_SHOWN, REASONS_SHOWN = 6, 3
_REASON_LIMIT = 400


class RowView(Struct, frozen=True):
    """Everything that a row prints. `state` changes with what can be done, not with how far a scan is."""

    id: str
    name: str
    typed: str
    status: str
    words: str
    state: str
    said: str
    has_card: bool
    has_notes: bool
    has_markdown: bool
    again: bool
    role: str = ""
    label: str = ""
    bounds: str = ""
    low: float = 0.0
    high: float = 0.0
    facts: str = ""
    before: int = 0
    waits: str = ""
    no_token: bool = False
    stages: tuple[tuple[str, str], ...] = ()
    more_stages: int = 0
    read: int = 0
    found: int = 0
    seconds: int = 0
    reasons: tuple[str, ...] = ()
    remedy: str = ""


def row_view(id: str, shelf: Shelf, desk: Desk) -> RowView | None:
    """The row of a candidate; None for somebody who is not there."""
    asked, record = shelf.asked.get(id), shelf.records.get(id)
    if asked is None and record is None:
        return None
    running, before = desk.running.get(id), desk.place(id)
    failed = shelf.unsuccessful.get(id)
    status = _status(record, failed, running=running is not None, queued=before is not None)
    has_card = record is not None and bool(record.sha256)
    typed = cut(", ".join(asked.targets), PAGE_NAME_LIMIT) if asked else ""
    name = cut(_name(id, asked, desk), PAGE_NAME_LIMIT)
    missed = (*((failed,) if failed else ()), *(record.missed if record else ()))
    summary = record.summary if record is not None and has_card else {}
    shown = {**_found(summary), **_progress(running), **(_troubles(missed) if status != RUNNING else {})}
    return RowView(
        id=id,
        name=name,
        typed="" if typed == name else typed,
        status=status,
        words=STATUS_WORDS[status],
        state=f"{status} {record.sha256[:12] if record else ''}",
        said=_said(name, status, summary),
        has_card=has_card,
        has_markdown=shelf.has_beside(id, MARKDOWN),
        has_notes=shelf.has_beside(id, NOTES),
        again=asked is not None,
        role=asked.role or "" if asked else "",
        before=before or 0,
        **shown,
    )


def _name(id: str, asked: Asked | None, desk: Desk) -> str:
    """What a reviewer called the candidate, else what was typed, without the folders of this computer."""
    if asked is None or id != derived_id(asked.targets):
        return id
    return ", ".join(shown_target(each, desk.server) for each in asked.targets)


def _status(record: Record | None, failed: Missed | None, *, running: bool, queued: bool) -> str:
    if running or queued:
        return RUNNING if running else QUEUED
    if failed is not None:
        return FAILED
    if record is None:
        return STOPPED
    if not record.sha256:
        return FAILED
    return INCOMPLETE if record.missed else DONE


def _found(summary: Mapping[str, Any]) -> dict[str, Any]:
    if not summary:
        return {}
    facts = [f"{summary['assessed']} of {repository_count(summary['repositories'])} read"]
    if summary["flags"]:
        facts.append(plural(len(summary["flags"]), "flag"))
    return {
        "label": LABEL_WORDS.get(summary["label"], summary["label"]),
        "bounds": interval_words(summary["low"], summary["high"]),
        "low": summary["low"],
        "high": summary["high"],
        "facts": ", ".join(facts),
    }


def _progress(running: Running | None) -> dict[str, Any]:
    if running is None:
        return {}
    stages = list(running.stages.copy().items())
    return {
        "waits": cut(COUNTDOWN.sub("", running.waits)),
        "no_token": running.no_token,
        "stages": tuple((cut(name), cut(stage)) for name, stage in stages[:STAGES_SHOWN]),
        "more_stages": max(0, len(stages) - STAGES_SHOWN),
        "read": len(running.read),
        "found": len(running.names),
        "seconds": int(time.monotonic() - running.begun),
    }


def _troubles(missed: tuple[Missed, ...]) -> dict[str, Any]:
    if not missed:
        return {}
    words = [
        f"{each.repository}: {each.reason}"
        if each.repository
        else each.reason.replace("--identity", "identity")
        for each in missed[:REASONS_SHOWN]
    ]
    more = len(missed) - REASONS_SHOWN
    if more > 0:
        words.append(f"and {more} more")
    passing = any(each.retry for each in missed)
    return {
        "reasons": tuple(cut(each, _REASON_LIMIT) for each in words),
        "remedy": (
            "It may pass: scan again later."
            if passing
            else "Another try would say the same. Check what was typed, and ask anew."
        )
        if any(not each.repository for each in missed) or passing
        else "",
    }


def _said(name: str, status: str, summary: Mapping[str, Any]) -> str:
    """What a screen reader is told when the state changes."""
    if status in (DONE, INCOMPLETE):
        return f"{name}: {STATUS_WORDS[status]}. {LABEL_WORDS.get(summary.get('label', ''), '')}"
    return f"{name}: {STATUS_WORDS[status]}"
