"""Encore.go: a comment above a function makes an endpoint, in an application of the platform."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes

CODE = (
    'package ask\n\nimport openai "github.com/sashabaranov/go-openai"\n\n{above}\nfunc Ask(q string) {{\n'
    '\topenai.NewClient("").CreateChatCompletion(nil, q)\n}}\n'
)
API = "//encore:api public method=POST path=/ask"
BASE = {"go.mod": "module x\n\ngo 1.22\n", "encore.app": "{}"}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({**BASE, "ask/ask.go": CODE.format(above=API)}, [("POST /ask", True)]),
        ({**BASE, "ask/ask.go": CODE.format(above="//encore:api private")}, [("", True)]),
        ({**BASE, "ask/ask.go": CODE.format(above=f"// Ask answers.\n//\n{API}")}, [("POST /ask", True)]),
        ({**BASE, "ask/ask.go": CODE.format(above=f"{API}\n")}, []),
        ({**BASE, "ask/ask.go": CODE.format(above="// Ask answers.")}, []),
        ({"go.mod": BASE["go.mod"], "ask/ask.go": CODE.format(above=API)}, []),
        ({"go.mod": BASE["go.mod"], "svc/encore.app": "{}", "ask/ask.go": CODE.format(above=API)}, []),
    ],
)  # fmt: skip
def test_a_comment_makes_an_endpoint(files: dict[str, str], found: list[tuple[str, bool]]) -> None:
    every = routes(snapshot(files))
    assert [(each.route, each.start is not None) for each in every] == found
    assert all(each.over_model for each in every)
