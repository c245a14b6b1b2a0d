"""From a workflow or a task to the commands and images that it runs."""
