"""What packages of .NET are for: each row of the tables by real calls, and calls of other objects."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.dotnet.language import CSHARP_LANGUAGE
from analyzer.wiring.other_programs.uses import ProgramUse, all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from tests.support.snapshots import snapshot

S = Subject
WEB = "Microsoft.AspNetCore.Builder Microsoft.Extensions.DependencyInjection Microsoft.AspNetCore.Mvc"
LOGGING = "Microsoft.Extensions.Logging"
XUNIT = "Xunit"
# A source, the namespaces that it uses, and the subjects that its calls are about.
SIGNS: dict[str, tuple[str, set[Subject]]] = {
    # Models.
    "class A(ChatClient c) { void F() => c.CompleteChat(1); }": ("OpenAI.Chat", {S.MODEL_CALL}),
    "new AzureOpenAIClient(a, b).GetChatClient(c).CompleteChatStreamingAsync(1);": (
        "Azure.AI.OpenAI",
        {S.MODEL_CALL},
    ),
    "class A { EmbeddingClient _e; void F() => _e.GenerateEmbeddingAsync(1); }": (
        "OpenAI.Embeddings",
        {S.MODEL_CALL},
    ),
    "class A { OpenAIClient _c; void F() => _c.GetChatCompletionsAsync(1); }": (
        "Azure.AI.OpenAI",
        {S.MODEL_CALL},
    ),
    "var s = new OpenAIService(o);\ns.ChatCompletion.CreateCompletion(1);": (
        "OpenAI.Managers",
        {S.MODEL_CALL},
    ),
    "var c = new ChatCompletionsClient(a, b);\nc.CompleteAsync(o);": ("Azure.AI.Inference", {S.MODEL_CALL}),
    "class A(IChatClient c) { void F() => c.GetResponseAsync(1); }": (
        "Microsoft.Extensions.AI",
        {S.MODEL_CALL},
    ),
    "class A { void F(IEmbeddingGenerator<string, Embedding<float>> g) => g.GenerateVectorAsync(1); }": (
        "Microsoft.Extensions.AI",
        {S.MODEL_CALL},
    ),
    "class A(AIAgent agent) { void F() => agent.RunAsync(1); }": ("Microsoft.Agents.AI", {S.MODEL_CALL}),
    "class A(Kernel kernel) { void F() => kernel.InvokePromptAsync(1); }": (
        "Microsoft.SemanticKernel",
        {S.MODEL_CALL},
    ),
    "new FunctionCallingStepwisePlanner(c).ExecuteAsync(kernel, q);": (
        "Microsoft.SemanticKernel.Planning",
        {S.MODEL_CALL},
    ),
    "var c = kernel.GetRequiredService<IChatCompletionService>();\nc.GetChatMessageContentAsync(h);": (
        "Microsoft.SemanticKernel.ChatCompletion",
        {S.MODEL_CALL},
    ),
    "class A(IKernelMemory m) { void F() => m.AskAsync(1); }": ("Microsoft.KernelMemory", {S.MODEL_CALL}),
    "var c = new AnthropicClient();\nc.Messages.GetClaudeMessageAsync(p);": ("Anthropic.SDK", {S.MODEL_CALL}),
    "class A(IAmazonBedrockRuntime c) { void F() => c.ConverseAsync(r); }": (
        "Amazon.BedrockRuntime",
        {S.MODEL_CALL},
    ),
    "new AmazonSageMakerRuntimeClient().InvokeEndpointAsync(r);": ("Amazon.SageMakerRuntime", {S.MODEL_CALL}),
    "var c = PredictionServiceClient.Create();\nc.Predict(r);": (
        "Google.Cloud.AIPlatform.V1",
        {S.MODEL_CALL},
    ),
    "new GoogleAI(k).GenerativeModel(m).GenerateContent(p);": ("Mscc.GenerativeAI", {S.MODEL_CALL}),
    "var o = new OllamaApiClient(u);\no.GenerateAsync(p);": ("OllamaSharp", {S.MODEL_CALL}),
    "new MistralClient().Completions.GetCompletionAsync(r);": ("Mistral.SDK", {S.MODEL_CALL}),
    'class A(HttpClient h) { void F() => h.PostAsync("https://api.openai.com/v1/chat/completions", c); }': (
        "System.Net.Http",
        {S.MODEL_CALL},
    ),
    "var w = LLamaWeights.LoadFromFile(p);\nnew InteractiveExecutor(x).InferAsync(q);": (
        "LLama",
        {S.MODEL_LOAD, S.MODEL_CALL},
    ),
    "var m = new MLContext();\nvar t = m.Model.Load(p, out var s);\nm.Model.CreatePredictionEngine<A, B>(t).Predict(x);": (
        "Microsoft.ML",
        {S.MODEL_LOAD, S.MODEL_CALL},
    ),
    "class A(PredictionEnginePool<I, O> pool) { void F() => pool.Predict(x); }": (
        "Microsoft.Extensions.ML",
        {S.MODEL_CALL},
    ),
    "var m = new MLContext();\nvar p = m.Transforms.Concatenate(a).Append(m.Regression.Trainers.Sdca());\n"
    "var t = p.Fit(d);\nm.Regression.Evaluate(t);": ("Microsoft.ML", {S.TRAINING, S.MODEL_METRIC}),
    "var s = new InferenceSession(p);\ns.Run(i);": ("Microsoft.ML.OnnxRuntime", {S.MODEL_LOAD, S.MODEL_CALL}),
    "var g = new Generator(m, p);\ng.GenerateNextToken();": ("Microsoft.ML.OnnxRuntimeGenAI", {S.MODEL_CALL}),
    "var m = torch.jit.load(p);\nm.forward(x).backward();": (
        "TorchSharp",
        {S.MODEL_LOAD, S.MODEL_CALL, S.TRAINING},
    ),
    "var m = tf.keras.models.load_model(p);\nm.fit(x);\nm.predict(x);": (
        "Tensorflow",
        {S.MODEL_LOAD, S.MODEL_CALL, S.TRAINING},
    ),
    "class A(ContentSafetyClient c) { void F() => c.AnalyzeTextAsync(o); }": (
        "Azure.AI.ContentSafety",
        {S.GUARDRAIL},
    ),
    "class A(ModerationClient c) { void F() => c.ClassifyTextAsync(o); }": (
        "OpenAI.Moderations",
        {S.GUARDRAIL},
    ),
    "class A(IAmazonBedrockRuntime c) { void F() => c.ApplyGuardrailAsync(o); }": (
        "Amazon.BedrockRuntime",
        {S.GUARDRAIL},
    ),
    "new ConverseRequest { ModelId = m, GuardrailConfig = g };": (
        "Amazon.BedrockRuntime.Model",
        {S.GUARDRAIL},
    ),
    "class F : IPromptRenderFilter { }": ("Microsoft.SemanticKernel", {S.GUARDRAIL}),
    "class A(IGuardrailService g) { void F() => g.CheckAsync(o); }": ("Acme", {S.GUARDRAIL}),
    "class A(ScenarioRun r) { void F() => r.EvaluateAsync(m); }": (
        "Microsoft.Extensions.AI.Evaluation",
        {S.EVALUATION},
    ),
    # What answers, and what comes in.
    'class A : ControllerBase { [HttpPost("ask")] public int Ask() => 1; }': (WEB, {S.ROUTE}),
    'app.MapPost("/ask", () => 1);\nvar app = WebApplication.Create(args);': (WEB, {S.ROUTE, S.SERVER}),
    "class M : PageModel { }": (WEB, {S.ROUTE}),
    "class A : Controller { }": (WEB, {S.ROUTE}),
    "var a = WebApplication.Create(args);\na.MapGrpcService<G>();\na.MapHub<H>(p);": (
        WEB,
        {S.ROUTE, S.SERVER},
    ),
    "class E : Endpoint<A, B> { }": ("FastEndpoints", {S.ROUTE}),
    "class T { [McpServerTool] public int F() => 1; }": ("ModelContextProtocol.Server", {S.ROUTE}),
    'class F { public int Run([HttpTrigger(AuthorizationLevel.Function, "post")] R r) => 1; }': (
        "Microsoft.Azure.Functions.Worker",
        {S.AUTHENTICATION},
    ),
    "class F { public int Run([HttpTrigger(AuthorizationLevel.Anonymous)] R r) => 1; }": (
        "Microsoft.Azure.Functions.Worker",
        set(),
    ),
    'class F { [Function("ask")] public int Run() => 1; }': ("Microsoft.Azure.Functions.Worker", {S.HANDLER}),
    "class F { [LambdaFunction] public int Run() => 1; }": ("Amazon.Lambda.Annotations", {S.HANDLER}),
    "class B : ActivityHandler { }": ("Microsoft.Bot.Builder", {S.HANDLER}),
    "record R([property: Required, MaxLength(5)] string T);": (
        "System.ComponentModel.DataAnnotations",
        {S.INPUT_CHECK},
    ),
    "class V : AbstractValidator<R> { }": ("FluentValidation", {S.INPUT_CHECK}),
    "class A { void F(IValidator<R> v) => v.ValidateAsync(r); }": ("FluentValidation", {S.INPUT_CHECK}),
    "MiniValidator.TryValidate(r, out var e);": ("MiniValidation", {S.INPUT_CHECK}),
    "class A : ControllerBase { object F() => BadRequest(ModelState); }": (WEB, {S.INPUT_CHECK, S.REFUSAL}),
    "class A : ControllerBase { object F() => StatusCode(429); }": (WEB, {S.REFUSAL}),
    "class A : ControllerBase { object F() => this.BadRequest(1); }": (WEB, {S.REFUSAL}),
    "class A : ControllerBase { object F() => this.StatusCode(503, e); }": (WEB, {S.REFUSAL}),
    "class A { static Lazy<PredictionEngine<I, O>> P = new(F); void G() => P.Value.Predict(x); }": (
        "Microsoft.ML",
        {S.MODEL_CALL},
    ),
    "class A : ControllerBase { object F() => StatusCode(StatusCodes.Status413PayloadTooLarge); }": (
        WEB,
        {S.REFUSAL},
    ),
    "object F() => Results.Problem(statusCode: 422);": (WEB, {S.REFUSAL}),
    "var a = WebApplication.Create(args);\na.UseExceptionHandler();": (WEB, {S.REFUSAL, S.SERVER}),
    "class H : IExceptionHandler { }": (WEB, {S.REFUSAL}),
    "throw new RpcException(new Status(StatusCode.InvalidArgument, m));": ("Grpc.Core", {S.REFUSAL}),
    "class E { void F() => ThrowError(m); }": ("FastEndpoints", {S.REFUSAL}),
    # Limits.
    "class C { void F(IServiceCollection s) => s.AddRateLimiter(o); }": (WEB, {S.LIMIT}),
    "class C { void F(IApplicationBuilder a) => a.UseRateLimiter(); }": (WEB, {S.LIMIT}),
    '[EnableRateLimiting("a")] class C { }': ("Microsoft.AspNetCore.RateLimiting", {S.LIMIT}),
    "class C { void F(IServiceCollection s) => s.AddRequestTimeouts(); }": (WEB, {S.LIMIT}),
    "var p = new ResiliencePipelineBuilder().AddRetry(r).AddTimeout(t).Build();": (
        "Polly",
        {S.LIMIT, S.RETRY},
    ),
    "var p = Policy.TimeoutAsync(3);": ("Polly", {S.LIMIT}),
    "var c = new CancellationTokenSource(TimeSpan.FromSeconds(3));": ("System.Threading", {S.LIMIT}),
    "var c = new CancellationTokenSource();\nc.CancelAfter(3);": ("System.Threading", {S.LIMIT}),
    "var h = new HttpClient { Timeout = t };": ("System.Net.Http", {S.LIMIT}),
    "class C { void F(IHttpClientBuilder b) => b.AddStandardResilienceHandler(); }": (WEB, {S.RETRY}),
    "var o = new OpenAIClientOptions { RetryPolicy = new ClientRetryPolicy(3) };": (
        "OpenAI System.ClientModel",
        {S.RETRY},
    ),
    # Who calls, what is kept, what works behind.
    "[Authorize] class C { }": ("Microsoft.AspNetCore.Authorization", {S.AUTHENTICATION}),
    "class C { void F(IServiceCollection s) => s.AddAuthentication().AddJwtBearer(); }": (
        WEB,
        {S.AUTHENTICATION},
    ),
    "class C(IMemoryCache m) { void F() => m.TryGetValue(k, out var v); }": (
        "Microsoft.Extensions.Caching.Memory",
        {S.CACHE},
    ),
    "class C : IConsumer<M> { }": ("MassTransit", {S.HANDLER}),
    "class C { void F(ServiceBusProcessor p) => p.StartProcessingAsync(); }": (
        "Azure.Messaging.ServiceBus",
        {S.HANDLER},
    ),
    "class C { void F(IServiceCollection s) => s.AddMassTransit(x => 1); }": ("MassTransit", {S.QUEUE}),
    "var h = new HostBuilder().ConfigureServices(s => { s.AddApplicationInsightsTelemetryWorkerService(); });": (
        "Microsoft.Extensions.Hosting",
        {S.METRICS},
    ),
    "class W : BackgroundService { }": ("Microsoft.Extensions.Hosting", {S.QUEUE}),
    'class F { [Function("a")] public void Run([ServiceBusTrigger("q")] string m) { } }': (
        "Microsoft.Azure.Functions.Worker",
        {S.QUEUE, S.HANDLER},
    ),
    "BackgroundJob.Enqueue(() => 1);": ("Hangfire", {S.QUEUE}),
    "class O { public void Run([OrchestrationTrigger] TaskOrchestrationContext c) { } }": (
        "Microsoft.DurableTask",
        {S.ORCHESTRATION},
    ),
    "RecurringJob.AddOrUpdate(a, b, c);": ("Hangfire", {S.ORCHESTRATION}),
    "[Workflow] class W { }": ("Temporalio.Workflows", {S.ORCHESTRATION}),
    'class F { void R([TimerTrigger("0 0 * * * *")] object t) { } }': (
        "Microsoft.Azure.Functions.Worker",
        {S.ORCHESTRATION},
    ),
    "class C(IFeatureManager f) { void F() => f.IsEnabledAsync(a); }": (
        "Microsoft.FeatureManagement",
        {S.ROLLOUT},
    ),
    "NBomberRunner.RegisterScenarios(s).Run();": ("NBomber.CSharp", {S.LOAD_TEST}),
    # What reports.
    "class C(ILogger<C> logger) { void F() => logger.LogInformation(a); }": (LOGGING, {S.LOGGING}),
    "[LoggerMessage(1)] partial class C { }": (LOGGING, {S.LOGGING}),
    "Log.Information(a);": ("Serilog", {S.LOGGING}),
    "class C { static readonly Logger L = LogManager.GetCurrentClassLogger(); void F() => L.Info(a); }": (
        "NLog",
        {S.LOGGING},
    ),
    "Log.Logger = new LoggerConfiguration().WriteTo.Console().CreateLogger();": ("Serilog", {S.LOG_SETTING}),
    "class C { void F(ILoggingBuilder b) => b.AddJsonConsole(); }": (LOGGING, {S.LOG_SETTING}),
    "Console.WriteLine(a);": ("System", {S.PRINTING}),
    "class C { static readonly Counter N = Metrics.CreateCounter(a, b); void F() => N.Inc(); }": (
        "Prometheus",
        {S.METRICS},
    ),
    "var m = new Meter(a);\nvar c = m.CreateCounter<long>(b);": ("System.Diagnostics.Metrics", {S.METRICS}),
    "class C { void F(IServiceCollection s) => s.AddOpenTelemetry().WithMetrics(m).WithTracing(t); }": (
        WEB,
        {S.METRICS, S.TRACES},
    ),
    "class C(TelemetryClient t) { void F() { t.TrackMetric(a, 1); t.TrackException(e); } }": (
        "Microsoft.ApplicationInsights",
        {S.METRICS, S.ERROR_REPORTS},
    ),
    "DogStatsd.Increment(a);": ("StatsdClient", {S.METRICS}),
    "class C { static readonly ActivitySource S = new(a); void F() { using var x = S.StartActivity(b); } }": (
        "System.Diagnostics",
        {S.TRACES},
    ),
    "Tracer.Instance.StartActive(a);": ("Datadog.Trace", {S.TRACES}),
    "SentrySdk.CaptureException(e);": ("Sentry", {S.ERROR_REPORTS}),
    "class C { void F(IServiceCollection s) => s.AddElmahIo(); }": ("Elmah.Io.AspNetCore", {S.ERROR_REPORTS}),
    # What tests.
    "class T { [Fact] public void F() { Assert.Equal(1, a); } }": (XUNIT, {S.TEST_TOOL}),
    "class T { [Test] public void F() { } }": ("NUnit.Framework", {S.TEST_TOOL}),
    "class T { [TestMethod] public void F() { } }": (
        "Microsoft.VisualStudio.TestTools.UnitTesting",
        {S.TEST_TOOL},
    ),
    "a.Should().Be(1);\nvar a = F();": ("FluentAssertions", {S.TEST_TOOL}),
}
NONE: dict[str, str] = {
    "class A(ChatClient c) { void F() => c.CompleteChat(1); }": "Acme.Chat",
    "class A(ChatClient c) { void F() => c.Dispose(); }": "OpenAI.Chat",
    "class A(HttpWebRequest r) { void F() => r.GetResponseAsync(); }": "System.Net",
    "class A(SearchClient c) { void F() => c.SearchAsync(1); }": "Azure.Search.Documents Azure.AI.OpenAI.X",
    'class A(HttpClient h) { void F() => h.PostAsync("https://example.org/", c); }': "System.Net.Http",
    "class A(MLContext m) { void F() => m.Data.LoadFromTextFile(p); }": "Microsoft.ML",
    "class A(Model m) { void F() => m.Fit(p); }": "Acme",
    "class A { object F() => StatusCode(200); }": WEB,
    "class A { object F() => Results.Ok(1); }": WEB,
    "var c = new CancellationTokenSource();": "System.Threading",
    "var h = new HttpClient();": "System.Net.Http",
    "class A { public string Required; }": "System.ComponentModel.DataAnnotations",
    "class A(Store s) { void F() => s.LogInformation(a); }": LOGGING,
    "class A { void F(Board b) => b.Map(1); }": WEB,
    "class A : Controller { }": "Acme",
    "class A(Guard g) { void F() => g.Check(a); }": "Acme",
    "class A { void F(Counter c) => c.Inc(); }": "Acme",
    "class A(IFeature f) { void F() => f.IsEnabledAsync(a); }": "Microsoft.FeatureManagement",
}


def uses_of(source: str, namespaces: str) -> list[ProgramUse]:
    usings = "".join(f"using {each};\n" for each in namespaces.split())
    repo = snapshot({"src/A.cs": f"{usings}{source}\n"})
    return [each for found in all_uses(repo).values() for each in found if each.called]


@pytest.mark.parametrize("source", SIGNS)
def test_signs(source: str) -> None:
    namespaces, expected = SIGNS[source]
    assert {each.sign.subject for each in uses_of(source, namespaces)} == expected


@pytest.mark.parametrize("source", NONE)
def test_no_signs(source: str) -> None:
    assert uses_of(source, NONE[source]) == []


def test_every_row_is_hit() -> None:
    seen = {each.sign for source, (names, _expected) in SIGNS.items() for each in uses_of(source, names)}
    assert [(each.subject.name, each.tool) for each in CSHARP_LANGUAGE.signs if each not in seen] == []


def test_using_a_framework_shows_nothing_and_a_client_is_present() -> None:
    repo = snapshot(
        {"A.cs": f"using OpenAI.Chat;\n{''.join(f'using {each};' for each in WEB.split())}\nclass A {{ }}\n"}
    )
    found = [each for uses in all_uses(repo).values() for each in uses]
    assert {(each.sign.subject, each.line, each.called) for each in found} == {(Subject.MODEL_CALL, 1, False)}


def test_namespaces_of_a_project_are_seen_in_each_file() -> None:
    source = "class A(ChatClient c) { void F() => c.CompleteChat(1); }\n"
    project = (
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><Using Include="OpenAI.Chat" /></ItemGroup></Project>'
    )
    assert Subject.MODEL_CALL in all_uses(snapshot({"p/p.csproj": project, "p/A.cs": source}))
    usings = {
        "p/p.csproj": "<Project></Project>",
        "p/Usings.cs": "global using OpenAI.Chat;\n",
        "p/A.cs": source,
    }
    assert Subject.MODEL_CALL in all_uses(snapshot(usings))
    beside = all_uses(
        snapshot({**usings, "p/A.cs": "", "q/q.csproj": "<Project></Project>", "q/A.cs": source})
    )
    assert not [each for each in beside.get(Subject.MODEL_CALL, ()) if each.called]
