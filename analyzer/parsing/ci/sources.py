"""Lines of configuration that is put together from several files: where each of them stands."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.parsing.ci.model import Job, Pipeline, Step, UnreadableError

MAXIMUM_SOURCES = 100
# Lines of the n-th included file are counted from n times this: no file that is read is as long.
_LINES = 1_000_000


class Sources(Struct):
    """The included files, each with the line of the first file that includes it."""

    _found: list[tuple[str, int]] = field(default_factory=list)

    def enter(self, path: str, included: int) -> int:
        """What is added to the lines of a file that is included now."""
        self._found.append((path, included))
        if len(self._found) > MAXIMUM_SOURCES:
            raise UnreadableError(f"more than {MAXIMUM_SOURCES} included files")
        return len(self._found) * _LINES

    @property
    def paths(self) -> tuple[str, ...]:
        """The included files, each once."""
        return tuple(dict.fromkeys(path for path, _ in self._found))

    def first_line(self, at: int) -> int:
        """The line of the first file where what stands at a counted line is written or included."""
        return self._place(at)[2]

    def placed(self, pipeline: Pipeline) -> Pipeline:
        """The pipeline with every line where it stands: a step of an included file names that file."""
        if not self._found:
            return pipeline
        return replace(pipeline, jobs=tuple(self._job(job) for job in pipeline.jobs))

    def _place(self, at: int) -> tuple[str | None, int, int]:
        number, real = divmod(at, _LINES)
        if number == 0 or number > len(self._found):
            return None, real, real
        path, included = self._found[number - 1]
        return path, real, included

    def _job(self, job: Job) -> Job:
        return replace(job, line=self.first_line(job.line), steps=tuple(map(self._step, job.steps)))

    def _step(self, step: Step) -> Step:
        source, real, _ = self._place(step.run_line)
        return replace(step, line=self.first_line(step.line), run_line=real, source=source)
