"""The first line of a script: whether a shell reads what comes after it."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex

_SHELL = lazy_regex(r"#![ \t]*(?:\S{1,80}[ \t]+)?\S*(?:/env[ \t]+(?:-\S+[ \t]+)?|/)(?:ba|z|da|k|a)?sh\b")


def is_shell_shebang(text: str) -> bool:
    """Whether a text begins with `#!` and a shell, directly or by `env`."""
    return _SHELL.match(text[:200]) is not None
