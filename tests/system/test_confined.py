from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.system.confined import Confinement, NotFinished, run_confined

SMALL = Confinement(memory=512 * 1024**2, answer=1000, processor_seconds=1, seconds=30)
HERE = "tests.support.confined_functions"


def test_it_gets_the_bytes_and_nothing_else() -> None:
    assert run_confined(f"{HERE}:told", b"a\0b", SMALL) == repr((b"a\0b", ["LC_CTYPE"], "/")).encode()


@pytest.mark.parametrize("name", ["fill", "spin", "sleep"])
def test_it_ends_at_its_limits(name: str) -> None:
    confinement = Confinement(SMALL.memory, SMALL.answer, 1, 0.5 if name == "sleep" else 30)
    with pytest.raises(NotFinished, match="more time or memory than it may"):
        run_confined(f"{HERE}:{name}", b"x", confinement)


def test_an_answer_has_a_limit() -> None:
    assert run_confined("builtins:bytes", b"x" * 1000, SMALL) == b"x" * 1000
    with pytest.raises(NotFinished, match="more time or memory than it may"):
        run_confined("builtins:bytes", b"x" * 1001, SMALL)


def test_it_writes_no_files_and_a_failure_is_a_sentence(tmp_path: Path) -> None:
    for name in ("write", "fail"):
        with pytest.raises(NotFinished, match="the process that read it died"):
            run_confined(f"{HERE}:{name}", str(tmp_path / "file").encode(), SMALL)
    assert (tmp_path / "file").stat().st_size == 0
