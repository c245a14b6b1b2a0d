"""Commands of Django projects: what `manage.py` runs of the project's own, and what only looks after it.

Source: https://docs.djangoproject.com/en/stable/howto/custom-management-commands/
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from posixpath import basename

from analyzer.repository import Snapshot
from analyzer.text import word_set

# What `manage.py` does to a project without running it.
MANAGEMENT = word_set(
    "test migrate makemigrations check collectstatic compilemessages makemessages createsuperuser shell flush"
)
MANAGING_PROGRAMS = word_set("manage.py django-admin django-admin.py django")


def only_manages(words: Sequence[str]) -> bool:
    """Whether a command looks after a Django project and runs nothing of it."""
    return any(
        basename(word) == "manage.py" and following in MANAGEMENT for word, following in pairwise(words)
    )


def own_command(repo: Snapshot, words: Sequence[str]) -> str | None:
    """The file of the command that `manage.py` is given, where exactly one application here has it."""
    for word, following in pairwise(words):
        if basename(word) in MANAGING_PROGRAMS and following.isidentifier():
            ending = f"management/commands/{following}.py"
            found = [path for path in repo.modules if path.endswith(f"/{ending}") or path == ending]
            return found[0] if len(found) == 1 else None
    return None
