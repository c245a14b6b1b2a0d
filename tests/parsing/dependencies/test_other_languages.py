"""Locks and lists of dependencies of other languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.dependencies.files import parse_dependencies
from analyzer.parsing.dependencies.other_languages import LIST_READERS, LOCK_READERS

RENV = (
    '{\n  "R": {\n    "Version": "4.3.1",\n    "Repositories": []\n  },\n  "Packages": {\n    "R6": {\n'
    '      "Package": "R6",\n      "Version": "2.5.1",\n      "Source": "Repository"\n    }\n  }\n}\n'
)
JULIA = (
    'julia_version = "1.10.0"\nmanifest_format = "2.0"\n\n[[deps.Flux]]\ndeps = ["Adapt"]\nversion = "0.14.6"\n\n'
    '[[deps.Dates]]\nuuid = "ade2ca70"\n'
)
GO_SUM = "github.com/a/b v1.2.0 h1:AbC=\ngithub.com/a/b v1.2.0/go.mod h1:DeF=\n"
GEMS = (
    "GEM\n  remote: https://rubygems.org/\n  specs:\n    rails (7.1.2)\n      rack (>= 2.2)\n    rack (3.0.8)\n\n"
    "PLATFORMS\n  ruby\n\nDEPENDENCIES\n  rails (~> 7.1)\n"
)
CARGO = '[[package]]\nname = "serde"\nversion = "1.0.1"\ndependencies = [\n "x",\n]\n'
GRADLE_LOCK = (
    "# This is a Gradle generated file.\ncom.acme:lib:1.2.3=runtimeClasspath\nempty=annotationProcessor\n"
)
NUGET = (
    '{\n  "version": 1,\n  "dependencies": {\n    "net8.0": {\n      "Serilog": {\n        "type": "Direct",\n'
    '        "requested": "[3.1.1, )",\n        "resolved": "3.1.1"\n      }\n    }\n  }\n}\n'
)
BUN = '{\n  "packages": {\n    "hono": ["hono@4.1.0", "", {}, "sha512-x"],\n    "@a/b": ["@a/b@1.0.0", ""],\n  }\n}\n'
POM = (
    "<project>\n  <dependencies>\n    <dependency>\n      <groupId>a</groupId>\n      <artifactId>b</artifactId>\n"
    "      <version>1.2</version>\n    </dependency>\n    <dependency><artifactId>c</artifactId>\n"
    "      <version>[1,2)</version><scope>test</scope></dependency>\n    <dependency><artifactId>d</artifactId>"
    "</dependency>\n  </dependencies>\n  <plugin><artifactId>p</artifactId><version>3</version></plugin>\n</project>\n"
)
GRADLE = (
    "dependencies {\n    implementation 'a:b:1.2'\n    implementation(\"c:d:1.+\")\n    api(libs.kotlin.core)\n"
    "    implementation(platform('e:f:3'))\n    testImplementation 'g:h:1'\n    compile(\"k:l_$s:$v\")\n"
    "    compile group: 'm', name: 'n', version: '1'\n    classpath 'i:j:1'\n}\n"
)
SBT = 'libraryDependencies ++= Seq(\n  "org.a" %% "b" % "3.5.0" % "provided",\n  "c" % "d" % dVersion % Test\n)\n'
CSPROJ = (
    '<Project>\n  <ItemGroup>\n    <PackageReference Include="A" Version="1.2.0" />\n'
    '    <PackageReference Include="B" Version="2.*" />\n    <PackageReference Include="C" />\n  </ItemGroup>\n</Project>\n'
)
# The file, its text, whether it is a lock, and each dependency: name, line, whether exact, group.
READ = [
    ("renv.lock", RENV, True, [("R6", 8, True, "main")]),
    ("renv.lock", '{"R": {"Version": "4"}, "Packages": {"a": {"Package": "a", "Version": "1"}}}', True,
     [("a", 1, True, "main")]),
    ("Manifest.toml", JULIA, True, [("Flux", 4, True, "main")]),
    ("Manifest.toml", JULIA.replace("[[deps.", "[["), True, [("Flux", 4, True, "main")]),
    ("go.sum", GO_SUM, True, [("github.com/a/b", 1, True, "main")]),
    ("Gemfile.x86_64-linux.lock", GEMS, True, [("rails", 4, True, "main"), ("rack", 6, True, "main")]),
    ("gems.locked", GEMS, True, [("rails", 4, True, "main"), ("rack", 6, True, "main")]),
    ("Gemfile.lock", GEMS, True, [("rails", 4, True, "main"), ("rack", 6, True, "main")]),
    ("Cargo.lock", CARGO, True, [("serde", 2, True, "main")]),
    ("app/gradle.lockfile", GRADLE_LOCK, True, [("com.acme:lib", 2, True, "main")]),
    ("packages.lock.json", NUGET, True, [("Serilog", 5, True, "main")]),
    ("bun.lock", BUN, True, [("hono", 3, True, "main"), ("@a/b", 4, True, "main")]),
    ("pom.xml", POM, False, [("b", 3, True, "main"), ("c", 8, False, "dev"), ("d", 10, True, "main")]),
    ("build.gradle", GRADLE, False, [
        ("a:b", 2, True, "main"), ("c:d", 3, False, "main"), ("kotlin.core", 4, True, "main"),
        ("e:f", 5, True, "main"), ("g:h", 6, True, "dev"), ("k:l_$s", 7, True, "main"), ("m:n", 8, True, "main")]),
    ("build.sbt", SBT, False, [("org.a:b", 2, True, "main"), ("c:d", 3, True, "dev")]),
    ("src/App.csproj", CSPROJ, False, [("A", 3, True, "main"), ("B", 4, False, "main"), ("C", 5, True, "main")]),
    ("go.mod", "module x\nrequire github.com/a/b v1\n", False, []),
    ("Gemfile", "gem 'rails'\n", False, []),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "is_lock", "expected"), READ, ids=lambda each: str(each)[:20])
def test_names_versions_and_lines(
    path: str, text: str, is_lock: bool, expected: list[tuple[str, int, bool, str]]
) -> None:
    file = parse_dependencies(path, text.encode())
    assert (file.problem, file.is_lock) == (None, is_lock)
    assert [(each.name, each.line, each.pinned, each.group) for each in file.dependencies] == expected


def test_every_reader_is_tried() -> None:
    assert {path.rpartition("/")[2].lower() for path, *_ in READ} >= LOCK_READERS.keys() | {
        name
        for name in LIST_READERS
        if name not in (".csproj", "build.gradle.kts", "directory.packages.props")
    }


@given(
    st.sampled_from([*sorted({*LOCK_READERS, *LIST_READERS} - {".csproj"}), "a.csproj"]),
    st.lists(
        st.sampled_from([RENV, JULIA, GO_SUM, GEMS, CARGO, NUGET, BUN, POM, GRADLE, SBT, CSPROJ]), max_size=3
    ),
    st.text(max_size=60),
    st.integers(0, 400),
)
def test_any_text_is_read_without_an_error(name: str, parts: list[str], noise: str, cut: int) -> None:
    text = noise.join(parts)[: cut or None]
    file = parse_dependencies(name, text.encode())
    assert file.problem is None
    last = text.count("\n") + 1
    assert all(1 <= each.line <= last for each in file.dependencies)
