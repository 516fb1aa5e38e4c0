"""The notifier over HTTP: the inbox, consents, live streams, the elements' script, the API's description.

Lives here: routes, authentication, the form of answers and errors, CORS, limits, the server. The only part that knows
Flask.
Must not: decide anything (that is `notifier.service`), speak SQL, log who asked for what, or load anything from
another host.
"""
