"""Rows that programs in other languages split, clean and prepare; kinds of model that they compare."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

FIT = "m <- ranger(y ~ ., data = train)\n"
WEKA = (
    "import weka.classifiers.Classifier;\nimport weka.classifiers.functions.Logistic;\n"
    "import weka.classifiers.trees.RandomForest;\nclass A {{\n  void f(Instances d) {{\n"
    "    g(new Logistic(), d);\n    g({}, d);\n  }}\n"
    "  void g(Classifier c, Instances d) {{ c.buildClassifier(d); }}\n}}\n"
)
TUNED = (
    "library(tidymodels)\ns <- list(logistic_reg(), rand_forest())\nk <- vfold_cv(d)\nf <- fit(s[[1]], y ~ ., d)\n"
    "a <- fit_resamples(s[[1]], y ~ ., k)\nb <- tune_grid(s[[2]], y ~ ., k)\n"
)
HEAD = "library(tidymodels)\nlibrary(ranger)\n"
SPLIT = "parts <- initial_split(d)\n"
SCALA = (
    "import org.apache.spark.ml.classification.RandomForestClassifier\n\nobject A {\n"
    "  def main(args: Array[String]): Unit = {\n    val Array(a, b) = rows.randomSplit(Array(0.8, 0.2))\n"
    "    val m = new RandomForestClassifier().fit(a)\n  }\n}\n"
)
JULIA = "using MLJ\ntrain, test = partition(eachindex(y), 0.7)\nmach = machine(model, X, y)\nfit!(mach)\n"
RUBY = 'require "rumale"\nm = Rumale::LinearModel::SVC.new\n{}\nm.fit(x, y)\n'
TFJS = 'const tf = require("@tensorflow/tfjs");\nconst model = tf.sequential();\n{}\nmodel.fit(train, y);\n'
# The files, the level, the place, and words of the note.
HANDLED = {
    "no split": ({"a.R": HEAD + FIT}, Level.ABSENT, "", ""),
    "a split": ({"a.R": HEAD + SPLIT + FIT}, Level.PRESENT, "a.R:3", "data is split (initial_split)"),
    "a split in what nothing trains with": ({"a.R": HEAD + FIT, "b.R": HEAD + SPLIT}, Level.ABSENT, "", ""),
    "a split in what the training reads": (
        {"a.R": 'source("b.R")\n' + HEAD + FIT, "b.R": HEAD + SPLIT}, Level.PRESENT, "b.R:3", "data is split"),
    "rows of Weka by their numbers": (
        {"A.java": WEKA.format("new Logistic()").replace("g(new Logistic(), d);", "g(c, new Instances(d, 0, 9));", 1)
         .replace("import weka.classifiers.Classifier;", "import weka.classifiers.Classifier; import weka.core.Instances;")},
        Level.PRESENT, "A.java:6", "rows by their numbers"),
    "a copy of the rows of Weka": (
        {"A.java": WEKA.format("new Logistic()").replace("g(new Logistic(), d);", "g(c, new Instances(d));", 1)
         .replace("import weka.classifiers.Classifier;", "import weka.classifiers.Classifier; import weka.core.Instances;")},
        Level.ABSENT, "", ""),
    "the first rows and those behind them": (
        {"A.java": WEKA.format("new Logistic()").replace("g(new Logistic(), d);", "g(c, d.subList(0, n)); g(c, d.subList(n, 9));", 1)},
        Level.PRESENT, "A.java:6", "subList"),
    "the first rows and others": (
        {"A.java": WEKA.format("new Logistic()").replace("g(new Logistic(), d);", "g(c, d.subList(0, n)); g(c, e.subList(n, 9));", 1)},
        Level.ABSENT, "", ""),
    "a split in a test": ({"a.R": HEAD + FIT, "tests/testthat/test-a.R": HEAD + SPLIT + FIT}, Level.ABSENT, "", ""),
    "missing values are dropped": (
        {"a.R": HEAD + SPLIT + "train <- drop_na(training(parts))\n" + FIT}, Level.SUBSTANTIVE, "a.R:3",
        "missing values are handled"),
    "missing values are dropped by a function with a dot": (
        {"a.R": HEAD + SPLIT + "train <- na.omit(training(parts))\n" + FIT}, Level.SUBSTANTIVE, "a.R:3",
        "missing values are handled"),
    "preparation is part of the model": (
        {"a.R": HEAD + SPLIT + "w <- workflow() |> add_recipe(r)\n" + FIT}, Level.SUBSTANTIVE, "a.R:3",
        "preprocessing is part of the model"),
    "a document that only cleans": (
        {"a.Rmd": f"```{{r}}\n{HEAD}{SPLIT}train <- drop_na(training(parts))\n{FIT}```\n"}, Level.PRESENT, "a.Rmd:4",
        "data is split"),
    "a document that cleans and prepares": (
        {"a.Rmd": f"```{{r}}\n{HEAD}{SPLIT}train <- drop_na(training(parts))\nw <- workflow()\n{FIT}```\n"},
        Level.SUBSTANTIVE, "a.Rmd:4", "data is split"),
    "Spark": ({"A.scala": SCALA}, Level.PRESENT, "A.scala:5", "data is split (randomSplit)"),
    "Spark that drops missing values": (
        {"A.scala": SCALA.replace("rows.random", "rows.na.drop().random")}, Level.SUBSTANTIVE, "A.scala:5", "missing"),
    "MLJ, by folds": (
        {"a.jl": JULIA.replace("train, test = partition(eachindex(y), 0.7)", "folds = StratifiedCV(nfolds=5)")},
        Level.PRESENT, "a.jl:2", "data is split (StratifiedCV)"),
    "batches of rows": ({"a.jl": JULIA.replace("= partition(", "= Iterators.partition(")}, Level.ABSENT, "", ""),
    "folds of Rumale": (
        {"a.rb": RUBY.format("Rumale::ModelSelection::ShuffleSplit.new(n_splits: 1).split(x, y)")}, Level.PRESENT, "a.rb:3",
        "data is split (ShuffleSplit)"),
    "two parts of an array": (
        {"a.js": TFJS.format("const train = rows.slice(0, cut);\nconst test = rows.slice(cut);")}, Level.PRESENT, "a.js:3",
        "data is split (two parts of the same rows)"),
    "one part of an array": ({"a.js": TFJS.format("const train = rows.slice(0, cut);")}, Level.ABSENT, "", ""),
    "two parts at different places": (
        {"a.js": TFJS.format("const train = rows.slice(0, cut);\nconst test = rows.slice(end);")}, Level.ABSENT, "", ""),
    "a head and the rest": (
        {"a.js": TFJS.format("const head = rows.slice(0, one);\nconst rest = rows.slice(one);")}, Level.ABSENT, "", ""),
    "two parts of a slice": (
        {"a.go": "package main\n\nimport \"github.com/sjwhitworth/golearn/knn\"\n\nfunc main() {\n\tcls := knn.NewKnnClassifier"
         "(\"euclidean\", \"linear\", 2)\n\ttrain, n := rows[:cut], 1\n\ttrainX := rows[:cut]\n\ttestX := rows[cut:]\n\tcls.Fit(trainX)\n}\n"},
        Level.PRESENT, "a.go:8", "data is split (two parts of the same rows)"),
    "two parts of a Ruby array": (
        {"a.rb": RUBY.format("train = rows.take(cut)\ntest = rows.drop(cut)")}, Level.PRESENT, "a.rb:3", "two parts"),
    "two ranges of a Ruby array": (
        {"a.rb": RUBY.format("train_rows = @rows[0...cut]\ntest_rows = @rows[cut..]")}, Level.PRESENT, "a.rb:3", "two parts"),
    "MLJ": ({"a.jl": JULIA}, Level.PRESENT, "a.jl:2", "data is split (partition)"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), HANDLED.values(), ids=HANDLED)
def test_level_follows_how_rows_are_handled(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("data_handling", snapshot(files)), level, where, words)


ONE = "a <- ranger(y ~ ., data = d)\n"
TWO = ONE + "b <- glmnet(x, y)\n"
MEASURED = "rmse(d, y, p)\nrsq(d, y, p)\n"
ALL = HEAD + "library(glmnet)\nlibrary(yardstick)\n"
MLJ = "using MLJ\n{}mach = machine(Tree(), X, y)\nfit!(mach)\n"
CARET = (
    "library(caret)\nways <- c('glm', \"rpart\", 'pls')\ncontrol <- trainControl(method = 'cv', number = 5)\n"
    "for (m in ways) {\n  kept[[m]] <- train(f, data = d, method = m, trControl = control)\n}\n"
)
RESAMPLED = 'library(caret)\nconfusionMatrix(p, y)\nfirst <- resamples(list(\n  "GLM" = a,\n  CART = b\n))\n'
ARIMA_SVM = (
    "library(forecast)\nlibrary(e1071)\nrun <- function(d) {{\n  a <- auto.arima(d$x)\n  f <- forecast(a, h = 3)\n"
    "  ahead <- data.frame(f$mean)\n  b <- svm(y ~ ., data = d)\n  predict(b, {})\n}}\n"
)
MAKERS_IN_R = {
    "a.R": "library(forecast)\nby_arima <- function(d) {\n  auto.arima(d)\n}\n",
    "b.R": "library(e1071)\nby_svm <- function(d) {\n  svm(y ~ ., data = d)\n}\n",
}
CHOOSES_IN_R = (
    'source("a.R")\nsource("b.R")\nrun <- function(model, d) {{\n  if (model {0} "ARIMA") {{\n    by_arima(d)\n'
    '  }} else if (model {0} "SVM") {{\n    by_svm(d)\n  }}\n}}\n'
)
COMPARED = {
    "a model that is given the answers of another": ({"a.R": ARIMA_SVM.format("ahead")}, Level.ABSENT, "", ""),
    "a model that is given the same rows": (
        {"a.R": ARIMA_SVM.format("d")}, Level.PRESENT, "a.R:4", "2 kinds of model: auto.arima, svm"),
    "kinds in files of their own, chosen by a name": (
        {**MAKERS_IN_R, "index.R": CHOOSES_IN_R.format("==")}, Level.PRESENT, "index.R:4",
        "2 kinds of model, chosen by a name: auto.arima, svm"),
    "kinds that no name chooses": (
        {**MAKERS_IN_R, "index.R": CHOOSES_IN_R.format("%in%")}, Level.ABSENT, "", ""),
    "one kind that a name chooses": (
        {**MAKERS_IN_R, "index.R": CHOOSES_IN_R.format("==").replace("by_svm", "by_arima")}, Level.ABSENT, "", ""),
    "methods of caret in a loop": ({"a.R": CARET}, Level.SUBSTANTIVE, "a.R:4", "3 kinds of model: glm, pls, rpart"),
    "methods of caret in a loop over a vector": (
        {"a.R": CARET.replace("m in ways", "m in c('glm', 'rpart')")}, Level.SUBSTANTIVE, "a.R:4", "2 kinds of model: glm, rpart"),
    "methods of caret that are applied": (
        {"a.R": CARET.replace("for (m in ways) {", "lapply(ways, function(m) {").replace("}\n", "})\n")},
        Level.SUBSTANTIVE, "a.R:4", "3 kinds of model"),
    "methods of a list for caret": (
        {"a.R": "library(caretEnsemble)\nx <- caretList(y ~ ., d, methodList = c('glm', 'rf'))\n"}, Level.PRESENT, "a.R:2", "glm, rf"),
    "methods of caret without resamples": (
        {"a.R": CARET.replace("trainControl(method = 'cv', number = 5)", "list()")}, Level.PRESENT, "a.R:4", "3 kinds"),
    "one method of caret in a loop": ({"a.R": CARET.replace("'glm', \"rpart\", 'pls'", "'glm'")}, Level.ABSENT, "", ""),
    "a loop over something else": ({"a.R": CARET.replace("method = m,", "method = 'rf',")}, Level.ABSENT, "", ""),
    "methods that are not handed on": ({"a.R": CARET.replace("m in ways", "i in ways")}, Level.ABSENT, "", ""),
    "methods for a formula that is made": (
        {"a.R": CARET.replace("for (m", "f <- as.formula(paste(t, '~ .'))\nfor (m")}, Level.SUBSTANTIVE, "a.R:5", "3 kinds"),
    "models whose resamples are compared": ({"a.R": f"{CARET[:15]}train(y ~ ., d)\n{RESAMPLED}"}, Level.PRESENT, "a.R:5", "CART, GLM"),
    "resamples of one model": (
        {"a.R": f"{CARET[:15]}train(y ~ ., d)\n{RESAMPLED.replace('CART = b', 'b')}"}, Level.ABSENT, "", ""),
    "one kind": ({"a.R": ALL + ONE + ONE}, Level.ABSENT, "", ""),
    "learners of Weka": ({"A.java": WEKA.format("new RandomForest()")}, Level.PRESENT, "A.java:6", "Logistic, RandomForest"),
    "one learner of Weka": ({"A.java": WEKA.format("new Logistic()")}, Level.ABSENT, "", ""),
    "learners that are measured on resamples": (
        {"a.R": TUNED}, Level.SUBSTANTIVE, "a.R:2", "logistic_reg, rand_forest"),
    "learners of which one is measured on resamples": (
        {"a.R": TUNED.replace("tune_grid(", "fit(")}, Level.PRESENT, "a.R:2", "logistic_reg, rand_forest"),
    "learners of parsnip": (
        {"a.R": "library(tidymodels)\ns <- list(logistic_reg(), rand_forest())\nf <- fit(s[[1]], y ~ ., d)\n"},
        Level.PRESENT, "a.R:2", "logistic_reg, rand_forest"),
    "two kinds in two files": ({"a.R": ALL + ONE, "b.R": ALL + "b <- glmnet(x, y)\n"}, Level.ABSENT, "", ""),
    "two kinds": ({"a.R": ALL + TWO}, Level.PRESENT, "a.R:5", "2 kinds of model: glmnet, ranger"),
    "two kinds, measured once": (
        {"a.R": ALL + SPLIT + TWO + "rmse(d, y, p)\n"}, Level.PRESENT, "a.R:6", "2 kinds of model"),
    "two kinds, measured without a split": ({"a.R": ALL + TWO + MEASURED}, Level.PRESENT, "a.R:5", ""),
    "two kinds, split and measured": ({"a.R": ALL + SPLIT + TWO + MEASURED}, Level.SUBSTANTIVE, "a.R:6", ""),
    "kinds with a dot in their names": (
        {"a.R": "library(forecast)\na <- auto.arima(y)\nb <- ets(y)\n"}, Level.PRESENT, "a.R:2", "auto.arima, ets"),
    "two kinds in a document": ({"a.Rmd": f"```{{r}}\n{ALL}{TWO}```\n"}, Level.PRESENT, "a.Rmd:6", "glmnet, ranger"),
    "two kinds of MLJ": (
        {"a.jl": MLJ.format("Tree = @load Tree pkg=DecisionTree\nBoost = @load Boost pkg=XGBoost\n")}, Level.PRESENT,
        "a.jl:2", "2 kinds of model: Boost, Tree"),
    "one kind of MLJ": ({"a.jl": MLJ.format("Tree = @load Tree pkg=DecisionTree\n")}, Level.ABSENT, "", ""),
    "one kind of MLJ, trained by the name of the package": (
        {"a.jl": "import MLJ\nTree = MLJ.@load Tree pkg=DecisionTree\nmach = MLJ.machine(Tree(), X, y) |> MLJ.fit!\n"},
        Level.ABSENT, "", ""),
    "a file that MLJ does not take": (
        {"a.jl": MLJ.format('Tree = @load Tree pkg=DecisionTree\n@load "b.jld2"\n# @load Boost\n')}, Level.ABSENT, "", ""),
    "one class of Spark": ({"A.scala": SCALA}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), COMPARED.values(), ids=COMPARED)
def test_level_follows_how_kinds_of_model_are_compared(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("approaches_compared", snapshot(files)), level, where, words)


@pytest.mark.parametrize("check", ["data_handling", "approaches_compared"])
def test_where_no_language_has_a_model_nothing_is_asked(check: str) -> None:
    finding = run(check, snapshot({"main.go": "package main\n\nfunc main() {}\n"}))
    assert finding.status is Status.NOT_APPLICABLE
