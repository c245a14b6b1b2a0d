"""The topics of claims: the words that make one, and the signals that would support it.

A table over one sentence of at most 500 characters; every gap in a pattern is bounded, so that reading
costs the same whatever the sentence is. To add a topic is to add a row.
"""

from __future__ import annotations

import re

from msgspec import Struct

from analyzer.claims import phrases, questions
from analyzer.claims.figures import AMOUNT, DURATION, GAP, MONEY, PEOPLE, RATE, SHARE
from analyzer.claims.phrases import ABOUT, BUSINESS, CHANGED, CLOUD, IS, OF_A_PART, SERVING_VERBS
from analyzer.declarations import ClaimQuestion
from analyzer.lazy_regex import lazy_regex


class Topic(Struct, frozen=True):
    """One kind of claim.

    `says` is a claim as it stands; `names` is one only where the sentence says that it was done, or in a
    list of what the project has; `own` is one only in the candidate's own file. The first of the `signals`
    is the one the words assert; none means that no repository can show it. `measured`: only a load test or a
    measurement kept beside its script supports the number, `figure`: it is about a number, which stands
    for itself in a heading or a table. `question` is asked about a claim without support.
    """

    name: str
    signals: tuple[str, ...]
    says: re.Pattern[str] | None = None
    names: re.Pattern[str] | None = None
    own: re.Pattern[str] | None = None
    question: ClaimQuestion = questions.OTHER
    measured: bool = False
    figure: bool = False


def _any(*patterns: str) -> re.Pattern[str]:
    return lazy_regex("|".join(patterns), re.IGNORECASE)


_SPEED = ("latency_and_cost", "load_testing")

