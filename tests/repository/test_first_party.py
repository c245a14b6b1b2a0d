"""What is first-party work, and what is vendored, generated, an artefact or a copy."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.repository.first_party import READS_LIMIT, Exclusion, first_party
from tests.support.bounds import Times, ends, in_sizes


@pytest.mark.parametrize(
    "path",
    [
        "train.py",
        "examples/serve.py",
        "docs/index.md",
        "env/cartpole.py",
        "envs/lib/wrappers.py",
        "data/raw/iris.csv",
        "notebooks/eda.ipynb",
        "external/client.py",
        "build/Dockerfile",
        "build/webpack.config.js",
        "dist/README.md",
        "src/search/index.py",
        "wandb/__init__.py",
        "lib/model.py",
        "bin/train",
        "feature-main/app.py",
        "deps/install.sh",
        "_build/notes.md",
        "vendor_scores.py",
        "src/d3_model.py",
        "static/app.js",
        "Web/wwwroot/js/chat.js",
        "Web/wwwroot/library/chat.js",
        "Web/wwwroot/plugins/chat/chat.js",
        "plugins/chat/LICENSE",
        "static/chat/plugins/LICENSE",
        "src/libs/text/LICENSE",
    ],
)
def test_names_that_people_use_for_own_work_are_kept(path: str) -> None:
    assert first_party([path]) == (frozenset({path}), ())


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("ui/node_modules/react/index.js", "ui/node_modules/"),
        ("vendor/github.com/x/y.go", "vendor/"),
        ("src/_vendor/six.py", "src/_vendor/"),
        ("third_party/lib/a.c", "third_party/"),
        ("third-party/lib/a.c", "third-party/"),
        ("3rdparty/lib/a.c", "3rdparty/"),
        ("mlops-env/Lib/site-packages/numpy/__init__.py", "mlops-env/"),
        ("venv/lib/python3.9/site-packages/a.py", "venv/"),
        ("x/venv/pyvenv.cfg", "x/venv/"),
        ("envs/ml/bin/activate.fish", "envs/ml/"),
        ("envs/ml/Scripts/activate.bat", "envs/ml/"),
        ("bin/activate_this.py", "bin/"),
        ("Lib/site-packages/a.py", "Lib/site-packages/"),
        ("conda-env/conda-meta/history", "conda-env/"),
        (".venv/a.py", ".venv/"),
        ("src/svc.egg-info/PKG-INFO", "src/svc.egg-info/"),
        ("src/__pycache__/a.pyc", "src/__pycache__/"),
        (".ipynb_checkpoints/a-checkpoint.ipynb", ".ipynb_checkpoints/"),
        ("mlruns/0/meta.yaml", "mlruns/"),
        ("exp/wandb/run-2021/files/config.yaml", "exp/wandb/"),
        ("wandb/debug.log", "wandb/"),
        (".dvc/cache/ab/cd", ".dvc/cache/"),
        ("outputs/1/.hydra/config.yaml", "outputs/1/.hydra/"),
        ("build/lib/svc/app.py", "build/"),
        ("build/static/js/main.js", "build/"),
        ("dist/svc-1.0.tar.gz", "dist/"),
        ("web/dist/assets/index-ab12.js", "web/dist/"),
        ("docs/_build/html/index.html", "docs/_build/"),
        ("site/search/search_index.json", "site/"),
        ("apidocs/searchindex.js", "apidocs/"),
        ("htmlcov/index.html", "htmlcov/"),
        ("web/.output/server/index.mjs", "web/.output/"),
        (".vercel/output/functions/api.func/index.js", ".vercel/"),
        ("apps/site/.next/server/app.js", "apps/site/.next/"),
        ("copies/yolov5-master/README.md", "copies/yolov5-master/"),
        ("project-main/LICENSE", "project-main/"),
        ("external/pybind/LICENSE", "external/pybind/"),
        ("Web/wwwroot/lib/editor/tests/all.js", "Web/wwwroot/lib/"),
        ("Web/wwwroot/admin/assets/Libs/maps/convert.py", "Web/wwwroot/admin/assets/Libs/"),
        ("Web/wwwroot/admin/Plugins/editor/LICENSE.md", "Web/wwwroot/admin/Plugins/editor/"),
        ("app/static/plugins/dates/dist/js/dates.min.js", "app/static/plugins/dates/"),
        ("public/libs/maps/licence", "public/libs/maps/"),
    ],
)
def test_directories_that_are_not_first_party(path: str, root: str) -> None:
    beside = root + "zz/deeper/file.py"
    own = "own.py"
    kept, exclusions = first_party([own, path, beside])
    assert kept == {own}
    assert [(each.path, each.files) for each in exclusions] == [(root, 2)]


@pytest.mark.parametrize(
    "path",
    [
        "static/app.min.js",
        "static/site.min.css",
        "static/app.js.map",
        "static/jquery-3.4.1.js",
        "static/bootstrap.bundle.js",
        "api/service_pb2.py",
        "Data/Migrations/20220128_Init.Designer.cs",
        "obj/Grammar.g.cs",
        "api/service_pb2_grpc.py",
        "versioneer.py",
    ],
)
def test_single_files_that_are_not_first_party(path: str) -> None:
    kept, (exclusion,) = first_party([path, "own.py"])
    assert kept == {"own.py"}
    assert (exclusion.path, exclusion.files) == (path, 1)


def test_reasons_are_words_for_people() -> None:
    _, exclusions = first_party(
        ["node_modules/a.js", "a_pb2.py", "mlruns/x", "v/pyvenv.cfg", "x-main/README.md"]
    )
    assert exclusions == (
        Exclusion("a_pb2.py", "generated", 1),
        Exclusion("mlruns/", "run artefacts", 1),
        Exclusion("node_modules/", "vendored", 1),
        Exclusion("v/", "committed environment", 1),
        Exclusion("x-main/", "copy of another project", 1),
    )


def test_an_application_called_vendor_is_kept() -> None:
    own = frozenset({"shop/vendor/models.py", "shop/vendor/views.py", "shop/vendor/migrations/0001.py"})
    assert first_party(sorted(own)) == (own, ())
    assert first_party(["shop/vendor/jquery.py"])[0] == set()


def test_a_copy_of_a_project_needs_papers_of_its_own() -> None:
    paths = ["app-main/src/a.py", "app-main/docs/README.md"]
    assert first_party(paths)[0] == set(paths)


def test_a_repository_entirely_inside_an_excluded_directory_is_excluded_and_listed() -> None:
    paths = ["proj-main/README.md", "proj-main/train.py", "proj-main/venv/pyvenv.cfg"]
    assert first_party(paths) == (frozenset(), (Exclusion("proj-main/", "copy of another project", 3),))


def test_an_embedded_bare_repository_is_excluded() -> None:
    paths = ["fixture.git/HEAD", "fixture.git/config", "fixture.git/objects/ab/cd", "HEAD", "x/HEAD"]
    kept, (exclusion,) = first_party(paths)
    assert kept == {"HEAD", "x/HEAD"}
    assert exclusion == Exclusion("fixture.git/", "embedded git repository", 3)


@pytest.mark.parametrize(
    ("path", "head", "kept"),
    [
        ("client/generated/api.go", b"// Code generated by tool. DO NOT EDIT.\npackage api\n", False),
        ("docs/docs.go", b"// Package docs Code generated by swag. DO NOT EDIT\npackage docs\n", False),
        ("docs/docs.go", b"// Package docs says what this is.\npackage docs\n", True),
        ("store/store_mock.go", b"// Code generated by MockGen. DO NOT EDIT.\npackage store\n", False),
        (
            "grpc/stub.py",
            b'"""Client and server classes.\n"""\n# Generated by the protocol buffer compiler.\n',
            False,
        ),
        ("swagger_client/api.py", b"# coding: utf-8\n# @generated\n", False),
        (
            "client/test/test_a.py",
            b'"""\n    Shop\n\n    Generated by OpenAPI Generator (https://openapi-generator.tech)\n"""\n',
            False,
        ),
        (
            "client/a.py",
            b'"""\n    Generated by: https://github.com/swagger-api/swagger-codegen.git\n"""\n',
            False,
        ),
        (
            "client/b.py",
            b'"""\n    Reads what is generated by OpenAPI Generator (https://openapi-generator.tech)\n"""\n',
            True,
        ),
        ("ui_main.py", b"# Form implementation generated from reading ui file 'main.ui'\n", False),
        ("src/_version.py", b"# This file was generated by 'versioneer.py'\n", False),
        ("src/generated_text.py", b'MARK = "@generated"\n', True),
        ("clients/http.py", b"import requests\n", True),
        (
            "src/graphql.schema.ts",
            b"\n/*\n * ---\n * THIS FILE WAS AUTOMATICALLY GENERATED (DO NOT MODIFY)\n */\n",
            False,
        ),
        ("src/types.ts", b"/* eslint-disable */\n// Auto-generated. Do not edit.\n", False),
        ("db/query.sql.go", b"// Code generated by sqlc. DO NOT EDIT.\n// versions:\npackage db\n", False),
        (
            "src/main/java/a/Order.java",
            b"/**\n * Autogenerated by Avro\n *\n * DO NOT EDIT DIRECTLY\n */\n",
            False,
        ),
        (
            "src/main/java/a/Order.java",
            b"/**\n * This class is generated by jOOQ. DO NOT EDIT.\n */\n",
            False,
        ),
        ("Data/Model.cs", b"// <auto-generated />\nusing System;\n", False),
        ("Data/ShopModelSnapshot.cs", b"\xef\xbb\xbf// <auto-generated />\nusing System;\n", False),
        ("Data/ShopModelSnapshot.cs", b"\xef\xbb\xbfusing System;\n", True),
        ("Data/Designer.cs", b"using System;\n", True),
        ("app/schema.rb", b"# Do not edit this file: it is generated from the schema.\n", False),
        ("src/prompt.ts", b"// Text that a model generated is kept here.\nexport const a = 1;\n", True),
        ("src/late.ts", b"const a = 1;\n" * 100 + b"// This file was generated by tool.\n", True),
        ("dao/a.go", b"// This file is auto-generated by tool. You may modify it as needed.\n", True),
        ("api/a.go", b"// This is auto-generated by tool only once. Fill this file as you wish.\n", True),
        ("src/edit.ts", b"// Do not edit an answer twice.\nexport const a = 1;\n", True),
        ("static/app.js", b"x" * 4000, False),
        ("static/app.js", b"const a = 1;\n" * 300, True),
        ("requirements/autogenerated.txt", b"# autogenerated by pip-compile\n", True),
    ],
)
def test_generated_files_say_so_in_their_first_lines(path: str, head: bytes, kept: bool) -> None:
    assert (path in first_party([path], lambda _: head)[0]) is kept


