from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.validity import LABELS, Counts, compare, main, micro
from tests.support.repositories import CommitSpec, build_repository, git

HEADER = "repo,head_sha,debatable,proof," + ",".join(LABELS)


@pytest.fixture
def labelled(tmp_path: Path) -> tuple[Path, Path]:
    """Two repositories with one right label, one wrong one and one debatable one."""
    folder = tmp_path / "repositories"
    image = CommitSpec({"Dockerfile": "FROM alpine\nRUN true\n"})
    heads = {}
    for name in ("ann/image", "bob/image"):
        path = build_repository(folder / name.replace("/", "+") / "repo", [image], bare=True)
        heads[name] = git(path, "rev-parse", "HEAD")
    rest = ",N" * (len(LABELS) - 2)
    rows = [
        f"ann/image,{heads['ann/image']},none,dockerfile=Dockerfile,Y{rest},Y",
        f"bob/image,{heads['bob/image']},single_commit_or_bulk_import(one commit),,N{rest},N",
        f"cyd/gone,{heads['bob/image']},none,,N{rest},N",
    ]
    labels = tmp_path / "labels.csv"
    labels.write_text("\n".join([HEADER, *rows]) + "\n")
    return labels, folder


def test_figures_and_every_disagreement_with_its_evidence(labelled: tuple[Path, Path]) -> None:
    done = CliRunner().invoke(main, [str(labelled[0]), str(labelled[1]), "--jobs", "1"])
    assert done.exit_code == 0, done.output
    without, with_debatable = done.stdout.split("with debatable labels")
    # One true image, one false alarm: precision a half, recall one.
    assert "dockerfile                         0.500   1.000  0.667    1   1   0    0" in without
    assert "single_commit_or_bulk_import       1.000   1.000  1.000    1   0   0    0" in without
    assert "single_commit_or_bulk_import       0.500   1.000  0.667    1   1   0    0" in with_debatable
    assert "dockerfile: bob/image: found, label says N" in done.stdout
    assert "present: Dockerfile:1:" in done.stdout
    assert "left out: cyd/gone" in done.stderr


def test_a_label_nobody_gave_is_not_counted() -> None:
    table = compare([{"repo": "x", "dockerfile": "NA"}], {}, debatable=True)
    assert micro(table).hits == 0


def test_f1_of_known_counts() -> None:
    counts = Counts(hits=8, false_alarms=["a"], misses=["b", "c"])
    assert counts.precision == pytest.approx(8 / 9)
    assert counts.recall == pytest.approx(0.8)
    assert counts.f1 == pytest.approx(16 / 19)
