"""Thanks that are not money, for the person: read what is known, say yes or no, print a certificate."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.documents.pdf import render_pdf
from involvement.shared.once.sending import once
from involvement.shared.ui.words import day_words
from payments.domain.thanks import answer_thanks, rules, rules_for
from payments.models import Thanks
from payments.views.thanks import row_of


@signed_in
def my_thanks(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own; a supporter who sees payments may read it, and the person answers."""
    own = Thanks.objects.visible_to(request.user).of_people_of(request.user)
    thanks = get_object_or_404(own.select_related("person", "institution", "session"), pk=pk)
    is_own = thanks.person.user_id == request.user.pk
    if request.method == "POST":
        if not is_own:
            raise PermissionDenied(Permission.OWN_RECORD)
        do = request.POST.get("do")
        if do not in ("yes", "no"):
            raise Http404
        return once(request, "thanks.mine", lambda: _answer(request, thanks, yes=do == "yes"))
    context = {
        "thanks": thanks,
        "row": row_of(thanks),
        "known": rules_for(thanks.kind, cash_like=thanks.cash_like),
        "always": rules()["always"],
        "checked_on": rules()["checked_on"],
        "may_answer": is_own and thanks.state != Thanks.State.GIVEN,
    }
    return TemplateResponse(request, "payments/my_thanks.html", context)


@signed_in
@require_safe
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    """As a tagged PDF, for the person and who gave it. It never says why somebody is a partner (C1)."""
    found = Thanks.objects.visible_to(request.user).filter(kind=Thanks.Kind.CERTIFICATE)
    thanks = get_object_or_404(found.select_related("person", "institution", "session"), pk=pk)
    context = {
        "name": thanks.person.name,
        "institution": thanks.institution.name,
        "words": thanks.words,
        "session": thanks.session.title if thanks.session else "",
        "session_day": day_words(thanks.session.starts_at) if thanks.session else "",
        "day": day_words(thanks.given_on),
    }
    response = HttpResponse(render_pdf("pdf/certificate.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _answer(request: SignedInRequest, thanks: Thanks, *, yes: bool) -> str:
    answer_thanks(thanks, yes=yes, by=request.actor, answered_by=request.user.name)
    messages.success(request, _("Thank you. We know that you want it.") if yes else _("You said no. That is fine."))
    return request.path
