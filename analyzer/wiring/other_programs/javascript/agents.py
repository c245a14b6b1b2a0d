"""Frameworks of JavaScript and TypeScript that serve what was declared to them: agents, flows, endpoints.

Sources: https://mastra.ai/docs/server-db/mastra-server, https://voltagent.dev/docs, https://genkit.dev/docs/js/deploy-node,
https://encore.dev/docs/ts/primitives/defining-apis, https://agentkit.inngest.com, https://docs.adonisjs.com/guides/basics/routing,
https://developers.cloudflare.com/agents, https://developers.cloudflare.com/workers/runtime-apis/rpc.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.javascript.signs import script_sign
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

AGENT = "agent"
ADONIS_ROUTER = "@adonisjs/core/services/router @ioc:Adonis/Core/Route"
# An application that is told its agents answers for each of them.
OF_AGENTS = r"(?:agents|workflows)(?:\..*)?(?:\[\])?=.*"

SCRIPT_AGENT_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.ROUTE, "AdonisJS", ADONIS_ROUTER,
        r"(?:\w+\(\)\.)*(?:get|post|put|patch|delete|any|route|resource)", least=2,
    ),
    script_sign(
        Subject.REFUSAL, "AdonisJS error", "@adonisjs/core", r"Exception|errors\.E_\w+", imports=False,
    ),
    script_sign(
        Subject.REFUSAL, "HTTP error", "@adonisjs/core/http",
        r"HttpContext\(\)\.response\.(?:badRequest|unauthorized|forbidden|notFound|unprocessableEntity"
        r"|tooManyRequests|internalServerError|badGateway|serviceUnavailable|gatewayTimeout|abort\w*)",
        imports=False,
    ),
    script_sign(
        Subject.REFUSAL, "HTTP error", "@adonisjs/core/http", r"HttpContext\(\)\.response\.status",
        option=r"=[45]\d\d",
    ),
    script_sign(
        Subject.INPUT_CHECK, "VineJS", "@adonisjs/core/http", r"HttpContext\(\)\.request\.validate(?:Using)?",
        imports=False,
    ),
    script_sign(Subject.INPUT_CHECK, "VineJS", "@vinejs/vine", r"(?:\w+\(\)|compile\(\))\.validate|validate"),
    script_sign(Subject.ROUTE, "Encore", "encore.dev/api", r"api(?:\.\w+)?", hands=True),
    script_sign(Subject.REFUSAL, "Encore error", "encore.dev/api", r"APIError(?:\.\w+)?", imports=False),
    script_sign(Subject.ROUTE, "Astro action", "astro:actions", r"defineAction", hands=True),
    script_sign(Subject.INPUT_CHECK, "Astro action", "astro:actions", r"defineAction", option=r"input=.*"),
    script_sign(Subject.REFUSAL, "Astro action", "astro:actions", r"ActionError", imports=False),
    script_sign(
        Subject.ROUTE, "Genkit server", "@genkit-ai/express @genkit-ai/next @genkit-ai/api-endpoint",
        r"startFlowServer|expressHandler|appRoute",
    ),
    script_sign(Subject.ROUTE, "Mastra server", "@mastra/core", r"Mastra", option=OF_AGENTS),
    script_sign(Subject.ROUTE, "VoltAgent server", "@voltagent/core", r"VoltAgent", option=OF_AGENTS),
    script_sign(
        Subject.ROUTE, "AgentKit server", "@inngest/agent-kit @inngest/agent-kit/server", r"createServer",
        imports=False,
    ),
    script_sign(
        Subject.HANDLER, "Cloudflare agent", "agents agents/* @cloudflare/ai-chat",
        bases=r"(?:AIChat|Mcp|Voice)?Agent", imports=False,
    ),
    script_sign(
        Subject.HANDLER, "Cloudflare Worker", "cloudflare:workers", bases=r"WorkerEntrypoint|DurableObject",
        imports=False,
    ),
    # An agent is made with the model that answers for it.
    script_sign(
        Subject.MODEL_LOAD, AGENT, "@mastra/core @voltagent/core @inngest/agent-kit", r"Agent|createAgent",
        option=r"(?:model|llm)=.*",
    ),
    script_sign(
        Subject.MODEL_CALL, "VoltAgent", "@voltagent/core", r"Agent\(\)\.(?:generate|stream)\w*",
    ),
    script_sign(
        Subject.MODEL_CALL, "AgentKit", "@inngest/agent-kit", r"create(?:Agent|Network)\(\)\.run",
    ),
    # Clients that report what they are asked are asked like the client inside of them.
    script_sign(
        Subject.MODEL_CALL, "Anthropic, wrapped",
        "braintrust langsmith @posthog/ai mlflow-anthropic @mlflow/anthropic opik-anthropic",
        r"\w+\(\)\.(?:beta\.)?messages\.(?:create|stream)", imports=False,
    ),
)  # fmt: skip
