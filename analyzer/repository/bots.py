"""Which authors are automation. Their commits are nobody's work."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.sources import Author, Commit
from analyzer.text import word_set

# Automation is told by its address or the forge's own `[bot]` suffix, never by a word in a name:
# people are called Claude, Jules and Devin. The last two are what coding agents commit with.
BOT_SUFFIX = "[bot]"
# Machine accounts: "12+shop-bot@", "support+bot@", "bot@". Not "jan.bot@": Bot is a surname.
BOT_LOCAL_PART = re.compile(r"(?:.{0,253}[-+])?bot", re.ASCII)
BOT_HOST = "github-actions"
BOT_ADDRESSES = word_set(
    "action@github.com actions@github.com github-actions@github.com actions@users.noreply.github.com "
    "github-actions@users.noreply.github.com bot@renovateapp.com bot@stickler-ci.com bot@pyup.io "
    "github-bot@pyup.io imgbotapp@gmail.com renovate@whitesourcesoftware.com "
    "semantic-release-bot@martynus.net snyk-bot@snyk.io support@dependabot.com "
    "support@deepsource.io support@pyup.io travis@travis-ci.org "
    "noreply@anthropic.com cursoragent@cursor.com"
)


def is_bot(author: Author) -> bool:
    """Whether commits of this author are made by automation."""
    email = author.email.casefold()
    local, _at, host = email.partition("@")
    return (
        author.name.endswith(BOT_SUFFIX)
        or local.endswith(BOT_SUFFIX)
        or BOT_LOCAL_PART.fullmatch(local) is not None
        or host == BOT_HOST
        or email in BOT_ADDRESSES
        or (email == "noreply@github.com" and author.name != "GitHub")
    )


def counted(commits: Iterable[Commit]) -> tuple[Commit, ...]:
    """The commits that are somebody's work: neither merges nor a bot's."""
    return tuple(commit for commit in commits if not commit.is_merge and not is_bot(commit.author))
