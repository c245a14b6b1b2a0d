"""What classes of Rails say of themselves, and which requests meet it."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.program_defences import program_defences
from tests.support.snapshots import snapshot

ROUTES = "Rails.application.routes.draw do\n  namespace :admin do\n    {}\n  end\nend\n"
GUARD = "  before_action :authenticate_user!\n"
BASE = {
    "Gemfile": "gem 'rails'\n",
    "config.ru": "run Rails.application\n",
    "config/application.rb": "module Shop\nend\n",
    "config/routes.rb": ROUTES.format("resources :answers, only: [:index]"),
    "Dockerfile": 'FROM ruby:3.4\nCOPY . .\nCMD ["bin/rails", "server"]\n',
}


def controller(
    said: str = "", name: str = "Admin::AnswersController", base: str = "ApplicationController"
) -> str:
    return f"class {name} < {base}\n{said}  def index\n    render json: 1\n  end\nend\n"


ANSWERS = "app/controllers/admin/answers_controller.rb"
ADMIN = "app/controllers/admin/base_controller.rb"
TOP = "app/controllers/application_controller.rb"
ABOVE = f"class ApplicationController < ActionController::Base\n{GUARD}end\n"
# Files beside the application, and the file and line of what the requests of a route meet.
GUARDS: dict[str, tuple[dict[str, str], set[tuple[str, int]]]] = {
    "nothing": ({ANSWERS: controller()}, set()),
    "in the controller": ({ANSWERS: controller(GUARD)}, {(ANSWERS, 2)}),
    "in nested modules": (
        {ANSWERS: f"module Admin\n{controller(GUARD, 'AnswersController')}end\n"}, {(ANSWERS, 3)}),
    "in a controller without a route": (
        {ANSWERS: controller(GUARD), "config/routes.rb": ROUTES.format("resources :others")}, set()),
    "in the class of all controllers": ({ANSWERS: controller(), TOP: ABOVE}, {(TOP, 2)}),
    "in a class between": (
        {ANSWERS: controller(base="Admin::BaseController"), ADMIN: f"class Admin::BaseController < X\n{GUARD}end\n"},
        {(ADMIN, 2)}),
    "in a class two above": (
        {ANSWERS: controller(base="BaseController"), TOP: ABOVE,
         ADMIN: "class Admin::BaseController < ApplicationController\nend\n"}, {(TOP, 2)}),
    "in a class that no controller is built on": (
        {ANSWERS: controller(base="OtherController"), TOP: ABOVE}, set()),
    "taken back below": (
        {ANSWERS: controller("  skip_before_action :authenticate_user!\n"), TOP: ABOVE}, set()),
    "taken back for one action": (
        {ANSWERS: controller("  skip_before_action :authenticate_user!, only: :health\n"), TOP: ABOVE}, {(TOP, 2)}),
    "for this action": ({ANSWERS: controller(GUARD[:-1] + ", only: :index\n")}, {(ANSWERS, 2)}),
    "for another action": ({ANSWERS: controller(GUARD[:-1] + ", only: :update\n")}, set()),
    "a signature": ({ANSWERS: controller("  before_action :verify_twilio_signature\n")}, {(ANSWERS, 2)}),
    "a signature of others": ({ANSWERS: controller("  before_action :validate_stripe_signature!\n")}, {(ANSWERS, 2)}),
    "a token against forgery": ({ANSWERS: controller("  before_action :verify_authenticity_token\n")}, set()),
    "no guard": ({ANSWERS: controller("  before_action :set_answer\n")}, set()),
    "an answer of what is done before": (
        {ANSWERS: controller("  before_action :check_sender\n  def check_sender\n"
                             "    head :forbidden unless allowed?(request)\n  end\n")}, {(ANSWERS, 4)}),
    "an answer of what nobody does before": (
        {ANSWERS: controller("  def check_sender\n    head :forbidden unless allowed?(request)\n  end\n"),
         "config/routes.rb": ROUTES.format("get 'answers', to: 'answers#index'")}, set()),
}  # fmt: skip


@pytest.mark.parametrize(("files", "met"), GUARDS.values(), ids=GUARDS)
def test_what_requests_of_a_controller_meet(files: dict[str, str], met: set[tuple[str, int]]) -> None:
    found = program_defences(snapshot({**BASE, **files}))
    assert {(each.path, each.line) for each in found if each.wired} == met
