"""Commands that a script in Python puts together, however it does, end within a budget."""

from __future__ import annotations

import pytest

from analyzer.parsing.ci import commands_of_python


@pytest.mark.parametrize(
    "script",
    [
        "x = ['a']\n" + "x += x\n" * 3_000 + "subprocess.run(x)\n",
        "a = a + a\n" * 2_000 + "subprocess.run(a)\n",
        "a0 = ['a']\n"
        + "".join(f"a{i} = [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 99))
        + "subprocess.run(a98)\n",
        "if a:\n    x()\n" + "elif a:\n    subprocess.run(['a'])\n" * 800,
    ],
)
def test_what_grows_without_end_is_cut(script: str) -> None:
    found = commands_of_python(f"import subprocess\n{script}")
    assert len(found or "") < 20_000


def test_a_test_of_what_came_out_counts_where_it_ends_the_script() -> None:
    start = "import subprocess, sys\nr = subprocess.run(['a'])\n"
    ends = "if r.returncode:\n    if x:\n        sys.exit(1)\n"
    assert "a || exit 1" in (commands_of_python(start + ends) or "")
    assert "a || exit 1" not in (commands_of_python(start + ends.replace("sys.exit(1)", "print(1)")) or "")
