"""Models that Python code writes and a program in another language loads: one chain, with both its ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test

# A file that holds a model by its ending, or by its name where the ending says little.
MODEL_FILE_NAME = lazy_regex(
    r"(?<![\w.-])[\w.-]{1,80}\.(?:onnx|pth?|pmml|tflite|keras|h5|hdf5|cbm|gguf|ubj|mlmodel|safetensors|xgb|lgb)\b"
    r"|(?<![\w-])[\w-]{0,60}(?:model|booster|xgb|lgbm|lightgbm|classifier|regressor)[\w-]{0,60}"
    r"\.(?:json|txt|bin|pb|zip|rds)\b"
)
REGISTERED_NAME = lazy_regex(
    r"(?:registered_model_name\s{0,4}=\s{0,4}|register_model\([^()\n]{0,200},\s{0,4}(?:name\s{0,2}=\s{0,2})?)"
    r"[\"'](?!models?[\"'])([\w.-]{4,80})[\"']"
)
# How Python writes a model to a file; what only reads one has none of these.
WRITES_MODEL = lazy_regex(
    r"\b(?:export\w*|save\w*|dump\w*|write\w*|to_onnx|convert\w*|SerializeToString|sklearn2pmml|upload_file"
    r"|savez?)\(|\bopen\([^)\n]{0,200}[\"']wb?[\"']"
)
HOLDING_NAME = lazy_regex(r"[ \t]{0,12}([A-Za-z_]\w{1,60})[ \t]{0,8}(?::[^=\n]{1,60})?=")
CHAIN_ADDRESS = lazy_regex(r"models:/([\w.-]{3,80})[/@\"'`]")
ROWS_NEAR = 6


class ModelChain(Struct, frozen=True):
    """A model by its file or its registered name: where Python writes it, where a program loads it."""

    name: str
    writer: str
    written: int
    use: ProgramUse

    @property
    def words(self) -> str:
        """The other end, as the loading side tells it."""
        return f"{self.writer}:{self.written} writes {self.name}"


@derived
def model_chains(repo: Snapshot) -> tuple[ModelChain, ...]:
    """The first chain of each file of a program that loads or asks a model."""
    loading = [
        each for each in uses(repo, Subject.MODEL_LOAD, Subject.MODEL_CALL, Subject.REGISTRY) if each.called
    ]
    if not loading or not (repo.modules or repo.notebooks):
        return ()
    written = _written(repo)
    found: dict[str, ModelChain] = {}
    for use in loading if written else ():
        if use.path not in found:
            for name in _named_by(repo, use):
                if name in written:
                    found[use.path] = ModelChain(name, *written[name], use)
                    break
    return tuple(found.values())


@derived
def chains_by_file(repo: Snapshot) -> Mapping[str, ModelChain]:
    """The chain of each file that loads a model which Python code of this repository writes."""
    return {each.use.path: each for each in model_chains(repo)}


@derived
def _written(repo: Snapshot) -> Mapping[str, tuple[str, int]]:
    """Names of model files and registered models, with the place of Python code that writes each."""
    found: dict[str, tuple[str, int]] = {}
    for path in (*repo.modules, *repo.notebooks):
        content = repo.text(path) or ""
        if is_test(repo, path) or is_example_path(path) or WRITES_MODEL.search(content) is None:
            continue
        rows = content.split("\n")
        for match in MODEL_FILE_NAME.finditer(content):
            line = content.count("\n", 0, match.start()) + 1
            if (place := _writing_line(rows, line, match.group())) is not None:
                found.setdefault(match.group(), (path, place))
        for match in REGISTERED_NAME.finditer(content):
            found.setdefault(match[1], (path, content.count("\n", 0, match.start(1)) + 1))
    return found


def _writing_line(rows: list[str], line: int, name: str) -> int | None:
    """The line near a name, or near the constant that holds it, on which something is written."""
    near = range(max(1, line - ROWS_NEAR), min(len(rows), line + 1) + 1)
    direct = [number for number in near if WRITES_MODEL.search(rows[number - 1][:500])]
    if direct:
        return direct[-1]
    held = HOLDING_NAME.match(rows[line - 1][:300])
    if held is None or name not in rows[line - 1]:
        return None
    uses_it = (
        number
        for number, row in enumerate(rows, 1)
        if held[1] in row and number != line and WRITES_MODEL.search(row[:500])
    )
    return next(uses_it, None)


def _named_by(repo: Snapshot, use: ProgramUse) -> Iterator[str]:
    """Names of models in a call, then in the file around it."""
    for text in (*use.strings, *(value for _key, value in use.keywords)):
        yield from (match.group() for match in MODEL_FILE_NAME.finditer(text))
        yield text.rpartition("models:/")[2].partition("/")[0] if "models:/" in text else text
    for match in MODEL_FILE_NAME.finditer(repo.text(use.path) or ""):
        yield match.group()
    for match in CHAIN_ADDRESS.finditer(repo.text(use.path) or ""):
        yield match[1]
