"""Answers that a function returns as a pair of a body and a status: `return jsonify(error="no"), 401`.

Source: https://flask.palletsprojects.com/en/stable/quickstart/#about-responses; Quart and what is built on
either take the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts
from analyzer.text import word_set
from analyzer.wiring.modules import package_of

TAKING_PAIRS = word_set(
    "flask quart flask_restful flask_restx flask_smorest apiflask flask_openapi3 connexion chalice"
)
STATUS_OF_REFUSAL = (
    r"(?:\w{1,20}\.){0,2}(?:HTTP_)?(401|403|413|429|UNAUTHORIZED|FORBIDDEN|TOO_MANY_REQUESTS"
    r"|REQUEST_ENTITY_TOO_LARGE|CONTENT_TOO_LARGE)(?:_[A-Z_]{1,40}|\.value)?"
)
# On the row of `return`, after the brackets of a body that ends here, or alone below one.
PAIR = lazy_regex(
    rf"\s*return\b[^#]{{1,300}}[\w)\]}}\"'],\s?{STATUS_OF_REFUSAL}\s?\)?\s*(?:#.*)?"
    rf"|\s*[)\]}}]{{1,4}},\s?{STATUS_OF_REFUSAL}\s?\)?\s*(?:#.*)?"
    rf"|\s+{STATUS_OF_REFUSAL},?\s*(?:#.*)?"
)
STATUS_BY_NAME = {
    "UNAUTHORIZED": "401",
    "FORBIDDEN": "403",
    "TOO_MANY_REQUESTS": "429",
    "REQUEST_ENTITY_TOO_LARGE": "413",
    "CONTENT_TOO_LARGE": "413",
}
LONGEST_PAIR = 400
MOST_ROWS_OF_A_PAIR = 12


def answered_pairs(facts: PythonFacts, rows: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The line on which such an answer begins, from 1, and its status: 401, 403, 413 or 429."""
    if not any(package_of(each.module, TAKING_PAIRS) is not None for each in facts.imports):
        return
    for number, row in enumerate(rows, 1):
        match = PAIR.fullmatch(row[:LONGEST_PAIR])
        if match is None:
            continue
        same, _ends, alone = match.groups()
        line = number if same else _return_above(rows, number, alone=alone is not None)
        if line is not None:
            status = next(each for each in match.groups() if each)
            yield line, STATUS_BY_NAME.get(status, status)


def _return_above(rows: Sequence[str], number: int, *, alone: bool) -> int | None:
    """The line of the `return` whose brackets close, or have not closed yet, on a line further down."""
    depth = 0 if alone else -sum(rows[number - 1].count(each) for each in ")]}")
    for line in range(number - 1, max(0, number - MOST_ROWS_OF_A_PAIR), -1):
        row = rows[line - 1][:LONGEST_PAIR]
        depth += sum(row.count(each) for each in "([{") - sum(row.count(each) for each in ")]}")
        if row.lstrip().startswith("return"):
            return line if depth >= (1 if alone else 0) else None
        if not row.strip() or row.lstrip().startswith(("def ", "if ", "raise ", "for ", "with ", "class ")):
            return None
    return None
