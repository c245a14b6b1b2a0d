"""Configuration of CI systems that grows."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.growth_texts.shape import Shape

GITHUB: Mapping[str, Shape] = {
    "jobs": Shape("on: push\njobs:\n", "  j@: {runs-on: a, steps: [{run: pytest}]}\n"),
    "steps": Shape("on: push\njobs:\n  a:\n    runs-on: b\n    steps:\n", "      - run: pytest\n"),
    "uses": Shape("on: push\njobs:\n  a:\n    runs-on: b\n    steps:\n", "      - uses: a/b@v1\n"),
    "needs": Shape("on: push\njobs:\n  a: {runs-on: b, needs: [", "j@,", "], steps: [{run: c}]}\n"),
    "needs in a chain": Shape("on: push\njobs:\n", "  j@: {runs-on: a, needs: [j0], steps: [{run: b}]}\n"),
    "matrix": Shape("on: push\njobs:\n  a:\n    runs-on: b\n    strategy: {matrix: {c: [", "d,", "]}}\n"),
    "script": Shape("on: push\njobs:\n  a:\n    steps:\n    - run: |\n", "        python a.py\n"),
    "eval": Shape("on: push\njobs:\n  a:\n    steps:\n    - run: ", "eval ", "b\n"),
    "branches": Shape("on:\n  push:\n    branches: [", "a,", "]\njobs: {}\n"),
    "globs": Shape("on:\n  push:\n    branches: ['", "*", "']\njobs: {}\n"),
    "condition": Shape("on: push\njobs:\n  a:\n    if: ", "a && ", "b\n    steps: [{run: c}]\n"),
    "crons": Shape("on:\n  schedule:\n", "  - cron: '0 0 * * *'\n", "jobs: {}\n"),
    "long cron": Shape("on:\n  schedule:\n  - cron: '0", ",1", " * * * *'\njobs: {}\n"),
    "environment": Shape("on: push\nenv:\n", "  A@: b\n", "jobs: {a: {steps: [{run: c}]}}\n"),
}
GITLAB: Mapping[str, Shape] = {
    "jobs": Shape("", "j@: {script: [pytest]}\n"),
    "script": Shape("a:\n  script:\n", "    - pytest\n"),
    "extends": Shape(".a: {script: [b]}\n", "j@: {extends: .a}\n"),
    "extends lists": Shape(".a: {script: [b]}\nj: {extends: [", ".a,", "]}\n"),
    "extends chain": Shape(".j: {script: [b]}\n", ".j@: {extends: [.j, .j0, .j1]}\n"),
    "references": Shape(".a: {script: [b]}\na:\n  script:\n", "    - !reference [.a, script]\n"),
    "needs": Shape("a:\n  script: b\n  needs: [", "j@,", "]\n"),
    "rules": Shape("a:\n  script: b\n  rules:\n", "    - if: $A == 'b'\n"),
    "stages": Shape("stages: [", "s@,", "]\n"),
}
CIRCLECI: Mapping[str, Shape] = {
    "jobs": Shape("version: 2.1\njobs:\n", "  j@: {docker: [{image: a}], steps: [{run: pytest}]}\n"),
    "commands": Shape("version: 2.1\ncommands:\n", "  c@: {steps: [{run: pytest}]}\n"),
    "command of commands": Shape(
        "version: 2.1\ncommands:\n  c0: {steps: [{run: a}]}\njobs: {a: {steps: [c0]}}\nx:\n",
        "  c@: [c0, c0]\n",
    ),
    "used commands": Shape(
        "version: 2.1\ncommands: {c: {steps: [{run: pytest}]}}\njobs:\n  a:\n    steps:\n", "      - c\n"
    ),
    "workflows": Shape(
        "version: 2.1\njobs: {a: {steps: [{run: pytest}]}}\nworkflows:\n", "  w@: {jobs: [a]}\n"
    ),
    "workflow jobs": Shape(
        "version: 2.1\njobs: {a: {steps: [{run: pytest}]}}\nworkflows:\n  w:\n    jobs:\n",
        "    - a: {requires: [a]}\n",
    ),
}
AZURE: Mapping[str, Shape] = {
    "jobs": Shape("jobs:\n", "- job: j@\n  steps: [{script: pytest}]\n"),
    "steps": Shape("steps:\n", "- script: pytest\n"),
    "stages": Shape("stages:\n", "- stage: s@\n  jobs: [{job: a, steps: [{script: pytest}]}]\n"),
    "templates": Shape("steps:\n", "- template: a.yml\n"),
    "conditions": Shape("steps:\n", "- ${{ if a }}:\n  - script: b\n"),
}
TRAVIS: Mapping[str, Shape] = {
    "script": Shape("language: python\nscript:\n", "- pytest\n"),
    "jobs": Shape("language: python\njobs:\n  include:\n", "  - script: pytest\n"),
    "environments": Shape("language: python\nscript: pytest\nenv:\n", "- A=b\n"),
    "matrix": Shape("language: python\nscript: pytest\npython: [", "'3',", "]\nenv: [A=b, A=c]\n"),
}
JENKINS: Mapping[str, Shape] = {
    "steps": Shape("pipeline { agent any\n stages { stage('a') { steps {\n", "sh 'pytest'\n", "}}}}\n"),
    "stages": Shape("pipeline { agent any\n stages {\n", "stage('s@') { steps { sh 'pytest' } }\n", "}}\n"),
    "nested stages": Shape("pipeline { ", "stages { stage('a') { ", "steps { sh 'b' }", "}}"),
    "open braces": Shape("pipeline ", "{"),
    "closed braces": Shape("pipeline {}", "}"),
    "open strings": Shape("", "sh 'a\n"),
    "triple quotes": Shape("node { ", "sh '''a'''\n", "}"),
    "open triple quotes": Shape("node { ", "sh '''a\n"),
    "parentheses": Shape("node { sh ", "(", "'a'", ")"),
    "open parentheses": Shape("node { ", "sh("),
    "comments": Shape("node { ", "// a\n", "}"),
    "open comments": Shape("node { ", "/* a\n"),
    "scripts": Shape("node { sh '''\n", "python a.py\n", "''' }"),
    "dollars": Shape('node { sh "', "${a}", '" }'),
    "slashes": Shape("node { a = ", "/a/ ", "}"),
    "words": Shape("node { ", "a ", "}"),
    "definitions": Shape("", "def f@() { sh 'pytest' }\n", "node { f0() }"),
    "parallel": Shape("node { parallel(", "a@: { sh 'b' }, ", ") }"),
}
OTHER_CI: Mapping[str, tuple[str, Shape]] = {
    "drone": (".drone.yml", Shape("kind: pipeline\nsteps:\n", "- {name: a, image: b, commands: [c]}\n")),
    "bitbucket": (
        "bitbucket-pipelines.yml",
        Shape("pipelines:\n  default:\n", "  - step: {script: [pytest]}\n"),
    ),
    "buildkite": (".buildkite/pipeline.yml", Shape("steps:\n", "- command: pytest\n")),
    "cloud build": ("cloudbuild.yaml", Shape("steps:\n", "- {name: a, args: [b]}\n")),
    "appveyor": ("appveyor.yml", Shape("test_script:\n", "- pytest\n")),
    "semaphore": (
        ".semaphore/semaphore.yml",
        Shape("blocks:\n", "- task: {jobs: [{name: a, commands: [b]}]}\n"),
    ),
    "wercker": ("wercker.yml", Shape("build:\n  steps:\n", "  - script: {code: pytest}\n")),
    "codebuild": ("buildspec.yml", Shape("phases:\n  build:\n    commands:\n", "    - pytest\n")),
    "taskcluster": (".taskcluster.yml", Shape("version: 1\ntasks:\n", "- {payload: {command: [a]}}\n")),
    "zuul": (".zuul.yaml", Shape("", "- job: {name: j@, run: a.yaml}\n")),
}
