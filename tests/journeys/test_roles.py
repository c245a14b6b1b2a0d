"""Roles and rubrics of one's own through the real command line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
import yaml

from analyzer.roles import ROLES
from analyzer.scoring.rubric_files import read_document
from tests.support.command_line import document, repo_evidence
from tests.support.repositories import CommitSpec, build_repository

WORKFLOW = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n"
FILES: dict[str, str | bytes | None] = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return 2 * x\n",
    "tests/test_price.py": "from shop.price import price\n\n\ndef test_price():\n    assert price(2) == 4\n",
    ".github/workflows/ci.yml": WORKFLOW,
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_repository(tmp_path_factory.mktemp("portfolio") / "shop", [CommitSpec(FILES)]))


def scan(shop: str, *options: str) -> subprocess.CompletedProcess[str]:
    """What was found before is known: a role changes what it is worth, and the repository stays as it is."""
    return repo_evidence("scan", shop, *options, REPO_EVIDENCE_CACHE_DIR=f"{shop}-cache")


@pytest.fixture(scope="module")
def cards(shop: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One scorecard a role, and one by the default rubric."""
    folder = tmp_path_factory.mktemp("cards")
    for name, option in {"default": (), **{role: ("--role", role) for role in ROLES}}.items():
        done = scan(shop, *option, "-f", "json", "-o", str(folder / f"{name}.json"))
        assert (done.returncode, done.stderr) == (0, "")
    return {path.stem: path for path in folder.iterdir()}


def test_the_scorecard_names_the_role(cards: dict[str, Path]) -> None:
    rubrics = {name: document(path.read_text())["rubric"] for name, path in cards.items()}
    assert {name: (each["name"], each["role"]) for name, each in rubrics.items()} == {
        "default": ("production", None),
        **{role: (role, role) for role in ROLES},
    }
    assert len({each["sha256"] for each in rubrics.values()}) == len(rubrics)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "csv"])
def test_every_report_names_the_role(form: str, shop: str) -> None:
    report = scan(shop, "--role", "llm", "-f", form).stdout
    shown = " ".join(report.split())
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(report))
        assert (row["rubric"], row["role"]) == ("llm", "llm")
        return
    assert "llm (applications of language models)" in shown
    assert "applications of language models" in shown.replace("llm (applications of language models)", "")
    assert "production machine learning" not in shown


def test_a_role_asks_its_own_questions(cards: dict[str, Path]) -> None:
    asked = {
        name: [each["ask"] for each in json.loads(path.read_text())["questions"]]
        for name, path in cards.items()
    }
    for role in ROLES:
        own = {each["ask"] for each in read_document(role).values["questions"]["add"].values()}
        assert len(own & set(asked[role])) >= 2
        assert all(not own & set(asked[other]) for other in asked if other != role)
        assert 10 <= len(asked[role]) <= 15


def test_a_role_and_a_rubric_are_refused_together_with_the_remedy(shop: str, tmp_path: Path) -> None:
    both = scan(shop, "--role", "platform", "--rubric", "take-home")
    assert (both.returncode, both.stdout) == (2, "")
    assert both.stderr == (
        "Error: --role platform and --rubric take-home are two rubrics; give one of them, or combine both in a "
        "file: 'repo-evidence rubrics new --from platform -o FILE', then --rubric FILE\n"
    )
    # The remedy.
    path = tmp_path / "ours.yaml"
    assert repo_evidence("rubrics", "new", "--from", "platform", "-o", str(path)).returncode == 0
    done = scan(shop, "--rubric", str(path), "-f", "json")
    assert done.returncode == 0
    rubric = document(done.stdout)["rubric"]
    assert (rubric["name"], rubric["role"]) == ("ours", "platform")


def test_an_unknown_role_lists_the_roles(shop: str) -> None:
    done = scan(shop, "--role", "manager")
    assert done.returncode == 2
    assert all(role in done.stderr for role in ROLES)


def test_gates_follow_the_role(shop: str, cards: dict[str, Path]) -> None:
    low = json.loads(cards["research"].read_text())["verdict"]["low"]
    just = scan(shop, "--role", "research", "--fail-under", str(low))
    over = scan(shop, "--role", "research", "--fail-under", f"{low + 0.1:.1f}")
    assert "--fail-under" in just.stderr and just.returncode == 0
    assert over.returncode in (3, 5)


def test_a_rubric_of_ones_own_from_start_to_scorecard(shop: str, tmp_path: Path) -> None:
    path = tmp_path / "search-ranking.yaml"
    written = repo_evidence("rubrics", "new", "-o", str(path))
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    path.write_text(
        path.read_text()
        + "role: search engineer\nsubject: search ranking\ndimensions: {testing: {weight: {times: 2}}}\n"
    )
    shown = repo_evidence("rubrics", str(path)).stdout
    assert "2 times" in shown and "production" in shown
    (tmp_path / "whole.yaml").write_text(shown)
    results = [
        scan(shop, "--rubric", str(tmp_path / each), "-f", "json").stdout
        for each in ("search-ranking.yaml", "whole.yaml")
    ]
    assert results[0] == results[1]
    card = document(results[0])
    assert card["rubric"]["role"] == "search engineer"
    page = scan(shop, "--rubric", str(path), "-f", "markdown").stdout
    assert "search ranking" in page and "role: search engineer" in page


