"""What a program starts as a process, and what the shell tasks of a DAG run, is started too."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

TRAIN = {
    "scripts/__init__.py": "",
    "scripts/train.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n",
}
TASK = {"Makefile": "train:\n\tpython cli.py\n"}
HELPER = (
    "import subprocess\nimport sys\n\n\ndef run(command):\n    subprocess.run(command, check=True, shell=True)\n\n\n"
    "def learn(model):\n    {}\n\n\ndef main():\n    learn('a')\n\n\nif __name__ == '__main__':\n    main()\n"
)
BY_HELPER = HELPER.format('run(f"python scripts/train.py --model {model}")')
LISTED = (
    "import subprocess\nimport sys\n\n\ndef command():\n"
    '    words = [sys.executable, "-u", "scripts/train.py"]\n    return words\n\n\n'
    "def main():\n    subprocess.Popen(command())\n\n\nif __name__ == '__main__':\n    main()\n"
)
DAG = (
    "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n\nwith DAG('d', schedule={}):\n"
    '    BashOperator(task_id="a", bash_command=f"""\n    cd /opt/app\n    python {} --model {{m}}\n    """)\n'
)
STARTED = {
    "by an own helper": ({"cli.py": BY_HELPER, **TASK}, Level.WIRED),
    "by the words of a list": (
        {"cli.py": HELPER.format('subprocess.run([sys.executable, "scripts/train.py", model])'), **TASK}, Level.WIRED),
    "by its module": ({"cli.py": HELPER.format('run("python -m scripts.train")'), **TASK}, Level.WIRED),
    "by the words of a list, its file held": (
        {"cli.py": HELPER.format('file = "./scripts/train.py"\n    subprocess.run(["python", file, model])'), **TASK},
        Level.WIRED),
    "by the words of a list, its file joined": (
        {"cli.py": 'FILE = ROOT / "scripts" / "train.py"\n' + HELPER.format('subprocess.run([sys.executable, str(FILE)])'), **TASK},
        Level.WIRED),
    "by the words of a list, its file given": (
        {"cli.py": HELPER.format('subprocess.run([sys.executable, model])'), **TASK}, Level.SUBSTANTIVE),
    "by a command that is held": (
        {"cli.py": HELPER.format('command = "python3 -u scripts/train.py"\n    subprocess.call(command, shell=True)'), **TASK},
        Level.WIRED),
    "by a helper that is given its file": ({"cli.py": HELPER.format('run("train.py")'), **TASK}, Level.WIRED),
    "by a helper that is given its path": ({"cli.py": HELPER.format('run("/opt/scripts/train.py")'), **TASK}, Level.WIRED),
    "by a helper that is given a file of which there are two": (
        {"cli.py": HELPER.format('run("train.py")'), "other/train.py": "x = 1\n", **TASK}, Level.SUBSTANTIVE),
    "by a helper that is given the file beside it": (
        {"scripts/cli.py": HELPER.format('run("train.py")'), "other/train.py": "x = 1\n", "Makefile": "train:\n\tpython scripts/cli.py\n"},
        Level.WIRED),
    "by a helper that is given another file": ({"cli.py": HELPER.format('run("train.txt")'), **TASK}, Level.SUBSTANTIVE),
    "by a function that starts nothing": (
        {"cli.py": HELPER.format('print("train.py")'), **TASK}, Level.SUBSTANTIVE),
    "by what a shell task starts": (
        {"cli.py": BY_HELPER, "dags/d.py": DAG.format("'@daily'", "/opt/app/cli.py")}, Level.WIRED),
    "by a shell task": ({"dags/d.py": DAG.format("'@daily'", "/opt/app/scripts/train.py")}, Level.WIRED),
    "by a shell task of a DAG that nothing starts": (
        {"dags/d.py": DAG.format("None", "/opt/app/scripts/train.py")}, Level.SUBSTANTIVE),
    "by a list that another function puts together": ({"cli.py": LISTED, **TASK}, Level.WIRED),
    "by a list that nothing runs": ({"cli.py": LISTED.replace("subprocess.Popen", "print"), **TASK}, Level.SUBSTANTIVE),
    "by a text that another function puts together": (
        {"cli.py": LISTED.replace('[sys.executable, "-u", "scripts/train.py"]', '"python scripts/train.py"'), **TASK},
        Level.SUBSTANTIVE),
    "by a program that nothing starts": ({"cli.py": BY_HELPER}, Level.SUBSTANTIVE),
    "by a function that nothing calls": ({"cli.py": BY_HELPER.replace("    learn('a')", "    pass"), **TASK}, Level.SUBSTANTIVE),
    "only said": ({"cli.py": HELPER.format('print("python scripts/train.py")'), **TASK}, Level.SUBSTANTIVE),
    "said beside another command": (
        {"cli.py": HELPER.format('run("ls")\n    print("now: python scripts/train.py")'), **TASK}, Level.SUBSTANTIVE),
    "said in a comment": ({"cli.py": HELPER.format('run("ls")  # python scripts/train.py'), **TASK}, Level.SUBSTANTIVE),
    "another program": ({"cli.py": HELPER.format('run("python scripts/other.py")'), **TASK}, Level.SUBSTANTIVE),
    "by a test": ({"tests/test_a.py": BY_HELPER, "Makefile": "t:\n\tpytest tests\n"}, Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level"), STARTED.values(), ids=STARTED)
def test_a_model_in_a_program_is_reached_where_the_program_is_started(
    files: dict[str, str], level: Level
) -> None:
    finding = run("model_code", snapshot({**TRAIN, **files}))
    assert finding.level is level, finding.evidence
