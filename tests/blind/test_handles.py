"""Handles where code, commands, settings, notebooks and addresses have the place of an owner."""

from __future__ import annotations

import pytest

from analyzer.blind.handles import as_written, owned, owners_of, profiles

WRITTEN = [
    "import wandb\nwandb.init(project='x', entity='zq77')",
    "import wandb\nrun.use_artifact('zq77/proj/model:v0')",
    "wandb:\n  entity: zq77\n",
    "export WANDB_ENTITY=zq77\n",
    "os.environ['WANDB_ENTITY'] = 'zq77'",
    "os.getenv('WANDB_ENTITY', 'zq77')",
    "wandb agent zq77/proj/abc",
    "wandb: Currently logged in as: zq77 (other-team). Use",
    "View project at https://wandb.ai/zq77/proj",
    "dagshub.init(repo_owner='zq77', repo_name='x', mlflow=True)",
    "dagshub.init('x', 'zq77')",
    "mlflow.set_tracking_uri('https://dagshub.com/zq77/x.mlflow')",
    "MLFLOW_TRACKING_USERNAME=zq77\n",
    "from comet_ml import Experiment\nExperiment(workspace='zq77')",
    "import neptune\nneptune.init_run(project='zq77/x')",
    "model.push_to_hub('zq77/flan')",
    "TrainingArguments(hub_model_id='zq77/flan')",
    "from huggingface_hub import HfApi\napi.upload_folder(folder_path='x', repo_id='zq77/flan')",
    "huggingface-cli upload zq77/flan .",
    "HF_USERNAME: zq77\n",
    '{"username":"zq77","key":"0123"}',
    "docker push zq77/app:1",
    "docker tag app ghcr.io/zq77/app",
    "docker build -t zq77/app .",
    "uses: docker/build-push-action@v5\n        with:\n          tags: |\n            zq77/app:latest",
    "push: true\n          tags: ghcr.io/zq77/app:latest",
    "IMAGE_NAME := zq77/app\nbuild:\n\tdocker push $(IMAGE_NAME)",
    "  app:\n    build: .\n    image: zq77/app\n",
    "DOCKERHUB_USERNAME=zq77\n",
    "github_username: zq77\n",
    "open('/home/zq77/data.csv')",
    "open('/Users/zq77/data.csv')",
    "open(r'C:\\Users\\zq77\\data.csv')",
    "open('C:\\\\Users\\\\zq77\\\\data.csv')",
    "demo at https://zq77.streamlit.app",
    "https://zq77.pythonanywhere.com",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_who_owns_what_is_written_is_a_handle(text: str) -> None:
    assert "zq77" in owned(text)


@pytest.mark.parametrize(
    "text",
    [
        "AutoModel.from_pretrained('google/flan-t5')",
        "load_dataset('someorg/squad')",
        "hf_hub_download(repo_id='someorg/squad')",
        "  prometheus:\n    image: prom/prometheus:v2\n",
        "FROM nvidia/cuda:12\n",
        "docker run someorg/tool",
        "nlp(entity='PERSON')",
        "uses: docker/build-push-action@v5",
        "client = connect(username='postgres')",
        "open('/home/ubuntu/x'); open('/home/jovyan/y'); open('C:\\\\Users\\\\Public')",
        "app.get('/users/me')",
        "docker build -t your-username/app .",
    ],
)
def test_who_owns_what_is_read_and_everybodys_accounts_are_none(text: str) -> None:
    assert owned(text) == set()


def test_in_code_a_variable_is_no_handle() -> None:
    text = "wandb.init(\n    entity=team_name\n)"
    assert (owned(text, code=True), owned(text)) == (set(), {"team_name"})


@pytest.mark.parametrize(
    "text",
    [
        "[me](https://www.linkedin.com/in/zq77/)",
        "https://twitter.com/zq77",
        "https://x.com/zq77 now",
        "<https://medium.com/@zq77>",
        "https://www.kaggle.com/zq77)",
        "https://github.com/zq77\n",
        "https://stackoverflow.com/users/123/zq77",
        "https://huggingface.co/zq77",
    ],
)
def test_a_persons_page_tells_a_handle(text: str) -> None:
    assert profiles(text) == {"zq77"}


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/someorg/tool",
        "https://github.com/features",
        "https://huggingface.co/google",
        "https://twitter.com/intent",
        "https://www.kaggle.com/competitions/titanic",
    ],
)
def test_a_project_or_a_page_of_the_site_tells_none(text: str) -> None:
    assert profiles(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/zq77/shop",
        "https://img.shields.io/github/stars/zq77/shop?style=flat",
        "https://codecov.io/gh/zq77/Shop/branch/main",
        "https://colab.research.google.com/github/zq77/shop/blob/main/x.ipynb",
        "git@gitlab.com:zq77/shop.git",
        "https://mybinder.org/v2/gh/zq77/shop/HEAD",
        "  image: zq77/shop:1.0",
        "  image: ghcr.io/zq77/shop@sha256:00",
        "AutoModel.from_pretrained('zq77/shop')",
    ],
)
def test_who_stands_before_our_own_name_is_its_owner(text: str) -> None:
    assert owners_of(text, {"shop"}) == {"zq77"}


@pytest.mark.parametrize(
    "text", ["https://github.com/zq77/other", "src/shop/x.py", "https://a.example/x/shopping", "zq77/shop"]
)
def test_elsewhere_nobody_is(text: str) -> None:
    assert owners_of(text, {"shop"}) == set()


def test_a_notebooks_file_is_read_as_its_author_saw_it() -> None:
    raw = '"source": ["import wandb\\nwandb.init(entity=\\"zq77\\")"], "image/png": "' + "A" * 5000 + '"'
    assert owned(as_written(raw), code=True) == {"zq77"}
    assert len(as_written(raw)) < 200
