"""Packages of JavaScript and TypeScript that limit, try again, guard models, ask who calls, and keep answers.

Sources: https://github.com/nfriedly/express-rate-limit, https://upstash.com/docs/redis,
https://platform.openai.com/docs/guides/moderation, https://openai.github.io/openai-guardrails-js.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.javascript.signs import builtin_sign, script_sign
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

TOKENS_OPTION = (
    r"(?:max_(?:completion_|output_|new_)?tokens|max(?:Output|Completion)?Tokens|maxTokens|num_predict)=.*"
)
SCRIPT_MODEL_PACKAGES = (
    "openai @anthropic-ai/sdk @anthropic-ai/bedrock-sdk @anthropic-ai/vertex-sdk groq-sdk together-ai "
    "cohere-ai "
    "@mistralai/mistralai @google/generative-ai @google/genai @google-cloud/vertexai @azure/openai ollama "
    "@huggingface/inference replicate langfuse @langfuse/openai langsmith portkey-ai"
)

SCRIPT_LIMIT_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.LIMIT, "express-rate-limit", "express-rate-limit express-slow-down",
        r"default|rateLimit|slowDown",
    ),
    script_sign(
        Subject.LIMIT, "rate-limiter-flexible", "rate-limiter-flexible",
        r"(?:RateLimiter|BurstyRateLimiter)\w*(?:\(\)\.(?:consume|penalty|block))?",
    ),
    script_sign(
        Subject.LIMIT, "NestJS throttler", "@nestjs/throttler", r"ThrottlerModule\.forRoot\w*",
        decorators="Throttle", handed="ThrottlerGuard", everywhere=True,
    ),
    script_sign(
        Subject.LIMIT, "Fastify rate limit", "@fastify/rate-limit fastify-rate-limit",
        handed=r"default|rateLimit|fastifyRateLimit",
    ),
    script_sign(Subject.LIMIT, "Upstash rate limit", "@upstash/ratelimit", r"Ratelimit(?:\(\)\.limit)?"),
    script_sign(
        Subject.LIMIT, "Hono rate limit",
        "hono-rate-limiter @hono-rate-limiter/cloudflare elysia-rate-limit koa-ratelimit",
        r"rateLimiter|rateLimit|default",
    ),
    script_sign(Subject.LIMIT, "Hono body limit", "hono/body-limit hono/timeout", r"bodyLimit|timeout"),
    script_sign(
        Subject.LIMIT, "Bottleneck", "bottleneck limiter p-throttle",
        r"(?:default|Bottleneck|RateLimiter)(?:\(\)\.(?:schedule|wrap|removeTokens))?",
    ),
    script_sign(Subject.LIMIT, "p-limit", "p-limit p-queue async-sema", r"default|Sema|PQueue"),
    script_sign(
        Subject.LIMIT, "p-timeout", "p-timeout connect-timeout express-timeout-handler", r"default|handler",
    ),
    script_sign(
        Subject.LIMIT, "body limit", "express body-parser", r"(?:json|urlencoded|text|raw)",
        option=r"limit=.*",
    ),
    script_sign(
        Subject.LIMIT, "body limit", "fastify", r"default|fastify|Fastify",
        option=r"(?:bodyLimit|requestTimeout|connectionTimeout)=.*",
    ),
    script_sign(
        Subject.LIMIT, "upload limit", "multer @fastify/multipart formidable busboy @nestjs/platform-express",
        r"default|\w*Interceptor|formidable", option=r"(?:limits|maxFileSize)=.*",
    ),
    script_sign(
        Subject.LIMIT, "request timeout", "axios got ky undici node-fetch",
        r"(?:create|get|post|put|request|extend|default|fetch)", option=r"timeout=.*",
    ),
    builtin_sign(Subject.LIMIT, "request timeout", r"AbortSignal\.timeout"),
    script_sign(
        Subject.LIMIT, "timeout of a model's client", f"{SCRIPT_MODEL_PACKAGES} @langchain/*",
        r"\w+|\w+\(\)(?:\.\w+)*\.\w+", option=r"(?:timeout|timeoutMs|requestTimeout)=.*",
    ),
    script_sign(
        Subject.LIMIT, "length of answers", SCRIPT_MODEL_PACKAGES, r"\w+\(\)(?:\.\w+)*\.\w+|\w+",
        option=TOKENS_OPTION,
    ),
    script_sign(Subject.LIMIT, "length of answers", "@langchain/*", r"\w+", option=TOKENS_OPTION),
    script_sign(
        Subject.LIMIT, "length of answers", "ai", r"(?:generate|stream)(?:Text|Object)", option=TOKENS_OPTION,
    ),
    script_sign(
        Subject.LIMIT, "time of requests", "ai", r"(?:generate|stream)(?:Text|Object)",
        option=r"(?:abortSignal|timeout)=.*",
    ),
    script_sign(
        Subject.LIMIT, "Workers rate limit", "@cloudflare/workers-types", r"RateLimit\(\)\.limit",
        imports=False,
    ),
    script_sign(
        Subject.LIMIT, "request size", "hpp raw-body content-length-validator", r"default",
        option=r"limit=.*",
    ),
    script_sign(
        Subject.LIMIT, "Arcjet", "@arcjet/node @arcjet/next @arcjet/nest @arcjet/bun @arcjet/sveltekit",
        r"tokenBucket|fixedWindow|slidingWindow|default\(\)\.protect",
    ),
)  # fmt: skip

SCRIPT_RETRY_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.RETRY, "p-retry", "p-retry async-retry fetch-retry axios-retry retry-axios",
        r"default|pRetry|attach",
    ),
    script_sign(
        Subject.RETRY, "retry",
        "exponential-backoff ts-retry-promise ts-retry retry @lifeomic/attempt promise-retry",
        r"backOff|retry\w*|default|operation|(?:default\.)?operation\(\)\.attempt|BackOff",
    ),
    script_sign(
        Subject.RETRY, "cockatiel", "cockatiel",
        r"retry|circuitBreaker|wrap|(?:\w+\(\))(?:\.\w+\(\))*\.execute|bulkhead|timeout|fallback",
    ),
    script_sign(
        Subject.RETRY, "circuit breaker", "opossum",
        r"(?:default|CircuitBreaker)(?:\(\)\.(?:fire|fallback))?",
    ),
    script_sign(
        Subject.RETRY, "typescript-retry-decorator", "typescript-retry-decorator",
        decorators="Retryable|BackOff",
    ),
    script_sign(
        Subject.RETRY, "retries of a model's client", SCRIPT_MODEL_PACKAGES, r"\w+|\w+\(\)(?:\.\w+)*\.\w+",
        option=r"(?:maxRetries|retryConfig|retries|max_retries|retryOptions)=.*",
    ),
    script_sign(
        Subject.RETRY, "retries of a model's client", "ai",
        r"(?:generate|stream)(?:Text|Object)|embed(?:Many)?", option=r"maxRetries=.*",
    ),
    script_sign(
        Subject.RETRY, "LangChain", "@langchain/* langchain", r".*\.with(?:Retry|Fallbacks)", imports=False,
    ),
    script_sign(Subject.RETRY, "LangChain", "@langchain/*", r"\w+", option=r"maxRetries=.*"),
    script_sign(
        Subject.RETRY, "retries of requests", "got ky @aws-sdk/* ofetch", r"\w+|\w+\.\w+",
        option=r"(?:retry|maxAttempts|retryMode)=.*",
    ),
    script_sign(
        Subject.RETRY, "retries of an activity", "@temporalio/workflow", r"proxyActivities",
        option=r"retry=.*",
    ),
    script_sign(
        Subject.RETRY, "retries of a job", "bullmq bull", r"Queue\(\)\.add|Queue|default\(\)\.add",
        option=r"(?:attempts|backoff|defaultJobOptions)=.*",
    ),
    script_sign(Subject.RETRY, "fallback models", "ai-fallback @ai-sdk-tools/*", r"createFallback"),
    script_sign(
        Subject.RETRY, "LangChain", "langchain", r"model(?:Retry|Fallback)Middleware|toolRetryMiddleware",
        imports=False,
    ),
)  # fmt: skip

SCRIPT_GUARD_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.GUARDRAIL, "OpenAI moderation", "openai",
        r"\w+\(\)\.(?:moderations\.create|createModeration)", imports=False,
    ),
    script_sign(
        Subject.GUARDRAIL, "Mistral moderation", "@mistralai/mistralai", r"\w+\(\)\.classifiers\.moderate\w*",
        imports=False,
    ),
    script_sign(Subject.GUARDRAIL, "OpenAI Guardrails", "@openai/guardrails", r".+"),
    script_sign(
        Subject.GUARDRAIL, "OpenAI Agents guardrail", "@openai/agents", r"Agent|RealtimeAgent",
        option=r"(?:input|output)Guardrails=.*",
    ),
    script_sign(Subject.GUARDRAIL, "Guardrails AI", "@guardrails-ai/core", r".+"),
    script_sign(Subject.GUARDRAIL, "Rebuff", "rebuff", r"\w+\(\)\.\w+"),
    script_sign(
        Subject.GUARDRAIL, "Bedrock guardrail", "@aws-sdk/client-bedrock-runtime", r"ApplyGuardrailCommand",
        imports=False,
    ),
    script_sign(
        Subject.GUARDRAIL, "Bedrock guardrail",
        "@aws-sdk/client-bedrock-runtime @aws-sdk/client-bedrock-agent-runtime @langchain/aws", r"\w+",
        option=r"(?:guardrailConfig|guardrailIdentifier|guardrailConfiguration)=.*",
    ),
    script_sign(
        Subject.GUARDRAIL, "Azure AI Content Safety",
        "@azure-rest/ai-content-safety @azure/ai-content-safety", r"\w+\(\)\.path\(\)\.post|\w+\(\)\.\w+",
    ),
    script_sign(
        Subject.GUARDRAIL, "Gemini safety settings",
        "@google/generative-ai @google-cloud/vertexai @google/genai", r".*\.\w+|\w+",
        option=r"safetySettings=.*",
    ),
    script_sign(
        Subject.GUARDRAIL, "words filter",
        "bad-words leo-profanity obscenity @2toad/profanity profanity-check",
        r"(?:Filter|RegExpMatcher|Profanity|default)(?:\(\))?\.(?:isProfane|clean|hasMatch|getAllMatches"
        r"|exists|censor|check)|profanity\.\w+|check",
    ),
    script_sign(
        Subject.GUARDRAIL, "personal data filter", "redact-pii @redactpii/node pii-filter", r"\w+\(\)\.\w+",
    ),
    script_sign(
        Subject.GUARDRAIL, "LangChain moderation", "langchain langchain/chains @langchain/classic",
        r"OpenAIModerationChain(?:\(\)\.\w+)?|piiMiddleware|piiRedactionMiddleware"
        "|openAIModerationMiddleware|humanInTheLoopMiddleware", imports=False,
    ),
    script_sign(
        Subject.GUARDRAIL, "Mastra processor", "@mastra/core/processors @mastra/core",
        r"(?:Moderation|PIIDetector|PromptInjection|SystemPromptScrubber|Unicode|Language)\w*", imports=False,
    ),
    script_sign(
        Subject.GUARDRAIL, "Prompt filter",
        "@lakeraai/* @llm-guard/* @promptshield/* prompt-injector llm-guard", r".+",
    ),
    script_sign(
        Subject.GUARDRAIL, "Arcjet", "@arcjet/node @arcjet/next",
        r"(?:sensitiveInfo|shield|detectPromptInjection)", imports=False,
    ),
    builtin_sign(
        Subject.GUARDRAIL, "own guardrail",
        r"(?:.*\.)?(?:(?:detect|check|scan|block|find|has|is|assert|prevent|screen)\w*(?:PromptInjection"
        r"|Jailbreak|Toxicity)\w*"
        r"|(?:run|apply|check|evaluate|enforce|with)\w*Guardrails?|(?:redact|mask|scrub|strip|anonymi[sz]e"
        r"|detect)P(?:ii|II)\w*" r"|moderate(?:Input|Output|Content|Message|Prompt|Text)\w*)",
    ),
)  # fmt: skip

SCRIPT_AUTHENTICATION_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.AUTHENTICATION, "Passport", "passport @fastify/passport",
        r"authenticate|initialize|session|(?:\w+\(\))\.authenticate",
    ),
    script_sign(
        Subject.AUTHENTICATION, "NestJS guard", "@nestjs/passport", r"AuthGuard", handed=r"AuthGuard",
        bases=r"PassportStrategy\(\)|AuthGuard\(\)",
    ),
    script_sign(Subject.AUTHENTICATION, "JSON Web Token", "jsonwebtoken", r"verify"),
    script_sign(Subject.AUTHENTICATION, "JSON Web Token", "jose", r"jwtVerify|createRemoteJWKSet"),
    script_sign(
        Subject.AUTHENTICATION, "JSON Web Token", "express-jwt express-oauth2-jwt-bearer koa-jwt",
        r"default|expressjwt|auth",
    ),
    script_sign(Subject.AUTHENTICATION, "JSON Web Token", "@nestjs/jwt", r"JwtService\(\)\.verify\w*"),
    script_sign(
        Subject.AUTHENTICATION, "JSON Web Token",
        "@fastify/jwt @fastify/basic-auth @fastify/bearer-auth fastify-jwt @fastify/auth",
        handed=r"default|\w+",
    ),
    script_sign(Subject.AUTHENTICATION, "JSON Web Token", "fastify", r".*\.jwtVerify", imports=False),
    script_sign(Subject.AUTHENTICATION, "JSON Web Token", "aws-jwt-verify", r"\w+\.create\(\)\.verify\w*"),
    script_sign(
        Subject.AUTHENTICATION, "Hono authentication",
        "hono/jwt hono/bearer-auth hono/basic-auth @hono/clerk-auth @hono/auth-js @hono/oidc-auth",
        r"jwt|jwk|bearerAuth|basicAuth|clerkMiddleware|getAuth|verifyAuth|verify|oidcAuthMiddleware",
    ),
    script_sign(
        Subject.AUTHENTICATION, "HTTP basic", "express-basic-auth basic-auth http-auth", r"default|basic",
    ),
    script_sign(
        Subject.AUTHENTICATION, "Clerk", "@clerk/*",
        "auth|currentUser|clerkMiddleware|requireAuth|getAuth|withAuth|authMiddleware"
        r"|ClerkExpressRequireAuth|verifyToken|.*\.authenticateRequest",
    ),
    script_sign(
        Subject.AUTHENTICATION, "Auth.js",
        "next-auth next-auth/next next-auth/jwt @auth/core @auth/express @auth/sveltekit",
        r"default|NextAuth|getServerSession|getToken|auth|getSession|default\(\)\.auth|ExpressAuth",
    ),
    script_sign(
        Subject.AUTHENTICATION, "Better Auth", "better-auth",
        r"betterAuth(?:\(\)\.api\.getSession)?|toNodeHandler",
    ),
    script_sign(
        Subject.AUTHENTICATION, "Auth0", "@auth0/nextjs-auth0 express-openid-connect",
        r"getSession|withApiAuthRequired|auth|requiresAuth|Auth0Client\(\)\.\w+",
    ),
    script_sign(
        Subject.AUTHENTICATION, "Supabase", "@supabase/*", r"\w+\(\)\.auth\.(?:getUser|getSession|getClaims)",
        imports=False,
    ),
    script_sign(
        Subject.AUTHENTICATION, "Firebase", "firebase-admin",
        r"(?:auth|getAuth)\(\)\.(?:verifyIdToken|verifySessionCookie)|getAuth\(\)\.verify\w+", imports=False,
    ),
    script_sign(
        Subject.AUTHENTICATION, "Google sign-in", "google-auth-library", r"OAuth2Client\(\)\.verifyIdToken",
        imports=False,
    ),
    script_sign(
        Subject.AUTHENTICATION, "session",
        "express-session cookie-session iron-session @fastify/session lucia",
        r"default|getIronSession|Lucia\(\)\.validateSession|cookieSession", handed=r"default",
    ),
    script_sign(
        Subject.AUTHENTICATION, "password", "bcrypt bcryptjs argon2 @node-rs/bcrypt @node-rs/argon2",
        r"compare|compareSync|verify|hash",
    ),
    script_sign(
        Subject.AUTHENTICATION, "WorkOS", "@workos-inc/*", r"withAuth|authkitMiddleware|.*\.authenticate\w*",
    ),
    script_sign(
        Subject.AUTHENTICATION, "comparison in constant time", "crypto node:crypto", r"timingSafeEqual",
        imports=False,
    ),
)  # fmt: skip

SCRIPT_CACHE_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.CACHE, "node-cache", "node-cache lru-cache memory-cache quick-lru @isaacs/ttlcache cacheable",
        r"(?:\w+\(\)\.)?(?:get|set|put|has|fetch|take|wrap)",
    ),
    script_sign(
        Subject.CACHE, "NestJS cache", "@nestjs/cache-manager", r"CacheModule\.register\w*",
        decorators="CacheKey|CacheTTL", handed="CacheInterceptor",
    ),
    script_sign(
        Subject.CACHE, "NestJS cache", "@nestjs/common", r"CacheModule\.register\w*",
        handed="CacheInterceptor", imports=False,
    ),
    script_sign(
        Subject.CACHE, "cache-manager", "cache-manager",
        r"(?:caching|createCache|multiCaching|Cache)(?:\(\)\.(?:get|set|wrap))?",
    ),
    script_sign(Subject.CACHE, "Keyv", "keyv", r"\w+\(\)\.(?:get|set)"),
    script_sign(
        Subject.CACHE, "Redis", "redis ioredis @upstash/redis @vercel/kv @redis/client",
        r"(?:\w+(?:\.\w+)?\(\)(?:\.\w+\(\))*|kv|default)\.(?:get|set|setex|setEx|mget|getdel|hget|hset"
        "|hgetall|hGet|hSet)",
    ),
    script_sign(Subject.CACHE, "Memcached", "memjs memcached", r"(?:\w+(?:\.\w+)?\(\)\.)(?:get|set)"),
    script_sign(
        Subject.CACHE, "semantic cache", "@upstash/semantic-cache", r"SemanticCache\(\)\.(?:get|set)",
    ),
    script_sign(
        Subject.CACHE, "LangChain cache",
        "@langchain/community/caches/* @langchain/core/caches langchain/cache/* @langchain/redis",
        r"\w+Cache(?:\.\w+)?",
    ),
    script_sign(Subject.CACHE, "Next.js cache", "next/cache", r"unstable_cache|cacheLife|cacheTag"),
    script_sign(Subject.CACHE, "Hono cache", "hono/cache", r"cache"),
    script_sign(
        Subject.CACHE, "answers kept", "apicache memoizee p-memoize mem memoize",
        r"default|pMemoize|middleware",
    ),
)  # fmt: skip
