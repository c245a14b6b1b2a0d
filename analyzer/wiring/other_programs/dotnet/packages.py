"""C#: what logs, reports and tests.

Sources: https://learn.microsoft.com/dotnet/core/extensions/logging, https://serilog.net,
https://opentelemetry.io/docs/languages/dotnet, https://github.com/prometheus-net/prometheus-net,
https://learn.microsoft.com/azure/azure-monitor/app, https://docs.sentry.io/platforms/dotnet.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

NET_BUILDERS = (
    "Microsoft.AspNetCore Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Hosting"
    " Microsoft.Extensions.Logging"
)
SERILOG_LEVELS = r"(?:Verbose|Debug|Information|Warning|Error|Fatal|Write)"
NLOG_LEVELS = r"(?:Trace|Debug|Info|Warn|Error|Fatal)(?:Format)?"

DOTNET_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.LOGGING,
        "ILogger",
        "Microsoft.Extensions.Logging Microsoft.Azure.Functions.Worker Microsoft.AspNetCore",
        r"(?:I?Logger\(\)|.+\.Logger|.+\.(?:Create|Get)Logger\(\)|I?Logger)\.Log(?:Trace|Debug|Information"
        r"|Warning|Error|Critical)?",
        decorators="LoggerMessage",
        imported=False,
    ),
    sign(
        Subject.LOGGING,
        "Serilog",
        "Serilog",
        rf"(?:Log|Log\.For\w+\(\)|Log\.Logger|ILogger\(\)|.+\.CreateLogger\(\)"
        rf"|.+\.ForContext\(\))\.{SERILOG_LEVELS}",
        imported=False,
    ),
    sign(
        Subject.LOGGING,
        "NLog or log4net",
        "NLog log4net",
        rf"(?:I?Logger\(\)|ILog\(\)|LogManager\.\w+\(\)|.+\.GetCurrentClassLogger\(\))\.{NLOG_LEVELS}",
        imported=False,
    ),
    sign(
        Subject.LOG_SETTING,
        "logging builder",
        f"{NET_BUILDERS} Serilog NLog log4net",
        r".+\.(?:UseSerilog|AddSerilog|AddConsole|AddSimpleConsole|AddJsonConsole|AddSystemdConsole"
        r"|AddNLog\w*|UseNLog"
        r"|AddLog4Net|AddHttpLogging|UseHttpLogging|UseSerilogRequestLogging|AddLogging|SetMinimumLevel)"
        r"|LoggerConfiguration(?:\(\)\.\w+)*|LoggerFactory\.Create",
        imported=False,
    ),
    sign(
        Subject.PRINTING,
        "Console",
        "System",
        r"Console\.(?:Write(?:Line)?|Out\.\w+|Error\.\w+)|Debug\.WriteLine|AnsiConsole\.\w+",
        imported=False,
    ),
    sign(
        Subject.METRICS,
        "prometheus-net",
        "Prometheus Prometheus.DotNetRuntime",
        r"Metrics\.Create\w+|.+\.(?:UseMetricServer|UseHttpMetrics|MapMetrics)|I?(?:Counter|Gauge"
        r"|Histogram|Summary)\(\)\.\w+"
        r"|(?:Kestrel)?MetricServer(?:\(\)\.Start)?|.+\.WithLabels\(\)\.(?:Inc|Set|Observe)",
    ),
    sign(
        Subject.METRICS,
        "System.Diagnostics.Metrics",
        "System.Diagnostics.Metrics",
        r"Meter(?:\(\)\.Create\w+)?|IMeterFactory\(\)\.Create(?:\(\)\.Create\w+)?|(?:Counter|UpDownCounter"
        r"|Histogram|Gauge)\(\)\.(?:Add|Record)",
    ),
    sign(
        Subject.METRICS,
        "OpenTelemetry",
        f"OpenTelemetry Azure.Monitor.OpenTelemetry {NET_BUILDERS}",
        r".+\.(?:WithMetrics|AddPrometheusExporter|MapPrometheusScrapingEndpoint"
        r"|UseOpenTelemetryPrometheusScrapingEndpoint"
        r"|AddMeter|AddRuntimeInstrumentation|UseAzureMonitor)|Sdk\.CreateMeterProviderBuilder",
        imported=False,
    ),
    sign(
        Subject.METRICS,
        "Application Insights",
        f"Microsoft.ApplicationInsights {NET_BUILDERS}",
        r"TelemetryClient\(\)\.(?:Track(?:Metric|Event|Request|Dependency)|GetMetric)"
        r"|.+\.AddApplicationInsights\w+"
        r"|.+\.ConfigureFunctionsApplicationInsights",
        # The services that the builder of a host hands to a function.
        elsewhere=r"\?\.(?:AddApplicationInsights\w+|ConfigureFunctionsApplicationInsights)",
        imported=False,
    ),
    sign(
        Subject.METRICS,
        "metrics client",
        "App.Metrics StatsdClient StatsN JustEat.StatsD Amazon.CloudWatch NewRelic.Api.Agent Datadog",
        r"IMetrics\(\)\.Measure\..+|DogStatsd\.\w+|I?DogStatsd(?:Service)?\(\)\.\w+|IStatsDPublisher\(\)\.\w+"
        r"|I?AmazonCloudWatch(?:Client)?\(\)\.PutMetricData\w*|NewRelic\.\w+|.+\.UseMetrics\w*",
    ),
    sign(
        Subject.TRACES,
        "OpenTelemetry",
        f"OpenTelemetry System.Diagnostics Microsoft.Extensions.AI {NET_BUILDERS}",
        r".+\.(?:WithTracing|AddSource|AddAspNetCoreInstrumentation|AddHttpClientInstrumentation"
        r"|AddOtlpExporter|UseOtlpExporter"
        r"|UseOpenTelemetry|AddConsoleExporter)|ActivitySource(?:\(\)\.(?:StartActivity|CreateActivity))?"
        r"|Sdk\.CreateTracerProviderBuilder",
        imported=False,
    ),
    sign(
        Subject.TRACES,
        "tracing agent",
        "Datadog.Trace Elastic.Apm Honeycomb Langfuse zborek.LangfuseDotnet",
        r"Tracer\.Instance\.StartActive|.+\.(?:UseElasticApm|UseAllElasticApm|AddElasticApm\w*"
        r"|AddAllElasticApm|AddHoneycomb|AddLangfuse\w*)"
        r"|Agent\.Tracer\.\w+",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Sentry",
        f"Sentry {NET_BUILDERS}",
        r"SentrySdk\.(?:Init|Capture\w+|AddBreadcrumb|StartTransaction)|.+\.(?:UseSentry|AddSentry)"
        r"|IHub\(\)\.Capture\w+",
        imported=False,
    ),
    sign(
        Subject.ERROR_REPORTS,
        "error reporter",
        "Bugsnag Rollbar Mindscape.Raygun4Net Elmah.Io Exceptionless Honeybadger",
        r".+\.(?:AddBugsnag|AddRollbar\w*|AddRaygun|UseRaygun|AddElmahIo|UseElmahIo|AddExceptionless"
        r"|UseExceptionless)"
        r"|I?Client\(\)\.Notify|Rollbar\w*\.\w+\.(?:Error|Critical|Configure)\w*|RaygunClient\(\)\.Send\w*",
    ),
    sign(
        Subject.ERROR_REPORTS,
        "Application Insights",
        "Microsoft.ApplicationInsights",
        r"TelemetryClient\(\)\.TrackException",
        imported=False,
    ),
    # What tests.
    sign(
        Subject.TEST_TOOL,
        "xUnit",
        "Xunit",
        r"Assert\.\w+",
        decorators="Fact|Theory|InlineData|MemberData|ClassData",
        imported=False,
    ),
    sign(
        Subject.TEST_TOOL,
        "NUnit",
        "NUnit.Framework",
        r"Assert\.\w+",
        decorators="Test|TestCase|TestCaseSource|TestFixture",
        imported=False,
    ),
    sign(
        Subject.TEST_TOOL,
        "MSTest",
        "Microsoft.VisualStudio.TestTools.UnitTesting",
        r"Assert\.\w+",
        decorators="TestMethod|TestClass|DataTestMethod|DataRow",
        imported=False,
    ),
    sign(
        Subject.TEST_TOOL,
        "assertions and doubles",
        "FluentAssertions Shouldly Moq NSubstitute FakeItEasy AwesomeAssertions"
        " Microsoft.AspNetCore.Mvc.Testing",
        r".+\.Should(?:[A-Z]\w*)?|Mock(?:\(\)\.\w+)?|Substitute\.For|.+\.Received|A\.(?:Fake|CallTo)"
        r"|WebApplicationFactory",
        imported=False,
    ),
)
