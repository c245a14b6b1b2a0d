"""Functions and classes that configuration names, whatever their parameters are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.wiring.routes.endpoints import endpoints
from analyzer.wiring.routes.handlers import configured_handlers, module_near
from tests.support.snapshots import snapshot

FUNCTION = "import json\n\n\ndef predict(evt, _):\n    return json.dumps(evt)\n"
FILES = {"src/api.py": FUNCTION, "other/api.py": FUNCTION}

SAM = """Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: api.predict
"""
GLOBALS = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Handler: src/api.predict}\n"
AZURE = "$schema: https://x/managedOnlineDeployment.schema.json\ncode_configuration:\n  code: src\n  scoring_script: api.py\n"
RUN = {"src/api.py": "def init():\n    pass\n\n\ndef run(raw):\n    return raw\n"}

CONFIGURATIONS = {
    "a template with its folder": ("template.yaml", SAM, 6),
    "a template under another name": ("infra/stack.yml", SAM.replace("src/", "../src/"), 6),
    "a template with a path": ("cloud.yaml", GLOBALS, 4),
    "a framework's file": ("serverless.yml", "functions:\n  p:\n    handler: src/api.predict\n", 3),
    "the command of a function's image": (
        "template.yaml",
        "F:\n  Type: AWS::Serverless::Function\n  Properties:\n    ImageConfig: {Command: [src.api.predict]}\n  Metadata: {DockerContext: .}\n",
        4,
    ),
    "the command of a framework's image": (
        "serverless.yml", "functions:\n  p:\n    image:\n      name: x\n      command: [src/api.predict]\n", 5),
    "a framework's dotted name": ("serverless.yml", "functions:\n  p:\n    handler: src.api.predict\n", 3),
    "settings of a deployer": ("zappa_settings.json", '{"prod": {"lambda_handler": "src.api.predict"}}', 1),
    "infrastructure in blocks": ("infra/main.tf", 'resource "aws_lambda_function" "f" {\n  handler = "src/api.predict"\n}\n', 2),
    "an image of a function": ("Dockerfile", 'FROM public.ecr.aws/lambda/python:3.12\nCOPY src/ .\nCMD ["api.predict"]\n', 3),
    "a stack in Python": (
        "stack.py",
        "from aws_cdk import aws_lambda\n\naws_lambda.Function(x, 'F', handler='api.predict', code=aws_lambda.Code.from_asset('src'))\n",
        3,
    ),
}  # fmt: skip


ENTRY = (
    'FROM python:3.12\nCOPY src/ .\nCOPY docker/entry.sh /entry.sh\nENTRYPOINT ["{}"]\nCMD ["api.predict"]\n'
)
RUNTIME = '#!/bin/sh\nexec python -m awslambdaric "$@"\n'


@pytest.mark.parametrize(
    ("script", "files", "answers"),
    [
        ("/entry.sh", {"docker/entry.sh": RUNTIME}, True),
        ("entry.sh", {"entry.sh": RUNTIME}, True),
        ("/usr/bin/awslambdaric", {}, True),
        ("/entry.sh", {"docker/entry.sh": RUNTIME.replace("awslambdaric", "other")}, False),
        ("/other.sh", {"docker/entry.sh": RUNTIME}, False),
        ("/entry", {"docker/entry": RUNTIME}, False),
    ],
)
def test_an_image_that_starts_the_runtime_of_functions_is_one(
    script: str, files: dict[str, str], answers: bool
) -> None:
    repo = snapshot({**FILES, **files, "Dockerfile": ENTRY.format(script)})
    assert [each.module for each in configured_handlers(repo)] == ["src/api.py"] * answers


@pytest.mark.parametrize(("path", "text", "line"), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_a_configured_function_answers(path: str, text: str, line: int) -> None:
    repo = snapshot({**FILES, path: text})
    assert [(each.path, each.line, each.module) for each in configured_handlers(repo)] == [
        (path, line, "src/api.py")
    ]
    assert [(each.path, each.line, each.tool) for each in endpoints(repo)] == [
        ("src/api.py", 4, "function handler")
    ]


def test_a_scoring_script_is_named_by_its_deployment() -> None:
    found = endpoints(snapshot({**RUN, "deploy/blue.yml": AZURE.replace(" src", " ../src")}))
    assert [(each.path, each.line, each.tool) for each in found] == [
        ("src/api.py", 5, "Azure ML scoring script")
    ]
    declared = (
        "from azure.ai.ml.entities import CodeConfiguration\n\n"
        "CodeConfiguration(code='src', scoring_script='api.py')\n"
    )
    assert [each.path for each in endpoints(snapshot({**RUN, "deploy.py": declared}))] == ["src/api.py"]


def test_a_graph_and_a_packaged_model_answer_where_their_files_say() -> None:
    graph = {"agent/graph.py": "import langgraph\n\ngraph = langgraph.build()\n"}
    told = '{"graphs": {"agent": "./agent/graph.py:graph"}}'
    found = endpoints(snapshot({**graph, "langgraph.json": told}))
    assert [(each.path, each.line, each.tool) for each in found] == [
        ("agent/graph.py", 3, "LangGraph server")
    ]
    model = {"m/model/model.py": "class Model:\n    def predict(self, rows):\n        return rows\n"}
    found = endpoints(snapshot({**model, "m/config.yaml": "model_name: x\n"}))
    assert [(each.path, each.line, each.tool) for each in found] == [("m/model/model.py", 1, "Truss")]
    assert endpoints(snapshot({**model, "m/config.yaml": "title: x\n"})) == ()


NOTHING = {
    "an example": ("examples/serverless.yml", "functions:\n  p:\n    handler: src/api.predict\n"),
    "a function of nobody": ("serverless.yml", "functions:\n  p:\n    handler: src/api.missing\n"),
    "a name that two files have": ("serverless.yml", "functions:\n  p:\n    handler: twice.predict\n"),
    "another file's key": ("settings.yml", "handler: src/api.predict\n"),
    "an image of something else": ("Dockerfile", 'FROM python:3.12\nCOPY src/ .\nCMD ["api.predict"]\n'),
}


@pytest.mark.parametrize(("path", "text"), NOTHING.values(), ids=NOTHING)
def test_what_is_not_configured_does_not_answer(path: str, text: str) -> None:
    twice = {"one/twice.py": FUNCTION, "two/twice.py": FUNCTION}
    assert endpoints(snapshot({**FILES, **twice, path: text})) == ()


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
def test_any_spelling_gives_a_module_of_the_repository_or_none(name: str, folders: list[str]) -> None:
    repo = snapshot(FILES)
    assert module_near(repo, "a/b.yaml", name, folders) in {None, *repo.modules}


RAY = "apiVersion: ray.io/v1\nkind: RayService\nspec:\n  serveConfigV2: |\n    applications:\n      - import_path: {}\n"
INNER = RAY.format("none:x") + "        serveConfigV2: 'import_path: src.api:app'\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (RAY.format("src.api:app"), [("k8s/ray.yaml", 6, "src/api.py", "Ray Serve")]),
        (RAY.format("gone.api:app"), []),
        (RAY.format("src.api:app").replace("serveConfigV2", "config"), []),
        (INNER, []),
    ],
)
def test_the_configuration_in_an_operators_object_names_what_answers(
    text: str, found: list[tuple[str, int, str, str]]
) -> None:
    repo = snapshot({"src/api.py": FUNCTION, "k8s/ray.yaml": text})
    assert [(each.path, each.line, each.module, each.tool) for each in configured_handlers(repo)] == found


FAAS = "provider: {name: openfaas}\nfunctions:\n  churn:\n    handler: ./churn\n"


@pytest.mark.parametrize(
    ("file", "source", "number"),
    [
        ("churn/handler.py", "def handle(event, context):\n    return 1\n", 1),
        ("churn/handler.py", "def other(event):\n    return 1\n", 0),
        ("other/handler.py", "def handle(event, context):\n    return 1\n", 0),
    ],
)
def test_the_function_of_a_folder_answers(file: str, source: str, number: int) -> None:
    found = configured_handlers(snapshot({"stack.yml": FAAS, file: source}))
    assert [(each.line, each.module, each.name) for each in found] == [(4, file, "handle")] * number


@pytest.mark.parametrize(
    ("decorated", "expected"),
    [("@bentoml.api(route='/v1/score')", "/v1/score"), ("@bentoml.api(input_spec='/v1/score')", "")],
)
def test_a_route_of_bentoml_is_what_its_decorator_is_given(decorated: str, expected: str) -> None:
    text = f"import bentoml\n\n\nclass A:\n    {decorated}\n    def score(self, x):\n        return x\n"
    assert [each.route for each in endpoints(snapshot({"a.py": text}))] == [expected]
