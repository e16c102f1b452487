"""Addresses of the pages that partners use, and of attendance in the room."""

from django.urls import URLPattern

partner_pages: list[URLPattern] = []
