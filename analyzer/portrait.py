"""What a report draws of one repository: its activity over the months, and how much of which code."""

from __future__ import annotations

from msgspec import Struct


class Month(Struct, frozen=True):
    """The commits of one month ("2024-03"): the candidate's, those that may be, and those of others.

    Merges and automation are left out. Where nobody was named all are the candidate's. `deployments` counts
    the commits among them that changed a file which says what is built, started or rolled out: of containers,
    services, infrastructure, platforms and processes, CI that delivers, scripts named after a deployment.
    """

    month: str
    candidate: int = 0
    unsure: int = 0
    others: int = 0
    deployments: int = 0


class Release(Struct, frozen=True):
    """A release as the check of releases counts them, and its day, ISO 8601, in UTC.

    A tag that names a version, or a commit that raises it; of those within an hour the last. `name` is ""
    where no word tells it, `date` the day of the commit, or of an annotated tag its own.
    """

    name: str
    date: str


class Activity(Struct, frozen=True):
    """What happened in a repository: the months that have commits, and its releases, oldest first.

    At most the newest 600 months and the newest 200 releases.
    """

    months: tuple[Month, ...] = ()
    releases: tuple[Release, ...] = ()


class CodeSize(Struct, frozen=True):
    """Lines of code: in modules, in notebooks, and by language, the most first.

    Neither blank nor only a comment; of notebooks those of code cells. `modules` leaves out pages and
    applications of a phone, as the signal of notebooks does; `languages` has all code that was read.
    """

    modules: int = 0
    notebooks: int = 0
    languages: tuple[tuple[str, int], ...] = ()
