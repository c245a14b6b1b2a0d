"""Commands of a README that read a build file without naming it."""

from __future__ import annotations

import pytest

from analyzer.facts.documents.readme import readme_commands
from analyzer.facts.documents.same_in_ci import done_by_ci
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
    "a lock of renv": ("Rscript -e 'renv::restore()'", "renv.lock", True),
    "packages of Julia": ("julia --project=. -e 'using Pkg; Pkg.instantiate()'", "Project.toml", True),
    "another function of that name": ("Rscript -e 'backup::restore()'", "renv.lock", False),
    "renv without a restore": ("Rscript -e 'renv::status()'", "renv.lock", False),
    "what another manager of packages installs from": ("pnpm install", "package.json", True),
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


@pytest.mark.parametrize(
    ("text", "path", "reads"),
    [
        ("```r\ninstall.packages('renv')\nrenv::restore()\n```", "renv.lock", True),
        ("```{r}\nlibrary(renv)\nrestore(prompt = FALSE)\n```", "renv.lock", True),
        ("Run `renv::restore()` once.", "renv.lock", True),
        ("```julia\nusing Pkg\nPkg.instantiate()\n```", "Project.toml", True),
        ("```r\nrestore(model)\n```", "renv.lock", False),
        ("```r\nrenv::snapshot()\n```", "renv.lock", False),
        ("```python\nrenv.restore()\n```", "renv.lock", False),
        ("```r\nrenv::restore()\n```", "old/renv.lock", False),
    ],
)
def test_code_that_restores_packages_reads_their_list(text: str, path: str, reads: bool) -> None:
    repo = snapshot({"README.md": f"# A\n\n{text}\n", path: "{}"})
    found = readme_commands(repo, "README.md", repo.prose["README.md"])
    assert {target for each in found for target in each.leads_to} == ({path} if reads else set())


def test_the_row_that_restores_packages_is_shown() -> None:
    text = "# A\n\n```r\ninstall.packages('renv')\nrenv::restore()\n```\n"
    repo = snapshot({"README.md": text, "renv.lock": "{}"})
    assert [each.line for each in readme_commands(repo, "README.md", repo.prose["README.md"])] == [5]


@pytest.mark.parametrize(
    ("command", "others", "same"),
    [
        ("bundle exec rspec", ["bundle exec rspec"], True),
        ("bundle exec rspec", ["bin/rails db:test:prepare", "bundle exec rspec --format doc"], True),
        ("rails db:create db:migrate", ["bin/rails db:test:prepare", "bundle exec rspec"], False),
        ("rails server", ["bundle exec rails test"], False),
        ("./mvnw clean package", ["mvn -B package -DskipTests"], True),
        ("mvn package", ["mvn verify"], False),
        ("./gradlew test", ["./gradlew build test"], True),
        ("./gradlew", ["./gradlew build"], False),
        ("go test ./a", ["go test ./..."], True),
        ("go run .", ["go test ./..."], False),
    ],
)
def test_a_build_file_that_two_commands_read_is_not_the_same(
    command: str, others: list[str], same: bool
) -> None:
    steps = "".join(f"      - run: {each}\n" for each in others)
    repo = snapshot(
        {
            "README.md": f"# A\n\n```sh\n{command}\n```\n",
            **dict.fromkeys(("Gemfile", "pom.xml", "build.gradle", "go.mod"), "x\n"),
            ".github/workflows/ci.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}",
        }
    )
    (found,) = readme_commands(repo, "README.md", repo.prose["README.md"])
    assert any(each.is_part_of(other) for each in found.does for other in done_by_ci(repo)) is same
