"""What a repository starts: which file is behind a container, a service, a Procfile, a script, a CI step."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.wiring.roles import is_test_path
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import (
    is_idle_command,
    service_modules,
    started_by_image,
    started_by_service,
    starts,
)
from tests.support.snapshots import snapshot

APP = {
    "svc/__init__.py": "",
    "svc/app.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    "svc/__main__.py": "x = 1\n",
}


def started(files: Mapping[str, str]) -> set[str]:
    return {each.module for each in starts(snapshot(files)) if each.module is not None}


def image(*lines: str) -> str:
    return "\n".join(("FROM python:3.12", *lines, ""))


@pytest.mark.parametrize(
    ("command", "module"),
    [
        ("python -m svc", "svc/__main__.py"),
        ('["python", "-m", "svc.app"]', "svc/app.py"),
        ("python svc/app.py", "svc/app.py"),
        ('["python3", "-u", "svc/app.py", "--port", "80"]', "svc/app.py"),
        ("uvicorn svc.app:app --host 0.0.0.0", "svc/app.py"),
        ('["uvicorn", "--port", "80", "svc.app:app"]', "svc/app.py"),
        ("gunicorn -w 4 -k uvicorn.workers.UvicornWorker svc.app:app", "svc/app.py"),
        ("gunicorn 'svc.app:create_app()'", "svc/app.py"),
        ("python -m uvicorn svc.app:app", "svc/app.py"),
        ("celery -A svc.app worker", "svc/app.py"),
        ("flask --app svc.app run", "svc/app.py"),
        ("exec streamlit run svc/app.py", "svc/app.py"),
        ("sh -c 'cd svc && python app.py'", "svc/app.py"),
        ("poetry run uvicorn svc.app:app", "svc/app.py"),
        ("/usr/bin/env python -m svc", "svc/__main__.py"),
        ("python -m http.server", None),
        ("python -c 'import svc.app'", None),
        ("jupyter notebook", None),
        ("echo python -m svc", None),
        ("bash", None),
    ],
)  # fmt: skip
def test_the_module_behind_a_containers_command(command: str, module: str | None) -> None:
    files = {**APP, "Dockerfile": image("WORKDIR /srv", "COPY . .", f"CMD {command}")}
    assert started(files) == ({module} if module else set())


@pytest.mark.parametrize(
    ("path", "lines", "module"),
    [
        ("Dockerfile", ("COPY svc/ /srv/svc/", "CMD python /srv/svc/app.py"), "svc/app.py"),
        ("Dockerfile", ("WORKDIR /code", "COPY svc/app.py main.py", "CMD python main.py"), "svc/app.py"),
        ("Dockerfile", ("WORKDIR /code", "COPY svc .", "CMD python app.py"), "svc/app.py"),
        ("svc/Dockerfile", ("COPY . /x", "WORKDIR /x", "CMD python app.py"), "svc/app.py"),
        ("svc/Dockerfile", ("COPY . .", "CMD uvicorn app:app"), "svc/app.py"),
        ("docker/Dockerfile", ("COPY . .", "CMD uvicorn svc.app:app"), "svc/app.py"),
        ("Dockerfile", ("ENV FLASK_APP=svc/app.py", "COPY . .", "CMD flask run"), "svc/app.py"),
        ("Dockerfile", ("COPY . .", 'ENTRYPOINT ["python"]', 'CMD ["svc/app.py"]'), "svc/app.py"),
        ("Dockerfile", ("COPY . .", "CMD python svc/app.py", "FROM nginx"), None),
        ("Dockerfile", ("COPY . .", "CMD python nowhere.py"), None),
        ("Dockerfile", ("RUN python svc/app.py",), None),
    ],
)  # fmt: skip
def test_paths_in_an_image_are_traced_back_through_what_was_copied(
    path: str, lines: tuple[str, ...], module: str | None
) -> None:
    assert started({**APP, path: image(*lines)}) == ({module} if module else set())


def test_a_start_names_the_line_and_the_command() -> None:
    files = {**APP, "Dockerfile": image("COPY . .", "", "CMD exec uvicorn svc.app:app")}
    repo = snapshot(files)
    (start,) = started_by_image(repo, "Dockerfile", repo.dockerfiles["Dockerfile"])
    assert (start.path, start.line, start.words) == ("Dockerfile", 4, ("uvicorn", "svc.app:app"))
    assert start.script == "exec uvicorn svc.app:app"


MOVED = {
    "from above its package": ("python -m svc.jobs.fit", {}, {"svc/jobs/fit.py"}),
    "from its package": ("cd svc && python -m svc.jobs.fit", {}, set()),
    "by its name from there": ("cd svc && python -m jobs.fit", {}, {"svc/jobs/fit.py"}),
    "by a server": ("cd svc && uvicorn svc.app:app", {}, set()),
    "by a server, by its name from there": ("cd svc && uvicorn app:app", {}, {"svc/app.py"}),
    "as a file": ("cd svc && python jobs/fit.py", {}, {"svc/jobs/fit.py"}),
    "with the folder above on the path": ("cd svc && PYTHONPATH=.. python -m svc.jobs.fit", {}, {"svc/jobs/fit.py"}),
    "where the package is installed": (
        "cd svc && python -m svc.jobs.fit", {"pyproject.toml": "[project]\nname = 'svc'\n"}, {"svc/jobs/fit.py"}),
    "where a package of another language is": (
        "cd svc && python -m svc.jobs.fit", {"package.json": '{"name": "svc"}'}, set()),
    "where another package is installed": (
        "cd svc && python -m svc.jobs.fit", {"web/pyproject.toml": "[project]\nname = 'web'\n"}, set()),
    "where only tools are set": (
        "cd svc && python -m svc.jobs.fit", {"pyproject.toml": "[tool.ruff]\nline-length = 99\n"}, set()),
    "and back": ("cd svc && cd .. && python -m svc.jobs.fit", {}, {"svc/jobs/fit.py"}),
}  # fmt: skip


@pytest.mark.parametrize(("command", "files", "modules"), MOVED.values(), ids=MOVED)
def test_a_module_is_looked_for_where_a_command_has_moved_to(
    command: str, files: dict[str, str], modules: set[str]
) -> None:
    code = {**APP, "svc/jobs/__init__.py": "", "svc/jobs/fit.py": "x = 1\n"}
    assert modules_run(snapshot({**code, **files, "Makefile": f"fit:\n\t{command}\n"})) == modules


def test_compose_services_and_procfiles_start_modules() -> None:
    files = {
        **APP,
        "worker.py": "x = 1\n",
        "docker-compose.yml": "services:\n  web:\n    build: .\n    command: uvicorn svc.app:app\n  db:\n    image: postgres\n",
        "Procfile": "release: echo hi\nworker: python worker.py\n",
    }
    found = {(each.path, each.line): each.module for each in starts(snapshot(files)) if each.module}
    assert found == {("docker-compose.yml", 4): "svc/app.py", ("Procfile", 2): "worker.py"} or found == {
        ("docker-compose.yml", 2): "svc/app.py",
        ("Procfile", 2): "worker.py",
    }


SCRIPT = '[project]\nname = "x"\n[project.scripts]\nserve-it = "svc.app:app"\n'


def test_a_console_script_stands_for_its_module() -> None:
    files = {
        **APP,
        "pyproject.toml": SCRIPT,
        "Dockerfile": image("COPY . .", "RUN pip install .", "CMD serve-it --port 80"),
    }
    assert started(files) == {"svc/app.py"}
    assert (
        started_by_service(snapshot({**APP, "pyproject.toml": SCRIPT}), "x", 1, "serve-it")[0].module
        == "svc/app.py"
    )
    assert started({**APP, "Dockerfile": image("COPY . .", "CMD serve-it")}) == set()


@pytest.mark.parametrize(
    ("command", "module"),
    [
        ("python tools/gone.py deploy", None),
        ("python -u tools/gone.py tools/deploy.py", None),
        ("python -W ignore tools/deploy.py gone", "tools/deploy.py"),
        ("python -m tools.deploy prod", "tools/deploy.py"),
    ],
)
def test_the_arguments_of_a_program_start_nothing(command: str, module: str | None) -> None:
    repo = snapshot({"tools/deploy.py": "x = 1\n", "deploy.py": "x = 1\n"})
    assert [each.module for each in started_by_service(repo, "x", 1, command)] == [module]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Dockerfile", image("COPY . .", "CMD python job.py")),
        ("Dockerfile", image("COPY . .", 'ENTRYPOINT ["python", "job.py"]', 'CMD ["--help"]')),
        ("Procfile", "job: python job.py\n"),
        ("Makefile", "job:\n\tpython job.py\n"),
        ("run.sh", "python job.py\n"),
        ("dvc.yaml", "stages:\n  job:\n    cmd: python job.py --fast\n"),
        ("dvc.yaml", "stages:\n  job:\n    cmd:\n      - echo\n      - python job.py\n"),
        ("pyproject.toml", '[project]\nname = "x"\n[project.scripts]\njob = "job:main"\n'),
        (".github/workflows/ci.yml", "on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n      - run: python job.py\n"),
    ],
)  # fmt: skip
def test_what_anything_in_the_repository_runs(path: str, content: str) -> None:
    assert modules_run(snapshot({"job.py": "main = len\n", "idle.py": "x = 1\n", path: content})) == {
        "job.py"
    }


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "Run `python job.py`.\n"},
        {"notes.yaml": "stages:\n  job:\n    cmd: python job.py\n"},
        {"dvc.yaml": "[broken"},
        {".github/workflows/ci.yml": "on: push\njobs:\n  j:\n    if: false\n    steps:\n      - run: python job.py\n"},
        {".github/workflows/ci.yml": "on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n      - run: python job.py --help\n"},
        {"Makefile": "help:\n\tpython job.py --help\n"},
    ],
)  # fmt: skip
def test_what_is_only_written_down_is_not_run(files: Mapping[str, str]) -> None:
    assert modules_run(snapshot({"job.py": "x = 1\n", **files})) == frozenset()


def test_running_the_tests_runs_no_module() -> None:
    files = {"tests/test_a.py": "x = 1\n", "Makefile": "t:\n\tpython tests/test_a.py\n"}
    assert modules_run(snapshot(files)) == frozenset()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from fastapi import FastAPI\napp = FastAPI()\n", True),
        ("import flask\napp = flask.Flask(__name__)\n", True),
        ("from ray import serve\n@serve.deployment\nclass A:\n    pass\n", True),
        ("import bentoml\n@bentoml.service\nclass A:\n    pass\n", True),
        ("def lambda_handler(event, context):\n    return 1\n", True),
        ("def handler(event, context):\n    return 1\n", True),
        ("def handler(signal, frame):\n    return 1\n", False),
        ("import fastapi\n", False),
        ("# app = FastAPI()\nx = 1\n", False),
        ("'''from fastapi import FastAPI; app = FastAPI()'''\n", False),
    ],
)
def test_modules_that_make_a_server_application(source: str, expected: bool) -> None:
    assert service_modules(snapshot({"a.py": source})) == ({"a.py"} if expected else set())


def test_a_namesake_of_a_web_framework_serves_nothing() -> None:
    files = {
        "a.py": "from fastapi import FastAPI\napp = FastAPI()\n",
        "fastapi.py": "class FastAPI:\n    pass\n",
    }
    assert service_modules(snapshot(files)) == frozenset()


def test_a_started_module_that_imports_the_application_serves_it_and_tests_do_not() -> None:
    files = {
        **APP,
        "run.py": "from svc.app import app\n",
        "other.py": "from svc.app import app\n",
        "tests/test_app.py": "from fastapi import FastAPI\napp = FastAPI()\n",
        "Dockerfile": image("COPY . .", "CMD python run.py"),
    }
    assert service_modules(snapshot(files)) == {"svc/app.py", "run.py"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bash", True),
        ("sleep infinity", True),
        ("tail -f /dev/null", True),
        ("jupyter lab --ip 0.0.0.0", True),
        ("python", True),
        ("python -c x", True),
        ("python -m jupyter notebook", True),
        ("sudo bash", True),
        ("", True),
        ("python app.py", False),
        ("python -m svc", False),
        ("uvicorn app:app", False),
        ("nginx", False),
    ],
)
def test_idle_commands(words: str, expected: bool) -> None:
    assert is_idle_command(tuple(words.split())) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/a.py", True),
        ("pkg/testing/a.py", True),
        ("test_a.py", True),
        ("pkg/a_test.py", True),
        ("web/a.spec.ts", True),
        ("conftest.py", True),
        ("pkg/contest.py", False),
        ("latest/a.py", False),
        ("attest.py", False),
    ],
)
def test_test_paths(path: str, expected: bool) -> None:
    assert is_test_path(path) is expected


def test_a_file_copied_to_the_root_stands_for_no_other_file() -> None:
    lines = ("WORKDIR /", "COPY requirements.txt /", "ADD . /", "ENTRYPOINT python ./svc/app.py $ARGUMENTS")
    assert started({**APP, "requirements.txt": "x\n", "Dockerfile": image(*lines)}) == {"svc/app.py"}


@pytest.mark.parametrize(
    "command",
    [
        "chown svc:svc /srv",
        "usermod -u 1000 svc",
        "find /srv -user svc",
        "pip install svc",
        "install -o svc x y",
    ],
)
def test_a_user_or_a_folder_of_that_name_is_no_module(command: str) -> None:
    assert started({**APP, "Dockerfile": image("COPY . .", f"CMD {command}")}) == set()


@pytest.mark.parametrize("prefix", ["gosu svc", "su-exec svc:svc", "s6-setuidgid $USER", "exec gosu ${USER}"])
def test_becoming_another_user_starts_what_follows(prefix: str) -> None:
    files = {**APP, "Dockerfile": image("COPY . .", f"CMD {prefix} uvicorn svc.app:app")}
    assert started(files) == {"svc/app.py"}


RUN = "#!/command/with-contenv /usr/bin/bash\ncd ${SOURCES}\nexec s6-setuidgid svc uvicorn svc.app:app\n"
SUPERVISED = {
    "s6-overlay": (
        {"docker/root/etc/s6-overlay/s6-rc.d/svc-web/run": RUN},
        ("COPY docker/root /", "COPY . /srv", 'ENTRYPOINT ["/init"]'),
        {"svc/app.py"},
    ),
    "runit": (
        {"etc/service/web/run": RUN},
        ("COPY . /srv", 'CMD ["/usr/bin/runsvdir", "/etc/service"]'),
        {"svc/app.py"},
    ),
    "supervisord": (
        {
            "deploy/supervisord.conf": "[supervisord]\nnodaemon=true\n[program:web]\ncommand=gunicorn svc.app:app\n"
        },
        ("COPY . /srv", 'CMD ["supervisord", "-c", "/srv/deploy/supervisord.conf"]'),
        {"svc/app.py"},
    ),
    "a supervisor of nothing": ({}, ("COPY . /srv", 'CMD ["supervisord"]'), set[str]()),
    "services that nothing starts": (
        {"etc/service/web/run": RUN},
        ("COPY . /srv", 'CMD ["bash"]'),
        set[str](),
    ),
}


@pytest.mark.parametrize("files,lines,modules", SUPERVISED.values(), ids=SUPERVISED)
def test_what_a_supervisor_runs_is_started(
    files: Mapping[str, str], lines: tuple[str, ...], modules: set[str]
) -> None:
    assert started({**APP, **files, "Dockerfile": image(*lines)}) == modules
