"""User journeys through the real command line, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import document, repo_evidence
from tests.support.repositories import CommitSpec, build_repository

ADA = "Ada Example <ada@example.com>"
BOB = "Bob Example <bob@example.com>"
WORKFLOW = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small service by Ada, with its operations part by Bob."""
    code = {"shop/__init__.py": "", "shop/price.py": "def price(x):\n    return 2 * x\n"}
    test = "from shop.price import price\n\n\ndef test_price():\n    assert price(2) == 4\n"
    commits = [
        CommitSpec(code, author=ADA, date="2023-01-01T10:00:00+00:00"),
        CommitSpec({"tests/test_price.py": test}, author=ADA, date="2023-02-01T10:00:00+00:00"),
        CommitSpec({".github/workflows/ci.yml": WORKFLOW}, author=BOB, date="2023-03-01T10:00:00+00:00"),
        CommitSpec({"README.md": "# Shop\n"}, author=ADA, date="2023-06-01T10:00:00+00:00"),
        CommitSpec({"README.md": "# The shop\n"}, author=ADA, date="2023-07-01T10:00:00+00:00"),
    ]
    return build_repository(tmp_path_factory.mktemp("portfolio") / "shop", commits)


def scan(*arguments: str) -> dict[str, object]:
    done = repo_evidence("scan", *arguments, "-f", "json")
    assert done.returncode == 0, done.stderr
    return document(done.stdout)


def signals(document: dict[str, object], repository: int = 0) -> dict[str, dict[str, object]]:
    return document["repositories"][repository]["signals"]  # type: ignore[index,no-any-return]


def test_a_work_tree_gives_evidence_with_path_line_commit_and_no_share_if_nobody_is_named(
    service: Path,
) -> None:
    document = scan(str(service))
    finding = signals(document)["ci_tests"]
    assert finding["level"] == "wired"
    evidence = finding["evidence"][0]  # type: ignore[index]
    assert (evidence["path"], evidence["line"]) == (".github/workflows/ci.yml", 6)
    assert evidence["date"] == "2023-03-01"
    assert evidence["share"] is None
    assert document["candidate"]["identity_certainty"] == "unknown"  # type: ignore[index]


def test_an_identity_gives_shares_and_somebody_elses_evidence_earns_nothing(service: Path) -> None:
    document = scan(str(service), "--identity", "ada@example.com")
    assert document["repositories"][0]["candidate_share"] == [0.8, 0.8]  # type: ignore[index]
    assert signals(document)["tests"]["evidence"][0]["share"] == [1.0, 1.0]  # type: ignore[index]
    assert signals(document)["ci_tests"]["evidence"][0]["share"] == [0.0, 0.0]  # type: ignore[index]
    whole = scan(str(service))
    assert document["verdict"]["low"] < whole["verdict"]["low"]  # type: ignore[index]


def test_the_same_input_gives_the_same_bytes_whatever_the_path(service: Path, tmp_path: Path) -> None:
    first = repo_evidence("scan", str(service), "-f", "json").stdout
    assert repo_evidence("scan", str(service), "-f", "json", PYTHONHASHSEED="7").stdout == first
    moved = tmp_path / "shop"
    service_copy = subprocess.run(["cp", "-r", str(service), str(moved)], check=True)
    assert service_copy.returncode == 0
    assert repo_evidence("scan", str(moved), "-f", "json", "--jobs", "4").stdout == first
    assert str(service.parent) not in first


def test_bare_repositories_and_folders_of_repositories(service: Path, tmp_path: Path) -> None:
    build_repository(tmp_path / "all" / "bare.git", [CommitSpec({"a.py": "x = 1\n"})], bare=True)
    build_repository(tmp_path / "all" / "nested" / "tree", [CommitSpec({"b.py": "x = 1\n"})])
    document = scan(str(tmp_path / "all"))
    assert [each["name"] for each in document["repositories"]] == ["bare", "nested/tree"]  # type: ignore[attr-defined]


def test_as_of_shows_the_repository_as_it_stood_that_day(service: Path) -> None:
    document = scan(str(service), "--as-of", "2023-02-28")
    assert document["as_of"] == "2023-02-28"
    assert signals(document)["ci"]["level"] == "absent"
    assert signals(document)["tests"]["level"] == "substantive"
    assert document["repositories"][0]["commits"] == 2  # type: ignore[index]


