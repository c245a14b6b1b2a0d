from __future__ import annotations

import pytest

from analyzer.facts.models.model_registries import words_of_addresses, words_of_call
from analyzer.wiring.modules import package_uses
from tests.support.snapshots import snapshot

MLFLOW = frozenset({"mlflow"})


def call_words(source: str, last: str = "register_model") -> set[str]:
    """What names a model in the first call of that name."""
    repo = snapshot({"a.py": f"import mlflow\n{source}\n"})
    use = next(each for each in package_uses(repo, MLFLOW) if each.call and each.target.endswith(last))
    return set(words_of_call(repo, use))


CALLS = {
    "literals": ("mlflow.register_model('Churn', 'app')", {"churn", "app"}),
    "keywords": ("mlflow.register_model(name='churn')", {"churn"}),
    "a literal of two characters": ("mlflow.register_model('ab', 'abc')", {"abc"}),
    "a literal of 200 characters": (f"mlflow.register_model('{'a' * 200}')", {"a" * 200}),
    "a longer one": (f"mlflow.register_model('{'a' * 201}')", set()),
    "a path": ("mlflow.register_model('me/churn')", {"me/churn"}),
    "an address": ("mlflow.register_model('models:/churn@best')", {"churn", "best"}),
    "an address in a variable": ("uri = 'models:/churn/1234'\nmlflow.register_model(uri)", {"churn", "1234"}),
    "an address within a text": ("mlflow.register_model('x models:/churn')", {"x models:", "churn"}),
    "an address of several parts": ("mlflow.register_model(f'models:/churn-{x.name}@best')", {"churn-", "$name", "best"}),
    "addresses of runs, of the web and of files": ("mlflow.register_model('runs:/abc', 'https://abc', 'file:abc')", set()),
    "a text of one part": ("mlflow.register_model(f'churn')", {"churn"}),
    "a text of two parts": ("mlflow.register_model(f'churn-{x}')", set()),
    "a text of two parts beside a literal": ("mlflow.register_model(f'churn-{x}', 'app')", {"app"}),
    "a number": ("mlflow.register_model(1234)", set()),
    "a variable that names": ("mlflow.register_model(MODEL_NAME)", {"$model_name"}),
    "an attribute that names": ("mlflow.register_model(conf.Alias)", {"$alias"}),
    "a variable that does not": ("mlflow.register_model(thing)", set()),
    "a variable with a text": ("thing = 'churn'\nmlflow.register_model(thing)", {"churn"}),
    "a variable with two texts": ("thing = 'one'\nthing = 'two'\nmlflow.register_model(thing)", {"one", "two"}),
    "a variable with a type": ("thing: str = 'churn'\nmlflow.register_model(thing)", {"churn"}),
    "a variable with a type alone": ("thing: str\nmlflow.register_model(thing)", set()),
    "two variables at once": ("thing = other = 'churn'\nmlflow.register_model(other)", {"churn"}),
    "an element of a list": ("thing[0] = 'churn'\nmlflow.register_model(thing)", set()),
    "a default": ("thing = get('first', 'churn')\nmlflow.register_model(thing)", {"churn"}),
    "two defaults": ("thing = get('first', 'one', 'two')\nmlflow.register_model(thing)", {"one", "two"}),
    "a call without a default": ("thing = get('first')\nmlflow.register_model(thing)", set()),
    "a call over two lines": ("(\n    mlflow.\n    register_model('churn')\n)", {"churn"}),
    "two calls of a line": ("mlflow.register_model('one'), mlflow.register_model('two')", {"one", "two"}),
    "a call of a line before": ("mlflow.register_model('one')\nmlflow.register_model('two')", {"one"}),
}  # fmt: skip


@pytest.mark.parametrize(("source", "words"), CALLS.values(), ids=CALLS)
def test_what_names_a_model_in_a_call(source: str, words: set[str]) -> None:
    assert call_words(source) == words


def test_calls_that_neither_register_nor_load_name_no_model() -> None:
    assert call_words("mlflow.set_tag('churn', value=1)", "set_tag") == set()
    assert call_words("mlflow.autolog(x=1, registered_model_name='churn')", "autolog") == {"churn"}


def test_an_import_names_no_model() -> None:
    repo = snapshot({"a.py": "from mlflow import register_model\nregister_model('churn')\n"})
    imported, called = package_uses(repo, MLFLOW)
    assert not words_of_call(repo, imported)
    assert words_of_call(repo, called) == {"churn"}


ADDRESS = "uri = 'models:/{}/Production'\n"
FILES = {
    "of its own": ({"a.py": ADDRESS.format("churn")}, {"churn", "production"}),
    "of what it imports": ({"a.py": "import b\n", "b.py": ADDRESS.format("churn")}, {"churn", "production"}),
    "of what it does not import": ({"a.py": "x = 1\n", "b.py": ADDRESS.format("churn")}, set()),
    "of two": ({"a.py": ADDRESS.format("one") + ADDRESS.format("two")}, {"one", "two", "production"}),
    "of a test": ({"a.py": "import tests.b\n", "tests/b.py": ADDRESS.format("churn")}, set()),
    "of configuration": ({"a.py": "", "b.yaml": "a: models:/Churn@Best\n"}, {"churn", "best"}),
    "of a compose file": ({"a.py": "", "compose.yml": "services:\n  a:\n    command: x models:/churn/12\n"}, {"churn", "12"}),
    "of an image": ({"a.py": "", "Dockerfile": "FROM a\nENV A=models:/churn/latest\n"}, {"churn", "latest"}),
    "of no version": ({"a.py": "", "b.yaml": "a: models:/churn\n"}, set()),
    "of a path": ({"a.py": "", "b.yaml": "a: ./models:/churn/12\n"}, set()),
    "after other words": ({"a.py": "x = 'see models:/churn/1'\n"}, set()),
    "nothing": ({"a.py": "x = f''\n# models:/churn/1\n"}, set()),
    "what Python refuses": ({"a.py": "x = 'models:/churn/1' (\n"}, set()),
}  # fmt: skip


@pytest.mark.parametrize(("files", "words"), FILES.values(), ids=FILES)
def test_what_names_a_model_in_addresses(files: dict[str, str], words: set[str]) -> None:
    assert words_of_addresses(snapshot(files, missing=["gone.yaml", "gone.py"]), "a.py") == words
