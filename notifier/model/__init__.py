"""The notifier's domain: frozen values, the states of a delivery and the laws between them.

Lives here: notices, audiences, recipients, deliveries, consents, proofs, the manifest as values, the log's chain.
Must not: read a clock, a file, a database or the network; datetimes are aware, ids are `NewType`s.
"""
