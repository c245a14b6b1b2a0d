"""Pieces of repositories in other languages that tests of several checks use."""

from __future__ import annotations


def ci(*lines: str) -> dict[str, str]:
    """A workflow with one job of these commands."""
    steps = "".join(f"      - run: {line}\n" for line in lines)
    return {
        ".github/workflows/ci.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    }


def starts(file: str) -> dict[str, str]:
    """An image that runs a script of R."""
    return {"Dockerfile": f'FROM rocker/r-ver:4\nCOPY . .\nCMD ["Rscript", "{file}"]\n'}


GO_MODULE = {"go.mod": "module example.org/x\n"}
