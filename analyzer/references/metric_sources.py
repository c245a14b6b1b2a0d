"""Who emits the metrics that queries ask for, as far as it is known without this repository's code."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.text import word_set

# What metrics begin with, by what emits them: from the pages of the exporters and of the programs.
OTHER_SOURCES: Mapping[str, frozenset[str]] = {
    "Kubernetes": word_set(
        "kube_ pv_collector_ kubelet_ kubernetes_ kubeproxy_ apiserver_ apiextensions_ etcd_ coredns_ "
        "scheduler_ workqueue_ rest_client_ storage_operation_ volume_manager_ cloudprovider_ "
        "authentication_ cluster_autoscaler_ container_ machine_ cadvisor_ attachdetach_ "
        "endpoint_slice_ csi_ cluster_operator_ cluster_version karpenter_ keda_ velero_ descheduler_ "
        "vpa_ nodelocaldns_ kubecost_ crossplane_"
    ),
    "a machine's exporter": word_set(
        "node_ windows_ wmi_ namedprocess_ process_ smartctl_ systemd_ ipmi_ hwmon_ netdata_ "
        "collectd_ telegraf_ DCGM_ nvidia_ nvidia_smi_ gpu_ zfs_ ssacli_ apt_ dockerd_ engine_ "
        "docker_ swarm_"
    ),
    "the runtime of a language": word_set(
        "go_ python_ jvm_ java_ nodejs_ dotnet_ ruby_ php_ phpfpm_ promhttp_ puma_ sidekiq_ hikaricp_ "
        "tomcat_ logback_ spring_ system_cpu_ system_load_ jetty_ netty_ executor_pool_ beam_ erlang_ "
        "wildfly_ base_gc_ base_memory_ base_thread_ base_cpu_ aspnetcore_"
    ),
    "Prometheus and its companions": word_set(
        "prometheus_ alertmanager_ grafana_ loki_ tempo_ mimir_ cortex_ thanos_ promtail_ pyroscope_ "
        "scrape_ push_time_ push_failure_ pushgateway_ statsd_ blackbox_ probe_ otelcol_ otel_ "
        "traces_ spanmetrics_ vector_ fluentbit_ fluentd_ logstash_ jaeger_ up net_conntrack_ snmp_ "
        "vm_ vmagent_ alloy_ target_info"
    ),
    "a proxy or a mesh": word_set(
        "istio_ envoy_ pilot_ galley_ citadel_ linkerd_ traefik_ nginx_ nginxexporter_ haproxy_ "
        "apache_ caddy_ kong_ ambassador_ contour_ varnish_ squid_ oauth2_proxy_ cloudflare_ "
        "request_total response_total response_latency_ms_ tcp_open_ gateway_api_"
    ),
    "a database or a queue": word_set(
        "pg_ postgres_ postgresql_ pgbouncer_ patroni_ ccp_ cnpg_ mysql_ redis_ mongodb_ mongo_ "
        "elasticsearch_ es_ opensearch_ kafka_ kafkaexporter_ zookeeper_ rabbitmq_ memcached_ "
        "cassandra_ ClickHouseMetrics_ clickhouse_ ClickHouseProfileEvents_ ClickHouseAsyncMetrics_ "
        "minio_ ceph_ couchdb_ influxdb_ solr_ neo4j_ nats_ nsq_ activemq_ artemis_ pulsar_ strimzi_ "
        "debezium_ burrow_ qdrant_ milvus_ weaviate_ typesense_ cockroachdb_ crdb_ mssql_ oracledb_ "
        "aerospike_ hbase_ hadoop_ hdfs_ hive_ trino_ presto_ tikv_ tidb_"
    ),
    "a service of the cloud": word_set(
        "aws_ cloudwatch_ stackdriver_ gcp_ azure_ azurerm_ cloudsql_ elb_ s3_"
    ),
    "a platform that runs workloads": word_set(
        "argocd_ argo_ argo_workflows_ gotk_ flux_ fluxcd_ controller_runtime_ revision_ autoscaler_ "
        "activator_ knative_ tekton_ tekton_pipelines_ jenkins_ gitlab_ github_ gitea_ drone_ "
        "buildkite_ airflow_ af_agg_ celery_ flower_ dagster_ prefect_ temporal_ spark_ flink_ ray_ "
        "dask_ jupyterhub_ binderhub_ vault_ consul_ nomad_ certmanager_ x509_ ssl_ external_secrets_ "
        "externalsecret_ sealed_secrets_ gatekeeper_ kyverno_ falco_ trivy_ harbor_ sonarqube_ "
        "keycloak_ openshift_ deploymentconfig_ thoth_ imageregistry_ olm_ csv_succeeded csv_abnormal "
        "subscription_sync_ mcd_ machineconfig_ console_url ovn_ sentry_ rook_ longhorn_"
    ),
    "a server of models": word_set(
        "nv_ vllm: vllm_ tgi_ te_ ts_ seldon_ kserve_ bentoml_ BENTOML_ serve_ triton_ torchserve_ "
        ":tensorflow: tensorflow_ tensorflow: mlserver_ model_infer_ rest_server_ modelmesh_ litellm_ "
        "ollama_ sglang: sglang_ lmdeploy: MLServer_"
    ),
}
# What frameworks and clients of many languages emit by themselves.
FRAMEWORK_PREFIXES = (
    "http_",
    "grpc_",
    "rpc_",
    "requests_",
    "request_",
    "https_",
    "fastapi_",
    "starlette_",
    "flask_",
    "django_",
)


def other_source(metric: str) -> str | None:
    """What emits a metric that is known to come from elsewhere; None for any other."""
    if metric in ("up", "ALERTS", "ALERTS_FOR_STATE", "vector", "time"):
        return "Prometheus and its companions"
    for who, prefixes in OTHER_SOURCES.items():
        if any(_begins(metric, prefix) for prefix in prefixes):
            return who
    return None


def _begins(metric: str, prefix: str) -> bool:
    return metric.startswith(prefix) if prefix[-1] in "_:" else metric == prefix
