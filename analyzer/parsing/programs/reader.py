"""Reads programs in other languages than Python: tolerant of errors, within the steps of a file.

The grammars are the optional extra `languages`; one is loaded when the first file in its language is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from functools import lru_cache
from importlib import import_module

import tree_sitter
from msgspec.structs import replace
from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.collect import Collector, Handlers, handlers_by_type
from analyzer.parsing.programs.csharp import CSHARP
from analyzer.parsing.programs.facts import ProgramFacts
from analyzer.parsing.programs.go import GO
from analyzer.parsing.programs.grammar import Grammar, Tree
from analyzer.parsing.programs.java import JAVA
from analyzer.parsing.programs.javascript import JAVASCRIPT, TSX, TYPESCRIPT
from analyzer.parsing.programs.julia import JULIA
from analyzer.parsing.programs.kotlin import KOTLIN
from analyzer.parsing.programs.r import R
from analyzer.parsing.programs.ruby import RUBY
from analyzer.parsing.programs.scala import SCALA
from analyzer.parsing.steps import OverBudgetError, spend
from analyzer.parsing.trees import NODES_AT_ONCE, nodes_of, parse_tree, texts_from

PROGRAM_LIMIT = 256 * 1024
# A line this long was written by a machine: a bundle, or data.
LONGEST_PROGRAM_LINE = 20_000
NUL = b"\0"
# So many may stand in strings and comments of a text.
MOST_NULS = 32
UTF16_BEGINNINGS = (b"\xff\xfe", b"\xfe\xff")
NO_TEXT = "it holds bytes that no text has"
# How files begin that are notebooks: those of Pluto, and what Databricks writes out.
NOTEBOOK_HEAD = lazy_regex(
    rb"(?:\xef\xbb\xbf)?(?:### A Pluto\.jl notebook ###|(?:#|//|--) Databricks notebook)"
)
NOTEBOOK_HEAD_BYTES = 64
# What a grammar that tries several ways may take for a hundred operations.
GRAMMAR_STEPS = 30

# By the ending of a file's name.
GRAMMARS: dict[str, Grammar] = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), JAVASCRIPT),
    **dict.fromkeys((".ts", ".mts", ".cts"), TYPESCRIPT),
    ".tsx": TSX,
    ".go": GO,
    ".cs": CSHARP,
    ".csx": CSHARP,
    ".java": JAVA,
    ".r": R,
    **dict.fromkeys((".rb", ".rake", ".ru"), RUBY),
    **dict.fromkeys((".kt", ".kts"), KOTLIN),
    ".jl": JULIA,
    **dict.fromkeys((".scala", ".sc", ".sbt"), SCALA),
}

# Programs by their whole names, in lower case.
NAMED_GRAMMARS: dict[str, Grammar] = {"rakefile": RUBY}


def _is_there(grammar: Grammar) -> bool:
    return grammar.tree is not None or _language(grammar.module, grammar.entry) is not None


def grammar_of(path: str) -> Grammar | None:
    """The grammar that reads a file, None if none does."""
    name = path.rpartition("/")[2].lower()
    return GRAMMARS.get(name[name.rfind(".") :]) if "." in name else NAMED_GRAMMARS.get(name)


def is_read_program(path: str) -> bool:
    """Whether a file is a program in a language that can be read on this machine."""
    grammar = grammar_of(path)
    return grammar is not None and _is_there(grammar)


@lru_cache(maxsize=1)
def languages_read() -> frozenset[str]:
    """The languages, beside Python, whose programs can be read on this machine."""
    return frozenset(each.language for each in GRAMMARS.values() if _is_there(each))


def install_hint(language: str) -> str:
    """What to install so that a language is read, "" where that would not help."""
    known = language not in languages_read() and any(each.language == language for each in GRAMMARS.values())
    return "; repo-evidence[languages] reads them" if known else ""


@lru_cache(maxsize=64)
def _language(module: str, entry: str) -> tree_sitter.Language | None:
    try:
        return tree_sitter.Language(getattr(import_module(module), entry)())
    except ImportError:
        return None


def forget_grammars() -> None:
    """Look again at what is installed."""
    _language.cache_clear()
    _types_taken_up.cache_clear()
    languages_read.cache_clear()


def parse_program(path: str, content: bytes) -> ProgramFacts:
    """What a program says; total: what cannot be read has a `problem` and no, or fewer, facts."""
    grammar = grammar_of(path)
    if grammar is None or not _is_there(grammar):
        return ProgramFacts("", "its language is not read")
    problem = None
    if NUL in content:
        is_text = _is_text(content)
        if not is_text or content.count(NUL) > MOST_NULS:
            other = is_text or content.startswith(UTF16_BEGINNINGS)
            return ProgramFacts(grammar.language, NO_TEXT, by_machine=not other)
        content = content.replace(NUL, b" ")
    if max(map(len, content.split(b"\n"))) > LONGEST_PROGRAM_LINE:
        problem = f"a line is longer than {LONGEST_PROGRAM_LINE:,} bytes: written by a machine"
    if problem is not None:
        return ProgramFacts(grammar.language, problem, by_machine=True)
    try:
        with nullcontext() if grammar.tree is not None else texts_from(content):
            facts = _facts(grammar, content)
    except Exception as error:  # the border of this reader
        return ProgramFacts(grammar.language, f"it could not be read: {type(error).__name__}")
    is_notebook = NOTEBOOK_HEAD.match(content[:NOTEBOOK_HEAD_BYTES]) is not None
    return replace(facts, notebook=True) if is_notebook else facts


def _is_text(content: bytes) -> bool:
    """Whether bytes are a text in UTF-8; those that are zero are in it, too."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=64)
def _types_taken_up(
    grammar: Grammar, language: tree_sitter.Language
) -> tuple[Mapping[int, Handlers], frozenset[int]]:
    """What the walk does with nodes, and the closed ones, by the numbers of the language for their types."""
    handlers, closed = handlers_by_type(grammar), grammar.closed
    numbers = filter(language.node_kind_is_named, range(language.node_kind_count))
    kinds = [(number, language.node_kind_for_id(number) or "") for number in numbers]
    taken_up = {
        number: handlers.get(kind, ()) for number, kind in kinds if kind in handlers or kind in closed
    }
    return taken_up, frozenset(number for number, kind in kinds if kind in closed)


def _nodes_of_tree(grammar: Grammar, tree: Tree, text: str) -> Iterator[tuple[Handlers, Node]]:
    """The nodes of a tree of our own, with what is done with them."""
    handlers = handlers_by_type(grammar)
    for number, node in enumerate(tree(text), 1):
        if not number % NODES_AT_ONCE:
            spend(NODES_AT_ONCE)
        if node.type in handlers:
            yield handlers[node.type], node


def _facts(grammar: Grammar, content: bytes) -> ProgramFacts:
    nodes: Iterator[tuple[Handlers, Node]] = iter(())
    text = "" if grammar.tree is None else content.decode("utf-8", "replace")
    # Of our own trees a byte for each character.
    code = bytearray(content) if grammar.tree is None else bytearray(text, "latin-1", "replace")
    collector = Collector(grammar, code)
    # What was found in the part that the budget was enough for holds: these facts only add up.
    with suppress(OverBudgetError):
        if grammar.tree is not None:
            nodes = _nodes_of_tree(grammar, grammar.tree, text)
        elif (language := _language(grammar.module, grammar.entry)) is not None:
            tree = parse_tree(language, content, GRAMMAR_STEPS)
            nodes = nodes_of(tree.root_node, *_types_taken_up(grammar, language))
        for handlers, node in nodes:
            collector.enter(node, handlers)
    return collector.facts()
