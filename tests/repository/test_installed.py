"""Folders that `pip install --target` filled: what is in them is others' work, and copies of one's own are old."""

from __future__ import annotations

import pytest

from analyzer.repository.first_party import first_party

PACKAGES = (
    "fn/package/six.py",
    "fn/package/six-1.16.0.dist-info/INSTALLER",
    "fn/package/yaml/__init__.py",
    "fn/package/PyYAML-6.0.dist-info/RECORD",
    "fn/package/PyYAML-6.0.dist-info/INSTALLER",
)
RECORD = {
    "fn/package/PyYAML-6.0.dist-info/RECORD": b"PyYAML-6.0.dist-info/RECORD,,\nyaml/__init__.py,sha256=x,1\n"
}
CASES = {
    "packages beside what describes them": (PACKAGES, RECORD, []),
    "a package by another name than its project, unread": (PACKAGES, {}, ["fn/package/yaml/__init__.py"]),
    "own code among them": ((*PACKAGES, "fn/package/handler.py"), RECORD, ["fn/package/handler.py"]),
    "a copy of own code among them": (
        (*PACKAGES, "fn/package/handler.py", "fn/handler.py"), RECORD, ["fn/handler.py"]),
    "a copy of own code from the top": (
        (*PACKAGES, "fn/package/shop/a.py", "shop/a.py"), RECORD, ["shop/a.py"]),
    "the same name beside a folder without packages": (
        ("fn/package/handler.py", "fn/handler.py"), {}, ["fn/handler.py", "fn/package/handler.py"]),
    "one package that an installer wrote": (
        ("fn/six.py", "fn/six-1.16.0.dist-info/INSTALLER", "fn/app.py"), {}, ["fn/app.py"]),
    "one package of a wheel that was opened": (
        ("fn/six.py", "fn/six-1.16.0.dist-info/METADATA"), {}, ["fn/six.py"]),
    "the project itself": (
        ("shop/a.py", "shop-1.0.dist-info/INSTALLER", "six.py", "six-1.0.dist-info/INSTALLER", "pyproject.toml"),
        {"pyproject.toml": b"[project]\nname = 'shop'\n"}, ["pyproject.toml", "shop/a.py"]),
}  # fmt: skip


@pytest.mark.parametrize(("paths", "heads", "kept"), CASES.values(), ids=CASES)
def test_what_an_installer_wrote_is_not_first_party(
    paths: tuple[str, ...], heads: dict[str, bytes], kept: list[str]
) -> None:
    assert sorted(first_party(paths, lambda path: heads.get(path, b""))[0]) == kept


def test_a_copy_says_of_which_file_it_is_one() -> None:
    paths = (*PACKAGES, "fn/package/handler.py", "fn/handler.py")
    reasons = {each.path: each.reason for each in first_party(paths, lambda path: RECORD.get(path, b""))[1]}
    assert reasons["fn/package/handler.py"] == "copy in a build folder of fn/handler.py"
