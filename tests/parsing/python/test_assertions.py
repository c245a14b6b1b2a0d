"""What a test asserts, and whether that can fail."""

from __future__ import annotations

import textwrap

import pytest

from analyzer.parsing.python.module import Assertion, CannotFail
from tests.support.python_facts import read


def assertions(body: str) -> list[tuple[str, tuple[str, ...], bool]]:
    source = "import pytest, numpy as np\nfrom app import fit\nclass T:\n    def test(self, client):\n"
    found: tuple[Assertion, ...] = read(source + textwrap.indent(body, " " * 8)).assertions
    assert all(each.function == "T.test" for each in found)
    return [(each.kind, each.names, each.trivial) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("assert fit(1) == 2", ("assert", ("app.fit",), False)),
        ("r = fit(1)\nassert r.score > 0.5", ("assert", ("app.fit().score", "r"), False)),
        ("assert client.get('/').ok", ("assert", ("?.get", "client"), False)),
        ("self.assertEqual(fit(1), 2)", ("unittest", ("app.fit",), False)),
        ("self.fail('no')", ("unittest", (), False)),
        ("np.testing.assert_allclose(fit(1), 2)", ("helper", ("app.fit",), False)),
        ("client.assert_called_once_with(1)", ("helper", ("client",), False)),
        (
            "with pytest.raises(ValueError):\n    fit(client)",
            ("raises", ("ValueError", "app.fit", "client"), False),
        ),
        ("with self.assertRaises(KeyError):\n    fit(1)", ("unittest", ("KeyError", "app.fit"), False)),
        ("raise AssertionError", ("raise", (), False)),
        ("if fit(1):\n    raise AssertionError('x')", ("raise", (), False)),
        ("assert True", ("assert", (), True)),
        ("assert 1 == 1, fit(1)", ("assert", (), True)),
        ("assert 'x'", ("assert", (), True)),
        ("assert (client, 'message')", ("assert", ("client",), True)),
        ("self.assertTrue(True)", ("unittest", (), True)),
    ],
)
def test_assertion(body: str, expected: tuple[str, tuple[str, ...], bool]) -> None:
    assert assertions(body) == [expected]


@pytest.mark.parametrize(
    "body", ["self.assertion_count()", "client.get()", "raise ValueError(1)", "raise", "fit(1)"]
)
def test_no_assertion(body: str) -> None:
    assert assertions(body) == []


def why_hollow(body: str) -> list[str | None]:
    body = textwrap.indent(body, " " * 8)
    source = f"import contextlib, pytest\nclass T:\n    def test(self, r, fit):\n{body}"
    return [each.hollow and each.hollow.name for each in read(source).assertions]


SERVER_ERROR, ALWAYS, SWALLOWED = (
    each.name for each in (CannotFail.SERVER_ERROR, CannotFail.ALWAYS, CannotFail.SWALLOWED)
)
# What is asserted, and why it cannot fail, if it cannot.
HOLDS = {
    "assert r.status_code in (200, 500)": SERVER_ERROR,
    "assert r.status_code in [200, 404, 503]": SERVER_ERROR,
    "assert r.status_code in {500, 201}": SERVER_ERROR,
    "assert r.status_code == 200 or r.status_code == 500": SERVER_ERROR,
    "assert r.status in (200,) or r.status == 502": SERVER_ERROR,
    "assert r.status_code in (status.HTTP_200_OK, status.HTTP_500_INTERNAL_SERVER_ERROR)": SERVER_ERROR,
    "self.assertIn(r.status_code, (200, 500))": SERVER_ERROR,
    "self.assertTrue(r.status_code == 200 or r.status_code == 500)": SERVER_ERROR,
    "assert r.status_code in (200, 404)": None,
    "assert r.status_code in (200, 422)": None,
    "assert r.status_code in (500, 503)": None,
    "assert r.status_code in (200, 599, expected)": None,
    "assert r.status_code not in (200, 500)": None,
    "assert r.status_code == 200 or 'error' in r.text": None,
    "assert r.status_code == 200 and r.status_code == 500": None,
    "assert r.status_code in (299, 499)": None,
    "assert r.status_code in (199, 500)": None,
    "assert r.status_code in (200, 600)": None,
    "assert r.price in (200, 500)": None,
    "assert r in (200, 500)": None,
    "self.assertNotIn(r.status_code, (200, 500))": None,
    "assert r is not None or True": ALWAYS,
    "assert r or 1": ALWAYS,
    "self.assertTrue(r or True)": ALWAYS,
    "assert r or False": None,
    "assert r and True": None,
    "assert len(r) >= 0": ALWAYS,
    "assert len(r) >= 1": None,
    "assert len(r) > 0": None,
    "assert len(r) >= False": None,
    "assert r.len() >= 0": None,
    "assert isinstance(r, dict)": None,
    "assert False": None,
    "assert 0, r": None,
    "self.assertTrue(False)": None,
    "assert not False": CannotFail.CONSTANT.name,
}


