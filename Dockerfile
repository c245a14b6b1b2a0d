# The command line in an image: docker build -t repo-evidence .
#
# The digest is that of the index of python:3.13-slim-bookworm (amd64, arm64 and others), as the list of official
# images records it for 2026-08-05. A newer one: docker buildx imagetools inspect python:3.13-slim-bookworm
FROM python:3.13-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8 AS base

FROM base AS build
# languages: programs beside Python. More: --build-arg EXTRAS=languages,table,batch,distributed
ARG EXTRAS=languages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY constraints.txt pyproject.toml setup.cfg README.md LICENSE ./
COPY analyzer analyzer
COPY checks checks
COPY sample_repos sample_repos
RUN pip wheel --quiet --no-deps --wheel-dir /wheels .
RUN python -m venv --without-pip /opt/repo-evidence \
    && pip --python /opt/repo-evidence/bin/python install --quiet --constraint constraints.txt \
       "$(ls /wheels/repo_evidence-*.whl)[$EXTRAS]"

FROM base
# The newest git of this Debian, and nothing that it only recommends: fixes of git are wanted here.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin reader
COPY --from=build /opt/repo-evidence /opt/repo-evidence
# Nothing is kept; with a volume: -e REPO_EVIDENCE_NO_CACHE= -e REPO_EVIDENCE_CACHE_DIR=/cache
ENV PATH=/opt/repo-evidence/bin:$PATH \
    REPO_EVIDENCE_NO_CACHE=1
USER 10001:10001
WORKDIR /work
HEALTHCHECK --interval=60s --timeout=10s --retries=3 CMD ["repo-evidence", "--version"]
ENTRYPOINT ["repo-evidence"]
CMD ["--help"]
