"""The question and the decision, pure: from typed characters to a date, from a date to an outcome, and platform
signals.

Lives here: parsing of birth dates, age by law, thresholds, the algebra of outcomes, mappings of platform signals.
Must not: read a clock, a disk or a network, know HTTP, or keep or print what a person typed.
"""
