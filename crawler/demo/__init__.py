"""A small portal of every type, invented and served on loopback: the default of the main job, and the ground of the tests.

`server.DemoPortals` serves them and knows what a crawl must find; `publisher` decides what they publish, `portal` how they
answer, one module a type (or family) how their pages look and page; `verdict` holds a crawl's lines against the truth. The
texts come from the templates and word tables in ``words/``; no place, person, firm or number in them is real.
"""
