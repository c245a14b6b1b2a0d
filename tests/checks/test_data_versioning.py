from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import library, run, snapshot

REMOTE = "[core]\n['remote \"store\"']\n    url = s3://bucket/data\n"
SHARED = {".dvc/config": REMOTE}
POINTER = {"rows.csv.dvc": "outs:\n- md5: 0123\n  path: rows.csv\n"}
STAGES = (
    "stages:\n  prepare:\n    cmd: python prepare.py\n    outs: [rows.csv]\n"
    "  train:\n    cmd: python train.py\n    deps: [rows.csv]\n    outs:\n    - model.pkl:\n        cache: false\n"
)
SCRIPTS = {"prepare.py": "x = 1\n", "train.py": "x = 1\n"}
LOCK = {"dvc.lock": "stages:\n  a:\n    outs:\n    - md5: 12\n"}
PRINTS = "stages:\n  a:\n    cmd: echo made\n    outs: [rows.csv]\n"
CI = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: {}\n"
PULL = {".github/workflows/a.yml": CI.format("dvc pull")}
PULLS = ".github/workflows/a.yml:6"
REPRODUCES = {"Makefile": "all:\n\ttrue\n\tdvc repro\n"}
TRACKS = "DVC tracks the outputs of 2 stages"

DVC = {
    "tracked data that CI pulls": ({**SHARED, **POINTER, **PULL}, Level.WIRED, PULLS, "runs `dvc pull`"),
    "a command after one of several lines": (
        {"dvc.yaml": STAGES, **LOCK, **SCRIPTS, "Makefile": "all:\n\ttest -n a || \\\n\t  exit 1\n\tdvc repro\n"},
        Level.WIRED, "Makefile:4", "runs `dvc repro`"),
    "locked stages that a task reproduces": (
        {"dvc.yaml": STAGES, **LOCK, **SCRIPTS, **REPRODUCES}, Level.WIRED, "Makefile:3", "runs `dvc repro`"),
    "stages with a remote that CI pulls": (
        {"dvc.yaml": STAGES, **SHARED, **SCRIPTS, **PULL}, Level.WIRED, PULLS, "runs `dvc pull`"),
    "tracked data that an image fetches": (
        {**SHARED, **POINTER, "Dockerfile": "FROM a\nRUN pip install dvc && dvc fetch\n"}, Level.WIRED, "Dockerfile:2", "dvc fetch"),
    "tracked data with a remote": (
        {**SHARED, **POINTER}, Level.SUBSTANTIVE, ".dvc/config:3", "DVC remote s3://"),
    "stages with a lock": (
        {"dvc.yaml": STAGES, **LOCK, **SCRIPTS}, Level.SUBSTANTIVE, "dvc.lock:1", "the lock file records the output of prepare.py made"),
    "stages with a remote": ({"dvc.yaml": STAGES, **SHARED, **SCRIPTS}, Level.SUBSTANTIVE, ".dvc/config:3", "remote"),
    "stages of an example": (
        {"examples/a/dvc.yaml": STAGES, "examples/a/dvc.lock": LOCK["dvc.lock"], **SCRIPTS}, Level.CLAIMED, "examples/a/dvc.yaml:1", "of an example"),
    "pointers of an example": ({"templates/a/rows.csv.dvc": POINTER["rows.csv.dvc"], **SHARED}, Level.CLAIMED, ".dvc/config:3", "remote"),
    "stages with a lock, of files that are not there": (
        {"dvc.yaml": STAGES, **LOCK, **REPRODUCES}, Level.PRESENT, "dvc.yaml:2", TRACKS),
    "stages of which one file is there, with a lock": (
        {"dvc.yaml": STAGES, **LOCK, "train.py": "x = 1\n", **REPRODUCES}, Level.WIRED, "Makefile:3", "runs `dvc repro`"),
    "stages of files that are not there, with a remote that CI pulls": (
        {"dvc.yaml": STAGES, **SHARED, **PULL}, Level.SUBSTANTIVE, ".dvc/config:3", "remote"),
    "stages with a lock that holds nothing": (
        {"dvc.yaml": STAGES, "dvc.lock": "stages: {}\n", **SCRIPTS, **REPRODUCES}, Level.PRESENT, "dvc.yaml:2", TRACKS),
    "stages without a lock": ({"dvc.yaml": STAGES, **SCRIPTS, **REPRODUCES}, Level.PRESENT, "dvc.yaml:2", TRACKS),
    "one stage with outputs": (
        {"dvc.yaml": STAGES.replace("    outs: [rows.csv]\n", ""), **SCRIPTS}, Level.PRESENT, "dvc.yaml:4",
        "DVC tracks the outputs of 1 stage"),
    "tracked data without a remote": ({**POINTER, **PULL}, Level.PRESENT, "rows.csv.dvc:1", "data file tracked by DVC"),
    "a tracked model": ({"models/fraud_model.pkl.dvc": POINTER["rows.csv.dvc"]}, Level.PRESENT, "models/fraud_model.pkl.dvc:1", "model file tracked by DVC"),
    "tracked weights": ({"net.onnx.dvc": POINTER["rows.csv.dvc"]}, Level.PRESENT, "net.onnx.dvc:1", "model file tracked by DVC"),
    "a folder of tracked models": ({"models.dvc": POINTER["rows.csv.dvc"]}, Level.PRESENT, "models.dvc:1", "model file tracked by DVC"),
    "a tracked pickle of rows": ({"models/rows.pkl.dvc": POINTER["rows.csv.dvc"]}, Level.PRESENT, "models/rows.pkl.dvc:1", "data file tracked by DVC"),
    "tracked input of a model": ({"model_input.csv.dvc": POINTER["rows.csv.dvc"]}, Level.PRESENT, "model_input.csv.dvc:1", "data file tracked by DVC"),
    "tracked data with a remote on one machine": (
        {".dvc/config": "url = /home/me/store\n", **POINTER, **PULL}, Level.PRESENT, "rows.csv.dvc:1", "tracked"),
    "a remote and nothing tracked": (SHARED, Level.CLAIMED, ".dvc/config:3", "DVC remote s3://"),
    "a remote, nothing tracked, and a pull": ({**SHARED, **PULL}, Level.CLAIMED, ".dvc/config:3", "remote"),
    "set up only": (
        {".dvc/config": "[core]\n", ".dvc/.gitignore": "/tmp\n"}, Level.CLAIMED, ".dvc/config:None", "tracks nothing"),
    "stages that print": ({"dvc.yaml": PRINTS, **LOCK, **REPRODUCES}, Level.CLAIMED, "dvc.yaml:2", "DVC stages that produce nothing"),
    "stages that print, with a remote": ({"dvc.yaml": PRINTS, **SHARED}, Level.CLAIMED, ".dvc/config:3", "remote"),
    "stages without outputs": (
        {"dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n", **LOCK, **SCRIPTS}, Level.CLAIMED, "dvc.yaml:2", "produce nothing"),
    "a pointer of another name": ({"rows.csv.yaml": POINTER["rows.csv.dvc"]}, Level.ABSENT, "", ""),
    "a pointer to nothing": ({"rows.csv.dvc": "outs: []\n"}, Level.ABSENT, "", ""),
    "a file that is only an ending": ({".dvc": "outs:\n- path: a\n"}, Level.ABSENT, "", ""),
    "a remote of another tool": ({"config": REMOTE, "a.dvc/config": REMOTE}, Level.ABSENT, "", ""),
    "a dependency only": ({"requirements.txt": "dvc==3.0\n", **PULL}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), DVC.values(), ids=DVC)
