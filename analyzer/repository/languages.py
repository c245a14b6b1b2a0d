"""Programming languages by file name: a table, and a lookup over it."""

from __future__ import annotations

EXTENSIONS: dict[str, str] = {
    "Python": "py pyw pyi wsgi",
    "Jupyter Notebook": "ipynb",
    "Ada": "adb ads",
    "Assembly": "asm s",
    "C": "c h",
    "C#": "cs csx",
    "C++": "cc cpp cxx c++ hh hpp hxx inl",
    "CSS": "css scss sass less styl",
    "Clojure": "clj cljc cljs",
    "Cuda": "cu cuh",
    "Cython": "pyx pxd pxi",
    "D": "d",
    "Dart": "dart",
    "Elixir": "ex exs",
    "Elm": "elm",
    "Erlang": "erl hrl",
    "F#": "fs fsx",
    "Fortran": "f f90 f95 f03 for",
    "Go": "go",
    "Groovy": "groovy gradle",
    "HCL": "tf hcl nomad",
    "HTML": "html htm xhtml",
    "Haskell": "hs lhs",
    "Java": "java",
    "JavaScript": "js jsx mjs cjs",
    "Julia": "jl",
    "Kotlin": "kt kts",
    "Lua": "lua",
    "MATLAB": "m mlx",
    "Nim": "nim",
    "Nix": "nix",
    "OCaml": "ml mli",
    "Objective-C++": "mm",
    "PHP": "php",
    "Pascal": "pas",
    "Perl": "pl pm",
    "PowerShell": "ps1 psm1",
    "Protocol Buffer": "proto",
    "Quarto": "qmd",
    "R": "r rmd rnw",
    "Ruby": "rb rake ru",
    "Rust": "rs",
    "SAS": "sas",
    "SQL": "sql",
    "Scala": "scala sc sbt",
    "Shell": "sh bash zsh ksh fish bats",
    "Solidity": "sol",
    "Stan": "stan",
    "Stata": "do ado",
    "Svelte": "svelte",
    "Swift": "swift",
    "Tcl": "tcl",
    "TypeScript": "ts tsx mts cts",
    "VHDL": "vhd vhdl",
    "Verilog": "v sv",
    "Visual Basic": "vb vbs",
    "Vue": "vue",
    "Zig": "zig",
}
FILE_NAMES = {
    "makefile": "Makefile",
    "gnumakefile": "Makefile",
    "cmakelists.txt": "CMake",
    "jenkinsfile": "Groovy",
    "vagrantfile": "Ruby",
    "rakefile": "Ruby",
    "gemfile": "Ruby",
    "snakefile": "Snakemake",
}
_BY_EXTENSION = {extension: name for name, listed in EXTENSIONS.items() for extension in listed.split()}
_BY_WORD = {name.casefold(): name for name in EXTENSIONS}

# What describes pages, schemas or builds is shown as a language, but holds no program of its own.
NOT_PROGRAMS = frozenset({"CSS", "CMake", "HCL", "HTML", "Makefile", "Nix", "Protocol Buffer"})


def language(path: str) -> str | None:
    """The programming language of a file by its name, None if it is none.

    Extensions that several languages share have the one that machine learning repositories mean:
    `.m` is MATLAB, `.h` is C.
    """
    name = path[path.rfind("/") + 1 :].lower()
    if name in FILE_NAMES:
        return FILE_NAMES[name]
    stem, _, extension = name.rpartition(".")
    return _BY_EXTENSION.get(extension) if stem else None


def language_called(word: str) -> str | None:
    """The programming language that a word of a file names, whatever its case; None of any other word."""
    return _BY_WORD.get(word.casefold())
