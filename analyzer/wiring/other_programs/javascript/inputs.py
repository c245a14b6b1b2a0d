"""Packages of JavaScript and TypeScript that check what comes in, and answer with an error.

Sources: https://zod.dev, https://docs.nestjs.com/techniques/validation, https://express-validator.github.io,
https://hono.dev/docs/guides/validation, https://fastify.dev/docs/latest/Reference/Validation-and-Serialization.
"""

from __future__ import annotations

from analyzer.parsing.code_facts import Keywords
from analyzer.wiring.other_programs.javascript.signs import builtin_sign, script_sign
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

# What a schema is built of, up to where it is asked.
SCHEMA = r"(?:\w+\.)?\w+\(\)(?:\.\w+(?:\(\))?)*"
REFUSING_STATUS = r"(?:|status|statusCode)=[45]\d\d"
FASTIFY_SCHEMA = "Fastify schema"
SCHEMA_OF_ANSWERS = "schema of a model's answer"
# The parts of a schema of Fastify that check what comes in; `response` shapes what goes out.
PARTS_OF_REQUESTS = frozenset({"body", "querystring", "query", "params", "headers"})


def shapes_only_answers(tool: str, keywords: Keywords) -> bool:
    """Whether a schema of Fastify that is written out says nothing of the request."""
    parts = {name.split(".")[1] for name, _value in keywords if name.startswith("schema.")}
    return tool == FASTIFY_SCHEMA and bool(parts) and parts.isdisjoint(PARTS_OF_REQUESTS)


SCRIPT_INPUT_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.INPUT_CHECK, "zod", "zod zod/v4 zod/v3 zod/mini @hono/zod-openapi",
        rf"{SCHEMA}\.(?:parse|safeParse)(?:Async)?|(?:z\.)?(?:parse|safeParse)(?:Async)?", inside=True,
    ),
    script_sign(
        Subject.INPUT_CHECK, "zod", "@hono/zod-validator hono-openapi @hono/standard-validator",
        r"zValidator|validator|sValidator",
    ),
    script_sign(
        Subject.INPUT_CHECK, "zod", "nestjs-zod", r"createZodDto|ZodValidationPipe|validateSchema",
        handed=r"ZodValidationPipe", everywhere=True,
    ),
    script_sign(
        Subject.INPUT_CHECK, "zod",
        "zod-express-middleware express-zod-api zod-express zod-form-data zod-validation-error "
        "next-zod-route", r"(?:validate|process)Request\w*|\w*Endpoint\w*|\w+\(\)\.build\w*",
    ),
    script_sign(
        Subject.INPUT_CHECK, "zod", "fastify-type-provider-zod",
        handed=r"validatorCompiler|serializerCompiler",
    ),
    script_sign(
        Subject.INPUT_CHECK, "tRPC input", "@trpc/server", r"(?:initTRPC|\w+\(\))(?:\.\w+(?:\(\))?)*\.input",
        imports=False,
    ),
    script_sign(
        Subject.INPUT_CHECK, "Joi", "joi @hapi/joi @joi/joi",
        rf"{SCHEMA}\.(?:validate|validateAsync)|(?:attempt|assert)", inside=True,
    ),
    script_sign(
        Subject.INPUT_CHECK, "Joi", "celebrate express-joi-validation",
        r"celebrate|createValidator(?:\(\)\.\w+)?",
    ),
    script_sign(
        Subject.INPUT_CHECK, "yup", "yup", rf"{SCHEMA}\.(?:validate|validateSync|isValid|isValidSync|cast)",
        inside=True,
    ),
    script_sign(
        Subject.INPUT_CHECK, "class-validator", "class-validator", r"validate(?:OrReject|Sync)?",
        decorators=r"(?:Is|Min|Max|Length|Matches|Array|Validate|Not|Equals)\w*",
    ),
    script_sign(
        Subject.INPUT_CHECK, "NestJS pipe", "@nestjs/common", r"ValidationPipe", handed=r"ValidationPipe",
        imports=False, everywhere=True,
    ),
    script_sign(
        Subject.INPUT_CHECK, "NestJS pipe", "@nestjs/common", r"Parse\w+Pipe(?:Builder)?",
        handed=r"Parse\w+Pipe", imports=False,
    ),
    script_sign(
        Subject.INPUT_CHECK, "Ajv", "ajv ajv/dist/*",
        r"(?:default|Ajv\w*)\(\)(?:\.compile\(\)|\.validate|\.getSchema\(\))", inside=True,
    ),
    script_sign(
        Subject.INPUT_CHECK, "valibot", "valibot @hono/valibot-validator",
        r"parse|safeParse|parseAsync|safeParseAsync|vValidator", inside=True,
    ),
    script_sign(
        Subject.INPUT_CHECK, "TypeBox", "@sinclair/typebox/* @hono/typebox-validator",
        r"Value\.(?:Check|Parse|Decode|Errors|Assert)|TypeCompiler\.Compile\(\)\.\w+|tbValidator",
    ),
    script_sign(Subject.INPUT_CHECK, "io-ts", "io-ts", rf"{SCHEMA}\.decode", inside=True),
    script_sign(
        Subject.INPUT_CHECK, "superstruct", "superstruct", r"assert|create|is|validate|mask", inside=True,
    ),
    script_sign(Subject.INPUT_CHECK, "ArkType", "arktype", r"type\(\)|type\(\)\.assert", inside=True),
    script_sign(
        Subject.INPUT_CHECK, "express-validator", "express-validator",
        r"(?:body|query|param|header|cookie|check|oneOf|checkSchema|validationResult)",
    ),
    script_sign(
        Subject.INPUT_CHECK, "OpenAPI validator",
        "express-openapi-validator openapi-backend express-json-validator-middleware",
        r"middleware|OpenAPIBackend|Validator\(\)\.validate|default",
    ),
    script_sign(
        Subject.INPUT_CHECK, FASTIFY_SCHEMA, "fastify",
        r"\w+\(\)(?:\.\w+\(\))*\.(?:get|post|put|patch|delete|route)", option=r"schema=.*",
    ),
    # The same of an application that is handed in.
    builtin_sign(
        Subject.INPUT_CHECK, FASTIFY_SCHEMA, r"\?\.(?:get|post|put|patch|delete|route)",
        option=r"schema=.*",
    ),
    script_sign(
        Subject.INPUT_CHECK, "hapi validation", "@hapi/hapi hapi", r"(?:server|Server)\(\)\.route",
        option=r"(?:options|config)\.validate(?:\..*)?=.*",
    ),
    builtin_sign(
        Subject.INPUT_CHECK, "Nitro", r"readValidatedBody|getValidated(?:Query|RouterParams)",
    ),
    script_sign(Subject.INPUT_CHECK, "Elysia schema", "elysia", r"t\.Object"),
    script_sign(Subject.INPUT_CHECK, "Hono validator", "hono/validator", r"validator"),
    script_sign(
        Subject.INPUT_CHECK, "Azure or AWS validator",
        "@middy/validator @aws-lambda-powertools/parser @aws-lambda-powertools/validation",
        r"default|validator|parser|validate",
    ),
    # A schema that a model's answer has to fit.
    script_sign(
        Subject.INPUT_CHECK, SCHEMA_OF_ANSWERS, "ai",
        r"(?:experimental_)?(?:generate|stream)Object|Output\.object", imports=False,
    ),
    script_sign(
        Subject.INPUT_CHECK, SCHEMA_OF_ANSWERS, "openai/helpers/zod",
        r"zod(?:ResponseFormat|TextFormat|Function|ResponsesFunction)",
    ),
    script_sign(
        Subject.INPUT_CHECK, SCHEMA_OF_ANSWERS, "@langchain/* langchain",
        r".*\.withStructuredOutput|StructuredOutputParser\.\w+|StructuredOutputParser(?:\.\w+)?\(\)\.parse",
        imports=False,
    ),
)  # fmt: skip

