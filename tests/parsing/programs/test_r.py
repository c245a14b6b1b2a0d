"""R as facts: one table of sources, and what holds of every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.programs import NAME_DOT, ProgramFacts, parse_program

PIECES = (
    "f <- function(x, ...) {", "}", "if (a)", " else ", "for (i in 1:3)", "while (TRUE)", "repeat", "(", ")", "[[", "]]",
    "[", "]", "x |> g(", " %>% ", "%in%", '"s"', "'t'", 'r"(raw)"', 'r"---(', "`a b`", "#* @post /x", "\n", ";", ",",
    "<-", "->", "<<-", "=", "$", "@", "::", "\\(x)", "~", "tryCatch(", "error = function(e)", "library(", "R6Class(",
    "-", "!", "?", "1e5L", ".5", "NULL", "\u00e9", "\x00", "\r", "test_that(", "box::use(", "res$status <- 404",
)  # fmt: skip


def read(source: str) -> ProgramFacts:
    return parse_program("R/a.R", source.encode())


def calls(source: str) -> list[tuple[str, str]]:
    return [
        (each.target.replace(NAME_DOT, "."), each.declared.replace(NAME_DOT, "."))
        for each in read(source).calls
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("library(dplyr); mutate(x)", [("*#library", ""), ("*#mutate", "")]),
        ("dplyr::mutate(x)", [("dplyr#mutate", "")]),
        ("dplyr:::hidden(x)", [("dplyr#hidden", "")]),
        ("read.csv('a.csv')", [("*#read.csv", "")]),
        ("fit <- lm(y ~ x)\npredict(fit, new)", [("*#lm", ""), ("*#predict", "*#lm().predict")]),
        ("predict(object = ranger::ranger(y ~ .))", [("*#predict", "ranger#ranger().predict"), ("ranger#ranger", "")]),
        ("f <- function(model) predict(model)", [("*#predict", "")]),
        ("x |> f(y) |> g()", [("*#g", ""), ("*#f", "")]),
        ("x %>% f", [("*#f", "")]),
        ("m <- lm(a)\nx %>% predict(m, .)", [("*#lm", ""), ("*#predict", "*#lm().predict")]),
        ("lm(a) -> m\npredict(m)", [("*#lm", ""), ("*#predict", "*#lm().predict")]),
        ("if (a) f(1) else g(2)", [("*#f", ""), ("*#g", "")]),
        ("f <- function(x) {\n  if (x) {\n    g(1)\n  }\n  else h(2)\n}", [("*#g", ""), ("*#h", "")]),
        ("\\(x) f(x)", [("*#f", "")]),
        ("y ~ s(x)", [("*#s", "")]),
        ("a[['b']]$c(1)", [("?.b.c", "")]),
        ("chat <- ellmer::chat_openai('x')\nchat$chat('hi')", [("ellmer#chat_openai", ""), ("ellmer#chat_openai().chat", "")]),
        ("m <- reticulate::import('mlflow')\nm$log_metric('a', 1)", [("reticulate#import", ""), ("mlflow#log_metric", "")]),
        ("box::use(dplyr[f = filter])\nf(x)", [("box#use", ""), ("dplyr#filter", "")]),
        ("box::use(app/logic/model)\nmodel$ask(x)", [("box#use", ""), ("app/logic/model#ask", "")]),
        ("import::from(dplyr, mutate)\nmutate(x)", [("import#from", ""), ("dplyr#mutate", "")]),
        ("r\"(a \" f(1) )\"; g(1)", [("*#g", "")]),
        ("# f(1)\n'g(2)'\nh(3)", [("*#h", "")]),
        ("f(x = g(1),\n  # note\n  h(2))", [("*#f", ""), ("*#g", ""), ("*#h", "")]),
        ("predict <- predict(m)\npredict(n)", [("*#predict", ""), ("*#predict", "")]),
        ("f <- function() 1\nf()", [("f", "")]),
        ("res$status <- 400", [("?.status<-", "")]),
        ("res$status <- 200", []),
        ("f(g(1)", [("*#f", ""), ("*#g", "")]),
        ("f(1))\ng(2)", [("*#f", ""), ("*#g", "")]),
        ("obj$run(port = 1)", [("?.run", "")]),
        ("do.call(ranger::ranger, args)", [("ranger#ranger", "")]),
        ("do.call('xgb.train', list(a))", [("*#xgb.train", ""), ("*#list", "")]),
        (
            "m <- tryCatch({ x <- 1\n lm(a) }, error = function(e) NULL)\npredict(m)",
            [("*#tryCatch", ""), ("*#lm", ""), ("*#predict", "*#lm().predict")],
        ),
        ("m <- suppressWarnings(lm(a))\npredict(m)", [("*#suppressWarnings", ""), ("*#lm", ""), ("*#predict", "*#lm().predict")]),
        ("predict <- function(m) m\npredict(lm(a))", [("predict", ""), ("*#lm", "")]),
    ],
)  # fmt: skip
def test_calls_are_followed_to_what_makes_their_objects(source: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(calls(source)) == sorted(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("library(dplyr)", [("dplyr", "*", False)]),
        ("library('dplyr')", [("dplyr", "*", False)]),
        ("suppressMessages(library(dplyr))", [("dplyr", "*", False)]),
        ("if (!require(dplyr)) stop('x')", [("dplyr", "*", True)]),
        ("requireNamespace('dplyr', quietly = TRUE)", [("dplyr", "*", True)]),
        ("pacman::p_load(dplyr, caret)", [("dplyr", "*", False), ("caret", "*", False)]),
        ("lapply(c('dplyr', 'caret'), library, character.only = TRUE)", [("dplyr", "*", False), ("caret", "*", False)]),
        ("source('R/a.R')", [("R/a.R", "*", False)]),
        ("source(here::here('R', 'a.R'))", [("R/a.R", "*", False)]),
        ("source(file.path(dir, 'a.R'))", []),
        ("targets::tar_source()", [("R/", "*", False)]),
        ("tar_option_set(packages = c('caret'))", [("caret", "*", False)]),
        ("#' @importFrom ranger ranger predictions\nf <- function() 1", [("ranger", "ranger", False), ("ranger", "predictions", False)]),
        ("#' @import ranger\nNULL", [("ranger", "*", False)]),
        ("box::use(./a[...], dplyr[f], stats)", [("./a", "*", False), ("dplyr", "f", False), ("stats", None, False)]),
        ("library_of(x)", []),
        ("x <- rio::import('a.csv')", []),
    ],
)  # fmt: skip
def test_imports(source: str, expected: list[tuple[str, str | None, bool]]) -> None:
    assert [(each.module, each.name, each.guarded) for each in read(source).imports] == expected


def test_a_function_with_an_annotation_of_plumber_is_a_route() -> None:
    facts = read("x <- 1\n\n#* Ask\n#* @param a number\n#* @post /predict\nfunction(req, res) f(req)\n")
    [function] = facts.functions
    assert [(each.target, each.strings, each.line) for each in function.decorators] == [
        ("plumber#post", ("/predict",), 5)
    ]
    assert function.parameters == ("req", "res")
    assert facts.calls[0].function == function.qualified_name


def test_comments_of_documentation_are_no_routes() -> None:
    [function] = read("#' Fit\n#' @export\n#' @param x data\nfit_it <- function(x) lm(x)").functions
    assert function.documented
    assert not function.decorators
    assert (function.name, function.returns) == ("fit_it", "*#lm()")


def test_methods_of_a_class_and_its_objects() -> None:
    facts = read(
        "Model <- R6::R6Class('Model', inherit = Base, public = list(\n"
        "  initialize = function(path) { self$fit <- readRDS(path) },\n"
        "  ask = function(x) predict(self$fit, x)))\n"
        "m <- Model$new('a')\nm$ask(1)\n"
    )
    [kind] = facts.classes
    assert (kind.name, kind.methods, kind.bases) == ("Model", ("initialize", "ask"), ("*#Base",))
    assert ("Model().ask", "") in [(each.target, each.declared) for each in facts.calls]
    assert ("*#predict", "*#readRDS().predict") in [(each.target, each.declared) for each in facts.calls]


def test_handlers_of_failures() -> None:
    facts = read(
        "f <- function(x) tryCatch(g(x),\n error = function(e) {\n  log_error('x')\n  stop(e)\n})\n"
        "tryCatch(g(1), error = function(e) NULL)\n"
    )
    first, second = facts.caught
    assert (first.function, first.empty, first.rethrows, first.calls) == (
        "f",
        False,
        True,
        ("*#log_error", "*#stop"),
    )
    assert (second.empty, second.rethrows) == (True, False)


def test_blocks_of_tests_and_their_assertions() -> None:
    facts = read("test_that('adds', {\n  expect_equal(add(1, 2), 3)\n  expect_true(TRUE)\n})\n")
    [handed] = [each for each in facts.handed if each.target == "*#test_that"]
    assert (handed.strings, handed.receiver) == (("adds",), facts.assertions[0].function)
    assert [each.trivial for each in facts.assertions] == [False, True]


def test_lines_of_code_are_neither_blank_nor_comments() -> None:
    assert read("# a\n\nx <- 1 # b\ny <- '\u00e9 # c'\n").code_lines == 2


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200))
def test_every_text_is_read_the_same_way_twice(source: str) -> None:
    assert read(source) == read(source)


@pytest.mark.parametrize(
    "piece", ["(", "{", "[[", "f(", "x |> ", "if (a) b else ", "function(x) ", "-", "a$", "`", 'r"(', "'\\''"]
)
def test_depth_and_length_do_not_matter(piece: str) -> None:
    facts = read(f"g(1)\n{piece * 1200}\n")
    assert facts.problem is None
    assert "*#g" in [each.target for each in facts.calls]
