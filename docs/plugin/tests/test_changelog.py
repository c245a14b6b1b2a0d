from changelog_check import changelog

from analyzer.model import Level
from analyzer.testing import run, snapshot

THREE = "# Changes\n\n## 1.2 (2026-03-01)\n\nA.\n\n## 1.1 (2026-02-01)\n\nB.\n\n## 1.0 (2026-01-01)\n\nC.\n"
TWO = THREE.partition("## 1.0")[0]


def test_three_dated_releases_are_substantive() -> None:
    found = run(changelog, snapshot({"CHANGELOG.md": THREE}))
    assert (found.level, found.message) == (Level.SUBSTANTIVE, "a changelog with 3 dated releases")


def test_two_are_present() -> None:
    assert run(changelog, snapshot({"CHANGELOG.md": TWO})).level is Level.PRESENT


def test_another_document_is_none() -> None:
    assert run(changelog, snapshot({"README.md": THREE})).level is Level.ABSENT


def test_the_installed_check_is_found_by_its_id() -> None:
    assert run("changelog", snapshot({"CHANGELOG.md": THREE})).level is Level.SUBSTANTIVE
