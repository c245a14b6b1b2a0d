"""Go: packages with which services answer, refuse, check and limit.

Sources: pages of the packages at https://pkg.go.dev, and how public repositories call them.
"""

from __future__ import annotations

from functools import partial

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

# The names of an object and its members up to the method that is asked for.
GO_ON = r"(?:[\w*]+(?:\(\))?\.)+"
GO_MAYBE_ON = r"(?:[\w*]+(?:\(\))?\.)*"
GO_UPPER_VERBS = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY|ALL)"
GO_TITLE_VERBS = r"(?:Get|Post|Put|Patch|Delete|Head|Options)"
GO_MADE = r"(?:\.\w+\(\))*"
GO_FIBER = "github.com/gofiber/fiber"
GO_ECHO = "github.com/labstack/echo"
GO_GIN = "github.com/gin-gonic/gin"
GO_MUX = "github.com/gorilla/mux"
GO_CHI = "github.com/go-chi/chi"
GO_GRPC = "google.golang.org/grpc"
GO_BAD_STATUS = (
    r"(?:net/http|.*/consts|.*/fiber|.*/fasthttp)#Status(?:BadRequest|Unauthorized|Forbidden"
    r"|NotFound|Conflict"
    r"|UnprocessableEntity|TooManyRequests|InternalServerError|BadGateway|ServiceUnavailable|GatewayTimeout"
    r"|MethodNotAllowed|RequestEntityTooLarge|NotAcceptable|UnsupportedMediaType|PaymentRequired)"
)

_route = partial(sign, Subject.ROUTE)
_handler = partial(sign, Subject.HANDLER)
_refusal = partial(sign, Subject.REFUSAL, imported=False)
_checks = partial(sign, Subject.INPUT_CHECK)
_limit = partial(sign, Subject.LIMIT)

