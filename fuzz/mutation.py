"""Changes an input the way formats break: by line, bracket, token, tree, length, encoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from fuzz.trees import changed_tree

ODD_TEXT = (
    "\0", "\x07", "\x0b", "\x0c", "\x1b[31m", "\x1c", "\x7f", "\x85", "\xa0", "\u061c", "\u200b", "\u2028", "\u2029",
    "\u202e", "\u2066", "\ufeff", "\uffff", "\U0001f600", "e\u0301", "\u0130", "\ufdfa", "\u1d2c", "٣", "\t", "\r", "\r\n",
)  # fmt: skip
ODD_BYTES = (
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\x80",
)
BRACKETS = ("()", "[]", "{}", "<>", '""', "''", "``", "$()", "${}", "{{}}", "{%%}", "<!---->")
NUMBERS = ("0", "-1", "1e999", "9" * 40, "0x7fffffffffffffff", "1:59:59", "08", "nan", "٣")
REPEATS = (2, 3, 10, 100, 1000, 10_000)

Lines = list[bytes]


class Mutator:
    """Makes new inputs of a corpus. The same numbers from `random` make the same inputs."""

    def __init__(self, seeds: Sequence[bytes], tokens: Sequence[str], form: str | None, largest: int) -> None:
        self._seeds = list(seeds) or [b""]
        self._tokens = [each.encode("utf-8", "surrogatepass") for each in tokens] or [b"x"]
        self._form = form
        self._largest = largest

    def mutated(self, content: bytes, random: Random) -> bytes:
        """A neighbour of the input, at most as long as the longest allowed."""
        if self._form is not None and random.random() < 0.4:
            other = random.choice(self._seeds)
            found = changed_tree(content, other, self._form, random) or changed_tree(
                other, content, self._form, random
            )
            content = found or content
            if random.random() < 0.7:
                return content[: self._largest]
        for _ in range(random.choice((1, 1, 2, 3, 5))):
            content = random.choice(_CHANGES)(self, content, random)[: self._largest]
        return content

    def _piece(self, random: Random) -> bytes:
        kind = random.randrange(8)
        if kind < 4:
            return random.choice(self._tokens)
        if kind == 4:
            return random.choice(ODD_BYTES)
        if kind == 5:
            return random.choice(NUMBERS).encode()
        if kind == 6:
            return random.choice(BRACKETS).encode()
        return random.choice(ODD_TEXT).encode("utf-8", "surrogatepass")

    def insert(self, content: bytes, random: Random) -> bytes:
        at = random.randint(0, len(content))
        return content[:at] + self._piece(random) + content[at:]

    def replace(self, content: bytes, random: Random) -> bytes:
        first, last = _span(content, random)
        return content[:first] + self._piece(random) + content[last:]

    def delete(self, content: bytes, random: Random) -> bytes:
        first, last = _span(content, random)
        return content[:first] + content[last:]

    def truncate(self, content: bytes, random: Random) -> bytes:
        return content[: random.randint(0, len(content))]

    def repeat(self, content: bytes, random: Random) -> bytes:
        """A piece of the input many times over: what is quadratic shows in length."""
        first, last = _span(content, random)
        piece = content[first:last] if random.random() < 0.6 else self._piece(random)
        times = min(random.choice(REPEATS), self._largest // max(len(piece), 1))
        return content[:last] + piece * times + content[last:]

    def nest(self, content: bytes, random: Random) -> bytes:
        first, last = _span(content, random)
        pair = random.choice(BRACKETS).encode()
        half = len(pair) // 2
        times = random.choice((1, 2, 50, 150, 2000))
        opened = content[:first] + pair[:half] * times + content[first:last]
        return opened + (pair[half:] * times if random.random() < 0.7 else b"") + content[last:]

    def splice(self, content: bytes, random: Random) -> bytes:
        other = random.choice(self._seeds)
        at, there = random.randint(0, len(content)), random.randint(0, len(other))
        return content[:at] + other[there:]

    def lines(self, content: bytes, random: Random) -> bytes:
        lines = content.split(b"\n")
        at, there = random.randrange(len(lines)), random.randrange(len(lines))
        kind = random.randrange(6)
        if kind == 0:
            lines.insert(there, lines[at])
        elif kind == 1:
            lines[at], lines[there] = lines[there], lines[at]
        elif kind == 2:
            del lines[at]
        elif kind == 3:
            lines[at] = random.choice((b" ", b"    ", b"\t", b"- ", b"#", b"> ")) + lines[at]
        elif kind == 4:
            lines[at] = lines[at].lstrip()
        else:
            other = random.choice(self._seeds).split(b"\n")
            lines.insert(at, random.choice(other))
        return b"\n".join(lines)

    def line_ends(self, content: bytes, random: Random) -> bytes:
        new = random.choice((b"\r\n", b"\r", b"\n\n", b"\\\n", b" \n", "\u2028".encode(), b"\x0c\n"))
        parts = content.split(b"\n")
        if random.random() < 0.5 and len(parts) > 1:
            at = random.randrange(1, len(parts))
            return b"\n".join(parts[:at]) + new + b"\n".join(parts[at:])
        return new.join(parts)

    def encoding(self, content: bytes, random: Random) -> bytes:
        text = content.decode("utf-8", "replace")
        return text.encode(random.choice(("utf-16", "utf-8-sig", "utf-16-be", "utf-32")), "replace")


Change = Callable[[Mutator, bytes, Random], bytes]
# The number says how often a change is chosen.
_CHANGES: tuple[Change, ...] = (
    *([Mutator.lines] * 4),
    *([Mutator.insert] * 3),
    *([Mutator.replace] * 2),
    Mutator.delete,
    Mutator.splice,
    Mutator.repeat,
    Mutator.nest,
    Mutator.truncate,
    Mutator.line_ends,
    Mutator.encoding,
)


def _span(content: bytes, random: Random) -> tuple[int, int]:
    first = random.randint(0, len(content))
    return first, min(len(content), first + random.choice((0, 1, 2, 5, 20, 100)))