def test_level_follows_what_is_tracked_and_fetched(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("data_versioning", snapshot(files)), level, place, words)


def test_everything_that_is_tracked_is_told() -> None:
    both = STAGES + "  look:\n    cmd: echo a\n    outs: [a]\n  plot:\n    cmd: python train.py\n"
    files = {"dvc.yaml": both, "b/dvc.yaml": PRINTS, **LOCK, **SCRIPTS, **SHARED, **POINTER, **REPRODUCES}
    assert told(run("data_versioning", snapshot(files))) == [
        "WIRED Makefile:3 runs `dvc repro`",
        "SUBSTANTIVE .dvc/config:3 DVC remote s3://",
        "SUBSTANTIVE dvc.lock:1 the lock file records the output of prepare.py made",
        "SUBSTANTIVE rows.csv.dvc:1 data file tracked by DVC",
        f"PRESENT dvc.yaml:2 {TRACKS}",
        "CLAIMED b/dvc.yaml:2 DVC stages that produce nothing",
    ]


def test_a_set_up_beside_a_remote_or_tracked_data_is_not_told() -> None:
    empty = {"b/.dvc/config": "[core]\n"}
    for files in ({**SHARED, **empty}, {**POINTER, **empty}, {**SHARED, **POINTER, **empty}):
        assert "b/.dvc/config" not in str(told(run("data_versioning", snapshot(files))))


