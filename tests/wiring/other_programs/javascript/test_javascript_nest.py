"""NestJS: what `nest start` runs in a workspace, and what an application finds in the files that it imports."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started, start_of
from tests.support.snapshots import snapshot

BOT = '{"sourceRoot": "apps/bot/src"}'
PROJECTS = (
    '{"sourceRoot": "apps/bot/src", "projects": {"api": {"sourceRoot": "apps/api/src", "entryFile": "run"}}}'
)
FILES = {"apps/bot/src/main.ts": "go();\n", "apps/api/src/run.ts": "go();\n", "src/main.ts": "go();\n"}


@pytest.mark.parametrize(
    ("settings", "command", "started"),
    [
        (BOT, "nest start", "apps/bot/src/main.ts"),
        ('{"root": "apps/bot"}', "nest start", "apps/bot/src/main.ts"),
        (PROJECTS, "nest start api --watch", "apps/api/src/run.ts"),
        (PROJECTS, "nest start", "apps/bot/src/main.ts"),
        ("{}", "nest start", "src/main.ts"),
        ("[]", "nest start", "src/main.ts"),
    ],
)
def test_the_program_of_a_workspace_is_started(settings: str, command: str, started: str) -> None:
    repo = snapshot({**FILES, "nest-cli.json": settings, "Procfile": f"web: {command}\n"})
    assert [each.module for each in programs_started(repo)] == [started]


MAIN = 'import { start } from "../../libs/start";\nimport { AppModule } from "./app.module";\nstart(AppModule);\n'
ASK = (
    'import OpenAI from "openai";\nimport { Controller, Get } from "@nestjs/common";\n'
    '@Controller("ask")\nexport class Ask {\n  @Get()\n  ask() { return new OpenAI().responses.create({}); }\n}\n'
)
APPLICATION = {
    "Procfile": "web: npx ts-node apps/bot/main.ts\n",
    "package.json": '{"dependencies": {"openai": "4"}}',
    "apps/bot/main.ts": MAIN,
    "apps/bot/app.module.ts": (
        'import { Module } from "@nestjs/common";\nimport { Ask } from "../../libs/ask";\n'
        "@Module({ controllers: [Ask] })\nexport class AppModule {}\n"
    ),
    "libs/start.ts": (
        'import { NestFactory } from "@nestjs/core";\nexport function start(m) { return NestFactory.create(m); }\n'
    ),
    "libs/ask.ts": ASK,
    "libs/idle.ts": ASK.replace("Ask", "Idle"),
}


def test_an_application_finds_the_classes_of_what_it_imports() -> None:
    repo = snapshot(APPLICATION)
    assert start_of(repo, "libs/ask.ts", "Ask.ask") is not None
    assert start_of(repo, "libs/idle.ts", "Idle.ask") is None
    assert {each.use.path: each.start is not None for each in routes(repo)} == {
        "libs/ask.ts": True,
        "libs/idle.ts": False,
    }


def test_what_makes_no_application_finds_none() -> None:
    repo = snapshot({**APPLICATION, "libs/start.ts": "export function start(m) { return m; }\n"})
    assert start_of(repo, "libs/ask.ts", "Ask.ask") is None
