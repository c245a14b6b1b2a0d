"""How model servers are declared: kinds of objects, files, images and commands.

Sources: https://kserve.github.io/website/docs/reference/crd-api, https://docs.seldon.io/projects/seldon-core,
https://docs.vllm.ai/en/latest/deployment/k8s.html, https://docs.skypilot.co/en/latest/serving/sky-serve.html,
https://docs.docker.com/ai/compose/models-and-compose/, https://www.kubeai.org/reference/kubernetes-api/,
https://docs.databricks.com/aws/en/dev-tools/bundles/resources, and the references of the servers' commands.
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex

# Top-level `kind:` of a Kubernetes document.
SERVER_KINDS = {
    "InferenceService": "KServe",
    "LLMInferenceService": "KServe",
    "InferenceGraph": "KServe",
    "ServingRuntime": "KServe",
    "SeldonDeployment": "Seldon",
    "RayService": "Ray Serve",
    "BentoDeployment": "BentoML",
    "NIMService": "NVIDIA NIM",
    "DynamoGraphDeployment": "NVIDIA Dynamo",
    "InferenceModel": "inference gateway",
}
# Kinds with everyday names: only of these groups.
GROUPED_KINDS = {
    "Model": ("mlops.seldon.io", "kubeai.org", "ollama.ayaka.io"),
    "Predictor": ("serving.kserve.io",),
    "Workspace": ("kaito.sh",),
    "Endpoint": ("sagemaker.services.k8s.aws",),
}
KIND_LINE = lazy_regex(r"kind:[ \t]*[\"']?(?P<kind>[A-Za-z]{3,40})[\"']?[ \t]*(?:#.*)?")
# What names the model, the module or the code that is served.
MODEL_LINE = lazy_regex(
    r"[ \t]*(?:-[ \t]*)?[\"']?(?:storageUri|storage_uri|modelUri|model_uri|modelFormat|import_path|importPath"
    r"|service|predict|implementation|platform|backend|image|model_store|load_models|base_path|uri|model"
    r"|modelName|model_name|modelId|model_id|preset|entity_name|endpointConfigName)[\"']?[ \t]*[:=][ \t]*"
    r"(?!\{[ \t]*\})[^\s#].*"
    r"|[ \t]*url:[ \t]*[\"']?(?:hf|ollama|s3|gs|oci|pvc|file)://.*"
)
BATCHING = lazy_regex(
    r"dynamic_batching[ \t]*\{|max_batch_size[\"']?[ \t]*[:=][ \t]*(?!0*[01]\b)\d+"
    r"|[ \t](?:maxBatchSize|batcher)[ \t]*:"
)
# The inputs may be left out where the server finds them in the model itself.
TRITON_SETTING = lazy_regex(
    r"[ \t]*(?:input[ \t]*[:\[{]|max_batch_size[ \t]*:|(?:dynamic_batching|instance_group)[ \t]*[\[{])"
)
TRITON_PLATFORM = lazy_regex(r"[ \t]*(?:platform|backend)[ \t]*:")

# Files of model servers by name; the marker must stand in the file.
FILES = {
    "bentofile.yaml": ("BentoML", "service"),
    "bentofile.yml": ("BentoML", "service"),
    "cog.yaml": ("Cog", "predict"),
    "model-settings.json": ("MLServer", "implementation"),
    "models.config": ("TensorFlow Serving", "model_config_list"),
}

IMAGES = {
    "tensorflow/serving": "TensorFlow Serving",
    "nvcr.io/nvidia/tritonserver": "Triton",
    "pytorch/torchserve": "TorchServe",
    "openvino/model_server": "OpenVINO Model Server",
    "seldonio/mlserver": "MLServer",
    "vllm/vllm-openai": "vLLM",
    "vllm/vllm-cpu": "vLLM",
    "public.ecr.aws/q9t5s3a7/vllm": "vLLM",
    "rocm/vllm": "vLLM",
    "vllm/vllm-tpu": "vLLM",
    "lmcache/vllm-openai": "vLLM",
    "text-generation-inference": "Text Generation Inference",
    "text-embeddings-inference": "Text Embeddings Inference",
    "ollama/ollama": "Ollama",
    "ghcr.io/ggml-org/llama.cpp": "llama.cpp server",
    "ghcr.io/ggerganov/llama.cpp": "llama.cpp server",
    "lmsysorg/sglang": "SGLang",
    "openmmlab/lmdeploy": "LMDeploy",
    "michaelf34/infinity": "Infinity",
    "localai/localai": "LocalAI",
    "quay.io/go-skynet/local-ai": "LocalAI",
    "nvcr.io/nim/": "NVIDIA NIM",
    "alpindale/aphrodite": "Aphrodite",
    "xprobe/xinference": "Xinference",
}
# A line of a manifest or of a chart's values that names an image.
SERVER_IMAGE_LINE = lazy_regex(
    r"[ \t]*(?:-[ \t]*)?(?:image|repository)[ \t]*:[ \t]*[\"']?(?P<image>[\w./:@-]{3,200})"
)
# What tells a stock server which model it serves: an option, a variable, a setting.
MODEL_TOLD = lazy_regex(
    r"--(?:model|hf-repo|served-model|lora-modules)|\bMODEL(?:_ID|_NAME|_PATH|_BASE_PATH|_URI)?\b"
    r"|\bvllm serve[ ]+\S|\bollama (?:run|pull)[ ]+\S|\bmodel(?:URL|Name|Id|_name|_id)?[\"']?[ \t]*:"
    r"|[/-]models?/|\bNIM_MODEL"
)

# Commands by their first words.
SERVER_COMMANDS = {
    ("mlflow", "models", "serve"): "MLflow",
    ("mlflow", "deployments", "create"): "MLflow",
    ("mlflow", "sagemaker", "deploy"): "MLflow",
    ("bentoml", "serve"): "BentoML",
    ("torchserve",): "TorchServe",
    ("tritonserver",): "Triton",
    ("tensorflow_model_server",): "TensorFlow Serving",
    ("vllm", "serve"): "vLLM",
    ("python", "-m", "vllm.entrypoints.openai.api_server"): "vLLM",
    ("python", "-m", "vllm.entrypoints.api_server"): "vLLM",
    ("python", "-m", "sglang.launch_server"): "SGLang",
    ("python", "-m", "llama_cpp.server"): "llama.cpp server",
    ("python", "-m", "mlx_lm.server"): "MLX",
    ("python", "-m", "fastchat.serve.openai_api_server"): "FastChat",
    ("python", "-m", "fastchat.serve.model_worker"): "FastChat",
    ("llama-server",): "llama.cpp server",
    ("lmdeploy", "serve"): "LMDeploy",
    ("trtllm-serve",): "TensorRT-LLM",
    ("mlc_llm", "serve"): "MLC LLM",
    ("mlx_lm.server",): "MLX",
    ("aphrodite", "run"): "Aphrodite",
    ("openllm", "serve"): "OpenLLM",
    ("openllm", "start"): "OpenLLM",
    ("litgpt", "serve"): "LitGPT",
    ("infinity_emb",): "Infinity",
    ("xinference", "launch"): "Xinference",
    ("ramalama", "serve"): "RamaLama",
    ("transformers", "serve"): "Transformers",
    ("ovms",): "OpenVINO Model Server",
    ("text-embeddings-router",): "Text Embeddings Inference",
    ("serve", "run"): "Ray Serve",
    ("serve", "deploy"): "Ray Serve",
    ("mlserver", "start"): "MLServer",
    ("seldon-core-microservice",): "Seldon",
    ("text-generation-launcher",): "Text Generation Inference",
    ("cog", "serve"): "Cog",
    ("ollama", "serve"): "Ollama",
    ("kserve",): "KServe",
}

# Endpoints that infrastructure files declare, by the type of the resource.
DECLARED_ENDPOINTS = lazy_regex(
    r"[ \t]*(?:resource[ ]+\"|Type:[ \t]*[\"']?|\"Type\":[ \t]*\")"
    r"(?P<type>aws_sagemaker_endpoint|google_vertex_ai_endpoint_with_model_garden_deployment"
    r"|databricks_model_serving|huggingface_endpoint|AWS::SageMaker::Endpoint)[\"']?(?=[\s\"',{]|$)"
)
ENDPOINT_TOOLS = {
    "aws_sagemaker_endpoint": "SageMaker endpoint",
    "AWS::SageMaker::Endpoint": "SageMaker endpoint",
    "google_vertex_ai_endpoint_with_model_garden_deployment": "Vertex AI endpoint",
    "databricks_model_serving": "Databricks model serving",
    "huggingface_endpoint": "Inference Endpoint",
}
TERRAFORM_RUNS = (
    ("terraform", "apply"),
    ("tofu", "apply"),
    ("terragrunt", "apply"),
    ("terragrunt", "run-all"),
)
STACK_RUNS = (("aws", "cloudformation"), ("sam", "deploy"))
# Sections of YAML that declare an endpoint: the line, and what the same file must say beside it.
SERVING_SECTIONS = (
    ("Databricks model serving", lazy_regex(r"[ \t]{2,20}model_serving_endpoints:[ \t]*"), "served_"),
    ("Azure ML endpoint", lazy_regex(r"\$schema:.{0,200}OnlineDeployment\.schema\.json.*"), "model:"),
    ("SkyServe", lazy_regex(r"service:[ \t]*"), "readiness_probe"),
)
