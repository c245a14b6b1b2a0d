"""Models over HTTP whose address one function writes and another one sends, in Go."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from tests.support.snapshots import snapshot

EMBEDDER = (
    'package embed\n\nimport (\n\t"fmt"\n\t"net/http"\n)\n\ntype Embedder interface {\n\tVectors(q string) error\n}\n\n'
    "type ollama struct {\n\turl    string\n\tclient *http.Client\n}\n\nfunc New(host string) *ollama {\n"
    '\treturn &ollama{url: fmt.Sprintf("%s%s", host, "/api/embeddings"), client: &http.Client{}}\n}\n\n'
    "func (o *ollama) Vectors(q string) error {\n"
)
SENDS = '\treq, _ := http.NewRequest("POST", o.url, nil)\n\t_, err := o.client.Do(req)\n\treturn err\n}\n'
SENDS_NOT = "\treturn nil\n}\n"
OTHER = '\nfunc ping(o *ollama) {\n\to.client.Post(o.url, "", nil)\n}\n'
MAIN = (
    'package main\n\nimport (\n\t"shop/embed"\n\n\t"github.com/gin-gonic/gin"\n)\n\ntype service struct {\n'
    '\tembedder embed.Embedder\n}\n\nfunc (s *service) ask(c *gin.Context) {\n\ts.embedder.Vectors("q")\n}\n\n'
    'func main() {\n\ts := &service{embedder: embed.New("x")}\n\tr := gin.New()\n\tr.POST("/ask", s.ask)\n\tr.Run()\n}\n'
)
# The file, and the line and function of the request.
PLACES: dict[str, tuple[str, tuple[int, str | None]]] = {
    "another function sends it": (EMBEDDER + SENDS, (22, "ollama.Vectors")),
    "none sends it": (EMBEDDER + SENDS_NOT, (18, "New")),
    "two functions send something": (EMBEDDER + SENDS + OTHER, (18, "New")),
}


@pytest.mark.parametrize(("text", "place"), PLACES.values(), ids=PLACES)
def test_where_the_request_is_sent(text: str, place: tuple[int, str | None]) -> None:
    found = uses(snapshot({"go.mod": "module shop\n", "embed/a.go": text}), Subject.MODEL_CALL)
    assert (found[0].line, found[0].function) == place


def test_a_route_leads_through_an_interface_to_the_request() -> None:
    files = {"go.mod": "module shop\n", "main.go": MAIN, "embed/a.go": EMBEDDER + SENDS}
    assert [(each.route, each.over_model) for each in routes(snapshot(files))] == [("/ask", True)]
