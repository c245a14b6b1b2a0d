"""Rows that are held against a schema of any library, and data sets that are refused for their values."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

TASK = {"Makefile": "all:\n\tpython pipe.py\n"}
HEAD = "import csv\n{}\n\n\ndef load(path):\n{}\n\n\nload('a')\n"
EACH = "    for each in csv.DictReader(open(path)):\n"
SCHEMAS = {
    "JSON Schema": ("from jsonschema import validate", EACH + "        validate(instance=each, schema=S)", Level.WIRED),
    "JSON Schema, by position": ("import jsonschema", EACH + "        jsonschema.validate(each, S)", Level.WIRED),
    "errors that end the run": (
        "from jsonschema import Draft7Validator",
        "    rows, v = csv.DictReader(open(path)), Draft7Validator(S)\n"
        "    bad = [e for each in rows for e in v.iter_errors(each)]\n    if bad:\n        raise SystemExit(1)",
        Level.WIRED,
    ),
    "errors that are counted": (
        "from jsonschema import Draft7Validator",
        "    rows, v = csv.DictReader(open(path)), Draft7Validator(S)\n    print(len([v.iter_errors(each) for each in rows]))",
        Level.SUBSTANTIVE,
    ),
    "a compiled schema": ("import fastjsonschema", f"    check = fastjsonschema.compile(S)\n{EACH}        check(each)", Level.WIRED),
    "Cerberus": (
        "from cerberus import Validator",
        f"    v = Validator(S)\n{EACH}        if not v.validate(each):\n            raise ValueError(v.errors)",
        Level.WIRED,
    ),
    "Cerberus, a bad one left out": (
        "from cerberus import Validator", f"    v = Validator(S)\n{EACH}        if v.validate(each):\n            keep(each)", Level.SUBSTANTIVE
    ),
    "Voluptuous": ("from voluptuous import Schema", f"    s = Schema({{'a': int}})\n{EACH}        s(each)", Level.WIRED),
    "schema": ("from schema import Schema", f"    s = Schema({{'a': int}})\n{EACH}        s.validate(each)", Level.WIRED),
    "msgspec": ("import msgspec", "    return msgspec.convert(list(csv.DictReader(open(path))), list[Row])", Level.WIRED),
    "marshmallow": (
        "from marshmallow import Schema\n\n\nclass Row(Schema):\n    pass",
        "    return Row(many=True).load(list(csv.DictReader(open(path))))",
        Level.WIRED,
    ),
    "a class of fields by its decorator": (
        "from pydantic.dataclasses import dataclass\n\n\n@dataclass\nclass Row:\n    a: int",
        "    return [Row(**each) for each in csv.DictReader(open(path))]",
        Level.WIRED,
    ),
    "a class of fields with validators": (
        "import attrs\n\n\n@attrs.define\nclass Row:\n    a = attrs.field(validator=attrs.validators.gt(0))",
        "    return [Row(**each) for each in csv.DictReader(open(path))]",
        Level.WIRED,
    ),
    "a class of fields without validators": (
        "import attrs\n\n\n@attrs.define\nclass Row:\n    a: int",
        "    return [Row(**each) for each in csv.DictReader(open(path))]",
        Level.ABSENT,
    ),
    "a class that the code is given": (
        "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    a: int",
        "    return [path.kind.model_validate(each) for each in csv.DictReader(open(path))]",
        Level.WIRED,
    ),
    "a class that the code is given, asked for its schema": (
        "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    a: int",
        "    return [path.kind.model_json_schema(each) for each in csv.DictReader(open(path))]",
        Level.ABSENT,
    ),
    "an error that is caught": (
        "from jsonschema import ValidationError, validate",
        f"{EACH}        try:\n            validate(each, S)\n        except ValidationError:\n            pass",
        Level.SUBSTANTIVE,
    ),
    "a configuration": ("from jsonschema import validate", "    validate(json.load(open(path)), S)", Level.ABSENT),
    "a request beside rows": (
        "from jsonschema import validate\nfrom flask import request",
        "    validate(request.get_json(), S)\n    return list(csv.DictReader(open(path)))",
        Level.ABSENT,
    ),
    "another library's schema": ("from graphene import Schema", f"    s = Schema()\n{EACH}        s.validate(each)", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("imports", "body", "level"), SCHEMAS.values(), ids=SCHEMAS)
def test_rows_that_are_held_against_a_schema(imports: str, body: str, level: Level) -> None:
    files = {"pipe.py": HEAD.format(imports, body)}
    finding = run("data_validation", snapshot({**files, **TASK}))
    assert finding.level is level
    assert not level or "every row is" in finding.evidence[0].note
    if level is Level.WIRED:
        assert run("data_validation", snapshot(files)).level is Level.SUBSTANTIVE


ROW_BY_ROW = "import csv\n\nfrom rules import ROW\n\n\ndef load(path):\n    for each in csv.DictReader(open(path)):\n        {}\n\n\nload('a')\n"
KEPT = {
    "an adapter of a class": ("from pydantic import BaseModel, TypeAdapter\n\nclass Row(BaseModel):\n    a: int\n\nROW = TypeAdapter(Row)\n", "ROW.validate_python(each)", Level.WIRED),
    "a schema": ("import schema\n\nROW = schema.Schema({'a': int})\n", "ROW.validate(each)", Level.WIRED),
    "something of its own": ("import forms\n\nROW = forms.Form()\n", "ROW.validate(each)", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("made", "asked", "level"), KEPT.values(), ids=KEPT)
def test_a_schema_that_another_file_keeps(made: str, asked: str, level: Level) -> None:
    files = {"pipe.py": ROW_BY_ROW.format(asked), "rules.py": made, **TASK}
    assert_found(run("data_validation", snapshot(files)), level, "pipe.py:8" if level else "")


FRAME = (
    "import pandas as pd\n\n\ndef load(path):\n    df = pd.read_csv(path)\n{}\n    return df\n\n\nload('a')\n"
)
SAYS = "\n        print(1)"
RAISES = "\n        raise ValueError('bad')"
VALUES = {
    "two conditions at once": (f"    if df['a'].isna().any() or (df['b'] < 0).any():{RAISES}", Level.WIRED),
    "after it is written down": (
        f"    if df['a'].isna().any() or (df['b'] < 0).any():\n        log.error('bad')\n        print(1){RAISES}",
        Level.WIRED,
    ),
    "only written down": (
        "    if df['a'].isna().any() or (df['b'] < 0).any():\n        log.error('bad')\n    raise ValueError('always')",
        Level.ABSENT,
    ),
    "after more than is looked at": (
        f"    if df['a'].isna().any() or (df['b'] < 0).any():{4 * SAYS}{RAISES}",
        Level.ABSENT,
    ),
    "over several lines": (
        f"    if (\n        df['a'].isna().any()\n        or not df['b'].between(0, 1).all()\n    ):{RAISES}",
        Level.WIRED,
    ),
    "one after the other": (
        f"    if df['a'].isna().any():{RAISES}\n    if df['b'].duplicated().any():{RAISES}",
        Level.WIRED,
    ),
    "kept under a name": (
        f"    empty = df['a'].isna().sum()\n    if empty > 0 or not df['b'].is_unique:{RAISES}",
        Level.WIRED,
    ),
    "that end the program": (
        "    if df['a'].isna().any() or df.duplicated().any():\n        sys.exit(1)",
        Level.WIRED,
    ),
    "in one name": (
        f"    empty = df['a'].isna() | df['b'].duplicated()\n    if empty.any():{RAISES}",
        Level.WIRED,
    ),
    "in an expression": (
        f"    empty = df.filter(F.col('a').isNull() | (F.col('b') < 0)).count()\n    if empty:{RAISES}",
        Level.WIRED,
    ),
    "in expressions that are asked at once": (
        f"    if df.select(pl.col('a').null_count()).item() or df.filter(~pl.col('b').is_in(K)).height:{RAISES}",
        Level.WIRED,
    ),
    "in an expression that leaves rows out": (
        f"    empty = df.filter(F.col('a').isNull() | (F.col('b') < 0))\n    if empty:{RAISES}",
        Level.ABSENT,
    ),
    "in an expression of good rows": (
        f"    empty = df.filter(F.col('a').isNotNull() & (F.col('b') > 0)).count()\n    if empty:{RAISES}",
        Level.ABSENT,
    ),
    "in an expression with one condition": (
        f"    empty = df.filter(F.col('a').isNull()).count()\n    if empty:{RAISES}",
        Level.ABSENT,
    ),
    "one condition": (f"    if df['a'].isna().any():{RAISES}", Level.ABSENT),
    "that are filled": (
        "    if df['a'].isna().any() or (df['b'] < 0).any():\n        df = df.fillna(0)",
        Level.ABSENT,
    ),
    "of a path": (f"    if not path.exists() or path.suffix not in KNOWN:{RAISES}", Level.ABSENT),
    "that answer a request": (
        "    if df['a'].isna().any() or df.duplicated().any():\n        raise HTTPNotFound()",
        Level.ABSENT,
    ),
}


@pytest.mark.parametrize(("body", "level"), VALUES.values(), ids=VALUES)
def test_a_data_set_that_is_refused_for_its_values(body: str, level: Level) -> None:
    files = {"pipe.py": FRAME.format(body)}
    finding = run("data_validation", snapshot({**files, **TASK}))
    first = "pipe.py:7" if "empty = " in body else "pipe.py:6"
    assert_found(finding, level, first if level else "", "2 conditions on the values" if level else "")
    if level:
        assert run("data_validation", snapshot(files)).level is Level.SUBSTANTIVE


LINE = "import json\nimport sys\n{}\n\n\nclass Row({}):\n    a: int\n\n\ndef load(path):\n{}\n\n\nsys.exit(load('a'))\n"
PYDANTIC, MSGSPEC = (
    ("from pydantic import BaseModel, ValidationError", "BaseModel"),
    ("import msgspec", "msgspec.Struct"),
)
TRIES = "    bad = 0\n    for line in open(path):\n        try:\n            Row.model_validate_json(line)\n        except ValidationError:\n            bad += 1\n"
LINES = {
    "every line": (PYDANTIC, "    for line in open(path):\n        Row.model_validate_json(line)", Level.WIRED),
    "every line, in a list": (PYDANTIC, "    return [Row(**json.loads(line)) for line in path.read_text().splitlines()]", Level.WIRED),
    "numbered": (PYDANTIC, "    for number, line in enumerate(open(path)):\n        Row.model_validate(json.loads(line))", Level.WIRED),
    "decoded": (
        MSGSPEC, "    decoder = msgspec.json.Decoder(Row)\n    for line in open(path):\n        decoder.decode(line)", Level.WIRED),
    "counted, and the end says so": (PYDANTIC, f"{TRIES}    return 1 if bad else 0", Level.WIRED),
    "counted": (PYDANTIC, f"{TRIES}    print(bad)\n    return 0", Level.SUBSTANTIVE),
    "one text": (PYDANTIC, "    with open(path) as file:\n        return Row.model_validate_json(file.read())", Level.ABSENT),
    "another loop's": (
        PYDANTIC, "    text = open(path).read()\n    for each in range(3):\n        Row.model_validate_json(text)", Level.ABSENT),
    "what a service kept": (
        (f"from fastapi import FastAPI\n{PYDANTIC[0]}", PYDANTIC[1]), "    for line in open(path):\n        Row.model_validate_json(line)", Level.ABSENT),
    "entries of settings": (
        PYDANTIC, "    import tomllib\n    for row in tomllib.load(open(path))['models']:\n        Row(**row)", Level.ABSENT),
    "entries of a list of records": (
        PYDANTIC, "    for row in json.load(open(path)):\n        Row(**row)", Level.WIRED),
    "lines of a socket": (PYDANTIC, "    for line in path.stream():\n        Row.model_validate_json(line)", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("library", "body", "level"), LINES.values(), ids=LINES)
def test_lines_of_a_file_that_are_checked_one_by_one(
    library: tuple[str, str], body: str, level: Level
) -> None:
    files = {"pipe.py": LINE.format(*library, body), **TASK}
    finding = run("data_validation", snapshot(files))
    assert finding.level is level, finding.message
    assert not level or finding.evidence[0].note.startswith("every row is ")
