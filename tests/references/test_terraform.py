from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.references import Outcome, Reference
from analyzer.references.terraform import code_lines, terraform_references
from analyzer.testing import snapshot

MODULE = 'module "net" {\n  source = "SOURCE"\n}\n'
READS = 'resource "x_y" "z" {\n  body = CALL\n}\n'
THERE = {
    "modules/net/main.tf": "",
    "infra/modules/net/main.tf": "",
    "infra/a.tpl": "",
    "top.json": "",
    "other/deep/a.sh": "",
}


def found(text: str, path: str = "infra/main.tf", **more: str) -> list[Reference]:
    return list(terraform_references(snapshot({**THERE, path: text, **more})))


def of(text: str, path: str = "infra/main.tf") -> tuple[Outcome, str]:
    (one,) = found(text, path)
    return one.outcome, one.why


OUTSIDE = "a path outside of the repository"
MACHINE = "a path of the machine that runs Terraform"
CREDENTIAL = "a credential, which is kept out of the repository"
GUARDED = "the file says what to do without it"
CASES = {
    "a module beside it": (MODULE.replace("SOURCE", "./modules/net"), Outcome.RESOLVES, ""),
    "a module above it": (MODULE.replace("SOURCE", "../modules/net"), Outcome.RESOLVES, ""),
    "a module with a folder in it": (MODULE.replace("SOURCE", "../modules//net"), Outcome.RESOLVES, ""),
    "a module that is not there": (MODULE.replace("SOURCE", "./modules/db"), Outcome.DANGLES, ""),
    "a module outside": (MODULE.replace("SOURCE", "../../shared"), Outcome.CANNOT_BE_TOLD, OUTSIDE),
    "a file of the module": (READS.replace("CALL", 'file("${path.module}/a.tpl")'), Outcome.RESOLVES, ""),
    "a file that is not there": (READS.replace("CALL", 'file("${path.module}/b.tpl")'), Outcome.DANGLES, ""),
    "a template that is not there": (
        READS.replace("CALL", 'templatefile("${path.module}/b.tpl", { a = 1 })'), Outcome.DANGLES, ""),
    "a sum of a file that is not there": (
        READS.replace("CALL", 'filebase64sha256("${path.module}/b.json")'), Outcome.DANGLES, ""),
    "a file of a module is not looked for elsewhere": (
        READS.replace("CALL", 'file("${path.module}/top.json")'), Outcome.DANGLES, ""),
    "a file from the root": (READS.replace("CALL", 'file("${path.root}/top.json")'), Outcome.RESOLVES, ""),
    "a file from where it is started": (READS.replace("CALL", 'file("deep/a.sh")'), Outcome.RESOLVES, ""),
    "a part of a name is no name": (READS.replace("CALL", 'file("eep/a.sh")'), Outcome.DANGLES, ""),
    "a file that is not there from the root": (READS.replace("CALL", 'file("b.json")'), Outcome.DANGLES, ""),
    "a file of the machine": (READS.replace("CALL", 'file("~/.config/x")'), Outcome.CANNOT_BE_TOLD, MACHINE),
    "an absolute file": (READS.replace("CALL", 'file("/etc/x")'), Outcome.CANNOT_BE_TOLD, MACHINE),
    "a key": (READS.replace("CALL", 'file("${path.module}/deploy.pub")'), Outcome.CANNOT_BE_TOLD, CREDENTIAL),
    "an account": (READS.replace("CALL", 'file("account.json")'), Outcome.CANNOT_BE_TOLD, CREDENTIAL),
    "a file that may be missing": (
        READS.replace("CALL", 'fileexists("b") ? file("b") : ""'), Outcome.CANNOT_BE_TOLD, GUARDED),
    "a file with another variable": (
        READS.replace("CALL", 'file("${path.module}/${var.name}.json")'), Outcome.MADE_ELSEWHERE,
        "its name holds a variable"),
    "a folder that is packed": (
        'data "archive_file" "a" {\n  source_dir = "${path.module}/modules"\n}\n', Outcome.RESOLVES, ""),
    "a folder that is packed and not there": (
        'data "archive_file" "a" {\n  source_dir = "${path.module}/lambda"\n}\n', Outcome.DANGLES, ""),
    "a file that another resource writes": (
        READS.replace("CALL", 'file("${path.module}/made.json")\n  filename = "${path.module}/made.json"'),
        Outcome.MADE_ELSEWHERE, "another place of Terraform makes it"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "outcome", "why"), CASES.values(), ids=CASES)
