"""The demo: a small sign-up app of a made-up service that embeds the publisher's site, the gate and the notifier.

Lives here: what an app team would write. The one place that may import all three parts.
"""
