"""How Go programs find each other, what starts them, and what answers requests."""

from __future__ import annotations

import pytest

from analyzer.repository import Snapshot
from analyzer.testing import snapshot
from analyzer.wiring.other_programs.calls import call_edges
from analyzer.wiring.other_programs.index import files_of, final_target, functions_meant
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started, running

GO_MOD = "module github.com/acme/app\n\ngo 1.22\n"
GO_SERVICE = {
    "go.mod": GO_MOD,
    "cmd/server/main.go": 'package main\nimport (\n"github.com/acme/app/internal/api"\n"github.com/acme/app/internal/llm"\n)\n'
    "func main() { c := llm.New(); api.Serve(c) }\n",
    "cmd/tool/main.go": "package main\nfunc main() {}\n",
    "internal/llm/llm.go": "package llm\n"
    'import openai "github.com/sashabaranov/go-openai"\n'
    "type Client struct { api *openai.Client }\n"
    'func New() *Client { return &Client{api: openai.NewClient("k")} }\n',
    "internal/llm/ask.go": 'package llm\nimport "context"\n'
    "func (c *Client) Ask(ctx context.Context, text string) (string, error) {\n"
    "r, err := c.api.CreateChatCompletion(ctx, q)\nreturn r.Text, err }\n",
    "internal/api/api.go": 'package api\nimport "net/http"\n'
    "type Asker interface { Ask(ctx context.Context, text string) (string, error) }\n"
    "type Handler struct { asker Asker }\n"
    "func Serve(a Asker) {\nh := &Handler{asker: a}\nmux := http.NewServeMux()\n"
    'mux.HandleFunc("POST /chat", h.Chat)\nmux.HandleFunc("GET /health", health)\nhttp.ListenAndServe(":80", mux) }\n',
    "internal/api/chat.go": 'package api\nimport "net/http"\n'
    "func (h *Handler) Chat(w http.ResponseWriter, r *http.Request) { h.asker.Ask(r.Context(), t) }\n"
    'func health(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }\n',
}


def service(**more: str) -> Snapshot:
    return snapshot(GO_SERVICE | more)


def test_imports_mean_the_files_of_a_package() -> None:
    repo = snapshot(
        {
            "go.mod": "module github.com/acme/app/v2\n\nreplace github.com/acme/shared => ./libs/shared\n",
            "main.go": "package main\n",
            "internal/a/a.go": "package a\n",
            "internal/a/b.go": "package a\n",
            "internal/a/a_test.go": "package a\n",
            "api/v1/api.go": "package v1\n",
            "api/v2/api.go": "package v2\n",
            "libs/shared/x.go": "package shared\n",
            "tools/go.mod": 'module "github.com/acme/app/v2/tools"\n',
            "tools/gen/gen.go": "package gen\n",
            "vendor/github.com/acme/other/o.go": "package other\n",
        }
    )
    meant = {
        "github.com/acme/app": ("main.go",),
        "github.com/acme/app/internal/a": ("internal/a/a.go", "internal/a/b.go"),
        "github.com/acme/app/api/v1": ("api/v1/api.go",),
        # A folder whose name is a version as modules have it.
        "github.com/acme/app/api": ("api/v2/api.go",),
        "github.com/acme/shared": ("libs/shared/x.go",),
        "github.com/acme/app/tools/gen": ("tools/gen/gen.go",),
        "github.com/acme/other": (),
        "github.com/acme/application": (),
    }
    assert {each: files_of(repo, "main.go", each) for each in meant} == meant


def test_targets_are_followed_through_the_packages_of_the_repository() -> None:
    repo = service()
    client = "github.com/acme/app/internal/llm#New()"
    assert final_target(repo, "cmd/server/main.go", f"{client}.api.CreateChatCompletion") == (
        "github.com/sashabaranov/go-openai#Client().CreateChatCompletion"
    )
    assert list(functions_meant(repo, "cmd/server/main.go", f"{client}.Ask")) == [
        ("internal/llm/ask.go", "Client.Ask")
    ]
    # An interface means the types that have its methods.
    edges = call_edges(repo)[("internal/api/chat.go", "Handler.Chat")]
    assert ("internal/llm/ask.go", "Client.Ask") in edges


