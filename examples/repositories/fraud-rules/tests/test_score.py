import unittest

from fraud_rules.score import score


class ScoreTest(unittest.TestCase):
    def test_small_orders_at_home_are_harmless(self):
        self.assertEqual(score(1_999, "DE"), 0)

    def test_large_orders_from_afar_are_not(self):
        self.assertEqual(score(990_000, "NZ"), 85)

    def test_nothing_costs_less_than_nothing(self):
        with self.assertRaises(ValueError):
            score(-1, "DE")


if __name__ == "__main__":
    unittest.main()
