"""What pytest would read from the repository's configuration: where tests are and how they are named."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, load_ini, load_toml, text
from analyzer.repository import Snapshot, derived

MAXIMUM_SETTING = 20_000
PYTEST_FILES = ("test_*.py", "*_test.py")
NOT_ENTERED = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
IGNORE_OPTION = lazy_regex(r"--(?P<key>ignore-glob|ignore)(?:=|\s+)[\"']?(?P<value>[^\s\"']{1,300})")


class PytestSettings(Struct, frozen=True):
    """What pytest reads from its configuration file in one directory."""

    path: str
    test_paths: tuple[str, ...] = ()
    file_patterns: tuple[str, ...] = PYTEST_FILES
    function_patterns: tuple[str, ...] = ("test",)
    class_patterns: tuple[str, ...] = ("Test",)
    options: tuple[str, ...] = ()
    not_entered: tuple[str, ...] = NOT_ENTERED
    ignored: tuple[str, ...] = ()
    ignored_globs: tuple[str, ...] = ()


@derived
def pytest_settings(repo: Snapshot) -> Mapping[str, PytestSettings]:
    """The pytest settings by directory, from the first file of each that pytest would choose."""
    found: dict[str, PytestSettings] = {}
    named: dict[str, list[str]] = {}
    for path in repo.paths:
        named.setdefault(basename(path), []).append(path)
    for name, section in (
        ("pytest.toml", ""),
        (".pytest.toml", ""),
        ("pytest.ini", "pytest"),
        (".pytest.ini", "pytest"),
        ("pyproject.toml", ""),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ):
        for path in named.get(name, ()):
            if dirname(path) not in found:
                settings = _read_settings(repo, path, section)
                if settings is not None:
                    found[dirname(path)] = settings
    return found


def _read_settings(repo: Snapshot, path: str, section: str) -> PytestSettings | None:
    content = repo.content(path)
    if content is None:
        return None
    table = _table(basename(path), content, section)
    if table is None:
        return None

    def words(key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = table.get(key)
        parts = [str(each) for each in value] if isinstance(value, list) else _split(text(value))
        return tuple(parts) or default

    options = list(IGNORE_OPTION.finditer(" ".join(words("addopts", ()))))
    return PytestSettings(
        path,
        words("testpaths", ()),
        words("python_files", PYTEST_FILES),
        words("python_functions", ("test",)),
        words("python_classes", ("Test",)),
        words("addopts", ()),
        words("norecursedirs", NOT_ENTERED),
        tuple(each["value"] for each in options if each["key"] == "ignore"),
        tuple(each["value"] for each in options if each["key"] == "ignore-glob"),
    )


def _split(value: str) -> list[str]:
    """The words of a setting, with quotes as a shell reads them."""
    try:
        return shlex.split(value[:MAXIMUM_SETTING])
    except ValueError:
        return value[:MAXIMUM_SETTING].split()


def _table(name: str, content: bytes, section: str) -> Block | None:
    """What a file says about pytest; None if it says nothing. An empty pytest.ini counts, as in pytest."""
    if section:
        table = block(load_ini(content).value)
        return block(table.get(section)) if section in table or name == "pytest.ini" else None
    document = block(load_toml(content).value)
    if name != "pyproject.toml":
        return block(document.get("pytest"))
    tool = block(block(document.get("tool")).get("pytest"))
    # pytest 9 also reads its settings from `[tool.pytest]` itself.
    return block(tool.get("ini_options")) or tool or None


def _nearest(settings: Mapping[str, PytestSettings], directory: str) -> PytestSettings:
    """The settings of the directory or the closest one above it."""
    while True:
        if directory in settings:
            return settings[directory]
        if not directory:
            return PytestSettings("")
        directory = dirname(directory)


def nearest_settings(repo: Snapshot, directory: str) -> PytestSettings:
    """The pytest settings that hold in a directory."""
    return _nearest(pytest_settings(repo), directory)
