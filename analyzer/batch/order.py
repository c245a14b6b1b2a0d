"""What a batch is asked to do: whom, with which rubric, on which terms, and how an input is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from analyzer.batch.candidates import Row
from analyzer.claims import CLAIMS_FILE_LIMIT, read_own_statements
from analyzer.engine.pipeline import Request
from analyzer.model import Check, Statement
from analyzer.scoring import Rubric


class BadClaims(Exception):  # noqa: N818 - it reads as what happened
    """A file of claims that cannot be used; the message says why."""


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

    def request_for(self, row: Row) -> Request:
        """The scan of one candidate. Raises BadClaims."""
        return replace(
            self.request,
            targets=row.targets,
            identities=row.identities,
            statements=() if row.claims is None else self._statements(row.claims),
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

    def _statements(self, name: str) -> tuple[Statement, ...]:
        try:
            return read_own_statements(self._content(name), Path(name).name).statements
        except ValueError as error:
            raise BadClaims(f"the file of claims '{name}': {error}") from error

    def _content(self, name: str) -> bytes:
        try:
            with (self.folder_of_list / name).open("rb") as file:
                content = file.read(CLAIMS_FILE_LIMIT + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it cannot be read"
            raise BadClaims(f"the file of claims '{name}': {why}") from error
        if len(content) > CLAIMS_FILE_LIMIT:
            raise BadClaims(f"the file of claims '{name}' is larger than {CLAIMS_FILE_LIMIT // 1024} kB")
        return content
