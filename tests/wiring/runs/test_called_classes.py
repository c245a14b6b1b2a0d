"""A class that is named says whose method runs: its own, or that of a class above it."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.runs.called import called_by_services

SERVICE = """
from fastapi import FastAPI
from helpers import {imports}
app = FastAPI()

@app.post("/predict")
def predict(row: dict):
    return {body}
"""
TWO = (
    "class Other:\n    def __init__(self): pass\n    @classmethod\n    def load(cls, x): return cls()\n"
    "    def ask(self, x): return x\n"
    "class Base:\n    @classmethod\n    def load(cls, x): return cls()\n    def ask(self, x): return x\n"
    "class Worker(Base):\n    def ask(self, x): return super().ask(x)\n"
    "def make(): return Other()\nKEPT = {'a': Other()}\n"
)
OPEN = (
    "from somewhere import outside\n"
    "class Other:\n    def ask(self, x): return x\n"
    "class Worker(outside.Model):\n    def __getattr__(self, name): return getattr(KEPT['a'], name)\n"
    "KEPT = {'a': Other()}\n"
)
FOREIGN = (
    "import torch.nn as nn\n"
    "class Net(nn.Module):\n    def forward(self, x): return x\n"
    "class Unknown(Above):\n    def forward(self, x): return x\n"
    "class Deep(Net):\n    pass\nclass Deeper(Deep):\n    def eval(self): pass\n"
    "class Other:\n    def train(self, x): pass\n    def eval(self): pass\n    def load(self, x=None): pass\n"
    "    def save(\n        self,\n        x: dict[str, int],\n    ): pass\n    def keep(self, *x): pass\n"
    "KEPT = {'a': Other()}\nMORE = [Deeper()]\n"
)
# name: (what is imported, what is asked, the helper module, the method, whether it is called)
CASES = {
    "a method of the class itself": ("Other", "Other.load(row)", TWO, "Other.load", True),
    "the same name of another class": ("Other", "Other.load(row)", TWO, "Base.load", False),
    "a method of the class above": ("Worker", "Worker.load(row)", TWO, "Base.load", True),
    "not of a class beside": ("Worker, make", "(make(), Worker.load(row))", TWO, "Other.load", False),
    "asked of an object that is made": ("Other", "Other().ask(row)", TWO, "Other.ask", True),
    "not of the other one that is there": ("Worker", "Worker.load(Worker(row))", TWO, "Other.ask", False),
    "of an object that is made, not of another": ("Base", "Base().ask(row)", TWO, "Other.ask", False),
    "what the class above does for it": ("Worker", "Worker().ask(row)", TWO, "Base.ask", True),
    "an object of no known class": ("KEPT", "KEPT['a'].ask(row)", TWO, "Other.ask", True),
    "what a factory makes": ("make", "make().ask(row)", TWO, "Other.ask", True),
    "what a class has from an installed package": ("Net", "Net().eval()", FOREIGN, "Other.eval", False),
    "what is below such a class": ("Net", "Net().eval()", FOREIGN, "Deeper.eval", True),
    "a base class of no known package": ("Unknown", "Unknown().eval()", FOREIGN, "Other.eval", True),
    "no argument for what needs one": ("KEPT", "KEPT['a'].train()", FOREIGN, "Other.train", False),
    "no argument, by type and on lines": ("KEPT", "KEPT['a'].save()", FOREIGN, "Other.save", False),
    "an argument for what needs one": ("KEPT", "KEPT['a'].train(row)", FOREIGN, "Other.train", True),
    "arguments that are unpacked": ("KEPT", "KEPT['a'].train(**row)", FOREIGN, "Other.train", True),
    "no argument for what has a default": ("KEPT", "KEPT['a'].load()", FOREIGN, "Other.load", True),
    "no argument for any number": ("KEPT", "KEPT['a'].keep()", FOREIGN, "Other.keep", True),
    "a class whose methods nobody can know": ("Worker", "Worker().ask(row)", OPEN, "Other.ask", True),
}


@pytest.mark.parametrize("name", CASES)
def test_a_named_class_has_its_own_methods(name: str) -> None:
    imports, body, helper, function, expected = CASES[name]
    repo = snapshot({"app.py": SERVICE.format(imports=imports, body=body), "helpers.py": helper})
    assert called_by_services(repo).has("helpers.py", function) is expected


def test_two_classes_of_one_name_are_told_apart_by_their_modules() -> None:
    one = "class Worker:\n    def load(self, x): return x\n"
    files = {"app.py": SERVICE.format(imports="Worker", body="Worker().load(row)") + "import others\n"}
    called = called_by_services(snapshot(files | {"helpers.py": one, "others.py": one + "KEPT = Worker()\n"}))
    assert called.has("helpers.py", "Worker.load")
    assert not called.has("others.py", "Worker.load")
