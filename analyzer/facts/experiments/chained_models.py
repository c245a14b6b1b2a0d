"""Whether what one model answers is what another one is given: two steps of one way, and not two ways."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.lazy_regex import lazy_regex

GIVES_NAME = lazy_regex(
    r"[ \t]{0,60}(?P<name>[A-Za-z_.][\w.]{0,80})(?P<part>(?:\$|\[)[^=<\n]{0,120})?[ \t]*"
    r"(?:<-|=(?!=))(?P<value>.*)"
)
USES_MODEL = lazy_regex(r"\b(?:fit|predict|forecast|train|transform|fit_predict|fit_transform)\w{0,20}\(")
NAMES_OF_ROW = lazy_regex(r"[A-Za-z_](?:[\w]|\.(?=\w))*")
LONGEST_ROW_FOLLOWED = 400
MOST_ROWS_FOLLOWED = 400


def is_fed_by(rows: Sequence[str], first: int, second: int) -> bool:
    """Whether a model that is made on a line gets what the model on an earlier line answered.

    Names are followed from the first model through what is assigned; a name that is given something else
    is another thing from there on.
    """
    models = [GIVES_NAME.match(rows[line - 1][:LONGEST_ROW_FOLLOWED]) for line in (first, second)]
    if any(each is None for each in models):
        return False
    model, other = (each["name"] for each in models if each is not None)
    if model == other:
        return False
    made, known = {model}, False
    for number in range(first + 1, min(len(rows), first + MOST_ROWS_FOLLOWED) + 1):
        row = rows[number - 1][:LONGEST_ROW_FOLLOWED]
        named = set(NAMES_OF_ROW.findall(row)) | set(re.findall(r"\w+", row))
        known = known or number >= second
        given = named - {model, other}
        if known and other in named and USES_MODEL.search(row) and given & (made - {model}):
            return True
        if number == second and given & (made - {model}):
            return True
        match = GIVES_NAME.match(row)
        if match is None:
            continue
        value = set(NAMES_OF_ROW.findall(match["value"])) | set(re.findall(r"\w+", match["value"]))
        if value & made:
            made.add(match["name"])
        elif not match["part"]:
            made.discard(match["name"])
    return False