GO_ROUTE_SIGNS: tuple[Sign, ...] = (
    _route(
        "net/http",
        "net/http$",
        r"Handle(?:Func)?|(?:NewServeMux|ServeMux|DefaultServeMux)(?:\(\))?\.Handle(?:Func)?",
        imported=False,
    ),
    _route(
        "Gin",
        f"{GO_GIN}$",
        rf"(?:Default|New|Engine|RouterGroup|IRoutes|IRouter)\(\){GO_MADE}\.(?:{GO_UPPER_VERBS}|Any"
        rf"|Handle|Match)",
    ),
    _route(
        "Echo", f"{GO_ECHO}$", rf"(?:New|Echo|Group|Router)\(\){GO_MADE}\.(?:{GO_UPPER_VERBS}|Any|Add|Match)"
    ),
    _route(
        "chi",
        f"{GO_CHI}$",
        rf"(?:NewRouter|NewMux|Router|Mux)\(\){GO_MADE}\.(?:{GO_TITLE_VERBS}|Handle|HandleFunc"
        rf"|Method|MethodFunc)",
    ),
    _route("Fiber", f"{GO_FIBER}$", rf"(?:New|App|Group|Router)\(\){GO_MADE}\.(?:{GO_TITLE_VERBS}|All|Add)"),
    _route(
        "gorilla/mux",
        f"{GO_MUX}$",
        rf"(?:NewRouter|Router|Route)\(\){GO_MADE}\.(?:Handle|HandleFunc|HandlerFunc|Handler)",
    ),
    _route(
        "httprouter",
        "github.com/julienschmidt/httprouter github.com/fasthttp/router github.com/buaazp/fasthttprouter",
        rf"(?:New|Router)\(\){GO_MADE}\.(?:{GO_UPPER_VERBS}|Handle|HandlerFunc|Handler)",
    ),
    _route("fasthttp", "github.com/valyala/fasthttp$", r"ListenAndServe(?:TLS)?|Server"),
    _route("Huma", "github.com/danielgtaylor/huma", rf"Register|{GO_TITLE_VERBS}"),
    _route("go-zero", "github.com/zeromicro/go-zero/rest$", rf"Route|{GO_ON}AddRoutes?"),
    _route(
        "Hertz",
        "github.com/cloudwego/hertz/pkg/app/server github.com/cloudwego/hertz/pkg/route",
        rf"(?:Default|New|Hertz|RouterGroup|Engine|IRoutes"
        rf"|IRouter)\(\){GO_MADE}\.(?:{GO_UPPER_VERBS}|Any|Handle)",
    ),
    _route(
        "GoFrame",
        "github.com/gogf/gf/net/ghttp github.com/gogf/gf/frame/g",
        rf"(?:Server|RouterGroup|GetServer)\(\){GO_MADE}\.(?:{GO_UPPER_VERBS}|Bind\w*)",
    ),
    _route(
        "Iris",
        "github.com/kataras/iris",
        rf"(?:New|Default|Application|Party|APIBuilder)\(\){GO_MADE}\.(?:{GO_TITLE_VERBS}|Any|Handle)",
    ),
    _route(
        "Beego",
        "github.com/beego/beego/server/web github.com/astaxie/beego",
        r"Router|NSRouter|NSInclude|AutoRouter|Include",
    ),
    _route("Buffalo", "github.com/gobuffalo/buffalo", rf"{GO_ON}{GO_UPPER_VERBS}"),
    _route(
        "go-restful",
        "github.com/emicklei/go-restful",
        rf"{GO_ON}To|(?:New)?Container\(\)\.Handle(?:WithFilter)?",
    ),
    _route(
        "Kratos",
        "github.com/go-kratos/kratos/transport",
        r"Register\w+HTTPServer",
        generated=True,
    ),
    _route(
        "Kratos",
        "github.com/go-kratos/kratos/transport/http",
        rf"{GO_ON}(?:{GO_UPPER_VERBS}|Handle(?:Func)?)",
    ),
    _route(
        "gRPC",
        f"{GO_GRPC} github.com/go-kratos/kratos/transport/grpc github.com/zeromicro/go-zero/zrpc",
        r"Register(?!Health|Channelz)\w+(?<!HTTP)Server",
        generated=True,
    ),
    _route(
        "grpc-gateway",
        "github.com/grpc-ecosystem/grpc-gateway",
        r"Register\w+Handler(?:FromEndpoint|Server|Client)?",
        generated=True,
    ),
    _route(
        "Connect",
        "connectrpc.com/connect github.com/bufbuild/connect-go golang.org/x/net/http2/h2c",
        r"New\w+ServiceHandler",
        generated=True,
    ),
    _route("Twirp", "github.com/twitchtv/twirp", r"New\w+Server", generated=True),
    _route("gqlgen", "github.com/99designs/gqlgen/graphql/handler", r"New(?:DefaultServer)?"),
    _route("net/rpc", "net/rpc$", r"Register(?:Name)?|NewServer\(\)\.Register(?:Name)?", imported=False),
    _route("Genkit", "github.com/firebase/genkit/go/genkit", r"Handler|HandlerFunc", imported=False),
    # What a platform, a chat or another program calls.
    _handler(
        "AWS Lambda",
        "github.com/aws/aws-lambda-go/lambda",
        r"Start(?:WithOptions|WithContext|Handler\w*|HandlerFunc)?",
    ),
    _handler(
        "Cloud Functions",
        "github.com/GoogleCloudPlatform/functions-framework-go/functions",
        r"HTTP|CloudEvent",
    ),
    _handler(
        "MCP server", "github.com/mark3labs/mcp-go/server", rf"{GO_ON}(?:Add|Set)(?:Tool|Prompt|Resource)\w*"
    ),
    _handler(
        "MCP server",
        "github.com/modelcontextprotocol/go-sdk/mcp",
        rf"AddTool|{GO_ON}Add(?:Tool|Prompt|Resource)\w*",
    ),
    _handler(
        "MCP server",
        "github.com/metoro-io/mcp-golang github.com/ThinkInAIXYZ/go-mcp/server",
        rf"{GO_ON}Register(?:Tool|Prompt|Resource)\w*",
    ),
    _handler(
        "Telegram bot",
        "github.com/go-telegram-bot-api/telegram-bot-api",
        rf"{GO_ON}(?:GetUpdatesChan|ListenForWebhook)",
    ),
    _handler("Telegram bot", "gopkg.in/telebot gopkg.in/tucnak/telebot", rf"{GO_ON}Handle"),
    _handler(
        "Telegram bot",
        "github.com/go-telegram/bot github.com/mymmrac/telego github.com/PaulSonOfLars/gotgbot",
        rf"WithDefaultHandler|{GO_ON}(?:RegisterHandler\w*|Handle\w*|UpdatesVia\w+|AddHandler\w*)",
    ),
    _handler("Discord bot", "github.com/bwmarrin/discordgo", rf"{GO_ON}AddHandler(?:Once)?"),
    _handler(
        "Slack bot",
        "github.com/slack-go/slack",
        rf"{GO_ON}(?:RunContext|Run|HandleEvents?|HandleSlashCommand|HandleInteraction\w*|NewRTM)"
        r"|(?:slackevents\.)?ParseEvent",
    ),
    _handler("LINE bot", "github.com/line/line-bot-sdk-go", rf"{GO_MAYBE_ON}ParseRequest\w*"),
    _handler(
        "Lark bot",
        "github.com/larksuite/oapi-sdk-go",
        rf"{GO_ON}On(?:P2|P1|Customized)\w+|NewCardActionHandler",
    ),
    _handler(
        "WhatsApp bot",
        "go.mau.fi/whatsmeow github.com/Rhymen/go-whatsapp",
        rf"{GO_ON}Add(?:Event)?Handler\w*",
    ),
    _handler(
        "WeChat bot",
        "github.com/silenceper/wechat github.com/eatmoreapple/openwechat",
        rf"{GO_ON}(?:SetMessageHandler|RegisterText|OnText|DispatchMessage|AsMessageHandler)",
    ),
    _handler("WebSocket server", "github.com/gorilla/websocket", rf"Upgrade|{GO_ON}Upgrade", imported=False),
    _handler(
        "WebSocket server",
        "nhooyr.io/websocket github.com/coder/websocket github.com/olahol/melody "
        "github.com/gofiber/contrib/websocket github.com/gofiber/websocket",
        rf"Accept|New|{GO_ON}HandleMessage",
        imported=False,
    ),
    # What makes the application or listens.
    sign(
        Subject.SERVER, "net/http", "net/http$", r"ListenAndServe(?:TLS)?|Server|NewServeMux", imported=False
    ),
    sign(Subject.SERVER, "Gin", f"{GO_GIN}$", r"Default|New"),
    sign(Subject.SERVER, "Echo", f"{GO_ECHO}$", r"New"),
    sign(Subject.SERVER, "Fiber", f"{GO_FIBER}$", r"New"),
    sign(Subject.SERVER, "chi", f"{GO_CHI}$", r"NewRouter|NewMux"),
    sign(Subject.SERVER, "gRPC", f"{GO_GRPC}$", r"NewServer", imported=False),
)

