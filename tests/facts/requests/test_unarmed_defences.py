"""Defences of programs that stand in the code and ask nothing, beside their siblings that do."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.program_defences import program_defences
from analyzer.testing import snapshot

RAILS = {
    "Gemfile": "gem 'rails'\n",
    "config/routes.rb": "Rails.application.routes.draw do\n  resources :topics\nend\n",
    "config.ru": "run Rails.application\n",
    "Procfile": "web: bundle exec rails server\n",
}


def rails(hook: str = "", validates: str = "", built: str = "Topic.new(topic_params)") -> dict[str, str]:
    return {
        **RAILS,
        "app/controllers/topics_controller.rb": "class TopicsController < ApplicationController\n"
        + (f"  before_action :authenticate_admin\n  def authenticate_admin\n{hook}\n  end\n" if hook else "")
        + f"  def create\n    @topic = {built}\n    @topic.save\n  end\n"
        "  def topic_params\n    params.require(:topic).permit(:text)\n  end\nend\n",
        "app/models/topic.rb": f"class Topic < ApplicationRecord\n{validates}end\n",
    }


def spring(kind: str, *, body: str = "", language: str = "java") -> dict[str, str]:
    if language == "kt":
        handler = "  fun ask(@Valid @RequestBody q: Ask): String { return s.ask(q) }\n"
    else:
        handler = f"  String ask(@Valid @RequestBody {body or 'Ask'} q) {{ return s.ask(q); }}\n"
    end = "" if language == "kt" else ";"
    return {
        "pom.xml": "<project/>",
        f"src/main/{language}/a/Asks.{language}": f"package a{end}\nimport org.springframework.web.bind.annotation.*{end}\n"
        f'import jakarta.validation.Valid{end}\n@RestController\nclass Asks {{\n  @PostMapping("/ask")\n{handler}}}\n',
        f"src/main/{language}/a/Ask.{language}": f"package a{end}\n{kind}\n",
    }


SECURE = (
    "package a;\nimport org.springframework.security.config.annotation.web.builders.HttpSecurity;\n"
    "import org.springframework.beans.factory.annotation.Value;\n@Configuration\nclass Secure {\n"
    '  @Value("${app.security.enabled:true}") boolean on;\n'
    "  @Bean SecurityFilterChain chain(HttpSecurity http) {\n"
    "    return http.authorizeHttpRequests(a -> a.anyRequest().authenticated()).build();\n  }\n}\n"
)


def secured(settings: str) -> dict[str, str]:
    return {
        "pom.xml": "<project/>",
        "Dockerfile": "FROM x\nCOPY . .\nCMD java -jar target/app.jar\n",
        "src/main/java/a/App.java": "package a;\nimport org.springframework.boot.SpringApplication;\n"
        "@SpringBootApplication\nclass App {\n  public static void main(String[] args) {\n"
        "    SpringApplication.run(App.class, args);\n  }\n}\n",
        "src/main/java/a/Asks.java": "package a;\nimport org.springframework.web.bind.annotation.*;\n"
        '@RestController\nclass Asks {\n  @GetMapping("/ask")\n  String ask() { return "x"; }\n}\n',
        "src/main/java/a/Secure.java": SECURE,
        "src/main/resources/application.yml": settings,
    }


def kernel_filter(body: str, name: str = "Watch") -> dict[str, str]:
    return {
        "a.csproj": "<Project/>",
        "Watch.cs": "using Microsoft.SemanticKernel;\nnamespace A;\npublic class "
        f"{name} : IFunctionInvocationFilter {{\n"
        "  public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next) {\n"
        f"{body}\n  }}\n}}\n",
    }


SHORT = "  validates :text, length: { maximum: 10 }\n"

# The kinds that are found, with whether a request meets them.
CASES: dict[str, tuple[dict[str, str], set[tuple[str, bool]]]] = {
    "parameters alone": (rails(), set()),
    "an empty hook": (rails("    # TODO: ask who it is\n"), set()),
    "a hook of nil": (rails("    nil"), set()),
    "a hook that asks": (rails("    head :forbidden unless current_user"), {("authentication", True)}),
    "a length": (rails(validates="  validates :text, length: { maximum: 10 }\n"), {("input bound", True)}),
    "a number": (rails(validates="  validates :n, numericality: true\n"), {("input bound", True)}),
    "that it is there": (rails(validates="  validates :text, presence: true\n"), set()),
    "of what an owner builds": (
        rails(
            validates="  validates :text, length: { maximum: 10 }\n", built="user.topics.build(topic_params)"
        ),
        {("input bound", True)},
    ),
    "a length of a model that no request builds": (
        rails(validates="  validates :text, length: { maximum: 10 }\n", built="Other.new(topic_params)"),
        set(),
    ),
    "yes or no": (rails(validates="  validates :done, inclusion: { in: [true, false] }\n"), set()),
    "yes or no, told in one": (
        rails(validates="  validates_inclusion_of :done, in: [ false, true ]\n"),
        set(),
    ),
    "yes or no, and a length": (
        rails(validates="  validates :done, inclusion: [true, false], length: { maximum: 3 }\n"),
        {("input bound", True)},
    ),
    "one of some words": (
        rails(validates="  validates :kind, inclusion: %w[a b]\n"),
        {("input bound", True)},
    ),
    "of what the request says": (
        rails(validates=SHORT, built="Topic.new(text: params[:text])"),
        {("input bound", True)},
    ),
    "of what the request said before": (
        rails(validates=SHORT, built="1\n    t = params[:text]\n    Topic.new(text: t)"),
        {("input bound", True)},
    ),
    "of what the program says": (
        rails(validates=SHORT, built="1\n    r = Worker.run\n    @topic = Topic.new(text: r.text)"),
        set(),
    ),
    "of another attribute than the request says": (
        rails(validates=SHORT, built="Topic.new(user: params[:user])"),
        set(),
    ),
    "of a word": (rails(validates=SHORT, built='Topic.new(text: "none")'), set()),
    "of what another method says": (
        rails(validates=SHORT, built="Topic.new(text: said)"),
        {("input bound", True)},
    ),
    "of many": (rails(validates=SHORT, built="Topic.new(**topic_params)"), {("input bound", True)}),
    "a filter for logs that hands the answer on": (
        kernel_filter(
            "await next(context);\ncontext.Result = Streamed(context.Result);", "CallLoggingFilter"
        ),
        set(),
    ),
    "a filter that logs": (kernel_filter('await next(context);\nlog.LogInformation("done");'), set()),
    "a filter that tells a failure": (
        kernel_filter('try { await next(context); } catch (Exception e) { log.LogError(e, "x"); throw; }'),
        set(),
    ),
    "a filter that refuses": (
        kernel_filter("if (Bad(context)) { return; }\nawait next(context);"),
        {("guardrail", False)},
    ),
    "a filter that asks before": (
        kernel_filter("if (Good(context)) {\n  await next(context);\n}"),
        {("guardrail", False)},
    ),
    "a filter that answers instead": (
        kernel_filter('await next(context);\ncontext.Result = new FunctionResult(context.Result, "-");'),
        {("guardrail", False)},
    ),
    "a filter that throws": (
        kernel_filter("await next(context);\nif (Bad(context)) throw new Refused();"),
        {("guardrail", False)},
    ),
    "Valid of a type without bounds": (spring("class Ask { public String q; }"), set()),
    "Valid of a type with bounds": (
        spring("import jakarta.validation.constraints.Size;\nclass Ask { @Size(max = 80) public String q; }"),
        {("input bound", True)},
    ),
    "Valid of a type that is not here": (
        spring("class Ask { public String q; }", body="Elsewhere"),
        {("input bound", True)},
    ),
    "Kotlin, without bounds": (
        spring('class Ask(@Schema(description = "q") val q: String)', language="kt"),
        set(),
    ),
    "Kotlin, with bounds": (
        spring("class Ask(@field:Size(max = 80) val q: String)", language="kt"),
        {("input bound", True)},
    ),
    "Kotlin, with a mark that it is there": (
        spring("class Ask(@field:NotBlank val q: String)", language="kt"),
        set(),
    ),
    "switched off": (secured("app:\n  security:\n    enabled: false\n"), {("authentication", False)}),
    "switched on": (secured("app:\n  security:\n    enabled: true\n"), {("authentication", True)}),
    "another switch": (secured("app:\n  cache:\n    enabled: false\n"), {("authentication", True)}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_asks_nothing_is_no_defence(name: str) -> None:
    files, wanted = CASES[name]
    assert {(each.kind, each.wired) for each in program_defences(snapshot(files))} == wanted
