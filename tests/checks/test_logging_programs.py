"""Logging of programs in other languages: log calls against prints, and loggers that are set up."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import told
from tests.support.services import express, gin
from tests.support.snapshots import facts, run, snapshot

PINO = 'import pino from "pino";\nconst log = pino();\n'
SLOG = '\t"log/slog"\n'
PRINTS = 'console.log("a"); '


def said(logs: int, prints: int) -> str:
    return f"{logs} log call{'s' * (logs != 1)} and {prints} print{'s' * (prints != 1)} outside command-line programs"


def logs(number: int, prints: int = 0) -> dict[str, str]:
    body = 'log.info("asked"); ' * number + PRINTS * prints
    return express(body, imports=PINO)


def fastify(body: str) -> dict[str, str]:
    """A service of Fastify whose handler logs."""
    source = f'import Fastify from "fastify";\nconst app = Fastify();\napp.post("/ask", async (req) => {{\n  {body}\n}});\n'
    return {"package.json": '{"dependencies": {"fastify": "5"}}', "server.ts": source}


LEVELS = {
    "fewer than several": (logs(2), Level.PRESENT, "server.ts:6", f"2 log calls here; {said(2, 0)}"),
    "several": (logs(3), Level.SUBSTANTIVE, "server.ts:6", f"3 log calls here; {said(3, 0)}"),
    "as many prints": (logs(3, 3), Level.PRESENT, "server.ts:6", f"3 log calls here; {said(3, 3)}"),
    "fewer prints": (logs(4, 3), Level.SUBSTANTIVE, "server.ts:6", f"4 log calls here; {said(4, 3)}"),
    "prints of scripts": (
        {**logs(3), "scripts/fill.ts": PRINTS * 9}, Level.SUBSTANTIVE, "server.ts:6", f"3 log calls here; {said(3, 0)}"),
    "prints of a program that only a person runs": (
        {**logs(3), "fill.ts": PRINTS * 9}, Level.SUBSTANTIVE, "server.ts:6", f"3 log calls here; {said(3, 0)}"),
    "prints of a page": (
        {**logs(3), "components/ask.tsx": PRINTS * 9}, Level.SUBSTANTIVE, "server.ts:6", f"3 log calls here; {said(3, 0)}"),
    "prints of a test": (
        {**logs(3), "server.test.ts": PRINTS * 9}, Level.SUBSTANTIVE, "server.ts:6", f"3 log calls here; {said(3, 0)}"),
    "of a request of Fastify": (
        fastify('req.log.info("a"); req.log.warn("b"); req.log.error("c"); '), Level.SUBSTANTIVE, "server.ts:4",
        f"3 log calls here; {said(3, 0)}"),
    "of something else than a logger": (
        fastify('req.log.info("a"); req.log.warn("b"); req.blog.error("c"); '), Level.PRESENT, "server.ts:4",
        f"2 log calls here; {said(2, 0)}"),
    "of a request of Express behind pino-http": (
        express('req.log.info("a"); req.log.warn("b"); req.log.error("c"); ', imports='import http from "pino-http";\n'),
        Level.SUBSTANTIVE, "server.ts:5", f"3 log calls here; {said(3, 0)}"),
    "in Go": (
        gin('slog.Info("a")\n\tslog.Warn("b")\n\tslog.Error("c")', imports=SLOG),
        Level.SUBSTANTIVE, "main.go:10", f"3 log calls here; {said(3, 0)}"),
    "in Go, beside a module of Python": (
        {**gin('slog.Info("a")\n\tslog.Warn("b")', imports=SLOG), "shop.py": "import logging\nlogging.info('c')\n"},
        Level.SUBSTANTIVE, "main.go:10", f"2 log calls here; {said(3, 0)}"),
}  # fmt: skip
OWN_LOGGER = (
    'import winston from "winston";\nconst inner = winston.createLogger({});\n'
    "class Logger {\n  private write(e: object) { inner.log(e); }\n  info(m: string) { this.write({ m }); }\n}\n"
    "export const logger = new Logger();\n"
)
OWN_IMPORT = 'import { logger } from "./logger";\n'
LEVELS["of an own logger"] = (
    {**express('logger.info("a"); logger.info("b"); ', imports=OWN_IMPORT), "logger.ts": OWN_LOGGER},
    Level.SUBSTANTIVE, "server.ts:5", f"2 log calls here; {said(3, 0)}",
)  # fmt: skip
MAKER = (
    'import debug from "debug";\nconst base = debug("shop");\n'
    "export function shopLogger(key: string) {\n  const inner = base.extend(key);\n"
    "  return { info: inner, error: console.error };\n}\n"
)
MADE = 'import { shopLogger } from "./maker";\nconst log = shopLogger("ask");\n'
LEVELS["of a logger that an own function makes"] = (
    {**express('log.info("a"); log.info("b"); log.error("c"); ', imports=MADE), "maker.ts": MAKER},
    Level.SUBSTANTIVE, "server.ts:6", f"3 log calls here; {said(3, 0)}",
)  # fmt: skip
ANSWERING_IMPORT = 'import { error } from "./answer";\n'
ANSWERING = (
    'import pino from "pino";\nconst log = pino();\n'
    "export function error(res: Response, e: Error) {\n  if (e.fatal) log.error(e);\n"
    "  res.status(500).json({ e });\n}\n"
)
LEVELS["an own function that answers and logs in a branch"] = (
    {**express("error(res, a); error(res, b); error(res, c); ", imports=ANSWERING_IMPORT), "answer.ts": ANSWERING},
    Level.PRESENT, "answer.ts:4", f"1 log call here; {said(1, 0)}",
)  # fmt: skip
ONLY_LOGGING = ANSWERING.replace("  res.status(500).json({ e });\n", "")
LEVELS["an own function that logs what is answered"] = (
    {**express("error(res, a); error(res, b); error(res, c); ", imports=ANSWERING_IMPORT), "answer.ts": ONLY_LOGGING},
    Level.SUBSTANTIVE, "server.ts:5", f"3 log calls here; {said(4, 0)}",
)  # fmt: skip
LEVELLED = (
    "const ORDER = { debug: 0, info: 1, error: 2 };\nexport class Logger {\n"
    "  private put(level: string, m: string) {\n    if (ORDER[level] < ORDER[this.level]) return;\n    console.log(level, m);\n  }\n"
    '  info(m: string) { this.put("info", m); }\n  error(m: string) { this.put("error", m); }\n}\n'
    "export const logger = new Logger();\n"
)
RECORDS = (
    "export const logger = {\n  info(message: string) {\n"
    '    console.log(JSON.stringify({ level: "info", message }));\n  },\n};\n'
)
for name, source in {
    "that leaves out what is below a level": LEVELLED,
    "that prints records": RECORDS,
}.items():
    LEVELS[f"of an own logger {name}"] = (
        {**express('logger.info("a"); logger.info("b"); logger.info("c"); ', imports=OWN_IMPORT), "logger.ts": source},
        Level.SUBSTANTIVE, "server.ts:5", f"3 log calls here; {said(3, 0)}",
    )  # fmt: skip
LEVELLED_LOGGER = {
    **express('logger.info("a"); logger.info("b"); logger.info("c"); ', imports=OWN_IMPORT),
    "logger.ts": LEVELLED,
}
NODE_IMAGE = {"Dockerfile": "FROM node\nCOPY . .\nCMD node server.ts\n"}
CONFIGURED_OWN = (
    "logging is configured in what the repository starts: an own logger leaves out what is below a level"
)
LEVELS["of an own logger with a level that is started"] = (
    {**LEVELLED_LOGGER, **NODE_IMAGE}, Level.WIRED, "logger.ts:4", CONFIGURED_OWN)  # fmt: skip
LEVELS["of an own logger without a level that is started"] = (
    {**LEVELLED_LOGGER, "logger.ts": RECORDS, **NODE_IMAGE},
    Level.SUBSTANTIVE, "server.ts:5", f"3 log calls here; {said(3, 0)}",
)  # fmt: skip
ABSENT = {
    "what a request of Express is called to keep": express(
        'req.log.info("a"); req.log.warn("b"); req.log.error("c"); '
    ),
    "what a function of another name makes": {
        **express('log.info("a"); ' * 4, imports=MADE.replace("shopLogger", "shop")),
        "maker.ts": MAKER.replace("shopLogger", "shop"),
    },
    "what is made without a package that logs": {
        **express('log.info("a"); ' * 4, imports=MADE),
        "maker.ts": "export function shopLogger(key: string) {\n  return { info: send, error: send };\n}\n",
    },
    "another method of what is made": {
        **express('log.table("a"); ' * 4, imports=MADE),
        "maker.ts": MAKER,
    },
    "an own function with a logger's name": {
        **express('logger.info("a"); logger.info("b"); logger.info("c"); ', imports=OWN_IMPORT),
        "logger.ts": "export const logger = { info(m: string) { kept.push(m); } };\n",
    },
    "prints alone": express(PRINTS * 3),
    "a console of a page": {
        "package.json": '{"dependencies": {"react": "19"}}',
        "index.js": PRINTS,
        "main.go": "",
    },
}


@pytest.mark.parametrize("case", LEVELS)
def test_levels(case: str) -> None:
    files, level, place, note = LEVELS[case]
    assert f"{level.name} {place} {note}" in told(run("logging", snapshot(files)))


@pytest.mark.parametrize(
    ("files", "level"),
    [
        (logs(3), Level.WIRED),
        (logs(2), Level.PRESENT),
        (gin('slog.Info("a")\n\tslog.Warn("b")\n\tslog.Error("c")', imports=SLOG), Level.SUBSTANTIVE),
        ({**logs(3), "server.ts": logs(3)["server.ts"].replace("pino()", "ours")}, Level.ABSENT),
    ],
    ids=["a logger that is made", "too few calls", "nothing is set up", "a logger of nobody knows whom"],
)
def test_a_logger_is_set_up_where_requests_are_answered(files: dict[str, str], level: Level) -> None:
    assert run("logging", snapshot(files)).level is level


@pytest.mark.parametrize("case", ABSENT)
def test_absent(case: str) -> None:
    finding = run("logging", snapshot(ABSENT[case]))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)


def test_a_page_alone_is_not_asked() -> None:
    files = {"package.json": '{"dependencies": {"react": "19"}}', "src/components/ask.tsx": PRINTS}
    finding = run("logging", snapshot(files))
    assert (finding.status, finding.reason) == (Status.NOT_APPLICABLE, "what is here runs in a browser")


MIXIN = """require 'logger'

