"""Python source into facts: bytes or text in, `PythonFacts` out, never an exception.

A file that Python itself would refuse (Python 2, a broken encoding, a syntax error) is read by an
error-tolerant parser and marked "recovered". Limits bound time and memory: a statement takes about
2.4 kB as a syntax tree.
"""

from __future__ import annotations

import ast
import codecs
import re
import warnings

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import (
    Assertion,
    Call,
    CannotFail,
    ClassDefinition,
    CodeFacts,
    Comparison,
    Condition,
    Decorator,
    Function,
    Import,
    Setting,
)
from analyzer.parsing.python.collect import collect
from analyzer.parsing.python.conditions import names_a_measure
from analyzer.parsing.python.facts import PythonFacts
from analyzer.parsing.python.notebook_forms import is_notebook_export, plain_cells, without_escapes
from analyzer.parsing.python.strings import FORMATTING_LIMIT, formatting_work

__all__ = [
    "LINE_LIMIT",
    "PYTHON_LIMIT",
    "Assertion",
    "Call",
    "CannotFail",
    "ClassDefinition",
    "Comparison",
    "Condition",
    "Decorator",
    "Function",
    "Import",
    "PythonFacts",
    "Setting",
    "code_lines",
    "is_notebook_export",
    "parse_python",
    "parse_python_text",
    "parses",
]

PYTHON_LIMIT = 512 * 1024
LINE_LIMIT = 30_000

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# PEP 263: the first or second line, a comment.
COOKIE = lazy_regex(rb"[ \t\f]*#.{0,200}?coding[:=][ \t]*([-\w.]{1,40})")
BLANK_OR_COMMENT = lazy_regex(rb"[ \t\f]*(?:#[^\r\n]*)?\r?\n")
# Character sets only: Python also has codecs that compress, rotate or take quadratic time.
CHARACTER_SETS = lazy_regex(
    r"(utf-?8(-sig)?|(us-?)?ascii|latin-?1|iso-?8859-?\d{1,2}|(cp|windows-)\d{3,4}|koi8-[rtu]|mac-\w+"
    r"|gbk|gb2312|gb18030|big5(hkscs)?|shift-?jis|sjis|euc-?(jp|kr)|iso-latin-1(-unix)?|utf-?8-(unix|dos|mac))"
)
EDITOR_SUFFIX = lazy_regex(r"-(unix|dos|mac)$")

SAID_LINE = lazy_regex(r"^[ \t\f]*[^\s]", re.MULTILINE)

TOO_DEEP = "nested too deeply"


def parse_python(source: bytes) -> PythonFacts:
    """The facts of a Python file as it is stored."""
    if len(source) - source.count(b"\n") > PYTHON_LIMIT:
        return PythonFacts("python3", f"{len(source):,} bytes exceeds the limit of {PYTHON_LIMIT:,} bytes")
    if source.startswith(UTF16_MARKS):
        return PythonFacts("python3", "encoded as UTF-16, which Python does not read")
    text, problem = _decode(source)
    return _parse(text, problem)


def parse_python_text(text: str, *, recover: bool = True) -> PythonFacts:
    """The facts of Python code that is already text, e.g. of a notebook.

    Without `recover`, code that Python refuses gives empty facts with the problem.
    """
    return _parse(text, None, recover=recover)


def _decode(source: bytes) -> tuple[str, str | None]:
    """The text, and what is wrong with its encoding; what cannot be decoded is replaced."""
    marked = source.startswith(codecs.BOM_UTF8)
    body = source[len(codecs.BOM_UTF8) :] if marked else source
    encoding = "utf-8" if marked else _cookie(body) or "utf-8"
    name = EDITOR_SUFFIX.sub("", encoding.lower().replace("_", "-"))
    if name == "utf8-sig" or name == "utf-8-sig":
        name = "utf-8"
    if not CHARACTER_SETS.fullmatch(name):
        return body.decode("utf-8", "replace"), f"unknown encoding: {encoding}"
    try:
        return body.decode(name), None
    except LookupError:
        return body.decode("utf-8", "replace"), f"unknown encoding: {encoding}"
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace"), f"not valid {encoding}"


