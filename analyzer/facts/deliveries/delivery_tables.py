"""Commands, actions, orbs and plugins that build, publish, deploy or retrain."""

from __future__ import annotations

import re
from enum import StrEnum

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set


class Work(StrEnum):
    """The kinds of delivery, as notes word them."""

    BUILDS = "builds an image"
    PUBLISHES = "publishes an image"
    DEPLOYS = "deploys"
    RETRAINS = "retrains on a schedule"
    RELEASES = "publishes the package"


# Program and subcommands; options between them do not matter.
DELIVERY_COMMANDS: dict[Work, tuple[str, ...]] = {
    Work.BUILDS: (
        "docker build",
        "docker buildx build",
        "docker buildx bake",
        "docker image build",
        "docker compose build",
        "docker-compose build",
        "podman build",
        "podman-compose build",
        "buildah bud",
        "buildah build",
        "pack build",
        "sam build",
        "bentoml containerize",
        "s2i build",
        "nerdctl build",
    ),
    Work.PUBLISHES: (
        "docker push",
        "docker image push",
        "docker compose push",
        "docker-compose push",
        "docker buildx imagetools create",
        "docker manifest push",
        "podman manifest push",
        "buildah manifest push",
        "podman push",
        "buildah push",
        "skopeo copy",
        "crane push",
        "gcloud builds submit",
        "az acr build",
        "heroku container:push",
        "bentoml push",
        "cog push",
        "executor",
    ),
    Work.DEPLOYS: (
        "kubectl apply",
        "kubectl set image",
        "kubectl replace",
        "kubectl rollout restart",
        "oc apply",
        "oc start-build",
        "oc rollout latest",
        "helm upgrade",
        "helm install",
        "helmfile apply",
        "helmfile sync",
        "skaffold run",
        "skaffold deploy",
        "terraform apply",
        "tofu apply",
        "terragrunt apply",
        "pulumi up",
        "cdk deploy",
        "sam deploy",
        "serverless deploy",
        "sls deploy",
        "zappa deploy",
        "zappa update",
        "chalice deploy",
        "ansible-playbook",
        "nomad job run",
        "nomad run",
        "argocd app sync",
        "argocd app set",
        "cf push",
        "eb deploy",
        "copilot deploy",
        "copilot svc deploy",
        "aws ecs update-service",
        "aws ecs deploy",
        "aws lambda update-function-code",
        "aws lambda publish-version",
        "aws sagemaker create-endpoint",
        "aws sagemaker update-endpoint",
        "aws cloudformation deploy",
        "aws cloudformation update-stack",
        "aws ssm send-command",
        "aws apprunner start-deployment",
        "aws apprunner create-service",
        "aws apprunner update-service",
        "aws elasticbeanstalk update-environment",
        "aws deploy create-deployment",
        "gcloud run deploy",
        "gcloud run services update",
        "gcloud run services replace",
        "gcloud run jobs deploy",
        "gcloud app deploy",
        "gcloud functions deploy",
        "gcloud ai endpoints deploy-model",
        "gcloud deploy releases create",
        "gcloud compute instances update-container",
        "az webapp deploy",
        "az webapp up",
        "az webapp restart",
        "az webapp config container set",
        "az webapp deployment",
        "az containerapp up",
        "az containerapp update",
        "az functionapp deployment",
        "az ml online-deployment create",
        "az ml online-deployment update",
        "az deployment group create",
        "func azure functionapp publish",
        "flyctl deploy",
        "fly deploy",
        "heroku container:release",
        "railway up",
        "railway redeploy",
        "render deploys create",
        "databricks bundle deploy",
        "modal deploy",
        "anyscale service rollout",
        "anyscale service deploy",
        "bentoml deploy",
        "bentoml deployment",
        "truss push",
        "mlflow deployments create",
        "mlflow deployments update",
        "mlflow sagemaker deploy",
        "prefect deploy",
        "prefect deployment apply",
    ),
}
# Options whose value would be taken for a subcommand.
VALUED = (
    "-n --namespace --context --kubeconfig --kube-context --region --profile --project --subscription "
    "-c --config -H --host -f --file -p --project-name --project-directory --env-file -chdir --stage "
    "--log-level --builder"
)
RELEASE_TRACKS = word_set("alpha beta")
REHEARSALS = word_set(
    "--dry-run --dry-run=client --dry-run=server --noop --check --no-execute-changeset --validate-only "
    "--no-traffic-dry-run --help --preview --print --plan-only --check-only --dryrun --dry-run=true --what-if"
)
# What starts the new version where the job itself runs on the machine that serves.
ON_THE_SERVER = ("docker run", "docker compose up", "docker-compose up", "docker stack deploy", "systemctl")
STARTS_SERVICES = (
    "docker compose up", "docker-compose up", "podman compose up", "podman-compose up",
    "docker compose create", "docker-compose create",
)  # fmt: skip
REMOTE_WORK = lazy_regex(
    r"\b(?:docker|docker-compose|podman|systemctl|kubectl|helm|supervisorctl|pm2|gunicorn|uvicorn|git pull"
    r"|make (?:up|pull|start|restart|deploy|prod)|deploy\.sh)\b"
)
DEPLOY_HOOK = lazy_regex(r"deploy[_-]?(?:hook|webhook|url)|api\.render\.com/deploy|/deploy\b", re.IGNORECASE)
THROWAWAY_CLUSTERS = ("kind create", "minikube start", "k3d cluster", "microk8s enable", "localstack start")
THROWAWAY_ACTIONS = (
    "helm/kind-action",
    "engineerd/setup-kind",
    "medyagh/setup-minikube",
    "manusa/actions-setup-minikube",
    "AbsaOSS/k3d-action",
    "LocalStack/setup-localstack",
)
# What a build exports, as Buildx writes it: https://docs.docker.com/build/exporters/image-registry/
PUSHED_OUTPUT = lazy_regex(r"\btype=registry\b|(?<![\w-])push=(?!false\b)")
LOCAL_REGISTRY = lazy_regex(r"^(?:docker://)?(?:localhost|127\.0\.0\.1|registry)(?::\d+)?/")

