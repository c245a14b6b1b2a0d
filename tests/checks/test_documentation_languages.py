"""What is said of code in a README whose names are not followed to files."""

from __future__ import annotations

import pytest

from tests.support.snapshots import run, snapshot

BLOCK = "# A\n\n{}\n\n```{}\nscore(1)\n```\n"
RUST = {"cmd/main.rs": "// Serve answers.\nfn serve() -> i32 {\n\t1\n}\n" * 40}
JULIA = {"src/a.jl": "function score(x)\n    x\nend\n" * 40}
FOLLOWED = "1 file in Julia, whose names in code of the README are not searched for this"
SHOWN_CODE = {
    "whose comments are read": (JULIA, "julia", [FOLLOWED]),
    "that is not read": (RUST, "rust", ["1 file in Rust, whose comments are not read"]),
    "without a program here": (JULIA, "rust", []),
    "none": (JULIA, "", []),
}


@pytest.mark.parametrize(("files", "tag", "reasons"), SHOWN_CODE.values(), ids=SHOWN_CODE)
def test_of_code_in_the_readme_it_is_said_what_was_not_read(
    files: dict[str, str], tag: str, reasons: list[str]
) -> None:
    finding = run("documentation", snapshot({**files, "README.md": BLOCK.format("word " * 100, tag)}))
    assert [each.reason for each in finding.unseen] == reasons
