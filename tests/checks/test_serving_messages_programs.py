"""Messages that programs of other languages take, and the routes that publish to what takes them."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

NODE = {
    "package.json": '{"name": "w", "dependencies": {"kafkajs": "2", "openai": "4"}}',
    "Dockerfile": 'FROM node:20\nCOPY . .\nCMD ["node", "worker.js"]\n',
}
ASKS_IN_NODE = (
    "const OpenAI = require('openai');\nconst ai = new OpenAI();\n"
    "async function ask(t) { return ai.chat.completions.create({ model: 'm', messages: [t] }); }\n"
)
GO = {
    "go.mod": "module x\ngo 1.22\n",
    "Dockerfile": (
        "FROM golang:1.22 AS b\nWORKDIR /s\nCOPY . .\nRUN go build -o /w ./cmd/worker\n"
        'FROM scratch\nCOPY --from=b /w /w\nCMD ["/w"]\n'
    ),
}
ASKS_IN_GO = (
    'package main\nimport (\n"context"\nopenai "github.com/sashabaranov/go-openai"\n{}\n)\n'
    "func ask(t []byte) {{\n c := openai.NewClient(string(t))\n"
    " c.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{{}})\n}}\n"
)
RUBY = {"Gemfile": "gem 'sidekiq'\ngem 'ruby-openai'\n", "Procfile": "worker: sidekiq -r ./w.rb\n"}
JOB = (
    "require 'sidekiq'\nrequire 'openai'\nclass W\n  include Sidekiq::Job\n  def perform{}\n"
    "    OpenAI::Client.new.chat(parameters: {{model: 'm'}})\n  end\nend\n"
)


def node(code: str) -> dict[str, str]:
    return {**NODE, "worker.js": ASKS_IN_NODE + code}


def go(package: str, code: str) -> dict[str, str]:
    return {**GO, "cmd/worker/main.go": ASKS_IN_GO.format(package) + code}


KAFKA = "const { Kafka } = require('kafkajs');\nconst c = new Kafka({}).consumer({});\n"
TAKES = {
    "kafkajs": (
        node(
            KAFKA + "async function main() {\n  await c.subscribe({ topic: 'rows' });\n"
            "  await c.run({ eachMessage: async ({ message }) => { await ask(message); } });\n}\nmain();\n"
        ),
        "worker.js:8",
    ),
    "amqplib": (
        node(
            "const amqp = require('amqplib');\nasync function main() {\n"
            "  const r = await amqp.connect('r');\n  const ch = await r.createChannel();\n"
            "  await ch.consume('q', async (m) => { await ask(m); });\n}\nmain();\n"
        ),
        "worker.js:8",
    ),
    "ioredis": (
        node(
            "const Redis = require('ioredis');\nconst r = new Redis();\nasync function main() {\n"
            "  for (;;) ask(await r.xreadgroup('GROUP', 'g', 'c', 'STREAMS', 's', '>'));\n}\nmain();\n"
        ),
        "worker.js:7",
    ),
    "bullmq": (
        node("const { Worker } = require('bullmq');\nnew Worker('q', async (job) => ask(job.data));\n"),
        "worker.js:5",
    ),
    "kafka-go": (
        go(
            '"github.com/segmentio/kafka-go"',
            "func main() {\n r := kafka.NewReader(kafka.ReaderConfig{})\n for {\n"
            "  m, _ := r.ReadMessage(context.Background())\n  ask(m.Value)\n }\n}\n",
        ),
        "cmd/worker/main.go:14",
    ),
    "Sarama": (
        go(
            '"github.com/IBM/sarama"',
            "type H struct{}\nfunc (H) ConsumeClaim(s sarama.ConsumerGroupSession, c "
            "sarama.ConsumerGroupClaim) error {\n for m := range c.Messages() { ask(m.Value) }\n return nil\n}\n"
            'func main() {\n g, _ := sarama.NewConsumerGroup(nil, "g", nil)\n'
            ' g.Consume(context.Background(), []string{"rows"}, H{})\n}\n',
        ),
        "cmd/worker/main.go:18",
    ),
    "NATS": (
        go(
            '"github.com/nats-io/nats.go"',
            'func main() {\n nc, _ := nats.Connect("u")\n'
            ' nc.Subscribe("rows", func(m *nats.Msg) { ask(m.Data) })\n select {}\n}\n',
        ),
        "cmd/worker/main.go:13",
    ),
    "Sidekiq": ({**RUBY, "w.rb": JOB.format("(text)")}, "w.rb:3"),
}
TAKES_NONE = {
    "keeps what it takes": node(
        KAFKA + "c.run({ eachMessage: async ({ message }) => { console.log(message); } });\n"
    ),
    "only publishes": node(
        "const { Kafka } = require('kafkajs');\nconst p = new Kafka({}).producer();\n"
        "async function main() { await p.send({ topic: 'rows', messages: [await ask('x')] }); }\nmain();\n"
    ),
    "a job that is handed nothing": {**RUBY, "w.rb": JOB.format("")},
}


@pytest.mark.parametrize(("files", "place"), TAKES.values(), ids=TAKES)
def test_a_program_that_takes_messages_and_asks_a_model_for_them_serves_it(
    files: dict[str, str], place: str
) -> None:
    found = run("serving", snapshot(files))
    assert found.level is Level.WIRED
    assert f"{found.evidence[0].path}:{found.evidence[0].line}" == place


@pytest.mark.parametrize("files", TAKES_NONE.values(), ids=TAKES_NONE)
def test_a_program_that_takes_no_message_for_a_model_serves_none(files: dict[str, str]) -> None:
    assert run("serving", snapshot(files)).level is Level.ABSENT


API = (
    "const express = require('express');\nconst { Kafka } = require('kafkajs');\n"
    "const p = new Kafka({}).producer();\nconst app = express();\n"
    "app.post('/score', async (req, res) => { await p.send({ topic: 'TOPIC', messages: [] }); res.json(1); });\n"
    "app.listen(3000);\n"
)
IN_PYTHON = (
    "import joblib\nfrom kafka import KafkaConsumer\nmodel = joblib.load('m')\n"
    "for m in KafkaConsumer('rows'):\n    print(model.predict([m.value]))\n"
)
PYTHON_IMAGE = 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n'
IN_NODE = KAFKA + "c.subscribe({ topic: 'rows' });\nc.run({ eachMessage: async (m) => ask(m) });\n"
ANSWERED = {
    "Python": ("rows", {"w/main.py": IN_PYTHON, "w/Dockerfile": PYTHON_IMAGE}, Level.WIRED),
    "Python, not started": ("rows", {"w/main.py": IN_PYTHON}, Level.SUBSTANTIVE),
    "Python, another topic": ("clicks", {"w/main.py": IN_PYTHON, "w/Dockerfile": PYTHON_IMAGE}, Level.PRESENT),
    "a program": ("rows", {f"w/{path}": text for path, text in node(IN_NODE).items()}, Level.WIRED),
    "a program, not started": ("rows", {"w/worker.js": ASKS_IN_NODE + IN_NODE}, Level.SUBSTANTIVE),
    "a program, another topic": (
        "clicks", {f"w/{path}": text for path, text in node(IN_NODE).items()}, Level.PRESENT,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("topic", "beside", "level"), ANSWERED.values(), ids=ANSWERED)
def test_a_route_of_a_program_serves_the_model_that_answers_what_it_publishes(
    topic: str, beside: dict[str, str], level: Level
) -> None:
    api = {
        "server.js": API.replace("TOPIC", topic),
        "package.json": '{"name": "a", "dependencies": {"express": "4"}}',
    }
    api["Dockerfile"] = NODE["Dockerfile"].replace("worker.js", "server.js")
    found = run("serving", snapshot({**{f"api/{path}": text for path, text in api.items()}, **beside}))
    assert [each.level for each in found.evidence if each.path == "api/server.js"] == [level]


SPRING = {
    "Listener.java": (
        "package a;\nimport org.springframework.kafka.annotation.KafkaListener;\n"
        "import org.springframework.ai.chat.client.ChatClient;\npublic class Listener {\n"
        "  private final ChatClient client;\n  public Listener(ChatClient client) { this.client = client; }\n"
        '  @KafkaListener(topics = {"rows", "more"})\n'
        "  public void on(String text) { client.prompt(text).call().content(); }\n}\n"
    ),
    "Api.java": (
        "package a;\nimport org.springframework.kafka.core.KafkaTemplate;\n"
        "import org.springframework.web.bind.annotation.*;\n@RestController\npublic class Api {\n"
        "  private final KafkaTemplate<String, String> kafka;\n"
        "  public Api(KafkaTemplate<String, String> kafka) { this.kafka = kafka; }\n"
        '  @PostMapping("/ask")\n'
        '  public String ask(@RequestBody String t) { kafka.send("TOPIC", t); return "queued"; }\n}\n'
    ),
}


@pytest.mark.parametrize(
    ("topic", "level"), [("rows", Level.SUBSTANTIVE), ("more", Level.SUBSTANTIVE), ("clicks", Level.PRESENT)]
)
def test_a_listener_takes_from_every_topic_of_its_mark(topic: str, level: Level) -> None:
    files = {name: text.replace("TOPIC", topic) for name, text in SPRING.items()}
    found = run("serving", snapshot(files))
    assert [each.level for each in found.evidence if each.path == "Api.java"] == [level]
