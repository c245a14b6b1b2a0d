"""The word "monitoring" where it says nothing about the service: what is watched, pages, tools, routes."""

from __future__ import annotations

import re

from analyzer.claims import phrases
from analyzer.lazy_regex import lazy_regex

_OF_THE_WORLD = lazy_regex(phrases.WATCHED_BY_PRODUCTS, re.IGNORECASE)
# What is watched for new files is a folder, and no service.
_OF_FILES = lazy_regex(
    r"\b(?:polls?|polling|watch(?:es|ing)?|scans?|monitor(?:s|ing)?)\b[^.;|]{0,40}\b(?:director(?:y|ies)|folders?"
    r"|inbox|mailbox|new\s(?:[\w-]{1,20}\s){0,2}(?:files?|tools?|documents?|posts?|videos?|e-?mails?))\b",
    re.IGNORECASE,
)
# "4 pages (Dashboard, Monitoring)": a name among names.
_OF_PAGES = lazy_regex(
    r"\b(?:pages?|tabs?|screens?|views?|menus?|sections?|routes?|routers?|panels?)\s?(?:\(|:\s)"
    r"(?:[^().:;,]{1,40},\s?(?:and\s)?){0,8}(?:monitoring|observability)(?=\s?[,)]|\s?$)",
    re.IGNORECASE,
)
# The page on which a scheduler or a tracker shows its own runs.
_OF_TOOLS = lazy_regex(
    r"\b(?:airflow|prefect|dagster|dagit|kubeflow|argo|flower|celery|kestra|mage|temporal|metaflow|luigi|flyte"
    r"|zenml|clearml|mlflow|tensorboard|ray|spark|dask|kafka|minio|rabbitmq|portainer|n8n|swagger)\s"
    r"(?:[a-z]{1,12}\s)?(?:ui|web ?ui|web interface|dashboard|console|webserver)\b"
    r"[^.;]{0,60}\b(?:monitoring|observability)\b"
    r"|\b(?:pipelines?|dags?|workflows?|tasks?|jobs?|experiments?|runs?) (?:visuali[sz]ation and )?"
    r"monitoring\b[^.;]{0,40}\b(?:airflow|prefect|dagster|dagit|kubeflow|argo|flower|mlflow)\s(?:web\s?)?(?:ui|dashboard)\b",
    re.IGNORECASE,
)
# "Health monitoring at /health": a route.
_OF_ROUTES = lazy_regex(
    r"\bhealth(?:[- ]?checks?)?\b[^.;]{0,60}\b(?:monitoring\s)?(?:at|on|via|under|through)\s"
    r"(?:the\s)?[`\"']?/[\w/-]{0,40}",
    re.IGNORECASE,
)
# "Evaluation and observability platform for agents": what the product is for.
_OF_PRODUCTS = lazy_regex(
    r"^\W{0,4}(?:an?\s|the\s)?(?:(?!with\b|has\b|includ|featur)[\w/&-]{1,24}[ ,]{1,2}){0,4}"
    r"(?:monitoring|observability)\s"
    r"(?:(?:and|&)\s[\w-]{1,20}\s)?(?:platforms?|tools?|toolkits?|suites?|librar(?:y|ies)|sdks?|solutions?|products?"
    r"|assistants?|apps?|agents?)\s(?:for|that|which|to|built|powered|designed)\b",
    re.IGNORECASE,
)
_NOT_ONLY = lazy_regex(
    r"\b(?:prometheus|grafana|alert\w{0,4}|drift|metrics|opentelemetry|datadog|cloudwatch|tracing|models?|predictions?|performance)\b",
    re.IGNORECASE,
)


def watches_no_service(text: str) -> bool:
    """Whether the words about monitoring are of a folder, of the pages of a tool, or of a route alone."""
    if _OF_FILES.search(text) is not None or _OF_PAGES.search(text) is not None:
        return True
    if _NOT_ONLY.search(text) is not None:
        return False
    if _OF_PRODUCTS.search(text) is not None:
        return True
    return _OF_TOOLS.search(text) is not None or _OF_ROUTES.search(text) is not None


def of_the_service(text: str) -> str:
    """The sentence without what the product watches for its users."""
    return _OF_THE_WORLD.sub(" ", text)
