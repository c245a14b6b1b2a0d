"""Services in Kotlin: what starts them, and whether a model is behind their routes."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started, running
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

SOURCES = "src/main/kotlin/com/acme"
GRADLE = 'plugins { application }\napplication { mainClass.set("com.acme.AppKt") }\n'
IMAGE = 'FROM x\nRUN gradle installDist\nCMD ["/app/bin/svc"]'
ROUTES = """package com.acme

import io.ktor.server.application.*
import io.ktor.server.routing.*

fun Application.module() {
    val model = Model()
    routing {
        post("/predict") {
            call.respond(model.predict(call.receive()))
        }
        get("/health") { call.respondText("ok") }
    }
}
"""
MODEL = """package com.acme

import ai.djl.inference.Predictor

class Model(private val predictor: Predictor<String, String>) {
    fun predict(text: String): String {
        return predictor.predict(text)
    }
}
"""
ENGINE = "package com.acme\n\nfun main(args: Array<String>) = io.ktor.server.netty.EngineMain.main(args)\n"
EMBEDDED = """package com.acme

import io.ktor.server.engine.*
import io.ktor.server.netty.*

fun main() {
    embeddedServer(Netty, port = 8080, module = Application::module).start(wait = true)
}
"""


def test_the_engine_of_ktor_calls_the_modules_of_an_application() -> None:
    engine = GRADLE.replace("com.acme.AppKt", "io.ktor.server.netty.EngineMain")
    files = {"build.gradle.kts": engine, f"{SOURCES}/Routes.kt": ROUTES, f"{SOURCES}/Model.kt": MODEL}
    image = 'FROM x\nCOPY build/libs/svc-all.jar /svc.jar\nCMD ["java", "-jar", "/svc.jar"]'
    repo = snapshot({**files, "Dockerfile": image})
    assert [each.module for each in programs_started(repo)] == [f"{SOURCES}/Routes.kt"]
    found = {each.route: (each.over_model, each.start is not None) for each in routes(repo)}
    assert found == {"/predict": (True, True), "/health": (False, True)}
    assert not programs_started(snapshot({**files, "Dockerfile": "FROM x\n"}))


@pytest.mark.parametrize("main", [ENGINE, EMBEDDED])
def test_a_route_of_ktor_over_a_model(main: str) -> None:
    repo = snapshot(
        {
            "build.gradle.kts": GRADLE,
            "Dockerfile": IMAGE,
            f"{SOURCES}/App.kt": main,
            f"{SOURCES}/Routes.kt": ROUTES,
            f"{SOURCES}/Model.kt": MODEL,
        }
    )
    assert [each.module for each in programs_started(repo)] == [f"{SOURCES}/App.kt"]
    found = {each.route: (each.over_model, each.start is not None) for each in routes(repo)}
    assert found == {"/predict": (True, True), "/health": (False, True)}


def test_an_application_of_spring_in_kotlin() -> None:
    repo = snapshot(
        {
            "build.gradle.kts": 'plugins { id("org.springframework.boot") }',
            "Dockerfile": "FROM x\nCMD java -jar app.jar",
            f"{SOURCES}/App.kt": "package com.acme\n\nimport org.springframework.boot.*\n\n@SpringBootApplication\n"
            "class App\n\nfun main(args: Array<String>) {\n    runApplication<App>(*args)\n}\n",
            f"{SOURCES}/Api.kt": "package com.acme\n\nimport org.springframework.web.bind.annotation.*\n\n"
            "@RestController\nclass Api(private val model: Model) {\n"
            '    @PostMapping("/predict")\n    fun predict(@RequestBody text: String) = model.predict(text)\n}\n',
            f"{SOURCES}/Model.kt": MODEL,
        }
    )
    assert {name for _path, name in running(repo)} >= {"main", "Api.predict", "Model.predict"}
    assert [(each.route, each.over_model) for each in routes(repo)] == [("/predict", True)]
    assert [use.line for use in all_uses(repo)[Subject.SERVER] if use.called] == [9, 5]


LINES = [
    (Subject.ROUTE, "http4k", "import org.http4k.routing.bind", 'val app = routes("/x" bind POST to { r -> r })'),
    (Subject.ROUTE, "Ktor", "import io.ktor.server.routing.post", 'fun Route.r() { post("/x") { call.respond(1) } }'),
    (Subject.ROUTE, "Ktor", "import io.ktor.server.sse.sse", 'fun Route.r() { sse("/x") { send(1) } }'),
    (Subject.ROUTE, "Javalin", "import io.javalin.Javalin", 'fun f() { Javalin.create().get("/x") { it.json(1) } }'),
    (Subject.MODEL_CALL, "OpenAI", "import com.aallam.openai.client.OpenAI", "suspend fun f(c: OpenAI) = c.chatCompletion(r)"),
    (Subject.MODEL_CALL, "ONNX Runtime", "import ai.onnxruntime.*", "class A(private val s: OrtSession) {\n fun f() { s.run(x).use { it[0] } }\n}"),
    (Subject.MODEL_CALL, "ONNX Runtime", "import ai.onnxruntime.OrtEnvironment",
     "fun f() { OrtEnvironment.getEnvironment().createSession(p).use { s -> s.run(x) } }"),
    (Subject.MODEL_CALL, "Koog", "import ai.koog.prompt.executor.llms.all.simpleOpenAIExecutor", "fun f(k: String) = simpleOpenAIExecutor(k)"),
    (Subject.MODEL_CALL, "Koog", "import ai.koog.agents.core.agent.AIAgent", "fun f(e: E) = AIAgent(promptExecutor = e)"),
    (Subject.MODEL_CALL, "Koog", "import ai.koog.embeddings.local.LLMEmbedder",
     "class A(private val c: C) {\n private val e: LLMEmbedder by lazy { c.make() }\n fun f(q: String) = e.embed(q)\n}"),
    (Subject.MODEL_CALL, "Koog", "import ai.koog.agents.core.agent.session.AIAgentLLMWriteSession",
     "suspend fun AIAgentLLMWriteSession.turn() { requestLLMStreaming() }"),
    (Subject.LOGGING, "Kotlin logging", "import mu.KotlinLogging",
     "private val log = KotlinLogging.logger {}\nfun f() { log.info { 1 } }"),
    (Subject.LOGGING, "SLF4J", "import org.slf4j.LoggerFactory",
     "class A {\n private val log = LoggerFactory.getLogger(A::class.java)\n fun f() { log.error(1) }\n}"),
    (Subject.REFUSAL, "Ktor", "import io.ktor.server.plugins.statuspages.*",
     "fun f() { install(StatusPages) { exception<E> { call, cause -> call.respond(1) } } }"),
    (Subject.LOGGING, "Ktor call logging", "import io.ktor.server.plugins.calllogging.CallLogging",
     "fun Application.f() { install(CallLogging) { level = Level.INFO } }"),
    (Subject.LOGGING, "Ktor call logging", "import io.ktor.server.plugins.calllogging.*",
     "fun Application.f() { install(CallLogging) }"),
    (Subject.METRICS, "Ktor metrics", "import io.ktor.server.metrics.micrometer.*",
     "fun Application.f() { install(MicrometerMetrics) { registry = r } }"),
    (Subject.PRINTING, "System.out", "", "fun f() { println(1) }"),
]  # fmt: skip


def test_lines_that_people_write() -> None:
    repo = snapshot({f"src/f{n}.kt": f"{head}\n{text}\n" for n, (_s, _t, head, text) in enumerate(LINES)})
    seen = {
        (use.path, subject, use.tool)
        for subject, uses in all_uses(repo).items()
        for use in uses
        if use.called
    }
    rows = [(f"src/f{n}.kt", subject, tool) for n, (subject, tool, _h, _t) in enumerate(LINES)]
    assert [each for each in rows if each not in seen] == []


KOOG_OTHERS = {
    "a model is named": (
        "ai.koog.prompt.executor.clients.openai.OpenAIModels",
        "val m = OpenAIModels.Chat.GPT4o",
    ),
    "a registry of tools": ("ai.koog.agents.core.tools.ToolRegistry", "fun f() = ToolRegistry { tool(t) }"),
    "a function of the same name": ("com.acme.llm.Session", "suspend fun f(s: Session) = s.requestLLM()"),
    "another embedder": ("com.acme.LLMEmbedder", "fun f(e: LLMEmbedder) = e.embed(1)"),
}


@pytest.mark.parametrize(("package", "text"), KOOG_OTHERS.values(), ids=KOOG_OTHERS)
def test_what_asks_no_model_of_koog(package: str, text: str) -> None:
    found = all_uses(snapshot({"a.kt": f"package a\nimport {package}\n{text}\n"})).get(Subject.MODEL_CALL, ())
    assert [each.target for each in found if each.called] == []