def test_outcome_of_what_terraform_names(text: str, outcome: Outcome, why: str) -> None:
    assert of(text) == (outcome, why)


MODULES = {
    "a name that a script mentions": ("./modules/db", {"up.sh": "createdb db\n"}, Outcome.DANGLES, ""),
    "a name of what runs fill": ("./modules/storage", {}, Outcome.DANGLES, ""),
    "a module that is ignored": (
        "./modules/db", {".gitignore": "infra/modules/db\n"}, Outcome.MADE_ELSEWHERE, ".gitignore ignores it"),
    "a module in what a build makes": (
        "./build/db", {}, Outcome.MADE_ELSEWHERE, "builds make folders of that name"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "files", "outcome", "why"), MODULES.values(), ids=MODULES)
def test_modules_are_written_and_not_made(
    source: str, files: dict[str, str], outcome: Outcome, why: str
) -> None:
    (one,) = found(MODULE.replace("SOURCE", source), **files)
    assert (one.outcome, one.why[-len(why) :] if why else one.why) == (outcome, why)


def test_a_reference_names_its_line_and_what_it_is_for() -> None:
    text = "\n" + MODULE.replace("SOURCE", "./db") + READS.replace("CALL", 'file("${path.module}/b.txt")')
    assert [(each.path, each.line, each.kind, each.name) for each in found(text)] == [
        ("infra/main.tf", 3, "Terraform takes the module", "./db"),
        ("infra/main.tf", 6, "Terraform reads", "b.txt"),
    ]


NOTHING = {
    "a module of a registry": MODULE.replace("SOURCE", "hashicorp/consul/aws"),
    "a module of another repository": MODULE.replace("SOURCE", "git::https://host/a.git"),
    "a comment": "# " + MODULE.replace("\n", "\n# ").replace("SOURCE", "./db"),
    "a comment of several lines": "/*\n" + MODULE.replace("SOURCE", "./db") + "*/\n",
    "a text of several lines": 'x = <<-EOT\nfile("b")\nEOT\n',
    "a variable": READS.replace("CALL", "file(var.name)"),
    "another function": READS.replace("CALL", 'myfile("b")'),
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_names_no_file_of_the_repository(text: str) -> None:
    assert found(text) == []


def test_after_a_text_of_several_lines_code_goes_on() -> None:
    assert [each.name for each in found('x = <<EOT\nEOT \ny = file("b")\n')] == ["b"]
    assert [each.name for each in found('/* a */\ny = file("b")\n')] == ["b"]


@pytest.mark.parametrize("path", ["examples/a/main.tf", "tests/main.tf", "infra/main.tf.bak"])
def test_an_example_a_test_and_another_file_are_not_asked(path: str) -> None:
    assert found(MODULE.replace("SOURCE", "./db"), path) == []


def test_a_folder_of_templates_is_asked() -> None:
    assert of(MODULE.replace("SOURCE", "./db"), "templates/main.tf") == (Outcome.DANGLES, "")


@given(
    st.lists(
        st.sampled_from(['file("a")', "/*", "*/", "<<EOT", "EOT", "# x", "// y", "", "x = 1"]), max_size=12
    )
)
def test_code_lines_keep_their_numbers(lines: list[str]) -> None:
    for number, text in code_lines(lines):
        assert lines[number - 1] == text
