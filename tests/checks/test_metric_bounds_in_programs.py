"""Bounds on the metrics of a model in other languages than Python."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.other_languages import ci
from tests.support.snapshots import run, snapshot

NET = (
    "using Microsoft.ML;\npublic class Trainer {{\n  public void Train(MLContext ml, IDataView d) {{\n"
    "    var model = ml.Regression.Trainers.Sdca().Fit(d);\n"
    "    var metrics = ml.Regression.Evaluate(model.Transform(d));\n    {}\n  }}\n}}\n"
)
R = "library(yardstick)\nlibrary(ranger)\nfit <- ranger(y ~ ., data = d)\nfound <- rmse_vec(d$y, predict(fit)$x)\n{}\n"
JULIA = 'using Flux\naccuracy(m, x) = mean(m(x))\n{1}\nacc = accuracy(m, x)\nif acc < 0.9\n  error("worse")\nend\n'
SCALA = (
    "import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator\nobject Train {{\n"
    "  def measured(m: Frame): Double = {{\n    new BinaryClassificationEvaluator().evaluate(m)\n  }}\n"
    "  def main(args: Array[String]): Unit = {{\n    val auc = measured(frame)\n    {}\n  }}\n}}\n"
)
REGISTERS = 'v <- vetiver::vetiver_model(fit, "net_one")\nvetiver::vetiver_pin_write(board, v)'
CASES = {
    "a bound of C#": (
        {"T.cs": NET.format("if (metrics.RSquared < 0.7) return;")}, Level.SUBSTANTIVE, "T.cs:6", "RSquared < 0.7"),
    "a bound that has a name": (
        {"T.cs": NET.format("if (metrics.RootMeanSquaredError > MaxRmse || metrics.Rmse > MaxRmse) return;")},
        Level.SUBSTANTIVE, "T.cs:6", "MaxRmse"),
    "the other way round": (
        {"T.cs": NET.format("if (0.7 > metrics.RSquared) return;")}, Level.SUBSTANTIVE, "T.cs:6", "0.7 > "),
    "another model's": (
        {"T.cs": NET.format("if (metrics.RSquared < championR2) return;")}, Level.SUBSTANTIVE, "T.cs:6", "championR2"),
    "another model's, by its name": (
        {"T.cs": NET.format("if (metrics.RSquared < champion.RSquared) return;")}, Level.SUBSTANTIVE, "T.cs:6", "champion"),
    "no bound": ({"T.cs": NET.format("Console.WriteLine(metrics.RSquared);")}, Level.ABSENT, "", ""),
    "nothing is decided": ({"T.cs": NET.format("var x = metrics.RSquared < 0.7;")}, Level.ABSENT, "", ""),
    "a bound that always holds": ({"T.cs": NET.format("if (metrics.RSquared > 0) return;")}, Level.ABSENT, "", ""),
    "the best of several": (
        {"T.cs": NET.format("if (metrics.RSquared > bestAccuracy) return;")}, Level.ABSENT, "", ""),
    "a remark": ({"T.cs": NET.format("// if (metrics.RSquared < 0.7) return;")}, Level.ABSENT, "", ""),
    "what is no measure": ({"T.cs": NET.format("if (metrics.Count < 7) return;")}, Level.ABSENT, "", ""),
    "a script of R": (
        {"a.R": R.format("if (found_rmse > 2) print('worse')")}, Level.SUBSTANTIVE, "a.R:5", "found_rmse > 2"),
    "a script of R that CI runs, and that may fail": (
        {"a.R": R.format("if (rmse > 2) stop('worse')"), **ci("Rscript a.R")}, Level.WIRED, "a.R:5", "in CI"),
    "a script of R that CI runs, and that cannot fail": (
        {"a.R": R.format("if (rmse > 2) print('worse')"), **ci("Rscript a.R")}, Level.SUBSTANTIVE, "a.R:5", "rmse > 2"),
    "before the model is registered": (
        {"a.R": R.format(f"if (rmse > 2) print('worse')\n{REGISTERS}")}, Level.WIRED, "a.R:5", "before the model is registered"),
    "after the model is registered": (
        {"a.R": R.format(f"{REGISTERS}\nif (rmse > 2) print('worse')")}, Level.SUBSTANTIVE, "a.R:7", "rmse > 2"),
    "what was measured, whatever it is called": (
        {"a.R": R.replace("found <-", "err <-").format("if (err > 2) print('worse')")},
        Level.SUBSTANTIVE, "a.R:5", "err > 2"),
    "several measures by name": (
        {"a.R": R.format('if (aucs[["forest"]] < 0.75) stop("worse")')}, Level.SUBSTANTIVE, "a.R:5", "aucs"),
    "a bound of a setting": (
        {"T.scala": SCALA.format('require(auc > conf.getDouble("minAuc"))')}, Level.SUBSTANTIVE, "T.scala:8", "minAuc"),
    "a setting that is no bound": (
        {"T.scala": SCALA.format('require(auc > conf.getDouble("width"))')}, Level.ABSENT, "", ""),
    "what was measured before the last time": (
        {"a.jl": JULIA.replace("acc = ", "print(accuracy(m, x))\nn = ").replace("acc <", "n <")
         .format("", "Flux.update!(o, m, g)")},
        Level.SUBSTANTIVE, "a.jl:6", "n < 0.9"),
    "a measure of its own where a model is trained": (
        {"a.jl": JULIA.format("", "Flux.update!(o, m, g)")}, Level.SUBSTANTIVE, "a.jl:5", "acc < 0.9"),
    "a measure of its own where none is trained": (
        {"a.jl": JULIA.format("", "print(m)")}, Level.ABSENT, "", ""),
    "an own function of another name": (
        {"a.jl": JULIA.replace("accuracy", "size_of").replace("acc ", "n ").format("", "Flux.update!(o, m, g)")},
        Level.ABSENT, "", ""),
    "something else of that kind": (
        {"a.R": R.replace("found <-", "err <-").format("if (erred > 2) print('worse')")}, Level.ABSENT, "", ""),
    "a score beside what ends the run": (
        {"a.R": R.format("if (score > 2) stop('worse')")}, Level.SUBSTANTIVE, "a.R:5", "score > 2"),
    "a score that ends nothing": ({"a.R": R.format("if (score > 2) print('worse')")}, Level.ABSENT, "", ""),
    "in what asks for the metric": (
        {"T.scala": SCALA.format("if (auc < 0.8) println(1)")}, Level.SUBSTANTIVE, "T.scala:8", "auc < 0.8"),
    "in what does not": ({"T.scala": SCALA.format("println(auc)")}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), CASES.values(), ids=CASES)
def test_a_bound_on_a_metric(files: dict[str, str], level: Level, where: str, words: str) -> None:
    assert_found(run("evaluation", snapshot(files)), level, where, words)
