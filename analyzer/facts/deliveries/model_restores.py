"""Scripts and tasks that put a kept version of a model back where it is served from."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

NAMED_RESTORE = lazy_regex(r"(?:^|[-_.:/ ])restore(?:[-_.: ]|$)", re.IGNORECASE)
MODEL_STORE = lazy_regex(
    r"(?:\b|_)(?:models?|weights|checkpoints?)"
    r"(?:[-_/. ]?(?:store|bundle|dir|path|registry|artifacts?|files?)\b|/"
    r"|\.(?:tar|tgz|zip|pkl|joblib|onnx|pt|bin|safetensors)\b)",
    re.IGNORECASE,
)
# What is put back after a trial, and what only says how a model is run.
NOT_A_VERSION = lazy_regex(r"bench|\btests?\b|\bconfigs?\b|\bconfig\.|\.pbtxt|\.ya?ml|\.env", re.IGNORECASE)
# The same of a database puts back what was stored, and no version of anything.
DATABASE_WORK = lazy_regex(
    r"\b(?:pg_restore|psql|mysql|mongorestore|redis-cli|sqlite3|influx|clickhouse-client)\b|\.sql\b",
    re.IGNORECASE,
)
PUTS_IN_PLACE = lazy_regex(
    r"^[ \t@]*(?:sudo )?(?:mv|cp|ln|rsync"
    r"|(?:aws s3|gsutil|gcloud storage|mc|rclone) (?:-\w )?(?:cp|sync|rsync|mirror|copy)"
    r"|az storage blob (?:copy|download)|dvc (?:checkout|pull))\b[^\n]{0,400}",
    re.MULTILINE,
)


def line_of_restore(name: str, script: str) -> int | None:
    """In which line of a script or task that is named for restoring a model's files are put back, from 1."""
    if NAMED_RESTORE.search(name) is None or NOT_A_VERSION.search(name) or DATABASE_WORK.search(script):
        return None
    moves = [
        script.count("\n", 0, each.start()) + 1
        for each in PUTS_IN_PLACE.finditer(script)
        if MODEL_STORE.search(each[0]) and NOT_A_VERSION.search(each[0]) is None
    ]
    return moves[-1] if moves else None
