from __future__ import annotations

import pytest

from analyzer.parsing.dependencies.files import parse_dependencies
from analyzer.parsing.lines import lines_of
from analyzer.parsing.structured.formats import block, line, load_yaml
from analyzer.parsing.tasks.files import parse_targets

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


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("setup.py", r'setup(install_requires="a\nb\nc")'),
        ("setup.py", r'setup(entry_points="[console_scripts]\na=b:c\nd=e:f")'),
        ("pyproject.toml", r'project.dependencies = ["a\n\n>1"]'),
    ],
)
def test_what_a_quoted_text_spells_stands_in_the_last_line_at_most(path: str, content: str) -> None:
    found = parse_dependencies(path, f"\n{content}\n".encode())
    lines = [each.line for each in found.dependencies] + [line for _name, _place, line in found.entry_points]
    assert lines and set(lines) == {2}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("tox.toml", r'env.lint.commands = [["a", "\n\n"], ["b\nc"]]'),
        ("pyproject.toml", r'tool.poe.tasks.a = {shell = "a\nb\nc"}'),
        ("Taskfile.yml", r'tasks: {a: {cmds: ["a\n\nb", "c\nd"]}}'),
        ("package.json", r'{"scripts": {"a": "b\nc\nd"}}'),
    ],
)
def test_a_command_of_a_quoted_text_stands_in_the_last_line_at_most(path: str, content: str) -> None:
    (found,) = parse_targets(path, f"\n{content}\n".encode())
    assert found.targets
    for each in found.targets:
        assert len(each.line_map) == each.script.count("\n") + 1 > 1
        assert max(each.line, each.script_line, *each.line_map) == 2