def _cookie(source: bytes) -> str | None:
    found = COOKIE.match(source)
    if found is None:
        first = BLANK_OR_COMMENT.match(source)
        found = COOKIE.match(source, first.end()) if first else None
    return found[1].decode("ascii", "replace") if found else None


def _parse(text: str, problem: str | None, *, recover: bool = True) -> PythonFacts:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Empty lines cost nothing: of a file that was too long (see `condense_python`) they are what is left.
    statements = text.count("\n") + text.count(";")
    if statements > LINE_LIMIT:
        statements = len(SAID_LINE.findall(text)) + text.count(";")
    if len(text) - text.count("\n") > PYTHON_LIMIT:
        return PythonFacts("python3", f"exceeds the limit of {PYTHON_LIMIT:,} characters")
    if statements > LINE_LIMIT:
        return PythonFacts("python3", f"{statements:,} lines exceed the limit of {LINE_LIMIT:,} lines")
    if "\0" in text:
        return PythonFacts("python3", "contains a NUL byte")
    dialect = "python3" if problem is None else "recovered"
    notebook = is_notebook_export(text)
    try:
        code = collect(_tree(text, notebook=notebook), conditions=lambda: names_a_measure(text))
        return _facts(text, code, dialect, problem, notebook=notebook)
    except (SyntaxError, UnicodeError) as error:
        problem = problem or _reason(error)
    except (RecursionError, MemoryError):
        return PythonFacts("python3", TOO_DEEP)
    except Exception as error:
        return PythonFacts("python3", f"not readable: {type(error).__name__}")
    if not recover:
        return PythonFacts("python3", problem)
    return _recovered(text, problem)


def _tree(text: str, *, notebook: bool) -> ast.Module:
    """The tree of a file; of a notebook written out, that of its cells."""
    if not notebook:
        return syntax_tree(text)
    cells = plain_cells(text)
    try:
        return syntax_tree(cells)
    except SyntaxError:
        return syntax_tree(without_escapes(cells))


def parses(text: str) -> bool:
    """Whether Python accepts this code. It should be short: no limit is applied."""
    try:
        syntax_tree(text)
    except Exception:
        return False
    return True


def syntax_tree(text: str) -> ast.Module:
    """The syntax tree of code that is already text; raises what Python raises for code it refuses."""
    if formatting_work(text) > FORMATTING_LIMIT:
        raise SyntaxError("more fields in its f-strings than can be read")
    with warnings.catch_warnings():
        # What Python would warn about in the code it reads is no concern of whoever runs this.
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _recovered(text: str, problem: str) -> PythonFacts:
    try:
        # Only the rare refused file needs the error-tolerant parser.
        from analyzer.parsing.python.fallback import recover

        return _facts(text, recover(text), "recovered", problem, notebook=is_notebook_export(text))
    except Exception as error:
        return PythonFacts("python3", f"{problem}; not recovered: {type(error).__name__}")


def _reason(error: SyntaxError | UnicodeError) -> str:
    if isinstance(error, SyntaxError):
        where = "" if error.lineno is None else f"line {error.lineno}: "
        return f"{where}{error.msg}"[:200]
    return "holds characters that are not Unicode text"


def _facts(text: str, code: CodeFacts, dialect: str, problem: str | None, *, notebook: bool) -> PythonFacts:
    functions = [each.qualified_name for each in code.functions]
    classes = [each.qualified_name for each in code.classes]
    return PythonFacts(
        dialect=dialect,
        problem=problem,
        imports=code.imports,
        calls=code.calls,
        functions=code.functions,
        classes=code.classes,
        assertions=code.assertions,
        prints=code.prints,
        log_calls=code.log_calls,
        first_log_call=code.first_log_call,
        code_lines=code_lines(text),
        doctests=code.doctests,
        main_guard=code.main_guard,
        documented=code.documented,
        notebook_export=notebook,
        assigned=code.assigned,
        conditions=code.conditions,
        settings=code.settings,
        local_definitions=frozenset(functions + classes),
        named=code.named,
        named_when_run=code.named_when_run,
    )


def code_lines(text: str) -> int:
    """The number of lines that are neither blank nor only a comment."""
    return sum(1 for line in map(str.strip, text.split("\n")) if line and line[0] != "#")
