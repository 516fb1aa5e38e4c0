"""Mailboxes that bounces come to: mbox files, Maildirs, one message on standard input, IMAP.

Lives here: one module a form; each yields raw messages, with a bound on their size.
Must not: understand a message (that is `notifier.returns`) or delete one.
"""
