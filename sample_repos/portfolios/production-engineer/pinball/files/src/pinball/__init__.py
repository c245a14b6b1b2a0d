"""Quantile losses and calibrated intervals."""

from pinball.intervals import Interval, coverage
from pinball.losses import pinball_loss

__all__ = ["Interval", "coverage", "pinball_loss"]
