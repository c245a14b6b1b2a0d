"""What a command tests: pytest with its plug-ins, coverage, doctest, programs that run tests themselves."""

from __future__ import annotations

from analyzer.model import Level
from tests.support.runners import (
    ABSENT,
    ASSERTS,
    CASE,
    CLAIMED,
    CODE,
    EXAMPLES,
    PRESENT,
    PYTESTS,
    TEST,
    UNIT,
    WIRED,
    Files,
    level,
    notebook,
    rows,
)
from tests.support.snapshots import run, snapshot
from tests.support.workflows import github


@rows(
    (PYTESTS, "pytest tests/*.py", WIRED),
    (PYTESTS, "pytest tests/test_?.py", WIRED),
    (PYTESTS, "pytest tests/{test_f,test_g}.py", WIRED),
    (PYTESTS, "pytest tests/**/test_*.py", WIRED),
    (PYTESTS, "cd tests && pytest *.py", WIRED),
    (PYTESTS, "pytest qa/*.py", CLAIMED),
    (PYTESTS, "pytest tests/*_spec.py", CLAIMED),
    (UNIT, "python -m unittest tests/*.py", WIRED),
    (UNIT, "python -m unittest tests/test_*.py", WIRED),
    (PYTESTS, "pytest tests/$SUITE", WIRED),
    (PYTESTS, "pytest $PLACES", WIRED),
    (PYTESTS, "pytest --some-option value tests", WIRED),
    (PYTESTS, "pytest --some-option value", WIRED),
    (PYTESTS, "pytest --some-option=value qa", CLAIMED),
    (PYTESTS, "pytest -n auto -m 'not slow' -k f tests", WIRED),
    (PYTESTS, "pytest --pyargs tests.test_f", WIRED),
    (PYTESTS, "pytest tests --ignore=tests/test_f.py", CLAIMED),
    (PYTESTS, "pytest --markers", CLAIMED),
    (PYTESTS, "pytest --setup-plan", CLAIMED),
    ({**PYTESTS, "pytest.ini": "[pytest]\naddopts = --ignore=tests/test_f.py\n"}, "pytest", CLAIMED),
    ({**PYTESTS, "pytest.ini": "[pytest]\naddopts = -ra --strict-markers\n"}, "pytest", WIRED),
)  # fmt: skip
def test_pytest_looks_where_a_shell_says(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


HELPER = {**CODE, "tests/conftest.py": "", "tests/checks.py": TEST}


@rows(
    (HELPER, "pytest", CLAIMED),
    (HELPER, "pytest tests", CLAIMED),
    (HELPER, "pytest tests/checks.py", WIRED),
    ({**PYTESTS, "tests/conftest.py": "collect_ignore = ['test_f.py']\n"}, "pytest", CLAIMED),
    ({**PYTESTS, "conftest.py": "collect_ignore_glob = ['tests/*']\n"}, "pytest tests", CLAIMED),
    ({**PYTESTS, "pytest.ini": "[pytest]\nnorecursedirs = tests\n"}, "pytest", CLAIMED),
    ({**PYTESTS, "pytest.ini": "[pytest]\nnorecursedirs = tests\n"}, "pytest tests", WIRED),
    ({**PYTESTS, "pytest.ini": "[pytest]\ntestpaths = spec\n", "spec/a.py": ""}, "pytest", CLAIMED),
    ({**PYTESTS, "pytest.ini": "[pytest]\ntestpaths = spec\n", "spec/a.py": ""}, "pytest tests", WIRED),
    ({**PYTESTS, "pytest.ini": "[pytest]\ntestpaths = spec\n"}, "pytest", WIRED),
    ({**CODE, "test_f.py": "def test(model, loader):\n    assert model(loader)\n"}, "pytest", CLAIMED),
)  # fmt: skip
def test_pytest_collects_by_its_settings(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


@rows(
    ({**CODE, "tests/smoke.py": "from shop import f\nassert f(1) == 1\n"}, "python tests/smoke.py", WIRED),
    ({**CODE, "tests/smoke.py": "from shop import f\nassert f(1) == 1\n"}, "python -m tests.smoke", WIRED),
    ({**CODE, "check_f.py": "from shop import f\nassert f(1) == 1\n"}, "python check_f.py", WIRED),
    ({**CODE, "tests/smoke.py": "from shop import f\nprint(f(1))\n"}, "python tests/smoke.py", ABSENT),
    ({**CODE, "tests/smoke.py": "from shop import f\nassert True\n"}, "python tests/smoke.py", ABSENT),
    ({**CODE, "train.py": "from shop import f\nassert f(1) == 1\n"}, "python train.py", ABSENT),
    ({**CODE, "create_test_rows.py": "from shop import f\nassert f(1) == 1\n"}, "python create_test_rows.py", ABSENT),
    ({**CODE, "data/train_test_split.py": "from shop import f\nassert f(1) == 1\n"}, "python data/train_test_split.py", ABSENT),
    ({**CODE, "tests/make_small_test_data.py": "from shop import f\nassert f(1) == 1\n"}, "python tests/make_small_test_data.py", ABSENT),
    ({**CODE, "build_test.py": "from shop import f\nassert f(1) == 1\n"}, "python build_test.py", WIRED),
    ({**CODE, "smoke_test_data.py": "from shop import f\nassert f(1) == 1\n"}, "python smoke_test_data.py", WIRED),
)  # fmt: skip
def test_a_program_that_asserts_is_a_test(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected
    tests = run("tests", snapshot(github(command, files))).level
    assert tests is (Level.SUBSTANTIVE if expected is WIRED else Level.ABSENT)


QUIET = {"src/shop.py": 'def f(x):\n    """Do.\n\n    >>> x = f(1)\n    """\n    return x\n'}
SKIPPED = {
    "src/shop.py": 'def f(x):\n    """Do.\n\n    >>> f(1)  # doctest: +SKIP\n    1\n    """\n    return x\n'
}
GUIDE = {**CODE, "docs/guide.md": "# Guide\n\n>>> from shop import f\n>>> f(1)\n1\n"}


@rows(
    (EXAMPLES, "pytest --doctest-modules src", WIRED),
    (EXAMPLES, "pytest --doctest-modules", WIRED),
    (EXAMPLES, "pytest src", CLAIMED),
    (EXAMPLES, "pytest --doctest-modules tests", CLAIMED),
    ({**EXAMPLES, "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--doctest-modules"\n'}, "pytest", WIRED),
    ({**EXAMPLES, "pytest.ini": "[pytest]\naddopts = -q --doctest-modules src\n"}, "pytest", WIRED),
    (QUIET, "pytest --doctest-modules src", PRESENT),
    (SKIPPED, "pytest --doctest-modules src", CLAIMED),
    (CODE, "pytest --doctest-modules", CLAIMED),
    (EXAMPLES, "python -m doctest -v src/shop.py", WIRED),
    (EXAMPLES, "python -m doctest src/*.py", WIRED),
    ({**CODE, "src/x.py": "def f():\n    return 1\n"}, "python -m doctest src/x.py", CLAIMED),
    (GUIDE, "pytest --doctest-glob='*.md' docs", WIRED),
    (GUIDE, "pytest docs", CLAIMED),
    ({**CODE, "docs/guide.md": ">>> 1 + 1\n2\n"}, "pytest --doctest-glob='*.md'", PRESENT),
    (GUIDE, "python -m doctest docs/guide.md", WIRED),
)  # fmt: skip
def test_examples_are_tests_where_something_runs_them(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


SHOWS = notebook(
    "1 + 1",
    '[{"output_type":"execute_result","data":{"text/plain":["2"]},"metadata":{},"execution_count":1}]',
)


@rows(
    (ASSERTS, "pytest --nbmake nb/", WIRED),
    (ASSERTS, "pytest --nbmake nb/a.ipynb", WIRED),
    (ASSERTS, "pytest --nbmake nb/*.ipynb", WIRED),
    (ASSERTS, "pytest --nbmake --nbmake-timeout 60 -n=auto", WIRED),
    ({**ASSERTS, "pytest.ini": "[pytest]\naddopts = --nbmake\n"}, "pytest nb", WIRED),
    (ASSERTS, "pytest nb/", CLAIMED),
    (ASSERTS, "pytest --nbmake qa/", CLAIMED),
    (SHOWS, "pytest --nbmake nb/", PRESENT),
    (SHOWS, "pytest --nbval nb/", WIRED),
    (SHOWS, "pytest --nbval-lax nb/", PRESENT),
    (notebook("assert True"), "pytest --nbmake nb/", PRESENT),
)  # fmt: skip
def test_notebooks_are_tests_where_something_runs_them(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


def covered(name: str, text: str) -> Files:
    return {**PYTESTS, name: text}


@rows(
    (covered("pyproject.toml", '[tool.coverage.run]\ncommand_line = "-m pytest"\n'), "coverage run", WIRED),
    (covered("pyproject.toml", '[tool.coverage.run]\ncommand_line = "-m pytest"\n'), "python -m coverage run -p", WIRED),
    (covered(".coveragerc", "[run]\ncommand_line = -m pytest tests\n"), "uv run coverage run", WIRED),
    (covered("setup.cfg", "[coverage:run]\ncommand_line = -m pytest\n"), "coverage run", WIRED),
    (covered("tox.ini", "[coverage:run]\ncommand_line = -m pytest\n"), "coverage run", WIRED),
    (covered("ci/cov.ini", "[run]\ncommand_line = -m pytest\n"), "coverage run --rcfile=ci/cov.ini", WIRED),
    (covered("ci/cov.ini", "[run]\ncommand_line = -m pytest\n"), "coverage run", ABSENT),
    (covered("pyproject.toml", '[tool.coverage.run]\ncommand_line = "-m shop"\n'), "coverage run", ABSENT),
    (covered("pyproject.toml", '[tool.coverage.run]\ncommand_line = "-m pytest qa"\n'), "coverage run", CLAIMED),
    (covered("pyproject.toml", '[tool.coverage.run]\ncommand_line = "-m pytest"\n'), "coverage report", ABSENT),
    (PYTESTS, "coverage run", ABSENT),
    (PYTESTS, "coverage run -m pytest", WIRED),
)  # fmt: skip
def test_coverage_runs_the_command_it_is_set_to(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


def program(text: str, files: Files = UNIT) -> Files:
    return {**files, "run_tests.py": f"import sys\nimport unittest\n{text}"}


DISCOVER = (
    "suite = unittest.defaultTestLoader.discover('tests')\nresult = unittest.TextTestRunner().run(suite)\n"
)
EXIT = "sys.exit(not result.wasSuccessful())\n"


@rows(
    (program(DISCOVER + EXIT), "python run_tests.py", WIRED),
    (program(DISCOVER + "assert result.wasSuccessful()\n"), "python run_tests.py", WIRED),
    (program(DISCOVER + "if result.failures:\n    raise SystemExit(1)\n"), "python run_tests.py", WIRED),
    (program(DISCOVER), "python run_tests.py", PRESENT),
    (program(DISCOVER + "# assert result.wasSuccessful()\n"), "python run_tests.py", PRESENT),
    (program(DISCOVER.replace("tests", "qa") + EXIT), "python run_tests.py", CLAIMED),
    (program(DISCOVER.replace("'tests'", "'tests', pattern='*_it.py'") + EXIT), "python run_tests.py", CLAIMED),
    (program("import xmlrunner\n" + DISCOVER.replace("unittest.Text", "xmlrunner.XML") + EXIT), "python run_tests.py", WIRED),
    (program("import tests.test_f as t\ns = unittest.TestLoader().loadTestsFromModule(t)\nr = unittest.TextTestRunner().run(s)\nsys.exit(not r.wasSuccessful())\n"), "python run_tests.py", WIRED),
    (program("s = unittest.TestLoader().loadTestsFromName('tests.test_f')\nr = unittest.TextTestRunner().run(s)\nsys.exit(len(r.errors))\n"), "python run_tests.py", WIRED),
    (program("unittest.main('tests.test_f')\n", CODE), "python run_tests.py", CLAIMED),
    (program(DISCOVER + EXIT), "python -m run_tests", WIRED),
    ({**UNIT, "tests/__main__.py": "import sys\nimport unittest\n" + DISCOVER + EXIT}, "python -m tests", WIRED),
    (program("import pytest\nsys.exit(pytest.main(['tests']))\n", PYTESTS), "python run_tests.py", WIRED),
    (program("import pytest\npytest.main(['tests'])\n", PYTESTS), "python run_tests.py", PRESENT),
    (program("import pytest\nraise SystemExit(pytest.main())\n", PYTESTS), "python run_tests.py", WIRED),
    (program("import subprocess\nsubprocess.run([sys.executable, '-m', 'pytest', 'tests'], check=True)\n", PYTESTS), "python run_tests.py", WIRED),
    (program("import subprocess\nsys.exit(subprocess.call('pytest tests', shell=True))\n", PYTESTS), "python run_tests.py", WIRED),
    (program("import subprocess\nsubprocess.run(['pytest'])\n", PYTESTS), "python run_tests.py", PRESENT),
    (program("import os\nos.system('pytest')\n", PYTESTS), "python run_tests.py", PRESENT),
    (program("print('no test')\n"), "python run_tests.py", ABSENT),
    (program("import subprocess\nsubprocess.run(['ls'], check=True)\n"), "python run_tests.py", ABSENT),
    ({**CODE, "tests/test_f.py": TEST + "\n\nif __name__ == '__main__':\n    test_f()\n"}, "python tests/test_f.py", WIRED),
    ({**CODE, "tests/test_f.py": TEST + "\n\ndef main():\n    test_f()\n\n\nmain()\n"}, "python tests/test_f.py", WIRED),
    ({**CODE, "tests/test_f.py": TEST}, "python tests/test_f.py", ABSENT),
    ({**CODE, "tests/test_f.py": CASE + "\n\nunittest.main()\n"}, "python tests/test_f.py", WIRED),
    ({**CODE, "tests/test_f.py": CASE}, "python tests/test_f.py", ABSENT),
)  # fmt: skip
def test_a_program_that_runs_tests_is_a_runner(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


RUN = "import subprocess\n"
PARTS = "RUNNER = [sys.executable, '-m', 'pytest']\n"


@rows(
    (program(RUN + "c = [sys.executable, '-m', 'pytest', 'tests']\nsubprocess.run(c, check=True)\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "c = [sys.executable, '-m', 'pytest', 'qa']\nsubprocess.run(c, check=True)\n", PYTESTS), "python run_tests.py", CLAIMED),
    (program(RUN + "c = ['ruff', 'check']\nsubprocess.run(c, check=True)\n", PYTESTS), "python run_tests.py", ABSENT),
    (program(RUN + PARTS + "def f():\n    return subprocess.run([*RUNNER, 'tests']).returncode\nsys.exit(f())\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + PARTS + "def f():\n    return subprocess.run([*RUNNER, 'tests']).returncode\nf()\n", PYTESTS), "python run_tests.py", PRESENT),
    (program(RUN + PARTS + "subprocess.check_call(RUNNER + ['tests'])\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + PARTS + "RUNNER += ['qa']\nsubprocess.check_call(RUNNER)\n", PYTESTS), "python run_tests.py", CLAIMED),
    (program(RUN + PARTS + "RUNNER.append('qa')\nsubprocess.check_call(RUNNER)\n", PYTESTS), "python run_tests.py", CLAIMED),
    (program(RUN + PARTS + "if sys.argv[1:]:\n    RUNNER.append('qa')\nsubprocess.check_call(RUNNER)\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "c = f'pytest {sys.argv[1]} tests'\nsubprocess.check_call(c, shell=True)\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "def run(c):\n    print(c)\n    subprocess.check_call(c, shell=True)\nrun('pytest tests')\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "def run(*c):\n    subprocess.run(c, check=True)\nrun('pytest', 'tests')\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "def run(c):\n    subprocess.call(c)\nrun(['pytest', 'tests'])\n", PYTESTS), "python run_tests.py", PRESENT),
    (program(RUN + "def run(c):\n    print(c)\nrun('pytest tests')\nsubprocess.call(sys.argv[1:])\n", PYTESTS), "python run_tests.py", ABSENT),
    (program(RUN + "from pathlib import Path\nHERE = Path(__file__).parent\nc = ['pytest', str(HERE / 'tests')]\nsubprocess.check_call(c, cwd=HERE)\n", PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "c = ['pytest']\nsubprocess.check_call(c, cwd='qa')\n", {**CODE, "qa/test_f.py": TEST}), "python run_tests.py", WIRED),
    (program(RUN + "c = ['pytest']\nsubprocess.check_call(c, cwd='docs')\n", PYTESTS), "python run_tests.py", CLAIMED),
    (program(RUN + "import shlex\nsubprocess.check_call(shlex.split(' '.join(['pytest', 'tests'])))\n", PYTESTS), "python run_tests.py", WIRED),
)  # fmt: skip
def test_a_program_puts_its_command_together(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


LOOP = "for c in {}:\n    if subprocess.call(c):\n        sys.exit(1)\n"


@rows(
    (program(RUN + LOOP.format("[['ls'], ['pytest', 'tests']]"), PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + LOOP.format("[['ls'], ['pytest', 'qa']]"), PYTESTS), "python run_tests.py", CLAIMED),
    (program(RUN + "ALL = ('ls', 'pytest tests')\n" + LOOP.format("ALL"), PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "ALL = {'a': ['pytest']}\n" + LOOP.format("ALL.values()"), PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + "ALL = {'a': ['pytest']}\n" + LOOP.replace("c in", "n, c in").format("ALL.items()"), PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + LOOP.replace("c in", "n, c in").format("[('x', ['pytest'])]"), PYTESTS), "python run_tests.py", WIRED),
    (program(RUN + LOOP.replace("c in", "c, n in").format("[('x', ['pytest'])]"), PYTESTS), "python run_tests.py", ABSENT),
    (program(RUN + LOOP.format("sys.argv"), PYTESTS), "python run_tests.py", ABSENT),
)  # fmt: skip
def test_a_program_goes_over_its_commands(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


ASKED = {
    **PYTESTS,
    "dev.py": "import subprocess\n\n\ndef main():\n    subprocess.run(['pytest'], check=True)\n",
    "pyproject.toml": "[project]\nname = 'x'\n[project.scripts]\ncheck-all = 'dev:main'\nserve = 'shop:f'\n",
}


@rows(
    (ASKED, "check-all", WIRED),
    (ASKED, "uv run check-all -q", WIRED),
    (ASKED, "poetry run check-all", WIRED),
    (ASKED, "serve", ABSENT),
    (ASKED, "check-some", ABSENT),
)
def test_a_command_of_ones_own_may_run_the_tests(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


TOOL = (
    "import subprocess\nimport click\n\n\n@click.group()\ndef cli(): ...\n\n\n@cli.command()\ndef lint_all():\n"
    "    start('ruff')\n\n\n@cli.command(name='test')\ndef run_them():\n    start_tests()\n\n\ndef start(name):\n"
    "    subprocess.run([name], check=True)\n\n\ndef start_tests():\n    subprocess.run(['pytest'], check=True)\n\n\ncli()\n"
)
FIRE = "import subprocess\nimport fire\n\n\ndef lint():\n    subprocess.run(['ruff'], check=True)\n\n\ndef test():\n    subprocess.run(['pytest'], check=True)\n\n\nfire.Fire()\n"
ARGPARSE = (
    "import argparse\nimport subprocess\n\n\ndef lint(args):\n    subprocess.run(['ruff'], check=True)\n\n\n"
    "def run_tests(args):\n    subprocess.run(['pytest'], check=True)\n\n\ndef main():\n"
    "    parser = argparse.ArgumentParser()\n    commands = parser.add_subparsers()\n"
    "    p = commands.add_parser('lint', help='Style')\n    p.set_defaults(func=lint)\n"
    "    commands.add_parser('test').set_defaults(func=run_tests)\n    args = parser.parse_args()\n"
    "    args.func(args)\n\n\nmain()\n"
)
TYPER = "import subprocess\nimport typer\napp = typer.Typer()\n\n\n@app.command('lint')\ndef first():\n    subprocess.run(['ruff'], check=True)\n\n\n@app.command()\ndef test_cmd():\n    c = ['pytest']\n    subprocess.run(c, check=True)\n\n\napp()\n"


@rows(
    ({**PYTESTS, "dev.py": TOOL}, "python dev.py test", WIRED),
    ({**PYTESTS, "dev.py": TOOL}, "python dev.py --verbose test -q", WIRED),
    ({**PYTESTS, "dev.py": TOOL}, "python dev.py lint-all", ABSENT),
    ({**PYTESTS, "dev.py": TOOL}, "python dev.py other", WIRED),
    ({**PYTESTS, "dev.py": TOOL}, "python dev.py", WIRED),
    ({**PYTESTS, "dev.py": TOOL.replace("start('ruff')", "start_tests()")}, "python dev.py lint-all", WIRED),
    ({**PYTESTS, "dev.py": TOOL}, "python -m dev lint-all", ABSENT),
    ({**PYTESTS, "dev.py": FIRE}, "python dev.py test", WIRED),
    ({**PYTESTS, "dev.py": FIRE}, "python dev.py lint", ABSENT),
    ({**PYTESTS, "dev.py": FIRE.replace("Fire()", "Fire(test)")}, "python dev.py lint", WIRED),
    ({**PYTESTS, "dev.py": TYPER}, "python dev.py test", WIRED),
    ({**PYTESTS, "dev.py": TYPER}, "python dev.py lint", ABSENT),
    ({**PYTESTS, "dev.py": ARGPARSE}, "python dev.py test", WIRED),
    ({**PYTESTS, "dev.py": ARGPARSE}, "python dev.py lint", ABSENT),
    ({**PYTESTS, "dev.py": ARGPARSE}, "python dev.py", WIRED),
    ({**PYTESTS, "dev.py": ARGPARSE.replace("p.set_defaults", "other.set_defaults")}, "python dev.py lint", WIRED),
    ({**PYTESTS, "dev.py": ARGPARSE.replace("(func=lint)", "(func=run_tests)")}, "python dev.py lint", WIRED),
)  # fmt: skip
def test_a_word_chooses_what_a_program_does(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


WHEELS = {**PYTESTS, "pyproject.toml": "[tool.cibuildwheel]\ntest-command = 'pytest {project}/tests'\n"}
SKIPPED = {**WHEELS, "pyproject.toml": WHEELS["pyproject.toml"] + "test-skip = '*'\n"}


@rows(
    (WHEELS, "cibuildwheel --output-dir dist", WIRED),
    (WHEELS, "python -m cibuildwheel", WIRED),
    (WHEELS, "pipx run cibuildwheel==2.21.3", WIRED),
    (WHEELS, "export CIBW_SKIP=x; uvx cibuildwheel", WIRED),
    (SKIPPED, "cibuildwheel", ABSENT),
    (PYTESTS, "cibuildwheel", ABSENT),
    ({**PYTESTS, "pyproject.toml": "[tool.cibuildwheel.linux]\ntest-command = ['cd {package}', 'pytest tests']\n"}, "cibuildwheel", WIRED),
    ({**PYTESTS, "pyproject.toml": "[tool.cibuildwheel]\ntest-command = 'pytest {project}/qa'\n"}, "cibuildwheel", CLAIMED),
)  # fmt: skip
def test_wheels_are_tested_after_they_are_built(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


def test_the_note_says_that_a_program_hides_failures() -> None:
    found = run("ci_tests", snapshot(github("python run_tests.py", program(DISCOVER))))
    assert found.evidence[0].note.endswith("but the program does not say so when it fails")


SETUP = {"setup.py": "from setuptools import setup\nsetup()\n"}
ALIASED = {**PYTESTS, **SETUP}
ALIAS = "[aliases]\ntest = pytest\n"


@rows(
    ({**ALIASED, "setup.cfg": ALIAS}, "python setup.py test", WIRED),
    ({**ALIASED, "setup.cfg": "[aliases]\ntest = check_it\ncheck_it = pytest --addopts tests\n"}, "python setup.py test", WIRED),
    ({**ALIASED, "setup.cfg": "[aliases]\ntest = pytest --addopts qa\n"}, "python setup.py test", CLAIMED),
    ({**ALIASED, "setup.cfg": "[aliases]\nci = pytest\n"}, "python setup.py ci", WIRED),
    ({**ALIASED, "setup.cfg": "[aliases]\nci = sdist bdist_wheel\n"}, "python setup.py ci", ABSENT),
    (ALIASED, "python setup.py test", CLAIMED),
    (ALIASED, "python setup.py pytest", WIRED),
    (ALIASED, "python setup.py install", ABSENT),
    ({**UNIT, "setup.py": "from setuptools import setup\nsetup(test_suite='tests')\n"}, "python setup.py test", WIRED),
    ({**UNIT, "setup.py": "from setuptools import setup\nsetup(test_suite='qa')\n"}, "python setup.py test", CLAIMED),
    ({**PYTESTS, "setup.py": "import pytest\nfrom setuptools import setup\n\n\nclass T:\n    def run_tests(self):\n        pytest.main(['tests'])\n\n\nsetup(cmdclass={'test': T})\n"}, "python setup.py test", WIRED),
)  # fmt: skip
def test_setup_commands_mean_what_the_project_says(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected


@rows(
    (UNIT, "trial tests", WIRED),
    (UNIT, "trial tests.test_f", WIRED),
    (PYTESTS, "trial tests", CLAIMED),
    (UNIT, "python -m green tests", WIRED),
    (PYTESTS, "python -m green tests", CLAIMED),
    (PYTESTS, "nose2", WIRED),
    (UNIT, "nose2 -v tests", WIRED),
    (UNIT, "nose2 -v --with-coverage --coverage shop tests.test_f", WIRED),
    ({**CODE, "qa/unit/test_f.py": CASE}, "nose2 -B qa.unit", WIRED),
    (UNIT, "nosetests tests/test_f.py:T.test_f", WIRED),
    (UNIT, "nose2 -v qa.unit", CLAIMED),
    (PYTESTS, "uv run --directory tests pytest", WIRED),
    ({"svc/shop.py": CODE["shop.py"], "svc/tests/test_f.py": TEST}, "uv run --directory svc pytest tests", WIRED),
    ({"svc/shop.py": CODE["shop.py"], "svc/tests/test_f.py": TEST}, "poetry -C svc run pytest tests", WIRED),
    ({"svc/shop.py": CODE["shop.py"], "svc/tests/test_f.py": TEST}, "poetry run pytest tests", CLAIMED),
)  # fmt: skip
def test_other_runners_collect_what_they_collect(files: Files, command: str, expected: Level) -> None:
    assert level(files, command) is expected
