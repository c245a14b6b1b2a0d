"""Packages of JavaScript and TypeScript for experiments, evaluation, jobs, load, rollout and tests.

Sources: https://mlflow.org/docs/latest/genai, https://www.promptfoo.dev/docs, https://www.braintrust.dev/docs,
https://docs.temporal.io/develop/typescript, https://docs.bullmq.io, https://www.inngest.com/docs, https://k6.io/docs,
https://docs.getunleash.io, https://openfeature.dev.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.javascript.signs import script_sign
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject

SCRIPT_EXPERIMENT_SIGNS: tuple[Sign, ...] = (
    script_sign(Subject.TRACKING, "Weights & Biases", "@wandb/sdk", r"(?:wandb\.)?(?:init|log|finish)"),
    script_sign(
        Subject.TRACKING, "MLflow",
        "mlflow-tracing @mlflow/core @mlflow/openai @mlflow/mlflow mlflow mlflow-js",
        r"init|\w+\(\)\.(?:createRun|logMetric|logParam|logBatch"
        "|createExperiment)",
    ),
    script_sign(
        Subject.TRACKING, "TensorBoard", "@tensorflow/tfjs-node @tensorflow/tfjs-node-gpu",
        r"node\.(?:tensorBoard|summaryFileWriter)", imports=False,
    ),
    script_sign(
        Subject.TRACKING, "LangSmith", "langsmith", r"Client\(\)\.create(?:Project|Dataset|Example)s?",
        imports=False,
    ),
    script_sign(
        Subject.TRACKING, "Braintrust", "braintrust", r"init|initExperiment|init\(\)\.log", imports=False,
    ),
    script_sign(
        Subject.REGISTRY, "Hugging Face Hub", "@huggingface/hub", r"uploadFiles?\w*|createRepo|commit\w*",
    ),
    script_sign(
        Subject.REGISTRY, "SageMaker", "@aws-sdk/client-sagemaker", r"Create(?:ModelPackage\w*|Model)Command",
        imports=False,
    ),
    script_sign(
        Subject.REGISTRY, "Vertex AI", "@google-cloud/aiplatform",
        r"(?:v\w+\.)?ModelServiceClient\(\)\.uploadModel", imports=False,
    ),
    script_sign(Subject.EVALUATION, "promptfoo", "promptfoo", r"evaluate|assertions\.\w+"),
    script_sign(Subject.EVALUATION, "autoevals", "autoevals", r"[A-Z]\w+"),
    script_sign(
        Subject.EVALUATION, "Braintrust", "braintrust", r"Eval|init\w*\(\)\.logFeedback", imports=False,
    ),
    script_sign(
        Subject.EVALUATION, "LangSmith", "langsmith/evaluation langsmith/vitest langsmith/jest",
        r"evaluate\w*|evaluateComparative|(?:ls\.)?(?:describe|test|it|logFeedback|wrapEvaluator)(?:\.\w+)*",
    ),
    script_sign(Subject.EVALUATION, "evalite", "evalite", r"evalite(?:\.\w+)?|createScorer"),
    script_sign(Subject.EVALUATION, "vitest-evals", "vitest-evals", r"describeEval|expect\(\)\.toEval"),
    script_sign(
        Subject.EVALUATION, "Phoenix", "@arizeai/phoenix-evals @arizeai/phoenix-client",
        r"runExperiment|evaluateExperiment|create\w*(?:Evaluator|Classifier)\w*|asEvaluator|createDataset"
        "|llmClassify",
    ),
    script_sign(Subject.EVALUATION, "DeepEval", "deepeval deepeval-ts", r"evaluate|assertTest|\w+Metric"),
    script_sign(
        Subject.EVALUATION, "Mastra evals", "@mastra/evals",
        r"evaluate|create\w*Scorer|\w+Metric(?:\(\)\.measure)?",
    ),
    script_sign(
        Subject.EVALUATION, "OpenAI evals", "openai", r"\w+\(\)\.evals\.(?:create|runs\.create)",
        imports=False,
    ),
    script_sign(
        Subject.EVALUATION, "Genkit evaluator", "@genkit-ai/evaluator genkit",
        r"genkitEval|\w+\(\)\.(?:defineEvaluator|evaluate)", imports=False,
    ),
    script_sign(Subject.EVALUATION, "Weave", "weave", r"Evaluation(?:\(\)\.evaluate)?", imports=False),
    script_sign(Subject.EVALUATION, "Axiom", "@axiomhq/ai axiom", r"Eval", imports=False),
    script_sign(
        Subject.EVALUATION, "Langfuse", "langfuse @langfuse/client",
        r"Langfuse\w*\(\)\.(?:score|getDataset|dataset\.get|runExperiment)"
        r"|LangfuseClient\(\)\.(?:score|dataset|experiment)\.\w+", imports=False,
    ),
    script_sign(
        Subject.EVALUATION, "RAGAS, JavaScript", "ragas llm-as-a-judge evalkit openevals agentevals",
        r"create\w+|evaluate\w*|\w+",
    ),
)  # fmt: skip

SCRIPT_JOB_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.ORCHESTRATION, "Temporal", "@temporalio/workflow",
        r"proxyActivities|proxyLocalActivities|executeChild|startChild",
    ),
    script_sign(Subject.ORCHESTRATION, "Temporal", "@temporalio/worker", r"Worker\.create"),
    script_sign(
        Subject.ORCHESTRATION, "Temporal", "@temporalio/client",
        r"(?:Client\(\)\.workflow|WorkflowClient\(\))\.(?:start|execute|signalWithStart)",
    ),
    script_sign(Subject.ORCHESTRATION, "Inngest", "inngest", r"Inngest\(\)\.(?:createFunction|send)|serve"),
    script_sign(
        Subject.ORCHESTRATION, "Trigger.dev", "@trigger.dev/sdk",
        r"task|schemaTask|schedules\.task|tasks\.trigger|TriggerClient\(\)\.\w+|(?:task"
        r"|schemaTask)\(\)\.\w+",
    ),
    script_sign(
        Subject.ORCHESTRATION, "BullMQ flow", "bullmq", r"FlowProducer(?:\(\)\.add\w*)?", imports=False,
    ),
    script_sign(
        Subject.ORCHESTRATION, "LangGraph", "@langchain/langgraph",
        r"\w*Graph|\w*Graph\(\)(?:\.\w+\(\))*\.(?:addNode|addEdge|addConditionalEdges|compile)|entrypoint"
        "|task|createReactAgent",
    ),
    script_sign(
        Subject.ORCHESTRATION, "Mastra workflow", "@mastra/core",
        r"createWorkflow|createStep|Workflow|.*createWorkflow\(\)(?:\.\w+\(\))*\.(?:then|commit)",
        imports=False,
    ),
    script_sign(
        Subject.ORCHESTRATION, "LlamaIndex workflow", "@llamaindex/workflow @llamaindex/workflow-core",
        r"createWorkflow|Workflow|agent|multiAgent|.*\.(?:handle|addStep)",
    ),
    script_sign(
        Subject.ORCHESTRATION, "Step Functions", "@aws-sdk/client-sfn",
        r"Start\w*ExecutionCommand|SFN\(\)\.start\w*",
    ),
    script_sign(
        Subject.ORCHESTRATION, "Step Functions", "aws-cdk-lib/aws-stepfunctions",
        r"StateMachine|.*\.(?:StateMachine|next)",
    ),
    script_sign(
        Subject.ORCHESTRATION, "Restate", "@restatedev/restate-sdk",
        r"service|workflow|object|serve|endpoint(?:\(\)\.bind)?",
    ),
    script_sign(
        Subject.ORCHESTRATION, "DBOS", "@dbos-inc/dbos-sdk", r"DBOS\.\w+",
        decorators=r"DBOS\.(?:workflow|step|transaction|scheduled)",
    ),
    script_sign(
        Subject.ORCHESTRATION, "Hatchet", "@hatchet-dev/typescript-sdk",
        r".*\.(?:workflow|task|worker|durableTask)",
    ),
    script_sign(Subject.ORCHESTRATION, "Upstash workflow", "@upstash/workflow", r"serve|Client\(\)\.trigger"),
    script_sign(
        Subject.ORCHESTRATION, "Cloudflare workflow", "cloudflare:workers", bases="WorkflowEntrypoint",
        imports=False,
    ),
    script_sign(
        Subject.ORCHESTRATION, "Vercel workflow", "workflow", r"start|sleep|createHook", imports=False,
    ),
    script_sign(
        Subject.QUEUE, "BullMQ", "bullmq bull",
        r"Worker|(?:Queue|default)\(\)\.(?:add|addBulk|process)|Queue",
    ),
    script_sign(
        Subject.QUEUE, "NestJS queue", "@nestjs/bullmq @nestjs/bull",
        r"(?:Bull|BullMq)Module\.(?:registerQueue|forRoot)\w*|InjectQueue",
        decorators="Process|Processor|OnWorkerEvent", bases="WorkerHost",
    ),
    script_sign(
        Subject.QUEUE, "RabbitMQ", "amqplib amqp-connection-manager rascal",
        r".*\.(?:consume|sendToQueue|publish|assertQueue|createChannel)|connect",
    ),
    script_sign(
        Subject.QUEUE, "RabbitMQ", "@golevelup/nestjs-rabbitmq", decorators="RabbitSubscribe|RabbitRPC",
    ),
    script_sign(
        Subject.QUEUE, "Kafka", "kafkajs @confluentinc/kafka-javascript node-rdkafka",
        r".*(?:consumer\(\)\.(?:run|subscribe)|producer\(\)\.send\w*)|KafkaConsumer|Producer",
    ),
    script_sign(
        Subject.QUEUE, "Redis", "ioredis redis @redis/client",
        r".*\.(?:xreadgroup|xread|xReadGroup|xRead|blpop|blPop|brpop|brPop|blmove|blMove)", imports=False,
    ),
    script_sign(
        Subject.QUEUE, "NestJS microservice", "@nestjs/microservices", r"ClientProxy\(\)\.(?:emit|send)",
        decorators="EventPattern", imports=False,
    ),
    script_sign(Subject.QUEUE, "SQS", "sqs-consumer", r"Consumer\.create"),
    script_sign(
        Subject.QUEUE, "SQS", "@aws-sdk/client-sqs",
        r"(?:ReceiveMessage|SendMessage|SendMessageBatch)Command|SQS\(\)\.(?:sendMessage|receiveMessage)\w*",
    ),
    script_sign(
        Subject.QUEUE, "Pub/Sub", "@google-cloud/pubsub",
        r"PubSub\(\)\.(?:subscription\(\)\.on|topic\(\)\.publish\w*)|.*\.publishMessage",
    ),
    script_sign(
        Subject.QUEUE, "Cloud Tasks", "@google-cloud/tasks", r"(?:v\w+\.)?CloudTasksClient\(\)\.createTask",
    ),
    script_sign(
        Subject.QUEUE, "Service Bus", "@azure/service-bus @azure/storage-queue @azure/event-hubs",
        r".*\.(?:subscribe|sendMessages|sendMessage|receiveMessages|sendBatch)",
    ),
    script_sign(
        Subject.QUEUE, "pg-boss", "pg-boss graphile-worker",
        r"(?:\w+\(\))\.(?:work|send|schedule)|run|\w+\(\)\.addJob|makeWorkerUtils",
    ),
    script_sign(
        Subject.QUEUE, "Agenda", "agenda bee-queue @hokify/agenda",
        r"\w+\(\)\.(?:define|every|schedule|now|process|createJob)",
    ),
    script_sign(
        Subject.QUEUE, "NATS", "nats @nats-io/transport-node",
        r"connect\(\)\.(?:subscribe|publish|jetstream)",
    ),
    script_sign(
        Subject.QUEUE, "QStash", "@upstash/qstash",
        r"Client\(\)\.(?:publish\w*|batch\w*|queue\w*)|verifySignature\w*",
    ),
)  # fmt: skip

SCRIPT_OPERATION_SIGNS: tuple[Sign, ...] = (
    script_sign(
        Subject.LOAD_TEST, "k6", "k6/http k6/ws k6/net/grpc k6/experimental/*",
        r"(?:http\.)?(?:get|post|put|patch|del|request|batch|connect)|Client\(\)\.invoke",
    ),
    script_sign(Subject.LOAD_TEST, "k6", "k6", r"check|sleep|group"),
    script_sign(Subject.LOAD_TEST, "autocannon", "autocannon loadtest artillery", r"default|loadTest"),
    script_sign(
        Subject.ROLLOUT, "Unleash", "unleash-client @unleash/nextjs unleash-proxy-client",
        r"(?:Unleash\(\)\.|initialize\(\)\.|startUnleash\(\)\.|flagsClient\(\)\."
        r"|UnleashClient\(\)\.)?(?:isEnabled|getVariant)",
    ),
    script_sign(
        Subject.ROLLOUT, "LaunchDarkly",
        "@launchdarkly/node-server-sdk launchdarkly-node-server-sdk @launchdarkly/cloudflare-server-sdk "
        "@launchdarkly/server-sdk-ai", r"\w+\(\)\.(?:\w*[vV]ariation(?:Detail)?|config|completionConfig)",
    ),
    script_sign(
        Subject.ROLLOUT, "GrowthBook", "@growthbook/growthbook",
        r"\w+\(\)\.(?:isOn|isOff|getFeatureValue|evalFeature|run|createScopedInstance)",
    ),
    script_sign(
        Subject.ROLLOUT, "Statsig", "statsig-node @statsig/statsig-node-core @statsig/vercel-edge",
        r"(?:Statsig\.|\w+\(\)\.)?(?:checkGate|getExperiment|getConfig|getDynamicConfig|getLayer"
        r"|getFeatureGate)\w*",
    ),
    script_sign(
        Subject.ROLLOUT, "Split", "@splitsoftware/splitio", r"SplitFactory\(\)\.client\(\)\.getTreatment\w*",
    ),
    script_sign(
        Subject.ROLLOUT, "PostHog flags", "posthog-node",
        r"PostHog\(\)\.(?:isFeatureEnabled|getFeatureFlag\w*|getAllFlags)", imports=False,
    ),
    script_sign(
        Subject.ROLLOUT, "OpenFeature", "@openfeature/server-sdk",
        r"OpenFeature\.getClient\(\)\.get\w+Value|Client\(\)\.get\w+(?:Value|Details)",
    ),
    script_sign(
        Subject.ROLLOUT, "Flagsmith", "flagsmith-nodejs", r"\w+\(\)\.get(?:Environment|Identity)Flags",
    ),
    script_sign(
        Subject.ROLLOUT, "Optimizely", "@optimizely/optimizely-sdk",
        r"createInstance\(\)\.(?:decide|activate|isFeatureEnabled|createUserContext)\w*",
    ),
    script_sign(Subject.ROLLOUT, "ConfigCat", "configcat-node @configcat/sdk", r"getClient\(\)\.getValue\w*"),
    script_sign(Subject.ROLLOUT, "flags", "flags/next @vercel/flags/next", r"flag|dedupe"),
    script_sign(
        Subject.ROLLOUT, "Amplitude experiment", "@amplitude/experiment-node-server",
        r".*\.(?:fetchV2|evaluateV2|fetch|evaluate)",
    ),
    script_sign(Subject.TEST_TOOL, "Jest", "@jest/globals jest jest-mock-extended"),
    script_sign(Subject.TEST_TOOL, "Vitest", "vitest"),
    script_sign(Subject.TEST_TOOL, "Mocha or Chai", "mocha chai sinon"),
    script_sign(Subject.TEST_TOOL, "Node's test runner", "node:test"),
    script_sign(Subject.TEST_TOOL, "Bun's test runner", "bun:test"),
    script_sign(Subject.TEST_TOOL, "AVA or tap", "ava tap tape uvu"),
    script_sign(Subject.TEST_TOOL, "Playwright", "@playwright/test playwright"),
    script_sign(Subject.TEST_TOOL, "Supertest", "supertest"),
    script_sign(Subject.TEST_TOOL, "NestJS testing", "@nestjs/testing"),
    script_sign(Subject.TEST_TOOL, "Testing Library", "@testing-library/*"),
    script_sign(Subject.TEST_TOOL, "mocked network", "nock msw aws-sdk-client-mock"),
)  # fmt: skip
