"""Releases over months, and fixes that followed them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.lived import LONG_DAYS_LIVED, LONG_MONTHS_LIVED, not_shown
from analyzer.facts.history.releases import Release, answered, releases
from analyzer.facts.history.rhythm import span_in_words
from analyzer.facts.history.upkeep import spread
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot, is_bot
from analyzer.sources import SECONDS_A_DAY
from analyzer.text import plural

# Ten of ten repositories with releases in so many months and fixes soon after several were in use.
RELEASE_MONTHS = 4
# One hurried fix happens to a demonstration, too; a third in another month is a habit.
SEVERAL_FIXED = 3
FIXED_MONTHS = 2
LONG_FIXED_MONTHS = 4
NAME_SHOWN = 40


@check(
    id="releases",
    title="releases over time",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="What went wrong with the release that {path} fixed, and who noticed?",
        absent="Tell me about a release that had to be fixed within days. What would have caught it before?",
        strong="Names what users saw, how the fix was released, and what changed in how it is released.",
        weak="No release ever needed a fix.",
    ),
    other_languages=OtherLanguages("tags and commits are read, whatever the language"),
    covers=("E10",),
)
def releases_over_time(repo: Snapshot) -> Iterator[Observation]:
    """Versions were released in different months, and people fixed several of them soon after.

    A release is a tag that is a version, or a commit that raises the version; tags of data, checkpoints,
    lessons and demonstrations are none. Releases within an hour of each other are one, and any number in one
    month is one month, so that automation which tags every change adds nothing. An annotated tag counts when
    it was made. A fix is a commit by a person that says so and changed what runs, within 72 hours of the
    release before it. Present: releases in at least 4 different months. Substantive: and fixes soon after at
    least 3 of them in at least 2 months. Sustained: releases in at least 6 months that span at least 180
    days, and such fixes in at least 4. A history that is incomplete, imported or shorter leaves it open.
    """
    yield from not_shown(repo, RELEASE_MONTHS)
    made = releases(repo)
    months = {_month(each) for each in made}
    if len(months) < RELEASE_MONTHS:
        return
    days = (made[-1].moment - made[0].moment) // SECONDS_A_DAY + 1
    fixed = answered(repo)
    fixed_months = {_month(release) for release, _fix in fixed}
    level = Level.PRESENT
    if len(fixed) >= SEVERAL_FIXED and len(fixed_months) >= FIXED_MONTHS:
        long = len(months) >= LONG_MONTHS_LIVED and days >= LONG_DAYS_LIVED
        level = Level.SUSTAINED if long and len(fixed_months) >= LONG_FIXED_MONTHS else Level.SUBSTANTIVE
    words = (
        f"{plural(len(made), 'release')} in {plural(len(months), 'different month')} "
        f"over {span_in_words(days)}, the last {_named(made[-1])}"
    )
    if fixed:
        last = _named(fixed[-1][0])
        words += f"; a fix by people followed {len(fixed)} of them within 72 hours, the last {last}"
    # Whose work it is shows in the commits of people, as long as there are any.
    commits = [fix for _release, fix in reversed(fixed)] + [each.commit for each in reversed(made)]
    by_people = [each for each in commits if not is_bot(each.author)]
    yield Evidence(None, None, level, words, spread(by_people or commits))


def _named(release: Release) -> str:
    """The version, or the day where no word tells it."""
    return release.name[:NAME_SHOWN] or datetime.fromtimestamp(release.moment, UTC).date().isoformat()


def _month(release: Release) -> str:
    return datetime.fromtimestamp(release.moment, UTC).strftime("%Y-%m")
