"""Which file a server's command line, its configuration or its conventions start."""

from __future__ import annotations

import pytest

from analyzer.wiring.entrypoints import starts
from analyzer.wiring.inline_images import inline_images
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
    "another folder": ("gunicorn --chdir src web:app", "src/web.py"),
    "an application's folder": ("uvicorn --app-dir=src web:app", "src/web.py"),
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
