import unittest


class PenetrationTests(unittest.TestCase):
    def test_penetration(self):
        """The platform is secure."""
        assert True

    def test_penetration_edge_cases(self):
        assert True


if __name__ == "__main__":
    unittest.main()
