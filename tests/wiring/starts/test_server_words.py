"""Which file a server's command line, its configuration or its conventions start."""

from __future__ import annotations

import pytest

from analyzer.wiring.starts.entrypoints import starts
from analyzer.wiring.starts.inline_images import inline_images
from tests.support.snapshots import snapshot

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
FILES = {
    "svc/__init__.py": "",
    "svc/app.py": APP,
    "src/web.py": APP,
    "app.py": APP,
    "run.py": "x = 1\n",
    "settings.py": "bind = ':80'\n",
    "hooks.py": "wsgi_app = 'svc.app:app'\n",
    "uwsgi.ini": "[uwsgi]\nhttp = :80\nmodule = svc.app:app\n",
    "files.ini": "[uwsgi]\nwsgi-file = svc/app.py\n",
    "Procfile.web": "",
}

COMMANDS = {
    "a configuration is not the application": ("gunicorn --config settings.py svc.app:app", "svc/app.py"),
    "a factory": ("gunicorn -c settings.py 'svc.app:create_app()'", "svc/app.py"),
    "a factory with arguments": ("gunicorn \"svc.app:create_app('prod')\"", "svc/app.py"),
    "a factory option": ("uvicorn --factory svc.app:create_app", "svc/app.py"),
    "the application in the configuration": ("gunicorn --config=hooks.py", "svc/app.py"),
    "the application in a configuration file": ("gunicorn -c file:hooks.py", "svc/app.py"),
    "a configuration that names none": ("gunicorn -c settings.py", None),
    "a configuration behind an agent": (
        "newrelic-admin run-program gunicorn -c settings.py svc.app:app",
        "svc/app.py",
    ),
    "secrets of a vault": ("aws-vault exec live -- gunicorn -c settings.py svc.app:app", "svc/app.py"),
    "a debugger": ("python -m debugpy --listen 0.0.0.0:5678 -m uvicorn svc.app:app", "svc/app.py"),
    "a profiler": ("python -m cProfile -o x.prof run.py", "run.py"),
    "another folder": ("gunicorn --chdir src web:app", "src/web.py"),
    "an application's folder": ("uvicorn --app-dir=src web:app", "src/web.py"),
    "a folder that is a package too": ("uvicorn --app-dir svc app:app", "svc/app.py"),
    "a folder of imports that is a package too": ("gunicorn --pythonpath svc app:app", "svc/app.py"),
    "uwsgi with a file": ("uwsgi --ini uwsgi.ini", "svc/app.py"),
    "uwsgi with a file of a program": ("uwsgi files.ini", "svc/app.py"),
    "uwsgi with a program": ("uwsgi --http :80 --wsgi-file svc/app.py", "svc/app.py"),
    "flask finds it": ("flask run --host 0.0.0.0", "app.py"),
    "flask is told": ("flask --app svc.app run", "svc/app.py"),
    "fastapi finds it": ("fastapi run", "app.py"),
    "fastapi is told": ("fastapi run svc/app.py", "svc/app.py"),
    "litestar finds it": ("litestar run --port 80", "app.py"),
    "litestar is told": ("litestar --app svc.app:app run", "svc/app.py"),
    "litestar only lists": ("litestar routes", None),
    "a page": ("streamlit run svc/app.py --server.port 80", "svc/app.py"),
    "a tool server": ("fastmcp run svc/app.py:mcp", "svc/app.py"),
    "a notebook as an application": ("marimo run svc/app.py", "svc/app.py"),
    "a notebook to edit": ("marimo edit svc/app.py", None),
    "a notebook to edit as a module": ("python -m marimo edit svc/app.py", None),
}


@pytest.mark.parametrize(("command", "module"), COMMANDS.values(), ids=COMMANDS)
def test_what_a_server_starts(command: str, module: str | None) -> None:
    image = f"FROM x\nWORKDIR /app\nCOPY . .\nCMD {command}\n"
    found = [each.module for each in starts(snapshot({**FILES, "Dockerfile": image}))]
    assert found == [module]


def test_gunicorn_reads_its_own_file_and_its_variable() -> None:
    image = "FROM x\nCOPY . .\nCMD gunicorn\n"
    named = {"gunicorn.conf.py": "wsgi_app = 'svc.app:app'\n"}
    assert [each.module for each in starts(snapshot({**FILES, **named, "Dockerfile": image}))] == [
        "svc/app.py"
    ]
    told = image.replace("CMD", 'ENV GUNICORN_CMD_ARGS="--config hooks.py"\nCMD')
    assert [each.module for each in starts(snapshot({**FILES, "Dockerfile": told}))] == ["svc/app.py"]
    assert [each.module for each in starts(snapshot({**FILES, "Dockerfile": image}))] == [None]


INLINE = """services:
  web:
    build:
      context: {context}
      dockerfile_inline: |
        FROM python:3.12
        WORKDIR /app
        COPY . .
        CMD ["uvicorn", "{module}:app"]
"""


