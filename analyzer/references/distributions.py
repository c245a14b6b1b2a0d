"""Which distribution an import comes from, and what else comes with a distribution.

A row is `distribution: imports > distributions it needs`; the imports are left out where they are the
  name
itself. Requirements are those that the distributions' own metadata on https://pypi.org declare, over all
versions and extras taken together, so that what may come with one is never called missing. A distribution
without a row may bring anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct

_ROWS = """
numpy
scipy > numpy
pandas > numpy python-dateutil pytz tzdata six
python-dateutil: dateutil > six
joblib
threadpoolctl
scikit-learn: sklearn > numpy scipy joblib threadpoolctl
sklearn > scikit-learn
xgboost > numpy scipy nvidia-nccl-cu12
xgboost-cpu: xgboost > numpy scipy
py-xgboost: xgboost > numpy scipy scikit-learn
lightgbm > numpy scipy scikit-learn wheel
catboost > numpy pandas scipy matplotlib plotly graphviz six
matplotlib: matplotlib mpl_toolkits pylab > numpy contourpy cycler fonttools kiwisolver packaging pillow
  pyparsing python-dateutil
pillow: PIL
pillow-simd: PIL
fonttools: fontTools
seaborn > numpy pandas matplotlib scipy
plotly > tenacity packaging narwhals six numpy
statsmodels > numpy scipy pandas patsy packaging
patsy > numpy six
imbalanced-learn: imblearn > numpy scipy scikit-learn joblib threadpoolctl sklearn-compat
shap > numpy scipy scikit-learn pandas tqdm packaging slicer numba cloudpickle typing-extensions
numba > llvmlite numpy setuptools importlib-metadata
optuna > alembic colorlog numpy packaging sqlalchemy tqdm pyyaml cmaes scipy cliff
cloudpickle
fastapi > starlette pydantic typing-extensions annotated-doc httpx jinja2 python-multipart
  email-validator uvicorn fastapi-cli orjson ujson pyyaml itsdangerous pydantic-settings
  pydantic-extra-types
fastapi-cli: fastapi_cli > typer uvicorn rich-toolkit fastapi-cloud-cli tomli
fastapi-cloud-cli: fastapi_cloud_cli > typer uvicorn rich-toolkit httpx pydantic sentry-sdk rignore
  fastar
rich-toolkit: rich_toolkit > rich click typing-extensions
starlette > anyio typing-extensions httpx jinja2 python-multipart itsdangerous pyyaml
anyio > idna sniffio typing-extensions exceptiongroup trio
typing-extensions: typing_extensions
pydantic > pydantic-core annotated-types typing-extensions typing-inspection email-validator
  python-dotenv
pydantic-core: pydantic_core > typing-extensions
annotated-types: annotated_types
typing-inspection: typing_inspection > typing-extensions
pydantic-settings: pydantic_settings > pydantic python-dotenv typing-inspection pyyaml tomli
pydantic-extra-types: pydantic_extra_types > pydantic typing-extensions
python-dotenv: dotenv > click
uvicorn > click h11 typing-extensions httptools uvloop watchfiles watchgod websockets python-dotenv
  pyyaml colorama
watchfiles > anyio
gunicorn > packaging setuptools gevent eventlet tornado
hypercorn > h11 h2 wsproto priority typing-extensions tomli toml taskgroup exceptiongroup
flask: flask > werkzeug jinja2 itsdangerous click blinker markupsafe importlib-metadata python-dotenv
  asgiref
werkzeug > markupsafe
jinja2 > markupsafe
importlib-metadata: importlib_metadata > zipp typing-extensions
flask-cors: flask_cors > flask werkzeug six
flask-sqlalchemy: flask_sqlalchemy > flask sqlalchemy
sqlalchemy > greenlet typing-extensions importlib-metadata
alembic > sqlalchemy mako typing-extensions importlib-metadata importlib-resources python-editor
  python-dateutil tzdata tomli
