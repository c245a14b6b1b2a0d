"""Ruby without Rails: classes that answer as Rack asks, consumers of Karafka, tasks of a Rakefile."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import running

ASK = 'require "ruby_llm"\nclass App\n  HEAD\n    RubyLLM.chat.ask(1)\n  end\nend\n'
RACK = {"Gemfile": 'gem "rack"\ngem "ruby_llm"\n', "Procfile": "web: bundle exec puma\n"}
RUNS = 'require_relative "app"\nrun App.new\n'

# The head of the method, what runs the class, the gems; whether it is a route, and whether it is started.
RACKS = {
    "an application": ("def call(env)", RUNS, RACK, [True]),
    "a class itself": ("def self.call(env)", RUNS.replace("App.new", "App"), RACK, [True]),
    "one that is not run": ("def call(env)", "run Other.new\n", RACK, [False]),
    "another method": ("def answer(env)", RUNS, RACK, []),
    "another call": ("def call(text)", RUNS, RACK, []),
    "one between": ("def initialize(app)\n    @app = app\n  end\n  def call(env)", RUNS, RACK, []),
    "no gem of it": ("def call(env)", RUNS, {**RACK, "Gemfile": 'gem "ruby_llm"\n'}, []),
}


@pytest.mark.parametrize(("head", "runs", "files", "started"), RACKS.values(), ids=RACKS)
def test_a_class_answers_as_rack_asks(
    head: str, runs: str, files: dict[str, str], started: list[bool]
) -> None:
    found = routes(snapshot({**files, "config.ru": runs, "app.rb": ASK.replace("HEAD", head)}))
    assert [each.start is not None for each in found] == started
    assert all(each.over_model for each in found)


CONSUMER = ASK.replace("HEAD", "def consume")
TASK = 'require_relative "app"\ntask :train do\n  App.new.train\nend\n'


@pytest.mark.parametrize(
    ("files", "name", "runs"),
    [
        ({"Procfile": "w: bundle exec karafka server\n", "karafka.rb": "", "app/consumers/a.rb": CONSUMER}, "App.consume", True),
        ({"Procfile": "w: bundle exec karafka server\n", "app/consumers/a.rb": CONSUMER}, "App.consume", False),
        ({"Procfile": "w: bundle exec karafka server\n", "karafka.rb": "", "app/other/a.rb": CONSUMER}, "App.consume", False),
        ({"Procfile": "w: rake train\n", "Rakefile": TASK, "app.rb": ASK.replace("HEAD", "def train")}, "App.train", True),
        ({"Procfile": "w: rake test\n", "Rakefile": TASK, "app.rb": ASK.replace("HEAD", "def train")}, "App.train", False),
    ],
)  # fmt: skip
def test_what_commands_of_ruby_run(files: dict[str, str], name: str, *, runs: bool) -> None:
    repo = snapshot({"Gemfile": 'gem "karafka"\ngem "ruby_llm"\n', **files})
    assert any(function == name for _path, function in running(repo)) is runs


CONTROLLER = "class QueriesController < ActionController::API\n  def run\n    render json: DocsSchema.execute(params[:query])\n  end\nend\n"
RESOLVER = "module Mutations\n  class Ask < GraphQL::Schema::Mutation\n    def resolve(q:)\n      RubyLLM.chat.ask(q)\n    end\n  end\nend\n"
GRAPHQL = {
    "Gemfile": 'gem "rails"\ngem "graphql"\ngem "ruby_llm"\n',
    "config/routes.rb": 'Rails.application.routes.draw do\n  post "/q", to: "queries#run"\nend\n',
    "app/controllers/queries_controller.rb": CONTROLLER,
    "app/graphql/docs_schema.rb": "class DocsSchema < GraphQL::Schema\nend\n",
}


@pytest.mark.parametrize(
    ("files", "over"),
    [
        ({**GRAPHQL, "app/graphql/mutations/ask.rb": RESOLVER}, True),
        ({**GRAPHQL, "app/graphql/mutations/ask.rb": RESOLVER.replace("resolve", "helper")}, False),
        ({**GRAPHQL, "app/other/ask.rb": RESOLVER}, False),
        ({**GRAPHQL, "app/graphql/docs_schema.rb": "class DocsSchema\nend\n", "app/graphql/mutations/ask.rb": RESOLVER}, False),
        ({**GRAPHQL, "app/controllers/queries_controller.rb": CONTROLLER.replace("execute", "to_json"), "app/graphql/mutations/ask.rb": RESOLVER}, False),
    ],
)  # fmt: skip
def test_what_executes_a_schema_runs_its_resolvers(files: dict[str, str], *, over: bool) -> None:
    (route,) = routes(snapshot(files))
    assert route.over_model is over