FETCHES = {
    "dvc fetch": True,
    "dvc exp run": True,
    "dvc get https://x/y rows.csv": True,
    "bin/dvc pull": True,
    "poetry run dvc pull": True,
    "uv run python -m dvc pull": True,
    "pipenv run dvc repro": True,
    "dvc import-url https://x/y rows.csv": True,
    "dvc exp show": False,
    "dvc status": False,
    "dvc": False,
    "git pull": False,
    "dvc pull || true": False,
}


@pytest.mark.parametrize(("command", "fetches"), FETCHES.items())
def test_commands_that_bring_the_data_or_make_it_anew(command: str, fetches: bool) -> None:
    files = {**SHARED, **POINTER, ".github/workflows/a.yml": CI.format(command)}
    level = Level.WIRED if fetches else Level.SUBSTANTIVE
    assert run("data_versioning", snapshot(files)).level is level


PUSHES = {
    "dvc push": ("SUBSTANTIVE", "dvc push"),
    "dvc push && dvc pull": ("WIRED", "dvc pull"),
    "dvc pull && dvc push": ("WIRED", "dvc pull"),
}


@pytest.mark.parametrize(("command", "expected"), PUSHES.items())
def test_what_shares_the_data_brings_and_remakes_none(command: str, expected: tuple[str, str]) -> None:
    files = {**SHARED, **POINTER, ".github/workflows/a.yml": CI.format(command)}
    (said,) = [each for each in told(run("data_versioning", snapshot(files))) if "runs `" in each]
    assert said.startswith(expected[0]) and said.endswith(f"runs `{expected[1]}`")


def test_a_command_is_told_once_a_line_and_cut() -> None:
    command = f"dvc pull && dvc fetch {'x' * 100}"
    files = {
        **SHARED,
        **POINTER,
        ".github/workflows/a.yml": CI.format(command),
        "Makefile": f"a:\n\t{command[12:]}\n",
    }
    assert [each.note for each in run("data_versioning", snapshot(files)).evidence[:2]] == [
        "runs `dvc pull`",
        f"runs `dvc fetch {'x' * 70}`",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "comes_first"),
    [
        ("dvc repro", True),
        ("dvc repro latest/dvc.yaml", True),
        ("dvc repro tests/data/dvc.yaml", False),
        ('dvc repro "$FIXTURE/dvc.yaml"', False),
    ],
)
def test_what_only_tests_make_anew_is_told_last(command: str, comes_first: bool) -> None:
    files = {
        **SHARED,
        **POINTER,
        ".github/workflows/a.yml": CI.format(command),
        "Makefile": "a:\n\tdvc pull\n",
    }
    first = run("data_versioning", snapshot(files)).evidence[0]
    assert (first.path == ".github/workflows/a.yml") is comes_first


def test_tasks_of_an_example_and_masked_ones_fetch_nothing() -> None:
    files = {
        **SHARED,
        **POINTER,
        "examples/Makefile": "a:\n\tdvc pull\n",
        "Makefile": "a:\n\tdvc pull || true\n",
    }
    assert run("data_versioning", snapshot(files)).level is Level.SUBSTANTIVE


LFS = "# data\n*.png filter=lfs\n*.parquet filter=lfs diff=lfs merge=lfs -text\n"
LARGE_FILES = {
    "with files": (LFS, {"a.parquet": "x"}, Level.SUBSTANTIVE, 3, "Git LFS stores the versions of *.parquet"),
    "with files to come": (LFS, {}, Level.CLAIMED, 3, "Git LFS tracks *.parquet, but no such file exists"),
    "with files of another ending": (
        LFS,
        {"a.csv": "x", "b.png": "x"},
        Level.CLAIMED,
        3,
        "but no such file exists",
    ),
    "of pictures": ("*.png filter=lfs\n", {"a.png": "x"}, Level.ABSENT, 1, ""),
    "of another filter": ("*.parquet filter=crypt\n", {"a.parquet": "x"}, Level.ABSENT, 1, ""),
    "commented out": ("# *.parquet filter=lfs\n", {"a.parquet": "x"}, Level.ABSENT, 1, ""),
}


