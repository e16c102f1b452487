"""A session as an entry for the person's own calendar."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from involvement.models import Invitation


def calendar_for(invitation: Invitation, *, method: str) -> str:
    """ICS text; `method` is REQUEST or CANCEL. Needs the invitation loaded `with_details`.

    Says nothing of the topic, of other people or of what was arranged (R38): calendars are shared and read aloud.
    Where somebody asked us to be careful how we reach them, the place stays out too.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Common Thread//Involvement//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_entry(invitation, method))
    return str(calendar.to_ical().decode())


def _entry(invitation: Invitation, method: str) -> Event:
    session, person = invitation.offer.session, invitation.person
    entry = Event()
    entry.add("uid", f"{invitation.calendar_uid}@{_host()}")
    entry.add("sequence", invitation.calendar_sequence)
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", session.starts_at)
    entry.add("dtend", session.ends_at)
    entry.add("summary", _("Your session with %(institution)s") % {"institution": session.institution.name})
    if session.venue and not person.safe_contact_note:
        entry.add("location", session.venue)
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    entry.add("class", "PRIVATE")
    entry["organizer"] = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    if person.email:
        entry.add("attendee", _guest(person.name, person.email), encode=False)
    return entry


def _guest(name: str, email: str) -> vCalAddress:
    guest = vCalAddress(f"mailto:{email}")
    guest.params["CN"] = vText(name)
    guest.params["PARTSTAT"] = vText("ACCEPTED")
    guest.params["RSVP"] = vText("FALSE")
    return guest


def _host() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
