"""Faults, injected with real servers and real processes; `docs/notifier-faults.md` lists each with its outcome."""
