"""What packages of the JVM are for: every row of the tables is met by a line that people write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.jvm import JVM_SIGNS
from analyzer.wiring.other_programs.signs import Subject
from analyzer.wiring.other_programs.uses import all_uses

LINES = Path(__file__).parents[2] / "support" / "jvm_lines.txt"


def source(imports: str, text: str) -> str:
    """A file of Java: a whole class, or parameters and statements of a method."""
    head = "package com.acme;\n" + "".join(f"import {each};\n" for each in imports.split())
    if "|" in text.partition('"')[0]:
        parameters, _, statements = text.partition("|")
        text = f"class A {{ void f({parameters}) {{ {statements}; }} }}"
    return head.replace("import static:", "import static ") + text


def found(lines: list[tuple[str, str]]) -> Iterator[tuple[int, Subject, str]]:
    repo = snapshot({f"src/f{number}.java": source(*each) for number, each in enumerate(lines)})
    for subject, uses in all_uses(repo).items():
        for use in uses:
            if use.called:
                yield int(use.path[5:-5]), subject, use.tool


def written() -> list[tuple[Subject, str, tuple[str, str]]]:
    """The lines of the table, each with what it is about and the tool."""
    rows, subject, tool = [], "", ""
    for line in LINES.read_text().splitlines():
        if line.startswith("  "):
            imports, _, text = line.strip().partition(";; ")
            rows.append((Subject[subject], tool, (imports, text)))
        elif not line.startswith("#"):
            subject, _, tool = line.partition("; ")
    return rows


def test_every_row_is_met_by_what_people_write() -> None:
    rows = written()
    seen = set(found([line for _subject, _tool, line in rows]))
    about = [(number, subject, tool) for number, (subject, tool, _line) in enumerate(rows)]
    assert [(each[2], rows[each[0]][2]) for each in about if each not in seen] == []


def test_every_row_is_in_the_lines() -> None:
    rows = [line for _subject, _tool, line in written()]
    repo = snapshot({f"src/f{number}.java": source(*each) for number, each in enumerate(rows)})
    met = {id(use.sign) for uses in all_uses(repo).values() for use in uses if use.called}
    assert [(each.subject, each.tool, each.packages) for each in JVM_SIGNS if id(each) not in met] == []


# What looks like a use of a subject, and is none.
JVM_OTHERS: list[tuple[Subject, tuple[str, str]]] = [
    (
        Subject.MODEL_CALL,
        ("org.apache.spark.ml.feature.StandardScalerModel", "StandardScalerModel m | m.transform(d)"),
    ),
    (Subject.MODEL_CALL, ("org.apache.spark.ml.feature.IDF", " | new IDF().fit(d).transform(d)")),
    (Subject.MODEL_LOAD, ("org.apache.spark.ml.feature.StringIndexerModel", " | StringIndexerModel.load(1)")),
    # A builder, a request and a store ask no model.
    (
        Subject.MODEL_CALL,
        (
            "org.springframework.ai.chat.client.ChatClient",
            "ChatClient.Builder b | b.defaultSystem(1).build()",
        ),
    ),
    (
        Subject.MODEL_CALL,
        ("org.springframework.ai.vectorstore.VectorStore", "VectorStore v | v.similaritySearch(1)"),
    ),
    (Subject.MODEL_CALL, ("dev.langchain4j.data.message.UserMessage", " | new UserMessage(1)")),
    (Subject.MODEL_CALL, ("com.openai.client.OpenAIClient", "OpenAIClient c | c.files().create(1)")),
    (Subject.MODEL_CALL, ("com.openai.models.ChatModel", " | ChatModel.of(1)")),
    (
        Subject.MODEL_CALL,
        ("com.theokanning.openai.service.OpenAiService", "OpenAiService s | s.listModels()"),
    ),
    (Subject.MODEL_CALL, ("ai.onnxruntime.OnnxTensor", " | OnnxTensor.createTensor(e, x)")),
    # The file's own class of that name, and another package's.
    (Subject.MODEL_CALL, ("java.util.List", "ChatClient c | c.prompt().call()")),
    (Subject.MODEL_CALL, ("com.acme.net.OpenAIClient", "OpenAIClient c | c.chat().completions().create(1)")),
    (Subject.MODEL_CALL, ("org.apache.spark.ml.Pipeline java.util.List", "Model m | m.predict(1)")),
    # Steps that only prepare data train no model.
    (
        Subject.TRAINING,
        ("org.apache.spark.ml.feature.StringIndexer", " | new StringIndexer().setInputCol(1).fit(d)"),
    ),
    (Subject.TRAINING, ("org.apache.spark.sql.Dataset", "Dataset d | d.fit(1)")),
    (Subject.ROUTE, ("org.springframework.web.client.RestTemplate", "RestTemplate r | r.getForObject(1)")),
    (Subject.ROUTE, ("org.springframework.web.bind.annotation.*", '@RequestMapping("/x") class A {}')),
    (
        Subject.ROUTE,
        (
            "org.springframework.web.bind.annotation.*",
            '@FeignClient("x") interface A { @GetMapping("/x") int f(); }',
        ),
    ),
    (Subject.ROUTE, ("jakarta.ws.rs.*", "@RegisterRestClient interface A { @GET int f(); }")),
    (Subject.ROUTE, ("spark.implicits.*", ' | get("/x", 1)')),
    (Subject.ROUTE, ("java.util.Map", "Map m | m.get(1)")),
    (Subject.METRICS, ("io.micrometer.core.instrument.Tag", " | Tag.of(1, 2)")),
    (Subject.METRICS, ("java.util.concurrent.atomic.AtomicLong", "Counter c | c.increment()")),
    (Subject.LOGGING, ("org.slf4j.Logger", "Printer p | p.info(1)")),
    (Subject.REFUSAL, ("org.springframework.http.ResponseEntity", " | ResponseEntity.ok(1)")),
    (Subject.REFUSAL, ("org.springframework.http.*", " | ResponseEntity.status(HttpStatus.CREATED).build()")),
    (Subject.REFUSAL, ("jakarta.ws.rs.core.Response", " | Response.status(201).build()")),
    (
        Subject.REFUSAL,
        (
            "org.springframework.web.bind.annotation.*",
            "class A { @ResponseStatus(HttpStatus.CREATED) int f() { return 1; } }",
        ),
    ),
    (Subject.INPUT_CHECK, ("jakarta.validation.constraints.NotNull", "class A { @NotNull String x; }")),
    (
        Subject.AUTHENTICATION,
        (
            "org.springframework.security.config.annotation.web.builders.HttpSecurity",
            "HttpSecurity http | http.authorizeHttpRequests(a -> a.anyRequest().permitAll()).httpBasic(b)",
        ),
    ),
    (Subject.LOGGING, ("lombok.extern.slf4j.Slf4j", "@Slf4j class A { void f() { blog.info(1); } }")),
    (Subject.QUEUE, ("org.apache.kafka.clients.producer.KafkaProducer", "KafkaProducer p | p.send(1)")),
    (Subject.TRACES, ("io.opentelemetry.api.trace.StatusCode", " | use(StatusCode.OK)")),
    (Subject.GUARDRAIL, ("org.springframework.ai.chat.model.ChatModel", "ChatModel m | m.call(1)")),
]


def test_what_only_looks_like_a_use_is_none() -> None:
    seen = list(found([line for _subject, line in JVM_OTHERS]))
    wrong = [
        (JVM_OTHERS[number][1], subject, tool)
        for number, subject, tool in seen
        if subject is JVM_OTHERS[number][0]
    ]
    assert wrong == []
