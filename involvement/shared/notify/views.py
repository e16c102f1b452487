"""The outbox: what was sent, what waits, and what a person has to do about it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, may, needs, open_to_all
from involvement.shared.access.request import SignedInRequest
from involvement.shared.notify.contacts import contacts_of
from involvement.shared.notify.decisions import (
    it_arrived,
    nobody_answered,
    not_needed,
    posted,
    send_again,
    told_by_phone,
)
from involvement.shared.notify.letters import letter_pdf as make_letter
from involvement.shared.notify.models import Message
from involvement.shared.notify.shown import demo_messages, moment_words, row_of, shown
from involvement.shared.notify.wording import spoken_words
from involvement.shared.ui.lists import Sort, listed

State, Channel = Message.State, Message.Channel
SORTS = {
    "newest": Sort(gettext_lazy("Newest first"), "created_at", downwards=True),
    "oldest": Sort(gettext_lazy("Oldest first"), "created_at"),
    "name": Sort(gettext_lazy("Name"), "name"),
}


@needs(Permission.OUTBOX_VIEW)
def outbox(request: SignedInRequest) -> HttpResponse:
    everything = Message.objects.visible_to(request.user)
    search = request.GET.get("q", "").strip().replace("\x00", "")[:200]
    state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
    found = everything
    if search:
        found = found.filter(Q(name__icontains=search) | Q(subject__icontains=search))
    if state in State.values:
        found = found.filter(state=state)
    if channel in Channel.values:
        found = found.filter(channel=channel)
    page = listed(found, request.GET, SORTS)
    context = {
        "page": page,
        "rows": [row_of(message) for message in page.rows],
        "search": search,
        "state": state,
        "channel": channel,
        "states": State.choices,
        "channels": Channel.choices,
        "todo": _todo(everything),
        "may_settle": holds(request.user, Permission.PHONE_TASK_DO),
        "no_text_service": settings.TEXT_PROVIDER == "none",
    }
    return TemplateResponse(request, "notify/outbox.html", context)


def _todo(everything: object) -> dict[str, int]:
    """How much waits for a person, in one query."""
    waiting = Q(state=State.WAITING)
    counts: dict[str, int] = everything.order_by().aggregate(  # type: ignore[attr-defined]
        held=Count("pk", filter=Q(state=State.HELD)),
        calls=Count("pk", filter=waiting & Q(channel=Channel.PHONE)),
        letters=Count("pk", filter=waiting & Q(channel=Channel.LETTER)),
        texts=Count("pk", filter=waiting & Q(channel=Channel.TEXT)),
    )
    return counts


@needs(Permission.OUTBOX_VIEW)
def message_page(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("link", "institution"), pk=pk)
    allow(request.user, Permission.OUTBOX_VIEW, message)
    if request.method == "POST":
        allow(request.user, Permission.PHONE_TASK_DO, message)
        return _decide(request, message)
    context = {
        "shown": shown(message),
        "waits_until": moment_words(message.next_try_at) if message.state == State.WAITING else "",
        "may_settle": may(request.user, Permission.PHONE_TASK_DO, message),
    }
    return TemplateResponse(request, "notify/message.html", context)


def _decide(request: SignedInRequest, message: Message) -> HttpResponse:
    if request.POST.get("decision") == "again":
        send_again(message, now=timezone.now(), by=request.actor)
        messages.success(request, _("The message will be sent again."))
    elif request.POST.get("decision") == "arrived":
        it_arrived(message, by=request.actor)
        messages.success(request, _("Noted: the message arrived."))
    else:
        messages.error(request, _("Choose what to do with this message."))
    return redirect("notify:message", pk=message.pk)


@needs(Permission.PHONE_TASK_DO)
def phone_tasks(request: SignedInRequest) -> HttpResponse:
    waiting = Message.objects.visible_to(request.user).for_caller(request.user).filter(state=State.WAITING)
    page = listed(waiting, request.GET, {"due": Sort(gettext_lazy("Next first"), "next_try_at")})
    contacts = contacts_of(task.person_id for task in page.rows)
    now = timezone.now()
    rows = [
        {
            "task": task,
            "contact": contacts.get(task.person_id),
            "number": _number(task, contacts.get(task.person_id)),
            "when": _("Now") if task.next_try_at <= now else moment_words(task.next_try_at),
        }
        for task in page.rows
    ]
    return TemplateResponse(request, "notify/phone_tasks.html", {"page": page, "rows": rows})


@needs(Permission.PHONE_TASK_DO)
def phone_task(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    mine = Message.objects.visible_to(request.user).for_caller(request.user)
    task = get_object_or_404(mine.select_related("institution"), pk=pk)
    allow(request.user, Permission.PHONE_TASK_DO, task)
    if request.method == "POST":
        return _after_call(request, task)
    contact = contacts_of([task.person_id]).get(task.person_id)
    context = {
        "task": task,
        "note": contact.safe_note if contact else "",
        "number": _number(task, contact),
        "script": [line for line in spoken_words(task).split("\n\n") if line],
        "open": task.state == State.WAITING,
    }
    return TemplateResponse(request, "notify/phone_task.html", context)


def _after_call(request: SignedInRequest, task: Message) -> HttpResponse:
    result, now = request.POST.get("result"), timezone.now()
    if result == "told":
        told_by_phone(task, now=now, by=request.actor)
        messages.success(request, _("Noted: %(name)s knows.") % {"name": task.name})
    elif result == "nobody":
        again = nobody_answered(task, now=now, by=request.actor)
        messages.success(request, _("We will ask you again on %(when)s.") % {"when": moment_words(again)})
    elif result == "not_needed":
        not_needed(task, by=request.actor)
        messages.success(request, _("This call is taken off the list."))
    else:
        messages.error(request, _("Choose how the call went."))
        return redirect("notify:phone_task", pk=task.pk)
    return redirect("notify:phone_tasks")


def _number(task: Message, contact: object) -> str:
    return getattr(contact, "phone", "") or task.address


@needs(Permission.PHONE_TASK_DO)
def letters(request: SignedInRequest) -> HttpResponse:
    waiting = Message.objects.visible_to(request.user).filter(channel=Channel.LETTER, state=State.WAITING)
    if request.method == "POST":
        done = posted(waiting, ids=_ids(request), now=timezone.now(), by=request.actor)
        if done:
            messages.success(request, _("Letters marked as posted: %(count)s.") % {"count": done})
        else:
            messages.error(request, _("Tick the letters that you have posted."))
        return redirect("notify:letters")
    page = listed(waiting, request.GET, {"due": Sort(gettext_lazy("Oldest first"), "next_try_at")})
    return TemplateResponse(request, "notify/letters.html", {"page": page, "rows": [row_of(m) for m in page.rows]})


def _ids(request: HttpRequest) -> list[uuid.UUID]:
    """The ticked letters; what is no id is left out."""
    found = []
    for text in request.POST.getlist("letter")[:200]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


@needs(Permission.PHONE_TASK_DO)
def letter_file(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    letter = get_object_or_404(
        Message.objects.visible_to(request.user).filter(channel=Channel.LETTER).select_related("institution"), pk=pk
    )
    allow(request.user, Permission.PHONE_TASK_DO, letter)
    response = HttpResponse(make_letter(letter, today=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="letter.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@open_to_all
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """Everything that was sent in the demonstration, with links that work."""
    found, search = demo_messages(), request.GET.get("q", "").strip().replace("\x00", "")[:200]
    if search:
        found = found.filter(Q(name__icontains=search) | Q(address__icontains=search))
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    context = {"page": page, "all_shown": [shown(message) for message in page], "search": search}
    return TemplateResponse(request, "notify/demo_outbox.html", context)


@open_to_all
def demo_calendar(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    message = get_object_or_404(demo_messages(), pk=pk)
    if not message.calendar:
        raise Http404
    response = HttpResponse(message.calendar, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response