def test_heads_are_read_sparingly() -> None:
    asked: list[str] = []

    def read(path: str) -> None:
        asked.append(path)

    first_party(["train.py", "README.md", "node_modules/generated.js", "gen/a.py", "gen/a.csv"], read)
    assert asked == ["gen/a.py"]
    asked.clear()
    first_party([f"gen/{number}.py" for number in range(READS_LIMIT + 50)], read)
    assert len(asked) == READS_LIMIT


@in_sizes
@ends
def test_a_hundred_thousand_paths_end(times: Times) -> None:
    chance = random.Random(7)
    names = [
        "src",
        "app",
        "build",
        "dist",
        "lib",
        "vendor",
        "pkg-main",
        *(f"d{number}" for number in range(50)),
    ]
    paths = [
        "/".join(chance.choices(names, k=chance.randint(1, 7))) + f"/file{number}.py"
        for number in range(times(100_000))
    ]
    first_party(paths, lambda _: b"")


_NAMES = st.sampled_from(
    ["src", "venv", "lib", "site-packages", "pyvenv.cfg", "vendor", "models.py", "a-main", "README.md", "build",
     "index.html", "dist", "x.whl", "wandb", "run-1", "HEAD", "config", "objects", "a_pb2.py", "", "..", "é"]
)  # fmt: skip


