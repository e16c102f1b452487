"""Names of deeds and readings as sentences for the person they are about. What is not listed gets a general one."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DEEDS: dict[str, Promise] = {
    "invitation.sent": gettext_lazy("Sent you an offer"),
    "invitation.answered": gettext_lazy("Answered an offer for you"),
    "invitation.confirmed": gettext_lazy("Confirmed your place"),
    "place.confirmed": gettext_lazy("Confirmed your place"),
    "attendance.marked": gettext_lazy("Noted that you took part"),
    "claim.proposed": gettext_lazy("Worked out what you are owed"),
    "claim.approved": gettext_lazy("Agreed a payment to you"),
    "claim.queried": gettext_lazy("Asked a question about a payment to you"),
    "claim.parted": gettext_lazy("Let your costs go ahead of a fee that waits"),
    "claim.paid": gettext_lazy("Marked a payment to you as paid"),
}
THINGS: dict[str, Promise] = {
    "invitation": gettext_lazy("an offer to you"),
    "offer": gettext_lazy("an offer to you"),
    "attendance": gettext_lazy("your attendance"),
    "availability": gettext_lazy("the times when you can take part"),
    "claim": gettext_lazy("a payment to you"),
    "batch": gettext_lazy("a payment to you"),
    "payee": gettext_lazy("where we send your money"),
    "consent": gettext_lazy("what you agreed to"),
    "feedback": gettext_lazy("your invitation to give feedback"),
    "link": gettext_lazy("a private link for you"),
    "need": gettext_lazy("what you need to take part"),
    "access_need": gettext_lazy("what you need to take part"),
    "person": gettext_lazy("your details"),
    "partner": gettext_lazy("your details"),
    "profile": gettext_lazy("your details"),
    "supporter": gettext_lazy("who supports you"),
}
READINGS: dict[str, Promise] = {
    "adjustment": gettext_lazy("What you need to take part"),
    "adjustments": gettext_lazy("What you need to take part"),
    "experience": gettext_lazy("What you told about your life"),
    "payee_account": gettext_lazy("Your bank details"),
    "topics_off_limits": gettext_lazy("What you do not want to talk about"),
}


def deed_in_words(action: str) -> str:
    if action in DEEDS:
        return str(DEEDS[action])
    thing = THINGS.get(action.split(".", maxsplit=1)[0])
    return _("Worked on %(thing)s") % {"thing": thing} if thing else _("Worked on your record")


def reading_in_words(what: str) -> str:
    return _("Read: %(what)s") % {"what": READINGS.get(what, what)}
