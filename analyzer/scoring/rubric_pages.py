"""Rubrics as people read them: a list, one with the source of every number, and a new one to adapt."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Iterator, Mapping
from itertools import takewhile
from typing import Any

import yaml
from msgspec import Struct

from analyzer.roles import ROLES
from analyzer.scoring.rubric import Rubric, load_rubric
from analyzer.scoring.rubric_comments import Comment, Place, comments_of
from analyzer.scoring.rubric_files import GENERAL, RubricDocument, read_document
from analyzer.scoring.rubric_inheritance import FULL_CREDIT, TIMES, entry_key_of, is_number
from analyzer.scoring.rubric_questions import COMPETENCIES

_WIDTH = 110
_SHORT = 90
_NOTHING = Comment((), "")
_MISSING = object()


def rubric_list() -> str:
    """The names of all shipped rubrics, as comments above one of them."""
    width = max(map(len, ROLES))
    lines = [
        f"Rubrics: {', '.join(GENERAL)}. `repo-evidence rubrics NAME` prints one, also a role's or a file's.",
        "Roles, for `scan --role NAME`; each inherits from production:",
        *(f"  {role:<{width}}  {words}" for role, words in ROLES.items()),
        "`repo-evidence rubrics new -o FILE` writes a rubric to adapt to a job of your own.",
    ]
    return "".join(f"# {line}\n" for line in lines) + "\n"


def shown_rubric(name_or_path: str) -> str:
    """The rubric with the comments that say where its numbers come from; what it inherits is resolved.

    The text is a rubric itself. Raises RubricError.
    """
    document = read_document(name_or_path)
    if len(document.files) == 1:
        return document.files[0].text
    return _Resolved(document, [dict(comments_of(each.text)) for each in document.files]).text()


def new_rubric(parent: str, seen: str, name: str, known: Collection[str]) -> str:
    """A rubric of that name which inherits everything from the rubric `parent`; what can be stated is shown.

    `seen`: how the new file names that rubric; `known` are the ids of the checks that exist.
    Raises RubricError.
    """
    inherited = load_rubric(parent, known)
    own_name = name if name != inherited.name else f"{name}-own"
    return "".join(f"{line}".rstrip() + "\n" for line in _new_lines(inherited, seen, own_name, known))


def _new_lines(inherited: Rubric, parent: str, name: str, known: Collection[str]) -> Iterator[str]:
    yield from _remarks(
        f"A rubric of your own: it takes over all numbers of '{inherited.name}' and states what differs.",
        "Take the mark from lines that you change, and write beside each number why it is so.",
        "'repo-evidence rubrics FILE' prints all numbers, and 'scan TARGET --rubric FILE' uses them.",
    )
    yield from (f"name: {_flow(name)}", f"inherits: {_flow(parent)}", "")
    yield from _remarks("The position as reports name it, and what the evidence is of (ends a sentence).")
    yield f"# role: {_flow(inherited.role or 'the position')}"
    yield f"# subject: {_flow(inherited.subject or 'work for the position')}"
    yield ""
    yield from _remarks("From which score on a label holds.")
    yield "# bands:"
    for band in inherited.bands[1:]:
        yield f"#   {band.label}: {{from: {band.start:g}}}"
    yield ""
    yield from _remarks(
        "What counts, and how much. A number replaces the one that is taken over, {times: 1.5} multiplies",
        "it, and null removes a dimension or a signal. What earns full credit changes in proportion to the",
        "weights, unless full_credit_at is stated.",
    )
    yield "# dimensions:"
    for dimension in inherited.dimensions:
        yield f"#   {dimension.id}:  # {dimension.title}"
        yield f"#     weight: {dimension.weight:g}"
        yield f"#     essential: {str(dimension.essential).lower()}"
        yield "#     signals:"
        for signal, weight in dimension.signals.items():
            yield f"#       {signal}: {weight:g}"
    if others := sorted(set(known) - set(inherited.signals)):
        yield from _remarks(f"Signals that it does not score yet: {', '.join(others)}.")
    yield ""
    yield from _remarks(
        "The interview: which competencies come first, how many questions about what no repository can show",
        "are asked about one, and questions of your own. Competencies:",
        f"{', '.join(COMPETENCIES)}.",
    )
    yield "# questions:"
    yield "#   order: [debugging, operations]"
    yield "#   number: {operations: 2}"
    yield "#   add:"
    yield "#     our_question:"
    yield "#       competency: operations"
    yield "#       ask: What do you want to know about this work?"
    yield "#       because: Why no repository shows it."
    yield "#       strong: What a good answer contains."
    yield "#       weak: What an empty answer sounds like."


def _remarks(*lines: str) -> Iterator[str]:
    """Lines that stay remarks when the marks are taken away."""
    for line in lines:
        yield from _wrapped(line, "## ")


class _Resolved(Struct, frozen=True):
    """A rubric that inherits, and what each of its files says about its own values."""

    document: RubricDocument
    comments: list[dict[Place, Comment]]

    def text(self) -> str:
        files = self.document.files
        names = [self._name(number) for number in range(len(files))]
        head = (
            f"The rubric {names[0]} as resolved: it inherits from {', then '.join(names[1:])}.",
            "After each number: the rubric that states it, and its source there.",
        )
        lines = [*(f"# {each}" for each in head), ""]
        for name, file in zip(names, files, strict=True):
            if remarks := _first_remarks(file.text):
                lines += [f"# {name}:", *remarks, ""]
        lines += self._mapping(self.document.values, (), "")
        return "\n".join(lines) + "\n"

    def _name(self, number: int) -> str:
        values = self.document.resolved[number]
        return str(values.get("name", self.document.files[number].source))

    def _mapping(self, values: Mapping[str, Any], place: Place, indent: str) -> Iterator[str]:
        for key, value in values.items():
            yield from self._value(value, (*place, key), indent, f"{_flow(key)}:")

    def _value(self, value: Any, place: Place, indent: str, key: str) -> Iterator[str]:
        """The lines of one value; `key` is what stands before it."""
        yield from self._above(place, indent)
        flow = _flow(value)
        if _is_leaf(value) and len(indent + key + flow) > _SHORT and isinstance(value, str):
            yield from _long(value, indent, key)
        elif _is_leaf(value) or (len(indent + key + flow) < _SHORT and not self._is_said_inside(place)):
            yield f"{indent}{key} {flow}{self._source(value, place)}"
        elif isinstance(value, dict):
            yield f"{indent}{key}"
            yield from self._mapping(value, place, indent + "  ")
        else:
            yield f"{indent}{key}"
            yield from self._entries(value, place, indent + "  ")

    def _entries(self, values: list[Any], place: Place, indent: str) -> Iterator[str]:
        entry_key = entry_key_of(values)
        for number, value in enumerate(values):
            inner = (*place, number if entry_key is None else value[entry_key])
            flow = _flow(value)
            if not isinstance(value, dict) or (
                len(indent + flow) < _SHORT and not self._is_said_inside(inner)
            ):
                yield f"{indent}- {flow}{self._source(value, inner)}"
                continue
            yield from self._above(inner, indent)
            lines = list(self._mapping(value, inner, f"{indent}  "))
            first = next(index for index, line in enumerate(lines) if not line.lstrip().startswith("#"))
            yield from lines[:first]
            yield f"{indent}- {lines[first].strip()}"
            yield from lines[first + 1 :]

    def _above(self, place: Place, indent: str) -> Iterator[str]:
        """What is said above a value, and by which rubric, where that is another one."""
        number, comment = self._stated(place)
        for index, line in enumerate(comment.above):
            who = f"{self._name(number)}: " if number and not index else ""
            yield from _wrapped(who + line, f"{indent}# ")

    def _stated(self, place: Place) -> tuple[int, Comment]:
        """The rubric that states a value, itself first, and what it says about it."""
        for number, comments in enumerate(self.comments):
            if place in comments:
                return number, comments[place]
        return len(self.comments) - 1, _NOTHING

    def _is_said_inside(self, place: Place) -> bool:
        """Whether a value inside has a comment of its own."""
        return any(
            len(each) > len(place) and each[: len(place)] == place and comment != _NOTHING
            for comments in self.comments
            for each, comment in comments.items()
        )

    def _source(self, value: Any, place: Place) -> str:
        """Where a number comes from; words are their own source, but for what is said about them."""
        number, comment = self._stated(place)
        if not (_has_number(value) or comment.beside):
            return ""
        said = f": {comment.beside}" if comment.beside else ""
        return f"  # {self._name(number)}{self._how(value, place, number)}{said}"

    def _how(self, value: Any, place: Place, number: int) -> str:
        """What was done to a number that another rubric states."""
        stated = _at(self.document.files[number].values, place)
        if isinstance(stated, dict) and stated.keys() == {TIMES}:
            return f", {stated[TIMES]:g} times {_at(self.document.resolved[number + 1], place):g}"
        if place[-1] == FULL_CREDIT and is_number(stated) and stated != value:
            return f", {stated:g} in proportion to the weights"
        return ""


def _first_remarks(text: str) -> list[str]:
    """The comment at the very start of a rubric, where it explains its kinds of sources."""
    return list(takewhile(lambda line: line.startswith("#"), text.splitlines()))


def _at(values: Any, place: Place) -> Any:
    """The value at a place; an entry of a list by its name there."""
    for key in place:
        if isinstance(values, dict) and key in values:
            values = values[key]
        elif isinstance(values, list):
            entry_key = entry_key_of(values)
            found = {each[entry_key]: each for each in values} if entry_key else dict(enumerate(values))
            values = found.get(key, _MISSING)
        else:
            return _MISSING
    return values


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, dict | list) or not value


def _has_number(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_has_number, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int | float)


def _flow(value: Any) -> str:
    """A value on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, width=10**6, sort_keys=False, allow_unicode=True)
    return text.removesuffix("...\n").strip()


def _long(value: str, indent: str, key: str) -> Iterator[str]:
    """A paragraph, folded; a text that folding would change, in quotes."""
    words = value.strip()
    if value != words + "\n" or words != " ".join(words.split()):
        yield f"{indent}{key} {json.dumps(value, ensure_ascii=False)}"
        return
    yield f"{indent}{key} >"
    yield from _wrapped(words, f"{indent}  ")


def _wrapped(text: str, start: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=start,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [start.rstrip()]
