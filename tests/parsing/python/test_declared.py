"""Calls on what an annotation names: each row an annotation, a place of it, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.python_facts import read

IMPORTS = (
    "import lib\nimport typing as t\nfrom typing import Annotated, Any, Callable, Optional, Union\n"
    "from dataclasses import InitVar, dataclass\nfrom lib.sdk import Client\nfrom .own import Own\n"
)
CLIENT = "lib.sdk.Client().jobs.create"

ANNOTATIONS = {
    "name": ("Client", CLIENT),
    "attribute of a module": ("lib.sdk.Client", CLIENT),
    "or none": ("Client | None", CLIENT),
    "none or": ("None | Client", CLIENT),
    "one of two": ("Client | str | None", CLIENT),
    "optional": ("Optional[Client]", CLIENT),
    "optional of a module's name": ("t.Optional[Client]", CLIENT),
    "union": ("Union[None, Client]", CLIENT),
    "with a dependency": ("Annotated[Client, Depends(client)]", CLIENT),
    "with a dependency, or none": ("Annotated[Optional[Client], Depends(client)]", CLIENT),
    "generic class": ("Client[int]", CLIENT),
    "text": ("'Client'", CLIENT),
    "text, or none": ("'lib.sdk.Client | None'", CLIENT),
    "optional text": ("\"Optional['Client']\"", CLIENT),
    "text inside": ("Optional['Client']", CLIENT),
    "text of something else": ("'a client: %s'", ""),
    "text of several clients": ("'list[Client]'", ""),
    "several clients": ("list[Client]", ""),
    "anything": ("Any", "typing.Any().jobs.create"),
    "what makes one": ("Callable[[], Client]", "typing.Callable().jobs.create"),
    "class of Python": ("str", ""),
    "class of this repository": ("Own", ""),
    "unknown name": ("Elsewhere", ""),
    "call": ("make(Client)", ""),
    "empty union": ("Union[()]", "typing.Union().jobs.create"),
    "deeper than anybody writes": ("Optional[" * 12 + "Client" + "]" * 12, ""),
}

CREATE = ".jobs.create()\n"
PLACES = {
    "keyword-only parameter": f"def f(*, c: Client):\n    c{CREATE}",
    "positional-only parameter": f"def f(c: Client, /):\n    c{CREATE}",
    "parameter with a default": f"def f(c: Client = Depends(make)):\n    c{CREATE}",
    "parameter of an async function": f"async def f(c: Client):\n    await c{CREATE}",
    "parameter of a function around": f"def f(c: Client):\n    def g():\n        c{CREATE}",
    "another name for it": f"def f(c: Client):\n    d = c\n    d{CREATE}",
    "part of it": "def f(c: Client):\n    d = c.jobs\n    d.create()\n",
    "variable": f"def f():\n    c: Client = pool[0]\n    c{CREATE}",
    "variable before its value": f"def f():\n    c: Client\n    c = pool[0]\n    c{CREATE}",
    "variable of the module": f"c: Client = pool[0]\nc{CREATE}",
    "variable of the module, in a function": f"c: Client | None = None\n\ndef f():\n    c{CREATE}",
    "attribute": f"class A:\n    def __init__(self, x):\n        self.c: Client = x\n\n    def f(self):\n        self.c{CREATE}",
    "attribute from a parameter": f"class A:\n    def __init__(self, c: Client):\n        self.c = c\n\n    def f(self):\n        self.c{CREATE}",
    "attribute that is none at first": f"class A:\n    def f(self):\n        self.c{CREATE}\n    def __init__(self):\n        self.c: Optional[Client] = None\n",
    "attribute by another name": f"class A:\n    c: Client\n\n    def f(self):\n        c = self.c\n        c{CREATE}",
    "field of a dataclass": f"@dataclass\nclass A:\n    c: Client\n\n    def f(self):\n        self.c{CREATE}",
    "field of a base": f"class A:\n    c: 'Client'\n\nclass B(A):\n    def f(self):\n        self.c{CREATE}",
    "alias": f"Of = Annotated[Client, Depends(make)]\n\ndef f(c: Of):\n    c{CREATE}",
    "alias that is declared": f"Of: t.TypeAlias = Optional[Client]\n\ndef f(c: Of):\n    c{CREATE}",
    "import for types only": f"if t.TYPE_CHECKING:\n    from lib.sdk import Client\n\ndef f(c: 'Client'):\n    c{CREATE}",
}
NONE = {
    "many of them": f"def f(*c: Client):\n    c{CREATE}",
    "by name": f"def f(**c: Client):\n    c{CREATE}",
    "another parameter": f"def f(d: Client, c):\n    c{CREATE}",
    "another function": f"def g(c: Client):\n    pass\n\ndef f(c):\n    c{CREATE}",
    "what the function around calls otherwise": f"def f(c: Client):\n    def g(c):\n        c{CREATE}",
    "element": f"def f(c: Client):\n    c[0]{CREATE}",
    "another class": f"class A:\n    c: Client\n\nclass B:\n    def f(self):\n        self.c{CREATE}",
    "what is returned": f"def make() -> Client:\n    pass\n\ndef f(c):\n    c{CREATE}",
}


def declared(code: str) -> str:
    calls = read(IMPORTS + code).calls
    return next(call.declared for call in calls if call.target.endswith("create"))


@pytest.mark.parametrize(("annotation", "target"), ANNOTATIONS.values(), ids=ANNOTATIONS)
def test_which_annotations_say_what_is_called(annotation: str, target: str) -> None:
    assert declared(f"def f(c: {annotation}):\n    c{CREATE}") == target


@pytest.mark.parametrize("code", PLACES.values(), ids=PLACES)
def test_where_an_annotation_may_stand(code: str) -> None:
    assert declared(code) == CLIENT


@pytest.mark.parametrize("code", NONE.values(), ids=NONE)
def test_an_annotation_says_nothing_of_another_object(code: str) -> None:
    assert declared(code) == ""


def test_what_is_called_keeps_the_target_of_its_value() -> None:
    calls = read(IMPORTS + f"def f(c: Client):\n    c{CREATE}    c = lib.Other()\n    c{CREATE}").calls
    assert [each.target for each in calls] == ["?.jobs.create", "lib.Other", "lib.Other().jobs.create"]


@given(st.text(alphabet="Client |[],'\".\\\n\0()", max_size=60))
def test_no_text_of_an_annotation_breaks_the_reader(text: str) -> None:
    facts = read(f"from a import Client\ndef f(c: {text!r}):\n    c.run()\n")
    assert facts.problem is None
    assert len(facts.calls) == 1
