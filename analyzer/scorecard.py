"""The whole answer for one candidate: everything that a report, a gate or the interview reads.

Scoring computes it once; whoever reads it needs neither the rubric nor the checks.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from analyzer.declarations import Questions
from analyzer.model import Claim, Contribution, LeftOut, Level, Located, Question, RepositoryResult
from analyzer.provenance import Share
from analyzer.sources import Candidate

# The contract's labels for a band, weakest first; the last is the one that the strong rule guards.
BAND_LABELS = ("thin_public_evidence", "moderate_public_evidence", "strong_public_evidence")
# The two labels that no band gives: all model work is in notebooks, and the bounds disagree.
NOTEBOOK_ONLY = "notebook_only_public_evidence"
INSUFFICIENT = "insufficient_public_evidence"
# Half of the credit, a quarter of the commits on the path, makes evidence the candidate's own (see the
# rubric's strong rule).
OWN_CREDIT = 0.5
LABELS = (*BAND_LABELS, NOTEBOOK_ONLY, INSUFFICIENT)


class Band(Struct, frozen=True):
    """A label and the score, 0 to 100, from which it holds."""

    label: str
    start: float


class DimensionScore(Struct, frozen=True):
    """One dimension: bounds 0 to 100, coverage 0 to 1, its weight, whether the rubric calls it essential.

    `full_credit_at` is the sum of its signals' weighted points that earns 100.
    """

    id: str
    title: str
    low: float
    high: float
    coverage: float
    weight: float
    essential: bool
    full_credit_at: float = 1.0


class Verdict(Struct, frozen=True):
    """The label with the bounds it rests on. `score` is `low`: at least this was shown.

    `meaning` is the rubric's own paragraph on the label, empty where it has none. `summed` is the sum of the
    dimensions, 0 to 100, before a band's rule may bound it.
    """

    label: str
    low: float
    high: float
    coverage: float
    reasons: tuple[str, ...]
    meaning: str = ""
    summed: Share = Share(0.0, 0.0)  # it is frozen

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

    `surely` as shown, `possibly` with what was not seen and with work that may be the candidate's. `earned`
    is what the repository earns by the signal, at least and at most, 0 to 1.
    """

    repository: str
    surely: Level
    possibly: Level
    earned: Share = Share(0.0, 0.0)  # it is frozen


class SignalSummary(Struct, frozen=True):
    """Where one signal stands over all repositories.

    `dimension` is the rubric's, None where it gives the signal no place; `weight` is the part in the sum that
    the score is made of; `low` and `high` are the points, 0 to 1. `max_level` is the strongest level that the
    check itself can find, `level` the strongest that was found, whoever wrote it. `remarks` are on `place`;
    without one they say why there is none. `credited` has every repository, in the scorecard's order.
    `points` are what each level of it earns, 0 to 1; `looks_for` is what its check says that its levels mean;
    `in_dimension` is its weight beside the other signals of its dimension.
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
    points: Mapping[Level, float] = field(default_factory=dict)
    looks_for: str = ""
    in_dimension: float = 0.0


class Arithmetic(Struct, frozen=True):
    """The numbers of a rubric by which the score is summed, and what the life of each repository makes of it.

    A share of commits earns `credit_factor` times its size, at most all; without `attribution` all is earned
    whoever wrote it. `full_credit_at` is the sum of the dimensions' weights that earns 100. `lives` has every
    repository, in the scorecard's order: the factor on what it earns, at least and at most, 0 to 1.
    """

    attribution: bool = True
    credit_factor: float = 1.0
    full_credit_at: float = 1.0
    lives: tuple[Share, ...] = ()


class Scorecard(Struct, frozen=True):
    """The whole answer for one candidate: what every report is made from.

    `signals` are those of the rubric in its order, then all others by id. `subject` is what the evidence is
    of, and `role` the kind of seat that the rubric is made for, in its words; empty where it has none.
    `arithmetic` are the rubric's numbers that a sum can be checked by.
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
    arithmetic: Arithmetic = Arithmetic()  # it is frozen

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