GO_REFUSAL_SIGNS: tuple[Sign, ...] = (
    _refusal("net/http", "net/http$", r"Error|NotFound"),
    _refusal("net/http", "net/http$", r"ResponseWriter\(\)\.WriteHeader", given=GO_BAD_STATUS),
    _refusal("Gin", f"{GO_GIN}$", r"Context\(\)\.Abort\w+"),
    _refusal(
        "Gin",
        f"{GO_GIN}$",
        r"Context\(\)\.(?:\w*JSON|String|XML|YAML|Status|HTML|Data)",
        given=GO_BAD_STATUS,
    ),
    _refusal("Echo", f"{GO_ECHO}$", r"NewHTTPError"),
    _refusal("Echo", f"{GO_ECHO}$", r"Context\(\)\.(?:JSON|String|NoContent|HTML|XML)", given=GO_BAD_STATUS),
    _refusal("Fiber", f"{GO_FIBER}$", r"NewError"),
    _refusal("Fiber", f"{GO_FIBER}$", r"Ctx\(\)\.(?:Status|SendStatus)", given=GO_BAD_STATUS),
    _refusal("Hertz", "github.com/cloudwego/hertz/pkg/app", r"RequestContext\(\)\.Abort\w+"),
    _refusal("Hertz", "github.com/cloudwego/hertz/pkg/app", r"RequestContext\(\)\.\w+", given=GO_BAD_STATUS),
    _refusal("gRPC status", f"{GO_GRPC}/status", r"Errorf?|Newf?|ErrorProto|FromProto"),
    _refusal("Twirp", "github.com/twitchtv/twirp", r"\w*Error\w*|NewError\w*"),
    _refusal("Connect", "connectrpc.com/connect github.com/bufbuild/connect-go", r"NewError"),
    _refusal("Huma", "github.com/danielgtaylor/huma", r"Error[45]\d\d\w*|NewError|WriteErr"),
    _refusal(
        "Kratos errors",
        "github.com/go-kratos/kratos/errors",
        r"New|Newf|Errorf|(?:BadRequest|Unauthorized|Forbidden|NotFound|Conflict|InternalServer"
        r"|ServiceUnavailable|GatewayTimeout|ClientClosed)",
    ),
    _refusal("chi render", "github.com/go-chi/render", r"Status", given=GO_BAD_STATUS),
    _refusal("GoFrame", "github.com/gogf/gf/errors/gerror", r"NewCodef?|WrapCodef?"),
    _refusal("go-zero", "github.com/zeromicro/go-zero/rest/httpx", r"Error(?:Ctx)?"),
    _refusal("gqlgen", "github.com/99designs/gqlgen/graphql", r"AddErrorf?"),
)

