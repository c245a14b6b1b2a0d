from __future__ import annotations

import pytest

from analyzer.blind.addresses import words_of_address
from analyzer.blind.identifying import hidden_by, of_source
from analyzer.sources import Author, Source
from tests.support.snapshots import commit, snapshot

SOURCE = Source("shop", "/place/shop", remote=False)


def people_of(path: str, text: str) -> frozenset[str]:
    return hidden_by(SOURCE, snapshot({path: text})).people


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("LICENSE", "MIT License\n\nCopyright (c) 2020-2024 Ada Quill\n"),
        ("LICENSE", "Copyright Ada Quill\n"),
        ("NOTICE", "© 2021 Ada Quill. All rights reserved.\n"),
        ("shop.py", "# Copyright 2023 Ada Quill\nx = 1\n"),
        ("shop.py", '__author__ = "Ada Quill"\n'),
        ("setup.py", "setup(author='Ada Quill', author_email='a@b.example')\n"),
        ("setup.cfg", "[metadata]\nauthor = Ada Quill\n"),
        ("pyproject.toml", '[project]\nauthors = [{name = "Ada Quill"}]\n'),
        ("pyproject.toml", '[tool.poetry]\nauthors = ["Ada Quill <a@b.example>"]\n'),
        ("package.json", '{"name": "x", "author": {"name": "Ada Quill"}}'),
        ("CITATION.cff", "authors:\n  - family-names: Ada Quill\n"),
        ("Dockerfile", 'FROM x\nLABEL maintainer="Ada Quill <a@b.example>"\n'),
        ("Dockerfile", "FROM x\nMAINTAINER Ada Quill\n"),
        ("AUTHORS", "Ada Quill <a@b.example>\n"),
        ("AUTHORS.md", "# Authors\n\n- Ada Quill (@quill)\n"),
        ("mkdocs.yml", "site_author: Ada Quill\n"),
        ("Dockerfile", 'FROM x\nLABEL org.opencontainers.image.authors="Ada Quill"\n'),
        ("Dockerfile", 'FROM x\nRUN git config --global user.name "Ada Quill"\n'),
        ("README.md", "# Shop\n\nAuthor: Ada Quill\n"),
        ("README.md", "**Author:** Ada Quill (2024)\n"),
        ("README.md", "Made with ❤ by [Ada Quill](https://a.example)\n"),
        ("README.md", "# Shop\n\n## Contact\n\nAda Quill - ask me\n\n## Use\n\nRun It Now\n"),
        ("README.md", "## Contributors\n\n1. Ada Quill\n"),
        ("README.md", "## 👥 Team\n\n| Name | Role |\n|---|---|\n| Ada Quill | data |\n"),
        ("README.md", "Find [Ada Quill](https://www.linkedin.com/in/zq77/) there.\n"),
        ("README.md", "Cite [Ada Quill](https://orcid.org/0000-0001-2345-6789).\n"),
        ("a.ipynb", '{"cells": [{"metadata": {"executionInfo": {"user": {"displayName": "Ada Quill"}}}}]}'),
        ("a.ipynb", '{"cells": [{"cell_type": "markdown", "source": ["# X\\n", "Author: Ada Quill\\n"]}]}'),
        (
            "a.ipynb",
            '{"cells": [{"cell_type": "code", "source": ["!git config user.name \\"Ada Quill\\""]}]}',
        ),
        (
            ".github/workflows/x.yml",
            "on: push\njobs:\n  a:\n    steps:\n      - run: git config user.name 'Ada Quill'\n",
        ),
    ],
)
def test_who_is_credited_is_found(path: str, text: str) -> None:
    assert "Ada Quill" in people_of(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("LICENSE", "The above copyright notice and this permission notice shall be included.\n"),
        ("LICENSE", "AUTHORS OR\nCOPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY\n"),
        ("setup.py", "setup(name=NAME, author=AUTHOR_NAME, maintainer=about.author)\n"),
        ("CONTRIBUTORS.md", "# Top Contributors\n\nThank you all for helping.\n"),
        ("shop.py", "def author(x):\n    return x\n"),
        ("README.md", "# Shop\n\nPowered by Apache Airflow\n\nBuilt by hand.\n"),
        ("README.md", "## Contact\n\nOpen an issue.\n\n## Run\n\n- Run Tests Now\n"),
        ("README.md", "Read [the docs](https://a.example) on [GitHub](https://github.com/features).\n"),
        (
            ".github/workflows/x.yml",
            "on: push\njobs:\n  a:\n    steps:\n      - run: git config user.name 'GitHub Actions'\n",
        ),
    ],
)
def test_words_about_authors_are_no_names(path: str, text: str) -> None:
    assert people_of(path, text) == set()


