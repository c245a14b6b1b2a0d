"""Tests that are collected and never run assert nothing, in any language that is read."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.wiring.runs.execution import ci_tests
from analyzer.wiring.testing.collection import test_functions as functions_of
from analyzer.wiring.testing.foreign_tests import foreign_tests
from tests.support.snapshots import run, snapshot

SHOP = {
    "shop/__init__.py": "def price(x):\n    return x\n",
    ".github/workflows/ci.yml": "on: [push]\njobs:\n  t:\n    runs-on: u\n    steps:\n      - run: pytest\n",
}
TEST = "def test_a():\n    assert price(1) == 2\n"
HEAD = "import unittest\nimport pytest\nfrom shop import price\n"
CASE = "class TestShop(unittest.TestCase):\n    def test_a(self):\n        assert price(1) == 2\n"
PYTHON = {
    "a test": (TEST, False),
    "an expected failure that is not run": ("@pytest.mark.xfail(run=False)\n" + TEST, True),
    "an expected failure under a condition": ("@pytest.mark.xfail(K, run=False)\n" + TEST, False),
    "a mark of the file": ("pytestmark = pytest.mark.skip(reason='keys')\n" + TEST, True),
    "a mark among those of the file": ("pytestmark = [pytest.mark.slow, pytest.mark.skip]\n" + TEST, True),
    "a condition of the file": ("pytestmark = pytest.mark.skipif(True, reason='x')\n" + TEST, False),
    "a mark under a condition": ("pytestmark = pytest.mark.skip('x') if K else []\n" + TEST, False),
    "a mark in a branch": ("if K:\n    pytestmark = pytest.mark.skip('x')\n" + TEST, False),
    "a mark in a comment": ("# pytestmark = pytest.mark.skip('x')\n" + TEST, False),
    "a file that skips itself": ("pytest.skip('x', allow_module_level=True)\n" + TEST, True),
    "a file that raises it": ("raise unittest.SkipTest('x')\n" + TEST, True),
    "a file that skips itself somewhere": ("if K:\n    pytest.skip('x', allow_module_level=True)\n" + TEST, False),
    "a mark": ("@pytest.mark.skip\n" + TEST, True),
    "a mark with a reason": ("@pytest.mark.skip(reason='x')\n" + TEST, True),
    "a mark with a name": ("later = pytest.mark.skip(reason='x')\n@later\n" + TEST, True),
    "another mark": ("@pytest.mark.slow\n" + TEST, False),
    "an expected failure": ("@pytest.mark.xfail\n" + TEST, False),
    "a condition": ("@pytest.mark.skipif(K, reason='x')\n" + TEST, False),
    "a mark of unittest": (CASE.replace("    def", "    @unittest.skip('x')\n    def"), True),
    "a condition of unittest": (CASE.replace("    def", "    @unittest.skipUnless(K, 'x')\n    def"), False),
    "a mark of a class": ("@unittest.skip('x')\n" + CASE, True),
    "a class": (CASE, False),
    "a first line": ("def test_a():\n    pytest.skip('x')\n    assert price(1) == 2\n", True),
    "a first line of unittest": (CASE.replace("        assert", "        self.skipTest('x')\n        assert"), True),
    "a line under a condition": ("def test_a():\n    if K:\n        pytest.skip('x')\n    assert price(1) == 2\n", False),
    "a last line": ("def test_a():\n    assert price(1) == 2\n    pytest.skip('x')\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("code", "skipped"), PYTHON.values(), ids=PYTHON)
def test_what_always_skips_a_test(code: str, skipped: bool) -> None:
    repo = snapshot({**SHOP, "tests/test_shop.py": HEAD + code})
    (test,) = functions_of(repo)["tests/test_shop.py"]
    assert (test.skipped, test.substantive, bool(ci_tests(repo))) == (skipped, not skipped, not skipped)


def test_a_file_of_skipped_tests_is_present_and_says_so() -> None:
    repo = snapshot({**SHOP, "tests/test_shop.py": HEAD + PYTHON["a mark of the file"][0]})
    finding = run("tests", repo)
    assert (finding.level, finding.message) == (Level.PRESENT, "1 test always skipped, e.g. test_a")


GO = "package a\n\nfunc TestA(t *testing.T) {\n\tROW\n\tif f() != 1 {\n\t\tt.Error(1)\n\t}\n}\n"
JAVA = "MARKclass ATest {\n  ROW\n  @Test void a() { assertEquals(1, new B().f()); }\n}\n"
SHARP = "public class ATests {\n  [Fact(ROW)]\n  public void A() { Assert.Equal(1, new B().F()); }\n}\n"
SCRIPT = "ROW('a', () => {\n  expect(f(1)).toBe(2)\n})\n"
HELD = "ROW('a', () => {\n  it('b', () => {\n    expect(f(1)).toBe(2)\n  })\n})\n"
RUBY = "RSpec.describe B do\n  ROW 'a' do\n    LINE\n    expect(B.new.f).to eq 1\n  end\nend\n"
R = "test_that('a', {\n  ROW\n  expect_equal(f(1), 2)\n})\n"
OTHERS = {
    "Go": ("a_test.go", GO.replace("ROW", "t.Log(1)"), 1),
    "Go, skipped": ("a_test.go", GO.replace("ROW", 't.Skip("later")'), 0),
    "Go, under a condition": ("a_test.go", GO.replace("ROW", "if testing.Short() {\n\t\tt.Skip()\n\t}"), 1),
    "Java": ("ATest.java", JAVA.replace("MARK", "").replace("ROW", ""), 1),
    "Java, skipped": ("ATest.java", JAVA.replace("MARK", "").replace("ROW", '@Disabled("x")'), 0),
    "Java, its class skipped": ("ATest.java", JAVA.replace("MARK", "@Ignore\n").replace("ROW", ""), 0),
    "Java, under a condition": ("ATest.java", JAVA.replace("MARK", "").replace("ROW", "@DisabledOnOs(OS.MAC)"), 1),
    "C#": ("ATests.cs", SHARP.replace("ROW", "DisplayName = \"x\""), 1),
    "C#, skipped": ("ATests.cs", SHARP.replace("ROW", "Skip = \"x\""), 0),
    "JavaScript": ("a.test.js", SCRIPT.replace("ROW", "it"), 1),
    "JavaScript, skipped": ("a.test.js", SCRIPT.replace("ROW", "it.skip"), 0),
    "JavaScript, under a condition": ("a.test.js", SCRIPT.replace("ROW", "it.only"), 1),
    "JavaScript, a group": ("a.test.js", HELD.replace("ROW", "describe"), 1),
    "JavaScript, a group skipped": ("a.test.js", HELD.replace("ROW", "describe.skip"), 0),
    "JavaScript, a group skipped in short": ("a.test.js", HELD.replace("ROW", "xdescribe"), 0),
    "Ruby": ("spec/a_spec.rb", RUBY.replace("ROW", "it").replace("LINE", "f"), 1),
    "Ruby, skipped": ("spec/a_spec.rb", RUBY.replace("ROW", "it").replace("LINE", "skip 'later'"), 0),
    "Ruby, under a condition": ("spec/a_spec.rb", RUBY.replace("ROW", "it").replace("LINE", "skip 'a' if f"), 1),
    "R": ("tests/testthat/test-a.R", R.replace("ROW", "skip_on_cran()"), 1),
    "R, skipped": ("tests/testthat/test-a.R", R.replace("ROW", "skip('later')"), 0),
}  # fmt: skip


@pytest.mark.parametrize(("path", "code", "assertions"), OTHERS.values(), ids=OTHERS)
def test_what_always_skips_a_test_of_another_language(path: str, code: str, assertions: int) -> None:
    (found,) = foreign_tests(snapshot({path: code}))
    assert (found.tests, found.assertions) == (1, assertions)
