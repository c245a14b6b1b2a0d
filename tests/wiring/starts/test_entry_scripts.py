"""Scripts that images and services begin with: what they start, and what they are handed."""

from __future__ import annotations

import pytest

from analyzer.wiring.starts.entrypoints import starts
from tests.support.snapshots import snapshot
from tests.wiring.starts.test_entrypoints import APP, image, started


@pytest.mark.parametrize(
    ("script", "line", "module"),
    [
        ("#!/bin/sh\nset -e\nexec uvicorn svc.app:app\n", 'CMD ["./start.sh"]', "svc/app.py"),
        ("#!/bin/sh\nset -e\nexec uvicorn svc.app:app\n", "CMD bash start.sh", "svc/app.py"),
        (
            '#!/bin/sh\nexec "$@"\n',
            'ENTRYPOINT ["/srv/start.sh"]\nCMD ["python", "-m", "svc"]',
            "svc/__main__.py",
        ),
        ("#!/bin/sh\necho only this\n", 'CMD ["./start.sh"]', None),
    ],
)
def test_entry_scripts_are_read(script: str, line: str, module: str | None) -> None:
    files = {**APP, "start.sh": script, "Dockerfile": image("WORKDIR /srv", "COPY . .", line)}
    assert started(files) == ({module} if module else set())


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ('#!/bin/sh\nexec "$@"\n', 5),
        ('#!/bin/sh\nset -e\nexec gosu app "${@}"\n', 5),
        ('#!/bin/sh\npython -m svc "$@"\n', 4),
    ],
)
def test_what_a_wrapper_hands_on_to_starts_at_the_command(script: str, line: int) -> None:
    lines = ("WORKDIR /srv", "COPY . .", 'ENTRYPOINT ["/srv/start.sh"]', 'CMD ["uvicorn", "svc.app:app"]')
    repo = snapshot({**APP, "start.sh": script, "Dockerfile": image(*lines)})
    assert {each.line for each in starts(repo) if each.module == "svc/app.py"} == {line}


ON_THE_PATH = {
    "by its name": ("COPY a/enter.sh /usr/local/bin/enter.sh", "enter.sh", True),
    "under another name": ("COPY a/enter.sh /usr/local/bin/docker-enter.sh", "docker-enter.sh", True),
    "without its ending": ("COPY a/enter.sh /usr/bin/entrypoint", "entrypoint", True),
    "copied into the folder": ("COPY a/enter.sh /usr/local/bin/", "enter.sh", True),
    "in a folder that the image adds": ("ENV PATH=/opt/x:$PATH\nCOPY a/enter.sh /opt/x/go-start.sh", "go-start.sh", True),
    "in a folder that nothing adds": ("COPY a/enter.sh /opt/x/go-start.sh", "go-start.sh", False),
    "by another name than its copy": ("COPY a/enter.sh /usr/local/bin/run.sh", "enter2.sh", False),
    "of what the base brings": ("COPY a/enter.sh /srv/x.sh", "docker-entrypoint.sh", False),
}  # fmt: skip


@pytest.mark.parametrize(("copy", "name", "found"), ON_THE_PATH.values(), ids=ON_THE_PATH)
def test_an_entry_script_is_found_where_a_shell_looks_for_programs(copy: str, name: str, found: bool) -> None:
    lines = (
        "WORKDIR /srv",
        *copy.split("\n"),
        "COPY svc svc",
        f'ENTRYPOINT ["{name}"]',
        'CMD ["shop-serve"]',
    )
    project = "[project]\nname = 'shop'\nscripts = { shop-serve = 'svc.app:app' }\n"
    files = {"a/enter.sh": '#!/bin/sh\nexec "$@"\n', "pyproject.toml": project, "Dockerfile": image(*lines)}
    repo = snapshot({**APP, **files})
    line = next(number for number, each in enumerate(image(*lines).split("\n"), 1) if each.startswith("CMD"))
    assert {(each.line, each.module) for each in starts(repo) if each.module} == (
        {(line, "svc/app.py")} if found else set()
    )


@pytest.mark.parametrize(
    ("entry", "served", "module"),
    [
        ('exec "$@"', "exec gunicorn --bind :80 app:app", "svc/app.py"),
        ('exec "$@"', "cd /srv/svc\nexec gunicorn \\\n  --workers 1 \\\n  app:app", "svc/app.py"),
        ('exec "$@"', "echo nothing", None),
        ("echo nothing", "exec gunicorn app:app", "svc/app.py"),  # what is not seen to be refused
        ("exec python __main__.py", "echo nothing", "svc/__main__.py"),
    ],
)
def test_a_script_that_an_entry_script_hands_on_to_is_read(
    entry: str, served: str, module: str | None
) -> None:
    lines = (
        "COPY . /srv",
        "WORKDIR /srv/svc",
        'ENTRYPOINT ["tini", "--", "/srv/entry.sh"]',
        'CMD ["/srv/serve.sh"]',
    )
    scripts = {"entry.sh": f"#!/bin/sh\n{entry}\n", "serve.sh": f"#!/bin/sh\n{served}\n"}
    repo = snapshot({**APP, **scripts, "Dockerfile": image(*lines)})
    assert {each.module for each in starts(repo) if each.module} == ({module} if module else set())


def test_what_a_handed_script_starts_is_at_the_line_of_cmd() -> None:
    lines = (
        "COPY . /srv",
        "WORKDIR /srv",
        'ENTRYPOINT ["tini", "--", "/srv/entry.sh"]',
        'CMD ["/srv/serve.sh"]',
    )
    scripts = {"entry.sh": '#!/bin/sh\nexec "$@"\n', "serve.sh": "#!/bin/sh\nexec gunicorn svc.app:app\n"}
    repo = snapshot({**APP, **scripts, "Dockerfile": image(*lines)})
    assert {each.line for each in starts(repo) if each.module} == {5}


def test_a_wrapper_without_an_ending_in_a_folder_hands_on_too() -> None:
    lines = ("WORKDIR /srv", "COPY . .", 'ENTRYPOINT ["/srv/bin/enter"]', 'CMD ["uvicorn", "svc.app:app"]')
    repo = snapshot({**APP, "bin/enter": '#!/bin/sh\nexec "${@}"\n', "Dockerfile": image(*lines)})
    assert {each.line for each in starts(repo) if each.module == "svc/app.py"} == {5}


@pytest.mark.parametrize(
    ("first", "read"),
    [("", True), ("#!/bin/sh\n", True), ("#!/usr/bin/env bash\n", True)]
    + [(f"#!/usr/bin/env {each}\n", False) for each in ("ruby", "python3", "node", "-S Rscript")],
)
def test_a_file_without_an_ending_is_read_by_what_its_first_line_names(first: str, read: bool) -> None:
    files = {"bin/go": f"{first}python -m svc\n", "Dockerfile": image("COPY . .", 'CMD ["bin/go", "server"]')}
    assert started({**APP, **files}) == {"svc/__main__.py" if read else "bin/go"}
