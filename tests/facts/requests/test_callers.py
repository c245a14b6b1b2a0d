"""Whether a refusal with 403 asks who the caller is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.requests.callers import asks_caller

# Source with the refusal on its last row that is marked by 403, the function, and whether it asks the caller.
REFUSALS = {
    "the state of a record": (
        "ResponseEntity embed(String code) {\n  Bot bot = bots.find(code);\n  if (!bot.getIsActive()) {\n"
        "    return ResponseEntity.status(403)\n      .body(Map.of(\"error\", \"Bot is not active\"));\n  }\n}",
        "Bots.embed", False),
    "the caller's role": ("if (req.user.role !== 'admin') {\n  return res.status(403).end();\n}", "f", True),
    "the caller's right": ("if (!may(req)) return res.sendStatus(403);", "f", True),
    "an owner": ("if doc.OwnerID != id {\n\tc.AbortWithStatus(403)\n}", "f", True),
    "a token in a condition further out": (
        "if token != want:\n    log()\n    a()\n    b()\n    if late:\n        abort(403)", "f", True),
    "what was asked right before": (
        "allowed = check_permission(request)\nif not allowed:\n    abort(403)", "f", True),
    "the other branch": (
        "if (session.open) {\n  a();\n  b();\n  c();\n} else {\n  res.status(403).end();\n}", "f", True),
    "a sibling further up": (
        "if user:\n    a()\n    b()\nc()\nd()\ne()\nif closed:\n    abort(403)", "f", False),
    "the words of the answer": (
        "if (x) {\n  res.status(403).json({\n    error: 'Missing API key',\n  });\n}", "f", True),
    "the name of the function": ("abort(403)", "guards.require_admin", True),
    "the parameters of the function": (
        "def f(user, bot):\n    if bot.closed:\n        abort(403)", "f", False),
    "tokens of a model": ("if (count.tokens > 9) {\n  res.status(403).end();\n}", "f", False),
    "an author": ("if not book.author:\n    abort(403)", "f", False),
    "an account that is somebody's": ("if account != mine:\n    abort(403)", "f", True),
    "an account that the work is about": (
        "if n in blocked:\n    abort(403, f'Customer account {n} is under review')", "f", False),
    "an error page": ("def page(e):\n    return render('403.html'), 403", "page", False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "function", "asks"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_looks_at_the_caller(source: str, function: str, asks: bool) -> None:
    rows = source.split("\n")
    line = max(number for number, row in enumerate(rows, 1) if "403" in row)
    assert asks_caller(rows, line, function) is asks


@given(st.lists(st.text("ab 403(){}if:user\t", max_size=20), max_size=30), st.integers(0, 40))
def test_any_rows_are_read(rows: list[str], line: int) -> None:
    assert asks_caller(rows, line, None) is asks_caller(rows, line, None)
