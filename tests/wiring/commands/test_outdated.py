"""What its authors marked as replaced is shown last."""

from __future__ import annotations

import pytest

from analyzer.wiring.commands.outdated import is_outdated
from tests.support.snapshots import run, snapshot

SHARP = "public class A {{\n  {}\n  [HttpGet]\n  public void F() {{\n    g();\n  }}\n  public void H() {{ }}\n}}\n"
JAVA = "class A {\n  @Deprecated\n  void f() {\n    g();\n  }\n  void h() { }\n}\n"
PYTHON = "from warnings import deprecated\n\n\n@deprecated('use g')\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n"


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"a.cs": SHARP.format('[Obsolete("use G")]')}, [2, 3, 4, 5, 6]),
        ({"a.cs": SHARP.format("[Authorize] // Obsolete")}, []),
        ({"a.cs": "[Obsolete]\n" + SHARP.format("")}, list(range(1, 10))),
        ({"a.java": JAVA}, [2, 3, 4, 5]),
        ({"a.java": JAVA.replace("@Deprecated", "@Override // Deprecated")}, []),
        ({"a.py": PYTHON}, [4, 5, 6]),
    ],
)
def test_lines_that_are_outdated(files: dict[str, str], lines: list[int]) -> None:
    repo, (path,) = snapshot(files), files
    assert [line for line in range(1, 11) if is_outdated(repo, path, line)] == lines


def test_of_the_same_level_what_is_outdated_comes_last() -> None:
    model = "import joblib\n{}\n\ndef f(x):\n    return joblib.load('m').predict(x)\n"
    files = {
        "a.py": model.format("from warnings import deprecated\n\n\n@deprecated('use b')").replace(
            ")\n\n\ndef", ")\ndef"
        ),
        "b.py": model.format(""),
    }
    found = run("model_code", snapshot(files))
    assert [each.path for each in found.evidence][:2] == ["b.py", "b.py"]
    assert {each.level for each in found.evidence} == {found.level}
