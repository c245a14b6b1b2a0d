"""Chains that a function puts together of what other functions of the file make."""

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
