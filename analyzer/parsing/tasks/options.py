"""What a call of targets looks like, and the command-line options it is read from."""

from __future__ import annotations

from msgspec import Struct

from analyzer.parsing.shell import Words


class Invocation(Struct, frozen=True):
    """A call of targets. `names` () is the tool's default; `file` and `directory` are as the call gives them.

    Kinds are those of target files, and `container`: a `docker run IMAGE`, with the image as its
    name. `arguments` are what the target gets; for `compose` and `container` the command that runs
    inside, () if the service or the image decides; `volumes` are those the call itself mounts; `counted` are
    the targets whose failure fails the call, None for all; `profiles` are those of compose that it names.
    """

    kind: str
    names: tuple[str, ...] = ()
    file: str | None = None
    directory: str | None = None
    arguments: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    counted: tuple[str, ...] | None = None
    profiles: tuple[str, ...] = ()


class Options(Struct):
    """Words split into options with values, plain words, and what follows `--`."""

    values: dict[str, list[str]]
    plain: list[str]
    flags: list[str]
    rest: Words

    def last(self, *names: str) -> str | None:
        found = [value for name in names for value in self.values.get(name, ())]
        return found[-1] if found else None


def read_options(
    words: Words, valued: str, *, stop_at_plain: bool = False, short_joined: bool = True
) -> Options:
    """Options anywhere among the words, or only before the first plain word."""
    names = frozenset(valued.split())
    options = Options({}, [], [], ())
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        name, equals, value = word.partition("=")
        if word == "--":
            options.rest = words[index:]
            break
        if not word.startswith("-") or word == "-":
            options.plain.append(word)
            if stop_at_plain:
                options.rest = words[index:]
                break
        elif word in names:
            options.values.setdefault(word, []).append(words[index] if index < len(words) else "")
            index += 1
        elif equals and name in names:
            options.values.setdefault(name, []).append(value)
        elif short_joined and word[:2] in names and not word.startswith("--"):
            options.values.setdefault(word[:2], []).append(word[2:])
        else:
            options.flags.append(word)
    return options
