"""When each recurring job last ran: the one thing that readiness cannot ask anybody else."""

from __future__ import annotations

from django.db import models


class Tick(models.Model):
    """One row a job, overwritten each time. Holds no personal data and may be deleted at any time."""

    job = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job} {self.at:%Y-%m-%d %H:%M}"
