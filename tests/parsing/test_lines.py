from __future__ import annotations

import pytest

from analyzer.parsing.dependencies import parse_dependencies
from analyzer.parsing.lines import lines_of
from analyzer.parsing.structured import block, line, load_yaml
from analyzer.parsing.targets import parse_targets

# What `str.splitlines` and YAML 1.1 take for a line's end, and no editor, git or code host does.
NO_LINE_ENDS = ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\n", ["a", ""]),
        ("a\r\nb\rc\n", ["a", "b", "c"]),
        *((f"a{each}b\n", [f"a{each}b"]) for each in NO_LINE_ENDS),
    ],
)
def test_lines_end_where_an_editor_ends_them(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


@pytest.mark.parametrize("end", NO_LINE_ENDS)
@pytest.mark.parametrize("path", ["requirements.txt", "recipe/meta.yaml", "yarn.lock"])
def test_a_dependency_stands_in_the_line_an_editor_shows(path: str, end: str) -> None:
    texts = {
        "requirements.txt": f"# a {end} comment\nnumpy==1.0\n",
        "recipe/meta.yaml": f"# a {end}\nrequirements:\n  run:\n    - numpy\n",
        "yarn.lock": f'# a {end}\nnumpy@1:\n  version "1"\n',
    }
    found = parse_dependencies(path, texts[path].encode()).dependencies
    assert [(each.name, each.line) for each in found] == [
        ("numpy", texts[path].split("numpy")[0].count("\n") + 1)
    ]


@pytest.mark.parametrize("end", NO_LINE_ENDS)
def test_a_process_stands_in_the_line_an_editor_shows(end: str) -> None:
    (found,) = parse_targets("Procfile", f"# a {end} b\nweb: gunicorn app\n".encode())
    assert [(each.name, each.line) for each in found.targets] == [("web", 2)]


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029"])
def test_yaml_stands_in_the_line_an_editor_shows(end: str) -> None:
    (document,) = load_yaml(f"a: 'x{end}y'\nb: c\n".encode())
    assert document.value == {"a": "x y", "b": "c"}
    assert line(block(document.value)["b"]) == 2