@given(st.lists(st.lists(_NAMES, min_size=1, max_size=6).map("/".join), max_size=25), st.randoms())
def test_every_path_is_kept_or_counted_once_in_any_order(paths: list[str], chance: random.Random) -> None:
    kept, exclusions = first_party(paths)
    shuffled = list(paths)
    chance.shuffle(shuffled)
    assert first_party(shuffled) == (kept, exclusions)
    assert len(kept) + sum(each.files for each in exclusions) == len(set(paths))
    assert list(exclusions) == sorted(exclusions, key=lambda each: each.path)
    for each in exclusions:
        assert not any(
            path.startswith(each.path) if each.path.endswith("/") else path == each.path for path in kept
        )


OURS, THEIRS = b"MIT License\n\nCopyright (c) 2021 Ada\n", b"Apache License 2.0\n\nCopyright 2018 A Lab\n"
INSIDE = {"tools/geo/LICENSE.txt": THEIRS, "tools/geo/setup.py": b"", "tools/geo/.github/workflows/a.yml": b"",
          "tools/geo/geo/work.py": b"", "LICENSE": OURS, "shop.py": b""}  # fmt: skip


def test_a_whole_repository_inside_is_a_copy_of_another_project() -> None:
    kept, excluded = first_party(list(INSIDE), INSIDE.get)
    assert kept == {"LICENSE", "shop.py"}
    assert excluded == (Exclusion("tools/geo/", "copy of another project", 4),)


@pytest.mark.parametrize(
    "changed",
    [
        {"tools/geo/LICENSE.txt": OURS.replace(b"2021", b"2019-2020")},
        {"tools/geo/LICENSE.txt": None},
        {"tools/geo/setup.py": None},
        {"tools/geo/.github/workflows/a.yml": None},
        {"LICENSE": None},
    ],
    ids=[
        "our licence of another year",
        "no licence",
        "no package",
        "no papers of a whole repository",
        "we have none",
    ],
)
def test_a_package_of_a_repository_is_first_party(changed: dict[str, bytes | None]) -> None:
    files = {path: text for path, text in {**INSIDE, **changed}.items() if text is not None}
    kept, excluded = first_party(list(files), files.get)
    assert kept == set(files) and excluded == ()
