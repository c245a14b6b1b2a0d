"""Packages of Java, Kotlin and Scala that answer requests: servers, handlers of platforms, queues.

Sources: https://docs.spring.io/spring-framework/reference/web.html, https://jakarta.ee/specifications/restful-ws/,
https://docs.micronaut.io/, https://javalin.io/documentation, https://vertx.io/docs/vertx-web/java/,
https://ktor.io/docs/server-routing.html, https://pekko.apache.org/docs/pekko-http/, https://http4s.org/v1/docs/dsl.html,
https://docs.aws.amazon.com/lambda/latest/dg/java-handler.html.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

LOWER_VERBS = r"(?:get|post|put|patch|delete|head|options)"
# Interfaces for which a library makes a client that sends requests.
CLIENT_MARKS = r"FeignClient|RegisterRestClient|Client|HttpExchange|RestClient|ClientHeaderParam"
UPPER_VERBS = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)"

JVM_SERVER_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.ROUTE,
        "Spring",
        "org.springframework.web.bind.annotation",
        decorators=r"(?:Get|Post|Put|Patch|Delete|Request)Mapping",
        methods=True,
        unless=CLIENT_MARKS,
    ),
    sign(
        Subject.ROUTE,
        "Spring",
        "org.springframework.web.reactive.function.server org.springframework.web.servlet.function",
        rf"(?:RouterFunctions\.)?route(?:\(\)(?:\.\w+\(\))*\.(?:{UPPER_VERBS}|route|andRoute))?"
        rf"|RouterFunction\w*\(\)(?:\.\w+\(\))*\.(?:{UPPER_VERBS}|andRoute)|(?:co)?[rR]outer",
    ),
    sign(
        Subject.ROUTE,
        "Spring",
        "org.springframework.graphql org.springframework.messaging.handler.annotation"
        " org.springframework.boot.actuate.endpoint.annotation",
        decorators=r"(?:Query|Mutation|Subscription|Schema|Batch|Message)Mapping|(?:Read|Write)Operation",
    ),
    sign(
        Subject.ROUTE,
        "Vaadin",
        "com.vaadin.flow.router com.vaadin.hilla dev.hilla",
        decorators=r"Route|BrowserCallable|Endpoint",
    ),
    sign(
        Subject.ROUTE,
        "Jakarta REST",
        "javax.ws.rs jakarta.ws.rs io.quarkus.vertx.web",
        decorators=rf"{UPPER_VERBS}|Route",
        methods=True,
        unless=CLIENT_MARKS,
    ),
    sign(
        Subject.ROUTE,
        "Micronaut",
        "io.micronaut.http.annotation",
        decorators=r"Get|Post|Put|Patch|Delete|Head|Options|CustomHttpMethod",
        methods=True,
        unless=CLIENT_MARKS,
    ),
    sign(
        Subject.ROUTE,
        "servlet",
        "javax.servlet jakarta.servlet",
        decorators=r"WebServlet",
        bases=r"HttpServlet|GenericServlet",
    ),
    sign(
        Subject.ROUTE,
        "Javalin",
        "io.javalin",
        rf"(?:Javalin\w*|JavalinConfig|RoutesConfig)(?:\(\))?(?:\.\w+(?:\(\))?)*\.(?:{LOWER_VERBS}|ws"
        rf"|sse|addHttpHandler)"
        rf"|(?:ApiBuilder\.)?(?:{LOWER_VERBS}|crud|path|sse)",
    ),
    sign(
        Subject.ROUTE,
        "Spark Java",
        "spark.Spark spark$",
        rf"(?:Spark\.|Service\(\)\.)?(?:{LOWER_VERBS}|webSocket)",
    ),
    sign(
        Subject.ROUTE,
        "Vert.x",
        "io.vertx.ext.web io.vertx.mutiny.ext.web io.vertx.rxjava3.ext.web",
        rf"Router(?:\(\)|\.router\(\))(?:\.\w+\(\))*\.(?:{LOWER_VERBS}|route|routeWithRegex"
        rf"|{LOWER_VERBS}WithRegex"
        r"|handler|blockingHandler|coroutineHandler)",
    ),
    sign(
        Subject.ROUTE,
        "other Java server",
        "io.helidon.webserver io.helidon.nima.webserver io.undertow io.muserver io.jooby ratpack com.blade"
        " com.linecorp.armeria com.sun.net.httpserver io.avaje.jex org.eclipse.jetty.server.handler",
        rf"\w+(?:\(\))?(?:\.\w+(?:\(\))?)*\.(?:{LOWER_VERBS}|any|addPrefixPath|addExactPath"
        rf"|annotatedService|service"
        r"|createContext|register|addHandler|setHandler)",
        decorators=r"GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Path",
    ),
    sign(
        Subject.ROUTE,
        "other Java server",
        "com.litongjava.tio org.noear.solon.annotation",
        r"HttpRequestRouter\(\)\.add",
        decorators=r"Mapping|Get|Post|Put|Delete|Patch",
        methods=True,
    ),
    sign(
        Subject.ROUTE,
        "Ktor",
        "io.ktor.server.routing io.ktor.routing io.ktor.server.resources io.ktor.server.websocket"
        " io.ktor.server.sse io.ktor.locations",
        rf"(?:Routing\(\)\.|Route\(\)\.|\w+Kt\.)?(?:{LOWER_VERBS}|webSocket|sse)",
        hands=True,
    ),
    sign(
        Subject.ROUTE,
        "http4k",
        "org.http4k.routing org.http4k.core org.http4k.contract",
        r"(?:\w+Kt\.)?(?:bind|routes)|.*\.bind|.*\.meta",
    ),
    sign(
        Subject.ROUTE,
        "Akka or Pekko HTTP",
        "akka.http.scaladsl.server org.apache.pekko.http.scaladsl.server akka.http.javadsl.server"
        " org.apache.pekko.http.javadsl.server spray.routing cc.spray.routing",
        r"(?:Directives\.)?(?:path|pathPrefix|pathEnd|pathSingleSlash|pathEndOrSingleSlash"
        r"|handleWebSocketMessages)",
    ),
    sign(
        Subject.ROUTE,
        "http4s",
        "org.http4s",
        r"(?:HttpRoutes|AuthedRoutes|HttpApp|ContextRoutes)\.(?:of|pure|strict)",
    ),
    sign(
        Subject.ROUTE,
        "ZIO HTTP",
        "zio.http zhttp.http",
        r"(?:Http\.(?:collect\w*|fromZIO\w*|route\w*)|Routes(?:\.\w+)?|Method\.\w+(?:\.\w+)*|handler)",
    ),
    sign(
        Subject.ROUTE,
        "Tapir",
        "sttp.tapir",
        r"(?:\w+\(\)|endpoint|\w+)(?:\.\w+(?:\(\))?)*\.(?:serverLogic\w*|zServerLogic|handle\w*)",
    ),
    sign(
        Subject.ROUTE,
        "Cask, Scalatra or Finch",
        "cask org.scalatra io.finch com.twitter.finatra",
        r"(?:.*\.)?(?:get|post|put|patch|delete)",
        decorators=r"(?:cask\.)?(?:get|post|put|delete|postJson|getJson|websocket|route)",
    ),
    sign(
        Subject.ROUTE,
        "Play",
        "play.api.mvc play.mvc",
        r"(?:.*\.)?Action(?:\.async|\(\))?(?:\.async)?|(?:.*\.)?[aA]ctionBuilder(?:\.async)?",
        bases=r"Controller|\w*BaseController|\w*InjectedController",
    ),
    sign(
        Subject.ROUTE,
        "gRPC",
        "io.grpc net.devh.boot.grpc org.lognet.springboot.grpc io.quarkus.grpc org.springframework.grpc"
        " scalapb.grpc",
        decorators=r"GrpcService|GRpcService",
    ),
    sign(
        Subject.ROUTE,
        "gRPC",
        "io.grpc com.google.protobuf",
        bases=r"(?:\w+\.)?\w+(?:ImplBase|CoroutineImplBase)",
        generated=True,
    ),
    sign(
        Subject.ROUTE,
        "Thrift",
        "org.apache.thrift",
        bases=r"\w+\.(?:Async)?Iface",
        generated=True,
    ),
    sign(
        Subject.ROUTE,
        "WebSocket",
        "javax.websocket jakarta.websocket io.quarkus.websockets io.micronaut.websocket"
        " org.springframework.web.socket org.springframework.web.reactive.socket",
        decorators=r"ServerEndpoint|WebSocket|ServerWebSocket",
        bases=r"(?:Text|Binary|Abstract)WebSocketHandler|WebSocketHandler",
    ),
    # Platforms that call a function.
    sign(
        Subject.HANDLER,
        "AWS Lambda",
        "com.amazonaws.services.lambda.runtime",
        bases=r"Request(?:Stream)?Handler",
    ),
    sign(
        Subject.HANDLER,
        "cloud function",
        "com.google.cloud.functions com.microsoft.azure.functions.annotation"
        " org.springframework.cloud.function"
        " io.quarkus.funqy io.micronaut.function.aws",
        decorators=r"FunctionName|HttpTrigger|Funq",
        bases=r"HttpFunction|BackgroundFunction|CloudEventsFunction|RawBackgroundFunction"
        r"|MicronautRequestHandler",
    ),
    # Work that comes from a queue.
    # A method that a framework calls for each message, as it calls another for each request.
    sign(
        Subject.HANDLER,
        "Kafka listener",
        "org.springframework.kafka io.micronaut.configuration.kafka",
        decorators=r"KafkaListener|KafkaHandler|Topic",
        methods=True,
        imported=False,
    ),
    sign(
        Subject.QUEUE,
        "Kafka",
        "org.apache.kafka org.apache.pekko.kafka akka.kafka fs2.kafka zio.kafka",
        r"KafkaConsumer(?:\(\))?(?:\.\w+)*\.(?:poll|subscribe|stream)"
        r"|KStream\w*(?:\(\))?(?:\.\w+\(\))*\.\w+"
        r"|StreamsBuilder\(\)(?:\.\w+\(\))*\.\w+|Consumer\.\w+Source|.*\.(?:plainStream|consumeWith)",
    ),
    sign(
        Subject.HANDLER,
        "message listener",
        "org.springframework.amqp org.springframework.jms io.awspring.cloud.sqs io.awspring.cloud.messaging"
        " org.eclipse.microprofile.reactive.messaging org.springframework.cloud.gcp.pubsub"
        " org.apache.rocketmq.spring"
        " org.springframework.pulsar org.springframework.cloud.stream.annotation io.micronaut.rabbitmq",
        decorators=r"RabbitListener|RabbitHandler|JmsListener|SqsListener|Incoming|PulsarListener"
        r"|RocketMQMessageListener"
        r"|StreamListener|RabbitListener|Queue",
        methods=True,
        imported=False,
    ),
    sign(
        Subject.QUEUE,
        "message queue",
        "com.rabbitmq.client software.amazon.awssdk.services.sqs com.amazonaws.services.sqs"
        " com.google.cloud.pubsub"
        " org.apache.pulsar.client redis.clients.jedis",
        r"Channel(?:\(\))?(?:\.\w+(?:\(\))?)*\.basicConsume"
        r"|\w*Sqs\w*(?:\(\))?(?:\.\w+\(\))*\.receiveMessage\w*"
        r"|Subscriber\.(?:newBuilder)|PulsarClient\(\)(?:\.\w+\(\))*\.newConsumer"
        r"|Jedis\w*\(\)\.(?:subscribe|blpop|brpop|xread\w*)",
    ),
    # Applications.
    sign(
        Subject.SERVER,
        "Spring Boot",
        "org.springframework.boot",
        r"SpringApplication(?:Builder)?(?:\(\))?(?:\.\w+(?:\(\))?)*\.run|SpringApplicationBuilder\(\)"
        r"|runApplication",
        decorators=r"SpringBootApplication|EnableAutoConfiguration",
    ),
    sign(
        Subject.SERVER,
        "Java server",
        "io.micronaut.runtime io.quarkus.runtime io.javalin io.helidon.webserver io.vertx io.ktor.server"
        " org.http4k.server"
        " io.dropwizard akka.http.scaladsl org.apache.pekko.http.scaladsl org.http4s zio.http io.grpc"
        " com.linecorp.armeria",
        r"Micronaut\.(?:run|build)|Quarkus\.run|Javalin(?:\.create)?(?:\(\))?(?:\.\w+\(\))*\.start"
        r"|embeddedServer"
        r"|Http(?:\(\))?\.(?:newServerAt|bindAndHandle)|(?:Ember|Blaze)ServerBuilder(?:\.\w+|\[\w\])*"
        r"|Server\.(?:serve|start|builder)"
        r"|(?:Netty)?ServerBuilder(?:\.\w+)*\.forPort|.*\.createHttpServer|.*\.asServer"
        r"|WebServer\.(?:builder|create)",
        bases=r"Application",
    ),
)
# Cask is named whole, without an import: https://com-lihaoyi.github.io/cask/
SCALA_SERVER_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.ROUTE,
        "Cask",
        "",
        decorators=r"cask\.(?:get|post|put|delete|patch|postJson|getJson|postForm|websocket|route)",
    ),
)
