"""How much of the code is in notebooks and how much in modules."""

from __future__ import annotations

from posixpath import splitext

from msgspec import Struct

from analyzer.facts.data.frame_checks import FRAME_PACKAGES
from analyzer.facts.notebooks.foreign_notebooks import foreign_notebooks, program_lines
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.model_catalogue import MODEL_ROOTS
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import Code, code_files, module_index
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_test

# What holds, reads or computes rows, beside frames and models.
DATA_PACKAGES = FRAME_PACKAGES | word_set(
    "numpy scipy datasets pyarrow duckdb ibis vaex cupy xarray h5py zarr tensorflow_datasets feast "
    "great_expectations pandera whylogs evidently mlflow wandb optuna networkx nltk cv2 librosa"
)
HANDLING = DATA_PACKAGES | MODEL_ROOTS


class Balance(Struct, frozen=True):
    """Lines of code in notebooks (and notebooks written out as scripts) and in modules, of every language."""

    notebooks: int
    exports: int
    notebook_lines: int
    module_lines: int

    @property
    def ratio(self) -> float:
        """The notebooks' share of all code lines, 0 to 1; undefined where there are no lines."""
        return self.notebook_lines / (self.notebook_lines + self.module_lines)

    @property
    def mostly_notebooks(self) -> bool:
        """Whether notebooks hold at least half of the lines."""
        return self.notebook_lines >= self.module_lines


@derived
def other_forms(repo: Snapshot) -> frozenset[str]:
    """Scripts and documents that are the Jupyter notebook beside them in another form (jupytext)."""
    stems = {splitext(path)[0] for path in repo.notebooks if path.endswith(".ipynb")}
    written = (*repo.notebook_exports, *(path for path in repo.notebooks if not path.endswith(".ipynb")))
    return frozenset(path for path in written if splitext(path)[0] in stems)


def balance(repo: Snapshot) -> Balance:
    """The balance of one repository; what is kept in two forms counts once."""
    again = other_forms(repo)
    notebooks = {path: each.code_lines for path, each in repo.notebooks.items() if path not in again}
    exports = {path: each.code_lines for path, each in repo.notebook_exports.items() if path not in again}
    return Balance(
        notebooks=len(notebooks) + len(foreign_notebooks(repo)),
        exports=len(exports),
        notebook_lines=sum(notebooks.values())
        + sum(exports.values())
        + sum(foreign_notebooks(repo).values()),
        module_lines=sum(each.code_lines for each in repo.modules.values())
        + sum(program_lines(repo).values()),
    )


@derived
def working_balance(repo: Snapshot) -> Balance:
    """The balance of the files that work with a model or with data, tests left out."""
    with_models = {use.code.path for use in model_uses(repo)}
    counts = {True: [0, 0], False: [0, 0]}
    exports, again = 0, other_forms(repo)
    for code in code_files(repo):
        if code.path in again or is_test(repo, code.path):
            continue
        if code.path not in with_models and not _handles_data(repo, code):
            continue
        count = counts[code.notebook]
        count[0] += 1
        count[1] += _lines(repo, code)
        exports += code.path in repo.notebook_exports
    for path in {each.path for each in programs_at_work(repo)}:
        lines = foreign_notebooks(repo).get(path)
        count = counts[lines is not None]
        count[0] += 1
        count[1] += program_lines(repo).get(path, 0) if lines is None else lines
    for path in {each.path for each in notebook_uses(repo, *OF_MODELS)} - with_models:
        counts[True][0] += 1
        jupyter = repo.notebooks.get(path)
        counts[True][1] += foreign_notebooks(repo).get(path, 0) if jupyter is None else jupyter.code_lines
    return Balance(counts[True][0] - exports, exports, counts[True][1], counts[False][1])


@derived
def programs_at_work(repo: Snapshot) -> tuple[ProgramUse, ...]:
    """Where programs in other languages work with a model, or check the rows that one is trained on."""
    every = uses(repo, *OF_MODELS, Subject.MODEL_METRIC, Subject.DATA_CHECK)
    return tuple(each for each in every if each.called)


def _handles_data(repo: Snapshot, code: Code) -> bool:
    index = module_index(repo)
    return any(
        each.module.partition(".")[0] in HANDLING and not index.is_local(code.path, each.module, each.name)
        for each in code.facts.imports
    )


def _lines(repo: Snapshot, code: Code) -> int:
    notebook = repo.notebooks.get(code.path)
    return code.facts.code_lines if notebook is None else notebook.code_lines
