"""Commands and actions that install what a lock or a list says."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set


class Installer(Struct, frozen=True):
    """A command that installs what a lock of some kind says: its first words and what must be among them.

    `within`: a text that one of its words must hold. `file`: the name of the lock, if it takes no other.
    """

    kind: str
    words: tuple[str, ...]
    options: frozenset[str] = frozenset()
    within: str = ""
    file: str = ""


INSTALLERS = (
    Installer("uv-lock", ("uv", "sync")),
    Installer("uv-lock", ("uv", "run"), word_set("--frozen --locked")),
    Installer("poetry-lock", ("poetry", "install")),
    Installer("poetry-lock", ("poetry", "sync")),
    Installer("pipfile-lock", ("pipenv", "sync")),
    Installer("pipfile-lock", ("pipenv", "install"), word_set("--deploy --ignore-pipfile")),
    Installer("pdm-lock", ("pdm", "sync")),
    Installer("pdm-lock", ("pdm", "install")),
    Installer("pixi-lock", ("pixi", "install")),
    Installer("pixi-lock", ("pixi", "run")),
    Installer("conda-lock", ("conda-lock", "install")),
    Installer("conda-lock", ("micromamba", "create")),
    Installer("nix-lock", ("nix", "develop")),
    Installer("nix-lock", ("nix", "shell")),
    Installer("nix-lock", ("nix", "run")),
    Installer("nix-lock", ("nix", "build")),
    Installer("nix-lock", ("nix", "flake", "check")),
    Installer("nix-lock", ("devenv", "shell")),
    Installer("nix-lock", ("devenv", "test")),
    Installer("pylock", ("uv", "pip", "sync")),
    Installer("requirements", ("rye", "sync")),
    # Of other languages: `npm install` may write another lock, `npm ci` takes the one that is there.
    Installer("npm-lock", ("npm", "ci")),
    Installer("npm-lock", ("npm", "clean-install")),
    Installer("npm-lock", ("pnpm", "install"), word_set("--frozen-lockfile")),
    Installer("npm-lock", ("pnpm", "i"), word_set("--frozen-lockfile")),
    Installer("npm-lock", ("yarn", "install"), word_set("--frozen-lockfile --immutable")),
    Installer("npm-lock", ("yarn",), word_set("--frozen-lockfile --immutable")),
    Installer("npm-lock", ("bun", "install"), word_set("--frozen-lockfile")),
    Installer("npm-lock", ("bun", "ci")),
    # Go refuses what its sums do not name.
    Installer("go-modules", ("go", "build")),
    Installer("go-modules", ("go", "install")),
    Installer("go-modules", ("go", "mod", "download")),
    Installer("go-modules", ("go", "run")),
    Installer("go-modules", ("go", "test")),
    Installer("ruby", ("bundle", "install")),
    Installer("ruby", ("bundle", "check")),
    Installer("r", ("Rscript",), within="renv::restore"),
    Installer("r", ("R",), within="renv::restore"),
    Installer("r", ("r",), within="renv::restore"),
    Installer("julia", ("julia",), within="instantiate"),
    Installer("jvm", ("mvn",), word_set("package verify install test compile deploy dependency:go-offline")),
    Installer("jvm", ("mvnw",), word_set("package verify install test compile deploy dependency:go-offline")),
    Installer("jvm", ("gradle",), word_set("build test check assemble bootJar shadowJar installDist jar")),
    Installer("jvm", ("gradlew",), word_set("build test check assemble bootJar shadowJar installDist jar")),
    Installer("jvm", ("sbt",), word_set("test compile assembly package stage Docker/publishLocal")),
    Installer("nuget", ("dotnet", "restore")),
    Installer("nuget", ("dotnet", "build")),
    Installer("nuget", ("dotnet", "publish")),
    Installer("nuget", ("dotnet", "test")),
)
# In CI pnpm takes a lock that is there as it is: https://pnpm.io/cli/install (`--frozen-lockfile`).
CI_INSTALLERS = (
    Installer("npm-lock", ("pnpm", "install"), file="pnpm-lock.yaml"),
    Installer("npm-lock", ("pnpm", "i"), file="pnpm-lock.yaml"),
)
# In an image, what writes a lock out as a list is followed by what installs the list.
IMAGE_INSTALLERS = (
    Installer("poetry-lock", ("poetry", "export")),
    Installer("uv-lock", ("uv", "export"), word_set("--frozen --locked")),
    Installer("pdm-lock", ("pdm", "export")),
    Installer("pipfile-lock", ("pipenv", "requirements")),
)
# Installs one group of the dependencies without those of the program: `uv sync --only-group build`.
ONE_GROUP = lazy_regex(r"\s--only(?:-group|-dev)?[\s=]")
# What builds, tests or runs a program, and installs on the way.
ON_THE_WAY = (
    *(("go", each) for each in ("build", "install", "run", "test")),
    *(("dotnet", each) for each in ("build", "publish", "test")),
    *(("nix", each) for each in ("build", "run", "flake")),
    ("uv", "run"),
    ("pipx", "run"),
    ("pixi", "run"),
)
THAWED = word_set("--no-frozen-lockfile --frozen-lockfile=false --lockfile-only --force")
PIP_COMMANDS = (
    ("pip", "install"),
    ("pip3", "install"),
    ("python", "-m", "pip", "install"),
    ("uv", "pip", "install"),
)
LIST_INSTALLERS = (
    *PIP_COMMANDS,
    ("uv", "pip", "sync"),
    ("pip-sync",),
    ("conda", "env", "create"),
    ("conda", "env", "update"),
    ("mamba", "env", "create"),
    ("mamba", "env", "update"),
    ("micromamba", "create"),
    ("micromamba", "install"),
    ("micromamba", "env", "create"),
    ("conda", "install"),
)
GO_FETCHES = (("go", "install"), ("go", "run"), ("go", "get"))
RENV_PROFILES = "/renv/profiles/"
ACTIONS = {
    "prefix-dev/setup-pixi": "pixi-lock",
    "r-lib/actions/setup-renv": "r",
    "julia-actions/julia-buildpkg": "julia",
}
# Actions that install what one of their options names.
FILE_ACTIONS = {
    "mamba-org/setup-micromamba": "environment-file",
    "conda-incubator/setup-miniconda": "environment-file",
}


def is_of_profile(lock: str, given: Mapping[str, str]) -> bool:
    """Whether renv reads a lock with a profile that an option or a variable names, or with none.

    Each profile has a lock of its own, `renv/profiles/<name>/renv.lock`.
    """
    if not lock.endswith("renv.lock"):
        return True
    named = given.get("profile") or given.get("RENV_PROFILE") or ""
    name = named.strip("\"' ")
    if name in ("", "default", "NULL"):
        return RENV_PROFILES not in f"/{lock}"
    return f"/{lock}".endswith(f"{RENV_PROFILES}{name}/renv.lock")


def takes_a_package(words: tuple[str, ...]) -> bool:
    """Whether a command of Go names one package at a version: no `go.mod` of a project is read."""
    if words[:2] in GO_FETCHES:
        return any("@" in each and not each.startswith("-") for each in words[2:])
    return words[:3] == ("go", "mod", "download") and any("@" in each for each in words[3:])


def only_restores(words: tuple[str, ...]) -> bool:
    """Whether a command is there to install all that is needed, and not for something else or for a group."""
    return words[:2] not in ON_THE_WAY and ONE_GROUP.search(f"{' '.join(words)} ") is None


def installs(installer: Installer, words: tuple[str, ...]) -> bool:
    """Whether the words of a command are such a command; a wrapper beside the build is one too."""
    plain = (words[0].rpartition("/")[2], *words[1:]) if words else words
    # A build tool may name the part of a project before its task: `:app:bootJar`.
    tasks = {*words, *(each.rpartition(":")[2] for each in words)}
    return (
        plain[: len(installer.words)] == installer.words
        and not takes_a_package(plain)
        and (not installer.options or bool(installer.options & tasks))
        and not (installer.file and THAWED & tasks)
        and (not installer.within or any(installer.within in each for each in words))
    )