module Pear
  module Logger
    @logger = ::Logger.new(STDOUT)

    class << self
      attr_accessor :logger
    end

    def log(message)
      {}
    end
  end
end
"""
INCLUDES = (
    "require_relative 'logger'\n\nmodule Pear\n  class Net\n    {}\n\n    def run\n      log 'a'\n      log 'b'\n"
    "      log 'c'\n    end\n  end\nend\n"
)


@pytest.mark.parametrize(
    ("logs", "includes", "number"),
    [
        ("Logger.logger.info message", "include Logger", 4),
        ("Logger.logger.info message", "extend Pear::Logger", 4),
        ("Logger.logger.info message", "include Comparable", 1),
        ("@messages << message", "include Logger", 0),
    ],
)
def test_a_class_that_includes_a_logging_module_logs(logs: str, includes: str, number: int) -> None:
    files = {"lib/logger.rb": MIXIN.format(logs), "lib/net.rb": INCLUDES.format(includes)}
    finding = run("logging", snapshot(files))
    assert facts("logging", snapshot(files))["log_calls"] == number
    assert (finding.level > Level.ABSENT) == (number > 0)


@pytest.mark.parametrize(
    "source",
    [
        LEVELLED.replace("if (ORDER[level] < ORDER[this.level]) return;", ""),
        LEVELLED.replace("error(m", "other(m"),
        RECORDS.replace('level: "info", ', ""),
        RECORDS.replace("message", "m"),
        RECORDS.replace("JSON.stringify", ""),
    ],
    ids=["at any level", "at one level", "no level", "no message", "no record"],
)
def test_an_own_function_that_only_prints_is_no_logger(source: str) -> None:
    files = express('logger.info("a"); logger.info("b"); logger.info("c"); ', imports=OWN_IMPORT)
    assert told(run("logging", snapshot({**files, "logger.ts": source}))) == []


def test_a_file_named_for_logs_is_shown_before_one_that_hands_a_logger_on() -> None:
    files = {
        "go.mod": "module m\n",
        "main.go": (
            'package main\n\nimport (\n\t"m/database"\n\t"m/logging"\n\t"log/slog"\n\t"net/http"\n)\n\nfunc main() {\n\tlogging.Init()\n'
            '\tdatabase.Open()\n\tslog.Info("a")\n\tslog.Info("b")\n\tslog.Info("c")\n\thttp.ListenAndServe(":1", nil)\n}\n'
        ),
        "database/database.go": 'package database\n\nimport (\n\t"log"\n\t"os"\n)\n\nfunc Open() {\n\tuse(log.New(os.Stdout, "", 0))\n}\n',
        "logging/logging.go": (
            'package logging\n\nimport (\n\t"log/slog"\n\t"os"\n)\n\nfunc Init() {\n'
            "\tslog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{})))\n}\n"
        ),
        "Dockerfile": 'FROM golang:1.22\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n',
    }
    found = run("logging", snapshot(files)).evidence
    configured = [each.path for each in found if each.note.startswith("logging is configured")]
    assert configured == ["logging/logging.go", "database/database.go"]