# Actions, orbs and plugins by the beginning of their names.
DELIVERY_ACTIONS: dict[Work, tuple[str, ...]] = {
    Work.BUILDS: ("docker/build-push-action", "docker/bake-action", "redhat-actions/buildah-build"),
    Work.PUBLISHES: (
        "jwalton/gh-ecr-push",
        "mr-smithers-excellent/docker-build-push",
        "elgohr/Publish-Docker-Github-Action",
        "redhat-actions/push-to-registry",
        "whoan/docker-build-with-cache-action",
        "kciter/aws-ecr-action",
        "aws-ecr/build-and-push-image",
        "plugins/docker",
        "plugins/ecr",
        "plugins/gcr",
    ),
    Work.DEPLOYS: (
        "aws-actions/amazon-ecs-deploy-task-definition",
        "aws-actions/aws-cloudformation-github-deploy",
        "aws-actions/aws-lambda-deploy",
        "appleboy/lambda-action",
        "einaregilsson/beanstalk-deploy",
        "google-github-actions/deploy-cloudrun",
        "google-github-actions/deploy-appengine",
        "google-github-actions/deploy-cloud-functions",
        "azure/webapps-deploy",
        "azure/functions-action",
        "azure/container-apps-deploy-action",
        "azure/aci-deploy",
        "azure/k8s-deploy",
        # Tasks of Azure Pipelines.
        "AzureWebApp@",
        "AzureWebAppContainer@",
        "AzureRmWebAppDeployment@",
        "AzureFunctionApp@",
        "AzureFunctionAppContainer@",
        "AzureContainerApps@",
        "AzureResourceManagerTemplateDeployment@",
        "akhileshns/heroku-deploy",
        "dagster-io/dagster-cloud-action/actions/serverless_prod_deploy",
        "dagster-io/dagster-cloud-action/actions/build_deploy_python_executable",
        "serverless/github-action",
        "johnberroa/render-deploy-action",
        "bounceapp/render-action",
        "digitalocean/app_action",
        "aws-ecs/deploy-service-update",
        "aws-ecs/update-service",
        "gcp-cloud-run/deploy",
        "deliverybot/helm",
        "bitovi/github-actions-deploy-docker-to-ec2",
        "nateraw/huggingface-sync-action",
    ),
}
# What is pushed to a platform's own repository runs there: https://huggingface.co/docs/hub/spaces-github-actions
GIT_PLATFORMS = word_set("heroku dokku gigalixir piku space spaces hf-space huggingface-space")
OF_SPACES = lazy_regex(r"huggingface\.co/spaces/|\bhf\.co/spaces/", re.IGNORECASE)
# An address with who pushes in it, kept in a variable or given to a remote.
SPACE_REMOTE = lazy_regex(
    r"(?:=|\bremote[ \t]+(?:add|set-url)[ \t]+[\w-]{1,40}[ \t]+)[\"']?"
    r"https://[^\s\"'/]{0,120}@(?:huggingface\.co|hf\.co)/spaces/",
    re.IGNORECASE,
)
LONGEST_SPACE_SCRIPT = 20_000
UPLOADS_OF_FILES = ("hf upload", "huggingface-cli upload")
OF_A_SPACE = lazy_regex(r"--repo-type[ =]space\b")
REMOTE_ACTIONS = (
    "appleboy/ssh-action",
    "fifsky/ssh-action",
    "garygrossgarten/github-action-ssh",
    "google-github-actions/ssh-compute",
)
# The option in which such an action is told what to do there.
REMOTE_OPTIONS = ("script", "command")
RETRAINING_COMMANDS = ("dvc repro", "dvc exp run", "zenml pipeline run", "kedro run", "mlflow run")

SAYS_DEPLOY = lazy_regex(r"deploy|release|roll-?out|promote|publish|ship", re.IGNORECASE)
SAYS_TRAIN = lazy_regex(r"(?<![a-z])(?:re-?)?(?:train|fit|tune)(?:ing)?(?![a-z])", re.IGNORECASE)
# Events that propose a change: what they start tries it out.
# Calls of cloud clients that change what is served.
CLIENT_CALLS = word_set(
    "update_service create_service create_endpoint update_endpoint update_function_code deploy_model "
    "begin_create_or_update create_deployment update_stack create_stack begin_deploy replace_service "
    "patch_namespaced_deployment create_namespaced_deployment"
)
DELIVERY_PLACEHOLDER = lazy_regex(
    r"<(?:your|my|insert|replace)[^<>\n]{0,60}>|<[A-Z][A-Z0-9]*[_-][A-Z0-9_-]{1,60}>|\byour[-_](?!self)[a-z]"
    r"|\byour(?:user|org|name|account|company|team|repo|registry|project|bucket|domain|docker|github)\w{0,20}\b"
    r"|\b(?:docker\.io|ghcr\.io|gcr\.io|quay\.io)/(?:user-?name|owner|org|organization|my-?(?:org|user-?name|project))"
    r"/|\bimage:[ \t]*[\"']?(?:user-?name|docker-?hub-?user(?:name)?"
    r"|my-?(?:user-?name|org|docker-?hub\w{0,12}))/"
    r"|\bYOUR_|example\.(?:com|org)|\bchange[-_]?me\b|\breplace[-_]?(?:me|with)\b|//website\.com",
    re.IGNORECASE,
)
