"""C#: what answers requests, what checks and limits them, who is asked, what works behind.

Sources: https://learn.microsoft.com/aspnet/core (routing, minimal APIs, rate limiting, request timeouts),
https://www.pollydocs.org, https://docs.fluentvalidation.net, https://fast-endpoints.com, the documentation of
MassTransit, Hangfire, Quartz.NET, Temporal, Azure Functions, FeatureManagement.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

NET_WEB = "Microsoft.AspNetCore"
NET_HOST = f"{NET_WEB} Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Hosting"
NET_FUNCTIONS = "Microsoft.Azure.Functions.Worker Microsoft.Azure.WebJobs"
NET_REFUSES = (
    r"(?:\w+=)?(?:4\d\d|50[34])|(?:.*\.)?Status(?:4\d\d|50[34])\w*"
    r"|(?:.*\.)?HttpStatusCode\.(?:BadRequest|Unauthorized|Forbidden|NotFound|Conflict|TooManyRequests"
    r"|UnprocessableEntity|RequestEntityTooLarge|ServiceUnavailable|RequestTimeout)"
)

DOTNET_SERVICE_SIGNS: tuple[Sign, ...] = (
    # What answers requests.
    sign(
        Subject.ROUTE,
        "ASP.NET Core controller",
        NET_WEB,
        decorators=r"Http(?:Get|Post|Put|Patch|Delete)|AcceptVerbs",
        imported=False,
    ),
    sign(
        Subject.ROUTE,
        "ASP.NET Core minimal API",
        NET_WEB,
        r".+\.Map(?:Get|Post|Put|Patch|Delete|Methods)",
        least=2,
        imported=False,
    ),
    sign(Subject.ROUTE, "ASP.NET Core controller", NET_WEB, bases=r"Controller", imported=False),
    sign(Subject.ROUTE, "Razor Pages", NET_WEB, bases=r"PageModel", imported=False),
    sign(
        Subject.ROUTE,
        "gRPC",
        f"Grpc.AspNetCore Grpc.Core {NET_WEB}",
        r".+\.MapGrpcService",
        imported=False,
    ),
    sign(Subject.ROUTE, "SignalR", NET_WEB, r".+\.MapHub", imported=False),
    sign(Subject.ROUTE, "FastEndpoints", "FastEndpoints", bases=r"Endpoint\w*"),
    sign(Subject.ROUTE, "MCP server", "ModelContextProtocol", decorators=r"McpServerTool"),
    sign(
        Subject.HANDLER,
        "Azure Functions",
        NET_FUNCTIONS,
        decorators=r"Function(?:Name)?",
        imported=False,
    ),
    sign(
        Subject.HANDLER,
        "AWS Lambda",
        "Amazon.Lambda",
        r"LambdaBootstrapBuilder\.Create",
        decorators=r"LambdaFunction",
        bases=r"APIGateway\w*Function",
        imported=False,
    ),
    sign(
        Subject.HANDLER,
        "bot",
        "Microsoft.Bot.Builder Microsoft.Agents.Builder Telegram.Bot Discord Discord.WebSocket DSharpPlus",
        r".+\.(?:StartReceiving|ReceiveAsync|OnMessageCreated)",
        bases=r"ActivityHandler|TeamsActivityHandler|AgentApplication|IUpdateHandler|InteractionModuleBase|ModuleBase",
        imported=False,
    ),
    sign(
        Subject.SERVER,
        "ASP.NET Core",
        NET_HOST,
        r"WebApplication\.Create\w*|.+\.ConfigureWebHost\w*|WebHost\.CreateDefaultBuilder",
        imported=False,
    ),
    # What comes in.
    sign(
        Subject.INPUT_CHECK,
        "data annotations",
        "System.ComponentModel.DataAnnotations",
        decorators=r"Required|(?:Max|Min|String)?Length|Range|RegularExpression|EmailAddress|Url|AllowedValues",
        bases=r"IValidatableObject",
        imported=False,
    ),
    sign(
        Subject.INPUT_CHECK,
        "FluentValidation",
        "FluentValidation FastEndpoints",
        r".+\.(?:AddFluentValidation\w*|AddValidatorsFrom\w+|ValidateAndThrow\w*)"
        r"|I?\w*Validator\(\)\.Validate(?:Async)?",
        bases=r"AbstractValidator|Validator",
    ),
    sign(
        Subject.INPUT_CHECK,
        "ASP.NET Core validation",
        f"{NET_HOST} MiniValidation",
        r".+\.(?:WithParameterValidation|AddValidation)|MiniValidator\.TryValidate\w*|TryValidateModel"
        r"|Validator\.TryValidateObject",
        imported=False,
    ),
    sign(
        Subject.INPUT_CHECK,
        "model state",
        NET_WEB,
        r"(?:\?\.)?(?:BadRequest|ValidationProblem|UnprocessableEntity)",
        given=r"(?:\*#|\?\.)?ModelState(?:\..*)?",
        generated=True,
    ),
    sign(
        Subject.REFUSAL,
        "answer with an error",
        NET_WEB,
        r"(?:(?:Typed)?Results\.|\?\.)?(?:BadRequest|Problem|ValidationProblem|Unauthorized|Forbid|NotFound"
        r"|Conflict"
        r"|UnprocessableEntity)(?:ObjectResult|Result)?|BadHttpRequestException",
        generated=True,
    ),
    sign(
        Subject.REFUSAL,
        "answer with an error",
        f"{NET_WEB} System.Net {NET_FUNCTIONS}",
        r"(?:(?:Typed)?Results\.|\?\.)?(?:StatusCode|Problem)|.+\.CreateResponse|ObjectResult"
        r"|StatusCodeResult",
        given=NET_REFUSES,
        generated=True,
    ),
    sign(
        Subject.REFUSAL,
        "exception handler",
        NET_HOST,
        r".+\.(?:UseExceptionHandler|AddProblemDetails|AddExceptionHandler|UseProblemDetails)",
        bases=r"IExceptionHandler|IExceptionFilter|IAsyncExceptionFilter|ExceptionFilterAttribute",
        imported=False,
    ),
    sign(Subject.REFUSAL, "gRPC status", "Grpc.Core", r"RpcException", imported=False),
    sign(
        Subject.REFUSAL,
        "FastEndpoints",
        "FastEndpoints",
        r"ThrowError|AddError|SendErrorsAsync|Send\.ErrorsAsync|ThrowIfAnyErrors|SendForbiddenAsync"
        r"|SendUnauthorizedAsync",
        imported=False,
    ),
    # Limits, and what is done when something fails.
    sign(
        Subject.LIMIT,
        "rate limiter",
        f"{NET_HOST} System.Threading.RateLimiting AspNetCoreRateLimit",
        r".+\.(?:AddRateLimiter|RequireRateLimiting|AddInMemoryRateLimiting)"
        r"|(?:TokenBucket|FixedWindow|SlidingWindow|Concurrency)RateLimiter",
        decorators="EnableRateLimiting",
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "rate limiter",
        f"{NET_HOST} AspNetCoreRateLimit",
        r".+\.(?:UseRateLimiter|UseIpRateLimiting|UseClientRateLimiting)",
        imported=False,
        everywhere=True,
    ),
    sign(
        Subject.LIMIT,
        "request limits",
        NET_HOST,
        r".+\.(?:AddRequestTimeouts|UseRequestTimeouts|WithRequestTimeout)",
        decorators="RequestTimeout|RequestSizeLimit|RequestFormLimits",
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "Polly",
        "Polly Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Http.Resilience",
        r".+\.(?:AddCircuitBreaker|AddConcurrencyLimiter|CircuitBreaker(?:Async)?|AdvancedCircuitBreaker\w*)"
        r"|ResiliencePipelineBuilder\(\)(?:\.\w+\(\))*\.Add(?:Timeout|RateLimiter)|Policy\.(?:Timeout"
        r"|Bulkhead)\w*",
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "time limit",
        "System.Threading System",
        r"CancellationTokenSource",
        least=1,
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "time limit",
        "System.Threading System",
        r".+\.(?:CancelAfter|WaitAsync)|CancellationTokenSource\(\)\.CancelAfter",
        least=1,
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "client timeout",
        "System.Net.Http System OpenAI Azure.AI.OpenAI",
        r"HttpClient|\w*ClientOptions|RestClientOptions",
        given=r"(?:Network)?(?:Max)?Timeout=.*",
    ),
    sign(
        Subject.RETRY,
        "Polly",
        "Polly Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Http.Resilience",
        r".+\.(?:WaitAndRetry\w*|RetryAsync|RetryForever\w*|AddRetry|AddResilienceHandler"
        r"|AddStandard\w*Handler"
        r"|AddPolicyHandler|AddTransientHttpErrorPolicy|AddResiliencePipeline|FallbackAsync|AddFallback)",
        imported=False,
    ),
    sign(
        Subject.RETRY,
        "client retries",
        "Azure.AI.OpenAI OpenAI Azure.Core System.ClientModel",
        r"ClientRetryPolicy|\w*ClientOptions",
        given=r"MaxRetries=.*|RetryPolicy=.*|[1-9]\d?",
    ),
    # Who calls, what is kept.
    sign(
        Subject.AUTHENTICATION,
        "ASP.NET Core",
        NET_HOST,
        r".+\.(?:AddAuthentication|AddJwtBearer|AddMicrosoftIdentityWebApi\w*|RequireAuthorization"
        r"|UseAuthentication"
        r"|AddApiKey\w*|AddAuthorization|AddIdentityApiEndpoints)",
        decorators="Authorize",
        imported=False,
    ),
    sign(
        Subject.AUTHENTICATION,
        "key of a function",
        NET_FUNCTIONS,
        decorators=r"HttpTrigger",
        strings=r"AuthorizationLevel\.(?:Function|Admin|System)",
        imported=False,
    ),
    sign(
        Subject.CACHE,
        "cache",
        "Microsoft.Extensions.Caching StackExchange.Redis ZiggyCreatures.Caching.Fusion Microsoft.AspNetCore"
        " Microsoft.Extensions.AI Microsoft.Extensions.DependencyInjection",
        r"(?:I?MemoryCache|IDistributedCache|HybridCache|I?FusionCache)\(\)\.\w*(?:Get|Set|Try)\w*"
        r"|.+\.(?:AddOutputCache|CacheOutput|UseOutputCache"
        r"|UseDistributedCache)",
        decorators="OutputCache|ResponseCache",
        imported=False,
    ),
    # What works behind, in order, for a part of the users.
    # The function around the call takes the messages, or has others take them.
    sign(
        Subject.HANDLER,
        "messages",
        "Azure.Messaging.ServiceBus Confluent.Kafka RabbitMQ.Client Azure.Storage.Queues Amazon.SQS"
        " Google.Cloud.PubSub.V1 Azure.Messaging.EventHubs",
        r"ServiceBus(?:Session)?Processor\(\)\.StartProcessing\w*|ServiceBusReceiver\(\)\.Receive\w*"
        r"|.+\.Basic(?:Consume|Get)\w*"
        r"|(?:IConsumer\(\)|ConsumerBuilder\(\)\.Build\(\))\.Consume|QueueClient\(\)\.Receive\w*"
        r"|I?AmazonSQS(?:Client)?\(\)\.ReceiveMessage\w*|.+\.CreateProcessor\(\)\.StartProcessing\w*"
        r"|EventProcessorClient\(\)\.StartProcessing\w*|SubscriberClient\w*\(\)\.Start\w*",
        imported=False,
    ),
    sign(
        Subject.QUEUE,
        "messages",
        "MassTransit NServiceBus Rebus.Handlers Wolverine",
        r".+\.AddMassTransit",
        imported=False,
    ),
    sign(
        Subject.HANDLER,
        "message consumer",
        "MassTransit NServiceBus Rebus.Handlers",
        bases=r"IConsumer|IHandleMessages",
        imported=False,
    ),
    sign(
        Subject.QUEUE,
        "hosted service",
        NET_HOST,
        bases=r"BackgroundService|IHostedService",
        imported=False,
    ),
    sign(
        Subject.QUEUE,
        "queue trigger",
        NET_FUNCTIONS,
        decorators=r"(?:ServiceBus|Queue|Kafka|EventHub|RabbitMQ)Trigger",
        imported=False,
    ),
    sign(
        Subject.QUEUE,
        "Hangfire",
        "Hangfire",
        r"BackgroundJob\.(?:Enqueue|Schedule)|IBackgroundJobClient\(\)\.\w+",
        imported=False,
    ),
    sign(
        Subject.ORCHESTRATION,
        "Durable Functions",
        "Microsoft.DurableTask Microsoft.Azure.WebJobs.Extensions.DurableTask"
        " Microsoft.Azure.Functions.Worker",
        decorators="OrchestrationTrigger|ActivityTrigger",
        calls=r"TaskOrchestrationContext\(\)\.Call\w+",
        bases=r"TaskOrchestrator|TaskActivity",
        imported=False,
    ),
    sign(
        Subject.ORCHESTRATION,
        "schedule",
        "Hangfire Quartz Coravel TickerQ NCronJob",
        r"RecurringJob\.AddOrUpdate|.+\.(?:AddQuartz\w*|ScheduleJob|AddCronJob)"
        r"|IRecurringJobManager\(\)\.\w+",
        bases=r"IJob|IInvocable",
        imported=False,
    ),
    sign(
        Subject.ORCHESTRATION,
        "workflow",
        "Temporalio Dapr.Workflow Elsa WorkflowCore Microsoft.Agents.AI.Workflows",
        r".+\.(?:AddWorkflow|RegisterWorkflow|ExecuteWorkflowAsync|StartWorkflowAsync)"
        r"|Workflow\.ExecuteActivityAsync"
        r"|WorkflowBuilder(?:\(\)\.\w+)*",
        decorators=r"Workflow",
        bases=r"Workflow|IWorkflow|WorkflowBase",
    ),
    sign(Subject.ORCHESTRATION, "timer", NET_FUNCTIONS, decorators="TimerTrigger", imported=False),
    sign(
        Subject.ROLLOUT,
        "feature flags",
        "Microsoft.FeatureManagement LaunchDarkly.Sdk.Server LaunchDarkly Unleash OpenFeature Flagsmith"
        " Statsig"
        " ConfigCat.Client GrowthBook",
        r"I?(?:Variant)?FeatureManager(?:Snapshot)?\(\)\.\w+|.+\.AddFeatureManagement"
        r"|I?LdClient\(\)\.\w*Variation\w*"
        r"|I?Unleash\(\)\.(?:IsEnabled|GetVariant)|(?:I?FeatureClient\(\)"
        r"|.+\.GetClient\(\))\.Get\w+(?:ValueAsync|DetailsAsync)"
        r"|I?ConfigCatClient\(\)\.GetValue\w*|StatsigServer\.\w+",
        decorators="FeatureGate",
        imported=False,
    ),
    sign(Subject.LOAD_TEST, "NBomber", "NBomber", r"Scenario\.Create|NBomberRunner\.\w+"),
)
