"""Doors of our own beside those of allauth."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from involvement.shared.access.policies import open_to_all, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.demo import demo_user


@open_to_all
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of the made-up people: POST `user`. Outside the demonstration this page does not exist."""
    user = demo_user(request.POST.get("user", ""))
    if request.method != "POST" or user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    UserSession.objects.create_from_request(request)
    return redirect("dashboards:home")


@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """What somebody can see and change about their own account."""
    return TemplateResponse(request, "accounts/account.html")
