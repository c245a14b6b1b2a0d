"""What pytest would read from the repository's configuration: where tests are and how they are named."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import basename, dirname

from analyzer.parsing.structured import block, load_ini, load_toml, text
from analyzer.repository import Snapshot, derived

MAXIMUM_SETTING = 20_000
PYTEST_FILES = ("test_*.py", "*_test.py")


@dataclass(frozen=True, slots=True)
class PytestSettings:
    """What pytest reads from its configuration file in one directory."""

    path: str
    test_paths: tuple[str, ...] = ()
    file_patterns: tuple[str, ...] = PYTEST_FILES
    function_patterns: tuple[str, ...] = ("test",)
    class_patterns: tuple[str, ...] = ("Test",)
    options: tuple[str, ...] = ()


@derived
def pytest_settings(repo: Snapshot) -> Mapping[str, PytestSettings]:
    """The pytest settings by directory, as pytest chooses its file: ini, toml, tox.ini, setup.cfg."""
    found: dict[str, PytestSettings] = {}
    for name, section in (
        ("pytest.ini", "pytest"),
        (".pytest.ini", "pytest"),
        ("pyproject.toml", ""),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ):
        for path in repo.paths:
            if basename(path) == name and dirname(path) not in found:
                settings = _read_settings(repo, path, section)
                if settings is not None:
                    found[dirname(path)] = settings
    return found


def _read_settings(repo: Snapshot, path: str, section: str) -> PytestSettings | None:
    content = repo.content(path)
    if content is None:
        return None
    if section:
        table = block(block(load_ini(content).value).get(section))
        known = section in block(load_ini(content).value)
    else:
        tool = block(block(load_toml(content).value).get("tool"))
        table = block(block(tool.get("pytest")).get("ini_options"))
        known = bool(table)
    if not known:
        return None

    def words(key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = table.get(key)
        parts = [str(each) for each in value] if isinstance(value, list) else _split(text(value))
        return tuple(parts) or default

    return PytestSettings(
        path,
        words("testpaths", ()),
        words("python_files", PYTEST_FILES),
        words("python_functions", ("test",)),
        words("python_classes", ("Test",)),
        words("addopts", ()),
    )


def _split(value: str) -> list[str]:
    """The words of a setting, with quotes as a shell reads them."""
    try:
        return shlex.split(value[:MAXIMUM_SETTING])
    except ValueError:
        return value[:MAXIMUM_SETTING].split()


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
