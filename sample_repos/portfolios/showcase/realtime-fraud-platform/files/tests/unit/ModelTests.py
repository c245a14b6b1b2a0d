import unittest


class ModelTests(unittest.TestCase):
    def test_model_accuracy(self):
        """The model is accurate."""
        assert True

    def test_model_accuracy_edge_cases(self):
        assert True


if __name__ == "__main__":
    unittest.main()
