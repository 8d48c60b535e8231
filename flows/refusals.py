"""Refusals of decisions in both languages, from refusals.toml."""

from __future__ import annotations

from warehouse.refusals import Sayings

say = Sayings("flows")
