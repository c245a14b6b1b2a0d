"""What a library delivers, and deliveries that their job cannot reach."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import told
from tests.support.snapshots import library, run, snapshot

WORKFLOW = ".github/workflows/release.yml"
TESTS = "  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"
LIBRARY = {
    **library("calm"),
    "calm/__init__.py": "x = 1\n",
    "tests/test_calm.py": "import calm\n\ndef test_x():\n    assert calm.x == 1\n",
}
SERVICE = {
    "Dockerfile": "FROM python:3.12\nCMD python app.py\n",
    "app.py": "import flask\napp = flask.Flask('x')\n\n@app.route('/')\ndef x():\n    return ''\n",
}


def releasing(step: str, needs: str = "", tests: str = "") -> str:
    wanted = f"    needs: {needs}\n" if needs else ""
    return f"on: push\njobs:\n{tests}  release:\n    runs-on: x\n{wanted}    steps:\n      - {step}\n"


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        (releasing("run: twine upload dist/*"),
         f"SUBSTANTIVE {WORKFLOW}:6 CI publishes the package: twine upload dist/*; no tests run before it"),
        (releasing("run: poetry publish --build", "test", TESTS),
         f"WIRED {WORKFLOW}:11 CI publishes the package: poetry publish --build, after the tests"),
        (releasing("uses: pypa/gh-action-pypi-publish@release/v1", "test", TESTS),
         f"WIRED {WORKFLOW}:11 CI publishes the package: pypa/gh-action-pypi-publish@release/v1, after the tests"),
    ],
)  # fmt: skip
def test_a_library_delivers_its_package(text: str, evidence: str) -> None:
    assert told(run("ci_delivery", snapshot({**LIBRARY, WORKFLOW: text}))) == [evidence]


@pytest.mark.parametrize(
    "step", ["run: twine check dist/*", "run: poetry build", "uses: actions/upload-artifact@v4"]
)
def test_what_builds_or_checks_a_package_publishes_none(step: str) -> None:
    finding = run("ci_delivery", snapshot({**LIBRARY, WORKFLOW: releasing(step)}))
    assert finding.status is Status.NOT_APPLICABLE


PROGRAM = {
    "package.json": '{"name": "calm-waters", "version": "1.0.0", "main": "index.js", "scripts": {"test": "node --test"}}',
    "index.js": "export const x = 1\n",
    "README.md": "# Calm waters\n\n```sh\nnpm install calm-waters\n```\n",
}
OTHER_STEPS = {
    "run: npm publish --access public": Level.SUBSTANTIVE,
    "run: pnpm publish": Level.SUBSTANTIVE,
    "run: npm publish --dry-run": None,
    "run: npm pack": None,
    "uses: JS-DevTools/npm-publish@v3": Level.SUBSTANTIVE,
    "{uses: changesets/action@v1, with: {publish: npm run release}}": Level.SUBSTANTIVE,
    "uses: changesets/action@v1": None,
    "uses: JuliaRegistries/TagBot@v1": None,
}


@pytest.mark.parametrize(("step", "level"), OTHER_STEPS.items(), ids=OTHER_STEPS)
def test_a_library_of_another_language_delivers_its_package(step: str, level: Level | None) -> None:
    finding = run("ci_delivery", snapshot({**PROGRAM, WORKFLOW: releasing(step)}))
    if level is None:
        assert finding.status is Status.NOT_APPLICABLE
    else:
        assert finding.level is level
        assert finding.evidence[0].note.startswith("CI publishes the package: ")


def test_a_package_beside_a_service_delivers_nothing() -> None:
    files = {**LIBRARY, **SERVICE, WORKFLOW: releasing("run: twine upload dist/*")}
    assert run("ci_delivery", snapshot(files)).level <= Level.CLAIMED


IMAGE = {"Dockerfile": "FROM python:3.12\nCOPY app.py .\nCMD python app.py\n"}
UNBUILT = {"Dockerfile": "FROM python:3.12\nCOPY app.py gone.conf ./\nCMD python app.py\n"}
PUBLISHES = (
    "run: docker build -t ghcr.io/a/b . && docker push ghcr.io/a/b",
    "{uses: docker/build-push-action@v6, with: {context: ., push: true, tags: ghcr.io/a/b}}",
)


@pytest.mark.parametrize("step", PUBLISHES)
def test_an_image_that_cannot_be_built_is_not_published(step: str) -> None:
    for files, level in ((IMAGE, Level.SUBSTANTIVE), (UNBUILT, Level.PRESENT)):
        finding = run("ci_delivery", snapshot({**SERVICE, **files, WORKFLOW: releasing(step)}))
        assert finding.level is level
    assert finding.evidence[0].note.endswith(
        "its job cannot reach: the build of Dockerfile at Dockerfile:2 names gone.conf, which is not in the repository"
    )


MISSING = (
    "on: push\njobs:\n  ship:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n"
    "      - run: pip install -r tools/needs.txt\n"
    "      - run: flyctl deploy\n"
)


@pytest.mark.parametrize(
    ("files", "level", "words"),
    [
        ({}, Level.PRESENT, "CI deploys: flyctl deploy, which its job cannot reach: "
         f"`pip install -r tools/needs.txt` at {WORKFLOW}:7 names tools/needs.txt, which is not in the repository"),
        ({"tools/needs.txt": "flask\n"}, Level.SUBSTANTIVE, "CI deploys: flyctl deploy; no tests run before it"),
    ],
)  # fmt: skip
def test_a_job_that_stops_before_delivers_nothing(files: dict[str, str], level: Level, words: str) -> None:
    found = run("ci_delivery", snapshot({**SERVICE, WORKFLOW: MISSING, **files}))
    assert found.level is level
    assert found.evidence[0].note.startswith(words)
