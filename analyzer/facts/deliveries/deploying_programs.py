"""First-party programs that deploy by the library of a platform, where they are started.

Sources: https://docs.prefect.io/v3/how-to-guides/deployments/deploy-via-python,
https://sagemaker.readthedocs.io/en/stable/api/inference/model.html,
https://cloud.google.com/python/docs/reference/aiplatform/latest/google.cloud.aiplatform.Model,
https://huggingface.co/docs/huggingface_hub/guides/manage-spaces,
https://docs.databricks.com/aws/en/generative-ai/agent-framework/deploy-agent,
https://modal.com/docs/reference/modal.App, https://docs.bentoml.com/en/latest/reference/bentocloud/bentocloud-cli.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.parsing.python import Call, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, module_index
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_from

# What a platform's library calls putting something there, by the package that a module imports.
DEPLOYING_METHODS: Mapping[str, frozenset[str]] = {
    "prefect": word_set("deploy"),
    "sagemaker": word_set("deploy update_endpoint"),
    "google": word_set("deploy deploy_model create_endpoint"),
    "vertexai": word_set("deploy"),
    "azureml": word_set("deploy"),
    "databricks": word_set("deploy"),
    "modal": word_set("deploy"),
    "boto3": word_set("create_endpoint update_endpoint update_function_code"),
    "mlflow": word_set("create_deployment update_deployment create_endpoint update_endpoint"),
    "huggingface_hub": word_set(
        "restart_space duplicate_space create_inference_endpoint update_inference_endpoint"
    ),
}
# What is uploaded is what runs: a Space of Hugging Face.
HUB_UPLOADS = word_set("upload_folder upload_file upload_large_folder create_commit create_repo")
TO_A_SPACE = frozenset({("repo_type", "space")})
# The ends of longer names, by whose libraries: a method alone means many things.
BY_LONGER_NAMES = word_set("bentoml azure")
DEPLOYING_ENDS = (
    "Deployment.build_from_flow().apply",
    "bentoml.deployment.create",
    "bentoml.deployment.update",
    "bentoml.deployment.apply",
    ".online_deployments.begin_create_or_update",
    ".online_endpoints.begin_create_or_update",
    ".batch_deployments.begin_create_or_update",
    ".serving_endpoints.create",
    ".serving_endpoints.create_and_wait",
    ".serving_endpoints.update_config",
    ".serving_endpoints.update_config_and_wait",
    "agent_engines.create",
    "agent_engines.update",
)


def deploys_when_started(repo: Snapshot, modules: Iterable[str]) -> bool:
    """Whether starting these modules calls what deploys, at once or through functions of the repository."""
    places, begun = _places(repo), frozenset(modules)
    if not places or not begun:
        return False
    called = called_from(repo, begun)
    return any(called.has(path, function) for path, function in places)


@derived
def _places(repo: Snapshot) -> frozenset[tuple[str, str | None]]:
    """The functions (None: the module itself) that deploy by a library."""
    return frozenset(
        (path, call.function)
        for path, facts in repo.modules.items()
        if not is_test(repo, path) and not is_example_path(path)
        for methods in [_methods(repo, path, facts)]
        if methods
        for call in facts.calls
        if _deploys(call, methods)
    )


def _methods(repo: Snapshot, path: str, facts: PythonFacts) -> frozenset[str]:
    """The methods that deploy, of what a module imports; the empty name where only longer names do."""
    roots = {each.module.partition(".")[0] for each in facts.imports if not each.type_checking}
    found = [each for each in sorted(roots) if each in DEPLOYING_METHODS or each in BY_LONGER_NAMES]
    index = module_index(repo)
    methods = [DEPLOYING_METHODS.get(each, frozenset()) for each in found if not index.is_local(path, each)]
    return frozenset({""}).union(*methods) if methods else frozenset()


def _deploys(call: Call, methods: frozenset[str]) -> bool:
    name = last_part(call.target)
    if name in methods:
        return True
    if name in HUB_UPLOADS and "restart_space" in methods:
        return not TO_A_SPACE.isdisjoint(call.keywords)
    return call.target.endswith(DEPLOYING_ENDS) or call.declared.endswith(DEPLOYING_ENDS)
