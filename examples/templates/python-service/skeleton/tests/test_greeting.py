import unittest

from service.greeting import greeting_for


class GreetingTest(unittest.TestCase):
    def test_greets_by_name(self):
        self.assertEqual(greeting_for(" Ana "), "Hello, Ana!")

    def test_greets_everybody_without_one(self):
        self.assertEqual(greeting_for(None), "Hello, world!")

    def test_refuses_what_is_no_name(self):
        with self.assertRaises(ValueError):
            greeting_for("x" * 81)


if __name__ == "__main__":
    unittest.main()
