"""Notebooks: code without magics, every line traced to the file, anything at all survived."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.notebook.cells import NOTEBOOK_LIMIT, parse_notebook
from analyzer.parsing.notebook.code import NotebookFacts
from analyzer.parsing.notebook.magics import strip_magics


def code(source: object, **fields: object) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
        **fields,
    }


def markdown(source: object) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(
    *cells: object, indent: int | None = 1, ensure_ascii: bool = False, metadata: object = None
) -> bytes:
    content = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=indent, ensure_ascii=ensure_ascii).encode()


def targets(facts: NotebookFacts) -> list[str]:
    return [call.target for call in facts.code.calls]


def test_notebook() -> None:
    facts = parse_notebook(
        notebook(
            markdown(["# Title\n", "text"]),
            code(["import mlflow\n", "# comment\n", "\n", "mlflow.autolog()"], execution_count=1),
            code("mlflow.log_metric('a', 1)\n", outputs=[{"output_type": "stream", "text": ["x\n"]}]),
            markdown("more"),
            {"cell_type": "raw", "source": "x"},
        )
    )
    assert facts.problem is None
    assert (facts.format, facts.language) == (4, "python")
    assert targets(facts) == ["mlflow.autolog", "mlflow.log_metric"]
    assert (facts.code_cells, facts.markdown_cells, facts.executed_cells, facts.broken_cells) == (2, 2, 1, 0)
    assert facts.code_lines == facts.code.code_lines == 3
    assert facts.has_outputs
    assert facts.markdown == "# Title\ntext\n\nmore"
    assert [(cell.index, cell.line) for cell in facts.cells] == [(1, 1), (2, 5)]


def test_names_are_known_across_cells() -> None:
    facts = parse_notebook(notebook(code("from a import B\nx = B()"), code("x.go()")))
    assert targets(facts) == ["a.B", "a.B().go"]


@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("divided", [True, False])
def test_evidence_opens_at_the_line_of_the_file(ensure_ascii: bool, divided: bool) -> None:
    sources = ["import a\n\na.first('é')\na.same()", "a.same()\n", "", "a.same()\na.last()"]
    cells = [code(text.splitlines(keepends=True) if divided else text) for text in sources]
    # An output that repeats the source must not be taken for it.
    cells[1]["outputs"] = [{"text": ["a.same()\n", "a.last()"]}]
    content = notebook(*cells, ensure_ascii=ensure_ascii)
    facts = parse_notebook(content)
    assert targets(facts) == ["a.first", "a.same", "a.same", "a.same", "a.last"]
    lines = content.decode().split("\n")
    places = [facts.line_in_file(call.line) for call in facts.code.calls]
    for call, place in zip(facts.code.calls, places, strict=True):
        assert call.target in lines[place - 1]
        assert divided or '"source"' in lines[place - 1]
    assert places == sorted(places)
    assert len(set(places)) == (5 if divided else 3)


@pytest.mark.parametrize("indent", [None, 0, 4])
def test_any_layout_gives_a_line_for_every_line(indent: int | None) -> None:
    facts = parse_notebook(notebook(code(["x = 1\r\n", "f()\n"]), code(["a", "()\n", "b()"]), indent=indent))
    assert targets(facts) == ["f", "a", "b"]
    assert len(facts.file_lines) == 4
    assert facts.line_in_file(0) == facts.line_in_file(99) == 1


def test_a_broken_cell_costs_only_itself() -> None:
    facts = parse_notebook(notebook(code("import a\na.f()"), code("print 'x'\nimport b"), code("a.g()")))
    assert facts.problem is None
    assert facts.broken_cells == 1
    assert targets(facts) == ["a.f", "a.g"]
    assert facts.code.calls[-1].line == 5
    assert facts.code_lines == 5


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nf()", "pass\nf()"),
        ("!pip install x\nf()", "pass\nf()"),
        ("!pip install x \\\n  y\nf()", "pass\n\nf()"),
        ("if x:\n    !ls\nf()", "if x:\n    pass\nf()"),
        ("files = !ls\nf()", "files = None\nf()"),
        ("a, b = %magic x\nf()", "a, b = None\nf()"),
        ("?f\nf()", "pass\nf()"),
        ("f.g??\nf()", "pass\nf()"),
        ("pip install x\nf()", "pass\nf()"),
        ("%time x = f()", "x = f()"),
        ("%timeit -n1 f()", "pass"),
        ("%%time\nf()", "pass\nf()"),
        ("%%capture out\n%load_ext x\nf()", "pass\npass\nf()"),
        ("%%bash\nls\nf()", "\n\n"),
        ("%%writefile x.py\nimport mlflow", "\n"),
        ("\n%%html\n<b>", "\n\n"),
        ("x = ('%s'\n     % y)", "x = ('%s'\n     % y)"),
        ('"""\n!ls\n"""', '"""\n!ls\n"""'),
        ("x = a != b", "x = a != b"),
        ("f()", "f()"),
        ("\n  f()\n  if x:\n    g()\nh()", "\nf()\nif x:\n  g()\nh()"),
        ("\tf()\n  g()", "f()\n  g()"),
        ("f()\n  g()", "f()\n  g()"),
        ("  %%bash\n  ls", "\n"),
        ("   \n\t", "   \n\t"),
    ],
)
def test_magics(cell: str, python: str) -> None:
    assert strip_magics(cell) == python


@given(st.text(alphabet="%!?=\\ \nxf()'\"pip", max_size=60))
def test_stripping_keeps_the_number_of_lines(cell: str) -> None:
    assert strip_magics(cell).count("\n") == cell.count("\n")


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"language_info": {"name": "R"}}, "r"),
        ({"kernelspec": {"name": "ir"}}, "r"),
        ({"kernelspec": {"name": "julia-1.6", "language": "julia"}}, "julia"),
        ({"language_info": {"name": "polyglot-notebook"}, "kernelspec": {"language": "C#"}}, "c#"),
        ({"kernelspec": {"name": "my-environment"}}, "python"),
        ({"language_info": {"name": "ipython"}}, "python"),
        ({"language_info": [], "kernelspec": 3}, "python"),
    ],
)
def test_language(metadata: dict[str, object], language: str) -> None:
    facts = parse_notebook(notebook(code("f()\n# x\ng()"), metadata=metadata))
    assert facts.language == language
    assert facts.code_lines == 2
    assert bool(facts.code.calls) is (language == "python")


def test_format_3_is_upgraded() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Title"]},
        {"cell_type": "heading", "level": 10**10, "source": "Large"},
        {
            "cell_type": "code",
            "input": ["import a\n", "a.f()"],
            "outputs": [{}],
            "prompt_number": 3,
            "language": "python",
        },
        {"cell_type": "code", "input": 7},
        None,
    ]
    content = json.dumps(
        {"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": cells}, None]}, indent=1
    )
    facts = parse_notebook(content.encode())
    assert facts.problem is None
    assert facts.format == 3
    assert targets(facts) == ["a.f"]
    assert "a.f()" in content.split("\n")[facts.line_in_file(2) - 1]
    assert (facts.code_cells, facts.executed_cells, facts.has_outputs) == (2, 1, True)
    assert facts.markdown == "## Title\n\n# Large"


def test_what_is_no_cell_is_left_out() -> None:
    strange: list[object] = [
        None,
        1,
        "x",
        [],
        {},
        {"cell_type": ["code"]},
        {"cell_type": "code"},
        code(None),
        code([None, 1, "f()"]),
    ]
    facts = parse_notebook(notebook(*strange))
    assert facts.problem is None
    assert targets(facts) == ["f"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"x", "not valid JSON"),
        (b"[]", "not a notebook"),
        (b"null", "not a notebook"),
        (b"{}", "no cells"),
        (b'{"cells": null}', "no cells"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{\n<<<<<<< HEAD\n "cells": []\n=======\n>>>>>>> x\n}', "merge conflict"),
        (b" " * (NOTEBOOK_LIMIT + 1), "limit"),
        (notebook(code("x\n" * 40_000)), "limit"),
        (notebook(code("x" * 600_000)), "limit"),
    ],
)
def test_unreadable_is_a_problem(content: bytes, problem: str) -> None:
    facts = parse_notebook(content)
    assert problem in (facts.problem or "")
    assert facts.code.calls == ()


def test_deep_metadata_and_outputs_do_not_matter() -> None:
    deep: object = 1
    for _ in range(500):
        deep = [deep]
    facts = parse_notebook(
        notebook(code("f()", outputs=deep, metadata={"x": deep}), metadata=deep, indent=None)
    )
    assert targets(facts) == ["f"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "cells",
                    "worksheets",
                    "cell_type",
                    "source",
                    "input",
                    "nbformat",
                    "metadata",
                    "level",
                    "outputs",
                ]
            ),
            inner | st.sampled_from(["code", "markdown", "heading", 3, 4]),
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(st.one_of(st.binary(max_size=100), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_bytes_give_facts(content: bytes) -> None:
    facts = parse_notebook(content)
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert facts.problem is None or facts.problem


@pytest.mark.parametrize("version", [True, 0, 100, 4.0, "4", None])
def test_what_is_no_format_number_is_none(version: object) -> None:
    assert parse_notebook(json.dumps({"nbformat": version, "cells": []}).encode()).format is None
