"""What the notifier's use cases need from outside, as protocols.

Lives here: the store's parts, the channel, the engine, the vault, the clock. Each has two implementations today.
Must not: import anything of the notifier but `model`, or contain behaviour.
"""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Now, aware, in UTC."""
