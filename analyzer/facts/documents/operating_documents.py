"""What operations documents have in common: commands that do work; and texts that are for a model instead."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Prose

# What a block of commands that operate a service may begin with.
WORK_COMMAND = lazy_regex(
    r"^[ \t$>#]{0,4}(?:sudo )?(?:docker|docker-compose|kubectl|helm|git|dvc|aws|gcloud|az|mlflow|make|bash|sh"
    r"|\./\S+|python3?|terraform|tofu|ssh|systemctl|cp|mv|ln|oc|argocd|curl|databricks|sagemaker|client\.\w+"
    r"|fly|flyctl|heroku|railway|vercel|wrangler|modal|kamal|dokku|podman|nomad|pm2|rsync|gh|just|task|uv|eb|sam"
    r"|sls|serverless|ansible|ansible-playbook|supervisorctl|snow|bentoml|skaffold|kustomize|flux|psql)\b",
    re.MULTILINE,
)
# What a program hands to a model is data: places that it fills in, a role, and the form of the answer.
PROMPT_FOLDER = lazy_regex(r"(?:^|/)(?:[a-z]{1,20}[-_])?prompts?(?:[-_]templates?)?/", re.IGNORECASE)
PROMPT_PLACE = lazy_regex(r"(?<!\$)\{\{\s?[A-Za-z_][\w.]{0,60}\s?\}\}")
ROLE = lazy_regex(r"(?:^|[.:]\s)\W{0,4}You are (?:an? |the |now |[a-z]{3,20}ing )", re.IGNORECASE)
ANSWER_FORM = lazy_regex(
    r"\b(?:respond|reply|answer|return|output)\b[^.]{0,40}\b(?:strictly|only|valid|structured|exactly|just)\b"
    r"[^.]{0,40}\bJSON\b|\b(?:respond|reply|answer|return|output) (?:strictly|only|exactly)\b"
    r"|\bJSON (?:object |array )?only\b",
    re.IGNORECASE,
)
ROLE_WITHIN = 10
FEWEST_MARKS = 2


def is_for_a_model(path: str, prose: Prose) -> bool:
    """Whether a text is a prompt that a program sends to a language model, and no document for people.

    One such mark tells it in a folder of prompts, two anywhere else; a README describes what lies beside it.
    """
    of_prompts = PROMPT_FOLDER.search(path) is not None
    if not of_prompts and path.rpartition("/")[2].casefold().startswith("readme"):
        return False
    texts = [each.text for each in prose.headings]
    texts += [each.text for each in prose.sentences]
    filled = any("{{" in each and PROMPT_PLACE.search(each) for each in texts)
    role = any(ROLE.search(each.text) for each in prose.sentences[:ROLE_WITHIN])
    if not (of_prompts or filled or role):
        return False
    marks = filled + role + any(ANSWER_FORM.search(each) for each in texts)
    return marks >= (1 if of_prompts else FEWEST_MARKS)
