"""Whether the process runs, and whether everything it needs does. For balancers and alarms; nothing personal."""

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from involvement.shared.access.policies import open_to_all
from involvement.shared.health.checks import look


@open_to_all
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody else, so that a balancer does not stop pages that still work."""
    return JsonResponse({"status": "up"})


@open_to_all
@never_cache
@require_safe
@transaction.non_atomic_requests
def ready(request: HttpRequest) -> JsonResponse:
    """503 when something needs a person: the database, tables, queue, messages or the schedule."""
    found = look()
    well = not any(found.values())
    body = {"status": "ready" if well else "not ready", "checks": {name: said or "ok" for name, said in found.items()}}
    return JsonResponse(body, status=200 if well else 503)
