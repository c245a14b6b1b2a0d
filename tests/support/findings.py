"""What a test of a check asks of its finding: the level, the place, and telling words of the note."""

from __future__ import annotations

from analyzer.model import Finding, Flag, Level, Status


def assert_found(finding: Finding, level: Level, place: str = "", words: str = "") -> None:
    """The level is exactly this one; its strongest evidence stands at `path:line` and says the words.

    Nothing at all is found where the level is ABSENT.
    """
    assert finding.status is not Status.ERROR, finding.reason
    assert finding.level is level, finding.message
    if level is Level.ABSENT:
        assert not finding.evidence
        return
    best = finding.evidence[0]
    assert (best.level, f"{best.path}:{best.line}") == (level, place), best
    assert words in best.note, best.note


def told(finding: Finding) -> list[str]:
    """Every evidence as `level path:line note`, the strongest first."""
    assert finding.status is not Status.ERROR, finding.reason
    return [f"{each.level.name} {each.path}:{each.line} {each.note}" for each in finding.evidence]


def places(found: Finding | Flag) -> list[str]:
    """Every evidence as `path:line`, in its order."""
    return [f"{each.path}:{each.line}" for each in found.evidence]
