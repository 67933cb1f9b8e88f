"""How suspicious an order is."""
