"""The whole product from outside: `python -m demo` in a process of its own, and a visitor in a real browser."""
