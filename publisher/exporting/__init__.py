"""Exporting: a version's text, its tracked changes and 「新旧対照表」 as Word, PDF and HTML documents that stand alone.

Lives here: the flow of paragraphs that a document is made of, and one writer for each format.
Must not: judge a text, know the site's pages, or print.
"""
