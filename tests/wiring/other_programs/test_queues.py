"""What is put into a queue is taken by the processor of that name, as far as a route over a model."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes

ASK = "fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' })"


def service(
    *, added: str = "AI_QUEUE", taken: str = "AI_QUEUE", more: str = "", name: str = "queue"
) -> dict[str, str]:
    return {
        "package.json": '{"dependencies": {"@nestjs/bullmq": "11"}}',
        "src/names.ts": "export const AI_QUEUE = 'ai';\nexport const MAIL_QUEUE = 'mail';\n",
        "src/ai.service.ts": "import { InjectQueue } from '@nestjs/bullmq';\nimport { Queue } from 'bullmq';\n"
        "import { AI_QUEUE, MAIL_QUEUE } from './names';\nexport class AiService {\n  constructor(\n"
        f"    @InjectQueue({added}) private readonly queue: Queue,\n{more}  ) {{}}\n"
        f"  async enqueue(dto) {{\n    await this.{name}.add('copy', dto);\n  }}\n}}\n",
        "src/ai.processor.ts": "import { Processor, WorkerHost } from '@nestjs/bullmq';\n"
        f"import {{ AI_QUEUE }} from './names';\n@Processor({taken})\nexport class AiProcessor extends WorkerHost {{\n"
        f"  async process(job) {{ return {ASK}; }}\n}}\n",
        "src/ai.controller.ts": "import { Controller, Post } from '@nestjs/common';\n"
        "import { AiService } from './ai.service';\n@Controller('ai')\nexport class AiController {\n"
        "  constructor(private readonly s: AiService) {}\n  @Post('copy')\n"
        "  copy(dto) { return this.s.enqueue(dto); }\n}\n",
    }


OTHER = "    @InjectQueue(MAIL_QUEUE) private readonly mails: Queue,\n"
WORKER = {
    "package.json": "{}",
    "app.ts": "import express from 'express';\nimport { Queue } from 'bullmq';\nconst jobs = new Queue('ai');\n"
    "const app = express();\napp.post('/ask', ask);\nfunction ask(req, res) { jobs.add('x', req.body); }\n",
}
TAKES = (
    "import { Worker } from 'bullmq';\nnew Worker('NAME', work);\nfunction work(job) { return "
    + ASK
    + "; }}\n"
)

CASES = {
    "the same constant": (service(), True),
    "the same text": (service(added="'ai'", taken="'ai'"), True),
    "another queue": (service(added="MAIL_QUEUE"), False),
    "one of two queues": (service(more=OTHER), True),
    "the other of two queues": (service(more=OTHER, name="mails"), False),
    "a worker": ({**WORKER, "work.ts": TAKES.replace("NAME", "ai")}, True),
    "a worker of another queue": ({**WORKER, "work.ts": TAKES.replace("NAME", "mail")}, False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_queue_leads_to_what_takes_from_it(name: str) -> None:
    files, over = CASES[name]
    assert [each.over_model for each in routes(snapshot(files))] == [over]