mako > markupsafe
psycopg2
psycopg2-binary: psycopg2
psycopg > typing-extensions tzdata psycopg-binary psycopg-c psycopg-pool
asyncpg > async-timeout typing-extensions
aiosqlite > typing-extensions
pymysql > cryptography
pymongo: pymongo bson gridfs > dnspython
motor > pymongo
dnspython: dns
redis > async-timeout pyjwt hiredis importlib-metadata typing-extensions packaging wrapt deprecated
  cryptography requests
pyjwt: jwt > cryptography typing-extensions
cryptography > cffi typing-extensions
cffi > pycparser
celery > kombu billiard vine click click-didyoumean click-repl click-plugins python-dateutil pytz tzdata
  redis exceptiongroup
kombu > amqp vine typing-extensions tzdata packaging redis importlib-metadata
requests > urllib3 idna certifi charset-normalizer chardet pysocks
charset-normalizer: charset_normalizer
httpx > httpcore anyio certifi idna sniffio h2 brotli rich click pygments socksio zstandard
httpcore > h11 certifi anyio sniffio h2 trio
aiohttp > aiosignal attrs frozenlist multidict yarl async-timeout aiohappyeyeballs propcache aiodns
  brotli charset-normalizer typing-extensions
aiosignal > frozenlist typing-extensions
yarl > idna multidict propcache
attrs: attr attrs
prometheus-client: prometheus_client > twisted
prometheus-fastapi-instrumentator: prometheus_fastapi_instrumentator > prometheus-client starlette
  fastapi
starlette-exporter: starlette_exporter > prometheus-client starlette
python-multipart: multipart python_multipart > six
loguru > colorama win32-setctime aiocontextvars
structlog > typing-extensions
python-json-logger: pythonjsonlogger > typing-extensions
tqdm > colorama
psutil
orjson
ujson
simplejson
pyyaml: yaml
ruamel-yaml > ruamel-yaml-clib
toml
tomli
boto3 > botocore jmespath s3transfer
botocore > jmespath python-dateutil urllib3 awscrt docutils
s3transfer > botocore
torch: torch functorch torchgen > numpy filelock typing-extensions sympy networkx jinja2 fsspec
  setuptools triton mpmath
torchvision > torch numpy pillow requests
torchaudio > torch
transformers > numpy filelock huggingface-hub packaging pyyaml regex requests safetensors tokenizers tqdm
  importlib-metadata sacremoses torch accelerate typer
accelerate > numpy packaging psutil pyyaml torch huggingface-hub safetensors
huggingface-hub: huggingface_hub > filelock fsspec packaging pyyaml requests tqdm typing-extensions
  hf-xet httpx typer-slim shellingham aiohttp
tokenizers > huggingface-hub
safetensors > numpy packaging
sentence-transformers: sentence_transformers > transformers tqdm torch torchvision numpy scikit-learn
  scipy nltk sentencepiece huggingface-hub pillow typing-extensions
nltk > click joblib regex tqdm six
openai > httpx pydantic anyio distro sniffio tqdm typing-extensions jiter requests aiohttp numpy pandas
tiktoken > regex requests
slowapi > limits redis
limits > deprecated packaging typing-extensions importlib-resources rich redis
tenacity
pytorch: torch > torch
onnxruntime > coloredlogs flatbuffers numpy packaging protobuf sympy
onnx > numpy protobuf typing-extensions ml-dtypes
protobuf
pyarrow > numpy
polars > polars-runtime-32 typing-extensions
duckdb > numpy
opencv-python: cv2 > numpy
opencv-python-headless: cv2 > numpy
opencv-contrib-python: cv2 > numpy
opencv-contrib-python-headless: cv2 > numpy
kafka-python: kafka > six
kafka-python-ng: kafka
confluent-kafka: confluent_kafka > attrs cachetools httpx requests fastavro typing-extensions authlib
  orjson
