"""Scripts of PowerShell and cmd, as far as they are plain commands, in words of a shell.

Sources: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/ and
https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

POWERSHELL = frozenset({"pwsh", "powershell", "ps"})
_VARIABLE = lazy_regex(r"\$\{?env:(\w+)\}?", re.IGNORECASE)
_PERCENT = lazy_regex(r"%(\w{1,60})%")
# What is passed to a script, and the folder that it stands in.
_PASSED = lazy_regex(r"%([1-9*])")
_OWN_FOLDER = lazy_regex(r"%~dp0[\\/]?|\$PSScriptRoot(?:[\\/]|\b)", re.IGNORECASE)
_ALL_PASSED = lazy_regex(r"[$@]args\b", re.IGNORECASE)
_CALL = lazy_regex(r"^([ \t]*)&[ \t]+(?=[\w.\"'$/\\-])", re.MULTILINE)
_BATCH_CALL = lazy_regex(r"^([ \t]*)@?(?:call[ \t]+)?(?=\S)", re.MULTILINE | re.IGNORECASE)
_BATCH_COMMENT = lazy_regex(r"^([ \t]*)(?:rem\b|::)", re.MULTILINE | re.IGNORECASE)
# A test of the last program's result that ends the script: in braces, or behind the command.
_ENDS = lazy_regex(
    r"(?:^[ \t]*|;[ \t]*)if[ \t]*\([ \t]*"
    r"(?:\$LASTEXITCODE[ \t]+-ne[ \t]+0|!?[ \t]*(?:-not[ \t]+)?\$\?|\$LASTEXITCODE)"
    r"[ \t]*\)\s{0,200}\{(?=[^{}]{0,400}(?:\bexit\b(?![ \t]+0\b)|\bthrow\b|\bwrite-error\b))[^{}]{0,400}\}",
    re.MULTILINE | re.IGNORECASE,
)
# The result of the last program, kept or given back.
_RESULT = lazy_regex(r"\$(?:global:)?LASTEXITCODE\b", re.IGNORECASE)
_KEPT = lazy_regex(r"^([ \t]*)\$(\w{1,60})[ \t]*=[ \t]*\$\?[ \t]*;?[ \t]*$", re.MULTILINE)
_BATCH_GIVES_BACK = lazy_regex(r"^([ \t]*)exit[ \t]+(?:/b[ \t]+)?%errorlevel%", re.MULTILINE | re.IGNORECASE)
_BATCH_ENDS = lazy_regex(
    r"^[ \t]*if[ \t]+(?:not[ \t]+)?(?:errorlevel[ \t]+\d+|%errorlevel%[ \t]+\w+[ \t]+\d+)"
    r"[ \t]+(?:exit|goto)[^\n]*",
    re.MULTILINE | re.IGNORECASE,
)
_STOPS = lazy_regex(r"\$PSNativeCommandUseErrorActionPreference\s*=\s*\$true", re.IGNORECASE)
_PATH = lazy_regex(r"(?<=[\w.}=%])\\(?=[\w.*\s]|$)")
_EXECUTABLE = lazy_regex(r"\.exe\b(?=[ \t\"']|$)", re.MULTILINE | re.IGNORECASE)


def as_shell_text(script: str, program: str) -> tuple[str, bool]:
    """The script with its variables, paths and continued lines as a shell has them, line by line.

    The second value says whether it ends at the first program that fails, because it asks for that.
    """
    script = _OWN_FOLDER.sub('$(dirname "$0")/', script)
    script = _PATH.sub("/", script)
    if program in POWERSHELL:
        ended, count = _ENDS.subn(lambda found: "\n" * found[0].count("\n"), script)
        ended = _KEPT.sub(r"\1\2=$?", _RESULT.sub("$?", ended))
        text = _CALL.sub(r"\1", _VARIABLE.sub(r"$\1", _ALL_PASSED.sub('"$@"', ended).replace("`\n", "\\\n")))
        stops = count > 0 or _STOPS.search(script) is not None
    else:
        ended, count = _BATCH_ENDS.subn("", script)
        ended = _BATCH_GIVES_BACK.sub(r"\1exit $?", ended)
        text = _BATCH_COMMENT.sub(r"\1#", ended.replace("^\n", "\\\n"))
        text = _PASSED.sub(lambda found: '"$@"' if found[1] == "*" else f"${found[1]}", text)
        text = _BATCH_CALL.sub(r"\1", _PERCENT.sub(r"$\1", text))
        stops = count > 0 or "|| exit /b" in script.lower()
    return _EXECUTABLE.sub("", text), stops
