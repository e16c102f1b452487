"""Doors of our own beside those of allauth."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from involvement.shared.access.policies import open_to_all
from involvement.shared.accounts.demo import demo_user


@open_to_all
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of the made-up people: POST `user`. Outside the demonstration this page does not exist."""
    user = demo_user(request.POST.get("user", ""))
    if request.method != "POST" or user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("dashboards:home")
