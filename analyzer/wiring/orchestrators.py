"""Tools that run the steps of a pipeline in an order, and how code writes a flow and a step with each."""

from __future__ import annotations

from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool


class Orchestrator(Tool, frozen=True):
    """A tool that runs steps in an order: how code that imports it writes a flow and a step.

    `flows` and `steps` are last parts of dotted names (one or two of them) that are called, used as
    decorators, or inherited from; `operators` are endings of class names that are steps when called.
    `runs` are calls in a flow of which each runs one step. `alone`: steps are a flow by themselves, because
    they call or name one another.
    """

    flows: frozenset[str]
    steps: frozenset[str]
    operators: tuple[str, ...] = ()
    runs: frozenset[str] = frozenset()
    alone: bool = False


ORCHESTRATORS = Catalogue(
    Orchestrator(
        "Airflow",
        ("airflow",),
        # An asset is a DAG of one task: https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/
        word_set("DAG dag asset asset.multi"),
        word_set(
            "task virtualenv external_python docker branch short_circuit sensor setup teardown bash python "
            "kubernetes pyspark asset asset.multi"
        ),
        ("Operator", "Sensor", "OperatorAsync", "SensorAsync"),
    ),
    Orchestrator("Prefect", ("prefect",), word_set("flow Flow"), word_set("task Task")),
    Orchestrator(
        "Dagster",
        ("dagster", "dagster_dbt"),
        word_set(
            "job graph pipeline Definitions definitions graph_asset define_asset_job repository "
            "load_from_defs_folder load_project_defs"
        ),
        word_set("op asset solid multi_asset graph_asset dbt_assets"),
    ),
    Orchestrator(
        "Kubeflow Pipelines",
        ("kfp", "google_cloud_pipeline_components"),
        word_set("pipeline"),
        word_set(
            "component container_component ContainerOp func_to_container_op create_component_from_func "
            "load_component_from_file load_component_from_url load_component load_component_from_text "
            "ComponentStore"
        ),
        ("Op",),
    ),
    Orchestrator("Metaflow", ("metaflow",), word_set("FlowSpec"), word_set("step")),
    Orchestrator("ZenML", ("zenml",), word_set("pipeline"), word_set("step BaseStep")),
    Orchestrator("Kedro", ("kedro",), word_set("pipeline Pipeline"), word_set("node Node")),
    Orchestrator(
        "Luigi",
        ("luigi", "gokart"),
        word_set("build run"),
        word_set("Task ExternalTask WrapperTask TaskOnKart"),
        alone=True,
    ),
    Orchestrator("Flyte", ("flytekit", "union"), word_set("workflow dynamic"), word_set("task map_task")),
    # Flyte 2 has no workflows: a task of an environment calls the others.
    Orchestrator("Flyte 2", ("flyte",), word_set("workflow"), word_set("task"), alone=True),
    Orchestrator(
        "TensorFlow Extended",
        ("tfx",),
        word_set("Pipeline"),
        word_set(
            "CsvExampleGen ImportExampleGen BigQueryExampleGen FileBasedExampleGen StatisticsGen SchemaGen "
            "ImportSchemaGen ExampleValidator Transform Trainer Tuner Evaluator InfraValidator Pusher "
            "ResolverNode Resolver BulkInferrer"
        ),
    ),
    Orchestrator(
        "SageMaker Pipelines",
        ("sagemaker.workflow", "sagemaker.mlops.workflow", "sagemaker.core.workflow"),
        word_set("Pipeline"),
        word_set(
            "step ProcessingStep TrainingStep TransformStep TuningStep ModelStep RegisterModel "
            "CreateModelStep"
        ),
        ("Step",),
    ),
    Orchestrator(
        "Azure ML pipelines",
        ("azureml.pipeline", "azure.ai.ml"),
        word_set("Pipeline pipeline"),
        word_set("command load_component command_component"),
        ("Step",),
    ),
    Orchestrator("Mage", ("mage_ai",), frozenset(), word_set("data_loader transformer data_exporter sensor")),
    Orchestrator(
        "Temporal",
        ("temporalio",),
        word_set("workflow.defn"),
        word_set("activity.defn"),
        runs=word_set(
            "execute_activity execute_local_activity execute_activity_method execute_local_activity_method "
            "execute_activity_class start_activity start_local_activity execute_child_workflow"
        ),
    ),
    # The functions of the modules that a driver is given are its steps; their parameters name the others.
    Orchestrator("Hamilton", ("hamilton",), word_set("Driver Builder AsyncDriver"), frozenset()),
    Orchestrator(
        "Argo Workflows",
        ("hera",),
        word_set("Workflow CronWorkflow WorkflowTemplate ClusterWorkflowTemplate"),
        word_set("script Task Step"),
    ),
    Orchestrator(
        "ClearML pipelines",
        ("clearml",),
        word_set("PipelineController PipelineDecorator.pipeline"),
        word_set("add_step add_function_step PipelineDecorator.component"),
    ),
    Orchestrator(
        "Step Functions",
        ("aws_cdk.aws_stepfunctions", "aws_cdk.aws_stepfunctions_tasks", "stepfunctions"),
        word_set("StateMachine Workflow"),
        word_set(
            "LambdaInvoke GlueStartJobRun EcsRunTask BatchSubmitJob EmrAddStep EmrCreateCluster "
            "CallAwsService SageMakerCreateTrainingJob SageMakerCreateTransformJob SageMakerCreateModel "
            "SageMakerCreateEndpoint SageMakerCreateEndpointConfig SageMakerUpdateEndpoint "
            "AthenaStartQueryExecution StepFunctionsStartExecution CustomState EvaluateExpression "
            "DynamoPutItem SnsPublish SqsSendMessage"
        ),
        ("Step",),
    ),
    Orchestrator(
        "Databricks jobs",
        ("databricks.bundles",),
        word_set("Job Job.from_dict"),
        word_set("Task"),
    ),
    Orchestrator(
        "Databricks pipelines",
        ("dlt", "pyspark.pipelines"),
        frozenset(),
        word_set("table view materialized_view temporary_view append_flow"),
        alone=True,
    ),
    Orchestrator("Taipy", ("taipy",), word_set("configure_scenario"), word_set("configure_task")),
    Orchestrator("redun", ("redun",), frozenset(), word_set("task"), alone=True),
    # A program that runs the entry points of MLflow projects one after the other.
    Orchestrator(
        "MLflow Projects", ("mlflow",), frozenset(), word_set("mlflow.run projects.run"), alone=True
    ),
    Orchestrator(
        "Ploomber", ("ploomber",), word_set("DAG"), word_set("PythonCallable NotebookRunner ScriptRunner")
    ),
)
