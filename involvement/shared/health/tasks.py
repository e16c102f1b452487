"""The schedule's own sign of life: put in the queue twice a minute, so it shows schedule, queue and worker at once."""

from celery import shared_task
from django.utils import timezone

from involvement.shared.health.models import Tick


@shared_task(name="health.tick")  # type: ignore[untyped-decorator]
def tick() -> None:
    Tick.objects.update_or_create(job="schedule", defaults={"at": timezone.now()})
