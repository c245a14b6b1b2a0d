"""Zero bytes in programs: a few in a text are passed over, and what is no text is not read."""

from __future__ import annotations

import pytest

from analyzer.parsing.programs import parse_program

ASK = b'// separated by "%b" in keys\nexport function ask() {\n  return fetch(url);\n}\n'
# Each content with its functions, whether it has a problem, and whether that is said to be no person's text.
CONTENTS: dict[str, tuple[bytes, list[str], bool, bool]] = {
    "none": (ASK % b"-", ["ask"], False, False),
    "two": (ASK % b"\0 \0", ["ask"], False, False),
    "as many as may be": (ASK % (b"\0" * 32), ["ask"], False, False),
    "one more": (ASK % (b"\0" * 33), [], True, False),
    "in a text of two bytes each": ((ASK % b"-").decode().encode("utf-16"), [], True, False),
    "in what is no text": (b"\x47\0\xff\xfe" + ASK % b"\0", [], True, True),
    "in another": (b"\xe9\0" * 100, [], True, True),
}


@pytest.mark.parametrize(("content", "names", "problem", "by_machine"), CONTENTS.values(), ids=CONTENTS)
def test_zero_bytes(content: bytes, names: list[str], problem: bool, by_machine: bool) -> None:
    found = parse_program("a.ts", content)
    assert [each.qualified_name for each in found.functions] == names
    assert (found.problem is not None, found.by_machine) == (problem, by_machine)
