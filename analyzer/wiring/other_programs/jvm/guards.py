"""Packages of Java, Kotlin and Scala that keep a service within bounds: checks, refusals, limits, access.

Sources: https://jakarta.ee/specifications/bean-validation/3.1/, https://resilience4j.readme.io/docs/,
https://docs.spring.io/spring-framework/reference/web/webmvc/mvc-ann-rest-exceptions.html,
https://ktor.io/docs/server-status-pages.html, https://docs.langchain4j.dev/tutorials/guardrails,
https://docs.spring.io/spring-ai/reference/api/advisors.html, https://docs.spring.io/spring-security/reference/.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.jvm.models import AFTER
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

BOUNDING_CONSTRAINTS = (
    r"Size|Min|Max|DecimalMin|DecimalMax|Pattern|Email|Positive|PositiveOrZero"
    r"|Negative"
    r"|NegativeOrZero|Digits|Past|PastOrPresent|Future|FutureOrPresent|AssertTrue|AssertFalse|Length"
    r"|Range|URL|UUID"
)
ASKING_CONSTRAINTS = r"NotNull|NotBlank|NotEmpty"
CONSTRAINTS = rf"{ASKING_CONSTRAINTS}|{BOUNDING_CONSTRAINTS}"

BAD_STATUS = (
    r"=[45]\d\d|.*[.#](?:SC_)?(?:BAD_REQUEST|UNAUTHORIZED|FORBIDDEN|NOT_FOUND|METHOD_NOT_ALLOWED"
    r"|NOT_ACCEPTABLE"
    r"|CONFLICT|PAYLOAD_TOO_LARGE|UNPROCESSABLE_(?:ENTITY|CONTENT)|TOO_MANY_REQUESTS|INTERNAL_SERVER_ERROR"
    r"|BAD_GATEWAY|SERVICE_UNAVAILABLE|GATEWAY_TIMEOUT|BadRequest|Unauthorized|Forbidden|NotFound|Conflict"
    r"|UnprocessableEntity|TooManyRequests|InternalServerError|BadGateway|ServiceUnavailable"
    r"|GatewayTimeout)"
)

JVM_GUARD_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.INPUT_CHECK,
        "Bean Validation",
        "javax.validation jakarta.validation org.springframework.validation org.hibernate.validator"
        " io.micronaut.validation",
        rf"Validator{AFTER}\.validate\w*|ValidatorFactory{AFTER}\.\w+|BindingResult\(\)\.hasErrors",
        decorators=r"Valid|Validated|ValidateOnExecution",
    ),
    # Above the fields of a class they ask nothing until somebody has it validated.
    sign(
        Subject.INPUT_CHECK,
        "Bean Validation",
        "javax.validation jakarta.validation org.hibernate.validator",
        decorators=rf"(?:\w+\.)?(?:{CONSTRAINTS})",
        methods=True,
    ),
    sign(
        Subject.INPUT_CHECK,
        "validation library",
        "io.konform.validation io.ktor.server.plugins.requestvalidation am.ik.yavi com.networknt.schema"
        " dev.nesk.akkurate org.valiktor com.wix.accord cats.data eu.timepit.refined"
        " br.com.fluentvalidator",
        rf"Validation(?:\(\))?|RequestValidation|validate\w*|JsonSchema{AFTER}\.validate\w*"
        rf"|\w*Validator{AFTER}\.validate\w*"
        r"|Validated\.\w+|refineV\w*",
        handed=r"RequestValidation",
    ),
    # What a parser of requests was given is checked where its answer is taken apart.
    sign(
        Subject.INPUT_CHECK,
        "Play JSON and forms",
        "play.api.libs.json play.api.data",
        elsewhere=r"\?(?:\.\w+)*\.(?:body|json|js\w{0,12})\.validate(?:\(\))?(?:\.\w+)?"
        r"|\?(?:\.\w+)*\.bindFromRequest(?:\(\))?(?:\.\w+)?",
        imported=False,
    ),
    # The directive that refuses a request for which a condition does not hold.
    sign(
        Subject.INPUT_CHECK,
        "Akka or Pekko HTTP",
        "akka.http.scaladsl.server org.apache.pekko.http.scaladsl.server akka.http.javadsl.server"
        " org.apache.pekko.http.javadsl.server",
        r"(?:Directives\.)?validate",
        imported=False,
    ),
    sign(
        Subject.INPUT_CHECK,
        "http4s",
        "org.http4s",
        elsewhere=r"\?\.attempt(?:As|Decode)(?:\(\))?(?:\.\w+)*",
        imported=False,
    ),
    sign(Subject.INPUT_CHECK, "Tapir", "sttp.tapir", r"Validator\.\w+", imported=False, everywhere=True),
    sign(
        Subject.REFUSAL,
        "Spring",
        "org.springframework.http org.springframework.web",
        r"ResponseEntity\.(?:badRequest|notFound|unprocessableEntity|internalServerError)"
        r"|ResponseStatusException"
        r"|ProblemDetail\.for\w+|ErrorResponse\w*(?:\.\w+)*|ServerResponse\.(?:badRequest|notFound"
        r"|unprocessableEntity)",
        decorators=r"ExceptionHandler|(?:Rest)?ControllerAdvice",
        bases=r"ResponseEntityExceptionHandler|ErrorWebExceptionHandler",
        imported=False,
    ),
    sign(
        Subject.REFUSAL,
        "Jakarta REST",
        "javax.ws.rs jakarta.ws.rs",
        r"Response\.serverError|(?:BadRequest|NotFound|WebApplication|NotAuthorized|Forbidden"
        r"|ServerError"
        r"|ClientError|InternalServerError|ServiceUnavailable)Exception",
        bases=r"ExceptionMapper",
        imported=False,
    ),
    sign(
        Subject.REFUSAL,
        "answer with a status",
        "org.springframework.http org.springframework.web javax.ws.rs jakarta.ws.rs javax.servlet"
        " jakarta.servlet"
        " io.micronaut.http io.ktor.server.response io.ktor.http io.javalin spark$ io.vertx.ext.web"
        " org.http4k.core",
        rf"(?:ResponseEntity|Response|ServerResponse|HttpResponse)\.status"
        rf"|Response|HttpServletResponse\(\)\.setStatus"
        rf"|Context\(\)\.status|\w*Response\(\)\.status|RoutingContext{AFTER}\.(?:setStatusCode|fail)"
        r"|\w*Call\(\)\.respond\w*",
        given=BAD_STATUS,
    ),
    # Source: https://docs.aws.amazon.com/lambda/latest/dg/java-handler.html
    sign(
        Subject.REFUSAL,
        "AWS Lambda",
        "com.amazonaws.services.lambda.runtime",
        r"\w*Response(?:Event)?\(\)(?:\.with\w+\(\))*\.(?:with|set)StatusCode",
        given=r"=(?:4\d\d|50\d)",
    ),
    sign(
        Subject.REFUSAL,
        "Quarkus",
        "org.jboss.resteasy.reactive.server",
        decorators=r"ServerExceptionMapper",
        imported=False,
    ),
    sign(
        Subject.REFUSAL,
        "Micronaut",
        "io.micronaut.http",
        r"HttpResponse\.(?:badRequest|notFound|unprocessableEntity|serverError|status|unauthorized)"
        r"|HttpStatusException",
        decorators=r"Error",
        bases=r"ExceptionHandler",
        imported=False,
    ),
    sign(
        Subject.REFUSAL,
        "Ktor",
        "io.ktor.server.plugins.statuspages io.ktor.features",
        r"StatusPages|exception|status|.*\.(?:exception|status)",
        handed=r"StatusPages",
    ),
    sign(
        Subject.REFUSAL,
        "Java server",
        "io.javalin org.http4k akka.http.scaladsl org.apache.pekko.http.scaladsl org.http4s play.api.mvc"
        " spark.Spark"
        " io.grpc io.vertx.ext.web",
        r"(?:BadRequest|NotFound|Unauthorized|Forbidden|InternalServerError"
        r"|HttpResponseException\w*)(?:Response)?"
        r"|Javalin.*\.(?:exception|error)|(?:Results\.)?(?:BadRequest|UnprocessableEntity"
        r"|InternalServerError|NotFound)"
        r"|ExceptionHandler(?:\.newBuilder)?|handleExceptions|RejectionHandler\.\w+|reject|exception"
        r"|Status\.(?:INVALID_ARGUMENT|INTERNAL|NOT_FOUND|UNAVAILABLE|RESOURCE_EXHAUSTED)\..*"
        r"|.*\.(?:failureHandler|errorHandler)|ServerFilters\.Catch\w+",
        imported=False,
    ),
    sign(
        Subject.REFUSAL,
        "servlet",
        "javax.servlet jakarta.servlet",
        r"HttpServletResponse\(\)\.sendError",
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "Resilience4j",
        "io.github.resilience4j",
        r"(?:RateLimiter|TimeLimiter|CircuitBreaker|Bulkhead|ThreadPoolBulkhead)(?:Registry|Config)?"
        rf"{AFTER}\.(?:of\w*|custom|rateLimiter|timeLimiter|circuitBreaker|bulkhead|decorate\w*"
        rf"|execute\w*|acquirePermission)",
        decorators=r"RateLimiter|TimeLimiter|CircuitBreaker|Bulkhead",
    ),
    sign(
        Subject.LIMIT,
        "MicroProfile Fault Tolerance",
        "org.eclipse.microprofile.faulttolerance io.smallrye.faulttolerance io.micronaut.retry.annotation",
        decorators=r"Timeout|CircuitBreaker|Bulkhead|RateLimit",
    ),
    sign(
        Subject.LIMIT,
        "Spring Cloud Circuit Breaker",
        "org.springframework.cloud.client.circuitbreaker com.netflix.hystrix"
        " org.springframework.cloud.netflix.hystrix",
        rf"\w*CircuitBreakerFactory{AFTER}\.create|\w*HystrixCommand\w*",
        decorators=r"HystrixCommand|CircuitBreaker",
    ),
    sign(
        Subject.LIMIT,
        "rate limiter",
        "io.github.bucket4j com.google.common.util.concurrent io.ktor.server.plugins.ratelimit com.bucket4j"
        " com.giffing.bucket4j io.lettuce.ratelimit org.springframework.cloud.gateway.filter.ratelimit",
        rf"Bucket(?:4j)?{AFTER}\.(?:builder|tryConsume\w*|addLimit|asBlocking)|Bandwidth\.\w+"
        rf"|RateLimiter{AFTER}"
        r"\.(?:create|acquire|tryAcquire)|RateLimit|rateLimit|RedisRateLimiter|SimpleTimeLimiter\.\w+",
        decorators=r"RateLimiting",
        handed=r"RateLimit",
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "size of a request",
        "io.vertx.ext.web io.ktor.server.plugins.bodylimit org.http4k.filter org.http4s.server.middleware",
        rf"BodyHandler{AFTER}\.setBodyLimit|ServerFilters\.RequestSizeLimit|EntityLimiter{AFTER}(?:\.\w+)?",
        handed=r"RequestBodyLimit",
        imported=False,
    ),
    sign(
        Subject.LIMIT,
        "timeout",
        "java.net.http okhttp3 org.springframework.web.client org.springframework.http.client"
        " io.ktor.client.plugins"
        " io.ktor.client.features java.util.concurrent io.netty.handler.timeout kotlinx.coroutines"
        " scala.concurrent"
        " reactor.core.publisher org.springframework.web.reactive.function.client io.netty.channel io.grpc",
        rf"Http(?:Client|Request){AFTER}\.(?:connectTimeout|timeout)|OkHttpClient{AFTER}\.(?:connect"
        rf"|read|write|call)Timeout"
        rf"|\w*RequestFactory\w*{AFTER}\.set(?:Connect|Read)Timeout"
        rf"|RestTemplateBuilder{AFTER}\.(?:setConnect|setRead|connect|read)Timeout"
        rf"|HttpTimeout|\w*Future{AFTER}\.orTimeout|withTimeout(?:OrNull)?|(?:Read|Write)TimeoutHandler"
        rf"|(?:Mono|Flux){AFTER}\.timeout"
        rf"|\w+Stub{AFTER}\.withDeadline\w*|\w+Grpc\.\w+{AFTER}\.withDeadline\w*",
        imported=False,
    ),
    sign(
        Subject.RETRY,
        "Spring Retry",
        "org.springframework.retry org.springframework.resilience org.springframework.core.retry",
        rf"RetryTemplate{AFTER}\.(?:execute|builder|invoke)",
        decorators=r"Retryable|Recover|EnableRetry|CircuitBreaker",
    ),
    sign(
        Subject.RETRY,
        "Resilience4j",
        "io.github.resilience4j.retry io.github.resilience4j.kotlin.retry",
        rf"Retry(?:Registry|Config)?{AFTER}\.(?:of\w*|custom|retry|decorate\w*|execute\w*)",
        decorators=r"Retry",
    ),
    sign(
        Subject.RETRY,
        "retry library",
        "dev.failsafe net.jodah.failsafe com.github.rholder.retry com.evanlennick.retry4j"
        " io.smallrye.mutiny"
        " org.eclipse.microprofile.faulttolerance io.micronaut.retry.annotation arrow.resilience arrow.fx"
        " com.michaelbull.retry retry cats.effect.std io.ktor.client.plugins reactor.util.retry",
        rf"Failsafe\.\w+|RetryPolicy{AFTER}|RetryerBuilder\.\w+|HttpRequestRetry|Schedule\.\w+|retry\w*"
        rf"|Retry\.(?:backoff|fixedDelay|max\w*)|CallExecutorBuilder{AFTER}"
        rf"|Uni{AFTER}\.onFailure\(\)\.retry",
        decorators=r"Retry|Retryable|Fallback",
        imported=False,
    ),
    sign(
        Subject.GUARDRAIL,
        "LangChain4j guardrails",
        "dev.langchain4j.guardrail io.quarkiverse.langchain4j.guardrails dev.langchain4j.service.guardrail",
        rf"AiServices{AFTER}\.(?:input|output)Guardrail\w*",
        decorators=r"InputGuardrails|OutputGuardrails|ToolInputGuardrails|ToolOutputGuardrails",
        bases=r"InputGuardrail|OutputGuardrail|JsonExtractorOutputGuardrail",
    ),
    sign(
        Subject.GUARDRAIL,
        "moderation",
        "dev.langchain4j org.springframework.ai",
        rf"\w*ModerationModel{AFTER}\.(?:moderate|call)|\w*SafeGuardAdvisor{AFTER}"
        rf"|AiServices{AFTER}\.moderationModel",
        decorators=r"Moderate",
        imported=False,
    ),
    sign(
        Subject.GUARDRAIL,
        "moderation",
        "com.openai com.theokanning.openai com.aallam.openai com.azure.ai.contentsafety",
        rf"\w+{AFTER}\.moderations\(\)\.create|\w+{AFTER}\.(?:createModeration|moderations)"
        rf"|(?:ContentSafety|Blocklist)\w*Client{AFTER}\.(?:analyze\w+)",
        imported=False,
    ),
    sign(
        Subject.GUARDRAIL,
        "Amazon Bedrock guardrails",
        "software.amazon.awssdk.services.bedrockruntime aws.sdk.kotlin.services.bedrockruntime",
        rf"Bedrock\w*{AFTER}\.applyGuardrail|GuardrailConfiguration\.builder"
        rf"|GuardrailStreamConfiguration\.builder"
        rf"|\w*Request{AFTER}\.guardrailConfig\w*|\w*Request{AFTER}\.guardrailIdentifier",
        imported=False,
    ),
    sign(
        Subject.AUTHENTICATION,
        "Spring Security",
        "org.springframework.security",
        rf".*\.(?:authenticated|fullyAuthenticated|hasRole|hasAnyRole|hasAuthority|hasAnyAuthority)"
        rf"|(?:Server)?HttpSecurity{AFTER}\.(?:oauth2ResourceServer|oauth2Login|addFilter(?:Before|At"
        rf"|After)?)",
        generated=True,
        everywhere=True,
    ),
    sign(
        Subject.AUTHENTICATION,
        "Spring Security",
        "org.springframework.security",
        decorators=r"PreAuthorize|PostAuthorize|Secured",
    ),
    sign(
        Subject.AUTHENTICATION,
        "Jakarta security",
        "javax.annotation.security jakarta.annotation.security io.quarkus.security io.micronaut.security",
        decorators=r"RolesAllowed|Authenticated|PermissionsAllowed|DenyAll|Secured",
    ),
    sign(
        Subject.AUTHENTICATION,
        "token check",
        "io.ktor.server.auth io.ktor.auth com.auth0.jwt io.jsonwebtoken pdi.jwt io.vertx.ext.auth"
        " com.nimbusds.jwt"
        " com.nimbusds.jose com.google.firebase.auth org.http4s.server.middleware.authentication",
        rf"authenticate|Authentication|JWT\.(?:require|decode)|JWTVerifier{AFTER}\.verify"
        rf"|Jwts\.parser\w*|JwtSprayJson\.\w+"
        rf"|Jwt\.decode\w*|JWTAuth\w*(?:\.\w+)*|\w*JWTProcessor{AFTER}\.process"
        rf"|FirebaseAuth{AFTER}\.verifyIdToken\w*|SignedJWT\.parse",
        handed=r"Authentication",
    ),
    sign(
        Subject.CACHE,
        "Spring cache",
        "org.springframework.cache io.micronaut.cache.annotation io.quarkus.cache javax.cache",
        rf"CacheManager{AFTER}\.getCache|Cache\(\)\.(?:get|put)",
        decorators=r"Cacheable|CachePut|CacheEvict|EnableCaching|CacheResult|CacheInvalidate",
    ),
    sign(
        Subject.CACHE,
        "cache",
        "com.github.benmanes.caffeine com.google.common.cache org.ehcache org.redisson redis.clients.jedis"
        " io.lettuce.core org.springframework.data.redis com.github.blemale.scaffeine scalacache"
        " io.github.reactivecircus.cache4k"
        " com.hazelcast",
        rf"Caffeine{AFTER}\.build\w*|CacheBuilder{AFTER}\.build|Scaffeine{AFTER}|Cache\(\)\.get\w*"
        # With `setIfAbsent` one of several programs takes a piece of work: nothing is given back.
        rf"|(?:\w*RedisTemplate|ValueOperations|HashOperations){AFTER}"
        rf"\.(?:get|set|multiGet|getAndSet|getAndExpire|put|entries)|Jedis\w*{AFTER}\.(?:get|setex|set|hget|hset)"
        rf"|RedissonClient{AFTER}\.get(?:Bucket|MapCache|Map)"
        rf"|Redis\w*Commands{AFTER}\.(?:get|set|setex)|HazelcastInstance{AFTER}\.getMap",
    ),
)
