"""The gate: asks for a birth date at sign-up and answers with a signed attestation, keeping nothing of the person.

Lives here: the question, the decision, the attestation, the store of screenings, the embeddable element.
Must not: import `publisher` or `notifier`, or import Flask anywhere but in `gate.web` and `gate.app`.
"""
