"""`make screenshots`. Gets Django ready, then takes the pictures of `pictures.py`."""

import os
from importlib import import_module

import django

from involvement.config import embedded


def main() -> None:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "involvement.config.settings.local")
    embedded.start_if_needed()
    django.setup()
    import_module("tests.journeys.pictures").main()


if __name__ == "__main__":
    main()
