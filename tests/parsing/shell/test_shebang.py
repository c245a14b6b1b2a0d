from __future__ import annotations

import pytest

from analyzer.parsing.shell.shebang import is_shell_shebang


@pytest.mark.parametrize(
    ("line", "shell"),
    [
        ("#!/bin/sh", True),
        ("#!/bin/bash -e", True),
        ("#! /usr/bin/env bash", True),
        ("#!/usr/bin/env -S bash -e", True),
        ("#!/bin/ash", True),
        ("#!/usr/local/bin/zsh\nls", True),
        ("#!/usr/bin/env python3", False),
        ("#!/bin/shellcheck", False),
        ("#!/bin/bashful", False),
        ("# /bin/sh", False),
        ("ls #!/bin/sh", False),
        ("#!", False),
        ("", False),
    ],
)
def test_a_first_line_that_starts_a_shell(line: str, shell: bool) -> None:
    assert is_shell_shebang(line) is shell
