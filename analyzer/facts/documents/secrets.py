"""Formats of secrets: a few exact ones. A value is never shown, stored or verified."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.documents.texts import Text, line_at
from analyzer.lazy_regex import any_of, lazy_regex

MAX_A_FILE = 50
PRIVATE_KEY = "private key"
"""The kind of secret that goes on over many lines."""
DATABASE_PASSWORD = "database password"  # noqa: S105 - the kind
"""The kind of secret that may stand lines below the name of its server."""
# Bits a character that most forms ask for; a form of few different signs asks for less.
LEAST_BITS = 3.5


class Form(Struct, frozen=True):
    """One format of a secret: literal `markers`, one of which must occur, and a pattern with a `value`.

    `bits` is the least Shannon entropy of the value, in bits a character: words and repeated signs have
    less than random ones. Every pattern is linear: its repetitions are bounded and do not overlap.
    """

    kind: str
    markers: tuple[str, ...]
    pattern: re.Pattern[str]
    bits: float


def _form(kind: str, markers: str, pattern: str, bits: float = LEAST_BITS) -> Form:
    """A row of the table; several markers are separated by `|`."""
    return Form(kind, tuple(markers.split("|")), lazy_regex(pattern), bits)


# The signs that tokens are made of.
_SIGNS = "A-Za-z0-9_-"


def _apart(prefix: str, signs: str) -> str:
    """The beginning of a value that none of these characters precedes.

    The look back comes after the prefix: an expression that starts with plain text is searched ten times
    faster, and "sk-" ends everyday words.
    """
    return f"{prefix}(?<![{signs}]{prefix})"


# An assignment in code, in a shell, in YAML or JSON, with the quotes that a notebook escapes.
_ASSIGNED = r"(?:\\?[\"'])?\]?\s{0,4}[=:,]\s{0,4}(?:\\?[\"'])?"
_HEXADECIMAL = r"(?P<value>[0-9a-f]{40})(?![0-9A-Za-z])"
_HALF_HEXADECIMAL = r"(?P<value>[0-9a-f]{32})(?![0-9A-Za-z])"
# Databases in a cloud, by the end of the name that everybody reaches them by.
_CLOUD_DATABASES = (
    ".database.windows.net|.database.azure.com|.rds.amazonaws.com|.redshift.amazonaws.com|.mongodb.net"
    "|.neon.tech|.supabase.co|.supabase.com|.cockroachlabs.cloud|.aivencloud.com|.psdb.cloud|.render.com"
)
_CLOUD_END = "(?:" + _CLOUD_DATABASES.replace(".", r"\.") + ")"
# A password as somebody typed it: letters and digits, and no word for one.
_TYPED = r"(?![^\s;@]{0,60}(?:pass|pwd))(?=[^\s;@\d]{0,60}\d)(?=[^\s;@A-Za-z]{0,60}[A-Za-z])"
_NO_TEMPLATE = r"[^\s;:/@\"'`<>{}$\\]"

# The forms are those that the issuers document; lengths are theirs. Sixteen or forty hexadecimal
# signs have at most 4 bits each, so that form asks for less.
FORMS = (
    _form(
        "AWS access key id",
        "AKIA",
        rf"(?P<value>{_apart('AKIA', 'A-Za-z0-9+/=_-')}[A-Z2-7]{{16}})(?![A-Za-z0-9+/=_-])",
        3.0,
    ),
    _form(
        PRIVATE_KEY,
        "PRIVATE KEY-----",
        r"-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----[\s\\nr\"',+]{1,40}"
        r"(?P<value>[A-Za-z0-9+/]{40,100})",
        4.0,
    ),
    _form(
        "GitHub token",
        "ghp_|gho_|ghu_|ghs_|ghr_",
        rf"(?P<value>{_apart('gh', 'A-Za-z0-9')}[pousr]_[A-Za-z0-9]{{36}})(?![A-Za-z0-9])",
    ),
    _form(
        "GitHub token", "github_pat_", r"(?P<value>github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9])"
    ),
    _form("Slack token", "xox", r"(?P<value>xox[abeoprs]-[0-9]{8,14}-[0-9A-Za-z-]{16,100})", 3.3),
    _form(
        "Google API key",
        "AIza",
        rf"(?P<value>{_apart('AIza', _SIGNS)}[0-9A-Za-z_-]{{35}})(?![0-9A-Za-z_-])",
        4.0,
    ),
    _form(
        "OpenAI key",
        "sk-",
        rf"(?P<value>{_apart('sk-', _SIGNS)}[A-Za-z0-9]{{48}})(?![A-Za-z0-9_-])",
        4.0,
    ),
    _form(
        "OpenAI key",
        "sk-",
        rf"(?P<value>{_apart('sk-', _SIGNS)}(?:proj|svcacct|admin)-[A-Za-z0-9_-]{{40,200}})(?![A-Za-z0-9_-])",
        4.0,
    ),
    _form("Anthropic key", "sk-ant-", r"(?P<value>sk-ant-[a-z]{2,8}[0-9]{2}-[A-Za-z0-9_-]{80,120})", 4.0),
    # Hosts of language models and of what they use: the formats are those of their own consoles.
    _form(
        "OpenRouter key",
        "sk-or-v1-",
        rf"(?P<value>{_apart('sk-or-v1-', _SIGNS)}[0-9a-f]{{64}})(?![A-Za-z0-9_-])",
        2.8,
    ),
    _form(
        "DeepSeek or Qwen key",
        "sk-",
        rf"(?P<value>{_apart('sk-', _SIGNS)}[0-9a-f]{{32}})(?![A-Za-z0-9_-])",
        2.8,
    ),
    _form("Groq key", "gsk_", rf"(?P<value>{_apart('gsk_', 'A-Za-z0-9_')}[A-Za-z0-9]{{52}})(?![A-Za-z0-9_])"),
    _form(
        "Perplexity key", "pplx-", rf"(?P<value>{_apart('pplx-', _SIGNS)}[A-Za-z0-9]{{48}})(?![A-Za-z0-9_-])"
    ),
    _form("xAI key", "xai-", rf"(?P<value>{_apart('xai-', _SIGNS)}[A-Za-z0-9]{{80}})(?![A-Za-z0-9_-])", 4.0),
    _form(
        "NVIDIA key",
        "nvapi-",
        rf"(?P<value>{_apart('nvapi-', _SIGNS)}[A-Za-z0-9_-]{{64}})(?![A-Za-z0-9_-])",
        4.0,
    ),
    _form(
        "Replicate token",
        "r8_",
        rf"(?P<value>{_apart('r8_', 'A-Za-z0-9_')}[A-Za-z0-9]{{37}})(?![A-Za-z0-9_])",
    ),
    _form(
        "Tavily key",
        "tvly-",
        rf"(?P<value>{_apart('tvly-', _SIGNS)}(?:dev-|prod-)?[A-Za-z0-9]{{32}})(?![A-Za-z0-9_-])",
    ),
    _form(
        "LangSmith key",
        "lsv2_",
        rf"(?P<value>{_apart('lsv2_', 'A-Za-z0-9_')}(?:pt|sk)_[0-9a-f]{{32}}_[0-9a-f]{{10}})(?![A-Za-z0-9_])",
        3.0,
    ),
    _form("Stripe live key", "k_live_", r"(?<![A-Za-z0-9])(?P<value>[sr]k_live_[0-9A-Za-z]{24,120})"),
    _form(
        "Hugging Face token",
        "hf_",
        rf"(?P<value>{_apart('hf_', 'A-Za-z0-9_')}[A-Za-z]{{34}})(?![A-Za-z0-9_])",
    ),
    _form(
        "tracking server password",
        "MLFLOW_TRACKING_",
        rf"MLFLOW_TRACKING_(?:PASSWORD|TOKEN){_ASSIGNED}{_HEXADECIMAL}",
        2.8,
    ),
    _form(
        "tracking server password",
        "DAGSHUB_",
        rf"DAGSHUB_(?:USER_)?(?:TOKEN|PAT|PASSWORD){_ASSIGNED}{_HEXADECIMAL}",
        2.8,
    ),
    _form("Weights & Biases key", "WANDB_API_KEY", rf"WANDB_API_KEY{_ASSIGNED}{_HEXADECIMAL}", 2.8),
    _form(
        "Weights & Biases key",
        "wandb.login",
        rf"wandb\.login\(\s{{0,8}}(?:key\s{{0,4}}=\s{{0,4}})?\\?[\"']{_HEXADECIMAL}",
        2.8,
    ),
    _form("Kaggle key", "KAGGLE_KEY", rf"KAGGLE_KEY{_ASSIGNED}{_HALF_HEXADECIMAL}", 2.8),
    _form(
        "Kaggle key",
        "username",
        r"username\\?[\"']\s{0,4}:\s{0,4}\\?[\"'][\w-]{1,60}\\?[\"']\s{0,4},\s{0,16}\\?[\"']key\\?[\"']"
        rf"\s{{0,4}}:\s{{0,4}}\\?[\"']{_HALF_HEXADECIMAL}",
        2.8,
    ),
    # `Server=tcp:name.database.windows.net,1433;...;Uid=ada;Pwd=...`, and a URL with user and password.
    _form(
        DATABASE_PASSWORD,
        _CLOUD_DATABASES,
        rf"(?i:Server|Data Source|Host)\s?=\s?(?:tcp:)?[\w-]{{1,80}}(?:\.[\w-]{{1,40}}){{0,3}}?{_CLOUD_END}"
        rf"[^\0]{{0,200}}?\b(?i:Pwd|Password)\s?=\s?{_TYPED}(?P<value>{_NO_TEMPLATE}{{8,80}})(?=[;\"'\s]|$)",
        3.0,
    ),
    _form(
        DATABASE_PASSWORD,
        _CLOUD_DATABASES,
        rf"://[\w.%+-]{{1,60}}:{_TYPED}(?P<value>{_NO_TEMPLATE}{{8,80}})"
        rf"@(?![\w.-]{{0,80}}(?:xxx|your|example))[\w-]{{1,80}}(?:\.[\w-]{{1,40}}){{0,4}}?{_CLOUD_END}",
        3.0,
    ),
)
# One search for all in half of the time of one for each.
ANY_MARKER = lazy_regex(any_of(marker for form in FORMS for marker in form.markers))
# Parts of values that somebody wrote to be replaced, or that a manual shows.
PLACEHOLDERS = (
    "example dummy fake placeholder changeme redacted xxxx secret your sample notreal invalid "
    "1234567890 0123456789 abcdefgh 00000000 deadbeef "
    # The token of GitHub's own pages: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/
    "16c7e42f292c6912e7710c838347ae178b4a"
).split()


class Leak(Struct, frozen=True):
    """Where a secret of some kind is; nothing of its value."""

    kind: str
    path: str
    line: int


def secrets_in(text: Text) -> tuple[Leak, ...]:
    """The secrets of one file, at most 50."""
    found = dict.fromkeys(_leaks(text))
    return tuple(sorted(found, key=lambda each: (each.line, each.kind)))[:MAX_A_FILE]


def _leaks(text: Text) -> Iterator[Leak]:
    if ANY_MARKER.search(text.content) is None:
        return
    for form in FORMS:
        if not any(marker in text.content for marker in form.markers):
            continue
        for count, match in enumerate(form.pattern.finditer(text.content)):
            if count == MAX_A_FILE:
                break
            if not is_placeholder(match["value"], form.bits):
                begin = match.start("value" if form.kind == DATABASE_PASSWORD else 0)
                yield Leak(form.kind, text.path, line_at(text.content, begin))


def is_placeholder(value: str, bits: float) -> bool:
    """Whether a value is a placeholder: its words say so, or it is too regular to be random."""
    lowered = value.casefold()
    return any(word in lowered for word in PLACEHOLDERS) or entropy(value) < bits


def entropy(value: str) -> float:
    """Shannon entropy, in bits a character; 0 for the empty text."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values())
