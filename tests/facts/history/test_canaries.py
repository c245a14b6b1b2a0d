"""Versions that came to some places first, and to the rest later."""

from __future__ import annotations

import pytest

from analyzer.facts.history.canaries import canaries
from analyzer.facts.history.pins import pins_moved
from tests.support.snapshots import evolved

STAGING, PRODUCTION = "k8s/staging/a.yaml", "k8s/production/a.yaml"


def image(version: int) -> str:
    return f"image: shop:1.{version}\n"


def orders(stories: dict[str, dict[str, str]]) -> list[tuple[str, str, str, int]]:
    files = {"Dockerfile": {"2024-01-01": "FROM x\n"}} | stories
    found = canaries(pins_moved(evolved(files, name="shop")))
    return [(each.version, each.first, each.rest, each.seconds // 60) for each in found]


def one(staging: str, production: str) -> dict[str, dict[str, str]]:
    return {
        STAGING: {"2024-01-02": image(1), staging: image(2), "2024-05-02": image(9)},
        PRODUCTION: {"2024-01-02": image(1), production: image(2), "2024-05-02": image(9)},
    }


CASES = {
    "staging first": (one("2024-02-02", "2024-02-05"), [("shop:1.2", "staging", "production", 3 * 24 * 60)]),
    "production first": (one("2024-02-05", "2024-02-02"), [("shop:1.2", "production", "staging", 3 * 24 * 60)]),
    "half an hour later": (one("2024-02-02T10:00", "2024-02-02T10:30"), [("shop:1.2", "staging", "production", 30)]),
    "a little later": (one("2024-02-02T10:00", "2024-02-02T10:29"), []),
    "long after": (one("2024-02-02", "2024-04-10"), []),
    "at once": (one("2024-02-02", "2024-02-02"), []),
}  # fmt: skip


@pytest.mark.parametrize(("stories", "expected"), CASES.values(), ids=CASES)
def test_the_rest_follows(
    stories: dict[str, dict[str, str]], expected: list[tuple[str, str, str, int]]
) -> None:
    assert orders(stories) == expected


def test_instances_in_one_file_are_places_too() -> None:
    def both(one: int, other: int) -> str:
        return f"canary:\n  {image(one)}main:\n  {image(other)}"

    story = {
        "2024-01-02": both(1, 1),
        "2024-02-02": both(2, 1),
        "2024-02-09": both(2, 2),
        "2024-03-02": both(2, 3),
    }
    assert orders({"k8s/a.yaml": story}) == [("shop:1.2", "canary", "main", 7 * 24 * 60)]


def test_files_are_named_where_no_environment_is() -> None:
    story = {path: {day.replace("x", str(2 + n)): image(1 + i) for i, day in enumerate(("2024-01-0x", "2024-02-0x"))}
             for n, path in enumerate(("k8s/a.yaml", "k8s/b.yaml"))}  # fmt: skip
    for path in story:
        story[path]["2024-03-09"] = image(9)
    assert orders(story) == [("shop:1.2", "k8s/a.yaml", "k8s/b.yaml", 24 * 60)]
