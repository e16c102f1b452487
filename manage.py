#!/usr/bin/env python
"""Django's command line. Starts the database that comes with the project when no other one is named."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "involvement.config.settings.local")
    from involvement.config import embedded  # late: settings must be named first

    embedded.start_if_needed()
    from django.core.management import execute_from_command_line  # late: reads the settings above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
