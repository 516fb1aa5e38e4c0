"""Rendering: from a text with its clauses and blocks to the HTML that people read.

Lives here: the markup inside a line, blocks, clauses, whole pages with their templates, styles and words.
Must not: read a policy's files, know a clock, or know which program (MkDocs or another) writes the pages.
"""
