"""SECURITY.md says what is so: its limits are those of the code."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.support.command_line import repo_evidence

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "SECURITY.md").read_text()
ROWS = re.findall(r"^\| ([^|]+) \| ([\d,]+)( [A-Za-z]+)? \| `([\w.]+)\.(\w+)` \|$", PAGE, re.MULTILINE)
UNITS = {"": 1, "s": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def test_every_row_of_the_limits_is_read() -> None:
    table = PAGE[PAGE.index("| limit |") : PAGE.index("## Known limits")]
    assert len(ROWS) == table.count("\n|") - 1


@pytest.mark.parametrize(("what", "number", "unit", "module", "constant"), ROWS)
def test_a_limit_is_that_of_the_code(what: str, number: str, unit: str, module: str, constant: str) -> None:
    limit = getattr(importlib.import_module(module), constant, None)
    assert limit is not None, f"SECURITY.md names {module}.{constant}, which is gone: {what}"
    assert limit == int(number.replace(",", "")) * UNITS[unit.strip()], (
        f"{what}: {module}.{constant} is {limit}"
    )


@pytest.mark.parametrize(
    ("option", "row"),
    [("--max-size", "a clone (`--max-size`)"), ("--timeout", "time for a repository (`--timeout`)")],
)
def test_a_limit_that_is_an_option_has_it_as_its_default(option: str, row: str) -> None:
    number, unit = next((int(each[1]), each[2].strip()) for each in ROWS if each[0] == row)
    shown = re.sub(r"\s+", " ", repo_evidence("scan", "--help").stdout)
    described = shown[shown.index(f"{option} ") :]
    default = re.search(r"\[default: (\d+)", described)
    assert default is not None
    assert int(default[1]) == number * UNITS[unit] // (1024**2 if option == "--max-size" else 1)


def test_the_page_is_linked_and_fits_one() -> None:
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text()
    assert len(PAGE.splitlines()) < 90


def test_what_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (ROOT / target).is_file()
    assert "## Blind review" in (ROOT / "docs" / "usage.md").read_text()
    assert repo_evidence("--version").returncode == 0