def test_authors_committers_and_co_authors_of_the_history_are_hidden_and_bots_are_not() -> None:
    ada, bob = Author("Ada Quill", "ada@quill.example"), Author("Bob", "bob@b.example")
    eve = Author("Eve", "eve@e.example")
    bot = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
    day = "2024-01-01"
    history = [commit(day, author=ada, committer=bob, co_authors=(eve,)), commit(day, author=bot)]
    found = hidden_by(SOURCE, snapshot({"a.py": "x = 1\n"}, commits=history))
    assert found.people == {"Ada Quill", "Bob", "Eve"}
    assert found.addresses == {"ada@quill.example", "bob@b.example", "eve@e.example"}


def test_packages_and_owners_are_hidden() -> None:
    files = {
        "pyproject.toml": '[project]\nname = "quillshop"\n',
        ".github/workflows/ci.yml": "jobs:\n  a:\n    steps:\n      - run: docker push quill/shopper:1\n",
        ".github/CODEOWNERS": "* @quillhub\n",
    }
    source = Source("shop", "/place/shop", remote=False, url="https://github.com/quill99/shop-front")
    handles = hidden_by(source, snapshot(files)).handles
    assert handles >= {"quillshop", "quill", "shopper", "quillhub", "quill99", "shop-front", "shop"}


def test_handles_in_code_settings_and_outputs_are_hidden() -> None:
    output = '{"cells": [{"cell_type": "code", "outputs": [{"text": ["Currently logged in as: zq77\\n"]}]}]}'
    files = {
        "train.py": "# " + "x" * 5000 + "\nwandb.init(entity='quillteam')\n",
        "notes.ipynb": output,
        "big.ipynb": output.replace("zq77", "zq78").replace("cells", " " * 300_000 + "cells"),
        "kernel-metadata.json": '{"id": "zq79/titanic"}',
        "README.md": "https://github.com/zq80/shop and https://github.com/someorg/tool, me [at] gmail [dot] com,"
        " adaq (at) mail.com, info@corp.com",
    }
    found = hidden_by(SOURCE, snapshot(files))
    assert found.handles >= {"quillteam", "zq77", "zq78", "zq79", "zq80"}
    assert "someorg" not in found.handles
    assert found.people == {"adaq"}


def test_a_fork_names_its_parent_and_a_local_folder_is_not_spelled_out() -> None:
    found = of_source(Source("shop", "/home/me/shop", remote=False, fork_of="grace/shop"))
    assert found.handles == {"shop", "grace"}


@pytest.mark.parametrize(
    ("address", "people", "handles"),
    [
        ("ada.quill@gmail.com", {"ada.quill"}, {"ada.quill"}),
        ("me@quill.co.uk", {"me"}, {"me", "quill"}),
        ("7+adaq@users.noreply.github.com", {"adaq"}, {"adaq"}),
        ("ada+work@quill.example", {"ada"}, {"ada", "quill"}),
    ],
)
def test_an_address_tells_a_local_part_and_a_host_of_ones_own(
    address: str, people: set[str], handles: set[str]
) -> None:
    assert words_of_address(address) == (frozenset(people), frozenset(handles))
