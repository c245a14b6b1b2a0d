"""Documents of code that a command of CI, of a task or of what is started renders, which runs their code.

`Rscript -e 'rmarkdown::render("train.Rmd")'`, `quarto render report.qmd`, `jupyter nbconvert --execute`.
Sources: https://pkgs.rstudio.com/rmarkdown/reference/render.html, https://quarto.org/docs/projects/code-execution.html,
https://nbconvert.readthedocs.io/en/latest/execute_api.html, https://papermill.readthedocs.io/.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.other_programs.notebooks import notebook_programs
from analyzer.wiring.starts.entrypoints import starts, task_starts

RENDERS_DOCUMENT = lazy_regex(r"\b(?:render|knit2?\w*|nbconvert|papermill|execute)\b")
RENDERED_NAME = lazy_regex(r"(?i)([\w./-]{1,200}\.(?:rmd|qmd|ipynb|rmarkdown))\b")


@derived
def rendered_documents(repo: Snapshot) -> frozenset[str]:
    """The notebooks in other languages than Python that some command runs."""
    known = notebook_programs(repo)
    if not known:
        return frozenset()
    found: set[str] = set()
    for words, folder in _commands(repo):
        text = " ".join(words)[:4000]
        if RENDERS_DOCUMENT.search(text) is not None:
            for name in RENDERED_NAME.findall(text):
                places = {normpath(join(folder, name)), normpath(name.lstrip("/"))}
                found |= places & known.keys()
                if not places & known.keys():
                    named = [each for each in known if basename(each) == basename(name)]
                    found.update(named if len(named) == 1 else ())
    return frozenset(found)


def _commands(repo: Snapshot) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words of every command whose failure counts, and the folder that it runs in."""
    for run in ci_runs(repo):
        if run.reached.failure is not Failure.MASKED:
            yield run.reached.words, run.reached.directory
    for start in (*starts(repo), *task_starts(repo)):
        yield start.words, dirname(start.path)
