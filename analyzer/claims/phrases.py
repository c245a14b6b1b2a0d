"""Words that the patterns of several topics share, each a group for a regular expression."""

from __future__ import annotations

ABOUT = r"(?:under|less than|about|around|roughly|approximately|only|just|~|≈|<|≤)\s?"
SERVING_VERBS = (
    r"(?:serv|handl|process|scor|answer|receiv|sustain|support|deliver|achiev|reach|ingest|scal|support)"
    r"(?:e|es|ed|ing|s)?"
)
BUSINESS = (
    r"(?:churn|revenue|sales|costs?|spend|fraud|chargebacks?|conversions?|profits?|margins?|loss(?:es)?"
    r"|retention|engagement|click-?through|ctr|nps|handling time|manual (?:work|review|effort|labou?r)"
    r"|waste|downtime|tickets?|returns|bookings|default rates?|bills?)"
    # "churn recall" is a figure of a model
    r"(?!\s(?:recall|precision|f1|roc|auc|pr-auc|accuracy|predictions?|models?|class(?:es)?|classifiers?)\b)"
)
# "Production-grade encryption" says something of the encryption alone.
OF_A_PART = (
    r"(?!\s(?:[a-z]+\s)?(?:encryption|security|authentication|authorization|access|privacy|compliance"
    r"|logging|logs|error[- ]handling|exception[- ]handling|documentation|code|coding|patterns?|practices"
    r"|standards?|conventions?|config|configurations?|credentials|migrations?|monitoring|observability"
    r"|object storage|storage|databases?|tests?|testing|(?:test |code )?coverage)\b)"
)
CHANGED = (
    r"(?:reduc(?:e[sd]?|ing)|cut(?:s|ting)?|decreas(?:e[sd]?|ing)|lower(?:s|ed|ing)?|increas(?:e[sd]?|ing)"
    r"|improv(?:e[sd]?|ing)|boost(?:s|ed|ing)?|rais(?:e[sd]?|ing)|lift(?:s|ed|ing)?|sav(?:e[sd]?|ing)"
    r"|generat(?:e[sd]?|ing)|prevent(?:s|ed|ing)?|grew|drove|drives|recover(?:s|ed|ing))"
)
CLOUD = (
    r"(?:aws|gcp|azure|google cloud|kubernetes|k8s|heroku|sagemaker|cloud run|ec2|ecs|eks|gke|aks"
    r"|(?:aws )?lambda|fly\.io|render|railway|vertex ai|openshift|(?:the )?cloud|production)"
)
IS = (
    r"\b(?:is|are|was|were|been|being|gets?|got)\s(?:(?:now|also|both|all|then|currently|[a-z]{2,14}ly)\s)"
    r"{0,3}"
)
# Monitoring and drift in one phrase, and what is said to be monitored.
DRIFT_MONITORING = r"\bdrift(?:,|\sand|\s&)\s(?:[a-z]+\s){0,2}monitoring\b|\bdrift[- ]aware monitoring\b"
OF_ANSWERS = r"of (?:the )?(?:data |model |input )?(?:drift|performance|quality|models?|predictions?)"
MONITORS = (
    r"\bmonitors (?:the )?(?:(?:data|model|and|input|prediction) ){0,3}(?:quality|performance|predictions)\b"
)
DRIFT = (
    r"\b(?:data |feature |model |concept |prediction |input |target )*drift "
    r"(?:detection|monitoring|check|checks|report|reports|alert|alerts|analysis)\b",
    r"\b(?:detect|monitor|track|check)\w{0,3}\s(?:for\s|of\s)?(?:(?:data|model|concept|feature|input"
    r"|and|prediction|predictions|quality|performance|target)\s){0,4}drift\b",
    DRIFT_MONITORING,
)
# What a product watches for its users: no claim about the service itself.
_WATCHED = (
    r"(?:(?:(?:iot|remote|industrial) )?sensors?|patients?|traffic|equipment|machines?|machinery"
    r"|vehicles?|crops?|soil|water|air|weather|climate|environment(?:al)?|wildlife|livestock|cattle"
    r"|glucose|vital signs?|heart rate|sleep|fraud|transactions?|markets?|price|stock|fleet|plants?"
    r"|trees?|forests?|fires?|floods?|rivers?|students?|drivers?|drowsiness|employees?|attendance"
    r"|crowds?|parking|video|cameras?|pollution|emissions?|noise|energy|electricity|batter(?:y|ies)"
    r"|turbines?|pumps?|engines?|bearings?|bridges?|structural|ships?|vessels?|shipments?|exams?"
    r"|social media|news|brands?|competitors?|diseases?|epidemics?|seismic|earthquakes?"
    r"|experiments?|(?:training|experiment|mlflow|wandb) runs?)"
)
_OF_IT = (
    r"(?:(?:health|conditions?|quality|levels?|consumption|usage|status|flows?|failures?|behaviou?r|stress|growth"
    r"|activit(?:y|ies)|data|feeds?|streams?)\s){0,2}"
)
WATCHED_BY_PRODUCTS = (
    rf"\b{_WATCHED}[ -]{_OF_IT}monitoring\b"
    rf"|\bmonitoring (?:and [a-z]{{3,12}} )?(?:of|for) (?:(?!models?\b)[a-z]{{1,14}} ){{0,2}}{_WATCHED}\b"
    rf"(?! (?:models?|predictions?|services?|apis?|pipelines?)\b)"
)
ALERTS_OVER_CHANNELS = (
    r"\breal[- ]time alerts?\b(?=[^.;|]{0,80}"
    r"\b(?:slack|telegram|webhooks?|e-?mails?|sms|pagerduty|channels?)\b)"
)
# "Enterprise-grade" is praise: nothing could show it, and nothing could refute it.
PRODUCTION_SYSTEM = (
    r"^(?:an? |the |our )?(?:live )?production (?:ml |ai |machine learning )?"
    r"(?:system|service|platform|application|api) (?:for|that|which|with|of|serving)\b"
)
# Where Terraform keeps what it knows is a property of Terraform.
OF_NO_STATE = r"\b(?!['’]s\b|\.tfstate|\.tfvars|[- ](?:state|backends?|locks?|plans?)\b)"
# Of a deployment, or by itself: "a zero-downtime fallback" is a way of answering.
ZERO_DOWNTIME = (
    r"\bzero[- ]downtime\b(?=\W{0,4}\Z|[^.;|]{0,40}\b(?:deploy|releas|updat|upgrad|roll|migrat|restart|reload"
    r"|swap|switch|cut-?over|deliver|scal))"
    r"|\b(?:deploy|releas|updat|upgrad|roll|migrat|restart|reload|swap|switch|cut-?over|deliver|scal)\w{0,8}\b"
    r"[^.;|]{0,60}\bzero[- ]downtime\b"
)
# What retrains, and no picture of it.
WHAT_RETRAINS = (
    r"\bretraining (?:pipeline|job|trigger|schedule|workflow)s?\b"
    r"(?!\s(?:visuali[sz]ation|history|view|chart|page|status|display)s?\b)"
)
