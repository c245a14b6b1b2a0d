"""The questions that belong to no signal, flag or topic of claims: what no repository can show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from msgspec import Struct

from analyzer.declarations import Competency


class Words(Struct, frozen=True):
    """A question that belongs to no signal, flag or topic, and what answers sound like.

    `always`: it is asked whatever was found; `first_without_strengths`: also where nothing can be walked
    through. `without_model` is asked instead where no model was found.
    """

    competency: Competency
    ask: str
    strong: str
    weak: str
    because: str = ""
    without_model: str = ""
    id: str = ""
    covers: tuple[str, ...] = ()
    always: bool = False
    first_without_strengths: bool = False


class Texts(Struct, frozen=True):
    """The texts of the pack that belong to no signal, flag or topic."""

    others: Words
    general: tuple[Words, ...]


@cache
def texts() -> Texts:
    """The texts as they are shipped."""
    document = yaml.load(
        files("analyzer.interview").joinpath("interview.yaml").read_text("utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506  (in C where PyYAML has it)
    )
    return Texts(
        others=_words(document["others"]),
        general=tuple(_words(each) for each in document["general"]),
    )


def _words(fields: Mapping[str, Any]) -> Words:
    competency = Competency[fields["competency"].upper()]
    return Words(**{**fields, "competency": competency, "covers": tuple(fields.get("covers", ()))})
