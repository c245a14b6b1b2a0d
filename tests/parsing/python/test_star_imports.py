"""Names that come from `from package import *`: where there is one package, they are its own."""

from __future__ import annotations

import pytest

from analyzer.parsing.python import parse_python_text

STARS = {
    "one package": ("from pycaret.classification import *\nsetup(d)\n", "pycaret.classification.setup"),
    "one package twice": ("from fastai.vision.all import *\nfrom fastai.basics import *\nf()\n", "fastai.vision.all.f"),
    "two packages": ("from a import *\nfrom b import *\nf()\n", "f"),
    "a module of its own beside": ("from a import *\nfrom .b import *\nf()\n", "f"),
    "a module of its own": ("from .b import *\nf()\n", "f"),
    "what the file defines": ("from a import *\n\n\ndef f():\n    pass\n\n\nf()\n", "f"),
    "what the file sets": ("from a import *\nf = 1\nf()\n", "f"),
    "what Python has": ("from a import *\nprint()\n", "print"),
    "what is made of it": ("from a import *\nx = F()\nx.fit()\n", "a.F().fit"),
    "a parameter": ("from a import *\n\n\ndef g(f):\n    f()\n", "?"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "target"), STARS.values(), ids=STARS)
def test_where_a_name_comes_from(source: str, target: str) -> None:
    assert parse_python_text(source).calls[-1].target == target
