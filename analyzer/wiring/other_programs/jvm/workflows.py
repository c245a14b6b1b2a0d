"""Packages of Java, Kotlin and Scala around models: runs, registries, data checks, judging, flows, tests.

Sources: https://mlflow.org/docs/latest/api_reference/java_api/, https://github.com/awslabs/deequ,
https://docs.temporal.io/develop/java, https://docs.spring.io/spring-batch/reference/, https://docs.gatling.io/,
https://docs.getunleash.io/sdks/java, https://docs.spring.io/spring-ai/reference/api/testing.html.
"""

from __future__ import annotations

from analyzer.wiring.other_programs.jvm.models import AFTER
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, sign

JVM_WORKFLOW_SIGNS: tuple[Sign, ...] = (
    sign(
        Subject.TRACKING,
        "MLflow",
        "org.mlflow",
        rf"(?:MlflowClient|MlflowContext|ActiveRun){AFTER}\.(?:createRun|startRun|logParam\w*"
        rf"|logMetric\w*|logArtifacts?|logBatch"
        r"|setTag|withActiveRun|createExperiment)",
    ),
    sign(
        Subject.TRACKING,
        "experiment tracking",
        "ml.comet ai.clear.ml com.neptune ml.wandb",
        rf"\w*Experiment\w*{AFTER}\.(?:logMetric|logParameter|setCurrentStep|createOnlineExperiment)",
    ),
    sign(
        Subject.REGISTRY,
        "MLflow",
        "org.mlflow",
        rf"MlflowClient{AFTER}\.(?:createRegisteredModel|createModelVersion|getLatestVersions"
        rf"|downloadLatestModelVersion"
        r"|downloadModelVersion|getModelVersion|transitionModelVersionStage|getModelVersionByAlias)",
        imported=False,
    ),
    sign(
        Subject.REGISTRY,
        "model registry of a cloud",
        "software.amazon.awssdk.services.sagemaker com.google.cloud.aiplatform"
        " com.amazonaws.services.sagemaker",
        rf"\w*SageMaker\w*{AFTER}\.(?:createModelPackage\w*|describeModelPackage|listModelPackages"
        rf"|updateModelPackage)"
        rf"|ModelServiceClient{AFTER}\.(?:uploadModel\w*|getModel|listModels|exportModel\w*)",
        imported=False,
    ),
    sign(
        Subject.DATA_CHECK,
        "Deequ",
        "com.amazon.deequ",
        rf"VerificationSuite{AFTER}|Check(?:\(\))?{AFTER}\.(?:has\w+|is\w+|satisfies|contains\w+)"
        rf"|ColumnProfilerRunner{AFTER}"
        rf"|ConstraintSuggestionRunner{AFTER}|AnalysisRunner{AFTER}|AnomalyCheck\w*",
    ),
    sign(
        Subject.DATA_CHECK,
        "data check",
        "io.github.databand org.apache.griffin frameless.validation com.target.data_validator"
        " za.co.absa.atum"
        " org.apache.avro.specific org.everit.json.schema com.datastax.bulk",
        rf"Schema{AFTER}\.validate|ValidatorConfig{AFTER}|\w*Validator{AFTER}\.validate",
        imported=False,
    ),
    sign(
        Subject.DATA_VERSION,
        "a version of a table",
        "org.apache.spark io.delta org.apache.iceberg",
        r".+\.option",
        strings=r"versionAsOf|timestampAsOf|snapshot-id|as-of-timestamp|branch|tag",
        imported=False,
    ),
    sign(
        Subject.DATA_VERSION,
        "Delta Lake",
        "io.delta",
        rf"DeltaTable{AFTER}\.restoreTo(?:Version|Timestamp)",
        imported=False,
    ),
    sign(
        Subject.DATA_VERSION,
        "lakeFS",
        "io.lakefs",
        rf"(?:Commits|Branches|Tags|Refs)Api{AFTER}\.(?:commit|createBranch|createTag|mergeIntoBranch)",
        imported=False,
    ),
    sign(
        Subject.EVALUATION,
        "Spring AI evaluator",
        "org.springframework.ai",
        rf"(?:Relevancy|FactChecking|\w*)Evaluator{AFTER}\.evaluate",
        imported=False,
    ),
    sign(
        Subject.EVALUATION,
        "model judge",
        "dev.dokimos io.github.quarkiverse.langchain4j.testing io.quarkiverse.langchain4j.testing"
        " io.quarkiverse.langchain4j.scorer org.evals4j dev.langchain4j.evaluation",
        rf"\w*(?:Scorer|Evaluator|Judge){AFTER}\.(?:evaluate|score|judge)\w*|\w*(?:EvaluationStrategy"
        rf"|Strategy)",
    ),
    sign(
        Subject.ORCHESTRATION,
        "Temporal",
        "io.temporal com.uber.cadence",
        rf"(?:WorkerFactory|WorkflowClient|Worker|Workflow){AFTER}\.(?:start|newInstance|newWorker"
        rf"|newActivityStub"
        r"|registerWorkflowImplementationTypes|registerActivitiesImplementations|newWorkflowStub|execute)",
        decorators=r"WorkflowInterface|ActivityInterface|WorkflowMethod|WorkflowImpl|ActivityImpl",
    ),
    sign(
        Subject.ORCHESTRATION,
        "Spring Batch",
        "org.springframework.batch",
        rf"(?:Job|Step)Builder(?:Factory)?{AFTER}\.(?:start|flow|get|chunk|tasklet|next)"
        rf"|JobLauncher{AFTER}\.run",
        decorators=r"EnableBatchProcessing",
    ),
    sign(
        Subject.ORCHESTRATION,
        "workflow engine",
        "com.netflix.conductor io.orkes.conductor org.flyte org.camunda.bpm io.camunda io.kestra.core"
        " org.quartz"
        " org.jobrunr com.github.kagkarlsson.scheduler software.amazon.awssdk.services.sfn",
        rf"\w*(?:WorkflowExecutor|Scheduler|BackgroundJob|JobScheduler|RuntimeService|SfnClient"
        rf"|TaskRunner\w*){AFTER}"
        r"\.(?:start\w*|schedule\w*|enqueue\w*|create|executeWorkflow)",
        decorators=r"WorkerTask|JobWorker|Recurring",
        bases=r"SdkWorkflow|SdkRunnableTask|Job|JavaDelegate",
    ),
    sign(
        Subject.ORCHESTRATION,
        "schedule",
        "org.springframework.scheduling.annotation io.micronaut.scheduling.annotation io.quarkus.scheduler",
        decorators=r"Scheduled|Schedules",
    ),
    sign(
        Subject.LOAD_TEST,
        "Gatling",
        "io.gatling",
        rf"scenario{AFTER}|setUp{AFTER}|(?:CoreDsl|HttpDsl)\.\w+",
        bases=r"Simulation",
    ),
    sign(
        Subject.LOAD_TEST,
        "JMeter",
        "us.abstracta.jmeter org.apache.jmeter",
        rf"(?:JmeterDsl\.)?testPlan{AFTER}|(?:JmeterDsl\.)?threadGroup|StandardJMeterEngine{AFTER}\.run",
    ),
    sign(Subject.LOAD_TEST, "JMH", "org.openjdk.jmh", decorators=r"Benchmark", imported=False),
    sign(
        Subject.ROLLOUT,
        "feature flags",
        "io.getunleash no.finn.unleash com.launchdarkly org.togglz org.ff4j dev.openfeature io.split"
        " com.configcat"
        " com.flagsmith growthbook.sdk com.statsig com.optimizely.ab",
        rf"\w*Unleash{AFTER}\.(?:isEnabled|getVariant)|LDClient\w*{AFTER}\.\w*[vV]ariation\w*"
        rf"|FeatureManager{AFTER}\.isActive"
        rf"|FF4j{AFTER}\.check|Client{AFTER}\.get(?:Boolean|String|Integer|Double|Object)(?:Value|Details)"
        rf"|SplitClient{AFTER}\.getTreatment\w*|ConfigCatClient{AFTER}\.getValue\w*"
        rf"|FlagsmithClient{AFTER}\.\w+"
        rf"|GrowthBook\w*{AFTER}\.(?:isOn|isFeatureEnabled|getFeatureValue|run)"
        rf"|Statsig{AFTER}\.(?:checkGate|getExperiment)\w*"
        rf"|Optimizely{AFTER}\.(?:activate|decide|isFeatureEnabled|getVariation)",
    ),
    sign(
        Subject.TEST_TOOL,
        "JUnit",
        "org.junit junit.framework org.testng kotlin.test",
        decorators=r"Test|ParameterizedTest|RepeatedTest|TestFactory|Theory",
        bases=r"TestCase",
    ),
    sign(
        Subject.TEST_TOOL,
        "Scala or Kotlin test",
        "org.scalatest munit org.specs2 weaver zio.test utest io.kotest io.spec org.spekframework",
        rf"test|it|describe|should{AFTER}",
        bases=r"\w*(?:Spec|Suite|Specification|FunSuite)\w*",
    ),
)
