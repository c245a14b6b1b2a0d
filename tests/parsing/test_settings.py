"""Lines that set a value: what they are of, in whatever format, and which have another value in a later text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.settings import LINE_CUT, MOST_LINES, moved_settings, parse_settings

KUBERNETES = """\
apiVersion: apps/v1
spec:
  replicas: 2  # two zones
  template:
    containers:
    - name: api
      image: shop/api:1.2
      resources:
        # it was killed at 1Gi
        limits: 
          memory: "2Gi"
      env:
        - name: WORKERS
          value: "4"
"""  # noqa: W291
TERRAFORM = """\
resource "aws_ecs_service" "api" {
  desired_count = 3 // peak
  tags = {
    team = "shop",
  }
}
variable "image_tag" {
  default = "v7"
}
"""
TABLES = '[server]\nport = 80\n\n[server.pool]\nsize = "5"\n'
JSON = '{\n  "alerts": [\n    {\n      "name": "slow",\n      "for": "5m"\n    }\n  ],\n  "empty": {}\n}\n'
PROGRAM = "new Queue(this, 'jobs', {\n  visibilityTimeout: Duration.minutes(5),\n});\nMAX_RETRIES = 3\n"
SHELL = "export MODEL_VERSION=12\nENV PORT=80\n- --max-replicas=5\nif [ $x == 3 ]; then\n"
ALERTS = "groups:\n- name: api\n  rules:\n  - alert: Slow\n    expr: rate(x[5m]) > 0.5\n    for: 10m\n  - alert: Down\n    for: 1m\n"

SETTINGS = {
    "YAML": (KUBERNETES, [
        ("apiVersion", "apps/v1", 1), ("spec/replicas", "2", 3), ("spec/template/containers/api/name", "api", 6),
        ("spec/template/containers/api/image", "shop/api:1.2", 7),
        ("spec/template/containers/api/resources/limits/memory", "2Gi", 11),
        ("spec/template/containers/api/env/WORKERS/name", "WORKERS", 13),
        ("spec/template/containers/api/env/WORKERS/value", "4", 14)]),
    "Terraform": (TERRAFORM, [
        ("resource aws_ecs_service api/desired_count", "3", 2), ("resource aws_ecs_service api/tags/team", "shop", 4),
        ("variable image_tag/default", "v7", 8)]),
    "TOML": (TABLES, [("server/port", "80", 2), ("server.pool/size", "5", 5)]),
    "JSON": (JSON, [("/alerts//name", "slow", 4), ("/alerts//for", "5m", 5)]),
    "a program": (PROGRAM, [
        ("new Queue this jobs/visibilityTimeout", "Duration.minutes(5)", 2), ("MAX_RETRIES", "3", 4)]),
    "a script": (SHELL, [("MODEL_VERSION", "12", 1), ("PORT", "80", 2), ("-/--max-replicas", "5", 3)]),
    "alerts": (ALERTS, [
        ("groups/api/name", "api", 2), ("groups/api/rules/Slow/alert", "Slow", 4),
        ("groups/api/rules/Slow/expr", "rate(x[5m]) > 0.5", 5), ("groups/api/rules/Slow/for", "10m", 6),
        ("groups/api/rules/Down/alert", "Down", 7), ("groups/api/rules/Down/for", "1m", 8)]),
    "a key with a colon": ("config:\n  db:instance: small\n", [("config/db:instance", "small", 2)]),
    "no settings": ("# a: 1\n// b = 2\nimage:tag\n- shop:1.2\nx == 3\nhttps://example.com\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_settings_stand_under_what_they_are_indented_by(
    text: str, expected: list[tuple[str, str, int]]
) -> None:
    assert [("/".join(each.key), each.value, each.line) for each in parse_settings(text)] == expected


COMMENTS = {
    "behind": ("a: 1 # why\n", "why"),
    "above": ("# why\na: 1\n", "why"),
    "above and behind": ("# one\n# two\na: 1 # three\n", "one two three"),
    "above a blank line": ("# why\n\na: 1\n", ""),
    "in the value": ('a: "1 # 2"\n', ""),
    "an address": ("a: http://x/y\n", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "comment"), COMMENTS.values(), ids=COMMENTS)
def test_a_comment_belongs_to_the_line_below_or_before_it(text: str, comment: str) -> None:
    assert parse_settings(text)[0].comment == comment


MOVED = {
    "a value": ("a: 1\nb: 2\n", "a: 1\nb: 3\n", [("b", "2", "3", "")]),
    "quotes": ("a: 1\n", 'a: "1"\n', []),
    "order": ("a: 1\nb: 2\n", "b: 2\na: 1\n", []),
    "a new key": ("a: 1\n", "a: 1\nb: 2\n", []),
    "under another": ("x:\n  a: 1\n", "y:\n  a: 2\n", []),
    "the same key twice": ("x:\n- a: 1\n- a: 2\n", "x:\n- a: 1\n- a: 3\n", [("x/-/a", "2", "3", "")]),
    "the same key once more": ("x:\n- a: 1\n", "x:\n- a: 0\n- a: 1\n", []),
    "what stands elsewhere with the old value": (
        "a:\n  cpu: 5\nb:\n  cpu: 5\n", "a:\n  cpu: 5\nb:\n  cpu: 2\n", [("b/cpu", "5", "2", "")]),
    "a tag beside its image": (
        "image:\n  repository: shop/api\n  tag: v1\n", "image:\n  repository: shop/api\n  tag: v2\n", [("image/tag", "v1", "v2", "shop/api")]),
    "a tag below its name": (
        "images:\n- name: shop\n  newTag: v1\n", "images:\n- name: shop\n  newTag: v2\n", [("images/shop/newTag", "v1", "v2", "shop")]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), MOVED.values(), ids=MOVED)
def test_a_setting_moves_where_both_texts_have_it(
    before: str, after: str, expected: list[tuple[str, str, str, str]]
) -> None:
    moved = moved_settings(before, after)
    assert [
        ("/".join(each.after.key), each.before.value, each.after.value, each.beside) for each in moved
    ] == expected


def test_what_is_long_is_read_in_part() -> None:
    assert len(parse_settings("a: 1\n" * (MOST_LINES + 10))) == MOST_LINES
    (setting,) = parse_settings("a: " + "x" * 10_000)
    assert len(setting.value) <= LINE_CUT


@given(st.text(alphabet="ab-: =\"'#/{}[]\n\t 1.$|>", max_size=200))
def test_any_text_has_settings_on_its_lines(text: str) -> None:
    for setting in parse_settings(text):
        assert 1 <= setting.line <= text.count("\n") + 1 and setting.value and setting.key[-1]
    assert moved_settings(text, text) == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    for move in moved_settings(before, after):
        assert move.before.key == move.after.key and move.before.value != move.after.value