sentry-sdk: sentry_sdk > urllib3 certifi
passlib > bcrypt argon2-cffi cryptography
python-jose: jose > ecdsa rsa pyasn1 cryptography six pycryptodome
bcrypt > cffi six
email-validator: email_validator > dnspython idna
typer > click typing-extensions rich shellingham annotated-doc colorama
rich > pygments markdown-it-py typing-extensions commonmark colorama
click > colorama importlib-metadata
beautifulsoup4: bs4 > soupsieve typing-extensions lxml html5lib
lxml > cssselect html5lib beautifulsoup4
schedule > pytz
apscheduler > pytz tzlocal six setuptools tzdata sqlalchemy redis
httptools
uvloop
websockets
cachetools
filelock
packaging
pytz
six
certifi
urllib3
setuptools: setuptools pkg_resources
wheel
pip
pytest > pluggy iniconfig packaging tomli exceptiongroup attrs py colorama pygments
pytest-asyncio: pytest_asyncio > pytest typing-extensions backports-asyncio-runner
pytest-cov: pytest_cov > pytest coverage pluggy
pytest-mock: pytest_mock > pytest
pytest-xdist: xdist > pytest execnet psutil
coverage > tomli
black > click mypy-extensions packaging pathspec platformdirs tomli typing-extensions pytokens
isort > colorama
flake8 > mccabe pycodestyle pyflakes
mypy > mypy-extensions typing-extensions tomli pathspec
ruff
pre-commit: pre_commit > cfgv identify nodeenv pyyaml virtualenv toml
bandit > pyyaml rich stevedore gitpython
gitpython: git > gitdb typing-extensions
locust > flask gevent requests psutil pyzmq msgpack werkzeug configargparse
streamlit > altair blinker cachetools click gitpython numpy packaging pandas pillow protobuf pyarrow
  pydeck requests rich tenacity toml tornado typing-extensions watchdog validators tzlocal
  python-dateutil jinja2
altair > jinja2 jsonschema numpy pandas packaging typing-extensions narwhals toolz entrypoints
jsonschema > attrs jsonschema-specifications referencing rpds-py pyrsistent six importlib-resources
  setuptools
gevent > greenlet zope-event zope-interface cffi
faker > python-dateutil typing-extensions tzdata
asgiref > typing-extensions
django > asgiref sqlparse tzdata pytz
djangorestframework: rest_framework > django pytz
"""
# Top-level packages that many distributions share.
SHARED = frozenset(
    {"google", "azure", "opentelemetry", "zope", "backports", "ruamel", "aws_cdk", "sphinxcontrib"}
)


class Distribution(Struct, frozen=True):
    """What a distribution installs: its imports, and the distributions that come with it."""

    imports: tuple[str, ...]
    needs: tuple[str, ...]


def _read(rows: str) -> Mapping[str, Distribution]:
    found = {}
    for row in rows.strip().replace("\n  ", " ").split("\n"):
        head, _, needs = row.partition(">")
        name, _, imports = head.partition(":")
        plain = name.strip()
        found[plain] = Distribution(
            tuple(imports.split()) or (plain.replace("-", "_"),), tuple(needs.split())
        )
    return found


DISTRIBUTIONS = _read(_ROWS)


@cache
def providers(module: str) -> frozenset[str]:
    """The distributions that install a top-level module; empty where that is not known."""
    if module in SHARED:
        return frozenset()
    return frozenset(name for name, each in DISTRIBUTIONS.items() if module in each.imports)


def comes_with(names: Iterable[str]) -> frozenset[str]:
    """The distributions and everything that may come with them."""
    seen = set(names)
    pending = list(seen)
    while pending:
        known = DISTRIBUTIONS.get(pending.pop())
        for each in known.needs if known else ():
            if each not in seen:
                seen.add(each)
                pending.append(each)
    return frozenset(seen)
