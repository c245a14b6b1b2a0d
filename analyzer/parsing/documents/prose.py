"""Documents for people (Markdown, reStructuredText, plain text): headings, sentences, code, links.

One pass over the lines, so time is linear whatever is in them. The dialect is told from the syntax at
hand: what only one of the two markups has means the same in this reader wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent
from unicodedata import category

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents.inline import plain_text, sentences_of
from analyzer.parsing.documents.notices import is_notice, may_be_notice
from analyzer.parsing.structured import Block, block, items, load_yaml, text

PROSE_LIMIT = 256 * 1024
_FRONT_MATTER_LINES = 300
_OPEN_TAG_LIMIT = 2000

_HEADING = lazy_regex(r" {0,3}(#{1,6})[ \t]++(.*)|(#{2,6})([^#\s].*)")
_HTML_HEADING = lazy_regex(r"\s*+<h([1-6])(?:\s[^<>]*+)?>(.*)", re.IGNORECASE)
_UNDERLINE = lazy_regex(r"([=\-~^\"'*+#`.:_])\1{2,}+\s*+")
_FENCE = lazy_regex(r"\s*+(?:>\s?)?(`{3,}+|~{3,}+)\s*+([^`]*+)")
_LIST_ITEM = lazy_regex(r"\s*+(?:[-*+•‣]|\d{1,3}[.)]|#\.)\s++(?=\S)")
_RULE_OR_TABLE_LINE = lazy_regex(r"[\s|:+=*_-]*+")
_DIRECTIVE = lazy_regex(r"\s*+\.\.\s++(?:\|[^|]*+\|\s++)?([A-Za-z][\w:-]*?)::(?:\s++(.*))?")
_RST_TARGET = lazy_regex(r"\s*+\.\.\s++_([^:]{1,300}+):\s*+(\S*+)\s*+")
_DEFINITION = lazy_regex(r"\s{0,3}+\[([^\[\]]{1,300}+)\]:\s*+<?([^\s<>]++)>?.*")
_OPTION = lazy_regex(r"\s++:[\w-]++:.*")
_OPEN_TAG = lazy_regex(r"<[A-Za-z][^<>]*+\Z")
_LANGUAGE = lazy_regex(r"[\w+#.-]++")

_CODE_DIRECTIVES = frozenset({"code", "code-block", "sourcecode", "parsed-literal", "prompt", "doctest"})
_PROSE_DIRECTIVES = frozenset(
    {"admonition", "attention", "caution", "danger", "hint", "important", "note", "tip", "warning", "topic"}
)


class Heading(Struct, frozen=True):
    """A heading; `level` 1 is the highest."""

    level: int
    text: str
    line: int


class Sentence(Struct, frozen=True):
    """A sentence, list item or table row without markup, under the nearest heading above it.

    Cut at 500 characters. An open or ticked task keeps its `[ ]` or `[x]`.
    """

    text: str
    line: int
    heading: str


class Prose(Struct, frozen=True):
    """What a document says. Lines are 1-based.

    `code_blocks` are (line of its first code line, language or "", text); `links` are (line, label,
    address) of links and images; `words` counts the sentences' words; `front_matter` holds the scalar
    and list entries of a YAML header, lists joined by ", ".
    """

    headings: tuple[Heading, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    code_blocks: tuple[tuple[int, str, str], ...] = ()
    links: tuple[tuple[int, str, str], ...] = ()
    words: int = 0
    front_matter: tuple[tuple[str, str], ...] = ()
    problem: str | None = None

    @property
    def header_keys(self) -> frozenset[str]:
        """The names of the entries of the YAML header."""
        return frozenset(key for key, _value in self.front_matter)


def parse_prose(content: bytes) -> Prose:
    """Read a document of at most `PROSE_LIMIT` bytes. Never raises; see `problem`."""
    if len(content) > PROSE_LIMIT:
        return Prose(problem=f"{len(content):,} bytes exceeds the limit of {PROSE_LIMIT:,} bytes")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return _parse(content.decode(encoding, "replace"))
    except Exception as error:  # the border of this parser: whatever is wrong is a fact about the file
        return Prose(problem=f"could not be read: {type(error).__name__}")


def _parse(source: str) -> Prose:
    if "\0" in source:
        return Prose(problem="not a text file")
    if source.startswith("#!"):  # a script by the name of a document
        return Prose()
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    front_matter, first = _front_matter(lines)
    reader = _Reader()
    for number, line in enumerate(lines[first:], first + 1):
        reader.read(number, line)
    reader.end_paragraph()
    reader.end_code()
    texts = (*(each.text for each in reader.headings), *(each.text for each in reader.sentences))
    if may_be_notice("\n".join(texts)):
        reader.headings = [each for each in reader.headings if not is_notice(each.text)]
        reader.sentences = [each for each in reader.sentences if not is_notice(each.text)]
    return Prose(
        headings=tuple(reader.headings),
        sentences=tuple(reader.sentences),
        code_blocks=tuple(reader.code_blocks),
        links=tuple(reader.links),
        words=sum(len(each.text.split()) for each in reader.sentences),
        front_matter=front_matter,
    )


def _front_matter(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    """The YAML header's entries and the index of the first line after it."""
    if lines[0].rstrip() != "---":
        return (), 0
    end = next((n for n, line in enumerate(lines[1:_FRONT_MATTER_LINES], 1) if line.rstrip() == "---"), None)
    if end is None:
        return (), 0
    documents = load_yaml("\n".join(lines[1:end]).encode())
    header = block(documents[0].value) if documents else Block()
    return tuple(_entries(header)), end + 1 if header else 0


