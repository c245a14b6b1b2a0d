"""What code does with a model that a library brings along, by what is made of the library and asked of it."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.wiring.models.model_catalogue import (
    ASKS_A_MODEL,
    BROUGHT_ALONG,
    HELPER_CLASS,
    LOADED_METHODS,
    PREDICT_METHODS,
    TRAIN_METHODS,
)
from analyzer.wiring.modules import package_of

# How classes and functions that load are called: `from_pretrained`, `create_from_options`, `init_detector`.
LOADS_BY_NAME = lazy_regex(r"(?:from|load|create|restore|init|make|build|assemble|new)(?:_\w{1,80})?")


def runtime_kind(target: str) -> str | None:
    """What a call of a library of `BROUGHT_ALONG` does: "loads", "calls", "trains" or None."""
    package = package_of(target, BROUGHT_ALONG)
    if package is None or target == package:
        return None
    steps = target[len(package) + 1 :].split(".")
    names = [each.removesuffix("()") for each in steps]
    made = next(
        (at for at, name in enumerate(names) if name[:1].isupper() or LOADS_BY_NAME.fullmatch(name)), None
    )
    if made is None:
        return "calls" if len(steps) == 1 and steps == names and _asks(names[0]) else None
    if HELPER_CLASS.search(names[made]):
        return None
    while made + 1 < len(steps) and steps[made] == names[made]:
        made += 1
    if made + 1 < len(steps):
        return "trains" if names[-1] in TRAIN_METHODS else "calls" if _asks(names[-1]) else None
    if steps[made] != names[made]:
        return "calls"
    return "loads" if names[made][:1].isupper() or LOADS_BY_NAME.fullmatch(names[made]) else None


def _asks(name: str) -> bool:
    return name in PREDICT_METHODS or name in LOADED_METHODS or ASKS_A_MODEL.match(name) is not None
