"""Targets of magefiles and steps of a Rails application's CI: names, commands, lines, and what is none."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.parsing.tasks import invocation, parse_targets, target_kind
from tests.support.snapshots import run, snapshot
from tests.support.unread import workflow

HEAD = '//go:build mage\n\npackage main\n\nimport "github.com/magefile/mage/sh"\n\n'


def commands(body: str, path: str = "magefile.go", head: str = HEAD) -> list[str]:
    found = parse_targets(path, f"{head}func Test() error {{\n{body}\n}}\n".encode())
    return [row for file in found for each in file.targets for row in each.script.split("\n") if row]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('\treturn sh.RunV("go", "test", "./...")', ["go test ./..."]),
        ('\treturn sh.RunWith(map[string]string{"CGO_ENABLED": "1"}, "go", "test")', ["go test"]),
        ('\treturn sh.RunWithV(env, "go", "test")', ["go test"]),
        ('\treturn exec.Command("go", "vet").Run()', ["go vet"]),
        ('\treturn exec.CommandContext(ctx, "go", "vet").Run()', ["go vet"]),
        ('\tscript.Exec("go test ./...").Stdout()', ["go test ./..."]),
        ('\tsh.Run("go", "fmt")\n\treturn sh.Run("go", "test", "-run", "A b")', ["go fmt", "go test -run 'A b'"]),
        ('\treturn sh.Run("go", args...)', ["go"]),
        ("\treturn sh.Run(tool)", []),
        ('\tfmt.Println("go", "test")', []),
    ],
)  # fmt: skip
def test_a_target_of_mage_runs_commands(body: str, found: list[str]) -> None:
    assert commands(body) == found


def test_targets_of_mage_have_names_lines_and_dependencies() -> None:
    text = (
        HEAD + "type DB mg.Namespace\n\nvar Default = All\n\nfunc All() {\n\tmg.Deps(Test, DB.Migrate)\n}\n\n"
        'func (DB) Migrate() error {\n\treturn sh.Run("a")\n}\n\nfunc helper() {\n\tsh.Run("b")\n}\n'
    )
    (file,) = parse_targets("magefile.go", text.encode())
    assert [(each.name, each.line, each.depends) for each in file.targets] == [
        ("all", 11, ("test", "db:migrate")),
        ("db:migrate", 15, ()),
    ]
    assert file.targets[1].line_at(1) == 16
    assert (file.default, file.directory) == ("all", None)


def test_what_lies_in_the_folder_needs_no_mark_and_runs_above_it() -> None:
    body = 'func Test() error {\n\treturn sh.Run("go", "test")\n}\n'
    (file,) = parse_targets("magefiles/test.go", f"package main\n{body}".encode())
    assert (file.targets[0].name, file.directory) == ("test", "..")
    assert parse_targets("magefile.go", f"package main\n{body}".encode()) == ()
    assert target_kind("cmd/test.go") is None


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("mage test", ("test",)),
        ("mage -v Test db:Migrate", ("test", "db:migrate")),
        ("mage", ()),
        ("mage -l", None),
        ("mage -compile out test", None),
        ("go run github.com/magefile/mage@v1.15.0 test", ("test",)),
        ("go tool mage test", ("test",)),
        ("go run mage.go test", ("test",)),
        ("go run ./cmd/x test", None),
        ("go test ./...", None),
    ],
)
def test_calls_of_mage(words: str, names: tuple[str, ...] | None) -> None:
    found = [each.names for each in invocation(tuple(words.split())) if each.kind == "mage"]
    assert found == ([] if names is None else [names])


STEPS = 'CI.run do\n  step "Setup", "bin/setup --skip-server"\n  # step "Off", "bin/off"\n  step "Tests", "bin/rails test"\nend\n'
RAILS = {"config/ci.rb": STEPS, "bin/ci": '#!/usr/bin/env ruby\nrequire_relative "../config/ci.rb"\n'}
RUBY_TEST = {
    "app/a.rb": "class A\n  def f\n    1\n  end\nend\n",
    "test/a_test.rb": "class ATest < Minitest::Test\n  def test_f\n    assert_equal 1, A.new.f\n  end\nend\n",
}
GO_TEST = {
    "go.mod": "module x\n\ngo 1.22\n",
    "a.go": "package a\n\nfunc F() int { return 1 }\n",
    "a_test.go": 'package a\n\nimport "testing"\n\nfunc TestF(t *testing.T) {\n\tif F() != 1 {\n\t\tt.Fatal()\n\t}\n}\n',
}
MAGE = {
    "magefile.go": HEAD
    + 'func Test() error {\n\treturn sh.RunV("go", "test", "./...")\n}\n\nfunc Lint() error {\n\treturn sh.RunV("golangci-lint", "run")\n}\n'
}
GINKGO = {
    "go.mod": "module x\n\ngo 1.22\n\nrequire github.com/onsi/ginkgo/v2 v2.1.0\n",
    "a.go": "package a\n\nfunc F() int { return 1 }\n",
    "a_test.go": 'package a_test\n\nimport (\n\t. "github.com/onsi/ginkgo/v2"\n\t. "github.com/onsi/gomega"\n\t"x"\n)\n\n'
    'var _ = Describe("F", func() {\n\tIt("is one", func() {\n\t\tExpect(a.F()).To(Equal(1))\n\t})\n})\n',
}
IN_CI = {
    "the steps": ({**RAILS, **RUBY_TEST}, "bin/ci", Level.WIRED),
    "the steps from the root": ({**RAILS, **RUBY_TEST}, "./bin/ci", Level.WIRED),
    "no step of tests": ({**RAILS, **RUBY_TEST, "config/ci.rb": STEPS.replace("rails test", "rails routes")}, "bin/ci", Level.ABSENT),
    "another script": ({**RAILS, **RUBY_TEST}, "bin/other", Level.ABSENT),
    "a target": ({**GO_TEST, **MAGE}, "mage test", Level.WIRED),
    "another target": ({**GO_TEST, **MAGE}, "mage lint", Level.ABSENT),
    "a spec": (GINKGO, "ginkgo -r", Level.WIRED),
    "a spec by Go": (GINKGO, "go run github.com/onsi/ginkgo/v2/ginkgo -r", Level.WIRED),
    "a spec of another program": (GINKGO, "go run ./cmd/ginkgone -r", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "command", "level"), IN_CI.values(), ids=IN_CI)
def test_what_they_run_is_run_in_ci(files: dict[str, str], command: str, level: Level) -> None:
    assert run("ci_tests", snapshot({**files, **workflow("push", command)})).level is level
