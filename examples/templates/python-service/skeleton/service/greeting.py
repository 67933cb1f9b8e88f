"""What the service says: pure functions."""


def greeting_for(name: str | None) -> str:
    """The greeting for somebody, or for everybody."""
    who = (name or "").strip()
    if len(who) > 80:
        raise ValueError("nobody has a name that long")
    return f"Hello, {who or 'world'}!"
