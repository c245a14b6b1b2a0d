"""Uploads that a handler refuses for their kind, and lists that the code it calls refuses for their length.

Rules on what an upload may be are a defence, though a weak one where only its sender says what it is:
https://owasp.org/www-community/vulnerabilities/Unrestricted_File_Upload
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.requests.defences import Found
from analyzer.facts.requests.own_limits import BOUND
from analyzer.facts.requests.request_handlers import is_handler
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_services

# `if not file.content_type.startswith("image/"):`, `if file.content_type not in ALLOWED:`
KIND_ASKED = lazy_regex(
    r"[ \t]{0,80}if\b[^\n]{0,80}\b(?P<name>\w{1,60})\.(?:content_type|filename)\b[^\n]{0,80}"
    r"(?:startswith\(|endswith\(|not in\b|!=)"
)
# `extension = Path(file.filename).suffix`, and what is then asked of it.
KIND_TAKEN = lazy_regex(
    r"[ \t]{0,80}(?P<kept>\w{1,60})[ \t]*=[^\n]{0,80}\b(?P<name>\w{1,60})\.(?:content_type|filename)\b"
)
KIND_NOT_AMONG = lazy_regex(
    r"[ \t]{0,80}if\b[^\n]{0,60}\b(?P<kept>\w{1,60})(?:\.lower\(\))?[ \t]+(?:not in\b|!=)"
)
REFUSES_KIND = lazy_regex(
    r"\b(?:400|415|422)\b|\bHTTP_4(?:00|15|22)_|\b(?:HTTP)?BadRequest\w{0,10}\(|\bUnsupportedMediaType\("
    r"|\breturn\b[^\n]{0,80}[\"']error[\"']"
)
TOO_MUCH = lazy_regex(
    r"\braise\b(?s:.){0,160}?\b(?:too (?:large|long|many|big)|exceed(?:s|ed)?|at most|max(?:imum)?)\b",
    re.IGNORECASE,
)
LENGTH_ASKED = lazy_regex(rf"[ \t]{{0,80}}if[ \t]+len\((?P<name>\w{{1,60}})\)[ \t]*>=?[ \t]*{BOUND}[ \t]*:")
ANSWER_WITHIN = 4
MOST_OF_A_HANDLER = 120


def refused_files(repo: Snapshot) -> Iterator[Found]:
    """The first such place of each module on the serving path.

    A kind alone makes no second kind of defence: the sender says it, and may say anything.
    """
    served = called_by_services(repo)
    for path in sorted(served.modules):
        if is_test(repo, path) or is_example_path(path):
            continue
        text = repo.text(path) or ""
        if "content_type" not in text and "filename" not in text and "len(" not in text:
            continue
        rows, facts = text.split("\n"), repo.modules[path]
        for function in facts.functions:
            if not served.has(path, function.qualified_name):
                continue
            body = rows[function.line - 1 : min(function.end_line, function.line + MOST_OF_A_HANDLER)]
            kind = _refuses_a_kind(function, body) if is_handler(facts, function) else None
            if kind is not None:
                note = f"{function.name} refuses files of another kind"
                yield Found("input bound", path, function.line + kind, note, live=False, wired=False)
                break
            length = _refuses_a_length(function, body)
            if length is not None:
                note = f"{function.name} refuses what is longer than a limit of its own"
                yield Found("input bound", path, function.line + length, note, live=True, wired=True)
                break


def _refuses_a_kind(function: Function, body: list[str]) -> int | None:
    kept: set[str] = set()
    for number, row in enumerate(body):
        asked = KIND_ASKED.match(row)
        taken = KIND_TAKEN.match(row)
        if taken is not None and taken["name"] in function.parameters:
            kept.add(taken["kept"])
        among = KIND_NOT_AMONG.match(row)
        of_upload = asked is not None and asked["name"] in function.parameters
        of_kept = among is not None and among["kept"] in kept
        if (of_upload or of_kept) and REFUSES_KIND.search(_after(body, number)):
            return number
    return None


def _refuses_a_length(function: Function, body: list[str]) -> int | None:
    for number, row in enumerate(body):
        asked = LENGTH_ASKED.match(row)
        given = asked is not None and asked["name"] in function.parameters
        if given and TOO_MUCH.search(_after(body, number)):
            return number
    return None


def _after(body: list[str], number: int) -> str:
    return "\n".join(body[number + 1 : number + 1 + ANSWER_WITHIN])
