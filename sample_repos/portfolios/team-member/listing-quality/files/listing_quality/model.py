"""The quality model and its two thresholds."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from listing_quality.features import Listing, matrix

# Chosen on moderated listings so that nine in ten verdicts agree with the moderators.
GOOD_FROM = 0.7
POOR_BELOW = 0.35


class QualityModel:
    def __init__(self) -> None:
        self.pipeline = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))

    def fit(self, listings: list[Listing], accepted: list[bool]) -> "QualityModel":
        self.pipeline.fit(matrix(listings), accepted)
        return self

    def scores(self, listings: list[Listing]) -> list[float]:
        """Probability that a moderator accepts the listing as it is."""
        return self.pipeline.predict_proba(matrix(listings))[:, 1].tolist()


def verdict(score: float) -> str:
    """`unsure` between the thresholds: a wrong hint costs more than none."""
    if score >= GOOD_FROM:
        return "good"
    if score < POOR_BELOW:
        return "poor"
    return "unsure"
