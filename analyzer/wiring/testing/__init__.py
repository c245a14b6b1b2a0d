"""From a test runner's command to the test cases that it collects."""
