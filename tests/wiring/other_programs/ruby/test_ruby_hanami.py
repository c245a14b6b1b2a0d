"""Ruby: actions of Hanami with what is injected into them, and classes that a text names."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.calls import reached_by
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.serving_path import input_checks

ASK = 'require "ruby_llm"\nmodule Qna\n  module Llm\n    class Answerer\n      def answer(q)\n        RubyLLM.chat.ask(q).content\n      end\n    end\n  end\nend\n'
ACTION = (
    "module Qna\n  module Actions\n    module Asks\n      class Create < Qna::Action\n        {deps}\n"
    "        def handle(request, response)\n          response.body = {call}\n        end\n      end\n    end\n  end\nend\n"
)
DEPS = 'include Deps["llm.answerer"]'
BASE = {
    "Gemfile": 'gem "hanami"\ngem "ruby_llm"\n',
    "Procfile": "web: bundle exec hanami server\n",
    "config.ru": 'require "hanami/boot"\nrun Hanami.app\n',
    "config/app.rb": "module Qna\n  class App < Hanami::App\n  end\nend\n",
    "config/routes.rb": 'module Qna\n  class Routes < Hanami::Routes\n    post "/asks", to: "asks.create"\n  end\nend\n',
    "app/llm/answerer.rb": ASK,
}


def action(deps: str = DEPS, call: str = "answerer.answer(1)") -> dict[str, str]:
    return {**BASE, "app/actions/asks/create.rb": ACTION.format(deps=deps, call=call)}


# Files of an application, whether its route leads to a model, and whether something starts it.
HANAMI = {
    "an injected object": (action(), True, True),
    "one by another name": (action('include Deps[llm: "llm.answerer"]', "llm.answer(1)"), True, True),
    "an object that is not asked": (action(call="'x'"), False, True),
    "another method of it": (action(call="answerer.size"), False, True),
    "no injected object": (action(""), False, True),
    "another object": (action('include Deps["llm.other"]'), False, True),
    "another action": ({**action(), "config/routes.rb": BASE["config/routes.rb"].replace("asks.create", "asks.update")}, False, True),
    "an action of a slice": (
        {**{path: text for path, text in action().items() if "actions" not in path},
         "slices/asks/actions/create.rb": ACTION.format(deps=DEPS, call="answerer.answer(1)")}, True, True),
    "nothing that starts it": ({path: text for path, text in action().items() if path != "Procfile"}, True, False),
    "no application": ({**action(), "config/app.rb": "x = 1\n"}, False, True),
}  # fmt: skip


@pytest.mark.parametrize(("files", "over", "started"), HANAMI.values(), ids=HANAMI)
def test_routes_of_hanami_run_actions(files: dict[str, str], *, over: bool, started: bool) -> None:
    (route,) = routes(snapshot(files))
    assert (route.over_model, route.start is not None) == (over, started)


GRAPE = "class Api < Grape::API\n  resource :asks do\n    {above}\n    post do\n      {inside}\n    end\n  end\nend\n"
CHECKS = "params do\n      requires :q, type: String\n    end"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"Gemfile": 'gem "grape"\n', "api.rb": GRAPE.format(above=CHECKS, inside="1")}, 1),
        ({"Gemfile": 'gem "grape"\n', "api.rb": GRAPE.format(above="desc 'x'", inside="1")}, 0),
        ({"Gemfile": 'gem "grape"\n', "api.rb": GRAPE.format(above="desc 'x'", inside="1") + f"class B < Grape::API\n  {CHECKS}\nend\n"}, 0),
        (
            {"Gemfile": 'gem "rails"\n', "config/routes.rb": 'Rails.application.routes.draw do\n  post "/x", to: "xs#create"\nend\n',
             "app/controllers/xs_controller.rb": "class XsController < ApplicationController\n  def create\n    Named.named(1)\n  end\nend\n",
             "app/models/concerns/named.rb": "module Named\n  included do\n    validates :name, presence: true\n  end\n  def self.named(x)\n    x\n  end\nend\n"},
            0,
        ),
        (action("params do\n          required(:q).filled(:string)\n        end"), 1),
        (action("def check\n          required(:q).filled(:string)\n        end"), 0),
    ],
)  # fmt: skip
def test_parameters_in_the_body_of_a_class_are_checked(files: dict[str, str], found: int) -> None:
    assert len({use.line for use, _nodes in input_checks(snapshot(files))}) == found


JOBS = {
    "jobs.rb": "class SummaryJob\n  def perform(x)\n  end\nend\nmodule Llm\n  class TitleJob\n    def perform(x)\n    end\n  end\nend\nclass Mailer\n  def perform(x)\n  end\nend\n",
}


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        ('"#{kind}_job".camelize.constantize.perform_async(1)', {"SummaryJob"}),
        ('"#{kind}Job".constantize.perform_later(1)', {"SummaryJob"}),
        ('"llm/#{kind}_job".classify.constantize.new.perform(1)', {"Llm.TitleJob"}),
        ('"Llm::#{kind}Job".safe_constantize.perform_later(1)', {"Llm.TitleJob"}),
        ('Object.const_get("#{kind}Job").perform_async(1)', {"SummaryJob"}),
        ('"#{kind}".constantize.perform_async(1)', set()),
        ('"#{kind}_job".camelize.constantize.other(1)', set()),
        ('"#{kind}_task".camelize.constantize.perform_async(1)', set()),
        ('puts "#{kind}_job"', set()),
    ],
)
def test_a_text_names_the_class(call: str, meant: set[str]) -> None:
    repo = snapshot({**JOBS, "start.rb": f"class Start\n  def go(kind)\n    {call}\n  end\nend\n"})
    found = reached_by(repo, [("start.rb", "Start.go")])
    assert {
        name.removesuffix(".perform") for path, name in found if path == "jobs.rb" and "." in name
    } == meant
