"""What a GitLab file takes from other files of its repository, and the inputs that it gives to them.

Sources: https://docs.gitlab.com/ci/yaml/includes/ and https://docs.gitlab.com/ci/inputs/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.gitlab_rules import Surroundings, start_by_rules
from analyzer.parsing.ci.globs import matches
from analyzer.parsing.ci.model import UnreadableError, texts
from analyzer.parsing.ci.sources import Sources
from analyzer.parsing.ci.system import Files
from analyzer.parsing.steps import spend
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, line, text

_MAXIMUM_NODES = 200_000
_INPUT = lazy_regex(r"\$\[\[\s*inputs\.([\w-]+)\s*(?:\|[^\]]*)?\]\]")
_OWN_COMPONENT = lazy_regex(
    r"\$\{?(?:CI_SERVER_FQDN|CI_SERVER_HOST)\}?/\$\{?CI_PROJECT_PATH\}?/([\w./-]+)@.*"
)
_MERGED = ("variables", "default")


class Whole(Struct):
    """A configuration with what it includes. `elsewhere` are the includes that lie in other projects."""

    root: Block = field(default_factory=Block)
    sources: Sources = field(default_factory=Sources)
    elsewhere: list[Text] = field(default_factory=list)
    nodes: int = 0


def content_of(values: Sequence[Value]) -> tuple[Block, Block]:
    """The inputs that a file declares in a header, and what it says under it."""
    first = block(values[0]) if values else Block()
    if "spec" in first and len(values) > 1:
        return block(block(first["spec"]).get("inputs")), block(values[1])
    return Block(), first


def whole(values: Sequence[Value], files: Files, given: Value | None = None) -> Whole:
    """The configuration of a file with everything that it includes of the repository, in one mapping."""
    declared, root = content_of(values)
    found = Whole()
    own = _filled(found, root, _inputs(declared, given))
    merged = Block(line=own.line)
    _include(found, merged, own, files, set(), 0)
    _lay(found, merged, own)
    found.root = merged
    return found


def _include(
    found: Whole, merged: Block, root: Block, files: Files, seen: set[tuple[str, str]], at: int
) -> None:
    """Lay what a file includes into the configuration, before it is laid there itself."""
    for entry in items(root.get("include")):
        included = at or line(entry)
        said = block(entry)
        if not _is_included(said, files):
            continue
        paths = list(_paths(entry, files))
        if not paths and (name := _elsewhere(entry)):
            found.elsewhere.append(Text(name, included))
        for path in paths:
            key = (path, repr(said.get("inputs")))
            values = files.values(path)
            if key in seen or not values:
                continue
            seen.add(key)
            move = found.sources.enter(path, included)
            declared, content = content_of(values)
            inputs = _inputs(declared, said.get("inputs"))
            moved = _filled(found, content, inputs, move)
            _include(found, merged, moved, files, seen, included)
            _lay(found, merged, moved)


def _is_included(said: Block, files: Files) -> bool:
    rules = items(said.get("rules"))
    if not rules:
        return True
    return start_by_rules(rules, Surroundings(paths=files.paths, code=files.code)).never is None


def _paths(entry: Value, files: Files) -> Iterator[str]:
    """The files of the repository that an entry includes."""
    said = block(entry)
    written = text(entry) or text(said.get("local"))
    if own := _OWN_COMPONENT.fullmatch(text(said.get("component"))):
        candidates = (f"templates/{own[1]}.yml", f"templates/{own[1]}/template.yml")
        yield from (path for path in candidates if path in files.paths)
    elif written and "://" not in written and "$" not in written:
        path = normpath(written.lstrip("/"))
        if "*" in path:
            spend(len(files.paths))
            found = [each for each in files.paths if each.endswith((".yml", ".yaml"))]
            yield from [each for each in found if matches(path, each)]
        else:
            yield path


def _elsewhere(entry: Value) -> str:
    """What an entry includes of another project, in words; "" of GitLab's own templates without tests."""
    said = block(entry)
    template = text(said.get("template"))
    if template:
        return f"the template {template}" if "Auto-DevOps" in template else ""
    project = text(said.get("project"))
    names = ", ".join(texts(said.get("file")))
    written = text(entry) or text(said.get("remote"))
    outside = written if "://" in written else ""
    return text(said.get("component")) or (f"{project} {names}".strip()) or outside


def _inputs(declared: Block, given: Value | None) -> dict[str, Value]:
    known = {str(name): block(said)["default"] for name, said in declared.items() if "default" in block(said)}
    return {**known, **{str(name): value for name, value in block(given).items()}}


def _filled(found: Whole, root: Block, inputs: Mapping[str, Value], move: int = 0) -> Block:
    """A copy of a configuration with its inputs filled in, its lines counted from `move`."""
    copied = _copy(found, root, inputs, move)
    return copied if isinstance(copied, Block) else Block()


def _copy(found: Whole, value: Value, inputs: Mapping[str, Value], move: int) -> Value:
    found.nodes += 1
    if found.nodes > _MAXIMUM_NODES:
        raise UnreadableError(f"more than {_MAXIMUM_NODES:,} values with what is included")
    if isinstance(value, Text):
        return _text(value, inputs, move)
    if isinstance(value, Items):
        return Items([_copy(found, each, inputs, move) for each in value], value.line + move)
    pairs: dict[str, Value] = {
        _key(key, inputs, move): _copy(found, each, inputs, move) for key, each in value.items()
    }
    return Block(pairs, value.line + move)


def _key(key: str, inputs: Mapping[str, Value], move: int) -> Text:
    """A key with the inputs in it filled in."""
    filled = _text(key if isinstance(key, Text) else Text(key), inputs, move)
    return filled if isinstance(filled, Text) else Text(key, line(key) + move)


def _text(written: Text, inputs: Mapping[str, Value], move: int) -> Value:
    at = written.line + move
    if "$[[" not in written:
        return Text(written, at)
    alone = _INPUT.fullmatch(written.strip())
    if alone is not None and alone[1] in inputs:
        value = inputs[alone[1]]
        return Text(_on_one_line(value), at) if isinstance(value, Text) else value
    return Text(
        _INPUT.sub(
            lambda match: _on_one_line(text(inputs[match[1]])) if match[1] in inputs else match[0], written
        ),
        at,
    )


def _on_one_line(value: str) -> str:
    return " ; ".join(value.strip().split("\n"))


def _lay(found: Whole, target: Block, over: Block) -> None:
    """Lay one configuration over another: mappings are merged, everything else is replaced."""
    pending = [(target, over)]
    while pending:
        under, top = pending.pop()
        found.nodes += len(top) + 1
        if found.nodes > _MAXIMUM_NODES:
            raise UnreadableError(f"more than {_MAXIMUM_NODES:,} values with what is included")
        for key, value in top.items():
            below = under.get(key)
            if isinstance(value, Block) and isinstance(below, Block):
                copy = Block(below, below.line)
                under.pop(key)
                under[key] = copy
                pending.append((copy, value))
            else:
                under.pop(key, None)
                under[key] = value
