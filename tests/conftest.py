"""What every test may use. Starts the embedded PostgreSQL unless `DATABASE_URL` names a server."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from involvement.config import embedded

embedded.start_if_needed()