def _entries(header: Block) -> Iterator[tuple[str, str]]:
    for key, value in header.items():
        yield str(key), ", ".join(str(each) for each in map(text, items(value)) if each)


class _Reader(Struct):
    """The state between two lines: which block is open, and what has been found so far."""

    headings: list[Heading] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    code_blocks: list[tuple[int, str, str]] = field(default_factory=list)
    links: list[tuple[int, str, str]] = field(default_factory=list)
    paragraph: list[tuple[int, str]] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    code_line: int = 0
    language: str = ""
    fence: str = ""
    literal: bool = False
    expects_literal: bool = False
    skips_indented: bool = False
    indented_is_prose: bool = False
    in_comment: bool = False
    open_tag: str = ""
    html_heading: int = 0
    after_blank: bool = True

    def read(self, number: int, line: str) -> None:
        if self.fence:
            self._in_fence(number, line)
            return
        blank = not line.strip()
        indented = line[:1] in (" ", "\t")
        if self.literal:
            if blank or indented:
                self.code.append(line)
                return
            self.end_code()
        if self.skips_indented and not blank and not indented:
            self.skips_indented = False
        match = _FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if match is not None and (self.in_comment or self._is_tilde_underline(line)):
            match = None
        if match is not None:
            self.end_paragraph()
            self.fence, self.code_line = match[1], number + 1
            language = _LANGUAGE.search(match[2])
            self.language = language[0].strip(".").lower() if language else ""
        elif blank:
            self.end_paragraph()
        elif indented and self.expects_literal and _OPTION.fullmatch(line) is not None:
            pass
        elif indented and self._begins_literal(line):
            self.end_paragraph()
            self.literal, self.code_line, self.code = True, number, [line]
        elif not (self.skips_indented and indented):
            self._read_markup(number, line, indented)
        self.after_blank = blank

    def _in_fence(self, number: int, line: str) -> None:
        bare = line.strip().removeprefix(">").strip()
        if bare.startswith(self.fence) and not bare.strip(self.fence[0]):
            self.end_code()
        else:
            self.code.append(line)

    def _begins_literal(self, line: str) -> bool:
        if self.expects_literal:
            return True
        far = line.startswith(("    ", "\t"))
        return far and self.after_blank and not self.indented_is_prose and not self.skips_indented

    def _read_markup(self, number: int, line: str, indented: bool) -> None:
        self.expects_literal = False
        line = self._without_open_tag(self._without_comments(line))
        if not indented:
            self.indented_is_prose = False
        sign = line.lstrip()[:2]
        if sign == ".." and self._read_explicit(number, line):
            pass
        elif sign[:1] == "[" and (match := _DEFINITION.fullmatch(line)) is not None:
            self.end_paragraph()
            self.links.append((number, match[1], match[2]))
        elif self._read_title(number, line, sign[:1]):
            pass
        elif _RULE_OR_TABLE_LINE.fullmatch(line) is not None:
            self.end_paragraph()
        elif not (self.indented_is_prose and _OPTION.fullmatch(line) is not None):
            self._prose(number, line)

    def _read_explicit(self, number: int, line: str) -> bool:
        """Whether a line that begins with two dots is markup of reStructuredText: then it is read."""
        if (match := _RST_TARGET.fullmatch(line)) is not None:
            self.end_paragraph()
            if match[2]:
                self.links.append((number, match[1], match[2]))
        elif (match := _DIRECTIVE.fullmatch(line)) is not None:
            self._directive(number, match[1].lower(), (match[2] or "").strip())
        elif line.startswith(".. "):
            self.end_paragraph()
            self.skips_indented = True
        else:
            return False
        return True

    def _read_title(self, number: int, line: str, sign: str) -> bool:
        """Whether the line is a title, a part of one or what underlines one: then it is read.

        `sign` is its first character that is no white space.
        """
        if sign == "#" and (match := _HEADING.fullmatch(line)) is not None:
            self.end_paragraph()
            self._heading(number, len(match[1] or match[3]), (match[2] or match[4] or "").rstrip(" \t#"))
        elif sign == "<" and (match := _HTML_HEADING.fullmatch(line)) is not None:
            self.end_paragraph()
            self.html_heading = int(match[1])
            self._html_heading(number, match[2])
        elif self.html_heading:
            self._html_heading(number, line)
        elif self.paragraph and self._underlines(line):
            title_line, title = self.paragraph.pop()
            self.end_paragraph()
            self._heading(title_line, {"=": 1, "-": 2}.get(line.strip()[0], 3), title)
        else:
            return False
        return True

    def _directive(self, number: int, name: str, argument: str) -> None:
        self.end_paragraph()
        if name in _CODE_DIRECTIVES:
            self.expects_literal, self.language = True, argument.lower()
        elif name in _PROSE_DIRECTIVES:
            self.indented_is_prose = True
            self._prose(number, argument)
        else:
            self.skips_indented = True
            if name in ("image", "figure") and argument:
                self.links.append((number, "", argument))

    def _without_comments(self, line: str) -> str:
        """The line without HTML comments, which may begin or end on other lines."""
        if not self.in_comment and "<!--" not in line:
            return line
        kept: list[str] = []
        while line:
            mark = "-->" if self.in_comment else "<!--"
            before, found, line = line.partition(mark)
            if not self.in_comment:
                kept.append(before)
            if not found:
                break
            self.in_comment = not self.in_comment
        return "".join(kept)

    def _without_open_tag(self, line: str) -> str:
        """The line with a tag that began on an earlier line, and without one that ends on a later one."""
        line, self.open_tag = f"{self.open_tag} {line}" if self.open_tag else line, ""
        match = _OPEN_TAG.search(line) if "<" in line else None
        if match is None or len(match[0]) > _OPEN_TAG_LIMIT:
            return line
        self.open_tag = match[0]
        return line[: match.start()]

    def _underlines(self, line: str) -> bool:
        match = _UNDERLINE.fullmatch(line)
        if match is None:
            return False
        # Markdown knows two of the underlines, of any length; reStructuredText wants the title's length.
        return match[1] in "=-" or len(line.strip()) >= len(self.paragraph[-1][1])

    def _is_tilde_underline(self, line: str) -> bool:
        """Whether tildes underline a title in reStructuredText; in Markdown they would open a code block."""
        return line.startswith("~~~~") and bool(self.paragraph) and self._underlines(line)

    def _html_heading(self, number: int, line: str) -> None:
        before, closed, _ = line.partition("</h")
        level = self.html_heading
        if closed:
            self.html_heading = 0
        self._heading(number, level, before)

    def _heading(self, number: int, level: int, markup: str) -> None:
        title = self._plain(number, markup)
        if title:
            self.headings.append(Heading(level, title, number))
            self.html_heading = 0

    def _prose(self, number: int, line: str) -> None:
        line = line.strip()
        if line.startswith(">"):
            line = line.lstrip("> ")
        item = _LIST_ITEM.match(line)
        if item is not None:
            self.end_paragraph()
            self.indented_is_prose = True
            line = line[item.end() :]
        elif line.startswith("|"):
            self.end_paragraph()
            line = " | ".join(cell.strip() for cell in line.split("|") if cell.strip())
        if line.endswith("::"):
            self.expects_literal, self.language = True, ""
            line = line[:-1]
        words = self._plain(number, line)
        if self.paragraph and _is_marked(words) and _is_marked(self.paragraph[0][1]):
            self.end_paragraph()  # lines that each begin with a tick are a list, whatever stands between
        self.paragraph.append((number, words))

    def _plain(self, number: int, markup: str) -> str:
        words, links = plain_text(markup)
        self.links.extend((number, label, address) for label, address in links)
        return words

    def end_paragraph(self) -> None:
        heading = self.headings[-1].text if self.headings else ""
        for line, sentence in sentences_of(self.paragraph):
            self.sentences.append(Sentence(sentence, line, heading))
        self.paragraph = []

    def end_code(self) -> None:
        code = dedent("\n".join(self.code)).rstrip()
        if code:
            self.code_blocks.append((self.code_line, self.language, code))
        self.code, self.fence, self.literal, self.language = [], "", False, ""
        self.expects_literal = False


def _is_marked(line: str) -> bool:
    """Whether a line begins with a tick, an emoji or another picture."""
    return category(line[:1] or " ") == "So"
