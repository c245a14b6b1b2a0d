"""The list of candidates: what it may look like, and how everything wrong with it is said."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.batch.candidates import (
    COLUMNS,
    SEPARATORS,
    CandidatesError,
    Row,
    derived_id,
    is_safe,
    read_candidates,
)
from analyzer.roles import ROLES


def read(folder: Path, content: str | bytes, name: str = "list.csv") -> tuple[Row, ...]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_candidates(path, tuple(ROLES))


def test_a_text_file_has_a_target_a_line(tmp_path: Path) -> None:
    rows = read(
        tmp_path, "\ufeff# who applied\noctocat\n\n  octo/service \r\n./a folder; with a name\n", "a.txt"
    )
    assert [(each.number, each.line, each.id, each.targets) for each in rows] == [
        (1, 2, "octocat", ("octocat",)),
        (2, 4, "octo--service", ("octo/service",)),
        (3, 5, "a-folder-with-a-name-b0c1e468", ("./a folder; with a name",)),
    ]


def test_a_csv_says_who_they_are_and_what_they_claim(tmp_path: Path) -> None:
    content = (
        'Name,Target,identity,claims,id,role\r\n"Ada, B.",ada; ada/x,"Ada B;ada@example.com",cv/ada.md,a-1,llm\r\n'
        'Bob,"bob\nbob/y",,,,\r\n,,,,,\r\nEve,eve,,,,\r\n'
    )
    ada, bob, eve = read(tmp_path, content)
    assert ada == Row(1, 2, "a-1", ("ada", "ada/x"), ("Ada B", "ada@example.com"), "cv/ada.md", "llm")
    assert (bob.line, bob.targets, bob.identities, bob.claims, bob.role) == (
        3,
        ("bob", "bob/y"),
        (),
        None,
        None,
    )
    assert (eve.line, eve.number, eve.id) == (6, 3, "eve")


WRONG: tuple[tuple[str | bytes, str], ...] = (
    ("", "there is no candidate in it"),
    ("target\n", "there is no candidate in it"),
    ("name,login\na,b\n", "line 1: the header has no column 'target', only: name, login"),
    ("Targets,id\na,b\n", "no column 'target', only: targets, id; rename 'targets'"),
    ("login\na\n", "commas?); name the column of accounts, repositories or addresses so"),
    ("target,role\na,aplied\n", "there is no role 'aplied'; did you mean 'applied'? the roles are platform"),
    ("target;id\na;b\n", "only: target;id (are the cells separated by commas?)"),
    ("target,target\na,b\n", "line 1: the header has the column 'target' twice"),
    ("target,id\na\n", "line 2 has 1 cells where the header has 2"),
    ("target,id\n,x\n", "line 2 has no target"),
    ("target,id\na,../x\n", "line 2: the id '../x' cannot name a file everywhere"),
    ("target,id\na,nul.txt\n", "line 2: the id 'nul.txt' cannot name a file"),
    ("target,role\na,boss\n", "line 2: there is no role 'boss'; the roles are platform, applied"),
    ("target\nada\n\nADA\n", "line 4: 'ADA' is already in line 2"),
    ('target\n"a\n', "line 2: unexpected end of data"),
    ("target\na\x00b\n", "line 2"),
    ("target\na\x1bb\n", "line 2 contains a control character"),
    (b"target\nada\n\xff\n", "line 3 is not UTF-8"),
    ("target\n" + "x" * 200_000, "line 2: field larger than field limit"),
    ("target,role\na,boss\nb\n", "line 2: there is no role"),
)


@pytest.mark.parametrize(
    ("header", "notes"),
    [
        ("target,claim", ["the column 'claim' is ignored; did you mean 'claims'?"]),
        ("target,identities,ids", ["the column 'identities' is ignored; did you mean 'identity'?",
                                   "the column 'ids' is ignored; did you mean 'id'?"]),
        ("target,ids,id", []),
        ("target,phone,e-mail,date,Claims", []),
    ],
)  # fmt: skip
def test_an_ignored_column_that_looks_like_a_typo_is_named(
    header: str, notes: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\nada" + "," * header.count(",") + "\n")
    told: list[str] = []
    read_candidates(tmp_path / "a.csv", tuple(ROLES), told.append)
    assert told == notes


@pytest.mark.parametrize(("content", "said"), WRONG)
def test_what_is_wrong_is_said_with_its_line(content: str | bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(CandidatesError) as caught:
        read(tmp_path, content)
    assert said in str(caught.value)


def test_everything_that_is_wrong_is_said_at_once_up_to_ten(tmp_path: Path) -> None:
    with pytest.raises(CandidatesError, match=r"line 2 .*; line 11 .*; and 3 more$"):
        read(tmp_path, "target,id\n" + ",\n" * 0 + ",x\n" * 13)


def test_a_csv_under_another_name_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(CandidatesError, match=r"line 1 looks like the header of a CSV; name the file \.csv"):
        read(tmp_path, "id, Target\n1,ada\n", "list.txt")


_TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
_CELLS = st.lists(_TEXTS, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(_CELLS, _CELLS, _TEXTS, _TEXTS), max_size=8), st.permutations(COLUMNS))
def test_what_is_written_is_read_again_or_refused_by_line(
    tmp_path: Path, rows: list[tuple[list[str], list[str], str, str]], order: list[str]
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(order)
    for targets, identities, claims, id in rows:
        cells = {"target": ";".join(targets), "identity": "\n".join(identities), "claims": claims, "id": id}
        writer.writerow([cells.get(name, "") for name in order])
    try:
        found = read(tmp_path, written.getvalue())
    except CandidatesError as error:
        assert "line " in str(error) or "no candidate" in str(error)
        return
    asked = [
        (targets, claims.strip())
        for targets, _, claims, id in rows
        if any(map(str.strip, [*targets, claims]))
    ]
    assert len(found) == len(asked) and len({each.id.casefold() for each in found}) == len(found)
    for row, (targets, claims) in zip(found, asked, strict=True):
        parts = [part for each in targets for part in SEPARATORS.split(each)]
        assert list(row.targets) == list(
            dict.fromkeys(filter(None, (" ".join(each.split()) for each in parts)))
        )
        assert (row.claims or "") == claims and is_safe(row.id)


@given(st.binary(max_size=400))
def test_no_bytes_break_it(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("list.csv", "list.txt"):
            try:
                assert all(is_safe(each.id) and each.targets for each in read(Path(folder), content, name))
            except CandidatesError:
                continue


@pytest.mark.parametrize(
    ("target", "id"),
    [
        ("@octocat", "octocat"),
        ("https://github.com/octocat?tab=repositories", "octocat"),
        ("octo/hello", "octo--hello"),
        ("git@github.com:octo/hello.git", "octo--hello"),
        ("https://github.com/octo/hello/tree/main", "octo--hello"),
        ("https://github.com/topics/x", "x-c30fc9a9"),
        ("https://gitlab.com/octo/hello", "hello-60feca55"),
    ],
)
def test_a_page_on_github_gives_the_id_of_whom_it_is_about(target: str, id: str) -> None:
    assert derived_id((target,)) == id


@given(st.lists(_TEXTS.filter(str.strip), min_size=1, max_size=3))
def test_a_derived_id_can_name_a_file_anywhere(targets: list[str]) -> None:
    assert is_safe(derived_id(tuple(targets)))
