"""Folders that an editor compiles a project of the JVM into, beside the sources that it copied there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex

# Eclipse and editors built on it: `bin/main`, with what `src/main/kotlin` holds.
_OUTPUT = lazy_regex(r"(?P<root>(?P<above>(?:[^/]+/)*)bin/(?P<set>main|test)/)(?P<rest>.+)")
_SOURCES = ("java", "kotlin", "scala", "groovy", "resources")


def output_folders(ordered: Sequence[str]) -> Iterator[str]:
    """The folders, with a slash behind them, most files of which are below the sources of the project too."""
    found = [match for path in ordered if "bin/" in path and (match := _OUTPUT.fullmatch(path))]
    if not found:
        return
    known = set(ordered)
    copies: dict[str, list[bool]] = {}
    for each in found:
        places = (f"{each['above']}src/{each['set']}/{kind}/{each['rest']}" for kind in _SOURCES)
        copies.setdefault(each["root"], []).append(any(place in known for place in places))
    main = {root for root, copied in copies.items() if sum(copied) * 2 > len(copied)}
    yield from main
    # Beside it the tests, which may be gone from the sources.
    yield from (
        root for root in copies if root.endswith("/test/") and f"{root[: -len('test/')]}main/" in main
    )
