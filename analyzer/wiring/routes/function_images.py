"""Images of functions: what starts them asks the platform for events and hands each to a handler."""

from __future__ import annotations

import re
from collections.abc import Collection
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.repository import Snapshot

RUNTIME_CLIENT = "awslambdaric"
LAMBDA_BASE = lazy_regex(r"lambda", re.IGNORECASE)


def is_of_a_function(repo: Snapshot, path: str, image: Dockerfile, folders: Collection[str]) -> bool:
    """Whether an image stands on that of a function, or starts the client of the functions' runtime.

    By itself, or in a script of ours that it copies from `folders`: `exec python -m awslambdaric "$@"`
    (https://docs.aws.amazon.com/lambda/latest/dg/images-test.html).
    """
    if LAMBDA_BASE.search(image.stages[-1].base) or any(RUNTIME_CLIENT in word for word in image.start):
        return True
    if not image.start[0].endswith(".sh"):
        return False
    name = basename(image.start[0])
    places = {join(dirname(path), name), name, *(join(each, name) for each in folders)}
    places |= {each for each in folders if basename(each) == name}
    return any(RUNTIME_CLIENT in (repo.text(normpath(each)) or "") for each in sorted(places))
