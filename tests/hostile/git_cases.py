"""Repositories whose objects, trees or history do harm."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import SOUND, SOUND_LEVELS, Case, Finished, Stage, holding
from tests.hostile.git_objects import (
    beside,
    bomb,
    commit,
    commit_text,
    entries,
    in_order,
    long_history,
    loose,
    nested,
    offset_in_pack,
    packed,
    replace_content,
    spoil_pack,
    unpacked,
    zeros,
)
from tests.support.repositories import CommitSpec, build_repository, git, set_head, write_object, write_tree

MLFLOW = b"""import mlflow
from sklearn.linear_model import LinearRegression

model = LinearRegression().fit([[1]], [1])
mlflow.log_metric("mae", 1.0)
mlflow.sklearn.log_model(model, "model", registered_model_name="m")
"""
# Signals that a Python file, or a file of any kind, could have held.
OF_PYTHON = ("experiment_tracking", "model_code", "serving")
OF_ANY = (*OF_PYTHON, "dockerfile", "infrastructure", "documentation")


def sound(stage: Stage) -> Path:
    """The hostile repository with the sound files in loose objects."""
    return unpacked(stage.repository, [CommitSpec(SOUND)])


def bomb_of_files(stage: Stage) -> None:
    repository = sound(stage)
    blob = write_object(repository, "blob", b"x")
    # Behind everything else, so that the sound files are read.
    beside(repository, ("40000", "z", bomb(repository, blob, "100644")))


def bomb_of_directories(stage: Stage) -> None:
    repository = sound(stage)
    beside(repository, ("40000", "z", bomb(repository, write_tree(repository, []), "40000")))


def many_paths(stage: Stage) -> None:
    repository = sound(stage)
    blob = write_object(repository, "blob", MLFLOW)
    name = write_tree(repository, [("100644", f"f{number:06}.txt", blob) for number in range(120_000)])
    beside(repository, ("40000", "y", name), ("100644", "z_train.py", blob))


def deep(depth: int, name: str, content: bytes) -> Callable[[Stage], None]:
    def build(stage: Stage) -> None:
        repository = sound(stage)
        # What is below `d` at the root has one directory more.
        beside(repository, ("40000", "d", nested(repository, depth - 1, name, content)))

    return build


def blob_of_zeros(stage: Stage) -> None:
    repository = sound(stage)
    blob = zeros(repository, 1024**3)
    names = ("z.bin", "z.ipynb", "z.py", "z.sql", "z.toml", "z.yaml")
    beside(repository, *(("100644", name, blob) for name in names))


def lying_blob(stage: Stage) -> None:
    repository = sound(stage)
    beside(repository, ("100644", "z_train.py", zeros(repository, 500 * 1024**2, declared=10)))


def many_commits(stage: Stage) -> None:
    build_repository(stage.repository, [CommitSpec(SOUND)], bare=True)
    long_history(stage.repository, 120_000)


def many_references(stage: Stage) -> None:
    repository = sound(stage)
    head = git(repository, "rev-parse", "HEAD")
    lines = [f"{head} refs/heads/b{number}\n" for number in range(100_000)]
    (repository / "packed-refs").write_text("".join([*lines, f"{head} refs/heads/main\n"]))
    (repository / "refs/heads/main").unlink(missing_ok=True)


def long_message(stage: Stage) -> None:
    repository = sound(stage)
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    head = git(repository, "rev-parse", "HEAD")
    people = b"Co-authored-by: A <a@x>\n" * 1_000_000
    commit(repository, tree, b"s" * 25_000_000 + b"\n\n" + people, [head])


def octopus(stage: Stage) -> None:
    repository = sound(stage)
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    parents = [
        write_object(repository, "commit", commit_text(tree, b"%d" % number)) for number in range(3000)
    ]
    commit(repository, tree, b"octopus", parents)


DATES = (
    b"253402300800 +0000", b"1000000000000000000 +0000", b"18446744073709551616 +0000", b"-1 +0000",
    b"99999999999999999999999 +0000", b"1700000000 +9999", b"1700000000 -9999", b"", b"x +0000", b"0 +0000",
)  # fmt: skip


def impossible_dates(stage: Stage) -> None:
    repository = sound(stage)
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    last = git(repository, "rev-parse", "HEAD")
    for number, date in enumerate(DATES):
        who = b"A <a@x> " + date
        last = write_object(repository, "commit", commit_text(tree, b"%d" % number, [last], who, who))
    set_head(repository, last)


def no_commit(stage: Stage) -> None:
    build_repository(stage.repository, [], bare=True)


def no_branch(stage: Stage) -> None:
    sound(stage)
    (stage.repository / "HEAD").write_text("ref: refs/heads/nowhere\n")


def pipe_as_object(stage: Stage) -> None:
    repository = sound(stage)
    lost = loose(repository, git(repository, "rev-parse", "HEAD:shop/price.py"))
    lost.unlink()
    os.mkfifo(lost)


def pipe_as_commit(stage: Stage) -> None:
    repository = sound(stage)
    lost = loose(repository, git(repository, "rev-parse", "HEAD"))
    lost.unlink()
    os.mkfifo(lost)


def device_as_object(stage: Stage) -> None:
    repository = sound(stage)
    lost = loose(repository, git(repository, "rev-parse", "HEAD:shop/price.py"))
    lost.unlink()
    lost.symlink_to("/dev/zero")


def forged_object(stage: Stage) -> None:
    files = {**SOUND, "train.py": "x = 1\n"}
    repository = unpacked(stage.repository, [CommitSpec(files)])
    replace_content(repository, git(repository, "rev-parse", "HEAD:train.py"), MLFLOW)


def damaged_loose(stage: Stage) -> None:
    files = {**SOUND, "train.py": MLFLOW}
    repository = unpacked(stage.repository, [CommitSpec(files)])
    path = loose(repository, git(repository, "rev-parse", "HEAD:train.py"))
    path.chmod(0o644)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)


def damaged_pack(stage: Stage) -> None:
    pack = packed(stage.repository, [CommitSpec({**SOUND, "train.py": MLFLOW})])
    lost = git(stage.repository, "rev-parse", "HEAD:train.py")
    spoil_pack(pack, offset_in_pack(pack, lost) + 20)


def missing_object(stage: Stage) -> None:
    repository = unpacked(stage.repository, [CommitSpec({**SOUND, "train.py": MLFLOW})])
    loose(repository, git(repository, "rev-parse", "HEAD:train.py")).unlink()


def missing_in_excluded_tree(stage: Stage) -> None:
    files = {**SOUND, **{f"node_modules/m{number}/train.py": f"x = {number}\n" for number in range(3)}}
    repository = unpacked(stage.repository, [CommitSpec(files)])
    for number in range(3):
        loose(repository, git(repository, "rev-parse", f"HEAD:node_modules/m{number}/train.py")).unlink()


def replaced_commit(stage: Stage) -> None:
    """A replace reference and a graft tell another tree and another history."""
    repository = unpacked(stage.repository, [CommitSpec(SOUND), CommitSpec({"a": "1"})])
    head = git(repository, "rev-parse", "HEAD")
    blob = write_object(repository, "blob", MLFLOW)
    tree = write_tree(repository, in_order([*entries(repository), ("100644", "train.py", blob)]))
    other = write_object(repository, "commit", commit_text(tree, b"other"))
    (repository / "refs/replace").mkdir()
    (repository / "refs/replace" / head).write_text(f"{other}\n")
    (repository / "info").mkdir(exist_ok=True)
    (repository / "info/grafts").write_text(f"{head}\n")


def not_replaced(stage: Stage, finished: Finished) -> None:
    row = finished.row("hostile")
    assert row["commits"] == 2 and row["signals"]["experiment_tracking"]["level"] == "absent"


def symbolic_links(stage: Stage) -> None:
    targets = {"passwd.py": "/etc/passwd", "root": "/", "loop": "loop", "up": "../../.."}
    stage.holding(targets, **dict.fromkeys(targets, "120000"))


def strange_paths(stage: Stage) -> None:
    """Names that a work tree cannot hold, or that would lead out of it."""
    repository = sound(stage)
    blob = write_object(repository, "blob", MLFLOW)
    inner = write_tree(repository, [("100644", "train.py", blob)])
    listed = [*entries(repository), *(("40000", name, inner) for name in ("..", ".", ".git", "a/b"))]
    commit(repository, write_tree(repository, in_order(listed)))


CASES: tuple[Case, ...] = (
    Case("bomb of 10^10 files", bomb_of_files, problem="only the first 100,000 paths", opens=OF_ANY),
    Case("bomb of 10^10 empty directories", bomb_of_directories, problem="took too long|too many", opens=OF_ANY),
    Case(
        "120,000 paths, the training script last", many_paths, problem="only the first 100,000 paths",
        opens=OF_PYTHON, decided=("dockerfile",),
    ),
    Case(
        "tree 5,000 directories deep", deep(5000, "train.py", MLFLOW),
        skipped={"d/" * 5000 + "train.py": "its path is too long"}, opens=OF_PYTHON, decided=("dockerfile",),
    ),
    Case(
        "training script below 101 directories", deep(101, "train.py", MLFLOW),
        levels={**SOUND_LEVELS, "experiment_tracking": "substantive"},
    ),
    Case("blob of 1 GB of zeros", blob_of_zeros, skipped={"z.py": "1,073,741,824 bytes"}),
    Case("blob that declares 10 bytes and holds 500 MB", lying_blob, skipped={"z_train.py": "."}, opens=OF_PYTHON),
    Case("120,000 commits", many_commits),
    Case("100,000 references", many_references),
    Case("commit message of 50 MB", long_message),
    Case("octopus of 3,000 parents", octopus),
    Case("impossible dates and zones", impossible_dates),
    Case("empty repository", no_commit, code=3, assessed=False, problem="no commit", said=("not assessed: hostile",)),
    Case("HEAD on a branch that is not there", no_branch, code=3, assessed=False, problem="no commit"),
    Case("pipe in place of a blob", pipe_as_object, skipped={"shop/price.py": "."}, opens=OF_PYTHON, levels={}),
    Case("pipe in place of the commit", pipe_as_commit, code=3, assessed=False, problem="."),
    Case("endless device in place of a blob", device_as_object, skipped={"shop/price.py": "."}, levels={}),
    Case(
        "forged object", forged_object, skipped={"train.py": "."}, opens=OF_PYTHON,
        levels={**SOUND_LEVELS, "experiment_tracking": None},
    ),
    Case("damaged loose object", damaged_loose, skipped={"train.py": "."}, opens=OF_PYTHON),
    Case("damaged object in a pack", damaged_pack, skipped={"train.py": "."}, opens=OF_PYTHON),
    Case("missing object", missing_object, skipped={"train.py": "missing"}, opens=OF_PYTHON),
    Case("missing objects in an excluded tree", missing_in_excluded_tree, decided=OF_PYTHON),
    Case("replace reference and graft", replaced_commit, also=not_replaced),
    Case("symbolic links", symbolic_links, skipped=dict.fromkeys(("passwd.py", "root", "loop", "up"), "symbolic link")),
    Case(
        "paths that lead out of the tree", strange_paths,
        skipped={"../train.py": "no work tree", "./train.py": "no work tree"}, opens=OF_PYTHON,
    ),
    Case(
        "LFS pointers",
        holding({"train.py": "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 9\n"}),
        skipped={"train.py": "only a Git LFS pointer"}, opens=OF_PYTHON,
    ),
)  # fmt: skip
