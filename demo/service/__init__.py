"""The worked example: a small service that asks for the age at sign-up and tells its users what changes in the policy.

Lives here: what an app team would copy, in Flask: `signup`, `notices`, `policy`, `cookies`, `rights`. It uses the
gate's client and the notifier over HTTP. Must not: know how they work inside, the tour, or how it is run.
"""

from demo.service.app import create
from demo.service.settings import Settings

__all__ = ["Settings", "create"]