@pytest.mark.parametrize(("text", "files", "level", "line", "words"), LARGE_FILES.values(), ids=LARGE_FILES)
def test_large_files(text: str, files: dict[str, str], level: Level, line: int, words: str) -> None:
    finding = run("data_versioning", snapshot({"data/.gitattributes": text, **files}))
    assert_found(finding, level, f"data/.gitattributes:{line}", words)


def test_the_first_large_files_of_each_list_are_told() -> None:
    files = {
        ".gitattributes": "*.csv filter=lfs\n*.parquet filter=lfs\n",
        "b/.gitattributes": "*.csv filter=lfs\n",
        "b/attributes": "*.csv filter=lfs\n",
    }
    assert [each.path for each in run("data_versioning", snapshot(files)).evidence] == [
        ".gitattributes",
        "b/.gitattributes",
    ]
    assert len(run("data_versioning", snapshot({**files, "a.csv": "x"})).evidence) == 2


ARTIFACT = "import wandb\n\nwandb.init().use_artifact('rows:v3')\n"
LAKE = (
    "from lakefs_sdk.models import CommitCreation\nimport shop\n\n"
    "shop.client().commits_api.commit('rows', 'main', commit_creation=CommitCreation(message='new'))\n"
)
HUB = "from huggingface_hub import snapshot_download\nsnapshot_download('a', {})\n"
LOAD = "from datasets import load_dataset\nload_dataset('a', {})\n"
TASK = {"Makefile": "all:\n\tpython a.py\n"}
REACHED = ", reached from what the repository starts"
USED = "Weights & Biases artifacts: wandb.init().use_artifact"
STORE_LEVELS = {
    "asked for by a task": ({"a.py": ARTIFACT, **TASK}, Level.WIRED, "a.py:3", USED + REACHED),
    "asked for by what a task reaches": (
        {"lib/b.py": ARTIFACT, "a.py": "import lib.b\n", **TASK}, Level.WIRED, "lib/b.py:3", USED + REACHED),
    "asked for by live code": ({"a.py": ARTIFACT, "Makefile": "all:\n\tpython b.py\n"}, Level.SUBSTANTIVE, "a.py:3", USED),
    "asked for in a notebook": ({"a.ipynb": notebook(ARTIFACT)}, Level.PRESENT, "a.ipynb:1", USED),
    "asked for where nobody calls it": (
        {"a.py": "import wandb\n\n\ndef load_rows():\n    wandb.init().use_artifact('rows:v3')\n", **TASK},
        Level.PRESENT, "a.py:5", USED),
    "asked for in a test": ({"tests/test_a.py": ARTIFACT}, Level.ABSENT, "", ""),
    "another call of the library": ({"a.py": "import wandb\nwandb.init()\n", **TASK}, Level.ABSENT, "", ""),
    "imported only": ({"a.py": "from dvc.api import read\n", **TASK}, Level.ABSENT, "", ""),
    "a commit by a client that is handed out": (
        {"a.py": LAKE, **TASK}, Level.SUBSTANTIVE, "a.py:4", "lakeFS: lakefs_sdk.models.CommitCreation keeps versions" + REACHED),
    "a commit that nothing starts": (
        {"a.py": LAKE}, Level.SUBSTANTIVE, "a.py:4", "lakeFS: lakefs_sdk.models.CommitCreation keeps versions"),
    "a read at a commit": (
        {"a.py": "import lakefs\nlakefs.repository('rows').ref('0ac1').object('a.csv').reader()\n", **TASK},
        Level.WIRED, "a.py:2", "lakeFS: lakefs.repository().ref" + REACHED),
    "a list of commits by such a client": (
        {"a.py": "import lakefs_sdk\nimport shop\nshop.client().refs_api.log_commits('rows', 'main')\n", **TASK},
        Level.ABSENT, "", ""),
    "a revision": (
        {"a.py": LOAD.format("split='train', revision='0ac1'")}, Level.SUBSTANTIVE, "a.py:2", "Hugging Face data sets: datasets.load_dataset"),
    "a revision of files of the hub": (
        {"a.py": HUB.format("repo_type='dataset', revision='0ac1'")}, Level.SUBSTANTIVE, "a.py:2",
        "Hugging Face data sets: huggingface_hub.snapshot_download"),
    "a revision that is handed over": (
        {"a.py": HUB.format("repo_type='dataset', revision=revision")}, Level.SUBSTANTIVE, "a.py:2",
        "Hugging Face data sets: huggingface_hub.snapshot_download"),
    "a revision of a model of the hub": ({"a.py": HUB.format("revision='0ac1'")}, Level.ABSENT, "", ""),
    "files of the hub, the newest": ({"a.py": HUB.format("repo_type='dataset'")}, Level.ABSENT, "", ""),
    "the newest revision": ({"a.py": LOAD.format("revision='main'")}, Level.ABSENT, "", ""),
    "no revision": ({"a.py": LOAD.format("revision=None")}, Level.ABSENT, "", ""),
    "another keyword": ({"a.py": LOAD.format("split='train'")}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), STORE_LEVELS.values(), ids=STORE_LEVELS)