# In this order: of two rows with the same name the first that matches a sentence is taken.
TOPICS = (
    Topic(
        "scale",
        _SPEED,
        question=questions.SCALE,
        says=_any(
            rf"\b{SERVING_VERBS}\b{GAP}{RATE}",
            rf"\b(?:throughput|traffic|peaks?|load|capacity|volume)\b(?:\s?\||[^.;|]{{0,25}}?)\s?{RATE}",
            rf"\b(?:with|at|of|up to|over|than)\s{AMOUNT}\s?(?:rps|qps|tps)\b",
            rf"{RATE}\s(?:in production|at peak|sustained|with (?:a )?p\d\d)",
        ),
        own=_any(RATE),
        measured=True,
        figure=True,
    ),
    Topic(
        "latency",
        _SPEED,
        question=questions.LATENCY,
        says=_any(
            rf"\b(?:latenc(?:y|ies)|response times?|inference times?|prediction times?|p50|p90|p95"
            rf"|p99(?:\.9)?)\b(?:\s?\||[^.;|]{{0,30}}?)\s?(?:{ABOUT})?{DURATION}(?!\s(?:rtt|ping)\b)",
            rf"{DURATION}\s(?:\(?p\d\d\)?\s)?(?:[a-z]+\s)?"
            r"(?:latency|response times?|inference times?|prediction times?|p50|p90|p95|p99)\b",
            rf"\b(?:serv|answer|respond|return|predict|scor|infer)\w{{0,6}}\b[^.;|]{{0,40}}?"
            rf"\b(?:in|within|under|below)\s(?:{ABOUT})?\d[\d,.]{{0,9}}\s?(?:ms|milliseconds?|µs)\b",
            rf"(?:\b(?:takes?|took|in|at|of|is|are|was|runs?|averag\w{{1,4}}|needs?)"
            rf"|[:|~])\s(?:{ABOUT})?{DURATION}\s?"
            r"(?:per|/)\s?(?:request|prediction|inference|query|call|image|document|page)\b",
        ),
        own=_any(
            DURATION.replace(r"|s|secs?|seconds?)", ")"),
            rf"\b(?:latency|response times?|inference times?)\b{GAP}(?:{SHARE}|\d[\d.]{{0,4}}\s?x\b)",
            rf"(?:{SHARE}|\d[\d.]{{0,4}}\s?x)\s(?:faster|lower latency|speed-?up)",
        ),
        measured=True,
        figure=True,
    ),
    Topic(
        "cost",
        _SPEED,
        says=_any(
            rf"{MONEY}\s?(?:per|/|a|for (?:each|every|a))\s?(?:1,?000\s|1k\s|thousand\s|million\s|1m\s)?"
            r"(?:requests?|calls?|predictions?|inferences?|quer(?:y|ies)|documents?|images?|tokens?)\b",
        ),
        measured=True,
        figure=True,
    ),
    Topic(
        "uptime",
        (),
        says=_any(
            r"\d\d(?:\.\d{1,5})?\s?%\s(?:[a-z]+\s)?(?:uptime|availability)\b",
            r"\b(?:uptime|availability)\b(?:\s?\||[^.;|]{0,15}?)\s?\d\d(?:\.\d{1,5})?\s?%",
        ),
        figure=True,
    ),
    Topic(
        "users",
        (),
        says=_any(
            rf"\b(?:used|trusted|adopted"
            rf"|relied on)\sby\s{GAP}{AMOUNT}\s?(?:[a-z-]{{1,20}}\s){{0,3}}{PEOPLE}\b",
            rf"\b(?:serv|reach|power|support|handl|onboard)(?:e|es|ed|ing|s)?\s(?:[a-z-]+\s){{0,3}}"
            rf"{AMOUNT}\s?(?:[a-z-]{{1,20}}\s){{0,3}}{PEOPLE}\b",
            rf"{AMOUNT}\s?(?:daily|monthly|weekly)?\s?active users\b",
            r"\b(?:is|are|was|were|been)\s(?:[a-z]+ly\s)?used in production (?:by|at)\b",
        ),
        own=_any(rf"{AMOUNT}\s?(?:[a-z-]{{1,20}}\s){{0,3}}{PEOPLE}\b"),
        figure=True,
    ),
    Topic(
        "outcome",
        (),
        question=questions.OUTCOME,
        says=_any(
            rf"\b{CHANGED}\s(?:the\s|our\s"
            rf"|its\s)?(?:[a-z-]+\s){{0,3}}?{BUSINESS}\b[^.;|]{{0,40}}?(?:{SHARE}|{MONEY})",
            rf"\b{BUSINESS}\s(?:[a-z]+\s)?(?:prevented|saved|recovered|avoided|reduced by|generated"
            rf"|reduction|uplift|lift)\b(?:\s?\||[^.;|]{{0,15}}?)\s?(?:{SHARE}|{MONEY})",
            rf"\b(?:sav(?:e[sd]?|ing)|prevent(?:s|ed|ing)?|recover(?:s|ed|ing)|generat(?:e[sd]|ing))\b"
            rf"[^.;|]{{0,30}}?{MONEY}",
            rf"{MONEY}\s?(?:/\s?(?:year|month)\s?|(?:per|a) (?:year|month)\s)?(?:saved|prevented|recovered"
            r"|in (?:savings|revenue|losses|fraud))",
        ),
        own=_any(
            rf"\b{CHANGED}\b{GAP}{BUSINESS}\b",
            rf"\b{BUSINESS}\b{GAP}(?:{SHARE}|{MONEY})",
            rf"\b{CHANGED}\b[^.;|]{{0,40}}?{MONEY}",
        ),
        figure=True,
    ),
    Topic(
        "team",
        (),
        own=_any(
            r"\b(?:led|lead|leading|managed?|mentored|hired|built|grew)\b[^.;|]{0,30}?\b(?:team|engineers"
            r"|people|data scientists|analysts|juniors)\b",
            r"\bteam of \d{1,3}\b",
        ),
    ),
    Topic(
        "production",
        ("serving", "ci_delivery", "infrastructure", "monitoring", "alerting"),
        question=questions.PRODUCTION,
        says=_any(
            IS
            + r"(?:running|run|live|deployed|used|operated|serving|working|released|shipped|put|launched)\s"
            r"(?:[a-z]+\s){0,3}in(?:to)? production\b",
            r"\b(?:is|are|was|were|been)\s(?:now\s|already\s|currently\s)?in production\b",
            r"\bin production (?:since|for (?:over |more than )?(?:\d|one|two|three|a year))",
            r"\b(?:we|i|it|service|system|model|app|api|which|that)\s(?:now\s|also\s)?(?:runs?|ran|lives?)\s"
            r"(?:live\s)?in production\b",
            rf"\bserving\b{GAP}in production\b",
            r"\b(?:we|i)(?:\shave|'ve)?\s(?:[a-z]+ly\s)?(?:put|brought|took|shipped|moved|launched"
            r"|deployed)\b[^.;|]{0,40}?\b(?:in|to|into) production\b",
            r"\b(?:powers|running|ran)\b[^.;|]{0,30}?\bin production\b(?=[^.;|]{0,40}\d)",
        ),
        names=_any(
            rf"\bproduction[- ‑]?(?:ready|grade|quality)\b{OF_A_PART}",
            phrases.PRODUCTION_SYSTEM,
            r"\bbattle[- ]tested\b",
        ),
        own=_any(r"\b(?:in|to|into) production\b", r"\bproduction (?:model|system|service|pipeline|ml)s?\b"),
    ),
    Topic(
        "rollback",
        ("rollback",),
        question=questions.ROLLBACK,
        says=_any(
            r"\b(?:deployment|release|model|service|version|canary|canaries|it|they|which|that)\w{0,2}\s"
            r"(?:are |is |gets? )?(?:automatically )?roll(?:s|ed)? back (?:automatically|within"
            r"|in (?:under )?\d|by itself)",
            r"\b(?:is|are)\sautomatically rolled back\b",
        ),
        names=_any(
            r"\b(?:automat(?:ic|ed)|instant|fast|quick|one[- ](?:click|command)|model|safe|manual)\s"
            r"roll-?backs?\b",
            r"\broll-?back (?:procedure|mechanism|plan|strategy|support|capabilit\w+|script|path)s?\b",
        ),
        own=_any(r"\broll(?:s|ed|ing)?[- ]?backs?\b"),
    ),
    Topic(
        "experiment",
        ("rollout",),
        question=questions.EXPERIMENT,
        says=_any(
            r"\b(?:was|were|is|are|been)\sa/b[- ]tested\b",
            r"\b(?:we|i)(?:\shave|'ve)?\s(?:[a-z]+ly\s)?a/b[- ]tested\b",
            rf"\b(?:in|after|through) (?:an? |our |the )?(?:online )?a/b[- ]tests?\b{GAP}\d",
            rf"\ba/b[- ]tests?\s(?:show(?:ed|s)|confirm(?:ed|s)|prov(?:ed|es))\b{GAP}\d",
        ),
        names=_any(
            r"\ba/b[- ]test(?:s|ed|ing)?\b",
            r"\bcanary (?:release|deployment|rollout|analysis)\w{0,1}\b",
            r"\bshadow (?:deployment|mode|traffic|release)s?\b",
            r"\bblue[-/ ]green (?:deployment|release)s?\b",
            r"\bonline experiments?\b",
        ),
    ),
    Topic(
        "comparison",
        ("evaluation", "rollout", "model_registry"),
        names=_any(r"\bchampion[-/ ](?:vs\.? )?challenger\b"),
    ),
    Topic(
        "retraining",
        ("orchestration", "ci_delivery"),
        says=_any(
            IS + r"(?:automatically )?retrained\s(?:automatically\b|every\b|each\b|weekly\b|daily\b|nightly\b"
            r"|monthly\b|hourly\b|periodically\b|on a schedule\b|on new data\b)",
            r"\b(?:retrains|re-trains)\s(?:[a-z]+\s){0,4}?(?:automatically|every|each|weekly|daily|nightly"
            r"|monthly|hourly)\b",
        ),
        names=_any(
            r"\b(?:automat(?:ed|ic)|scheduled|continuous|weekly|nightly|daily|monthly"
            r"|triggered)\s(?:model\s)?(?:re-?training|training)\b",
            phrases.WHAT_RETRAINS,
        ),
        own=_any(r"\bre-?train(?:s|ed|ing)\b"),
    ),
    Topic(
        "drift",
        ("drift_detection",),
        says=_any(
            r"\b(?:data|feature|input|model|concept|prediction|target)?\s?drift\s(?:is|was"
            r"|are)\s(?:[a-z]+ly\s)?(?:detected|monitored|checked|computed|measured|tracked)\b",
        ),
        names=_any(*phrases.DRIFT),
        own=_any(r"\bdrift\b"),
    ),
    Topic(
        "alerting",
        ("alerting",),
        says=_any(
            r"\balerts?\s(?:is|are|was|were)\s(?:[a-z]+ly\s)?(?:sent|raised|fired|triggered|routed"
            r"|delivered)\s(?:to|via|through|on|by|in|when|as soon)\b",
        ),
        names=_any(
            r"\b(?:slack|e-?mail|pagerduty|opsgenie|prometheus|grafana|cloudwatch|automated|automatic|drift"
            r"|latency|error|model|performance|anomaly)\s(?:based\s)?(?:alerts?|alerting|paging)\b",
            r"\b(?:monitoring|observability|metrics|dashboards?|logging)(?:,|\sand|\s&"
            r"|,\sand)\s(?:[a-z]+\s)?alert(?:s|ing)\b",
            r"\balert ?manager\b",
            phrases.ALERTS_OVER_CHANNELS,
        ),
        own=_any(r"\balert(?:s|ing)\b"),
    ),
    Topic("on_call", (), names=_any(r"\bon[- ]?call\b"), own=_any(r"\bpaged\b|\bpager duty\b")),
    Topic(
        "incidents",
        ("incident_docs",),
        names=_any(
            r"\b(?:blameless )?post-?mortems?\b",
            r"\bincident (?:response|reviews?|reports?)\b",
            r"\brunbooks?\b",
        ),
        own=_any(r"\bincidents?\b", r"\boutages?\b"),
    ),
    Topic(
        "monitoring",
        ("monitoring", "alerting", "drift_detection"),
        question=questions.MONITORING,
        says=_any(
            r"\b(?:is|are)\s(?:continuously|constantly|automatically)\smonitored\b",
            r"\b(?:is|are|was|were|been)\s(?:[a-z]+ly\s|also\s)?monitored\s(?:with|by|using|via|in"
            r"|through)\b",
            r"\b(?:model|system|service|api|performance|application)?\s?monitoring\s(?:is|was"
            r"|has been)\s(?:[a-z]+ly\s)?"
            r"(?:done|implemented|set up|handled|added|provided|performed|achieved)\s(?:with|by|using|via"
            r"|through|in)\b",
            r"\b(?:exposes|exports|emits|publishes|collects)\s(?:[a-z]+\s){0,2}(?:prometheus|opentelemetry"
            r"|statsd)\s(?:[a-z]+\s)?metrics\b",
            r"\bmetrics\s(?:is|are|was|were)\s(?:[a-z]+ly\s)?(?:exported|scraped|visuali[sz]ed|pushed"
            r"|published|sent)\s(?:to|by|with|via|in|using)\b",
            r"\b(?:we|i)\s(?:also\s|[a-z]+ly\s)?monitor(?:ed)?\s(?:the\s|our\s)?(?:[a-z]+\s){0,2}"
            r"(?:models?|service|predictions?|api|pipelines?|performance|system|latency)\b",
        ),
        names=_any(
            r"\b(?:full|real[- ]time|live|continuous|production|model|performance|complete|comprehensive"
            r"|built[- ]in|system"
            r"|end-to-end|service|ml|metrics|data quality|prometheus|grafana|cloudwatch|datadog)\s"
            r"(?:[a-z]+\s|and\s){0,2}?"
            r"(?:monitoring|observability)\b(?!\s(?:integration\s|unit\s)?tests?\b)",
            r"\bmonitoring (?:with|using|via|through|by|stack|dashboards?|pipeline|service|system)\b",
            r"\b(?:for|and) monitoring\b(?! (?:integration |unit )?tests?\b)",
            rf"\bmonitoring(?=,|:\s|\s\(|\s(?:and\b|&|{phrases.OF_ANSWERS}\b))",
            r"(?<=, )(?:monitoring|observability)\b",
            phrases.MONITORS,
            phrases.DRIFT_MONITORING,
            r"\b(?:prometheus|grafana|datadog|cloudwatch)\s(?:[a-z]+\s)?(?:metrics|dashboards?|panels?)\b",
            r"\bobservability\b(?! (?:contracts?|documents?|documentation|docs|guides?|index|reference)\b)",
        ),
        own=_any(r"\bmonitor(?:s|ed|ing)?\b|\bobservability\b"),
    ),
    Topic(
        "load_tests",
        ("load_testing", "latency_and_cost"),
        says=_any(r"\b(?:is|are|was|were|been|and)\s(?:load|stress)[- ]tested\b"),
        names=_any(r"\bload[- ]test(?:s|ed|ing)?\b", r"\bstress[- ]test(?:s|ed|ing)?\b"),
    ),
    Topic(
        "tests",
        ("tests", "ci_tests"),
        question=questions.TESTS,
        says=_any(
            rf"\b{SHARE}\s(?:(?:unit|line|branch|statement)\s)?(?:test|code|line|branch)[- ]coverage\b",
            rf"\b(?:test|code|line|branch) coverage\b(?:\s?\||[^.;|]{{0,20}}?)\s?{SHARE}",
            r"\b(?:fully|well|thoroughly|extensively|rigorously|heavily"
            r"|comprehensively)[- ](?:unit[- ])?tested\b",
            r"(?<![\w.,])\d{1,5}\+?\s(?:(?:unit|integration|automated|passing|e2e)\s(?:and\s)?){1,3}tests\b",
            r"\b(?:is|are)\scovered by\s(?:[a-z]+\s){0,4}tests\b",
        ),
        names=_any(
            r"\b(?:unit|integration|end-to-end|e2e|regression|automated|smoke"
            r"|behaviou?ral)\s(?:and (?:integration|unit) )?test(?:s|ing)?\b",
            r"\btest suite\b",
            r"\btest(?:s|ed|ing) (?:with|using) (?:pytest|unittest)\b",
        ),
        own=_any(r"(?<!a/b )(?<!a/b-)\btest(?:s|ing)?\b(?! (?:set|data|split))|\bpytest\b"),
    ),
    Topic(
        "deployment",
        ("ci_delivery", "infrastructure", "rollout"),
        question=questions.DEPLOYMENT,
        names=_any(phrases.ZERO_DOWNTIME),
    ),
    Topic(
        "deployment",
        ("infrastructure",),
        question=questions.DEPLOYMENT,
        names=_any(
            r"\bauto-?scal(?:ed|ing|es?)\b",
            rf"\b(?:infrastructure[- ]as[- ]code|terraform{phrases.OF_NO_STATE}|helm charts?)\b",
        ),
    ),
    Topic(
        "deployment",
        ("dockerfile", "infrastructure"),
        question=questions.DEPLOYMENT,
        names=_any(
            r"\bcontaineri[sz]ed\s(?:[a-z]+\s)?(?:deployments?|services?|apis?|app|application)\b",
            r"\bdeployments? (?:with|using|via) (?:docker|containers)\b",
            r"\b(?:one|single)[- ](?:click|command)\s(?:docker|docker[- ]compose|compose|containers?)"
            r"\sdeployments?\b",
        ),
    ),
    Topic(
        "deployment",
        ("ci_delivery",),
        question=questions.DEPLOYMENT,
        names=_any(
            r"\bcontinuous (?:deployment|delivery)\b",
            r"\b(?:automat(?:ed|ic)|one[- ]click|push-button)\s(?:[a-z]+\s)?deployments?\b",
        ),
        own=_any(r"\bdeployment pipelines?\b"),
    ),
    Topic(
        "deployment",
        ("ci_delivery", "ci"),
        question=questions.DEPLOYMENT,
        names=_any(r"\bci\s?/\s?cd\b", r"\bci and cd\b"),
    ),
    Topic(
        "deployment",
        ("serving", "ci_delivery", "infrastructure", "dockerfile"),
        question=questions.DEPLOYMENT,
        says=_any(
            IS + r"deployed\s(?:[a-z]+\s){0,6}?(?:to|on|in|as|at|via|using|with|through|behind)\b(?!\s(?:your"
            r"|a local))",
            r"^deployed\s(?:the|a|an|our|my|this|it|both|all)\b",
            r"\b(?:service|api|app|application|model|demo|site)\sis\slive\s(?:on|at|in)\b",
            r"(?:^|,\s|\band\s)deployed\s(?:to|on|as|via|using|with|at)\s(?!your|the following)",
            r"\b(?:we|i)(?:\shave|'ve)?\s(?:[a-z]+ly\s|also\s|then\s)?deployed\b",
            r"\b(?:api|app|application|model|service|endpoint|demo|dashboard)\s(?:is|was"
            r"|are)\s(?:[a-z]+ly\s)?hosted\s(?:on|at|in)\b",
        ),
        names=_any(rf"\bdeployments? (?:to|on|in) {CLOUD}\b"),
        own=_any(r"\bdeploy(?:s|ed|ing)?\b|\bdeployments?\b", r"\b(?:on|to|with|using) kubernetes\b"),
    ),
    Topic(
        "deployment",
        ("serving",),
        question=questions.DEPLOYMENT,
        own=_any(
            r"\b(?:served|serving|serves)\b",
            r"\b(?:rest |grpc )?(?:api|endpoint)s?\b",
            r"\b(?:shipped|launched)\b",
        ),
    ),
)

MEASURED = frozenset(topic.name for topic in TOPICS if topic.measured)
CLAIM_QUESTIONS = {topic.name: topic.question for topic in TOPICS}
