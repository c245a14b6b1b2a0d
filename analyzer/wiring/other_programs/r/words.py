"""How the functions of R are named in tables: as people write them, with dots."""

from __future__ import annotations

import re

from analyzer.parsing.programs import NAME_DOT


def named(words: str, objects: str = "") -> str:
    """A pattern of functions by their names, with `objects` also as methods of what these make."""
    each = "|".join(re.escape(word).replace(r"\.", NAME_DOT).replace(r"\*", r"\w*") for word in words.split())
    return f"(?:(?:{objects})\\(\\)\\.)?(?:{each})" if objects else f"(?:{each})"


def methods(words: str, objects: str = r"[\w\u00b7]+") -> str:
    """A pattern of methods of an object that one of these functions makes: `chat$chat()`."""
    each = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split())
    return f"(?:{objects})\\(\\)(?:\\.\\w+(?:\\(\\))?)*\\.(?:{each})"


def generic(words: str, but_not: str = "") -> str:
    """A pattern of a generic function, called for anything but what these functions make."""
    each = "|".join(re.escape(word).replace(r"\.", NAME_DOT) for word in words.split())
    others = "|".join(re.escape(word).replace(r"\.", NAME_DOT) for word in but_not.split())
    no_others = f"(?!(?:.*\\.)?(?:{others})\\(\\))" if others else ""
    return f"(?:{no_others}.*\\(\\)\\.)?(?:{each})"
