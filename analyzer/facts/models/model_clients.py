"""Clients of a service that is named for a model: by a class, a setting of its address, or a declaration.

Sources of the declared clients: https://docs.spring.io/spring-cloud-openfeign/reference/spring-cloud-openfeign.html,
https://docs.spring.io/spring-framework/reference/integration/rest-clients.html,
https://quarkus.io/guides/rest-client, https://square.github.io/retrofit/,
https://github.com/reactiveui/refit, https://openapi-generator.tech/docs/generators.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

MODEL_WORDS = word_set(
    "ai llm rag gpt ml inference summarizer summariser summarization summarisation summarised summarized "
    "embedder embedding embeddings predictor prediction predictions"
)
# What tells people or programs of something, shows it, or only tries it.
ASKS_NO_MODEL = word_set(
    "webhook webhooks hook notifier notification notifications slack mail email page pages view views "
    "component components test tests fake mock stub billing usage"
)
# `AISummarizerClient` is AI, Summarizer and Client.
NAME_PARTS = lazy_regex(r"[A-Z]{2,20}(?=[A-Z][a-z]|[^A-Za-z]|\Z)|[A-Z]?[a-z]{1,40}|[A-Z]{1,20}")
HTTP_CLIENT = lazy_regex(
    r"HttpClient|httpClient|RestTemplate|RestClient|WebClient|OkHttp|HttpURLConnection|RestSharp|net/http|axios"
    r"|\bfetch\(|superagent|\bgot\b|\bky\b|Faraday|HTTParty|Net::HTTP|RestClient|Typhoeus|resty|httr|\bHTTP\."
    r"|io\.ktor\.client|sttp|reqwest|requests|httpx|aiohttp|urllib"
)
# A setting of where such a service is: `AI_SERVICE_URL`, `llm.base-url`, `SummarizerOptions:Endpoint`.
ADDRESS_SETTING = lazy_regex(
    r"(?<![A-Za-z0-9])(?P<name>(?:AI|ai|Ai|ML|ml|Ml|LLM|llm|Llm|RAG|rag|Rag|(?i:inference|summari[sz](?:er|ation)"
    r"|embedd(?:er|ings?)|predict(?:or|ion)s?))"
    r"(?:[_.:-]?(?i:service|server|api|engine|backend|gateway|worker|client|options)){0,2}"
    r"[_.:-]?(?i:base[_.:-]?)?(?i:url|uri|host|endpoint|address))(?![A-Za-z0-9])"
)
# Clients whose requests a library or a generator writes.
DECLARED_CLIENT = lazy_regex(
    r"@FeignClient\b|@RegisterRestClient\b|@HttpExchange\b|\busing Refit\b|\bimport retrofit2\.|"
    r"\bimport io\.micronaut\.http\.client\.annotation\."
)
DECLARED_NAME = lazy_regex(r"\binterface\s{1,4}(\w{1,80})")
DECLARED_SENDING = lazy_regex(r"[@\[](?:Http)?(?:Post|POST)(?:Mapping|Exchange)?\b")
GENERATED_CLIENT = lazy_regex(
    r"^[ \t]{0,8}(?:import|using)\b[^\n]{0,160}\b(?:openapi|swagger|generated)\b[^\n;]{0,160}?"
    r"\b(?P<name>\w{1,80}(?:Api|Client))\b",
)


def named_for_model(*names: str) -> bool:
    """Whether names together say that they are for a model, and nothing that tells or shows something."""
    words = {part.lower() for name in names for part in NAME_PARTS.findall(name[:200])}
    return not MODEL_WORDS.isdisjoint(words) and ASKS_NO_MODEL.isdisjoint(words)


def address_setting(text: str) -> str | None:
    """The first setting in a text that names the address of such a service."""
    found = ADDRESS_SETTING.search(text)
    return found["name"] if found is not None else None


def declared_clients(text: str) -> Iterator[str]:
    """The names of clients for a model that a file declares, and of generated ones that it takes in."""
    if DECLARED_CLIENT.search(text) is not None and DECLARED_SENDING.search(text) is not None:
        yield from (name for name in DECLARED_NAME.findall(text) if named_for_model(name))
    for row in text.split("\n"):
        found = GENERATED_CLIENT.match(row[:400]) if "Api" in row or "Client" in row else None
        if found is not None and named_for_model(found["name"]):
            yield found["name"]
