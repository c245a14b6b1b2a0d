"""Values that people changed in the files that say what runs, from one commit to the next."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.facts.history.padding import padded
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Unseen
from analyzer.parsing.settings import moved_settings, parse_settings
from analyzer.repository import Snapshot, derived, is_setting
from analyzer.text import plural

# A commit that touches so many files changed none of them for its own sake.
MOST_FILES_OF_A_CHANGE = 200
SAYING_NOTHING = frozenset({"value", "default"})

_WORD_STARTS = lazy_regex(r"(?<=[a-z0-9])(?=[A-Z])")


class SettingChange(Struct, frozen=True):
    """One key with its old and its new value, by a commit that is somebody's work.

    `line` is where the key stands today, None where it does not; `comment` stands beside it, and `beside` is
    the name or image that the key belongs to, if any.
    """

    path: str
    key: tuple[str, ...]
    old: str
    new: str
    commit: Commit
    line: int | None
    comment: str = ""
    beside: str = ""


class SettingChanges(Struct, frozen=True):
    """All of them, the newest first for each file; `unread` counts the changes without a text."""

    changes: tuple[SettingChange, ...]
    unread: int = 0


@derived
def setting_changes(repo: Snapshot) -> SettingChanges:
    """The values that changed in the watched files, and how many changes could not be read."""
    found: list[SettingChange] = []
    unread = 0
    left_out = padded(repo)
    for path in filter(is_setting, repo.versions.paths):
        versions = repo.versions.of(path)
        newest = next((each.after for each in versions if each.after is not None), "")
        today: dict[tuple[str, ...], int] | None = None
        for each in versions:
            if each.commit.sha in left_out:
                continue
            if each.before is None or each.after is None:
                unread += 1
            elif each.commit.path_count <= MOST_FILES_OF_A_CHANGE:
                moves = moved_settings(each.before, each.after)
                if moves and today is None:
                    today = {one.key: one.line for one in reversed(parse_settings(newest))}
                found.extend(
                    SettingChange(
                        path,
                        move.after.key,
                        move.before.value,
                        move.after.value,
                        each.commit,
                        (today or {}).get(move.after.key),
                        move.after.comment,
                        move.beside,
                    )
                    for move in moves
                )
    return SettingChanges(tuple(found), unread)


def key_words(key: tuple[str, ...]) -> tuple[str, str]:
    """The name of a setting and, with what it stands under, its last three; in small letters: `max_size`.

    Where the name says nothing (`value`), what it stands under is the name.
    """
    spelled = [_WORD_STARTS.sub("_", label).casefold() for label in key if label != "-"]
    while len(spelled) > 1 and spelled[-1] in SAYING_NOTHING:
        spelled.pop()
    if not spelled:
        return "", ""
    return spelled[-1].rpartition(" ")[2], " ".join(spelled[-3:])


def unread_changes(repo: Snapshot) -> Iterator[Unseen]:
    """What of the old versions was not read, as a check says it."""
    if repo.versions.problem is not None:
        yield Unseen(f"old versions of configuration files were not read: {repo.versions.problem}")
    elif unread := setting_changes(repo).unread:
        yield Unseen(f"{plural(unread, 'old version')} of configuration files could not be read")
