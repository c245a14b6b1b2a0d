"""What gems are for: each row of the tables by real calls, and calls of other objects that are none."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.ruby.language import RUBY_LANGUAGE
from analyzer.wiring.other_programs.uses import ProgramUse, all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from tests.support.snapshots import snapshot

S = Subject
# Gems, a source, and the subjects that its calls are about.
SIGNS: dict[str, tuple[str, set[Subject]]] = {
    # Models.
    'OpenAI::Client.new.chat(parameters: {model: "m"})': ("ruby-openai", {S.MODEL_CALL}),
    "c = OpenAI::Client.new\nc.responses.create(model: 1)": ("openai", {S.MODEL_CALL}),
    "c = OpenAI::Client.new\nc.chat.completions.create(model: 1)": ("openai", {S.MODEL_CALL}),
    "c = OpenAI::Client.new\nc.embeddings(parameters: {})": ("ruby-openai", {S.MODEL_CALL}),
    "OpenAI::Client.new.moderations(parameters: {})": ("ruby-openai", {S.GUARDRAIL}),
    "Anthropic::Client.new.messages(parameters: {})": ("ruby-anthropic", {S.MODEL_CALL}),
    "def f(c)\n  c.chat(parameters: {})\nend": ("ruby-openai", {S.MODEL_CALL}),
    "def f(c)\n  c.chat.completions.create(a: 1)\nend": ("openai", {S.MODEL_CALL}),
    "def f(c)\n  c.messages.create(max_tokens: 1)\nend": ("anthropic", {S.MODEL_CALL}),
    "Anthropic::BedrockClient.new.messages.create(a: 1)": ("anthropic", {S.MODEL_CALL}),
    "Anthropic::Client.new.beta.messages.stream(a: 1)": ("anthropic", {S.MODEL_CALL}),
    "RubyLLM.chat(model: 1).with_instructions(2).ask(3)": ("ruby_llm", {S.MODEL_CALL}),
    "RubyLLM.embed('a')": ("ruby_llm", {S.MODEL_CALL}),
    "class Chat < ApplicationRecord\n  acts_as_chat\nend": ("ruby_llm", {S.MODEL_CALL}),
    "Chat.find(1).ask('a')": ("ruby_llm", {S.MODEL_CALL}),
    "class Room < ApplicationCable::Channel\n  def speak = 1\nend": ("rails", {S.HANDLER}),
    "class Helper < RubyLLM::Agent\nend": ("ruby_llm", {S.MODEL_CALL}),
    "RubyLLM.moderate('a')": ("ruby_llm", {S.GUARDRAIL}),
    "Langchain::LLM::OpenAI.new(api_key: 1).chat(messages: 2)": ("langchainrb", {S.MODEL_CALL}),
    "a = Langchain::Assistant.new(llm: 1)\na.add_message_and_run!(content: 2)": (
        "langchainrb",
        {S.MODEL_CALL},
    ),
    "class A\n  include Raix::ChatCompletion\n  def go = chat_completion\nend": ("raix", {S.MODEL_CALL}),
    "Aws::BedrockRuntime::Client.new.converse(model_id: 1)": ("aws-sdk-bedrockruntime", {S.MODEL_CALL}),
    "c = Aws::BedrockRuntime::Client.new\nc.invoke_model(body: 1)": (
        "aws-sdk-bedrockruntime",
        {S.MODEL_CALL},
    ),
    "Aws::BedrockRuntime::Client.new.apply_guardrail(a: 1)": ("aws-sdk-bedrockruntime", {S.GUARDRAIL}),
    "Aws::BedrockRuntime::Client.new.converse(guardrail_config: {a: 1})": (
        "aws-sdk-bedrockruntime",
        {S.MODEL_CALL, S.GUARDRAIL},
    ),
    "Aws::SageMakerRuntime::Client.new.invoke_endpoint(body: 1)": (
        "aws-sdk-sagemakerruntime",
        {S.MODEL_CALL},
    ),
    "Gemini.new(credentials: {}, options: {}).stream_generate_content(1)": ("gemini-ai", {S.MODEL_CALL}),
    "Cohere::Client.new(api_key: 1).embed(texts: [])": ("cohere-ruby", {S.MODEL_CALL}),
    "Mistral.new(credentials: {}).chat_completions({})": ("mistral-ai", {S.MODEL_CALL}),
    "Ollama.new(credentials: {}).generate({})": ("ollama-ai", {S.MODEL_CALL}),
    "Replicate.client.retrieve_model('a').latest_version.predict(b: 1)": ("replicate-ruby", {S.MODEL_CALL}),
    "OpenRouter::Client.new.complete([])": ("open_router", {S.MODEL_CALL}),
    "Faraday.new(url: 'https://api.openai.com/v1')": ("faraday", {S.MODEL_CALL}),
    "HTTParty.post('https://api.anthropic.com/v1/messages', body: 1)": ("httparty", {S.MODEL_CALL}),
    "URI('https://openrouter.ai/api/v1/chat/completions')": ("json", {S.MODEL_CALL}),
    "m = OnnxRuntime::Model.new('m.onnx')\nm.predict(x: 1)": ("onnxruntime", {S.MODEL_LOAD, S.MODEL_CALL}),
    "m = Informers.pipeline('embedding')\nm.('a')": ("informers", {S.MODEL_LOAD, S.MODEL_CALL}),
    "Torch.load('m.pt')": ("torch-rb", {S.MODEL_LOAD}),
    "o = Torch::Optim::Adam.new(p, lr: 1)\no.step": ("torch-rb", {S.TRAINING}),
    "Steps.logger.info('a')": ("rack", {S.LOGGING}),
    "m = Rumale::Ensemble::RandomForestClassifier.new\nm.fit(x, y)\nm.predict(x)": (
        "rumale",
        {S.TRAINING, S.MODEL_CALL},
    ),
    "Rumale::EvaluationMeasure::Accuracy.new.score(a, b)": ("rumale", {S.MODEL_METRIC}),
    "m = Rumale::LinearModel::SVC.new\nm.score(x, y)": ("rumale", {S.MODEL_METRIC}),
    "m = Rumale::LinearModel::SVC.new\nm.score(x)": ("rumale", set()),
    "Rumale::ModelSelection::CrossValidation.new(estimator: m).perform(x, y)": ("rumale", {S.MODEL_METRIC}),
    "Xgb.train({}, d)\nXgb::Booster.new(model_file: 'm').predict(d)": (
        "xgb",
        {S.TRAINING, S.MODEL_LOAD, S.MODEL_CALL},
    ),
    "Eps::Model.load_pmml(x).predict(a: 1)": ("eps", {S.MODEL_LOAD, S.MODEL_CALL}),
    "m = Eps::Model.new(data)\nputs m.summary": ("eps", {S.TRAINING, S.MODEL_METRIC, S.PRINTING}),
    "r = Disco::Recommender.new\nr.fit(data)\nr.user_recs(1)": ("disco", {S.TRAINING, S.MODEL_CALL}),
    "FastText.load_model('m').predict('a')": ("fasttext", {S.MODEL_CALL}),
    "b = ClassifierReborn::Bayes.new\nb.train('a', 'b')\nb.classify('c')": (
        "classifier-reborn",
        {S.TRAINING, S.MODEL_CALL},
    ),
    "TensorFlow::Keras::Sequential.new.predict(x)": ("tensorflow", {S.MODEL_CALL}),
    "PyCall.import_module('joblib').load('m').predict(x)": ("pycall", {S.MODEL_CALL}),
    "Chat::JailbreakGuardrails.call(question)": ("json", {S.GUARDRAIL}),
    "Runner.call(steps: [Chat::OutputGuardrail, Other])": ("json", {S.GUARDRAIL}),
    "PiiValidator.invalid?(text)\nPiiFilter.new.call(text)": ("json", {S.GUARDRAIL}),
    "Langchain::Evals::Ragas::Main.new(llm: 1).score(a: 1)": ("langchainrb", {S.EVALUATION}),
    "class A < Leva::BaseEval\nend": ("leva", {S.EVALUATION}),
    "AutoEvaluation::AnswerRelevancy.call(answer)": ("json", {S.EVALUATION}),
    "Wandb.log({loss: 1})": ("wandb", {S.TRACKING}),
    # Routes.
    "post '/ask', to: 'answers#create'": ("rails", {S.ROUTE}),
    "match '/400' => 'errors#bad'": ("rails", {S.ROUTE}),
    "resources :answers, only: [:create]": ("rails", {S.ROUTE}),
    "post '/ask' do\n  1\nend": ("sinatra", {S.ROUTE}),
    "class A < Grape::API\n  post :ask do\n    1\n  end\nend": ("grape", {S.ROUTE}),
    "route do |r|\n  r.post 'ask' do\n    1\n  end\nend": ("roda", {S.ROUTE}),
    "post '/ask', to: 'answers.create'": ("hanami", {S.ROUTE}),
    "s = GRPC::RpcServer.new\ns.handle(Asker)": ("grpc", {S.ROUTE}),
    "FunctionsFramework.http('a') { |r| 1 }": ("functions_framework", {S.ROUTE}),
    "s = WEBrick::HTTPServer.new\ns.mount_proc('/') { 1 }": ("webrick", {S.ROUTE}),
    "Telegram::Bot::Client.run(token) { |b| b }": ("telegram-bot-ruby", {S.HANDLER}),
    "run Sinatra::Application": ("rack", {S.SERVER}),
    # What reports.
    "Rails.logger.info('a')": ("rails", {S.LOGGING}),
    "logger.warn('a')": ("json", {S.LOGGING}),
    "@logger.warn('a')": ("json", {S.LOGGING}),
    "l = Logger.new($stdout)\nl.info('a')": ("json", {S.LOGGING, S.LOG_SETTING}),
    "SemanticLogger.add_appender(io: 1)": ("semantic_logger", {S.LOG_SETTING}),
    "class A\n  include SemanticLogger::Loggable\nend": ("semantic_logger", {S.LOGGING}),
    "Rails.application.configure do\n  config.lograge.enabled = true\nend": ("lograge", {S.LOG_SETTING}),
    "Rails.application.configure do\n  config.log_tags = [:request_id]\nend": ("rails", {S.LOG_SETTING}),
    "puts 1": ("json", {S.PRINTING}),
    "p = Prometheus::Client.registry\np.counter(:a, docstring: 'b')": ("prometheus-client", {S.METRICS}),
    "Prometheus::Client::Counter.new(:a)": ("prometheus-client", {S.METRICS}),
    "use Prometheus::Middleware::Exporter": ("prometheus-client", {S.METRICS}),
    "PrometheusExporter::Client.default.send_json(a: 1)": ("prometheus_exporter", {S.METRICS}),
    "Yabeda.answers.total.increment({})": ("yabeda", {S.METRICS}),
    "StatsD.increment('a')": ("statsd-instrument", {S.METRICS}),
    "Datadog::Statsd.new('h').gauge('a', 1)": ("dogstatsd-ruby", {S.METRICS}),
    "NewRelic::Agent.record_metric('a', 1)": ("newrelic_rpm", {S.METRICS}),
    "Appsignal.increment_counter('a', 1)": ("appsignal", {S.METRICS}),
    "Aws::CloudWatch::Client.new.put_metric_data(a: 1)": ("aws-sdk-cloudwatch", {S.METRICS}),
    "ActiveSupport::Notifications.subscribe('a') { 1 }": ("rails", {S.METRICS}),
    "OpenTelemetry.meter_provider.meter('a').create_counter('b')": ("opentelemetry-metrics-sdk", {S.METRICS}),
    "OpenTelemetry::SDK.configure { |c| c.use_all }": ("opentelemetry-sdk", {S.TRACES}),
    "t = OpenTelemetry.tracer_provider.tracer('a')\nt.in_span('b') { 1 }": ("opentelemetry-api", {S.TRACES}),
    "Datadog.configure { |c| c }": ("datadog", {S.TRACES}),
    "Langfuse.trace(name: 'a')": ("langfuse-ruby", {S.TRACES}),
    "Skylight.instrument('a') { 1 }": ("skylight", {S.TRACES}),
    "Sentry.init { |c| c.dsn = 1 }": ("sentry-ruby", {S.ERROR_REPORTS}),
    "Honeybadger.notify(e)": ("honeybadger", {S.ERROR_REPORTS}),
    "GovukError.notify(e)": ("govuk_app_config", {S.ERROR_REPORTS}),
    "Rails.error.report(e)": ("rails", {S.ERROR_REPORTS}),
    # What comes in.
    "params.require(:a).permit(:b)": ("rails", {S.INPUT_CHECK}),
    "params.expect(a: [:b])": ("rails", {S.INPUT_CHECK}),
    "class A\n  validates :text, length: {maximum: 3}\nend": ("activemodel", {S.INPUT_CHECK}),
    "class A < Dry::Validation::Contract\nend": ("dry-validation", {S.INPUT_CHECK}),
    "JSON::Validator.validate!(schema, data)": ("json-schema", {S.INPUT_CHECK}),
    "use Committee::Middleware::RequestValidation, a: 1": ("committee", {S.INPUT_CHECK}),
    "requires :text, type: String": ("grape", {S.INPUT_CHECK}),
    "def f\n  required(:q).filled(:string)\nend": ("hanami", {S.INPUT_CHECK}),
    "param :q, String, required: true": ("sinatra-param", {S.INPUT_CHECK}),
    "render json: {a: 1}, status: :unprocessable_entity": ("rails", {S.REFUSAL}),
    "render json: {a: 1}, status: 422": ("rails", {S.REFUSAL}),
    "head :bad_request": ("rails", {S.REFUSAL}),
    "halt 400, 'no'": ("sinatra", {S.REFUSAL}),
    "error!('no', 413)": ("grape", {S.REFUSAL}),
    "rescue_from A::B, with: :c": ("rails", {S.REFUSAL}),
    "raise ActionController::BadRequest, 'no'": ("rails", {S.REFUSAL}),
    # Limits.
    "class Rack::Attack\n  throttle('a', limit: 1, period: 2) { 1 }\nend": ("rack-attack", {S.LIMIT}),
    "Rack::Attack.throttle('a', limit: 1) { 1 }": ("rack-attack", {S.LIMIT}),
    "use Rack::Timeout, service_timeout: 5": ("rack-timeout", {S.LIMIT}),
    "rate_limit to: 10, within: 1": ("rails", {S.LIMIT}),
    "Timeout.timeout(5) { 1 }": ("json", {S.LIMIT}),
    "OpenAI::Client.new(request_timeout: 10)": ("ruby-openai", {S.LIMIT}),
    "Faraday.new(request: {timeout: 5})": ("faraday", {S.LIMIT}),
    "OpenAI.configure { |c| c.request_timeout = 5 }": ("ruby-openai", {S.LIMIT}),
    "Stoplight('a').run { 1 }": ("stoplight", {S.LIMIT}),
    "Limiter::RateQueue.new(10)": ("ruby-limiter", {S.LIMIT}),
    "begin\n  a\nrescue\n  retry\nend": ("json", {S.RETRY}),
    "class A\n  retry_on B, attempts: 3\nend": ("activejob", {S.RETRY}),
    "class A\n  sidekiq_options retry: 5\nend": ("sidekiq", {S.RETRY}),
    "Retriable.retriable(tries: 3) { 1 }": ("retriable", {S.RETRY}),
    "Faraday.new { |f| f.request :retry, max: 2 }": ("faraday", {S.RETRY}),
    # Who calls, what is kept, what works behind.
    "before_action :authenticate_user!": ("rails", {S.AUTHENTICATION}),
    "authenticate_or_request_with_http_token { |t| t }": ("rails", {S.AUTHENTICATION}),
    "JWT.decode(token, secret)": ("jwt", {S.AUTHENTICATION}),
    "use Rack::Auth::Basic do |u, p|\n  u\nend": ("rack", {S.AUTHENTICATION}),
    "Rails.cache.fetch('a') { 1 }": ("rails", {S.CACHE}),
    "r = Redis.new\nr.setex('a', 1, 'b')": ("redis", {S.CACHE}),
    "class AJob < ApplicationJob\nend": ("rails", {S.QUEUE}),
    "class A\n  include Sidekiq::Job\nend": ("sidekiq", {S.QUEUE}),
    "class A < Karafka::BaseConsumer\nend": ("karafka", {S.QUEUE}),
    "Sidekiq::Cron::Job.create(name: 'a')": ("sidekiq-cron", {S.ORCHESTRATION}),
    "test do\n  threads(count: 10) { 1 }\nend": ("ruby-jmeter", {S.LOAD_TEST}),
    "Flipper.enabled?(:new_model, user)": ("flipper", {S.ROLLOUT}),
    "Flipper[:new_model].enabled?(user)": ("flipper", {S.ROLLOUT}),
    "ab_test(:model, 'a', 'b')": ("split", {S.ROLLOUT}),
    "Scientist.run('a') { |e| e }": ("scientist", {S.ROLLOUT}),
    "RSpec.describe A do\n  it('b') { 1 }\nend": ("rspec-rails", {S.TEST_TOOL}),
    "class ATest < Minitest::Test\nend": ("minitest", {S.TEST_TOOL}),
    "stub_request(:post, 'a')": ("webmock", {S.TEST_TOOL}),
}
# Calls of other objects, of gems that are not there, and of no failure.
NONE: dict[str, str] = {
    "client.chat(1)": "ruby-openai",
    "Other::Client.new.chat(1)": "ruby-openai",
    "OpenAI::Client.new.chat(1)": "json",
    "OpenAI::Client.new.models.list": "openai",
    "Aws::S3::Client.new.get_object(a: 1)": "aws-sdk-bedrockruntime",
    "m = Torch::NN::Linear.new(1, 2)": "torch-rb",
    "s = Torch::Optim::LRScheduler::StepLR.new(o)\ns.step": "torch-rb",
    "Steps.logger.level": "rack",
    "render json: {a: 1}, status: :ok": "rails",
    "render json: {a: 1}": "rails",
    "head :no_content": "rails",
    "raise ArgumentError": "rails",
    "post '/ask', params: {a: 1}": "rails",
    "post '/ask', to: 'answers#create'": "sinatra",
    "params[:a]": "rails",
    "use Rack::Deflater": "rack-timeout",
    "before_action :set_answer": "rails",
    "sidekiq_options retry: 0": "sidekiq",
    "sidekiq_options retry: false": "sidekiq",
    "OpenAI::Client.new(access_token: 1)": "ruby-openai",
    "f = Faraday.new { |c| c.request :json }": "faraday",
    "Faraday.new(url: 'https://example.org')": "faraday",
    "user.ask": "json",
    "RubyLLM.configure do |config|\n  config.log_level = :debug\nend": "rails ruby_llm",
    "r = Redis.new\nr.set('a', 'b')": "redis",
    "c = OpenAI::Client.new\nr = c.models.list": "ruby-openai",
    "cart.checkout": "rails",
    "Guard.new.call": "json",
    "class PiiFilter\n  def self.call(...) = new(...).call\n  def call = 1\nend": "json",
    "x.p(1)": "json",
    "Sentry": "sentry-ruby",
}


def uses_of(source: str, gems: str) -> list[ProgramUse]:
    repo = snapshot(
        {"Gemfile": "".join(f'gem "{each}"\n' for each in gems.split()), "app/a.rb": f"{source}\n"}
    )
    return [each for found in all_uses(repo).values() for each in found if each.called]


@pytest.mark.parametrize("source", SIGNS)
def test_signs(source: str) -> None:
    gems, expected = SIGNS[source]
    assert {each.sign.subject for each in uses_of(source, gems)} == expected


@pytest.mark.parametrize("source", NONE)
def test_no_signs(source: str) -> None:
    assert uses_of(source, NONE[source]) == []


def test_every_row_is_hit() -> None:
    seen = {each.sign for source, (gems, _expected) in SIGNS.items() for each in uses_of(source, gems)}
    assert [(each.subject.name, each.tool) for each in RUBY_LANGUAGE.signs if each not in seen] == []


def test_a_required_gem_is_present_and_a_framework_is_not() -> None:
    repo = snapshot({"a.rb": "require 'openai'\nrequire 'rails/all'\nrequire 'sidekiq/web'\n"})
    found = [each for uses in all_uses(repo).values() for each in uses]
    assert {(each.sign.subject, each.line, each.called) for each in found} == {
        (Subject.MODEL_CALL, 1, False),
        (Subject.GUARDRAIL, 1, False),
    }


def test_gems_are_those_of_the_folders_above() -> None:
    source = "OpenAI::Client.new.chat(a: 1)\n"
    repo = snapshot({"one/Gemfile": "gem 'ruby-openai'\n", "one/a.rb": source, "two/a.rb": source})
    assert [each.path for each in all_uses(repo)[Subject.MODEL_CALL]] == ["one/a.rb"]
    locked = snapshot(
        {"Gemfile.lock": "GEM\n  specs:\n    ruby-openai (7.0.0)\n      faraday (>= 1)\n", "a.rb": source}
    )
    assert Subject.MODEL_CALL in all_uses(locked)
    spec = snapshot({"a.gemspec": 's.add_dependency "ruby-openai", "> 1"\n', "lib/a.rb": source})
    assert Subject.MODEL_CALL in all_uses(spec)
