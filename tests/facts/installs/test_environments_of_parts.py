"""The versions of a part that works with no model are only present."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

PINS = "requests==2.31.0\npydantic==2.5.3\npymongo==4.6.0\n"
TRAINS = "from sklearn.linear_model import Ridge\nRidge(random_state=1).fit([1], [2])\n"
IMAGE = "FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY {} .\n"
WHOLE = "FROM python:3.11\nCOPY . .\nRUN pip install -r requirements.txt\n"
SENDS = {"sender/send.py": "import requests\nrequests.get('a')\n", "sender/requirements.txt": PINS}
MODEL = {"model/train.py": TRAINS}
# name: (the files, the level)
CASES = {
    "the part that trains": (
        {"model/requirements.txt": PINS, "model/Dockerfile": IMAGE.format("train.py"), **MODEL},
        Level.WIRED,
    ),
    "a part beside it": ({**SENDS, "sender/Dockerfile": IMAGE.format("send.py"), **MODEL}, Level.PRESENT),
    "a part that imports it": (
        {
            **SENDS,
            "sender/send.py": "import model.train\n",
            "sender/Dockerfile": IMAGE.format("send.py"),
            **MODEL,
        },
        Level.WIRED,
    ),
    "an image that takes both": (
        {
            **SENDS,
            "Dockerfile": "FROM python:3.11\nCOPY sender/requirements.txt r.txt\nCOPY model model\n"
            "RUN pip install -r r.txt\n",
            **MODEL,
        },
        Level.WIRED,
    ),
    "an image of the part that copies all of its folder": (
        {**SENDS, "sender/Dockerfile": WHOLE, **MODEL},
        Level.PRESENT,
    ),
    "an image of the part that a service builds at the top": (
        {
            **SENDS,
            "sender/Dockerfile": WHOLE.replace("-r requirements", "-r sender/requirements"),
            "compose.yml": "services:\n  a:\n    build:\n      context: .\n      dockerfile: sender/Dockerfile\n",
            **MODEL,
        },
        Level.WIRED,
    ),
    "an image of the model whose list is not committed": (
        {**SENDS, **MODEL, "model/Dockerfile": WHOLE},
        Level.PRESENT,
    ),
    "an image of another program above both": (
        {**SENDS, "Dockerfile": "FROM golang\nCOPY . .\nRUN go build .\n", **MODEL},
        Level.PRESENT,
    ),
    "an image of Python above both": (
        {
            **SENDS,
            "Dockerfile": "FROM python:3.11\nCOPY . .\nRUN pip install -r sender/requirements.txt\n",
            **MODEL,
        },
        Level.WIRED,
    ),
    "everything": ({"requirements.txt": PINS, "Dockerfile": IMAGE.format("model"), **MODEL}, Level.WIRED),
    "a folder of lists": ({"requirements/base.txt": PINS, **MODEL}, Level.SUBSTANTIVE),
    "a part beside it and the part that trains": (
        {
            **SENDS,
            "sender/Dockerfile": IMAGE.format("send.py"),
            "model/requirements.txt": PINS,
            **MODEL,
        },
        Level.SUBSTANTIVE,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_versions_count_for_the_part_that_works_with_a_model(name: str) -> None:
    files, level = CASES[name]
    assert run("reproducible_environment", snapshot(files)).level is level


NAMED = "FROM python:3.11\nRUN pip install requests pydantic pymongo[srv]\nCOPY model /srv\n"
BY_NAME = {
    "several packages": ({"Dockerfile": NAMED}, Level.PRESENT),
    "several packages, one after the other": (
        {"Dockerfile": NAMED.replace(" pydantic", " && pip install pydantic && pip install")}, Level.PRESENT),
    "two packages": ({"Dockerfile": NAMED.replace(" pydantic", "")}, Level.SUBSTANTIVE),
    "packages with versions": ({"Dockerfile": NAMED.replace("pydantic", "pydantic==2.5.3")}, Level.SUBSTANTIVE),
    "another list": ({"Dockerfile": NAMED.replace("requests", "-r base.txt requests torch")}, Level.SUBSTANTIVE),
    "a lock": ({"Dockerfile": NAMED.replace("pip install", "uv sync && pip install")}, Level.SUBSTANTIVE),
    "an image of another folder": ({"Dockerfile": NAMED.replace("model", "web")}, Level.SUBSTANTIVE),
    "an image beside one that installs the list": (
        {"Dockerfile": NAMED, "model/Dockerfile": IMAGE.format("train.py")}, Level.WIRED),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), BY_NAME.values(), ids=BY_NAME)
def test_a_list_that_an_image_does_not_install_is_present(files: dict[str, str], level: Level) -> None:
    finding = run("reproducible_environment", snapshot({"model/requirements.txt": PINS, **MODEL, **files}))
    assert finding.level is level
    assert any("Dockerfile installs packages by name" in each.note for each in finding.evidence) is (
        level is Level.PRESENT
    )
