"""The files that a command reads without naming them: the build file of the folder that it runs in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.facts.installs.installers import takes_a_package
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks import read_options
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.checkout import inside
from analyzer.wiring.commands.ci_commands import COMPOSE_OPTIONS

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
    ("npm", "i"): ("package.json",),
    **dict.fromkeys([(each, "install") for each in ("pnpm", "bun")], ("package.json",)),
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
# Of these every command of a tool reads the same one: what two different commands read is not the same yet.
TOOL_FILES = word_set(
    "Gemfile pom.xml build.sbt go.mod Cargo.toml mix.exs Package.swift package.json Rakefile rakefile "
    "dvc.yaml"
) | frozenset(GRADLE_FILES)
GOAL_OPTIONS = word_set("--format -f --tag --require -r --environment -b -p -c --file --projects -pl")
VERB_FIRST = word_set("go cargo dotnet swift dvc")
# What stops the services of a compose file, shows them or looks at them, and runs nothing of the file.
COMPOSE = (("docker", "compose"), ("docker-compose",), ("podman", "compose"), ("podman-compose",))
RUNS_NO_SERVICE = word_set(
    "down stop kill rm logs ps images ls top port events config version pause attach stats wait cp"
)
TOOL_WRAPPERS = {
    "mvnw": "mvn",
    "mvnw.cmd": "mvn",
    "mvnd": "mvn",
    "gradlew": "gradle",
    "gradlew.bat": "gradle",
}
# Files that start a tool, whatever it is told to do.
TOOL_STARTERS = word_set("rails rake bundle spring") | frozenset(TOOL_WRAPPERS)
# Code in R and Julia that reads the list of a project's packages.
RESTORES = {
    "renv.lock": lazy_regex(r"(?:\brenv::|(?<![\w:.]))restore\([^)\n]{0,200}\)"),
    "Project.toml": lazy_regex(r"\bPkg\.instantiate\("),
}
NAMES_RENV = lazy_regex(r"\brenv\b")


class Doing(Struct, frozen=True):
    """What a command does with a build file that it reads: its program, and what it is told to do."""

    file: str
    program: str
    goals: frozenset[str]

    def is_part_of(self, other: Doing) -> bool:
        """Whether another command does this too, with the same file."""
        if (self.file, self.program) != (other.file, other.program):
            return False
        return self.goals == other.goals or (bool(self.goals) and self.goals <= other.goals)


def doing(path: str, words: tuple[str, ...]) -> Doing | None:
    """What a command does with a file that it reads unnamed; None if that file says what is done."""
    if basename(path) not in TOOL_FILES and not path.endswith(tuple(each[1:] for each in DOTNET_FILES)):
        return None
    words = words[2:] if words[:2] == ("bundle", "exec") else words
    program, *goals = (
        each
        for before, each in zip(("", *words), words, strict=False)
        if not each.startswith("-") and "=" not in each and before not in GOAL_OPTIONS
    )
    name = basename(program.replace("\\", "/"))
    told = goals[:1] if name in VERB_FIRST else [each for each in goals if each != "clean"]
    return Doing(path, TOOL_WRAPPERS.get(name, name), frozenset(told))


def restored(repo: Snapshot, directories: dict[str, None], code: str) -> Iterator[str]:
    """The list of packages that code in R or Julia, or a command with such code, installs from."""
    for name, pattern in RESTORES.items():
        if (name != "renv.lock" or NAMES_RENV.search(code)) and pattern.search(code):
            yield from (each for each in beside(directories, (name,)) if repo.exists(each))


def restoring_row(code: str) -> int:
    """The row of such code that installs, counted from 0."""
    found = (pattern.search(code) for pattern in RESTORES.values())
    return min((code.count("\n", 0, each.start()) for each in found if each is not None), default=0)


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


def runs_no_service(words: tuple[str, ...]) -> bool:
    """Whether a command of compose only stops or shows services: of the file nothing runs."""
    prefix = next((each for each in COMPOSE if words[: len(each)] == each), None)
    if prefix is None:
        return False
    plain = read_options(words[len(prefix) :], COMPOSE_OPTIONS).plain
    return bool(plain) and plain[0] in RUNS_NO_SERVICE


def beside(directories: dict[str, None], file_names: tuple[str, ...]) -> Iterator[str]:
    """The paths of some names in some folders."""
    for directory in directories:
        yield from (inside(directory, each) for each in file_names)
