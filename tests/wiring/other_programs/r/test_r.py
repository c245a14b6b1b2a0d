"""R: how files find each other, what starts them, and what each row of the tables is about."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.index import files_of, import_edges
from analyzer.wiring.other_programs.r.language import R_LANGUAGE
from analyzer.wiring.other_programs.uses import all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

# Tool and subject of a row, and a call of each: the package comes first.
SIGNS = """
MODEL_CALL predict | x | m <- readRDS('a.rds'); predict(m, new)
MODEL_CALL predict | x | posterior_predict(fit)
MODEL_CALL broom | tidymodels | augment(fit, new)
MODEL_CALL forecast | fable | fit |> forecast(h = 3)
MODEL_CALL mlr3 | mlr3 | l <- lrn('classif.rpart'); l$predict_newdata(d)
MODEL_CALL mlr3 | mlr3proba | f <- function(model, task) model$predict(task)
MODEL_CALL model object | R6 | loaded_model <- list(); loaded_model$new()$execute(files)
MODEL_CALL model object | R6 | ChurnModel$new()$predict(d)
MODEL_CALL vetiver | vetiver | pr() |> pr_post('/p', handler_predict(v))
MODEL_LOAD vetiver | vetiver | handler_startup(v)
MODEL_LOAD RDS file | x | loaded_model <- readRDS(path)
MODEL_LOAD RDS file | x | self$model <- qs::qread(path)
MODEL_LOAD RDS file | x | readRDS(file.path(d, f)) -> best_model
MODEL_LOAD RDS file | x | model <-;   readRDS(path)
MODEL_LOAD RDS file | x | load_model <- function(path) readRDS(path)
MODEL_LOAD RDS file | x | get_model <- function(p) {;  if (ok(p)) return(readRDS(p));  stop('x');}
MODEL_LOAD LightGBM | lightsnip | lgbm_load(path)
MODEL_CALL H2O | h2o | h2o.predict(m, d)
MODEL_CALL vetiver | vetiver | pr() |> vetiver_api(v)
MODEL_CALL DALEX | DALEX | predict_parts(explainer, new_observation = d)
MODEL_CALL MLflow | mlflow | mlflow_predict(m, d)
MODEL_CALL ellmer | ellmer | chat <- chat_anthropic('x'); chat$chat('hi')
MODEL_CALL OpenAI | openai | create_chat_completion(model = 'gpt-4o', messages = m)
MODEL_CALL tidychatmodels | tidychatmodels | chat |> perform_chat()
MODEL_CALL Ollama | ollamar | generate('llama3', 'hi')
MODEL_CALL tidyllm | tidyllm | chat(m, openai())
MODEL_CALL LLMR | LLMR | call_llm(config, m)
MODEL_CALL mall | mall | llm_sentiment(d, review)
MODEL_CALL Bedrock | paws | c <- paws::bedrockruntime(); c$invoke_model(body = b)
MODEL_CALL Hugging Face | text | textEmbed(x)
MODEL_LOAD RDS file | x | readRDS('models/fit.rds')
MODEL_LOAD vetiver | vetiver | vetiver_pin_read(board, 'cars')
MODEL_LOAD pins | pins | pin_read(board, 'cars-model')
MODEL_LOAD MLflow | mlflow | mlflow_load_model(uri)
MODEL_LOAD torch | torch | torch_load('m.pt')
MODEL_LOAD Keras | keras | load_model_hdf5('m.h5')
MODEL_LOAD bundle | bundle | unbundle(b)
MODEL_LOAD XGBoost | xgboost | xgb.load('m.bin')
MODEL_LOAD LightGBM | lightgbm | lgb.load('m.txt')
MODEL_LOAD CatBoost | catboost | catboost.load_model('m')
MODEL_LOAD H2O | h2o | h2o.loadModel('m')
TRAINING stats | x | lm(y ~ x, data = d)
TRAINING tidymodels | tidymodels | workflow() |> add_model(m) |> fit(data = d)
TRAINING tidymodels | tune | tune_grid(wf, resamples = f)
TRAINING caret | caret | train(y ~ ., data = d, method = 'rf')
TRAINING mlr3 | mlr3 | l <- lrn('regr.ranger'); l$train(task)
TRAINING randomForest | randomForest | randomForest(y ~ ., d)
TRAINING ranger | ranger | ranger(y ~ ., d)
TRAINING XGBoost | xgboost | xgb.train(p, d)
TRAINING LightGBM | lightgbm | lgb.train(p, d)
TRAINING CatBoost | catboost | catboost.train(d)
TRAINING glmnet | glmnet | cv.glmnet(x, y)
TRAINING gbm | gbm | gbm(y ~ ., data = d)
TRAINING e1071 | e1071 | svm(y ~ ., d)
TRAINING rpart | rpart | rpart(y ~ ., d)
TRAINING party | partykit | ctree(y ~ ., d)
TRAINING C5.0 | C50 | C5.0(x, y)
TRAINING kernlab | kernlab | ksvm(y ~ ., d)
TRAINING neural network | nnet | nnet(y ~ ., d)
TRAINING MASS | MASS | lda(y ~ ., d)
TRAINING mixed model | lme4 | lmer(y ~ x + (1 | g), d)
TRAINING mgcv | mgcv | gam(y ~ s(x), data = d)
TRAINING survival | survival | coxph(Surv(t, e) ~ x, d)
TRAINING Bayesian model | brms | brm(y ~ x, d)
TRAINING Bayesian model | cmdstanr | m <- cmdstan_model('a.stan'); m$sample(data = d)
TRAINING Keras | keras | keras_model_sequential() %>% fit(x, y)
TRAINING torch | luz | net |> setup() |> fit(dl)
TRAINING torch | torch | o <- optim_adam(p); o$step()
TRAINING H2O | h2o | h2o.automl(y = 'y')
TRAINING sparklyr | sparklyr | ml_random_forest_classifier(d, y ~ .)
TRAINING Prophet | prophet | prophet(d)
TRAINING forecast | forecast | auto.arima(x)
TRAINING fable | fable | d |> model(ARIMA(y))
TRAINING modeltime | modeltime | modeltime_refit(t, d)
TRAINING superlearner | SuperLearner | SuperLearner(y, x)
TRAINING text model | topicmodels | LDA(d, k = 3)
MODEL_METRIC yardstick | yardstick | rmse(d, y, .pred)
MODEL_METRIC caret | caret | confusionMatrix(p, y)
MODEL_METRIC Metrics | Metrics | mae(y, p)
MODEL_METRIC pROC | pROC | roc(y, p)
MODEL_METRIC mlr3 | mlr3 | msr('classif.acc')
MODEL_METRIC H2O | h2o | h2o.performance(m)
MODEL_METRIC forecast | forecast | accuracy(f, x)
MODEL_METRIC vetiver | vetiver | vetiver_compute_metrics(d, date, period = 'week', y, p)
MODEL_METRIC loo | loo | loo(fit)
MODEL_METRIC Keras | keras | m %>% evaluate(x, y)
TRACKING MLflow | mlflow | mlflow_log_metric('rmse', 1)
TRACKING MLflow | x | mlflow <- reticulate::import('mlflow'); mlflow$log_metric('a', 1)
TRACKING Weights & Biases | x | wandb <- reticulate::import('wandb'); wandb$log(l)
TRACKING Guild AI | guildai | guild_run('train.R')
TRACKING tfruns | tfruns | training_run('train.R')
TRACKING Neptune | neptune | run <- neptune_init(project = 'a')
REGISTRY vetiver | vetiver | vetiver_pin_write(board, v)
REGISTRY MLflow | mlflow | mlflow_register_model(uri, 'm')
REGISTRY pins | pins | board |> pin_write(fit, 'model')
DATA_CHECK pointblank | pointblank | create_agent(d) |> col_vals_not_null(x) |> interrogate()
DATA_CHECK validate | validate | confront(d, rules)
DATA_CHECK assertr | assertr | d %>% verify(x > 0)
DATA_CHECK dataquieR | dataquieR | dq_report2(d)
DATA_CHECK data.validator | data.validator | validate_if(d, x > 0)
DATA_CHECK tidyverse checks | testdat | expect_unique(id)
DATA_CHECK schema | schematic | check_schema(d, s)
DATA_CHECK checkmate | checkmate | assert_data_frame(d)
DATA_VERSION DVC hash | arrow | run <- read_json(f); read_parquet(file.path(cache, run$dvc_md5_training_data))
DATA_VERSION pins | pins | pin_read(board, 'd', version = '2024')
EVALUATION vitals | vitals | t <- Task$new(dataset = d, solver = s); t$eval()
ORCHESTRATION targets | targets | tar_target(model, fit_it(d))
ORCHESTRATION drake | drake | plan <- drake_plan(a = f(b))
ORCHESTRATION maestro | maestro | run_schedule(s)
ORCHESTRATION cronR | cronR | cron_add(cmd, 'daily')
ROUTE plumber | plumber | pr() |> pr_post('/predict', f)
ROUTE plumber | plumber | p <- Plumber$new(); p$handle('GET', '/a', f)
ROUTE vetiver | vetiver | pr() |> vetiver_api(v)
ROUTE RestRserve | RestRserve | app <- Application$new(); app$add_post('/p', f)
ROUTE ambiorix | ambiorix | app <- Ambiorix$new(); app$get('/', f)
ROUTE routr | fiery | app <- Fire$new(); app$on('request', f)
ROUTE httpuv | httpuv | runServer('0.0.0.0', 80, app)
ROUTE OpenCPU | opencpu | ocpu_start_server(80)
ROUTE beakr | beakr | newBeakr() %>% httpGET('/a', f)
ROUTE MLflow server | mlflow | mlflow_rfunc_serve('m')
SERVER plumber | plumber | pr('plumber.R') |> pr_run()
PAGE Shiny | shiny | shinyApp(ui, server)
HANDLER lambdr | lambdr | start_lambda()
LOGGING logger | logger | log_info('x')
LOGGING lgr | lgr | lg <- lgr::get_logger('a'); lg$info('x')
LOGGING lgr | lgr | lgr$warn('x')
LOGGING futile.logger | futile.logger | flog.info('x')
LOGGING log4r | log4r | info(lg, 'x')
LOGGING logging | logging | loginfo('x')
LOGGING rlog | rlog | rlog::log_error('x')
LOGGING loggit | loggit | loggit('INFO', 'x')
LOGGING tryCatchLog | tryCatchLog | tryCatchLog(f(x))
LOG_SETTING logger | logger | log_threshold(INFO)
LOG_SETTING futile.logger | futile.logger | flog.threshold(INFO)
LOG_SETTING logging | logging | basicConfig()
PRINTING base | x | cat('x')
METRICS openmetrics | openmetrics | counter_metric('a', 'b')
METRICS OpenTelemetry | otel | otel::counter_add('a')
TRACES OpenTelemetry | otel | otel::start_local_active_span('a')
ERROR_REPORTS Sentry | sentryR | capture_exception(e)
ERROR_REPORTS Rollbar | rollbar | rollbar.attach()
INPUT_CHECK jsonvalidate | jsonvalidate | f <- function(x) json_validate(b, 's.json')
INPUT_CHECK checkmate | checkmate | f <- function(x) assert_number(x)
INPUT_CHECK assertthat | assertthat | f <- function(x) assert_that(is.numeric(x))
INPUT_CHECK base | x | f <- function(x) stopifnot(x > 1)
INPUT_CHECK vctrs | hardhat | f <- function(x) scream(d, p)
INPUT_CHECK vetiver prototype | vetiver | vetiver_type_convert(d, p)
INPUT_CHECK shinyvalidate | shinyvalidate | iv <- InputValidator$new(); iv$add_rule('a', f)
REFUSAL plumber | plumber | pr() |> pr_set_error(f)
REFUSAL response | x | f <- function(req, res) res$status <- 400
REFUSAL plumber2 | plumber2 | abort_bad_request('x')
REFUSAL RestRserve | RestRserve | raise(HTTPError$bad_request())
AUTHENTICATION sealr | sealr | authenticate(req, res)
AUTHENTICATION jose | jose | jwt_decode_hmac(t, k)
AUTHENTICATION shinymanager | shinymanager | secure_app(ui)
RETRY httr2 | httr2 | req |> req_retry(max_tries = 3)
RETRY httr | httr | RETRY('GET', u)
RETRY retry | retry | retry(f(x), max_tries = 3)
RETRY purrr | purrr | insistently(f)
LIMIT httr2 | httr2 | req |> req_timeout(3)
LIMIT httr | httr | GET(u, timeout(3))
LIMIT R.utils | R.utils | withTimeout(f(x), timeout = 3)
LIMIT ratelimitr | ratelimitr | limit_rate(f, r)
CACHE memoise | memoise | memoise(f)
CACHE Shiny | shiny | r |> bindCache(k)
CACHE Redis | redux | r <- redux::hiredis(); r$SETEX('a', 1, 'b')
QUEUE rrq | rrq | rrq_task_create_expr(f(x))
QUEUE longears | longears | amqp_consume(c, q, f)
LOAD_TEST loadtest | loadtest | loadtest(url = u, threads = 3)
LOAD_TEST shinyloadtest | shinyloadtest | record_session(u)
TEST_TOOL testthat | testthat | test_that('a', { expect_true(f(x)) })
TEST_TOOL tinytest | tinytest | expect_equal(f(x), 1)
TEST_TOOL shinytest2 | shinytest2 | a <- AppDriver$new(); a$expect_values()
"""
ROWS = [tuple(part.strip() for part in line.split(" | ", 2)) for line in SIGNS.strip().split("\n")]


def found(files: dict[str, str]) -> set[tuple[str, str]]:
    uses = all_uses(snapshot(files))
    return {(subject.name, use.tool) for subject, each in uses.items() for use in each if use.called}


@pytest.mark.parametrize(("what", "package", "source"), ROWS)
def test_each_sign_is_found_in_what_people_write(what: str, package: str, source: str) -> None:
    subject, _, tool = what.partition(" ")
    lines = source.replace("; ", "\n")
    assert (subject, tool) in found({"a.R": f"library({package})\n{lines}\n"})


def test_every_row_of_the_tables_is_tried() -> None:
    tried = {what for what, _package, _source in ROWS}
    assert {f"{each.subject.name} {each.tool}" for each in R_LANGUAGE.signs} <= tried


@pytest.mark.parametrize(
    ("source", "subject"),
    [
        ("library(caret)\npp <- preProcess(d)\npredict(pp, d)", Subject.MODEL_CALL),
        ("library(assertthat)\nassert_that(x > 1)\nstopifnot(x > 1)", Subject.INPUT_CHECK),
        ("p <- prcomp(d)\npredict(p, d)", Subject.MODEL_CALL),
        ("readRDS('data/customers.rds')", Subject.MODEL_LOAD),
        ("library(arrow)\nrun <- read_json(f)\nread_parquet(run$path)", Subject.DATA_VERSION),
        (
            "library(arrow)\nrun <- read_json(f)\nprint(run$dvc_md5_data)\nread_parquet(p)",
            Subject.DATA_VERSION,
        ),
        ("model_data <- readRDS(path)", Subject.MODEL_LOAD),
        ("customers <- readRDS(path)", Subject.MODEL_LOAD),
        ("predictors <- readRDS(path)", Subject.MODEL_LOAD),
        ("model <- readRDS('data/input.rds')", Subject.MODEL_LOAD),
        ("train_model <- function(p) {\n  d <- readRDS(p)\n  fit_it(d)\n}", Subject.MODEL_LOAD),
        ("model <- f(readRDS(path))", Subject.MODEL_LOAD),
        ("model_ids <- readRDS(path)", Subject.MODEL_LOAD),
        ("f <- function(model, task) model$predict(task)", Subject.MODEL_CALL),
        ("Plan$new()$execute(x)", Subject.MODEL_CALL),
        ("ModelPlan$new()$execute(x)", Subject.MODEL_CALL),
        ("readRDS('data/profits.rds')", Subject.MODEL_LOAD),
        ("readRDS('streets.rds')", Subject.MODEL_LOAD),
        ("readRDS('model_results.rds')", Subject.MODEL_LOAD),
        ("load('model_data.RData')", Subject.MODEL_LOAD),
        ("train <- function(x) x\nlibrary(caret)\ntrain(d)", Subject.TRAINING),
        ("train(d)", Subject.TRAINING),
        ("library(tidymodels)", Subject.TRAINING),
        ("library(vetiver)", Subject.REGISTRY),
        ("obj$lm(x)", Subject.TRAINING),
        ("# lm(y ~ x)\n'glm(y ~ x)'", Subject.TRAINING),
        ("info(x)", Subject.LOGGING),
        ("res$status <- 201", Subject.REFUSAL),
        ("x$get('/a', f)", Subject.ROUTE),
        ("#' @get the value\nf <- function(x) x", Subject.MODEL_CALL),
    ],
)
def test_other_calls_are_no_signs(source: str, subject: Subject) -> None:
    assert not all_uses(snapshot({"a.R": source})).get(subject)


def test_a_function_of_another_file_is_not_the_one_of_a_package() -> None:
    assert ("TRAINING", "caret") not in found(
        {"a.R": "library(caret)\nsource('b.R')\ntrain(d)\n", "b.R": "train <- function(d) d\n"}
    )


def test_a_fit_is_of_the_family_that_makes_the_model() -> None:
    attach = "library(tidymodels)\nlibrary(keras)\nlibrary(luz)\n"
    fitted = {"a.R": f"{attach}workflow() |> add_model(m) |> fit(d)\n"}
    assert {tool for subject, tool in found(fitted) if subject == "TRAINING"} == {"tidymodels"}
    fitted = {"a.R": f"{attach}keras_model_sequential() |> layer_dense(3) |> fit(x, y)\n"}
    assert {tool for subject, tool in found(fitted) if subject == "TRAINING"} == {"Keras"}


def test_what_a_package_imports_all_of_its_files_see() -> None:
    files = {
        "DESCRIPTION": "Package: ours\n",
        "NAMESPACE": "importFrom(ranger,ranger)\n",
        "R/fit.R": "fit_it <- function(d) ranger(y ~ ., d)\n",
    }
    assert ("TRAINING", "ranger") in found(files)


@pytest.mark.parametrize(
    ("path", "module", "expected"),
    [
        ("run.R", "R/a.R", ("R/a.R",)),
        ("scripts/run.R", "R/a.R", ("R/a.R",)),
        ("scripts/run.R", "../R/a.R", ("R/a.R",)),
        ("run.R", "R/", ("R/a.R", "R/b.R")),
        ("app/main.R", "app/logic/ask", ("app/logic/ask.R",)),
        ("app/main.R", "./logic/ask", ("app/logic/ask.R",)),
        ("run.R", "ours", ("R/a.R", "R/b.R")),
        ("run.R", "dplyr", ()),
    ],
)
def test_files_are_found_by_what_is_sourced(path: str, module: str, expected: tuple[str, ...]) -> None:
    files = dict.fromkeys(
        ("run.R", "scripts/run.R", "R/a.R", "R/b.R", "app/main.R", "app/logic/ask.R"), "x <- 1\n"
    )
    assert files_of(snapshot({**files, "DESCRIPTION": "Package: ours\n"}), path, module) == expected


def test_files_of_an_application_see_each_other() -> None:
    repo = snapshot(dict.fromkeys(("a/app.R", "a/global.R", "a/R/m.R", "b/app.R"), "x <- 1\n"))
    assert set(import_edges(repo)["a/app.R"]) == {"a/global.R", "a/R/m.R"}


@pytest.mark.parametrize(
    "name",
    [
        "model.rds",
        "data/model.rds",
        "rf.rds",
        "wf_fit.rds",
        "final_rf_wkf-fit.RDS",
        "lm.RData",
        "rfModel.RDS",
    ],
)
def test_files_of_models(name: str) -> None:
    assert ("MODEL_LOAD", "RDS file") in found({"a.R": f"m <- readRDS('{name}')\n"})