def test_several_days_show_what_came_and_the_same_as_stored_scorecards_of_these_days(
    service: Path, tmp_path: Path
) -> None:
    days = ("--as-of", "2023-02-28", "--as-of", "2023-06-30")
    done = repo_evidence("scan", str(service), *days)
    assert (done.returncode, done.stderr) == (0, "")
    assert "  + tests run in CI: wired\n" in done.stdout
    for day in ("2023-02-28", "2023-06-30"):
        card = ("-f", "json", "-o", str(tmp_path / f"{day}.json"))
        assert repo_evidence("scan", str(service), "--as-of", day, *card).returncode == 0
    assert repo_evidence("compare", str(tmp_path), "--over-time").stdout == done.stdout


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("-f", "json"), "-f terminal, html, csv, parquet, not json"),
        (("--fail-under", "3"), "give one --as-of"),
        (("--as-of", "2023-02-28"), "names one day twice"),
    ],
)
def test_what_cannot_be_asked_of_several_days_is_refused_before_the_scan(
    options: tuple[str, ...], why: str, service: Path
) -> None:
    done = repo_evidence("scan", str(service), "--as-of", "2023-02-28", "--as-of", "2023-06-30", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr


def test_the_terminal_report_names_verdict_evidence_and_whose_work(service: Path) -> None:
    done = repo_evidence("scan", str(service), "--identity", "Ada Example")
    assert done.returncode == 0
    assert "tests/test_price.py:4" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_output_goes_to_a_file_and_leaves_nothing_beside_it(service: Path, tmp_path: Path) -> None:
    done = repo_evidence("scan", str(service), "-f", "json", "-o", str(tmp_path / "card.json"))
    assert (done.returncode, done.stdout) == (0, "")
    assert [each.name for each in tmp_path.iterdir()] == ["card.json"]
    assert json.loads((tmp_path / "card.json").read_text())["schema_version"] == "1.1"


def test_one_scan_writes_several_formats(service: Path, tmp_path: Path) -> None:
    page, data = tmp_path / "page.html", tmp_path / "data.json"
    done = repo_evidence(
        "scan", str(service), "-f", "html", "-f", "json", "-f", "terminal", "-o", str(page), "-o", str(data)
    )
    assert (done.returncode, done.stderr) == (0, f"open {page} in a browser\n")
    assert "at least" in done.stdout and "<!DOCTYPE html>" in page.read_text()
    short, whole = done.stdout, repo_evidence("scan", str(service), "-v").stdout
    assert len(short.splitlines()) <= 40 and "Evidence by dimension" in whole
    summed_up = repo_evidence("scan", str(service), "--summary").stdout
    assert summed_up.startswith("## ") and len(summed_up.splitlines()) <= 15
    alone = [repo_evidence("scan", str(service), "-f", form).stdout for form in ("html", "json", "terminal")]
    assert [page.read_text(), data.read_text(), done.stdout] == alone


def test_formats_and_files_belong_together(service: Path, tmp_path: Path) -> None:
    one, other = ["-o", str(tmp_path / "a")], ["-o", str(tmp_path / "b")]
    for words, why in {
        ("-f", "json", "-f", "html", "-f", "csv", *one): "3 formats (-f) and 1 file (-o): give each",
        ("-f", "json", *one, *other): "1 format (-f) and 2 files (-o): give each",
        ("-f", "json", "-f", "html", *one, *one): "would be written to the same file",
        ("--summary", "-f", "json", *one): "--summary is Markdown of 15 lines; add -f markdown",
    }.items():
        done = repo_evidence("scan", str(service), *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert why in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_empty_repository_is_a_row_with_its_reason_and_exit_code_3(service: Path, tmp_path: Path) -> None:
    build_repository(tmp_path / "empty", [])
    done = repo_evidence("scan", str(tmp_path / "empty"), str(service), "-f", "json")
    assert done.returncode == 3
    rows = {each["name"]: each for each in json.loads(done.stdout)["repositories"]}
    assert rows["empty"]["assessed"] is False
    assert "no commit" in rows["empty"]["problem"]
    assert rows["shop"]["assessed"] is True
    assert "not assessed: empty" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["{missing}"], 4, "does not exist"),
        (["{folder}"], 4, "no git repository was found"),
        (["{file}"], 4, "is a file"),
        (["{service}", "--rubric", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["{service}", "--rubric", "{file}"], 2, "rubric"),
        (
            ["{service}", "--identity", "nobody@example.com"],
            2,
            "the authors found are: Ada Example, Bob Example",
        ),
        (
            ["{service}", "--identity", "ada@example.com", "--identity", "adda@example.com"],
            2,
            "'adda@example.com'",
        ),
        (["{service}", "--identity", " "], 2, "--identity is empty"),
        (["{service}", "--as-of", "yesterday"], 2, "is not a date"),
        (["{service}", "--as-of", "2001-01-01"], 3, "2001-01-01"),
        (["{service}", "-o", "{missing}/x.json"], 2, "does not exist"),
        (["ext::sh -c true"], 4, "use an https:// clone URL"),
        (["git@git.example.org:ada/x.git"], 4, "use https://git.example.org/ada/x or a local path"),
        ([], 2, "TARGET"),
    ],
)
def test_bad_input_names_the_thing_and_the_remedy(
    arguments: list[str], code: int, words: str, service: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("[not a rubric")
    places = {
        "missing": tmp_path / "missing",
        "folder": tmp_path / "folder",
        "file": tmp_path / "file",
        "service": service,
    }
    done = repo_evidence("scan", *(each.format(**places) for each in arguments))
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_checks_and_rubrics_explain_themselves() -> None:
    assert "ci_tests" in repo_evidence("checks").stdout
    page = repo_evidence("checks", "ci_tests").stdout
    assert "Wired:" in page
    assert repo_evidence("checks", "nothing").returncode == 2
    assert "[LR]" in repo_evidence("rubrics").stdout


def test_version_and_help() -> None:
    assert repo_evidence("--version").stdout.startswith("repo-evidence, version")
    assert "scan" in repo_evidence("--help").stdout
