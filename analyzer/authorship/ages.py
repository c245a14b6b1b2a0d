"""Since when the name stands in a file by which a cited line shows something.

As `git log -S` looks for it: a file that was worked on for years says nothing of what came to it yesterday.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from analyzer.authorship.cited import Step
from analyzer.authorship.lines import Change
from analyzer.lazy_regex import lazy_regex

# Letters alone: a version, a digest or a number is another one after every raise.
NAME_OF_A_LINE = lazy_regex(r"(?<![\w-])[A-Za-z_][A-Za-z_-]{3,80}(?![\w-])")
READ_FOR_A_NAME = 400


def telling_name(line: str) -> str | None:
    """The longest name on a line, the first of equal ones; None where there is none of four letters."""
    return max(NAME_OF_A_LINE.findall(line[:READ_FOR_A_NAME]), key=len, default=None)


def names_since(
    names: Mapping[int, str],
    changes: Sequence[Change],
    steps: Sequence[Step],
    read: Callable[[str], bytes | None],
) -> Mapping[int, int]:
    """When each name, by the number of its line, came to a file: Unix seconds, 0 where that is not seen.

    `changes` and `steps` are those of the file, newest first; `read` gives None for what cannot be read. Each
    version is looked through once, and none that is newer than all names. What stood there before the first
    change looked at came earlier, and a commit that changed files everywhere may only have renamed it.
    """
    waiting = {number: name.encode() for number, name in names.items()}
    found = dict.fromkeys(names, 0)
    for place in range(len(changes) - 1, -1, -1):
        change, step = changes[place], steps[place]
        before, after = (b"" if not blob else read(blob) for blob in (change.before, change.after))
        if not waiting or before is None or after is None:
            break
        seen = [number for number, name in waiting.items() if name in after or name in before]
        for number in seen:
            known = waiting[number] not in before and not step.is_sweep
            found[number] = (step.commit.written or 0) if known else 0
            del waiting[number]
    return found