@pytest.mark.parametrize(
    ("interface", "method", "fulfils"),
    [
        ("Ask(text string) string", "Ask(question string) string", True),
        ("Ask(text string) string", "Ask(question int) string", False),
        ("Ask(text string) string; Close()", "Ask(text string) string", False),
        ("Ask(text string) string; io.Closer", "Ask(text string) string", True),
        ("Ask(string) string", "Ask(text string) string", True),
    ],
)
def test_a_type_fulfils_an_interface_by_its_methods(interface: str, method: str, fulfils: bool) -> None:
    repo = snapshot(
        {
            "go.mod": GO_MOD,
            "a/a.go": f"package a\ntype I interface {{ {interface} }}\nfunc Use(i I) {{ i.Ask(x) }}\n",
            "b/b.go": f"package b\ntype T struct {{}}\nfunc (t *T) {method} {{ return x }}\n",
        }
    )
    assert (("b/b.go", "T.Ask") in call_edges(repo)[("a/a.go", "Use")]) is fulfils


def test_embedded_types_give_their_methods() -> None:
    repo = snapshot(
        {
            "go.mod": GO_MOD,
            "a/a.go": "package a\ntype Base struct {}\nfunc (b *Base) Ask() {}\n",
            "b/b.go": 'package b\nimport (\n"github.com/acme/app/a"\nopenai "github.com/sashabaranov/go-openai"\n)\n'
            "type T struct { a.Base }\ntype C struct { *openai.Client }\n"
            "func Use(t *T, c *C) { t.Ask(); c.CreateChatCompletion(q) }\n",
        }
    )
    assert ("a/a.go", "Base.Ask") in call_edges(repo)[("b/b.go", "Use")]
    assert final_target(repo, "b/b.go", "C().CreateChatCompletion").startswith(
        "github.com/sashabaranov/go-openai#Client()"
    )


STAGES = "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY . .\n{build}\nFROM scratch\n{copy}\n{start}\n"


def image(build: str, start: str, copy: str = "COPY --from=build /out /out") -> dict[str, str]:
    return {"Dockerfile": STAGES.format(build=build, copy=copy, start=start)}


