"""The guided tour around the service: its steps, the publish button, the mail folder, the proof.

Not for copying: a real service has none of it. Knows the service and what runs it; neither knows the tour.
"""

from demo.tour.pages import add_tour

__all__ = ["add_tour"]
