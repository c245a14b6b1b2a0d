from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.snapshots import run, snapshot

SERVICE = {"svc/__init__.py": "", "svc/__main__.py": "print('serving')\n", "svc/app.py": "app = object()\n"}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ('FROM python:3.12\nCMD ["python", "-m", "svc"]', Level.WIRED),
        (
            "FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD uvicorn svc.app:app --host 0.0.0.0 --port 80",
            Level.WIRED,
        ),
        ('FROM python:3.12\nCOPY svc /srv/svc\nENTRYPOINT ["python"]\nCMD ["/srv/svc/app.py"]', Level.WIRED),
        ('FROM python:3.12\nENV FLASK_APP=svc.app\nCMD ["flask", "run"]', Level.WIRED),
        ("FROM python:3.12\nCMD gunicorn -w 4 -b :80 'svc.app:app'", Level.WIRED),
        ('FROM python:3.12\nENTRYPOINT ["sh", "start.sh"]', Level.WIRED),
        ('FROM python:3.12\nCMD ["python", "-m", "elsewhere"]', Level.SUBSTANTIVE),
        ('FROM python:3.12\nCMD ["mlflow", "server"]', Level.SUBSTANTIVE),
        ('FROM python:3.12\nCMD ["jupyter", "lab"]', Level.PRESENT),
        ('FROM python:3.12\nCMD ["bash"]', Level.PRESENT),
        ("FROM python:3.12\nCMD echo ready", Level.PRESENT),
        ("FROM python:3.12\nRUN pip install x", Level.PRESENT),
        (
            'FROM python:3.12 AS build\nCMD ["python", "-m", "svc"]\nFROM python:3.12\nCMD ["bash"]',
            Level.PRESENT,
        ),
    ],
)
def test_level_follows_what_the_last_stage_starts(text: str, level: Level) -> None:
    repo = snapshot({"Dockerfile": text, "start.sh": "#!/bin/sh\nexec python -m svc\n", **SERVICE})
    assert run("dockerfile", repo).level is level


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "dockerfile",
        "Containerfile",
        "docker/Dockerfile.gpu",
        "api.dockerfile",
        "Dockerfiles/tf/Dockerfile",
    ],
)
def test_any_of_the_file_names_counts(path: str) -> None:
    assert run("dockerfile", snapshot({path: "FROM alpine\nRUN true\n"})).level is Level.PRESENT


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/templates/dockerfile.j2", "FROM {{ base }}\nRUN true\n"),
        (".devcontainer/Dockerfile", "FROM python:3.12\nRUN true\n"),
        ("node_modules/x/Dockerfile", "FROM node\nRUN true\n"),
        ("docs/Dockerfile.md", "FROM python\nRUN true\n"),
        ("Dockerfile", ""),
        ("Dockerfile", "# FROM python:3.12\n# CMD python -m svc\n"),
    ],
)
def test_look_alikes_do_not_count(path: str, text: str) -> None:
    assert run("dockerfile", snapshot({path: text, "a.py": "x = 1\n"})).level is Level.ABSENT


def test_evidence_points_to_the_start_command() -> None:
    repo = snapshot({"Dockerfile": 'FROM python:3.12\nRUN true\n\nCMD ["python", "-m", "svc"]\n', **SERVICE})
    evidence = run("dockerfile", repo).evidence[0]
    assert (evidence.path, evidence.line) == ("Dockerfile", 4)
    assert "svc/__main__.py" in evidence.note


def test_a_missing_object_is_unknown_not_absent() -> None:
    finding = run("dockerfile", snapshot({"a.py": "x = 1\n"}, missing=["Dockerfile"]))
    assert finding.status is Status.UNKNOWN
    assert finding.ceiling is Level.WIRED
    assert "missing" in (finding.reason or "")


def test_an_entry_script_hands_over_to_the_command() -> None:
    script = '#!/bin/bash\nset -e\nexec "$@"\n'
    for entry in ('ENTRYPOINT ["/entry.sh"]', "ENTRYPOINT /entry.sh $0 $@"):
        text = f'FROM python:3.12\nCOPY docker/entry.sh /entry.sh\n{entry}\nCMD ["gunicorn", "svc.app:app"]\n'
        repo = snapshot({"Dockerfile": text, "docker/entry.sh": script, **SERVICE})
        assert "svc/app.py" in run("dockerfile", repo).evidence[0].note
