"""The frameworks and platforms through which a program answers requests, and what makes a handler."""

from __future__ import annotations

from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool

VERBS = word_set("get post put patch delete head options route api_route websocket")
VIEW_METHODS = word_set("get post put patch delete on_get on_post do_GET do_POST create list retrieve")
MODEL_METHODS = word_set(
    "predict predict_raw predict_fn inference handle preprocess postprocess execute decode_request"
)


class Framework(Tool, frozen=True):
    """A way to answer requests: its packages and what makes a route or a handler with it.

    All names are last parts of dotted names. A class counts by its base and one of `methods`.
    `model_server`: it always answers with a model. `bare`: its calls count without an argument too.
    """

    decorators: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    model_server: bool = False
    bare: bool = False


REGISTER = word_set("add_url_rule add_route add_api_route add_resource add_post add_get add_websocket_route")
FRAMEWORKS = Catalogue(
    Framework(
        "FastAPI",
        ("fastapi",),
        decorators=VERBS,
        calls=REGISTER,
    ),
    Framework(
        "Flask",
        ("flask", "flask_restful", "flask_restx", "flask_restplus", "flask_smorest", "flask_openapi3"),
        decorators=VERBS,
        bases=word_set("Resource MethodView View"),
        methods=VIEW_METHODS,
        calls=REGISTER,
    ),
    Framework("Quart", ("quart",), decorators=VERBS, calls=REGISTER),
    Framework(
        "Starlette",
        ("starlette",),
        decorators=VERBS,
        bases=word_set("HTTPEndpoint"),
        methods=VIEW_METHODS,
        calls=REGISTER | word_set("Route WebSocketRoute"),
    ),
    Framework("Sanic", ("sanic",), decorators=VERBS, calls=REGISTER),
    Framework("Bottle", ("bottle",), decorators=VERBS, calls=word_set("route")),
    Framework("Falcon", ("falcon",), calls=word_set("add_route")),
    Framework(
        "Tornado",
        ("tornado",),
        bases=word_set("RequestHandler WebSocketHandler"),
        methods=VIEW_METHODS | word_set("on_message"),
    ),
    Framework(
        "aiohttp",
        ("aiohttp.web", "aiohttp_cors"),
        decorators=VERBS,
        bases=word_set("View"),
        methods=VIEW_METHODS,
        calls=REGISTER | word_set("get post"),
    ),
    Framework(
        "Django",
        ("django", "rest_framework", "ninja"),
        decorators=word_set("api_view action get post"),
        bases=word_set(
            "APIView ViewSet GenericAPIView View ModelViewSet GenericViewSet TemplateView FormView"
        ),
        methods=VIEW_METHODS,
        calls=word_set("path re_path url register"),
    ),
    Framework("Litestar", ("litestar", "starlite"), decorators=VERBS),
    Framework("Robyn", ("robyn",), decorators=VERBS),
    Framework("Connexion", ("connexion",), calls=word_set("add_api")),
    Framework("CherryPy", ("cherrypy",), decorators=word_set("expose")),
    Framework(
        "http.server",
        ("http.server",),
        bases=word_set("BaseHTTPRequestHandler SimpleHTTPRequestHandler"),
        methods=word_set("do_GET do_POST"),
    ),
    Framework("Chalice", ("chalice",), decorators=VERBS | word_set("lambda_function on_sqs_message")),
    Framework("Cloud Functions", ("functions_framework",), decorators=word_set("http cloud_event")),
    Framework(
        "Modal",
        ("modal",),
        decorators=word_set("web_endpoint fastapi_endpoint asgi_app wsgi_app web_server"),
    ),
    Framework("BentoML", ("bentoml",), decorators=word_set("service api"), model_server=True),
    Framework("Ray Serve", ("ray.serve",), decorators=word_set("deployment ingress"), model_server=True),
    Framework(
        "KServe",
        ("kserve", "kfserving"),
        bases=word_set("Model KFModel"),
        methods=MODEL_METHODS,
        model_server=True,
    ),
    Framework(
        "TorchServe",
        ("ts.torch_handler",),
        bases=word_set("BaseHandler VisionHandler ImageClassifier TextHandler TextClassifier"),
        model_server=True,
    ),
    Framework("MLServer", ("mlserver",), bases=word_set("MLModel"), methods=MODEL_METHODS, model_server=True),
    Framework(
        "Seldon",
        ("seldon_core",),
        bases=word_set("SeldonComponent"),
        methods=MODEL_METHODS,
        model_server=True,
    ),
    Framework("LitServe", ("litserve",), bases=word_set("LitAPI"), methods=MODEL_METHODS, model_server=True),
    Framework("Cog", ("cog",), bases=word_set("BasePredictor"), methods=MODEL_METHODS, model_server=True),
    Framework(
        "SageMaker endpoint",
        ("sagemaker",),
        calls=word_set("deploy"),
        model_server=True,
    ),
    Framework(
        "SageMaker endpoint",
        ("boto3",),
        calls=word_set("create_endpoint"),
        model_server=True,
    ),
    Framework(
        "Vertex AI endpoint",
        ("google.cloud.aiplatform",),
        calls=word_set("deploy"),
        model_server=True,
    ),
    Framework(
        "Azure ML endpoint",
        ("azureml", "azure.ai.ml"),
        calls=word_set("deploy ManagedOnlineDeployment KubernetesOnlineDeployment"),
        bare=True,
        model_server=True,
    ),
    Framework(
        "Azure Functions", ("azure.functions",), decorators=word_set("route function_name queue_trigger")
    ),
    Framework("Firebase Functions", ("firebase_functions",), decorators=word_set("on_request on_call")),
    Framework("Pyramid", ("pyramid",), decorators=word_set("view_config"), calls=word_set("add_view")),
    Framework("BlackSheep", ("blacksheep",), decorators=VERBS),
    Framework(
        "APIFlask", ("apiflask",), decorators=VERBS, bases=word_set("MethodView"), methods=VIEW_METHODS
    ),
    Framework("hug", ("hug",), decorators=VERBS | word_set("cli")),
    Framework("GraphQL", ("strawberry", "ariadne"), calls=word_set("GraphQLRouter GraphQL")),
    Framework("grpclib", ("grpclib",)),
    Framework("Socket.IO", ("socketio", "flask_socketio"), decorators=word_set("on event")),
    Framework("vetiver", ("vetiver",), calls=word_set("VetiverAPI"), bare=True, model_server=True),
    Framework("LangServe", ("langserve",), calls=word_set("add_routes")),
    Framework("Hayhooks", ("hayhooks",), bases=word_set("BasePipelineWrapper"), methods=word_set("run_api")),
    Framework("AgentCore", ("bedrock_agentcore",), decorators=word_set("entrypoint")),
    Framework(
        "Agent Development Kit",
        ("google.adk.cli.fast_api",),
        calls=word_set("get_fast_api_app"),
        model_server=True,
    ),
    Framework(
        "MCP server",
        ("fastmcp", "mcp.server"),
        decorators=word_set("tool resource prompt call_tool"),
        calls=word_set("add_tool"),
    ),
    # Protocols of their own.
    Framework("socket server", ("socket", "multiprocessing.connection"), calls=word_set("accept"), bare=True),
    Framework(
        "socket server",
        ("socketserver",),
        bases=word_set("BaseRequestHandler StreamRequestHandler DatagramRequestHandler"),
        methods=word_set("handle"),
    ),
    Framework("socket server", ("asyncio",), calls=word_set("start_server start_unix_server")),
    Framework("ZeroMQ", ("zmq",), calls=word_set("bind")),
    Framework("WebSocket server", ("websockets",), calls=word_set("serve")),
    Framework(
        "XML-RPC",
        ("xmlrpc.server",),
        calls=word_set("register_function register_instance"),
    ),
    Framework("JSON-RPC", ("jsonrpcserver",), decorators=word_set("method")),
    Framework("zerorpc", ("zerorpc",), calls=word_set("Server")),
    Framework("RPyC", ("rpyc",), bases=word_set("Service")),
    Framework("Pyro", ("Pyro4", "Pyro5"), decorators=word_set("expose")),
    Framework("Nameko", ("nameko",), decorators=word_set("rpc http event_handler")),
    Framework("stream processor", ("faust", "faststream"), decorators=word_set("agent subscriber")),
    # Platforms that answer with what they are given.
    Framework("RunPod", ("runpod",), calls=word_set("start")),
    Framework("Beam", ("beam",), decorators=word_set("endpoint realtime asgi task_queue")),
    Framework("fal", ("fal",), decorators=word_set("endpoint realtime")),
    Framework("Potassium", ("potassium",), decorators=word_set("handler background")),
    Framework("Lepton", ("leptonai",), decorators=word_set("handler")),
    Framework(
        "Truss Chains", ("truss_chains",), bases=word_set("ChainletBase"), methods=word_set("run_remote")
    ),
    Framework("Triton (PyTriton)", ("pytriton",), calls=word_set("bind"), model_server=True),
    Framework(
        "Databricks model serving",
        ("databricks.sdk",),
        calls=word_set("EndpointCoreConfigInput ServedEntityInput ServedModelInput"),
        model_server=True,
    ),
    Framework(
        "MLflow deployment",
        ("mlflow.deployments",),
        calls=word_set("create_deployment create_endpoint"),
        model_server=True,
    ),
    Framework(
        "Vertex AI agent",
        ("vertexai.agent_engines", "vertexai.preview.reasoning_engines"),
        calls=word_set("create"),
        model_server=True,
    ),
    Framework(
        "Inference Endpoint",
        ("huggingface_hub",),
        calls=word_set("create_inference_endpoint"),
        model_server=True,
    ),
    # Programs that answer messages of people, whom another program brings.
    Framework(
        "Telegram bot",
        ("telegram", "telegram.ext", "aiogram", "telebot", "pyrogram", "telethon"),
        decorators=word_set("message callback_query inline_query message_handler on_message on"),
        calls=word_set("add_handler register_message_handler register_callback_query_handler"),
    ),
    Framework(
        "Discord bot",
        ("discord", "nextcord", "disnake", "hikari", "interactions"),
        decorators=word_set("event command listen slash_command hybrid_command"),
        bases=word_set("Client Bot AutoShardedBot"),
        methods=word_set("on_message"),
    ),
    Framework(
        "Slack bot",
        ("slack_bolt",),
        decorators=word_set("event message command action shortcut"),
    ),
    Framework("Matrix bot", ("nio",), calls=word_set("add_event_callback")),
    Framework("LINE bot", ("linebot",), decorators=word_set("add default")),
    Framework("WhatsApp bot", ("pywa",), decorators=word_set("on_message")),
    Framework(
        "Bot Framework",
        ("botbuilder",),
        bases=word_set("ActivityHandler TeamsActivityHandler"),
        methods=word_set("on_message_activity"),
    ),
)
# Calls that make a server application: the module that makes one is a service's module.
APPLICATION_CALLS = word_set(
    "fastapi.FastAPI flask.Flask quart.Quart starlette.applications.Starlette sanic.Sanic "
    "bottle.Bottle bottle.run falcon.App falcon.API falcon.asgi.App aiohttp.web.Application "
    "tornado.web.Application litestar.Litestar robyn.Robyn connexion.App connexion.FlaskApp "
    "chalice.Chalice grpc.server grpc.aio.server http.server.HTTPServer "
    "http.server.ThreadingHTTPServer django.core.wsgi.get_wsgi_application "
    "django.core.asgi.get_asgi_application bentoml.Service bentoml.service ray.serve.deployment "
    "ray.serve.run litserve.LitServer mlserver.MLServer kserve.ModelServer cherrypy.quickstart "
    "web.application twisted.internet.reactor.run rq.Worker celery.Celery "
    "azure.functions.FunctionApp runpod.serverless.start pytriton.triton.Triton fastmcp.FastMCP "
    "mcp.server.fastmcp.FastMCP mcp.server.Server mcp.server.lowlevel.Server socketserver.TCPServer "
    "socketserver.ThreadingTCPServer socketserver.UDPServer asyncio.start_server websockets.serve "
    "websockets.server.serve xmlrpc.server.SimpleXMLRPCServer zerorpc.Server faust.App faststream.FastStream "
    "telegram.ext.Application.builder telegram.ext.ApplicationBuilder telegram.ext.Updater "
    "aiogram.Dispatcher telebot.TeleBot telebot.async_telebot.AsyncTeleBot pyrogram.Client "
    "discord.Client discord.Bot discord.ext.commands.Bot nextcord.ext.commands.Bot disnake.ext.commands.Bot "
    "slack_bolt.App slack_bolt.async_app.AsyncApp linebot.WebhookHandler linebot.v3.WebhookHandler "
    "apiflask.APIFlask blacksheep.Application pyramid.config.Configurator "
    "google.adk.cli.fast_api.get_fast_api_app "
    "bedrock_agentcore.BedrockAgentCoreApp bedrock_agentcore.runtime.BedrockAgentCoreApp potassium.Potassium "
    "vetiver.VetiverAPI vetiver.server.VetiverAPI"
)
