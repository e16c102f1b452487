"""When the clock rings which doorbell. Times are UTC; none between 23:00 and 24:00 (security R30)."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "sign-of-life": {"task": "health.tick", "schedule": 30.0},
    "deliver-messages": {"task": "notify.deliver_due", "schedule": 20.0},
    "make-library-documents": {"task": "library.make_documents", "schedule": 60.0},
    "hold-doubtful-messages": {"task": "notify.sweep", "schedule": 60.0},
    "queue-reminders": {"task": "involvement.queue_reminders", "schedule": crontab(minute=5, hour="0-22")},
    "look-after-funds": {"task": "payments.look_after_funds", "schedule": crontab(minute=20, hour="0-22")},
    "forget-form-keys": {"task": "once.forget_form_keys", "schedule": crontab(hour=3, minute=40)},
    "forget-what-is-over": {"task": "audit.forget_what_is_over", "schedule": crontab(hour=4, minute=10)},
    "forget-circumstances": {"task": "payments.forget_circumstances", "schedule": crontab(hour=3, minute=50)},
    "make-waiting-reports": {"task": "evaluation.make_waiting_reports", "schedule": 30.0},
    "make-waiting-runs": {"task": "payments.make_waiting_batches", "schedule": 30.0},
    "close-feedback": {"task": "evaluation.close_due_feedback", "schedule": crontab(hour=1, minute=10)},
}
_ = crontab