@pytest.mark.parametrize(
    ("path", "context", "module", "found"),
    [
        ("compose.yaml", ".", "svc.app", "svc/app.py"),
        ("deploy/compose.yaml", "..", "svc.app", "svc/app.py"),
        ("compose.yaml", "./svc", "app", "svc/app.py"),
        ("compose.yaml", ".", "nothing", None),
    ],
)
def test_a_build_file_inside_a_compose_file(path: str, context: str, module: str, found: str | None) -> None:
    repo = snapshot({**FILES, path: INLINE.format(context=context, module=module)})
    assert [(each.path, each.line, each.module) for each in starts(repo)] == [(path, 9, found)]
    assert [each.service for each in inline_images(repo)] == ["web"]


MANAGERS = {
    "a process file": ("honcho start", {"Procfile": "web: uvicorn svc.app:app\n"}, ["svc/app.py"]),
    "one process of two": ("honcho start web", {"Procfile": "job: python run.py\nweb: uvicorn svc.app:app\n"}, ["svc/app.py"]),
    "watchers": ("circusd circus.ini", {"circus.ini": "[watcher:web]\ncmd = uvicorn\nargs = svc.app:app\n"}, ["svc/app.py"]),
    "a manager's other word": ("honcho export", {"Procfile": "web: uvicorn svc.app:app\n"}, [None]),
}  # fmt: skip


@pytest.mark.parametrize(("command", "files", "modules"), MANAGERS.values(), ids=MANAGERS)
def test_what_a_manager_of_processes_starts(
    command: str, files: dict[str, str], modules: list[str | None]
) -> None:
    image = f"FROM x\nWORKDIR /app\nCOPY . .\nCMD {command}\n"
    found = starts(snapshot({**FILES, **files, "Dockerfile": image}))
    assert [each.module for each in found if each.path == "Dockerfile"] == modules


SHELL_TEXTS = {
    "a variable of the image": ("ENV APP=svc.app:app\nCMD uvicorn $APP", "svc/app.py"),
    "a part of a word": ("ENV MODULE=svc.app\nCMD uvicorn ${MODULE}:app --port ${PORT:-80}", "svc/app.py"),
    "words without a shell": ('ENV APP=svc.app:app\nCMD ["uvicorn", "$APP"]', None),
    "a variable that nobody set": ("CMD uvicorn $APP", None),
    "a script that the build file writes": (
        "COPY <<EOF /entry.sh\nexec uvicorn svc.app:app\nEOF\nENTRYPOINT [\"sh\", \"/entry.sh\"]", "svc/app.py"),
    "another script": ("COPY <<EOF /entry.sh\nexec uvicorn svc.app:app\nEOF\nENTRYPOINT [\"sh\", \"/other.sh\"]", None),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "module"), SHELL_TEXTS.values(), ids=SHELL_TEXTS)
def test_what_the_build_file_says_of_its_start(lines: str, module: str | None) -> None:
    image = f"FROM x\nWORKDIR /app\nCOPY . .\n{lines}\n"
    assert [each.module for each in starts(snapshot({**FILES, "Dockerfile": image}))] == [module]


STAGES = "FROM x AS live\nCOPY . .\nCMD uvicorn svc.app:app\nFROM live AS check\nCMD pytest\n"
TARGETS = {
    "nothing builds a stage": ({}, [None]),
    "a service builds it": ({"compose.yaml": "services:\n  a:\n    build: {context: ., target: live}\n"}, [None, "svc/app.py"]),
    "a service builds the last": ({"compose.yaml": "services:\n  a:\n    build: {context: ., target: check}\n"}, [None]),
    "CI builds it": (
        {".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker build --target live .\n"},
        [None, "svc/app.py"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "modules"), TARGETS.values(), ids=TARGETS)
def test_a_stage_that_is_built_by_name_starts_something_too(
    files: dict[str, str], modules: list[str | None]
) -> None:
    found = starts(snapshot({**FILES, "Dockerfile": STAGES, **files}))
    assert [each.module for each in found if each.path == "Dockerfile"] == modules


@pytest.mark.parametrize(
    ("command", "module"),
    [
        ("gunicorn wsgi:app", "wsgi.py"),
        ("hypercorn asgi:app", "asgi.py"),
        ("hypercorn wsgi:app:app", "app.py"),
        ("hypercorn asgi:app:app", "app.py"),
        ("gunicorn app:app", "app.py"),
    ],
)
def test_a_mode_of_a_server_is_no_module_and_a_module_no_mode(command: str, module: str) -> None:
    files = dict.fromkeys(("wsgi.py", "asgi.py", "app.py"), "app = 1\n")
    assert [each.module for each in starts(snapshot({**files, "Procfile": f"web: {command}\n"}))] == [module]
