"""The scorecard as an object: the JSON document of the contract, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.api.errors import UnreadableScorecard

if TYPE_CHECKING:
    import pandas

    from analyzer.report.contract import (
        CandidateEntry,
        ClaimEntry,
        DimensionEntry,
        FlagEntry,
        QuestionEntry,
        RepositoryEntry,
        ScorecardDocument,
    )


class Scorecard:
    """The answer for one candidate: the JSON document of the contract as an object.

    `scan` makes it, `from_json` reads it back; what one offers, the other does too. It can be compared,
    pickled and shown in a notebook. `document` and its parts are the object's own: copy before you change.
    """

    __slots__ = ("_document",)

    def __init__(self, document: ScorecardDocument) -> None:
        self._document = document

    @classmethod
    def from_json(cls, text: str | bytes) -> Scorecard:
        """The scorecard that `scan -f json` or `to_json` of this version or an earlier one wrote.

        Raises UnreadableScorecard.
        """
        from analyzer.report.loading import BadDocument, read_document

        try:
            return cls(read_document(text))
        except BadDocument as error:
            raise UnreadableScorecard(str(error)) from error

    def to_json(self) -> str:
        """What `scan -f json` writes, byte for byte."""
        from analyzer.report.json import written

        return written(self._document)

    def to_frame(self, *, findings: bool = False) -> pandas.DataFrame:
        """One row a repository, by name, with the level of every signal in `signal_<id>`, or one a finding.

        The columns are those of `scan -f csv` and of `scan -f findings-csv`. Raises MissingExtra (an
        ImportError) without pandas, which the extra `repo-evidence[table]` installs.
        """
        from analyzer.report.table.columns import frame_of
        from analyzer.report.table.findings import finding_columns
        from analyzer.report.table.frames import repository_columns

        return frame_of((finding_columns if findings else repository_columns)(self._document))

    @property
    def document(self) -> ScorecardDocument:
        """The whole document, as the JSON Schema `analyzer/report/scorecard.schema.json` describes it."""
        return self._document

    @property
    def label(self) -> str:
        """The verdict's label, `insufficient_public_evidence` where the bounds disagree."""
        return self._document["verdict"]["label"]

    @property
    def low(self) -> float:
        """At least so much was shown, 0 to 100."""
        return self._document["verdict"]["low"]

    @property
    def high(self) -> float:
        """At most so much is possible with what could not be read, 0 to 100."""
        return self._document["verdict"]["high"]

    @property
    def coverage(self) -> float:
        """How much of what the rubric asks could be fully assessed, 0 to 1."""
        return self._document["verdict"]["coverage"]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the label is what it is, in sentences."""
        return tuple(self._document["verdict"]["reasons"])

    @property
    def candidate(self) -> CandidateEntry:
        """Whose work was asked about."""
        return self._document["candidate"]

    @property
    def dimensions(self) -> tuple[DimensionEntry, ...]:
        """The dimensions of the rubric with their bounds."""
        return tuple(self._document["dimensions"])

    @property
    def flags(self) -> tuple[FlagEntry, ...]:
        """Circumstances worth a question, the most serious first."""
        return tuple(self._document["flags"])

    @property
    def claims(self) -> tuple[ClaimEntry, ...]:
        """What documents claim, with what was found for it."""
        return tuple(self._document["claims"])

    @property
    def questions(self) -> tuple[QuestionEntry, ...]:
        """What to ask in the interview."""
        return tuple(self._document["questions"])

    @property
    def repositories(self) -> tuple[RepositoryEntry, ...]:
        """The repositories by name, those that could not be assessed among them, with the reason."""
        return tuple(self._document["repositories"])

    def __eq__(self, other: object) -> bool:
        return self._document == other._document if isinstance(other, Scorecard) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # its document can be changed

    def __repr__(self) -> str:
        return f"<Scorecard {self.label}, {self.low} to {self.high}, {len(self.repositories)} repositories>"

    def _repr_html_(self) -> str:
        from analyzer.report.display import notebook_html

        return notebook_html(self._document)
