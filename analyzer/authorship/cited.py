"""Who wrote the lines that evidence cites, from the changes that brought them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.authorship.excerpts import Excerpt
from analyzer.authorship.lines import Brought, Line
from analyzer.authorship.provenance import Attribution, day
from analyzer.commits import Commit
from analyzer.provenance import CitedLines, Origin, Share

SWEEP = 50
"""Files that one commit changed, from which on it says nothing of who wrote a line: a formatter's run, a new
name everywhere. What it adds is not counted."""


class Step(Struct, frozen=True):
    """A commit that changed a file, and how many files it changed that were there before."""

    commit: Commit
    modified: int = 0

    @property
    def is_sweep(self) -> bool:
        return self.modified >= SWEEP


class Work(Struct, frozen=True):
    """Whose work a line is, None where nothing is asked, and the commit that brought it, if a single one did.

    `number` is the commit's place in the history of the file, 0 for the newest; `founded` is False where what
    brought the line does not show who wrote it.
    """

    origin: Origin | None
    commit: Commit | None = None
    number: int = 0
    founded: bool = True


def works_of(
    lines: Iterable[Line], found: Brought, steps: Sequence[Step], attribution: Attribution, *, complete: bool
) -> Mapping[Line, Work]:
    """Whose work the lines are, those left out of which that was not to be seen.

    Where a history is not `complete`, its roots may be where it was cut off, and bring nothing.
    """
    works = {}
    for line in lines:
        if line in found.unknown:
            continue
        number = found.by.get(line)
        step = None if number is None else steps[number]
        if step is None or number is None or not (complete or step.commit.parents):
            works[line] = Work(attribution.wrote(None), founded=False)
        elif step.is_sweep:
            works[line] = Work(attribution.wrote(None), step.commit, number, founded=False)
        else:
            works[line] = Work(attribution.wrote(step.commit), step.commit, number)
    return works


def cited_lines(shown: Excerpt, works: Mapping[Line, Work], *, secret: bool = False) -> CitedLines:
    """What is said of the lines around a place; of a secret its lines are not shown."""
    text = () if secret else shown.shown
    known = [works[line] for line in shown.telling if line in works]
    cited = None if shown.cited is None else works.get(shown.cited)
    origin = None if cited is None else cited.origin
    if not known or len(known) < len(shown.telling):
        return CitedLines(shown.first, text, origin=origin, counted=len(shown.telling))
    brought = sorted((each for each in known if each.commit is not None), key=lambda each: each.number)
    commits = [each.commit for each in brought if each.commit is not None]
    dated = [each.written for each in commits if each.written is not None]
    return CitedLines(
        shown.first,
        text,
        share=_share(known),
        origin=origin,
        commit=commits[0].sha if commits else None,
        first_date=day(min(dated, default=None)),
        last_date=day(max(dated, default=None)),
        counted=len(known),
    )


def _share(works: Sequence[Work]) -> Share | None:
    origins = [each.origin for each in works if each.origin is not None]
    if len(origins) < len(works) or 2 * sum(each.founded for each in works) < len(works):
        return None
    sure, unsure = origins.count(Origin.CANDIDATE), origins.count(Origin.UNSURE)
    return Share(sure / len(works), (sure + unsure) / len(works))


def author_of(lines: Iterable[Line], works: Mapping[Line, Work], default: Origin | None) -> Origin | None:
    """Who wrote some lines: unsure where not all are one's; `default` where that is not known of all."""
    found = [works.get(line) for line in lines]
    origins = {default if each is None else each.origin for each in found}
    if len(origins) > 1:
        return Origin.UNSURE
    return next(iter(origins), default)