def test_a_new_rubric_never_overwrites_without_force(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("precious")
    refused = repo_evidence("rubrics", "new", "-o", str(path))
    assert (refused.returncode, path.read_text()) == (2, "precious")
    assert refused.stderr == (
        f"Error: '{path}' exists; choose another file with -o, or overwrite it with --force\n"
    )
    assert repo_evidence("rubrics", "new", "-o", str(path), "--force").returncode == 0
    assert yaml.safe_load(path.read_text()) == {"name": "own", "inherits": "production"}


def test_a_new_rubric_on_standard_output_and_from_a_file(shop: str, tmp_path: Path) -> None:
    printed = repo_evidence("rubrics", "new", "--from", "data").stdout
    assert yaml.safe_load(printed) == {"name": "our-job", "inherits": "data"}
    (tmp_path / "base.yaml").write_text(printed)
    (tmp_path / "teams").mkdir()
    path = tmp_path / "teams" / "one.yaml"
    assert (
        repo_evidence("rubrics", "new", "--from", str(tmp_path / "base.yaml"), "-o", str(path)).returncode
        == 0
    )
    assert yaml.safe_load(path.read_text()) == {"name": "one", "inherits": "../base.yaml"}
    assert scan(shop, "--rubric", str(path), "-f", "json").returncode == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: a\ninherits: nowhere\n", "inherits names 'nowhere', which could not be read"),
        ("name: a\ninherits: own.yaml\n", "remove 'inherits' from one of them"),
        (
            "name: a\ninherits: production\ndimensions: {testing: {signals: {stars: 1}}}\n",
            "stars is not a known signal",
        ),
    ],
)
def test_a_rubric_that_cannot_inherit_is_a_usage_error(
    text: str, words: str, shop: str, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(text)
    for arguments in (("scan", shop, "--rubric"), ("rubrics", "new", "--from"), ("rubrics",)):
        done = repo_evidence(*arguments, str(tmp_path / "own.yaml"))
        assert (done.returncode, words in done.stderr, done.stdout) == (2, True, ""), done.stderr
        assert "Traceback" not in done.stderr


def test_the_rubrics_and_roles_are_listed_and_shown() -> None:
    listed = repo_evidence("rubrics")
    assert listed.returncode == 0
    for role, words in ROLES.items():
        assert f"{role:<8}  {words}" in listed.stdout
        shown = repo_evidence("rubrics", role).stdout
        assert f"name: {role}\n" in shown and "[judgement]" in shown and "[LR]" in shown
    assert yaml.safe_load(listed.stdout)["name"] == "production"
    assert "new" in repo_evidence("rubrics", "--help").stdout


def test_scorecards_of_different_rubrics_are_not_compared_silently(cards: dict[str, Path]) -> None:
    names = ("default", "platform", "data")
    done = repo_evidence("compare", *(str(cards[name]) for name in names))
    assert (done.returncode, done.stdout) == (2, "")
    for name, rubric in (("default", "production"), ("platform", "platform"), ("data", "data")):
        sha = json.loads(cards[name].read_text())["rubric"]["sha256"]
        assert f"{name}.json: {rubric} ({sha[:8]})" in done.stderr
    assert "scan again with one --role or --rubric, or give --mixed" in done.stderr


def test_mixed_scorecards_are_shown_with_their_rubrics(cards: dict[str, Path]) -> None:
    folder = str(cards["data"].parent)
    shown = repo_evidence("compare", folder, "--mixed", COLUMNS="200")
    assert shown.returncode == 0
    for name in ROLES:
        assert f"{name} ({json.loads(cards[name].read_text())['rubric']['sha256'][:8]})" in shown.stdout
    assert "their numbers and labels do not measure the same" in shown.stdout
    rows = {
        row["name"]: row
        for row in csv.DictReader(
            io.StringIO(repo_evidence("compare", folder, "--mixed", "-f", "csv").stdout)
        )
    }
    assert {name: (row["rubric"], row["role"]) for name, row in rows.items()} == {
        "default": ("production", ""),
        **{role: (role, role) for role in ROLES},
    }
    assert all(len(row["rubric_sha256"]) == 64 for row in rows.values())


def test_scorecards_of_one_rubric_are_compared_as_ever(cards: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "again.json").write_text(cards["platform"].read_text())
    done = repo_evidence("compare", str(cards["platform"]), str(tmp_path))
    assert done.returncode == 0
    assert "--mixed" not in done.stdout and "(" not in done.stdout.splitlines()[1]
    # The same name with other numbers is another rubric.
    changed = json.loads(cards["platform"].read_text())
    changed["rubric"]["sha256"] = "0" * 64
    (tmp_path / "again.json").write_text(json.dumps(changed))
    assert repo_evidence("compare", str(cards["platform"]), str(tmp_path)).returncode == 2
    # A scorecard written before there were roles.
    del changed["rubric"]["role"]
    (tmp_path / "again.json").write_text(json.dumps(changed))
    assert repo_evidence("compare", str(tmp_path)).returncode == 0


def test_a_blind_scan_with_a_role_stays_blind_and_names_it(shop: str) -> None:
    done = scan(shop, "--blind", "--role", "applied", "-f", "json")
    assert done.returncode == 0
    card = document(done.stdout)
    assert card["rubric"]["role"] == "applied"
    refused = scan(shop, "--blind", "--role", "applied", "--rubric", "zephyrine.yaml")
    assert refused.returncode == 2 and "zephyrine" not in refused.stderr
