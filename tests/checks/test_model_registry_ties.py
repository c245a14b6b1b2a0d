"""What ties the code that registers a model to the code that asks for it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import told
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

APP = "import os\nimport mlflow\nfrom flask import Flask\n\napp = Flask(__name__)\n"
IMPORTS = "import os\nimport mlflow\nfrom mlflow import MlflowClient\n\n"
REGISTER = "mlflow.register_model('runs:/1/m', 'churn')"
LOAD = "mlflow.pyfunc.load_model({})"
CHAMPION = LOAD.format("'models:/churn@champion'")
STAGE = LOAD.format("'models:/churn/Production'")


def tied(train: str, api: str, **files: str) -> bool:
    """Whether the service's call is found to ask for what the training registers."""
    named = {path.replace("__", "/").replace("_py", ".py"): text for path, text in files.items()}
    repo = snapshot({"train.py": f"{IMPORTS}{train}\n", "api.py": f"{APP}{api}\n", **named})
    level = run("model_registry", repo).level
    assert level in (Level.WIRED, Level.SUBSTANTIVE)
    return level is Level.WIRED


def registered(name: str) -> str:
    return f"mlflow.register_model('runs:/1/m', {name})"


NAMES = {
    "the name": (registered("'churn'"), True),
    "the name by a keyword": ("mlflow.register_model(model_uri='runs:/1/m', name='churn')", True),
    "the name in other case": (registered("'CHURN'"), True),
    "another name": (registered("'prices'"), False),
    "a variable": (f"NAME = 'churn'\n{registered('NAME')}", True),
    "an annotated variable": (f"NAME: str = 'churn'\n{registered('NAME')}", True),
    "an annotated variable without a value": (f"NAME: str\n{registered('NAME')}", False),
    "an attribute": (f"os.label = 'churn'\n{registered('os.label')}", True),
    "one of two values": (f"label = 'prices'\nlabel = 'churn'\n{registered('label')}", True),
    "a default of the environment": (f"NAME = os.getenv('MODEL', 'churn')\n{registered('NAME')}", True),
    "a variable of the environment": (f"NAME = os.getenv('churn', 'prices')\n{registered('NAME')}", False),
    "a variable of the environment without a default": (f"NAME = os.getenv('churn')\n{registered('NAME')}", False),
    "a text without parts": (registered("f'churn'"), True),
    "a text of several parts": (registered("f'churn-{os.name}'"), False),
    "what is logged under the name": ("mlflow.sklearn.log_model(1, 'm', registered_model_name='churn')", True),
    "whatever logs under the name": ("mlflow.sklearn.autolog(log_models=True, registered_model_name='churn')", True),
    "the name in the address of the run": ("mlflow.register_model('runs:/churn', 'prices')", False),
    "the address of an older version": ("mlflow.register_model('models:/churn/1', 'prices')", True),
    "an alias of the name": ("MlflowClient().set_registered_model_alias('churn', 'best', 1)", True),
    "the same alias of another name": ("MlflowClient().set_registered_model_alias('prices', 'champion', 1)", False),
}  # fmt: skip


@pytest.mark.parametrize(("train", "expected"), NAMES.values(), ids=NAMES)
def test_the_name_that_is_registered(train: str, expected: bool) -> None:
    assert tied(train, CHAMPION) is expected


LOADS = {
    "an alias": (CHAMPION, True),
    "a stage": (STAGE, True),
    "a version": (LOAD.format("'models:/churn/1'"), True),
    "an address of parts": (LOAD.format("f'models:/churn/{os.name}'"), True),
    "an address in a variable": ("URI = 'models:/churn/1'\n" + LOAD.format("URI"), True),
    "artifacts": ("mlflow.artifacts.download_artifacts('models:/churn/1')", True),
    "artifacts of a run": ("mlflow.artifacts.download_artifacts(run_id='a1', artifact_path='model')", False),
    "artifacts of a run by its address": ("mlflow.artifacts.download_artifacts('runs:/a1/model')", False),
    "artifacts of a run, by a client": ("mlflow.MlflowClient().download_artifacts('a1', 'model')", False),
    "a file": (LOAD.format("'churn'"), False),
    "an address that is not at the beginning": (LOAD.format("'see models:/churn/1'"), False),
    "a version that is looked up and loaded": (
        "mlflow.MlflowClient().get_latest_versions('churn')\n" + LOAD.format("app.uri"), True),
    "a version that is only looked up": ("mlflow.MlflowClient().get_latest_versions('churn')", False),
    "another version that is looked up and loaded": (
        "mlflow.MlflowClient().get_latest_versions('prices')\n" + LOAD.format("app.uri"), False),
    "another call": ("mlflow.set_tracking_uri('models:/churn/1')", False),
    "a call that nobody calls": (f"def load_it():\n    {CHAMPION}", False),
    "nothing that names a model": (LOAD.format("1"), False),
}  # fmt: skip


