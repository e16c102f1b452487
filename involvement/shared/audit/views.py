"""Who has looked at my record: everybody's own page, and nobody else's."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse

from involvement.shared.access.policies import signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.audit.reading import entry, looked_at

PAGE = 25


@signed_in
def who_looked(request: SignedInRequest) -> HttpResponse:
    """For people who are known as a person here; staff without a record of their own see that there is none."""
    person = getattr(request.user, "person", None)
    if person is None:
        return TemplateResponse(request, "audit/who_looked.html", {"page": None, "entries": []})
    page = Paginator(looked_at(person.pk, own_user_id=request.user.pk), PAGE).get_page(request.GET.get("page"))
    entries = [entry(row) for row in page.object_list]
    return TemplateResponse(request, "audit/who_looked.html", {"page": page, "entries": entries})
