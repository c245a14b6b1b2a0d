"""What a batch is asked to do: whom, with which rubric, on which terms, and how an input is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from analyzer.batch.candidates import Row
from analyzer.claims import ClaimsError, claims_content, claims_notes, read_claims_content
from analyzer.engine.pipeline import Request
from analyzer.model import Check, Statement
from analyzer.scoring import Rubric


class BadClaims(Exception):  # noqa: N818 - it reads as what happened
    """A file of claims that cannot be used; the message says why."""

    @property
    def may_pass(self) -> bool:
        """Whether another try makes sense without another file."""
        return isinstance(self.__cause__, ClaimsError) and self.__cause__.needs_extra


def decisive_options(request: Request, rubric: str) -> dict[str, Any]:
    """What decides, beside the list, what a scorecard of a folder says."""
    return {
        "as_of": None if request.as_of is None else request.as_of.isoformat(),
        "rubric": rubric,
        "max_repos": request.max_repositories,
        "include_forks": request.include_forks,
        "max_size": request.size_limit // (1024 * 1024),
        "server": request.server.api_url,
    }


class Order(Struct, frozen=True):
    """Everything a batch needs. `request` is what all candidates have in common.

    `rubrics` has one for each role of the list, and under "" the one of all others. `options` are those that
    decide what a scorecard says, as the folder keeps them; `code` is the fingerprint of the program.
    """

    rows: tuple[Row, ...]
    request: Request
    rubrics: Mapping[str, Rubric]
    checks: Mapping[str, Check]
    options: Mapping[str, Any]
    code: str
    folder_of_list: Path
    digest_of_list: str

    def rubric(self, row: Row) -> Rubric:
        """The numbers that this candidate is scored with."""
        return self.rubrics[row.role or ""]

    def request_for(self, row: Row, notify: Callable[[str], None]) -> Request:
        """The scan of one candidate; `notify` is told what is to be known of the claims. Raises BadClaims."""
        return replace(
            self.request,
            targets=row.targets,
            identities=row.identities,
            statements=() if row.claims is None else self._statements(row.claims, notify),
        )

    def key(self, row: Row) -> str:
        """The same key, the same scorecard, as far as that is up to us."""
        claims = None
        if row.claims is not None:
            try:
                claims = hashlib.sha256(self._content(row.claims)).hexdigest()
            except BadClaims as error:
                claims = str(error)
        parts = [
            list(row.targets),
            list(row.identities),
            claims,
            self.rubric(row).sha256,
            self.code,
            dict(self.options),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _statements(self, name: str, notify: Callable[[str], None]) -> tuple[Statement, ...]:
        shown = Path(name).name
        try:
            reading = read_claims_content(self._content(name), shown)
        except ClaimsError as error:
            raise BadClaims(f"the file of claims '{name}': {error}") from error
        for note in claims_notes(reading, shown):
            notify(note)
        return reading.statements

    def _content(self, name: str) -> bytes:
        try:
            return claims_content(self.folder_of_list / name)
        except ClaimsError as error:
            raise BadClaims(f"the file of claims '{name}': {error}") from error
