"""Configuration of CI systems as one model of pipelines, jobs and steps."""
