"""Project metadata: pyproject.toml of every tool, setup.cfg, setup.py, Pipfile, conda, pixi, npm."""

from __future__ import annotations

import pytest

from analyzer.parsing.dependencies.files import DependencyFile, parse_dependencies


def parsed(path: str, text: str) -> DependencyFile:
    return parse_dependencies(path, text.encode())


def names(found: DependencyFile, group: str | None = None) -> list[str]:
    return [each.name for each in found.dependencies if group is None or each.group == group]


def brief(found: DependencyFile) -> list[tuple[str, str, str, bool, int]]:
    return [(each.name, each.constraint, each.group, each.pinned, each.line) for each in found.dependencies]


def test_standard_project_table() -> None:
    found = parsed(
        "pyproject.toml",
        """\
[build-system]
requires = ["setuptools>=61"]
[project]
name = "My-Service"
dependencies = [
  "fastapi>=0.100",
  "torch==2.1.0 ; sys_platform == 'linux'",
]
[project.optional-dependencies]
gpu = ["cupy"]
[project.scripts]
serve = "svc.app:main"
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
lint = ["ruff==0.5.0"]
[tool.setuptools]
packages = ["svc", "svc.api"]
py-modules = ["cli"]
[tool.uv]
dev-dependencies = ["mypy"]
""",
    )
    assert brief(found) == [
        ("setuptools", ">=61", "build", False, 2),
        ("fastapi", ">=0.100", "main", False, 6),
        ("torch", "==2.1.0", "main", True, 7),
        ("cupy", "", "gpu", False, 10),
        ("pytest", "", "dev", False, 14),
        ("ruff", "==0.5.0", "lint", True, 15),
        ("mypy", "", "dev", False, 20),
    ]
    assert found.entry_points == (("serve", "svc.app:main", 12),)
    assert (found.name, found.packages, found.py_modules) == ("My-Service", ("svc", "svc.api"), ("cli",))
    assert (found.problem, found.is_lock, found.ecosystem) == (None, False, "python")


def test_poetry_tables() -> None:
    found = parsed(
        "pyproject.toml",
        """\
[tool.poetry]
name = "svc"
packages = [{ include = "svc", from = "src" }]
[tool.poetry.dependencies]
python = "^3.11"
torch = "2.1.0"
pandas = {version = "^2.0", optional = true}
forked = {git = "https://e.org/f.git", rev = "abc"}
local = {path = "../local"}
both = [{version = "<2", python = "<3.8"}, {version = ">=2", python = ">=3.8"}]
[tool.poetry.extras]
frames = ["pandas"]
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.test.dependencies]
pytest = "^8"
[tool.poetry.scripts]
run = "svc.cli:main"
old = {reference = "svc.old:main", type = "console"}
""",
    )
    assert brief(found) == [
        ("torch", "2.1.0", "main", True, 6),
        ("pandas", "^2.0", "frames", False, 7),
        ("forked", "https://e.org/f.git", "main", True, 8),
        ("both", "<2", "main", False, 10),
        ("both", ">=2", "main", False, 10),
        ("black", "*", "dev", False, 14),
        ("pytest", "^8", "test", False, 16),
    ]
    assert [each[:2] for each in found.entry_points] == [("run", "svc.cli:main"), ("old", "svc.old:main")]
    assert (found.name, found.packages) == ("svc", ("svc",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[tool.flit.metadata]\nmodule = "m"\nrequires = ["a"]\n[tool.flit.metadata.requires-extra]\ndoc = ["b"]',
         [("a", "main"), ("b", "doc")]),
        ('[tool.pdm.dev-dependencies]\ntest = ["a>=1"]', [("a", "test")]),
        ('[tool.hatch.envs.default]\ndependencies = ["a"]\n[tool.hatch.envs.docs]\nextra-dependencies = ["b"]',
         [("a", "dev"), ("b", "docs")]),
        ('[tool.rye]\ndev-dependencies = ["a"]', [("a", "dev")]),
        ('[tool.pixi.dependencies]\npython = "3.11.*"\na = "*"\n[tool.pixi.feature.gpu.pypi-dependencies]\nb = ">=1"',
         [("a", "main"), ("b", "gpu")]),
        ("[tool.ruff]\nline-length = 100", []),
        ('[project]\ndependencies = "numpy"\n[tool]\npoetry = 3', [("numpy", "main")]),
    ],
)  # fmt: skip
def test_other_tools_tables(text: str, expected: list[tuple[str, str]]) -> None:
    found = parsed("pyproject.toml", text)
    assert [(each.name, each.group) for each in found.dependencies] == expected
    assert found.problem is None


