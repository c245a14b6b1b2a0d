"""Which file a service of a compose file starts: inside its image, its context and its mounts."""

from __future__ import annotations

import pytest

from analyzer.wiring.starts.entrypoints import starts
from tests.support.snapshots import snapshot

BUILT = "FROM python:3.12\nWORKDIR /app\nCOPY . .\n"
BELOW = "services:\n  web:\n    build:\n      context: ./back\n      dockerfile: ./svc/Dockerfile\n"


@pytest.mark.parametrize(
    ("compose", "files", "module"),
    [
        (f'{BELOW}    command: sh -c "python3 svc/main.py"\n', {}, "back/svc/main.py"),
        (f"{BELOW}    command: uvicorn svc.main:app\n", {}, "back/svc/main.py"),
        (f"{BELOW}    command: python /app/svc/main.py\n", {}, "back/svc/main.py"),
        (f"{BELOW}    command: python main.py\n    working_dir: /app/svc\n", {}, "back/svc/main.py"),
        (f"{BELOW}    command: python main.py\n    working_dir: svc\n", {}, "back/svc/main.py"),
        (f"{BELOW}    command: python main.py\n", {}, None),
        (f"{BELOW}    command: python main.py\n    working_dir: /srv\n", {}, None),
        # What the image copies from elsewhere in its context, and what another folder has by that name.
        (
            f"{BELOW}    command: python run.py\n",
            {"back/svc/Dockerfile": "FROM x\nWORKDIR /app\nCOPY svc/main.py run.py\n"},
            "back/svc/main.py",
        ),
        (
            f"{BELOW}    command: python svc/main.py\n",
            {"svc/main.py": "x = 2\n", "front/svc/main.py": "x = 3\n"},
            "back/svc/main.py",
        ),
        # An image that is not built here has what is mounted in it.
        (
            "services:\n  web:\n    image: python\n    volumes:\n      - ./back/svc:/srv:ro\n"
            "    command: python /srv/main.py\n",
            {},
            "back/svc/main.py",
        ),
        (
            "services:\n  web:\n    image: python\n    volumes:\n      - ./back/svc:/srv\n"
            "    working_dir: /srv\n    command: python main.py\n",
            {},
            "back/svc/main.py",
        ),
        (
            "services:\n  web:\n    image: python\n    volumes:\n      - data:/srv\n"
            "    working_dir: /srv\n    command: python main.py\n",
            {},
            None,
        ),
        # A command of the image is resolved in the folder that the service builds it in.
        (BELOW, {"back/svc/Dockerfile": f"{BUILT}CMD python svc/main.py\n"}, "back/svc/main.py"),
        (
            "services:\n  web:\n    image: python\n",
            {"back/svc/Dockerfile": f"{BUILT}CMD python svc/main.py\n"},
            None,
        ),
    ],
)
def test_the_command_of_a_service(compose: str, files: dict[str, str], module: str | None) -> None:
    repo = snapshot(
        {"back/svc/main.py": "x = 1\n", "back/svc/Dockerfile": BUILT, "compose.yaml": compose, **files}
    )
    assert {each.module for each in starts(repo) if each.module} == ({module} if module else set())


@pytest.mark.parametrize(("context", "module"), [("..", "worker.py"), (".", "deploy/worker.py")])
def test_a_compose_file_in_a_folder_of_its_own(context: str, module: str) -> None:
    compose = f"services:\n  w:\n    build:\n      context: {context}\n      dockerfile: Dockerfile\n    command: python worker.py\n"
    files = {"deploy/compose.yaml": compose, "Dockerfile": BUILT, "deploy/Dockerfile": BUILT}
    repo = snapshot({"worker.py": "x = 1\n", "deploy/worker.py": "x = 2\n", **files})
    assert {each.module for each in starts(repo) if each.path.endswith("compose.yaml")} == {module}
