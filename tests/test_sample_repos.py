"""The sample candidates are what their descriptions say, and are built alike everywhere."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import stat
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from sample_repos.build import (
    PORTFOLIOS,
    Description,
    Portfolio,
    build_all,
    build_portfolio,
    portfolios,
    read_description,
)

HEADS = {
    "generated-platform/recsys-inference-platform": "e175c49a83fa97f0c3fd4713537cd5f1e0245dbc",
    "nearly-nothing/dotfiles": "07b338dda07314973726bfd9ffdabb1c258e101c",
    "notebook-only/customer-churn": "67bea216fb1ac2fa5ddc0a4c900c534a6792f07a",
    "notebook-only/house-prices": "201ba1638c50a0cdc032cbf87cea3d884ce05b5e",
    "production-engineer/parcel-eta": "39aa15684bfd40c6859c9b12616a77e4754555da",
    "production-engineer/pinball": "543408b82fd685ababc36aa066810e71daf0564e",
    "quiet-operator/noshow-batch": "d3e0055fff7bb88c43ced2f5076ed9d8cba1ac41",
    "showcase/realtime-fraud-platform": "1f2710de8e56e7145db5a812bf7dbb161ad135c0",
    "team-member/listing-quality": "b7e0220b8112d2a7a2bdf00d8159123590dea879",
    "tutorial-follower/titanic-survival": "2d8b83571815a89cac68a0c8665237d57c2179a9",
    "tutorial-follower/wine-quality-end-to-end": "642dcb3d27b18fbb58034047673ad9b85af56ebc",
}

REPOSITORIES = [folder for portfolio in portfolios() for folder in portfolio.repositories]
EVERY_REPOSITORY = pytest.mark.parametrize("folder", REPOSITORIES, ids=lambda folder: folder.name)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("samples")
    build_all(root)
    return root


def place(root: Path, folder: Path) -> Path:
    return root / folder.parent.name / folder.name


def heads(root: Path) -> dict[str, str]:
    return {
        f"{folder.parent.name}/{folder.name}": (place(root, folder) / ".git/refs/heads/main")
        .read_text()
        .strip()
        for folder in REPOSITORIES
    }


def blob_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def described(candidate: str, repository: str) -> Description:
    return read_description(PORTFOLIOS / candidate / repository)


def git(path: Path, *arguments: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(
        ["git", "-C", str(path), *arguments], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_eight_candidates() -> None:
    assert [portfolio.name for portfolio in portfolios()] == [
        "generated-platform",
        "nearly-nothing",
        "notebook-only",
        "production-engineer",
        "quiet-operator",
        "showcase",
        "team-member",
        "tutorial-follower",
    ]


@pytest.mark.parametrize("portfolio", portfolios(), ids=lambda portfolio: portfolio.name)
def test_a_candidate_says_what_to_expect_and_is_an_author(portfolio: Portfolio) -> None:
    assert portfolio.title and portfolio.description.endswith(".") and portfolio.reading.endswith(".")
    for folder in portfolio.repositories:
        authors = {change.author.email for change in read_description(folder).changes}
        assert authors & set(portfolio.identities)


def test_commit_ids_are_the_same_everywhere(built: Path) -> None:
    assert heads(built) == HEADS


def test_nothing_of_the_users_git_is_read_and_no_program_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[i18n]\n\tcommitEncoding = latin-1\n[user]\n\tname = Somebody Else\n[core]\n\tautocrlf = true\n"
        "[init]\n\tdefaultBranch = trunk\n\tdefaultObjectFormat = sha256\n[commit]\n\tgpgSign = true\n"
    )
    hostile = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_DIR": str(tmp_path / "elsewhere"),
        "GIT_WORK_TREE": str(tmp_path / "elsewhere"),
        "GIT_INDEX_FILE": str(tmp_path / "elsewhere.index"),
        "GIT_OBJECT_DIRECTORY": str(tmp_path / "elsewhere.objects"),
        "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
        "GIT_COMMITTER_NAME": "Somebody Else",
        "GIT_DEFAULT_HASH": "sha256",
        "TZ": "Asia/Kathmandu",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)

    def refuse(*arguments: object, **_: object) -> None:
        raise AssertionError(f"started {arguments}")

    monkeypatch.setattr(subprocess.Popen, "__init__", refuse)
    build_all(tmp_path / "built")
    assert heads(tmp_path / "built") == HEADS
    assert {name: os.environ[name] for name in hostile} == hostile
    assert sorted(path.name for path in tmp_path.iterdir()) == ["built", "home"]


@EVERY_REPOSITORY
def test_tree_work_tree_and_files_are_equal(built: Path, folder: Path) -> None:
    description = read_description(folder)
    root = place(built, folder)
    work_tree = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }
    assert work_tree == description.files
    tree = {
        path: (mode, blob)
        for entry in git(root, "ls-tree", "-r", "-z", "HEAD").split("\0")[:-1]
        for mode, _, blob, path in [re.split(r"[ \t]", entry, maxsplit=3)]
    }
    assert tree == {
        path: ("100755" if path in description.executable else "100644", blob_id(content))
        for path, content in description.files.items()
    }
    assert all((root / path).stat().st_mode & stat.S_IXUSR for path in description.executable)


@EVERY_REPOSITORY
def test_git_finds_nothing_wrong(built: Path, folder: Path) -> None:
    root = place(built, folder)
    git(root, "fsck", "--strict", "--no-dangling")
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "branch", "--show-current").strip() == "main"


@EVERY_REPOSITORY
def test_history_is_as_described(built: Path, folder: Path) -> None:
    changes = read_description(folder).changes
    lines = git(place(built, folder), "log", "--reverse", "--format=%at|%ct|%an|%ae|%s").splitlines()
    assert lines == [
        f"{change.date.timestamp():.0f}|{change.date.timestamp():.0f}|{change.author.name}"
        f"|{change.author.email}|{change.message.splitlines()[0]}"
        for change in changes
    ]
    assert all(earlier.date < later.date for earlier, later in pairwise(changes))


@EVERY_REPOSITORY
def test_every_commit_holds_files_that_parse(folder: Path) -> None:
    for change in read_description(folder).changes:
        for path, content in change.write.items():
            if path.endswith(".py"):
                ast.parse(content, path)
            elif path.endswith((".yml", ".yaml")):
                list(yaml.safe_load_all(content))


def test_the_samples_are_small_plain_text() -> None:
    sizes = 0
    for path in PORTFOLIOS.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            content = path.read_bytes()
            content.decode("utf-8")
            sizes += len(content)
    assert sizes < 400_000


def test_a_revert_names_the_commit_it_takes_back(built: Path) -> None:
    for repository in (
        "production-engineer/parcel-eta", "quiet-operator/noshow-batch", "team-member/listing-quality",
    ):  # fmt: skip
        root = built / repository
        (revert,) = git(root, "log", "--grep=This reverts commit", "--format=%H").split()
        taken_back = re.findall(r"This reverts commit ([0-9a-f]{40})\.", git(root, "show", "-s", revert))
        subject = git(root, "show", "-s", "--format=%s", taken_back[0]).strip()
        assert git(root, "show", "-s", "--format=%s", revert).strip() == f'Revert "{subject}"'
        assert (
            git(
                root,
                "diff",
                f"{taken_back[0]}^",
                revert,
                "--stat",
                "--",
                "*/model.py",
                "*/api.py",
                "*/features.py",
            )
            == ""
        )


def metrics_alerted_on(description: Description) -> set[str]:
    rules = yaml.safe_load(description.files["monitoring/alerts.yml"])
    expressions = " ".join(rule["expr"] for group in rules["groups"] for rule in group["rules"])
    names = re.findall(r"\b([a-z]+(?:_[a-z]+)+)\b(?!\()", expressions)
    return {name.removesuffix("_bucket") for name in names} - {"histogram_quantile"}


def python_source(description: Description) -> str:
    return "".join(text.decode() for path, text in description.files.items() if path.endswith(".py"))


@pytest.mark.parametrize(
    ("candidate", "repository", "emitted"),
    [
        ("production-engineer", "parcel-eta", True),
        ("team-member", "listing-quality", True),
        ("showcase", "realtime-fraud-platform", False),
        ("generated-platform", "recsys-inference-platform", False),
    ],
)
def test_alerts_know_the_metrics_of_the_code_only_where_somebody_operates_it(
    candidate: str, repository: str, emitted: bool
) -> None:
    description = described(candidate, repository)
    source = python_source(description)
    names = metrics_alerted_on(description)
    assert len(names) >= 2
    assert {f'"{name}"' in source for name in names} == {emitted}


def test_the_showcase_is_one_commit_with_tests_that_assert_nothing() -> None:
    description = described("showcase", "realtime-fraud-platform")
    assert len(description.changes) == 1
    collected = {path for path in description.files if Path(path).match("test_*.py")}
    assert collected == {"tests/test_smoke.py"}
    asserts = [
        node
        for node in ast.walk(ast.parse(description.files["tests/test_smoke.py"]))
        if isinstance(node, ast.Assert)
    ]
    assert all(isinstance(node.test, ast.Constant) for node in asserts)
    assert "fraud_platform/server/main.py" not in description.files


def test_the_production_engineer_worked_for_nine_months_and_not_alone() -> None:
    changes = described("production-engineer", "parcel-eta").changes
    assert 35 <= len(changes) <= 45
    assert (changes[-1].date - changes[0].date).days > 270
    assert len({change.date.date() for change in changes}) == len(changes)
    assert {change.author.name for change in changes} == {"Mira Solberg", "Jon Arvid", "dependabot[bot]"}


def test_the_team_member_wrote_three_in_ten_commits_under_two_addresses_and_no_operations() -> None:
    changes = described("team-member", "listing-quality").changes
    own = [change for change in changes if change.author.name == "Lena Vidal"]
    assert len(own) / len(changes) == pytest.approx(0.3, abs=0.02)
    assert len({change.author.email for change in own}) == 2
    assert len({change.author.name for change in changes}) == 3
    folders = {path.split("/")[0] for change in own for path in change.write}
    assert folders == {"listing_quality", "notebooks", "tests"}


def test_the_generated_platform_is_two_days_of_parts_that_name_each_other_and_cannot_start() -> None:
    description = described("generated-platform", "recsys-inference-platform")
    assert len({change.date.date() for change in description.changes}) == 2
    text = {path: content.decode() for path, content in description.files.items()}
    named = {
        ".github/workflows/ci.yml": "requirements-dev.txt",
        ".github/workflows/deploy.yml": "load_tests/k6/canary.js",
        "Dockerfile": "config",
        "docker-compose.yml": "monitoring/prometheus/prometheus.yml",
        "docs/RUNBOOK.md": "recsys_platform.training.retrain",
        "k8s/base/kustomization.yaml": "configmap.yaml",
    }
    for path, missing in named.items():
        assert missing in text[path]
        assert not any(each.startswith(missing) or each.endswith(f"/{missing}") for each in text), missing
    assert "recsys_platform.serving.main:app" in text["Dockerfile"]
    assert not any(path.startswith("recsys_platform/serving") for path in text)
    asked = " ".join(each for path, each in text.items() if path.startswith("monitoring/grafana/"))
    assert asked.count('"expr"') == 12
    assert not any(
        name in asked for name in re.findall(r'"(recsys_\w+)"', text["recsys_platform/monitoring/metrics.py"])
    )


def test_the_quiet_operator_moved_each_version_through_its_stages_for_over_a_year() -> None:
    description = described("quiet-operator", "noshow-batch")
    changes = description.changes
    assert (changes[-1].date - changes[0].date).days > 365
    assert {change.author.name for change in changes} == {"Ruth Behrens", "Piet Hansen"}
    assert sum(change.author.name == "Ruth Behrens" for change in changes) > 0.9 * len(changes)
    versions: dict[str, list[str]] = {"int": [], "test": [], "live": []}
    months: set[str] = set()
    for change in changes:
        for stage, seen in versions.items():
            written = change.write.get(f"deploy/{stage}/scoring.yaml", b"").decode()
            for version in re.findall(r"noshow-batch:([\d.]+)", written):
                if version not in seen:
                    seen.append(version)
                    months.add(f"{change.date:%Y-%m}")
    assert versions["int"] == versions["test"]
    assert versions["live"] == versions["int"][1:]
    assert len(months) >= 9
    tags = [change for change in changes if change.tag]
    assert {f"v{version}" for version in versions["int"]} == {change.tag for change in tags}
    repaired = [
        change.tag for before, change in pairwise(tags) if (change.date - before.date).days <= 3
    ]  # fmt: skip
    assert len(repaired) >= 5
    assert not [path for path in description.files if "grafana" in path or "alert" in path]
    assert len(description.files["README.md"].splitlines()) < 20


def test_tags_are_those_that_are_described(built: Path) -> None:
    for folder in REPOSITORIES:
        tagged = {change.tag: change for change in read_description(folder).changes if change.tag}
        lines = git(
            place(built, folder), "tag", "--format=%(refname:short)|%(subject)|%(objecttype)"
        ).splitlines()
        assert sorted(lines) == sorted(
            f"{name}|{change.message.splitlines()[0]}|commit" for name, change in tagged.items()
        )


def test_a_portfolio_is_not_built_over_something(tmp_path: Path) -> None:
    portfolio = portfolios()[0]
    build_portfolio(portfolio, tmp_path)
    with pytest.raises(FileExistsError):
        build_portfolio(portfolio, tmp_path)
