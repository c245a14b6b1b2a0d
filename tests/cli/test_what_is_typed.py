"""What a person types on a command line: a typo is answered with the word that was meant."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.cli.arguments import CONTACT_LENGTH, Usage, read_contact, read_name
from analyzer.cli.commands import cli
from analyzer.cli.mistakes import remedy_for
from analyzer.text import did_you_mean


def refused(*words: str) -> click.ClickException:
    """How the command line refuses these words, without a process of its own."""
    with pytest.raises(click.ClickException) as caught:
        cli.main(args=list(words), prog_name="repo-evidence", standalone_mode=False)
    return caught.value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("scann", "x"), "there is no command 'scann'; did you mean 'scan'?"),
        (("octocat",), "there is no command 'octocat'; to scan it, type 'repo-evidence scan octocat'"),
        (("cache", "clar"), "there is no command 'clar'; did you mean 'clear'?"),
        (("cache", "zzzz"), "there is no command 'zzzz'; see 'repo-evidence cache --help'"),
        (("scan", "x", "--clams", "y"), "No such option '--clams'"),
        (("scan", "x", "-f", "htm"), "there is no 'htm'; did you mean 'html'? choose one of terminal, "),
        (("compare", "x", "-f", "cvs"), "there is no 'cvs'; did you mean 'csv'?"),
        (("scan", "x", "--role", "platfrm"), "there is no 'platfrm'; did you mean 'platform'?"),
        (("scan", "x", "--role", "boss"), "there is no 'boss'; choose one of platform, applied, "),
        (("rubrics", "prodution"), "did you mean 'production'? give a readable file or one of: production,"),
        (("checks", "ci_test"), "there is no check or flag 'ci_test'; did you mean 'ci_tests' or 'tests'?"),
        (("checks", "zzz"), "there is no check or flag 'zzz'; 'repo-evidence checks' lists them"),
    ],
)
def test_a_typo_is_answered_with_what_was_meant(words: tuple[str, ...], said: str) -> None:
    error = refused(*words)
    assert (error.exit_code, said in error.format_message()) == (2, True), error.format_message()


@pytest.mark.parametrize(
    ("words", "said", "remedy"),
    [
        (("scan",), "Missing argument 'TARGET...'", "for example: repo-evidence scan octocat"),
        (("compare",), "Missing argument", "for example: repo-evidence compare scorecards/"),
        (("batch",), "Missing argument", "for example: repo-evidence batch candidates.csv -o vetting"),
        (
            ("batch", "nowhere.csv", "-o", "x"),
            "does not exist",
            "give a text file with one target a line, or a",
        ),
        (("batch", "pyproject.toml", "-o", "pyproject.toml"), "is a file", "give the folder of the batch"),
        (("demo", "--keep", "pyproject.toml"), "is a file", "give a folder, which need not exist"),
        (("scan", "x", "--jobs", "many"), "'many' is not a whole number from 1 to 64", ""),
        (("scan", "x", "--jobs", "65"), "'65' is not a whole number from 1 to 64", ""),
        (("scan", "x", "--max-repos", "0"), "'0' is not a whole number of at least 1", ""),
        (("scan", "x", "--fail-under", "100.1"), "'100.1' is not a number from 0 to 100", ""),
        (("scan", "x", "--timeout", "0.9"), "'0.9' is not a number of at least 1", ""),
    ],
)
def test_a_wrong_use_is_answered_with_what_to_type(words: tuple[str, ...], said: str, remedy: str) -> None:
    error = refused(*words)
    assert (error.exit_code, said in error.format_message()) == (2, True), error.format_message()
    assert remedy_for(error).startswith(remedy) and bool(remedy_for(error)) is bool(remedy)


@pytest.mark.parametrize(
    ("name", "targets", "said"),
    [
        ("x", ("octocat",), "--name is for one target that is a path"),
        ("x", ("https://github.com/octocat/hello",), "--name is for one target that is a path"),
        ("x", (".", "/"), "--name is for one target that is a path"),
        (" \n", (".",), "--name is not a name; use 1 to 100 printable characters"),
        ("a" * 101, (".",), "--name is not a name"),
        ("a\x1b[31m", (".",), "--name is not a name"),
    ],
)
def test_a_name_is_one_and_of_one_path(name: str, targets: tuple[str, ...], said: str) -> None:
    with pytest.raises(Usage, match=said):
        read_name(name, targets)


def test_a_name_is_one_line_and_no_blind_scan_shows_it() -> None:
    assert read_name(" a\n b ", (".",)) == "a b"
    assert read_name("a" * 100, (".",)) == "a" * 100
    assert read_name(None, ()) is read_name("a", (".",), blind=True) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("wird", "; did you mean 'wired'?"),
        ("Wired", "; did you mean 'wired'?"),
        ("drift", "; did you mean 'drift_detection'?"),
        ("", ""),
        ("xyz", ""),
        ("w" * 100_000, ""),
    ],
)
def test_what_is_near_is_named(typed: str, said: str) -> None:
    assert did_you_mean(typed, ("wired", "present", "drift_detection")) == said


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_word_gets_an_answer(typed: str, known: list[str]) -> None:
    assert did_you_mean(typed, known).startswith(("", "; did you mean "))


def test_whom_a_page_names_is_one_address_of_mail() -> None:
    longest = f"{'a' * (CONTACT_LENGTH - 12)}@example.org"
    for address in ("o'neil+reviews@example.org", longest):
        assert read_contact(address, ["json", "html"]) == address
    assert read_contact(None, ["terminal"]) is None
    with pytest.raises(Usage, match="--contact stands on the page only; add -f html"):
        read_contact("a@example.org", ["json"])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "a@b.c?cc=d@e.f",
        "a@b.c,d@e.f",
        "A <a@b.c>",
        "a@b.c\n",
        f"{'a' * 243}@example.org",
        "a b@c.de",
    ],
)
def test_what_is_no_address_of_mail_is_named_on_no_page(address: str) -> None:
    with pytest.raises(Usage, match="is not an address of mail; use the form"):
        read_contact(address, ["html"])