@pytest.mark.parametrize(("api", "expected"), LOADS.values(), ids=LOADS)
def test_what_the_service_asks_for(api: str, expected: bool) -> None:
    assert tied(REGISTER, api) is expected


@pytest.mark.parametrize(("name", "expected"), [("abc", True), ("ab", False)])
def test_a_name_has_three_characters_at_least(name: str, expected: bool) -> None:
    assert tied(registered(f"'{name}'"), LOAD.format(f"'models:/{name}/1'")) is expected


VARIABLES = {
    "a name of the model": ("MODEL_NAME", True),
    "a repository of the model": ("hub_repo", True),
    "an everyday name": ("name", False),
    "a name that says nothing": ("thing", False),
}


@pytest.mark.parametrize(("variable", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_the_same_variable_on_both_sides(variable: str, expected: bool) -> None:
    given = f"{variable} = os.environ['X']\n"
    address = LOAD.format(f"f'models:/{{{variable}}}/1'")
    assert tied(given + registered(variable), given + address) is expected


def test_an_everyday_variable_ties_within_a_file() -> None:
    source = (
        f"{APP}name = os.environ['X']\n{registered('name')}\n{LOAD.format('f' + repr('models:/{name}/1'))}\n"
    )
    assert run("model_registry", snapshot({"api.py": source})).level is Level.WIRED


ALIAS = "MlflowClient().set_registered_model_alias({}, 'champion', 1)"
STAGES = {
    "both spell out another name": ("'prices'", "'models:/churn@champion'", False),
    "both spell out another name, one beside a variable": (
        "'prices', os.MODEL_NAME",
        "'models:/churn@champion'",
        False,
    ),
    "the training spells out a name": ("'prices'", "f'models:/{os.MODEL_NAME}@champion'", True),
    "the service spells out a name": ("os.REGISTRY_NAME", "'models:/churn@champion'", True),
    "neither spells out a name": ("os.REGISTRY_NAME", "f'models:/{os.MODEL_NAME}@champion'", True),
    "another stage": ("os.REGISTRY_NAME", "f'models:/{os.MODEL_NAME}@challenger'", False),
}


@pytest.mark.parametrize(("name", "address", "expected"), STAGES.values(), ids=STAGES)
def test_a_stage_ties_where_one_side_spells_out_no_name(name: str, address: str, expected: bool) -> None:
    assert tied(ALIAS.format(name), LOAD.format(address)) is expected


URI = LOAD.format("os.environ['URI']")
COMPOSE = "services:\n  api:\n    build: .\n    environment:\n      URI: {}\n"
ELSEWHERE = {
    "a module that the service imports": ("import conf\n" + LOAD.format("conf.URI"), {"conf.py": "URI = 'models:/churn/1'\n"}, True),
    "a module that it does not import": (URI, {"conf.py": "URI = 'models:/churn/1'\n"}, False),
    "a test that it imports": (
        "import tests.conf\n" + LOAD.format("tests.conf.URI"), {"tests/conf.py": "URI = 'models:/churn/1'\n"}, False),
    "a stage in the environment": (URI, {"docker-compose.yml": COMPOSE.format("models:/churn/Production")}, True),
    "an alias in the environment": (URI, {"docker-compose.yml": COMPOSE.format("models:/churn@best")}, True),
    "an address in the image": (URI, {"Dockerfile": "FROM a\nENV URI=models:/churn/3\n"}, True),
    "an address in configuration": (URI, {"conf.yaml": "uri: models:/churn/latest\n"}, True),
    "another address in configuration": (URI, {"conf.yaml": "uri: models:/prices/latest\n"}, False),
    "an address without a version": (URI, {"conf.yaml": "uri: models:/churn\n"}, False),
    "a volume": (URI, {"docker-compose.yml": COMPOSE.format("x") + "    volumes: ['./models:/churn/1']\n"}, False),
    "a document": (URI, {"notes.md": "models:/churn/1\n"}, False),
}  # fmt: skip


@pytest.mark.parametrize(("api", "files", "expected"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_address_may_stand_elsewhere(api: str, files: dict[str, str], expected: bool) -> None:
    repo = snapshot({"train.py": IMPORTS + REGISTER, "api.py": APP + api, **files})
    assert run("model_registry", repo).level is (Level.WIRED if expected else Level.SUBSTANTIVE)


PLAIN = f"import mlflow\n{CHAMPION}\n"
GUARDED = f"{PLAIN}\nif __name__ == '__main__':\n    print(1)\n"
FLOW = f"from prefect import flow\n{PLAIN}\n\n@flow\ndef f():\n    pass\n"
STARTED = {
    "a script that is named for serving": ({"predict.py": GUARDED}, True),
    "a script in a folder that is": ({"serving/run.py": GUARDED}, True),
    "a module that is named for serving": ({"predict.py": PLAIN}, False),
    "another script": ({"look.py": GUARDED}, False),
    "what a Procfile starts": ({"look.py": PLAIN, "Procfile": "a: python look.py\n"}, True),
    "what a started file imports": ({"look.py": PLAIN, "predict.py": "import look\nif __name__ == '__main__':\n    look\n"}, True),
    "a flow": ({"jobs.py": FLOW}, True),
    "a script of the tests": ({"tests/predict.py": GUARDED}, False),
    "a module that only a script of the tests reaches": (
        {"look.py": PLAIN, "tests/predict.py": "import look\nif __name__ == '__main__':\n    look\n"}, False),
    "an example": ({"examples/predict.py": GUARDED}, False),
    "a notebook": ({"predict.ipynb": notebook(PLAIN)}, False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), STARTED.values(), ids=STARTED)
def test_what_asks_is_started(files: dict[str, str], expected: bool) -> None:
    repo = snapshot({"train.py": IMPORTS + REGISTER, **files})
    assert run("model_registry", repo).level is (Level.WIRED if expected else Level.SUBSTANTIVE)


HUB = "from transformers import AutoModel\n"
PUSH = HUB + "AutoModel().push_to_hub('{}')\n"
ASK = APP + HUB + "AutoModel.from_pretrained('{}')\n"
LONG = "a" * 200
HUBS = {
    "the same": ("me/churn", "me/churn", True),
    "another": ("me/churn", "me/prices", False),
    "a name of 200 characters": (LONG, LONG, True),
    "a longer one": (LONG + "a", LONG + "a", False),
    "an address of the web": ("http://a.b/churn", "http://a.b/churn", False),
    "a file": ("file:churn", "file:churn", False),
}


@pytest.mark.parametrize(("given", "asked", "expected"), HUBS.values(), ids=HUBS)
def test_a_hub_is_asked_by_the_name_alone(given: str, asked: str, expected: bool) -> None:
    repo = snapshot({"train.py": PUSH.format(given), "api.py": ASK.format(asked)})
    assert run("model_registry", repo).level is (Level.WIRED if expected else Level.SUBSTANTIVE)


def test_another_registry_is_not_the_one() -> None:
    files = {
        "train.py": IMPORTS + REGISTER,
        "push.py": PUSH.format("prices"),
        "api.py": ASK.format("churn"),
    }
    assert [each.split()[0] for each in told(run("model_registry", snapshot(files)))] == ["SUBSTANTIVE"] * 2
    alone = {"train.py": IMPORTS + REGISTER, "api.py": ASK.format("churn")}
    assert run("model_registry", snapshot(alone)).level is Level.SUBSTANTIVE


def test_one_that_nobody_registers_live_is_not_asked() -> None:
    files = {"train.py": f"{IMPORTS}def unused():\n    {REGISTER}\n", "api.py": f"{APP}{CHAMPION}\n"}
    assert run("model_registry", snapshot(files)).level is Level.PRESENT


ASKED = "MODEL_NAME = VALUE\n" + LOAD.format("f'models:/{MODEL_NAME}/1'")
SAME_VARIABLES = {
    "of the same text": ("'churn'", "'churn'", True),
    "of another text": ("'prices'", "'churn'", False),
    "of another default": ("'prices'", "os.getenv('MODEL_NAME', 'churn')", False),
    "of the same default": ("'churn'", "os.getenv('MODEL_NAME', 'churn')", True),
    "that one side takes from its environment": ("'prices'", "os.getenv('MODEL_NAME')", True),
    "that both take from their environment": ("os.environ['MODEL_NAME']", "os.environ['MODEL_NAME']", True),
    "of two texts, one of them the same": ("'prices'\nMODEL_NAME = 'churn'", "'churn'", True),
}


@pytest.mark.parametrize(("mine", "theirs", "expected"), SAME_VARIABLES.values(), ids=SAME_VARIABLES)
def test_a_variable_of_the_same_name(mine: str, theirs: str, expected: bool) -> None:
    assert (
        tied(f"MODEL_NAME = {mine}\n{registered('MODEL_NAME')}", ASKED.replace("VALUE", theirs)) is expected
    )


BENTO = "import bentoml\n\n@bentoml.service\nclass A:\n    def __init__(self):\n        self.m = {}\n"
TAGGED = {
    "a tag of the name": ("bentoml.sklearn.load_model('churn:latest')", Level.WIRED),
    "the name alone": ("bentoml.sklearn.get('churn')", Level.WIRED),
    "a tag of another name": ("bentoml.sklearn.load_model('prices:latest')", Level.SUBSTANTIVE),
    "the name as a tag": ("bentoml.sklearn.load_model('prices:churn')", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("load", "level"), TAGGED.values(), ids=TAGGED)
def test_a_version_by_a_tag_is_one_of_the_name(load: str, level: Level) -> None:
    saved = "import bentoml\n\nbentoml.sklearn.save_model('churn', 1)\n"
    repo = snapshot(
        {"service.py": BENTO.format(load), "train.py": saved, "Makefile": "up:\n\tbentoml serve service:A\n"}
    )
    assert run("model_registry", repo).level is level


TAKEN_NAMES = {
    "a name of a module of ours": ("from names import HUB", "HUB = 'ada/churn'\n", Level.WIRED),
    "another name of it": (
        "from names import OTHER as HUB",
        "HUB = 'ada/churn'\nOTHER = f()\n",
        Level.SUBSTANTIVE,
    ),
    "a name with another text": ("HUB = 'ada/prices'", "HUB = 'ada/churn'\n", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("taken", "names", "level"), TAKEN_NAMES.values(), ids=TAKEN_NAMES)
def test_a_name_may_be_taken_from_a_module_of_ours(taken: str, names: str, level: Level) -> None:
    train = "from transformers import Trainer\nfrom names import HUB\n\nTrainer().model.push_to_hub(HUB)\n"
    serve = f"from flask import Flask\nfrom transformers import pipeline\n{taken}\n\napp = Flask('a')\nm = pipeline(model=HUB)\n"
    repo = snapshot({"train.py": train, "api.py": serve, "names.py": names})
    assert run("model_registry", repo).level is level


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        ("client.set_registered_model_alias('churn', 'live', 1)", "mlflow.register_model('runs:/1/m', 'churn')", 4),
        ("mlflow.register_model('runs:/1/m', 'churn')", "client.set_registered_model_alias('churn', 'live', 1)", 3),
        ("client.set_registered_model_alias('churn', 'live', 1)", "client.create_registered_model('churn')", 3),
    ],
)  # fmt: skip
def test_what_registers_is_shown_before_what_is_said_of_it(first: str, second: str, line: int) -> None:
    code = f"import mlflow\nclient = mlflow.MlflowClient()\n{first}\n{second}\n"
    found = run("model_registry", snapshot({"register.py": code, "Makefile": "a:\n\tpython register.py\n"}))
    assert found.evidence[0].line == line
