"""Secrets made at run time by a fixed recipe: none stands in this file."""

from __future__ import annotations

import hashlib

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def made_up(size: int, alphabet: str = LETTERS, seed: str = "a") -> str:
    """Signs that look random and are the same in every run."""
    digest = b"".join(hashlib.sha256(f"{seed}{number}".encode()).digest() for number in range(8))
    return "".join(alphabet[byte % len(alphabet)] for byte in digest[:size])


HEX = made_up(40, "0123456789abcdef")
LONG_HEX = made_up(64, "0123456789abcdef")
ALPHA = LETTERS[:52]
SECRETS = {
    "AWS access key id": ("AK" + "IA" + made_up(16, BASE32), "key = '{}'\n"),
    "private key": (made_up(64), "-----BEGIN RSA PRIVATE" + " KEY-----\n{}\n"),
    "GitHub token": ("gh" + "p_" + made_up(36), "token: {}\n"),
    "Slack token": ("xox" + "b-" + made_up(12, "0123456789") + "-" + made_up(24), "SLACK={}\n"),
    "Google API key": ("AI" + "za" + made_up(35), "const key = '{}';\n"),
    "OpenAI key": ("sk" + "-" + made_up(48), "openai.api_key = '{}'\n"),
    "Anthropic key": ("sk" + "-ant-api03-" + made_up(93), "key = '{}'\n"),
    "OpenRouter key": ("sk" + "-or-v1-" + LONG_HEX, '  "ApiKey": "{}",\n'),
    "DeepSeek or Qwen key": ("sk" + "-" + HEX[:32], "api_key='{}'\n"),
    "Groq key": ("gsk" + "_" + made_up(52), "GROQ_API_KEY={}\n"),
    "Perplexity key": ("pplx" + "-" + made_up(48), "key: {}\n"),
    "xAI key": ("xai" + "-" + made_up(80), "key: {}\n"),
    "NVIDIA key": ("nvapi" + "-" + made_up(64), "key: {}\n"),
    "Replicate token": ("r8" + "_" + made_up(37), "token: {}\n"),
    "Tavily key": ("tvly" + "-dev-" + made_up(32), "key: {}\n"),
    "LangSmith key": ("lsv2" + "_pt_" + HEX[:32] + "_" + HEX[:10], "key: {}\n"),
    "Stripe live key": ("sk" + "_live_" + made_up(24), "stripe: {}\n"),
    "Hugging Face token": ("hf" + "_" + made_up(34, ALPHA), "login('{}')\n"),
    "tracking server password": (HEX, "os.environ['MLFLOW_TRACKING_" + "PASSWORD'] = '{}'\n"),
    "Weights & Biases key": (HEX, "wandb.login(key='{}')\n"),
    "database password": (
        made_up(14),
        "Server=rows.database" + ".windows.net;Uid=ada;" + "Pwd={};Encrypt=yes\n",
    ),
    "Kaggle key": (HEX[:32], '{{"username":"ada","key":"{}"}}\n'),
}
