"""The whole answer for one candidate: everything that a report, a gate or the interview reads.

Scoring computes it once; whoever reads it needs neither the rubric nor the checks.
"""

from __future__ import annotations

from msgspec import Struct

from analyzer.declarations import Questions
from analyzer.model import Claim, Contribution, LeftOut, Level, Located, Question, RepositoryResult
from analyzer.provenance import Share
from analyzer.sources import Candidate

# The contract's labels for a band, weakest first; the last is the one that the strong rule guards.
BAND_LABELS = ("thin_public_evidence", "moderate_public_evidence", "strong_public_evidence")
# The two labels that no band gives: all model work is in notebooks, and the bounds disagree.
NOTEBOOK_ONLY = "notebook_only_public_evidence"
INSUFFICIENT = "insufficient_public_evidence"
LABELS = (*BAND_LABELS, NOTEBOOK_ONLY, INSUFFICIENT)


class Band(Struct, frozen=True):
    """A label and the score, 0 to 100, from which it holds."""

    label: str
    start: float


class DimensionScore(Struct, frozen=True):
    """One dimension: bounds 0 to 100, coverage 0 to 1, its weight, whether the rubric calls it essential."""

    id: str
    title: str
    low: float
    high: float
    coverage: float
    weight: float
    essential: bool


class Verdict(Struct, frozen=True):
    """The label with the bounds it rests on. `score` is `low`: at least this was shown.

    `meaning` is the rubric's own paragraph on the label, empty where it has none.
    """

    label: str
    low: float
    high: float
    coverage: float
    reasons: tuple[str, ...]
    meaning: str = ""

    @property
    def score(self) -> float:
        return self.low


class BestPlace(Struct, frozen=True):
    """The evidence of a signal that earns most, and how much at least, 0 to 1.

    `credit` is how much of its points its author's share earns, at least and at most. `by_others`: most of
    its commits are surely not the candidate's.
    """

    located: Located
    earned: float
    credit: Share
    by_others: bool


class CreditedLevel(Struct, frozen=True):
    """The strongest level of a signal in one repository to the candidate's credit.

    `surely` as shown, `possibly` with what was not seen and with work that may be the candidate's.
    """

    repository: str
    surely: Level
    possibly: Level


class SignalSummary(Struct, frozen=True):
    """Where one signal stands over all repositories.

    `dimension` is the rubric's, None where it gives the signal no place; `weight` is the part in the sum that
    the score is made of; `low` and `high` are the points, 0 to 1. `max_level` is the strongest level that the
    check itself can find, `level` the strongest that was found, whoever wrote it. `remarks` are on `place`;
    without one they say why there is none. `credited` has every repository, in the scorecard's order.
    """

    id: str
    title: str
    dimension: str | None
    weight: float
    low: float
    high: float
    max_level: Level
    level: Level
    place: BestPlace | None
    remarks: tuple[str, ...]
    credited: tuple[CreditedLevel, ...]
    questions: Questions | None


class Scorecard(Struct, frozen=True):
    """The whole answer for one candidate: what every report is made from.

    `signals` are those of the rubric in its order, then all others by id. `subject` is what the evidence is
    of, and `role` the kind of seat that the rubric is made for, in its words; empty where it has none.
    """

    candidate: Candidate
    rubric_name: str
    rubric_sha256: str
    as_of: str | None
    verdict: Verdict
    dimensions: tuple[DimensionScore, ...]
    repositories: tuple[RepositoryResult, ...]
    signals: tuple[SignalSummary, ...] = ()
    bands: tuple[Band, ...] = ()
    subject: str = ""
    left_out: tuple[LeftOut, ...] = ()
    claims: tuple[Claim, ...] = ()
    questions: tuple[Question, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    blind: bool = False
    role: str = ""

    def of_dimension(self, dimension: str) -> tuple[SignalSummary, ...]:
        """The signals of one dimension, in the rubric's order."""
        return tuple(each for each in self.signals if each.dimension == dimension)

    @property
    def unscored(self) -> tuple[SignalSummary, ...]:
        """The signals that were found, or claimed, and that the rubric gives no place."""
        return tuple(each for each in self.signals if each.dimension is None and each.level > Level.ABSENT)

    def title_of(self, signal: str) -> str:
        """What people read for a signal."""
        return next((each.title for each in self.signals if each.id == signal), readable(signal))


def readable(id: str) -> str:
    """An id as people read it where nobody has given it a title."""
    return id.replace("_", " ")