@pytest.mark.parametrize(("body", "why"), HOLDS.items(), ids=HOLDS)
def test_why_an_assertion_cannot_fail(body: str, why: str | None) -> None:
    assert why_hollow(body) == [why]


# What catches a failing `assert fit() == 1`, and whether it drops it.
CAUGHT = {
    "except: pass": SWALLOWED,
    "except Exception: pass": SWALLOWED,
    "except AssertionError: pass": SWALLOWED,
    "except BaseException: ...": SWALLOWED,
    "except (ValueError, AssertionError): return": SWALLOWED,
    "except Exception as e: print(e)": SWALLOWED,
    "except Exception as e: pytest.skip(str(e))": SWALLOWED,
    "except Exception as e: self.skipTest('no')": SWALLOWED,
    "except Exception as e: logger.error(e); return False": SWALLOWED,
    "except AssertionError: assert True": SWALLOWED,
    "except AssertionError: pytest.xfail('known')": SWALLOWED,
    "except:\n    if verbose:\n        print('no')\n    else: pass": SWALLOWED,
    "except:\n    if strict:\n        raise\n    pass": None,
    "except AssertionError: assert fallback()": None,
    "except AssertionError: retry()": None,
    "except ValueError: pass": None,
    "except ImportError: pytest.skip('no')": None,
    "except Exception: raise": None,
    "except Exception as e: pytest.fail(str(e))": None,
    "except Exception as e: self.fail(str(e))": None,
    "except Exception as e: errors.append(e)": None,
    "except Exception as e: failed = True": None,
    "except Exception as e: return e": None,
    "except Exception: assert False": None,
    "except Exception: sys.exit(1)": None,
    "finally: pass": None,
}


@pytest.mark.parametrize(("handler", "why"), CAUGHT.items(), ids=CAUGHT)
def test_a_failure_that_is_caught(handler: str, why: str | None) -> None:
    assert why_hollow(f"try:\n    assert fit() == 1\n{handler}\n")[0] == why


# Statements around an assertion, and what is dropped of it.
AROUND = {
    "the first handler that catches it decides": (
        "try:\n    assert fit()\nexcept AssertionError: raise\nexcept Exception: pass\n",
        [None],
    ),
    "a call that should have raised": ("try:\n    fit()\n    assert False\nexcept KeyError: pass\n", [None]),
    "one that should, and whose absence is dropped": (
        "try:\n    fit()\n    assert False\nexcept Exception: pass\n",
        [SWALLOWED],
    ),
    "after the try": ("try:\n    fit()\nexcept Exception: pass\nassert fit()\n", [None]),
    "in its else": ("try:\n    fit()\nexcept Exception: pass\nelse:\n    assert fit()\n", [None]),
    "in its finally": ("try:\n    fit()\nexcept Exception: pass\nfinally:\n    assert fit()\n", [None]),
    "in a block inside": ("try:\n    for x in r:\n        assert x\nexcept Exception: pass\n", [SWALLOWED]),
    "in a function inside": ("try:\n    def f():\n        assert fit()\nexcept Exception: pass\n", [None]),
    "in an inner try that raises": (
        "try:\n    try:\n        assert fit()\n    except Exception: raise\nexcept Exception: pass\n",
        [SWALLOWED],
    ),
    "suppressed": ("with contextlib.suppress(Exception):\n    assert fit()\n", [SWALLOWED]),
    "another exception suppressed": ("with contextlib.suppress(KeyError):\n    assert fit()\n", [None]),
    "pytest's own failure is no Exception": (
        "try:\n    with pytest.raises(KeyError):\n        fit()\nexcept Exception: pass\n",
        [None],
    ),
    "but a bare except catches it": (
        "try:\n    with pytest.raises(KeyError):\n        fit()\nexcept: pass\n",
        [SWALLOWED],
    ),
    "a method of unittest": ("try:\n    self.assertEqual(fit(), 1)\nexcept Exception: pass\n", [SWALLOWED]),
}


@pytest.mark.parametrize(("body", "why"), AROUND.values(), ids=AROUND)
def test_what_a_block_drops(body: str, why: list[str | None]) -> None:
    assert why_hollow(body) == why
