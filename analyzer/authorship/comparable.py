"""Lines in the form in which versions of a file are compared, and which of them tell anything."""

from __future__ import annotations

from analyzer.text import word_set

LEAST_LETTERS = 3
_ONE_QUOTE = bytes.maketrans(b"'", b'"')
_NO_LETTERS = bytes(each for each in range(128) if not chr(each).isalnum())
_WHITE_SPACE = b" \t\x0b\x0c"
_NO_AUTHOR = frozenset(
    each.encode()
    for each in word_set(
        "return pass else else: try: finally: end endif endfor endblock done esac then begin break break; "
        "continue continue; return; default: true false null none None True False EOF self this super"
    )
)


def aligned(content: bytes) -> list[bytes]:
    """Every line in a form in which neither indentation nor a formatter's habits make it another one.

    White space goes, quotes are equal, and a comma at the end counts nothing; nor does, in a notebook, the
    end of a line that the last line of a cell lacks.
    """
    return _aligned(content).split(b"\n")


def _aligned(content: bytes) -> bytes:
    text = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") + b"\n"
    return text.translate(_ONE_QUOTE, _WHITE_SPACE).replace(b",\n", b"\n").replace(b'\\n"\n', b'"\n')


def set_apart(content: bytes) -> bytes:
    """Those that are not blank, in that form, each between line ends of its own: neighbours both count."""
    text = _aligned(content)
    while b"\n\n" in text:
        text = text.replace(b"\n\n", b"\n")
    return b"\n%s\n" % text.strip(b"\n").replace(b"\n", b"\n\n")


def comparable(content: bytes) -> list[bytes]:
    """The lines that are not blank, in that form."""
    return [line for line in aligned(content) if line]


def is_telling(line: bytes) -> bool:
    """Whether a comparable line is more than what every program has: brackets, `return`, `pass`."""
    return line not in _NO_AUTHOR and len(line.translate(None, _NO_LETTERS)) >= LEAST_LETTERS


def similarity(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """The different lines that two texts share, of those of the one that has more, 0 to 1."""
    more = max(len(one), len(other))
    return len(one & other) / more if more else 0.0
