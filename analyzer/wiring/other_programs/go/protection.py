"""Go: packages with which services try again and ask who calls.

Sources: pages of the packages at https://pkg.go.dev, and how public repositories call them.
"""

from __future__ import annotations

from functools import partial

from analyzer.wiring.other_programs.go.services import (
    GO_CHI,
    GO_ECHO,
    GO_FIBER,
    GO_GIN,
    GO_MAYBE_ON,
    GO_ON,
)
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

_retry = partial(sign, Subject.RETRY)
_asks = partial(sign, Subject.AUTHENTICATION)

GO_RETRY_SIGNS: tuple[Sign, ...] = (
    _retry("backoff", "github.com/cenkalti/backoff", r"Retry\w*|New(?:Exponential|Constant)BackOff\w*"),
    _retry("retry-go", "github.com/avast/retry-go", r"Do(?:WithData)?|New\(\)\.Do"),
    _retry("go-retry", "github.com/sethvargo/go-retry", r"Do\w*|Exponential|Fibonacci|Constant"),
    _retry("gobreaker", "github.com/sony/gobreaker", rf"NewCircuitBreaker|{GO_ON}Execute"),
    _retry("hystrix", "github.com/afex/hystrix-go/hystrix", r"Do(?:C)?|Go(?:C)?|ConfigureCommand"),
    _retry("go-retryablehttp", "github.com/hashicorp/go-retryablehttp", rf"NewClient|{GO_ON}(?:Do|Get|Post)"),
    _retry("failsafe-go", "github.com/failsafe-go/failsafe-go", rf"{GO_MAYBE_ON}\w+"),
    _retry("go-resiliency", "github.com/eapache/go-resiliency", rf"New|{GO_ON}Run\w*"),
    _retry("heimdall", "github.com/gojektech/heimdall github.com/gojek/heimdall", r"New\w+|With\w*Retr\w+"),
    _retry("resty", "github.com/go-resty/resty resty.dev", rf"{GO_ON}(?:Set|Add)Retry\w+", imported=False),
    _retry(
        "retries of a client",
        "github.com/openai/openai-go/option github.com/anthropics/anthropic-sdk-go/option",
        r"WithMaxRetries",
        imported=False,
    ),
    _retry("AWS SDK", "github.com/aws/aws-sdk-go-v2/aws/retry", r"NewStandard|AddWithMaxAttempts|\w+"),
    _retry(
        "apimachinery wait",
        "k8s.io/apimachinery/pkg/util/wait",
        r"ExponentialBackoff\w*",
    ),
    _retry("client-go retry", "k8s.io/client-go/util/retry", r"RetryOnConflict|OnError"),
    _retry(
        "gRPC retries",
        "github.com/grpc-ecosystem/go-grpc-middleware/interceptors/retry "
        "github.com/grpc-ecosystem/go-grpc-middleware/retry",
        r"(?:Unary|Stream)ClientInterceptor|With\w+",
    ),
)

GO_AUTHENTICATION_SIGNS: tuple[Sign, ...] = (
    _asks("jwt", "github.com/golang-jwt/jwt github.com/dgrijalva/jwt-go", rf"Parse\w*|{GO_ON}Parse\w*"),
    _asks("jwx", "github.com/lestrrat-go/jwx", r"Parse\w*|Verify\w*|Validate"),
    _asks("OpenID Connect", "github.com/coreos/go-oidc", rf"{GO_ON}Verif\w+"),
    _asks("Auth0", "github.com/auth0/go-jwt-middleware", rf"New|{GO_ON}(?:CheckJWT|ValidateToken)"),
    _asks("gin-jwt", "github.com/appleboy/gin-jwt", rf"New|{GO_ON}MiddlewareFunc"),
    _asks("Gin", f"{GO_GIN}$", r"BasicAuth\w*", imported=False),
    _asks("Echo middleware", f"{GO_ECHO}/middleware", r"(?:JWT|KeyAuth|BasicAuth)\w*", imported=False),
    _asks("echo-jwt", "github.com/labstack/echo-jwt", r"JWT|WithConfig"),
    _asks(
        "Fiber",
        f"{GO_FIBER}/middleware/keyauth {GO_FIBER}/middleware/basicauth github.com/gofiber/contrib/jwt "
        "github.com/gofiber/jwt",
        r"New",
    ),
    _asks("jwtauth", "github.com/go-chi/jwtauth", r"Verif\w+|Authenticator|New"),
    _asks("chi middleware", f"{GO_CHI}/middleware", r"BasicAuth", imported=False),
    _asks("net/http", "net/http$", r"Request\(\)\.BasicAuth", imported=False),
    _asks("crypto/subtle", "crypto/subtle", r"ConstantTimeCompare", imported=False),
    _asks("Firebase", "firebase.google.com/go", rf"{GO_ON}VerifyIDToken\w*"),
    _asks(
        "Clerk",
        "github.com/clerk/clerk-sdk-go",
        rf"{GO_MAYBE_ON}(?:Verify\w*|With\w*HeaderAuthorization|VerifyToken)",
    ),
    _asks("Casbin", "github.com/casbin/casbin", rf"{GO_ON}Enforce\w*"),
    _asks("Goth", "github.com/markbates/goth", r"(?:gothic\.)?CompleteUserAuth|UseProviders"),
    _asks(
        "gRPC auth",
        "github.com/grpc-ecosystem/go-grpc-middleware/auth "
        "github.com/grpc-ecosystem/go-grpc-middleware/interceptors/auth",
        r"AuthFromMD|(?:Unary|Stream)ServerInterceptor",
    ),
    _asks("bcrypt", "golang.org/x/crypto/bcrypt", r"CompareHashAndPassword"),
)

GO_PROTECTION_SIGNS: tuple[Sign, ...] = (*GO_RETRY_SIGNS, *GO_AUTHENTICATION_SIGNS)
