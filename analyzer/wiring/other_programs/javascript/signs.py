"""How the tables of JavaScript's and TypeScript's packages are written."""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign


def script_sign(
    subject: Subject,
    tool: str,
    packages: str,
    calls: str | None = None,
    *,
    decorators: str | None = None,
    bases: str | None = None,
    strings: str | None = None,
    handed: str | None = None,
    least: int = 0,
    option: str | None = None,
    hands: bool = False,
    inside: bool = False,
    imports: bool = True,
    everywhere: bool = False,
    elsewhere: str | None = None,
) -> Sign:
    """A row whose names may be members of the default export: `openai.OpenAI` is `OpenAI`."""

    def either(written: str | None) -> str | None:
        return None if written is None else rf"(?:default\.)?(?:{written})"

    return sign(
        subject,
        tool,
        packages,
        either(calls),
        decorators=either(decorators),
        bases=either(bases),
        strings=strings,
        handed=either(handed),
        least=least,
        option=option,
        hands=hands,
        inside=inside,
        imported=imports and not inside and option is None,
        everywhere=everywhere,
        elsewhere=elsewhere,
    )


def builtin_sign(
    subject: Subject, tool: str, calls: str, *, option: str | None = None, strings: str | None = None,
    hands: bool = False, least: int = 0,
) -> Sign:  # fmt: skip
    """A row of what needs no import, or of functions of the repository itself."""
    return sign(subject, tool, "", calls, option=option, strings=strings, hands=hands, least=least)
