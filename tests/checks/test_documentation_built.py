"""Documentation in a folder of its own, which CI builds, beside a short README or none."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_documentation import CI, CODE, words, workflow
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

JULIA_BUILD = workflow("run: julia --project=docs/ docs/make.jl")
BESIDE = {
    "Julia": ({"docs/src/usage.md": words(100), **JULIA_BUILD}, f"{CI}:6"),
    "Julia, in an expression": (
        {"docs/src/usage.md": words(100), **workflow("run: julia -e 'include(\"docs/make.jl\")'")}, f"{CI}:6"),
    "R": ({"docs/usage.md": words(100), **workflow("run: Rscript -e 'pkgdown::build_site()'")}, f"{CI}:6"),
    "beside a short README": ({"README.md": "Short.", "docs/src/usage.md": words(100), **JULIA_BUILD}, f"{CI}:6"),
    "one word fewer": ({"docs/src/usage.md": words(99), **JULIA_BUILD}, None),
    "another folder": ({"src/usage.md": words(100), **JULIA_BUILD}, None),
    "another script": (
        {"docs/src/usage.md": words(100), **workflow("run: julia --project=docs/ docs/look.jl")}, None),
    "what only shows it": ({"docs/src/usage.md": words(100), **workflow("run: cat docs/make.jl")}, None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place"), BESIDE.values(), ids=BESIDE)
def test_documentation_that_ci_builds_from_its_folder_is_present(
    files: dict[str, str], place: str | None
) -> None:
    finding = run("documentation", snapshot({**CODE, **files}))
    if place is None:
        assert_found(finding, Level.ABSENT)
    else:
        assert_found(finding, Level.PRESENT, place, "built from its own folder")
