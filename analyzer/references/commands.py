"""What a command names that must be there for it to work: files, folders, projects.

Only operands are read whose meaning the program's manual fixes. What stands where an option's value may
stand is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from posixpath import basename, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import Words, unwrap
from analyzer.parsing.tasks import read_options
from analyzer.text import word_set
from analyzer.wiring.commands.images import BUILD_PREFIXES, BUILD_VALUED

# A name that leads out of the repository, or that only a run can tell.
ELSEWHERE = lazy_regex(r"/|~|[A-Za-z][\w+.-]{1,20}:|-$|\\|.*(?:://|\\)")
VARIABLE = lazy_regex(r"[$%{}*?\[\]<>`!|;&\"'()]|\{\{")
PYTHON_PROJECT = ("pyproject.toml", "setup.py")
SCRIPT_READERS = word_set("bash sh zsh dash ksh source .")
PIP_VALUED = (
    "-r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f --find-links -t "
    "--target --prefix --root --platform --python-version --implementation --abi --proxy --timeout --retries "
    "--trusted-host --cert --client-cert --cache-dir --src --upgrade-strategy --no-binary --only-binary "
    "--progress-bar --report --config-settings -C --global-option --build-option --log --python -p "
    "--override --overrides --resolution --prerelease --exclude-newer --index --default-index "
    "--no-build-isolation-package"
)
WITHOUT_VALUE = lazy_regex(
    r"-(?:[vsxql]+|-(?:verbose|quiet|exitfirst|lf|ff|sw|pdb|strict|strict-markers|no-cov))$"
)


class Named(Struct, frozen=True):
    """An operand that must exist. `verb` is what the command does with it.

    It is there if one of `files` is (paths from where the command runs), by default the name itself;
    `upwards`: also in a folder above.
    """

    verb: str
    name: str
    files: tuple[str, ...] = ()
    upwards: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The paths that satisfy it, from where the command runs."""
        return self.files or (self.name,)


class Build(Struct, frozen=True):
    """An image build: its build file and its context, as the command names them."""

    file: str | None
    context: str


def named_by(words: Words) -> Iterator[Named]:
    """The operands of a command that must exist, read after wrappers such as `sudo` are taken off."""
    words = unwrap(words)
    if not words:
        return
    program = basename(words[0])
    if program == "python":
        yield from _python(words[1:])
        return
    reader = _READERS.get(program)
    if reader is not None:
        yield from (each for each in reader(words[1:]) if is_plain(each.name))
    elif program in SCRIPT_READERS:
        yield from _shell(words[1:])
    elif words[0].startswith("./") and words[0].endswith((".sh", ".bash", ".py")) and is_plain(words[0]):
        yield Named("runs", words[0])
    if words[:2] in (("docker", "compose"), ("podman", "compose")):
        yield from _compose(words[2:])


def build_of(words: Words) -> Build | None:
    """The image build that a command is."""
    words = unwrap(words)
    prefix = next((each for each in BUILD_PREFIXES if words[: len(each)] == each), None)
    if prefix is None:
        return None
    options = read_options(words[len(prefix) :], BUILD_VALUED)
    plain = [each for each in options.plain if each not in ("-",)]
    return Build(options.last("-f", "--file"), plain[-1]) if plain else None


def is_plain(name: str) -> bool:
    """Whether a name is a relative path that holds no variable."""
    return bool(name) and len(name) < 300 and not ELSEWHERE.match(name) and not VARIABLE.search(name)


def _python(words: Words) -> Iterator[Named]:
    if words[:1] == ("-m",) and len(words) > 1:
        reader = _MODULES.get(words[1])
        if reader is not None:
            yield from (each for each in reader(words[2:]) if is_plain(each.name))
    elif words and words[0].endswith(".py") and is_plain(words[0]):
        yield Named("runs", words[0])


def _shell(words: Words) -> Iterator[Named]:
    """`bash scripts/test.sh`, `source env.sh`."""
    index = 0
    while index < len(words) and words[index][:1] in ("-", "+"):
        if {"c", "s"} & set(words[index]) and not words[index].startswith("--"):
            return  # the script is a word, or comes from a pipe
        index += 2 if words[index] in ("-o", "-O", "+o", "+O", "--rcfile", "--init-file") else 1
    if index < len(words) and is_plain(words[index]) and (set("./") & set(words[index])):
        yield Named("runs", words[index])


def _pip(words: Words) -> Iterator[Named]:
    if words[:1] not in (("install",), ("wheel",), ("download",), ("sync",)):
        return
    options = read_options(words[1:], PIP_VALUED)
    for option in ("-r", "--requirement", "-c", "--constraint"):
        for name in options.values.get(option, ()):
            yield Named("installs from", name)
    if words[0] == "sync":
        yield from (Named("installs from", name) for name in options.plain)
        return
    if options.last("-t", "--target") is None:
        plain = [each for each in options.plain if each.startswith(".")]
        for name in (*options.values.get("-e", ()), *options.values.get("--editable", ()), *plain):
            yield from _project(name)


