"""Importing: from a text as it is found (plain text, Markdown, HTML, Word, a git history) to the text format.

Lives here: readers of foreign formats, what they have in common (parts, structure, ids), and the report of an import.
Must not: lose a visible character of a text in silence, or write anywhere but where `publisher.storing` says.
"""
