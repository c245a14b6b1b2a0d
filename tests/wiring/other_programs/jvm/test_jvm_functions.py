"""Beans that are functions, where the build has Spring Cloud Function."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes

POM = "<project><dependency><artifactId>{}</artifactId></dependency></project>\n"
ADAPTER = "spring-cloud-function-adapter-aws"
IMPORTS = (
    "package a;\nimport java.util.function.*;\nimport org.springframework.context.annotation.*;\n"
    "import org.springframework.stereotype.Component;\nimport org.springframework.ai.chat.client.ChatClient;\n"
)
ASKS = "client.prompt().user(text).call().content()"
BEAN = (
    IMPORTS + "@Configuration\nclass A {\n  private final ChatClient client;\n"
    "  A(ChatClient client) { this.client = client; }\n"
    f"  @Bean\n  public Function<String, String> classify() {{\n    return text -> {ASKS};\n  }}\n}}\n"
)
COMPONENT = (
    IMPORTS
    + "@Component\nclass A implements Function<String, String> {\n  private final ChatClient client;\n"
    "  A(ChatClient client) { this.client = client; }\n"
    f"  public String apply(String text) {{\n    return {ASKS};\n  }}\n}}\n"
)
KOTLIN = (
    IMPORTS.replace(";", "") + "@Configuration\nclass A(private val client: ChatClient) {\n"
    f"  @Bean\n  fun classify(): (String) -> String = {{ text -> {ASKS} }}\n}}\n"
)
CASES: dict[str, tuple[str, str, str, list[bool]]] = {
    "a bean": (ADAPTER, "A.java", BEAN, [True]),
    "over HTTP": ("spring-cloud-starter-function-web", "A.java", BEAN, [True]),
    "without the library": ("spring-boot-starter", "A.java", BEAN, []),
    "a bean of another type": (ADAPTER, "A.java", BEAN.replace("Function<String, String> c", "Runner c"), []),
    "no bean": (ADAPTER, "A.java", BEAN.replace("  @Bean\n", ""), []),
    "a component": (ADAPTER, "A.java", COMPONENT, [True]),
    "a class that nothing makes": (ADAPTER, "A.java", COMPONENT.replace("@Component\n", ""), []),
    "a bean in Kotlin": (ADAPTER, "A.kt", KOTLIN, [True]),
}


@pytest.mark.parametrize(("library", "name", "text", "over"), CASES.values(), ids=CASES)
def test_functions_that_a_platform_calls(library: str, name: str, text: str, over: list[bool]) -> None:
    repo = snapshot({"pom.xml": POM.format(library), f"src/main/java/a/{name}": text})
    assert [each.over_model for each in routes(repo)] == over
