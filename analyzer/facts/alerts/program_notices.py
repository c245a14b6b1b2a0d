"""Programs in other languages than Python that tell people when a limit is crossed."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.alerts.notifications import ALARM_WORDS, NOTICE_WORDS, WEBHOOK
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.programs import called_name
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.roles import is_example_path, is_test_path

# Packages that tell people, and what is called of them.
MESSENGERS = lazy_regex(
    r"(?i)[^#]{0,80}(?:slack|pagerduty|opsgenie|discord|telegra[fm]|twilio|sendgrid|teams|nodemailer|smtp|mail)"
    r"[^#]{0,80}#.{0,120}?\b(?:post_?message\w{0,10}|send\w{0,20}|trigger\w{0,10}|create\w{0,10}|notify\w{0,10}"
    r"|post_?webhook\w{0,10}|dial_?and_?send)"
)
# An order comparison in a branch; arrows and type parameters are none.
LIMIT_CROSSED = lazy_regex(r"\b(?:if|unless|when)\b[^\n]{0,200}?[\w)\]][ \t]?[<>]=?[ \t]?[\w(.-]")
COMMENT_LINE_BESIDE = lazy_regex(r"[ \t]*(?://|#|\*)")
ROWS_ABOVE = 6
ROWS_KEPT = 300


def program_notices(repo: Snapshot) -> Iterator[Evidence]:
    """The first place of each file where a message is sent because a limit is crossed."""
    senders = _senders(repo)
    for path, facts in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        rows: list[str] | None = None
        for call in facts.calls:
            name = called_name(call.target)
            if call.function is None or not (name in senders or MESSENGERS.fullmatch(call.target)):
                continue
            rows = rows if rows is not None else (repo.text(path) or "").split("\n")
            line = _branch_above(rows, call.line)
            if line is not None:
                runs = start_of(repo, path, call.function) is not None
                level = Level.WIRED if runs else Level.SUBSTANTIVE
                yield Evidence(path, line, level, f"code notifies ({name}) when a limit is crossed")
                break


def _branch_above(rows: list[str], line: int) -> int | None:
    """The branch on a limit, with words of an alarm, right above a line."""
    for number in range(line, max(0, line - 1 - ROWS_ABOVE), -1):
        row = rows[number - 1][:ROWS_KEPT] if number <= len(rows) else ""
        if LIMIT_CROSSED.search(row) and not COMMENT_LINE_BESIDE.match(row) and words_of(row) & ALARM_WORDS:
            return number
    return None


@derived
def _senders(repo: Snapshot) -> frozenset[str]:
    """The functions of programs that are named for a notice and reach a messenger or a webhook."""
    found: set[str] = set()
    for path, facts in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        named = [each for each in facts.functions if words_of(each.name) & NOTICE_WORDS]
        if named and WEBHOOK.search(repo.text(path) or "") is not None:
            found.update(each.name for each in named)
        found.update(each.name for each in named if any(map(MESSENGERS.fullmatch, each.names)))
    return frozenset(found)
