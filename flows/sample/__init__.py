"""A small news site on loopback, so that the pipeline runs from end to end without any network.

Four made-up Arabic outlets serve feeds and article pages on 127.0.0.1, with the quirks of real ones. Every text was
written for this demonstration: no outlet, person or incident in it is real. Towns and armed parties carry real names,
since a place reader has to be shown real places.
"""

from flows.sample.server import SampleSite
from flows.sample.texts import load_outlets

__all__ = ["SampleSite", "load_outlets"]
