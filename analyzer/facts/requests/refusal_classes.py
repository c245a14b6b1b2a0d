"""Classes of a repository that are an answer of its framework with the status of a refusal.

`class TooMany(HTTPException)` whose constructor or attribute says 429 answers with it wherever it is raised.
Sources: https://fastapi.tiangolo.com/tutorial/handling-errors/,
https://werkzeug.palletsprojects.com/en/stable/exceptions/,
https://www.django-rest-framework.org/api-guide/exceptions/#apiexception.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_test

FRAMEWORK_REFUSALS = word_set("HTTPException HTTPError APIException SanicException HTTPStatusException")
# `status_code: int = 429`, `code = 429`, `super().__init__(status.HTTP_429_TOO_MANY_REQUESTS, detail)`
STATUS_OF_CLASS = lazy_regex(
    r"\b(?:status_code|status|code)\b[^=\n]{0,40}=\s{0,4}(?:[\w.]{0,40}\.)?(?:HTTP_)?(429|413|401|403)\b"
    r"|\b(?:status_code|status|code)\b[^=\n]{0,40}=\s{0,4}(?:[\w.]{0,40}\.)?HTTP_(429|413|401|403)_"
    r"|__init__\(\s{0,80}(?:self,\s{0,80})?(?:[\w.]{0,40}\.)?(?:HTTP_)?(429|413|401|403)(?:\b|_)"
)
LONGEST_CLASS = 60


@derived
def own_refusals(repo: Snapshot) -> Mapping[str, str]:
    """The status with which each such class answers, by the class's name."""
    found: dict[str, str] = {}
    for path, facts in repo.modules.items():
        bases = [
            each for each in facts.classes if any(last_part(b) in FRAMEWORK_REFUSALS for b in each.bases)
        ]
        if not bases or is_test(repo, path):
            continue
        rows = code_only(repo.text(path) or "").split("\n")
        for each in bases:
            text = "\n".join(row[:300] for row in rows[each.line - 1 : each.end_line][:LONGEST_CLASS])
            match = STATUS_OF_CLASS.search(text)
            if match is not None:
                found[each.name] = match[1] or match[2] or match[3]
    return found
