"""The REST door: parse, act, render. Hosts subclass its viewsets and mount them in place."""
