"""Go: a route counts if something can call what registers it."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes

MOD = {"go.mod": "module acme\n"}
HANDLER = (
    'package handlers\n\nimport "net/http"\n\ntype Upload struct{}\n\nvar _ Registrar = (*Upload)(nil)\n\n'
    'func (h *Upload) Register(m *http.ServeMux) {\n\tm.HandleFunc("/upload", h.Handle)\n}\n\n'
    "// Upload answers with what was kept.\nfunc (h *Upload) Handle(w http.ResponseWriter, r *http.Request) {}\n"
)
MAKER = "\nfunc NewUpload() *Upload {\n\treturn &Upload{}\n}\n"
PLAIN = (
    'package handlers\n\nimport "net/http"\n\nfunc Register(m *http.ServeMux) {\n\tm.HandleFunc("/upload", Handle)\n}\n\n'
    "func Handle(w http.ResponseWriter, r *http.Request) {}\n"
)
COMMAND = "package handlers\n\nvar Serve = &Command{\n\tRun: func() {\n\t\tu := Upload{}\n\t\tu.Register(m)\n\t},\n}\n"
MAIN = 'package main\n\nimport (\n\t"net/http"\n\n\t"acme/handlers"\n)\n\nfunc main() {{\n\tm := http.NewServeMux()\n\t{}\n}}\n'


def go(handlers: str, row: str) -> dict[str, str]:
    return {**MOD, "handlers/upload.go": handlers, "main.go": MAIN.format(row)}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (go(HANDLER, "(&handlers.Upload{}).Register(m)"), 1),
        (go(HANDLER + MAKER, "handlers.NewUpload().Register(m)"), 1),
        (go(HANDLER + "\ntype Server struct {\n\tupload *Upload\n}\n", "m = nil"), 1),
        (go(PLAIN, "handlers.Register(m)"), 1),
        ({**go(HANDLER, "m = nil"), "handlers/serve.go": COMMAND}, 1),
        (go(HANDLER, "m = nil"), 0),
        (go(HANDLER + MAKER, "m = nil"), 0),
        (go(PLAIN, "m = nil // Register"), 1),  # whatever says the name
        (go(PLAIN, "m = nil"), 0),
        # A test makes it, and nothing else does.
        ({**go(HANDLER, "m = nil"), "handlers/upload_test.go": "package handlers\n\nvar u = Upload{}\n"}, 0),
        # A library has no program: its users call it.
        ({**MOD, "handlers/upload.go": HANDLER}, 1),
        ({**MOD, "main.go": MAIN.format('m.HandleFunc("/upload", nil)')}, 1),
    ],
)
def test_a_route_is_registered_by_what_can_be_called(files: dict[str, str], found: int) -> None:
    assert len([each for each in routes(snapshot(files)) if each.route == "/upload"]) == found
