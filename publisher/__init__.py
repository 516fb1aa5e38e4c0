"""The publisher: from structured Markdown in `content/` to a frozen, versioned, bilingual policy site.

Lives here: the model of a policy and its versions, parsing, the ledger, diffs, checks, rendering, the manifest.
Must not: import `gate` or `notifier`, or import MkDocs anywhere but in `publisher.plugin`.
"""
