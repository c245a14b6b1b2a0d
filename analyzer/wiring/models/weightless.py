"""Modules of PyTorch that hold no weights: they compute something and learn nothing."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import ClassDefinition
from analyzer.repository import Snapshot
from analyzer.wiring.modules import Code, last_part

TORCH_MODULES = frozenset({"torch.nn.Module", "torch.nn.modules.module.Module"})
MOST_CLASS_ROWS = 400
# What may hold weights by another way than an attribute that is set to them.
HOLDS_WEIGHTS = lazy_regex(
    r"\b(?:register_(?:parameter|buffer|module)|add_module|setattr|Parameter|ModuleList|ModuleDict|Sequential"
    r"|load_state_dict|from_pretrained)\b|\*\*|\bself\.\w{1,60}\["
)
SETS = lazy_regex(r"^[ \t]*self\.\w{1,60}(?:[ \t]*:[^=\n]{1,60})?[ \t]*=(?!=)[ \t]*([^\n]{1,200})")
PLAIN_VALUE = lazy_regex(r"(?:-?\d[\d_.e-]{0,20}|True|False|'[^'\n]{0,80}'|\"[^\"\n]{0,80}\")[ \t]*(?:#.*)?")
SET_TO_NAME = lazy_regex(r"(\w{1,60})[ \t]*(?:#.*)?")


def is_weightless(repo: Snapshot, code: Code, definition: ClassDefinition) -> bool:
    """Whether a class is a module of PyTorch all of whose attributes are seen to be plain values.

    An attribute of unknown kind may be a layer that the class is given.
    """
    if code.notebook or not definition.bases or not TORCH_MODULES.issuperset(definition.bases):
        return False
    inside = range(definition.line, definition.end_line + 1)
    if len(inside) > MOST_CLASS_ROWS or any(
        call.line in inside and last_part(call.target)[:1].isupper() for call in code.facts.calls
    ):
        return False  # it makes objects of some class, which may be layers
    rows = (repo.text(code.path) or "").split("\n")[definition.line - 1 : definition.end_line]
    text = "\n".join(row[:300] for row in rows)
    if "forward" not in definition.methods or HOLDS_WEIGHTS.search(text) is not None:
        return False
    values = [found[1] for row in rows if (found := SETS.match(row[:300])) is not None]
    return all(PLAIN_VALUE.fullmatch(each) or _is_plain_parameter(text, each) for each in values)


def _is_plain_parameter(text: str, value: str) -> bool:
    """Whether a value is a parameter that is declared, or has a default, as a number, a truth or a text."""
    named = SET_TO_NAME.fullmatch(value)
    if named is None:
        return False
    plain = rf"\b{re.escape(named[1])}[ ]*(?::[ ]*(?:int|float|bool|str)\b|=[ ]*(?:-?[\d.]|True|False|['\"]))"
    return re.search(plain, text) is not None
