"""Tests in Go and JavaScript that name nothing of the repository are present, no more."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

GO = 'package shop\n\nimport (\n\t"testing"\n{imports})\n\nfunc TestIt(t *testing.T) {{\n{body}}}\n'
CODE = (
    "package shop\n\nvar (\n\tlimit = 3\n\tnames []string\n)\n\ntype Row struct{}\n\n"
    "func Clean(x int) int { return x }\n"
)
FAILS = "\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n"
# name: (the imports of a Go test, its body, whether it names something of the repository)
GO_CASES = {
    "a library alone": ('\t"other.org/conf"\n', "\terr := conf.Get().Scan()\n" + FAILS, False),
    "a name in a text or a comment": (
        '\t"other.org/conf"\n',
        '\terr := conf.Get("Clean") // Clean\n' + FAILS,
        False,
    ),
    "a method of the same name": ('\t"other.org/conf"\n', "\terr := conf.Clean(1)\n" + FAILS, False),
    "a function of the package": ("", "\tif Clean(1) != 1 {\n\t\tt.Fatal(1)\n\t}\n", True),
    "a type of the package": ("", "\tx := &Row{}\n\tif x == nil {\n\t\tt.Fatal(1)\n\t}\n", True),
    "a variable of a group": ("", "\tif limit != 3 {\n\t\tt.Fatal(1)\n\t}\n", True),
    "a helper of another test": ("", "\tif help() != 1 {\n\t\tt.Fatal(1)\n\t}\n", True),
    "a package of the module": ('\t"x.org/shop/rows"\n', "\terr := rows.Get()\n" + FAILS, True),
    "a program that is started": ('\t"os/exec"\n', '\terr := exec.Command("a").Run()\n' + FAILS, True),
    "a service that runs": ('\t"net/http"\n', '\t_, err := http.Get("http://a/b")\n' + FAILS, True),
}


@pytest.mark.parametrize("name", GO_CASES)
def test_a_go_test_names_something_of_its_package_or_module(name: str) -> None:
    imports, body, real = GO_CASES[name]
    files = {
        "go.mod": "module x.org/shop\n\ngo 1.22\n",
        "shop/code.go": CODE,
        "shop/help_test.go": "package shop\n\nfunc help() int { return 1 }\n",
        "rows/rows.go": "package rows\n\nfunc Get() error { return nil }\n",
        "shop/it_test.go": GO.format(imports=imports, body=body),
    }
    finding = run("tests", snapshot(files))
    assert finding.level is (Level.SUBSTANTIVE if real else Level.PRESENT)
    assert finding.evidence[0].note.endswith("no code of this repository is named in it") is not real


HELP = (
    """import { clean } from "../src/clean.js"

export const user = {
  id: 1,
  made: new Date().toISOString(),
}

export function list(x) {
  return [x, user.id]
}

export const cleaned = {
  id: clean(1),
}

export const twice = [cleaned, cleaned]

export const streamed = (rows) => {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(rows[0])
    },
  })
}

export const poured = (rows) => {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(clean(rows))
    },
  })
}

export function chosen(x) {
  if(clean) {
    return x
  }
}

export const flat = {
id: clean(1),
}

export const said = `a
 1`

export const told = `a ${clean(1)}`

export function long() {
"""
    + "  // a\n" * 400
    + """  return clean(1)
}

