"""The only readers: each takes the actor first and never returns what it may not know of."""
