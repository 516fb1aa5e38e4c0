"""The elements `<policy-inbox>` and `<policy-consent>`, as parts that `notifier.web.system` joins into `/embed.js`.

Lives here: plain JavaScript, no build step: words, the client, one file an element.
Must not: load anything but the notifier's API, set a cookie, use eval, inline styles or HTML from strings, so that it
works under `default-src 'none'` with the notifier's origin alone.
"""
