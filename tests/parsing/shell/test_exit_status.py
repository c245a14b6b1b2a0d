"""Switches by which a checker ends well whatever it finds."""

from __future__ import annotations

import pytest

from analyzer.parsing.shell import drops_status, fails_nothing, only_tells_of_itself, parse_script


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("flake8 . --exit-zero --max-line-length=127", True),
        ("flake8 . --exit-on-zero", False),
        ("python -m pylint --exit-zero app", True),
        ("checkov -d infra --soft-fail", True),
        ("trivy image --exit-code 0 app", True),
        ("trivy image --exit-code 1 app", False),
        ("trivy image app 0", False),
        ("golangci-lint run --issues-exit-code=0", True),
        ("golangci-lint run --issues-exit-code=1", False),
    ],
)
def test_a_checker_that_is_told_to_end_well_fails_nothing(script: str, expected: bool) -> None:
    assert fails_nothing(tuple(script.split())) is expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("find qa -exec pytest {} ;", True),
        ("find qa -execdir pytest {} ;", True),
        ("find qa -exec pytest {} +", False),
        ("find qa -name x", False),
        ("xargs pytest", False),
    ],
)
def test_find_does_not_fail_with_its_commands(script: str, expected: bool) -> None:
    assert drops_status(tuple(script.split())) is expected


@pytest.mark.parametrize(
    ("script", "masked"),
    [
        ("a &\nb", "a"),
        ("a &\nb &\nwait", "ab"),
        ("a &\npid=$!\nb\nwait $pid", ""),
        ('a &\nwait "$!"', ""),
        ("a & p=$!; b & q=$!; wait $p $q", "a"),
        ("a & p=$!; b & q=$!; wait $p; wait $q", ""),
        ("a & pids+=($!); b & pids+=($!); for p in ${pids[@]}; do wait $p; done", ""),
        ("a & p=$!; wait $p || true", "a"),
        ("a & p=$!; wait $p || failed=1; exit $failed", ""),
        ("a & p=$!; wait $p || failed=1", "a"),
        ("a || f=1\nb || f=1\nexit $f", ""),
        ("a || f=1\nb || f=1\necho $f", "ab"),
        ("a || f=1\nb || f=1\nprintf '%s' $f", "ab"),
        ("a || f=1\necho f=$f >> $GITHUB_OUTPUT", ""),
        ("until a; do sleep 1; done", "a"),
        ("until a; do n=$((n+1)); [ $n -gt 3 ] && exit 1; done", ""),
        ("while ! a; do exit 1; done", ""),
        ("while ! a; do b; done", "a"),
        ("while a; do exit 1; done", "a"),
        ('r() { until "$@"; do return 1; done; }\nr a', ""),
    ],
)
def test_what_runs_beside_the_script_fails_it_where_it_is_waited_for(script: str, masked: str) -> None:
    commands = parse_script(script)
    assert "".join(each.words[0] for each in commands if each.masked and each.words[0] in "ab") == masked


def test_without_errexit_a_flag_keeps_each_failure() -> None:
    commands = parse_script("f=0\na || f=1\nb || f=1\nexit $f", errexit=False)
    assert [each.masked for each in commands] == [False, False, False]
    assert [each.masked for each in parse_script("a || f=1\nb", errexit=False)] == [True, False]


def test_without_errexit_the_last_wait_decides() -> None:
    (ahead, *_), (passed, *_) = (
        parse_script(f"a & p=$!; wait $p{rest}", errexit=False) for rest in ("", "; echo")
    )
    assert (ahead.masked, passed.masked) == (False, True)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("app --help", True),
        ("python -m app train --help", True),
        ("app --help train", True),
        ("app --version", True),
        ("app train -h", True),
        ("helm upgrade app chart --version 1.2", False),
        ("psql -h host", False),
        ("app train", False),
        ("--help", False),
        ("-h", False),
    ],
)
def test_a_command_that_is_asked_how_it_is_used_tells_of_itself(command: str, expected: bool) -> None:
    assert only_tells_of_itself(tuple(command.split())) is expected
