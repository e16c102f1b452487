"""What this package announces. Higher packages answer in their `receivers.py`, with one line."""

from django.dispatch import Signal

attendance_marked = Signal()
"""Who came to a session is known or was corrected, or we cancelled it late: `session`, `by` (an Actor).

Sent inside the transaction, after the attendance rows are written: `attendance_marked.send(Session, session=…, by=…)`.
"""

offer_drafted = Signal()
"""A draft was made: `offer`, `by`. Sent inside the transaction; a receiver may fill in what it knows."""

offer_checked = Signal()
"""Somebody asks whether an `offer` may be published. Each receiver answers with sentences of what is in the way."""

offer_published = Signal()
"""An offer's terms are frozen now: `offer`, `by`. Sent inside the transaction; `Refused` stops the publishing."""

offer_ended = Signal()
"""A published offer is replaced, taken back or cancelled: `offer`, `by`. Sent inside the transaction."""
