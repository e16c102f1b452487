"""The app's own addresses."""

from involvement.config.urls import urlpatterns

__all__ = ["urlpatterns"]