@pytest.mark.parametrize(
    ("files", "main"),
    [
        (image("RUN go build -o /out/server ./cmd/server", 'ENTRYPOINT ["/out/server", "serve"]'), "cmd/server"),
        (image("RUN CGO_ENABLED=0 go build -ldflags '-s -w' -o server ./cmd/server", 'CMD ["./server"]'), "cmd/server"),
        (image("RUN go build -o /out/ ./cmd/...", 'CMD ["/out/server"]'), "cmd/server"),
        (image("RUN go build -o /out/ ./...", 'CMD ["/out/tool"]'), "cmd/tool"),
        (image("RUN go install ./cmd/server", 'CMD ["server"]'), "cmd/server"),
        (image("RUN go build ./cmd/server", 'CMD ["./server"]'), "cmd/server"),
        (image("RUN go build -o /out/x github.com/acme/app/cmd/server", 'CMD ["/out/x"]'), "cmd/server"),
        (image("RUN cd cmd/server && go build -o /out/x .", 'CMD ["/out/x"]'), "cmd/server"),
        (image("WORKDIR /src/cmd/server\nRUN go build -o /out/x", 'CMD ["/out/x"]'), "cmd/server"),
        (image("RUN go build -C cmd/server -o /out/x", 'CMD ["/out/x"]'), "cmd/server"),
        # The package by where it lies in the image.
        (image("RUN go build -o /out/x /src/cmd/server", 'CMD ["/out/x"]'), "cmd/server"),
        (image("RUN go build -v -o x /src/cmd/server/main.go", 'CMD ["./x"]', "COPY --from=build /src/x /x"), "cmd/server"),
        (image("RUN go build -C /src/cmd/server -o /out/x", 'CMD ["/out/x"]'), "cmd/server"),
        (image("RUN go build -o /out/ /src/cmd/...", 'CMD ["/out/tool"]'), "cmd/tool"),
        (image("RUN go build -o /out/x /srcs/cmd/server", 'CMD ["/out/x"]'), None),
        (image("RUN go build -o /out/x /src/cmd/nothing", 'CMD ["/out/x"]'), None),
        (image("ARG APP=server\nRUN go build -o /out/${APP} ./cmd/${APP}", 'CMD ["/out/server"]'), "cmd/server"),
        (image("RUN go build -o app ./cmd/server", 'ENTRYPOINT ["/bin/chat"]', "COPY --from=build /src/app /bin/chat"), "cmd/server"),
        (image("RUN make build", 'CMD ["/out/server"]') | {"Makefile": "build:\n\tgo build -o /out/server ./cmd/server\n"}, "cmd/server"),
        (image("RUN go run ./cmd/tool", 'CMD ["sh", "-c", "exec /out/server"]'), None),
        (image("RUN go build -o /out/server ./cmd/server", 'CMD ["nginx"]'), None),
        (image("RUN go build -o /out/server ./cmd/nothing", 'CMD ["/out/server"]'), None),
        (image("RUN go install github.com/x/server@latest", 'CMD ["server"]'), None),
        # Built outside of the image.
        ({"Dockerfile": 'FROM scratch\nCOPY bin/server /server\nCMD ["/server"]\n', "Makefile": "b:\n\tgo build -o bin/server ./cmd/server\n"}, "cmd/server"),
        ({"Dockerfile": 'FROM scratch\nCOPY server /\nCMD ["/server"]\n', ".goreleaser.yaml": "builds:\n  - main: ./cmd/server\n    binary: server\n"}, "cmd/server"),
        # Started by something else.
        ({"docker-compose.yml": "services:\n  a:\n    image: golang\n    command: go run ./cmd/server\n"}, "cmd/server"),
        ({"docker-compose.yml": "services:\n  a:\n    build: .\n    command: /out/server\n",
          "Dockerfile": STAGES.format(build="RUN go build -o /out/server ./cmd/server", copy="COPY --from=build /out /out", start="")}, "cmd/server"),
        ({"Procfile": "web: bin/server\n"}, "cmd/server"),
        ({"docker-compose.yml": "services:\n  a:\n    image: minio/minio\n    command: server /data\n"}, None),
        ({"Procfile": "web: go run cmd/server/main.go\n"}, "cmd/server"),
        ({"deploy/server.service": "[Service]\nExecStart=/usr/local/bin/server --port 80\n"}, "cmd/server"),
        ({"Dockerfile": 'FROM golang\nWORKDIR /app\nCOPY . .\nCMD ["air"]\n', ".air.toml": '[build]\ncmd = "go build -o ./tmp/main ./cmd/server"\n'}, "cmd/server"),
        ({"render.yaml": "services:\n- type: web\n  buildCommand: go build -tags netgo -o app ./cmd/server\n  startCommand: ./app\n"}, "cmd/server"),
        ({"app.yaml": "runtime: go122\nmain: ./cmd/server\n"}, "cmd/server"),
        ({"deploy/k8s.yaml": "kind: Deployment\nspec:\n  image: ko://github.com/acme/app/cmd/server\n"}, "cmd/server"),
        ({"deploy/k8s.yaml": "kind: Deployment\nspec:\n  image: github.com/acme/app/cmd/server\n"}, None),
        ({"Makefile": "run:\n\tgo run ./cmd/server\n"}, None),
    ],
)  # fmt: skip
def test_what_starts_a_program(files: dict[str, str], main: str | None) -> None:
    repo = service(**files)
    started = {each.module for each in programs_started(repo)}
    assert started == ({f"{main}/main.go"} if main else set())


