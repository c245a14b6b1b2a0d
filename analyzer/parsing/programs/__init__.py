"""Programs in other languages as facts: one grammar a language, one walk for all of them."""

from __future__ import annotations

from analyzer.parsing.programs.facts import (
    ANY_PACKAGE,
    FROM_PACKAGE,
    NAME_DOT,
    SUBPATH,
    Caught,
    Handed,
    ProgramFacts,
    called_name,
)
from analyzer.parsing.programs.reader import (
    GRAMMARS,
    PROGRAM_LIMIT,
    forget_grammars,
    install_hint,
    is_read_program,
    languages_read,
    parse_program,
)

__all__ = [
    "ANY_PACKAGE",
    "FROM_PACKAGE",
    "GRAMMARS",
    "NAME_DOT",
    "PROGRAM_LIMIT",
    "SUBPATH",
    "Caught",
    "Handed",
    "ProgramFacts",
    "called_name",
    "forget_grammars",
    "install_hint",
    "is_read_program",
    "languages_read",
    "parse_program",
]
