"""The files that a command reads without naming them: the build file of the folder that it runs in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname

from analyzer.facts.installers import takes_a_package
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.checkout import inside

GRADLE_FILES = ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")
# By their endings: these files have names of their own.
DOTNET_FILES = ("*.csproj", "*.fsproj", "*.sln", "*.slnx")
# Subcommands that take a package from elsewhere or make something new: what lies here is not read.
AWAY_FROM_HERE = word_set("new init archetype:generate gem --version -v version help --help wrapper")
# Commands that read a file which they do not name.
IMPLICIT_FILES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("poetry", "install"): ("pyproject.toml",),
    ("pdm", "install"): ("pyproject.toml",),
    ("hatch",): ("pyproject.toml",),
    ("rye", "sync"): ("pyproject.toml",),
    ("uv", "sync"): ("pyproject.toml", "uv.lock"),
    ("pixi", "install"): ("pixi.toml", "pyproject.toml"),
    ("pixi", "run"): ("pixi.toml", "pyproject.toml"),
    ("pipenv", "install"): ("Pipfile",),
    ("pipenv", "sync"): ("Pipfile.lock",),
    ("conda", "env", "create"): ("environment.yml", "environment.yaml"),
    ("mamba", "env", "create"): ("environment.yml", "environment.yaml"),
    ("dvc", "repro"): ("dvc.yaml",),
    ("dvc", "exp", "run"): ("dvc.yaml",),
    ("dvc", "pull"): ("dvc.yaml", ".dvc/config"),
    ("tox",): ("tox.ini", "pyproject.toml", "setup.cfg"),
    ("nox",): ("noxfile.py",),
    ("pre-commit", "install"): (".pre-commit-config.yaml",),
    ("npm", "install"): ("package.json",),
    ("npm", "ci"): ("package.json",),
    ("npm", "start"): ("package.json",),
    ("npm", "run"): ("package.json",),
    ("yarn", "install"): ("package.json",),
    **dict.fromkeys([("cargo", each) for each in ("build", "run", "test", "bench")], ("Cargo.toml",)),
    **dict.fromkeys([("go", each) for each in ("build", "run", "test", "generate", "mod")], ("go.mod",)),
    **dict.fromkeys([("mvn",), ("mvnw",), ("mvnw.cmd",), ("mvnd",)], ("pom.xml",)),
    **dict.fromkeys([("gradle",), ("gradlew",), ("gradlew.bat",)], GRADLE_FILES),
    **dict.fromkeys([("sbt",), ("sbtn",)], ("build.sbt",)),
    **dict.fromkeys(
        [("dotnet", each) for each in ("build", "run", "test", "publish", "restore", "watch", "pack")],
        DOTNET_FILES,
    ),
    **dict.fromkeys([("bundle",), ("bin/rails",), ("rails",), ("bin/setup",)], ("Gemfile",)),
    ("rake",): ("Rakefile", "rakefile"),
    ("mix",): ("mix.exs",),
    ("swift", "build"): ("Package.swift",),
    ("swift", "run"): ("Package.swift",),
    ("composer", "install"): ("composer.json",),
    ("docker-compose",): ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"),
    ("docker", "compose"): ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"),
    ("docker", "build"): ("Dockerfile",),
    ("bentoml", "build"): ("bentofile.yaml",),
    ("mlflow", "run"): ("MLproject",),
    ("make",): ("Makefile", "makefile", "GNUmakefile"),
    ("serverless", "deploy"): ("serverless.yml",),
    ("zenml", "init"): (".zen/config.yaml",),
}


def read_unnamed(repo: Snapshot, directories: dict[str, None], words: tuple[str, ...]) -> Iterator[str]:
    """The files that a command reads without naming them, of the folders that it may run in."""
    plain = (words[0].removeprefix("./").removeprefix(".\\"), *words[1:])
    if AWAY_FROM_HERE & set(plain[1:3]) or takes_a_package(plain):
        return
    for prefix, names_read in IMPLICIT_FILES.items():
        if plain[: len(prefix)] == prefix:
            for name in names_read:
                if name.startswith("*"):
                    yield from (
                        each for each in _with_ending(repo).get(name[1:], ()) if dirname(each) in directories
                    )
                else:
                    yield from (each for each in beside(directories, (name,)) if repo.exists(each))


@derived
def _with_ending(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The project files that have names of their own, by their endings."""
    endings = [each[1:] for each in DOTNET_FILES]
    return {each: tuple(path for path in repo.all_paths if path.endswith(each)) for each in endings}


def beside(directories: dict[str, None], file_names: tuple[str, ...]) -> Iterator[str]:
    """The paths of some names in some folders."""
    for directory in directories:
        yield from (inside(directory, each) for each in file_names)
