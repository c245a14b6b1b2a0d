"""What platforms, machines and deploying commands start, by a file of the repository."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.wiring.starts.platform_starts import everything_started
from tests.support.snapshots import snapshot

PROGRAM = "print('x')\n"
FILES = {
    "svc/__init__.py": "",
    "svc/app.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    "main.py": PROGRAM,
    "job.py": PROGRAM,
    "tools/page.py": PROGRAM,
}
PACKAGED = {
    "fraud/config.yaml": "model_name: fraud\npython_version: py311\n",
    "fraud/model/model.py": "class Model:\n    def load(self): pass\n    def predict(self, rows): pass\n",
}


def places(files: Mapping[str, str]) -> list[str]:
    return [
        f"{each.path}:{each.line} {each.module}" for each in everything_started(snapshot({**FILES, **files}))
    ]


PROPERTIES = (
    "<plist>\n<dict>\n<key>Program{}</key><array><string>python3</string>{}</array>\n<key>Label</key>"
    "<string>main.py</string></dict></plist>\n"
)
BUNDLE = "resources:\n  jobs:\n    a:\n      tasks:\n      - task_key: b\n        {}: {{{}: {}}}\n"
PLATFORMS = {
    "a bundle's job": ("databricks.yml", BUNDLE.format("spark_python_task", "python_file", "./job.py"), 6, "job.py"),
    "a bundle's job in a folder": (
        "resources/a.yml", BUNDLE.format("spark_python_task", "python_file", "../tools/page.py"), 6, "tools/page.py"),
    "a process file": ("Procfile", "web: uvicorn svc.app:app", 1, "svc/app.py"),
    "an engine's entry point": ("app.yaml", "runtime: python312\nentrypoint: gunicorn svc.app:app", 2, "svc/app.py"),
    "an engine's convention": ("app.yaml", "runtime: python312\ninstance_class: F2", 1, "main.py"),
    "an application of a workspace": ("app.yaml", "command: ['uvicorn', 'svc.app:app']", 1, "svc/app.py"),
    "an application's specification": (
        ".do/app.yaml", "services:\n- name: api\n  run_command: uvicorn svc.app:app", 3, "svc/app.py"),
    "a blueprint": (
        "render.yaml", "services:\n  - type: web\n    startCommand: uvicorn svc.app:app --port $PORT", 3, "svc/app.py"),
    "a blueprint's job": (
        "render.yaml", "services:\n  - type: cron\n    dockerCommand: python job.py", 3, "job.py"),
    "a build manifest": ("heroku.yml", "build:\n  docker: {web: Dockerfile}\nrun:\n  web: python main.py", 4, "main.py"),
    "processes": ("fly.toml", "app = 'x'\n[processes]\nweb = 'uvicorn svc.app:app'\n", 3, "svc/app.py"),
    "a start command in TOML": ("railway.toml", "[deploy]\nstartCommand = 'python main.py'\n", 2, "main.py"),
    "a start command in JSON": ("railway.json", '{"deploy": {"startCommand": "python main.py"}}', 1, "main.py"),
    "a builder's start": ("nixpacks.toml", "[start]\ncmd = 'python main.py'\n", 2, "main.py"),
    "a runner's command": ("apprunner.yaml", "run:\n  command: python main.py\n  network: {port: 80}", 2, "main.py"),
    "an application manifest": ("manifest.yml", "applications:\n- name: x\n  command: python main.py", 3, "main.py"),
    "a unit": ("ops/svc.service", "[Service]\nExecStart=/usr/bin/python3 main.py\n", 2, "main.py"),
    "a unit whose failure is ignored": ("svc.service", "ExecStart=-/opt/venv/bin/uvicorn svc.app:app\n", 1, "svc/app.py"),
    "a template of a unit": ("svc.service.j2", "[Service]\nExecStart=/usr/bin/python3 main.py\n", 2, "main.py"),
    "a unit that a script writes": (
        "setup.sh", "cat > /etc/systemd/system/svc.service << EOF\n[Service]\nExecStart=/usr/bin/python3 $DIR/main.py\nEOF\n", 3, "main.py"),
    "a unit that a script writes with more rights": (
        "ops/setup.sh", "sudo tee /etc/systemd/system/svc.service >/dev/null <<'UNIT'\nExecStart=/usr/bin/python3 main.py\nUNIT\n", 2, "main.py"),
    "a unit after the mark": (
        "setup.sh", "cat <<EOF | sudo tee /etc/systemd/system/svc.service\nExecStart=/usr/bin/python3 main.py\nEOF\n", 2, "main.py"),
    "a unit on another machine": ("svc.service", "ExecStart=/usr/bin/python3 /opt/churn/tools/page.py\n", 1, "tools/page.py"),
    "a crontab": ("crontab", "# every night\n0 3 * * * cd /app && python job.py >> x.log\n", 2, "job.py"),
    "a nickname in a crontab": ("ops/crontab.txt", "@daily python job.py\n", 1, "job.py"),
    "a system's crontab with a user": ("cron.d/nightly", "*/5 * * * * root python job.py\n", 1, "job.py"),
    "a supervisor": ("supervisord.conf", "[supervisord]\n[program:web]\ncommand=uvicorn svc.app:app\n", 3, "svc/app.py"),
    "a process manager": (
        "ecosystem.config.js", "module.exports = {apps: [{\n  script: 'uvicorn',\n  args: 'svc.app:app',\n}]}", 2, "svc/app.py"),
    "a process manager's file": ("ecosystem.config.js", "module.exports = {apps: [{ script: 'main.py' }]}", 1, "main.py"),
    "a page in a warehouse": (
        "snowflake.yml", "entities:\n  ask:\n    type: streamlit\n    main_file: tools/page.py\n", 4, "tools/page.py"),
    "an application that is published": (
        "manifest.json", '{"metadata": {"appmode": "python-fastapi",\n"entrypoint": "svc.app:app"}}', 2, "svc/app.py"),
    "a workspace in a browser": (".replit", 'modules = ["python-3.11"]\nrun = "python main.py"\n', 2, "main.py"),
    "a task of a cluster": (
        "ecs/task-definition.json", '{"containerDefinitions": [\n{"image": "x", "command": ["python", "-m", "svc.app"]}]}', 2, "svc/app.py"),
    "a script of a web server": ("ops/site.conf", "<VirtualHost *>\n  WSGIScriptAlias / /srv/churn/svc/app.py\n", 2, "svc/app.py"),
    "a quoted script of a web server": ("site.conf.j2", "WSGIScriptAlias /api '/srv/{{x}}/main.py'", 1, "main.py"),
    "a node of a robot": (
        "launch/a.launch", '<launch>\n  <node pkg="x"\n    type="page.py" name="a"/>\n</launch>\n', 3, "tools/page.py"),
    "a build of functions": ("vercel.json", '{"builds": [{"src": "main.py", "use": "@vercel/python"}]}', 1, "main.py"),
    "a blueprint's folder": (
        "render.yaml", "services:\n  - rootDir: tools\n    startCommand: streamlit run page.py", 3, "tools/page.py"),
    "a folder above the command": (
        ".do/app.yaml", "services:\n- source_dir: /tools\n  run: {command: python page.py}", 3, "tools/page.py"),
    "a unit's folder": (
        "ops/svc.service", "[Service]\nWorkingDirectory=/srv/churn/tools\nExecStart=/opt/venv/bin/python page.py\n", 3,
        "tools/page.py"),
    "a supervised program's folder": (
        "supervisord.conf", "[program:web]\ndirectory=/srv/tools\ncommand=python page.py\n", 3, "tools/page.py"),
    "a managed process's folder": (
        "ecosystem.config.js", "module.exports = {apps: [{\n  script: 'page.py',\n  cwd: './tools',\n}]}", 2, "tools/page.py"),
    "a launched program": ("ops/x.plist", PROPERTIES.format("Arguments", "<string>/Users/a/x/job.py</string>"), 3, "job.py"),
    "a launched program of one word": ("x.plist", PROPERTIES.format("", "").replace("python3", "./main.py"), 3, "main.py"),
    "a launched program's folder": (
        "x.plist", PROPERTIES.format("Arguments", "<string>page.py</string>").replace(
            "<dict>", "<dict><key>WorkingDirectory</key> <string>/Users/a/tools</string>"), 3, "tools/page.py"),
    "a function's application": ("svc/.chalice/config.json", '{"app_name": "x"}', 1, "svc/app.py"),
    "an application behind a web server": (
        ".ebextensions/python.config", "option_settings:\n  aws:elasticbeanstalk:container:python:\n    WSGIPath: svc.app:app\n", 3,
        "svc/app.py"),
    "a page in a folder": ("tools/README.md", "---\ntitle: X\nsdk: gradio\napp_file: page.py\n---\n# X\n", 4, "tools/page.py"),
    "a hosted page": ("README.md", "---\ntitle: X\nsdk: gradio\napp_file: tools/page.py\n---\n# X\n", 4, "tools/page.py"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "line", "module"), PLATFORMS.values(), ids=PLATFORMS)
def test_a_platform_starts_what_its_file_says(path: str, text: str, line: int, module: str) -> None:
    assert places({path: text}) == [f"{path}:{line} {module}"]


def test_functions_below_a_folder_are_started_by_the_platform() -> None:
    assert places({"vercel.json": "{}", "api/index.py": PROGRAM}) == ["vercel.json:1 api/index.py"]
    assert places({"api/index.py": PROGRAM}) == []


ACTION = "runs:\n  using: composite\n  steps:\n    - uses: actions/setup-python@v5\n    - run: {}\n      shell: bash\n"
ACTIONS = {
    "by its folder": ("action.yml", ACTION.format("python ${{ github.action_path }}/job.py"), 5),
    "by the variable of its folder": ("action.yaml", ACTION.format("python $GITHUB_ACTION_PATH/job.py"), 5),
    "after another command": (
        "action.yml",
        ACTION.format("|\n        pip install x\n        python ${GITHUB_ACTION_PATH}/job.py"),
        7,
    ),
    "an action for the workflows here": (
        ".github/actions/a/action.yml",
        ACTION.format("python job.py"),
        None,
    ),
    "an action in JavaScript": ("action.yml", "runs:\n  using: node20\n  main: job.py\n", None),
    "a step that only installs": ("action.yml", ACTION.format("pip install job.py"), None),
}


@pytest.mark.parametrize(("path", "text", "line"), ACTIONS.values(), ids=ACTIONS)
def test_an_action_for_others_starts_what_its_steps_run(path: str, text: str, line: int | None) -> None:
    assert places({path: text}) == ([] if line is None else [f"{path}:{line} job.py"])


NOTHING = {
    "a bundle's job of another kind": ("databricks.yml", BUNDLE.format("sql_task", "python_file", "job.py")),
    "a bundle's job of a file that is not there": (
        "databricks.yml",
        BUNDLE.format("spark_python_task", "python_file", "jobs.py"),
    ),
    "a bundle that is an example": (
        "examples/databricks.yml",
        BUNDLE.format("spark_python_task", "python_file", "job.py"),
    ),
    "a script that only names the setting": (
        "setup.sh",
        "# ExecStart\nsed -i 's/ExecStart=x/ExecStart=main.py/' a.service\n",
    ),
    "a script that writes another file": (
        "setup.sh",
        "cat > notes.txt <<EOF\nExecStart=/usr/bin/python3 main.py\nEOF\n",
    ),
    "a script after a unit": (
        "setup.sh",
        "cat > a.service <<EOF\n[Service]\nEOF\nExecStart=/usr/bin/python3 main.py\n",
    ),
    "a page's manifest": (
        "manifest.json",
        '{"name": "x", "entrypoint": "main:app", "metadata": {"appmode": "shiny"}}',
    ),
    "a comment of a web server": ("site.conf", "# WSGIScriptAlias / /srv/main.py\n"),
    "another file of a web server": ("site.conf", "Alias /static /srv/main.py\n"),
    "a robot's node of another package": (
        "a.launch",
        '<node pkg="x" type="other.py"/><arg name="type" value="main.py"/>',
    ),
    "a comment": ("crontab", "# 0 3 * * * python job.py\n"),
    "an example": ("examples/app.yaml", "entrypoint: python main.py\n"),
    "another runtime": ("app.yaml", "runtime: nodejs20\n"),
    "another engine's file": ("values.yaml", "command: python main.py\n"),
    "what is not here": ("Procfile", "web: gunicorn other.app:app\n"),
    "a space with an image": ("README.md", "---\nsdk: docker\n---\n"),
    "a unit that starts a file of another machine": ("x.service", "ExecStart=python /opt/gone/other.py\n"),
    "a unit that is a list of others": ("x.service", "[Unit]\nAfter=network.target\n"),
}


@pytest.mark.parametrize(("path", "text"), NOTHING.values(), ids=NOTHING)
def test_what_names_nothing_of_ours_starts_nothing(path: str, text: str) -> None:
    assert places({path: text}) == []


COMMANDS = {
    "an application of functions": ("modal deploy main.py", "main.py"),
    "a named application": ("modal deploy main.py::app", "main.py"),
    "a module of a module": ("python -m modal deploy -m svc.app", "svc/app.py"),
    "a module": ("uv run modal deploy -m svc.app", "svc/app.py"),
    "a service's object": ("bentoml deploy svc.app:Churn -n churn", "svc/app.py"),
    "a packaged model": ("truss push fraud --publish", "fraud/model/model.py"),
    "an endpoint": ("beam deploy svc/app.py:predict", "svc/app.py"),
    "a function with its source": (
        "gcloud functions deploy predict --gen2 --source . --entry-point predict",
        "main.py",
    ),
    "a service from source": ("gcloud run deploy churn --source=. --region europe-west1", "main.py"),
    "a web application": ("az webapp up --name x --runtime PYTHON:3.12", None),
    "a web application's command": (
        "az webapp config set --startup-file 'gunicorn svc.app:app'",
        "svc/app.py",
    ),
    "a function's handler": (
        "aws lambda create-function --function-name x --handler svc.app.predict",
        "svc/app.py",
    ),
    "a service of a cluster manager": ("sky serve up sky.yaml", "svc/app.py"),
    "another program": ("modal token set", None),
    "a service of an image": ("gcloud run deploy churn --image x", None),
    "a folder without a model": ("truss push svc", None),
}


@pytest.mark.parametrize(("command", "module"), COMMANDS.values(), ids=COMMANDS)
def test_a_deploying_command_starts_what_it_names(command: str, module: str | None) -> None:
    cluster = {"sky.yaml": "service:\n  readiness_probe: /\nrun: |\n  uvicorn svc.app:app\n"}
    workflow = "on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: COMMAND\n".replace(
        "COMMAND", command
    )
    found = places({**PACKAGED, **cluster, ".github/workflows/d.yml": workflow})
    assert found == ([] if module is None else [f".github/workflows/d.yml:6 {module}"])
    make = places({**PACKAGED, **cluster, "Makefile": f"deploy:\n\techo x\n\t{command}\n"})
    assert make == ([] if module is None else [f"Makefile:3 {module}"])


def test_an_action_deploys_a_function_from_its_folder() -> None:
    workflow = (
        "on: push\njobs:\n  d:\n    runs-on: x\n    steps:\n"
        "      - uses: google-github-actions/deploy-cloud-functions@v3\n        with: {source_dir: .}\n"
    )
    assert places({".github/workflows/d.yml": workflow}) == [".github/workflows/d.yml:6 main.py"]


ASIDE = {
    "a card in an example": ("examples/README.md", "---\nsdk: gradio\n---\n", "examples/app.py"),
    "a card of another page": ("tools/README.md", "---\nsdk: static\napp_file: page.py\n---\n", "main.py"),
    "a card whose page is not there": ("tools/README.md", "---\nsdk: gradio\napp_file: other.py\n---\n", "main.py"),
    "properties of a bundle": ("x.plist", "<dict><key>CFBundleName</key><string>main.py</string></dict>", "main.py"),
    "a configuration of another folder": ("svc/config.json", '{"app_name": "x"}', "main.py"),
    "a folder that is not there": (
        "render.yaml", "services:\n  - rootDir: web\n    startCommand: streamlit run page.py", "page/page.py"),
    "functions without their file": ("host.json", '{"version": "2.0"}', "main.py"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "beside"), ASIDE.values(), ids=ASIDE)
def test_other_files_start_nothing(path: str, text: str, beside: str) -> None:
    assert places({path: text, beside: PROGRAM}) == []


def test_functions_of_a_host_are_in_one_file_beside_it() -> None:
    assert places({"fn/host.json": "{}", "fn/function_app.py": PROGRAM}) == [
        "fn/host.json:1 fn/function_app.py"
    ]


def test_a_startup_file_of_passenger_starts_itself() -> None:
    assert places({"web/passenger_wsgi.py": PROGRAM}) == ["web/passenger_wsgi.py:1 web/passenger_wsgi.py"]


def test_a_script_of_a_web_server_may_end_in_wsgi() -> None:
    files = {
        "churn.wsgi": "from svc.app import app as application\n",
        "site.conf": "WSGIScriptAlias / /srv/churn.wsgi\n",
    }
    assert places(files) == ["site.conf:1 churn.wsgi"]


def test_a_node_of_two_files_of_its_name_is_neither() -> None:
    launch = {"a.launch": '<node pkg="x" type="page.py"/>', "other/page.py": PROGRAM}
    assert places(launch) == []


CRON = "0 3 * * * root cd /app && python job.py\n"
IMAGES = {
    "into cron's folder": ("COPY ops/nightly /etc/cron.d/nightly", True),
    "into cron's folder of a small system": ("COPY ops/nightly /etc/crontabs/root", True),
    "handed to its program": ("COPY ops/nightly /tmp/nightly\nRUN crontab -u app /tmp/nightly", True),
    "into another folder": ("COPY ops/nightly /srv/nightly", False),
    "another file handed over": ("COPY ops/nightly /tmp/nightly\nRUN crontab /tmp/other", False),
}


@pytest.mark.parametrize(("lines", "starts"), IMAGES.values(), ids=IMAGES)
def test_what_an_image_gives_to_cron_is_a_crontab(lines: str, starts: bool) -> None:
    image = f"FROM python:3.12\n{lines}\nCMD cron -f\n"
    assert places({"ops/nightly": CRON, "Dockerfile": image}) == ["ops/nightly:1 job.py"] * starts


SPEC = "openapi: 3.0.3\npaths:\n  /p:\n    post:\n      operationId: {}\n"
READER = "import connexion\n\napp = connexion.FlaskApp('a')\napp.add_api('openapi.yaml')\n"
OPERATIONS = {
    "a function": (SPEC.format("svc.work.answer"), READER, True),
    "a function of a controller": (
        SPEC.format("answer") + "      x-openapi-router-controller: svc.work\n", READER, True),
    "a function that is not here": (SPEC.format("svc.gone.answer"), READER, False),
    "a description that nothing reads": (SPEC.format("svc.work.answer"), READER.replace("add_api", "note"), False),
    "a description for others": (SPEC.format("svc.work.answer"), READER.replace("connexion", "flask"), False),
}  # fmt: skip


@pytest.mark.parametrize(("spec", "source", "runs"), OPERATIONS.values(), ids=OPERATIONS)
def test_what_a_description_names_runs_with_what_reads_it(spec: str, source: str, runs: bool) -> None:
    files = {
        "openapi.yaml": spec,
        "run.py": source,
        "svc/work.py": "def answer(body): pass\n",
        "Procfile": "web: python run.py\n",
    }
    assert places(files) == ["Procfile:1 run.py", *["Procfile:1 svc/work.py"] * runs]
