"""Decorators: whether one gives the function to somebody who calls it, or only wraps it.

A decorator of a package that is not known to wrap counts as giving away: routers, schedulers and task queues
are more than anybody can list. One that is written in the repository is read.
"""

from __future__ import annotations

import re

from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import package_of

# Decorators that do not hand the function to anybody: it runs where it is called.
PLAIN_DECORATORS = word_set(
    "staticmethod classmethod abc.abstractmethod typing.overload typing.override typing.final "
    "typing_extensions.override functools.wraps functools.lru_cache functools.cache "
    "functools.singledispatch contextlib.contextmanager contextlib.asynccontextmanager "
    "torch.no_grad torch.inference_mode torch.jit.script torch.compile tensorflow.function jax.jit numba.jit "
    "numba.njit tenacity.retry backoff.on_exception backoff.on_predicate typeguard.typechecked "
    "beartype.beartype cachetools.cached streamlit.cache_data streamlit.cache_resource joblib.Memory.cache "
    "langsmith.traceable mlflow.trace opentelemetry.trace.get_tracer.start_as_current_span "
    "deprecated.deprecated "
    "daft.udf daft.udf.udf daft.func daft.func.batch daft.cls daft.method daft.method.batch "
    "pyspark.sql.functions.udf pyspark.sql.functions.pandas_udf pyspark.sql.functions.arrow_udf"
)
# Packages whose every decorator checks, repeats, remembers, measures or compiles, and registers nothing.
WRAPPING_PACKAGES = word_set(
    "ensure typeguard beartype tenacity backoff retry retrying retrying_async stamina cachetools async_lru "
    "aiocache deprecated deprecation timeout_decorator func_timeout wrapt_timeout_decorator ratelimit "
    "memory_profiler line_profiler codetiming icontract jaxtyping numba overrides memoization cachier "
    "pydantic.validate_call pydantic.validate_arguments pandera.check_types pandera.check_io "
    "pandera.check_input pandera.check_output langfuse.observe langfuse.decorators.observe "
    "langsmith.traceable opik.track weave.op sentry_sdk.trace sentry_sdk.monitor loguru.logger.catch "
    "streamlit.cache streamlit.experimental_memo streamlit.experimental_singleton torch.jit "
    "torch.enable_grad torch.set_grad_enabled torch.autocast torch.cuda.amp.autocast tensorflow.autograph "
    "jax.jit jax.vmap jax.pmap jax.grad warnings.deprecated typing_extensions.deprecated spaces.GPU "
    "diskcache.Cache.memoize typing.no_type_check functools.total_ordering"
)
ATTRIBUTE_DECORATORS = word_set("property functools.cached_property cached_property")
LONGEST_DECORATOR = 200
# What may be done with a function that is wrapped, beside calling it: named, looked into, waited for.
LOOKING = (
    r"(?:functools\.)?(?:wraps|update_wrapper|iscoroutinefunction|signature|isawaitable|getsource|unwrap)"
)


def is_handed_over(decorator: str) -> bool:
    """Whether a decorator gives the function to somebody who calls it: a router, a scheduler."""
    plain = decorator.replace("()", "")
    if plain in PLAIN_DECORATORS | ATTRIBUTE_DECORATORS or plain.endswith(
        (".setter", ".getter", ".register")
    ):
        return plain.endswith(".register")
    return package_of(plain, WRAPPING_PACKAGES) is None


def only_wraps(repo: Snapshot, place: tuple[str, str]) -> bool:
    """Whether a decorator of the repository does nothing with a function but call it in place of itself.

    It has an inner function that calls a parameter, and names that parameter nowhere else: what is put in a
    table, given to another call or returned as it came may be called by anybody.
    """
    path, name = place
    functions = [
        each
        for each in repo.modules[path].functions
        if each.qualified_name == name or each.qualified_name.startswith(f"{name}.")
    ]
    outer = next((each for each in functions if each.qualified_name == name), None)
    if outer is None or len(functions) < 2 or outer.end_line - outer.line > LONGEST_DECORATOR:
        return False
    rows = (repo.text(path) or "").split("\n")[outer.line - 1 : outer.end_line]
    code = code_only("\n".join(rows))
    taken = {each.parameters[0] for each in functions if each.parameters} - {"self", "cls", "args"}
    called = [each for each in sorted(taken) if re.search(rf"(?<![\w.]){re.escape(each)}\(\s*\*", code)]
    return len(called) == 1 and not _given_away(code, called[0])


def _given_away(code: str, name: str) -> bool:
    """Whether a function that is wrapped is named for anything but a call of it, or a look at it."""
    said = re.escape(name)
    plain = re.sub(rf"(?:\b(?:inspect|asyncio)\.)?\b{LOOKING}\(\s*{said}\b", "", code)
    plain = re.sub(rf"\bdef\s+\w+\(\s*{said}\b", "", plain)
    return re.search(rf"(?<![\w.]){said}\b(?!\s*\(|\s*\.__)", plain) is not None
