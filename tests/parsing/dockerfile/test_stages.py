"""Container build files: grammar, stages, and what the image starts."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.dockerfile.stages import (
    DOCKERFILE_LIMIT,
    Dockerfile,
    is_devcontainer,
    is_dockerfile,
    parse_dockerfile,
)
from tests.support.bounds import Times, ends, in_sizes


def parsed(text: str) -> Dockerfile:
    return parse_dockerfile(text.encode())


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "dockerfile",
        "Containerfile",
        "Dockerfile.gpu",
        "Dockerfile-dev",
        "Dockerfile_train",
        "DockerfileGPU",
        "Dockerfile.py311",
        "gpu.Dockerfile",
        "api.dockerfile",
        "serving-Dockerfile",
        "Dockerfiles/tf/Dockerfile",
        "docker/Containerfile.prod",
        "templates/Dockerfile",
        "templating.Dockerfile",
    ],
)
def test_build_files_are_recognised_by_name(path: str) -> None:
    assert is_dockerfile(path)


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile.j2",
        "Dockerfile.tmpl",
        ".dockerfile-template",
        "Dockerfile-template",
        "template.Dockerfile",
        "Dockerfile.template.prod",
        "dockerfile.jinja",
        "Dockerfile.md",
        "Dockerfile.dockerignore",
        ".dockerignore",
        "docker-compose.yml",
        "dockerfile_parser.py",
        "DockerfileGenerator.kt",
        "docker.py",
        "Dockerfile/README.md",
        ".devcontainer/Dockerfile",
        "app/.devcontainer/gpu/Dockerfile",
        ".gitpod.Dockerfile",
    ],
)
def test_other_files_are_not(path: str) -> None:
    assert not is_dockerfile(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".devcontainer/Dockerfile", True),
        ("svc/.devcontainer/devcontainer.json", True),
        (".gitpod.Dockerfile", True),
        ("binder/Dockerfile", True),
        ("Dockerfile", False),
        ("my.devcontainer/Dockerfile", False),
    ],
)
def test_development_containers_are_told_apart(path: str, expected: bool) -> None:
    assert is_devcontainer(path) is expected


@pytest.mark.parametrize(
    ("instructions", "start", "line"),
    [
        ('CMD ["python", "-m", "svc"]', ("python", "-m", "svc"), 2),
        ("CMD python -m svc", ("sh", "-c", "python -m svc"), 2),
        ("CMD ['python', 'x.py']", ("sh", "-c", "['python', 'x.py']"), 2),
        ('ENTRYPOINT ["tini", "--"]\nCMD ["serve"]', ("tini", "--", "serve"), 3),
        ('ENTRYPOINT ["/usr/bin/dumb-init"]\nCMD ["serve"]', ("/usr/bin/dumb-init", "serve"), 3),
        ('ENTRYPOINT ["tini", "--", "run"]\nCMD ["serve"]', ("tini", "--", "run", "serve"), 2),
        ('ENTRYPOINT ["tini", "--"]', ("tini", "--"), 2),
        ('ENTRYPOINT ["run"]\nCMD serve it', ("run", "sh", "-c", "serve it"), 2),
        ('ENTRYPOINT run it\nCMD ["ignored"]', ("sh", "-c", "run it"), 2),
        ('CMD ["first"]\nCMD ["second"]', ("second",), 3),
        ('CMD ["serve"]\nENTRYPOINT ["tini", "--"]', ("tini", "--", "serve"), 2),
        ('ENTRYPOINT []\nCMD ["serve"]', ("serve",), 3),
        ('CMD ["serve"]\nCMD []', (), None),
        ("RUN make", (), None),
        ('ONBUILD CMD ["later"]', (), None),
        ('cmd ["lower", "case"]', ("lower", "case"), 2),
        ('CMD\t["tab"]', ("tab",), 2),
    ],
)
def test_entrypoint_and_command_combine_as_docker_combines_them(
    instructions: str, start: tuple[str, ...], line: int | None
) -> None:
    image = parsed(f"FROM python:3.12\n{instructions}\n")
    assert (image.start, image.start_line, image.problem) == (start, line, None)


def test_start_is_inherited_from_an_earlier_stage_and_its_command_reset_by_a_new_entrypoint() -> None:
    base = 'FROM python:3.12 AS base\nWORKDIR /app\nUSER app\nENTRYPOINT ["tini"]\nCMD ["serve"]\n'
    assert parsed(base + "FROM Base\nRUN true").start == ("tini", "serve")
    assert parsed(base + 'FROM base\nENTRYPOINT ["other"]').start == ("other",)
    assert parsed(base + 'FROM base\nCMD ["work"]').start == ("tini", "work")
    inherited = parsed(base + "FROM base")
    assert (inherited.workdir, inherited.user) == ("/app", "app")
    assert parsed(base + "FROM python:3.12").start == ()


@pytest.mark.parametrize(
    ("preamble", "image", "base"),
    [
        ("ARG V=3.12", "python:${V}", "python:3.12"),
        ("ARG V=3.12\nARG I=python:$V", "$I", "python:3.12"),
        ("ARG V", "python:${V:-3.11}-slim", "python:3.11-slim"),
        ("ARG V=1", "python${V:+:gpu}", "python:gpu"),
        ("", "$REGISTRY/image", "$REGISTRY/image"),
        ("", "--platform=$BUILDPLATFORM python:3.12@sha256:ab", "python:3.12@sha256:ab"),
    ],
)
def test_base_image_has_argument_defaults_filled_in(preamble: str, image: str, base: str) -> None:
    (stage,) = parsed(f"{preamble}\nFROM {image} AS Final\n").stages
    assert (stage.base, stage.name) == (base, "Final")


def test_facts_are_those_of_the_last_stage() -> None:
    image = parsed(
        "FROM python:3.12 AS builder\n"
        "USER root\nEXPOSE 1\nENV STAGE=builder\nCOPY build.py .\nRUN make\n"
        "FROM python:3.12-slim\n"
        "ARG PORT=8080\nENV APP_HOME=/app NAME='a b'\nENV OLD the rest\n"
        "WORKDIR $APP_HOME\nWORKDIR src\n"
        "COPY --chown=app:app requirements.txt setup.py ./\n"
        "ADD https://example.org/model.bin /models/\n"
        'ADD ["with space.txt", "/data/"]\n'
        "EXPOSE ${PORT} 9000/tcp\nUSER app\nHEALTHCHECK --interval=5s CMD curl -f http://localhost\n"
        "RUN --mount=type=cache,target=/root/.cache pip install -r requirements.txt\n"
    )
    assert image.environment == (("APP_HOME", "/app"), ("NAME", "a b"), ("OLD", "the rest"))
    assert image.workdir == "/app/src"
    assert image.copies == (
        ("requirements.txt", "/app/src/"),
        ("setup.py", "/app/src/"),
        ("with space.txt", "/data/"),
    )
    assert image.exposes == ("8080", "9000/tcp")
    assert (image.user, image.healthcheck) == ("app", True)
    assert image.run_scripts == ((6, "make"), (19, "pip install -r requirements.txt"))


def test_no_healthcheck_is_none() -> None:
    assert not parsed("FROM a AS b\nHEALTHCHECK CMD x\nFROM b\nHEALTHCHECK NONE").healthcheck


def test_context_files_are_followed_through_an_earlier_stage() -> None:
    image = parsed(
        "FROM a AS builder\nWORKDIR /build\nCOPY . .\nCOPY conf/app.yaml /etc/app.yaml\n"
        "FROM a\nWORKDIR /app\n"
        "COPY --from=builder /build/src ./src\nCOPY --from=0 /etc /etc\nCOPY --from=nginx:1 /x /y\n"
    )
    assert image.copies == (("src", "/app/src"), ("conf/app.yaml", "/etc/app.yaml"))


def test_continuation_lines_skip_comments_and_blank_lines_between_them() -> None:
    image = parsed("FROM a\nRUN apt-get update \\\n  # why\n\n  && apt-get install curl \\\n\nCMD echo\n")
    assert image.run_scripts == ((2, "apt-get update   && apt-get install curl CMD echo"),)
    image = parsed("FROM a\r\nRUN one \\  \r\n  two\r\n# RUN three\r\nRUN four\\\\\r\nUSER app\r\n")
    assert image.run_scripts == ((2, "one   two"), (5, "four\\\\"))
    assert image.user == "app"


def test_escape_directive_changes_the_continuation_character() -> None:
    image = parsed("# escape=`\nFROM windows\nWORKDIR C:\\app\nRUN dir `\n  C:\\\n")
    assert image.run_scripts == ((4, "dir   C:\\"),)
    late = parsed("# a comment\n# escape=`\nFROM a\nRUN one \\\n  two\n")
    assert late.run_scripts == ((4, "one   two"),)


def test_heredoc_bodies_are_no_instructions() -> None:
    image = parsed(
        "FROM a\n"
        "RUN <<EOF\npip install x\nUSER root\nEOF\n"
        'COPY <<-"CONF" <<OTHER /etc/\n\tCMD nothing\n\tCONF\nmore\nOTHER\n'
        "RUN python3 <<PY\nprint(1)\nPY\n"
        "RUN cat <<<here && echo $((1<<2))\n"
    )
    assert image.problem is None
    assert image.user is None
    assert image.copies == ()
    assert image.run_scripts == (
        (2, "pip install x\nUSER root\n"),
        (11, "python3 <<PY\nprint(1)\nPY\n"),
        (14, "cat <<<here && echo $((1<<2))"),
    )
    assert image.stages[0].instructions[1].heredoc == "CMD nothing\nmore\n"


def test_exec_form_run_shows_its_shell_text() -> None:
    image = parsed('FROM a\nRUN ["/bin/bash", "-c", "make test"]\nRUN ["pytest", "-q"]\n')
    assert image.run_scripts == ((2, "make test"), (3, "pytest -q"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM {{ base_image }}\n", True),
        ("FROM a\nCOPY {{cookiecutter.name}} /app\n", True),
        ("FROM a\n{% if gpu %}\nRUN x\n{% endif %}\nCMD <%= command %>\n", True),
        ("FROM a\nRUN docker inspect --format '{{.Id}}' x\n", False),
        ("# {{ comment }}\nFROM a\nENV A=${B}\n", False),
    ],
)
def test_templates_are_recognised_by_their_placeholders(text: str, expected: bool) -> None:
    assert parsed(text).is_template is expected


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", None),
        (b"\n \n", None),
        (b"# only a comment\n\n  # another\n", None),
        (b"# syntax=docker/dockerfile:1\n", None),
        (b"RUN x\n", "no FROM instruction"),
        (b"INSTALL b\n", "unknown instruction on line 1"),
        (b"# only a comment\nARG X=1\n", "no FROM instruction"),
        (b"FROM a\nINSTALL b\n", "unknown instruction on line 2"),
        (b"FROM a\nRUN <<EOF\nUSER x\n", "here-document EOF of line 2 has no end"),
        (b"\xff\xfeF\0", "not a text file"),
        (b"#" * (DOCKERFILE_LIMIT + 1), "262,145 bytes exceeds the limit of 262,144 bytes"),
        (b"FROM a\n" + b"RUN x\n" * 2000, "more than 2,000 instructions"),
    ],
)
def test_what_is_wrong_is_recorded(content: bytes, problem: str | None) -> None:
    assert parse_dockerfile(content).problem == problem


def test_facts_survive_a_problem_and_a_pickle() -> None:
    image = parse_dockerfile(b'\xef\xbb\xbfFROM a\nNONSENSE\nCMD ["x"]')
    assert image.problem is not None
    assert image.start == ("x",)
    assert pickle.loads(pickle.dumps(image)) == image


@pytest.mark.parametrize(
    "hostile",
    [
        lambda times: "FROM a\nENV A=$A$A\n" + "ENV A=$A$A\n" * times(1900),
        lambda times: "FROM a\nENV " + "A=1 " * times(50_000),
        lambda times: "FROM a\nCMD " + "[" * times(200_000),
        lambda times: "FROM a\nRUN " + '"' * times(200_000),
        lambda times: "FROM a\nRUN " + "\"'\\" * times(60_000),
        lambda times: "FROM a\nRUN " + " <<A" * times(50_000),
        lambda times: "FROM a\nRUN x\\" + "\n#" * times(100_000),
        lambda times: "FROM a\nRUN " + "{{ a" * times(50_000) + "${" * times(30_000),
        lambda times: (
            "FROM a AS b\nCOPY "
            + "x " * times(5_000)
            + "/y\n"
            + "FROM b AS b\nCOPY --from=b /y /y\n" * times(900)
        ),
        lambda times: "FROM a\n" + "RUN --mount=" + '"' * times(200_000),
    ],
    ids=range(10),
)
@in_sizes
@ends
def test_hostile_files_take_linear_time(hostile: Callable[[Times], str], times: Times) -> None:
    assert isinstance(parse_dockerfile(hostile(times).encode()[:DOCKERFILE_LIMIT]), Dockerfile)


@given(st.binary(max_size=400))
def test_any_bytes_give_facts(content: bytes) -> None:
    assert isinstance(parse_dockerfile(content), Dockerfile)


_PIECES = st.sampled_from(
    ["FROM a AS b\n", "FROM b\n", "COPY --from=b . .\n", "RUN <<E\n", "E\n", "CMD [", '"x"]\n', "\\\n", "#",
     "ENV A=$B ", "ARG B=1\n", "$A", "`", "'", "\t", "WORKDIR ../..\n", "USER", "\n"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_mixture_of_syntax_gives_ordered_facts_inside_the_file(text: str) -> None:
    image = parsed(text)
    lines = text.count("\n") + 1
    numbers = [each.line for stage in image.stages for each in stage.instructions]
    assert numbers == sorted(numbers)
    assert all(1 <= number <= lines for number in numbers)
    assert not (image.problem or "").startswith("could not be read")
