"""What this package announces. Higher packages answer in their `receivers.py`, with one line."""

from django.dispatch import Signal

attendance_marked = Signal()
"""Who came to a session is known or was corrected, or we cancelled it late: `session`, `by` (an Actor).

Sent inside the transaction, after the attendance rows are written: `attendance_marked.send(Session, session=…, by=…)`.
"""
