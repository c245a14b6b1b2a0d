"""tox: environments and the commands they run, from tox.ini, setup.cfg, pyproject.toml or tox.toml.

Follows tox's configuration reference: generative names `{py310,py311}-django`, factor-conditional
lines, substitutions and references between sections. tox runs commands without a shell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.model import Target, TargetFile, file_of, line_of, make_target, quote

FALLBACK = "testenv"
LIST = "envlist"

Sections = Mapping[str, Mapping[str, object]]
Lines = list[tuple[str, int]]

_BRACES = lazy_regex(r"\{([^{}]*)\}")
_FACTORS = lazy_regex(r"[\w{},.!\s-]+")
_TWO_WORDS = lazy_regex(r"[^,\s]\s+[^,\s]")
_SUBSTITUTION = lazy_regex(r"\{([^{}\n]*)\}")
_REFERENCE = lazy_regex(r"\[([^\]]+)\](\w+)$")
_KEYS = ("commands_pre", "commands")
_MAXIMUM_NAMES = 500
_MAXIMUM_PASSES = 8
_MAXIMUM_LINE = 4096
_MAXIMUM_GROWTH = 1_000_000
_PLACES = {
    "toxinidir": ".",
    "tox_root": ".",
    "envpython": "python",
    "envbindir": "",
    "env_bin_dir": "",
    "env_python": "python",
    "posargs": "",
    "/": "/",
    ":": ":",
}


def expand_braces(text: str) -> list[str]:
    """`{a,b}-c` as `a-c`, `b-c`; also splits at commas and blanks. At most 500 names."""
    names: list[str] = []
    queue = [each for each in _split_outside_braces(text) if each]
    queue.reverse()
    steps = 4 * _MAXIMUM_NAMES
    while queue and len(names) < _MAXIMUM_NAMES and steps > 0:
        steps -= 1
        current = queue.pop()
        found = _BRACES.search(current)
        if found is None:
            names.append(current)
            continue
        options = [each.strip() for each in found[1].split(",")][:_MAXIMUM_NAMES]
        queue += [current[: found.start()] + each + current[found.end() :] for each in reversed(options)]
    return list(dict.fromkeys(name for name in names if len(name) <= 200))


def _split_outside_braces(text: str) -> list[str]:
    parts: list[str] = []
    depth, start = 0, 0
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth <= 0 and (character in "," or character.isspace()):
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


class _Tox:
    def __init__(self, sections: Sections, core: str) -> None:
        self.sections = sections
        self.core = sections.get(core, {})
        self.growth = _MAXIMUM_GROWTH
        self.headers = {str(name): line_of(name, line_of(each)) for name, each in sections.items()}

    def names(self) -> list[str]:
        """Every environment that has a section or stands in the list."""
        listed = self.listed()
        own: list[str] = []
        for section in self.sections:
            if section.startswith("testenv:"):
                own += expand_braces(section.partition(":")[2])
        return list(dict.fromkeys([*listed, *own]))[:_MAXIMUM_NAMES]

    def listed(self) -> list[str]:
        value = self.core.get("envlist", self.core.get("env_list", ""))
        lines = [line for line in str(value).splitlines() if not line.strip().startswith("#")]
        return expand_braces(",".join(self._substitute(line, "") for line in lines)) if lines else []

    def environment(self, name: str) -> Target | None:
        own = self._section_of(name)
        section = own if own is not None else FALLBACK
        lines: Lines = []
        for key in _KEYS:
            lines += self._lines(section, key, name)
        if not lines:
            return None
        directory = self._value(section, "changedir", name) or self._value(section, "change_dir", name)
        tolerant = sum(1 for text, _ in lines if text.endswith("|| true"))
        ignore = self._value(section, "ignore_outcome", name).lower() == "true"
        line = self.headers.get(section, lines[0][1])
        masked = ignore or tolerant == len(lines)
        return make_target(
            name, line, lines, masked=masked, directory=None if directory == "." else directory or None
        )

    def _section_of(self, name: str) -> str | None:
        if f"testenv:{name}" in self.sections:
            return f"testenv:{name}"
        for section in self.sections:
            if section.startswith("testenv:") and "{" in section and name in expand_braces(section[8:]):
                return section
        return None

    def _raw(self, section: str, key: str) -> tuple[str, int]:
        """A setting's text and line; what an environment does not set comes from its base."""
        for holder in dict.fromkeys((section, FALLBACK)):
            value = self.sections.get(holder, {}).get(key)
            if value is not None:
                return str(value), line_of(value)
        return "", 1

    def _value(self, section: str, key: str, name: str) -> str:
        lines = self._selected(*self._raw(section, key), name)
        return self._substitute(lines[-1][0], name).strip() if lines else ""

    def _lines(self, section: str, key: str, name: str) -> Lines:
        lines = self._selected(*self._raw(section, key), name)
        for _ in range(_MAXIMUM_PASSES):
            resolved: Lines = []
            for text, number in lines:
                reference = re.fullmatch(r"\{\[([^\]]+)\](\w+)\}", text.strip())
                if reference is None or len(resolved) > _MAXIMUM_NAMES:
                    resolved.append((text, number))
                else:
                    resolved += self._selected(*self._raw(reference[1], reference[2]), name)
            if resolved == lines:
                break
            lines = resolved
        found: Lines = []
        for text, number in lines:
            command = self._substitute(text, name).strip()
            tolerant = command.startswith("-")
            command = command.lstrip("-!@ ").strip()
            if command:
                found.append((f"{_neutral(command)} || true" if tolerant else _neutral(command), number))
        return found

    def _selected(self, text: str, line: int, name: str) -> Lines:
        """The logical lines that apply to an environment: `py3: cmd` only where its name has that factor."""
        lines: Lines = []
        pending: list[str] = []
        for offset, raw in enumerate(text.split("\n")):
            stripped = raw.strip()
            if not pending and stripped.startswith("#"):
                continue
            if stripped.endswith("\\"):
                pending.append(stripped[:-1].rstrip())
                continue
            joined = " ".join([*pending, stripped]).strip()
            number = line + offset - len(pending)
            pending = []
            factors, command = _factor_condition(joined)
            if factors is not None:
                joined = command if not name or _applies(factors, name) else ""
            if joined:
                lines.append((joined[:_MAXIMUM_LINE], number))
        return lines

    def _substitute(self, text: str, name: str) -> str:
        def replace(found: re.Match[str]) -> str:
            value = self._replacement(found[1], name)
            self.growth -= len(value)
            return value

        for _ in range(_MAXIMUM_PASSES):
            before = text
            if self.growth < 0 or len(text) > _MAXIMUM_LINE:
                break
            text = _SUBSTITUTION.sub(replace, text)
            if text == before:
                break
        return text.replace("\0", "{").replace("\1", "}").replace("[]", "")

    def _replacement(self, inside: str, name: str) -> str:
        kind, _, rest = inside.partition(":")
        if kind == "posargs":
            return rest
        if kind in ("envname", "env_name"):
            return name
        if kind in ("envtmpdir", "envlogdir", "envdir", "toxworkdir", "work_dir", "env_tmp_dir"):
            return ".tox"
        if kind == "env":
            variable, _, default = rest.partition(":")
            return default or "${".replace("{", "\0") + variable + "\1"
        if kind == "tty":
            return rest.rpartition(":")[2]
        if inside in _PLACES:
            return _PLACES[inside]
        if reference := _REFERENCE.fullmatch(inside):
            lines = self._selected(*self._raw(reference[1], reference[2]), name)
            return " ".join(text for text, _ in lines)
        if "," in inside:
            return f"\0{inside}\1"
        own = self._raw(FALLBACK, inside)[0] if inside.isidentifier() else ""
        return own or f"\0{inside}\1"


