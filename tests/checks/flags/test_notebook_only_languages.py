"""Machine learning in notebooks beside programs in other languages."""

from __future__ import annotations

import pytest

from tests.support.notebooks import notebook
from tests.support.snapshots import flagged, snapshot

SKLEARN = (
    "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\nmodel.fit([[1]], [1])\n"
)
CELLS = notebook(SKLEARN * 3)
ASKS = (
    'package main\n\nimport "github.com/sashabaranov/go-openai"\n\nfunc main() {\n'
    '\tclient := openai.NewClient("x")\n\tclient.CreateChatCompletion()\n}\n'
)
PLAIN = "package main\n\nfunc main() {\n\tprintln(1)\n}\n"
IMAGE = 'FROM golang:1.22\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n'
# The files, and whether the machine learning is only in the notebooks.
RAISED = {
    "a program without a model": ({"a.go": PLAIN}, True),
    "a program that something starts, without a model": ({"a.go": PLAIN, "Dockerfile": IMAGE, "go.mod": "module x\n"}, True),
    "a program that asks a model": ({"a.go": ASKS}, False),
    "a program that asks a model, too small beside the notebooks": (
        {"a.go": ASKS, "b.ipynb": notebook(SKLEARN * 12), "go.mod": "module x\n"}, True),
    "the same, started": (
        {"a.go": ASKS, "b.ipynb": notebook(SKLEARN * 12), "Dockerfile": IMAGE, "go.mod": "module x\n"}, False),
    "a test that asks a model": ({"a_test.go": ASKS}, True),
}  # fmt: skip


@pytest.mark.parametrize(("files", "raised"), RAISED.values(), ids=RAISED)
def test_programs_with_a_model_are_code_outside_notebooks(files: dict[str, str], raised: bool) -> None:
    assert (flagged("notebook_only", snapshot({"a.ipynb": CELLS, **files})) is not None) is raised


FIT_IN_R = "```{r}\nlibrary(ranger)\nm <- ranger(y ~ ., data = d)\n```\n"
DOCUMENTS = {
    "a document in R alone": ({"a.Rmd": FIT_IN_R}, True),
    "a document beside helpers": ({"a.Rmd": FIT_IN_R, "R/plot.R": "plot(1)\n" * 20}, True),
    "a document beside a module that trains": (
        {"a.Rmd": FIT_IN_R, "R/fit.R": "library(ranger)\nm <- ranger(y ~ ., data = d)\n" * 3}, False),
    "a document without a model": ({"a.Rmd": "```{r}\nplot(1)\n```\n"}, False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "raised"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents_in_r_are_notebooks(files: dict[str, str], raised: bool) -> None:
    assert (flagged("notebook_only", snapshot(files)) is not None) is raised
