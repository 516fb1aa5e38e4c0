"""The gate over HTTP: the hosted page for people, the API for apps' servers, health and metrics.

Lives here: routes, templates, styles and scripts of the gate's own pages, headers, the form of errors.
Must not: decide anything (that is `gate.service`), speak SQL, log what a person sent, or load anything from another
host.
"""
