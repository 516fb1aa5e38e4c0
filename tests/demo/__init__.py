"""The demo's own parts, without a browser."""
