from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import facts, library, run, snapshot

PINNED = "numpy==1.26.4\npandas==2.2.0\nscikit-learn==1.5.0\n"
RANGES = "numpy>=1\npandas\nscipy~=1.0\n"
UV_LOCK = "version = 1\n[[package]]\nname = 'numpy'\nversion = '1.26.4'\n"
SEEDED = "from sklearn.svm import SVC\nSVC(random_state=1).fit([[1]], [1])\n"
TRAIN = SEEDED.replace("random_state=1", "")
LOADS = "import joblib, sklearn\njoblib.load('m')\n"
LIST = {"requirements.txt": PINNED}
ALL = "100% of 3 dependencies pinned to one version"


def mixed(pinned: int, others: int) -> str:
    return "".join(f"a{n}==1\n" for n in range(pinned)) + "".join(f"b{n}\n" for n in range(others))


LISTS = {
    "a list of exact versions": ("requirements.txt", PINNED, Level.SUBSTANTIVE, ALL),
    "four of five exact": ("requirements.txt", mixed(4, 1), Level.SUBSTANTIVE, "80% of 5 dependencies"),
    "seven of nine exact": ("requirements.txt", mixed(7, 2), Level.PRESENT, "78% of 9 dependencies"),
    "half of them exact": ("requirements.txt", mixed(2, 2), Level.PRESENT, "50% of 4 dependencies"),
    "less than half exact": ("requirements.txt", mixed(2, 3), Level.ABSENT, ""),
    "two exact versions": ("requirements.txt", mixed(2, 0), Level.ABSENT, ""),
    "ranges": ("requirements.txt", RANGES, Level.ABSENT, ""),
    "an environment of conda": (
        "environment.yml", "dependencies:\n- python\n- numpy=1.26.4\n- scipy=1.11.1\n- pandas=2.2.0\n", Level.SUBSTANTIVE, ALL),
    "constraints": ("constraints.txt", PINNED, Level.SUBSTANTIVE, ALL),
    "a lock": ("uv.lock", UV_LOCK, Level.SUBSTANTIVE, "uv-lock with 1 versions"),
    "a lock in a folder for development": ("dev/uv.lock", UV_LOCK, Level.SUBSTANTIVE, "uv-lock with 1 versions"),
    "a project that names exact versions": (
        "pyproject.toml", "[project]\nname = 'a'\ndependencies = ['a==1', 'b==1', 'c==1']\n", Level.ABSENT, ""),
    "a list for documents": ("docs/requirements.txt", PINNED, Level.ABSENT, ""),
    "a list for development": ("requirements-dev.txt", PINNED, Level.ABSENT, ""),
    "a list for tests": ("tests/requirements.txt", PINNED, Level.ABSENT, ""),
    "a lock of the tests": ("tests/uv.lock", UV_LOCK, Level.ABSENT, ""),
    "a lock of an example": ("examples/uv.lock", UV_LOCK, Level.ABSENT, ""),
    "a list of an example": ("demos/requirements.txt", PINNED, Level.ABSENT, ""),
    "a lock of another language": ("package-lock.json", '{"lockfileVersion": 3, "packages": {}}', Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "level", "words"), LISTS.values(), ids=LISTS)
def test_level_follows_the_share_of_exact_versions(path: str, text: str, level: Level, words: str) -> None:
    repo = snapshot({path: text, "train.py": SEEDED})
    finding = run("reproducible_environment", repo)
    assert finding.level is level
    found = {each.path: each for each in finding.evidence}
    if level is Level.ABSENT:
        assert not found
        return
    assert (found[path].level, found[path].line) == (level, 1)
    assert found[path].note.startswith(words)
    assert found.keys() - {path} == ({"train.py"} if level is Level.SUBSTANTIVE else set())


MODULE = "import random\n\n\ndef fix():\n    random.seed(1)\n"
SEEDS = {
    "a seed where the model is trained": ({"train.py": SEEDED}, "train.py:2 a seed where a model is trained: random_state="),
    "a seed call": (
        {"train.py": TRAIN + "import torch\ntorch.manual_seed(3)\n"},
        "train.py:4 a seed where a model is trained: torch.manual_seed"),
    "the first of two": (
        {"train.py": TRAIN + "import random, numpy\nrandom.seed(3)\nnumpy.random.seed(1)\n"},
        "train.py:4 a seed where a model is trained: random.seed"),
    "a generator with a seed": (
        {"train.py": TRAIN + "import numpy as np\nnp.random.default_rng()\nnp.random.default_rng(3)\n"},
        "train.py:5 a seed where a model is trained: numpy.random.default_rng"),
    "a seed in a module that the training imports": (
        {"train.py": "from work.seeds import fix\nfix()\n" + TRAIN, "work/seeds.py": MODULE},
        "work/seeds.py:5 a seed where a model is trained: random.seed"),
    "a seed after one that nobody calls": (
        {"train.py": "import random\n\n\ndef unused():\n    random.seed(1)\n\n\nrandom.seed(2)\n" + TRAIN},
        "train.py:8 a seed where a model is trained: random.seed"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "seed"), SEEDS.values(), ids=SEEDS)
def test_a_seed_where_a_model_is_trained_makes_the_list_substantive(files: dict[str, str], seed: str) -> None:
    finding = run("reproducible_environment", snapshot({**LIST, **files}))
    assert told(finding) == [f"SUBSTANTIVE requirements.txt:1 {ALL}", f"SUBSTANTIVE {seed}"]