SCRIPT_REFUSAL_SIGNS: tuple[Sign, ...] = (
    builtin_sign(
        Subject.REFUSAL, "HTTP error",
        r"\?(?:\.\w+)*\.(?:status|sendStatus|code|writeHead|throw|error|json|text)", option=REFUSING_STATUS,
    ),
    builtin_sign(Subject.REFUSAL, "HTTP error", r"(?:Next)?Response(?:\.json)?", option=REFUSING_STATUS),
    script_sign(
        Subject.REFUSAL, "HTTP error",
        "express fastify koa hono next @remix-run/node @remix-run/server-runtime @remix-run/cloudflare "
        "react-router @sveltejs/kit restify polka h3 @vercel/node @netlify/functions @hapi/hapi "
        "@azure/functions " "firebase-functions @google-cloud/functions-framework elysia hyper-express",
        r".*\b(?:status|sendStatus|code|writeHead|throw|error|json|text|body|NextResponse|Response|data)",
        option=REFUSING_STATUS,
    ),
    script_sign(
        Subject.REFUSAL, "NestJS exception", "@nestjs/common @nestjs/microservices @nestjs/websockets",
        r"\w+Exception", imports=False,
    ),
    script_sign(
        Subject.REFUSAL, "handler of failures", "fastify hono @hono/zod-openapi elysia",
        r".*\.(?:setErrorHandler|onError)", hands=True, imports=False,
    ),
    script_sign(
        Subject.REFUSAL, "NestJS exception filter", "@nestjs/common", decorators=r"Catch", imports=False,
    ),
    script_sign(Subject.REFUSAL, "HTTP error", "http-errors", r"default|\w+"),
    script_sign(Subject.REFUSAL, "HTTP error", "@hapi/boom boom", r"\w+"),
    script_sign(Subject.REFUSAL, "HTTP error", "hono/http-exception", r"HTTPException"),
    script_sign(
        Subject.REFUSAL, "HTTP error", "@fastify/sensible fastify",
        r".*\.httpErrors\.\w+|.*\.(?:badRequest|unauthorized|forbidden|tooManyRequests|unprocessableEntity)",
        imports=False,
    ),
    script_sign(Subject.REFUSAL, "HTTP error", "h3 @sveltejs/kit", r"createError|error|fail", imports=False),
    builtin_sign(Subject.REFUSAL, "HTTP error", r"createError", option=r"statusCode=[45]\d\d"),
    script_sign(Subject.REFUSAL, "tRPC error", "@trpc/server", r"TRPCError", imports=False),
    script_sign(
        Subject.REFUSAL, "GraphQL error", "graphql apollo-server apollo-server-errors apollo-server-express",
        r"GraphQLError|\w+Error", imports=False,
    ),
    script_sign(
        Subject.REFUSAL, "HTTPS error", "firebase-functions", r"(?:v2\.)?(?:https\.)?HttpsError",
        imports=False,
    ),
    script_sign(Subject.REFUSAL, "MCP error", "@modelcontextprotocol/sdk", r"McpError", imports=False),
    script_sign(
        Subject.REFUSAL, "routing-controllers error", "routing-controllers", r"\w+Error", imports=False,
    ),
)  # fmt: skip
