"""What packages are for: a sign says by which package and which calls a file shows what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex

# The package of a sign that stands for every package.
ANY_OTHER = "*"
_PARTED = lazy_regex(r"[/.]|::")


class Subject(StrEnum):
    """What a call or an import is about."""

    MODEL_CALL = "asks a model"
    MODEL_LOAD = "loads a model"
    TRAINING = "trains a model"
    MODEL_METRIC = "measures a model's answers"
    ROUTE = "answers requests"
    SERVER = "makes an application that answers requests"
    HANDLER = "is called by a platform"
    LOGGING = "logs"
    LOG_SETTING = "configures logging"
    PRINTING = "prints"
    PAGE = "shows a page to people"
    METRICS = "reports metrics"
    TRACES = "reports traces"
    ERROR_REPORTS = "reports errors"
    INPUT_CHECK = "checks what comes in"
    REFUSAL = "answers with an error"
    LIMIT = "limits requests, time or size"
    RETRY = "tries again, or something else"
    GUARDRAIL = "keeps bad input from a model, or bad answers from users"
    AUTHENTICATION = "asks who calls"
    CACHE = "keeps answers"
    TRACKING = "keeps the runs of experiments"
    REGISTRY = "keeps versions of models"
    DATA_CHECK = "checks data"
    DATA_VERSION = "asks for one version of data"
    EVALUATION = "judges answers of a model"
    ORCHESTRATION = "puts steps in an order"
    LOAD_TEST = "puts load on a service"
    ROLLOUT = "gives a part of the users another version"
    QUEUE = "takes work from a queue"
    APPLICATION = "is a program for people"
    TEST_TOOL = "tests"


class Sign(Struct, frozen=True, eq=False):
    """How files show that they are about a subject.

    `packages`: one of them must be imported (or be what the call comes from), whole or by a part of its path:
    `@langchain/*` stands for every package below. No package: what the language has built in.
    `calls`: the calls, as written behind `#` in a target, or the whole target of what is built in; an import
    alone is a weaker sign. None: the import is all there is. `decorators`: so are decorators and annotations;
    `bases`: so are classes that extend one of these. `generated`: the calls are of code that was generated
    for the packages, and so of any package in a file that imports one of these. `handed`: what is handed to
    any call is a sign like a call (`app.register(rateLimit)`).
    Of the calls only those count that have: `least` positional arguments, a literal text among them like
    `strings`, a named value like `option` (`timeout=5`; `=404` is a number without a name), a function that
    is handed over (`hands`), a function around them (`inside`); `given`: a text, a name of a package, a
    function, the name of a named value or `name=value`, among all that is handed to them. `imported`: an
    import alone is a sign too. Of the decorators only those above functions (`methods`) count, and none in a
    class that is marked like `unless`: an interface for which a library makes a client. `everywhere`: what is
    called holds for every request of the application, wherever it is written. `held`: what a call gives is
    kept in a variable of such a name, or handed back by a function of one. `elsewhere`: calls that no other
    object has: of one that a file was handed they count where any file of the language imports the package.
    """

    subject: Subject
    tool: str
    packages: tuple[str, ...]
    calls: re.Pattern[str] | None = None
    decorators: re.Pattern[str] | None = None
    bases: re.Pattern[str] | None = None
    generated: bool = False
    strings: re.Pattern[str] | None = None
    handed: re.Pattern[str] | None = None
    least: int = 0
    option: re.Pattern[str] | None = None
    hands: bool = False
    inside: bool = False
    imported: bool = True
    given: re.Pattern[str] | None = None
    methods: bool = False
    unless: re.Pattern[str] | None = None
    everywhere: bool = False
    held: re.Pattern[str] | None = None
    elsewhere: re.Pattern[str] | None = None


def sign(
    subject: Subject,
    tool: str,
    packages: str,
    calls: str | None = None,
    *,
    decorators: str | None = None,
    bases: str | None = None,
    generated: bool = False,
    strings: str | None = None,
    handed: str | None = None,
    least: int = 0,
    option: str | None = None,
    hands: bool = False,
    inside: bool = False,
    imported: bool = True,
    given: str | None = None,
    methods: bool = False,
    unless: str | None = None,
    everywhere: bool = False,
    held: str | None = None,
    elsewhere: str | None = None,
) -> Sign:
    """A row of a table: packages separated by spaces, patterns as text."""

    def pattern(written: str | None) -> re.Pattern[str] | None:
        return None if written is None else lazy_regex(written)

    found = pattern(calls), pattern(decorators), pattern(bases)
    return Sign(
        subject, tool, tuple(packages.split()), *found, generated, pattern(strings),
        pattern(handed), least, pattern(option), hands, inside,
        imported and not generated and given is None, pattern(given), methods, pattern(unless),
        everywhere, pattern(held), pattern(elsewhere),
    )  # fmt: skip


def is_package(module: str, package: str) -> bool:
    """Whether a module is a package or lies in it; `@scope/*` and `com.acme.*` are everything below.

    `log$` is that package alone.
    """
    if package.endswith("$"):
        return module == package[:-1]
    wanted = package.removesuffix("*")
    if wanted != package:
        return module.startswith(wanted)
    return module == package or module.startswith((f"{package}/", f"{package}.", f"{package}::"))


def says_no_more(sign: Sign, others: Iterable[Sign]) -> bool:
    """Whether a sign of calls of any package says what one of the call's own package says."""
    return (
        sign.packages == (ANY_OTHER,)
        and not sign.generated
        and any(each.subject is sign.subject and each.packages != sign.packages for each in others)
    )


def first_word(module: str) -> str:
    """What stands before the first sign that parts a module from what lies in it."""
    return _PARTED.split(module, 1)[0].removesuffix("$")


class SignIndex:
    """Signs by the first words of their packages: which of them a module may mean."""

    def __init__(self, signs: Sequence[Sign]) -> None:
        self._signs = signs
        self._of_any_word: list[int] = []
        self._by_word: dict[str, list[int]] = {}
        for place, sign in enumerate(signs):
            words = {first_word(package) for package in sign.packages}
            if not words or any("*" in word for word in words):
                self._of_any_word.append(place)
            else:
                for word in words:
                    self._by_word.setdefault(word, []).append(place)

    def candidates(self, module: str) -> tuple[Sign, ...]:
        """In the order of all: those that cannot be meant are left out, and few others are not."""
        places = sorted((*self._of_any_word, *self._by_word.get(first_word(module), ())))
        return tuple(self._signs[place] for place in places)
