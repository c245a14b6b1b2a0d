"""Locks of other languages: of programs that work with a model, of all where there is no Python."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

ASKS = (
    'import OpenAI from "openai";\nconst client = new OpenAI();\n'
    "export const ask = () => client.chat.completions.create({});\n"
)
PLAIN = 'import express from "express";\nexport const app = express();\n'
SERVER = {"package.json": '{"dependencies": {"express": "4"}}'}
LOCK = {
    "package-lock.json": '{\n  "packages": {\n    "node_modules/openai": {\n      "version": "4.1.0"\n    }\n  }\n}\n'
}
EMPTY = {"package-lock.json": '{\n  "packages": {}\n}\n'}
GO_ASKS = (
    'package main\n\nimport "github.com/sashabaranov/go-openai"\n\nfunc main() {\n'
    '\tclient := openai.NewClient("x")\n\tclient.CreateChatCompletion()\n}\n'
)
GO_SUM = {"go.sum": "github.com/sashabaranov/go-openai v1.2.0 h1:AbC=\n"}


def job(*lines: str) -> dict[str, str]:
    steps = "".join(f"      - run: {line}\n" for line in lines)
    return {
        ".github/workflows/ci.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    }


NOTE = "package-lock.json with 1 version"
RENV = '{\n  "Packages": {\n    "vetiver": {\n      "Package": "vetiver",\n      "Version": "0.2.5"\n    }\n  }\n}\n'
SERVES_R = {
    "plumber.R": 'library(vetiver)\nmodel <- vetiver_pin_read(board, "m")\npr <- vetiver_api(plumber::pr(), model)\n'
    "ask <- function(new_data) predict(model, new_data)\n"
}
OWN_NAME = {**SERVES_R, "vetiver_renv.lock": RENV}
RESTORES = 'RUN Rscript -e "renv::restore()"\n'


def setup_renv(rows: str) -> dict[str, str]:
    """A service in R whose CI installs by the action, with some rows below it."""
    [(path, text)] = job("-").items()
    return {
        **SERVES_R,
        "renv.lock": RENV,
        path: text.replace("run: -", "uses: r-lib/actions/setup-renv@v2") + rows,
    }


def wine(context: str, *, trainer: bool = True) -> dict[str, str]:
    """A project that predicts with a model, and one whose pipeline has a trainer that nothing fits."""
    built = (
        "var p = c.Regression.Trainers.LbfgsPoissonRegression();" if trainer else "c.Model.Load(path, out s);"
    )
    engine = "c.Model.CreatePredictionEngine<A, B>(m).Predict(a);"
    pinned = "".join(
        f'<PackageReference Include="Microsoft.{x}" Version="1.2.0" />\n' for x in ("ML", "A", "B")
    )
    return {
        "W/W.csproj": f'<Project Sdk="Microsoft.NET.Sdk">\n<ItemGroup>\n{pinned}</ItemGroup>\n</Project>\n',
        "W/Train.cs": f"using Microsoft.ML;\nclass T {{ void M() {{ var c = {context}; {built} }} }}\n",
        "W/Ask.cs": f"using Microsoft.ML;\nclass U {{ void M() {{ var c = new MLContext(); {engine} }} }}\n",
    }


RESTORING = (
    "FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet restore {}\n"
    "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=build /app .\n"
)
TS = {**SERVER, "src/a.ts": ASKS, **LOCK}
PNPM = {
    **SERVER,
    "src/a.ts": ASKS,
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages:\n\n  openai@4.1.0:\n    resolution: {}\n",
}
# The files, the level, and where the strongest evidence is.
LEVELS = {
    "a model and no lock": ({**SERVER, "src/a.ts": ASKS}, Level.ABSENT, "", ""),
    "a lock that pins nothing": ({**SERVER, "src/a.ts": ASKS, **EMPTY}, Level.ABSENT, "", ""),
    "a lock and no model": ({**SERVER, "src/a.ts": PLAIN, **LOCK}, Level.PRESENT, "package-lock.json:1", NOTE),
    "a lock of a page alone": (
        {"package.json": '{"dependencies": {"react": "19.0.0"}}', "src/app.tsx": "export const a = () => <b/>;\n", **LOCK},
        Level.PRESENT, "package-lock.json:1", NOTE),
    "a lock of a page beside Python": (
        {**SERVER, "src/a.ts": PLAIN, **LOCK, "a.py": "print(1)\n"}, Level.ABSENT, "", ""),
    "a lock and a model that is only called": (TS, Level.SUBSTANTIVE, "package-lock.json:1", NOTE),
    "the same beside Python": ({**TS, "a.py": "print(1)\n"}, Level.SUBSTANTIVE, "package-lock.json:1", NOTE),
    "CI installs what the lock says": (
        {**TS, **job("npm ci")}, Level.WIRED, ".github/workflows/ci.yml:6", "CI installs from package-lock.json"),
    "CI installs and may write another lock": ({**TS, **job("npm install")}, Level.SUBSTANTIVE, "package-lock.json:1", NOTE),
    "pnpm without its option": ({**TS, **job("pnpm install")}, Level.SUBSTANTIVE, "package-lock.json:1", NOTE),
    "pnpm with it": (
        {**TS, **job("pnpm install --frozen-lockfile")}, Level.WIRED, ".github/workflows/ci.yml:6", "CI installs"),
    "pnpm in CI takes its own lock as it is": (
        {**PNPM, **job("pnpm install")}, Level.WIRED, ".github/workflows/ci.yml:6", "CI installs from pnpm-lock.yaml"),
    "pnpm in CI that may write another": (
        {**PNPM, **job("pnpm install --no-frozen-lockfile")}, Level.SUBSTANTIVE, "pnpm-lock.yaml:1", ""),
    "pnpm in an image may write another": (
        {**PNPM, "Dockerfile": "FROM node:20\nCOPY . .\nRUN pnpm install\n"}, Level.SUBSTANTIVE, "pnpm-lock.yaml:1", ""),
    "pnpm in an image with its option": (
        {**PNPM, "Dockerfile": "FROM node:20\nCOPY . .\nRUN pnpm i --frozen-lockfile\n"}, Level.WIRED, "Dockerfile:3", ""),
    "a page beside the program": (
        {**SERVER, "api/a.ts": ASKS, "web/package-lock.json": LOCK["package-lock.json"]}, Level.PRESENT, "web/package-lock.json:1", NOTE),
    "a program with its lock beside it": (
        {**SERVER, "api/a.ts": ASKS, "api/package-lock.json": LOCK["package-lock.json"]},
        Level.SUBSTANTIVE, "api/package-lock.json:1", NOTE),
    "an image installs": (
        {**TS, "Dockerfile": "FROM node:20\nCOPY . .\nRUN npm ci\n"}, Level.WIRED, "Dockerfile:3",
        "the image installs from package-lock.json"),
    "a lock of R under a name of its own": (OWN_NAME, Level.SUBSTANTIVE, "vetiver_renv.lock:1", "vetiver_renv.lock"),
    "an image that copies it to its usual name": (
        {**OWN_NAME, "Dockerfile": f"FROM r-base\nCOPY vetiver_renv.lock renv.lock\n{RESTORES}"},
        Level.WIRED, "Dockerfile:3", "the image installs from vetiver_renv.lock"),
    "an image that copies it under its own": (
        {**OWN_NAME, "Dockerfile": f"FROM r-base\nCOPY vetiver_renv.lock .\n{RESTORES}"},
        Level.SUBSTANTIVE, "vetiver_renv.lock:1", ""),
    "the action of R": (setup_renv("        with:\n          cache-version: 1\n"), Level.WIRED, ".github/workflows/ci.yml:6", "CI installs from renv.lock"),
    "the usual profile": (setup_renv("        with:\n          profile: '\"\"'\n"), Level.WIRED, ".github/workflows/ci.yml:6", "CI installs from renv.lock"),
    "a profile that has no lock": (setup_renv("        with:\n          profile: '\"shiny\"'\n"), Level.SUBSTANTIVE, "renv.lock:1", ""),
    "a profile of the environment": (setup_renv("        env:\n          RENV_PROFILE: shiny\n"), Level.SUBSTANTIVE, "renv.lock:1", ""),
    "a profile with a lock": (
        {**setup_renv("        with:\n          profile: '\"shiny\"'\n"), "renv/profiles/shiny/renv.lock": RENV},
        Level.WIRED, ".github/workflows/ci.yml:6", "CI installs from renv/profiles/shiny/renv.lock"),
    "an image with a profile": (
        {**SERVES_R, "renv.lock": RENV, "Dockerfile": f"FROM r-base\nENV RENV_PROFILE=shiny\nCOPY . .\n{RESTORES}"},
        Level.SUBSTANTIVE, "renv.lock:1", ""),
    "a trainer without a seed": (wine("new MLContext()"), Level.PRESENT, "W/W.csproj:1", ""),
    "a trainer with a seed": (wine("new MLContext(seed: 1)"), Level.SUBSTANTIVE, "W/W.csproj:1", "100% of 3"),
    "a trainer with a seed in its place": (wine("new MLContext(1)"), Level.SUBSTANTIVE, "W/W.csproj:1", "100% of 3"),
    "an image that restores a project by its path": (
        {**wine("new MLContext(1)"), "Dockerfile": RESTORING.format("W/W.csproj")}, Level.WIRED, "Dockerfile:4",
        "the image installs from W/W.csproj"),
    "one that restores another by its path": (
        {**wine("new MLContext(1)"), "Dockerfile": RESTORING.format("V/W.csproj")}, Level.SUBSTANTIVE, "W/W.csproj:1", ""),
    "no trainer, no seed": (wine("new MLContext()", trainer=False), Level.SUBSTANTIVE, "W/W.csproj:1", ""),
    "Go without sums": ({"main.go": GO_ASKS, "go.mod": "module x\n"}, Level.ABSENT, "", ""),
    "Go with sums": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM}, Level.SUBSTANTIVE, "go.sum:1", "go.sum with 1 version"),
    "Go that CI builds": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM, **job("go build ./...")}, Level.WIRED,
        ".github/workflows/ci.yml:6", "CI installs from go.sum"),
    "a tool that CI fetches at a version": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM, **job("go install a.b/c/tool@v1.2.3")},
        Level.SUBSTANTIVE, "go.sum:1", ""),
    "one that it runs": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM, **job("go run a.b/c@latest ./...")},
        Level.SUBSTANTIVE, "go.sum:1", ""),
    "its own, with a sign in an argument": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM, **job("go build -ldflags=-X=a@b ./...")}, Level.WIRED,
        ".github/workflows/ci.yml:6", "CI installs from go.sum"),
    "an image that holds a tool alone": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM,
         "Dockerfile": "FROM golang:1.24\nRUN go install a.b/c/tool@v1.2.3\nCOPY db /db\n"},
        Level.SUBSTANTIVE, "go.sum:1", ""),
    "an image that builds before it copies": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM, "Dockerfile": "FROM golang:1.24\nRUN go build .\nCOPY . .\n"},
        Level.SUBSTANTIVE, "go.sum:1", ""),
    "an image that copies and builds": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", **GO_SUM, "Dockerfile": "FROM golang:1.24\nCOPY . .\nRUN go build .\n"},
        Level.WIRED, "Dockerfile:3", "the image installs from go.sum"),
    "sums of another folder": (
        {"main.go": GO_ASKS, "go.mod": "module x\n", "tools/go.sum": GO_SUM["go.sum"], **job("go build ./...")},
        Level.SUBSTANTIVE, "tools/go.sum:1", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_locks_of_the_language(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    finding = run("reproducible_environment", snapshot(files))
    assert_found(finding, level, where, words)
