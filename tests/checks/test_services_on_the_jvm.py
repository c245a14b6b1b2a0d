"""Services on the JVM: what answers with an error, what bounds a request, which agents report about a process."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

KTOR = """package com.acme

import io.ktor.http.*
import io.ktor.server.application.*
import io.ktor.server.plugins.ratelimit.RateLimit
import io.ktor.server.plugins.statuspages.StatusPages
import io.ktor.server.routing.*

fun Application.module() {{
    {}
    routing {{
        post("/ask") {{ call.respond(1) }}
    }}
}}
"""
PLAY = """package controllers

import play.api.libs.json._
import play.api.mvc._

class Asks(cc: ControllerComponents) extends AbstractController(cc) {{
  def ask = Action({}) {{ request =>
    {}
  }}
}}
"""
HTTP4K = """package com.acme

import org.http4k.core.Method.POST
import org.http4k.core.Response
import org.http4k.core.Status
import org.http4k.core.Status.Companion.BAD_REQUEST
import org.http4k.filter.ServerFilters
import org.http4k.routing.bind
import org.http4k.routing.routes

fun api() = routes("/ask" bind POST to { request -> %s })
"""
JAX = """package com.acme;

import jakarta.ws.rs.*;

@Path("/ask")
class Asks {{
    @POST
    String ask(String text) {{
        {}
    }}
}}
"""
SPEC = "import io.kotest.core.spec.style.StringSpec\n\nclass ASpec : StringSpec({\n"
REFUSED = "errors are handled explicitly"
ANSWERS = {
    "pages of Ktor for each failure": (
        {"A.kt": KTOR.format("install(StatusPages) { exception<Throwable> { call, e -> call.respond(1) } }")},
        ["PRESENT A.kt:10 " + REFUSED]),
    "a status of http4k": ({"A.kt": HTTP4K % "Response(BAD_REQUEST)"}, ["PRESENT A.kt:11 " + REFUSED]),
    "a status of http4k with its class": (
        {"A.kt": HTTP4K % "Response(Status.BAD_REQUEST)"}, ["PRESENT A.kt:11 " + REFUSED]),
    "an answer of http4k that went well": ({"A.kt": HTTP4K % "Response(Status.OK)"}, []),
    "and a test of it by name": (
        {"A.kt": HTTP4K % "Response(BAD_REQUEST)",
         "src/test/kotlin/ASpec.kt": f'{SPEC}    "refused" {{\n        ask().status shouldBe Status.BAD_REQUEST\n    }}\n}})\n'},
        ["SUBSTANTIVE A.kt:11 " + REFUSED]),
    "and a test of what went well": (
        {"A.kt": HTTP4K % "Response(BAD_REQUEST)",
         "src/test/kotlin/ASpec.kt": f'{SPEC}    "asked" {{\n        ask().status shouldBe Status.OK\n    }}\n}})\n'},
        ["PRESENT A.kt:11 " + REFUSED]),
    "what Play found in a request": (
        {"A.scala": PLAY.format("parse.json", "request.body.validate[Ask].fold(e => BadRequest(1), a => Ok(1))")},
        ["SUBSTANTIVE A.scala:8 requests are validated and " + REFUSED]),
    "an exception with a status": (
        {"A.java": JAX.format('throw new WebApplicationException("no", 422);')}, ["PRESENT A.java:9 " + REFUSED]),
    "an exception of a client with a status": (
        {"A.java": JAX.format("throw new ClientErrorException(409);")}, ["PRESENT A.java:9 " + REFUSED]),
}  # fmt: skip
DEFENCES = {
    "a limit that Ktor installs": (
        {"A.kt": KTOR.format("install(RateLimit) { global { } }")}, ["PRESENT A.kt:10 rate limit: rate limiter: RateLimit"]),
    "how much a parser of Play takes": (
        {"A.scala": PLAY.format("parse.json(maxLength = 1024)", "Ok(1)")},
        ["PRESENT A.scala:7 input bound: size limit maxLength"]),
    "a parser without a bound": ({"A.scala": PLAY.format("parse.json(limit = 1024)", "Ok(1)")}, []),
    "an exception that says how much is too much": (
        {"A.java": JAX.format('throw new WebApplicationException("long", 413);')},
        ["PRESENT A.java:9 input bound: responds with 413"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_answers_with_an_error(files: dict[str, str], expected: list[str]) -> None:
    assert told(run("error_handling", snapshot(files))) == expected


@pytest.mark.parametrize(("files", "expected"), DEFENCES.values(), ids=DEFENCES)
def test_defences(files: dict[str, str], expected: list[str]) -> None:
    assert told(run("robustness", snapshot(files))) == expected


APP = {
    "pom.xml": "<project><artifactId>svc</artifactId></project>\n",
    "src/main/java/App.java": "class App { public static void main(String[] a) { } }\n",
}
OTEL = "-javaagent:/otel/opentelemetry-javaagent.jar"


def jar(start: str, env: str = "") -> dict[str, str]:
    return {**APP, "Dockerfile": f"FROM temurin\nCOPY target/svc.jar /svc.jar\n{env}CMD {start}\n"}


PLAIN = '["java", "-jar", "/svc.jar"]'
AGENTS = {
    "on the command": (jar(f'["java", "{OTEL}", "-jar", "/svc.jar"]'), Level.WIRED, "Dockerfile:3", "OpenTelemetry"),
    "another agent": (
        jar("java -javaagent:/dd-java-agent.jar -jar /svc.jar"), Level.WIRED, "Dockerfile:3", "Datadog"),
    "in the environment": (
        jar(PLAIN, f'ENV JAVA_TOOL_OPTIONS="{OTEL}"\n'), Level.WIRED, "Dockerfile:3", "JAVA_TOOL_OPTIONS"),
    "in the environment of a service": (
        {**jar(PLAIN), "compose.yml": "services:\n  a:\n    build: .\n    environment:\n      JAVA_TOOL_OPTIONS: "
         f"{OTEL}\n"}, Level.WIRED, "compose.yml:2", "JAVA_TOOL_OPTIONS"),
    "of a program that is not here": (
        {"Dockerfile": f"FROM temurin\nADD https://x.org/a.jar /a.jar\nCMD java {OTEL} -jar /a.jar\n"},
        Level.SUBSTANTIVE, "Dockerfile:3", "OpenTelemetry"),
    "of .NET": (
        jar(PLAIN, "ENV CORECLR_ENABLE_PROFILING=1 OTEL_DOTNET_AUTO_HOME=/otel-dotnet\n"),
        Level.WIRED, "Dockerfile:3", "CORECLR_ENABLE_PROFILING"),
    "Datadog of .NET": (
        jar(PLAIN, "ENV CORECLR_ENABLE_PROFILING=1 CORECLR_PROFILER_PATH=/opt/datadog/a.so\n"),
        Level.WIRED, "Dockerfile:3", "Datadog"),
}  # fmt: skip
NO_AGENT = {
    "an agent that measures coverage": jar("java -javaagent:/jacoco.jar -jar /svc.jar"),
    "other options": jar(PLAIN, 'ENV JAVA_TOOL_OPTIONS="-Xmx2g"\n'),
    "a profiler that is off": jar(PLAIN, "ENV CORECLR_ENABLE_PROFILING=0 OTEL_DOTNET_AUTO_HOME=/otel\n"),
    "an unknown profiler": jar(PLAIN, "ENV CORECLR_ENABLE_PROFILING=1 CORECLR_PROFILER_PATH=/a.so\n"),
    "a service of somebody else's image": {
        **jar(PLAIN),
        "compose.yml": f"services:\n  a:\n    image: kafka\n    environment:\n      JAVA_TOOL_OPTIONS: {OTEL}\n",
    },
}


@pytest.mark.parametrize(("files", "level", "place", "words"), AGENTS.values(), ids=AGENTS)
def test_an_agent_reports(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("monitoring", snapshot(files)), level, place, words)


@pytest.mark.parametrize("files", NO_AGENT.values(), ids=NO_AGENT)
def test_what_is_no_agent_reports_nothing(files: dict[str, str]) -> None:
    assert_found(run("monitoring", snapshot(files)), Level.ABSENT)
