"""Reads a supplier's price list: one `name;cents` a line."""


def read(lines):
    for number, line in enumerate(lines, start=1):
        name, separator, cents = line.strip().partition(";")
        if not separator or not cents.isdigit():
            raise ValueError(f"line {number}: expected name;cents, found {line.strip()!r}")
        yield name, int(cents)
