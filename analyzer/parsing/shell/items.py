"""Commands that run once for every item of a list: xargs, find and GNU parallel.

https://www.gnu.org/software/findutils/manual/html_node/find_html/xargs-options.html,
https://www.gnu.org/software/parallel/man.html.
"""

from __future__ import annotations

from analyzer.parsing.shell.wrappers import Words

# What stands for an item that is only known when the command runs.
ITEM = "${item}"
_PARALLEL_VALUED = frozenset(
    "-j --jobs -P -a --arg-file --joblog --results --timeout --delay --retries --halt -N -n -L -I -S "
    "--colsep -C --tmpdir --workdir --wd --env --load --memfree --tagstring".split()
)
_LISTS = frozenset({":::", ":::+", "::::", "::::+"})


def per_item(words: Words, given: Words) -> Words:
    """The command of `xargs -I{} sh -c 'cd {} && x'` with its item as something not yet known."""
    place = "{}"
    for index, word in enumerate(given):
        if word == "-I" and index + 1 < len(given):
            place = given[index + 1]
        elif word.startswith("-I") and len(word) > 2:
            place = word[2:]
        elif word.startswith("--replace="):
            place = word.partition("=")[2]
    return tuple(each.replace(place, ITEM) for each in words)


def parallel(words: Words) -> Words:
    """What `parallel [options] command ::: a b` runs: the command with its items behind it, or each item."""
    index = 1
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in _PARALLEL_VALUED else 1
    rest = words[index:]
    at = next((position for position, each in enumerate(rest) if each in _LISTS), len(rest))
    command, items = rest[:at], tuple(each for each in rest[at + 1 :] if each not in _LISTS)
    written = at < len(rest) and rest[at] in (":::", ":::+")
    if not command:
        return ("sh", "-c", " && ".join(items)) if written and items else words
    if any("{" in each for each in command):
        replaced = per_item(command, ())
        return ("sh", "-c", replaced[0]) if len(replaced) == 1 and " " in replaced[0] else replaced
    command = (*command, *items) if written else command
    return ("sh", "-c", " ".join(command)) if " " in command[0] else command
