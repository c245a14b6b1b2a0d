from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs


def test_an_interpreter_that_a_variable_names() -> None:
    source = "environment:\n  PYTHON: C:/Python312\ntest_script:\n  - '%PYTHON%\\python.exe -m pytest'\n"
    assert runs(read("appveyor.yml", source)) == [("build", ["$PYTHON/python -m pytest"])]


def test_appveyor_phases() -> None:
    source = "install:\n  - pip install x\nbuild: off\nbuild_script:\n  - cmd: python setup.py build\ntest_script:\n  - ps: pytest\n"
    pipeline = read("appveyor.yml", source)
    assert_lines_are_real(pipeline, source)
    assert runs(pipeline) == [("build", ["pip install x", "python setup.py build", "pytest"])]
    assert all(step.disabled is None for step in pipeline.jobs[0].steps)
    off = read("appveyor.yml", "test: off\n" + source)
    assert [step.disabled for step in off.jobs[0].steps] == [None, None, "test: off"]
