"""What was not seen opens a signal, and what cannot matter opens none."""

from __future__ import annotations

import json

from tests.hostile.case import SOUND_LEVELS, Case, Files, holding
from tests.hostile.git_cases import MLFLOW
from tests.hostile.parser_cases import cells

KILOBYTE = 1024
PYTHON = ("experiment_tracking", "model_code", "serving")
# What nothing in the files below could have shown.
UNTOUCHED = (
    *PYTHON,
    "dockerfile",
    "infrastructure",
    "monitoring",
    "drift_detection",
    "data_validation",
    "alerting",
)


def data_module() -> Files:
    rows = "".join(f"    ({n}, 'name {n}', {n / 7:.6f}),\n" for n in range(90_000))
    return {"data/table.py": f"ROWS = [\n{rows}]\n"}


def exported_notebooks() -> Files:
    """Notebooks written out as scripts, each over the cap, with an output pasted in as a comment."""
    head = "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nimport pandas as pd\n\n# In[2]:\n\n"
    return {f"notebooks/n{n}.py": head + "# a,b,c,d\n" * 60_000 for n in range(4)}


def metric_dumps() -> Files:
    steps = [{"step": n, "loss": 1 / (n + 1), "accuracy": n / 40_000} for n in range(40_000)]
    return {f"results/run{n}/metrics.json": json.dumps(steps) for n in range(3)}


def icon_list() -> Files:
    return {
        "assets/icons.json": json.dumps(
            {f"icon-{n}": {"path": "M0 0h24v24H0z", "width": 24} for n in range(20_000)}
        )
    }


def browser_scripts() -> Files:
    script = (
        "(function(){var a=document.createElement('div');a.className='x';document.body.appendChild(a)})();\n"
    )
    return {"static/app.js": script * 6000, "static/page.js": script * 6000}


def tracking_over_the_cap() -> Files:
    """A training script hidden in a module that is too long to be read whole."""
    return {"train.py": "x = 1\n" * (600 * KILOBYTE // 6) + MLFLOW.decode()}


def tracking_before_the_cap() -> Files:
    return {"train.py": MLFLOW.decode() + "x = 1\n" * (600 * KILOBYTE // 6)}


def large_exported_notebook() -> Files:
    """A notebook over its cap whose code comes last."""
    notebook = json.loads(cells("x = 1", MLFLOW.decode()))
    notebook["cells"][0]["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * (11 * KILOBYTE**2)}}
    ]
    return {"train.ipynb": json.dumps(notebook)}


FOREIGN: dict[str, tuple[str, str]] = {
    "R": ("R/train.R", "library(mlflow)\nmodel <- lm(y ~ x)\nmlflow_log_metric('mae', 1)\n"),
    "Go": (
        "main.go",
        'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
    ),
    "Scala": ("src/main/scala/Train.scala", "import org.apache.spark.ml\nobject Train extends App {}\n"),
    "Julia": ("src/train.jl", "using Flux\nmodel = Chain(Dense(1, 1))\n"),
    "Java": ("src/main/java/App.java", "public class App { public static void main(String[] a) {} }\n"),
    "C#": ("src/App.cs", "using Microsoft.ML;\nclass App { static void Main() {} }\n"),
    "TypeScript": (
        "src/app.ts",
        "import * as tf from '@tensorflow/tfjs';\nexport const model = tf.sequential();\n",
    ),
}


UNREAD: dict[str, tuple[str, str]] = {
    "Rust": ("src/main.rs", "use candle_core::Device;\nfn main() { serve(); }\n"),
    "C++": ("src/main.cpp", "#include <torch/script.h>\nint main() { return 0; }\n"),
    "PHP": ("src/app.php", "<?php\n$client = OpenAI::client('k');\n"),
    "Elixir": ("lib/app.ex", 'defmodule App do\n  def run, do: Axon.input("x")\nend\n'),
    "Swift": ("Sources/App.swift", "import CoreML\nlet model = try Model()\n"),
}


def foreign(language: str) -> Case:
    """A language that is read is searched; what is in one that is not read is unseen."""
    if language in FOREIGN:
        path, text = FOREIGN[language]
        return Case(f"only {language}", holding({path: text}), decided=("model_code",))
    path, text = UNREAD[language]
    return Case(f"only {language}", holding({path: text}), opens=("model_code",))


CASES: tuple[Case, ...] = (
    Case("data module of 2.9 MB", holding(data_module), decided=UNTOUCHED),
    Case("four exported notebooks over the cap", holding(exported_notebooks), decided=("dockerfile", "infrastructure")),
    Case("metric dumps", holding(metric_dumps), decided=UNTOUCHED),
    Case("icon list", holding(icon_list), decided=UNTOUCHED),
    Case("browser scripts over the cap", holding(browser_scripts), decided=UNTOUCHED),
    Case("training behind the cap", holding(tracking_over_the_cap), opens=("experiment_tracking",)),
    Case(
        "training before the cap", holding(tracking_before_the_cap),
        levels={**SOUND_LEVELS, "experiment_tracking": "substantive"},
    ),
    Case(
        "training in a notebook over the cap", holding(large_exported_notebook),
        levels={**SOUND_LEVELS, "experiment_tracking": "substantive"},
    ),
    *(foreign(language) for language in (*FOREIGN, *UNREAD)),
)  # fmt: skip
