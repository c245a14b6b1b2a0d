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
