"""The text of documents with code in other languages."""

from __future__ import annotations

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

REPORT = (
    "---\ntitle: It\n---\n\n```{r}\n# We chose recall because it matters.\nfit(x)\n```\n\n"
    "We report recall because a missed case costs more than a false alarm.\n\n## Limitations\n\n"
    + "The rows end in March, so nothing is known of the summer. " * 3
    + "\n"
)


def test_text_of_r_markdown_and_quarto_is_read() -> None:
    for name in ("report.Rmd", "report.qmd"):
        repo = snapshot({name: REPORT})
        assert_found(run("limitations", repo), Level.SUBSTANTIVE, f"{name}:12", "a section on limitations")
        assert_found(run("metric_choice", repo), Level.SUBSTANTIVE, f"{name}:10", "We report recall")


def test_code_between_the_text_is_none() -> None:
    repo = snapshot({"report.Rmd": REPORT.partition("We report")[0]})
    assert_found(run("limitations", repo), Level.ABSENT)
    assert_found(run("metric_choice", repo), Level.ABSENT)
