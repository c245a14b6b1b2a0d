"""An excerpt of code as the page prints it: a few lines, bounded, their tokens marked by class.

Highlighting happens when the page is made, with a table of file names, so that nothing is guessed from the
text. The text is a stranger's: it stays text, and what a lexer makes of it are names of classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from analyzer.report.contract import LinesEntry
from analyzer.report.visible import visible
from analyzer.text import word_set

if TYPE_CHECKING:
    from pygments.lexer import Lexer

EXCERPT_LINES = 7
EXCERPT_WIDTH = 160
_TAB = "    "
_LEXERS: Mapping[str, frozenset[str]] = {
    "python": word_set(".py .pyi .pyw"),
    "yaml": word_set(".yml .yaml"),
    "docker": word_set("dockerfile containerfile .dockerfile"),
    "make": word_set("makefile gnumakefile .mk justfile"),
    "toml": word_set(".toml pipfile .lock"),
    "ini": word_set(".ini .cfg .conf .service .properties"),
    "json": word_set(".json .ipynb"),
    "bash": word_set(".sh .bash .zsh procfile"),
    "hcl": word_set(".tf .hcl .tfvars"),
    "go": word_set(".go"),
    "java": word_set(".java"),
    "kotlin": word_set(".kt .kts"),
    "scala": word_set(".scala .sbt"),
    "groovy": word_set("jenkinsfile .groovy .gradle"),
    "javascript": word_set(".js .mjs .cjs .jsx"),
    "typescript": word_set(".ts .tsx .mts .cts"),
    "csharp": word_set(".cs"),
    "ruby": word_set(".rb gemfile rakefile"),
    "julia": word_set(".jl"),
    "splus": word_set(".r"),
    "sql": word_set(".sql"),
    "rust": word_set(".rs"),
    "protobuf": word_set(".proto"),
}
# The beginnings of a token's name, the more special one first; what has none is printed as it is.
_CLASSES: tuple[tuple[str, str], ...] = (
    ("Comment", "c"),
    ("Keyword", "k"),
    ("Operator.Word", "k"),
    ("Literal.String", "s"),
    ("Literal.Number", "n"),
    ("Name.Function", "f"),
    ("Name.Class", "f"),
    ("Name.Decorator", "f"),
    ("Name.Tag", "f"),
    ("Name.Attribute", "f"),
    ("Name.Builtin", "k"),
)


class Piece(Struct, frozen=True):
    """A part of a line with the class of its token; empty for what has none."""

    kind: str
    text: str


class CodeLine(Struct, frozen=True):
    """One line: its number in the file, whether it is the one that is cited, its pieces."""

    number: int
    cited: bool
    pieces: tuple[Piece, ...]


def excerpt_of(path: str | None, line: int | None, lines: LinesEntry | None) -> tuple[CodeLine, ...]:
    """The cited lines of a document as the page prints them; empty where the document has none."""
    if lines is None or not lines["text"]:
        return ()
    # A tab is no control here, and everything else that acts on a reader is spelled out.
    texts = [
        _TAB.join(visible(part) for part in each[: EXCERPT_WIDTH + 1].split("\t"))[:EXCERPT_WIDTH]
        for each in lines["text"][:EXCERPT_LINES]
    ]
    margin = min((len(each) - len(each.lstrip(" ")) for each in texts if each.strip()), default=0)
    texts = [each[margin:] for each in texts]
    first = max(lines["first"], 1)
    return tuple(
        CodeLine(number, number == line, pieces)
        for number, pieces in enumerate(_highlighted(path or "", texts), start=first)
    )


def _highlighted(path: str, texts: list[str]) -> Iterator[tuple[Piece, ...]]:
    whole = "\n".join(texts)
    lexer = _lexer(path)
    # An excerpt that begins or ends inside of a text in three quotes would be read inside out.
    if lexer is None or any(whole.count(quotes) % 2 for quotes in ('"""', "'''")):
        yield from ((Piece("", each),) for each in texts)
        return
    pieces: list[Piece] = []
    for token, text in lexer.get_tokens(whole):
        kind = _kind(str(token).removeprefix("Token."))
        for number, part in enumerate(text.split("\n")):
            if number:
                yield tuple(pieces)
                pieces = []
            if pieces and pieces[-1].kind == kind:
                pieces[-1] = Piece(kind, pieces[-1].text + part)
            elif part:
                pieces.append(Piece(kind, part))


@cache
def _kind(token: str) -> str:
    return next((kind for name, kind in _CLASSES if token.startswith(name)), "")


def _lexer(path: str) -> Lexer | None:
    name = path.rpartition("/")[2].lower()
    suffix = name[name.rfind(".") :] if "." in name else name
    # "Dockerfile.gpu", "Makefile.in"
    asked = {name, suffix, name.partition(".")[0]}
    return next((_named(lexer) for lexer, names in _LEXERS.items() if asked & names), None)


@cache
def _named(name: str) -> Lexer:
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(name, stripnl=False, ensurenl=True)
