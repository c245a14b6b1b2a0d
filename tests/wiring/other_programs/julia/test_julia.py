"""Julia: how files find each other, what starts them, and what each row of the tables is about."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.index import files_of
from analyzer.wiring.other_programs.julia.language import JULIA_LANGUAGE
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

# Subject and tool of a row, a package, and a call.
SIGNS = """
ROUTE Genie | Genie | route("/p", f)
ROUTE Oxygen | Oxygen | @post "/p" f
ROUTE Oxygen | Oxygen | get("/p") do r; 1; end
ROUTE HTTP.jl | HTTP | HTTP.register!(r, "POST", "/p", f)
ROUTE Mux | Mux | page("/p", f)
ROUTE Toolips | Toolips | route("/p") do c; end
ROUTE JuliaWebAPI | JuliaWebAPI | process(r)
SERVER Genie | Genie | up(8000)
SERVER Oxygen | Oxygen | serve(port = 8080)
PAGE Genie | GenieFramework | @page("/", "app.jl.html")
PAGE Dash | Dash | dash()
PAGE Bonito | Bonito | App(f)
MODEL_CALL predict | MLJ | predict(mach, X)
MODEL_CALL Flux | Flux | m = Chain(Dense(2, 3)); m(x)
MODEL_CALL Lux | Lux | Lux.apply(m, x, ps, st)
MODEL_CALL DecisionTree | DecisionTree | apply_forest(m, x)
MODEL_CALL ONNX Runtime | ONNXRunTime | m = load_inference("m.onnx"); m(x)
MODEL_CALL OpenAI | OpenAI | create_chat(k, "gpt-4o", ms)
MODEL_CALL PromptingTools | PromptingTools | aigenerate("x")
MODEL_CALL Transformers | Transformers | load_model(x)
MODEL_CALL RxInfer | RxInfer | infer(model = m, data = d)
MODEL_CALL loaded model | JLD2 | m = JLD2.load("model.jld2", "model"); m(x)
MODEL_CALL loaded model | Serialization | net = deserialize("model.jls"); net(x)
MODEL_LOAD BSON | BSON | BSON.@load "model.bson" m
MODEL_LOAD JLD2 | JLD2 | load_object("model.jld2")
MODEL_LOAD Serialization | Serialization | deserialize("model.jls")
MODEL_LOAD Flux | Flux | Flux.loadmodel!(m, s)
MODEL_LOAD MLJ | MLJ | machine("m.jls")
MODEL_LOAD ONNX Runtime | ONNXRunTime | load_inference("m.onnx")
TRAINING MLJ | MLJ | mach = machine(m, X, y) |> fit!
TRAINING Flux | Flux | Flux.train!(loss, ps, d, opt)
TRAINING Flux | Flux | l, g = Flux.withgradient(m -> loss(m(x), y), model)
TRAINING Lux | Lux | Lux.Training.single_train_step!(a, b, c)
TRAINING Lux | Optimisers | s, m = Optimisers.update(s, m, g)
TRAINING GLM | GLM | lm(@formula(y ~ x), d)
TRAINING DecisionTree | DecisionTree | build_forest(y, x)
TRAINING XGBoost | XGBoost | xgboost(d)
TRAINING LightGBM | LightGBM | fit!(e, x, y)
TRAINING EvoTrees | EvoTrees | fit_evotree(c)
TRAINING ScikitLearn | ScikitLearn | fit!(m, x, y)
TRAINING Turing | Turing | sample(m, NUTS(), 100)
TRAINING Clustering | Clustering | kmeans(x, 3)
TRAINING FastAI | FastAI | fitonecycle!(l, 3)
TRAINING LIBSVM | LIBSVM | svmtrain(x, y)
MODEL_METRIC MLJ | MLJ | evaluate!(mach, measure = rms)
MODEL_METRIC MLBase | MLBase | roc(y, s)
MODEL_METRIC ScikitLearn | ScikitLearn | cross_val_score(m, x, y)
TRACKING MLflow | MLFlowClient | logmetric(mlf, run, "a", 1.0)
TRACKING Weights & Biases | Wandb | WandbLogger(project = "a")
TRACKING TensorBoard | TensorBoardLogger | TBLogger("logs")
REGISTRY MLflow | MLFlowClient | createregisteredmodel(mlf, "m")
LOGGING Logging | Dates | @info "x"
LOGGING Memento | Memento | info(l, "x")
LOG_SETTING Logging | Logging | global_logger(ConsoleLogger())
PRINTING Base | Dates | println("x")
METRICS Prometheus | Prometheus | Prometheus.inc(c)
TRACES OpenTelemetry | OpenTelemetry | with_span(f, "x")
ERROR_REPORTS Sentry | SentryIntegration | capture_exception(e)
INPUT_CHECK JSONSchema | JSONSchema | validate(s, d)
INPUT_CHECK ArgCheck | ArgCheck | f(x) = @argcheck x > 1
INPUT_CHECK Base | Dates | f(x) = @assert x > 1
REFUSAL HTTP.jl | HTTP | HTTP.Response(404, "x")
REFUSAL Genie | Genie | json(d, status = 400)
AUTHENTICATION Genie | JWTs | validate!(t, k)
RETRY Base | Dates | retry(f; delays = d)
LIMIT HTTP.jl | HTTP | HTTP.get(u; readtimeout = 3)
CACHE Memoize | Memoize | @memoize f(x) = x
TEST_TOOL Test | Test | @test f(x)
TEST_TOOL TestItems | ReTestItems | runtests(A)
"""
ROWS = [tuple(part.strip() for part in line.split(" | ", 2)) for line in SIGNS.strip().split("\n")]
IMAGE = "FROM julia:1.10\nCOPY . /app\nWORKDIR /app\n"
API = 'using Genie, BSON\nBSON.@load "model.bson" model\nroute("/predict", method = POST) do\n  predict(model, p())\nend\n'


def found(source: str) -> set[tuple[str, str]]:
    uses = all_uses(snapshot({"a.jl": source}))
    return {(subject.name, use.tool) for subject, each in uses.items() for use in each if use.called}


@pytest.mark.parametrize(("what", "package", "source"), ROWS)
def test_each_sign_is_found_in_what_people_write(what: str, package: str, source: str) -> None:
    subject, _, tool = what.partition(" ")
    assert (subject, tool) in found(f"using {package}\n{source}\n")


def test_every_row_of_the_tables_is_tried() -> None:
    tried = {what for what, _package, _source in ROWS}
    assert {f"{each.subject.name} {each.tool}" for each in JULIA_LANGUAGE.signs} <= tried


@pytest.mark.parametrize(
    ("source", "subject"),
    [
        ("fit!(x)", Subject.TRAINING),
        ('using JLD2\nd = JLD2.load("a.jld2", "d")\nd[1]', Subject.MODEL_CALL),
        ("@assert n > 1", Subject.INPUT_CHECK),
        ("using MLJ", Subject.TRAINING),
        ('using BSON\nBSON.@load "customers.csv" d', Subject.MODEL_LOAD),
        ('using HTTP\nHTTP.Response(200, "x")', Subject.REFUSAL),
        ("using HTTP\nHTTP.get(u)", Subject.LIMIT),
        ("using GLM\nlm(x) = x\nlm(2)", Subject.TRAINING),
        ("# predict(m)", Subject.MODEL_CALL),
        ("obj.predict(x)", Subject.MODEL_CALL),
        ('using Oxygen\nget(settings, "/p", nothing)', Subject.ROUTE),
        ('using Oxygen\nget(settings, "p") do\n  1\nend', Subject.ROUTE),
    ],
)
def test_other_calls_are_no_signs(source: str, subject: Subject) -> None:
    assert not all_uses(snapshot({"a.jl": source})).get(subject)


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("train.jl", ("src/train.jl",)),
        ("../bin/run.jl", ("bin/run.jl",)),
        (".Train", ("src/train.jl",)),
        ("App", ("src/App.jl",)),
        ("Other", ()),
    ],
)
def test_files_are_found_by_what_is_included(module: str, expected: tuple[str, ...]) -> None:
    files = {
        "Project.toml": 'name = "App"\n',
        "src/App.jl": "module App\nend\n",
        "src/train.jl": "module Train\nend\n",
        "bin/run.jl": "x = 1\n",
    }
    assert files_of(snapshot(files), "src/App.jl", module) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": IMAGE + 'CMD ["julia", "--project", "api.jl"]\n'},
        {"Dockerfile": IMAGE + 'CMD ["julia", "--project=.", "-e", "include(\\"api.jl\\")"]\n'},
        {"Procfile": "web: julia --project /app/api.jl\n"},
        {"Dockerfile": IMAGE + "CMD julia run.jl\n", "run.jl": 'include("api.jl")\n'},
    ],
)
def test_a_route_over_a_model_runs_in_what_is_started(files: dict[str, str]) -> None:
    [route] = routes(snapshot({**files, "api.jl": API}))
    assert (route.route, route.over_model) == ("/predict", True)
    assert route.start is not None


def test_a_route_that_nothing_starts() -> None:
    files = {"Dockerfile": IMAGE + "RUN julia -e 'using Pkg; Pkg.add(\"Genie\")'\n", "api.jl": API}
    [route] = routes(snapshot(files))
    assert route.start is None


def test_a_package_that_is_started_by_its_name() -> None:
    files = {
        "Dockerfile": IMAGE + 'CMD ["julia", "--project", "-e", "using App; App.main()"]\n',
        "Project.toml": 'name = "App"\n',
        "src/App.jl": 'module App\nusing Genie\ninclude("api.jl")\nfunction main()\n  up()\nend\nend\n',
        "src/api.jl": 'route("/p") do\n  predict(m, x)\nend\n',
    }
    repo = snapshot(files)
    assert [each.module for each in programs_started(repo)] == ["src/App.jl"]
    [route] = routes(repo)
    assert route.over_model
    assert route.start is not None


def test_a_function_of_a_package_that_an_included_file_defines() -> None:
    files = {
        "Dockerfile": IMAGE + 'CMD ["julia", "--project", "run.jl"]\n',
        "run.jl": "using App\nApp.begin_all()\n",
        "Project.toml": 'name = "App"\n',
        "src/App.jl": 'module App\nusing Genie\ninclude("parts/api.jl")\nend\n',
        "src/parts/api.jl": 'include("more.jl")\nbegin_all() = begin_api()\n',
        "src/parts/more.jl": 'function begin_api()\n  route("/p") do\n    predict(m, x)\n  end\nend\n',
    }
    [route] = routes(snapshot(files))
    assert route.over_model
    assert route.start is not None
    [other] = routes(snapshot({**files, "run.jl": "using Other\nOther.begin_all()\n"}))
    assert other.start is None


@pytest.mark.parametrize(
    ("filled", "asked", "over"),
    [
        ("NET[] = net", "NET[](x)", True),
        ("NET[] = net", "predict_with(NET[], x)", True),
        ("NET[] = net", "x", False),
        ("OTHER[] = net", "NET[](x)", False),
        ("NET[] == net", "NET[](x)", False),
    ],
)
def test_a_global_that_holds_a_loaded_model_is_asked(filled: str, asked: str, over: bool) -> None:
    files = {
        "app.jl": 'using HTTP\nusing BSON: @load\ninclude("handler.jl")\n\nfunction main()\n'
        f'  @load "net.bson" net\n  {filled}\n  HTTP.register!(ROUTER, "POST", "/ask", ask)\nend\n',
        "handler.jl": f"const NET = Ref{{Any}}()\n\nfunction ask(req)\n  return {asked}\nend\n",
    }
    assert [each.over_model for each in routes(snapshot(files))] == [over]


@pytest.mark.parametrize(
    ("module", "asks"),
    [("using .Posts\n", False), ("using MLJ\nposts = 1\n", True)],
)
def test_a_function_of_a_module_here_is_no_model_for_its_name(module: str, asks: bool) -> None:
    call = "Posts.predict(Posts.fit(d))" if "Posts" in module else "MLJ.predict(MLJ.fit!(machine(m, d)))"
    files = {
        "app.jl": f'include("posts.jl")\n{module}answer(d) = {call}\n',
        "posts.jl": "module Posts\nfit(d) = d\npredict(p) = 1\nend\n",
    }
    found = all_uses(snapshot(files)).get(Subject.MODEL_CALL, ())
    assert any(each.called for each in found) == asks


@pytest.mark.parametrize(
    ("package", "call", "trains"),
    [
        ("Flux", "Flux.withgradient(f, m)", True),
        ("Flux", "Flux.gradient(f, m)", False),
        ("Pear", "Flux.withgradient(f, m)", False),
    ],
)
def test_an_included_file_names_what_the_module_imports(package: str, call: str, trains: bool) -> None:
    files = {
        "src/M.jl": f'module M\nimport {package}\ninclude("core.jl")\nend\n',
        "src/core.jl": f"step(f, m) = {call}\n",
    }
    assert bool(all_uses(snapshot(files)).get(Subject.TRAINING)) == trains
