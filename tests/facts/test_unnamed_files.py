"""Commands of a README that read a build file without naming it."""

from __future__ import annotations

import pytest

from analyzer.facts.readme import readme_commands
from tests.support.snapshots import snapshot

XML = "<project/>"
# A command, a file, and whether the command reads it.
READS = {
    "a build file of Maven": ("mvn spring-boot:run", "pom.xml", True),
    "by the wrapper beside it": ("./gradlew bootRun", "build.gradle.kts", True),
    "a project of .NET in its folder": ("cd src/Api; dotnet run", "src/Api/Api.csproj", True),
    "a solution": ("dotnet build", "Shop.sln", True),
    "a module of Go": ("go run . serve", "go.mod", True),
    "a crate": ("cargo run", "Cargo.toml", True),
    "a build of sbt": ("sbt run", "build.sbt", True),
    "a list of gems": ("bin/rails server", "Gemfile", True),
    "a build file of another folder": ("mvn package", "app/pom.xml", False),
    "a project of another folder": ("dotnet run", "src/Api/Api.csproj", False),
    "a build file of another tool": ("mvn package", "build.gradle", False),
    "a package that is fetched": ("go run a.b/c@latest", "go.mod", False),
    "something new": ("dotnet new webapi", "Api.csproj", False),
    "a question for the version": ("mvn --version", "pom.xml", False),
}


@pytest.mark.parametrize(("command", "path", "reads"), READS.values(), ids=READS)
def test_a_command_reads_the_build_file_of_its_folder(command: str, path: str, reads: bool) -> None:
    repo = snapshot({"README.md": f"# A\n\n```sh\n{command}\n```\n", path: XML})
    found = readme_commands(repo, "README.md", repo.prose["README.md"])
    assert {target for each in found for target in each.leads_to} == ({path} if reads else set())


@pytest.mark.parametrize("marks", ["`", "``", "```"])
def test_a_command_in_a_sentence_is_read_between_any_marks(marks: str) -> None:
    repo = snapshot({"README.md": f"# A\n\nThen run {marks}mvn package{marks} here.\n", "pom.xml": XML})
    found = readme_commands(repo, "README.md", repo.prose["README.md"])
    assert [(each.line, set(each.leads_to)) for each in found] == [(3, {"pom.xml"})]