def _neutral(command: str) -> str:
    """tox starts no shell: operators are ordinary words of the command."""
    return (
        re.sub(r"(?<!\\)([;&|<>()])", r"\\\1", command)
        if "'" not in command and '"' not in command
        else command
    )


def _factor_condition(line: str) -> tuple[str | None, str]:
    """`py3,lint: command` as its condition and its command; the condition is None for a plain line."""
    head, colon, tail = line.partition(":")
    if (
        not colon
        or (tail and not tail[0].isspace())
        or not _FACTORS.fullmatch(head)
        or _TWO_WORDS.search(head)
    ):
        return None, line
    return head, tail.strip()


def _applies(expression: str, name: str) -> bool:
    """Whether `py3,!lint-linux` holds for an environment: any alternative, all of its factors."""
    factors = set(name.split("-")) | {name}
    for alternative in expand_braces(expression):
        wanted = alternative.split("-")
        if all((each[1:] not in factors) if each.startswith("!") else each in factors for each in wanted):
            return True
    return False


def parse_tox_sections(path: str, sections: Sections, core: str = "tox") -> TargetFile | None:
    """Environments from INI sections; None if no environment runs a command (only linters' settings)."""
    tox = _Tox(sections, core)
    targets = [target for name in tox.names() if (target := tox.environment(name)) is not None]
    base = tox.environment(FALLBACK)
    if base is not None and all(each.name != FALLBACK for each in targets):
        targets.append(base)
    if not targets:
        return None
    known = {each.name for each in targets}
    listed = [name for name in tox.listed() if name in known]
    return file_of("tox", path, _with_list(targets, listed, line_of(tox.core.get("envlist"))))


def parse_tox_native(path: str, table: Mapping[str, object]) -> TargetFile | None:
    """Environments from tox's own TOML tables (`env_run_base`, `env.NAME`)."""
    base = table.get("env_run_base")
    environments = table.get("env")
    tables: dict[str, object] = {FALLBACK: base} | (environments if isinstance(environments, dict) else {})
    listed = [str(each) for each in _list(table.get("env_list"))]
    for name in listed:
        tables.setdefault(name, {})
    targets: list[Target] = []
    for name, own in list(tables.items())[:_MAXIMUM_NAMES]:
        lines: Lines = []
        for key in _KEYS:
            holders = [each for each in (own, base) if isinstance(each, dict) and key in each]
            for command in _list(holders[0][key]) if holders else ():
                words = [word for each in _list(command) if (word := _native_word(each)) is not None]
                text = " ".join(map(quote, words[1:] if words[:1] == ["-"] else words))
                lines.append(
                    (f"{text} || true" if words[:1] == ["-"] else text, line_of(command, line_of(own)))
                )
        if lines:
            targets.append(make_target(name, line_of(own, lines[0][1]), lines))
    if not targets:
        return None
    known = {each.name for each in targets}
    return file_of("tox", path, _with_list(targets, [name for name in listed if name in known], 1))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _native_word(value: object) -> str | None:
    if isinstance(value, str):
        return re.sub(r"\{(?:env_python|envpython)\}", "python", value).replace("{tox_root}", ".")
    return None


def _with_list(targets: list[Target], listed: list[str], line: int) -> list[Target]:
    """The target that stands for `tox` without a name, unless an environment has its name."""
    if not listed or any(each.name == LIST for each in targets):
        return targets
    return [*targets, make_target(LIST, line, (), depends=listed)]
