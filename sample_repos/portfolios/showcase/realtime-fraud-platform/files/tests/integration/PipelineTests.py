import unittest


class PipelineTests(unittest.TestCase):
    def test_pipeline(self):
        """The pipeline runs end to end."""
        assert True

    def test_pipeline_edge_cases(self):
        assert True


if __name__ == "__main__":
    unittest.main()
