"""Reads what a rubric asks in the interview beyond what was found."""

from __future__ import annotations

from analyzer.declarations import Competency, OwnQuestion, OwnQuestions
from analyzer.scoring.reader import Reader

_TEXTS = ("ask", "because", "strong", "weak")
_TEXT_LIMIT = 300
_MOST = 15
# As the competencies are written in a rubric: the value is a heading of the reports.
COMPETENCIES = {each.name.lower(): each for each in Competency}


def read_questions(reader: Reader, value: object) -> OwnQuestions:
    """The questions of a rubric. Raises RubricError."""
    fields = reader.mapping(value, "questions", (), ("order", "number", "add"))
    order = (
        []
        if "order" not in fields
        else [
            _competency(reader, each, f"questions.order[{index}]")
            for index, each in enumerate(reader.sequence(fields["order"], "questions.order"))
        ]
    )
    return OwnQuestions(
        added=tuple(_added(reader, id, each) for id, each in _mapping(reader, fields, "add").items()),
        order=tuple(dict.fromkeys(order)),
        number={
            _competency(reader, name, f"questions.number.{name}"): reader.whole(
                each, f"questions.number.{name}", _MOST, "questions of an interview"
            )
            for name, each in _mapping(reader, fields, "number").items()
        },
    )


def _mapping(reader: Reader, fields: dict[str, object], name: str) -> dict[str, object]:
    value = fields.get(name, {})
    if not isinstance(value, dict):
        raise reader.error(f"questions.{name}", "is not a mapping", "write it as name: value")
    return value


def _added(reader: Reader, id: str, value: object) -> OwnQuestion:
    key = f"questions.add.{id}"
    fields = reader.mapping(value, key, ("competency", *_TEXTS))
    ask, because, strong, weak = (reader.text(fields[each], f"{key}.{each}", _TEXT_LIMIT) for each in _TEXTS)
    competency = _competency(reader, fields["competency"], f"{key}.competency")
    return OwnQuestion(competency=competency, ask=ask, because=because, strong=strong, weak=weak)


def _competency(reader: Reader, value: object, key: str) -> Competency:
    if not isinstance(value, str) or value not in COMPETENCIES:
        raise reader.error(key, "is not a competency", f"use one of: {', '.join(COMPETENCIES)}")
    return COMPETENCIES[value]
