"""What packages of Go are for: every row of the tables is met by a line that people write."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.repository import Snapshot
from analyzer.testing import snapshot
from analyzer.wiring.other_programs.go.language import GO_SIGNS
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from tests.support.sign_lines import missed_lines, missed_signs, numbered, written_lines, wrongly_found

WRITTEN = written_lines("go_lines.txt")


def go_source(line: str) -> str:
    """A file of Go with one function, of `imports;; parameters | statements`."""
    imports, _, text = line.partition(";; ")
    head = "package x\n"
    for each in imports.split():
        name, alias, path = each.rpartition("=")
        head += f'import {name} "{path}"\n' if alias else f'import "{path}"\n'
    parameters, _, statements = text.partition("|")
    return f"{head}func f({parameters.strip()}) {{\n{statements.strip()}\n}}\n"


def repository_of(lines: Iterable[str]) -> Snapshot:
    return numbered(lines, "f.go", go_source)


def test_every_row_is_met_by_what_people_write() -> None:
    assert missed_lines(WRITTEN, repository_of([each.text for each in WRITTEN])) == []


def test_every_row_is_in_the_lines() -> None:
    assert missed_signs(GO_SIGNS, repository_of([each.text for each in WRITTEN])) == []


# What looks like a use of a subject, and is none.
GO_OTHERS: list[tuple[Subject, tuple[str, str]]] = [
    # Another object's method of the same name, and one of a package that is none.
    (
        Subject.MODEL_CALL,
        ("openai=github.com/sashabaranov/go-openai", "c *openai.Client | f, err := c.CreateFile(ctx, q)"),
    ),
    (Subject.MODEL_CALL, ("openai=github.com/sashabaranov/go-openai", "| c := openai.NewClient(k)")),
    (
        Subject.MODEL_CALL,
        ("openai=github.com/sashabaranov/go-openai", "| q := openai.ChatCompletionRequest{Model: m}"),
    ),
    (
        Subject.MODEL_CALL,
        (
            "openai=github.com/sashabaranov/go-openai me/store",
            "s *store.Store | s.CreateChatCompletion(ctx, q)",
        ),
    ),
    (
        Subject.MODEL_CALL,
        ("github.com/openai/openai-go", "c openai.Client | v, err := c.VectorStores.New(ctx, p)"),
    ),
    (Subject.MODEL_CALL, ("github.com/ollama/ollama/api", "c *api.Client | err := c.Pull(ctx, q, f)")),
    (
        Subject.MODEL_CALL,
        (
            "github.com/aws/aws-sdk-go-v2/service/bedrock",
            "c *bedrock.Client | o, err := c.ListFoundationModels(ctx, i)",
        ),
    ),
    (
        Subject.MODEL_CALL,
        (
            "github.com/tmc/langchaingo/vectorstores/qdrant",
            "s qdrant.Store | d, err := s.SimilaritySearch(ctx, q, 5)",
        ),
    ),
    (
        Subject.MODEL_CALL,
        ("github.com/qdrant/go-client/qdrant", "c *qdrant.Client | r, err := c.Query(ctx, q)"),
    ),
    (Subject.MODEL_CALL, ("pb=me/gen", "c pb.GRPCInferenceServiceClient | r, err := c.ModelReady(ctx, q)")),
    (
        Subject.MODEL_CALL,
        (
            "github.com/aws/aws-sdk-go-v2/service/comprehend",
            "c *comprehend.Client | o, err := c.DetectPiiEntities(ctx, i)",
        ),
    ),
    # Addresses that are no model's, and texts that are no addresses.
    (Subject.MODEL_CALL, ("net/http", '| r, err := http.Get("https://api.openai.com/v1/models")')),
    (Subject.MODEL_CALL, ("net/http", '| r, err := http.Post("https://acme.org/v1/messages", t, b)')),
    (Subject.MODEL_CALL, ("net/http", '| r, err := http.Post("http://users/api/chat", t, b)')),
    (Subject.MODEL_CALL, ("fmt", '| e := fmt.Sprintf("no answer of /chat/completions: %v", err)')),
    (Subject.MODEL_CALL, ("net/http", '| http.HandleFunc("/v1/chat/completions", h)')),
    (Subject.MODEL_CALL, ("github.com/gin-gonic/gin", '| r := gin.New(); r.POST("/v1/embeddings", h)')),
    (Subject.MODEL_CALL, ("example.org/fast/web", '| r := web.New(); r.POST("/v1/embeddings", h)')),
    # Calls of a client: it has a host, or only a path, and is none that serves.
    (Subject.ROUTE, ("example.org/fast/web", '| c := web.New(); c.POST("http://x/v1/embeddings", b)')),
    (Subject.ROUTE, ("example.org/fast/web", '| c := web.New(); c.GET("/v1/models")')),
    (Subject.ROUTE, ("example.org/fast/web", 'c *web.Client | c.POST("/v1/embeddings", b)')),
    (Subject.ROUTE, ("gofr.dev/pkg/gofr", 'app *gofr.App | s := app.Config.Get("/x")')),
    (Subject.LOGGING, ("gofr.dev/pkg/gofr", 'ctx *gofr.Context | v := ctx.Param("x")')),
    # What only reads, or hands on.
    (Subject.ROUTE, ("github.com/gin-gonic/gin", 'c *gin.Context | v := c.GetHeader("x")')),
    (Subject.ROUTE, ("github.com/gofiber/fiber/v2", 'c *fiber.Ctx | v := c.Get("X-Key")')),
    (Subject.ROUTE, ("net/http", '| r, err := http.Get("http://x/y")')),
    (
        Subject.ROUTE,
        (
            "google.golang.org/grpc/health/grpc_health_v1 google.golang.org/grpc",
            "s *grpc.Server | grpc_health_v1.RegisterHealthServer(s, h)",
        ),
    ),
    (Subject.ROUTE, ("pb=me/gen", "| pb.RegisterUserServer(a, b)")),
    (Subject.REFUSAL, ("github.com/gin-gonic/gin net/http", "c *gin.Context | c.JSON(http.StatusOK, x)")),
    (Subject.REFUSAL, ("net/http", "w http.ResponseWriter | w.WriteHeader(http.StatusCreated)")),
    (Subject.REFUSAL, ("errors", '| err := errors.New("x")')),
    (Subject.LIMIT, ("net/http", "| s := &http.Server{Addr: a}")),
    (Subject.LIMIT, ("context", "| ctx, cancel := context.WithCancel(ctx)")),
    (Subject.LOGGING, ("go.uber.org/zap", "| f := zap.Error(err)")),
    (Subject.LOGGING, ("fmt", '| fmt.Println("x")')),
    (Subject.LOGGING, ("errors", '| e := errors.New("x"); s := e.Error()')),
    (Subject.PRINTING, ("fmt", 'w io.Writer | fmt.Fprintf(w, "x")')),
    (Subject.METRICS, ("github.com/prometheus/client_golang/api", "c api.Client | u := c.URL(e, a)")),
    (
        Subject.METRICS,
        ("github.com/prometheus/client_golang/prometheus", "| o := prometheus.CounterOpts{Name: n}"),
    ),
    (
        Subject.METRICS,
        (
            "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs",
            "c *cloudwatchlogs.Client | o, err := c.PutLogEvents(ctx, i)",
        ),
    ),
    (Subject.TRAINING, ("gonum.org/v1/gonum/stat", "| m := stat.Mean(x, nil)")),
    (Subject.GUARDRAIL, ("google.golang.org/genai", "| c := &genai.GenerateContentConfig{Temperature: t}")),
    (Subject.TRACKING, ("net/http", '| r, err := http.Get(uri+"/api/2.0/mlflow/experiments/list")')),
    (Subject.TRACES, ("go.opentelemetry.io/otel/trace", "| p := trace.NewNoopTracerProvider()")),
    (Subject.LOG_SETTING, ("go.uber.org/zap", "| l := zap.NewNop()")),
    (Subject.LIMIT, ("google.golang.org/grpc", "| o := grpc.MaxSendMsgSize(math.MaxInt)")),
    (Subject.RETRY, ("time", "| time.Sleep(t)")),
]


def test_what_only_looks_like_it_is_none() -> None:
    rows = [(subject, ";; ".join(line)) for subject, line in GO_OTHERS]
    assert wrongly_found(rows, repository_of([line for _subject, line in rows])) == []


def test_an_import_is_a_sign_where_the_package_is_for_one_thing() -> None:
    repo = snapshot(
        {
            "a.go": 'package a\nimport openai "github.com/sashabaranov/go-openai"\n',
            "b/b.go": 'package b\nimport (\n"context"\n"fmt"\n"net/http"\n"google.golang.org/grpc"\n)\n',
        }
    )
    assert {(subject, use.path, use.called) for subject, uses in all_uses(repo).items() for use in uses} == {
        (Subject.MODEL_CALL, "a.go", False)
    }


def test_a_route_of_a_known_framework_is_one_use() -> None:
    line = 'github.com/gin-gonic/gin;; | r := gin.New(); r.POST("/x", h)'
    assert [use.tool for use in all_uses(repository_of([line]))[Subject.ROUTE]] == ["Gin"]
