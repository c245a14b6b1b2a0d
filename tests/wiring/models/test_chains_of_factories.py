"""Chains, and clients of one service among many, that functions of the repository make."""

from __future__ import annotations

import pytest

from tests.support.model_kinds import used

CHAIN = """from langchain_core.output_parsers import StrOutputParser
from langchain_groq import ChatGroq

def make_llm():
    return ChatGroq()

def make_chain(prompt):
    llm = make_llm()
    chain = prompt | llm | StrOutputParser()
    return chain

def ask(prompt):
    return make_chain(prompt).invoke({})
"""


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        (CHAIN, True),
        (CHAIN.replace("return ChatGroq()", "return Lookup()"), False),
        (CHAIN.replace(".invoke(", ".get_name("), False),
        (CHAIN.replace("llm = make_llm()", "llm = ChatGroq()"), True),
    ],
)
def test_a_chain_is_asked_whose_model_another_function_makes(source: str, asked: bool) -> None:
    found = used({"a.py": source})["a.py"]
    assert ("calls 13" in found) is asked


CLIENTS = "import boto3\n\ndef client(name):\n    return boto3.Session().client(name)\n"


@pytest.mark.parametrize(("asked", "calls"), [("invoke_model", True), ("send_message", False)])
def test_a_factory_makes_clients_of_many_services(asked: str, calls: bool) -> None:
    source = f"from aws import client\n\ndef ask(body):\n    return client('x').{asked}(body=body)\n"
    found = used({"aws.py": CLIENTS, "ask.py": source})
    assert ("ask.py" in found and "calls 4" in found["ask.py"]) is calls


CROSSWISE = "from sklearn.model_selection import {0}\n\ndef tune(model, x, y):\n    return {0}(model, x, y)\n"


@pytest.mark.parametrize(
    ("function", "trains"),
    [
        ("cross_val_score", True),
        ("cross_validate", True),
        ("learning_curve", True),
        ("train_test_split", False),
    ],
)
def test_what_fits_a_model_crosswise_trains_it(function: str, trains: bool) -> None:
    found = used({"a.py": CROSSWISE.format(function)})
    assert ("trains 4" in found.get("a.py", [])) is trains
