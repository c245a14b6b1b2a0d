"""Classes that answer by interfaces which a generator writes: who is one, and who is not."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from tests.support.snapshots import snapshot

POM = (
    "<project><plugin><artifactId>openapi-generator-maven-plugin</artifactId><configuration>"
    "<generatorName>{}</generatorName><apiPackage>shop.api</apiPackage></configuration></plugin></project>\n"
)
GRADLE = 'plugins {\n  id("org.openapi.generator")\n}\nopenApiGenerate {\n  generatorName.set("spring")\n  apiPackage.set("shop.api")\n}\n'
KOTLIN = (
    "package shop.web\nimport shop.api.ChatApi\nimport org.springframework.stereotype.Component\n"
    "@Component\nclass ChatController : ChatApi {\n"
    "    override suspend fun chat(q: String): String = answer(q)\n    private fun answer(q: String) = q\n}\n"
)
JAVA = (
    "package shop.web;\nimport shop.api.ChatApi;\nimport org.springframework.web.bind.annotation.RestController;\n"
    "@RestController\nclass ChatController implements ChatApi {\n"
    "  @Override\n  public String chat(String q) { return q; }\n  private String answer(String q) { return q; }\n}\n"
)
WEB = "src/main/kotlin/shop/web/ChatController.kt"
JAVA_WEB = "src/main/java/shop/web/ChatController.java"
# The files, and the lines of methods that answer.
GENERATED: dict[str, tuple[dict[str, str], list[int]]] = {
    "Kotlin": ({"pom.xml": POM.format("kotlin-spring"), WEB: KOTLIN}, [6]),
    "Java": ({"pom.xml": POM.format("spring"), JAVA_WEB: JAVA}, [6]),
    "Gradle": ({"build.gradle.kts": GRADLE, JAVA_WEB: JAVA}, [6]),
    "Jakarta REST": ({"pom.xml": POM.format("jaxrs-spec"), JAVA_WEB: JAVA}, [6]),
    "a generator of clients": ({"pom.xml": POM.format("kotlin"), WEB: KOTLIN}, []),
    "no generator": ({"pom.xml": "<project></project>\n", WEB: KOTLIN}, []),
    "an interface of another package": (
        {"pom.xml": POM.format("spring"), WEB: KOTLIN.replace("shop.api.", "shop.other.")}, []),
    "an interface of a dependency": ({"pom.xml": "<project></project>\n", JAVA_WEB: JAVA}, [6]),
    "no interface of that name": (
        {"pom.xml": "<project></project>\n", JAVA_WEB: JAVA.replace("ChatApi", "ChatPort")}, []),
    "an interface that is here": (
        {"pom.xml": POM.format("spring"), JAVA_WEB: JAVA,
         "src/main/java/shop/api/ChatApi.java": "package shop.api;\npublic interface ChatApi { String chat(String q); }\n"},
        []),
    "a class that no framework makes": (
        {"pom.xml": POM.format("spring"), JAVA_WEB: JAVA.replace("@RestController\n", "\n")}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "lines"), GENERATED.values(), ids=GENERATED)
def test_methods_of_generated_interfaces(files: dict[str, str], lines: list[int]) -> None:
    found = routes(snapshot(files))
    assert [each.use.line for each in found] == lines
    assert {each.use.tool for each in found} == ({"OpenAPI interface"} if lines else set())


def test_a_handler_of_web_sockets_without_servlets() -> None:
    text = (
        "package shop\nimport org.springframework.web.reactive.socket.WebSocketHandler\n"
        "import org.springframework.stereotype.Component\n@Component\nclass Chat : WebSocketHandler {\n"
        "    override fun handle(s: WebSocketSession): Mono<Void> = s.send(s.receive())\n}\n"
    )
    assert [each.use.tool for each in routes(snapshot({"src/main/kotlin/shop/Chat.kt": text}))] == [
        "WebSocket"
    ]
