"""Which tests are collected, run and able to reach their subjects."""
