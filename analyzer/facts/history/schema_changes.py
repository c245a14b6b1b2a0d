"""Migrations of a database: files that change its schema one step at a time, by their paths alone."""

from __future__ import annotations

from collections.abc import Iterator, Set
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.facts.history.lived import SOME_DAYS_LIVED
from analyzer.facts.history.padding import padded
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, is_excluded_by_name
from analyzer.sources import SECONDS_A_DAY
from analyzer.wiring.roles import is_example_path, is_test_path

# The name is what a tool orders its steps by. Up and down are one step, and only up is one.
_STEP = lazy_regex(
    # Alembic; Django; Rails; Prisma, Diesel; Flyway; files with a number or date in such a folder; Liquibase.
    r"(?P<alembic>alembic\w*|migrations?\w*)/versions/(?P<revision>[0-9a-z]{8,40}(?=_)|[^/]{1,200})\w*\.py"
    r"|(?P<django>[^/]+)/migrations/(?P<django_step>\d{4}_\w+)\.py"
    r"|db/migrate/(?P<rails>\d{3,14}_\w+)\.rb"
    r"|migrations/(?P<folder>[\d-]{8,24}_[\w-]+)/(?:migration|up)\.sql"
    r"|V(?P<flyway>\d[\d._]{0,30}__[\w. -]{1,200})\.sql"
    r"|(?:migrations?|migrate|drizzle)(?:/[^/]+)?"
    r"/(?P<other>\d{3,17}[-_.][\w .-]{1,200}?)(?:\.up)?\.(?:sql|py|[cm]?[jt]s|php|exs|rb|go)"
    # Entity Framework, Fluent Migrator: in a folder by that name, or one below for each database.
    r"|[Mm]igrations/(?:[^/]+/)?(?P<entity>\d{8,17}_\w{1,200})\.(?:cs|vb|fs)"
    # A step without a number, which says what it does to the schema and is run by hand or by a list.
    r"|migrations?/(?P<said>(?:add|create|alter|drop|rename|remove|extend|migrate|update|backfill|change|convert|split)"
    r"[_-][\w-]{1,200})\.sql"
    r"|(?:db|liquibase)/changelogs?(?:/[^/]+)?/(?P<changelog>\d{3,17}[-_.][\w .-]{1,200})\.(?:sql|xml|ya?ml)"
)
_MARKS = ("migrat", "Migrat", "alembic", "drizzle", "changelog", "__")
_NUMBER = lazy_regex(r"V?[\d._-]+(?=[^\d._-])")
_DOWN = lazy_regex(r"(?:^|[/._-])down\.\w+$|[/._-](?:down|rollback|undo)(?:\.sql)?$")
LONGEST_STEP_PATH = 500


def migration_step(path: str) -> str | None:
    """The step that a migration file is, by its path, the same wherever the folder stands; None of others."""
    if len(path) > LONGEST_STEP_PATH or not any(mark in path for mark in _MARKS) or _DOWN.search(path):
        return None
    parts = path.split("/")
    tail = "/".join(parts[-4:])
    for start in range(len(parts[-4:])):
        if (match := _STEP.fullmatch(tail)) is not None:
            named = match.groupdict()
            named["alembic"] = None
            return "/".join(text for text in named.values() if text)
        tail = "/".join(parts[-4:][start + 1 :])
    return None


class Migration(Struct, frozen=True):
    """A step with the commit that brought it first; `path` is today's, or if it is gone the first it had."""

    commit: Commit
    path: str
    is_here: bool


@derived
def migrations_added(repo: Snapshot) -> tuple[Migration, ...]:
    """Every step of the schema, the oldest first.

    Where none of them is left, those that stayed for four weeks: what is taken away sooner was a trial.
    """
    found = tuple(_steps(repo))
    if any(each.is_here for each in found):
        return found
    gone = _last_touched(repo)
    return tuple(
        each
        for each in found
        if gone.get(each.path, 0) - (each.commit.written or 0) >= SOME_DAYS_LIVED * SECONDS_A_DAY
    )


def _last_touched(repo: Snapshot) -> dict[str, int]:
    """When the steps that are gone were last touched, by their paths: that is when they were taken away."""
    found: dict[str, int] = {}
    for commit in repo.commits:
        for path in commit.paths:
            if commit.written is not None and path not in found and migration_step(path) is not None:
                found[path] = commit.written
    return found


def _steps(repo: Snapshot) -> Iterator[Migration]:
    known: set[str] = set()
    left_out, present = padded(repo), set(repo.all_paths)
    here = {step: path for path in repo.all_paths if (step := migration_step(path)) is not None}
    for commit in reversed(repo.work):
        moved = {new for _old, new in commit.renames} | _numbered_anew(commit, present)
        for path in commit.added:
            step = migration_step(path)
            if step is None or step in known or is_excluded_by_name(path):
                continue
            if is_test_path(path) or is_example_path(path):
                continue
            known.add(step)
            if path not in moved and not (left_out and commit.sha in left_out):
                now = path if path in present else here.get(step)
                yield Migration(commit, now or path, now is not None)


def _numbered_anew(commit: Commit, present: Set[str]) -> set[str]:
    """Steps that a commit brings in the place of those of the same words that are gone from the folder."""
    added = frozenset(commit.added)
    gone = {_words(path) for path in commit.paths if path not in added and path not in present} - {None}
    return {path for path in added if _words(path) in gone} if gone else set()


def _words(path: str) -> tuple[str, str] | None:
    """The folder of a step and its name without the number; None of what is no step or has no number."""
    name = basename(path)
    number = _NUMBER.match(name)
    return None if number is None or migration_step(path) is None else (dirname(path), name[number.end() :])