def test_level_follows_what_asks_for_a_version(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    finding = run("data_versioning", snapshot(files))
    assert_found(finding, level, place, words)
    assert [each.note for each in finding.evidence] == [words] * (level is not Level.ABSENT)


def test_a_commit_of_data_is_shown_before_one_of_a_report() -> None:
    commits = "".join(
        f"shop.client().commit('main', CommitCreation(message='{said}'))\n"
        for said in ("Add a report", "Add rows")
    )
    files = {"a.py": f"from lakefs_sdk.models import CommitCreation\nimport shop\n{commits}"}
    assert [each.line for each in run("data_versioning", snapshot(files)).evidence] == [4, 3]


SPARK = "from pyspark.sql import SparkSession\n\ns = SparkSession.builder.getOrCreate()\n{}\n"
TRAVELS = {
    "an option": ("s.read.format('delta').option('versionAsOf', 12).load('t')", "Delta Lake"),
    "options": ("s.read.format('delta').options(timestampAsOf='2024-01-01').load('t')", "Delta Lake"),
    "a snapshot": ("s.read.option('snapshot-id', 10963).format('iceberg').load('t')", "Iceberg"),
    "an instant": ("s.read.format('hudi').option('as.of.instant', '2024').load('t')", "Hudi"),
    "a query": ("s.sql('SELECT * FROM t VERSION AS OF 12')", "a query"),
    "a query at a time": ("pd.read_sql('select * from t for system_time as of timestamp 1', c)", "a query"),
    "a query of a warehouse": ("c.execute('select * from t at(timestamp => x)')", "a query"),
    "another option": ("s.read.option('header', True).load('t')", ""),
    "another query": ("s.sql('SELECT version, as_of FROM t')", ""),
    "words that are no query": ("print('VERSION AS OF 12')", ""),
}  # fmt: skip


@pytest.mark.parametrize(("line", "tool"), TRAVELS.values(), ids=TRAVELS)
def test_one_version_of_a_table(line: str, tool: str) -> None:
    files = {"a.py": SPARK.format(line)}
    finding = run("data_versioning", snapshot(files))
    if not tool:
        assert_found(finding, Level.ABSENT)
        return
    assert_found(finding, Level.SUBSTANTIVE, "a.py:4", f"{tool}: one version of a table is read")
    finding = run("data_versioning", snapshot({**files, **TASK}))
    assert_found(finding, Level.WIRED, "a.py:4", REACHED)


def test_a_catalog_that_keeps_versions() -> None:
    entry = "rows:\n  type: pandas.CSVDataset\n  versioned: {}\n"
    finding = run("data_versioning", snapshot({"conf/base/catalog.yml": entry.format("true")}))
    assert_found(
        finding, Level.PRESENT, "conf/base/catalog.yml:3", "a Kedro catalog keeps the versions of rows"
    )
    for path, value in (("conf/base/catalog.yml", "false"), ("conf/base/other.yml", "true")):
        assert run("data_versioning", snapshot({path: entry.format(value)})).level is Level.ABSENT


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("data_versioning", snapshot(files)).status is Status.NOT_APPLICABLE


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "dvc.yaml": "- a\n- b\n",
        "dvc.lock": b"\xff\xfe",
        ".dvc/config": b"\xff\xfe",
        "x.dvc": "outs: {a: [1]}\n",
        ".gitattributes": "* filter=lfs\n" + "a " * 5000,
    }
    assert run("data_versioning", snapshot(files)).status is not Status.ERROR
    gone = snapshot({"dvc.yaml": STAGES}, missing=["dvc.lock", ".dvc/config", ".gitattributes", "a.dvc"])
    assert run("data_versioning", gone).status is not Status.ERROR