GO_CHECK_SIGNS: tuple[Sign, ...] = (
    _checks(
        "validator",
        "github.com/go-playground/validator",
        rf"{GO_ON}(?:Struct|Var)\w*|New\(\)\.(?:Struct|Var)\w*",
    ),
    _checks(
        "Gin binding",
        f"{GO_GIN}$",
        r"Context\(\)\.(?:Should|Must)?Bind(?:With|JSON|XML|YAML|TOML|Query|Uri|Header|Body\w*)?",
        imported=False,
    ),
    _checks("Echo", f"{GO_ECHO}$", r"Context\(\)\.Validate", imported=False),
    _checks(
        "ozzo-validation", "github.com/go-ozzo/ozzo-validation github.com/invopop/validation", r"Validate\w*"
    ),
    _checks(
        "protovalidate",
        "buf.build/go/protovalidate github.com/bufbuild/protovalidate-go "
        "github.com/grpc-ecosystem/go-grpc-middleware/interceptors/protovalidate",
        rf"{GO_MAYBE_ON}Validate|(?:Unary|Stream)ServerInterceptor",
    ),
    _checks("Huma", "github.com/danielgtaylor/huma", rf"Register|{GO_TITLE_VERBS}"),
    _checks("govalidator", "github.com/asaskevich/govalidator", r"ValidateStruct|ValidateMap|Is\w+"),
    _checks("govalidator", "github.com/thedevsaddam/govalidator", rf"{GO_ON}Validate\w*"),
    _checks(
        "JSON Schema",
        "github.com/xeipuuv/gojsonschema github.com/santhosh-tekuri/jsonschema github.com/qri-io/jsonschema "
        "github.com/google/jsonschema-go",
        rf"{GO_MAYBE_ON}Validate\w*",
    ),
    _checks(
        "OpenAPI",
        "github.com/getkin/kin-openapi/openapi3filter github.com/oapi-codegen/gin-middleware "
        "github.com/oapi-codegen/echo-middleware github.com/oapi-codegen/nethttp-middleware "
        "github.com/pb33f/libopenapi-validator",
        r"ValidateRequest\w*|OapiRequestValidator\w*|(?:\w+\(\)\.)+ValidateHttpRequest\w*",
    ),
    _checks("go-zero", "github.com/zeromicro/go-zero/rest/httpx", r"Parse\w*", imported=False),
    _checks("encoding/json", "encoding/json", rf"{GO_ON}DisallowUnknownFields", imported=False),
    _checks("validate", "github.com/gookit/validate", r"Struct|Map|Request|FromRequest|JSON"),
)

