from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("retrain_fraud_model", start_date=datetime(2026, 1, 1), schedule="@daily") as dag:
    extract = BashOperator(task_id="extract", bash_command="echo extract")
    train = BashOperator(task_id="train", bash_command="echo train")
    deploy = BashOperator(task_id="deploy", bash_command="echo deploy")
    extract >> train >> deploy
