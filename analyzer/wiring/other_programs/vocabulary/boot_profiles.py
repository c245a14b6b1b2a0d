"""Which profiles of Spring Boot the repository switches on where it starts an application.

Sources: https://docs.spring.io/spring-boot/reference/features/profiles.html,
https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.profile-specific.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_example_path, is_test_path

# Files in which people set the environment or the arguments of what is started.
SETTING_PROFILES = lazy_regex(
    r"(?i)(?:.*[._-])?(?:docker|container)file.*|.*\.(?:ya?ml|properties|sh|bash|tf|tfvars|hcl|service|json|env|toml"
    r"|xml|gradle|kts|tpl|conf|java|kt|bat|ps1|mk)|procfile.*|makefile|justfile|\.env"
)
PROFILE_SETTING = lazy_regex(
    r"(?i)(?:\b|-D)spring[._-]profiles[._-](?:active|include|default|group)|(?:\b|-D)spring-boot\.run\.(?:profiles|arguments)"
    r"|\b(?:setAdditionalProfiles|addActiveProfile|setActiveProfiles)\b"
)
# `spring:`, `profiles:` and what is active, each on a row of its own or some of them on one.
PROFILES_ROW = lazy_regex(r"\s{0,40}(?:spring\.)?profiles:")
PROFILES_INSIDE = lazy_regex(r"\s{0,40}[\"']?(?:active|include|default|group)\b")
PROFILE_WORD = lazy_regex(r"[A-Za-z][\w-]{0,40}")
# Of `${PROFILE:local}` what stands after the colon.
VARIABLE_NAME = lazy_regex(r"\$\{?\w{1,60}")
UNSET_ROW = lazy_regex(r"\s*(?:#|//|\*|<!--)")
ROWS_OF_VALUE = 2
ROWS_OF_PROFILES = 12
PROFILE_ROW_CUT = 500
# What Spring itself switches on: where no profile is set, and in a cluster or on Cloud Foundry.
SWITCHED_ON_BY_SPRING = frozenset({"default", "kubernetes", "cloud"})


def is_profile_on(repo: Snapshot, profile: str) -> bool:
    """Whether something of the repository switches a profile on, tests and examples aside."""
    return profile in SWITCHED_ON_BY_SPRING or profile in _profiles(repo)


@derived
def _profiles(repo: Snapshot) -> frozenset[str]:
    found: set[str] = set()
    for path in repo.paths:
        if (
            SETTING_PROFILES.fullmatch(basename(path))
            and not is_test_path(path)
            and not is_example_path(path)
        ):
            content = repo.text(path) or ""
            if "profile" in content.casefold():
                found.update(_named(content.split("\n")))
    return frozenset(found)


def _named(rows: list[str]) -> Iterator[str]:
    """The words where profiles are set: in the rows of the setting, after its name."""
    for number, written in enumerate(rows):
        row = written[:PROFILE_ROW_CUT]
        if UNSET_ROW.match(row):
            continue
        match = PROFILE_SETTING.search(row)
        if match is not None:
            yield from _words(row[match.end() :])
            yield from (word for each in rows[number + 1 : number + ROWS_OF_VALUE] for word in _value(each))
        elif PROFILES_ROW.match(row):
            for each in rows[number + 1 : number + ROWS_OF_PROFILES]:
                if PROFILES_INSIDE.match(each[:PROFILE_ROW_CUT]):
                    yield from _words(each[:PROFILE_ROW_CUT])


def _value(row: str) -> Iterator[str]:
    """What the next row gives a name that stands alone: `value: prod` of a container's environment."""
    name, colon, said = row[:PROFILE_ROW_CUT].partition(":")
    if colon and name.strip(" -\"'") in ("value", "Value"):
        yield from _words(said)


def _words(text: str) -> Iterator[str]:
    yield from PROFILE_WORD.findall(VARIABLE_NAME.sub(" ", text.partition(" #")[0]))


def profiles_of_file(path: str) -> tuple[str, ...]:
    """The profile that a file of settings is for: `application-prod.yml`."""
    stem = basename(path).rpartition(".")[0]
    before, dash, profile = stem.partition("-")
    return (profile,) if dash and before == "application" else ()


def profiles_of_document(condition: str) -> tuple[str, ...]:
    """The profiles of which one has a document read: `prod | staging`; of what must be off, none."""
    return () if "!" in condition else tuple(re.findall(PROFILE_WORD.pattern, condition))
