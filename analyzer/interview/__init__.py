"""What to ask: from open claims, gaps, flags, strengths, and what no repository can show."""

from __future__ import annotations

from analyzer.interview.pack import questions

__all__ = ["questions"]