GO_LIMIT_SIGNS: tuple[Sign, ...] = (
    _limit("x/time/rate", "golang.org/x/time/rate", rf"NewLimiter|{GO_ON}(?:Allow|Wait|Reserve)N?"),
    _limit("x/sync/semaphore", "golang.org/x/sync/semaphore", rf"NewWeighted|{GO_ON}(?:Try)?Acquire"),
    _limit(
        "tollbooth",
        "github.com/didip/tollbooth",
        r"NewLimiter|LimitHandler|LimitFuncHandler|LimitByRequest|HTTPMiddleware",
    ),
    _limit("ulule/limiter", "github.com/ulule/limiter", rf"New|NewMiddleware|{GO_ON}(?:Get|Peek)"),
    _limit("uber ratelimit", "go.uber.org/ratelimit", rf"New|{GO_ON}Take"),
    _limit("juju/ratelimit", "github.com/juju/ratelimit", r"NewBucket\w*"),
    _limit("redis_rate", "github.com/go-redis/redis_rate", rf"NewLimiter|{GO_ON}Allow\w*"),
    _limit("httprate", "github.com/go-chi/httprate", r"Limit\w*|NewRateLimiter"),
    _limit("chi middleware", f"{GO_CHI}/middleware", r"Throttle\w*|Timeout|RequestSize", imported=False),
    _limit("Fiber limiter", f"{GO_FIBER}/middleware/limiter {GO_FIBER}/middleware/timeout", r"New\w*"),
    _limit("Fiber", f"{GO_FIBER}$", r"Config|New", given=r"BodyLimit|ReadTimeout|WriteTimeout|Concurrency"),
    _limit(
        "Echo middleware",
        f"{GO_ECHO}/middleware",
        r"RateLimiter\w*|BodyLimit\w*|(?:Context)?Timeout\w*",
        imported=False,
    ),
    _limit(
        "Gin limits",
        "github.com/gin-contrib/timeout github.com/gin-contrib/size "
        "github.com/JGLTechnologies/gin-rate-limit",
        r"New|RequestSizeLimiter|RateLimiter|Timeout|InMemoryStore|RedisStore",
    ),
    _limit("net/http", "net/http$", r"MaxBytesReader|MaxBytesHandler|TimeoutHandler", imported=False),
    _limit("net/http", "net/http$", r"Server", given=r"(?:Read|ReadHeader|Write|Idle)Timeout|MaxHeaderBytes"),
    _limit("net/http", "net/http$", r"Client", given=r"Timeout"),
    _limit("context", "context", r"With(?:Timeout|Deadline)(?:Cause)?", imported=False),
    _limit("io", "io$", r"LimitReader", imported=False),
    _limit(
        "resty",
        "github.com/go-resty/resty resty.dev",
        rf"{GO_ON}Set(?:Timeout|RateLimit\w*)",
        imported=False,
    ),
    _limit(
        "gRPC",
        f"{GO_GRPC}$",
        r"MaxRecvMsgSize|MaxConcurrentStreams|ConnectionTimeout",
        imported=False,
    ),
    _limit(
        "tokens of an answer",
        "github.com/sashabaranov/go-openai github.com/openai/openai-go "
        "github.com/anthropics/anthropic-sdk-go "
        "github.com/aws/aws-sdk-go-v2/service/bedrockruntime google.golang.org/genai "
        "github.com/volcengine/volcengine-go-sdk",
        rf"{GO_MAYBE_ON}(?:ChatCompletion(?:New)?(?:Request|Params)|CompletionRequest|MessageNewParams"
        r"|ResponseNewParams|InferenceConfiguration|GenerateContentConfig|GenerationConfig)",
        given=r"Max(?:Completion|Output)?Tokens",
    ),
    _limit("tokens of an answer", "github.com/tmc/langchaingo/llms", r"WithMaxTokens", imported=False),
    _limit(
        "tokens of an answer",
        "github.com/google/generative-ai-go/genai",
        rf"{GO_ON}SetMaxOutputTokens",
        imported=False,
    ),
)

GO_SERVICE_SIGNS: tuple[Sign, ...] = (
    *GO_ROUTE_SIGNS,
    *GO_REFUSAL_SIGNS,
    *GO_CHECK_SIGNS,
    *GO_LIMIT_SIGNS,
)
