"""What repositories in other languages than Python are for, and why."""

from __future__ import annotations

import pytest

from analyzer.declarations import Purpose
from analyzer.facts.purposes.published_programs import published_programs
from analyzer.facts.purposes.purpose import is_published, purpose_found
from tests.support.services import GO_IMAGE, NODE_IMAGE, express, gin
from tests.support.snapshots import snapshot

SOURCES = {
    "js": {"index.js": "export const a = 1;\n"},
    "go": {"words.go": "package words\n"},
}


def readme(text: str) -> dict[str, str]:
    return {"README.md": f"# Words\n\n```\n{text}\n```\n"}


def npm(said: str = '"main": "index.js"', name: str = "tidy-words") -> dict[str, str]:
    return {"package.json": f'{{\n  "name": "{name}",\n  {said}\n}}\n', **SOURCES["js"]}


POM = "<project>\n<parent><artifactId>parent</artifactId></parent>\n<artifactId>tidy-words</artifactId>\n</project>\n"
COBRA = (
    'package main\n\nimport "github.com/spf13/cobra"\n\nvar root = &cobra.Command{Use: "x"}\n\n'
    "func main() {\n\troot.Execute()\n}\n"
)
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm publish\n"
CASES = {
    "routes": (express(), Purpose.SERVICE, ["server.ts:3 answers requests"]),
    "routes that an image starts": (
        {**express(), "Dockerfile": NODE_IMAGE}, Purpose.SERVICE,
        ["Dockerfile:3 starts server.ts, which answers requests", "server.ts:3 answers requests"]),
    "a Go service in an image": (
        {**gin(), "Dockerfile": GO_IMAGE}, Purpose.SERVICE,
        ["Dockerfile:4 starts main.go, which answers requests", "main.go:15 answers requests"]),
    "a worker in an image": (
        {"package.json": "{}", "server.ts": "setInterval(f, 1);\n", "Dockerfile": NODE_IMAGE}, Purpose.SERVICE,
        ["Dockerfile:3 starts server.ts"]),
    "routes of a test": ({"package.json": "{}", "tests/server.test.ts": express()["server.ts"]}, Purpose.PROJECT, []),
    "a bot": (
        {"package.json": "{}", "bot.ts": 'import { Telegraf } from "telegraf";\nconst bot = new Telegraf("x");\nbot.launch();\n'},
        Purpose.APPLICATION, ["bot.ts:3 a bot (Telegram)"]),
    "a bot's package alone": ({"package.json": "{}", "bot.ts": 'import { Telegraf } from "telegraf";\n'}, Purpose.PROJECT, []),
    "a command line": ({"go.mod": "module m\n", "main.go": COBRA}, Purpose.APPLICATION, ["main.go:8 a command-line program"]),
    "a package of npm": ({**npm(), **readme("npm install --save tidy-words")}, Purpose.LIBRARY,
        ["package.json:2 is published under this name"]),
    "a package that CI uploads": (
        {**npm(), ".github/workflows/a.yml": WORKFLOW}, Purpose.LIBRARY, ["package.json:2 is published under this name"]),
    "a private package": ({**npm('"private": true, "main": "index.js"'), **readme("npm install tidy-words")}, Purpose.PROJECT, []),
    "a package without an entry": ({**npm('"version": "1"'), **readme("npm install tidy-words")}, Purpose.PROJECT, []),
    "its dependencies are installed": ({**npm(), **readme("npm install")}, Purpose.PROJECT, []),
    "another package is installed": ({**npm(), **readme("npm install tidy-words-cli")}, Purpose.PROJECT, []),
    "a name that many have": ({**npm(name="app"), **readme("npm install app")}, Purpose.PROJECT, []),
    "a published package with a command line": (
        {"go.mod": "module example.com/ada/words\n", "main.go": COBRA, **readme("go get example.com/ada/words@latest")},
        Purpose.LIBRARY, ["go.mod:1 is published under this name"]),
    "a Go module that is cloned": (
        {"go.mod": "module example.com/ada/words\n", **SOURCES["go"], **readme("git clone example.com/ada/words")},
        Purpose.PROJECT, []),
}  # fmt: skip
PACKAGES = {
    "Maven": ("pom.xml", POM, 3, "<artifactId>tidy-words</artifactId>"),
    "Gradle": (
        "settings.gradle.kts", 'rootProject.name = "tidy-words"\n', 1, 'implementation("org.ada:tidy-words:1.0")'),
    "Bundler": ("tidy-words.gemspec", 'Gem::Specification.new do |s|\n  s.name = "tidy-words"\nend\n', 2, 'gem "tidy-words"'),
    "NuGet": ("Words/Words.csproj", "<Project>\n<PackageId>tidy-words</PackageId>\n</Project>\n", 2, "dotnet add package tidy-words"),
    "CRAN": ("DESCRIPTION", "Package: tidywords\nTitle: Words\n", 1, 'install.packages("tidywords")'),
    "R from a folder": ("tidy/DESCRIPTION", "Package: tidywords\n", 1, "R CMD INSTALL --no-docs tidywords"),
    "R from a file": ("DESCRIPTION", "Package: tidywords\n", 1, "R CMD INSTALL tidywords_0.1.tar.gz"),
    "R below a repository": (
        "pkg/tidywords/DESCRIPTION",
        "Package: tidywords\n",
        1,
        'devtools::install_github("ada/words", subdir="pkg/tidywords")',
    ),
    "R from GitHub": ("DESCRIPTION", "Package: tidywords\n", 1, 'remotes::install_github("ada/tidywords")'),
    "Julia": ("Project.toml", 'name = "TidyWords"\nuuid = "1"\n', 1, 'using Pkg; Pkg.add("TidyWords")'),
    "Go": ("go.mod", "module example.com/ada/words/v2\n", 1, "go get -u example.com/ada/words/v2"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_a_repository_is_for(case: str) -> None:
    files, kind, reasons = CASES[case]
    found = purpose_found(snapshot(files))
    assert found.kind is kind
    assert [f"{each.path}:{each.line} {each.says}" for each in found.reasons] == reasons


@pytest.mark.parametrize("case", PACKAGES)
def test_packages_by_the_way_they_are_installed(case: str) -> None:
    path, text, line, installed = PACKAGES[case]
    repo = snapshot({path: text, **SOURCES["go"], **readme(installed)})
    assert [(each.path, each.line) for each in published_programs(repo)] == [(path, line)]
    assert is_published(repo)
    assert not published_programs(snapshot({path: text, **SOURCES["go"], **readme("make")}))


@pytest.mark.parametrize(
    ("case", "path", "found"),
    [
        ("Julia", "docs/src/index.md", True),
        ("CRAN", "doc/start.md", True),
        ("Julia", "docs/examples/index.md", False),
        ("Julia", "demo/README.md", False),
        ("Maven", "docs/start.md", False),
    ],
)
def test_a_guide_says_how_a_package_is_installed(case: str, path: str, found: bool) -> None:
    package, text, _line, installed = PACKAGES[case]
    files = {package: text, **SOURCES["go"], path: f"# Start\n\n```\n{installed}\n```\n"}
    assert bool(published_programs(snapshot(files))) is found


def test_the_routes_that_one_command_starts_are_one_program() -> None:
    route = "export async function POST(req) {\n  return Response.json({});\n}\n"
    files = {f"src/app/api/{name}/route.ts": route for name in ("ask", "rate", "tell")}
    files |= {
        "package.json": '{"dependencies": {"next": "15"}}',
        "Dockerfile": 'FROM node\nCMD ["npx", "next", "start"]\n',
    }
    found = purpose_found(snapshot(files))
    assert found.kind is Purpose.SERVICE
    assert [each.path for each in found.reasons][:2] == ["Dockerfile", "src/app/api/ask/route.ts"]


def test_three_programs_that_answer_are_a_platform() -> None:
    services = "".join(f"  {name}:\n    build: {name}\n    command: node server.ts\n" for name in "abc")
    files = {f"{name}/server.ts": express()["server.ts"] for name in "abc"}
    files |= {f"{name}/Dockerfile": NODE_IMAGE for name in "abc"}
    files |= {"package.json": "{}", "compose.yaml": f"services:\n{services}"}
    assert purpose_found(snapshot(files)).kind is Purpose.PLATFORM


def test_a_published_package_answers_for_whoever_installs_it() -> None:
    files = {**express(), **npm(), **readme("npm install tidy-words")}
    assert purpose_found(snapshot(files)).kind is Purpose.LIBRARY
