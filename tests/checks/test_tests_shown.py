"""Which files hold tests of a browser, and which test of a file is shown."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.wiring.testing.foreign_runners import collected_by_foreign
from tests.support.snapshots import run, snapshot


def written(text: str) -> dict[str, str]:
    return {
        "shop/__init__.py": "",
        "shop/price.py": "def price(n):\n    return 2 * n\n",
        "tests/test_price.py": text,
    }


JAVASCRIPT_FILES = {
    "ui/src/e2e/price.cy.ts": True,
    "cypress/e2e/shop/price.js": True,
    "cypress/integration/price.tsx": True,
    "test/price.e2e-spec.ts": True,
    "src/cypress.ts": False,
    "cypress/support/price.js": False,
}


@pytest.mark.parametrize(("path", "test"), JAVASCRIPT_FILES.items(), ids=JAVASCRIPT_FILES)
def test_the_files_of_browser_tests(path: str, test: bool) -> None:
    text = "it('sells', () => {\n  cy.get('#price').should('have.text', '4')\n})\n"
    assert (run("tests", snapshot({path: text})).level is Level.SUBSTANTIVE) is test


def test_a_test_of_what_the_code_does_is_shown_before_one_that_it_is_there() -> None:
    there = "from shop.price import price\n\ndef test_price_exists():\n    assert callable(price)\n\n"
    files = written(f"{there}def test_price():\n    assert price(2) == 4\n")
    assert run("tests", snapshot(files)).evidence[0].note.endswith("e.g. test_price")
    assert run("tests", snapshot(written(there))).evidence[0].note.endswith("e.g. test_price_exists")


LITTLE = ("health", "root_endpoint", "initialization", "imports", "hello", "ShopHealth")
MUCH = ("a_price_is_doubled", "square", "initial_price", "healthy_price_is_kept")


@pytest.mark.parametrize(("name", "shown"), [*((each, 7) for each in LITTLE), *((each, 4) for each in MUCH)])
def test_a_test_of_what_the_code_does_is_shown_before_one_that_it_is_alive(name: str, shown: int) -> None:
    python = (
        f"from shop.price import price\n\n\ndef test_{name}():\n    assert price(1) == 2\n\n"
        "def test_twice():\n    assert price(2) == 4\n"
    )
    script = (
        f"import {{ price }} from './price'\n\n\nit('{name}', () => {{\n  expect(price(1)).toBe(2)\n}})\n"
        "it('doubles', () => {\n  expect(price(2)).toBe(4)\n})\n"
    )
    code = {"src/price.ts": "export function price(n) {\n  return 2 * n\n}\n"}
    assert run("tests", snapshot(written(python))).evidence[0].line == shown
    assert run("tests", snapshot({**code, "src/price.test.ts": script})).evidence[0].line == shown


def test_what_a_runner_collects_is_shown_before_a_program() -> None:
    step = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: python scripts/check_price.py\n"
    program = "from shop.price import price\nassert price(2) == 4\n"
    files = {
        **written("from shop.price import price\n\ndef test_price():\n    assert price(2) == 4\n"),
        "scripts/check_price.py": program,
        ".github/workflows/a.yml": step,
    }
    assert [each.path for each in run("tests", snapshot(files)).evidence] == [
        "tests/test_price.py",
        "scripts/check_price.py",
    ]
    data = "import json\ndef need(x):\n    return x\nassert need(json.load(open('a.json')))\n"
    files["scripts/check_price.py"] = data
    assert [each.path for each in run("tests", snapshot(files)).evidence] == ["tests/test_price.py"]


BROWSER = "it('sells', () => {\n  cy.get('#price').should('have.text', '4')\n})\n"
UNIT = "it('sells', () => {\n  expect(price(2)).toBe(4)\n})\n"
RUNS = {
    "cypress": ("npx cypress run", ["src/a.cy.ts"]),
    "jest": ("npx jest", ["src/a.test.ts"]),
    "vitest": ("vitest run", ["src/a.test.ts"]),
}


@pytest.mark.parametrize(("command", "paths"), RUNS.values(), ids=RUNS)
def test_a_runner_collects_its_own_files(command: str, paths: list[str]) -> None:
    repo = snapshot({"src/a.cy.ts": BROWSER, "src/a.test.ts": UNIT})
    found = collected_by_foreign(repo, tuple(command.split()))
    assert found is not None
    assert [each.path for each in found.foreign] == paths


def test_cypress_may_be_told_other_files() -> None:
    found = collected_by_foreign(snapshot({"src/a.test.ts": UNIT}), ("cypress", "run"))
    assert found is not None
    assert [each.path for each in found.foreign] == ["src/a.test.ts"]


RUBY_TEST = "class PriceTest < Minitest::Test\n  def test_price\n    assert_equal 4, price(2)\n  end\nend\n"
RUBY_RUNS = (
    "rails test",
    "bin/rails test",
    "bin/rails t",
    "bin/rails db:test:prepare test test:system",
    "bin/rails test:all",
    "bin/rails test test/price_test.rb:3",
    "bundle exec rails test",
    "bundle exec rails spec",
    "bin/rake test",
    "rake",
    "bundle exec rake",
    "bundle exec rake db:create db:migrate spec",
    "bundle exec rspec",
    "bin/rspec spec",
    "bundle exec parallel_rspec spec",
)
RUBY_OTHERS = (
    "bin/rails db:test:prepare",
    "bin/rails test:prepare",
    "bin/rails spec:prepare",
    "bin/rails generate model test",
    "bin/rails g rspec:install",
    "bin/rails server -e test",
    "bin/rails db:migrate --environment=test",
    "bin/rails zeitwerk:check",
    "bundle exec rake db:migrate",
    "rake assets:precompile",
    "bundle exec",
    "bundle exec rubocop",
    "rails",
)


def test_tasks_of_rails_and_rake_that_test() -> None:
    repo = snapshot({"test/price_test.rb": RUBY_TEST})
    for command in RUBY_RUNS:
        found = collected_by_foreign(repo, tuple(command.split()))
        assert found is not None and [each.path for each in found.foreign] == ["test/price_test.rb"], command
    for command in RUBY_OTHERS:
        assert collected_by_foreign(repo, tuple(command.split())) is None, command


RAILS_FILES = ("test/models/price_test.rb", "test/system/page_test.rb")
RAILS_RUNS = {
    "bin/rails db:test:prepare test": RAILS_FILES[:1],
    "bin/rails test:models": RAILS_FILES[:1],
    "bin/rails test:units": RAILS_FILES[:1],
    "bin/rails db:test:prepare test:system": RAILS_FILES[1:],
    "bin/rails test test:system": RAILS_FILES,
    "bin/rails test:all": RAILS_FILES,
    "bin/rails test:jobs": (),
}


@pytest.mark.parametrize(("command", "paths"), RAILS_RUNS.items())
def test_a_task_of_rails_collects_its_own_folders(command: str, paths: tuple[str, ...]) -> None:
    found = collected_by_foreign(snapshot(dict.fromkeys(RAILS_FILES, RUBY_TEST)), tuple(command.split()))
    assert found is not None
    assert tuple(each.path for each in found.foreign) == paths
    assert (found.why_none is None) is bool(paths)


@pytest.mark.parametrize(
    ("more", "first"), [("", "tests/test_a.py"), ("def test_b():\n    assert price(3)\n", "tests/test_b.py")]
)
def test_the_file_with_most_tests_is_shown(more: str, first: str) -> None:
    text = "from shop.price import price\ndef test_a():\n    assert price(2) == 4\n"
    files = {**written(""), "tests/test_a.py": text, "tests/test_b.py": text + more}
    assert run("tests", snapshot(files)).evidence[0].path == first
