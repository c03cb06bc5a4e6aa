"""The shop where each page is computed anew: what a first hit costs. Nothing is kept yet, so it is the shop itself."""

from shop.config.wsgi import application

__all__ = ["application"]
