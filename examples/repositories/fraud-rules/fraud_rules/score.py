"""The rules themselves: pure functions over an order."""

HOME_COUNTRIES = {"DE", "FR", "NL", "PT"}


def score(cents: int, country: str) -> int:
    """A score from 0 (harmless) to 100 (call somebody)."""
    if cents < 0:
        raise ValueError("an order cannot cost less than nothing")
    points = min(60, cents // 10_000)
    if country.upper() not in HOME_COUNTRIES:
        points += 25
    return min(100, points)
