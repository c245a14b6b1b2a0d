"""Of several projects only those are tested that the command names."""

from __future__ import annotations

import pytest

from analyzer.wiring.testing.foreign_runners import collected_by_foreign
from tests.support.snapshots import snapshot

NET = "public class T { [Fact] public void A() { Assert.Equal(1, new Api().F()); } }\n"
JAVA = "class AT { @Test void a() { assertEquals(1, new A().f()); } }\n"
FILES = {
    "tests/Api.Tests/Api.Tests.csproj": "<Project/>",
    "tests/Api.Tests/ApiTests.cs": f"using Xunit;\n{NET}",
    "tests/Core.Tests/Core.Tests.csproj": "<Project/>",
    "tests/Core.Tests/CoreTests.cs": f"using Xunit;\n{NET}",
    "api/src/test/java/a/ATest.java": f"import org.junit.jupiter.api.Test;\n{JAVA}",
    "core/src/test/java/a/BTest.java": f"import org.junit.jupiter.api.Test;\n{JAVA}",
}
ALL_NET = ["tests/Api.Tests/ApiTests.cs", "tests/Core.Tests/CoreTests.cs"]
ALL_JAVA = ["api/src/test/java/a/ATest.java", "core/src/test/java/a/BTest.java"]
COMMANDS: dict[str, list[str]] = {
    "dotnet test": ALL_NET,
    "dotnet test Shop.sln": ALL_NET,
    "dotnet test tests/Api.Tests/Api.Tests.csproj": ALL_NET[:1],
    "dotnet test -c Release --no-build ./tests/Core.Tests": ALL_NET[1:],
    "dotnet test --filter Api": ALL_NET,
    "dotnet test --filter FullyQualifiedName~Api.Tests": ALL_NET,
    "dotnet test --filter FullyQualifiedName~Shop.Api": ALL_NET[:1],
    "dotnet test --filter=FullyQualifiedName!~Api": ALL_NET[1:],
    "dotnet test --filter FullyQualifiedName~NoSuchMethod": ALL_NET,
    "dotnet test --filter FullyQualifiedName~Api|Category=Slow": ALL_NET,
    "dotnet test $PROJECT": ALL_NET,
    "dotnet test other/Api.Tests": ALL_NET,
    "mvn -q test": ALL_JAVA,
    "mvn -pl api test": ALL_JAVA[:1],
    "mvn -pl api -am test": ALL_JAVA,
    "./mvnw verify -pl :core": ALL_JAVA[1:],
    "./gradlew test": ALL_JAVA,
    "./gradlew :api:test": ALL_JAVA[:1],
    "gradle core:check test": ALL_JAVA,
}


@pytest.mark.parametrize(("command", "paths"), COMMANDS.items())
def test_what_of_several_projects_is_tested(command: str, paths: list[str]) -> None:
    found = collected_by_foreign(snapshot(FILES), tuple(command.split()))
    assert found is not None
    assert sorted({each.path for each in found.foreign}) == paths


SCALA = 'class A extends AnyFunSuite { test("a") { assert(f() == 1) } }\n'
BUILD = (
    'lazy val api = (project in file("modules/api"))\n  .dependsOn(core)\n\nlazy val core = project.in(file("core"))\n'
    "  .aggregate(tools)\n\nlazy val tools = project\n"
)
ROOT = 'lazy val root = (project in file("."))\n'
TESTS = {
    f"{folder}src/test/scala/api/ATest.scala": f"import org.scalatest.funsuite.AnyFunSuite\n{SCALA}"
    for folder in ("", "modules/api/", "core/", "tools/")
}
INTEGRATION = {
    "core/src/it/scala/api/BTest.scala": f"import org.scalatest.funsuite.AnyFunSuite\n{SCALA}",
}
API, CORE, TOOLS, OF_ROOT = "modules/api/", "core/", "tools/", ""
SBT_COMMANDS: dict[str, tuple[str, tuple[str, ...], list[str]]] = {
    "every project": (BUILD, ("sbt", "test"), [CORE, API, OF_ROOT, TOOLS]),
    "the root alone": (BUILD + ROOT, ("sbt", "test"), [OF_ROOT]),
    "the root and what it aggregates": (
        BUILD + ROOT + "  .aggregate(api)\n",
        ("sbt", "test"),
        [API, OF_ROOT],
    ),
    "a chosen project": (BUILD + ROOT, ("sbt", "project api", "test"), [API]),
    "a task of a project": (BUILD + ROOT, ("sbt", "-v", "api/test"), [API]),
    "a task of a project's configuration": (BUILD + ROOT, ("sbt", "api/Test/test"), [API]),
    "a project and what it aggregates": (BUILD + ROOT, ("sbt", "core/test"), [CORE, TOOLS]),
    "two projects": (BUILD + ROOT, ("sbt", "api/test", "tools/test"), [API, TOOLS]),
    "an unknown project": (BUILD + ROOT, ("sbt", "web/test"), [CORE, API, OF_ROOT, TOOLS]),
    "no build": ("", ("sbt", "test"), [CORE, API, OF_ROOT, TOOLS]),
}


@pytest.mark.parametrize(("build", "words", "folders"), SBT_COMMANDS.values(), ids=SBT_COMMANDS)
def test_projects_of_sbt(build: str, words: tuple[str, ...], folders: list[str]) -> None:
    found = collected_by_foreign(snapshot({"build.sbt": build, **TESTS, **INTEGRATION}), words)
    assert found is not None
    assert sorted(each.path for each in found.foreign) == sorted(
        f"{folder}src/test/scala/api/ATest.scala" for folder in folders
    )
