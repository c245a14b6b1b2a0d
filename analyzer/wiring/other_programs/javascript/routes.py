"""Packages of JavaScript and TypeScript that answer requests, messages and events.

Sources: https://expressjs.com/en/api.html, https://fastify.dev/docs/latest/Reference, https://docs.nestjs.com,
https://hono.dev/docs, https://trpc.io/docs, https://modelcontextprotocol.io, https://firebase.google.com/docs/functions,
https://learn.microsoft.com/azure/azure-functions/functions-reference-node, https://docs.slack.dev/tools/bolt-js.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.javascript.signs import builtin_sign, script_sign
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

ROUTE_VERBS = r"(?:get|post|put|patch|delete|del|all|head|options)"
# An application or router, made or declared by its type, with calls in between: `app.route("/x").get`.
SCRIPT_MADE = r"\w+\(\)(?:\.\w+\(\))*"

SCRIPT_ROUTE_SIGNS: tuple[Sign, ...] = (
    # `app.get("title")` with one argument reads a setting.
    script_sign(
        Subject.ROUTE, "Express", "express express-serve-static-core express-promise-router express-ws",
        r"(?:default|Router|Express|Application|IRouter|IApplication|Express\.Application"
        rf"|express)\(\)(?:\.(?:{ROUTE_VERBS}|use|param)\(\))*\.(?:{ROUTE_VERBS}|ws)", least=2,
    ),
    script_sign(
        Subject.ROUTE, "Express", "express express-promise-router",
        rf"\w+\(\)\.route\(\)(?:\.\w+\(\))*\.{ROUTE_VERBS}",
    ),
    script_sign(
        Subject.ROUTE, "Fastify", "fastify",
        rf"{SCRIPT_MADE}\.(?:{ROUTE_VERBS}|route)|FastifyInstance\(\)\.(?:{ROUTE_VERBS}|route)",
    ),
    script_sign(
        Subject.ROUTE, "Hono", "hono @hono/zod-openapi hono/tiny hono/quick",
        rf"{SCRIPT_MADE}\.(?:{ROUTE_VERBS}|on|openapi)", least=1,
    ),
    script_sign(
        Subject.ROUTE, "Koa", "@koa/router koa-router koa-tree-router",
        rf"(?:default|Router|KoaRouter)\(\)(?:\.\w+\(\))*\.{ROUTE_VERBS}", least=2,
    ),
    script_sign(Subject.ROUTE, "Koa", "koa", r"(?:default|Koa|Application)\(\)\.use", hands=True),
    script_sign(Subject.ROUTE, "hapi", "@hapi/hapi hapi", r"(?:server|Server)\(\)\.route"),
    script_sign(Subject.ROUTE, "Restify", "restify", rf"createServer\(\)\.{ROUTE_VERBS}", least=2),
    script_sign(Subject.ROUTE, "Polka", "polka", rf"default\(\)(?:\.\w+\(\))*\.{ROUTE_VERBS}", least=2),
    script_sign(Subject.ROUTE, "Elysia", "elysia", rf"{SCRIPT_MADE}\.(?:{ROUTE_VERBS}|ws)", least=2),
    script_sign(
        Subject.ROUTE, "itty-router", "itty-router", rf"\w+\(\)(?:\.\w+\(\))*\.{ROUTE_VERBS}", least=2,
    ),
    script_sign(
        Subject.ROUTE, "Oak", "@oak/oak oak https://deno.land/x/oak*",
        rf"Router\(\)(?:\.\w+\(\))*\.{ROUTE_VERBS}", least=2,
    ),
    script_sign(
        Subject.ROUTE, "h3", "h3 nitropack nitropack/runtime subpath:imports",
        "(?:define(?:Lazy|Cached)?EventHandler|(?:cached)?[eE]ventHandler)"
        rf"|createRouter\(\)(?:\.\w+\(\))*\.{ROUTE_VERBS}",
    ),
    builtin_sign(Subject.ROUTE, "Nitro", r"define(?:Lazy|Cached)?EventHandler|eventHandler"),
    script_sign(
        Subject.ROUTE, "NestJS", "@nestjs/common",
        decorators=r"Get|Post|Put|Patch|Delete|All|Sse|Head|Options", imports=False,
    ),
    script_sign(
        Subject.ROUTE, "NestJS microservice", "@nestjs/microservices",
        decorators=r"MessagePattern|EventPattern|Grpc\w+", imports=False,
    ),
    script_sign(
        Subject.ROUTE, "NestJS gateway", "@nestjs/websockets", decorators="SubscribeMessage", imports=False,
    ),
    script_sign(
        Subject.ROUTE, "GraphQL", "@nestjs/graphql type-graphql",
        decorators="Query|Mutation|Subscription|ResolveField|FieldResolver",
    ),
    script_sign(
        Subject.ROUTE, "routing-controllers",
        "routing-controllers tsoa @tsoa/runtime @tsed/schema @loopback/rest",
        decorators="Get|Post|Put|Patch|Delete|All|get|post|put|patch|del",
    ),
    script_sign(
        Subject.ROUTE, "tRPC", "@trpc/server",
        r"(?:initTRPC|\w+\(\))(?:\.\w+(?:\(\))?)*\.(?:query|mutation|subscription)",
    ),
    script_sign(
        Subject.ROUTE, "Apollo Server",
        "@apollo/server apollo-server apollo-server-express apollo-server-lambda "
        "apollo-server-micro apollo-server-fastify apollo-server-koa apollo-server-cloud-functions",
        r"ApolloServer",
    ),
    script_sign(
        Subject.ROUTE, "GraphQL schema",
        "graphql-yoga @graphql-tools/schema @graphql-yoga/node graphql-tools graphql-http",
        r"createSchema|makeExecutableSchema|createYoga|createServer|createHandler",
    ),
    script_sign(Subject.ROUTE, "gRPC", "@grpc/grpc-js grpc", r"Server\(\)\.addService"),
    script_sign(Subject.ROUTE, "Connect", "@connectrpc/connect", r"ConnectRouter\(\)\.(?:service|rpc)"),
    script_sign(
        Subject.ROUTE, "WebSocket", "ws", r"(?:WebSocketServer|WebSocket\.Server|Server)\(\)\.on", hands=True,
    ),
    script_sign(
        Subject.ROUTE, "Socket.IO", "socket.io", r"(?:Server|default)\(\)(?:\.of\(\))?\.on", hands=True,
    ),
    script_sign(Subject.ROUTE, "MCP server", "@rekog/mcp-nest", decorators=r"Tool|Resource|Prompt"),
    script_sign(
        Subject.ROUTE, "MCP server",
        "@modelcontextprotocol/sdk @modelcontextprotocol/server fastmcp mcp-framework",
        r"\w+\(\)\.(?:tool|registerTool|setRequestHandler|addTool)|\w+\(\)\.server\.setRequestHandler",
    ),
    script_sign(
        Subject.ROUTE, "MCP server", "@vercel/mcp-adapter mcp-handler", r"createMcpHandler", hands=True,
    ),
    script_sign(
        Subject.ROUTE, "Node HTTP server", "http node:http https node:https http2 node:http2",
        r"create(?:Secure)?Server", hands=True, imports=False,
    ),
    builtin_sign(Subject.ROUTE, "Deno", r"Deno\.serve", hands=True),
    builtin_sign(Subject.ROUTE, "Bun", r"Bun\.serve"),
    script_sign(
        Subject.ROUTE, "Deno", "https://deno.land/std* @std/http jsr:@std/http", r"serve", hands=True,
    ),
    # An application that is handed in: `module.exports = (app) => { app.post("/ask", ask); }`.
    builtin_sign(
        Subject.ROUTE, "route of a handed application", rf"\?\.{ROUTE_VERBS}", strings=r"/[^ ]{0,200}",
        hands=True, least=2,
    ),
    # What a platform calls.
    script_sign(
        Subject.HANDLER, "Cloud Function", "@google-cloud/functions-framework", r"(?:http|cloudEvent)",
        hands=True,
    ),
    script_sign(
        Subject.HANDLER, "Firebase function", "firebase-functions",
        r"(?:(?:v[12]|runWith\(\)|region\(\))\.)*(?:https\.|pubsub\.|firestore\.|storage\.|tasks\."
        r"|scheduler\.)?"
        r"(?:\w+\(\)\.)*on(?:Request|Call|CallGenkit|Run|Create|Write|Update|Finalize|Publish|Schedule"
        "|TaskDispatched" r"|MessagePublished|ObjectFinalized|Document\w+|Value\w+)",
    ),
    script_sign(
        Subject.HANDLER, "Azure Function", "@azure/functions",
        r"app\.(?:http|get|post|put|patch|deleteRequest|timer|storageQueue|storageBlob|serviceBus\w+"
        "|eventHub|eventGrid|cosmosDB|mcpTool)",
    ),
    script_sign(Subject.HANDLER, "Lambda stream", "lambda-stream", r"streamifyResponse", hands=True),
    builtin_sign(Subject.HANDLER, "Lambda stream", r"awslambda\.streamifyResponse", hands=True),
    script_sign(
        Subject.HANDLER, "Netlify function", "@netlify/functions", r"builder|schedule|stream", hands=True,
    ),
    script_sign(Subject.HANDLER, "middy", "@middy/core", r"default|middy", hands=True),
    script_sign(
        Subject.HANDLER, "Express on Lambda",
        "serverless-http @vendia/serverless-express aws-serverless-express @codegenie/serverless-express",
        r"default|proxy|configure",
    ),
    # Bots.
    script_sign(
        Subject.ROUTE, "Telegraf", "telegraf",
        r"(?:Telegraf|Composer|Scenes\.\w+|BaseScene|WizardScene)\(\)\.(?:on|command|hears|start|help"
        "|action|inlineQuery" r"|settings|enter)", hands=True,
    ),
    script_sign(
        Subject.ROUTE, "grammY", "grammy",
        r"(?:Bot|Composer)\(\)(?:\.\w+\(\))*\.(?:on|command|hears|callbackQuery|inlineQuery)", hands=True,
    ),
    script_sign(
        Subject.ROUTE, "Telegram bot", "node-telegram-bot-api", r"(?:default|TelegramBot)\(\)\.(?:on|onText)",
        hands=True,
    ),
    script_sign(
        Subject.ROUTE, "Telegram bot", "nestjs-telegraf",
        decorators="On|Start|Help|Command|Hears|Action|InlineQuery|Settings|WizardStep|SceneEnter",
    ),
    script_sign(
        Subject.ROUTE, "Discord bot", "discord.js", r"(?:Discord\.)?Client\(\)\.(?:on|once)", hands=True,
    ),
    script_sign(
        Subject.ROUTE, "Discord bot", "necord discordx",
        decorators="SlashCommand|On|Once|Slash|Button|TextCommand",
    ),
    script_sign(
        Subject.ROUTE, "Slack bot", "@slack/bolt",
        r"(?:\w+\(\)|App|Bolt\.App\(\))\.(?:message|event|command|action|shortcut|view|options|function"
        "|assistant)",
    ),
    script_sign(
        Subject.ROUTE, "Slack bot", "@slack/events-api @slack/interactive-messages",
        r"\w+\(\)\.(?:on|action)",
    ),
    script_sign(
        Subject.ROUTE, "Bot Framework", "botbuilder", r"\w+\(\)\.on(?:Message|MembersAdded|Turn|Event)\w*",
        hands=True,
    ),
    script_sign(
        Subject.ROUTE, "Teams bot", "@microsoft/teams-ai @microsoft/teams.apps @microsoft/agents-hosting",
        r"(?:App\w*|AgentApplication\w*|Application\w*)\(\)\.(?:on|message|onActivity|onMessage)\w*",
        imports=False,
    ),
    script_sign(Subject.ROUTE, "WhatsApp bot", "whatsapp-web.js", r"Client\(\)\.on", hands=True),
    script_sign(Subject.ROUTE, "LINE bot", "@line/bot-sdk", r"middleware"),
    script_sign(Subject.ROUTE, "Probot", "probot", r"(?:Probot|Application)\(\)\.(?:on|onAny)", hands=True),
    # What makes an application.
    script_sign(Subject.SERVER, "Express", "express", r"default|express", imports=False),
    script_sign(Subject.SERVER, "Fastify", "fastify", r"default|fastify|Fastify", imports=False),
    script_sign(Subject.SERVER, "Hono", "hono @hono/zod-openapi", r"Hono|OpenAPIHono", imports=False),
    script_sign(Subject.SERVER, "NestJS", "@nestjs/core", r"NestFactory\.create\w*", imports=False),
    script_sign(Subject.SERVER, "Koa", "koa", r"default|Koa", imports=False),
    script_sign(Subject.SERVER, "hapi", "@hapi/hapi", r"server|Server", imports=False),
    script_sign(Subject.SERVER, "Elysia", "elysia", r"Elysia", imports=False),
    script_sign(Subject.SERVER, "gRPC", "@grpc/grpc-js", r"Server", imports=False),
    script_sign(
        Subject.SERVER, "tRPC", "@trpc/server",
        r".*(?:createHTTPServer|createExpressMiddleware|fetchRequestHandler)", imports=False,
    ),
    script_sign(
        Subject.SERVER, "MCP server", "@modelcontextprotocol/sdk fastmcp", r"McpServer|Server|FastMCP",
        imports=False,
    ),
)  # fmt: skip
