"""Imports of installed packages in what an image starts."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome
from analyzer.references.distributions import DISTRIBUTIONS, comes_with, providers
from analyzer.references.installed import installed_packages
from analyzer.testing import snapshot

INSTALLS = "RUN pip install -r requirements.txt"
DANGLES, RESOLVES = Outcome.DANGLES, Outcome.RESOLVES
UNKNOWN = Outcome.CANNOT_BE_TOLD


def image(*lines: str, base: str = "python:3.12-slim") -> str:
    return "\n".join([f"FROM {base}", "WORKDIR /srv", "COPY . .", *lines, 'CMD ["python", "main.py"]', ""])


LISTED = {"requirements.txt": "fastapi\npandas\n", "Dockerfile": image("RUN pip install -r requirements.txt")}


def outcomes(files: dict[str, str], source: str = "import redis\n") -> list[Outcome]:
    return [each.outcome for each in installed_packages(snapshot({**LISTED, "main.py": source, **files}))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import redis\n", [DANGLES]),
        ("import fastapi\n", [RESOLVES]),
        ("from sklearn.svm import SVC\n", [DANGLES]),
        ("import numpy\n", [RESOLVES]),  # comes with pandas
        ("import starlette\n", [RESOLVES]),  # comes with fastapi
        ("import yaml\n", [RESOLVES]),  # may come with fastapi
        ("import os, json\n", []),
        ("import distutils\n", []),
        ("import setuptools\n", [RESOLVES]),
        ("import nobody_knows\n", [DANGLES]),  # neither here nor in any distribution that is installed
        ("from utils.logs import logger\n", [DANGLES]),
        ("import google.cloud.storage\n", [UNKNOWN]),
        ("try:\n    import redis\nexcept ImportError:\n    redis = None\n", []),
        ("def run():\n    import redis\n", []),
        ("if True:\n    pass\nif DEBUG:\n    import redis\n", [UNKNOWN]),
        ("from .other import x\n", []),
    ],
)
def test_an_import_of_what_an_image_starts(source: str, expected: list[Outcome]) -> None:
    assert outcomes({}, source) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"requirements.txt": "fastapi\nredis==5.0\n"}, [RESOLVES]),
        ({"requirements.txt": "fastapi\n-r more.txt\n", "more.txt": "redis\n"}, [UNKNOWN]),
        ({"requirements.txt": "-r requirements-more.txt\n", "requirements-more.txt": "redis\n"}, [RESOLVES]),
        ({"requirements.txt": "fastapi\nsome-house-library\n"}, [UNKNOWN]),
        ({"requirements.txt": "fastapi\ngit+https://example.com/a/b.git\n"}, [UNKNOWN]),
        ({"requirements.txt": "fastapi\n-e .\n"}, [UNKNOWN]),
        ({"requirements.txt": "fastapi\nredis-py-cluster\n"}, [UNKNOWN]),
        ({"Dockerfile": image("RUN pip install -r requirements.txt redis")}, [RESOLVES]),
        ({"Dockerfile": image("RUN pip install --no-cache-dir -i https://x.org -r requirements.txt")}, [DANGLES]),
        ({"Dockerfile": image("RUN pip install -r nowhere.txt")}, [UNKNOWN]),
        ({"Dockerfile": image("RUN pip install -r requirements.txt", base="tensorflow/tensorflow:2.15")}, [UNKNOWN]),
        ({"Dockerfile": image("RUN pip install -r requirements.txt", base="mybase")}, [UNKNOWN]),
        ({"Dockerfile": image("RUN apt-get install -y python3-redis && pip install -r requirements.txt")}, [UNKNOWN]),
        ({"Dockerfile": image("RUN apt-get install -y gcc && pip install -r requirements.txt")}, [DANGLES]),
        ({"Dockerfile": image("RUN apt-get install -y curl make bash", INSTALLS)}, [DANGLES]),
        ({"Dockerfile": image("RUN curl -o model.bin https://example.com/m && chmod +x /srv/start.sh", INSTALLS)}, [DANGLES]),
        ({"Dockerfile": image("RUN curl -LsSf https://astral.sh/uv/install.sh | sh", INSTALLS)}, [DANGLES]),
        ({"Dockerfile": image("RUN curl -LsSf https://example.com/install.sh | sh", INSTALLS)}, [UNKNOWN]),
        ({"Dockerfile": image("RUN bash ./more.sh", INSTALLS)}, [UNKNOWN]),
        ({"Dockerfile": image("RUN ./more.sh", INSTALLS)}, [UNKNOWN]),
        ({"Dockerfile": image("RUN git clone https://example.com/a/b && cd b && python setup.py install", INSTALLS)}, [UNKNOWN]),
        ({"Dockerfile": image("RUN make install", INSTALLS)}, [UNKNOWN]),
        ({"Dockerfile": image("RUN apk add py3-redis", INSTALLS)}, [UNKNOWN]),
        ({"Dockerfile": image("RUN apt-get install -y python3-dev python3-pip", INSTALLS)}, [DANGLES]),
        ({"Dockerfile": image("RUN conda env update -f environment.yml")}, [UNKNOWN]),
        ({"Dockerfile": image("COPY dist/x.whl .", "RUN pip install x.whl")}, [UNKNOWN]),
        ({"Dockerfile": image()}, [UNKNOWN]),
        ({"examples/a/Dockerfile": image(), "Dockerfile": "FROM scratch\n"}, []),
        ({"redis/__init__.py": ""}, []),
        ({"Dockerfile": image("RUN pip install fastapi", "COPY lib /srv/house"), "main.py": "import house\n"}, [UNKNOWN]),
        ({"requirements.txt": "fastapi\nsome-house-library\n", "main.py": "import house\n"}, [UNKNOWN]),
        ({"vendor/house.py": "", "main.py": "import house\n"}, []),
        ({"Dockerfile": image("RUN pip install poetry2"), "main.py": "import house\n"}, [UNKNOWN]),
        (
            {
                "Dockerfile": image("RUN poetry install --only main"),
                "poetry.lock": '[[package]]\nname = "some-house-library"\nversion = "1"\n',
            },
            [DANGLES],
        ),
        (
            {
                "Dockerfile": image("RUN poetry install"),
                "poetry.lock": '[[package]]\nname = "redis"\nversion = "1"\n',
            },
            [RESOLVES],
        ),
        (
            {
                "Dockerfile": image("RUN pip install ."),
                "pyproject.toml": "[project]\nname = 'x'\ndependencies = ['fastapi']\n",
            },
            [DANGLES],
        ),
        ({"Dockerfile": image("RUN pip install ."), "setup.py": "setup(name='x')\n"}, [UNKNOWN]),
    ],
)  # fmt: skip
def test_what_an_image_installs(files: dict[str, str], expected: list[Outcome]) -> None:
    assert outcomes(files) == expected


def test_what_the_started_module_imports_is_followed() -> None:
    files = {"main.py": "import jobs.load\n", "jobs/__init__.py": "", "jobs/load.py": "import redis\n",
             "jobs/other.py": "import redis\n"}  # fmt: skip
    found = list(installed_packages(snapshot({**LISTED, **files})))
    assert [(each.path, each.line, each.name, each.outcome) for each in found] == [
        ("jobs/load.py", 1, "redis", DANGLES)
    ]
    assert found[0].why == "which Dockerfile does not install"


def test_the_table_of_distributions_is_whole() -> None:
    assert providers("sklearn") == {"scikit-learn", "sklearn"}
    assert providers("cv2") > {"opencv-python"}
    assert providers("google") == providers("never_heard") == frozenset()
    assert {"numpy", "six"} < comes_with(["pandas"])
    for name, each in DISTRIBUTIONS.items():
        assert name == name.lower()
        assert all(part.isidentifier() for part in each.imports), name
        assert all(need == need.lower() and "_" not in need for need in each.needs), name
