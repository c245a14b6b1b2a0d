"""Ruby in a repository: what starts it, how constants find their files, what gems are for."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started, start_of
from tests.support.snapshots import snapshot

ASK = "class Asker\n  def self.call(...) = new(...).call\n  def call = client.chat(parameters: {})\n"
ASK += "  private def client = @client ||= OpenAI::Client.new\nend\n"
RAILS = {
    "Gemfile": 'gem "rails"\ngem "ruby-openai"\n',
    "config.ru": 'require_relative "config/environment"\nrun Rails.application\n',
    "config/environment.rb": 'require_relative "application"\nRails.application.initialize!\n',
    "config/application.rb": "module Shop\n  class Application < Rails::Application\n  end\nend\n",
    "config/routes.rb": 'Rails.application.routes.draw do\n  post "/ask", to: "answers#create"\nend\n',
    "app/controllers/application_controller.rb": "class ApplicationController < ActionController::API\nend\n",
    "app/services/asker.rb": ASK,
}
CONTROLLER = "class AnswersController < ApplicationController\n  def create\n    {}\n  end\nend\n"
STARTED = {"Procfile": "web: bundle exec puma\n"}
# What the action does, with the files beside it: whether a model is behind the route.
BEHIND: dict[str, tuple[str, dict[str, str]]] = {
    "service": ("Asker.call(1)", {}),
    "new": ("Asker.new.call", {}),
    "record that is kept before": (
        "@asker.call\n  end\n  def set_asker\n    @asker = Asker.find(params[:id])",
        {},
    ),
    "variable": ("a = Asker.new(1)\na.call", {}),
    "job": (
        "AskJob.perform_later(1)",
        {"app/jobs/ask_job.rb": "class AskJob < ApplicationJob\n  def perform(id) = Asker.call(id)\nend\n"},
    ),
    "interaction": (
        "AskNow.run(id: 1)",
        {
            "app/interactions/ask_now.rb": "class AskNow < ActiveInteraction::Base\n  def execute = Asker.call(id)\nend\n"
        },
    ),
    "job with a delay": (
        "AskJob.set(wait: 1).perform_later(1)",
        {"app/jobs/ask_job.rb": "class AskJob < ApplicationJob\n  def perform(id) = Asker.call(id)\nend\n"},
    ),
    "method of a new object that gives what can be followed": (
        "Asking.go(1)",
        {
            "app/models/asking.rb": "class Asking\n  def self.go(id) = new(id).made\n  def initialize(id)\n    @id = id\n  end\n"
            "  def made\n    Asker.call(@id)\n  end\nend\n"
        },
    ),
    "method named like a job's": (
        "Asking.perform_now(1)",
        {"app/models/asking.rb": "class Asking\n  def self.perform_now(id) = Asker.call(id)\nend\n"},
    ),
    "class handed over": (
        "Runner.call(steps: [Asker])",
        {
            "app/services/runner.rb": "class Runner\n  def self.call(steps:) = steps.each { |s| s.call }\nend\n"
        },
    ),
    "namespace": (
        "Chat::Answers.call",
        {
            "app/services/chat/answers.rb": "module Chat\n  class Answers\n    def self.call = Asker.call\n  end\nend\n"
        },
    ),
    "name of a namespace alone": (
        "Chat::Front.call",
        {
            "app/services/chat/front.rb": "module Chat\n  class Front\n    def self.call = Back.call\n  end\nend\n",
            "app/services/chat/back.rb": "class Chat::Back\n  def self.call = Asker.call\nend\n",
        },
    ),
    "method of a class above": (
        "answer",
        {
            "app/controllers/application_controller.rb": "class ApplicationController < ActionController::API\n"
            "  def answer = Asker.call\nend\n"
        },
    ),
    "bare method of its own": ("help\n  end\n  def help\n    Asker.call", {}),
    "the only method of a name of several words": (
        "current_user.chats.first.ask_it_all",
        {"app/models/chat.rb": "class Chat < ApplicationRecord\n  def ask_it_all = Asker.call(1)\nend\n"},
    ),
    "the only method of a class that is here": (
        "Asking.ask_it_all",
        {
            "app/models/asking.rb": "class Asking < Base\nend\n",
            "app/models/base.rb": "class Base\n  def self.ask_it_all = Asker.call(1)\nend\n",
        },
    ),
    "client of another class": (
        "Clients.openai.chat(parameters: {})",
        {"app/services/clients.rb": "class Clients\n  def self.openai\n    OpenAI::Client.new\n  end\nend\n"},
    ),
}
NOT_BEHIND: dict[str, tuple[str, dict[str, str]]] = {
    "nothing": ("1", {}),
    "another method": ("Asker.other", {}),
    "one of two methods of a name": (
        "current_user.chats.first.ask_it_all",
        {
            "app/models/chat.rb": "class Chat < ApplicationRecord\n  def ask_it_all = Asker.call(1)\nend\n",
            "app/models/other.rb": "class Other < ApplicationRecord\n  def ask_it_all = 1\nend\n",
        },
    ),
    "the only method of a short name": (
        "current_user.chats.first.answer",
        {"app/models/chat.rb": "class Chat < ApplicationRecord\n  def answer = Asker.call(1)\nend\n"},
    ),
    "another class of that name's end": (
        "Other::Thing.call",
        {"app/services/thing.rb": "class Some::Thing\n  def self.call = Asker.call\nend\n"},
    ),
    "the method of a class that is not here": (
        "Net::HTTP.get_response(1)",
        {"app/models/chat.rb": "class Chat\n  def get_response = Asker.call(1)\nend\n"},
    ),
    "the method of an object of such a class": (
        "Net::HTTP.new(1).get_response(1)",
        {"app/models/chat.rb": "class Chat\n  def get_response = Asker.call(1)\nend\n"},
    ),
    "asked whether it is one": ("x.is_a?(Asker)", {}),
    "method beside": ("2\n  end\n  def show\n    Asker.call", {}),
}
DOCKER = "FROM ruby:3.4\nCOPY . .\n"
# What stands in an image or a process file, and what is started first.
STARTS: dict[str, tuple[dict[str, str], set[str]]] = {
    **{
        command: ({"Dockerfile": f"{DOCKER}CMD {command}\n"}, {"config.ru"})
        for command in (
            '["bundle", "exec", "puma", "-C", "config/puma.rb"]',
            '["./bin/rails", "server"]',
            '["bin/thrust", "./bin/rails", "server"]',
            "bundle exec rails s -b 0.0.0.0",
            "bundle exec rackup -p 80",
            "unicorn -c config/unicorn.rb",
            "bundle exec thin start",
            "falcon serve",
        )
    },
    "entrypoint": (
        {
            "Dockerfile": f'{DOCKER}ENTRYPOINT ["/rails/bin/docker-entrypoint"]\nCMD ["./bin/rails", "server"]\n'
        },
        {"config.ru"},
    ),
    "a program of Ruby": (
        {
            "Dockerfile": f'{DOCKER}CMD ["bin/rails", "server"]\n',
            "bin/rails": '#!/usr/bin/env ruby\nrequire "rails/commands"\n',
        },
        {"config.ru"},
    ),
    "a program of Ruby that runs another": (
        {
            "Dockerfile": f'{DOCKER}CMD ["./bin/thrust", "./bin/rails", "server"]\n',
            "bin/thrust": '#!/usr/bin/env ruby\nload Gem.bin_path("thruster", "thrust")\n',
            "bin/rails": '#!/usr/bin/env ruby\nrequire "rails/commands"\n',
        },
        {"config.ru"},
    ),
    "web of a process file": ({"Procfile": "web: bundle exec rails server -p $PORT\n"}, {"config.ru"}),
    "workers": (
        {
            "Procfile": "worker: bundle exec sidekiq -C config/sidekiq.yml\n",
            "app/jobs/a_job.rb": "class AJob\nend\n",
        },
        {"app/jobs/a_job.rb"},
    ),
    "program": ({"Dockerfile": f"{DOCKER}CMD ruby app.rb\n", "app.rb": "puts 1\n"}, {"app.rb"}),
    "program of Bundler": (
        {"Procfile": "bot: bundle exec ruby lib/bot.rb\n", "lib/bot.rb": "puts 1\n"},
        {"lib/bot.rb"},
    ),
    "task": (
        {
            "Procfile": "train: bundle exec rake models:train\n",
            "lib/tasks/models.rake": "namespace :models do\n  task train: :environment do\n    1\n  end\nend\n",
            "lib/tasks/other.rake": "task :other do\n  1\nend\n",
        },
        {"lib/tasks/models.rake"},
    ),
}


@pytest.mark.parametrize("case", BEHIND)
def test_model_behind_a_route(case: str) -> None:
    action, files = BEHIND[case]
    answers = {"app/controllers/answers_controller.rb": CONTROLLER.format(action)}
    (route,) = routes(snapshot({**RAILS, **answers, **files, **STARTED}))
    assert (route.over_model, route.start is not None, route.route) == (True, True, "/ask")


@pytest.mark.parametrize("case", NOT_BEHIND)
def test_no_model_behind_a_route(case: str) -> None:
    action, files = NOT_BEHIND[case]
    answers = {"app/controllers/answers_controller.rb": CONTROLLER.format(action)}
    (route,) = routes(snapshot({**RAILS, **answers, **files}))
    assert (route.over_model, route.start) == (False, None)


@pytest.mark.parametrize("case", STARTS)
def test_starts(case: str) -> None:
    files, expected = STARTS[case]
    assert expected <= {each.module for each in programs_started(snapshot({**RAILS, **files}))}


def test_other_tasks_are_not_started() -> None:
    files, _expected = STARTS["task"]
    started = {each.module for each in programs_started(snapshot({**RAILS, **files}))}
    assert started == {"lib/tasks/models.rake"}


def test_members_of_resources_are_routes_too() -> None:
    resources = (
        "Rails.application.routes.draw do\n  resources :answers do\n    member { post :ask }\n  end\nend\n"
    )
    controller = "class AnswersController < ApplicationController\n  def ask = Asker.call\nend\n"
    files = {"config/routes.rb": resources, "app/controllers/answers_controller.rb": controller}
    assert [each.over_model for each in routes(snapshot({**RAILS, **STARTED, **files}))] == [True]


def test_what_rails_loads_runs() -> None:
    files = {"config/initializers/limits.rb": "class Rack::Attack\n  throttle('a', limit: 1) { 1 }\nend\n"}
    repo = snapshot({**RAILS, **STARTED, **files})
    assert start_of(repo, "config/initializers/limits.rb", None) is not None
    assert start_of(snapshot({**RAILS, **files}), "config/initializers/limits.rb", None) is None


CHANNEL = "class RoomChannel < ApplicationCable::Channel\n  def speak(data)\n    {}\n  end\nend\n"


@pytest.mark.parametrize(
    ("body", "over_model"), [("AskJob.perform_later(data)", True), ("stream_from data", False)]
)
def test_a_channel_answers_its_subscribers(body: str, over_model: bool) -> None:
    files = {
        "app/channels/room_channel.rb": CHANNEL.format(body),
        "app/channels/application_cable/channel.rb": (
            "module ApplicationCable\n  class Channel < ActionCable::Channel::Base\n  end\nend\n"
        ),
        "app/jobs/ask_job.rb": "class AskJob < ApplicationJob\n  def perform(id) = Asker.call(id)\nend\n",
        "config/routes.rb": "",
    }
    found = routes(snapshot({**RAILS, **STARTED, **files}))
    assert [(each.use.path, each.over_model, each.start is not None) for each in found] == [
        ("app/channels/room_channel.rb", over_model, True)
    ]


@pytest.mark.parametrize(
    ("opened", "closed", "expected"),
    [
        ("if Rails.env.test?", "end", 0),
        ("if Rails.env.development?", "end", 0),
        ("if Rails.env == 'test'", "end", 0),
        ("unless Rails.env.production?", "end", 0),
        ("if Rails.env.development? || Rails.env.production?", "end", 1),
        ("if Rails.env.production?", "end", 1),
        ("if Rails.env.test?\n  else", "end", 1),
        ("if Rails.env.test?\n  end\n  scope '/a' do", "end", 1),
    ],
)
def test_routes_for_tests_alone_are_none(opened: str, closed: str, expected: int) -> None:
    routed = f"Rails.application.routes.draw do\n  {opened}\n    post '/ask', to: 'answers#create'\n  {closed}\nend\n"
    files = {
        "config/routes.rb": routed,
        "app/controllers/answers_controller.rb": CONTROLLER.format("Asker.call"),
    }
    assert len(routes(snapshot({**RAILS, **files}))) == expected
