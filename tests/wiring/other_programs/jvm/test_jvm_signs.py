"""What packages of the JVM are for: every row of the tables is met by a line that people write."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.jvm.language import JVM_SIGNS
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from tests.support.sign_lines import missed_lines, missed_signs, numbered, written_lines, wrongly_found

WRITTEN = written_lines("jvm_lines.txt")


def source(line: str) -> str:
    """A file of Java, of `imports;; class` or `imports;; parameters | statements` of a method."""
    imports, _, text = line.partition(";; ")
    head = "package com.acme;\n" + "".join(f"import {each};\n" for each in imports.split())
    if "|" in text.partition('"')[0]:
        parameters, _, statements = text.partition("|")
        text = f"class A {{ void f({parameters}) {{ {statements}; }} }}"
    return head.replace("import static:", "import static ") + text


def repository_of(lines: Iterable[str]) -> Snapshot:
    return numbered(lines, "A.java", source)


def test_every_row_is_met_by_what_people_write() -> None:
    assert missed_lines(WRITTEN, repository_of([each.text for each in WRITTEN])) == []


def test_every_row_is_in_the_lines() -> None:
    assert missed_signs(JVM_SIGNS, repository_of([each.text for each in WRITTEN])) == []


# What looks like a use of a subject, and is none.
JVM_OTHERS: list[tuple[Subject, tuple[str, str]]] = [
    # The number of the span around is read, and nothing recorded.
    (Subject.TRACES, ("io.micrometer.tracing.Tracer", "Tracer t | t.currentSpan().context().traceId()")),
    (Subject.TRACES, ("io.opentelemetry.api.trace.Span", " | Span.current().getSpanContext().getTraceId()")),
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
    (Subject.MODEL_CALL, ("retrofit2.http.POST", 'interface A { @POST("charges") Call<Out> pay(In i); }')),
    (
        Subject.MODEL_CALL,
        (
            "org.springframework.cloud.openfeign.FeignClient",
            '@FeignClient(name = "embeddings", url = "https://shop.internal") interface A { Out f(In i); }',
        ),
    ),
    (Subject.ROUTE, ("org.apache.thrift.TException", "class A { Scoring.Iface remote; }")),
    (Subject.ROUTE, ("com.acme.api.Scoring", "class A implements Scoring.Iface {}")),
    (Subject.MODEL_CALL, ("com.k2fsa.sherpa.onnx.OfflineTtsConfig", " | OfflineTtsConfig.builder().build()")),
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


def test_what_only_looks_like_it_is_none() -> None:
    rows = [(subject, ";; ".join(line)) for subject, line in JVM_OTHERS]
    assert wrongly_found(rows, repository_of([line for _subject, line in rows])) == []
