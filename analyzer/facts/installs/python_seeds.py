"""Seeds of random numbers in Python: calls, keywords, and the key of a mapping of parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import training_modules
from analyzer.wiring.modules import Code, code_files, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

SEED_CALLS = word_set(
    "torch.manual_seed torch.cuda.manual_seed torch.cuda.manual_seed_all random.seed numpy.random.seed "
    "tensorflow.random.set_seed tensorflow.set_random_seed tensorflow.keras.utils.set_random_seed "
    "keras.utils.set_random_seed transformers.set_seed pytorch_lightning.seed_everything "
    "lightning.seed_everything lightning.pytorch.seed_everything accelerate.utils.set_seed "
    "jax.random.PRNGKey jax.random.key mxnet.random.seed paddle.seed ignite.utils.manual_seed "
    "fastai.torch_core.set_seed fastai.basics.set_seed fastai.vision.all.set_seed "
    "torch.Generator().manual_seed lightning_fabric.seed_everything lightning.fabric.seed_everything "
    "pytorch_lightning.utilities.seed.seed_everything transformers.trainer_utils.set_seed "
    "transformers.enable_full_determinism monai.utils.set_determinism mmengine.runner.set_random_seed "
    "fastai.tabular.all.set_seed cupy.random.seed flax.nnx.Rngs paddle.framework.seed"
)
SEED_KEYWORDS = word_set("random_state seed random_seed random_seeds data_seed seed_value")
# Without an argument these take their numbers from the operating system.
SEED_IF_GIVEN = word_set("numpy.random.default_rng numpy.random.RandomState random.Random")
# A mapping of parameters names other parameters of a training beside the seed: a report of a run names none.
SEED_KEY = lazy_regex(
    r"[\"'](?P<key>random_state|seed|random_seed|data_seed|bagging_seed)[\"']\s{0,4}:\s{0,4}(?!None\b)[\w.]{1,80}\s{0,4}[,}]?"
)
TRAINING_KEY = lazy_regex(
    r"[\"'](?:objective|eta|learning_rate|lr|max_depth|depth|num_leaves|n_estimators|iterations|booster"
    r"|boosting_type|subsample|bagging_fraction|colsample_bytree|min_child_weight|loss_function|tree_method)[\"']\s{0,4}:"
)
KEYS_NEAR = 15
# Rows of one call among which its keyword is looked for.
ROWS_OF_A_CALL = 40
# A generator that is handed on was seeded by whoever made it, if at all.
GENERATORS = word_set("rng prng generator gen random_generator rand_gen")


def python_seeds(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The first live seed of every module that trains or that such a module imports: path, line, note."""
    trains = training_modules(repo)
    training = reached_from(repo, trains)
    for code in sorted(code_files(repo), key=lambda each: each.path not in trains):
        if code.path not in training or is_test(repo, code.path) or is_example_path(code.path):
            continue
        found = _called(repo, code) or _in_a_mapping(repo, code)
        if found is not None:
            where = "where a model is trained" if code.path in trains else "in what the training imports"
            yield code.path, found[0], f"a seed {where}: {found[1]}"


def _called(repo: Snapshot, code: Code) -> tuple[int, str] | None:
    for call in code.facts.calls:
        seed = (
            call.target
            if call.target in SEED_CALLS or (call.target in SEED_IF_GIVEN and call.positional)
            else next((f"{name}=" for name, value in call.keywords if _is_seed(name, value)), None)
        )
        row = _row_of(repo, code.path, call.line, seed) if seed is not None else None
        if seed is not None and row is not None and is_live(repo, code, call.function):
            return row, seed
    return None


def _row_of(repo: Snapshot, path: str, line: int, seed: str) -> int | None:
    """The row of a call on which its keyword stands; none if a generator is handed on there."""
    if not seed.endswith("="):
        return line
    rows = (repo.text(path) or "").split("\n")[line - 1 : line - 1 + ROWS_OF_A_CALL]
    given = re.compile(rf"(?<![\w.\"']){seed[:-1]}\s{{0,4}}=(?!=)\s{{0,4}}(?P<value>[\w.]{{0,80}})(?![\w.(])")
    for number, row in enumerate(rows):
        if (match := given.search(row[:400])) is not None:
            handed_on = match["value"].rpartition(".")[2] in GENERATORS
            return None if handed_on else line + number
    return line


def _is_seed(name: str, value: str) -> bool:
    return name in SEED_KEYWORDS and value != "None"


def _in_a_mapping(repo: Snapshot, code: Code) -> tuple[int, str] | None:
    """A seed among the parameters of a training that a mapping holds, also one that a method returns."""
    text = "" if code.notebook else repo.text(code.path) or ""
    if "seed" not in text and "random_state" not in text:
        return None
    rows = code_only(text, long_texts=False).split("\n")
    for number, row in enumerate(rows, 1):
        match = SEED_KEY.search(row[:400])
        if match is None:
            continue
        near = rows[max(0, number - 1 - KEYS_NEAR) : number + KEYS_NEAR]
        if any(TRAINING_KEY.search(each[:400]) for each in near) and is_live(
            repo, code, code.function_at(number)
        ):
            return number, f'"{match["key"]}"'
    return None
