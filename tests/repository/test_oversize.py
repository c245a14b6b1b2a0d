"""Files over their limit: code behind data is read, data opens nothing, and one file never opens every signal."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.engine.runner import run_checks
from analyzer.git.opening import open_local
from analyzer.model import Level
from analyzer.parsing.condense.json import condense_json, condense_notebook
from analyzer.parsing.condense.python import condense_python
from analyzer.parsing.python.module import PYTHON_LIMIT
from analyzer.repository.contents import HEAD_LIMIT
from analyzer.repository.reading import TEXT_LIMIT
from analyzer.repository.snapshot import Snapshot
from analyzer.sources import SkippedFile
from tests.support.snapshots import registry, run, snapshot

TRACKED = "import mlflow\n\n\ndef train():\n    mlflow.log_metric('auc', 1)\n\n\ntrain()\n"
ROWS = "    [1.5, -2, 'a, b', None],\n"
DATA = "TABLE = [\n" + ROWS * 19_000 + "]\n"
# Names of so many letters that few statements are enough.
LONG = "a" * 100
CODE = "".join(f"value_{number}_{LONG} = compute(1)\n" for number in range(4_400))
PICTURE = "iVBORw0K" * 1_400_000


def opened(repo: Snapshot) -> set[str]:
    """The signals whose upper bound something unseen has raised."""
    findings = run_checks(repo, registry().checks).findings
    return {signal for signal, finding in findings.items() if finding.unseen}


def notebook(*cells: str, output: str = "") -> str:
    outputs = [{"output_type": "display_data", "data": {"image/png": output}}] if output else []
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "execution_count": 1,
                    "metadata": {},
                    "outputs": outputs,
                    "source": each,
                }
                for each in cells
            ],
            "metadata": {"language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    )


@pytest.mark.parametrize(
    "padding",
    [
        DATA,
        "TABLE = {" + "'k': (1, 2), " * 41_000 + "}\n",
        'TEXT = """' + "word 'quoted' \\\" word\n" * 24_000 + '"""\n',
        'PICTURE = "' + "abcdEF12" * 66_000 + '"\n',
        "# a comment\n" * 44_000,
        "X = np.array([\n" + ROWS * 19_000 + "])\n",
        (" " * 99 + "\n") * 5_250,
        pytest.param("\n" * 525_000, marks=pytest.mark.slow),
        CODE,
    ],
    ids=["rows", "one line", "text", "picture", "comments", "array", "blank", "empty", "code"],
)
def test_what_stands_behind_padding_is_read_at_its_line(padding: str) -> None:
    assert len(padding) > PYTHON_LIMIT
    found = run("experiment_tracking", snapshot({"train.py": padding + TRACKED}))
    small = run("experiment_tracking", snapshot({"train.py": "x = 1\n" + TRACKED}))
    assert found.level is small.level is Level.SUBSTANTIVE
    moved = padding.count("\n") - 1
    assert [(each.line or 0) - moved for each in found.evidence] == [each.line for each in small.evidence]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("data.py", DATA),
        ("junk.py", CODE),
        ("calls.py", "import numpy\n" + "".join(f"x{n} = numpy.f{n}_{LONG}(1)\n" for n in range(4_600))),
        ("definitions.py", "".join(f"def f{n}_{LONG}(a):\n    return g(a)\n" for n in range(4_200))),
        ("points.py", "POINTS = [\n" + "    Point(1, 2),\n" * 31_000 + "]\n"),
        ("icons.json", json.dumps({f"icon{n}": {"svg": "path" * 20} for n in range(5_000)})),
        ("metrics.json", json.dumps([{"metric": {"job": "a"}, "values": [[1, "2"]] * 9_000}] * 4)),
        ("broken.json", "[" * 300_000),
        ("values.yaml", "rows:\n" + "  - [1, 2, 3]\n" * 30_000),
        ("words.txt", "word\n" * 80_000),
        ("app.js", "function f(a) { return a + 1; }\n" * 12_000),
        ("bundle.js", "var a=1;" * 60_000),
    ],
)
def test_one_long_file_of_no_matter_opens_no_signal(path: str, content: str) -> None:
    assert len(content) > (PYTHON_LIMIT if path.endswith(".py") else TEXT_LIMIT)
    other = {"main.py": "import os\n"}
    small = opened(snapshot({path: "\n".join(content.split("\n")[:4])[:200], **other}))
    # How much of the code is in notebooks is counted over every module: what is not counted is missed.
    counted = {"notebook_ratio"} if path in ("junk.py", "calls.py", "definitions.py", "points.py") else set()
    assert opened(snapshot({path: content, **other})) == small | counted


def test_what_was_left_out_is_listed_with_the_reason() -> None:
    (data,) = snapshot({"data.py": DATA}).skipped
    assert data.kinds == () and data.reason.endswith(
        "exceeds the limit of 524,288 bytes: its data was omitted"
    )
    (code,) = snapshot({"code.py": CODE}).skipped
    assert (code.kinds, code.partly) == (("python",), True) and code.reason.endswith("it was read partially")


def test_code_that_was_read_in_part_opens_what_it_is_about_and_no_more() -> None:
    found = opened(snapshot({"train.py": CODE + TRACKED}))
    assert "experiment_tracking" in found
    assert not found & {"drift_detection", "serving", "dockerfile"}


@pytest.mark.parametrize(("extra", "listed"), [(0, 0), (1, 1)])
def test_the_limit_of_python_is_exact(extra: int, listed: int) -> None:
    source = "import mlflow\nTEXT = '" + "a" * 1000 + "'\n"
    source = "#" * (PYTHON_LIMIT - len(source) - 1) + "\n" + source
    repo = snapshot({"a.py": source + " " * extra})
    assert len(repo.skipped) == listed
    assert [each.module for each in repo.modules["a.py"].imports] == ["mlflow"]


def test_a_notebook_is_read_without_its_outputs() -> None:
    source = notebook("import mlflow\nmlflow.log_metric('auc', 1)", "x = 1", output=PICTURE)
    assert len(source) > 20_000_000
    repo = snapshot({"a.ipynb": source})
    facts = repo.notebooks["a.ipynb"]
    assert (facts.code_cells, facts.executed_cells, facts.has_outputs, facts.problem) == (2, 2, True, None)
    assert [each.target for each in facts.code.calls] == ["mlflow.log_metric"]
    assert [each.kinds for each in repo.skipped] == [()]
    assert opened(repo) == opened(
        snapshot({"a.ipynb": notebook("import mlflow\nmlflow.log_metric('auc', 1)")})
    )


def test_a_notebook_with_too_much_code_is_read_in_part() -> None:
    repo = snapshot({"a.ipynb": notebook(CODE, TRACKED)})
    assert "mlflow" in {each.module for each in repo.notebooks["a.ipynb"].code.imports}
    assert [(each.kinds, each.partly) for each in repo.skipped] == [(("notebook",), True)]


def test_an_unread_notebook_can_show_no_more_than_notebooks_do() -> None:
    found = run("experiment_tracking", snapshot({"a.py": ""}, missing=("a.ipynb",)))
    assert (found.level, found.ceiling) == (Level.ABSENT, Level.SUBSTANTIVE)
    assert run("experiment_tracking", snapshot({}, missing=("a.py",))).ceiling is Level.WIRED


def test_a_long_document_keeps_its_headings_and_a_long_manifest_its_kinds() -> None:
    prose = "filler words\n" * 30_000 + "# Rollback\n\nRun `kubectl rollout undo`.\n"
    assert "kubectl rollout undo" in (snapshot({"README.md": prose}).text("README.md") or "")
    manifest = "---\nkind: ConfigMap\ndata: a\n" * 20_000 + "---\nkind: Deployment\nspec: b\n"
    documents = snapshot({"k8s.yaml": manifest}).yaml("k8s.yaml")
    assert [each.problem for each in documents if each.problem] == []
    assert documents[-1].value == {"kind": "Deployment", "spec": "b"}


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("node_modules/a/train.py", ()),
        ("mlruns/0/model.ipynb", ()),
        ("data/points.json", ()),
        ("grafana/board.json", ("configuration",)),
        ("train.py", ("python",)),
    ],
)
def test_a_missing_object_opens_what_its_kind_could_hold(path: str, kinds: tuple[str, ...]) -> None:
    left_out = [
        SkippedFile(path, "its object is missing from the repository", ("python",) if kinds == () else kinds)
    ]
    repo = snapshot({"a.py": ""}, missing=(path,), left_out=left_out)
    assert [each.kinds for each in repo.skipped if each.path == path] == [kinds]


def test_a_stream_is_cut_at_its_limit_and_ends_where_the_object_is_missing(tmp_path: Path) -> None:
    source = tmp_path / "source"
    git = ["git", "-C", str(source), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "-q", str(source)], check=True)
    (source / "big.py").write_text(DATA, encoding="utf-8")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    with open_local(str(source), as_of=None, workspace=tmp_path, deadline=None) as repository:
        (entry,) = repository.tree().entries
        assert b"".join(repository.stream(entry.blob, 10**9)) == DATA.encode()
        assert b"".join(repository.stream(entry.blob, HEAD_LIMIT)) == DATA.encode()[:HEAD_LIMIT]
        assert b"".join(repository.stream("1" * 40, 100)) == b""
        assert repository.read(entry.blob, len(DATA)) == DATA.encode()


_LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


@given(st.lists(_LITERALS, min_size=1, max_size=30), st.integers(1, 5000))
def test_whatever_data_is_cut_the_rest_is_python_and_no_line_moves(values: list[object], size: int) -> None:
    source = "TABLE = [\n" + "".join(f"    {value!r},  # {{\n" for value in values * 30) + "]\nlast = 1\n"
    encoded = source.encode("utf-8", "replace")
    found = condense_python(encoded[start : start + size] for start in range(0, len(encoded), size))
    assert found.content is not None and found.whole
    last = ast.parse(found.content).body[-1]
    assert last.lineno == ast.parse(encoded).body[-1].lineno
    assert len(found.content) < 40_000


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=30,
)


@given(_JSON, st.integers(1, 300), st.sampled_from([None, 1]))
def test_json_without_outputs_or_long_collections_stays_as_it_is(
    value: object, size: int, indent: int | None
) -> None:
    content = json.dumps({"cells": value, "outputs": value}, indent=indent).encode()
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    whole = condense_json(pieces, 10**6)
    assert whole.content is not None and whole.whole
    assert json.loads(whole.content) == json.loads(content)
    stripped = condense_notebook(pieces, 10**6).content
    assert stripped is not None and stripped.count(b"\n") == content.count(b"\n")
    left = json.loads(stripped)
    assert bool(left["outputs"]) is bool(value) or isinstance(value, dict)


@pytest.mark.parametrize(("letters", "read"), [(10, True), (100, True), (300, True), (3000, False)])
def test_json_whose_elements_are_long_is_cut_inside_of_them(letters: int, read: bool) -> None:
    case = {"steps": [{"answer": "a" * letters} for _ in range(60)]}
    report = {"mode": "x", "reports": [{"results": [case] * 60}] * 3}
    found = condense_json([json.dumps(report).encode()], 60_000)
    assert (found.content is not None) is read
    assert not found.whole and {"mode", "reports"} <= found.keys
    if found.content is not None:
        kept = json.loads(found.content)
        assert len(kept["reports"]) == 3
        assert len(kept["reports"][0]["results"]) in (20, 3)
