"""`bin/main` beside `src/main`: an editor compiled the project there, and copied what it could not."""

from __future__ import annotations

import pytest

from analyzer.repository.first_party import first_party

SOURCES = ("src/main/kotlin/a/A.kt", "src/main/kotlin/a/B.kt")
CASES = {
    "copies": (("bin/main/a/A.kt", "bin/main/a/B.kt"), []),
    "copies, and one that is gone": (("bin/main/a/A.kt", "bin/main/a/B.kt", "bin/main/a/Old.kt"), []),
    "tests beside them that are gone": (("bin/main/a/A.kt", "bin/test/a/ATest.kt"), []),
    "settings": (("bin/main/a/A.kt", "bin/main/app.yml", "bin/main/a/B.kt"), []),
    "mostly others": (("bin/main/a/A.kt", "bin/main/x.kt"), ["bin/main/a/A.kt", "bin/main/x.kt"]),
    "tests alone": (("bin/test/a/ATest.kt",), ["bin/test/a/ATest.kt"]),
    "a program": (("bin/main/main.go", "bin/main/run.sh"), ["bin/main/main.go", "bin/main/run.sh"]),
    "a copy elsewhere": (("tools/main/a/A.kt",), ["tools/main/a/A.kt"]),
    "of another project": (("app/bin/main/a/A.kt",), ["app/bin/main/a/A.kt"]),
}


@pytest.mark.parametrize(("paths", "kept"), CASES.values(), ids=CASES)
def test_what_an_editor_wrote_beside_the_sources_is_left_out(paths: tuple[str, ...], kept: list[str]) -> None:
    assert sorted(first_party((*SOURCES, *paths))[0] - set(SOURCES)) == kept


def test_a_project_in_a_folder_has_its_own() -> None:
    paths = ("app/src/main/java/a/A.java", "app/bin/main/a/A.java")
    assert [(each.path, each.reason) for each in first_party(paths)[1]] == [("app/bin/main/", "generated")]