def test_dynamic_dependencies_are_includes() -> None:
    text = (
        '[tool.setuptools.dynamic]\ndependencies = {file = ["requirements.txt", "more/b.txt"]}\n'
        '[tool.setuptools.dynamic.optional-dependencies]\ndev = {file = "dev.txt"}\n'
    )
    assert parsed("lib/pyproject.toml", text).includes == (
        "lib/requirements.txt",
        "lib/more/b.txt",
        "lib/dev.txt",
    )


def test_setup_cfg() -> None:
    found = parsed(
        "setup.cfg",
        """\
[metadata]
name = svc
[options]
packages = find:
py_modules = one
install_requires =
    numpy>=1  # why
    # scipy
    pandas==2.0; python_version > "3.8"
setup_requires = wheel; setuptools_scm
[options.extras_require]
dev = file: requirements/dev.txt
gpu =
    cupy
[options.entry_points]
console_scripts =
    serve = svc.app:main [gpu]
    train = svc.train:main
other.group =
    x = y:z
""",
    )
    assert brief(found) == [
        ("numpy", ">=1", "main", False, 7),
        ("pandas", "==2.0", "main", True, 9),
        ("wheel", "", "build", False, 10),
        ("setuptools-scm", "", "build", False, 10),
        ("cupy", "", "gpu", False, 14),
    ]
    assert found.includes == ("requirements/dev.txt",)
    assert found.entry_points == (("serve", "svc.app:main", 17), ("train", "svc.train:main", 18))
    assert (found.name, found.packages, found.py_modules) == ("svc", (), ("one",))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("setup(install_requires=['numpy>=1', 'torch'])", ["numpy", "torch"]),
        ("import setuptools\nsetuptools.setup(install_requires=('a', *['b'], 'c'))", ["a", "b", "c"]),
        ("REQ = ['a']\nsetup(install_requires=REQ + ['b'])", ["a", "b"]),
        (
            "R = ['a']\nR += ['b']\nR.append('c')\nR.extend(['d'])\nsetup(install_requires=R)",
            ["a", "b", "c", "d"],
        ),
        ("setup(install_requires='''\na>=1\nb\n''')", ["a", "b"]),
        ("setup(install_requires='a b c'.split())", []),
        ("setup(install_requires=sorted(set(['a'])))", ["a"]),
        ("E = {'x': ['a']}\nsetup(install_requires=E['x'])", ["a"]),
        ("kwargs = dict(install_requires=['a'])\nsetup(**kwargs)", ["a"]),
        (
            "if __name__ == '__main__':\n    def go():\n        deps = ['a']\n        setup(install_requires=deps)",
            ["a"],
        ),
        ("setup(install_requires=['a'] if gpu else ['b'])", ["a", "b"]),
        ("A = B\nB = A\nsetup(install_requires=A)", []),
        ("print('no call')", []),
    ],
)
def test_setup_script_is_read_without_running_it(code: str, expected: list[str]) -> None:
    assert names(parsed("setup.py", code)) == expected


@pytest.mark.parametrize(
    ("code", "includes"),
    [
        ("setup(install_requires=open('requirements.txt').read().splitlines())", ("pkg/requirements.txt",)),
        (
            "with open('reqs.txt') as f:\n    r = f.read().split()\nsetup(install_requires=r)",
            ("pkg/reqs.txt",),
        ),
        (
            "def read():\n    with open('requirements.txt') as f:\n        return list(f)\nsetup(install_requires=read())",
            ("pkg/requirements.txt",),
        ),
        (
            "setup(install_requires=load(os.path.join(here, 'requirements', 'base.txt')))",
            ("pkg/requirements/base.txt",),
        ),
        ("setup(install_requires=[l for l in open(Path(__file__).parent / 'r.in')])", ("pkg/r.in",)),
        ("setup(install_requires=['a'], extras_require={'dev': read('dev.txt')})", ("pkg/dev.txt",)),
    ],
)
def test_setup_script_that_reads_a_file_includes_it(code: str, includes: tuple[str, ...]) -> None:
    found = parsed("pkg/setup.py", code)
    assert (found.includes, found.problem) == (includes, None)


