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
