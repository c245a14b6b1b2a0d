"""Targets: programs in other languages than Python, one for each way of reading them."""

from __future__ import annotations

from functools import partial

from analyzer.parsing.programs import parse_program
from fuzz.target import Target
from fuzz.targets.shared import PLAIN_FILE

COMMON = (
    "(", ")", "{", "}", "[", "]", ";", ",", ".", ":", "=", "\n", "\t", "    ", '"', "'", "`", "\\", "/*", "*/", "//", "#", "@", "$",
    "a.b.c(d)", "f(x)", "new A()", "class A", "if ", "else ", "for ", "while ", "return ", "try ", "catch ", "import ", "1", "2.5", "null",
)  # fmt: skip
BY_ENDING: dict[str, tuple[str, ...]] = {
    "ts": ("const x = ", "export default ", "import a from 'b'\n", "=> ", "async ", "await ", "?.", "??", "${", "<T>", ": string", "@Get('/')\n", "require('x')"),
    "tsx": ("<a b={c}>", "</a>", "const x = ", "=> "),
    "js": ("module.exports = ", "function f() {", "var x = ", "require('x')", "export * from './a'\n"),
    "go": ("package a\n", "func (h *H) F() ", "func f() ", ":= ", "import \"a/b\"\n", "struct {", "interface {", "go ", "defer ", "if err != nil {"),
    "java": ("package a.b;\n", "import a.b.*;\n", "@Get(\"/\")\n", "public class A {", "void f() {", "-> ", "::f", "var x = ", "record R(String a) {}"),
    "kt": ("package a\n", "fun f() ", "class A(private val b: C) ", "val x = ", "-> ", "?.", "post(\"/\") {", "object O {"),
    "scala": ("object A extends App {", "def f(x: Int) = ", "val x = ", "case ", "=> ", "import a._\n", "class A(b: C)"),
    "rb": ("def f\n", "end\n", "do |x|\n", "module A\n", "class A < B\n", "require 'a'\n", "@a ||= ", "A::B.new", ":sym", "=> ", "rescue E => e\n", "<<~T\n"),
    "cs": ("using A.B;\n", "namespace A;\n", "[HttpGet(\"/\")]\n", "public class A(B b) {", "async ", "await ", "=> ", "var x = ", "$\"{a}\""),
    "R": ("f <- function(x) {", "library(a)\n", "a::b(", "|> ", "%>% ", "~ ", "#* @post /a\n", "r\"(", ")\"", "\\(x) ", "$", "[[", "]]", "if (a) ", "-> x", "`a b`"),
    "jl": ("using A: b\n", "function f(x)\n", "end\n", "@testset \"a\" begin\n", "module A\n", "f(x) = ", "struct A\n", "do x\n", "include(\"a.jl\")\n"),
}  # fmt: skip


def _target(ending: str, tokens: tuple[str, ...]) -> Target:
    read = partial(parse_program, f"a.{ending}")
    return Target(f"program-{ending.lower()}", read, PLAIN_FILE, tokens=(*COMMON, *tokens), growth=600)


TARGETS = tuple(_target(ending, tokens) for ending, tokens in BY_ENDING.items())
