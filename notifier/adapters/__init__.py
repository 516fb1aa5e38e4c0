"""The outside of the notifier: databases, mail servers, folders, keys, manifests, files of recipients, engines.

Lives here: what implements a port, one folder or module a thing; errors of libraries are translated here.
Must not: decide anything of the domain, or be imported by `service`, `planning`, `messages` or `retry`.
"""
