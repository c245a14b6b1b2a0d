"""A database whose schema kept changing while it was in use."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.lived import months_of, not_shown, shown_by
from analyzer.facts.history.schema_changes import migrations_added
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.text import plural

# Eight of eight services with migrations in so many months were in use; a schema made for a demonstration
# gets all of its steps in the weeks in which it is made.
MIGRATION_MONTHS = 4


@check(
    id="migrations",
    title="schema migrations over time",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUSTAINED,
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="How did {path} reach the production database, and what ran against it meanwhile?",
        absent="Tell me about a change of a schema that already held data. How was it brought in?",
        strong="Names the table, its size, what was locked, and how the change would have been taken back.",
        weak="The database was created anew with every change.",
    ),
    other_languages=OtherLanguages("paths and commits are read, whatever the language"),
    covers=("E10",),
    near=("migrat", "alembic"),
)
def migrations(repo: Snapshot) -> Iterator[Observation]:
    """Migrations of a database schema were added over months.

    Alembic, Django, Rails, Prisma, Flyway, Knex, Laravel, Entity Framework and SQL files with a number or a
    verb count, each step once, in the month of the commit that first added it; a file that is moved or
    numbered anew is no new step. Where none is left, those that stayed for four weeks count. Commits of bots
    and merges, tests, examples and vendored files do not count, and many migrations in one month are one
    month. Present: in at least 2 different months, 28 days apart. Substantive: in at least 4. Sustained: in
    at least 6 that span at least 180 days. A history that is incomplete, imported or shorter than that leaves
    it open.
    """
    yield from not_shown(repo, MIGRATION_MONTHS)
    steps = migrations_added(repo)
    months = months_of(each.commit for each in steps)
    level = months.level(MIGRATION_MONTHS)
    if level is None:
        return
    here = [each.path for each in steps if each.is_here]
    left = "" if len(here) == len(steps) else f", {len(here) or 'none'} of them here today"
    yield Evidence(
        here[-1] if here else None,
        None,
        level,
        f"{plural(len(steps), 'migration')} added {months.words}{left}",
        shown_by(each.commit for each in steps),
    )