def test_a_program_runs_what_its_packages_do_when_they_are_loaded() -> None:
    repo = service(
        **image("RUN go build -o /out/server ./cmd/server", 'CMD ["/out/server"]'),
        **{
            "internal/api/metrics.go": "package api\nvar calls = register()\nfunc init() { watch() }\nfunc watch() {}\n"
            "func register() int { return 1 }\nfunc unused() {}\n",
            "internal/cmd/root.go": "package cmd\n",
        },
    )
    names = {name for path, name in running(repo) if path == "internal/api/metrics.go"}
    assert names == {"", "init", "watch", "register"}


def test_commands_of_cobra_run_with_their_program() -> None:
    repo = snapshot(
        {
            "go.mod": GO_MOD,
            "main.go": 'package main\nimport "github.com/acme/app/cmd"\nfunc main() { cmd.Execute() }\n',
            "cmd/root.go": 'package cmd\nimport "github.com/spf13/cobra"\nvar rootCmd = &cobra.Command{Use: "app"}\n'
            "func Execute() { rootCmd.Execute() }\n",
            "cmd/serve.go": 'package cmd\nimport "github.com/spf13/cobra"\n'
            'var serveCmd = &cobra.Command{Use: "serve", RunE: func(c *cobra.Command, a []string) error { return serve() }}\n'
            "func init() { rootCmd.AddCommand(serveCmd) }\nfunc serve() error { return nil }\n",
            "Dockerfile": 'FROM golang\nCOPY . .\nRUN go build -o app .\nCMD ["./app", "serve"]\n',
        }
    )
    assert ("cmd/serve.go", "serve") in running(repo)


def test_a_function_that_becomes_a_member_runs() -> None:
    repo = snapshot(
        {
            "go.mod": GO_MOD,
            "main.go": 'package main\nimport "github.com/urfave/cli/v2"\nfunc main() { a := cli.NewApp(); a.Action = serve; a.Run(x) }\n'
            "func serve(c *cli.Context) error { return nil }\nfunc other() {}\n",
            "gen.go": "//go:build ignore\n\npackage main\nfunc main() {}\n",
            "Procfile": "web: go run .\n",
        }
    )
    assert {name for _path, name in running(repo)} == {"", "main", "serve"}
    assert {each.module for each in programs_started(repo)} == {"main.go"}


def test_a_model_is_asked_on_the_path_of_a_route() -> None:
    repo = service(**image("RUN go build -o /out/server ./cmd/server", 'CMD ["/out/server"]'))
    found = {each.route or each.use.strings[0]: each for each in routes(repo)}
    assert found["POST /chat"].over_model
    assert found["POST /chat"].start is not None
    assert found["POST /chat"].start.module == "cmd/server/main.go"
    assert not found["GET /health"].over_model


HANDLERS = {
    "closure": 'mux.HandleFunc("/x", func(w http.ResponseWriter, r *http.Request) { ask() })',
    "wrapped": 'mux.Handle("/x", logged(http.HandlerFunc(answer)))',
    "factory": 'mux.Handle("/x", newAnswer())',
    "object": 'mux.Handle("/x", &answerer{})',
    "object of a variable": 'a := newAnswerer(); mux.Handle("/x", a)',
}


@pytest.mark.parametrize("how", list(HANDLERS))
def test_handlers_in_all_their_forms(how: str) -> None:
    repo = snapshot(
        {
            "go.mod": GO_MOD,
            "main.go": 'package main\nimport "net/http"\nfunc main() {\nmux := http.NewServeMux()\n'
            f'{HANDLERS[how]}\nmux.HandleFunc("/health", health)\n}}\n'
            "func health(w http.ResponseWriter, r *http.Request) {}\n",
            "answer.go": 'package main\nimport (\n"net/http"\nopenai "github.com/sashabaranov/go-openai"\n)\n'
            "func ask() { c := openai.NewClient(k); c.CreateChatCompletion(ctx, q) }\n"
            "func answer(w http.ResponseWriter, r *http.Request) { ask() }\n"
            "func newAnswer() http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) { ask() } }\n"
            "type answerer struct {}\nfunc newAnswerer() *answerer { return &answerer{} }\n"
            "func (a *answerer) ServeHTTP(w http.ResponseWriter, r *http.Request) { ask() }\n",
        }
    )
    assert {each.route: each.over_model for each in routes(repo)} == {"/x": True, "/health": False}


