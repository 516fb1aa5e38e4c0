"""The pages, one module for each kind: which facts it shows, and its template.

Lives here: functions from a site, a policy and a version to a `Page`.
Must not: write files, or know a host's theme.
"""
