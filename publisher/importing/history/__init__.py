"""Histories: a git repository with one Markdown file for each language becomes versions of a policy.

Lives here: reading git, finding the day a text takes effect, pairing the languages, converting the texts.
Must not: write into the repository, or run anything that its configuration names.
"""