export const asked = async (x) => {
  return fetch("/a", x)
}
"""
)
HEAD = 'import test from "node:test"\nimport assert from "node:assert/strict"\n'
READS = 'import { readFile } from "node:fs/promises"\n'
# name: (a JavaScript test, whether it names something of the repository)
SCRIPTS = {
    "a file of data": (
        READS + 'test("a", async () => {\n  const x = JSON.parse(await readFile("package.json", "utf8"))\n'
        "  assert.equal(x.private, true)\n})\n",
        False,
    ),
    "an installed package alone": (
        'import { z } from "zod"\ntest("a", () => {\n  assert.equal(z.string().parse("a"), "a")\n})\n',
        False,
    ),
    "a page": ('test("a", () => {\n  assert.equal(document.title, "Shop")\n})\n', True),
    "the window through a variable": (
        'const { shop } = globalThis\ntest("a", () => {\n  assert.equal(shop.clean(1), 1)\n})\n',
        True,
    ),
    "a document of its own": (
        'test("a document in the window", () => {\n  const document = { id: 1 }\n  assert.equal(document.id, 1)\n})\n',
        False,
    ),
    "types alone": (
        'import type { Row } from "./clean.js"\ntest("a", () => {\n  const x: Row = { a: 1 }\n'
        "  assert.equal(x.a, 1)\n})\n",
        False,
    ),
    "what a helper of tests makes up": (
        'import { user, list } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(user.id, list(1)[0])\n})\n',
        False,
    ),
    "what a helper of tests cleans": (
        'import { user, cleaned } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(user.id, cleaned.id)\n})\n',
        True,
    ),
    "what a helper of tests makes of what is cleaned": (
        'import { twice } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(twice.id, 1)\n})\n',
        True,
    ),
    "a stream that a helper of tests makes up": (
        'import { streamed } from "../tests/help.js"\ntest("a", () => {\n  assert.ok(streamed([1]))\n})\n',
        False,
    ),
    "a stream of what is cleaned": (
        'import { poured } from "../tests/help.js"\ntest("a", () => {\n  assert.ok(poured([1]))\n})\n',
        True,
    ),
    "a choice by what is elsewhere": (
        'import { chosen } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(chosen(1), 1)\n})\n',
        True,
    ),
    "what a helper of tests cleans without an indent": (
        'import { flat } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(flat.id, 1)\n})\n',
        True,
    ),
    "a text of a helper of tests with code in it": (
        'import { told } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(told, "1")\n})\n',
        True,
    ),
    "a text of a helper of tests": (
        'import { said } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(said, "1")\n})\n',
        False,
    ),
    "a long helper of tests": (
        'import { long } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(long(), 1)\n})\n',
        True,
    ),
    "a helper of tests that asks a service": (
        'import { asked } from "../tests/help.js"\ntest("a", () => {\n  assert.equal(asked(1), 1)\n})\n',
        True,
    ),
    "all that a helper of tests has": (
        'import * as help from "../tests/help.js"\ntest("a", () => {\n  assert.equal(help.user.id, 1)\n})\n',
        True,
    ),
    "what another module makes up": (
        'import { user } from "./made.js"\ntest("a", () => {\n  assert.equal(user.id, 1)\n})\n',
        True,
    ),
    "a module beside it": (
        'import { clean } from "./clean.js"\ntest("a", () => {\n  assert.equal(clean(1), 1)\n})\n',
        True,
    ),
    "a module by another name": (
        'import { clean } from "@/clean"\ntest("a", () => {\n  assert.equal(clean(1), 1)\n})\n',
        True,
    ),
    "a part of the repository": (
        'import { clean } from "@shop/part"\ntest("a", () => {\n  assert.equal(clean(1), 1)\n})\n',
        True,
    ),
    "the text of its code": (
        READS + 'test("a", async () => {\n  assert.match(await readFile("src/clean.js", "utf8"), /a/)\n})\n',
        True,
    ),
    "a program that is started": (
        'import { spawnSync } from "node:child_process"\ntest("a", () => {\n'
        '  assert.equal(spawnSync("node", ["."]).status, 0)\n})\n',
        True,
    ),
    "a name that nobody declares": ('test("a", () => {\n  assert.equal(clean(1), 1)\n})\n', True),
    "a service that runs": (
        'test("a", async () => {\n  assert.equal((await fetch("/a")).status, 200)\n})\n',
        True,
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_javascript_test_names_something_of_the_repository(name: str) -> None:
    code, real = SCRIPTS[name]
    packages = '{"name": "shop", "dependencies": {"zod": "3.0.0", "@shop/part": "*"}}'
    files = {
        "package.json": packages,
        "part/package.json": '{"name": "@shop/part"}',
        "tests/help.js": HELP,
        "src/made.js": "export const user = {\n  id: 1,\n}\n",
        "src/clean.js": "export function clean(x) { return x }\n",
        "src/it.test.ts" if ": Row" in code else "src/it.test.mjs": HEAD + code,
    }
    finding = run("tests", snapshot(files))
    assert finding.level is (Level.SUBSTANTIVE if real else Level.PRESENT)
