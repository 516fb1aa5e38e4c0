"""Notices on paper: PDF files for a printer or a fax gateway, by WeasyPrint (the extra `documents`).

Must not: decide who gets a letter; fetch anything that a document names.
"""
