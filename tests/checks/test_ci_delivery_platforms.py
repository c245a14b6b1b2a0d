"""Files by which a platform or a machine runs the repository, where CI at most builds an image."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

APP = {"main.py": "from flask import Flask\napp = Flask(__name__)\n", "job.py": "print('x')\n"}
PUSHED = "services:\n  - type: web\n    autoDeploy: {}\n    startCommand: gunicorn main:app\n"

KAMAL = "service: app\nimage: {}\nservers:\n  - {}\n"

FILES = {
    "a process file": ("Procfile", "web: gunicorn main:app\n", Level.PRESENT, 1, "Procfile: a platform starts main.py"),
    "an engine's file": ("app.yaml", "runtime: python312\n", Level.PRESENT, 1, "app.yaml: a platform starts main.py"),
    "functions": (
        "serverless.yml", "functions:\n  f:\n    handler: job.main\n", Level.PRESENT, 3, "functions: a platform starts job.py"),
    "a file of a cloud's own tool": (
        "azure.yaml", "services:\n  api: {host: containerapp}\n", Level.PRESENT, 1, "Azure Developer CLI: a platform runs it"),
    "a platform's own file": ("fly.toml", "app = 'x'\n", Level.PRESENT, 1, "Fly.io: a platform runs it by this file"),
    "what is started by it": (
        "fly.toml", "app = 'x'\n[build]\n  dockerfile = 'D'\n[processes]\n  start = 'x'\n", Level.PRESENT, 5, "Fly.io"),
    "what is built by it": ("railway.json", '{\n  "build": {\n    "builder": "x"\n  }\n}\n', Level.PRESENT, 2, "Railway"),
    "its services": ("render.yaml", "databases:\n  - name: a\nservices:\n  - type: web\n", Level.PRESENT, 3, "Render"),
    "a site's platform": ("vercel.json", "{}", Level.PRESENT, 1, "Vercel: a platform runs it"),
    "a unit": ("ops/x.service", "[Service]\nExecStart=python main.py\n", Level.PRESENT, 2, "systemd: a machine starts main.py"),
    "a crontab": ("crontab", "0 3 * * * python job.py\n", Level.PRESENT, 1, "cron: a machine starts job.py"),
    "a supervisor": (
        "supervisord.conf", "[program:x]\ncommand=python main.py\n", Level.PRESENT, 2, "supervisord: a machine starts main.py"),
    "a blueprint that deploys every push": (
        "render.yaml", PUSHED.format("true"), Level.SUBSTANTIVE, 3, "deploys every push"),
    "a blueprint that does not": ("render.yaml", PUSHED.format("false"), Level.PRESENT, 4, "nothing here deploys it"),
    "a specification that deploys every push": (
        ".do/app.yaml", "services:\n- github:\n    deploy_on_push: true\n  run_command: python main.py\n",
        Level.SUBSTANTIVE, 3, "deploys every push"),
    "a worker": ("wrangler.jsonc", "{}", Level.PRESENT, 1, "Workers: a platform runs it"),
    "servers": ("config/deploy.yml", KAMAL.format("me/app", "web.team.dev"), Level.PRESENT, 3, "Kamal: a machine runs it"),
    "servers of roles": (
        "config/deploy.staging.yml", "service: app\nimage: me/app\nservers:\n  web:\n    hosts:\n      - 10.1.2.3\n",
        Level.PRESENT, 3, "Kamal: a machine runs it"),
    "a server in a stage": (
        "config/deploy.rb", "set :application, 'a'\nset :repo_url, 'git@team.dev:a.git'\nserver 'one', roles: %w[app]\n",
        Level.PRESENT, 2, "Capistrano: a machine runs it"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "level", "line", "words"), FILES.values(), ids=FILES)
def test_a_file_of_a_platform_is_delivery(path: str, text: str, level: Level, line: int, words: str) -> None:
    assert_found(run("ci_delivery", snapshot({**APP, path: text})), level, f"{path}:{line}", words)


NONE = {
    "a file of that name for something else": ("app.yaml", "title: x\n"),
    "a process file that starts nothing of ours": ("Procfile", "web: bin/server\n"),
    "a process file that starts what is not there": ("Procfile", "web: gunicorn gone:app\n"),
    "a process file of an example": ("examples/Procfile", "web: gunicorn main:app\n"),
    "a site about the project": ("docs/vercel.json", "{}"),
    "a unit that starts something installed": ("x.service", "ExecStart=/usr/sbin/nginx\n"),
    "a crontab of others": ("crontab", "0 3 * * * certbot renew\n"),
    "the server of a template": ("config/deploy.yml", KAMAL.format("me/app", "192.168.0.1")),
    "the server of a template, by its role": (
        "config/deploy.yml",
        "service: app\nimage: app\nservers:\n  web:\n    - 192.168.0.1\n",
    ),
    "the image of a template": ("config/deploy.yml", KAMAL.format("your-user/app", "web.team.dev")),
    "servers of something else": ("config/deploy.yml", "servers:\n  - web.team.dev\n"),
    "no stage with a server": ("config/deploy.rb", "set :repo_url, 'git@team.dev:a.git'\n# server 'one'\n"),
    "the repository of a template": (
        "config/deploy.rb",
        "set :repo_url, 'git@example.com:me/my_repo.git'\nserver 'one'\n",
    ),
}


@pytest.mark.parametrize(("path", "text"), NONE.values(), ids=NONE)
def test_what_runs_nothing_of_ours_is_none(path: str, text: str) -> None:
    assert_found(run("ci_delivery", snapshot({**APP, path: text})), Level.ABSENT)


def test_an_object_that_is_not_there_is_not_delivered() -> None:
    finding = run("ci_delivery", snapshot({**APP, "Procfile": "web: gunicorn main:application\n"}))
    assert_found(finding, Level.ABSENT)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("flyctl deploy", False),
        ("docker push team/api", False),
        ("docker build .", True),
        ("flyctl deploy --dry-run", True),
        ("pytest", True),
    ],
)
def test_where_ci_delivers_the_files_are_not_told(command: str, told: bool) -> None:
    steps = f"on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: {command}\n"
    files = {
        "Dockerfile": "FROM python:3.12\nCOPY . .\n",
        "fly.toml": "app = 'x'\n",
        ".github/workflows/d.yml": steps,
    }
    finding = run("ci_delivery", snapshot({**APP, **files}))
    assert ("fly.toml" in [each.path for each in finding.evidence]) is told


def test_services_that_only_run_their_images_are_started_on_the_machine_of_the_job() -> None:
    steps = "on: push\njobs:\n  d:\n    runs-on: self-hosted\n    steps:\n      - run: docker compose -f c.yml up -d\n"
    files = {"c.yml": "services:\n  api:\n    image: team/api\n", ".github/workflows/d.yml": steps}
    for name in ("c.yml", "compose.yaml"):
        told = {name: files["c.yml"], ".github/workflows/d.yml": steps.replace("c.yml", name)}
        finding = run("ci_delivery", snapshot(told))
        assert_found(finding, Level.SUBSTANTIVE, ".github/workflows/d.yml:6", "CI deploys: docker compose")


BUILT = "services:\n  api:\n    build: .\n"
TESTING = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: {}\n"


@pytest.mark.parametrize(
    ("command", "stack", "level"),
    [
        ("docker compose up -d --build", BUILT, Level.PRESENT),
        ("docker-compose -f compose.yaml up --build", BUILT, Level.PRESENT),
        ("podman-compose up --build -d", BUILT, Level.PRESENT),
        ("docker compose up -d", BUILT, Level.ABSENT),
        ("docker compose up -d --no-build", BUILT, Level.ABSENT),
        ("docker compose --dry-run up --build", BUILT, Level.ABSENT),
        ("docker compose up -d --build", "services:\n  db:\n    image: postgres\n", Level.ABSENT),
        ("echo docker compose up --build", BUILT, Level.ABSENT),
    ],
)
def test_services_that_a_job_builds_before_it_starts_them_are_built_images(
    command: str, stack: str, level: Level
) -> None:
    files = {
        "Dockerfile": "FROM python:3.12\n",
        "compose.yaml": stack,
        ".github/workflows/t.yml": TESTING.format(command),
    }
    finding = run("ci_delivery", snapshot(files))
    assert finding.level is level
    if level is Level.PRESENT:
        assert_found(finding, level, ".github/workflows/t.yml:6", "and does not publish it")


@pytest.mark.parametrize(("command", "level"), [("up -d --build", Level.PRESENT), ("up -d", Level.ABSENT)])
def test_services_are_built_whatever_their_images_run(command: str, level: Level) -> None:
    files = {
        "Dockerfile": "FROM python:3.12\nRUN pip install flask\nCOPY . .\nCMD python app.py\n",
        "app.py": "print(1)\n",
        "compose.yaml": BUILT + "  web:\n    build: .\n    command: python app.py\n",
        ".github/workflows/t.yml": TESTING.format(f"docker compose {command}"),
    }
    finding = run("ci_delivery", snapshot(files))
    assert_found(
        finding, level, ".github/workflows/t.yml:6" if level else "", "CI builds an image" if level else ""
    )


def test_a_job_on_its_own_machine_that_builds_and_starts_services_deploys() -> None:
    steps = TESTING.replace("runs-on: x", "runs-on: self-hosted").format("docker compose up -d --build")
    files = {"Dockerfile": "FROM python:3.12\n", "compose.yaml": BUILT, ".github/workflows/t.yml": steps}
    assert run("ci_delivery", snapshot(files)).level is Level.SUBSTANTIVE


FLOW = "from prefect import flow\n\n\n@flow\ndef main():\n    pass\n\n\n"
SPACE = "from huggingface_hub import HfApi\n\nHfApi().upload_folder(folder_path='.', repo_id='a/b', repo_type='{}')\n"
BY_LIBRARY = {
    "a flow": (FLOW + "if __name__ == '__main__':\n    main.from_source('x', 'a.py:main').deploy('a', work_pool_name='p')\n", True),
    "flows together": ("from prefect import deploy\n\ndeploy(work_pool_name='p')\n", True),
    "a flow of the older kind": (
        "from prefect.deployments import Deployment\n\nDeployment.build_from_flow(flow=1).apply()\n", True),
    "a flow that is only run": (FLOW + "main()\n", False),
    "a flow in a function that nothing calls": (FLOW + "def put():\n    main.deploy('a')\n", False),
    "a flow in a function that is called": (FLOW + "def put():\n    main.deploy('a')\n\n\nput()\n", True),
    "a model on SageMaker": ("from sagemaker.model import Model\n\nModel('x').deploy(1, 'ml.m5.large')\n", True),
    "a model of its own": ("class Model:\n    def deploy(self):\n        pass\n\n\nModel().deploy()\n", False),
    "an endpoint": ("from mlflow.deployments import get_deploy_client\n\nget_deploy_client('x').update_endpoint('a', {})\n", True),
    "an endpoint that is asked": ("from mlflow.deployments import get_deploy_client\n\nget_deploy_client('x').predict('a', {})\n", False),
    "an endpoint of a cloud": ("import boto3\n\nboto3.client('sagemaker').update_endpoint(EndpointName='a')\n", True),
    "endpoints that are listed": ("import boto3\n\nboto3.client('sagemaker').list_endpoints()\n", False),
    "a deployment of Azure": (
        "from azure.ai.ml import MLClient\n\nclient = MLClient()\nclient.online_deployments.begin_create_or_update(1)\n", True),
    "a job of Azure": ("from azure.ai.ml import MLClient\n\nclient = MLClient()\nclient.jobs.create_or_update(1)\n", False),
    "a space": (SPACE.format("space"), True),
    "a data set": (SPACE.format("dataset"), False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "deploys"), BY_LIBRARY.values(), ids=BY_LIBRARY)
def test_a_program_that_ci_runs_deploys_by_the_library_of_a_platform(source: str, *, deploys: bool) -> None:
    files = {
        "ship.py": source,
        "other.py": "print(1)\n",
        ".github/workflows/t.yml": TESTING.format("python ship.py"),
    }
    finding = run("ci_delivery", snapshot(files))
    place = ".github/workflows/t.yml:6" if deploys else ""
    level = Level.SUBSTANTIVE if deploys else Level.ABSENT
    assert_found(finding, level, place, "CI deploys: python ship.py" if deploys else "")
    for other in ("python other.py", "python ship.py --dry-run", "cat ship.py"):
        told = {**files, ".github/workflows/t.yml": TESTING.format(other)}
        assert run("ci_delivery", snapshot(told)).level is Level.ABSENT


def test_a_stage_beside_names_the_server() -> None:
    files = {
        "config/deploy.rb": "set :repo_url, 'git@team.dev:a.git'\n",
        "config/deploy/production.rb": "server 'one'\n",
    }
    assert_found(
        run("ci_delivery", snapshot({**APP, **files})), Level.PRESENT, "config/deploy.rb:1", "Capistrano"
    )
