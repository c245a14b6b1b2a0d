"""Which module an import means where a file puts folders on the path of imports itself."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.modules import import_graph, module_index

# Modules of one name: without what the file adds, the nearest one above it is meant.
NEAREST = "a/model.py"
MODULES = ("lib/model.py", "a/lib/model.py", "a/src/deep/model.py", NEAREST, "c/model.py", "model.py")
HERE = "Path(__file__).resolve()"
ADDED = {
    "parents": (f"sys.path.insert(0, str({HERE}.parents[1] / 'lib'))", "a/lib/model.py"),
    "more parents": (f"sys.path.insert(0, str({HERE}.parents[2] / 'lib'))", "lib/model.py"),
    "a chain": (f"sys.path.append(str({HERE}.parent.parent.parent / 'c'))", "c/model.py"),
    "two parts": (f"sys.path.append(str({HERE}.parents[1] / 'src' / 'deep'))", "a/src/deep/model.py"),
    "a part with a slash": (f"sys.path.append(f'{{{HERE}.parent}}/../lib')", NEAREST),
    "a joined path": ("sys.path.append(os.path.join(os.path.dirname(__file__), '..', 'lib'))", "a/lib/model.py"),
    "of the file itself": ("sys.path.append(os.path.abspath(os.path.join(__file__, '../../../lib')))", "lib/model.py"),
    "folders of folders": (
        "sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), 'lib'))", "a/lib/model.py"),
    "the folder above all": ("sys.path.append(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))", "model.py"),
    "held": (f"ROOT = {HERE}.parents[1]\nsys.path.insert(0, str(ROOT / 'lib'))", "a/lib/model.py"),
    "held twice": (
        f"ROOT: Path = {HERE}.parents[1]\nLIB = ROOT / 'lib'\nif str(LIB) not in sys.path:\n    sys.path.insert(0, str(LIB))",
        "a/lib/model.py"),
    "a list": (f"sys.path.extend([str({HERE}.parent), str({HERE}.parents[1] / 'lib')])", "a/lib/model.py"),
    "from where it runs": ("sys.path.append('lib')", "lib/model.py"),
    "the working folder": ("sys.path.append(os.getcwd() + '/c')", "c/model.py"),
    "another call": (f"import site\nsite.addsitedir(str({HERE}.parents[1] / 'lib'))", "a/lib/model.py"),
    "no folder of Python": (f"sys.path.insert(0, str({HERE}.parents[1] / 'data'))", NEAREST),
    "the root of the repository": (f"sys.path.insert(0, str({HERE}.parents[2]))", "model.py"),
    "above the repository": (f"sys.path.insert(0, str({HERE}.parents[3] / 'lib'))", NEAREST),
    "an absolute folder": ("sys.path.append('/opt/app/lib')", NEAREST),
    "of the environment": ("sys.path.append(os.environ['LIB'])", NEAREST),
    "of an argument": ("sys.path.append(sys.argv[1])", NEAREST),
    "in a comment": (f"# sys.path.insert(0, str({HERE}.parents[1] / 'lib'))\nsys.path.append(x)", NEAREST),
    "nothing": ("", NEAREST),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "meant"), ADDED.values(), ids=ADDED)
def test_what_a_file_adds_decides_between_modules_of_one_name(lines: str, meant: str) -> None:
    source = f"import os, sys\nfrom pathlib import Path\n{lines}\nimport model\n"
    files = dict.fromkeys(MODULES, "x = 1\n") | {"a/scripts/run.py": source}
    assert import_graph(snapshot(files))["a/scripts/run.py"] == {meant}


def test_a_module_beside_the_file_comes_first_and_conftest_adds_for_the_tests_below_it() -> None:
    adds = (
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parents[1] / 'lib'))\n"
    )
    files = dict.fromkeys(MODULES, "x = 1\n") | {
        "a/tests/conftest.py": adds,
        "a/tests/deep/test_a.py": "import model\n",
        "a/tests/other/test_b.py": "import model\n",
        "a/tests/other/model.py": "x = 1\n",
        "b/tests/test_c.py": "import model\n",
    }
    graph = import_graph(snapshot(files))
    assert graph["a/tests/deep/test_a.py"] == {"a/lib/model.py"}
    assert graph["a/tests/other/test_b.py"] == {"a/tests/other/model.py"}
    assert graph["b/tests/test_c.py"] == {"model.py"}


def test_modules_of_python_come_before_what_a_file_adds() -> None:
    source = "import sys\nsys.path.append('lib')\nimport logging\nimport model\n"
    files = {
        "lib/logging.py": "x = 1\n",
        "lib/model.py": "x = 1\n",
        "a/run.py": source,
        "model.py": "x = 1\n",
    }
    repo = snapshot(files)
    assert "lib/model.py" in import_graph(repo)["a/run.py"]
    assert not module_index(repo).is_local("a/run.py", "logging")