def test_setup_script_metadata() -> None:
    found = parsed(
        "setup.py",
        """\
from setuptools import find_packages, setup
NAME = "svc"
extras = {"gpu": ["cupy==1.0"]}
extras["test"] = ["pytest"]
setup(
    name=NAME,
    packages=["svc"],
    py_modules=["one"],
    install_requires=["numpy"],
    tests_require=["nose"],
    setup_requires=["cython"],
    extras_require=extras,
    entry_points={
        "console_scripts": ["serve=svc.app:main", "train = svc.train:main [gpu]"],
        "other": ["x=y:z"],
    },
)
""",
    )
    assert brief(found) == [
        ("numpy", "", "main", False, 9),
        ("nose", "", "test", False, 10),
        ("cython", "", "build", False, 11),
        ("cupy", "==1.0", "gpu", True, 3),
        ("pytest", "", "test", False, 4),
    ]
    assert found.entry_points == (("serve", "svc.app:main", 14), ("train", "svc.train:main", 14))
    assert (found.name, found.packages, found.py_modules) == ("svc", ("svc",), ("one",))


def test_entry_points_may_be_one_text() -> None:
    code = 'setup(entry_points="""\n[console_scripts]\nserve = svc:main\n[other]\nx = y:z\n""")'
    assert parsed("setup.py", code).entry_points == (("serve", "svc:main", 3),)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("setup(install_requires=compute())", "its requirements are computed"),
        ("print 'python 2'", "not Python 3: SyntaxError"),
        ("setup(install_requires=[])", None),
        ("setup('\\d')", None),
    ],
)
def test_setup_script_that_cannot_be_read_says_so(code: str, problem: str | None) -> None:
    assert parsed("setup.py", code).problem == problem


def test_pipfile() -> None:
    text = '[packages]\nnumpy = "*"\ntorch = {version = "==2.0", extras = ["x"]}\n[dev-packages]\npytest = ">=8"\n[requires]\npython_version = "3.9"\n'
    assert brief(parsed("Pipfile", text)) == [
        ("numpy", "*", "main", False, 2),
        ("torch", "==2.0", "main", True, 3),
        ("pytest", ">=8", "dev", False, 5),
    ]


def test_conda_environment_with_its_pip_block() -> None:
    text = """\
name: gpu
dependencies:
  - python=3.9
  - pip
  - conda-forge::pytorch=1.12.1=py39_cuda
  - numpy>=1.20,<2
  - scipy=1.9
  - pip:
    - mlflow==2.0.1
    - -r requirements.txt
    - git+https://e.org/o/lib.git
"""
    found = parsed("env/environment.yml", text)
    assert brief(found) == [
        ("pytorch", "=1.12.1=py39_cuda", "main", True, 5),
        ("numpy", ">=1.20,<2", "main", False, 6),
        ("scipy", "=1.9", "main", False, 7),
        ("mlflow", "==2.0.1", "main", True, 9),
        ("lib", "git+https://e.org/o/lib.git", "main", False, 11),
    ]
    assert (found.name, found.includes) == ("gpu", ("env/requirements.txt",))


def test_yaml_of_another_purpose_declares_nothing() -> None:
    found = parsed("environment.yaml", "services:\n  web: {image: x}\n---\nmore: 1\n")
    assert (found.dependencies, found.problem) == ((), None)


def test_conda_recipe_with_placeholders() -> None:
    text = "{% set v = '1' %}\npackage:\n  name: x\nrequirements:\n  host:\n    - setuptools\n  run:\n    - python\n    - numpy >=1.2  # why\ntest:\n  requires:\n    - pytest\n"
    assert brief(parsed("conda.recipe/meta.yaml", text)) == [
        ("setuptools", "", "build", False, 6),
        ("numpy", ">=1.2", "main", False, 9),
    ]


def test_pixi_and_npm() -> None:
    pixi = '[workspace]\nname = "w"\n[dependencies]\nnumpy = "1.26.4"\n[feature.dev.pypi-dependencies]\nruff = "*"\n'
    found = parsed("pixi.toml", pixi)
    assert (found.name, names(found, "main"), names(found, "dev")) == ("w", ["numpy"], ["ruff"])
    npm = '{\n "name": "ui",\n "dependencies": {"@a/b": "^1.0"},\n "devDependencies": {"jest": "29.0.0"}\n}'
    found = parsed("package.json", npm)
    assert brief(found) == [("@a/b", "^1.0", "main", False, 3), ("jest", "29.0.0", "dev", True, 4)]
    assert (found.name, found.ecosystem) == ("ui", "npm")


def test_a_byte_order_mark_hides_no_section_of_a_recipe() -> None:
    content = b"\xef\xbb\xbfrequirements:\n  run:\n    - numpy\n"
    assert [each.name for each in parse_dependencies("recipe/meta.yaml", content).dependencies] == ["numpy"]


def test_a_package_without_a_name_is_none() -> None:
    content = b'{"dependencies": {"": "1.0.0", "a": "1.0.0"}}'
    assert [each.name for each in parse_dependencies("package.json", content).dependencies] == ["a"]