def _project(written: str) -> Iterator[Named]:
    """A folder that pip installs: it must hold a project."""
    name = written.partition("[")[0].partition(";")[0].strip()
    if not is_plain(name) or name.endswith((".whl", ".gz", ".zip")):
        return
    yield Named("installs", name)
    yield Named(
        "installs",
        normpath(join(name, PYTHON_PROJECT[0])),
        tuple(join(name, each) for each in PYTHON_PROJECT),
    )


def _uv(words: Words) -> Iterator[Named]:
    if words[:1] == ("pip",):
        yield from _pip(words[1:])
    elif words[:1] == ("sync",) and not {"--project", "--directory"} & set(words):
        yield Named("installs", "pyproject.toml", upwards=True)
        if {"--frozen", "--locked"} & set(words):
            yield Named("installs from", "uv.lock", upwards=True)


def _poetry(words: Words) -> Iterator[Named]:
    if words[:1] == ("install",) and not {"-C", "--directory", "-P", "--project"} & set(words):
        yield Named("installs", "pyproject.toml", upwards=True)


def _pipenv(words: Words) -> Iterator[Named]:
    plain = [each for each in words if not each.startswith("-")]
    if (plain == ["install"] and not {"-r", "--requirements"} & set(words)) or plain == ["sync"]:
        yield Named("installs from", "Pipfile", ("Pipfile", "Pipfile.lock"), upwards=True)


def _npm(words: Words) -> Iterator[Named]:
    if any(each.startswith(("--prefix", "-C", "--dir", "-g", "--global")) for each in words):
        return
    plain = [each for each in words if not each.startswith("-")]
    if plain == ["ci"]:
        yield Named(
            "installs from", "package-lock.json", ("package-lock.json", "npm-shrinkwrap.json"), upwards=True
        )
    elif plain in (["install"], ["i"]):
        yield Named("installs from", "package.json", upwards=True)


def _yarn(words: Words) -> Iterator[Named]:
    elsewhere = any(each.startswith(("--cwd", "-C", "--dir", "--prefix", "-g", "--global")) for each in words)
    if words[:1] in ((), ("install",)) and not elsewhere:
        yield Named("installs from", "package.json", upwards=True)


def _conda(words: Words) -> Iterator[Named]:
    if words[:1] in (("env",), ("create",), ("install",), ("update",)) and "remove" not in words:
        options = read_options(words[1:], "-f --file -n --name -p --prefix -c --channel --solver")
        for name in (*options.values.get("-f", ()), *options.values.get("--file", ())):
            yield Named("installs from", name)


def _pytest(words: Words) -> Iterator[Named]:
    """The tests that are named, where no option can take the word for its value."""
    for before, word in pairwise(("", *words)):
        free = not before.startswith("-") or "=" in before or WITHOUT_VALUE.match(before) is not None
        if free and not word.startswith("-"):
            yield Named("tests", word.partition("::")[0])


def _docker(words: Words) -> Iterator[Named]:
    build = build_of(("docker", *words))
    if build is None or not is_plain(build.context):
        return
    yield Named("builds an image in", build.context)
    if build.file is None:
        name = normpath(join(build.context, "Dockerfile"))
        yield Named("builds an image from", name, (name, normpath(join(build.context, "Containerfile"))))
    elif build.file != "-":
        yield Named("builds an image from", build.file)


def _compose(words: Words) -> Iterator[Named]:
    options = read_options(
        words,
        "-f --file -p --project-name --env-file --profile --project-directory --ansi",
        stop_at_plain=True,
    )
    for name in (*options.values.get("-f", ()), *options.values.get("--file", ())):
        yield Named("starts the services of", name)


def _first_file(*endings: str) -> Reader:
    """A program that runs the file it is given."""

    def reader(words: Words) -> Iterator[Named]:
        for word in words[:8]:
            if word.endswith(endings):
                yield Named("runs", word)
                return

    return reader


def _streamlit(words: Words) -> Iterator[Named]:
    if words[:1] == ("run",):
        yield from _first_file(".py")(words[1:])


def _change(words: Words) -> Iterator[Named]:
    if len(words) == 1 and words[0] not in (".", "..", "-"):
        yield Named("goes to", words[0])


Reader = Callable[[Words], Iterator[Named]]

_READERS: dict[str, Reader] = {
    **dict.fromkeys(("pip", "pip3"), _pip),
    "pip-sync": lambda words: _pip(("sync", *words)),
    "uv": _uv,
    "poetry": _poetry,
    "pipenv": _pipenv,
    "npm": _npm,
    **dict.fromkeys(("yarn", "pnpm"), _yarn),
    **dict.fromkeys(("conda", "mamba", "micromamba"), _conda),
    **dict.fromkeys(("pytest", "py.test"), _pytest),
    **dict.fromkeys(("docker", "podman", "buildah"), _docker),
    "docker-compose": _compose,
    "streamlit": _streamlit,
    "node": _first_file(".js", ".mjs", ".cjs"),
    "Rscript": _first_file(".R", ".r"),
    "cd": _change,
}
_MODULES: dict[str, Reader] = {
    "pip": _pip,
    "pytest": _pytest,
    "streamlit": _streamlit,
    "poetry": _poetry,
    "pipenv": _pipenv,
}