NO_SEEDS = {
    "no seed": {"train.py": TRAIN},
    "seed of nothing": {"train.py": SEEDED.replace("=1", "=None")},
    "a generator without a seed": {"train.py": TRAIN + "import numpy\nnumpy.random.default_rng()\n"},
    "another keyword": {"train.py": SEEDED.replace("random_state", "C")},
    "a seed that nobody calls": {"train.py": TRAIN + MODULE},
    "a seed in a test": {
        "train.py": TRAIN,
        "tests/test_a.py": "import random\nimport train\nrandom.seed(1)\n",
    },
    "a seed in a test that trains": {"train.py": TRAIN, "tests/test_a.py": SEEDED},
    "a seed in a helper of tests": {
        "train.py": "from tests.seeds import fix\nfix()\n" + TRAIN,
        "tests/seeds.py": MODULE,
    },
    "a seed in an example": {"train.py": TRAIN, "examples/a.py": SEEDED},
    "a seed elsewhere": {"train.py": TRAIN, "other.py": MODULE + "\n\nfix()\n"},
    "a seed in a notebook": {"train.py": TRAIN, "a.py": f"# In[1]:\n{SEEDED}# In[2]:\n"},
}


@pytest.mark.parametrize("files", NO_SEEDS.values(), ids=NO_SEEDS)
def test_without_a_seed_in_the_training_the_list_is_present(files: dict[str, str]) -> None:
    image = {"Dockerfile": "FROM python:3.12\nRUN pip install -r requirements.txt\n"}
    finding = run("reproducible_environment", snapshot({**LIST, **files, **image}))
    assert told(finding) == [f"PRESENT requirements.txt:1 {ALL}"]


PURPOSES = {
    "a model is only served": ({"api.py": LOADS}, Level.SUBSTANTIVE),
    "a model is only served, and a test trains one": ({"api.py": LOADS, "tests/test_a.py": SEEDED}, Level.SUBSTANTIVE),
    "a model is loaded and another trained": ({"api.py": LOADS + TRAIN}, Level.PRESENT),
    "a model is only loaded in a test": ({"tests/test_a.py": LOADS}, Level.PRESENT),
    "no model at all": ({"a.py": "x = 1\n"}, Level.PRESENT),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), PURPOSES.values(), ids=PURPOSES)
def test_a_seed_is_asked_for_only_where_a_model_is_trained(files: dict[str, str], level: Level) -> None:
    finding = run("reproducible_environment", snapshot({**LIST, **files}))
    assert_found(finding, level, "requirements.txt:1", ALL)
    assert len(finding.evidence) == 1


def test_a_seed_alone_writes_no_version_down() -> None:
    files = {"train.py": SEEDED, "requirements.txt": RANGES}
    assert_found(run("reproducible_environment", snapshot(files)), Level.ABSENT)


@pytest.mark.parametrize(
    ("files", "share"),
    [
        ({"requirements.txt": mixed(2, 2)}, 0.5),
        ({"requirements.txt": mixed(2, 1)}, 0.67),
        ({"requirements.txt": mixed(1, 2), "constraints.txt": mixed(3, 0)}, 1.0),
        ({"requirements.txt": RANGES, "a/requirements.txt": mixed(2, 0)}, 0.0),
        ({"requirements.txt": mixed(0, 3), "uv.lock": UV_LOCK * 3}, 0.0),
    ],
)
def test_the_best_share_of_pins_is_a_fact(files: dict[str, str], share: float) -> None:
    assert facts("reproducible_environment", snapshot(files)) == {"pinned_share": share}


@pytest.mark.parametrize(
    "files", [{"requirements.txt": mixed(2, 0)}, {"uv.lock": UV_LOCK}, {"docs/requirements.txt": PINNED}]
)
def test_without_a_list_of_three_there_is_no_share(files: dict[str, str]) -> None:
    assert facts("reproducible_environment", snapshot(files)) == {}


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("reproducible_environment", snapshot(files)).status is Status.NOT_APPLICABLE


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "a.py": b"import numpy\nnumpy.random.seed(" + b"(" * 5000,
        "requirements.txt": b"\x00",
        "uv.lock": b"\xff\xfe[[package]]",
        "Dockerfile": b"RUN pip install -r \xff",
    }
    assert run("reproducible_environment", snapshot(files)).status is not Status.ERROR


BUILDS = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
WORKFLOW = (
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/checkout@v4\n"
    "    - run: {}pip install -r requirements.txt\n"
)


@pytest.mark.parametrize(
    ("files", "level", "words"),
    [
        ({"Dockerfile": BUILDS}, Level.WIRED, "the image installs from requirements.txt"),
        (
            {"Dockerfile": BUILDS.replace("RUN", "COPY conf/run.cfg .\nRUN")},
            Level.SUBSTANTIVE,
            "cannot be built: Dockerfile:3 names conf/run.cfg, which is not in the repository",
        ),
        ({".github/workflows/ci.yml": WORKFLOW.format("")}, Level.WIRED, "CI installs from requirements.txt"),
        (
            {".github/workflows/ci.yml": WORKFLOW.format("bash setup/first.sh && ")},
            Level.SUBSTANTIVE,
            "names setup/first.sh, which is not in the repository",
        ),
    ],
)
def test_an_install_behind_a_name_that_is_missing_is_not_wired(
    files: dict[str, str], level: Level, words: str
) -> None:
    finding = run("reproducible_environment", snapshot({**LIST, "train.py": SEEDED, **files}))
    assert finding.level is level
    assert any(words in each.note for each in finding.evidence), told(finding)