def test_an_object_that_is_registered_answers_by_its_methods() -> None:
    repo = snapshot(
        {
            "go.mod": GO_MOD,
            "main.go": 'package main\nimport (\n"google.golang.org/grpc"\npb "github.com/acme/app/gen"\n)\n'
            "func main() { s := grpc.NewServer(); pb.RegisterScorerServer(s, &server{}) }\n"
            "type server struct { pb.UnimplementedScorerServer }\n"
            "func (s *server) Score(ctx context.Context, q *pb.Q) (*pb.A, error) { return ask() }\n",
            "ask.go": 'package main\nimport "github.com/dmitryikh/leaves"\n'
            'func ask() { m, err := leaves.XGEnsembleFromFile("m.json", true); m.PredictSingle(x, 0) }\n',
            "gen/scorer.pb.go": "package gen\ntype ScorerServer interface { Score(context.Context, *Q) (*A, error) }\n"
            "func RegisterScorerServer(s grpc.ServiceRegistrar, srv ScorerServer) {}\n",
        }
    )
    [found] = routes(repo)
    assert found.use.tool == "gRPC"
    assert found.over_model


def test_what_a_package_answers_is_no_route_over_a_model() -> None:
    repo = snapshot(
        {
            "go.mod": GO_MOD,
            "main.go": 'package main\nimport (\n"net/http"\n"github.com/prometheus/client_golang/prometheus/promhttp"\n'
            'openai "github.com/sashabaranov/go-openai"\n)\n'
            "func main() {\nc := openai.NewClient(k)\nc.CreateChatCompletion(ctx, q)\n"
            'http.Handle("/metrics", promhttp.Handler())\n}\n',
        }
    )
    assert [each.over_model for each in routes(repo)] == [False]


LAMBDA = 'package main\nimport "github.com/aws/aws-lambda-go/lambda"\nfunc main() { lambda.Start(handle) }\n'
SAM = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: {runtime}\n      Handler: bootstrap\n"


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"template.yaml": SAM.format(runtime="provided.al2023") + "      CodeUri: fn/\n"}, "fn/main.go"),
        ({"template.yaml": SAM.format(runtime="provided.al2023")}, "fn/main.go"),
        ({"template.yaml": SAM.format(runtime="provided.al2"), "other/main.go": LAMBDA}, None),
        ({"template.yaml": SAM.format(runtime="python3.12")}, None),
        ({"serverless.yml": "provider:\n  runtime: go1.x\nfunctions:\n  f:\n    handler: bin/fn\n",
          "Makefile": "build:\n\tgo build -o bin/fn ./fn\n"}, "fn/main.go"),
        ({"main.tf": 'resource "aws_lambda_function" "f" {\n  runtime = "provided.al2023"\n  handler = "bootstrap"\n}\n'}, "fn/main.go"),
        ({".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - uses: actions/checkout@v4\n"
          "    - run: gcloud functions deploy f --runtime go122 --source ./gcf\n",
          "gcf/f.go": 'package gcf\nfunc init() { functions.HTTP("F", f) }\n'}, "gcf/f.go"),
    ],
)  # fmt: skip
def test_what_platforms_start(files: dict[str, str], main: str | None) -> None:
    repo = snapshot({"go.mod": GO_MOD, "fn/main.go": LAMBDA, "tool/main.go": "package main\n"} | files)
    assert {each.module for each in programs_started(repo)} == ({main} if main else set())
