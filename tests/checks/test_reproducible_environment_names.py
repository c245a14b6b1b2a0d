"""Lists that a build copies under the name by which it installs them."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

PINNED = "numpy==1.26.4\nscikit-learn==1.4.2\njoblib==1.4.0\n"
APP = {
    "app.py": "import joblib\nprint(joblib.load('m').predict([[1]]))\n",
    "deps/requirements-prod.txt": PINNED,
}
IMAGE = "FROM python:3.12\n{}\nRUN {}pip install -r {}\nCOPY . .\nCMD python app.py\n"
STEPS = (
    "on: push\njobs:\n  t:\n    runs-on: u\n    steps:\n      - uses: actions/checkout@v4\n      - run: {}\n"
)
CI = ".github/workflows/a.yml"
MOUNT = "--mount=type=bind,source=deps/requirements-prod.txt,target=requirements.txt "
LOOSE = {"requirements.txt": "numpy\nscikit-learn\njoblib\n"}
COPIES = {
    "by the image": ({"Dockerfile": IMAGE.format("COPY deps/requirements-prod.txt r.txt", "", "r.txt")}, True),
    "by the image, to a folder": ({"Dockerfile": IMAGE.format("COPY deps/requirements-prod.txt /r/all.txt", "", "/r/all.txt")}, True),
    "by the image, beside a loose list": (
        {**LOOSE, "Dockerfile": IMAGE.format("COPY deps/requirements-prod.txt requirements.txt", "", "requirements.txt")}, True,
    ),
    "under yet another name": ({"Dockerfile": IMAGE.format("COPY deps/requirements-prod.txt r.txt", "", "q.txt")}, False),
    "another file": ({"Dockerfile": IMAGE.format("COPY other.txt r.txt", "", "r.txt")}, False),
    "in a command of the image": (
        {"Dockerfile": IMAGE.format("COPY . .", "cp deps/requirements-prod.txt requirements.txt && ", "requirements.txt")}, True,
    ),
    "by a mount": ({"Dockerfile": IMAGE.format("", MOUNT, "requirements.txt")}, True),
    "in a step": ({CI: STEPS.format("cp deps/requirements-prod.txt r.txt && pip install -r r.txt")}, True),
    "in a step, of a loose list": (
        {**LOOSE, CI: STEPS.format("pip install -r requirements.txt"), "x.sh": "cp deps/requirements-prod.txt requirements.txt\n"},
        False,
    ),
    "in a target": (
        {"Makefile": "all:\n\tcp -f deps/requirements-prod.txt r.txt\n\tpip install -r r.txt\n", CI: STEPS.format("make all")}, True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "wired"), COPIES.values(), ids=COPIES)
def test_a_list_is_installed_under_the_name_that_it_is_copied_to(files: dict[str, str], wired: bool) -> None:
    found = run("reproducible_environment", snapshot({**APP, **files}))
    shown = [each.note for each in found.evidence if each.level is Level.WIRED]
    assert [note.rpartition(" ")[2] for note in shown] == ["deps/requirements-prod.txt"] * wired
    assert found.level is (Level.WIRED if wired else Level.SUBSTANTIVE)
