"""Defences of services in other languages: at least two kinds, on the way of a request."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import told
from tests.support.services import express, gin
from tests.support.snapshots import run, snapshot

RATE = '\t"golang.org/x/time/rate"\n'


def bound(tag: str, imports: str) -> dict[str, str]:
    """A handler that fills an object from the request, and a limit on how often it may be asked."""
    body = "limiter.Allow()\n\tvar in struct {\n\t\tQ string `" + tag + "`\n\t}\n\tc.ShouldBindJSON(&in)"
    files = gin(body, imports=imports)
    files["main.go"] += "var limiter = rate.NewLimiter(1, 5)\n"
    return files


JOB = 'package main\n\nimport "github.com/golang-jwt/jwt/v5"\n\nfunc job() {\n\tjwt.Parse("x", nil)\n}\n'
LEVELS = {
    "one kind": (
        express("if (!req.user) return res.status(401).end();"),
        ["PRESENT server.ts:4 authentication: responds with 401"]),
    "an error of a library, by a word of gRPC": (
        express("if (!req.user) throw ApiError.PermissionDenied('you');"),
        ["PRESENT server.ts:4 authentication: responds with 403"]),
    "two kinds": (
        express("if (!req.user) return res.status(401).end();\n  if (full()) return res.status(429).end();"),
        ["WIRED server.ts:4 authentication: responds with 401", "WIRED server.ts:5 rate limit: responds with 429"]),
    "what another service answered is only told": (
        express("if (!req.user) return res.status(401).end();\n  if (asked.status === 429) {\n    return res.status(429).end();\n  }"),
        ["PRESENT server.ts:4 authentication: responds with 401"]),
    "a limit far below another's answer": (
        express(
            "if (!req.user) return res.status(401).end();\n  if (asked.status === 429) wait();\n  a();\n  b();\n  c();\n"
            "  d();\n  return res.status(429).end();"),
        ["WIRED server.ts:4 authentication: responds with 401", "WIRED server.ts:10 rate limit: responds with 429"]),
    "twice the same kind": (
        express("if (!req.user) return res.status(401).end();\n  if (!may(req)) return res.sendStatus(403);"),
        ["PRESENT server.ts:4 authentication: responds with 401"]),
    "two kinds in Go": (
        gin("c.AbortWithStatus(http.StatusUnauthorized)\n\tc.AbortWithStatus(http.StatusRequestEntityTooLarge)"),
        ["WIRED main.go:9 authentication: responds with 401", "WIRED main.go:10 input bound: responds with 413"]),
    "a bound and a limit": (
        bound('binding:"required,max=500"', RATE), [
            "WIRED main.go:10 rate limit: x/time/rate: NewLimiter.Allow",
            "WIRED main.go:14 input bound: Gin binding: Context.ShouldBindJSON"]),
    "an object that is only filled, and a limit": (
        bound('json:"q"', RATE), ["PRESENT main.go:10 rate limit: x/time/rate: NewLimiter.Allow"]),
    "a limiter of what is asked of others": (
        gin(imports=RATE, more="limiter := rate.NewLimiter(1, 5)\n\tgo work(limiter)"), []),
    "how much a model may answer bounds no request": (
        gin('openai.NewClient("x").CreateChatCompletion(c, openai.ChatCompletionRequest{MaxTokens: 500})',
            imports='\topenai "github.com/sashabaranov/go-openai"\n'), []),
    "a limit on time defends against nobody": (
        gin('c.JSON(200, "yes")', imports='\t"time"\n', more="http.TimeoutHandler(nil, time.Second, \"\")"), []),
    "what is read of the body of a request": (
        gin("c.AbortWithStatus(401)\n\tio.ReadAll(io.LimitReader(c.Request.Body, 500))", imports='\t"io"\n'), [
            "WIRED main.go:10 authentication: responds with 401", "WIRED main.go:11 input bound: io: LimitReader"]),
    "what is read of another's answer": (
        gin("c.AbortWithStatus(401)\n\tio.ReadAll(io.LimitReader(resp.Body, 500))", imports='\t"io"\n'),
        ["PRESENT main.go:10 authentication: responds with 401"]),
    "a size that the server takes": (
        gin("c.AbortWithStatus(401)", more="r.MaxMultipartMemory = 8 << 20"), [
            "WIRED main.go:9 authentication: responds with 401", "WIRED main.go:14 input bound: size limit MaxMultipartMemory"]),
    "an answer of middleware": (
        {**gin("c.AbortWithStatus(401)", more="r.Use(limited())"),
         "limit.go": 'package main\n\nimport "github.com/gin-gonic/gin"\n\nfunc limited() gin.HandlerFunc {\n'
         "\treturn func(c *gin.Context) {\n\t\tc.AbortWithStatus(429)\n\t}\n}\n"}, [
            "WIRED limit.go:7 rate limit: responds with 429", "WIRED main.go:9 authentication: responds with 401"]),
    "middleware of the application": (
        gin("c.AbortWithStatus(429)", more='r.Use(gin.BasicAuth(gin.Accounts{"a": "b"}))'), [
            "WIRED main.go:9 rate limit: responds with 429", "WIRED main.go:14 authentication: Gin: BasicAuth"]),
    "authentication that no request meets": (
        {**gin(), "job.go": f"{JOB}\nfunc again() {{\n\tjob()\n}}\n\nvar Jobs = []func(){{again}}\n"},
        ["PRESENT job.go:6 authentication: jwt: Parse"]),
}  # fmt: skip
ABSENT = {
    "authentication that nothing calls": {**gin(), "job.go": JOB},
    "other errors": express("res.status(400).end(); res.status(404).end(); res.status(500).end();"),
    "a kind of failure of the program's own, by a word of gRPC": {
        **express(
            "next(WorkError.PermissionDenied('paused'));", imports='import { WorkError } from "./errors";\n'
        ),
        "errors.ts": "export class WorkError {\n  static PermissionDenied(x: string) {\n    return x;\n  }\n}\n",
    },
    "no route": {"package.json": "{}", "main.ts": "export function f(res) {\n  res.status(401).end();\n}\n"},
}


@pytest.mark.parametrize("case", LEVELS)
def test_levels(case: str) -> None:
    files, expected = LEVELS[case]
    assert told(run("robustness", snapshot(files))) == expected


@pytest.mark.parametrize("case", ABSENT)
def test_absent(case: str) -> None:
    finding = run("robustness", snapshot(ABSENT[case]))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)


def test_a_filter_of_actions_is_named_by_what_it_runs() -> None:
    files = {
        "Gemfile": 'gem "rails"\n',
        "config/routes.rb": 'Rails.application.routes.draw do\n  post "ask" => "asks#create"\nend\n',
        "app/controllers/asks_controller.rb": (
            "class AsksController < ApplicationController\n  before_action :authenticate_user!\n"
            "  def create\n    render json: 1\n  end\nend\n"
        ),
    }
    notes = [each.note for each in run("robustness", snapshot(files)).evidence]
    assert notes == ["authentication: before_action: authenticate_user!"]


NEST = (
    'import { Body, Controller, Post } from "@nestjs/common";\nimport { AskDto } from "./ask.dto";\n'
    '@Controller()\nexport class Asks {\n  @Post("ask")\n  ask(@Body() dto: AskDto) { return dto; }\n}\n'
)
NEST_MARKS = [
    ("@IsString() @MaxLength(9)", "MaxLength"),
    ("@IsNumber() @Max(9)", "Max"),
    ("@IsIn(['a', 'b'])", "IsIn"),
    ("@IsEmail()", "IsEmail"),
    ("@IsNumberString()", "IsNumberString"),
    ("@IsString()", None),
    ("@IsNumber()", None),
    ("@IsInt() @IsOptional()", None),
    ("@IsNotEmpty() @IsDefined()", None),
    ("@IsArray() @ValidateNested()", None),
]


@pytest.mark.parametrize(("marks", "named"), NEST_MARKS)
def test_marks_of_a_field_that_bound_it(marks: str, named: str | None) -> None:
    dto = f'import * as v from "class-validator";\nexport class AskDto {{\n  {marks.replace("@", "@v.")} q: any;\n}}\n'
    files = {
        "package.json": '{"dependencies": {"@nestjs/common": "11", "class-validator": "0.14"}}',
        "asks.ts": NEST,
        "ask.dto.ts": dto,
    }
    notes = [each.note for each in run("robustness", snapshot(files)).evidence]
    assert notes == ([f"input bound: class-validator: {named}"] if named else [])


UPLOADS = (
    'import { Controller, Post, UseInterceptors } from "@nestjs/common";\n'
    'import { FileInterceptor } from "@nestjs/platform-express";\nimport { uploads } from "./uploads";\n'
    '@Controller()\nexport class Files {\n  @Post("file")\n  @UseInterceptors(FileInterceptor("file", uploads))\n'
    "  put(@UploadedFile() file: File) { return file; }\n}\n"
)


@pytest.mark.parametrize(
    ("controller", "options", "found"),
    [
        (UPLOADS, "limits: { fileSize: 5 * 1024 },", True),
        (UPLOADS, "limits: {\n    files: 3,\n    fileSize: most,\n  },", True),
        (UPLOADS, "limits: { fileSize: Infinity },", False),
        (UPLOADS, "limits: { files: 3 },", False),
        (UPLOADS, "fileSize: 5,", False),
        (UPLOADS.replace('("file", uploads)', '("file")'), "limits: { fileSize: 5 * 1024 },", False),
        (UPLOADS.replace("./uploads", "./other"), "limits: { fileSize: 5 * 1024 },", False),
    ],
)
def test_a_limit_of_uploads_in_a_file_of_its_own(controller: str, options: str, found: bool) -> None:
    files = {
        "package.json": '{"dependencies": {"@nestjs/common": "11", "multer": "2"}}',
        "files.ts": controller,
        "uploads.ts": f'import {{ Options }} from "multer";\nexport const uploads: Options = {{\n  {options}\n}};\n',
    }
    notes = [each.note for each in run("robustness", snapshot(files)).evidence]
    assert notes == (["input bound: size limit fileSize"] if found else [])


ROUTER = (
    'import express from "express";\nimport OpenAI from "openai";\nexport const router = express.Router();\n'
    'router.post("/{0}", async (req, res) => {{\n  if (!req.user) return res.status({1}).end();\n  {2}\n}});\n'
)
ASKS = "res.json(await new OpenAI().chat.completions.create({}));"


@pytest.mark.parametrize(
    ("admin", "chat", "first"),
    [
        ("res.json({});", ASKS, "chat.ts"),
        (ASKS, ASKS, "admin.ts"),
        ("res.json({});", "res.json({});", "admin.ts"),
    ],
)
def test_what_stands_before_a_model_is_shown_before_what_stands_beside_it(
    admin: str, chat: str, first: str
) -> None:
    files = express(more='app.use("/a", admin);\napp.use("/c", chat);\n')
    files["server.ts"] = (
        'import { router as admin } from "./admin";\nimport { router as chat } from "./chat";\n'
        + files["server.ts"]
    )
    files |= {"admin.ts": ROUTER.format("users", 401, admin), "chat.ts": ROUTER.format("talk", 429, chat)}
    found = run("robustness", snapshot(files)).evidence
    assert [each.path for each in found] == [first, *({"admin.ts", "chat.ts"} - {first})]
