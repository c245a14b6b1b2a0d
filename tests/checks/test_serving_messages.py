"""Messages that wait in a topic, a queue or a stream, answered by a model of another program."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

LOADS = "import joblib, json\nmodel = joblib.load('m.joblib')\n"
IMAGE = "FROM python:3.12\nCOPY . .\nCMD {}\n"
CONSUMERS = {
    "a loop that polls": (
        "from confluent_kafka import Consumer\nc = Consumer({'group.id': 'g'})\nc.subscribe(['rows'])\n"
        "while True:\n    m = c.poll(1.0)\n    print(model.predict([m.value()]))\n",
        7,
    ),
    "a loop over the consumer": (
        "from kafka import KafkaConsumer\ndef main():\n    c = KafkaConsumer('rows')\n"
        "    for m in c:\n        handle(m)\ndef handle(m):\n    return model.predict([m.value])\nmain()\n",
        5,
    ),
    "a class that keeps it": (
        "from aiokafka import AIOKafkaConsumer\nclass Worker:\n    def __init__(self):\n"
        "        self.c = AIOKafkaConsumer('rows')\n    async def run(self):\n        async for m in self.c:\n"
        "            print(self.score(m))\n    def score(self, m):\n        return model.predict([m.value])\n"
        "Worker().run()\n",
        6,
    ),
    "a callback": (
        "import pika\ndef on(ch, method, properties, body):\n    print(model.predict([json.loads(body)]))\n"
        "def main(ch):\n    ch.basic_consume(queue='rows', on_message_callback=on)\nmain(1)\n",
        7,
    ),
    "a function inside": (
        "import nats\nasync def main():\n    nc = await nats.connect('n')\n    async def on(msg):\n"
        "        await msg.respond(str(model.predict([msg.data])))\n    await nc.subscribe('rows', cb=on)\n",
        8,
    ),
    "a callback that is set": (
        "import paho.mqtt.client as mqtt\ndef on(client, data, m):\n    print(model.predict([json.loads(m.payload)]))\n"
        "def main():\n    c = mqtt.Client()\n    c.on_message = on\n    c.loop_forever()\nmain()\n",
        9,
    ),
    "a stream of Redis": (
        "import redis\nr = redis.Redis()\nwhile True:\n    for each in r.xreadgroup('g', 'c', {'rows': '>'}):\n"
        "        print(model.predict([each]))\n",
        6,
    ),
    "a client that is handed in": (
        "import boto3\ndef main(sqs):\n    for each in sqs.receive_message(QueueUrl='u')['Messages']:\n"
        "        print(model.predict([each]))\n",
        5,
    ),
    "a caller elsewhere": (
        "from google.cloud import pubsub_v1\ndef take():\n    return pubsub_v1.SubscriberClient().pull('rows')\n"
        "def main():\n    for each in take():\n        print(model.predict([each]))\n",
        5,
    ),
}  # fmt: skip
TAKES_ELSEWHERE = {
    "keeps the messages": (
        "from kafka import KafkaConsumer\ndef main():\n    for m in KafkaConsumer('rows'):\n        print(m)\n"
        "def score(row):\n    return model.predict([row])\n"
    ),
    "fits with them": (
        "from kafka import KafkaConsumer\nfrom sklearn.linear_model import Ridge\ndef main():\n"
        "    for m in KafkaConsumer('rows'):\n        net = Ridge().fit(m.x, m.y)\n        print(net.predict(m.x))\n"
    ),
    "publishes in the background": (
        "import paho.mqtt.client as mqtt\nc = mqtt.Client()\nc.loop_start()\nc.publish('t', model.predict([1]))\n"
    ),
    "only publishes": (
        "from kafka import KafkaProducer\ndef main(p=KafkaProducer()):\n    p.send('rows', model.predict([1]))\n"
    ),
}


@pytest.mark.parametrize(("code", "line"), CONSUMERS.values(), ids=CONSUMERS)
def test_what_takes_messages_and_asks_a_model_for_them_serves_it(code: str, line: int) -> None:
    files = {"worker.py": LOADS + code, "Dockerfile": IMAGE.format('["python", "worker.py"]')}
    found = run("serving", snapshot(files))
    shown = [(each.path, each.line, each.level) for each in found.evidence]
    assert sorted(shown, key=str) == [("Dockerfile", 3, Level.WIRED), ("worker.py", line, Level.WIRED)]
    assert run("serving", snapshot({"worker.py": LOADS + code})).level is Level.SUBSTANTIVE


@pytest.mark.parametrize("code", TAKES_ELSEWHERE.values(), ids=TAKES_ELSEWHERE)
def test_what_takes_messages_and_asks_no_model_for_them_serves_none(code: str) -> None:
    files = {"worker.py": LOADS + code, "Dockerfile": IMAGE.format('["python", "worker.py"]')}
    assert run("serving", snapshot(files)).level is Level.ABSENT


API = (
    "import os\nfrom fastapi import FastAPI\nfrom kafka import KafkaProducer\nROWS = os.getenv('ROWS')\n"
    "p = KafkaProducer()\napp = FastAPI()\n@app.post('/score')\ndef score(x: float):\n    p.send({}, x)\n"
    "@app.get('/health')\ndef health():\n    return 'ok'\n"
)
WORKER = (
    "import os\nfrom kafka import KafkaConsumer\nROWS = os.getenv('ROWS')\ndef main():\n"
    "    for m in KafkaConsumer({}, group_id='g'):\n        print(model.predict([m.value]))\nmain()\n"
)
SERVICES = "services:\n  worker:\n    build: .\n    command: python worker.py\n"
TOPICS = {
    "the same text": ("'rows'", "'rows'", SERVICES, Level.WIRED),
    "the same setting": ("ROWS", "ROWS", SERVICES, Level.WIRED),
    "the group's name": ("'g'", "'rows'", SERVICES, Level.PRESENT),
    "another topic": ("'clicks'", "'rows'", SERVICES, Level.PRESENT),
    "a worker that nothing starts": ("'rows'", "'rows'", "services: {}\n", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("sent", "taken", "services", "level"), TOPICS.values(), ids=TOPICS)
def test_a_route_serves_the_model_that_answers_what_it_publishes(
    sent: str, taken: str, services: str, level: Level
) -> None:
    files = {
        "api.py": API.format(sent),
        "worker.py": LOADS + WORKER.format(taken),
        "Dockerfile": IMAGE.format('["uvicorn", "api:app"]'),
        "docker-compose.yml": services,
    }
    found = run("serving", snapshot(files))
    assert [each.level for each in found.evidence if each.path == "api.py"] == [level]


TASK = "{}def score({}):\n    return float(model.predict([x])[0])\n"
TASKS = {
    "celery": ("from celery import Celery\napp = Celery('w')\n@app.task\n", "x", "celery -A worker worker"),
    "celery, bound": (
        "from celery import shared_task\n@shared_task(bind=True)\n", "self, x", "celery -A worker worker",
    ),
    "dramatiq": ("import dramatiq\n@dramatiq.actor(max_retries=3)\n", "x", "dramatiq broker worker"),
    "taskiq": ("from broker import broker\n@broker.task\nasync ", "x", "taskiq worker broker:broker worker"),
    "huey": ("from huey import RedisHuey\nh = RedisHuey()\n@h.task()\n", "x", "huey_consumer worker.h"),
    "arq": ("class WorkerSettings:\n    functions = [score]\n", "ctx, x", "arq worker.WorkerSettings"),
}  # fmt: skip
BROKER = "from taskiq_nats import NatsBroker\nbroker = NatsBroker('n')\n"


@pytest.mark.parametrize(("mark", "takes", "command"), TASKS.values(), ids=TASKS)
def test_a_task_that_a_worker_runs_with_what_it_is_handed_serves_the_model(
    mark: str, takes: str, command: str
) -> None:
    files = {"broker.py": BROKER, "Procfile": f"worker: {command}\n"}
    code = TASK.format("", takes) + mark if mark.startswith("class") else TASK.format(mark, takes)
    found = run("serving", snapshot({**files, "worker.py": LOADS + code}))
    assert found.level is Level.WIRED
    nothing = code.replace(f"score({takes})", f"score({takes.removesuffix('x').strip(', ')})")
    assert run("serving", snapshot({**files, "worker.py": LOADS + nothing})).level is Level.ABSENT


NOT_OF_QUEUES = {
    "a flow's": "from prefect import task\n@task\n",
    "an object of another library": "from flows import flow\n@flow.task\n",
}


@pytest.mark.parametrize("mark", NOT_OF_QUEUES.values(), ids=NOT_OF_QUEUES)
def test_a_task_of_a_flow_serves_nothing(mark: str) -> None:
    files = {"flows.py": "import celery\nfrom prefect import Flow\nflow = Flow('f')\n"}
    files["worker.py"] = LOADS + TASK.format(mark, "x")
    assert run("serving", snapshot({**files, "Procfile": "worker: python worker.py\n"})).level is Level.ABSENT


@pytest.mark.parametrize(("name", "level"), [("worker.score", Level.WIRED), ("scoring.other", Level.PRESENT)])
def test_a_route_that_sends_a_task_by_its_name_serves_what_the_task_asks(name: str, level: Level) -> None:
    api = (
        "from fastapi import FastAPI\nfrom celery import Celery\nq = Celery('q')\napp = FastAPI()\n"
        f"@app.post('/score')\ndef ask(x: float):\n    return q.send_task('{name}', args=[x]).id\n"
    )
    worker = LOADS + TASK.format("from celery import Celery\nw = Celery('w')\n@w.task\n", "x")
    procfile = "web: uvicorn api:app\nworker: celery -A worker worker\n"
    found = run("serving", snapshot({"api.py": api, "worker.py": worker, "Procfile": procfile}))
    assert [each.level for each in found.evidence if each.path == "api.py"] == [level]


SHARED = (
    "import pika\nclass Consumer:\n    def __init__(self, queue, handler):\n        self.handler = handler\n"
    "    def run(self):\n        for method, properties, body in pika.BlockingConnection().channel().consume('rows'):\n"
    "            self.handler(body)\n"
)
HANDS = (
    "import joblib\nfrom {} import Consumer\nmodel = joblib.load('m')\ndef process(body):\n    return {}\n"
)
IN_MAIN = "def main():\n    Consumer('rows', handler=process).run()\nmain()\n"
OUTSIDE = "consumer = Consumer('rows', handler=process)\nconsumer.run()\n"
HANDED = {
    "in a function": (HANDS.format("bus.consumer", "model.predict([body])") + IN_MAIN, "bus/consumer.py:6"),
    "outside of all": (HANDS.format("bus.consumer", "model.predict([body])") + OUTSIDE, "bus/consumer.py:6"),
    "to another package": (HANDS.format("rabbits", "model.predict([body])") + IN_MAIN, "worker.py:7"),
    "to another package, outside of all": (
        HANDS.format("rabbits", "model.predict([body])") + OUTSIDE, "worker.py:6",
    ),
    "one without a model": (HANDS.format("bus.consumer", "print(body)") + IN_MAIN, ""),
    "no function at all": (
        HANDS.format("rabbits", "model.predict([body])") + IN_MAIN.replace("handler", "group"), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "place"), HANDED.values(), ids=HANDED)
def test_a_function_that_a_consumer_is_handed_answers_its_messages(code: str, place: str) -> None:
    files = {"bus/__init__.py": "", "bus/consumer.py": SHARED, "worker.py": code}
    found = run("serving", snapshot({**files, "Procfile": "worker: python worker.py\n"}))
    shown = [f"{each.path}:{each.line}" for each in found.evidence if each.path != "Procfile"]
    assert shown == [place] * bool(place)
    assert found.level is (Level.WIRED if place else Level.ABSENT)


def test_a_route_whose_way_to_the_model_cannot_be_read_stays_one_beside_a_consumer() -> None:
    app = (
        "import joblib, json\nfrom fastapi import FastAPI\nmodel = joblib.load('m')\napp = FastAPI()\n"
        "HANDLERS = {'score': lambda row: model.predict([row])}\n"
        "@app.post('/process/{name}')\ndef process(name: str, row: dict):\n    return HANDLERS[name](row)\n"
    )
    consumer = "from kafka import KafkaConsumer\n" + CONSUMERS["a loop over the consumer"][0]
    files = {"app.py": app, "worker.py": LOADS + consumer, "Procfile": "web: uvicorn app:app\n"}
    for each in (files, {path: text for path, text in files.items() if path != "worker.py"}):
        found = run("serving", snapshot(each))
        assert [one.level for one in found.evidence if one.path == "app.py"] == [Level.WIRED]
