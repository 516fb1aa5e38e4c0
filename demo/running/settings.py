"""The settings of the gate and the notifier in the demo, as an operator would put them into the environment."""

from demo.running.keys import Keys
from demo.running.options import MAIL, Options

SENDER = "privacy@example.com"
ON_REFUSAL_JA = (
    "同意しないと：同意しなかったことを記録します。その方針が施行されている間は、「歌の部屋」をお使いいただけません。"
    "後から同意することもできます。"
)
ON_REFUSAL_EN = (
    "If you do not agree: we record that you did not. While that policy is in force you cannot use the song room. "
    "You can still agree later."
)


def parts_environment(options: Options, keys: Keys) -> dict[str, str]:
    """What `gate` and `notifier` read, for all of their commands."""
    return {"SITE_URL": f"{options.url('site')}/", **_gate(options), **_notifier(options, keys)}


def _gate(options: Options) -> dict[str, str]:
    return {
        "GATE_URL": options.url("gate"),
        "GATE_PORT": str(options.ports["gate"]),
        "GATE_DATABASE": f"sqlite:///{options.folder / 'gate.db'}",
        "GATE_ACCESS_LOG": str(options.folder / "gate-access.jsonl"),
    }


def _notifier(options: Options, keys: Keys) -> dict[str, str]:
    app = options.url("app")
    return {
        "NOTIFIER_DATABASE": options.database or f"sqlite:///{options.folder / 'notifier.db'}",
        "NOTIFIER_ENGINE": "procrastinate" if options.database else "in-process",
        "NOTIFIER_KEYS": keys.notifier,
        "NOTIFIER_TOKEN_KEYS": keys.tokens,
        "NOTIFIER_APP_KEYS": f"utanowa:{keys.app}",
        "NOTIFIER_SMTP": f"smtp://127.0.0.1:{options.ports[MAIL]}",
        "NOTIFIER_FROM": SENDER,
        "NOTIFIER_FROM_NAME": "うたのわ Utanowa",
        "NOTIFIER_ORIGINS": app,
        "NOTIFIER_MANIFEST": f"{options.url('site')}/manifest.json",
        "NOTIFIER_SETTINGS_URL": f"{app}/account",
        "NOTIFIER_ANSWER_URL": f"{app}/consents",
        "NOTIFIER_ON_REFUSAL_JA": ON_REFUSAL_JA,
        "NOTIFIER_ON_REFUSAL_EN": ON_REFUSAL_EN,
    }
