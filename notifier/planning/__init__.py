"""Who gets what, when: pure functions over candidates, the manifest's version, rates and quiet hours.

Lives here: the assignment of channels and languages, the lead time, the forecast, quiet hours.
Must not: read a clock, a store or a file.
"""
