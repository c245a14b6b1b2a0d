"""Encore.go and Twirp: a comment above a function makes an endpoint, generated code one of an object."""

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


SERVER = (
    'package server\n\nimport openai "github.com/sashabaranov/go-openai"\n\ntype Server struct{}\n\n'
    'func (s *Server) Create(q string) {\n\topenai.NewClient("").CreateChatCompletion(nil, q)\n}\n'
)
MAIN = (
    'package main\n\nimport (\n\t"net/http"\n\t"x/rpc/sum"\n\t"x/server"\n)\n\nfunc main() {{\n\t{made}\n'
    '\thttp.ListenAndServe(":80", handler)\n}}\n'
)
GENERATED = "package sum\n\nfunc NewSumsServer(svc Sums) TwirpServer { return nil }\n"


@pytest.mark.parametrize(
    ("made", "generated", "over"),
    [
        ("handler := sum.NewSumsServer(&server.Server{})", "rpc/sum/service.twirp.go", [True]),
        ("s := &server.Server{}\n\thandler := sum.NewSumsServer(s)", "rpc/sum/service.twirp.go", [True]),
        ("handler := sum.NewSumsServer(nil)", "rpc/sum/service.twirp.go", [False]),
        ("handler := sum.NewSumsClient(&server.Server{})", "rpc/sum/service.twirp.go", []),
        ("handler := sum.NewSumsServer(&server.Server{})", "rpc/other/service.twirp.go", []),
        ("handler := sum.NewSumsServer(&server.Server{})", "rpc/sum/service.go", []),
    ],
)
def test_generated_code_makes_a_service_of_an_object(made: str, generated: str, over: list[bool]) -> None:
    files = {"go.mod": BASE["go.mod"], "server/server.go": SERVER, generated: GENERATED}
    found = routes(snapshot({**files, "cmd/main.go": MAIN.format(made=made)}))
    assert [each.over_model for each in found if each.use.tool == "Twirp"] == over
