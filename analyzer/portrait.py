"""What a report draws of one repository: its activity over the months, and how much of which code."""

from __future__ import annotations

from msgspec import Struct


class Month(Struct, frozen=True):
    """The commits of one month ("2024-03"): the candidate's, those that may be, and those of others.

    Merges and automation are left out. Where nobody was named all are the candidate's. `deployments` counts
    the commits among them that changed what is built, started or rolled out.
    """

    month: str
    candidate: int = 0
    unsure: int = 0
    others: int = 0
    deployments: int = 0


class Release(Struct, frozen=True):
    """A tag that names a version, and the day of its commit, ISO 8601, in UTC."""

    name: str
    date: str


class Activity(Struct, frozen=True):
    """What happened in a repository: the months that have commits, and its releases, oldest first."""

    months: tuple[Month, ...] = ()
    releases: tuple[Release, ...] = ()


class CodeSize(Struct, frozen=True):
    """Lines of code: in modules, in notebooks, and by language, the most first."""

    modules: int = 0
    notebooks: int = 0
    languages: tuple[tuple[str, int], ...] = ()
