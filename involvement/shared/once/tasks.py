from celery import shared_task
from django.utils import timezone

from involvement.shared.once.sending import forget_old_keys


@shared_task(name="once.forget_form_keys")  # type: ignore[untyped-decorator]
def forget_form_keys() -> int:
    return forget_old_keys(now=timezone.now())
