"""What a type only holds, or will hold, is what is asked for: `ObjectProvider<T>`, `Deferred<T>`."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

IMPORTS = "import org.springframework.ai.chat.model.ChatModel;\nimport org.springframework.beans.factory.*;\n"


def java(kind: str, asked: str) -> str:
    return (
        f"package a;\n{IMPORTS}import java.util.List;\nclass A {{\n  private final {kind} held;\n"
        f"  A({kind} held) {{ this.held = held; }}\n  String f(String q) {{ return {asked}.call(q); }}\n}}\n"
    )


def kotlin(kind: str, asked: str) -> str:
    return (
        "package a\n" + IMPORTS.replace(";", "") + "import kotlinx.coroutines.Deferred\n"
        f"class A(private val held: {kind}) {{\n  suspend fun f(q: String) = {asked}.call(q)\n}}\n"
    )


CASES = {
    "java, a model": ("A.java", java("ChatModel", "held"), ["f"]),
    "java, a provider": ("A.java", java("ObjectProvider<ChatModel>", "held.getIfAvailable()"), ["f"]),
    "java, one or none": ("A.java", java("ObjectProvider<ChatModel>", "held.getIfUnique()"), ["f"]),
    "java, a factory": ("A.java", java("ObjectFactory<ChatModel>", "held.getObject()"), ["f"]),
    "java, a provider of others": ("A.java", java("ObjectProvider<Other>", "held.getIfAvailable()"), []),
    "java, with arguments": ("A.java", java("ChatModel", "held.getObject(q)"), ["f"]),
    "kotlin, a model": ("A.kt", kotlin("ChatModel", "held"), ["f"]),
    "kotlin, one that comes later": ("A.kt", kotlin("Deferred<ChatModel>", "held.await()"), ["f"]),
    "kotlin, or none": ("A.kt", kotlin("Deferred<ChatModel>?", "held!!.await()"), ["f"]),
    "kotlin, another that comes later": ("A.kt", kotlin("Deferred<Other>", "held.await()"), []),
    "kotlin, a provider": ("A.kt", kotlin("ObjectProvider<ChatModel>", "held.getObject()"), ["f"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_held_is_asked(name: str) -> None:
    path, source, functions = CASES[name]
    found = uses(snapshot({f"src/main/{path}": source}), Subject.MODEL_CALL)
    assert [(each.function or "").rpartition(".")[2] for each in found if each.called] == functions
